//! Logs as people have them: from mails, consoles, web pages, chats, other tools. Whatever happened to the text on the way, the findings are
//! the same.

use std::fmt::Write as _;
use std::fs;

use serde_json::Value;
use wsus954960::AssessOptions;
use wsus954960::internals::document::{Cause, ClientFormat, Encoding};

use crate::pasting::{WAYS, cut, spaced};
use crate::support::*;

const THREAD: (u32, &str) = (788, "ee4");

/// The findings in a client's log, without lines and times.
fn client_findings(text: &str) -> String {
    let log = client(text);
    let mut findings = format!("{:?} {}", log.other_failures, log.partial_count);
    for incident in &log.incidents {
        let _ = write!(
            findings,
            "\n{:?} {} {} {:?} {:?} {:?} {:?} {} {:?} {:?}",
            incident.fault_id,
            incident.pid,
            incident.tid,
            incident.service_id,
            incident.server_url,
            incident.soap_client_error,
            incident.soap_error_code,
            incident.error_code,
            incident.method,
            incident.message,
        );
    }
    findings
}

/// The findings in a server's log, without lines and times.
fn server_findings(text: &str) -> String {
    let log = server(text);
    let faults: Vec<_> = log.faults.iter().map(|fault| (&fault.fault_id, fault.cause, &fault.exception)).collect();
    let incidents: Vec<_> = log
        .incidents
        .iter()
        .map(|incident| {
            (&incident.process, incident.thread, &incident.key, &incident.frames, &incident.fault_id, &incident.actor)
        })
        .collect();
    format!("{faults:?} {} {}\n{incidents:?}", log.other_faults, log.partial_count)
}

fn assert_same(of: &str, text: &str, findings: impl Fn(&str) -> String) {
    let expected = findings(text);
    let pasted = WAYS.iter().map(|way| ((way.by)(text), &way.how));
    let wrong: Vec<_> = pasted.filter(|(pasted, _)| findings(pasted) != expected).collect();
    let report: Vec<_> = wrong.iter().map(|(pasted, how)| format!("{how}:\n{}\n", findings(pasted))).collect();
    let first = wrong.first().map_or("", |(pasted, _)| pasted);
    assert!(wrong.is_empty(), "{of}: in place of\n{expected}\n\n{}\nThe first is:\n{first}", report.join("\n"));
}

/// A failure and the lines around it.
fn classic(error: &str, code: &str) -> String {
    text(&[
        vec![line((788, "b34"), "AU", "## START ##  AU: Search for updates")],
        sync_start(THREAD),
        failure(THREAD, error, code, FAULT),
        epilogue(THREAD, &error.to_lowercase()),
        vec![line((788, "b34"), "AU", "  # WARNING: Search callback failed, result = 0x80000000")],
        vec![line(THREAD, "Agent", "  * Found 0 updates")],
    ])
}

fn export(fault: &str, error: &str) -> String {
    let time = "2016/01/31 12:08:51.2046643 1276  3628  ";
    let detail = format!(
        "WS error: <detail><ErrorCode>{fault}</ErrorCode><Message></Message><ID>{FAULT}</ID><Method>\"http://www.microsoft.com/SoftwareDistribution/Server/ClientWebService/SyncUpdates\"</Method></detail>"
    );
    let lines = [
        "Agent           Found 0 updates".to_owned(),
        format!("ProtocolTalker  ServiceId = {SERVICE}, Server URL = {URL}"),
        format!("WebServices     {detail}"),
        format!("WebServices     *FAILED* [{error}] Web service call"),
        format!("ProtocolTalker  *FAILED* [{error}] SyncUpdates_WithRecovery failed"),
        "ProtocolTalker  SyncUpdates round trips: 1".into(),
        format!("ProtocolTalker  *FAILED* [{error}] Sync of Updates"),
        format!("Agent           *FAILED* [{error}] Synchronize"),
    ];
    lines.iter().filter(|line| fault != "none" || !line.contains("WS error")).map(|line| format!("{time}{line}\r\n")).collect()
}

#[test]
fn a_failure_in_a_classic_log_stays_the_same_failure() {
    let log = classic("0x8024400E", "InternalServerError(5)");
    assert_eq!(client(&log).incident_count, 1);
    assert_same("the defect", &log, client_findings);
    assert_same("two of them", &(log.clone() + &log), client_findings);
    assert_same("another failure", &classic("0x8024400D", "ConfigChanged(2)"), client_findings);
}

