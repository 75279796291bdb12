//! The verdict is a function of values, so its table and its laws are tested with values.

use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate, TimeDelta};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use wsus954960::internals::advisory::releases::RULES;
use wsus954960::internals::advisory::remedies::Remedy;
use wsus954960::internals::advisory::troubles::Trouble;
use wsus954960::internals::find::discovery::Subject;
use wsus954960::{Error, Office2003};

use wsus954960::internals::judge::correlate::{Correlation, CorrelationResult, compare};
use wsus954960::internals::judge::grounds::{Ground, Silence, Span};
use wsus954960::internals::judge::verdict::{self, Decision, Findings, Verdict};
use wsus954960::internals::judge::version::{VersionCheck, classify};
use wsus954960::internals::recognise::client_scan::{ClientFormat, ClientIncident, ClientScan, OtherFailure};
use wsus954960::internals::recognise::server_scan::{ServerIncident, ServerScan};
use wsus954960::internals::values::file_version::FileVersion;
use wsus954960::internals::values::occurrences::Occurrence;
use wsus954960::internals::values::problem::Problem;
use wsus954960::internals::values::time::{LocalTime, Since, UtcTime};

use crate::support::*;

/// What was found on a machine: [`Findings`] that own their parts.
#[derive(Clone, Debug)]
struct Evidence {
    name: Option<&'static str>,
    is_server: bool,
    looked_for_server: bool,
    elsewhere: Vec<String>,
    version: Option<VersionCheck>,
    client_logs: Vec<ClientScan>,
    since: Option<Since>,
    server_logs: Vec<ServerScan>,
    correlations: Vec<Correlation>,
    office2003: Office2003,
    update_server: Option<&'static str>,
    errors: Vec<(Subject, Error)>,
}

/// A machine on which WSUS was looked for and not found.
fn client_with(logs: impl Into<Vec<ClientScan>>) -> Evidence {
    Evidence {
        name: None,
        is_server: false,
        looked_for_server: true,
        elsewhere: Vec::new(),
        version: None,
        client_logs: logs.into(),
        since: None,
        server_logs: Vec::new(),
        correlations: Vec::new(),
        office2003: Office2003::default(),
        update_server: None,
        errors: Vec::new(),
    }
}

/// A machine with WSUS, but without its DLL.
fn server_without_dll() -> Evidence {
    Evidence { is_server: true, ..client_with([]) }
}

/// A machine with WSUS, whose DLL has this version.
fn server_of(version: &str) -> Evidence {
    Evidence { version: Some(check(version)), ..server_without_dll() }
}

fn check(version: &str) -> VersionCheck {
    classify("Microsoft.UpdateServices.WebServices.Client.dll".as_ref(), version.parse().ok())
}

impl Evidence {
    fn decide(&self) -> Decision {
        verdict::decide(&Findings {
            name: self.name,
            is_server: self.is_server,
            looked_for_server: self.looked_for_server,
            elsewhere: &self.elsewhere,
            version: self.version.as_ref(),
            client_logs: &self.client_logs,
            since: self.since,
            server_logs: &self.server_logs,
            correlations: &self.correlations,
            office2003: &self.office2003,
            update_server: self.update_server,
            errors: &self.errors,
        })
    }

    fn client_log(mut self, log: ClientScan) -> Self {
        self.client_logs.push(log);
        self
    }

    fn server_log(mut self, log: ServerScan) -> Self {
        self.server_logs.push(log);
        self
    }

    fn correlated(mut self, id: &str, result: CorrelationResult) -> Self {
        self.correlations.push(correlation(id, result));
        self
    }

    fn unreadable(mut self, subject: Subject) -> Self {
        self.errors.push((subject, error()));
        self
    }

    fn elsewhere(mut self) -> Self {
        self.elsewhere.push(r"D:\WSUS".into());
        self
    }

    fn with_office(mut self) -> Self {
        (self.office2003.present, self.office2003.evidence) = (Some(true), vec!["WINWORD.EXE".into()]);
        self
    }
}

fn error() -> Error {
    Error::about("C:/evidence".as_ref(), Problem::FolderForFile {})
}

fn correlation(id: &str, result: CorrelationResult) -> Correlation {
    let mut correlation = compare(id, local(0), None);
    correlation.result = result;
    correlation
}

fn local(hour: i64) -> LocalTime {
    LocalTime(NaiveDate::from_ymd_opt(2008, 6, 13).unwrap().and_hms_opt(0, 0, 0).unwrap() + TimeDelta::hours(hour))
}

fn utc(hour: i64) -> UtcTime {
    UtcTime(DateTime::from_naive_utc_and_offset(local(hour).0, chrono::Utc))
}

const THREAD: (u32, &str) = (788, "ee4");

/// Another fault's id.
const SECOND: &str = "00000000-0000-0000-0000-000000000002";

/// A client's log without a failure, changed.
fn client_log(change: impl FnOnce(&mut ClientScan)) -> ClientScan {
    static CLEAN: LazyLock<ClientScan> = LazyLock::new(|| client(text(&[sync_start(THREAD)])));
    let mut log = CLEAN.clone();
    change(&mut log);
    log
}

fn clean() -> ClientScan {
    client_log(|_| ())
}

fn stub() -> ClientScan {
    client_log(|log| log.format = ClientFormat::EtwStub)
}

fn undecoded() -> ClientScan {
    client_log(|log| (log.format, log.undecoded) = (ClientFormat::Unknown, true))
}

