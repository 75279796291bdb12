//! Verdicts, reasons, remedies and errors in words: every code has a sentence in every language, and languages change nothing else.

use chrono::TimeDelta;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use wsus954960::internals::advisory::remedies::Remedy;
use wsus954960::internals::advisory::troubles::Trouble;
use wsus954960::internals::document::{Assessment, Correlation, CorrelationResult, ServerLog};
use wsus954960::internals::judge::grounds::Ground;
use wsus954960::internals::judge::verdict::Verdict;
use wsus954960::internals::recognise::client_scan::{ClientFormat, ClientScan, OtherFailure};
use wsus954960::internals::values::occurrences::Occurrence;
use wsus954960::internals::values::problem::{Action, Advice, Place, Problem};
use wsus954960::internals::values::time::LocalTime;
use wsus954960::internals::words::{Heading, ReportWords, report_words};
use wsus954960::{AssessOptions, ErrorCode, Language, ScanOptions, assess};

use crate::support::{check_json, fixture, project};

const LANGUAGES: [Language; 2] = [Language::English, Language::Korean];

/// A reason with that code, from data that is enough for any reason.
fn reason(code: &str) -> Ground {
    let span = json!({"logs": 2, "first": "2008-06-13", "last": "2008-06-14"});
    let data = json!({
        "release": "WSUS 3.0 SP1", "path": r"C:\Logs\x.log", "fileVersion": "3.1.6001.65", "fixedVersion": "3.1.6001.66", "folders": [r"D:\WSUS"],
        "lookedForServer": true, "server": "http://wsus01", "refuted": 0, "span": span, "count": 3, "confirmed": 0, "line": 4,
        "serverLogs": "conclusive", "programs": ["WINWORD.EXE"], "code": "0x8024400D", "errorCode": "ConfigChanged(2)",
        "name": "WU_E_PT_SOAP_CLIENT", "trouble": "serverError", "exception": "System.Exception",
        "last": if code == "otherFaults" { "2008-06-14T02:59:57.642Z" } else { "2008-06-13T19:59:56.617" },
    });
    Ground::of(code, &data).unwrap_or_else(|| panic!("{code}"))
}

#[test]
fn a_log_that_ends_before_the_failures_that_count_says_so_in_every_language() {
    let clean = |logs: u64, since: Option<&str>, ends: bool| {
        let span = json!({"logs": logs, "first": "2008-06-13", "last": "2008-06-14", "since": since, "endsBeforeSince": ends});
        Ground::of("clientLogClean", &json!({"lookedForServer": true, "refuted": 0, "span": span})).expect("a reason")
    };
    let told = |reason: &Ground| LANGUAGES.map(|language| report_words(language).reason(reason));
    let [english, korean] = told(&clean(1, Some("2008-08-04"), true));
    assert!(
        english.starts_with(
            "No failure of this kind since 2008-08-04 in the client's log (2008-06-13 to 2008-06-14), which ends before that."
        ),
        "{english}"
    );
    assert!(korean.starts_with("클라이언트 로그(2008-06-13~2008-06-14)에 2008-08-04 이후의 이 문제점의 실패가 없습니다. 다만 로그가 그 전에 끝납니다."), "{korean}");
    let [english, _] = told(&clean(2, Some("2008-06-14"), false));
    assert!(
        english.starts_with("No failure of this kind since 2008-06-14 in the client's logs (2008-06-13 to 2008-06-14)."),
        "{english}"
    );
}

/// A problem with that code.
fn problem(code: &str) -> Problem {
    let mut data = json!({
        "action": "readHive", "cause": "why", "advice": "checkDisk", "bytes": 5, "lines": 6, "timeoutMs": 7500, "found": "file", "wanted": "folder",
        "limit": 8, "template": "t", "length": 9, "partLimit": 10, "concurrency": 11, "max": 12, "magic": 13,
        "rva": 14, "offset": 15, "size": 16, "available": 17, "expected": 18, "signature": 19, "name": "n", "path": "/p", "attribute": "a",
        "encoding": "UTF-8", "count": 20, "virtualDirectory": "/v", "namedBy": "b", "folder": "f", "document": 21, "known": 23,
        "kind": "k", "input": 24, "reason": "later", "reasonData": null, "text": "because.", "character": "c", "documents": 26, "link": "l", "target": "t",
    });
    if code == "schemaVersion" {
        data["found"] = 25.into();
    }
    Problem::of(code, &data).unwrap_or_else(|| panic!("{code}"))
}

