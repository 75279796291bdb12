//! The result of scanning a client's log.

use serde::{Deserialize, Serialize};

use crate::input::blocks::Encoding;
use crate::values::counts::Counts;
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
    /// Whether it is an export in which nothing could be decoded.
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
}

impl ClientScan {
    /// Whether a log without incidents shows that there were none: it was read, and nothing in it is undecided.
    pub fn is_conclusive(&self) -> bool {
        let is_read = matches!(self.format, ClientFormat::Classic | ClientFormat::EtwExport);
        is_read && self.partial_count == 0 && !self.mixed_encodings && !self.cut_off
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
