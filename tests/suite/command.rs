//! The command, run as a user runs it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support::*;

struct Run {
    code: i32,
    out: String,
    err: String,
}

fn run<I: AsRef<std::ffi::OsStr>>(args: impl IntoIterator<Item = I>) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wsus954960"));
    // In English, whatever language the system has.
    let output = command.args(args).current_dir(project()).env("LC_ALL", "C").output().unwrap();
    Run {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn root(name: &str) -> String {
    format!("tests/fixtures/roots/{name}")
}

fn json_of(run: &Run) -> Value {
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}{}", run.out, run.err))
}

#[test]
fn the_exit_code_is_the_answer() {
    let test = |names: &[&str]| {
        run([vec!["test".to_owned()], names.iter().flat_map(|name| ["--root".to_owned(), root(name)]).collect()].concat()).code
    };
    for (names, code) in [
        (&["fixed"][..], 0),
        (&["not-affected"], 0),
        (&["clear"], 0),
        (&["affected"], 1),
        (&["exposed"], 1),
        (&["blocked"], 1),
        (&["indeterminate-no-dll"], 2),
        (&["absent"], 2),
        (&["fixed", "clear"], 0),
        (&["fixed", "affected"], 1),
        (&["affected", "indeterminate-no-dll"], 2),
        (&["affected", "absent"], 2),
    ] {
        assert_eq!(test(names), code, "{names:?}");
    }
    for (args, code) in [
        (&["version", "tests/fixtures/dll/fixed.dll", "tests/fixtures/dll/wsus2-x86.dll"][..], 0),
        (&["version", "tests/fixtures/dll/fixed.dll", "tests/fixtures/dll/rtm.dll"], 1),
        (&["version", "tests/fixtures/dll/foreign.dll"], 2),
        (&["version", "README.md"], 2),
        (&["client-log", "tests/fixtures/advisory/client.txt"], 1),
        (&["client-log", "tests/fixtures/advisory/client.txt", "--since", "2009-01-01"], 0),
        (&["client-log", "tests/fixtures/roots/clear/Windows/WindowsUpdate.log"], 0),
        (&["client-log", "tests/fixtures/roots/indeterminate-etw-stub/Windows/WindowsUpdate.log"], 2),
        (&["client-log", "tests/fixtures/roots/indeterminate-cut-off/Windows/WindowsUpdate.log"], 2),
        (&["client-log", "README.md"], 2),
        (&["server-log", "tests/fixtures/advisory/server.txt"], 1),
        (&["server-log", "tests/fixtures/logs/server-other-cause.log"], 0),
        (&["server-log", "README.md"], 2),
        (&["server-log", "absent.log"], 2),
        (&["nonsense"], 2),
        (&["version"], 2),
        (&["test", "--since", "yesterday", "--root", "."], 2),
        (&["test", "--quiet", "--json", "--root", "."], 2),
        // Saved documents have no failures that could be left out afterwards.
        (&["join", "saved.json", "--since", "2009-01-01"], 2),
    ] {
        assert_eq!(run(args).code, code, "{args:?}");
    }
}

#[test]
fn a_scan_says_which_failures_count_and_whether_the_log_ends_before_them() {
    let [client, server] = ["client", "server"].map(|log| format!("tests/fixtures/advisory/{log}.txt"));
    for (verb, log) in [("client-log", &client), ("server-log", &server)] {
        let said = |since: &[&str]| run([&[verb, &**log], since].concat()).out;
        assert!(!said(&[]).contains("count"));
        assert!(said(&["--since", "2008-06-13"]).contains("\n  only failures since 2008-06-13 count\n"), "{verb}");
        assert!(
            said(&["--since", "2008-08-04T12:00"])
                .contains("\n  only failures since 2008-08-04 12:00:00 count; the log ends before that\n"),
            "{verb}"
        );
    }
}

