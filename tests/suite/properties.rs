//! Properties that hold for every input.

use std::io::Cursor;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use wsus954960::ScanOptions;
use wsus954960::internals::document::Envelope;
use wsus954960::internals::fleet::sources::Sources;
use wsus954960::internals::input::filesystem::Disk;
use wsus954960::internals::input::pe;
use wsus954960::internals::recognise;
use wsus954960::internals::recognise::client_scan::ClientScan;
use wsus954960::internals::values::counts::Counts;

use crate::support::*;

/// Lines that have nothing to do with a block of thread 788/ee4.
fn unrelated_line() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(line((788, "ee4"), "Agent", "  * WARNING: Failed to synchronize, error = 0x8024402C")),
        Just(line((788, "ee4"), "AU", "  # WSUS server: http://wsus01:8530")),
        Just(pt((788, "b34"), "+++++++++++  PT: Synchronizing server updates  +++++++++++")),
        Just(pt((789, "ee4"), "WARNING:     ErrorCode:ConfigChanged(2)")),
        Just(pt((789, "ee4"), "WARNING:     ID:00000000-0000-0000-0000-000000000000")),
        Just(String::new()),
        Just("no record at all, and nothing of a failure".to_owned()),
        "[ -~\u{e4}\u{ac00}]{0,80}",
    ]
}

/// The lines of a client's log.
fn client_lines() -> impl Strategy<Value = Vec<String>> {
    let own = prop_oneof![
        Just(sync_start((788, "ee4"))),
        Just(signature((788, "ee4"), FAULT)),
        Just(failure((788, "ee4"), "0x8024400D", "ConfigChanged(2)", FAULT)),
        Just(failure((788, "ee4"), "0x8024400E", "InternalServerError(5)", "22222222-0000-0000-0000-000000000000")[..5].to_vec()),
        Just(epilogue((788, "ee4"), "0x8024400e")),
    ];
    prop::collection::vec(own, 1..6).prop_map(|blocks| blocks.concat())
}

fn interleave(lines: Vec<String>, unrelated: &[Vec<String>]) -> Vec<String> {
    let mut places = unrelated.iter().cycle();
    lines.into_iter().flat_map(|line| places.next().cloned().unwrap_or_default().into_iter().chain([line])).collect()
}

/// The parts of a document that do not depend on where the lines are.
fn findings(log: &ClientScan) -> (u64, u64, Vec<Option<&str>>, &Counts) {
    let ids = log.incidents.iter().map(|incident| incident.fault_id.as_deref()).collect();
    (log.incident_count, log.partial_count, ids, &log.other_failures)
}

