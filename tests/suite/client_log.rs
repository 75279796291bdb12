//! The recogniser for `WindowsUpdate.log`.

use serde_json::{Value, json};
use wsus954960::Language;
use wsus954960::internals::document::{ClientFormat, Encoding, Envelope};
use wsus954960::internals::recognise::client_scan::ClientScan;

use crate::support::*;

const THREAD: (u32, &str) = (788, "ee4");
const OTHER: (u32, &str) = (788, "b34");

/// A record of an export that was not decoded.
const UNDECODED: &str = "1600/12/31 16:00:00.0000000 1020  2112                  Unknown( 10): GUID=eb73583d-5481-33b4-202d-9bb270eddffa (No Format Information found).\r\n";

fn block() -> String {
    text(&[sync_start(THREAD), signature(THREAD, FAULT), epilogue(THREAD, "0x8024400e")])
}

fn others(log: &ClientScan) -> Vec<(&str, u64)> {
    log.other_failures.iter().collect()
}

#[test]
fn the_advisorys_own_excerpt_is_one_incident_with_all_its_fields() {
    let log = client(std::fs::read(fixture("advisory/client.txt")).unwrap());
    assert_eq!((log.incident_count, log.partial_count, log.incidents_omitted), (1, 0, 0));
    assert_eq!((log.format, log.encoding, log.lines), (ClientFormat::Classic, Encoding::Utf8, 17));
    assert_eq!(log.first_time.unwrap().to_string(), "2008-06-13T19:59:53.383");
    assert_eq!(log.last_time.unwrap().to_string(), "2008-06-13T19:59:56.617");
    let incident = serde_json::to_value(&log.incidents[0]).unwrap();
    assert_eq!(
        incident,
        serde_json::json!({
            "line": 5,
            "time": "2008-06-13T19:59:56.617",
            "pid": 788,
            "tid": "ee4",
            "serviceId": "{3DA21691-E39D-4DA6-8A4B-B43877BCB1B7}",
            "serverUrl": "https://<WSUS Server>/ClientWebService/client.asmx",
            "error": "0x8024400E",
            "soapClientError": 7,
            "soapErrorCode": 400,
            "httpStatus": 200,
            "soapFault": "0x000190",
            "errorCode": "InternalServerError(5)",
            "message": "(null)",
            "method": "https://www.microsoft.com/SoftwareDistribution/Server/ClientWebService/SyncUpdates",
            "faultId": "c0a7445f-b989-43fa-ac20-11f8ca65fa8c",
        })
    );
}

#[test]
fn the_real_layout_with_tabs_is_recognised_and_what_follows_a_failure_is_not_a_second_one() {
    let log = client(block());
    assert_eq!((log.incident_count, others(&log)), (1, vec![]));
    assert_eq!(log.incidents[0].server_url.as_deref(), Some(URL));
}

#[test]
fn blocks_of_several_threads_and_lines_of_other_components_may_interleave() {
    let second = (1260, "f0c");
    let mine = [sync_start(THREAD), signature(THREAD, "11111111-0000-0000-0000-000000000000")].concat();
    let theirs = [sync_start(second), signature(second, "22222222-0000-0000-0000-000000000000")].concat();
    let lines: Vec<String> = mine
        .into_iter()
        .zip(theirs)
        .flat_map(|(mine, theirs)| [mine, line(THREAD, "Agent", "  * Online = Yes"), theirs, pt(OTHER, "WARNING: nothing of it")])
        .collect();
    let log = client(text(&[lines]));
    let ids: Vec<_> = log.incidents.iter().map(|incident| incident.fault_id.as_deref().unwrap().split_at(1).0).collect();
    assert_eq!(ids, ["1", "2"]);
    assert_eq!(log.incidents[1].pid, 1260);
}

#[test]
fn near_misses_are_other_failures_and_are_counted_by_error_and_code() {
    let log = client(text(&[
        failure(THREAD, "0x8024400D", "ConfigChanged(2)", FAULT),
        epilogue(THREAD, "0x8024400d"),
        failure(THREAD, "0x8024400D", "ConfigChanged(2)", FAULT),
        failure(THREAD, "0x8024400E", "InvalidParameters(7)", FAULT),
        failure(THREAD, "0x80244007", "InternalServerError(5)", FAULT),
        failure(THREAD, "0x8024400E", "InternalServerErrors(6)", FAULT),
        vec![pt(
            THREAD,
            "WARNING: SyncUpdates failure, error = 0x8024401B, soap client error = 10, soap error code = 0, HTTP status code = 407",
        )],
        epilogue(THREAD, "0x8024401b"),
    ]));
    assert_eq!(log.incident_count, 0);
    assert_eq!(
        others(&log),
        [
            ("0x80244007/InternalServerError(5)", 1),
            ("0x8024400D/ConfigChanged(2)", 2),
            ("0x8024400E/InternalServerErrors(6)", 1),
            ("0x8024400E/InvalidParameters(7)", 1),
            ("0x8024401B", 1),
        ]
    );
}

#[test]
fn other_failures_are_explained_with_their_first_and_last_time() {
    let line = |millis: u64, text: &str| line_at(millis, THREAD, "PT", text);
    let failed =
        |millis: u64, error: &str| line(millis, &format!("WARNING: SyncUpdates failure, error = {error}, soap client error = 5"));
    let told = failure_texts("0x8024400D", "RegistrationRequired(3)", FAULT);
    let log = client(text(&[
        vec![failed(5000, "0x80244010"), failed(1000, "0x80244010"), failed(9000, "0x80244010"), failed(7000, "0x80ABCDEF")],
        told.iter().map(|text| line(6000, text)).collect(),
    ]));
    let details = serde_json::to_value(&Envelope::explained(log, Language::English).other_failure_details).unwrap();
    let first = &details[0];
    assert_eq!(
        (&first["code"], &first["name"], &first["count"]),
        (&json!("0x80244010"), &json!("WU_E_PT_EXCEEDED_MAX_SERVER_TRIPS"), &json!(3))
    );
    assert_eq!((&first["firstTime"], &first["lastTime"]), (&json!("2008-06-01T00:00:01.000"), &json!("2008-06-01T00:00:09.000")));
    assert_eq!((&first["errorCode"], &first["trouble"]), (&Value::Null, &json!("roundTrips")));
    assert!(first["meaning"].as_str().unwrap().contains("one synchronisation"), "{first}");
    assert!(first["lookAt"].as_str().unwrap().contains("superseded"), "{first}");
    assert!(first["url"].as_str().unwrap().ends_with("wsus-maintenance-guide"), "{first}");
    // The server's own word says more than the error of the call.
    let second = &details[1];
    assert_eq!((&second["code"], &second["errorCode"]), (&json!("0x8024400D"), &json!("RegistrationRequired(3)")));
    assert_eq!((&second["name"], &second["trouble"]), (&json!("WU_E_PT_SOAP_CLIENT"), &json!("registration")));
    let unknown = &details[2];
    assert_eq!((&unknown["code"], &unknown["count"]), (&json!("0x80ABCDEF"), &json!(1)));
    assert!(["name", "trouble", "meaning", "lookAt", "url"].iter().all(|name| unknown[name].is_null()), "{unknown}");
}

