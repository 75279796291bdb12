//! Documents that were saved on one machine or many, and are read again together.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use serde_json::{Value, json};
use wsus954960::internals::document::{CorrelationResult, Envelope, ErrorDocument, Join, Summary};
use wsus954960::internals::fleet::saved::SavedDocument;
use wsus954960::internals::fleet::sources::Sources;
use wsus954960::internals::input::filesystem::Disk;
use wsus954960::internals::values::problem::{Action, Problem};
use wsus954960::{AssessOptions, Error, ErrorCode, Language, ScanOptions, to_json};

use crate::support::*;

fn assessed(name: &str) -> String {
    let options = AssessOptions { root: Some(fixture(&format!("roots/{name}"))), ..AssessOptions::default() };
    to_json(&wsus954960::assess(&options).unwrap())
}

fn from_files(files: impl IntoIterator<Item = PathBuf>) -> Sources {
    Sources { files: files.into_iter().collect(), ..Sources::default() }
}

/// For each document, its kind or its error.
fn kinds(sources: &Sources) -> Vec<Result<&'static str, Error>> {
    let mut kinds = Vec::new();
    let _ = sources.on(&Disk).each(&mut |saved| {
        kinds.push(saved.map(|saved| match saved.document {
            SavedDocument::Assessment(_) => "assessment",
            SavedDocument::ClientLog(_) => "clientLog",
            SavedDocument::ServerLog(_) => "serverLog",
            SavedDocument::Version(_) => "version",
            SavedDocument::Error(_) => "error",
        }));
        ControlFlow::Continue(())
    });
    kinds
}

/// The first `characters` characters of a text.
fn cut_off(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}

fn kinds_in(bytes: impl AsRef<[u8]>) -> Vec<Result<&'static str, Error>> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("saved.json");
    fs::write(&path, bytes).unwrap();
    kinds(&from_files([path]))
}

fn joined(sources: &Sources) -> (Vec<Join>, Vec<ErrorDocument>) {
    let (mut joins, mut errors) = (Vec::new(), Vec::new());
    let _ = wsus954960::internals::fleet::join::join(&mut sources.on(&Disk), &mut |join| {
        match join {
            Ok(join) => {
                check_schema(&join);
                joins.push(join);
            }
            Err(error) => errors.push(error),
        }
        ControlFlow::Continue(())
    });
    (joins, errors)
}

fn summed(sources: &Sources) -> Summary {
    let summary = wsus954960::internals::fleet::summary::summarise(&mut sources.on(&Disk), |_| ControlFlow::Continue(()));
    check_schema(&summary);
    summary
}

#[test]
fn every_document_reads_back_as_what_was_written() {
    let roots = fixture("roots").read_dir().unwrap().map(|root| root.unwrap().file_name().into_string().unwrap());
    let mut texts: Vec<String> =
        roots.filter(|name| fixture(&format!("roots/{name}")).is_dir()).map(|name| assessed(&name)).collect();
    texts.push(to_json(&wsus954960::check_version(&fixture("dll/sp1.dll")).unwrap()));
    texts.push(to_json(&wsus954960::scan_client_log(&fixture("advisory/client.txt"), &ScanOptions::default()).unwrap()));
    texts.push(to_json(&wsus954960::scan_server_log(&fixture("advisory/server.txt"), &ScanOptions::default()).unwrap()));
    texts.push(to_json(&told(&wsus954960::check_version(Path::new("absent.dll")).unwrap_err())));
    let raw = texts.iter().map(|text| serde_json::from_str(text).unwrap()).collect();
    let mut read = Vec::new();
    let _ = Sources { documents: raw, ..Sources::default() }.on(&Disk).each(&mut |saved| {
        let saved = saved.unwrap();
        let written = match &saved.document {
            SavedDocument::Assessment(document) => to_json(document),
            SavedDocument::ClientLog(document) => to_json(document),
            SavedDocument::ServerLog(document) => to_json(document),
            SavedDocument::Version(document) => to_json(document),
            SavedDocument::Error(document) => to_json(document),
        };
        assert_eq!(saved.json.get(), written);
        read.push(written);
        ControlFlow::Continue(())
    });
    assert_eq!(read, texts);
}