/// The numbers and names in a text, sorted: what must be the same in every language.
fn facts(text: &str) -> Vec<String> {
    let mut facts: Vec<String> = text
        .split(|character: char| !character.is_ascii_alphanumeric())
        .filter(|part| part.starts_with(|first: char| first.is_ascii_digit()))
        .map(str::to_owned)
        .collect();
    facts.sort_unstable();
    facts
}

#[test]
fn every_language_states_the_same_facts() {
    let [english, korean] = LANGUAGES.map(report_words);
    for code in Problem::CODES {
        let problem = problem(code);
        let (english, korean) = (english.problem(&problem), korean.problem(&problem));
        assert_eq!(facts(&english), facts(&korean), "{english}\n{korean}");
    }
    for trouble in Trouble::ALL.iter().copied() {
        assert_eq!(facts(english.meaning(trouble)), facts(korean.meaning(trouble)), "{trouble:?}");
        assert_eq!(facts(english.look_at(trouble)), facts(korean.look_at(trouble)), "{trouble:?}");
    }
    for code in Ground::CODES {
        let reason = reason(code);
        let (english, korean) = (english.reason(&reason), korean.reason(&reason));
        // English says 'once' and 'twice'.
        assert_eq!(facts(&english), facts(&korean), "{english}\n{korean}");
    }
}

/// The names that a schema allows at a place.
fn allowed<'a>(schema: &'a Value, pointer: &str) -> Vec<&'a str> {
    let names = schema.pointer(pointer).unwrap_or_else(|| panic!("{pointer}")).as_array().unwrap();
    names.iter().filter_map(Value::as_str).collect()
}

#[test]
fn the_schemas_list_every_code() {
    let schema = |kind: &str| -> Value {
        serde_json::from_slice(&std::fs::read(project().join(format!("schema/{kind}.schema.json"))).unwrap()).unwrap()
    };
    let error = schema("error");
    assert_eq!(allowed(&error, "/properties/code/enum"), ErrorCode::ALL.iter().map(|code| code.name()).collect::<Vec<_>>());
    assert_eq!(allowed(&error, "/properties/problem/enum"), Problem::CODES);
    assert_eq!(allowed(&error, "/properties/place/oneOf/1/properties/code/enum"), Place::CODES);
    let troubles: Vec<&str> = Trouble::ALL.iter().map(|trouble| trouble.name()).collect();
    for (kind, list) in [("clientLog", "otherFailureDetails"), ("serverLog", "otherFaultDetails")] {
        let pointer = format!("/properties/{list}/items/properties/trouble/enum");
        assert_eq!(allowed(&schema(kind), &pointer), troubles);
    }
    let assessment = schema("assessment");
    let item = |list: &str, name: &str| format!("/properties/{list}/items/properties/{name}/enum");
    assert_eq!(
        allowed(&assessment, "/properties/verdict/enum"),
        Verdict::ALL.iter().map(|verdict| verdict.name()).collect::<Vec<_>>()
    );
    assert_eq!(allowed(&assessment, &item("reasons", "code")), Ground::CODES);
    assert_eq!(
        allowed(&assessment, &item("remediation", "id")),
        Remedy::ALL.iter().map(|remedy| remedy.name()).collect::<Vec<_>>()
    );
}

