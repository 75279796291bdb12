//! The reports of the command, in English.

use super::English;
use crate::advisory::releases::{Release, State};
use crate::judge::correlate::{Correlation, CorrelationResult};
use crate::judge::verdict::Verdict;
use crate::judge::version::VersionCheck;
use crate::recognise::client_scan::{ClientFormat, ClientIncident, ClientScan, OtherFailure};
use crate::recognise::server_scan::{OtherFault, ServerIncident, ServerScan};
use crate::values::system_error;
use crate::values::time::LocalTime;
use crate::words::{Heading, PageWords, ReportWords, error, is_inferred, list};
use std::fmt::Display;
use std::io;

impl ReportWords for English {
    fn heading(&self, heading: Heading) -> &'static str {
        match heading {
            Heading::Why => "Why",
            Heading::WhatToDo => "What to do",
            Heading::ClientAndServer => "Client and server",
            Heading::CouldNotBeRead => "Could not be read",
            Heading::LookedAt => "Looked at",
            Heading::Verdicts => "Verdicts",
            Heading::Releases => "WSUS releases",
            Heading::BlockedBy => "Blocked clients by the server that they call",
            Heading::Errors => "Errors",
        }
    }

    fn correlation(&self, correlation: &Correlation) -> String {
        let result = match correlation.result {
            CorrelationResult::Confirmed => "confirmed: the server hit this defect",
            CorrelationResult::Refuted => "refuted: the server hit something else",
            CorrelationResult::Unmatched => "open: the server's log does not say why",
        };
        let clock = match (&correlation.utc_offset, correlation.skew_ms) {
            (Some(offset), Some(skew)) => format!(" (client at UTC{offset}, {skew} ms apart)"),
            _ => String::new(),
        };
        format!("fault {} {result}{clock}", correlation.fault_id)
    }

    fn totals(&self, count: u64, verdicts: &[(Verdict, u64)], unanswered: u64) -> String {
        let verdicts = verdicts.iter().map(|(verdict, count)| format!("{count} {}", self.verdict(*verdict).0));
        let unanswered = (unanswered > 0).then(|| format!("{unanswered} without an answer"));
        format!("{}: {}", machines(count), list(verdicts.chain(unanswered)))
    }

    fn compliance(&self, count: u64, compliant: u64, not_compliant: u64, indeterminate: u64, unanswered: u64) -> String {
        format!(
            "{} assessed: {compliant} compliant, {not_compliant} not compliant, {indeterminate} indeterminate; {unanswered} without an \
             answer",
            machines(count)
        )
    }

    fn rejected(&self, count: u64) -> String {
        format!("Files or documents that could not be read: {count}")
    }

    fn client_and_server(&self, client: &str, server: Option<&str>) -> String {
        format!("{client} at {}", server.unwrap_or("a server that its log does not name"))
    }

    fn failures(&self, confirmed: u64, (refuted, exceptions): (u64, &str), unmatched: u64, last: Option<LocalTime>) -> String {
        let counts = [
            (confirmed > 0).then(|| format!("{confirmed} confirmed by the server's log")),
            (refuted > 0).then(|| format!("{refuted} refuted by it ({exceptions})")),
            (unmatched > 0).then(|| format!("{unmatched} that no log explains")),
            last.map(|time| format!("last {time}")),
        ];
        list(counts.into_iter().flatten())
    }

    fn no_failures(&self) -> &'static str {
        "No client's log shows the failure."
    }

    fn nothing_to_join(&self) -> &'static str {
        "none of these has a client's log: there is nothing to join."
    }

    fn name_a_machine(&self, one: &str, many: &str) -> String {
        format!("name the folder with {one}, or many folders with {many}.")
    }

    fn version(&self, check: &VersionCheck) -> String {
        let version = check.file_version.map_or("no version".into(), |version| version.to_string());
        let release = check.release.map_or("of no known WSUS release", Release::name);
        let state = match check.state {
            State::Fixed => "FIXED",
            State::Affected => "AFFECTED",
            State::NotAffected => "NOT AFFECTED",
            State::Unknown => "UNKNOWN",
        };
        let inferred = if is_inferred(check) { ", inferred from the version" } else { "" };
        format!("{version}, {release}: {state}{inferred}")
    }

    fn client_log(&self, log: &ClientScan) -> String {
        let found = match log.format {
            ClientFormat::EtwStub => {
                "a stub: this Windows logs to ETW. Run Get-WindowsUpdateLog and scan the file that it writes".into()
            }
            _ if log.undecoded && log.incident_count + log.partial_count == 0 => {
                "not decoded. Run Get-WindowsUpdateLog again on that computer itself".into()
            }
            ClientFormat::Unknown => "no record of a Windows Update log in it".into(),
            _ if log.incident_count == 0 && log.partial_count > 0 => "undecided: the log does not say what a failure was".into(),
            ClientFormat::Classic | ClientFormat::EtwExport => of_advisory(log.incident_count, "failure"),
        };
        format!("{found} ({})", self.client_extent(log))
    }

    fn client_extent(&self, log: &ClientScan) -> String {
        extent(log.lines, log.first_time, log.last_time)
    }

    fn client_incident(&self, incident: &ClientIncident) -> String {
        self::incident(incident.line, incident.time, &incident.fault_id, incident.server_url.clone())
    }

    fn counting(&self, since: &str, ends_before: bool) -> String {
        let ending = if ends_before { "; the log ends before that" } else { "" };
        format!("only failures since {since} count{ending}")
    }

    fn partial_failures(&self, count: u64) -> String {
        format!("failures whose kind the log does not show: {count}")
    }

    fn other_failures(&self, failure: &OtherFailure) -> String {
        let error = error(&failure.code, failure.name.as_deref(), failure.error_code.as_deref());
        format!("other failures, not this problem: {} with {error}{}", failure.count, when(failure.first_time, failure.last_time))
    }

    fn server_log(&self, log: &ServerScan) -> String {
        let found = match log.first_time {
            None => "no record of a WSUS server's log in it".into(),
            _ if log.incident_count == 0 && log.partial_count > 0 => "undecided: the log does not say what caused a fault".into(),
            Some(_) => of_advisory(log.incident_count, "exception"),
        };
        format!("{found} ({})", self.server_extent(log))
    }

    fn server_extent(&self, log: &ServerScan) -> String {
        extent(log.lines, log.first_time, log.last_time)
    }

    fn server_incident(&self, incident: &ServerIncident) -> String {
        let key = incident.key.as_ref().map(|key| format!("duplicate key {key}"));
        self::incident(incident.line, incident.time, &incident.fault_id, key)
    }

    fn partial_faults(&self, count: u64) -> String {
        format!("faults and exceptions whose kind the log does not show: {count}")
    }

    fn other_faults(&self, count: u64) -> String {
        format!("other internal server errors, not this problem: {count}")
    }

    fn other_fault(&self, fault: &OtherFault) -> String {
        format!("{} because of {}{}", fault.count, fault.exception, when(fault.first_time, fault.last_time))
    }

    fn mixed_encodings(&self) -> &'static str {
        "undecided: its encoding changes in the middle"
    }

    fn cut_off(&self) -> &'static str {
        "undecided: it ends in the middle of a line"
    }

    fn latest(&self, shown: usize, option: &str) -> String {
        format!("the latest {shown}; {option} has more")
    }

    fn progress(&self, done: &str, total: &str, left: &str) -> String {
        format!("{done} of {total} machines, {left} left")
    }

    fn megabytes(&self, done: u64, total: u64) -> String {
        format!("{done} of {total} MB")
    }

    fn spooled(&self, count: u64, spool: &str, why: &str) -> String {
        let documents = if count == 1 { "1 document waits".into() } else { format!("{count} documents wait") };
        format!("{documents} in {spool} for the next run: {why}")
    }

    fn deadline(&self, seconds: u64) -> String {
        format!("ended: the time limit of {seconds} seconds for the whole run is up.")
    }

    fn output_failed(&self, error: &io::Error) -> String {
        format!("writing the output failed: {}", system_error::text(error))
    }
}