#[test]
fn documents_may_be_alone_in_arrays_on_lines_and_in_any_encoding_of_windows() {
    let one = assessed("fixed");
    let two = assessed("blocked");
    let pretty = serde_json::to_string_pretty(&serde_json::from_str::<Value>(&one).unwrap()).unwrap();
    let version = to_json(&wsus954960::check_version(&fixture("dll/sp1.dll")).unwrap());
    for (text, expected) in [
        (one.clone(), vec!["assessment"]),
        (pretty, vec!["assessment"]),
        (format!("[{one},\r\n {two}]\r\n"), vec!["assessment", "assessment"]),
        (format!("{one}\n{version}\r\n{two}\n"), vec!["assessment", "version", "assessment"]),
        (format!(" \r\n{one}{two}"), vec!["assessment", "assessment"]),
    ] {
        let expected: Vec<_> = expected.into_iter().map(Ok).collect();
        let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [text.clone().into_bytes(), format!("\u{feff}{text}").into_bytes(), utf16] {
            assert_eq!(kinds_in(bytes), expected);
        }
    }
}

#[test]
fn anything_but_our_documents_is_an_error_and_the_others_still_come() {
    let one = assessed("fixed");
    let message = |bytes: &str, number: usize| {
        let kinds = kinds_in(bytes);
        let error = kinds[number].clone().unwrap_err();
        assert_eq!(error.code, ErrorCode::Malformed);
        check_schema(&told(&error));
        (kinds.len(), error.to_string())
    };
    let newer = one.replace("\"schemaVersion\":1", "\"schemaVersion\":2");
    let (count, text) = message(&format!("{one}\n{newer}\n{one}\n"), 1);
    assert!(count == 3 && text.contains("document 2") && text.contains("schema version 2"), "{text}");
    let (count, text) = message(&format!("[{one}, {{\"a\": 1}}, 7, {one}]"), 1);
    assert!(count == 4 && text.contains("not a document of wsus954960"), "{text}");
    let (count, text) = message(&format!("{one}\n{}", cut_off(&one, one.len() / 2)), 1);
    assert!(count == 2 && text.contains("cut off in document 2"), "{text}");
    let (count, text) = message(&format!("[{one},{}", cut_off(&one, one.len() / 2)), 1);
    assert!(count == 2 && text.contains("cut off in document 2"), "{text}");
    let (count, text) = message("PK\u{3}\u{4}", 0);
    assert!(count == 1 && text.contains("not JSON"), "{text}");
    let (count, text) = message(" \r\n", 0);
    assert!(count == 1 && text.contains("no document in this file"), "{text}");
    let (_, text) = message(&one.replace("\"assessment\"", "\"progress\""), 0);
    assert!(text.contains("kind 'progress'"), "{text}");
    let (_, text) = message(&one.replace("\"verdict\":\"fixed\"", "\"verdict\":\"healed\""), 0);
    assert!(text.contains("not a valid document of its kind"), "{text}");
    assert_eq!(kinds(&from_files(["absent.json".into()]))[0].clone().unwrap_err().code, ErrorCode::NotFound);
}

#[test]
fn a_folder_stands_for_the_documents_in_it() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.json"), assessed("fixed")).unwrap();
    fs::write(folder.path().join("b.JSONL"), assessed("clear")).unwrap();
    fs::write(folder.path().join("notes.txt"), "no document").unwrap();
    assert_eq!(kinds(&from_files([folder.path().into()])), [Ok("assessment"), Ok("assessment")]);
}

#[test]
fn a_folder_is_read_in_the_order_of_its_files_names_whatever_order_the_file_system_has() {
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<String> = (0..200).map(|number| format!("pc{number:03}")).collect();
    // Some file systems list files in the order in which they were made, some in reverse, some by a hash.
    for name in names.iter().rev().step_by(2).chain(names.iter().step_by(2)) {
        let error = told(&Error::about(Path::new(name), Problem::TimedOut { timeout_ms: 300_000, action: Action::FindEvidence }));
        fs::write(folder.path().join(format!("{name}.json")), to_json(&error)).unwrap();
    }
    let mut read = Vec::new();
    let _ = from_files([folder.path().into()]).on(&Disk).each(&mut |saved| {
        let SavedDocument::Error(error) = saved.unwrap().document else { panic!("an error") };
        read.push(error.path.unwrap());
        ControlFlow::Continue(())
    });
    assert_eq!(read, names);
}

