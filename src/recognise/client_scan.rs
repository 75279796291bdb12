//! The result of scanning a client's log.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize};

use crate::advisory::agent_errors::{agent_error, fault_code};
use crate::advisory::troubles::Trouble;
use crate::input::blocks::Encoding;
use crate::values::coded::{deserialized, field};
use crate::values::counts::Counts;
use crate::values::occurrences::Occurrence;
use crate::values::time::LocalTime;

/// What kind of file a client's log is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ClientFormat {
    /// `WindowsUpdate.log` as Windows XP to 8.1 write it, or an excerpt of one.
    Classic,
    /// What `Get-WindowsUpdateLog` writes from ETW traces.
    EtwExport,
    /// The stub that says that Windows logs to ETW now. It says nothing about failures.
    EtwStub,
    /// No line in it is from a client's log.
    Unknown,
}

/// The scan of one `WindowsUpdate.log`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClientScan {
    /// The file.
    pub path: String,
    /// Bytes read.
    pub bytes: u64,
    /// Lines read, counting a last one without a line end.
    pub lines: u64,
    /// The file's encoding.
    pub encoding: Encoding,
    /// Whether text in another encoding was appended, as Windows PowerShell's `>>` does: it may not be read correctly.
    #[serde(default)]
    pub mixed_encodings: bool,
    /// Whether it ends in the middle of a line.
    #[serde(default)]
    pub cut_off: bool,
    /// The file's format.
    pub format: ClientFormat,
    /// Whether it is an export in which records could not be decoded, those of the update agent among them.
    #[serde(default)]
    pub undecoded: bool,
    /// Time of the first line that has one.
    pub first_time: Option<LocalTime>,
    /// Time of the last line that has one.
    pub last_time: Option<LocalTime>,
    /// How many incidents there are.
    pub incident_count: u64,
    /// How many failures with this problem's error are undecided, because the log does not show their ErrorCode.
    pub partial_count: u64,
    /// The latest incidents, in the order of the file.
    pub incidents: Vec<ClientIncident>,
    /// How many more there are than `incidents` shows.
    pub incidents_omitted: u64,
    /// SyncUpdates failures that are not this problem: `0x8024400D/ConfigChanged(2)` → how many.
    pub other_failures: Counts,
    /// The same failures, what they mean and when they occurred; the most frequent first. Older versions did not tell.
    #[serde(default)]
    pub other_failure_details: Vec<OtherFailure>,
}

impl ClientScan {
    /// Whether a log without incidents shows that there were none: it was read, and nothing in it is undecided.
    pub fn is_conclusive(&self) -> bool {
        let is_read = matches!(self.format, ClientFormat::Classic | ClientFormat::EtwExport);
        is_read && !self.undecoded && self.partial_count == 0 && !self.mixed_encodings && !self.cut_off
    }
}

/// One failure of a client's SyncUpdates call that has the signature of the problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClientIncident {
    /// Number of the failure's line, from 1.
    pub line: u64,
    /// Time of the failure.
    pub time: LocalTime,
    /// Process id.
    pub pid: u32,
    /// Thread id as printed (hexadecimal in the classic log).
    pub tid: String,
    /// The service that the client synchronised with, as printed.
    pub service_id: Option<String>,
    /// The server's address.
    pub server_url: Option<String>,
    /// The error: `0x8024400E`.
    pub error: String,
    /// The SOAP client's error.
    pub soap_client_error: Option<u32>,
    /// The SOAP error code.
    pub soap_error_code: Option<u32>,
    /// The HTTP status of the answer.
    pub http_status: Option<u32>,
    /// The SOAP fault's number as printed.
    pub soap_fault: Option<String>,
    /// The fault's ErrorCode as printed: `InternalServerError(5)`.
    pub error_code: String,
    /// The fault's message as printed; the log writes `(null)` for none.
    pub message: Option<String>,
    /// The method that the fault names, without quotes.
    pub method: Option<String>,
    /// The fault's id, in lower case and without braces: the server logs the same one.
    pub fault_id: Option<String>,
}

/// A kind of SyncUpdates failure that is not this problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct OtherFailure {
    /// The error: `0x8024400D`; `other` for the kinds beyond the limit.
    pub code: String,
    /// The ErrorCode of the server's fault as printed: `ConfigChanged(2)`.
    pub error_code: Option<String>,
    /// The error's name as Microsoft documents it.
    pub name: Option<Cow<'static, str>>,
    /// How often it occurred.
    pub count: u64,
    /// The first time, if any record of it has a time.
    pub first_time: Option<LocalTime>,
    /// The last time.
    pub last_time: Option<LocalTime>,
    /// What kind of trouble it is: [`Trouble::name`]. `None` if nothing is known about it, and then the rest is too.
    pub trouble: Option<Cow<'static, str>>,
    /// What it means, in a sentence. A scan has none; its document adds it.
    pub meaning: Option<Cow<'static, str>>,
    /// What to look at. A scan has none; its document adds it.
    pub look_at: Option<Cow<'static, str>>,
    /// Where Microsoft describes it.
    pub url: Option<Cow<'static, str>>,
}

impl<'de> Deserialize<'de> for OtherFailure {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialized(deserializer, |value| {
            let text = |name| field::<Option<String>>(value, name).map(|text| text.map(Cow::Owned));
            Some(Self {
                code: field(value, "code")?,
                error_code: field(value, "error_code")?,
                name: text("name")?,
                count: field(value, "count")?,
                first_time: field(value, "first_time")?,
                last_time: field(value, "last_time")?,
                trouble: text("trouble")?,
                meaning: text("meaning")?,
                look_at: text("look_at")?,
                url: text("url")?,
            })
        })
    }
}

impl OtherFailure {
    /// What is known about a kind of failure, which is named as in [`ClientScan::other_failures`].
    pub fn new(kind: &str, occurrence: Occurrence<LocalTime>) -> Self {
        let (code, error_code) = kind.split_once('/').map_or((kind, None), |(code, rest)| (code, Some(rest)));
        let known = code.strip_prefix("0x").and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(agent_error);
        // The ErrorCode says more.
        let trouble = error_code.and_then(fault_code).or(known.map(|error| error.trouble));
        Self {
            code: code.to_owned(),
            error_code: error_code.map(str::to_owned),
            name: known.map(|error| error.name.into()),
            count: occurrence.count,
            first_time: occurrence.first,
            last_time: occurrence.last,
            trouble: trouble.map(|trouble| trouble.name().into()),
            meaning: None,
            look_at: None,
            url: trouble.map(|trouble| trouble.page().url().into()),
        }
    }

    /// The kind of trouble, if this version knows it.
    pub fn known(&self) -> Option<Trouble> {
        Trouble::of(self.trouble.as_deref()?)
    }

    /// The name of its kind in [`ClientScan::other_failures`].
    pub fn kind(&self) -> String {
        self.error_code.as_ref().map_or(self.code.clone(), |error_code| format!("{}/{error_code}", self.code))
    }

    /// How often it occurred, and when.
    pub fn occurrence(&self) -> Occurrence<LocalTime> {
        Occurrence { count: self.count, first: self.first_time, last: self.last_time }
    }
}
