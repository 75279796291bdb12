//! The verdict: a pure function of what was found.
//!
//! Its first rule: nothing gets a cleaner verdict because something could not be read. Its second: a server's verdict
//! rests on the file version alone, as the advisory says; the logs tell only whether the defect has struck.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::advisory::releases::{Release, State};
use crate::advisory::remedies::{self, Remedy};
use crate::advisory::{DLL_NAME, FIXED_VERSION};
use crate::find::discovery::Subject;
use crate::judge::assess::Office2003;
use crate::judge::correlate::{Correlation, CorrelationResult};
use crate::judge::version::VersionCheck;
use crate::recognise::client_scan::{ClientFormat, ClientIncident, ClientScan};
use crate::recognise::server_scan::ServerScan;
use crate::values::error::Error;
use crate::values::plain_text::plain;
use serde::{Deserialize, Serialize};

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Verdict {
    /// An affected WSUS release is installed, and it has struck: the server's log shows it, or confirms a client's failure.
    Affected,
    /// An affected WSUS release is installed; nothing shows that it has struck.
    Exposed,
    /// WSUS with the update, or a later release.
    Fixed,
    /// WSUS 2.0.
    NotAffected,
    /// No WSUS server here, and the client's log shows the failure.
    Blocked,
    /// No WSUS server here; the client's log was read and shows no failure.
    Clear,
    /// What is needed to decide is missing or could not be read.
    Indeterminate,
}

impl Verdict {
    /// The name in documents.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Affected => "affected",
            Self::Exposed => "exposed",
            Self::Fixed => "fixed",
            Self::NotAffected => "notAffected",
            Self::Blocked => "blocked",
            Self::Clear => "clear",
            Self::Indeterminate => "indeterminate",
        }
    }

    /// What a compliance baseline makes of it.
    pub const fn compliant(self) -> Option<bool> {
        match self {
            Self::Affected | Self::Exposed | Self::Blocked => Some(false),
            Self::Fixed | Self::NotAffected | Self::Clear => Some(true),
            Self::Indeterminate => None,
        }
    }
}

/// One reason for the verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reason {
    /// A stable name that a script can branch on.
    pub code: Cow<'static, str>,
    /// A sentence for a person.
    pub text: String,
}

/// What was found on one machine.
#[derive(Clone, Copy, Debug)]
pub struct Findings<'a> {
    /// The machine's name, where it is known: collected evidence lies in a folder of any name.
    pub name: Option<&'a str>,
    /// Whether WSUS is installed, as far as could be looked up.
    pub is_server: bool,
    /// Whether WSUS could be looked for: not so where only a client's logs were named or collected.
    pub looked_for_server: bool,
    /// Folders of WSUS that the evidence names and that could not be looked into from here.
    pub elsewhere: &'a [String],
    /// The version check of the DLL, of the worst if there are several.
    pub version: Option<&'a VersionCheck>,
    /// The client's logs.
    pub client_logs: &'a [ClientScan],
    /// The server's logs.
    pub server_logs: &'a [ServerScan],
    /// The client's failures, joined with the server's faults.
    pub correlations: &'a [Correlation],
    /// Whether Office 2003 is installed.
    pub office2003: &'a Office2003,
    /// The WSUS server that policy points the client at, where that is known.
    pub update_server: Option<&'a str>,
    /// What could not be looked up or read, or not to its end.
    pub errors: &'a [(Subject, Error)],
}

impl Findings<'_> {
    fn no_server(&self) -> &'static str {
        if self.looked_for_server {
            "No WSUS server is installed here"
        } else {
            "WSUS could not be looked for, since only logs are given"
        }
    }

    fn unreadable(&self, subject: Subject) -> bool {
        self.errors.iter().any(|(about, _)| *about == subject)
    }
}

/// The answer, why, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The answer.
    pub verdict: Verdict,
    /// Why; the decisive reason first.
    pub reasons: Vec<Reason>,
    /// What to do, in order.
    pub remediation: Vec<Remedy>,
}

/// Decides.
pub fn decide(findings: &Findings) -> Decision {
    let failures = Failures::count(findings);
    let (verdict, mut reasons, remediation) = match (findings.version, findings.is_server) {
        (Some(version), _) => server(findings, version, &failures),
        (None, _) if !findings.elsewhere.is_empty() => elsewhere(findings),
        (None, true) => server_without_version(findings),
        (None, false) if findings.unreadable(Subject::Wsus) => {
            indeterminate(reason("serverUnknown", "Whether WSUS is installed here could not be looked up; see errors."))
        }
        (None, false) => client(findings, &failures),
    };
    reasons.extend(failures.reasons(findings));
    reasons.extend(context(findings, verdict));
    Decision { verdict, reasons, remediation }
}