/// A server whose log has the fault of the fixtures' client, from another cause.
fn server_with(log: &str, name: &str) -> String {
    let options = AssessOptions {
        root: Some(fixture("roots/affected")),
        name: Some(name.into()),
        server_logs: Some(vec![fixture(&format!("logs/{log}"))]),
        client_logs: Some(Vec::new()),
        ..AssessOptions::default()
    };
    to_json(&wsus954960::assess(&options).unwrap())
}

fn documents(texts: &[String]) -> Sources {
    Sources { documents: texts.iter().map(|text| serde_json::from_str(text).unwrap()).collect(), ..Sources::default() }
}

#[test]
fn clients_are_joined_with_the_server_whose_log_has_their_faults_in_any_order() {
    let client = assessed("blocked");
    let confirms = server_with("server-confirms.log", "WSUS01");
    for texts in [[client.clone(), confirms.clone()], [confirms, client.clone()]] {
        let (joins, errors) = joined(&documents(&texts));
        assert!(errors.is_empty());
        let [join] = &joins[..] else { panic!("{joins:#?}") };
        assert_eq!((join.client.as_str(), join.server.as_deref()), ("blocked", Some("WSUS01")));
        assert_eq!((join.result, join.confirmed_count, join.failure_count), (CorrelationResult::Confirmed, 1, 1));
        assert_eq!(join.correlations[0].utc_offset.as_deref(), Some("-07:00"));
    }
    let (joins, _) = joined(&documents(&[client.clone(), server_with("server-other-cause.log", "WSUS02")]));
    assert_eq!((joins[0].result, joins[0].refuted_count), (CorrelationResult::Refuted, 1));
    assert_eq!(joins[0].exceptions.iter().collect::<Vec<_>>(), ["System.Data.SqlClient.SqlException"]);
    let (joins, _) = joined(&documents(&[client, assessed("fixed")]));
    assert_eq!((joins[0].result, joins[0].server.as_deref()), (CorrelationResult::Unmatched, None));
    assert!(joins[0].server_url.as_deref().unwrap().starts_with("http://"));
}

#[test]
fn a_client_is_refuted_only_if_every_failure_is() {
    let other = "11111111-2222-3333-4444-555555555555";
    let log = text(&[
        sync_start((788, "ee4")),
        signature((788, "ee4"), FAULT),
        sync_start((788, "ee4")),
        signature((788, "ee4"), other),
    ]);
    let client = client(&log);
    let mut limited = client.clone();
    limited.incidents.truncate(1);
    limited.incidents_omitted = 1;
    let server = to_json(&Envelope(server(fs::read(fixture("logs/server-other-cause.log")).unwrap())));
    let (joins, _) = joined(&documents(&[to_json(&Envelope(client)), server.clone()]));
    let results: Vec<_> = joins.iter().map(|join| (join.server.is_some(), join.result)).collect();
    assert_eq!(results, [(false, CorrelationResult::Unmatched), (true, CorrelationResult::Refuted)]);
    // Failures that the document leaves out are not refuted.
    let (joins, _) = joined(&documents(&[to_json(&Envelope(limited)), server]));
    assert_eq!(
        joins.iter().map(|join| (join.failure_count, join.result)).collect::<Vec<_>>(),
        [(1, CorrelationResult::Unmatched), (1, CorrelationResult::Refuted)]
    );
}

