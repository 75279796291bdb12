//! Nothing gets a cleaner answer because something could not be read: every single operation fails in turn, in every way, for every fixture
//! and every combination of evidence.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use wsus954960::internals::document::{Assessment, Verdict};
use wsus954960::internals::fleet::{JobRequest, Next};
use wsus954960::internals::judge::options::from_json;
use wsus954960::{AssessOptions, ErrorCode, Job, Limits, to_json};

use crate::assessment::at;
use crate::common::faulty::{Fault, Gate, Layer};
use crate::support::*;

/// How a single operation fails.
const WAYS: [(&str, Fault); 6] = [
    ("access denied", Fault::Error(ErrorKind::PermissionDenied)),
    ("the share is gone", Fault::Error(ErrorKind::ConnectionReset)),
    ("vanished", Fault::Vanished),
    ("a short read", Fault::Short),
    ("the file became shorter", Fault::End),
    ("a defect", Fault::Panic),
];

/// A machine's evidence.
struct Scenario {
    name: String,
    root: PathBuf,
}

/// The fixtures, and every combination of a server's DLL, its log, a client's log and Office.
fn scenarios(folder: &Path) -> Vec<Scenario> {
    let named = |entry: fs::DirEntry| Scenario { name: entry.file_name().into_string().unwrap(), root: entry.path() };
    let mut scenarios: Vec<_> = fs::read_dir(fixture("roots")).unwrap().map(|entry| named(entry.unwrap())).collect();

    // An emulated Windows takes a minute for each thousand faults.
    if cfg!(windows) {
        return scenarios;
    }
    let dlls = [None, Some("sp1.dll"), Some("fixed.dll"), Some("wsus2-x86.dll"), Some("foreign.dll")];
    let quiet = record("02:58:00.000", "w3wp.9", "ThreadEntry", "ThreadPoolTimer").repeat(3);
    let fault = fault("02:59:57.642", "w3wp.12", FAULT, "InternalServerError");
    let other = exception("02:59:57.642", "w3wp.12", "System.Data.SqlClient.SqlException: Timeout", "at", &FRAMES);
    let server_logs = [
        None,
        Some(quiet.clone()),
        Some(quiet.clone() + &defect("02:59:57.642", "w3wp.12") + &fault + &quiet),
        Some(quiet.clone() + &other + &fault + &quiet),
    ];
    let thread = (788, "ee0");
    let client_logs = [
        None,
        Some(text(&[sync_start(thread)])),
        Some(text(&[sync_start(thread), signature(thread, FAULT), epilogue(thread, "0x8024400E")])),
    ];
    for (dll_number, dll) in dlls.iter().enumerate() {
        for (server_number, server_log) in server_logs.iter().enumerate() {
            for (client_number, client_log) in client_logs.iter().enumerate() {
                for has_office in [false, true] {
                    let name =
                        format!("dll {dll:?}, server's log {server_number}, client's log {client_number}, Office {has_office}");
                    let root = folder.join(format!("{dll_number}-{server_number}-{client_number}-{has_office}"));
                    let put = |path: &str, content: &[u8]| {
                        let path = root.join(path);
                        fs::create_dir_all(path.parent().unwrap()).unwrap();
                        fs::write(path, content).unwrap();
                    };
                    fs::create_dir_all(root.join("Program Files")).unwrap();
                    fs::create_dir_all(root.join("Windows")).unwrap();
                    if let Some(dll) = dll {
                        let place = "Program Files/Update Services/WebServices/ClientWebService/bin/Microsoft.UpdateServices.WebServices.Client.Dll";
                        put(place, &fs::read(fixture("dll").join(dll)).unwrap());
                    }
                    if let Some(log) = server_log {
                        put("Program Files/Update Services/LogFiles/SoftwareDistribution.log", log.as_bytes());
                    }
                    if let Some(log) = client_log {
                        put("Windows/WindowsUpdate.log", log.as_bytes());
                    }
                    if has_office {
                        put(
                            "Program Files/Microsoft Office/OFFICE11/WINWORD.EXE",
                            &fs::read(fixture("dll/office2003.dll")).unwrap(),
                        );
                    }
                    scenarios.push(Scenario { name, root });
                }
            }
        }
    }
    scenarios
}