fn client_incident(id: Option<&str>, hour: i64, line: u64) -> ClientIncident {
    static INCIDENT: LazyLock<ClientIncident> =
        LazyLock::new(|| client(text(&[sync_start(THREAD), signature(THREAD, FAULT)])).incidents.remove(0));
    let mut incident = INCIDENT.clone();
    (incident.fault_id, incident.time, incident.line) = (id.map(str::to_owned), local(hour), line);
    incident
}

fn fail(log: &mut ClientScan, incident: ClientIncident) {
    log.incidents.push(incident);
    log.incident_count += 1;
}

/// A client's log with a failure for each of the faults.
fn failed(ids: &[&str]) -> ClientScan {
    client_log(|log| ids.iter().for_each(|id| fail(log, client_incident(Some(id), 1, 4))))
}

/// A server's log without the defect's exception, changed.
fn server_log(change: impl FnOnce(&mut ServerScan)) -> ServerScan {
    static CLEAN: LazyLock<ServerScan> =
        LazyLock::new(|| server(record("02:59:57.642", "w3wp.12", "Client.SyncUpdates", "nothing of interest")));
    let mut log = CLEAN.clone();
    change(&mut log);
    log
}

fn server_incident(hour: i64, line: u64) -> ServerIncident {
    static INCIDENT: LazyLock<ServerIncident> = LazyLock::new(|| server(defect("02:59:57.642", "w3wp.12")).incidents.remove(0));
    let mut incident = INCIDENT.clone();
    (incident.time, incident.line) = (utc(hour), line);
    incident
}

fn strike(log: &mut ServerScan, incident: ServerIncident) {
    log.incidents.push(incident);
    log.incident_count += 1;
}

/// A client's log with failures of another kind, so many.
fn failed_otherwise(kind: &str, count: u64) -> ClientScan {
    let occurrence = Occurrence { count, first: Some(local(0)), last: Some(local(count as i64)) };
    client_log(|log| log.other_failure_details = vec![OtherFailure::new(kind, occurrence)])
}

/// A server's log with a fault of another exception.
fn faulted() -> ServerScan {
    static FAULTED: LazyLock<ServerScan> = LazyLock::new(|| {
        let stack = exception("02:59:57.642", "w3wp.12", "System.OutOfMemoryException: x", "at", &FRAMES[2..]);
        server(stack + &fault("02:59:57.642", "w3wp.12", FAULT, "InternalServerError"))
    });
    server_log(|log| log.other_fault_details.clone_from(&FAULTED.other_fault_details))
}

/// A server's log with the defect's exception.
fn struck() -> ServerScan {
    server_log(|log| strike(log, server_incident(1, 7)))
}

const WSUS2: &str = "2.0.0.2620";
const RTM: &str = "3.0.6000.374";
const SP1: &str = "3.1.6001.65";
const UPDATED: &str = "3.1.6001.66";
const SP2: &str = "3.1.7600.226";
const UNKNOWN: &str = "4.0.0.0";