#[test]
fn every_code_has_sentences_of_its_own_in_every_language() {
    for language in LANGUAGES {
        let words = report_words(language);
        let reasons = Ground::CODES.iter().map(|code| words.reason(&reason(code)));
        let mut texts: Vec<String> = reasons.chain(Remedy::ALL.iter().map(|remedy| words.remedy(*remedy))).collect();
        texts.extend(Verdict::ALL.iter().map(|verdict| words.verdict(*verdict).1.to_owned()));
        texts.extend(Problem::CODES.iter().map(|code| words.problem(&problem(code))));
        texts.extend(Action::ALL.iter().flat_map(|action| {
            let system = |advice| Problem::System { action: *action, cause: "x".into(), advice };
            Advice::ALL.iter().map(move |advice| words.problem(&system(Some(*advice))))
        }));
        texts.extend(
            Trouble::ALL.iter().flat_map(|trouble| [words.meaning(*trouble), words.look_at(*trouble)].map(str::to_owned)),
        );
        for text in &texts {
            // A page comes last, so that its address can be copied.
            let sentences = text.rsplit_once(" https://").map_or(&**text, |(sentences, _)| sentences);
            assert!(sentences.ends_with('.') && !text.contains("{}"), "{text}");
            // Front ends have options; the library has none.
            assert!(!text.contains(" -P") && !text.contains("--"), "{text}");
        }
        let count = texts.len();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), count, "two codes say the same");
    }
}

#[test]
fn counts_are_written_as_people_say_them() {
    let words = report_words(Language::English);
    for (count, times) in [(1, "once"), (2, "twice"), (12, "12 times")] {
        assert!(words.reason(&Ground::FailuresConfirmed { count }).contains(times), "{count}");
    }
    for (count, machines) in [(0, "0 machines: "), (1, "1 machine: "), (2, "2 machines: ")] {
        assert_eq!(words.totals(count, &[], 0), machines);
    }
    for (lines, extent) in [(0, "0 lines"), (1, "1 line"), (2, "2 lines")] {
        let log: ClientScan = changed(&client_log(), json!({"lines": lines, "firstTime": null}));
        assert_eq!(words.client_extent(&log), extent);
    }
    for (count, found) in [(0, "no failure of"), (1, "1 failure of"), (2, "2 failures of")] {
        let log: ClientScan = changed(&client_log(), json!({"incidentCount": count}));
        assert!(words.client_log(&log).starts_with(found), "{}", words.client_log(&log));
    }
}

fn client_log() -> ClientScan {
    wsus954960::scan_client_log(&fixture("advisory/client.txt"), &ScanOptions::default()).unwrap().0
}

fn server_log() -> ServerLog {
    wsus954960::scan_server_log(&fixture("advisory/server.txt"), &ScanOptions::default()).unwrap()
}

/// The same with other values in some fields.
fn changed<T: Serialize + DeserializeOwned>(value: &T, fields: Value) -> T {
    let mut document = serde_json::to_value(value).unwrap();
    fields.as_object().unwrap().iter().for_each(|(name, field)| document[name] = field.clone());
    serde_json::from_value(document).unwrap()
}