/// The answer about one machine, on a file system of its own.
fn assess_on(layer: Layer, root: &Path, timeout: Option<Duration>) -> Result<Assessment, wsus954960::Error> {
    let job = Job::start_on(Arc::new(layer), vec![at(root)], Limits { concurrency: Some(1), timeout }).unwrap();
    let mut answers: Vec<_> = job.answers().collect();
    assert_eq!(answers.len(), 1, "exactly one answer");
    answers.remove(0).result
}

/// What must hold after a fault: an answer is never cleaner than without it, and never a false alarm; and if any of it is different, an error
/// says so. (Some operations only spare others, such as those that show that two paths lead to one folder.)
fn check(what: &str, before: &Assessment, after: &Assessment) {
    match (before.compliant, after.compliant) {
        (Some(true), Some(false)) => panic!("{what}: a false alarm: {:?} instead of {:?}", after.verdict, before.verdict),
        (Some(false) | None, Some(true)) => panic!("{what}: cleaner: {:?} instead of {:?}", after.verdict, before.verdict),
        // These two say which kind of machine it is.
        _ => assert!(
            after.verdict != Verdict::Blocked || before.verdict == Verdict::Blocked,
            "{what}: blocked instead of {:?}",
            before.verdict
        ),
    }
    let evidence = |assessment: &Assessment| {
        let version = assessment.version.as_ref().map(|version| version.state);
        let clients = assessment.client_logs.iter().map(|log| (log.bytes, log.incident_count, log.partial_count));
        let servers = assessment.server_logs.iter().map(|log| (log.bytes, log.incident_count, log.partial_count));
        let logs: Vec<_> = clients.chain(servers).collect();
        (assessment.verdict, version, assessment.office2003.present, logs)
    };
    let (before, errors, after) = (evidence(before), &after.errors, evidence(after));
    assert!(before == after || !errors.is_empty(), "{what}: {after:?} instead of {before:?}, without an error");
}