#[test]
fn the_report_says_the_verdict_first_then_why_then_what_to_do() {
    let Run { out, err, .. } = run(["test", "--root", &root("affected")]);
    assert!(out.starts_with("AFFECTED: affected (tests/fixtures/roots/affected)\n"), "{out}");
    let place = |text: &str| out.find(text).unwrap_or_else(|| panic!("no {text:?} in {out}"));
    assert!(place("\nWhy\n") < place("WSUS 3.0 SP1 is installed without update KB 954960"));
    assert!(place("WSUS 3.0 SP1 is installed") < place("\nWhat to do\n"));
    assert!(place("\nWhat to do\n") < place("  1. Install update KB 954960"));
    assert!(out.contains("https://support.microsoft.com/kb/954960"));
    assert!(out.contains("UTC-07:00, 1025 ms apart"));
    assert_eq!(err, "");
    let columns = out.lines().take_while(|line| *line != "Looked at").map(|line| line.chars().count()).max();
    assert!(columns <= Some(100), "{columns:?}");
}

#[cfg(unix)]
#[test]
fn the_readme_shows_what_the_command_prints() {
    let readme = std::fs::read_to_string(project().join("README.md")).unwrap().replace("\r\n", "\n");
    let out = run(["test", "--root", &root("affected")]).out;
    assert!(readme.contains(&out), "README.md does not show:\n{out}");
}

#[test]
fn what_could_not_be_read_is_in_the_report() {
    let out = run(["test", "--root", &root("indeterminate-damaged-dll")]).out;
    assert!(out.contains("\nCould not be read\n"), "{out}");
    let Run { out, err, .. } = run(["test", "--root", "absent", "--root", &root("fixed")]);
    assert!(err.contains("wsus954960: absent: "), "{err}");
    assert!(out.starts_with("FIXED: fixed ("), "one bad root does not lose the others: {out}");
}