/// What reports say about the same values, each sentence once. All numbers and names in it are data.
fn report(words: &dyn ReportWords) -> Vec<String> {
    const HEADINGS: [Heading; 9] = [
        Heading::Why,
        Heading::WhatToDo,
        Heading::ClientAndServer,
        Heading::CouldNotBeRead,
        Heading::LookedAt,
        Heading::Verdicts,
        Heading::Releases,
        Heading::BlockedBy,
        Heading::Errors,
    ];
    const RESULTS: [CorrelationResult; 3] =
        [CorrelationResult::Confirmed, CorrelationResult::Refuted, CorrelationResult::Unmatched];
    let (client, server) = (client_log(), server_log());
    let (failure, exception) = (&client.incidents[0], &server.incidents[0]);
    let time = failure.time;
    let mut said: Vec<String> = HEADINGS.iter().map(|heading| words.heading(*heading).to_owned()).collect();
    said.extend(Verdict::ALL.iter().map(|verdict| words.verdict(*verdict).0.to_owned()));
    said.extend(RESULTS.map(|result| words.join_result(result).to_owned()));
    said.extend([words.no_answer(), words.no_failures(), words.nothing_to_join()].map(str::to_owned));
    said.extend([words.mixed_encodings(), words.cut_off()].map(str::to_owned));
    said.push(words.name_a_machine("one", "many"));
    said.push(words.totals(1234, &[(Verdict::Affected, 1001), (Verdict::Clear, 203)], 30));
    said.extend([words.compliance(1, 22, 333, 4444, 55555), words.rejected(7)]);
    for result in RESULTS {
        let correlation = json!({
            "faultId": "f77", "result": result, "clientTime": time, "serverTime": null, "utcOffset": "-07:00", "skewMs": 1025,
        });
        let mut correlation: Correlation = serde_json::from_value(correlation).unwrap();
        said.push(words.correlation(&correlation));
        correlation.skew_ms = None;
        said.push(words.correlation(&correlation));
    }
    said.extend([words.client_and_server("PC17", Some("WSUS01")), words.client_and_server("PC17", None)]);
    let refuted = (3, "X.Exception1, X.Exception2");
    said.extend([words.failures(12, refuted, 345, Some(time)), words.failures(0, (0, ""), 4, None)]);
    for file in ["fixed.dll", "sp1.dll", "sp2-x86.dll", "wsus2-x86.dll", "foreign.dll"] {
        said.push(words.version(&wsus954960::check_version(&fixture("dll").join(file)).unwrap()));
    }
    let mut sp1 = wsus954960::check_version(&fixture("dll/sp1.dll")).unwrap().0;
    sp1.file_version = None;
    said.push(words.version(&sp1));
    for changes in [
        json!({}),
        json!({"incidentCount": 0}),
        json!({"incidentCount": 0, "partialCount": 5}),
        json!({"format": ClientFormat::EtwStub}),
        json!({"format": ClientFormat::Unknown, "undecoded": true}),
        json!({"format": ClientFormat::Unknown, "lines": 1, "firstTime": null}),
    ] {
        said.push(words.client_log(&changed(&client, changes)));
    }
    for changes in
        [json!({}), json!({"incidentCount": 0}), json!({"incidentCount": 0, "partialCount": 5}), json!({"firstTime": null})]
    {
        said.push(words.server_log(&changed(&server, changes)));
    }
    said.extend([words.client_incident(failure), words.client_incident(&changed(failure, json!({"faultId": null})))]);
    said.extend([words.server_incident(exception), words.server_incident(&changed(exception, json!({"key": null})))]);
    said.extend([words.partial_failures(8), words.partial_faults(9), words.other_faults(10)]);
    let kind = "0x8024400D/ConfigChanged(2)";
    let times = [
        (None, None),
        (Some(time), Some(time)),
        (Some(time), client.last_time.map(|last| LocalTime(last.0 + TimeDelta::days(1)))),
    ];
    said.extend(times.map(|(first, last)| words.other_failures(&OtherFailure::new(kind, Occurrence { count: 11, first, last }))));
    let fault = json!({
        "exception": "E1", "count": 12, "firstTime": null, "lastTime": null, "trouble": null, "meaning": null, "lookAt": null, "url": null,
    });
    said.push(words.other_fault(&serde_json::from_value(fault).unwrap()));
    said.extend([
        words.progress("12", "34", "56s"),
        words.megabytes(3, 50),
        words.output_failed(&std::io::Error::other("error 28")),
        words.latest(10, "MORE"),
    ]);
    said
}

/// The words of a text that are data: they have a digit in them.
fn data(text: &str) -> Vec<&str> {
    let data = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| word.contains(|c: char| c.is_ascii_digit()));
    let mut data: Vec<&str> = data.collect();
    data.sort_unstable();
    data
}