proptest! {
    // The same cases each time: a rare one must not stop an unrelated change.
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(954_960), ..ProptestConfig::default() })]

    #[test]
    fn unrelated_lines_between_a_clients_lines_change_nothing(
        lines in client_lines(),
        unrelated in prop::collection::vec(prop::collection::vec(unrelated_line(), 0..4), 1..8),
    ) {
        let plain = client(text(std::slice::from_ref(&lines)));
        let mixed = client(text(&[interleave(lines, &unrelated)]));
        prop_assert_eq!(findings(&plain), findings(&mixed));
    }

    #[test]
    fn cutting_a_clients_log_into_reads_anywhere_changes_nothing(
        lines in client_lines(),
        unrelated in prop::collection::vec(prop::collection::vec(unrelated_line(), 0..4), 1..8),
        sizes in prop::collection::vec(1_usize..300, 1..6),
        utf16: bool,
    ) {
        let log = text(&[interleave(lines, &unrelated)]);
        let bytes = if utf16 { log.encode_utf16().flat_map(u16::to_le_bytes).collect() } else { log.into_bytes() };
        let whole = client(&bytes);
        let (pieces, outcome) = recognise::scan_client_text(Pieces { bytes: &bytes, sizes: &sizes, next: 0 }, "test", &ScanOptions::default());
        prop_assert!(outcome.is_ok());
        prop_assert_eq!(wsus954960::to_json(&whole), wsus954960::to_json(&pieces));
    }

    #[test]
    fn cutting_a_servers_log_into_reads_anywhere_or_mixing_it_changes_nothing(
        others in prop::collection::vec(prop_oneof![
            Just(record("02:59:57.600", "w3wp.5", "ThreadEntry", "ThreadPoolTimer")),
            Just(exception("02:59:57.600", "w3wp.6", "System.Data.SqlClient.SqlException: Timeout", "at", &FRAMES)),
            Just(fault("02:59:57.600", "w3wp.6", "66666666-0000-0000-0000-000000000000", "InternalServerError")),
            Just("   <lines removed>\r\n\r\n".to_owned()),
        ], 0..6),
        sizes in prop::collection::vec(1_usize..300, 1..6),
    ) {
        // Exceptions of other threads come after the stack, their other records anywhere in it.
        let (exceptions, records): (Vec<_>, Vec<_>) = others.into_iter().partition(|other| other.contains("SqlException"));
        let defect = defect("02:59:57.642", "w3wp.12");
        let nothing = [String::new()];
        let between = if records.is_empty() { nothing.iter().cycle() } else { records.iter().cycle() };
        let mixed: String = defect.split_inclusive('\n').zip(between).map(|(line, other)| format!("{line}{other}")).collect();
        let log = [mixed, exceptions.concat(), fault("02:59:57.642", "w3wp.12", FAULT, "InternalServerError")].concat();
        let whole = server(&log);
        prop_assert_eq!(whole.incident_count, 1);
        prop_assert_eq!(whole.incidents[0].fault_id.as_deref(), Some(FAULT));
        let (pieces, _) = recognise::scan_server_text(Pieces { bytes: log.as_bytes(), sizes: &sizes, next: 0 }, "test", &ScanOptions::default());
        prop_assert_eq!(wsus954960::to_json(&whole), wsus954960::to_json(&pieces));
    }

    #[test]
    fn no_bytes_make_the_recognisers_panic(bytes in prop::collection::vec(any::<u8>(), 0..4000)) {
        client(&bytes);
        server(&bytes);
    }

    #[test]
    fn no_text_made_of_the_logs_own_words_makes_the_recognisers_panic(
        words in prop::collection::vec(prop::sample::select(vec![
            "2008-06-13\t19:59:56:617\t 788\tee4\tPT\t", "2008-06-14 02:59:57.642 UTC\tError\tw3wp.12\t", "\r\n", "\t", " ", "\0", "WARNING:",
            "SyncUpdates failure, error = ", "0x8024400E", ", soap client error = ", "ErrorCode:", "ErrorCode=", "ID:", "ID=", "Method:\"",
            "ThrowException:", "System.ArgumentException: ", "---> ", "(", ")", "'", "\u{ab}", "ServiceId = {", "<ErrorCode>", "</",
            "SyncUpdates_WithRecovery failed", "[", "]", "\u{e9}", "\u{feff}", "99999999999999999999",
        ]), 0..60),
    ) {
        client(words.concat());
        server(words.concat());
    }

    #[test]
    fn a_damaged_dll_is_an_error_or_has_another_version_but_never_causes_a_panic(
        changes in prop::collection::vec((0_usize..4096, any::<u8>()), 1..8),
        length in 0_usize..=4608,
    ) {
        let mut bytes = std::fs::read(fixture("dll/sp1.dll")).unwrap();
        for (at, value) in changes {
            bytes[at] = value;
        }
        bytes.truncate(length);
        // Whatever the answer, there is one.
        let _ = pe::file_version(Cursor::new(bytes));
    }

    #[test]
    fn saved_documents_with_damage_anywhere_are_documents_or_errors(at in 0.0..1.0, byte: u8, cut: bool) {
        let mut bytes = wsus954960::to_json(&Envelope(client(text(&[signature((788, "ee4"), FAULT)])))).into_bytes();
        let at = (at * bytes.len() as f64) as usize;
        if cut { bytes.truncate(at) } else { bytes[at] = byte };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("saved.json");
        std::fs::write(&path, bytes).unwrap();
        let mut count = 0;
        let _ = Sources { files: vec![path], ..Sources::default() }.on(&Disk).each(&mut |saved| {
            count += 1;
            if let Err(error) = saved {
                assert_eq!(error.code, wsus954960::ErrorCode::Malformed);
            }
            std::ops::ControlFlow::Continue(())
        });
        prop_assert!(count > 0);
    }

    #[test]
    fn no_name_leads_out_of_the_folder_of_its_template(name in r"[\\/.:%*?\[\]a-f0-9 ]{0,12}|.*") {
        use wsus954960::internals::find::computer::Computer;
        if let Ok(computer) = Computer::named(&name) {
            let shares = computer.shares(Some("/evidence/{0}/c")).unwrap();
            let parts: Vec<_> = shares.root.components().collect();
            prop_assert_eq!(parts.len(), 4);
            let host = parts[2].as_os_str().to_str().unwrap();
            prop_assert!(matches!(parts[2], std::path::Component::Normal(_)) && !host.contains(['\\', ':', '*', '?', '%', '[']), "{host}");
        }
    }
}
