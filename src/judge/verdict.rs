//! The verdict: a pure function of what was found.
//!
//! Its first rule: nothing gets a cleaner verdict because something could not be read. Its second: a server's verdict
//! rests on the file version alone, as the advisory says; the logs tell only whether the defect has struck.

use std::collections::HashSet;

use chrono::NaiveDateTime;

use crate::advisory::FIXED_VERSION;
use crate::advisory::releases::{Release, State};
use crate::advisory::remedies::Remedy;
use crate::find::discovery::Subject;
use crate::judge::correlate::{Correlation, CorrelationResult};
use crate::judge::grounds::{Ground, Silence, Span};
use crate::judge::office::Office2003;
use crate::judge::others;
use crate::judge::version::VersionCheck;
use crate::recognise::client_scan::{ClientFormat, ClientIncident, ClientScan};
use crate::recognise::server_scan::ServerScan;
use crate::values::coded::coded_names;
use crate::values::error::Error;
use crate::values::time::Since;

coded_names! {
    /// The answer.
    pub enum Verdict {
        /// An affected WSUS release is installed, and it has struck: the server's log shows it, or confirms a client's failure.
        "affected" => Affected,
        /// An affected WSUS release is installed; nothing shows that it has struck.
        "exposed" => Exposed,
        /// WSUS with the update, or a later release.
        "fixed" => Fixed,
        /// WSUS 2.0.
        "notAffected" => NotAffected,
        /// No WSUS server here, and the client's log shows the failure.
        "blocked" => Blocked,
        /// No WSUS server here; the client's log was read and shows no failure.
        "clear" => Clear,
        /// What is needed to decide is missing or could not be read.
        "indeterminate" => Indeterminate,
    }
}

impl Verdict {
    /// The verdict as a compliance baseline sees it; `None` if it can't be told.
    pub const fn compliant(self) -> Option<bool> {
        match self {
            Self::Affected | Self::Exposed | Self::Blocked => Some(false),
            Self::Fixed | Self::NotAffected | Self::Clear => Some(true),
            Self::Indeterminate => None,
        }
    }
}

/// What was found on one machine.
#[derive(Clone, Copy, Debug)]
pub struct Findings<'a> {
    /// The machine's name, if known: a folder of collected evidence may have any name.
    pub name: Option<&'a str>,
    /// Whether anything that could be read says that WSUS is installed.
    pub is_server: bool,
    /// Whether WSUS could be looked for: it can't be if only a client's logs were named or collected.
    pub looked_for_server: bool,
    /// Folders of WSUS that the evidence names and that could not be looked into from here.
    pub elsewhere: &'a [String],
    /// The version check of the DLL, or of the worst of several.
    pub version: Option<&'a VersionCheck>,
    /// The client's logs.
    pub client_logs: &'a [ClientScan],
    /// Which failures in them count, if not all.
    pub since: Option<Since>,
    /// The server's logs.
    pub server_logs: &'a [ServerScan],
    /// The client's failures, joined with the server's faults.
    pub correlations: &'a [Correlation],
    /// Whether Office 2003 is installed.
    pub office2003: &'a Office2003,
    /// The WSUS server that policy points the client at, if known.
    pub update_server: Option<&'a str>,
    /// What could not be looked up or read, or not to its end.
    pub errors: &'a [(Subject, Error)],
}

impl Findings<'_> {
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
    pub reasons: Vec<Ground>,
    /// What to do, in order.
    pub remediation: Vec<Remedy>,
}

/// Decides, from the findings alone.
pub fn decide(findings: &Findings) -> Decision {
    let failures = Failures::count(findings);
    let (verdict, mut reasons, remediation) = match (findings.version, findings.is_server) {
        (Some(version), _) => server(findings, version, &failures),
        (None, _) if !findings.elsewhere.is_empty() => elsewhere(findings),
        (None, true) if findings.unreadable(Subject::Wsus) => {
            indeterminate(Ground::DllUnreadable { path: None, file_version: None })
        }
        (None, true) => indeterminate(Ground::DllMissing {}),
        (None, false) if findings.unreadable(Subject::Wsus) => indeterminate(Ground::ServerUnknown {}),
        (None, false) => client(findings, &failures),
    };
    reasons.extend(failures.reasons(findings, verdict));
    reasons.extend(others::reasons(findings, verdict, failures.refuted > 0));
    reasons.extend(context(findings, verdict));
    Decision { verdict, reasons, remediation }
}

type Conclusion = (Verdict, Vec<Ground>, Vec<Remedy>);

fn indeterminate(reason: Ground) -> Conclusion {
    (Verdict::Indeterminate, vec![reason], vec![Remedy::CompleteEvidence])
}

fn elsewhere(findings: &Findings) -> Conclusion {
    indeterminate(Ground::WsusElsewhere { folders: findings.elsewhere.to_vec() })
}