#[test]
fn a_failure_in_an_export_stays_the_same_failure() {
    assert_eq!(client(export("InternalServerError", "8024400E")).incident_count, 1);
    assert_same("the defect", &export("InternalServerError", "8024400E"), client_findings);
    assert_same("a network failure", &export("none", "8024402C"), client_findings);
    assert_eq!(client(export("none", "8024400E")).partial_count, 1);
    assert_same("undecided", &export("none", "8024400E"), client_findings);
}

#[test]
fn a_failure_that_only_its_callers_report_stays_undecided() {
    let log = text(&[epilogue(THREAD, "0x8024400E")[3..].to_vec(), vec![line(THREAD, "Agent", "  * Found 0 updates")]]);
    assert_eq!(client(&log).partial_count, 1);
    assert_same("the caller's line", &log, client_findings);
}

#[test]
fn an_exception_and_its_fault_stay_the_same() {
    let quiet = record("02:59:57.600", "w3wp.5", "ThreadEntry", "ThreadPoolTimer");
    let fault = fault("02:59:57.642", "w3wp.12", FAULT, "InternalServerError");
    let log = [quiet.clone(), defect("02:59:57.642", "w3wp.12"), fault.clone(), quiet].concat();
    assert_eq!(server(&log).faults[0].cause, Cause::Advisory);
    assert_same("the defect", &log, server_findings);
    let other = "System.Data.SqlClient.SqlException: Timeout expired.";
    let log = exception("02:59:57.642", "w3wp.12", other, "at", &FRAMES) + &fault;
    assert_eq!(server(&log).faults[0].cause, Cause::Other);
    assert_same("another exception", &log, server_findings);
    let german = "System.ArgumentException: Das Element wurde bereits hinzugef\u{fc}gt. Schl\u{fc}ssel: '8862'";
    let log = exception("02:59:57.642", "w3wp.12", german, "bei", &FRAMES) + &fault;
    assert_same("the defect in German", &log, server_findings);
    assert_same("a fault alone", &fault, server_findings);
}

/// A text with a line break at each of two places.
fn broken(text: &str, first: usize, second: usize) -> String {
    format!("{}\r\n{}\r\n{}", &text[..first], &text[first..second], &text[second..])
}

#[test]
fn two_line_breaks_anywhere_in_the_only_record_that_matters_hide_nothing() {
    let before = "2008-06-14 02:59:57.600 UTC Error w3wp.40 ThreadEntry ThreadPoolTimer ";
    let stack = stack("at", &FRAMES).replace("\r\n", " ");
    let exception = record("02:59:57.642", "w3wp.12", "ClientImplementation.SyncUpdates", DEFECT).replace('\t', " ");
    let log = format!("{before}{} {stack}", exception.trim_end());
    let end = before.len() + exception.len();
    for first in before.len()..end {
        for second in (first + 1..end).step_by(3) {
            let log = server(broken(&log, first, second));
            assert!(log.incident_count + log.partial_count > 0, "broken at {first} and {second}");
        }
    }
    let before = spaced(&line(THREAD, "AU", "## START ##  AU: Search for updates")) + " ";
    let log = before.clone() + &spaced(&pt(THREAD, "WARNING: SyncUpdates_WithRecovery failed.: 0x8024400e"));
    for first in before.len()..log.len() {
        for second in first + 1..log.len() {
            let log = client(broken(&log, first, second) + "\r\n");
            assert!(log.partial_count > 0, "broken at {first} and {second}");
        }
    }
}

#[test]
fn the_same_words_before_a_record_on_its_line_and_in_another_record_are_not_a_prefix() {
    let fault = |time: &str, id: &str| {
        let words = fault(time, "w3wp.12", id, "InternalServerError").replace('\t', " ");
        words.trim_end().replace(", ErrorCode", ",\r\nErrorCode") + " "
    };
    let ids = ["11111111-0000-0000-0000-000000000000", "22222222-0000-0000-0000-000000000000"];
    let log = server(fault("02:59:57.600", ids[0]) + &fault("02:59:57.700", ids[1]) + "\r\n");
    assert_eq!(log.faults.iter().map(|fault| fault.fault_id.as_deref()).collect::<Vec<_>>(), ids.map(Some));
}

