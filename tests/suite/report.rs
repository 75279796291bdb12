//! The report about many machines: its data, and that nothing in it acts.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use wsus954960::internals::document::{Report, ReportServer};
use wsus954960::internals::fleet::report::{ReportRequest, report, write};
use wsus954960::internals::fleet::sources::Sources;
use wsus954960::internals::input::filesystem::Disk;
use wsus954960::internals::page::Format;
use wsus954960::internals::values::problem::Problem;
use wsus954960::internals::words::page_words;
use wsus954960::{AssessOptions, Error, Language, Summary, Verdict, to_json};

use crate::support::*;

/// The document of a machine with the evidence of a fixture, and a name of its own.
fn machine(name: &str, evidence: &str) -> Value {
    let root = Some(fixture(&format!("roots/{evidence}")));
    let options = AssessOptions { root, name: Some(name.to_owned()), ..AssessOptions::default() };
    serde_json::to_value(wsus954960::assess(&options).unwrap()).unwrap()
}

/// The same failures in a client's document under another id, so that no server's log has them.
fn unmatched(mut client: Value) -> Value {
    for incident in client["clientLogs"][0]["incidents"].as_array_mut().unwrap() {
        incident["faultId"] = "00000000-0000-0000-0000-000000000000".into();
    }
    client
}

fn of(documents: &[Value]) -> Report {
    let texts = documents.iter().map(Value::to_string).collect();
    let report = report(&mut Sources { texts, language: Some(Language::English), ..Sources::default() }.on(&Disk));
    check_schema(&report);
    report
}

fn page(report: &Report) -> String {
    Format::Html.write(report, Language::English)
}

fn server<'a>(report: &'a Report, name: &str) -> &'a ReportServer {
    report
        .servers
        .iter()
        .find(|server| server.name.as_deref() == Some(name))
        .unwrap_or_else(|| panic!("{name}: {:?}", report.servers))
}

fn saved(documents: &[Value]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("results.jsonl");
    fs::write(&file, documents.iter().map(|document| format!("{document}\n")).collect::<String>()).unwrap();
    (folder, file)
}

fn write_to(files: &[&Path], output: &Path) -> Result<Summary, Error> {
    let files = files.iter().map(|file| (*file).to_owned()).collect();
    let sources = Sources { files, language: Some(Language::English), ..Sources::default() };
    write(&ReportRequest { sources, output: output.to_owned(), format: None }, &Disk, &wsus954960::delivery_disk())
}

#[test]
fn servers_come_in_the_order_of_the_clients_that_they_block_whatever_the_order_of_documents() {
    let documents = [
        machine("PC1", "blocked"),
        machine("PC2", "blocked"),
        unmatched(machine("PC3", "blocked")),
        machine("WSUS02", "exposed"),
        machine("WSUS03", "fixed-sp2"),
        machine("WSUS01", "affected"),
    ];
    let forward = of(&documents);
    let backward = of(&documents.iter().rev().cloned().collect::<Vec<_>>());
    for report in [&forward, &backward] {
        let names: Vec<_> = report.servers.iter().map(|server| server.name.as_deref().unwrap()).collect();
        assert_eq!(names, ["WSUS01", "WSUS02"]);
        let first = server(report, "WSUS01");
        // The server blocks the client on it too.
        assert_eq!((first.confirmed_clients, first.unmatched_clients, first.refuted_clients), (3, 1, 0));
        assert_eq!(first.verdict, Some(Verdict::Affected));
        // One in its log, one that no log explains.
        assert_eq!(first.failure_count, 2);
        assert_eq!(report.timeline.as_ref().unwrap().counts.iter().sum::<u64>(), 2);
    }
}