#[test]
fn json_is_one_document_or_an_array_of_several() {
    let one = json_of(&run(["test", "--json", "--root", &root("blocked")]));
    check_json(&one);
    assert_eq!(one["verdict"], "blocked");
    let several = json_of(&run(["test", "--json", "--root", &root("fixed"), "--root", "absent", "--root", &root("clear")]));
    let several = several.as_array().unwrap();
    several.iter().for_each(check_json);
    let kinds: Vec<_> = several.iter().map(|document| document["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["assessment", "error", "assessment"]);
    for args in [
        &["version", "--json", "tests/fixtures/dll/sp1.dll"][..],
        &["client-log", "--json", "tests/fixtures/advisory/client.txt"],
        &["server-log", "--json", "tests/fixtures/advisory/server.txt"],
        &["server-log", "--json", "absent.log"],
    ] {
        check_json(&json_of(&run(args)));
    }
}

#[test]
fn the_systems_number_is_in_the_document_and_in_no_sentence() {
    for verb in ["version", "client-log", "server-log", "summary", "join"] {
        let Run { err, .. } = run([verb, "absent"]);
        assert!(err.contains("absent: ") && !err.contains("os error"), "{err}");
    }
    let error = json_of(&run(["server-log", "--json", "absent.log"]));
    let sentence = error["message"].as_str().unwrap();
    assert!(error["osError"] == 2 && !sentence.contains("os error") && !sentence.contains(".."), "{error}");
    assert!(!error["data"].to_string().contains("os error"), "{error}");
}

#[test]
fn a_servers_log_is_compared_with_a_clients_failures() {
    let with = |log: &str| {
        json_of(&run(["test", "--json", "--root", &root("blocked"), "--server-log", &format!("tests/fixtures/logs/{log}")]))
    };
    assert_eq!(with("server-confirms.log")["correlations"][0]["result"], "confirmed");
    assert_eq!(with("server-other-cause.log")["verdict"], "clear");
}

#[test]
fn quiet_prints_nothing_but_errors() {
    let quiet = run(["test", "--quiet", "--root", &root("affected")]);
    assert_eq!((quiet.code, quiet.out.as_str(), quiet.err.as_str()), (1, "", ""));
    let quiet = run(["test", "--quiet", "--root", "absent"]);
    assert_eq!((quiet.code, quiet.out.as_str()), (2, ""));
    assert!(quiet.err.contains("absent"));
}

#[test]
fn help_shows_examples_and_exit_codes() {
    let help = run(["--help"]).out;
    assert!(help.contains(r"wsus954960 test --root \\WSUS01\c$"), "{help}");
    assert!(help.contains("Exit code: 0"), "{help}");
    for verb in ["test", "join", "summary", "version", "client-log", "server-log"] {
        let help = run([verb, "--help"]);
        assert_eq!(help.code, 0);
        assert!(help.out.contains("Usage: wsus954960"), "{}", help.out);
    }
    assert_eq!(run(["--version"]).out.trim(), concat!("wsus954960 ", env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_reports_on_logs_name_line_time_and_fault() {
    let client = run(["client-log", "tests/fixtures/advisory/client.txt"]).out;
    assert!(client.contains(&format!("line 5: 2008-06-13T19:59:56.617, fault {FAULT}")), "{client}");
    let server = run(["server-log", "tests/fixtures/advisory/server.txt"]).out;
    assert!(server.contains(&format!("line 1: 2008-06-14T02:59:57.642Z, fault {FAULT}, duplicate key 8862")), "{server}");
    let stub = run(["client-log", "tests/fixtures/roots/indeterminate-etw-stub/Windows/WindowsUpdate.log"]).out;
    assert!(stub.contains("Get-WindowsUpdateLog"), "{stub}");
    let cut_off = run(["client-log", "tests/fixtures/roots/indeterminate-cut-off/Windows/WindowsUpdate.log"]).out;
    assert!(cut_off.contains("undecided") && !cut_off.contains("no failure"), "{cut_off}");
}

#[test]
fn a_reader_that_stops_reading_is_not_an_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_wsus954960"))
        .args(["test", "--json", "--root", &root("affected")])
        .current_dir(project())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(1), &b""[..]));
}

#[test]
fn a_root_may_be_given_in_any_form() {
    let folder = project().join("tests/fixtures/roots/fixed");
    let forms: [PathBuf; 3] = [folder.clone(), folder.join("Windows/.."), Path::new("tests/fixtures/roots/fixed/").into()];
    for form in forms {
        let document = json_of(&run([Path::new("test"), Path::new("--json"), Path::new("--root"), &form]));
        assert_eq!(document["target"], json!({"name": "fixed", "root": form, "source": "root"}));
    }
}

#[cfg(not(windows))]
#[test]
fn where_this_machine_cannot_be_assessed_the_command_names_the_options_for_others() {
    for output in [&["test"][..], &["test", "--json"], &["test", "--quiet"]] {
        let answer = run(output);
        assert_eq!(answer.code, 2);
        assert!(answer.err.contains("--root DIR") && answer.err.contains("--roots-file FILE"), "{}", answer.err);
    }
}

#[test]
fn roots_come_from_a_file_with_comments_blank_lines_and_duplicates() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let list = format!("# servers\r\n\r\n  {} \r\n{}\r\nabsent\r\n{}\r\n", root("fixed"), root("clear"), root("fixed"));
    let utf16: Vec<u8> = format!("\u{feff}{list}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    for path in [file("utf8.txt", list.as_bytes()), file("utf16.txt", &utf16)] {
        let run = run(["test", "--root", &root("fixed"), "--roots-file", &path, "--json"]);
        let names: Vec<_> = json_of(&run).as_array().unwrap().iter().map(|document| document["target"]["name"].clone()).collect();
        assert_eq!((run.code, names), (2, vec![json!("fixed"), json!("clear"), json!(null)]));
    }
    for (content, cause) in [("# nobody\n", "no root in this file"), ("", "no root in this file")] {
        let run = run(["test", "--roots-file", &file("empty.txt", content.as_bytes())]);
        assert!(run.code == 2 && run.err.contains(cause) && run.out.is_empty(), "{}{}", run.err, run.out);
    }
    let run = run(["test", "--roots-file", "absent.txt"]);
    assert!(run.code == 2 && run.err.contains("absent.txt"), "{}", run.err);
}

#[test]
fn json_lines_has_one_document_per_line_including_errors() {
    let run =
        run(["test", "--json-lines", "--jobs", "2", "--root", &root("fixed"), "--root", "absent", "--root", &root("clear")]);
    let documents: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    documents.iter().for_each(check_json);
    let mut kinds: Vec<_> = documents.iter().map(|document| document["kind"].as_str().unwrap()).collect();
    kinds.sort_unstable();
    assert_eq!((run.code, kinds, run.err.as_str()), (2, vec!["assessment", "assessment", "error"], ""));
}

#[test]
fn several_machines_end_with_their_totals() {
    let run = run(["test", "--root", &root("fixed"), "--root", &root("affected"), "--root", "absent"]);
    assert!(run.out.ends_with("\n\n3 machines: 1 AFFECTED, 1 FIXED, 1 without an answer\n"), "{}", run.out);
}

#[test]
fn saved_results_are_joined_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    let saved = folder.path().join("results.jsonl");
    let names = ["blocked", "affected", "clear"].map(root);
    let out = run(["test", "--json-lines", "--root", &names[0], "--root", &names[1], "--root", &names[2]]).out;
    std::fs::write(&saved, out).unwrap();
    let saved = saved.to_str().unwrap();
    let join = run(["join", saved]);
    assert_eq!(join.code, 1);
    assert!(
        join.out.contains("BLOCKED    blocked at affected: 1 confirmed by the server's log, last 2008-06-13T"),
        "{}",
        join.out
    );
    let lines = run(["join", "--json-lines", saved]).out;
    lines.lines().for_each(|line| check_json(&serde_json::from_str(line).unwrap()));
    assert_eq!(run(["join", "--root", &names[0], "--root", &names[1]]).out.lines().count(), join.out.lines().count());
    let none = run(["join", "--root", &names[2]]);
    assert_eq!((none.code, none.out.as_str()), (0, "No client's log shows the failure.\n"));
    let summary = run(["summary", saved]);
    assert_eq!(summary.code, 1);
    assert!(summary.out.contains("3 machines assessed: 1 compliant, 2 not compliant, 0 indeterminate"), "{}", summary.out);
    assert!(summary.out.lines().any(|line| line.starts_with("AFFECTED       affected: ")), "{}", summary.out);
    let document = json_of(&run(["summary", "--json", folder.path().to_str().unwrap()]));
    check_json(&document);
    assert_eq!(document["verdicts"], json!({"affected": 1, "blocked": 1, "clear": 1}));
    let bad = run(["summary", saved, "README.md"]);
    assert!(bad.code == 2 && bad.err.contains("README.md: document 1 is damaged, cut off, or not JSON"), "{}", bad.err);
    assert_eq!(run(["join", "absent.json"]).code, 2);
    let doubtful = run(["join", "--root", &root("indeterminate-etw-stub")]);
    assert!(doubtful.code == 2 && doubtful.err.contains("indeterminate-etw-stub: "), "{}{}", doubtful.out, doubtful.err);
}

