//! Documents stay within their budget, whatever a log, a folder or a request contains, and count what they leave out.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Value, json};
use wsus954960::internals::document::{BUDGET, ErrorDocument, Verdict};
use wsus954960::internals::values::problem::Problem;
use wsus954960::{AssessOptions, Error, Language, ScanOptions, to_json};

use crate::assessment::assess;
use crate::support::*;

const EVERYTHING: ScanOptions = ScanOptions { since: None, max_incidents: Some(u32::MAX), language: None };

/// The document's JSON as a reader gets it, if it is within its budget.
fn within_budget(document: &impl serde::Serialize) -> Value {
    let text = to_json(document);
    let length = text.encode_utf16().count();
    assert!(length <= BUDGET, "{length}");
    let value = serde_json::from_str(&text).unwrap();
    check_json(&value);
    value
}

fn client_document(log: &str) -> Value {
    within_budget(&wsus954960::ClientLog::explained(client_with(log, &EVERYTHING), Language::Korean))
}

fn server_document(log: &str) -> Value {
    within_budget(&wsus954960::ServerLog::explained(server_with(log, &EVERYTHING), Language::Korean))
}

fn count(document: &Value, key: &str) -> u64 {
    document[key].as_u64().unwrap_or_else(|| document[key].as_array().expect("a number or a list").len() as u64)
}

/// A client's failures with a message of this length each.
fn failures(count: usize, message: &str, length: usize) -> String {
    let message = message.repeat(length / message.len());
    let one = |number: usize| {
        let id = format!("{number:08x}-b989-43fa-ac20-11f8ca65fa8c");
        text(&[sync_start((788, "ee0")), signature((788, "ee0"), &id)]).replace("Message:(null)", &format!("Message:{message}"))
    };
    (0..count).map(one).collect()
}

/// A server's incidents, each with a fault and more frames of this length.
fn incidents(count: usize, frames: usize, length: usize) -> String {
    let more = format!("System.{}(Object key)", "x".repeat(length));
    let stack = stack("at", &vec![&*more; frames]);
    let one = |number: usize| {
        let id = format!("{number:08x}-b989-43fa-ac20-11f8ca65fa8c");
        defect("02:59:57.642", "w3wp.12") + &stack + &fault("02:59:57.642", "w3wp.12", &id, "InternalServerError")
    };
    (0..count).map(one).collect()
}

#[test]
fn a_crafted_clients_log_makes_no_long_document() {
    for message in ["x", "\u{1}", "\u{202e}", "\"", "한", "\u{1F600}"] {
        let document = client_document(&failures(1200, message, 2000));
        assert_eq!(
            (count(&document, "incidentCount"), count(&document, "incidents") + count(&document, "incidentsOmitted")),
            (1200, 1200)
        );
        // The newest are kept, and as many as there is room for.
        let last = document["incidents"].as_array().unwrap().last().unwrap();
        assert_eq!(last["faultId"], "000004af-b989-43fa-ac20-11f8ca65fa8c");
        let is_full = to_json(&document).encode_utf16().count() > BUDGET - 20_000;
        assert!(is_full || count(&document, "incidentsOmitted") == 0, "{message:?}");
    }
}

#[test]
fn a_crafted_servers_log_makes_no_long_document() {
    let document = server_document(&incidents(500, 60, 1000));
    assert_eq!(
        (count(&document, "incidentCount"), count(&document, "incidents") + count(&document, "incidentsOmitted")),
        (500, 500)
    );
    assert_eq!(count(&document, "faults") + count(&document, "faultsOmitted"), 500);
    let last = document["incidents"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["faultId"], count(last, "frames") > 6), (&json!("000001f3-b989-43fa-ac20-11f8ca65fa8c"), true));
    // Of a stack the frames that show the defect are kept.
    assert_eq!(count(last, "frames") + count(last, "framesOmitted"), 66);
    assert_eq!(last["frames"][2], "Microsoft.UpdateServices.Internal.ClientImplementation.GetSyncInfo");
}

#[test]
fn the_kinds_of_a_crafted_log_make_no_long_document() {
    let other = |number: usize| {
        let name = format!("System.{}{number}Exception", "x".repeat(600));
        let id = format!("{number:08x}-b989-43fa-ac20-11f8ca65fa8c");
        exception("02:59:57.642", "w3wp.12", &format!("{name}: no"), "at", &FRAMES[2..])
            + &fault("02:59:57.642", "w3wp.12", &id, "InternalServerError")
    };
    let document = server_document(&(0..3000).map(other).collect::<String>());
    assert_eq!((count(&document, "otherFaults"), count(&document, "faults") + count(&document, "faultsOmitted")), (3000, 3000));
}

fn many_logs(count: usize, log: &str) -> (tempfile::TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("WindowsUpdate.log");
    fs::write(&file, log).unwrap();
    (folder, vec![file; count])
}

fn assessed(options: &AssessOptions) -> Value {
    within_budget(&assess(options))
}

#[test]
fn many_logs_share_the_budget_and_those_that_show_failures_are_kept() {
    let (_folder, mut logs) = many_logs(6000, &text(&[sync_start((788, "ee0"))]));
    let (_other, failing) = many_logs(1, &failures(2000, "x", 1000));
    logs.extend(failing);
    let options = AssessOptions { client_logs: Some(logs), max_incidents: Some(u32::MAX), ..AssessOptions::default() };
    let document = assessed(&options);
    assert_eq!(document["verdict"], Verdict::Blocked.name());
    assert_eq!(count(&document, "clientLogs") + count(&document, "clientLogsOmitted"), 6001);
    let last = document["clientLogs"].as_array().unwrap().last().unwrap();
    assert_eq!((count(last, "incidentCount"), count(last, "incidents") > 0), (2000, true));
    assert_eq!(count(&document, "correlations") + count(&document, "correlationsOmitted"), 2000);
    // It says that logs are missing to those who read the saved document.
    let saved = serde_json::from_value(document).unwrap();
    let doubts = wsus954960::internals::fleet::join::doubts(&saved, Language::English);
    assert!(doubts.iter().any(|doubt| doubt.problem.as_deref() == Some("logsOmitted")), "{doubts:?}");
}