fn server(findings: &Findings, version: &VersionCheck, failures: &Failures) -> Conclusion {
    let (release, path, file_version) = (version.release, version.path.clone(), version.file_version);
    match version.state {
        State::Affected => {
            let verdict = if failures.has_struck() { Verdict::Affected } else { Verdict::Exposed };
            let remedy = if release == Some(Release::Wsus3) { Remedy::UpgradeToSp1 } else { Remedy::InstallKb954960 };
            let reason = Ground::AffectedRelease { release, path, file_version, fixed_version: FIXED_VERSION };
            (verdict, vec![reason], vec![remedy, Remedy::Workaround])
        }
        _ if !findings.elsewhere.is_empty() => elsewhere(findings),
        // The file that could not be read may be the one that counts.
        _ if findings.unreadable(Subject::Wsus) => indeterminate(Ground::DllUnreadable { path: Some(path), file_version }),
        State::Unknown => indeterminate(Ground::UnknownRelease { path, file_version }),
        State::NotAffected => {
            (Verdict::NotAffected, vec![Ground::NotAffectedRelease { release, path, file_version }], Vec::new())
        }
        State::Fixed => {
            let mut reasons = vec![Ground::FixedRelease { release, path, file_version }];
            let mut remediation = Vec::new();
            if failures.has_struck() {
                reasons.push(Ground::FailuresOnFixedServer {});
                remediation.push(Remedy::ReviewFailures);
            }
            (Verdict::Fixed, reasons, remediation)
        }
    }
}

fn client(findings: &Findings, failures: &Failures) -> Conclusion {
    let looked_for_server = findings.looked_for_server;
    if failures.standing > 0 {
        let no_server = Ground::NoServer { looked_for_server, server: findings.update_server.map(str::to_owned) };
        return (Verdict::Blocked, vec![failures.in_client_log(), no_server], vec![Remedy::CheckServer]);
    }
    let doubts = doubts(findings);
    if doubts.is_empty() {
        let span = client_span(findings);
        let reason = Ground::ClientLogClean { looked_for_server, refuted: failures.refuted, span };
        return (Verdict::Clear, vec![reason], Vec::new());
    }
    let remedy = if doubts.contains(&Ground::ClientLogNotDecoded {}) {
        Remedy::ExportAgain
    } else if doubts.contains(&Ground::ClientLogIsEtwStub {}) {
        Remedy::ConvertEtwLog
    } else {
        Remedy::CompleteEvidence
    };
    (Verdict::Indeterminate, doubts, vec![remedy])
}

/// Why a client's logs without failures do not show that there were none.
fn doubts(findings: &Findings) -> Vec<Ground> {
    let logs = findings.client_logs;
    let any = |is: fn(&ClientScan) -> bool| logs.iter().any(is);
    let is_unreadable = findings.unreadable(Subject::ClientLog);
    let has_export = any(|log| log.format == ClientFormat::EtwExport);
    let undecided: u64 = logs.iter().map(|log| log.partial_count).sum();
    let candidates = [
        (is_unreadable, Ground::ClientLogUnreadable {}),
        (logs.is_empty() && !is_unreadable, Ground::ClientLogMissing {}),
        (any(|log| log.undecoded), Ground::ClientLogNotDecoded {}),
        (any(|log| log.format == ClientFormat::EtwStub) && !has_export, Ground::ClientLogIsEtwStub {}),
        (any(|log| log.format == ClientFormat::Unknown && !log.undecoded), Ground::ClientLogNotRecognised {}),
        (undecided > 0, Ground::ClientFailureCutOff { count: undecided }),
        (any(|log| log.mixed_encodings), Ground::ClientLogMixedEncodings {}),
        (any(|log| log.cut_off), Ground::ClientLogCutOff {}),
    ];
    candidates.into_iter().filter_map(|(is_doubtful, doubt)| is_doubtful.then_some(doubt)).collect()
}

/// What else a person should know.
fn context(findings: &Findings, verdict: Verdict) -> Vec<Ground> {
    let mut reasons = Vec::new();
    if verdict == Verdict::Exposed {
        let logs = findings.server_logs;
        let server_logs = match () {
            () if findings.unreadable(Subject::ServerLog) => Silence::Unreadable,
            () if logs.is_empty() => Silence::Missing,
            () if logs.iter().any(|log| !log.is_conclusive()) => Silence::Inconclusive,
            () => Silence::Conclusive,
        };
        reasons.push(Ground::NoFailuresInLogs { server_logs, span: server_span(findings) });
    }
    if findings.office2003.present == Some(true) {
        reasons.push(Ground::Office2003Present { programs: findings.office2003.evidence.clone() });
    }
    reasons
}

