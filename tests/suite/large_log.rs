//! Logs so large that two threads read them.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use wsus954960::internals::fleet::{Job, Limits};
use wsus954960::internals::input::reader::Reader;
use wsus954960::internals::recognise::client_scan::ClientScan;
use wsus954960::{AssessOptions, ErrorCode, ScanOptions};

use crate::common::faulty::{Fault, Layer};
use crate::support::*;

/// Some 10 MB of a client's log, with failures here and there.
fn large_log() -> String {
    let quiet =
        text(&[vec![pt((788, "ee4"), "Gr\u{fc}\u{df}e, \u{ac00}\u{1F600} and nothing else"); 97], sync_start((788, "ee4"))]);
    let failed = text(&[signature((788, "ee4"), FAULT), epilogue((788, "ee4"), "0x8024400E")]);
    (0..1000).map(|n| if n % 70 == 3 { format!("{quiet}{failed}") } else { quiet.clone() }).collect()
}

/// A document without its path.
fn content(mut log: ClientScan) -> String {
    log.path.clear();
    serde_json::to_string(&log).unwrap()
}

#[test]
fn a_large_log_gives_the_same_result_as_when_read_by_one_thread() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("WindowsUpdate.log");
    let log = large_log();
    let utf16 = |bytes: fn(u16) -> [u8; 2]| log.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    for bytes in [log.clone().into_bytes(), utf16(u16::to_le_bytes), utf16(u16::to_be_bytes)] {
        fs::write(&path, &bytes).unwrap();
        let by_two = wsus954960::scan_client_log(&path, &ScanOptions::default()).unwrap();
        assert_eq!((by_two.incident_count, by_two.bytes), (15, bytes.len() as u64));
        assert_eq!(by_two.lines, log.lines().count() as u64);
        assert!(by_two.incidents.iter().all(|incident| incident.server_url.as_deref() == Some(URL)));
        assert_eq!(content(by_two.0), content(client(&bytes)));
    }
}

#[test]
fn the_part_of_a_large_log_that_was_read_before_its_share_failed_counts() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("Windows")).unwrap();
    let path = root.path().join("Windows/WindowsUpdate.log");
    fs::write(&path, large_log()).unwrap();
    for broken in [1, 4_000_000] {
        let files = Layer::default().with("WindowsUpdate.log", Fault::ErrorAfter(broken));
        let targets = vec![AssessOptions { root: Some(root.path().into()), ..AssessOptions::default() }];
        let job = Job::start_on(Arc::new(files), targets, Limits::default()).unwrap();
        let assessment = job.answers().next().unwrap().result.unwrap();
        let log = &assessment.client_logs[0];
        // All that could be read, and not much more.
        assert!(log.bytes >= broken && log.bytes <= 2 * broken + (4 << 20), "{}", log.bytes);
        assert_eq!(content(log.0.clone()), content(client(&fs::read(&path).unwrap()[..log.bytes as usize])));
        assert_eq!(assessment.errors[0].code, ErrorCode::Io);
        assert!(assessment.errors[0].message.contains(&format!("beyond byte {}", log.bytes)), "{}", assessment.errors[0]);
    }
}

#[test]
fn a_log_that_is_renamed_while_it_is_opened_stays_one_log() {
    let folder = tempfile::tempdir().unwrap();
    let [path, next] = ["WindowsUpdate.log", "next.log"].map(|name| folder.path().join(name));
    let log = large_log();
    fs::write(&path, &log).unwrap();
    fs::write(&next, log.replace(FAULT, "00000000-0000-0000-0000-000000000000")).unwrap();
    // As Windows does with a full log.
    let rotate = move |path: &Path| {
        fs::rename(path, path.with_extension("log.old"))?;
        fs::rename(&next, path)
    };
    let files = Layer::default().with("WindowsUpdate.log", Fault::Then(Arc::new(rotate)));
    let document =
        wsus954960::internals::recognise::scan_client_log(&Reader::new(&files), &path, &ScanOptions::default()).unwrap();
    assert_eq!(content(document), content(client(&log)));
}

/// Ten million if the code is optimised.
const MANY: u64 = if cfg!(debug_assertions) { 50_000 } else { 10_000_000 };

#[test]
fn any_number_of_failures_is_counted_and_the_latest_are_kept() {
    let block = text(&[signature((788, "ee4"), FAULT)]).repeat(1000);
    let log = Repeated { block: block.as_bytes(), times: MANY / 1000, at: 0 };
    let (document, outcome) = wsus954960::internals::recognise::scan_client_text(log, "test", &ScanOptions::default());
    outcome.unwrap();
    assert_eq!((document.incident_count, document.incidents.len() as u64), (MANY, 1000));
    assert_eq!(document.incidents_omitted, MANY - 1000);
    assert_eq!((document.lines, document.incidents[999].line), (7 * MANY, 7 * MANY - 6));
}

/// A text, repeated many times.
struct Repeated<'a> {
    block: &'a [u8],
    times: u64,
    at: usize,
}

impl std::io::Read for Repeated<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.times == 0 {
            return Ok(0);
        }
        let rest = &self.block[self.at..];
        let length = rest.len().min(buffer.len());
        buffer[..length].copy_from_slice(&rest[..length]);
        self.at += length;
        if self.at == self.block.len() {
            (self.at, self.times) = (0, self.times - 1);
        }
        Ok(length)
    }
}