type Answer = (Verdict, Vec<Reason>, Vec<Remedy>);

fn indeterminate(reason: Reason) -> Answer {
    (Verdict::Indeterminate, vec![reason], vec![remedies::COMPLETE_EVIDENCE])
}

fn server(findings: &Findings, version: &VersionCheck, failures: &Failures) -> Answer {
    let release = version.release.map_or("An unknown release", Release::name);
    let number = version.file_version.map_or("no file version".into(), |number| format!("file version {number}"));
    let file = format!("{} has {number}", file_name(&version.path));
    match version.state {
        State::Affected => {
            let verdict = if failures.has_struck() { Verdict::Affected } else { Verdict::Exposed };
            let remedy =
                if version.release == Some(Release::Wsus3) { remedies::UPGRADE_TO_SP1 } else { remedies::INSTALL_UPDATE };
            let text =
                format!("{release} is installed without the update of KB 954960: {file}, the update brings {FIXED_VERSION}.");
            (verdict, vec![reason("affectedRelease", text)], vec![remedy, remedies::WORKAROUND])
        }
        _ if !findings.elsewhere.is_empty() => elsewhere(findings),
        // The file that could not be read may be the one that counts.
        _ if findings.unreadable(Subject::Wsus) => {
            indeterminate(reason("dllUnreadable", format!("{file}, but another {DLL_NAME} could not be read; see errors.")))
        }
        State::Unknown => {
            indeterminate(reason("unknownRelease", format!("{file}, which is of no release that the advisory speaks of.")))
        }
        State::NotAffected => {
            let text = format!("{release} is installed, which never had the defect: {file}.");
            (Verdict::NotAffected, vec![reason("notAffectedRelease", text)], Vec::new())
        }
        State::Fixed => {
            let mut reasons = vec![reason("fixedRelease", format!("{release} is installed, which has the fix: {file}."))];
            let mut remediation = Vec::new();
            if failures.has_struck() {
                let text = "The logs show the failure although this release has the fix: they may be older than the fix.";
                reasons.push(reason("failuresOnFixedServer", text));
                remediation.push(remedies::REVIEW_FAILURES);
            }
            (Verdict::Fixed, reasons, remediation)
        }
    }
}

fn elsewhere(findings: &Findings) -> Answer {
    let text = format!(
        "By the machine's own configuration WSUS is in {}, which could not be looked into from here: run the check on that machine itself.",
        findings.elsewhere.join(", ")
    );
    indeterminate(reason("wsusElsewhere", text))
}

fn server_without_version(findings: &Findings) -> Answer {
    indeterminate(if findings.unreadable(Subject::Wsus) {
        reason("dllUnreadable", format!("WSUS is installed, but the version of {DLL_NAME} could not be read; see errors."))
    } else {
        reason("dllMissing", format!("WSUS is installed here, or was, but {DLL_NAME} is not where it belongs."))
    })
}

fn client(findings: &Findings, failures: &Failures) -> Answer {
    if failures.standing > 0 {
        let server = findings.update_server.map_or(String::new(), |server| format!(", {server}"));
        let text = format!("{}: the cause lies on the WSUS server that this client uses{server}.", findings.no_server());
        return (
            Verdict::Blocked,
            vec![failures.in_client_log(findings), reason("noServer", text)],
            vec![remedies::CHECK_SERVER],
        );
    }
    let doubts = doubts(findings);
    if doubts.is_empty() {
        let found = match failures.refuted {
            0 => format!("No failure in {}", span(findings.client_logs)),
            _ => "The server's log explains the client's failures otherwise".into(),
        };
        let text = format!("{found}. {}.", findings.no_server());
        return (Verdict::Clear, vec![reason("clientLogClean", text)], Vec::new());
    }
    let has = |code| doubts.iter().any(|doubt| doubt.code == code);
    let remedy = match () {
        () if has(UNDECODED) => remedies::EXPORT_AGAIN,
        () if has(STUB) => remedies::CONVERT_ETW_LOG,
        () => remedies::COMPLETE_EVIDENCE,
    };
    (Verdict::Indeterminate, doubts, vec![remedy])
}

const STUB: &str = "clientLogIsEtwStub";
const UNDECODED: &str = "clientLogNotDecoded";