/// A situation, its verdict, the codes of the reasons and the remedies, in order.
type Row = (&'static str, Evidence, Verdict, &'static str, &'static str);

#[rustfmt::skip]
fn table() -> Vec<Row> {
    use CorrelationResult::{Confirmed, Refuted, Unmatched};
    use Verdict::{Affected, Blocked, Clear, Exposed, Fixed, Indeterminate, NotAffected};
    let blocked = || client_with([failed(&[FAULT])]);
    let exposed = || server_of(SP1);
    vec![
        // An affected release: its version decides, whatever else could not be read.
        ("SP1", exposed(), Exposed, "affectedRelease noFailuresInLogs", "installKb954960 workaround"),
        ("RTM", server_of(RTM), Exposed, "affectedRelease noFailuresInLogs", "upgradeToSp1 workaround"),
        ("RTM that was struck", server_of(RTM).server_log(struck()), Affected, "affectedRelease failuresInServerLog", "upgradeToSp1 workaround"),
        ("SP1, a clean log", exposed().server_log(server_log(|_| ())), Exposed, "affectedRelease noFailuresInLogs", "installKb954960 workaround"),
        ("SP1, its log shows the exception", exposed().server_log(struck()), Affected, "affectedRelease failuresInServerLog", "installKb954960 workaround"),
        ("SP1, a client's failure alone", exposed().client_log(failed(&[FAULT])), Exposed, "affectedRelease failuresInClientLog noFailuresInLogs", "installKb954960 workaround"),
        ("SP1, unmatched", exposed().client_log(failed(&[FAULT])).correlated(FAULT, Unmatched), Exposed, "affectedRelease failuresInClientLog noFailuresInLogs", "installKb954960 workaround"),
        ("SP1, confirmed", exposed().client_log(failed(&[FAULT])).correlated(FAULT, Confirmed), Affected, "affectedRelease failuresInClientLog failuresConfirmed", "installKb954960 workaround"),
        ("SP1, refuted", exposed().client_log(failed(&[FAULT])).correlated(FAULT, Refuted), Exposed, "affectedRelease failuresRefuted noFailuresInLogs", "installKb954960 workaround"),
        ("SP1, a failure at another server", Evidence { name: Some("WSUS77"), ..exposed() }.client_log(failed(&[FAULT])), Exposed, "affectedRelease failuresInClientLog failuresAtAnotherServer noFailuresInLogs", "installKb954960 workaround"),
        ("SP1 with Office 2003", exposed().with_office(), Exposed, "affectedRelease noFailuresInLogs office2003Present", "installKb954960 workaround"),
        ("SP1, another DLL unreadable", exposed().unreadable(Subject::Wsus), Exposed, "affectedRelease noFailuresInLogs", "installKb954960 workaround"),
        ("SP1, another folder elsewhere", exposed().elsewhere(), Exposed, "affectedRelease noFailuresInLogs", "installKb954960 workaround"),

        // A release without the defect: only if no other DLL may count.
        ("SP1 with the update", server_of(UPDATED), Fixed, "fixedRelease", ""),
        ("SP2", server_of(SP2), Fixed, "fixedRelease", ""),
        ("fixed, its log shows the exception", server_of(UPDATED).server_log(struck()), Fixed, "fixedRelease failuresOnFixedServer failuresInServerLog", "reviewFailures"),
        ("fixed, confirmed", server_of(UPDATED).client_log(failed(&[FAULT])).correlated(FAULT, Confirmed), Fixed, "fixedRelease failuresOnFixedServer failuresInClientLog failuresConfirmed", "reviewFailures"),
        ("fixed, a client's failure alone", server_of(UPDATED).client_log(failed(&[FAULT])), Fixed, "fixedRelease failuresInClientLog", ""),
        ("fixed, logs unreadable", server_of(UPDATED).unreadable(Subject::ServerLog).unreadable(Subject::ClientLog), Fixed, "fixedRelease", ""),
        ("fixed, another DLL unreadable", server_of(UPDATED).unreadable(Subject::Wsus), Indeterminate, "dllUnreadable", "completeEvidence"),
        ("fixed, another folder elsewhere", server_of(UPDATED).elsewhere(), Indeterminate, "wsusElsewhere", "completeEvidence"),
        ("WSUS 2.0", server_of(WSUS2), NotAffected, "notAffectedRelease", ""),
        ("WSUS 2.0, another DLL unreadable", server_of(WSUS2).unreadable(Subject::Wsus), Indeterminate, "dllUnreadable", "completeEvidence"),
        ("WSUS 2.0, another folder elsewhere", server_of(WSUS2).elsewhere(), Indeterminate, "wsusElsewhere", "completeEvidence"),

        // A server of an unknown release.
        ("a version of no release", server_of(UNKNOWN), Indeterminate, "unknownRelease", "completeEvidence"),
        ("no version", server_of("none"), Indeterminate, "unknownRelease", "completeEvidence"),
        ("a version of no release that was struck", server_of(UNKNOWN).server_log(struck()), Indeterminate, "unknownRelease failuresInServerLog", "completeEvidence"),
        ("a version of no release, another DLL unreadable", server_of(UNKNOWN).unreadable(Subject::Wsus), Indeterminate, "dllUnreadable", "completeEvidence"),
        ("a version of no release, another folder elsewhere", server_of(UNKNOWN).elsewhere(), Indeterminate, "wsusElsewhere", "completeEvidence"),
        ("no DLL", server_without_dll(), Indeterminate, "dllMissing", "completeEvidence"),
        ("no DLL, a clean client", server_without_dll().client_log(clean()), Indeterminate, "dllMissing", "completeEvidence"),
        ("no DLL, struck", server_without_dll().client_log(failed(&[FAULT])).server_log(struck()).correlated(FAULT, Confirmed), Indeterminate, "dllMissing failuresInServerLog failuresInClientLog failuresConfirmed", "completeEvidence"),
        ("the DLL unreadable", server_without_dll().unreadable(Subject::Wsus), Indeterminate, "dllUnreadable", "completeEvidence"),
        ("the DLL elsewhere", server_without_dll().elsewhere(), Indeterminate, "wsusElsewhere", "completeEvidence"),
        ("the DLL elsewhere, something unreadable", server_without_dll().elsewhere().unreadable(Subject::Wsus), Indeterminate, "wsusElsewhere", "completeEvidence"),

        // It is not known whether there is a server.
        ("perhaps a server, a clean client", client_with([clean()]).unreadable(Subject::Wsus), Indeterminate, "serverUnknown", "completeEvidence"),
        ("perhaps a server, a client's failure", blocked().unreadable(Subject::Wsus), Indeterminate, "serverUnknown failuresInClientLog", "completeEvidence"),
        ("a server elsewhere, a clean client", client_with([clean()]).elsewhere(), Indeterminate, "wsusElsewhere", "completeEvidence"),
        ("a server elsewhere, a client's failure", blocked().elsewhere(), Indeterminate, "wsusElsewhere failuresInClientLog", "completeEvidence"),

        // A client: its log decides.
        ("clean", client_with([clean()]), Clear, "clientLogClean", ""),
        ("a failure", blocked(), Blocked, "failuresInClientLog noServer", "checkServer"),
        ("unmatched", blocked().correlated(FAULT, Unmatched), Blocked, "failuresInClientLog noServer", "checkServer"),
        ("confirmed", blocked().correlated(FAULT, Confirmed), Blocked, "failuresInClientLog noServer failuresConfirmed", "checkServer"),
        ("refuted", blocked().correlated(FAULT, Refuted), Clear, "clientLogClean failuresRefuted", ""),
        ("one of two refuted", client_with([failed(&[FAULT, SECOND])]).correlated(FAULT, Refuted), Blocked, "failuresInClientLog noServer failuresRefuted", "checkServer"),
        ("failures that are counted only", client_with([client_log(|log| (log.incident_count, log.incidents_omitted) = (2, 2))]), Blocked, "failuresInClientLog noServer", "checkServer"),
        ("a failure with Office 2003", blocked().with_office(), Blocked, "failuresInClientLog noServer office2003Present", "checkServer"),
        ("a failure, another log unreadable", blocked().unreadable(Subject::ClientLog), Blocked, "failuresInClientLog noServer", "checkServer"),
        ("a failure, another one undecided", client_with([client_log(|log| log.partial_count = 1), failed(&[FAULT])]), Blocked, "failuresInClientLog noServer", "checkServer"),
        ("clean, another machine's server was struck", client_with([clean()]).server_log(struck()), Clear, "clientLogClean failuresInServerLog", ""),
        ("clean, what has no part in it unreadable", client_with([clean()]).unreadable(Subject::Office).unreadable(Subject::ServerLog), Clear, "clientLogClean", ""),
        ("a stub and its export", client_with([stub(), client_log(|log| log.format = ClientFormat::EtwExport)]), Clear, "clientLogClean", ""),

        // What it is when it is not this problem.
        ("clean, but failed otherwise", client_with([failed_otherwise("0x8024402C", 2)]), Clear, "clientLogClean otherFailures", ""),
        ("a failure, and others", client_with([failed(&[FAULT]), failed_otherwise("0x8024402C", 2)]), Blocked, "failuresInClientLog noServer", "checkServer"),
        ("undecided, but failed otherwise", client_with([client_log(|log| log.cut_off = true), failed_otherwise("0x8024402C", 2)]), Indeterminate, "clientLogCutOff otherFailures", "completeEvidence"),
        ("refuted by another exception", blocked().server_log(faulted()).correlated(FAULT, Refuted), Clear, "clientLogClean failuresRefuted otherFaults", ""),
        ("one of two refuted by another exception", client_with([failed(&[FAULT, SECOND])]).server_log(faulted()).correlated(FAULT, Refuted), Blocked, "failuresInClientLog noServer failuresRefuted otherFaults", "checkServer"),
        ("fixed, with other faults", server_of(UPDATED).server_log(faulted()), Fixed, "fixedRelease otherFaults", ""),
        ("SP1, with other faults", exposed().server_log(faulted()), Exposed, "affectedRelease noFailuresInLogs", "installKb954960 workaround"),

        // A client's log that does not prove that there was no failure.
        ("no log", client_with([]), Indeterminate, "clientLogMissing", "completeEvidence"),
        ("the log unreadable", client_with([]).unreadable(Subject::ClientLog), Indeterminate, "clientLogUnreadable", "completeEvidence"),
        ("a clean log, another one unreadable", client_with([clean()]).unreadable(Subject::ClientLog), Indeterminate, "clientLogUnreadable", "completeEvidence"),
        ("not decoded", client_with([undecoded()]), Indeterminate, "clientLogNotDecoded", "exportAgain"),
        ("a stub", client_with([stub()]), Indeterminate, "clientLogIsEtwStub", "convertEtwLog"),
        ("a stub and a classic log", client_with([stub(), clean()]), Indeterminate, "clientLogIsEtwStub", "convertEtwLog"),
        ("a stub and an export that is not decoded", client_with([stub(), undecoded()]), Indeterminate, "clientLogNotDecoded clientLogIsEtwStub", "exportAgain"),
        ("not a log", client_with([client_log(|log| log.format = ClientFormat::Unknown)]), Indeterminate, "clientLogNotRecognised", "completeEvidence"),
        ("an undecided failure", client_with([client_log(|log| log.partial_count = 1)]), Indeterminate, "clientFailureCutOff", "completeEvidence"),
        ("two encodings", client_with([client_log(|log| log.mixed_encodings = true)]), Indeterminate, "clientLogMixedEncodings", "completeEvidence"),
        ("cut off", client_with([client_log(|log| log.cut_off = true)]), Indeterminate, "clientLogCutOff", "completeEvidence"),
        ("several doubts", client_with([clean(), client_log(|log| (log.mixed_encodings, log.cut_off) = (true, true))]).unreadable(Subject::ClientLog), Indeterminate, "clientLogUnreadable clientLogMixedEncodings clientLogCutOff", "completeEvidence"),
        ("refuted, but cut off", client_with([client_log(|log| { fail(log, client_incident(Some(FAULT), 1, 4)); log.cut_off = true; })]).correlated(FAULT, Refuted), Indeterminate, "clientLogCutOff failuresRefuted", "completeEvidence"),
    ]
}

#[test]
fn the_most_frequent_other_failures_of_all_logs_come_first() {
    let kinds = ["0x80244010", "0x8024402C", "0x8024400D/ConfigChanged(2)", "0x80072EE2", "0x8024402C"];
    let logs: Vec<ClientScan> = kinds.iter().zip([3, 2, 4, 1, 5]).map(|(kind, count)| failed_otherwise(kind, count)).collect();
    let reasons = client_with(logs).decide().reasons;
    let told: Vec<_> = reasons
        .iter()
        .filter_map(|reason| match reason {
            Ground::OtherFailures { code, error_code, name, trouble, count, last } => {
                Some((&**code, error_code.as_deref(), name.as_deref().unwrap(), trouble.unwrap(), *count, last.unwrap()))
            }
            _ => None,
        })
        .collect();
    assert_eq!(
        told,
        [
            ("0x8024402C", None, "WU_E_PT_WINHTTP_NAME_NOT_RESOLVED", Trouble::NameResolution, 7, local(5)),
            ("0x8024400D", Some("ConfigChanged(2)"), "WU_E_PT_SOAP_CLIENT", Trouble::ConfigurationChanged, 4, local(4)),
            ("0x80244010", None, "WU_E_PT_EXCEEDED_MAX_SERVER_TRIPS", Trouble::RoundTrips, 3, local(3)),
        ]
    );
}

fn codes(decision: &Decision) -> Vec<&'static str> {
    decision.reasons.iter().map(Ground::code).collect()
}