#[test]
fn reports_say_the_same_in_every_language() {
    let [english, korean] = LANGUAGES.map(|language| report(report_words(language)));
    assert_eq!(english.len(), korean.len());
    for (english, korean) in english.iter().zip(&korean) {
        assert_eq!(data(english), data(korean), "{english} / {korean}");
    }
    assert!(english.iter().all(|text| text.is_ascii()), "{english:?}");
    let is_hangul = |c: char| ('\u{ac00}'..='\u{d7a3}').contains(&c);
    let wordless: Vec<&String> = korean.iter().filter(|text| !text.contains(is_hangul)).collect();
    assert_eq!(wordless, ["PC17 → WSUS01", "3/50 MB"]);
    for mut texts in [english, korean] {
        // Front ends have options; no language has any.
        texts.iter().for_each(|text| assert!(!text.contains("--") && !text.contains('{'), "{text}"));
        let count = texts.len();
        texts.sort_unstable();
        texts.dedup();
        // A blocked client has that name both as a machine and in a join.
        assert_eq!(texts.len(), count - 1, "two values are told alike: {texts:#?}");
    }
}

/// A document without its texts.
fn without_texts(assessment: &Assessment) -> Value {
    let mut document = serde_json::to_value(assessment).unwrap();
    (document["assessedAt"], document["durationMs"]) = (Value::Null, 0.into());
    for (list, name) in [("reasons", "text"), ("remediation", "text"), ("errors", "message")] {
        document[list].as_array_mut().unwrap().iter_mut().for_each(|item| item[name] = Value::Null);
    }
    for (list, details) in [("clientLogs", "otherFailureDetails"), ("serverLogs", "otherFaultDetails")] {
        for log in document[list].as_array_mut().unwrap() {
            for kind in log[details].as_array_mut().unwrap() {
                (kind["meaning"], kind["lookAt"]) = (Value::Null, Value::Null);
            }
        }
    }
    document
}

#[test]
fn a_language_changes_only_texts_and_a_saved_document_can_be_translated() {
    for root in ["affected", "blocked", "fixed-with-old-failures", "clear", "indeterminate-etw-stub", "indeterminate-damaged-dll"]
    {
        let root = fixture("roots").join(root);
        let [english, korean] = LANGUAGES.map(|language| {
            assess(&AssessOptions { root: Some(root.clone()), language: Some(language), ..AssessOptions::default() }).unwrap()
        });
        assert_eq!(without_texts(&english), without_texts(&korean));
        assert!(korean.reasons[0].text.contains("니다"), "{:?}", korean.reasons[0]);
        check_json(&serde_json::to_value(&korean).unwrap());
        let mut saved: Assessment = serde_json::from_value(serde_json::to_value(&english).unwrap()).unwrap();
        saved.translate(Language::Korean);
        let english = serde_json::to_value(&english).unwrap();
        assert_eq!(serde_json::to_value(&saved).unwrap(), {
            let mut korean = serde_json::to_value(&korean).unwrap();
            for name in ["assessedAt", "durationMs"] {
                korean[name] = english[name].clone();
            }
            korean
        });
    }
}

#[test]
fn a_document_from_another_version_keeps_its_texts() {
    let assessed = assess(&AssessOptions { root: Some(fixture("roots/affected")), ..AssessOptions::default() }).unwrap();
    let mut document = serde_json::to_value(&assessed).unwrap();
    document["reasons"] =
        json!([{"code": "failuresConfirmed", "text": "old"}, {"code": "later", "text": "new", "data": {"x": 1}}]);
    document["remediation"] = json!([{"id": "later", "text": "do it", "url": null}]);
    let error = json!({"schemaVersion": 1, "kind": "error", "code": "io", "path": null, "osError": null});
    document["errors"] = json!([error, error]);
    document["errors"][0]["message"] = "older".into();
    document["errors"][1]["message"] = "newer".into();
    document["errors"][1]["problem"] = "later".into();
    let mut saved: Assessment = serde_json::from_value(document).unwrap();
    saved.translate(Language::Korean);
    assert_eq!(saved.errors.iter().map(|error| &*error.message).collect::<Vec<_>>(), ["older", "newer"]);
    assert_eq!(saved.reasons.iter().map(|reason| &*reason.text).collect::<Vec<_>>(), ["old", "new"]);
    assert_eq!(saved.remediation[0].text, "do it");
}