#[test]
fn a_summary_counts_verdicts_releases_servers_and_what_could_not_be_read() {
    let error = to_json(&told(&wsus954960::check_version(Path::new("absent.dll")).unwrap_err()));
    let texts = ["affected", "fixed", "fixed", "blocked", "indeterminate-no-dll"].map(assessed);
    let mut sources = documents(&[&texts[..], &[error]].concat());
    sources.files.push("absent.json".into());
    let summary = summed(&sources);
    assert_eq!((summary.document_count, summary.assessment_count, summary.error_count, summary.rejected_count), (6, 5, 1, 1));
    assert_eq!((summary.compliant_count, summary.not_compliant_count, summary.indeterminate_count), (2, 2, 1));
    assert_eq!(
        serde_json::to_value(&summary.verdicts).unwrap(),
        json!({"affected": 1, "fixed": 2, "blocked": 1, "indeterminate": 1})
    );
    assert_eq!(summary.releases.get("WSUS 3.0 SP1"), 1);
    assert_eq!(summary.blocked_by.iter().map(|(_, count)| count).sum::<u64>(), 1);
    assert_eq!((summary.error_codes.get("notFound"), summary.rejected[0].code), (1, ErrorCode::NotFound));
}

#[test]
fn a_summary_has_no_keys_that_differ_only_in_case_whatever_the_documents_say() {
    let with = |from: &str, to: &str| {
        let changed = assessed("blocked").replace(from, to);
        assert!(changed.contains(to));
        changed
    };
    let server = "http://wsus01.contoso.example:8530/ClientWebService/client.asmx";
    let texts = [with("\"noServer\"", "\"NOSERVER\""), with(server, &server.to_uppercase()), assessed("blocked")];
    let summary = summed(&documents(&texts));
    assert_eq!(summary.reasons.get("noServer"), 3);
    assert_eq!(summary.blocked_by.iter().collect::<Vec<_>>(), [(server, 3)]);
}

#[test]
fn a_machine_that_could_not_be_read_to_the_end_is_an_error_of_the_join() {
    for (name, code) in [("indeterminate-damaged-dll", ErrorCode::Malformed), ("indeterminate-etw-stub", ErrorCode::NotFound)] {
        let (joins, errors) = joined(&documents(&[assessed(name)]));
        assert!(joins.is_empty());
        assert!(errors[0].code == code && errors[0].to_string().starts_with(&format!("{name}: ")), "{errors:?}");
    }
}

fn texts(texts: impl IntoIterator<Item = impl Into<String>>) -> Sources {
    Sources { texts: texts.into_iter().map(Into::into).collect(), ..Sources::default() }
}