#[test]
fn every_verb_uses_the_requested_language() {
    let folder = tempfile::tempdir().unwrap();
    let saved = folder.path().join("results.jsonl");
    let [blocked, affected, stub] = ["blocked", "affected", "indeterminate-etw-stub"].map(root);
    let lines = run(["test", "--json-lines", "--root", &blocked, "--root", &affected, "--root", &stub, "--root", "absent"]).out;
    std::fs::write(&saved, lines).unwrap();
    let saved = saved.to_str().unwrap();
    for (args, said) in [
        (&["test", "--root", &blocked][..], "차단됨: blocked (tests/fixtures/roots/blocked)\n이 클라이언트의 동기화가"),
        (&["test", "--root", &blocked, "--root", &affected], "\n\n컴퓨터 2대: 영향 받음 1대, 차단됨 1대\n"),
        (&["join", saved], "차단됨     blocked → affected: 서버 로그로 확인됨 1회, 마지막 2008-06-13T"),
        (&["join", "--root", &root("clear")], "어느 클라이언트 로그에도 이 실패가 없습니다.\n"),
        (&["summary", saved], "컴퓨터 3대 평가: 준수 0대, 비준수 2대, 판정 불가 1대, 응답 없음 1대\n"),
        (&["version", "tests/fixtures/dll/sp1.dll"], "tests/fixtures/dll/sp1.dll: 3.1.6001.65, WSUS 3.0 SP1: 영향 받음"),
        (&["client-log", "tests/fixtures/advisory/client.txt"], ": 권고 954960의 실패 1회("),
        (&["server-log", "tests/fixtures/advisory/server.txt"], ": 권고 954960의 예외 1회("),
    ] {
        let (korean, english) = (run([args, &["--lang", "ko"]].concat()), run([args, &["--lang", "en"]].concat()));
        assert!(korean.out.contains(said), "{args:?}: {}", korean.out);
        assert!(english.out.is_ascii() && english.out.lines().count() > 0, "{args:?}: {}", english.out);
        assert_eq!(korean.code, english.code, "{args:?}");
        let report = korean.out.split("\n확인한 파일\n").next().unwrap();
        let width = report.lines().filter(|line| !line.contains(saved)).map(textwrap::core::display_width).max();
        assert!(args[0] != "test" || width <= Some(100), "{args:?}: {width:?}");
    }
    // A saved machine and the doubts about it are in the language of the reader, not of whoever saved them.
    let summary = run(["--lang", "ko", "summary", saved]).out;
    assert!(summary.lines().any(|line| line.starts_with("차단됨         blocked: 클라이언트 로그에 실패가 1회")), "{summary}");
    assert!(summary.lines().any(|line| line.starts_with("응답 없음      absent: ")), "{summary}");
    assert!(summary.contains("\n사용하는 서버별 차단된 클라이언트\n        1  http"), "{summary}");
    let joined = run(["join", saved, "--lang", "ko"]).err;
    assert!(joined.contains("indeterminate-etw-stub: WindowsUpdate.log에는 안내문만"), "{joined}");
    let nothing = run(["join", "--root", &root("not-affected"), "--lang", "ko"]);
    assert_eq!((nothing.code, nothing.err.as_str()), (2, "wsus954960: 클라이언트 로그가 하나도 없어 연결할 것이 없습니다.\n"));
    let unknown = run(["version", "x", "--lang", "xx"]);
    assert!(unknown.code == 2 && unknown.err.contains("[possible values: en, ko]"), "{}", unknown.err);
}

#[cfg(target_os = "linux")]
#[test]
fn the_command_uses_the_users_language_unless_another_is_requested() {
    for (locale, args, state) in
        [("ko_KR.UTF-8", &[][..], "영향 받음"), ("de_DE.UTF-8", &[], "AFFECTED"), ("ko_KR.UTF-8", &["--lang", "en"], "AFFECTED")]
    {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wsus954960"));
        command.args(["version", "tests/fixtures/dll/rtm.dll"]).args(args).current_dir(project()).env("LC_ALL", locale);
        let out = String::from_utf8(command.output().unwrap().stdout).unwrap();
        assert!(out.contains(state), "{locale} {args:?}: {out}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_error_for_output_that_cannot_be_written_is_in_the_readers_language() {
    let full = || Stdio::from(std::fs::File::create("/dev/full").unwrap());
    for (language, said) in [("en", "wsus954960: writing the output failed: "), ("ko", "wsus954960: 출력 쓰기 실패: ")] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wsus954960"));
        command.args(["version", "tests/fixtures/dll/fixed.dll", "--lang", language]).current_dir(project()).stdout(full());
        let output = command.output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && err.starts_with(said) && !err.contains("os error"), "{err}");
    }
}