#[test]
fn a_server_blocks_a_client_once_whatever_its_logs_name_and_leave_out() {
    let mut client = machine("PC1", "blocked");
    let log = &mut client["clientLogs"][0];
    let mut other = log["incidents"][0].clone();
    other["faultId"] = "00000000-0000-0000-0000-000000000000".into();
    log["incidents"].as_array_mut().unwrap().push(other);
    (log["incidentCount"], log["incidentsOmitted"]) = (9.into(), 7.into());
    let mut wsus = machine("WSUS01", "affected");
    (wsus["clientLogs"], wsus["roles"]) = (json!([]), json!(["server"]));
    let report = of(&[client, wsus]);
    assert_eq!(report.servers.len(), 1, "{:?}", report.servers);
    let server = server(&report, "WSUS01");
    assert_eq!((server.confirmed_clients, server.unmatched_clients), (1, 0));
    // One in the server's log, one that no log explains, and those that are left out.
    assert_eq!(server.failure_count, 9);
    let clients: Vec<_> = report.clients.iter().map(|client| (client.confirmed_count, client.unmatched_count)).collect();
    assert_eq!(clients, [(1, 8)]);
}

#[test]
fn counts_that_no_log_can_have_overflow_nothing() {
    let mut client = machine("PC1", "blocked");
    for field in ["incidentCount", "incidentsOmitted"] {
        client["clientLogs"][0][field] = u64::MAX.into();
    }
    let _ = page(&of(&[client.clone(), client]));
}

#[test]
fn a_server_without_a_document_is_named_after_the_address_that_clients_call() {
    let report = of(&[machine("PC1", "blocked")]);
    let server = server(&report, "wsus01.contoso.example");
    assert_eq!((server.verdict, server.unmatched_clients), (None, 1));
    assert!(page(&report).contains("Assess this server"), "{}", page(&report));
}

#[test]
fn a_server_whose_log_goes_on_after_its_last_failure_is_said_to_be_quiet() {
    let mut fixed = machine("WSUS01", "fixed-with-old-failures");
    fixed["serverLogs"][0]["lastTime"] = "2008-06-20T02:59:57.642Z".into();
    let report = of(&[fixed]);
    assert_eq!(server(&report, "WSUS01").quiet_seconds, Some(6 * 24 * 3600));
    assert!(page(&report).contains("no more for 6 days, until the end of its log: 2008-06-20 02:59:57 UTC"));
}

#[test]
fn a_machine_without_an_answer_and_a_damaged_document_are_errors_and_hide_nothing() {
    let error = json!({
        "schemaVersion": 1, "kind": "error", "code": "timedOut", "message": "PC9: not read within 300 s", "path": r"\\PC9\c$",
        "osError": null, "problem": null, "data": null, "place": {"code": "machine", "data": {"name": "PC9"}},
    });
    let mut newer = machine("PC5", "clear");
    newer["schemaVersion"] = 2.into();
    let report = of(&[error, newer, machine("PC1", "clear")]);
    let names: Vec<_> = report.machines.iter().map(|machine| (machine.name.as_str(), machine.verdict)).collect();
    assert_eq!(names, [("PC9", None), ("PC1", Some(Verdict::Clear))]);
    assert_eq!((report.errors.len(), report.summary.rejected_count), (2, 1));
    let page = page(&report);
    assert!(
        page.contains("NO ANSWER") && page.contains("not read within 300 s") && page.contains("hide more: 2 errors"),
        "{page}"
    );
}

#[test]
fn a_second_document_of_a_name_hides_neither_itself_nor_the_first() {
    for documents in [["fixed-sp2", "affected"], ["affected", "fixed-sp2"]] {
        let report = of(&documents.map(|evidence| machine("WSUS01", evidence)));
        assert_eq!(report.machines.len(), 2);
        assert_eq!(report.repeated_names.iter().collect::<Vec<_>>(), ["WSUS01"]);
        assert_eq!(server(&report, "WSUS01").verdict, Some(Verdict::Affected), "{documents:?}");
        assert!(page(&report).contains("each has a row: WSUS01"));
    }
}