/// A document as other programs write it: over many lines.
fn pretty(json: &str) -> String {
    serde_json::to_string_pretty(&serde_json::from_str::<Value>(json).unwrap()).unwrap()
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

/// The joins of these texts, and the inputs that are reported as bad.
fn joined_texts(given: &[String]) -> (Vec<Join>, Vec<String>) {
    let (joins, errors) = joined(&texts(given));
    (joins, errors.into_iter().map(|error| error.to_string()).collect())
}

#[test]
fn each_text_is_read_by_itself_and_a_bad_one_is_one_error_with_its_number() {
    let client = assessed("blocked");
    let server = server_with("server-confirms.log", "WSUS01");
    let expected = joined(&documents(&[client.clone(), server.clone()])).0;
    assert_eq!(expected.len(), 1);
    let other = r#"{"schemaVersion":1,"kind":"other"}"#;
    for junk in [
        "no JSON",
        "{",
        "[",
        "}",
        "]",
        "[]",
        "{}",
        "\"",
        "\\",
        "{\"a\":",
        "{\"a\":[",
        "[[",
        ",",
        ":",
        "7",
        "-",
        "1e",
        "tru",
        "null",
        "[1,",
        "ä",
        "\u{0}",
        "{\"a\": \"b",
        other,
        &cut_off(&client, 100),
        &client[..client.len() - 1],
        &format!("{{\"a\":{client}}}"),
        "//",
        "]}],\"texts\":[",
    ] {
        for given in [
            [junk, client.as_str(), server.as_str()],
            [client.as_str(), junk, server.as_str()],
            [client.as_str(), server.as_str(), junk],
        ] {
            let (joins, errors) = joined_texts(&given.map(str::to_owned));
            let number = given.iter().position(|text| *text == junk).unwrap() + 1;
            assert_eq!(joins, expected, "{junk} as input {number}");
            assert_eq!(errors.len(), 1, "{junk} as input {number}: {errors:#?}");
            assert!(errors[0].starts_with(&format!("input {number}: ")), "{junk} as input {number}: {errors:#?}");
        }
    }
}

#[test]
fn a_text_may_have_several_documents_an_array_or_a_part_of_a_document() {
    let client = assessed("blocked");
    let server = server_with("server-confirms.log", "WSUS01");
    let expected = joined(&documents(&[client.clone(), server.clone()])).0;
    let array = pretty(&format!("[{client},{server}]"));
    let indented: Vec<_> = lines(&pretty(&client)).into_iter().map(|line| format!("    {line}")).collect();
    for given in [
        vec![format!("{client}{server}")],
        vec![format!("\u{feff}{client}\r\n{server}\r\n")],
        vec![format!("[{client},{server}]")],
        vec![array.clone()],
        lines(&array),
        [lines(&pretty(&client)), lines(&pretty(&server))].concat(),
        [indented, vec![String::new(), " \t".into()], lines(&pretty(&server))].concat(),
        vec!["[".into(), format!("{client},"), server.clone(), "]".into()],
        vec!["[".into(), client.clone(), ",".into(), server.clone(), "]".into()],
        vec![String::new(), client.clone(), "\r\n".into(), server.clone(), " ".into()],
    ] {
        assert_eq!(joined_texts(&given), (expected.clone(), Vec::new()), "{given:#?}");
    }
}

#[test]
fn a_document_that_is_cut_off_causes_one_error_and_hides_no_document_after_it() {
    let client = assessed("blocked");
    let server = server_with("server-confirms.log", "WSUS01");
    let expected = joined(&documents(&[client.clone(), server.clone()])).0;
    let damaged = lines(&pretty(&assessed("affected")));
    let good = [lines(&pretty(&client)), lines(&pretty(&server))].concat();
    for kept in 1..damaged.len() {
        // Cut off after any of its lines, at the beginning, in the middle and at the end.
        for given in [
            [&damaged[..kept], &good[..]].concat(),
            [lines(&pretty(&client)), damaged[..kept].to_vec(), lines(&pretty(&server))].concat(),
            [&good[..], &damaged[..kept]].concat(),
        ] {
            let (joins, errors) = joined_texts(&given);
            assert_eq!(joins, expected, "{kept} lines");
            assert_eq!(errors.len(), 1, "{kept} lines: {errors:#?}");
        }
        // A log's document counts, even without the text that was around it.
        if damaged[kept - 1].ends_with("Logs\": [") {
            continue;
        }
        // Without the beginning, the end is a piece of its own.
        let (joins, errors) = joined_texts(&[&damaged[kept..], &good[..]].concat());
        assert_eq!(joins, expected, "without {kept} lines");
        assert!((1..=2).contains(&errors.len()), "without {kept} lines: {errors:#?}");
    }
}

#[test]
fn an_array_that_is_cut_off_or_damaged_gives_the_documents_that_can_be_read() {
    let client = assessed("blocked");
    let server = server_with("server-confirms.log", "WSUS01");
    let expected = joined(&documents(&[client.clone(), server.clone()])).0;
    for given in [
        vec![format!("[{client},{server},{}", cut_off(&client, 50))],
        vec![format!("[{client},{server}")],
        vec![format!("[{client} {server}]")],
        vec!["[".into(), format!("{client},"), "junk".into(), format!("{server},"), "]".into()],
        [vec!["[".to_owned()], lines(&pretty(&client)), lines(&pretty(&server))].concat(),
    ] {
        let (joins, errors) = joined_texts(&given);
        assert_eq!(joins, expected, "{given:?}");
        assert!((1..=2).contains(&errors.len()), "{errors:#?}");
    }
}

/// Lines that are neither a document nor, whatever comes before and after them, part of one.
fn junk_line() -> impl Strategy<Value = String> {
    let client = assessed("blocked");
    let pretty = lines(&pretty(&client));
    let known = [
        "no JSON",
        "{",
        "}",
        "[[",
        "{\"a\":",
        "{\"a\":[",
        "{\"a\":{",
        "\"",
        "\\",
        ":",
        "{}",
        "[]",
        "7",
        "null",
        "[1",
        "]}}",
        "\u{1b}[2J",
        "ä",
        "<html>",
        "{\"schemaVersion\":1,\"kind\":",
        "{\"schemaVersion\":2,\"kind\":\"assessment\"}",
    ];
    prop_oneof![
        4 => prop::sample::select(known.map(str::to_owned).to_vec()),
        1 => (1..client.chars().count()).prop_map(move |end| cut_off(&client, end)),
        1 => prop::sample::select(pretty).prop_filter("this is in an array", |line| !matches!(line.trim(), "[" | "]" | "],")),
        2 => "[^\\p{C}\\s,\\[\\]\u{feff}][^\\p{C}]{0,30}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn documents_on_lines_with_junk_between_them_are_joined_as_without_it(
        parts in prop::collection::vec((prop::collection::vec(junk_line(), 0..4), 0..4_usize, 0..3_usize), 1..6),
        last in prop::collection::vec(junk_line(), 0..4),
    ) {
        let known = [assessed("blocked"), server_with("server-confirms.log", "WSUS01"), assessed("affected"), assessed("clear")];
        let mut alone = Vec::new();
        let mut given: Vec<String> = Vec::new();
        let mut runs = 0;
        for (junk, which, layout) in &parts {
            runs += usize::from(!junk.is_empty());
            given.extend_from_slice(junk);
            let document = &known[*which];
            alone.push(document.clone());
            match layout {
                0 => given.push(document.clone()),
                1 => given.push(pretty(document)),
                _ => given.extend(lines(&pretty(document))),
            }
        }
        runs += usize::from(!last.is_empty());
        given.extend_from_slice(&last);
        let (joins, errors) = joined_texts(&given);
        prop_assert_eq!(joins, joined(&documents(&alone)).0);
        prop_assert!(errors.len() >= runs, "{} errors for {} runs: {:#?}", errors.len(), runs, errors);
        prop_assert_eq!(runs == 0, errors.is_empty());
    }

    #[test]
    fn any_texts_are_read_to_their_end(given in prop::collection::vec("[\\[\\]{}:,\" a1\n\\\\]{0,12}", 0..40)) {
        let with_document = [given.clone(), vec![assessed("clear")]].concat();
        prop_assert!(kinds(&texts(given)).iter().all(Result::is_err));
        prop_assert!(kinds(&texts(with_document)).contains(&Ok("assessment")));
    }
}

/// The JSON texts that `saved` returns for these, translated into Korean.
fn retold(texts: &[Value]) -> Vec<String> {
    let sources =
        Sources { language: Some(Language::Korean), ..documents(&texts.iter().map(Value::to_string).collect::<Vec<_>>()) };
    let mut all = Vec::new();
    let _ = sources.on(&Disk).each(&mut |saved| {
        all.push(saved.unwrap().retold());
        ControlFlow::Continue(())
    });
    all
}

#[test]
fn only_texts_that_this_version_knows_for_the_kind_of_document_are_translated() {
    let mut old: Value = serde_json::from_str(&assessed("indeterminate-damaged-dll")).unwrap();
    // Older versions had no data, and several sentences for a code.
    old["reasons"] =
        json!([{"code": "dllUnreadable", "text": "x.dll has file version 3.1.6001.66, but another could not be read."}]);
    old["remediation"] = json!([]);
    old["errors"] = json!([]);
    let mut error: Value =
        serde_json::from_str(&to_json(&told(&wsus954960::check_version(Path::new("absent.dll")).unwrap_err()))).unwrap();
    error["reasons"] = json!([{"text": "a later field"}]);
    let retold = retold(&[old.clone(), error]);
    assert_eq!(serde_json::from_str::<Value>(&retold[0]).unwrap(), old);
    let error: Value = serde_json::from_str(&retold[1]).unwrap();
    assert_eq!(error["reasons"], json!([{"text": "a later field"}]));
    assert!(error["message"].as_str().unwrap().contains("파일 열기 실패"), "{error}");
}