fn remedies(decision: &Decision) -> Vec<&'static str> {
    decision.remediation.iter().map(|remedy| remedy.name()).collect()
}

#[test]
fn every_situation_has_its_verdict_its_reasons_and_its_remedies() {
    for (situation, evidence, verdict, reasons, remediation) in table() {
        let decision = evidence.decide();
        assert_eq!(decision.verdict, verdict, "{situation}: {:?}", decision.reasons);
        assert_eq!(codes(&decision).join(" "), reasons, "{situation}");
        assert_eq!(remedies(&decision).join(" "), remediation, "{situation}");
    }
}

#[test]
fn the_table_has_every_verdict_reason_and_remedy() {
    let rows = table();
    let has = |name: &str, column: fn(&Row) -> &'static str| rows.iter().any(|row| column(row).split(' ').any(|own| own == name));
    let verdicts = Verdict::ALL.iter().filter(|verdict| !rows.iter().any(|row| row.2 == **verdict)).map(|verdict| verdict.name());
    let reasons = Ground::CODES.iter().copied().filter(|code| !has(code, |row| row.3));
    let remedies = Remedy::ALL.iter().map(|remedy| remedy.name()).filter(|name| !has(name, |row| row.4));
    assert_eq!(verdicts.chain(reasons).chain(remedies).collect::<Vec<_>>(), Vec::<&str>::new(), "not in the table");
}

