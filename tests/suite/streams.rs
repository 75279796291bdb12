//! The command's input and output: readers that go away, errors that can't be written, logs from standard input, and text from elsewhere that
//! would act on a terminal.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, PipeWriter, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use wsus954960::internals::values::plain_text::is_active;

use crate::support::*;

fn command<I: AsRef<OsStr>>(args: impl IntoIterator<Item = I>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wsus954960"));
    command.args(args).current_dir(project()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(command: &mut Command) -> (i32, String, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    (status.code().unwrap(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

/// A pipe that nobody reads.
fn unread() -> PipeWriter {
    let (reader, mut writer) = io::pipe().unwrap();
    drop(reader);
    // A process that another test is starting may still have the reader for a moment.
    while writer.write(b"x").is_ok() {}
    writer
}

fn root(name: &str) -> String {
    format!("tests/fixtures/roots/{name}")
}

/// The assessments of some roots, saved one per line.
fn saved(folder: &Path, roots: &[&str]) -> String {
    let file = folder.join(format!("{}.jsonl", roots.join("-")));
    let documents = roots.iter().map(|name| {
        let (_, out, _) = run(&mut command(["test", "--json-lines", "--root", &root(name)]));
        out
    });
    fs::write(&file, documents.collect::<String>()).unwrap();
    file.to_str().unwrap().to_owned()
}

const CLEAN_LOG: &str = "tests/fixtures/roots/clear/Windows/WindowsUpdate.log";
const BAD_LOG: &str = "tests/fixtures/advisory/client.txt";
const FIXED_DLL: &str = "tests/fixtures/dll/fixed.dll";

#[test]
fn when_nobody_reads_the_answers_the_exit_code_is_that_of_all_inputs_or_2() {
    let folder = tempfile::tempdir().unwrap();
    let saved = |roots: &[&str]| saved(folder.path(), roots);
    let (fixed, affected, clear, blocked) = (root("fixed"), root("affected"), root("clear"), root("blocked"));
    for (args, code) in [
        // All inputs were looked at before anything was written.
        (vec!["test", "--root", &fixed], 0),
        (vec!["test", "--root", &affected], 1),
        (vec!["test", "--json", "--root", &fixed, "--root", &affected], 1),
        (vec!["test", "--quiet", "--root", &fixed, "--root", &affected], 1),
        (vec!["version", FIXED_DLL], 0),
        (vec!["client-log", "--json", CLEAN_LOG, BAD_LOG], 1),
        (vec!["summary", &saved(&["fixed", "clear"])], 0),
        (vec!["summary", &saved(&["clear", "affected"])], 1),
        (vec!["summary", "--json", &saved(&["affected", "blocked"])], 1),
        (vec!["join", &saved(&["affected"])], 1),
        (vec!["join", &saved(&["clear"])], 0),
        // The remaining inputs might be worse.
        (vec!["test", "--root", &fixed, "--root", &clear], 2),
        (vec!["test", "--json-lines", "--root", &affected, "--root", &fixed], 2),
        (vec!["test", "--jobs", "1", "--root", &blocked, "--root", &blocked, "--root", &fixed], 2),
        (vec!["version", FIXED_DLL, FIXED_DLL], 2),
        (vec!["client-log", CLEAN_LOG, CLEAN_LOG], 2),
        (vec!["client-log", BAD_LOG, CLEAN_LOG], 2),
        (vec!["summary", &saved(&["affected", "fixed"])], 2),
        (vec!["join", &saved(&["affected", "blocked"])], 2),
        (vec!["join", "--root", &affected, "--root", &blocked], 2),
        (vec!["join", "--json-lines", &saved(&["blocked", "affected"])], 2),
    ] {
        assert_eq!(run(command(&args).stdout(unread())), (code, String::new(), String::new()), "{args:?}");
    }
}

#[test]
fn when_nobody_reads_the_answers_no_more_files_are_opened() {
    // Each file that is opened would cause a message.
    for verb in ["version", "client-log", "server-log"] {
        let first = if verb == "version" { FIXED_DLL } else { CLEAN_LOG };
        assert_eq!(run(command([verb, first, "absent.log"]).stdout(unread())), (2, String::new(), String::new()), "{verb}");
    }
}

#[test]
fn a_standard_error_that_cant_be_written_does_not_change_the_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let saved = saved(folder.path(), &["affected"]);
    let (fixed, affected) = (root("fixed"), root("affected"));
    for (args, code) in [
        (vec!["test", "--root", &affected], 1),
        (vec!["test", "--root", "absent"], 2),
        (vec!["test", "--root", "absent", "--root", &fixed], 2),
        (vec!["test", "--quiet", "--root", "absent", "--root", &affected], 2),
        (vec!["test", "--roots-file", "absent.txt"], 2),
        (vec!["version", "absent.dll", FIXED_DLL], 2),
        (vec!["join", "absent.json"], 2),
        (vec!["summary", "README.md", &saved], 2),
        (vec!["nonsense"], 2),
        (vec![], 2),
    ] {
        let (got, out, _) = run(command(&args).stderr(unread()));
        assert_eq!(got, code, "{args:?}");
        let answers = ["AFFECTED", "FIXED"].iter().any(|word| out.contains(word));
        let has_answers =
            args.iter().any(|arg| [&*fixed, &*affected, &*saved, FIXED_DLL].contains(arg)) && !args.contains(&"--quiet");
        assert_eq!(answers, has_answers, "the others are still looked at: {args:?}: {out}");
        assert_eq!(run(command(&args).stderr(unread()).stdout(unread())).0, code, "{args:?}");
    }
    for args in [&["--help"][..], &["--version"], &["test", "--help"]] {
        assert_eq!(run(command(args).stdout(unread()).stderr(unread())).0, 0, "{args:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_output_is_an_error() {
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let saved = saved(folder.path(), &["affected"]);
    for args in [
        &["test", "--root", &root("fixed")][..],
        &["test", "--json", "--root", &root("fixed")],
        &["test", "--json-lines", "--root", &root("fixed")],
        &["client-log", CLEAN_LOG],
        &["summary", &saved],
        &["join", &saved],
        &["join", "--root", &root("clear")],
    ] {
        let (code, _, err) = run(command(args).stdout(full()));
        assert!(code == 2 && err.starts_with("wsus954960: writing the output failed: "), "{args:?}: {code} {err}");
        assert_eq!(run(command(args).stdout(full()).stderr(full())).0, 2, "{args:?}");
    }
}

#[test]
fn a_join_without_any_clients_log_is_not_an_answer() {
    let folder = tempfile::tempdir().unwrap();
    let (code, out, err) = run(&mut command([Path::new("join"), folder.path()]));
    assert_eq!(
        (code, out.as_str(), err.as_str()),
        (2, "", "wsus954960: none of these has a client's log: there is nothing to join.\n")
    );
}

#[test]
fn a_join_with_an_inconclusive_log_is_not_an_answer() {
    let folder = tempfile::tempdir().unwrap();
    for (log, code) in
        [(CLEAN_LOG, 0), ("README.md", 2), (&*format!("{}/Windows/WindowsUpdate.log", root("indeterminate-cut-off")), 2)]
    {
        let saved = folder.path().join("saved.json");
        fs::write(&saved, run(&mut command(["client-log", "--json", log])).1).unwrap();
        let (got, out, err) = run(&mut command([Path::new("join"), &saved]));
        assert_eq!(got, code, "{log}: {out}{err}");
        assert_eq!(err.contains(&format!("wsus954960: {log}: ")), code == 2, "{err}");
    }
}

#[test]
fn an_absurd_year_in_since_is_an_error_with_a_message() {
    for time in [
        "262000-01-01T00:00:00Z",
        "-9999-01-01T00:00:00Z",
        "+10000-01-01T00:00:00Z",
        "+262142-12-31T23:59:59+00:00",
        "0000-01-01",
    ] {
        let (code, out, err) = run(&mut command(["client-log", BAD_LOG, &format!("--since={time}")]));
        assert!(code == 2 && out.is_empty() && err.contains("with a year from 0001 to 9999"), "{time}: {code} {out}{err}");
    }
    for (time, code) in [("0001-01-01T00:00:00.0000000Z", 1), ("9999-12-31T23:59:59.9999999-12:00", 0)] {
        assert_eq!(run(&mut command(["client-log", BAD_LOG, "--since", time])).0, code, "{time}");
    }
}

#[test]
fn logs_may_come_from_standard_input() {
    let from = |verb: &str, file: &str| {
        let input = fs::File::open(project().join(file)).unwrap();
        run(command([verb, "--json", "-"]).stdin(input))
    };
    for (verb, file, code) in [
        ("client-log", BAD_LOG, 1),
        ("client-log", CLEAN_LOG, 0),
        ("client-log", "README.md", 2),
        ("server-log", "tests/fixtures/advisory/server.txt", 1),
    ] {
        let (got, out, err) = from(verb, file);
        assert_eq!((got, err.as_str()), (code, ""), "{verb} {file}");
        let document: Value = serde_json::from_str(&out).unwrap();
        check_json(&document);
        let (_, expected, _) = run(&mut command([verb, "--json", file]));
        let mut expected: Value = serde_json::from_str(&expected).unwrap();
        expected["path"] = json!("-");
        assert_eq!(document, expected);
    }
    let input = fs::File::open(project().join(BAD_LOG)).unwrap();
    let (code, out, _) = run(command(["client-log", CLEAN_LOG, "-", "--since", "2009-01-01"]).stdin(input));
    assert!(code == 0 && out.contains("\n-: no failure of advisory 954960"), "{out}");
    // The input is empty.
    assert_eq!(run(&mut command(["client-log", "-"])).0, 2);
    let (code, _, err) = run(&mut command(["version", "-"]));
    assert!(code == 2 && err.contains("a version can't be read from the standard input"), "{err}");
}

#[cfg(unix)]
#[test]
fn a_standard_input_that_cant_be_read_is_an_error() {
    let folder = || fs::File::open(project()).unwrap();
    let (code, out, _) = run(command(["client-log", "--json", "-"]).stdin(folder()));
    let error: Value = serde_json::from_str(&out).unwrap();
    check_json(&error);
    assert_eq!((code, &error["code"], &error["path"]), (2, &json!("io"), &json!("-")));
    let (code, _, err) = run(command(["server-log", "-"]).stdin(folder()));
    assert!(code == 2 && err.starts_with("wsus954960: standard input: reading the log failed: "), "{err}");
    assert_eq!(run(command(["test", "--roots-file", "-"]).stdin(folder())).0, 2);
}

/// Only line ends act on a terminal.
fn check_plain(text: &str) {
    assert!(!text.chars().any(|character| character != '\n' && is_active(character)), "{text:?}");
}

#[cfg(unix)]
const HOSTILE: &str = "\x1b[2J\r\u{202e}\u{9b}FIXED: FORGED\nCLEAR";
#[cfg(unix)]
const SHOWN: &str = r"\u{1b}[2J\r\u{202e}\u{9b}FIXED: FORGED\nCLEAR";

#[test]
fn a_log_that_would_act_on_the_terminal_is_shown_escaped() {
    let folder = tempfile::tempdir().unwrap();
    let url = "http://\x1b[2J\u{202e}\u{9b}wsus\u{7f}/client.asmx";
    let mut lines = sync_start((788, "ee4"));
    lines[1] = lines[1].replace(URL, url);
    let log = folder.path().join("Windows/WindowsUpdate.log");
    fs::create_dir(folder.path().join("Windows")).unwrap();
    fs::write(&log, text(&[lines, signature((788, "ee4"), FAULT)])).unwrap();
    let (root, log) = (folder.path().to_str().unwrap(), log.to_str().unwrap());
    let saved = folder.path().join("saved.json");
    fs::write(&saved, run(&mut command(["test", "--json", "--root", root])).1).unwrap();
    let saved = saved.to_str().unwrap();
    for args in [
        &["client-log", log][..],
        &["test", "--root", root],
        &["summary", saved],
        &["join", saved],
        &["join", "--json-lines", saved],
    ] {
        let (code, out, err) = run(&mut command(args));
        assert_eq!(code, 1, "{args:?}: {out}{err}");
        check_plain(&out);
        check_plain(&err);
    }
    let (_, out, _) = run(&mut command(["client-log", log]));
    assert!(out.contains(r"http://\u{1b}[2J"), "{out}");
    let (_, out, _) = run(&mut command(["client-log", "--json", log]));
    check_plain(&out);
    let document: Value = serde_json::from_str(&out).unwrap();
    let (_, expected, _) = run(&mut command(["test", "--json", "--root", root]));
    check_plain(&expected);
    let assessment: Value = serde_json::from_str(&expected).unwrap();
    assert_eq!(document["incidents"], assessment["clientLogs"][0]["incidents"]);
    assert!(document["incidents"][0]["serverUrl"].as_str().unwrap().contains("\x1b[2J"), "data does not change: {document}");
}

#[cfg(unix)]
#[test]
fn a_folder_whose_name_would_act_on_the_terminal_is_shown_escaped() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join(HOSTILE);
    fs::create_dir_all(root.join("Windows")).unwrap();
    fs::copy(project().join(BAD_LOG), root.join("Windows/WindowsUpdate.log")).unwrap();
    fs::create_dir(root.join("WindowsUpdate.log")).unwrap();
    let (root, log) = (root.to_str().unwrap(), root.join("Windows/WindowsUpdate.log"));
    let log = log.to_str().unwrap();
    let absent = format!("{root}-absent");
    let list = folder.path().join("roots.txt");
    fs::write(&list, format!("{}\u{202e}\n\x1b[2J\n", folder.path().display())).unwrap();
    let list = list.to_str().unwrap();
    let saved = folder.path().join("saved.json");
    fs::write(&saved, run(&mut command(["test", "--json", "--root", root, "--root", &absent])).1).unwrap();
    let saved = saved.to_str().unwrap();
    for args in [
        &["test", "--root", root][..],
        &["test", "--root", root, "--root", &absent],
        &["test", "--json", "--root", root, "--root", &absent],
        &["test", "--json-lines", "--root", root, "--root", &absent],
        &["test", "--root", root, "--server-log", log],
        &["test", "--quiet", "--root", &absent],
        &["test", "--roots-file", list],
        &["test", "--roots-file", &absent],
        &["client-log", log, root, &absent],
        &["server-log", log, root, &absent],
        &["version", log, root, &absent],
        &["summary", saved, root, &absent, log],
        &["summary", "--json", saved, root, &absent, log],
        &["join", saved, root, &absent, log],
        &["join", "--json-lines", saved, root, &absent, log],
        &["join", "--root", root, "--root", &absent],
        &[HOSTILE],
        &["test", HOSTILE],
        &["test", &format!("--{HOSTILE}")],
        &["test", "--since", HOSTILE],
        &["test", "--jobs", HOSTILE],
        &["client-log", &format!("--{HOSTILE}"), log],
    ] {
        let (code, out, err) = run(&mut command(args));
        assert!(code > 0, "{args:?}");
        check_plain(&out);
        check_plain(&err);
        for line in out.lines().chain(err.lines()) {
            assert!(!line.starts_with("FIXED") && !line.starts_with("CLEAR"), "{args:?}: {out}{err}");
        }
    }
    let (_, out, _) = run(&mut command(["test", "--root", root]));
    assert!(out.starts_with(&format!("BLOCKED: {SHOWN} (")), "{out}");
    let (_, _, err) = run(&mut command(["test", "--root", &absent]));
    assert!(err.contains(&format!("{SHOWN}-absent: ")) && err.lines().count() == 1, "{err}");
    let (_, out, _) = run(&mut command(["test", "--json", "--root", root]));
    let document: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(document["target"], json!({"name": HOSTILE, "root": root, "source": "root"}), "data does not change");
    let (_, out, _) = run(&mut command(["test", "--json", "--root", &absent]));
    let error: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(error["path"], json!(absent));
    assert!(error["message"].as_str().unwrap().contains(SHOWN), "a sentence is for people: {error}");
}

#[cfg(unix)]
#[test]
fn sentences_of_reasons_do_not_act_on_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join(HOSTILE);
    fs::copy(project().join(BAD_LOG), &log).unwrap();
    let options = wsus954960::AssessOptions { client_logs: Some(vec![log.clone()]), ..Default::default() };
    let assessment = wsus954960::assess(&options).unwrap();
    let reasons: Vec<_> = assessment.reasons.iter().map(|reason| reason.text.as_str()).collect();
    reasons.iter().for_each(|text| assert!(!text.chars().any(is_active), "{text:?}"));
    assert!(reasons.iter().any(|text| text.contains(SHOWN)), "{reasons:?}");
    assert_eq!(assessment.client_logs[0].path, log.to_str().unwrap());
}
