//! Verdicts, reasons and remedies in words: every code has a sentence in every language, and languages change nothing else.

use serde_json::{Value, json};
use wsus954960::advisory::remedies::Remedy;
use wsus954960::document::Assessment;
use wsus954960::judge::reasons::Reason;
use wsus954960::judge::verdict::Verdict;
use wsus954960::words::words;
use wsus954960::{AssessOptions, Language, assess};

use crate::support::{check_json, fixture};

const LANGUAGES: [Language; 2] = [Language::English, Language::Korean];

/// Data that any reason can be made of.
fn reason(code: &str) -> Reason {
    let span = json!({"logs": 2, "first": "2008-06-13", "last": "2008-06-14"});
    let data = json!({
        "release": "WSUS 3.0 SP1", "path": r"C:\Logs\x.log", "fileVersion": "3.1.6001.65", "fixedVersion": "3.1.6001.66", "folders": [r"D:\WSUS"],
        "lookedForServer": true, "server": "http://wsus01", "refuted": 0, "span": span, "count": 3, "confirmed": 0, "line": 4,
        "serverLogs": "conclusive", "programs": ["WINWORD.EXE"],
    });
    serde_json::from_value(json!({"code": code, "data": data})).unwrap_or_else(|error| panic!("{code}: {error}"))
}

#[test]
fn every_code_has_sentences_of_its_own_in_every_language() {
    for language in LANGUAGES {
        let words = words(language);
        let reasons = Reason::CODES.iter().map(|code| words.reason(&reason(code)));
        let mut texts: Vec<String> = reasons.chain(Remedy::ALL.iter().map(|remedy| words.remedy(*remedy))).collect();
        texts.extend(Verdict::ALL.iter().map(|verdict| words.verdict(*verdict).1.to_owned()));
        for text in &texts {
            assert!(text.ends_with('.') && !text.contains('{'), "{text}");
            // Front ends have options; the library has none.
            assert!(!text.contains(" -") && !text.contains("--"), "{text}");
        }
        let count = texts.len();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), count, "two codes say the same");
    }
}

#[test]
fn a_count_is_told_as_people_say_it() {
    let words = words(Language::English);
    for (count, times) in [(1, "once"), (2, "twice"), (12, "12 times")] {
        assert!(words.reason(&Reason::FailuresConfirmed { count }).contains(times), "{count}");
    }
}

/// A document without its texts.
fn without_texts(assessment: &Assessment) -> Value {
    let mut document = serde_json::to_value(assessment).unwrap();
    document["durationMs"] = 0.into();
    for (list, name) in [("reasons", "text"), ("remediation", "text")] {
        document[list].as_array_mut().unwrap().iter_mut().for_each(|item| item[name] = Value::Null);
    }
    document
}

#[test]
fn a_language_changes_texts_only_and_a_saved_document_can_be_told_in_another() {
    for root in ["affected", "blocked", "fixed-with-old-failures", "clear", "indeterminate-etw-stub"] {
        let root = fixture("roots").join(root);
        let [english, korean] = LANGUAGES.map(|language| {
            assess(&AssessOptions { root: Some(root.clone()), language: Some(language), ..AssessOptions::default() }).unwrap()
        });
        assert_eq!(without_texts(&english), without_texts(&korean));
        assert!(korean.reasons[0].text.contains("니다"), "{:?}", korean.reasons[0]);
        check_json(&serde_json::to_value(&korean).unwrap());
        let mut saved: Assessment = serde_json::from_value(serde_json::to_value(&english).unwrap()).unwrap();
        saved.translate(Language::Korean);
        assert_eq!((saved.reasons, saved.remediation), (korean.reasons, korean.remediation));
    }
}

#[test]
fn what_another_version_wrote_keeps_its_text() {
    let assessed = assess(&AssessOptions { root: Some(fixture("roots/affected")), ..AssessOptions::default() }).unwrap();
    let mut document = serde_json::to_value(&assessed).unwrap();
    document["reasons"] =
        json!([{"code": "failuresConfirmed", "text": "old"}, {"code": "later", "text": "new", "data": {"x": 1}}]);
    document["remediation"] = json!([{"id": "later", "text": "do it", "url": null}]);
    let mut saved: Assessment = serde_json::from_value(document).unwrap();
    saved.translate(Language::Korean);
    assert_eq!(saved.reasons.iter().map(|reason| &*reason.text).collect::<Vec<_>>(), ["old", "new"]);
    assert_eq!(saved.remediation[0].text, "do it");
}