#[test]
fn reasons_count_the_failures_that_are_not_refuted_and_name_the_days_of_the_logs() {
    use CorrelationResult::{Confirmed, Refuted};
    let log = client_log(|log| {
        for (hour, id) in [FAULT, "3", SECOND, SECOND].into_iter().enumerate() {
            fail(log, client_incident(Some(id), hour as i64, hour as u64));
        }
        log.incident_count += 10;
        log.incidents_omitted = 10;
    });
    let evidence = client_with([log]).correlated(FAULT, Confirmed).correlated(SECOND, Refuted);
    let evidence = Evidence { update_server: Some("http://wsus01"), ..evidence };
    // The last one that is not refuted.
    let path = Some("test".to_owned());
    let reasons = [
        Ground::FailuresInClientLog { count: 12, confirmed: 1, path, line: Some(1) },
        Ground::NoServer { looked_for_server: true, server: Some("http://wsus01".into()) },
        Ground::FailuresConfirmed { count: 1 },
        Ground::FailuresRefuted { count: 2 },
    ];
    assert_eq!(evidence.decide().reasons, reasons);

    let first = client_log(|log| (log.first_time, log.last_time) = (Some(local(30)), Some(local(50))));
    let second = client_log(|log| (log.first_time, log.last_time) = (Some(local(5)), Some(local(20))));
    let span = |since: Option<&str>, ends_before_since| Span {
        logs: 2,
        first: Some("2008-06-13".into()),
        last: Some("2008-06-15".into()),
        since: since.map(str::to_owned),
        ends_before_since,
    };
    let evidence = Evidence { looked_for_server: false, ..client_with([first, second]) };
    for (since, span) in [
        (None, span(None, false)),
        (Some("2008-06-14T13:30"), span(Some("2008-06-14 13:30:00"), false)),
        (Some("2008-08-04"), span(Some("2008-08-04"), true)),
    ] {
        let evidence = Evidence { since: since.and_then(Since::parse), ..evidence.clone() };
        assert_eq!(evidence.decide().reasons, [Ground::ClientLogClean { looked_for_server: false, refuted: 0, span }]);
    }
}

#[test]
fn the_latest_failure_is_the_one_that_is_named_whatever_the_logs_are_called() {
    let client = |path: &str, hour| {
        client_log(|log| {
            log.path = path.into();
            fail(log, client_incident(None, hour, 4));
        })
    };
    let server = |path: &str, hour| {
        server_log(|log| {
            log.path = path.into();
            strike(log, server_incident(hour, 7));
        })
    };
    // Older logs come after the current one in the order of their names.
    let mut evidence = server_of(SP1).client_log(client("w.log", 2)).client_log(client("w.log.old", 1));
    evidence = evidence.server_log(server("s.log", 2)).server_log(server("s.log.old", 1));
    let reasons = evidence.decide().reasons;
    assert_eq!(reasons[1], Ground::FailuresInServerLog { count: 2, path: Some("s.log".into()), line: Some(7) });
    assert_eq!(reasons[2], Ground::FailuresInClientLog { count: 2, confirmed: 0, path: Some("w.log".into()), line: Some(4) });
}

#[test]
fn an_exposed_servers_reason_says_whether_its_logs_prove_that_there_was_no_failure() {
    let silence = |evidence: Evidence| match evidence.decide().reasons.pop() {
        Some(Ground::NoFailuresInLogs { server_logs, .. }) => server_logs,
        other => panic!("{other:?}"),
    };
    let exposed = || server_of(SP1);
    let whole = || server_log(|_| ());
    assert_eq!(silence(exposed()), Silence::Missing);
    assert_eq!(silence(exposed().server_log(whole())), Silence::Conclusive);
    assert_eq!(silence(exposed().unreadable(Subject::ServerLog)), Silence::Unreadable);
    assert_eq!(silence(exposed().server_log(whole()).unreadable(Subject::ServerLog)), Silence::Unreadable);
    let doubts: [fn(&mut ServerScan); 4] =
        [|log| log.first_time = None, |log| log.partial_count = 1, |log| log.mixed_encodings = true, |log| log.cut_off = true];
    for doubt in doubts {
        assert_eq!(silence(exposed().server_log(whole()).server_log(server_log(doubt))), Silence::Inconclusive);
    }
}