pub(super) fn machines(count: u64) -> String {
    format!("{count} machine{}", plural(count))
}

fn of_advisory(count: u64, what: &str) -> String {
    match count {
        0 => format!("no {what} of advisory 954960"),
        _ => format!("{count} {what}{} of advisory 954960", plural(count)),
    }
}

fn extent<T: Display>(lines: u64, first: Option<T>, last: Option<T>) -> String {
    let span = first.zip(last).map_or(String::new(), |(first, last)| format!(", {first} to {last}"));
    format!("{lines} line{}{span}", plural(lines))
}

/// When the failures of a kind occurred, behind them.
fn when<T: Display + PartialEq>(first: Option<T>, last: Option<T>) -> String {
    match first.zip(last) {
        Some((first, last)) if first == last => format!(", at {last}"),
        Some((first, last)) => format!(", from {first} to {last}"),
        None => String::new(),
    }
}

fn incident(line: u64, time: impl Display, fault_id: &Option<String>, detail: Option<String>) -> String {
    let fault = fault_id.as_ref().map_or("no fault id".into(), |id| format!("fault {id}"));
    list([format!("line {line}: {time}"), fault].into_iter().chain(detail))
}

pub(super) fn plural(count: u64) -> &'static str {
    if count == 1 { "" } else { "s" }
}