#[test]
fn no_single_fault_makes_an_answer_cleaner() {
    let folder = tempfile::tempdir().unwrap();
    let scenarios = scenarios(folder.path());
    let (next, faults) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let work = || {
        while let Some(Scenario { name, root }) = scenarios.get(next.fetch_add(1, Ordering::Relaxed)) {
            let layer = Layer::default();
            let counts = layer.counts();
            let before = assess_on(layer, root, None).unwrap();
            let operations = counts.operations.load(Ordering::SeqCst);
            for number in 0..operations {
                for (way, fault) in WAYS {
                    let what = format!("{name}: {way} at operation {number} of {operations}");
                    let is_panic = matches!(fault, Fault::Panic);
                    match assess_on(Layer::failing_at(number, fault), root, None) {
                        Ok(after) => check(&what, &before, &after),
                        // The machine's root itself, or a defect of the program.
                        Err(error) => {
                            assert!(
                                is_panic == (error.code == ErrorCode::Panic) && (is_panic || error.path.is_some()),
                                "{what}: {error}"
                            )
                        }
                    }
                    faults.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(work);
        }
    });
    let faults = faults.into_inner();
    println!("{} scenarios, {faults} single faults", scenarios.len());
    let least = if cfg!(windows) { (17, 500) } else { (137, 10_000) };
    assert!(scenarios.len() >= least.0 && faults > least.1, "{} scenarios, {faults} single faults", scenarios.len());
}

#[test]
fn a_hang_at_any_operation_is_a_time_out_and_never_a_verdict() {
    for name in ["affected", "blocked", "clear", "fixed", "not-affected"] {
        let root = &fixture("roots").join(name);
        let layer = Layer::default();
        let counts = layer.counts();
        assess_on(layer, root, None).unwrap();
        let operations = counts.operations.load(Ordering::SeqCst);
        thread::scope(|scope| {
            for number in 0..operations {
                scope.spawn(move || {
                    let gate = Arc::new(Gate::default());
                    let layer = Layer::failing_at(number, Fault::Hang(Arc::clone(&gate)));
                    let error = assess_on(layer, root, Some(Duration::from_millis(300))).unwrap_err();
                    assert_eq!(error.code, ErrorCode::TimedOut, "{name}, operation {number}: {error}");
                    gate.open();
                });
            }
        });
    }
}

/// A folder of documents as they are saved: a document each, JSON lines, an array.
fn saved_documents(folder: &Path) {
    let document = |name: &str| {
        to_json(&wsus954960::assess(&AssessOptions { name: Some(name.into()), ..at(&fixture("roots").join(name)) }).unwrap())
    };
    fs::write(folder.join("affected.json"), document("affected")).unwrap();
    fs::write(folder.join("blocked.json"), document("blocked")).unwrap();
    fs::write(folder.join("lines.jsonl"), [document("clear"), document("fixed"), document("blocked")].join("\n")).unwrap();
    fs::write(folder.join("array.json"), format!("[{},\n{}]", document("not-affected"), document("affected"))).unwrap();
}

/// What a job about saved documents says: its documents without errors, and whether there is an error.
fn told(layer: Layer, request: &str) -> (Vec<Value>, bool) {
    let request: JobRequest = from_json("request", request).unwrap();
    let job = request.start_on(Arc::new(layer), Arc::new(wsus954960::delivery_disk())).unwrap();
    let mut documents = Vec::new();
    let mut failed = false;
    loop {
        match job.next(Duration::MAX) {
            Next::Document(document) => match document.map(|json| serde_json::from_str::<Value>(&json).unwrap()) {
                Ok(document) if document["kind"] != "error" => documents.push(document),
                _ => failed = true,
            },
            Next::Finished => return (documents, failed),
            _ => {}
        }
    }
}

#[test]
fn no_single_fault_drops_a_saved_document_without_an_error() {
    let folder = tempfile::tempdir().unwrap();
    saved_documents(folder.path());
    let files = serde_json::to_string(folder.path()).unwrap();
    let output = tempfile::tempdir().unwrap();
    let report = output.path().join("report.json");
    let requests = [
        format!("{{\"saved\": {{\"files\": [{files}]}}}}"),
        format!("{{\"join\": {{\"files\": [{files}]}}}}"),
        format!(
            "{{\"report\": {{\"files\": [{files}]}}, \"output\": {}, \"format\": \"json\"}}",
            serde_json::to_string(&report).unwrap()
        ),
    ];
    let mut faults = 0;
    for request in &requests {
        let layer = Layer::default();
        let counts = layer.counts();
        // The report itself is a document too.
        let all = |layer| {
            let (mut documents, mut failed) = told(layer, request);
            if let Ok(text) = fs::read(&report) {
                let mut report: Value = serde_json::from_slice(&text).unwrap();
                failed |= !report["errors"].as_array().unwrap().is_empty();
                report["time"] = Value::Null;
                documents.push(report);
            }
            (documents, failed)
        };
        let (before, failed) = all(layer);
        assert!(!before.is_empty() && !failed, "{request}: {failed} {before:?}");
        for number in 0..counts.operations.load(Ordering::SeqCst) {
            for (way, fault) in WAYS {
                let (after, failed) = all(Layer::failing_at(number, fault));
                assert!(failed || after == before, "{request}: {way} at operation {number}: {after:?} instead of {before:?}");
                faults += 1;
            }
        }
    }
    assert!(faults > 300, "{faults} faults");
}