#[test]
fn an_address_of_this_machine_is_not_another_servers() {
    let is_at_another = |name, url: Option<&str>| {
        let mut incident = client_incident(None, 0, 1);
        incident.server_url = url.map(str::to_owned);
        let evidence = Evidence { name, ..server_of(SP1) }.client_log(client_log(|log| fail(log, incident)));
        codes(&evidence.decide()).contains(&"failuresAtAnotherServer")
    };
    for url in ["http://wsus02", "https://wsus02:8531/x.asmx", "http://wsus02.contoso.com/x", "http://WSUS01X/", "wsus02"] {
        assert!(is_at_another(Some("WSUS01"), Some(url)), "{url}");
        assert!(!is_at_another(None, Some(url)), "{url}");
    }
    // A numeric address may belong to any machine.
    let own =
        ["http://wsus01", "https://WSUS01:8531/x.asmx", "http://wsus01.contoso.com/x", "http://localhost:8530", "", "http:///x"];
    for url in
        own.into_iter().chain(["http://127.0.0.1/x", "http://10.1.2.3:8530/x", "http://[::1]/x", "http://[fe80::17]:8530/x"])
    {
        assert!(!is_at_another(Some("WSUS01"), Some(url)), "{url}");
    }
    assert!(!is_at_another(Some("WSUS01"), None));
    for name in ["10.1.2.3", "fe80::17"] {
        assert!(!is_at_another(Some(name), Some("http://wsus01/x")), "{name}");
    }
}

/// Ids of faults; few, so that failures and correlations match.
const IDS: [&str; 3] = ["1", "2", "3"];

fn rarely() -> impl Strategy<Value = bool> {
    prop::bool::weighted(0.1)
}

/// A small number, mostly 0.
fn few() -> impl Strategy<Value = u64> {
    prop_oneof![8 => Just(0), 1 => 1_u64..4]
}

/// Addresses of servers, some of them the machine's own.
const URLS: [Option<&str>; 4] =
    [None, Some("http://wsus01/x"), Some("https://wsus02.contoso.com:8531/x"), Some("http://10.1.2.3/x")];

fn any_client_incident() -> impl Strategy<Value = ClientIncident> {
    (prop::option::of(select(&IDS[..])), select(&URLS[..]), 0_i64..4, 1_u64..4).prop_map(|(id, url, hour, line)| {
        let mut incident = client_incident(id, hour, line);
        incident.server_url = url.map(str::to_owned);
        incident
    })
}

fn any_client_log() -> impl Strategy<Value = ClientScan> {
    use ClientFormat::{Classic, EtwExport, EtwStub, Unknown};
    let format = prop_oneof![6 => Just(Classic), 2 => Just(EtwExport), 1 => Just(EtwStub), 1 => Just(Unknown)];
    let incidents = prop_oneof![2 => Just(Vec::new()), 1 => prop::collection::vec(any_client_incident(), 1..4)];
    let flags = (any::<bool>(), rarely(), rarely());
    (select(&["a", "b", "c"][..]), format, flags, incidents, few(), few(), prop::option::of(0_i64..99)).prop_map(
        |(path, format, (undecoded, mixed_encodings, cut_off), incidents, omitted, partial_count, hour)| {
            client_log(|log| {
                log.path = path.into();
                (log.format, log.undecoded) = (format, undecoded && format == Unknown);
                (log.mixed_encodings, log.cut_off, log.partial_count) = (mixed_encodings, cut_off, partial_count);
                (log.first_time, log.last_time) = (hour.map(local), hour.map(|hour| local(hour + 9)));
                log.incidents_omitted = if incidents.is_empty() { 0 } else { omitted };
                log.incident_count = incidents.len() as u64 + log.incidents_omitted;
                log.incidents = incidents;
                if omitted > 0 {
                    log.other_failure_details = failed_otherwise("0x8024402C", omitted).other_failure_details;
                }
            })
        },
    )
}

fn any_server_log() -> impl Strategy<Value = ServerScan> {
    let incidents = prop_oneof![4 => Just(Vec::new()), 1 => prop::collection::vec((0_i64..4, 1_u64..4), 1..3)];
    (select(&["d", "e", "f"][..]), rarely(), rarely(), few(), incidents, prop::option::weighted(0.9, 0_i64..99)).prop_map(
        |(path, mixed_encodings, cut_off, partial_count, incidents, hour)| {
            server_log(|log| {
                log.path = path.into();
                (log.mixed_encodings, log.cut_off, log.partial_count) = (mixed_encodings, cut_off, partial_count);
                (log.first_time, log.last_time) = (hour.map(utc), hour.map(|hour| utc(hour + 9)));
                incidents.iter().for_each(|(hour, line)| strike(log, server_incident(*hour, *line)));
                if partial_count > 0 {
                    log.other_fault_details = faulted().other_fault_details;
                }
            })
        },
    )
}

/// A correlation for some of the ids.
fn any_correlations() -> impl Strategy<Value = Vec<Correlation>> {
    use CorrelationResult::{Confirmed, Refuted, Unmatched};
    let result = || select(&[None, Some(Confirmed), Some(Refuted), Some(Unmatched)][..]);
    [result(), result(), result()]
        .prop_map(|results| IDS.into_iter().zip(results).filter_map(|(id, result)| Some(correlation(id, result?))).collect())
}

fn any_subject() -> impl Strategy<Value = Subject> {
    select(&[Subject::Wsus, Subject::ServerLog, Subject::ClientLog, Subject::Office][..])
}