#[test]
fn the_end_of_a_record_with_a_tools_path_behind_it_is_not_that_path() {
    let recovery = spaced(&pt(THREAD, "WARNING: SyncUpdates_WithRecovery failed.: 0x8024400e"));
    let next = spaced(&line(THREAD, "AU", "## START ##  AU: Search for updates"));
    let log = client(recovery.replace("SyncUpdates", "SyncUpd\r\nates") + "   WindowsUpdate.log:9:" + &next + "\r\n");
    assert_eq!(log.partial_count, 1);
}

#[test]
fn an_exception_in_the_record_of_a_fault_is_not_overlooked() {
    let spaced = |text: String| text.replace('\t', " ").replace("\r\n", " ");
    // Nobody reads this time stamp.
    let exception = spaced(defect("02:59:58.000", "w3wp.14")).replace("2008-06-14 ", "2008-06-14\r\n>");
    let upstream = "USS ThrowException: Actor = http://upstream/ServerSyncWebService/ServerSyncWebService.asmx, ID=1, ErrorCode=InternalServerError, Message=, Client=?";
    let upstream = spaced(record("02:59:57.000", "w3wp.12", "WsusService.LogException", upstream));
    let other = exception_and_fault("System.Data.SqlClient.SqlException: Timeout", &FRAMES);
    for before in [upstream.clone(), spaced(other)] {
        let log = server(before + &exception);
        assert!(log.partial_count > 0, "{log:?}");
    }
    let log = server(spaced(defect("02:59:57.000", "w3wp.12")) + &upstream.replace("2008-06-14 ", "2008-06-14\r\n>"));
    assert_eq!(log.incident_count + log.partial_count, 1);
}

/// An exception with its stack and its fault.
fn exception_and_fault(reported: &str, frames: &[&str]) -> String {
    exception("02:59:57.642", "w3wp.12", reported, "at", frames) + &fault("02:59:57.642", "w3wp.12", FAULT, "InternalServerError")
}

#[test]
fn a_stack_with_something_between_its_words_is_not_another_problems() {
    let log = exception_and_fault(DEFECT, &FRAMES).replace('\t', " ");
    let numbered = log.replace("at Microsoft", "at\r\n11. Microsoft").replace("at System", "at\r\n12. System");
    assert_eq!(server(&numbered).incident_count, 1);
    let within = log.replace("GetSyncInfo(", "Get\r\n13:SyncInfo(");
    assert!(server(&within).partial_count > 0);
    let before = log.replace("GetSyncInfo(", "GetSyncInfo\r\n13:(");
    assert!(server(&before).partial_count > 0);
}

#[test]
fn a_console_that_cut_the_first_records_cut_the_others_too() {
    let quiet = line(THREAD, "AU", "## START ##  AU: Search for updates on WSUS") + "\r\n";
    let log = cut(&(spaced(&quiet).repeat(100) + &spaced(&classic("0x8024400E", "InternalServerError(5)"))), 70);
    assert_eq!((client(&log).incident_count, client(&log).partial_count), (1, 0), "{log}");
}

#[test]
fn times_without_milliseconds_and_in_the_formats_of_other_cultures_are_read() {
    let whole = classic("0x8024400E", "InternalServerError(5)");
    let log = client(whole.replace(":617\t", "\t"));
    assert_eq!((log.incident_count, log.format), (1, ClientFormat::Classic));
    assert_eq!(log.first_time.unwrap().to_string(), "2008-06-13T19:59:56.000");
    for (date, time) in
        [("2018.10.21", "12.08.51.2046643"), ("2020-05-04", "12:08:51.2046643"), ("2018/10/21", "12.08.51.2046643")]
    {
        let log = client(export("InternalServerError", "8024400E").replace("2016/01/31", date).replace("12:08:51.2046643", time));
        assert_eq!((log.incident_count, log.format), (1, ClientFormat::EtwExport), "{date} {time}");
    }
}