#[test]
fn many_errors_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let absent = |number: usize| folder.path().join(format!("{}/{number}", "x".repeat(200)));
    let options = AssessOptions { client_logs: Some((0..20_000).map(absent).collect()), ..AssessOptions::default() };
    let document = assessed(&options);
    assert_eq!(count(&document, "errors") + count(&document, "errorsOmitted"), 20_000);
    assert_eq!((document["verdict"].as_str(), count(&document, "errors") > 100), (Some("indeterminate"), true));
}

/// What a caller gives is repeated in part only.
#[test]
fn long_texts_of_the_caller_make_no_long_document() {
    for text in ["x".repeat(3 * BUDGET), "\u{1}".repeat(BUDGET)] {
        let folder = tempfile::tempdir().unwrap();
        let named = AssessOptions { root: Some(folder.path().into()), name: Some(text.clone()), ..AssessOptions::default() };
        assert_eq!(assessed(&named)["verdict"], "indeterminate");
        let absent = wsus954960::check_version(Path::new(&text)).unwrap_err();
        for error in [absent, Error::argument(&text, Problem::InvalidOptions { cause: text.clone() })] {
            within_budget(&ErrorDocument::new(&error, Language::Korean));
        }
    }
}

#[test]
fn what_is_left_out_changes_no_verdict() {
    let (_folder, logs) = many_logs(1, &failures(500, "\u{1}", 2000));
    let full = |max: u32| {
        let options = AssessOptions { client_logs: Some(logs.clone()), max_incidents: Some(max), ..AssessOptions::default() };
        let document = assessed(&options);
        (document["verdict"].clone(), document["compliant"].clone(), document["clientLogs"][0]["incidentCount"].clone())
    };
    assert_eq!(full(u32::MAX), full(10));
}

/// What an older version saved is shortened when it is read.
#[test]
fn a_long_saved_document_is_read_and_shortened() {
    let mut old =
        serde_json::to_value(wsus954960::ClientLog::explained(client(failures(1, "x", 10)), Language::English)).unwrap();
    old["incidents"] = vec![old["incidents"][0].clone(); 9000].into();
    old["incidentCount"] = 9000.into();
    assert!(old.to_string().len() > BUDGET);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("old.json");
    fs::write(&file, old.to_string()).unwrap();
    let mut foreign =
        json!({"schemaVersion": 1, "kind": "error", "code": "io", "message": "x".repeat(BUDGET), "path": null, "osError": null});
    fs::write(folder.path().join("foreign.json"), foreign.to_string()).unwrap();
    foreign["message"] = "short".into();
    fs::write(folder.path().join("z.json"), foreign.to_string()).unwrap();

    let documents = saved(folder.path());
    let [long, shortened, short] = &documents[..] else { panic!("{}", documents.len()) };
    assert_eq!(long["problem"], "documentOverBudget");
    assert_eq!(count(shortened, "incidents") + count(shortened, "incidentsOmitted"), 9000);
    assert_eq!(short["message"], "short");
}

/// The documents of a folder, as a job returns them.
fn saved(folder: &Path) -> Vec<Value> {
    use std::sync::Arc;
    use std::time::Duration;
    use wsus954960::Next;
    use wsus954960::internals::input::filesystem::Disk;
    let request: wsus954960::internals::fleet::JobRequest =
        serde_json::from_value(json!({"saved": {"files": [folder]}})).unwrap();
    let job = request.start_on(Arc::new(Disk), Arc::new(wsus954960::delivery_disk())).unwrap();
    let mut documents = Vec::new();
    loop {
        match job.next(Duration::MAX) {
            Next::Document(document) => {
                let text = document.unwrap_or_else(|error| to_json(&ErrorDocument::new(&error, Language::English)));
                assert!(text.encode_utf16().count() <= BUDGET);
                documents.push(serde_json::from_str(&text).unwrap());
            }
            Next::Finished => return documents,
            other => panic!("{other:?}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, rng_seed: RngSeed::Fixed(954_960), ..ProptestConfig::default() })]

    #[test]
    fn whatever_a_log_contains_its_document_has_the_newest_and_counts_the_rest(
        count_of in 0_usize..800,
        message in prop_oneof![Just("x"), Just("\u{0}"), Just("\\"), Just("\u{e000}"), Just("\u{10FFFF}")],
        length in 0_usize..4000,
        max in prop_oneof![Just(u32::MAX), 0_u32..2000],
    ) {
        let log = failures(count_of, message, length);
        let options = ScanOptions { max_incidents: Some(max), ..ScanOptions::default() };
        let document = within_budget(&wsus954960::ClientLog::explained(client_with(log, &options), Language::English));
        prop_assert_eq!(count(&document, "incidents") + count(&document, "incidentsOmitted"), count_of as u64);
        prop_assert!(count(&document, "incidents") <= u64::from(max));
        let lines: Vec<_> = document["incidents"].as_array().unwrap().iter().map(|incident| incident["line"].as_u64().unwrap()).collect();
        let newest = (0..count_of as u64).map(|number| number * 9 + 3).skip(count_of - lines.len());
        prop_assert_eq!(lines.clone(), newest.collect::<Vec<_>>());
    }
}