/// A version for any rule of the table, or any other, or none.
fn any_version() -> impl Strategy<Value = VersionCheck> {
    let of_rule = (0..RULES.len()).prop_map(|rule| {
        let rule = &RULES[rule];
        let (build, revision) = *rule.builds.end();
        Some(FileVersion::new(*rule.majors.start(), 0, build, revision))
    });
    let any = any::<[u16; 4]>().prop_map(|[major, minor, build, revision]| Some(FileVersion::new(major, minor, build, revision)));
    prop_oneof![6 => of_rule, 1 => any, 1 => Just(None)].prop_map(|version| classify("x.dll".as_ref(), version))
}

prop_compose! {
    fn any_evidence()(
        name in select(&[None, Some("WSUS01"), Some("10.1.2.3")][..]),
        (is_server, looked_for_server) in (rarely(), any::<bool>()),
        is_elsewhere in rarely(),
        version in prop::option::of(any_version()),
        client_logs in prop::collection::vec(any_client_log(), 0..4),
        server_logs in prop::collection::vec(any_server_log(), 0..3),
        correlations in any_correlations(),
        has_office in rarely(),
        errors in prop_oneof![2 => Just(Vec::new()), 1 => prop::collection::vec(any_subject(), 1..4)],
    ) -> Evidence {
        let mut evidence = Evidence {
            name, is_server: is_server || version.is_some(), looked_for_server, version, client_logs, server_logs, correlations, ..client_with([])
        };
        if is_elsewhere {
            evidence = evidence.elsewhere();
        }
        if has_office {
            evidence = evidence.with_office();
        }
        errors.into_iter().fold(evidence, Evidence::unreadable)
    }
}

/// How clean a verdict is: for a baseline, compliant is cleaner than unknown, and unknown is cleaner than not compliant.
fn cleanness(decision: &Decision) -> u8 {
    match decision.verdict.compliant() {
        Some(false) => 0,
        None => 1,
        Some(true) => 2,
    }
}

/// The codes of the reasons that report failures, without their counts.
fn failures(decision: &Decision) -> Vec<&'static str> {
    codes(decision).into_iter().filter(|code| code.starts_with("failures") && *code != "failuresOnFixedServer").collect()
}

/// What the loss of a piece of evidence may do to a decision: leave its verdict as it is, or make it indeterminate. A defect stays one, unless
/// it is a client's and it is no longer known that the machine is only a client. The same failures are reported as before.
fn is_no_cleaner(before: &Decision, after: &Decision) -> Result<(), TestCaseError> {
    if after.verdict != before.verdict {
        prop_assert_eq!(after.verdict, Verdict::Indeterminate);
        prop_assert!(!matches!(before.verdict, Verdict::Affected | Verdict::Exposed));
    }
    let [mut reported, mut still_reported] = [failures(before), failures(after)];
    reported.sort_unstable();
    still_reported.sort_unstable();
    // For a mere client, every server is another machine.
    still_reported.retain(|code| *code != "failuresAtAnotherServer" || reported.contains(code));
    prop_assert_eq!(reported, still_reported);
    Ok(())
}