#[test]
fn curly_quotation_marks_are_quotation_marks() {
    let log = classic("0x8024400E", "InternalServerError(5)");
    for (open, close) in [('\u{201C}', '\u{201D}'), ('\u{201E}', '\u{201C}'), ('\u{AB}', '\u{BB}')] {
        let curly =
            log.replacen("Method:\"", &format!("Method:{open}"), 1).replacen("SyncUpdates\"", &format!("SyncUpdates{close}"), 1);
        let method = client(curly).incidents[0].method.clone();
        assert_eq!(method.as_deref(), Some("http://www.microsoft.com/SoftwareDistribution/Server/ClientWebService/SyncUpdates"));
    }
}

#[test]
fn no_break_spaces_in_an_ansi_file_are_spaces() {
    let bytes: Vec<u8> = spaced(&classic("0x8024400E", "InternalServerError(5)"))
        .bytes()
        .map(|byte| if byte == b' ' { 0xA0 } else { byte })
        .collect();
    let log = client(bytes);
    assert_eq!((log.incident_count, log.encoding), (1, Encoding::Ansi));
    assert_eq!(log.incidents[0].server_url.as_deref(), Some(URL));
}

#[test]
fn what_windows_11_prints_after_the_servers_address_is_not_part_of_it() {
    let log = export("InternalServerError", "8024400E").replace(URL, &format!("{URL} (cV = aDy7qtdk3kKSDv75.0.1.0.0.2.0)"));
    assert_eq!(client(log).incidents[0].server_url.as_deref(), Some(URL));
}

#[test]
fn a_failure_whose_time_stamp_or_error_is_damaged_is_undecided() {
    let whole = classic("0x8024400E", "InternalServerError(5)");
    let failure = whole.lines().find(|line| line.contains("SyncUpdates failure")).unwrap();
    let damaged = |by: &dyn Fn(&str) -> String| client(whole.replace(failure, &by(failure)));
    for (what, log) in [
        ("stamp", damaged(&|line| line.replace("2008-06-13", "13.06.2008"))),
        ("error", damaged(&|line| line.replace("0x8024400E", "0x8024????"))),
        ("no stamp", damaged(&|line| line.split_once("PT").unwrap().1.to_owned())),
    ] {
        assert_eq!((log.incident_count, log.partial_count), (0, 1), "{what}");
    }
    // All of them.
    let log = client(whole.replace("2008-06-13", "13.06.2008"));
    assert_eq!((log.format, log.incident_count, log.partial_count), (ClientFormat::Unknown, 0, 1));
}

/// The parts of the expected document that the found one lacks: objects by the fields that are named, lists entry by entry.
fn differences(found: &Value, expected: &Value, place: &str) -> Vec<String> {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => expected
            .iter()
            .flat_map(|(name, value)| differences(found.get(name).unwrap_or(&Value::Null), value, &format!("{place}.{name}")))
            .collect(),
        (Value::Array(found), Value::Array(expected)) if found.len() == expected.len() => {
            found.iter().zip(expected).flat_map(|(found, expected)| differences(found, expected, &format!("{place}[]"))).collect()
        }
        _ if found == expected => Vec::new(),
        _ => vec![format!("{place}: {found} in place of {expected}")],
    }
}

#[test]
fn every_form_that_people_paste_has_its_answer() {
    let folder = fixture("pasted");
    let mut cases = 0;
    let mut wrong = Vec::new();
    for entry in fs::read_dir(&folder).unwrap() {
        let log = entry.unwrap().path();
        if log.extension().is_none_or(|extension| extension != "log") {
            continue;
        }
        cases += 1;
        let name = log.file_stem().unwrap().to_str().unwrap();
        let case: Value = serde_json::from_slice(&fs::read(log.with_extension("expected.json")).unwrap()).unwrap();
        let bytes = fs::read(&log).unwrap();
        let document = match case["log"].as_str() {
            Some("client") => serde_json::to_value(client(&bytes)).unwrap(),
            _ => serde_json::to_value(server(&bytes)).unwrap(),
        };
        wrong.extend(differences(&document, &case["expected"], name));
        if let Some(verdict) = case.get("verdict") {
            let machine = AssessOptions { client_logs: Some(vec![log.clone()]), ..AssessOptions::default() };
            let assessment = serde_json::to_value(wsus954960::assess(&machine).unwrap()).unwrap();
            wrong.extend(differences(&assessment["verdict"], verdict, &format!("{name}, its verdict")));
        }
    }
    assert!(wrong.is_empty() && cases == 28, "{cases} cases: {wrong:#?}");
}