/// Why a client's logs without failures do not show that there were none.
fn doubts(findings: &Findings) -> Vec<Reason> {
    let logs = findings.client_logs;
    let any = |is: fn(&ClientScan) -> bool| logs.iter().any(is);
    let has_export = any(|log| log.format == ClientFormat::EtwExport);
    let candidates = [
        (
            findings.unreadable(Subject::ClientLog),
            "clientLogUnreadable",
            "A Windows Update log could not be read, or not to its end; see errors.",
        ),
        (
            logs.is_empty() && !findings.unreadable(Subject::ClientLog),
            "clientLogMissing",
            "There is neither a WSUS server nor a Windows Update log here: nothing to judge by.",
        ),
        (
            any(|log| log.undecoded),
            UNDECODED,
            "A Windows Update log is an export that was not decoded, so that none of its lines can be read.",
        ),
        (
            any(|log| log.format == ClientFormat::EtwStub) && !has_export,
            STUB,
            "WindowsUpdate.log is only a stub, since this version of Windows logs to ETW: it says nothing about failures.",
        ),
        (
            any(|log| log.format == ClientFormat::Unknown && !log.undecoded),
            "clientLogNotRecognised",
            "A Windows Update log is empty, or nothing in it has the format of such a log.",
        ),
        (
            any(|log| log.partial_count > 0),
            "clientFailureCutOff",
            "The client failed with error 0x8024400E, but its log does not say what that failure was.",
        ),
        (
            any(|log| log.mixed_encodings),
            "clientLogMixedEncodings",
            "The encoding of a Windows Update log changes partway through, since something was appended in another one: not all of it can be read.",
        ),
        (
            any(|log| log.cut_off),
            "clientLogCutOff",
            "A Windows Update log ends in the middle of a line: whatever followed is missing.",
        ),
    ];
    candidates.into_iter().filter(|(doubtful, ..)| *doubtful).map(|(_, code, text)| reason(code, text)).collect()
}

/// What else a person should know.
fn context(findings: &Findings, verdict: Verdict) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if verdict == Verdict::Exposed {
        let text = match (findings.server_logs, findings.unreadable(Subject::ServerLog)) {
            (_, true) => "No failure was seen, but a log of the server could not be read; see errors.".into(),
            ([], false) => "No log of the server was found: whether the defect has struck is not known.".into(),
            (logs, false) if logs.iter().any(|log| !log.is_conclusive()) => {
                "The server's log does not say all of what happened: whether the defect has struck is not known.".into()
            }
            (logs, false) => format!("No failure in {}.", server_span(logs)),
        };
        reasons.push(reason("noFailuresInLogs", text));
    }
    if findings.office2003.present == Some(true) {
        let programs = findings.office2003.evidence.join(", ");
        reasons
            .push(reason("office2003Present", format!("Office 2003 is installed here, which triggers the defect: {programs}.")));
    }
    reasons
}

/// How often the defect shows in the logs.
struct Failures {
    /// In the server's.
    server: u64,
    /// In the client's, and not refuted by the server's.
    standing: u64,
    /// In the client's, but the server's log names another cause.
    refuted: u64,
    /// In the client's, and the server's log names the defect.
    confirmed: u64,
    /// In the client's, at another server than this machine.
    elsewhere: u64,
}

impl Failures {
    fn count(findings: &Findings) -> Self {
        let with = |result| {
            let matching = findings.correlations.iter().filter(move |correlation| correlation.result == result);
            matching.map(|correlation| correlation.fault_id.as_str()).collect::<HashSet<_>>()
        };
        let (refuted, confirmed) = (with(CorrelationResult::Refuted), with(CorrelationResult::Confirmed));
        let is_one_of =
            |ids: &HashSet<&str>, incident: &ClientIncident| incident.fault_id.as_deref().is_some_and(|id| ids.contains(id));
        let incidents = || findings.client_logs.iter().flat_map(|log| &log.incidents);
        let is_elsewhere = |incident: &&ClientIncident| {
            let url = incident.server_url.as_deref();
            let is_at_another = url.zip(findings.name).is_some_and(|(url, name)| is_another_machine(url, name));
            is_at_another && !is_one_of(&refuted, incident) && !is_one_of(&confirmed, incident)
        };
        let refuted_count = incidents().filter(|incident| is_one_of(&refuted, incident)).count() as u64;
        let client: u64 = findings.client_logs.iter().map(|log| log.incident_count).sum();
        Self {
            server: findings.server_logs.iter().map(|log| log.incident_count).sum(),
            standing: client - refuted_count,
            refuted: refuted_count,
            confirmed: confirmed.len() as u64,
            elsewhere: incidents().filter(is_elsewhere).count() as u64,
        }
    }