#[test]
fn the_generated_evidence_is_of_every_kind() {
    let mut runner = TestRunner::deterministic();
    let mut seen = Vec::new();
    for _ in 0..2000 {
        let decision = any_evidence().new_tree(&mut runner).unwrap().current().decide();
        seen.push(decision.verdict.name());
        seen.extend(codes(&decision));
    }
    let names = Verdict::ALL.iter().map(|verdict| verdict.name()).chain(Ground::CODES.iter().copied());
    assert_eq!(names.filter(|name| !seen.contains(name)).collect::<Vec<_>>(), Vec::<&str>::new(), "never generated");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn one_more_error_never_makes_it_cleaner(evidence in any_evidence(), subject in any_subject()) {
        let (before, after) = (evidence.decide(), evidence.clone().unreadable(subject).decide());
        is_no_cleaner(&before, &after)?;
        // A failure stays one, unless it is unclear whose it is.
        prop_assert!(after.verdict == before.verdict || before.verdict != Verdict::Blocked || subject == Subject::Wsus);
        // Subjects that have no part in the verdict do not change it.
        if matches!(subject, Subject::Office | Subject::ServerLog) {
            prop_assert_eq!(after.verdict, before.verdict);
        }
        prop_assert_eq!(evidence.unreadable(subject).unreadable(subject).decide(), after, "how many errors there are does not matter");
    }

    #[test]
    fn a_folder_of_wsus_that_could_not_be_looked_into_never_makes_it_cleaner(evidence in any_evidence()) {
        is_no_cleaner(&evidence.decide(), &evidence.elsewhere().decide())?;
    }

    #[test]
    fn wsus_without_its_dll_never_makes_it_cleaner(evidence in any_evidence()) {
        let without_dll = Evidence { version: None, is_server: true, ..evidence.clone() };
        prop_assert_eq!(without_dll.decide().verdict, Verdict::Indeterminate);
        is_no_cleaner(&Evidence { version: None, is_server: false, ..evidence }.decide(), &without_dll.decide())?;
    }

    #[test]
    fn a_log_that_is_not_conclusive_never_makes_it_cleaner(evidence in any_evidence(), place: Index, doubt in 0..5) {
        let mut doubtful = evidence.clone();
        if let Some(log) = (!doubtful.client_logs.is_empty()).then(|| place.get_mut(&mut doubtful.client_logs)) {
            match doubt {
                0 => log.cut_off = true,
                1 => log.mixed_encodings = true,
                2 => log.partial_count += 1,
                3 => log.format = ClientFormat::Unknown,
                _ => (log.format, log.undecoded) = (ClientFormat::Unknown, true),
            }
            prop_assert_ne!(doubtful.decide().verdict, Verdict::Clear);
            is_no_cleaner(&evidence.decide(), &doubtful.decide())?;
        }
        let mut doubtful = evidence.clone();
        if let Some(log) = (!doubtful.server_logs.is_empty()).then(|| place.get_mut(&mut doubtful.server_logs)) {
            match doubt {
                0 => log.cut_off = true,
                1 => log.mixed_encodings = true,
                2 => log.partial_count += 1,
                _ => log.first_time = None,
            }
            prop_assert_eq!(doubtful.decide().verdict, evidence.decide().verdict);
        }
    }

    #[test]
    fn one_more_log_that_is_not_conclusive_never_makes_it_cleaner(evidence in any_evidence(), log in any_client_log()) {
        let before = evidence.decide();
        if !log.is_conclusive() {
            prop_assert!(cleanness(&evidence.client_log(log).decide()) <= cleanness(&before));
        }
    }

    #[test]
    fn one_more_failure_never_makes_it_cleaner(
        evidence in any_evidence(),
        place: Index,
        incident in prop::option::of(any_client_incident()),
        exception in prop::option::of((0_i64..4, 1_u64..4)),
    ) {
        let before = evidence.decide();
        let mut worse = evidence.clone();
        if let Some(log) = (!worse.client_logs.is_empty()).then(|| place.get_mut(&mut worse.client_logs)) {
            match incident {
                Some(incident) => fail(log, incident),
                None => (log.incident_count, log.incidents_omitted) = (log.incident_count + 1, log.incidents_omitted + 1),
            }
            prop_assert!(cleanness(&worse.decide()) <= cleanness(&before));
        }
        let mut worse = evidence;
        if let Some(log) = (!worse.server_logs.is_empty()).then(|| place.get_mut(&mut worse.server_logs)) {
            match exception {
                Some((hour, line)) => strike(log, server_incident(hour, line)),
                None => (log.incident_count, log.incidents_omitted) = (log.incident_count + 1, log.incidents_omitted + 1),
            }
            let after = worse.decide();
            prop_assert!(cleanness(&after) <= cleanness(&before));
            prop_assert!(codes(&after).contains(&"failuresInServerLog"));
            prop_assert_ne!(after.verdict, Verdict::Exposed);
        }
    }

    #[test]
    fn only_a_refutation_removes_a_clients_failure(evidence in any_evidence(), id in select(&IDS[..])) {
        let refutes = |correlation: &Correlation| correlation.fault_id == id && correlation.result == CorrelationResult::Refuted;
        let mut other = evidence.clone();
        other.correlations.retain(|correlation| !refutes(correlation));
        prop_assert!(cleanness(&other.decide()) <= cleanness(&evidence.decide()));
        let confirmed = other.correlated(id, CorrelationResult::Confirmed).decide();
        prop_assert!(cleanness(&confirmed) <= cleanness(&evidence.decide()));
        prop_assert!(codes(&confirmed).contains(&"failuresConfirmed"));
        prop_assert_ne!(confirmed.verdict, Verdict::Exposed);
    }

    #[test]
    fn the_order_of_evidence_never_matters(
        (evidence, client_logs, server_logs, correlations, errors) in any_evidence().prop_flat_map(|evidence| (
            Just(evidence.clone()),
            Just(evidence.client_logs).prop_shuffle(),
            Just(evidence.server_logs).prop_shuffle(),
            Just(evidence.correlations).prop_shuffle(),
            Just(evidence.errors).prop_shuffle(),
        )),
    ) {
        let decision = evidence.decide();
        prop_assert_eq!(Evidence { client_logs, server_logs, correlations, errors, ..evidence }.decide(), decision);
    }

    #[test]
    fn a_clean_verdict_has_its_proof(evidence in any_evidence()) {
        let decision = evidence.decide();
        let is_unreadable = |subject| evidence.errors.iter().any(|(about, _)| *about == subject);
        if decision.verdict.compliant() == Some(true) {
            prop_assert!(evidence.elsewhere.is_empty() && !is_unreadable(Subject::Wsus));
            // A release in the table, or a client whose logs were read and are conclusive.
            let is_client = !evidence.is_server && !evidence.client_logs.is_empty() && !is_unreadable(Subject::ClientLog);
            let is_told = |log: &ClientScan| log.is_conclusive() || log.format == ClientFormat::EtwStub;
            let is_released = evidence.version.as_ref().is_some_and(|version| version.release.is_some());
            prop_assert!(is_released || is_client && evidence.client_logs.iter().all(is_told));
        } else {
            prop_assert!(!decision.remediation.is_empty());
        }
        prop_assert!(!decision.reasons.is_empty());
    }

    #[test]
    fn a_servers_verdict_depends_on_its_version_alone(evidence in any_evidence(), version in any_version()) {
        let alone = Evidence { version: Some(version.clone()), ..server_without_dll() }.decide();
        let server = Evidence { version: Some(version), is_server: true, elsewhere: Vec::new(), ..evidence };
        let readable = Evidence { errors: server.errors.iter().filter(|(about, _)| *about != Subject::Wsus).cloned().collect(), ..server };
        let decision = readable.decide();
        prop_assert_eq!(decision.verdict.compliant(), alone.verdict.compliant());
        prop_assert_eq!(&decision.reasons[0], &alone.reasons[0]);
    }
}