#[test]
fn no_name_and_no_log_acts_in_any_format() {
    let hostile = "</style></title><script>alert(1)</script><img src=x onerror=alert(2)>\" onload='x' \u{202e}txt\u{1b}[2J\n=cmd|'/C calc'!A0";
    let mut client = unmatched(machine(&format!("={hostile}"), "blocked"));
    client["clientLogs"][0]["incidents"][0]["serverUrl"] = format!("javascript:alert(3)//{hostile}").into();
    client["reasons"][0]["text"] = hostile.into();
    client["reasons"][0]["code"] = "ofLater".into();
    client["remediation"][0]["url"] = "javascript:alert(4)".into();
    let error = json!({
        "schemaVersion": 1, "kind": "error", "code": "io", "message": hostile, "path": hostile, "osError": null, "problem": null, "data": null,
        "place": null,
    });
    let report = of(&[client, error]);
    let page = page(&report);
    assert_eq!((page.matches("<script").count(), page.matches("</style").count(), page.matches("<img").count()), (1, 1, 0));
    assert!(!page.contains("href=\"javascript"), "{page}");
    for format in Format::ALL {
        let text = format.write(&report, Language::English);
        assert!(!text.contains('\u{202e}') && !text.contains('\u{1b}'), "{format:?}");
    }
    let table = Format::Csv.write(&report, Language::English);
    let fields = table.trim_start_matches('\u{feff}').lines().skip(1).map(|line| line.split("\",\"").next().unwrap());
    assert_eq!(fields.map(|field| field[..3].to_owned()).collect::<Vec<_>>(), ["\"'=", "\"</"]);
}

#[test]
fn the_policy_names_the_digests_of_the_style_and_the_script() {
    let page = page(&of(&[]));
    for (file, tag) in [("page.css", "style"), ("page.js", "script")] {
        let text = fs::read_to_string(project().join("src/page").join(file)).unwrap();
        assert!(page.contains(&format!("<{tag}>{text}</{tag}>")), "{tag}");
        let digest = format!("{tag}-src 'sha256-{}'", base64(&Sha256::digest(&text)));
        assert!(page.contains(&digest), "src/page/html.rs must say: {digest}");
    }
}

/// RFC 4648.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = group.iter().chain(&[0; 2]).take(3).fold(0, |bits, byte| bits << 8 | usize::from(*byte));
        (0..4).for_each(|digit| text.push(if digit > group.len() { '=' } else { DIGITS[bits >> (18 - 6 * digit) & 63].into() }));
    }
    text
}

#[test]
fn a_report_without_any_document_says_so() {
    let page = page(&of(&[]));
    assert!(page.contains("No document is about a machine.") && !page.contains("<table"), "{page}");
}

#[test]
fn a_long_table_is_cut_and_says_so_and_the_other_formats_have_all() {
    let clear = machine("PC", "clear");
    let documents: Vec<Value> = (0..5001)
        .map(|number| {
            let mut document = clear.clone();
            document["target"]["name"] = format!("PC{number}").into();
            document
        })
        .collect();
    let mut documents = documents;
    documents.push(machine("LAST", "blocked"));
    let report = of(&documents);
    let page = page(&report);
    assert!(page.contains("The first 5000 of 5002"));
    assert!(page.contains(">LAST<") && !page.contains(">PC5000<"), "the worst come first");
    assert_eq!(Format::Csv.write(&report, Language::English).lines().count(), 5003);
}