    /// Whether the defect of this server has struck. Its own log shows that, or confirms a client's failure; a failure that the client on this
    /// machine logs may be another server's, and come from anything.
    fn has_struck(&self) -> bool {
        self.server > 0 || self.confirmed > 0
    }

    fn reasons(&self, findings: &Findings) -> Vec<Reason> {
        let mut reasons = Vec::new();
        if self.server > 0 {
            let place = latest(findings.server_logs.iter().filter_map(|log| Some((&log.path, log.incidents.last()?.line))));
            let text = format!("The server's log shows the exception of the defect {}{place}.", times(self.server));
            reasons.push(reason("failuresInServerLog", text));
        }
        // Of a client without a server they decide, and stand first.
        if self.standing > 0 && (findings.version.is_some() || findings.is_server || findings.unreadable(Subject::Wsus)) {
            reasons.push(self.in_client_log(findings));
        }
        if self.elsewhere > 0 && (findings.version.is_some() || findings.is_server) {
            let text = format!(
                "The client on this machine failed {} at another WSUS server, for example the one that this server gets its updates from: that \
                 says nothing about this server.",
                times(self.elsewhere)
            );
            reasons.push(reason("failuresAtAnotherServer", text));
        }
        if self.confirmed > 0 {
            let text = format!("By its fault id the server's log confirms the client's failure {}.", times(self.confirmed));
            reasons.push(reason("failuresConfirmed", text));
        }
        if self.refuted > 0 {
            let text =
                format!("By its fault id the server's log names another cause for the client's failure {}.", times(self.refuted));
            reasons.push(reason("failuresRefuted", text));
        }
        reasons
    }

    fn in_client_log(&self, findings: &Findings) -> Reason {
        let place = latest(findings.client_logs.iter().filter_map(|log| Some((&log.path, log.incidents.last()?.line))));
        let proof = match self.confirmed {
            0 => " It says only that the server hit an internal error: the server's log, joined by the fault id, proves which.",
            _ => "",
        };
        reason("failuresInClientLog", format!("The client's log shows the failure {}{place}.{proof}", times(self.standing)))
    }
}

/// Whether an address names another machine than the one of that name, as far as names tell: a name with a domain may be the short one's.
fn is_another_machine(url: &str, name: &str) -> bool {
    let host = url.split_once("//").map_or(url, |(_, rest)| rest);
    let host = host.split(['/', ':']).next().unwrap_or_default();
    let short = |name: &str| name.split('.').next().unwrap_or_default().to_lowercase();
    let is_address = |name: &str| name.chars().all(|c| c.is_ascii_digit() || c == '.');
    let is_local = ["localhost", "127.0.0.1", "[::1]", ""].contains(&host.to_lowercase().as_str());
    !is_local && !is_address(host) && !is_address(name) && short(host) != short(name)
}

fn reason(code: &'static str, text: impl Into<String>) -> Reason {
    Reason { code: code.into(), text: plain(&text.into()).into_owned() }
}

fn times(count: u64) -> String {
    match count {
        1 => "once".into(),
        2 => "twice".into(),
        _ => format!("{count} times"),
    }
}

fn latest<'a>(mut places: impl DoubleEndedIterator<Item = (&'a String, u64)>) -> String {
    places.next_back().map_or(String::new(), |(path, line)| format!(" (last in {}, line {line})", file_name(path)))
}

/// The last part of a path of this or another system.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// `the client's log (2008-06-13 to 2008-06-20)`
fn span(logs: &[ClientScan]) -> String {
    let from = logs.iter().filter_map(|log| log.first_time).min().map(|time| time.0.date());
    let to = logs.iter().filter_map(|log| log.last_time).max().map(|time| time.0.date());
    named_span("the client's log", logs.len(), from.zip(to))
}

fn server_span(logs: &[ServerScan]) -> String {
    let from = logs.iter().filter_map(|log| log.first_time).min().map(|time| time.0.date_naive());
    let to = logs.iter().filter_map(|log| log.last_time).max().map(|time| time.0.date_naive());
    named_span("the server's log", logs.len(), from.zip(to))
}

fn named_span(name: &str, count: usize, days: Option<(chrono::NaiveDate, chrono::NaiveDate)>) -> String {
    let name = if count == 1 { name.to_owned() } else { format!("{name}s") };
    days.map_or(name.clone(), |(from, to)| format!("{name} ({from} to {to})"))
}
