//! The C ABI, called through the built library as another program calls it.

#![allow(
    clippy::undocumented_unsafe_blocks,
    reason = "each block calls a function under test with pointers into memory that lives here"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::ptr;

use libloading::{Library, Symbol};
use serde_json::{Value, json};

use crate::support::*;

type Check = unsafe extern "C" fn(*const u16, *mut *mut u16) -> i32;
type Scan = unsafe extern "C" fn(*const u16, *const u16, *mut *mut u16) -> i32;
type Free = unsafe extern "C" fn(*mut u16);
type Start = unsafe extern "C" fn(*const u16, *mut u64, *mut *mut u16) -> i32;
type Next = unsafe extern "C" fn(u64, u32, *mut *mut u16) -> i32;
type OfJob = unsafe extern "C" fn(u64);

/// The library that Cargo built beside this test.
pub fn library_path() -> PathBuf {
    let folder = std::env::current_exe().unwrap().parent().unwrap().to_owned();
    let name = format!("{}wsus954960{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let candidates = [folder.join(&name), folder.parent().unwrap().join(&name)];
    candidates.into_iter().find(|path| path.exists()).expect("cargo builds the cdylib together with the tests")
}

struct Abi(Library);

impl Abi {
    fn load() -> Self {
        Self(unsafe { Library::new(library_path()) }.unwrap())
    }

    fn symbol<T>(&self, name: &str) -> Symbol<'_, T> {
        unsafe { self.0.get(name.as_bytes()) }.unwrap()
    }

    fn check(&self, path: *const u16) -> (i32, Value) {
        self.take(|json| unsafe { self.symbol::<Check>("wsus954960_check_version")(path, json) })
    }

    fn scan(&self, function: &str, path: *const u16, options: *const u16) -> (i32, Value) {
        self.take(|json| unsafe { self.symbol::<Scan>(function)(path, options, json) })
    }

    fn assess(&self, options: *const u16) -> (i32, Value) {
        self.take(|json| unsafe { self.symbol::<Check>("wsus954960_assess")(options, json) })
    }

    /// Starts a job that must start.
    fn start(&self, request: &Value) -> u64 {
        let (status, job, error) = self.try_start(&request.to_string());
        assert!(status == 0 && job != 0 && error.is_null(), "{request}: {error}");
        job
    }

    fn try_start(&self, request: &str) -> (i32, u64, Value) {
        let mut job = u64::MAX;
        let start = |json| unsafe { self.symbol::<Start>("wsus954960_job_start")(utf16(request).as_ptr(), &mut job, json) };
        let (status, error) = self.take_any(start);
        (status, job, error)
    }

    fn next(&self, job: u64, timeout_ms: u32) -> (i32, Value) {
        self.take(|json| unsafe { self.symbol::<Next>("wsus954960_job_next")(job, timeout_ms, json) })
    }

    /// All documents of a job except progress, and the status that ended it.
    fn documents(&self, job: u64) -> (Vec<Value>, i32) {
        let mut documents = Vec::new();
        loop {
            match self.next(job, u32::MAX) {
                (0, document) if document["kind"] == "progress" => {}
                (0, document) => documents.push(document),
                (100, _) => {}
                (status, _) => return (documents, status),
            }
        }
    }

    fn cancel(&self, job: u64) {
        unsafe { self.symbol::<OfJob>("wsus954960_job_cancel")(job) }
    }

    fn free(&self, job: u64) {
        unsafe { self.symbol::<OfJob>("wsus954960_job_free")(job) }
    }

    /// Calls, takes the document and frees it; null if there is none.
    fn take(&self, call: impl FnOnce(*mut *mut u16) -> i32) -> (i32, Value) {
        let (status, document) = self.take_any(call);
        assert_eq!(document.is_null(), matches!(status, 100 | 101), "status {status}");
        assert!(matches!(status, 0 | 100 | 101) || document["kind"] == "error", "status {status}: {document}");
        (status, document)
    }

    fn take_any(&self, call: impl FnOnce(*mut *mut u16) -> i32) -> (i32, Value) {
        let (status, text) = self.take_text(call);
        let Some(text) = text else { return (status, Value::Null) };
        let document = serde_json::from_str(&text).unwrap();
        check_json(&document);
        (status, document)
    }

    fn take_text(&self, call: impl FnOnce(*mut *mut u16) -> i32) -> (i32, Option<String>) {
        let mut string = ptr::dangling_mut();
        let status = call(&mut string);
        if string.is_null() {
            return (status, None);
        }
        let length = (0..).take_while(|at| unsafe { *string.add(*at) } != 0).count();
        let text = String::from_utf16(unsafe { std::slice::from_raw_parts(string, length) }).unwrap();
        unsafe { self.symbol::<Free>("wsus954960_free")(string) };
        (status, Some(text))
    }
}

