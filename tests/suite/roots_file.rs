//! Files with roots, as people and programs write them.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support::*;

/// The exit code of `test --json` for the roots in a file, and its answers in their order: names and errors.
fn test(arguments: &[&str], file: &[u8]) -> (i32, Vec<Value>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roots.txt");
    fs::write(&path, file).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_wsus954960"))
        .args(["test", "--json", "--roots-file", path.to_str().unwrap()])
        .args(arguments)
        .current_dir(project())
        .output()
        .unwrap();
    answers(output)
}

fn answers(output: std::process::Output) -> (i32, Vec<Value>) {
    let out = String::from_utf8(output.stdout).unwrap();
    let document: Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}"));
    let documents = document.as_array().cloned().unwrap_or_else(|| vec![document]);
    documents.iter().for_each(check_json);
    let said = |document: &Value| match document["kind"].as_str() {
        Some("error") => document["message"].clone(),
        _ => document["target"]["name"].clone(),
    };
    (output.status.code().unwrap(), documents.iter().map(said).collect())
}

fn root(name: &str) -> String {
    format!("tests/fixtures/roots/{name}")
}

#[test]
fn roots_may_be_in_quotation_marks_and_lines_end_in_any_way() {
    let (fixed, clear, other) = (root("fixed"), root("clear"), root("not-affected"));
    let lists = [
        format!("\"{fixed}\"\n\"{clear}\"\n\"{other}\"\n"),
        format!("\u{feff}# copied\r\n  \"{fixed}\"  \r\n\r\n\u{201c}{clear}\u{201d}\r\n{other}"),
        format!("{fixed}\r\u{201e}{clear}\u{201c}\r# the third\r\r\"{other}\"\r\"{fixed}\"\r"),
    ];
    for list in lists {
        let utf16 = |unit: fn(u16) -> [u8; 2]| format!("\u{feff}{list}").encode_utf16().flat_map(unit).collect::<Vec<u8>>();
        for bytes in [list.clone().into_bytes(), utf16(u16::to_le_bytes), utf16(u16::to_be_bytes)] {
            assert_eq!(test(&[], &bytes), (0, vec![json!("fixed"), json!("clear"), json!("not-affected")]), "{list:?}");
        }
    }
}

#[test]
fn a_file_that_is_not_utf_8_is_windows_1252() {
    let folder = tempfile::tempdir().unwrap();
    let name = "Gr\u{f6}\u{df}e \u{80}".replace('\u{80}', "\u{20ac}");
    let machine = folder.path().join(&name);
    fs::create_dir_all(machine.join("Windows")).unwrap();
    fs::copy(fixture("roots/clear/Windows/WindowsUpdate.log"), machine.join("Windows/WindowsUpdate.log")).unwrap();
    fs::create_dir(machine.join("Program Files")).unwrap();
    let list = format!("# Gr\u{f6}\u{df}e\r\n\"{}\"\r\n", machine.display());
    let (ansi, _, lossy) = encoding_rs::WINDOWS_1252.encode(&list);
    assert!(std::str::from_utf8(&ansi).is_err());
    if lossy {
        return skip("reading an ANSI roots file", "a temporary folder whose path is in Windows-1252");
    }
    assert_eq!(test(&[], &ansi), (0, vec![json!(name)]));
    assert_eq!(test(&[], list.as_bytes()), (0, vec![json!(name)]));
}

#[test]
fn a_bad_line_is_an_error_with_its_number_in_its_place_and_the_others_are_assessed() {
    let list = format!(
        "{}\r\n\"C:\\broken\r\n# \"\r\n{}\r\n\"\"\r\nC:\\a\0b\r\n\"{}\"\r\n",
        root("fixed"),
        root("clear"),
        root("fixed")
    );
    let (code, answers) = test(&["--root", &root("not-affected")], list.as_bytes());
    assert_eq!(code, 2);
    assert_eq!((&answers[0], &answers[1], &answers[3]), (&json!("not-affected"), &json!("fixed"), &json!("clear")));
    for (place, line, cause) in
        [(2, 2, "quotation mark has no counterpart"), (4, 5, "nothing between the quotation marks"), (5, 6, "NUL character")]
    {
        let message = answers[place].as_str().unwrap();
        assert!(message.contains(&format!("roots.txt: line {line}: ")) && message.contains(cause), "{message}");
    }
    assert_eq!(answers.len(), 6);
    let (code, answers) = test(&[], b"\"\n");
    assert!(code == 2 && answers.len() == 1 && answers[0].as_str().unwrap().contains("line 1: "), "{answers:?}");
}

#[test]
fn bad_lines_count_among_the_machines_without_an_answer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roots.txt");
    fs::write(&path, format!("\"\n{}\n", root("fixed"))).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_wsus954960"))
        .args(["test", "--roots-file", path.to_str().unwrap()])
        .current_dir(project())
        .output()
        .unwrap();
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(out.ends_with("\n\n2 machines: 1 FIXED, 1 without an answer\n"), "{out}");
    assert!(err.contains("roots.txt: line 1: ") && err.lines().count() == 1, "{err}");
}

#[test]
fn roots_keep_their_order_and_each_comes_once() {
    let names = ["exposed", "clear", "affected", "blocked", "fixed", "not-affected"];
    let list: String = names.iter().chain(&names).map(|name| format!("{}/\n{}\n", root(name), root(name))).collect();
    assert_eq!(test(&["--jobs", "6"], list.as_bytes()).1, names.map(|name| json!(name)));
}

#[test]
fn roots_may_come_from_standard_input() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_wsus954960"))
        .args(["test", "--json", "--roots-file", "-"])
        .current_dir(project())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(format!("\"{}\"\r\n\"\r\n", root("fixed")).as_bytes()).unwrap();
    let (code, said) = answers(child.wait_with_output().unwrap());
    assert_eq!((code, &said[0]), (2, &json!("fixed")));
    assert!(said[1].as_str().unwrap().starts_with("standard input: line 2: "), "{said:?}");
}