/// How often the defect shows in the logs.
struct Failures {
    /// In the server's log.
    server: u64,
    /// In the client's log, and not refuted by the server's.
    standing: u64,
    /// In the client's log, but the server's log names another cause.
    refuted: u64,
    /// In the client's log, and the server's log names the defect.
    confirmed: u64,
    /// In the client's log, at a server other than this machine.
    elsewhere: u64,
    /// File and line of the latest in the server's log.
    server_place: (Option<String>, Option<u64>),
    /// File and line of the latest in the client's log that is not refuted.
    standing_place: (Option<String>, Option<u64>),
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
        let struck = findings.server_logs.iter().filter_map(|log| {
            let incident = log.incidents.last()?;
            Some((incident.time, &log.path, incident.line))
        });
        let standing = findings.client_logs.iter().filter_map(|log| {
            let incident = log.incidents.iter().rfind(|incident| !is_one_of(&refuted, incident))?;
            Some((incident.time, &log.path, incident.line))
        });
        Self {
            server: findings.server_logs.iter().map(|log| log.incident_count).sum(),
            standing: client - refuted_count,
            refuted: refuted_count,
            confirmed: confirmed.len() as u64,
            elsewhere: incidents().filter(is_elsewhere).count() as u64,
            server_place: latest(struck),
            standing_place: latest(standing),
        }
    }

    /// Whether the defect of this server has struck: its own log shows that, or confirms a client's failure. A failure that the client on this
    /// machine logs may be another server's, and have any cause.
    fn has_struck(&self) -> bool {
        self.server > 0 || self.confirmed > 0
    }

    fn reasons(&self, findings: &Findings, verdict: Verdict) -> Vec<Ground> {
        let is_server = findings.version.is_some() || findings.is_server;
        let mut reasons = Vec::new();
        if self.server > 0 {
            let (path, line) = self.server_place.clone();
            reasons.push(Ground::FailuresInServerLog { count: self.server, path, line });
        }
        // Where they decide, they are already first.
        if self.standing > 0 && verdict != Verdict::Blocked {
            reasons.push(self.in_client_log());
        }
        if self.elsewhere > 0 && is_server {
            reasons.push(Ground::FailuresAtAnotherServer { count: self.elsewhere });
        }
        if self.confirmed > 0 {
            reasons.push(Ground::FailuresConfirmed { count: self.confirmed });
        }
        if self.refuted > 0 {
            reasons.push(Ground::FailuresRefuted { count: self.refuted });
        }
        reasons
    }

    fn in_client_log(&self) -> Ground {
        let (path, line) = self.standing_place.clone();
        Ground::FailuresInClientLog { count: self.standing, confirmed: self.confirmed, path, line }
    }
}

/// Whether an address certainly names a machine other than the one of that name. A name with a domain may mean the same machine as the short
/// name, and a numeric address may be any machine's.
fn is_another_machine(url: &str, name: &str) -> bool {
    let host = url.split_once("//").map_or(url, |(_, rest)| rest);
    let host = host.split(['/', ':']).next().unwrap_or_default();
    let short = |name: &str| name.split('.').next().unwrap_or_default().to_lowercase();
    // Of an IPv6 address in brackets, only the first one is left of its host.
    let is_number =
        |name: &str| name.starts_with('[') || name.contains(':') || name.chars().all(|c| c.is_ascii_digit() || c == '.');
    !host.eq_ignore_ascii_case("localhost") && !is_number(host) && !is_number(name) && short(host) != short(name)
}

/// File and line of the latest failure. Time tells, not the order of the logs: by name, older ones come last.
fn latest<'a, T: Ord>(places: impl Iterator<Item = (T, &'a String, u64)>) -> (Option<String>, Option<u64>) {
    places.max().map(|(_, path, line)| (path.clone(), line)).unzip()
}

fn client_span(findings: &Findings) -> Span {
    let logs = findings.client_logs;
    let first = logs.iter().filter_map(|log| log.first_time).min().map(|time| time.0);
    let last = logs.iter().filter_map(|log| log.last_time).max().map(|time| time.0);
    span(logs.len(), first, last, findings.since.map(Since::local))
}

fn server_span(findings: &Findings) -> Span {
    let logs = findings.server_logs;
    let first = logs.iter().filter_map(|log| log.first_time).min().map(|time| time.0.naive_utc());
    let last = logs.iter().filter_map(|log| log.last_time).max().map(|time| time.0.naive_utc());
    span(logs.len(), first, last, findings.since.map(Since::utc))
}

fn span(logs: usize, first: Option<NaiveDateTime>, last: Option<NaiveDateTime>, since: Option<NaiveDateTime>) -> Span {
    let day = |time: NaiveDateTime| time.date().to_string();
    Span {
        logs: logs as u64,
        first: first.map(day),
        last: last.map(day),
        since: since.map(Since::text),
        ends_before_since: last.zip(since).is_some_and(|(last, since)| last < since),
    }
}