fn utf16(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}

fn path_of(name: &str) -> Vec<u16> {
    utf16(fixture(name).to_str().unwrap())
}

#[test]
fn every_function_answers_with_its_document() {
    let abi = Abi::load();
    assert_eq!(unsafe { abi.symbol::<unsafe extern "C" fn() -> u32>("wsus954960_abi_version")() }, 1);
    let (status, document) = abi.check(path_of("dll/sp1.dll").as_ptr());
    assert_eq!((status, &document["fileVersion"]), (0, &json!("3.1.6001.65")));
    let (status, document) = abi.scan("wsus954960_scan_client_log", path_of("advisory/client.txt").as_ptr(), ptr::null());
    assert_eq!((status, &document["incidents"][0]["faultId"]), (0, &json!(FAULT)));
    let options = utf16(r#"{"since": "2009-01-01", "maxIncidents": 1}"#);
    let (status, document) = abi.scan("wsus954960_scan_server_log", path_of("advisory/server.txt").as_ptr(), options.as_ptr());
    assert_eq!((status, &document["incidentCount"]), (0, &json!(0)));
    let options = utf16(&json!({"root": fixture("roots/affected"), "name": "Größe"}).to_string());
    let (status, document) = abi.assess(options.as_ptr());
    assert_eq!((status, &document["verdict"], &document["target"]["name"]), (0, &json!("affected"), &json!("Größe")));
}

#[test]
fn bad_input_gets_its_status_and_an_error_document() {
    let abi = Abi::load();
    let log = path_of("advisory/client.txt");
    let invalid_utf16 = [b'a'.into(), 0xD800, b'b'.into(), 0];
    let client_log = |path: *const u16, options: &str| abi.scan("wsus954960_scan_client_log", path, utf16(options).as_ptr());
    let cases = [
        (abi.check(ptr::null()), 1, "invalidArgument"),
        (abi.check(utf16("").as_ptr()), 1, "invalidArgument"),
        (abi.check(invalid_utf16.as_ptr()), 1, "invalidArgument"),
        (abi.check(path_of("dll").as_ptr()), 1, "invalidArgument"),
        (abi.check(path_of("absent.dll").as_ptr()), 2, "notFound"),
        (abi.check(log.as_ptr()), 5, "malformed"),
        (client_log(log.as_ptr(), "{"), 1, "invalidArgument"),
        (client_log(log.as_ptr(), "[]"), 1, "invalidArgument"),
        (client_log(log.as_ptr(), "null"), 1, "invalidArgument"),
        (client_log(log.as_ptr(), ""), 1, "invalidArgument"),
        (client_log(log.as_ptr(), r#"{"root": "x"}"#), 1, "invalidArgument"),
        (client_log(log.as_ptr(), r#"{"since": "yesterday"}"#), 1, "invalidArgument"),
        (client_log(log.as_ptr(), r#"{"since": 2008}"#), 1, "invalidArgument"),
        (client_log(log.as_ptr(), r#"{"since": "262000-01-01T00:00:00Z"}"#), 1, "invalidArgument"),
        (client_log(log.as_ptr(), r#"{"since": "-9999-01-01T00:00:00Z"}"#), 1, "invalidArgument"),
        (abi.assess(utf16(r#"{"since": "+262142-12-31T23:59:59Z"}"#).as_ptr()), 1, "invalidArgument"),
        (client_log(log.as_ptr(), r#"{"maxIncidents": -1}"#), 1, "invalidArgument"),
        (client_log(log.as_ptr(), r#"{"maxIncidents": 1, "maxIncidents": 2}"#), 1, "invalidArgument"),
        (client_log(path_of("absent.log").as_ptr(), "{}"), 2, "notFound"),
        (abi.scan("wsus954960_scan_server_log", ptr::null(), ptr::null()), 1, "invalidArgument"),
        (abi.assess(utf16(r#"{"rot": "x"}"#).as_ptr()), 1, "invalidArgument"),
        (abi.assess(utf16(r#"{"root": "/absent"}"#).as_ptr()), 2, "notFound"),
    ];
    for ((status, document), expected, code) in cases {
        assert_eq!((status, &document["kind"], &document["code"]), (expected, &json!("error"), &json!(code)), "{document}");
    }
    // Without a root it is this machine, which is Windows or can't be assessed.
    assert_eq!(abi.assess(ptr::null()).0, if cfg!(windows) { 0 } else { 1 });
    let (_, unknown_key) = client_log(log.as_ptr(), r#"{"sicne": "2008-06-13"}"#);
    assert!(unknown_key["message"].as_str().unwrap().contains("sicne"), "{unknown_key}");
}

/// The answers by their targets' places. Checks that each target has one.
fn by_index(documents: &[Value]) -> BTreeMap<u64, &Value> {
    let answers: BTreeMap<_, _> = documents.iter().map(|answer| (answer["index"].as_u64().unwrap(), answer)).collect();
    assert_eq!(answers.len(), documents.len());
    answers
}

#[test]
fn a_job_answers_for_each_target_once_and_then_is_finished() {
    let abi = Abi::load();
    let mut targets =
        ["affected", "absent", "fixed", "clear"].map(|name| json!({"root": fixture(&format!("roots/{name}"))})).to_vec();
    targets.push(json!({"computerName": "../x"}));
    let job = abi.start(&json!({"targets": targets, "concurrency": 2, "timeoutSeconds": 3600}));
    let (documents, status) = abi.documents(job);
    assert_eq!(status, 101);
    let answers = by_index(&documents);
    let said: Vec<_> = answers.values().map(|answer| answer["verdict"].as_str().or(answer["code"].as_str()).unwrap()).collect();
    assert_eq!(said, ["affected", "notFound", "fixed", "clear", "invalidArgument"]);
    assert_eq!(abi.next(job, 0).0, 101);
    abi.free(job);
    assert_eq!(abi.next(job, 0).0, 1, "a freed job is none");
}

#[test]
fn the_index_follows_the_kind_and_is_nowhere_else() {
    let abi = Abi::load();
    let text = |call: &dyn Fn(*mut *mut u16) -> i32| {
        let mut string = ptr::null_mut();
        call(&mut string);
        let units = (0..).map(|at| unsafe { *string.add(at) }).take_while(|unit| *unit != 0).collect::<Vec<_>>();
        unsafe { abi.symbol::<Free>("wsus954960_free")(string) };
        String::from_utf16(&units).unwrap()
    };
    let (dll, client, server) = ("dll/sp1.dll", "advisory/client.txt", "advisory/server.txt");
    let scan =
        |function, path: &str| text(&|json| unsafe { abi.symbol::<Scan>(function)(path_of(path).as_ptr(), ptr::null(), json) });
    let check = text(&|json| unsafe { abi.symbol::<Check>("wsus954960_check_version")(path_of(dll).as_ptr(), json) });
    let absent = text(&|json| unsafe { abi.symbol::<Check>("wsus954960_check_version")(path_of("absent").as_ptr(), json) });
    for (kind, path, alone) in [
        ("version", dll, check),
        ("version", "absent", absent),
        ("clientLog", client, scan("wsus954960_scan_client_log", client)),
        ("serverLog", server, scan("wsus954960_scan_server_log", server)),
    ] {
        assert!(!alone.contains("\"index\""), "{alone}");
        let job = abi.start(&json!({"scan": {"kind": kind, "files": [fixture(path)]}}));
        let answer = text(&|json| unsafe { abi.symbol::<Next>("wsus954960_job_next")(job, u32::MAX, json) });
        abi.free(job);
        let begin = alone.match_indices(',').nth(1).unwrap().0;
        assert_eq!(answer, format!("{},\"index\":0{}", &alone[..begin], &alone[begin..]));
        assert!(answer.starts_with(r#"{"schemaVersion":1,"kind":""#), "{answer}");
    }
}

#[test]
fn files_are_scanned_by_jobs_in_their_order() {
    let abi = Abi::load();
    let files = ["advisory/client.txt", "absent.log", "roots/clear/Windows/WindowsUpdate.log"];
    let paths = files.map(fixture).into_iter().chain([PathBuf::new()]).collect::<Vec<_>>();
    let scan = json!({"kind": "clientLog", "files": paths, "since": "2008-01-01", "maxIncidents": 0});
    let (documents, status) = abi.documents(abi.start(&json!({"scan": scan, "timeoutSeconds": 3600})));
    assert_eq!(status, 101);
    // The answer for the one that makes no sense comes first: nothing has to be read for it.
    assert_eq!((&documents[0]["index"], &documents[0]["code"]), (&json!(3), &json!("invalidArgument")));
    let order: Vec<_> = documents.iter().map(|document| document["index"].as_u64().unwrap()).collect();
    assert_eq!(order, [3, 0, 1, 2]);
    assert_eq!((&documents[1]["incidentCount"], &documents[1]["incidents"]), (&json!(1), &json!([])));
    assert_eq!((&documents[2]["code"], &documents[3]["incidentCount"]), (&json!("notFound"), &json!(0)));
    assert_eq!(documents[3]["path"], json!(paths[2]));
    let scan = json!({"kind": "serverLog", "files": [fixture("advisory/server.txt")], "since": "2009-01-01"});
    let (documents, _) = abi.documents(abi.start(&json!({"scan": scan, "concurrency": 4})));
    assert_eq!(documents[0]["incidentCount"], 0);
}

#[test]
fn a_cancelled_job_says_so_for_each_target() {
    let abi = Abi::load();
    let targets = vec![json!({"root": fixture("roots/fixed")}); 2000];
    let job = abi.start(&json!({"targets": targets, "concurrency": 1}));
    abi.cancel(job);
    let (documents, status) = abi.documents(job);
    assert_eq!((by_index(&documents).len(), status), (2000, 101));
    assert_eq!(documents.last().unwrap()["code"], "cancelled");
    abi.free(job);
}

#[test]
fn documents_are_saved_by_a_job_each_machines_last_one() {
    let abi = Abi::load();
    let folder = tempfile::tempdir().unwrap();
    let (to, spool) = (folder.path().join("share"), folder.path().join("spool"));
    let assess = |name: &str| abi.assess(utf16(&json!({"root": fixture(&format!("roots/{name}"))}).to_string()).as_ptr()).1;
    let save = |texts: Value| {
        let job = abi.start(&json!({"save": {"to": to, "spool": spool, "texts": texts}, "language": "en"}));
        let (documents, status) = abi.documents(job);
        abi.free(job);
        assert_eq!(status, 101);
        documents.iter().for_each(check_json);
        documents
    };
    let (fixed, affected, gone) = (assess("fixed"), assess("affected"), assess("absent"));
    let spooled = save(json!([fixed.to_string()]));
    assert_eq!((spooled.len(), &spooled[0]["state"], &spooled[0]["error"]["code"]), (1, &json!("spooled"), &json!("notFound")));
    std::fs::create_dir(&to).unwrap();
    let mut older = affected.clone();
    older["durationMs"] = 1_000_000.into();
    let version = json!({"schemaVersion": 1, "kind": "error", "code": "io", "message": "m", "path": null, "osError": null});
    let texts = [older, affected.clone(), gone.clone(), version, json!("x")].map(|document| document.to_string());
    let saved = save(json!(texts));
    let named = |kind: &str, name: &str| saved.iter().filter(|document| document[kind] == name).collect::<Vec<_>>();
    let names: Vec<_> = named("kind", "delivery").iter().map(|delivery| delivery["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["fixed", "affected", "absent"], "what waited goes first");
    assert_eq!((named("state", "delivered").len(), named("kind", "error").len()), (3, 2), "{saved:#?}");
    for (name, document) in [("fixed", fixed), ("affected", affected), ("absent", gone)] {
        let text = std::fs::read_to_string(to.join(format!("{name}.json"))).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), document);
    }
}

#[test]
fn documents_that_are_only_kept_wait_for_the_next_job() {
    let abi = Abi::load();
    let folder = tempfile::tempdir().unwrap();
    let (to, spool) = (folder.path().join("share"), folder.path().join("spool"));
    std::fs::create_dir(&to).unwrap();
    let fixed = abi.assess(utf16(&json!({"root": fixture("roots/fixed")}).to_string()).as_ptr()).1.to_string();
    let states = |texts: Value, is_kept: bool| {
        let job = abi.start(&json!({"save": {"to": to, "spool": spool, "texts": texts, "keepOnly": is_kept}}));
        let (documents, _) = abi.documents(job);
        abi.free(job);
        documents.iter().for_each(check_json);
        documents.iter().map(|document| document["state"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(states(json!([fixed]), true), ["spooled"]);
    assert!(!to.join("fixed.json").exists());
    assert_eq!(states(json!([]), false), ["delivered"]);
    assert!(to.join("fixed.json").exists());
}

#[test]
fn saved_documents_are_read_and_joined_by_jobs() {
    let abi = Abi::load();
    let folder = tempfile::tempdir().unwrap();
    let saved = folder.path().join("saved.jsonl");
    let assess = |name: &str| abi.assess(utf16(&json!({"root": fixture(&format!("roots/{name}"))}).to_string()).as_ptr()).1;
    let (client, server) = (assess("blocked"), assess("affected"));
    std::fs::write(&saved, format!("{client}\n{{}}\n{server}\n")).unwrap();
    let all = |request: Value| {
        let job = abi.start(&request);
        let (documents, status) = abi.documents(job);
        abi.free(job);
        assert_eq!(status, 101);
        documents
    };
    let read = all(json!({"saved": {"files": [saved]}}));
    assert_eq!((&read[0], &read[1]["code"], &read[2]), (&client, &json!("malformed"), &server));
    assert_eq!(read.len(), 3);
    let joined = all(json!({"join": {"files": [], "documents": [client, server]}}));
    assert_eq!(joined[0]["client"], "blocked");
    assert!(joined.iter().all(|join| join["server"] == "affected" && join["result"] == "confirmed"));
    // Nothing in a text has a meaning for the request.
    let texts = [client.to_string(), r#""]},"saved":{"files":["x"]}"#.into(), server.to_string()];
    let mut joined_texts = all(json!({"join": {"texts": texts}}));
    let error = joined_texts.remove(0);
    assert_eq!(error["code"], "malformed");
    assert!(error["message"].as_str().unwrap().starts_with("input 2: "), "{error}");
    assert_eq!(joined_texts, joined);
    // Without a target there is no place.
    assert!([read, joined].concat().iter().all(|document| document.get("index").is_none()));
}

#[test]
fn errors_of_calls_and_of_targets_are_in_the_requested_language() {
    let abi = Abi::load();
    let absent = fixture("absent.log");
    for (language, word) in [("en", "opening the file failed"), ("ko", "파일 열기 실패")] {
        let options = utf16(&json!({"language": language}).to_string());
        let path = path_of("absent.log");
        let (status, called) = abi.scan("wsus954960_scan_client_log", path.as_ptr(), options.as_ptr());
        let job = abi.start(&json!({"scan": {"kind": "serverLog", "files": [absent]}, "language": language}));
        let (documents, _) = abi.documents(job);
        abi.free(job);
        for document in [&called, &documents[0]] {
            assert!(document["message"].as_str().unwrap().contains(word), "{document}");
            assert_eq!((&document["problem"], &document["data"]["action"]), (&json!("system"), &json!("openFile")));
        }
        assert_eq!(status, 2);
        let root = json!({"root": fixture("absent"), "language": language}).to_string();
        let (_, assessed) = abi.assess(utf16(&root).as_ptr());
        // A target's own language counts before the job's.
        let other = if language == "en" { "ko" } else { "en" };
        let job = abi.start(&json!({"targets": [{"root": fixture("absent"), "language": language}], "language": other}));
        let (documents, _) = abi.documents(job);
        abi.free(job);
        assert_eq!(documents[0]["message"], assessed["message"]);
        // Whatever the folder of the tests is called.
        let told = assessed["message"].as_str().unwrap().replace(assessed["path"].as_str().unwrap(), "");
        assert_eq!(told.is_ascii(), language == "en", "{told}");
    }
    let (status, refused) = abi.assess(utf16(r#"{"language": "xx"}"#).as_ptr());
    assert_eq!((status, &refused["problem"]), (1, &json!("invalidOptions")));
}

#[test]
fn saved_documents_are_translated_into_the_requested_language_and_keep_all_else() {
    let abi = Abi::load();
    let assess = |language: &str| {
        let options = json!({"root": fixture("roots/affected"), "language": language});
        abi.assess(utf16(&options.to_string()).as_ptr()).1
    };
    let (english, korean) = (assess("en"), assess("ko"));
    // As a later version or another program may have saved it: different fields, order of fields, spaces, numbers and escapes.
    let later = |document: &Value| {
        let mut document = document.clone();
        (document["assessedAt"], document["durationMs"]) = (Value::Null, 0.into());
        let reasons = document["reasons"].as_array_mut().unwrap();
        reasons.push(json!({"code": "later", "text": "said by a later version", "data": {"text": "x"}}));
        let text = document.to_string();
        let end = r#", "\u006eew": {"text" : [1.50, 12345678901234567890123, "\u00e9"]}, "reasonsOf": [ {"text": "x"} ]}"#;
        text.strip_suffix('}').unwrap().to_owned() + end
    };
    let error = json!({"schemaVersion": 1, "kind": "error", "code": "io", "message": "x", "path": null, "osError": null});
    let folder = tempfile::tempdir().unwrap();
    let saved = folder.path().join("saved.jsonl");
    std::fs::write(&saved, format!("{}\n{error}\n", later(&english))).unwrap();
    let read = |language: Value| {
        let mut request = json!({"saved": {"files": [saved]}});
        if !language.is_null() {
            request["language"] = language;
        }
        let job = abi.start(&request);
        let texts: Vec<String> = std::iter::from_fn(|| {
            abi.take_text(|json| unsafe { abi.symbol::<Next>("wsus954960_job_next")(job, u32::MAX, json) }).1
        })
        .collect();
        abi.free(job);
        texts
    };
    assert_ne!(later(&english), later(&korean));
    for (language, expected) in [(json!(null), &english), (json!("en"), &english), (json!("ko"), &korean)] {
        assert_eq!(read(language), [later(expected), error.to_string()]);
    }
    // Joins report its doubts too.
    let stub = json!({"root": fixture("roots/indeterminate-etw-stub"), "language": "en"});
    let stub = abi.assess(utf16(&stub.to_string()).as_ptr()).1;
    let job = abi.start(&json!({"join": {"documents": [stub]}, "language": "ko"}));
    let (documents, status) = abi.documents(job);
    abi.free(job);
    assert_eq!((documents.len(), status), (1, 101));
    let message = documents[0]["message"].as_str().unwrap();
    assert!(message.starts_with("indeterminate-etw-stub: "), "{message}");
    assert!(message.contains(": WindowsUpdate.log에는 안내문만"), "{message}");
}

#[test]
fn an_invalid_request_or_job_does_no_harm() {
    let abi = Abi::load();
    for (request, cause) in [
        ("{", "EOF"),
        ("[]", "object"),
        (r#"{"targets": [{"rot": "x"}]}"#, "rot"),
        (r#"{"targets": [], "concurrency": 0}"#, "concurrency"),
        (r#"{"targets": [], "timeoutSeconds": -1}"#, "timeoutSeconds"),
        (r#"{"targets": [], "timeoutSeconds": 1e300}"#, "timeoutSeconds"),
        (r#"{"target": []}"#, "target"),
        ("{}", "targets"),
        (r#"{"targets": [{"root": "x"}], "saved": {"files": []}}"#, "different jobs"),
        (r#"{"join": {"file": []}}"#, "file"),
        (r#"{"scan": {"files": []}}"#, "kind"),
        (r#"{"scan": {"kind": "hive", "files": []}}"#, "hive"),
        (r#"{"scan": {"kind": "version"}}"#, "files"),
        (r#"{"scan": {"kind": "version", "files": [], "root": "x"}}"#, "root"),
        (r#"{"scan": {"kind": "version", "files": []}, "concurrency": 4097}"#, "concurrency"),
    ] {
        let (status, job, error) = abi.try_start(request);
        assert_eq!((status, job), (1, 0), "{request}");
        assert!(error["message"].as_str().unwrap().contains(cause), "{request}: {error}");
    }
    let start = abi.symbol::<Start>("wsus954960_job_start");
    let request = utf16(r#"{"targets": []}"#);
    let mut job = u64::MAX;
    assert_eq!(abi.take(|json| unsafe { start(ptr::null(), &mut job, json) }).0, 1);
    assert_eq!(job, 0);
    assert_eq!(abi.take(|json| unsafe { start(request.as_ptr(), ptr::null_mut(), json) }).0, 1);
    job = u64::MAX;
    assert_eq!((unsafe { start(request.as_ptr(), &mut job, ptr::null_mut()) }, job), (1, 0));
    assert_eq!(unsafe { start(request.as_ptr(), ptr::null_mut(), ptr::null_mut()) }, 1);
    // A job without targets is finished at once.
    let job = abi.start(&json!({"targets": []}));
    assert_eq!(abi.next(job, 1000).0, 101);
    assert_eq!(unsafe { abi.symbol::<Next>("wsus954960_job_next")(job, 0, ptr::null_mut()) }, 1);
    for handle in [0, u64::MAX, job + 1_000_000] {
        assert_eq!(abi.documents(handle), (vec![], 1));
        abi.cancel(handle);
        abi.free(handle);
    }
    abi.free(job);
    abi.free(job);
}

/// A request of every kind, with many documents or targets, and how many documents it leads to.
fn requests(folder: &Path) -> Vec<(Value, usize)> {
    const COUNT: usize = 200;
    let abi = Abi::load();
    let assess = |name: &str| abi.assess(utf16(&json!({"root": fixture(&format!("roots/{name}"))}).to_string()).as_ptr()).1;
    let (client, server) = (assess("blocked"), assess("affected"));
    let saved = folder.join("saved.jsonl");
    std::fs::write(&saved, format!("{server}\n{}", format!("{client}\n").repeat(COUNT - 1))).unwrap();
    let of_client = abi.documents(abi.start(&json!({"join": {"documents": [client, server]}}))).0.len();
    let of_server = abi.documents(abi.start(&json!({"join": {"documents": [server]}}))).0.len();
    let joins = (of_client - of_server) * (COUNT - 1) + of_server;
    assert!(joins >= COUNT - 1);
    let log = fixture("advisory/client.txt");
    vec![
        (json!({"targets": vec![json!({"root": fixture("roots/fixed")}); COUNT], "concurrency": 4}), COUNT),
        (json!({"scan": {"kind": "clientLog", "files": vec![log; COUNT]}, "concurrency": 4}), COUNT),
        (json!({"saved": {"files": [&saved]}}), COUNT),
        (json!({"join": {"files": [saved]}}), joins),
    ]
}

#[test]
fn sixteen_threads_share_the_documents_of_a_job_of_any_kind() {
    let abi = Abi::load();
    let folder = tempfile::tempdir().unwrap();
    for (request, count) in requests(folder.path()) {
        let job = abi.start(&request);
        let taken: usize = std::thread::scope(|scope| {
            let threads = [(); 16].map(|()| scope.spawn(|| abi.documents(job)));
            threads.into_iter().map(|thread| thread.join().unwrap()).fold(0, |taken, (documents, status)| {
                assert_eq!(status, 101);
                taken + documents.len()
            })
        });
        assert_eq!(taken, count, "{request}");
        abi.free(job);
    }
}

#[test]
fn a_job_of_any_kind_is_cancelled_or_freed_under_sixteen_threads() {
    let abi = Abi::load();
    let folder = tempfile::tempdir().unwrap();
    for (request, count) in requests(folder.path()) {
        for is_freed in [false, true] {
            let job = abi.start(&request);
            let ends: Vec<_> = std::thread::scope(|scope| {
                let threads = [(); 16].map(|()| scope.spawn(|| abi.documents(job)));
                if is_freed {
                    abi.free(job)
                } else {
                    abi.cancel(job)
                }
                threads.into_iter().map(|thread| thread.join().unwrap()).collect()
            });
            let taken: usize = ends.iter().map(|(documents, _)| documents.len()).sum();
            // Only targets must have an answer.
            let has_targets = request.get("targets").or(request.get("scan")).is_some();
            assert!(if has_targets && !is_freed { taken == count } else { taken <= count }, "{request}: {taken} of {count}");
            assert!(ends.iter().all(|(_, status)| *status == 101 || is_freed && *status == 1), "{request}");
            abi.free(job);
        }
    }
}

/// A library in which a job ran stays loaded when it is freed: the job's threads may outlive it.
#[cfg(any(target_os = "linux", windows))]
#[test]
fn a_library_that_is_freed_stays_loaded_once_a_job_has_run() {
    // Another path, so that no other test holds the library.
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join(library_path().file_name().unwrap());
    std::fs::copy(library_path(), &copy).unwrap();
    let abi = Abi(unsafe { Library::new(&copy) }.unwrap());
    let job = abi.start(&json!({"targets": [{"root": fixture("roots/fixed")}]}));
    let version = *abi.symbol::<unsafe extern "C" fn() -> u32>("wsus954960_abi_version");
    abi.0.close().unwrap();
    // The same functions at the same addresses: they know the job.
    assert_eq!(unsafe { version() }, 1);
    let again = Abi(unsafe { Library::new(&copy) }.unwrap());
    assert_eq!(*again.symbol::<unsafe extern "C" fn() -> u32>("wsus954960_abi_version") as usize, version as usize);
    assert_eq!(again.documents(job).1, 101);
    again.free(job);
    // On Windows, a loaded file can't be deleted.
    if cfg!(windows) {
        let _ = folder.keep();
    }
}

#[test]
fn any_pointer_to_valid_memory_does_no_harm() {
    let abi = Abi::load();
    // NULL instead of a place for the answer.
    assert_eq!(unsafe { abi.symbol::<Check>("wsus954960_check_version")(path_of("dll/sp1.dll").as_ptr(), ptr::null_mut()) }, 1);
    assert_eq!(unsafe { abi.symbol::<Check>("wsus954960_assess")(ptr::null(), ptr::null_mut()) }, 1);
    // Misaligned strings and answers.
    let path: Vec<u8> = path_of("dll/sp1.dll").into_iter().flat_map(u16::to_ne_bytes).collect();
    let shifted = [&[0_u8][..], &path].concat();
    let mut answer = [0_u8; 9];
    let place = unsafe { answer.as_mut_ptr().add(1) }.cast();
    assert_eq!(unsafe { abi.symbol::<Check>("wsus954960_check_version")(shifted.as_ptr().add(1).cast(), place) }, 0);
    let free = abi.symbol::<Free>("wsus954960_free");
    unsafe {
        let string = place.read_unaligned();
        // NULL, pointers that are not from the library, a pointer into a string, and the same pointer twice.
        free(ptr::null_mut());
        free(answer.as_mut_ptr().cast());
        free(string.add(1));
        free(string);
        free(string);
    }
}

#[test]
fn many_threads_may_call_at_once() {
    let abi = Abi::load();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..20 {
                    let (_, document) =
                        abi.scan("wsus954960_scan_client_log", path_of("advisory/client.txt").as_ptr(), ptr::null());
                    assert_eq!(document["incidentCount"], 1);
                    assert_eq!(abi.check(path_of("absent.dll").as_ptr()).0, 2);
                }
            });
        }
    });
}

/// The header as build.rs makes it from the sources.
const GENERATED: &str = include_str!(concat!(env!("OUT_DIR"), "/wsus954960.h"));

#[test]
fn the_header_in_the_repository_is_that_of_the_sources() {
    let path = project().join("include/wsus954960.h");
    if std::env::var_os("UPDATE_HEADER").is_some() {
        std::fs::write(&path, GENERATED).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(committed == GENERATED, "include/wsus954960.h is out of date: UPDATE_HEADER=1 cargo test writes it");
}

#[test]
fn the_header_declares_exactly_the_functions_that_the_library_exports() {
    use object::read::{NameOrOrdinal, Object};
    let bytes = std::fs::read(library_path()).unwrap();
    let file = object::File::parse(&*bytes).unwrap();
    let exported: BTreeSet<String> = file
        .exports()
        .unwrap()
        .filter_map(|export| match export.unwrap().name() {
            NameOrOrdinal::Name(name) => Some(String::from_utf8_lossy(name).trim_start_matches('_').to_owned()),
            NameOrOrdinal::Ordinal(_) => None,
        })
        .filter(|name| name.starts_with("wsus954960_"))
        .collect();
    let declared: BTreeSet<String> = GENERATED
        .split(|c: char| !c.is_alphanumeric() && c != '_' && c != '(')
        .filter_map(|word| word.split_once('(')?.0.strip_prefix("wsus954960_"))
        .map(|name| format!("wsus954960_{name}"))
        .collect();
    assert_eq!(declared, exported);
    assert!(declared.len() >= 6);
}
