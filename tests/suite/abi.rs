//! The C ABI, called through the built library as a foreign program does.

#![allow(
    clippy::undocumented_unsafe_blocks,
    reason = "each block calls a function under test with pointers into memory that lives here"
)]

use std::collections::BTreeSet;
use std::path::PathBuf;
#[cfg(unix)]
use std::process::Command;
use std::ptr;

use libloading::{Library, Symbol};
use serde_json::{Value, json};

use crate::support::*;

type Check = unsafe extern "C" fn(*const u16, *mut *mut u16) -> i32;
type Scan = unsafe extern "C" fn(*const u16, *const u16, *mut *mut u16) -> i32;
type Free = unsafe extern "C" fn(*mut u16);
/// A job's handle: only the library knows what it stands for.
type Handle = *mut std::ffi::c_void;
type Start = unsafe extern "C" fn(*const u16, *mut Handle) -> i32;
type Next = unsafe extern "C" fn(Handle, u32, *mut *mut u16) -> i32;
type OfJob = unsafe extern "C" fn(Handle);

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

    fn start(&self, request: &str) -> (i32, Handle) {
        let mut job = ptr::dangling_mut();
        let status = unsafe { self.symbol::<Start>("wsus954960_job_start")(utf16(request).as_ptr(), &mut job) };
        (status, job)
    }

    fn next(&self, job: Handle, timeout_ms: u32) -> (i32, Value) {
        self.take(|json| unsafe { self.symbol::<Next>("wsus954960_job_next")(job, timeout_ms, json) })
    }

    fn last_error(&self) -> Value {
        self.take(|json| unsafe { self.symbol::<unsafe extern "C" fn(*mut *mut u16) -> i32>("wsus954960_last_error")(json) }).1
    }

    fn free(&self, job: Handle) {
        unsafe { self.symbol::<OfJob>("wsus954960_job_free")(job) }
    }

    /// Calls, takes the document and frees it. Without a document it is null.
    fn take(&self, call: impl FnOnce(*mut *mut u16) -> i32) -> (i32, Value) {
        let mut string = ptr::dangling_mut();
        let status = call(&mut string);
        assert_eq!(string.is_null(), matches!(status, 100 | 101), "status {status}");
        if string.is_null() {
            return (status, Value::Null);
        }
        let length = (0..).take_while(|at| unsafe { *string.add(*at) } != 0).count();
        let text = String::from_utf16(unsafe { std::slice::from_raw_parts(string, length) }).unwrap();
        unsafe { self.symbol::<Free>("wsus954960_free")(string) };
        let document = serde_json::from_str(&text).unwrap();
        check_json(&document);
        (status, document)
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

#[test]
fn a_job_answers_for_each_target_once_and_then_is_finished() {
    let abi = Abi::load();
    let targets = ["affected", "absent", "fixed", "clear"].map(|name| json!({"root": fixture(&format!("roots/{name}"))}));
    let (status, job) = abi.start(&json!({"targets": targets, "concurrency": 2, "timeoutSeconds": 3600}).to_string());
    assert_eq!(status, 0);
    let mut answers = Vec::new();
    loop {
        match abi.next(job, 10_000) {
            (101, _) => break,
            (100, _) => {}
            (_, document) if document["kind"] == "progress" => {}
            (status, document) => {
                answers.push((status, document["verdict"].as_str().or(document["code"].as_str()).unwrap().to_owned()))
            }
        }
    }
    answers.sort();
    let expected = [(0, "affected"), (0, "clear"), (0, "fixed"), (2, "notFound")].map(|(status, text)| (status, text.to_owned()));
    assert_eq!(answers, expected);
    assert_eq!(abi.next(job, 0).0, 101);
    abi.free(job);
    assert_eq!(abi.next(job, 0).0, 1, "a freed job is none");
}

#[test]
fn a_cancelled_job_says_so_for_each_target() {
    let abi = Abi::load();
    let targets = vec![json!({"root": fixture("roots/fixed")}); 2000];
    let (_, job) = abi.start(&json!({"targets": targets, "concurrency": 1}).to_string());
    unsafe { abi.symbol::<OfJob>("wsus954960_job_cancel")(job) };
    let statuses: Vec<i32> = std::iter::from_fn(|| Some(abi.next(job, 0).0)).take_while(|status| *status != 101).collect();
    assert_eq!(statuses.len(), 2000);
    assert_eq!(statuses.last(), Some(&7));
    abi.free(job);
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
        let (status, job) = abi.start(&request.to_string());
        assert_eq!(status, 0, "{request}");
        let answers: Vec<_> =
            std::iter::from_fn(|| Some(abi.next(job, u32::MAX))).take_while(|(status, _)| *status != 101).collect();
        abi.free(job);
        answers
    };
    let read = all(json!({"saved": {"files": [saved]}}));
    assert_eq!(read.iter().map(|(status, _)| *status).collect::<Vec<_>>(), [0, 5, 0]);
    assert_eq!((&read[0].1, &read[2].1), (&client, &server));
    let joined = all(json!({"join": {"files": [], "documents": [client, server]}}));
    assert_eq!(joined[0].1["client"], "blocked");
    assert!(joined.iter().all(|(status, join)| *status == 0 && join["server"] == "affected" && join["result"] == "confirmed"));
    // Nothing in a text is anything to the request.
    let texts = [client.to_string(), r#""]},"saved":{"files":["x"]}"#.into(), server.to_string()];
    let mut joined_texts = all(json!({"join": {"texts": texts}}));
    let (status, error) = joined_texts.remove(0);
    assert_eq!((status, &error["code"]), (5, &json!("malformed")));
    assert!(error["message"].as_str().unwrap().starts_with("input 2: "), "{error}");
    assert_eq!(joined_texts, joined);
}

#[test]
fn a_request_or_a_job_that_is_none_does_no_harm() {
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
    ] {
        let (status, job) = abi.start(request);
        assert!(status == 1 && job.is_null(), "{request}");
        let error = abi.last_error();
        assert!(error["message"].as_str().unwrap().contains(cause), "{request}: {error}");
    }
    let start = abi.symbol::<Start>("wsus954960_job_start");
    let mut job = ptr::dangling_mut();
    assert_eq!(unsafe { start(ptr::null(), &mut job) }, 1);
    assert_eq!(unsafe { start(utf16(r#"{"targets": []}"#).as_ptr(), ptr::null_mut()) }, 1);
    // No targets are soon done.
    let (status, job) = abi.start(r#"{"targets": []}"#);
    assert_eq!((status, abi.next(job, 1000).0), (0, 101));
    assert_eq!(unsafe { abi.symbol::<Next>("wsus954960_job_next")(job, 0, ptr::null_mut()) }, 1);
    let mut memory = [0_u64; 4];
    for handle in [ptr::null_mut(), memory.as_mut_ptr().cast()] {
        assert_eq!(abi.next(handle, 1000).0, 1);
        unsafe { abi.symbol::<OfJob>("wsus954960_job_cancel")(handle) };
        abi.free(handle);
    }
    abi.free(job);
    abi.free(job);
}

#[test]
fn a_job_may_be_used_by_many_threads_and_freed_under_them() {
    let abi = Abi::load();
    let targets = vec![json!({"root": fixture("roots/fixed")}); 200];
    let (_, job) = abi.start(&json!({"targets": targets}).to_string());
    let job = job.addr();
    let answered = std::sync::atomic::AtomicU32::new(0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let (0 | 7, document) = abi.next(ptr::without_provenance_mut(job), 10_000) {
                    if document["kind"] != "progress" {
                        answered.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    }
                }
            });
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
        abi.free(ptr::without_provenance_mut(job));
    });
    assert!(answered.into_inner() <= 200);
}

#[test]
fn any_pointer_to_valid_memory_is_survived() {
    let abi = Abi::load();
    // NULL for the answer.
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
        // NULL, pointers that are not the library's, into the middle of a string, and twice the same.
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

/// The header as build.rs makes it of the sources.
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

/// The ABI version of the header is that of the library, and the header compiles: C programs are built with both.
#[cfg(unix)]
#[test]
fn a_c_program_compiles_with_the_header_and_runs() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("program");
    let library = library_path();
    let compiled = Command::new("cc")
        .args(["-std=c11", "-Wall", "-Wextra", "-Werror", "-I"])
        .arg(project().join("include"))
        .arg(project().join("tests/c/program.c"))
        .arg(&library)
        .args(["-Xlinker", "-rpath", "-Xlinker"])
        .arg(library.parent().unwrap())
        .arg("-o")
        .arg(&program)
        .output()
        .expect("a C compiler (cc)");
    assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
    // Its own path has spaces and letters of several lengths in UTF-8, as a user's may have.
    let root = folder.path().join("Prüf 한글 \u{1F600}");
    for inside in ["Windows", "Program Files"] {
        std::fs::create_dir_all(root.join(inside)).unwrap();
    }
    std::fs::copy(fixture("roots/clear/Windows/WindowsUpdate.log"), root.join("Windows/WindowsUpdate.log")).unwrap();
    let dll = root.join("sp1.dll");
    std::fs::copy(fixture("dll/sp1.dll"), &dll).unwrap();
    let run = |request: &str| {
        let output = Command::new(&program).arg(&dll).arg(request).output().unwrap();
        let documents: Vec<Value> =
            serde_json::Deserializer::from_slice(&output.stdout).into_iter().map(Result::unwrap).collect();
        (output.status.code(), documents)
    };
    let (code, documents) = run(&json!({"targets": [{"root": root}, {"root": "absent"}], "concurrency": 1}).to_string());
    assert_eq!(code, Some(0));
    assert_eq!(documents[0]["release"], "WSUS 3.0 SP1");
    assert_eq!((&documents[1]["verdict"], &documents[2]["code"]), (&json!("clear"), &json!("notFound")));
    let (code, documents) = run("nonsense");
    assert_eq!((code, &documents[1]["code"]), (Some(4), &json!("invalidArgument")));
}