#[test]
fn the_format_follows_the_name_of_the_file_and_an_older_file_is_replaced() {
    let (folder, results) = saved(&[machine("PC1", "clear")]);
    for (name, start) in
        [("a.html", "<!DOCTYPE html>"), ("a", "<!DOCTYPE html>"), ("b.CSV", "\u{feff}\"name\""), ("c.JSON", "{\"schemaVersion\"")]
    {
        let sub = folder.path().join("out");
        fs::create_dir_all(&sub).unwrap();
        let output = sub.join(name);
        fs::write(&output, "older").unwrap();
        let summary = write_to(&[&results], &output).unwrap();
        assert_eq!(summary.assessment_count, 1);
        assert!(fs::read_to_string(&output).unwrap().starts_with(start), "{name}");
        let left: Vec<_> = fs::read_dir(&sub)
            .unwrap()
            .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().contains("tmp"))
            .collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

#[test]
fn a_report_about_nothing_replaces_no_older_one() {
    let (folder, results) = saved(&[machine("PC1", "clear")]);
    let (output, empty, damaged) =
        (folder.path().join("report.html"), folder.path().join("empty"), folder.path().join("damaged.json"));
    fs::create_dir(&empty).unwrap();
    fs::write(&damaged, "{").unwrap();
    fs::write(&output, "older").unwrap();
    for (files, errors) in [(vec![&*empty], 1), (vec![&*folder.path().join("absent")], 2), (vec![&*damaged, &empty], 2)] {
        let summary = write_to(&files, &output).unwrap();
        assert_eq!((summary.assessment_count, summary.rejected_count), (0, errors), "{files:?}");
        let last = summary.rejected.last().unwrap();
        assert_eq!((last.problem.as_deref(), last.path.as_deref()), (Some("nothingToReport"), output.to_str()));
        assert_eq!(fs::read_to_string(&output).unwrap(), "older");
    }
    // One that could be read is enough: the page names the others.
    assert_eq!(write_to(&[&results, &damaged], &output).unwrap().rejected_count, 1);
    assert!(fs::read_to_string(&output).unwrap().starts_with("<!DOCTYPE html>"));
}

#[test]
fn a_report_never_replaces_its_results_or_lies_among_them() {
    let (folder, results) = saved(&[machine("PC1", "clear")]);
    let before = fs::read(&results).unwrap();
    for output in [results.clone(), folder.path().join("other.json"), folder.path().join(".").join("results.jsonl")] {
        let error = write_to(&[&results, folder.path()], &output).unwrap_err();
        assert_eq!(error.problem, Problem::ReportAmongResults {}, "{output:?}");
    }
    assert_eq!(fs::read(&results).unwrap(), before);
    assert!(!folder.path().join("other.json").exists());
    write_to(&[folder.path()], &folder.path().join("report.html")).unwrap();
}

#[test]
fn a_huge_document_is_not_read_to_its_end_and_the_other_files_are() {
    let (folder, _) = saved(&[machine("PC1", "clear")]);
    // 64 MiB and a bit, of nothing that a document needs.
    let document = machine("PC2", "clear").to_string();
    let huge = format!("{{\"later\":\"{}\",{}", "x".repeat(64 << 20), &document[1..]);
    fs::write(folder.path().join("huge.json"), huge).unwrap();
    let report = report(&mut Sources { files: vec![folder.path().to_owned()], ..Sources::default() }.on(&Disk));
    assert_eq!(report.machines.iter().map(|machine| machine.name.as_str()).collect::<Vec<_>>(), ["PC1"]);
    let problems: Vec<_> = report.errors.iter().map(|error| error.problem.as_deref().unwrap()).collect();
    assert_eq!(problems, ["documentTooLong"]);
}

#[test]
fn a_request_without_its_output_is_refused() {
    let request = serde_json::from_value::<wsus954960::internals::fleet::JobRequest>(json!({"report": {"files": []}}));
    assert!(request.unwrap_err().to_string().contains("output"));
}

#[test]
fn a_file_that_cannot_be_written_is_an_error_with_its_path() {
    let (folder, results) = saved(&[machine("PC1", "clear")]);
    let output = folder.path().join("absent").join("report.html");
    let error = write_to(&[&results], &output).unwrap_err();
    assert_eq!(error.path.as_deref(), output.to_str());
}

#[test]
fn the_job_and_the_command_write_the_same_report() {
    let (folder, results) = saved(&[machine("PC1", "clear")]);
    let (by_job, by_command) = (folder.path().join("job.csv"), folder.path().join("command.csv"));
    let request = json!({"report": {"files": [results]}, "output": by_job, "language": "en"});
    let request: wsus954960::internals::fleet::JobRequest = serde_json::from_value(request).unwrap();
    let job = request
        .start_on(std::sync::Arc::new(wsus954960::evidence_disk()), std::sync::Arc::new(wsus954960::delivery_disk()))
        .unwrap();
    let mut kinds = Vec::new();
    loop {
        match job.next(std::time::Duration::MAX) {
            wsus954960::Next::Document(document) => {
                let document: Value = serde_json::from_str(&document.unwrap()).unwrap();
                check_json(&document);
                kinds.push(document["kind"].clone());
            }
            wsus954960::Next::Finished => break,
            _ => {}
        }
    }
    assert_eq!(kinds, ["summary"]);
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_wsus954960"));
    let output = command.args(["report", "--lang", "en", "--output"]).args([&by_command, &results]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8(output.stdout).unwrap().contains("1 machine assessed"));
    assert_eq!(fs::read(by_job).unwrap(), fs::read(by_command).unwrap());
}

#[test]
fn every_verdict_has_a_word_in_the_page_of_each_language() {
    for language in Language::ALL {
        let report = of(&[machine("A", "affected"), machine("B", "clear"), machine("C", "indeterminate-etw-stub")]);
        let page = Format::Html.write(&report, *language);
        assert!(page.contains(&format!("<html lang=\"{}\">", language.name())));
        for verdict in [Verdict::Affected, Verdict::Clear, Verdict::Indeterminate] {
            assert!(page.contains(page_words(*language).verdict(verdict).0), "{language:?} {verdict:?}");
        }
    }
    let _ = to_json(&of(&[]));
}

#[cfg(unix)]
mod in_a_browser {
    use super::*;
    use crate::browser::Browser;

    /// A page with a few machines, written to a file.
    fn written(documents: &[Value]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("report.html");
        fs::write(&file, page(&of(documents))).unwrap();
        (folder, file)
    }

    fn fleet() -> Vec<Value> {
        vec![
            machine("PC10", "blocked"),
            machine("PC9", "clear"),
            machine("WSUS01", "affected"),
            machine("PC2", "clear"),
            machine("\"><img src=x onerror=alert(1)>\u{202e}<script>alert(2)</script>", "indeterminate-etw-stub"),
        ]
    }

    const NAMES: &str =
        "[...document.querySelectorAll('#machines tbody tr')].filter(row => !row.hidden).map(row => row.cells[0].textContent)";

    #[test]
    fn it_opens_from_a_file_without_a_request_or_a_complaint() {
        let Some(mut browser) = Browser::start() else { return };
        let (_folder, file) = written(&fleet());
        browser.open(&file);
        assert_eq!(browser.value("document.querySelectorAll('script').length"), 1);
        assert_eq!(browser.value("document.images.length"), 0);
        assert_eq!(browser.value("document.querySelectorAll('#machines tbody tr').length"), 5);
        assert_eq!(browser.value("document.querySelector('#today li b').textContent"), "1");
        let names = browser.value(NAMES);
        assert!(
            names.as_array().unwrap().contains(&json!(r#""><img src=x onerror=alert(1)>\u{202e}<script>alert(2)</script>"#)),
            "{names}"
        );
        let requests = browser.told("Network.requestWillBeSent");
        let urls: Vec<_> = requests.iter().map(|request| request["params"]["request"]["url"].as_str().unwrap()).collect();
        assert_eq!(urls, [format!("file://{}", file.display())]);
        for complaint in ["Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Page.javascriptDialogOpening"]
        {
            assert!(browser.told(complaint).is_empty(), "{:?}", browser.told(complaint));
        }
    }

    #[test]
    fn tables_are_sorted_and_filtered_by_mouse_and_keyboard() {
        let Some(mut browser) = Browser::start() else { return };
        let (_folder, file) = written(&fleet()[..4]);
        browser.open(&file);
        assert_eq!(browser.value(NAMES), json!(["WSUS01", "PC10", "PC9", "PC2"]));
        browser.value("document.querySelector('#machines th button').click()");
        assert_eq!(browser.value(NAMES), json!(["PC2", "PC9", "PC10", "WSUS01"]));
        assert_eq!(browser.value("document.querySelector('#machines th').getAttribute('aria-sort')"), "ascending");
        browser.value("document.querySelector('#machines th button').focus()");
        browser.press("Enter", "\r");
        assert_eq!(browser.value(NAMES), json!(["WSUS01", "PC10", "PC9", "PC2"]));
        assert_eq!(browser.value("document.querySelector('#machines th').getAttribute('aria-sort')"), "descending");
        browser.value("document.querySelector('.filter input').focus()");
        browser.call("Input.insertText", json!({"text": "pc9"}));
        assert_eq!(browser.value(NAMES), json!(["PC9"]));
        assert_eq!(browser.value("document.querySelector('.filter output').textContent"), "1 / 4");
        browser.value("document.querySelector('.filter input').value = ''");
        browser.value("{ const select = document.querySelector('.filter select'); select.value = 'clear'; select.dispatchEvent(new Event('change')); }");
        assert_eq!(browser.value(NAMES), json!(["PC9", "PC2"]));
    }

    #[test]
    fn it_is_light_or_dark_fits_a_narrow_screen_and_prints_on_a4() {
        let Some(mut browser) = Browser::start() else { return };
        let (_folder, file) = written(&fleet());
        browser.open(&file);
        let background = "getComputedStyle(document.body).backgroundColor";
        let mut scheme = |value: &str, media: &str| {
            browser.call(
                "Emulation.setEmulatedMedia",
                json!({"media": media, "features": [{"name": "prefers-color-scheme", "value": value}]}),
            );
            browser.value(background)
        };
        assert_eq!(scheme("light", ""), "rgb(255, 255, 255)");
        assert_eq!(scheme("dark", ""), "rgb(13, 17, 23)");
        assert_eq!(scheme("dark", "print"), "rgb(255, 255, 255)");
        assert_eq!(browser.value("getComputedStyle(document.querySelector('nav')).display"), "none");
        let paper = browser.call("Page.printToPDF", json!({"preferCSSPageSize": true}));
        assert!(paper["data"].as_str().unwrap().starts_with("JVBERi0"), "it is no PDF");
        browser.call("Emulation.setEmulatedMedia", json!({"media": ""}));
        for width in [400, 1280] {
            let metrics = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
            browser.call("Emulation.setDeviceMetricsOverride", metrics);
            let overflow = browser.value("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            assert_eq!(overflow, 0, "at {width}");
        }
    }

    #[test]
    fn without_scripts_it_is_complete_and_offers_nothing_that_would_not_work() {
        let Some(mut browser) = Browser::start() else { return };
        let (_folder, file) = written(&fleet());
        browser.call("Emulation.setScriptExecutionDisabled", json!({"value": true}));
        browser.open(&file);
        assert_eq!(browser.value("document.querySelectorAll('button').length"), 0);
        assert_eq!(browser.value("getComputedStyle(document.querySelector('.filter')).display"), "none");
        assert_eq!(browser.value("document.querySelectorAll('#machines tbody tr').length"), 5);
    }

    #[test]
    fn its_structure_is_told_to_screen_readers() {
        let Some(mut browser) = Browser::start() else { return };
        let (_folder, file) = written(&fleet());
        browser.open(&file);
        for (what, expression) in [
            (
                "a section without its heading",
                "[...document.querySelectorAll('[aria-labelledby]')].filter(part => !document.getElementById(part.getAttribute('aria-labelledby'))?.textContent).length",
            ),
            (
                "a table without a caption",
                "[...document.querySelectorAll('table')].filter(table => !table.caption?.textContent).length",
            ),
            ("a head without a scope", "document.querySelectorAll('th:not([scope])').length"),
            ("a picture without a name", "document.querySelectorAll('svg:not([aria-label])').length"),
            (
                "a link to nothing",
                "[...document.querySelectorAll('a[href^=\"#\"]')].filter(link => !document.querySelector(link.getAttribute('href'))).length",
            ),
            (
                "an id twice",
                "document.querySelectorAll('[id]').length - new Set([...document.querySelectorAll('[id]')].map(part => part.id)).size",
            ),
            (
                "a field without a label",
                "[...document.querySelectorAll('input, select')].filter(field => !field.labels.length).length",
            ),
        ] {
            assert_eq!(browser.value(expression), 0, "{what}");
        }
        assert_eq!(
            browser.value(
                "['header', 'nav', 'main', 'footer'].every(tag => document.querySelector(tag)) && document.documentElement.lang"
            ),
            "en"
        );
    }
}