#[test]
fn a_failure_without_a_record_has_no_time() {
    // Its own time stamp is damaged.
    let damaged = failure(THREAD, "0x8024402C", "", FAULT)[0].replacen("2008-06", "2O08-06", 1);
    let log = client(text(&[vec![pt(THREAD, "nothing"), damaged]]));
    let [failure] = &log.other_failure_details[..] else { panic!("{log:?}") };
    assert_eq!((failure.count, failure.first_time, failure.last_time), (1, None, None));
}

#[test]
fn since_limits_the_times_of_other_failures_too() {
    let at = |millis| line_at(millis, THREAD, "PT", "WARNING: SyncUpdates failure, error = 0x8024402C, soap client error = 5");
    let log = client_with(text(&[vec![at(1000), at(2000), at(3000)]]), &options(r#"{"since": "2008-06-01T00:00:02"}"#));
    let [failure] = &log.other_failure_details[..] else { panic!("{log:?}") };
    assert_eq!((failure.count, failure.first_time.unwrap().to_string()), (2, "2008-06-01T00:00:02.000".into()));
}

#[test]
fn a_failure_of_a_service_other_than_wsus_is_not_an_incident() {
    let mut start = sync_start(THREAD);
    start[1] = pt(
        THREAD,
        "  + ServiceId = {7971F918-A847-4430-9279-4A52D1EFE18D}, Server URL = https://update.microsoft.com/v6/client.asmx",
    );
    let log = client(text(&[start, signature(THREAD, FAULT)]));
    assert_eq!((log.incident_count, others(&log)), (0, vec![("0x8024400E/InternalServerError(5)", 1)]));
}

#[test]
fn the_code_of_another_thread_does_not_complete_a_block() {
    let mut lines = signature(THREAD, FAULT);
    lines[3] = pt(OTHER, "WARNING:     ErrorCode:InternalServerError(5)");
    let log = client(text(&[lines, epilogue(THREAD, "0x8024400e")]));
    assert_eq!((log.incident_count, log.partial_count, others(&log)), (0, 1, vec![]));
}

#[test]
fn a_block_that_the_end_of_the_file_cuts_before_its_code_is_partial_and_after_it_an_incident() {
    let whole = signature(THREAD, FAULT);
    for lines in 1..=whole.len() {
        let log = client(text(&[sync_start(THREAD), whole[..lines].to_vec()]));
        let expected = if lines <= 3 { (0, 1) } else { (1, 0) };
        assert_eq!((log.incident_count, log.partial_count), expected, "after {lines} lines");
    }
    // Even in the middle of a line: a truncated code or error is part of one, not a different one.
    let cut = text(&[whole]);
    let at = |text: &str| cut.find(text).unwrap() + text.len();
    for (end, expected) in [
        (at("error = 0x802440"), (0, 1)),
        (at("error = 0x8024400E"), (0, 1)),
        (at("ErrorCode:In"), (0, 1)),
        (at("ServerError("), (1, 0)),
    ] {
        let log = client(&cut[..end]);
        assert_eq!((log.incident_count, log.partial_count), expected, "{}", &cut[..end]);
        assert_eq!(others(&log), [], "{}", &cut[..end]);
    }
}

#[test]
fn a_block_without_its_beginning_is_an_incident_of_an_unknown_service() {
    let log = client(text(&[signature(THREAD, FAULT)]));
    assert_eq!((log.incident_count, &log.incidents[0].service_id, &log.incidents[0].server_url), (1, &None, &None));
}

#[test]
fn a_new_synchronisation_forgets_the_server_of_the_one_before() {
    let start = vec![sync_start(THREAD).remove(0)];
    let log = client(text(&[sync_start(THREAD), start, signature(THREAD, FAULT)]));
    assert_eq!(log.incidents[0].server_url, None);
}

#[test]
fn every_encoding_gives_the_same_incident() {
    let block = block().replace("(null)", "Größe");
    let utf16 = |unit: fn(u16) -> [u8; 2]| block.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(&block);
    let inputs = [
        (Encoding::Utf8, block.clone().into_bytes()),
        (Encoding::Utf8, [b"\xEF\xBB\xBF", block.as_bytes()].concat()),
        (Encoding::Utf16Le, [b"\xFF\xFE".to_vec(), utf16(u16::to_le_bytes)].concat()),
        (Encoding::Utf16Be, [b"\xFE\xFF".to_vec(), utf16(u16::to_be_bytes)].concat()),
        (Encoding::Utf16Le, utf16(u16::to_le_bytes)),
        (Encoding::Utf16Be, utf16(u16::to_be_bytes)),
        (Encoding::Ansi, latin.into_owned()),
    ];
    let expected = client(&block).incidents;
    for (encoding, bytes) in inputs {
        let log = client(&bytes);
        assert_eq!((log.encoding, log.bytes, log.lines), (encoding, bytes.len() as u64, 13));
        assert_eq!(log.incidents, expected, "{encoding:?}");
        assert_eq!(log.incidents[0].message.as_deref(), Some("Größe"));
    }
}

#[test]
fn line_ends_indentation_blank_lines_and_quotation_marks_do_not_matter() {
    let spaces = block().replace('\t', " ").replace("  ", " ").replace("  ", " ");
    let lines: Vec<&str> = spaces.lines().collect();
    let variants = [
        lines.join("\n"),
        lines.join("\r\n\r\n   \r\n"),
        lines.iter().map(|line| format!("        {line}\n")).collect(),
        lines.iter().map(|line| format!("> > {line}\n")).collect(),
        lines.iter().map(|line| format!("\u{A0}\u{A0}{}\n", line.replace(' ', "\u{A0}"))).collect(),
    ];
    for variant in variants {
        let log = client(&variant);
        assert_eq!(log.incident_count, 1, "{variant}");
        assert_eq!(log.incidents[0].fault_id.as_deref(), Some(FAULT), "{variant}");
    }
}

#[test]
fn nul_bytes_from_a_crash_hide_nothing() {
    let log = client(block().replace("\r\n", "\r\n\0\0\0\0\0\0\0\0"));
    assert_eq!((log.incident_count, log.lines), (1, 14));
    // A record that was being written, then NULs, then the log continues on the same line.
    let log = client(format!("2008-06-13\t19:5\0\0\0\0{}", block()));
    assert_eq!(log.incident_count, 1);
}

#[test]
fn a_clock_that_jumps_changes_nothing_but_the_times() {
    let mut lines = [sync_start(THREAD), signature(THREAD, FAULT)].concat();
    lines[4] = lines[4].replace("2008-06-13", "2003-01-01");
    lines[8] = lines[8].replace("2008-06-13\t19", "2008-06-13\t11");
    let log = client(text(&[lines]));
    assert_eq!(log.incident_count, 1);
    assert_eq!(log.last_time.unwrap().to_string(), "2008-06-13T11:59:56.617");
}

#[test]
fn lines_of_any_length_are_skipped() {
    let long = "x".repeat(1 << 20);
    let log = client(format!("{long}\r\n{}{long}{long}\n{}", block(), block()));
    assert_eq!((log.incident_count, log.lines), (2, 28));
    // The beginning of a line counts, however long the line is.
    let log = client(block().replace("(null)", &long));
    assert_eq!(log.incidents[0].fault_id.as_deref(), Some(FAULT));
    assert!(log.incidents[0].message.as_ref().unwrap().len() < 4096);
}

#[test]
fn the_latest_incidents_are_kept_and_all_are_counted() {
    let blocks: Vec<_> = (0..25).map(|n| signature(THREAD, &format!("{n:08}-0000-0000-0000-000000000000"))).collect();
    let log = client_with(text(&blocks), &options(r#"{"maxIncidents": 3}"#));
    assert_eq!((log.incident_count, log.incidents_omitted), (25, 22));
    let lines: Vec<_> = log.incidents.iter().map(|incident| incident.line).collect();
    assert_eq!(lines, [22 * 7 + 1, 23 * 7 + 1, 24 * 7 + 1]);
    assert_eq!(client_with(text(&blocks), &options(r#"{"maxIncidents": 0}"#)).incidents_omitted, 25);
}

#[test]
fn since_decides_which_failures_count() {
    let day = |day: &str| block().replace("2008-06-13", day);
    let cut_off = text(&[signature(THREAD, FAULT)[..2].to_vec()]).replace("2008-06-13", "2008-06-14");
    let log = [day("2008-06-12"), day("2008-06-13"), text(&[failure(THREAD, "0x8024400D", "X(1)", FAULT)]), cut_off].concat();
    let since = |time: &str| {
        let log = client_with(&log, &options(&format!(r#"{{"since": "{time}"}}"#)));
        (log.incident_count, log.partial_count, log.other_failures.len(), log.lines)
    };
    assert_eq!(since("2008-06-12"), (2, 1, 1, 35));
    assert_eq!(since("2008-06-13T19:59:56.617"), (1, 1, 1, 35));
    assert_eq!(since("2008-06-13 19:59:56.618"), (0, 1, 0, 35));
    assert_eq!(since("2008-06-15"), (0, 0, 0, 35));
}

#[test]
fn the_stub_of_a_windows_that_logs_to_etw_is_recognised() {
    let log =
        wsus954960::scan_client_log(&fixture("roots/indeterminate-etw-stub/Windows/WindowsUpdate.log"), &options("{}")).unwrap();
    assert_eq!((log.format, log.first_time, log.incident_count), (ClientFormat::EtwStub, None, 0));
}

#[test]
fn what_get_windowsupdatelog_writes_is_recognised_with_its_failures() {
    let log = wsus954960::scan_client_log(&fixture("logs/client-etw-export.log"), &options("{}")).unwrap();
    assert_eq!((log.format, log.incident_count), (ClientFormat::EtwExport, 1));
    assert_eq!(log.first_time.unwrap().to_string(), "2016-01-31T12:08:49.804");
    assert_eq!((log.incidents[0].line, log.incidents[0].error.as_str()), (4, "0x8024400E"));
    // In cultures whose date separator is a full stop.
    let german = std::fs::read_to_string(fixture("logs/client-etw-export.log")).unwrap().replace("2016/01/31", "2016.01.31");
    assert_eq!(client(german).incident_count, 1);
}

#[test]
fn windows_8_prints_the_fault_before_the_failure() {
    let log = wsus954960::scan_client_log(&fixture("logs/client-windows8.log"), &options("{}")).unwrap();
    assert_eq!((log.format, log.incident_count), (ClientFormat::Classic, 1));
    assert_eq!(log.incidents[0].fault_id.as_deref(), Some("5f2c0a9e-8a0e-4bb7-9a35-1f0de6c1a002"));
    assert_eq!(log.incidents[0].server_url.as_deref(), Some("http://wsus01.contoso.example:8530/ClientWebService/client.asmx"));
    assert_eq!(others(&log), [("0x80244007/InvalidParameters", 1)]);
}

#[test]
fn a_fault_of_another_web_service_is_not_that_of_the_synchronisation() {
    let log = std::fs::read_to_string(fixture("logs/client-windows8.log")).unwrap();
    let log = client(log.replace("ClientWebService/SyncUpdates", "SimpleAuthWebService/GetAuthorizationCookie"));
    // About the synchronisation, the log says only that it failed.
    assert_eq!((log.incident_count, log.partial_count, others(&log)), (0, 1, vec![("0x80244007", 1)]));
}

#[test]
fn a_file_that_is_not_a_client_log_is_recognised_as_such() {
    for input in ["", "\r\n", "hello\nworld\n", "\0\0\0\0", &defect("02:59:57.642", "w3wp.12")] {
        let log = client(input);
        assert_eq!((log.format, log.first_time, log.incident_count), (ClientFormat::Unknown, None, 0), "{input}");
    }
    assert_eq!(client("").lines, 0);
    assert_eq!(client("one line").lines, 1);
}

#[test]
fn more_threads_and_more_kinds_of_failures_than_any_client_has_do_not_fill_the_memory() {
    let blocks = (0..2000).map(|n| {
        let thread = format!("{n:x}");
        failure((n, &thread), &format!("{:#010X}", 0x8024_0000_u32 + n).replace("0X", "0x"), "ConfigChanged(2)", FAULT)[..4]
            .to_vec()
    });
    let log = client(text(&blocks.collect::<Vec<_>>()));
    assert_eq!(log.other_failures.iter().map(|(_, count)| count).sum::<u64>(), 2000);
    assert!(log.other_failures.len() <= 257);
    let details = &log.other_failure_details;
    assert_eq!(details.len(), log.other_failures.len());
    assert!(details.iter().all(|failure| log.other_failures.get(&failure.kind()) == failure.count));
    assert_eq!((details[0].code.as_str(), &details[0].trouble), ("other", &None));
}

/// Records that do not matter, to be added in larger numbers than the beginning of a log has.
fn quiet(count: usize) -> String {
    text(&[vec![line((788, "b34"), "AU", "## START ##  AU: Search for updates"); count]])
}

#[test]
fn a_failure_without_a_fault_is_what_its_error_says_and_undecided_if_that_is_the_defects() {
    for before in [0, 200] {
        let windows_8 = |error: &str| {
            let lines = [
                pt(THREAD, "WARNING: PTError: ERROR"),
                pt(THREAD, "WARNING: SyncUpdates_WithRecovery failed.: ERROR"),
                pt(THREAD, "WARNING: Sync of Updates: ERROR"),
                pt(THREAD, "WARNING: SyncServerUpdatesInternal failed: ERROR"),
                line(THREAD, "Agent", "  * WARNING: Failed to synchronize, error = ERROR"),
                line(THREAD, "Agent", "  * WARNING: Exit code = ERROR"),
            ];
            let log = [sync_start(THREAD), lines.map(|line| line.replace("ERROR", error)).to_vec()];
            let log = client(quiet(before) + &text(&log));
            (log.incident_count, log.partial_count, others(&log).iter().map(|(kind, _)| kind.to_string()).collect::<Vec<_>>())
        };
        assert_eq!(windows_8("0x8024402c"), (0, 0, vec!["0x8024402C".to_owned()]));
        assert_eq!(windows_8("0x80072ee2"), (0, 0, vec!["0x80072EE2".to_owned()]));
        assert_eq!(windows_8("0x8024400e"), (0, 1, vec![]));
    }
}

#[test]
fn a_failure_that_only_its_callers_report_counts_once_for_each_synchronisation() {
    let agent = || epilogue(THREAD, "0x8024400E")[3..].to_vec();
    let exit = || vec![line(THREAD, "Agent", "WARNING: WU client failed Searching for update with error 0x8024400e")];
    let partial = |before: usize, lines: &[Vec<String>]| {
        let log = client(quiet(before) + &text(lines) + &quiet(1));
        assert_eq!((log.incident_count, others(&log)), (0, vec![]));
        log.partial_count
    };
    for before in [0, 200] {
        assert_eq!(partial(before, &[agent(), exit()]), 1);
        assert_eq!(partial(before, &[agent(), exit(), agent(), exit()]), 2);
        // If the failure itself is logged, its callers' lines do not count again.
        let failure = failure(THREAD, "0x8024400E", "InternalServerError(5)", FAULT);
        assert_eq!(partial(before, &[failure[..1].to_vec(), epilogue(THREAD, "0x8024400e"), exit()]), 1);
        assert_eq!(partial(before, &[epilogue(THREAD, "0x8024400e")[2..].to_vec(), exit()]), 1);
    }
    assert_eq!(partial(0, &[exit()]), 1, "the log begins behind it");
    let other = vec![line((788, "5e4"), "AU", "  # WARNING: Search callback failed, result = 0x8024400E")];
    assert_eq!(partial(0, std::slice::from_ref(&other)), 1);
    assert_eq!(partial(0, &[agent(), exit(), other]), 1);
}

#[test]
fn a_failure_whose_own_record_is_missing_is_undecided_whatever_failed_before_it() {
    let fault = failure(THREAD, "0x8024400E", "InternalServerError(5)", FAULT);
    let other_error = failure(THREAD, "0x8024400D", "ConfigChanged(2)", FAULT);
    let other_call: Vec<_> = fault[..1].iter().map(|line| line.replace("SyncUpdates", "GetConfig")).collect();
    let begun = || sync_start(THREAD);
    for before in [0, 200] {
        for (earlier, incidents) in [
            ([begun(), fault.clone(), begun()], 1),
            ([begun(), other_call.clone(), begun()], 0),
            ([begun(), other_error.clone(), begun()], 0),
            ([begun(), other_error.clone(), vec![]], 0),
        ] {
            let log = client(quiet(before) + &text(&earlier) + &text(&[epilogue(THREAD, "0x8024400e")]));
            assert_eq!((log.incident_count, log.partial_count), (incidents, 1), "{before} {earlier:?}");
        }
    }
}

#[test]
fn a_failure_of_another_call_is_not_a_failure_of_the_synchronisation() {
    let fault = failure(THREAD, "0x8024400E", "InternalServerError(5)", FAULT);
    let other = [
        fault
            .iter()
            .map(|line| line.replace("SyncUpdates", "GetAuthorizationCookie").replace("ClientWeb", "SimpleAuthWeb"))
            .collect(),
        vec![
            pt(THREAD, "WARNING: Failed to initialize Simple Targeting Cookie: 0x8024400e"),
            pt(THREAD, "WARNING: PopulateAuthCookies failed: 0x8024400e"),
            pt(THREAD, "WARNING: RefreshCookie failed: 0x8024400e"),
            pt(THREAD, "WARNING: RefreshPTState failed: 0x8024400e"),
            pt(THREAD, "WARNING: Sync of Updates: 0x8024400e"),
            pt(THREAD, "WARNING: SyncServerUpdatesInternal failed: 0x8024400e"),
            line(THREAD, "Agent", "  * WARNING: Failed to synchronize, error = 0x8024400E"),
            line(THREAD, "Agent", "  * WARNING: Exit code = 0x8024400E"),
        ],
    ];
    for before in [0, 200] {
        let log = client(quiet(before) + &text(&other));
        assert_eq!((log.incident_count, log.partial_count, others(&log)), (0, 0, vec![]), "{before}");
        // Nor does its fault belong to an earlier failure that has none.
        let log = client(quiet(before) + &text(&[fault[..1].to_vec()]) + &text(&other));
        assert_eq!((log.incident_count, log.partial_count), (0, 1), "{before}");
    }
}

#[test]
fn a_fault_too_old_to_be_of_the_same_call_does_not_belong_to_a_later_failure() {
    let log = std::fs::read_to_string(fixture("logs/client-etw-export.log")).unwrap();
    let failure = log.lines().find(|line| line.contains("SyncUpdates_WithRecovery")).unwrap();
    let later = log.replace(failure, &failure.replace("2016/01/31", "2016/02/03"));
    assert_eq!((client(&log).incident_count, client(&later).incident_count), (1, 0));
    assert!(client(later).partial_count > 0);
}

#[test]
fn an_export_that_was_not_decoded_does_not_count_as_a_log_that_was_read() {
    let log = client(UNDECODED.repeat(100));
    assert_eq!((log.format, log.undecoded, log.first_time, log.last_time), (ClientFormat::Unknown, true, None, None));
    // Among records that were decoded, they do not matter.
    let export = std::fs::read_to_string(fixture("logs/client-etw-export.log")).unwrap();
    let expected = client(&export);
    let log = client(UNDECODED.to_owned() + &export + UNDECODED);
    assert_eq!((log.format, log.undecoded, log.incident_count), (ClientFormat::EtwExport, false, expected.incident_count));
    assert_eq!((log.first_time, log.last_time), (expected.first_time, expected.last_time));
}

#[test]
fn an_export_of_which_the_update_agents_own_records_were_not_decoded_was_not_read() {
    let at = "2016/01/31 12:08:51.2046643 1276  3628  ";
    let others = format!("{at}ComApi          * START *   Init Search\r\n").repeat(100);
    for log in [UNDECODED.repeat(100) + &others, others.clone() + &UNDECODED.repeat(100)] {
        assert!(client(&log).undecoded && !client(&log).is_conclusive());
        assert!(!client(log.clone() + &format!("{at}Agent           Found 0 updates\r\n")).undecoded);
        assert!(!client(format!("{at}ProtocolTalker  PT: Synchronizing server updates\r\n") + &log).undecoded);
        // Another component names the error.
        let failed = client(log + &format!("{at}ComApi          *FAILED* [8024400E] ISusInternal:: DoSearch\r\n") + &others);
        assert_eq!(failed.partial_count, 1);
    }
    assert!(!client(others).undecoded);
}

#[test]
fn a_failure_on_a_day_that_the_calendar_here_lacks_is_undecided() {
    let export = std::fs::read_to_string(fixture("logs/client-etw-export.log")).unwrap();
    let classic = quiet(100) + &block();
    for log in [export.replace("2016/01/31", "1397/02/31"), classic.replace("2008-06-13\t19:59:56", "1429-02-30\t19:59:56")] {
        let log = client(log);
        assert_eq!(log.incident_count, 0);
        assert!(log.partial_count > 0);
    }
}

#[test]
fn since_leaves_out_no_failure_whose_year_is_of_another_calendar() {
    for (year, incidents) in [("1387", 1), ("0097", 1), ("1999", 1), ("2000", 0), ("2551", 1)] {
        let log = block().replace("2008-", &format!("{year}-"));
        assert_eq!(client_with(log, &options(r#"{"since": "2008-08-04"}"#)).incident_count, incidents, "{year}");
    }
}

#[test]
fn a_code_that_the_end_of_a_line_cuts_is_not_another_code() {
    let log = std::fs::read_to_string(fixture("logs/client-windows8.log")).unwrap();
    assert_eq!(client(&log).incident_count, 1);
    for code in ["InternalServerErr", "I", ""] {
        let cut = |line: &str| match line.split_once("InternalServerError") {
            Some((before, _)) => format!("{before}{code}\r\n"),
            None => format!("{line}\r\n"),
        };
        let log = client(log.lines().map(cut).collect::<String>());
        let others = others(&log);
        assert!(!others.iter().any(|(kind, _)| kind.starts_with("0x8024400E")), "{others:?}");
        assert_eq!((log.incident_count, log.partial_count), (0, 1), "{code}");
    }
}

#[test]
fn a_method_whose_address_was_shortened_or_replaced_may_be_the_synchronisation() {
    let export = std::fs::read_to_string(fixture("logs/client-etw-export.log")).unwrap();
    let address = "http://www.microsoft.com/SoftwareDistribution/Server/ClientWebService/SyncUpdates";
    assert_eq!(export.matches(address).count(), 1);
    let without: String = export.split_inclusive('\n').filter(|line| !line.contains("SyncUpdates_WithRecovery")).collect();
    for shown in [
        "http://www.microsoft.com/SoftwareDistri...e/SyncUpdates",
        "https://example.safelinks.example/?url=http%3A%2F%2Fwww.microsoft.com%2FSoftwareDistribution%2FServer%2FClientWebService%2FSyncUpdates&data=05",
        "[link removed]",
        "http://www.microsoft.com/SoftwareDistribution/Server/ClientWebService/SyncUp",
        "http://www.microsoft.com/SoftwareDistribution/Server/ClientWe",
    ] {
        for log in [export.replace(address, shown), without.replace(address, shown)] {
            let log = client(log);
            assert!(log.incident_count + log.partial_count > 0 && others(&log).is_empty(), "{shown}: {log:?}");
        }
    }
    let log = client(without.replace("ClientWebService/SyncUpdates", "ClientWebService/GetCookie"));
    assert_eq!((log.incident_count, log.partial_count), (0, 0), "{log:?}");
}

#[test]
fn a_log_that_ends_in_the_middle_of_a_line_says_so() {
    let log = block();
    assert!(!client(&log).cut_off && !client("").cut_off);
    for end in [1, 2, 20, 60] {
        assert!(client(&log[..log.len() - end]).cut_off, "without {end} bytes");
    }
    // A page without line breaks has lost them all.
    assert!(!client(log.replace("\r\n", " ")).cut_off);
    assert!(!client(log.replace("\r\n", "\r")).cut_off);
}

#[test]
fn a_mixture_of_encodings_is_reported_and_what_was_appended_is_read() {
    let utf16 = |text: &str, unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    let quiet = quiet(300).replace("AU: Search", "AU: S\u{fc}che");
    let (ansi, _, _) = encoding_rs::WINDOWS_1252.encode(&quiet);
    let failed = block();
    for unit in [u16::to_le_bytes, u16::to_be_bytes] {
        let log = client([&ansi[..], &utf16(&failed, unit)].concat());
        assert!(log.mixed_encodings);
        assert_eq!((log.incident_count, log.incidents[0].server_url.as_deref()), (1, Some(URL)));
        assert!(client([&[0xEF, 0xBB, 0xBF], quiet.as_bytes(), &utf16(&failed, unit)].concat()).mixed_encodings);
    }
    // The other way round.
    let log = client([&[0xFF, 0xFE], &utf16(&quiet, u16::to_le_bytes)[..], failed.as_bytes()].concat());
    assert_eq!((log.mixed_encodings, log.encoding), (true, Encoding::Utf16Le));
    // Other languages are not a mixture.
    let chinese = format!("{quiet}{}\r\n", pt(THREAD, &"\u{4e2d}\u{6587}\u{65e5}\u{5fd7}\u{7684}".repeat(20)));
    assert!(!client([&[0xFF, 0xFE], &utf16(&chinese, u16::to_le_bytes)[..]].concat()).mixed_encodings);
    assert!(!client(&chinese).mixed_encodings && !client(block().replace("\r\n", "\r\n\0\0\0\0")).mixed_encodings);
}

#[test]
fn error_codes_that_differ_only_in_case_are_one() {
    let log = client(text(&[
        failure(THREAD, "0x8024400D", "ConfigChanged(2)", FAULT),
        failure(THREAD, "0x8024400d", "configchanged(2)", FAULT),
        failure(THREAD, "0x8024400D", "CONFIGCHANGED(2)", FAULT),
    ]));
    assert_eq!(others(&log), [("0x8024400D/ConfigChanged(2)", 3)]);
}

#[test]
fn anything_that_names_the_error_and_is_not_understood_is_undecided() {
    let sync = |text: &str| vec![pt(THREAD, text), pt(THREAD, "WARNING: Sync of Updates: 0x8024400e")];
    let block = [sync_start(THREAD), signature(THREAD, FAULT), epilogue(THREAD, "0x8024400e")].concat();
    let cases: [(&str, Vec<String>); 8] = [
        ("another wording", sync("*FAILED* [8024400E] Method failed [CAgentProtocolTalker::SyncUpdates_WithRecovery:3421]")),
        ("a mark in the word", block.iter().map(|line| line.replace("SyncUpdates", "Sync<mark>Up</mark>dates")).collect()),
        ("the fault alone", signature(THREAD, FAULT)[1..].to_vec()),
        ("an error of the protocol", vec![pt(THREAD, "WARNING: PTError: 0x8024400e")]),
        ("a call", vec![line(THREAD, "WebServices", "*FAILED* [8024400E] Web service call")]),
        (
            "a beginning in the middle of a record",
            vec!["pdates failure, error = 0x8024400E, soap client error = 7".into(), pt(THREAD, "Quiet")],
        ),
        ("a code that is damaged", failure(THREAD, "0x8024400E", "Internal?erverError(5)", FAULT)),
        ("an id that is damaged", block.iter().map(|line| line.replace("48877BCB1B7", "48877BCB1BO")).collect()),
    ];
    for (what, lines) in cases {
        let log = client(text(&[lines, vec![pt(THREAD, "Quiet")]]));
        assert!(log.incident_count + log.partial_count > 0 && others(&log).is_empty(), "{what}: {log:?}");
    }
}

#[test]
fn what_a_thread_did_long_before_says_nothing_about_a_failure() {
    let other = failure(THREAD, "0x8024400E", "InternalServerError(5)", FAULT);
    let other: Vec<String> = other.iter().map(|line| line.replace("SyncUpdates", "GetCookie")).collect();
    let agent = epilogue(THREAD, "0x8024400E")[3..].to_vec();
    let later = |lines: &[String]| lines.iter().map(|line| line.replace("2008-06-13", "2008-06-14")).collect::<Vec<_>>();
    // Another call failed the day before.
    let log = client(text(&[other, later(&sync_start(THREAD)), later(&agent)]));
    assert_eq!((log.incident_count, log.partial_count), (0, 1));
    // The day before, it called another service.
    let service = pt(
        THREAD,
        "  + ServiceId = {7971F918-A847-4430-9279-4A52D1EFE18D}, Server URL = https://update.microsoft.com/v6/client.asmx",
    );
    for before in [0, 200] {
        let log = client(quiet(before) + &text(&[vec![service.clone()], later(&signature(THREAD, FAULT))]));
        assert_eq!((log.incident_count, log.incidents[0].service_id.as_deref()), (1, None), "{before}");
    }
}

#[test]
fn failures_on_one_line_are_always_in_the_same_order() {
    let threads: Vec<String> = (0..8).map(|n| format!("ee{n}")).collect();
    let blocks: Vec<_> =
        threads.iter().map(|tid| failure((788, tid), "0x8024400E", "InternalServerError(5)", "")[..4].to_vec()).collect();
    let log = text(&blocks).replace("\r\n", " ");
    for _ in 0..20 {
        let found: Vec<_> = client(&log).incidents.into_iter().map(|incident| incident.tid).collect();
        assert_eq!(found, threads);
    }
}

/// Records of an export by one thread.
fn exported(records: &[(&str, &str)]) -> String {
    let line = |(component, text): &(&str, &str)| format!("2020/01/23 15:00:02.1150003 900   3628  {component:<15} {text}\r\n");
    records.iter().map(line).collect()
}

fn ws_fault(code: &str, method: &str) -> String {
    format!(
        "WS error: <detail><ErrorCode>{code}</ErrorCode><Message></Message><ID>{FAULT}</ID><Method>\"http://www.microsoft.com/SoftwareDistribution{method}\"</Method></detail>"
    )
}

#[test]
fn a_line_that_names_the_error_before_the_failure_does_not_take_its_fault_away() {
    let fault = ws_fault("InternalServerError", "/Server/ClientWebService/SyncUpdates");
    for named in ["Method failed [CAgentProtocolTalker::SyncUpdates_WithRecovery:2312]", "PTError", "ptclient.cpp @221"] {
        let log = exported(&[
            ("ProtocolTalker", &format!("ServiceId = {SERVICE}, Server URL = {URL} (cV = aDy7qtdk3kKSDv75.0.1)")),
            ("WebServices", &fault),
            ("WebServices", "*FAILED* [8024400E] Web service call"),
            ("ProtocolTalker", &format!("*FAILED* [8024400E] {named}")),
            ("ProtocolTalker", "*FAILED* [8024400E] SyncUpdates_WithRecovery failed"),
            ("ProtocolTalker", "*FAILED* [8024400E] Sync of Updates"),
            ("Agent", "*FAILED* [8024400E] Synchronize"),
        ]);
        let whole = client(&log);
        assert_eq!((whole.incident_count, whole.partial_count), (1, 0), "{named}");
        assert_eq!(whole.incidents[0].fault_id.as_deref(), Some(FAULT));
        let without: String =
            log.split_inclusive('\n').filter(|line| !line.contains("SyncUpdates_WithRecovery failed")).collect();
        assert_eq!((client(&without).incident_count, client(&without).partial_count), (0, 1), "{named}");
        let other = client(log.replace(SERVICE, "{9482F4B4-E343-43B6-B170-9A65BC822C77}"));
        assert_eq!(
            (other.incident_count, other.partial_count, others(&other)),
            (0, 0, vec![("0x8024400E/InternalServerError", 1)])
        );
    }
}

#[test]
fn another_call_that_fails_with_the_same_error_is_named_by_its_own_line() {
    let ws = |text: &str| line(THREAD, "WS", text);
    for (call, then) in [
        ("GetCookie", "RefreshCookie failed: 0x8024400e"),
        ("GetConfig", "RefreshConfig failed: 0x8024400e"),
        ("GetExtendedUpdateInfo", "Sync of Extended Info: 0x8024400e"),
    ] {
        let failed = vec![
            ws("WARNING: Nws Failure: errorCode=0x803d0013"),
            ws(&format!(
                "WARNING: Soap fault detail: errorCode='InternalServerError', message='', id='{FAULT}', method='\"http://www.microsoft.com/SoftwareDistribution/Server/ClientWebService/{call}\"'"
            )),
            ws("FATAL: OnCallFailure failed with hr=0X8024400E"),
            pt(THREAD, "WARNING: PTError: 0x8024400e"),
            pt(THREAD, &format!("WARNING: {call}_WithRecovery failed.: 0x8024400e")),
            pt(THREAD, &format!("WARNING: {then}")),
        ];
        let log = text(&[sync_start(THREAD), failed, epilogue(THREAD, "0x8024400e")[2..].to_vec()]);
        for log in [log.clone(), quiet(100) + &log] {
            let log = client(log);
            assert_eq!((log.incident_count, log.partial_count), (0, 0), "{call}: {log:?}");
        }
    }
    // While the synchronisation recovers from an error of its own.
    let log = text(&[
        sync_start(THREAD),
        failure(THREAD, "0x8024400D", "CookieExpired(1)", FAULT),
        failure(THREAD, "0x8024400E", "InternalServerError(5)", FAULT)
            .iter()
            .map(|line| line.replace("SyncUpdates", "GetCookie"))
            .collect(),
        vec![pt(THREAD, "WARNING: PTError: 0x8024400e"), pt(THREAD, "WARNING: GetCookie_WithRecovery failed: 0x8024400e")],
        epilogue(THREAD, "0x8024400e"),
    ]);
    for log in [log.clone(), quiet(100) + &log] {
        let log = client(log);
        assert_eq!((log.incident_count, log.partial_count, others(&log)), (0, 0, vec![("0x8024400D/CookieExpired(1)", 1)]));
    }
}

#[test]
fn what_another_thread_did_an_hour_ago_does_not_make_an_echo_a_failure() {
    let mut log = exported(&[
        ("WebServices", "*FAILED* [8024400E] Web service call"),
        ("ProtocolTalker", "*FAILED* [8024400E] GetExtendedUpdateInfo_WithRecovery failed"),
    ]);
    let later = exported(&[
        (
            "ProtocolTalker",
            "ServiceId = {9482F4B4-E343-43B6-B170-9A65BC822C77}, Server URL = https://fe2.update.microsoft.com/v6/ClientWebService/client.asmx",
        ),
        ("WebServices", &ws_fault("InternalServerError", "/Server/ClientWebService/SyncUpdates")),
        ("ProtocolTalker", "*FAILED* [8024400E] SyncUpdates_WithRecovery failed"),
        ("Agent", "*FAILED* [8024400E] Synchronize"),
    ]);
    log += &later.replace("15:00:02", "16:30:02").replace("3628", "3640");
    log +=
        &exported(&[("ProtocolTalker", &format!("ServiceId = {SERVICE}, Server URL = {URL}"))]).replace("15:00:02", "16:30:02");
    log += &exported(&[(
        "Report",
        "REPORT EVENT: {9F0B1A5B} 148 [AGENT_DETECTION_FAILED] 101 0 8024400e Failure Software Synchronization",
    )])
    .replace("15:00:02", "16:30:02")
    .replace("3628", "3640");
    let log = client(log);
    assert_eq!((log.incident_count, log.partial_count, others(&log)), (0, 0, vec![("0x8024400E/InternalServerError", 1)]));
}

#[test]
fn events_that_could_not_be_uploaded_are_no_failure_of_the_synchronisation() {
    let log = exported(&[
        ("WebServices", &ws_fault("InternalServerError", "/ReportEventBatch")),
        ("WebServices", "*FAILED* [8024400E] Web service call"),
        ("Report", "*FAILED* [8024400E] Reporter failed to upload events"),
    ]);
    assert_eq!(client(log).partial_count, 0);
    let log = quiet(10) + &text(&[vec![line(THREAD, "Report", "WARNING: Reporter failed to upload events with hr = 8024400e")]]);
    assert_eq!(client(log).partial_count, 0);
}

#[test]
fn a_fault_that_the_client_recovered_from_is_not_that_of_a_later_network_failure() {
    let log = text(&[vec![
        line(
            THREAD,
            "WS",
            "WARNING: Soap fault detail: errorCode='ConfigChanged', message='', id='x', method='\"http://www.microsoft.com/SoftwareDistribution/Server/ClientWebService/SyncUpdates\"'",
        ),
        line(THREAD, "WS", "FATAL: OnCallFailure failed with hr=0X8024400D"),
        pt(THREAD, "WARNING: PTError: 0x8024400d"),
        line(THREAD, "WS", "WARNING: MapToSusHResult mapped Nws error 0x803d0010 to 0x80072ee2"),
        pt(THREAD, "WARNING: PTError: 0x80072ee2"),
        pt(THREAD, "WARNING: SyncUpdates_WithRecovery failed.: 0x80072ee2"),
    ]]);
    assert_eq!(others(&client(&log)), [("0x80072EE2", 1)]);
    // This problem's fault is not forgotten.
    let log = client(log.replace("ConfigChanged", "InternalServerError"));
    assert_eq!((others(&log), log.partial_count), (vec![("0x80072EE2", 1)], 1));
}

#[test]
fn a_clock_that_was_set_back_does_not_separate_a_failure_from_its_service() {
    let log = text(&[sync_start(THREAD), failure(THREAD, "0x8024400E", "InternalServerError(5)", FAULT)]);
    let start = log.find("WARNING").unwrap();
    let other = log.replace(SERVICE, "{9482F4B4-E343-43B6-B170-9A65BC822C77}");
    for (log, incidents) in [(log.clone(), 1), (other, 0)] {
        let (before, failed) = log.split_at(log[..start].rfind('\n').unwrap() + 1);
        for log in [before.replace("19:59:5", "20:02:5") + failed, quiet(100) + &before.replace("19:59:5", "20:02:5") + failed] {
            let found = client(log);
            assert_eq!((found.incident_count, found.partial_count), (incidents, 0));
            assert!(found.incidents.iter().all(|incident| incident.server_url.is_some()));
        }
    }
}

#[test]
fn an_export_most_of_which_was_not_decoded_was_not_read() {
    let decoded = exported(&[("Agent", "Found 0 updates")]).repeat(10);
    assert!(!client(UNDECODED.repeat(10) + &decoded).undecoded);
    assert!(client(UNDECODED.repeat(11) + &decoded).undecoded);
}

#[test]
fn a_fault_that_shows_too_little_does_not_hide_that_the_synchronisation_failed() {
    let sync = ws_fault("InternalServerError", "/Server/ClientWebService/SyncUpdates");
    let older = ws_fault("ConfigChanged", "/Server/ClientWebService/SyncUpdates");
    for fault in [&sync[..80], &sync.replace("Method>", "Methode>"), &older] {
        let log = exported(&[
            ("ProtocolTalker", &format!("ServiceId = {SERVICE}, Server URL = {URL}")),
            ("WebServices", fault),
            ("ProtocolTalker", "*FAILED* [8024400E] Sync of Updates"),
            ("Agent", "*FAILED* [8024400E] Synchronize"),
        ]);
        assert_eq!((client(&log).incident_count, client(&log).partial_count), (0, 1), "{fault}");
    }
}

#[test]
fn an_illegible_fault_before_another_calls_failure_is_that_calls() {
    let fault =
        ws_fault("InternalServerError", "/x").replace("http://www.microsoft.com/SoftwareDistribution/x", "[link removed]");
    let log = exported(&[
        ("ProtocolTalker", &format!("ServiceId = {SERVICE}, Server URL = {URL}")),
        ("WebServices", &fault),
        ("ProtocolTalker", "*FAILED* [8024400E] GetCookie_WithRecovery failed"),
        ("ProtocolTalker", "*FAILED* [8024400E] SyncUpdates_WithRecovery failed"),
    ]);
    assert_eq!(client(&log).incident_count, 0);
    let log = log.lines().take(3).map(|line| line.replace("GetCookie", "GetExtendedUpdateInfo") + "\r\n").collect::<String>();
    assert_eq!(client(&log).partial_count, 0);
}

#[test]
fn a_fault_of_another_service_without_its_failure_is_not_this_problem() {
    let service = "ServiceId = {9482F4B4-E343-43B6-B170-9A65BC822C77}, Server URL = https://fe2.update.microsoft.com/v6/ClientWebService/client.asmx";
    let fault = ws_fault("InternalServerError", "/Server/ClientWebService/SyncUpdates");
    let log = |service: &str| exported(&[("ProtocolTalker", service), ("WebServices", &fault)]);
    assert_eq!(client(log(service)).partial_count, 0);
    assert_eq!(client(log(&format!("ServiceId = {SERVICE}, Server URL = {URL}"))).partial_count, 1);
    let report = exported(&[("WebServices", &ws_fault("InternalServerError", "/ReportInventory"))]);
    assert_eq!(client(report).partial_count, 0);
    let cut = exported(&[("WebServices", &ws_fault("InternalServerError", "/Ser"))]);
    assert_eq!(client(cut).partial_count, 1);
}
