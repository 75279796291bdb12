//! **report**: what a page, a table or a program needs to know about many machines. It is written, and never read back.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::advisory::releases::Release;
use crate::advisory::remedies::Remedy;
use crate::document::{ErrorDocument, Role, Summary, Tool, Verdict};
use crate::judge::correlate::CorrelationResult;
use crate::values::file_version::FileVersion;
use crate::values::time::{LocalTime, UtcTime};

/// **report**: many machines.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Report {
    /// [`SCHEMA_VERSION`](crate::document::SCHEMA_VERSION). Serde's code for a flattened header would be larger than all the rest.
    pub schema_version: u32,
    /// `report`.
    pub kind: &'static str,
    /// When it was made.
    pub time: UtcTime,
    /// The counts.
    pub summary: Summary,
    /// The servers that need something, or at which clients fail, beginning with the one on which the most clients hang.
    pub servers: Vec<ReportServer>,
    /// How many more servers there are, beyond the limit.
    pub servers_omitted: u64,
    /// Which client failed at which server.
    pub clients: Vec<ReportClient>,
    /// The failures over time, at all servers.
    pub timeline: Option<Timeline>,
    /// The machines, in the order of their documents.
    pub machines: Vec<ReportMachine>,
    /// Names of machines that several documents claim.
    pub repeated_names: BTreeSet<String>,
    /// What could not be read.
    pub errors: Vec<ErrorDocument>,
    /// How many more errors there are, beyond the limit.
    pub errors_omitted: u64,
    /// The program that wrote the document.
    pub tool: Tool,
}

/// One server.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ReportServer {
    /// The machine's name; or the one in the address that clients call; `null` if their logs name none.
    pub name: Option<String>,
    /// The addresses that clients call, as their logs say.
    pub urls: BTreeSet<String>,
    /// Its machine's verdict; `null` if no document is about it.
    pub verdict: Option<Verdict>,
    /// The release of WSUS.
    pub release: Option<Release>,
    /// The version of the DLL.
    pub file_version: Option<FileVersion>,
    /// What to do, as far as this version knows it: the ids of remedies.
    pub remediation: Vec<Remedy>,
    /// How many clients' failures its log confirms.
    pub confirmed_clients: u64,
    /// How many clients fail there for another reason, as its log says.
    pub refuted_clients: u64,
    /// How many clients fail there, and no log says why.
    pub unmatched_clients: u64,
    /// How many failures there are that it caused or may have caused: those in its log, and clients' failures that no log explains.
    pub failure_count: u64,
    /// The first of these failures, by the clock of the log that has it.
    pub first_time: Option<LocalTime>,
    /// The last one.
    pub last_time: Option<LocalTime>,
    /// How far its own log goes.
    pub log_until: Option<UtcTime>,
    /// How long its log goes on without a failure after the last one in it, in seconds.
    pub quiet_seconds: Option<i64>,
    /// Its failures over time.
    pub timeline: Option<Timeline>,
}

impl ReportServer {
    /// How many clients it blocks, for sure or perhaps.
    pub fn blocked_clients(&self) -> u64 {
        self.confirmed_clients + self.unmatched_clients
    }
}

/// One client, and one server at which it failed: a `join` without its correlations.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ReportClient {
    /// The client.
    pub name: String,
    /// The server's name, as in [`ReportServer`].
    pub server: Option<String>,
    /// Confirmed if the server's log confirms at least one failure; refuted only if it gives every failure another cause.
    pub result: CorrelationResult,
    /// How many failures the defect caused.
    pub confirmed_count: u64,
    /// How many something else caused.
    pub refuted_count: u64,
    /// How many no log explains.
    pub unmatched_count: u64,
    /// The first failure, on the client's clock.
    pub first_time: Option<LocalTime>,
    /// The last one.
    pub last_time: Option<LocalTime>,
}

/// One machine.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ReportMachine {
    /// Its name.
    pub name: String,
    /// The folder that stands for its system drive.
    pub root: Option<String>,
    /// What it is.
    pub roles: Vec<Role>,
    /// The answer; `null` if it could not be assessed.
    pub verdict: Option<Verdict>,
    /// The answer for a compliance baseline.
    pub compliant: Option<bool>,
    /// The release of WSUS.
    pub release: Option<Release>,
    /// The version of the DLL.
    pub file_version: Option<FileVersion>,
    /// The first reason.
    pub why: String,
    /// What to do, as far as this version knows it: the ids of remedies.
    pub remediation: Vec<Remedy>,
    /// The address of the server at which its client failed last.
    pub server_url: Option<String>,
    /// How many failures its client's logs have.
    pub failure_count: u64,
    /// The last one, on the client's clock.
    pub last_failure: Option<LocalTime>,
    /// How many exceptions its server's logs have.
    pub exception_count: u64,
    /// The last one.
    pub last_exception: Option<UtcTime>,
    /// How far its server's logs go.
    pub log_until: Option<UtcTime>,
    /// How many errors its document has.
    pub error_count: u64,
}

/// How many failures there were in each hour or day of a span that has most of them. A clock that is wrong by years can't stretch it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Timeline {
    /// The length of a step.
    pub unit: TimeUnit,
    /// When the first step begins, by the clock of each log: a server's has UTC, a client's its local time.
    pub start: LocalTime,
    /// How many failures each step has.
    pub counts: Vec<u64>,
    /// How many were earlier.
    pub earlier: u64,
    /// How many were later.
    pub later: u64,
}

/// The length of a step of a timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum TimeUnit {
    /// An hour.
    Hour,
    /// A day.
    Day,
}
