//! The JSON documents: what every interface of this product answers with. Their schemas are in `schema/`.
//!
//! Names and meanings are a contract with other programs. Fields may be added; none is renamed, removed or left out when
//! it has no value (it is `null` then).

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Serializer;
use serde_json::ser::CompactFormatter;

use crate::advisory::releases::{Basis, Release, State};
use crate::advisory::remedies::Remedy;
use crate::input::watch::Phase;
use crate::values::counts::Counts;
use crate::values::error::{Error, ErrorCode};
use crate::values::file_version::FileVersion;
use crate::values::plain_text::{PlainJson, plain};
use crate::values::time::{LocalTime, UtcTime};

/// The version of the documents' schemas.
pub const SCHEMA_VERSION: u32 = 1;

/// A text that is this program's own, or that of whoever wrote a document that was read.
pub type Text = Cow<'static, str>;

/// What every document begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Header {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// The kind of document, which is the name of its schema.
    pub kind: Text,
}

impl Header {
    pub(crate) const fn of(kind: &'static str) -> Self {
        Self { schema_version: SCHEMA_VERSION, kind: Text::Borrowed(kind) }
    }
}

/// **version**: the version check of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VersionDocument {
    /// `version`.
    #[serde(flatten)]
    pub header: Header,
    /// The file.
    pub path: String,
    /// From the fixed file information; `null` where the file has none.
    pub file_version: Option<FileVersion>,
    /// The release that the version belongs to; `null` where it belongs to none.
    pub release: Option<Release>,
    /// What the advisory means for it.
    pub state: State,
    /// Who says so.
    pub basis: Basis,
    /// The version that the update installs.
    pub fixed_version: FileVersion,
}

/// How a log is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    /// UTF-8, with or without byte order mark; ASCII too.
    #[serde(rename = "utf-8")]
    Utf8,
    /// UTF-16, little endian.
    #[serde(rename = "utf-16le")]
    Utf16Le,
    /// UTF-16, big endian.
    #[serde(rename = "utf-16be")]
    Utf16Be,
    /// Bytes that are no UTF-8: a Windows code page, which the file does not name. Shown as Windows-1252.
    #[serde(rename = "ansi")]
    Ansi,
}

/// What kind of file a client's log is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ClientFormat {
    /// `WindowsUpdate.log` as Windows XP to 8.1 write it, or an excerpt of one.
    Classic,
    /// What `Get-WindowsUpdateLog` writes from ETW traces.
    EtwExport,
    /// The stub that says that the logs are in ETW now. It tells nothing about failures.
    EtwStub,
    /// No line of it is one of a client's log.
    Unknown,
}

/// **clientLog**: the scan of one `WindowsUpdate.log`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClientLog {
    /// `clientLog`.
    #[serde(flatten)]
    pub header: Header,
    /// The file.
    pub path: String,
    /// Bytes read.
    pub bytes: u64,
    /// Lines read, the last one also when it has no line end.
    pub lines: u64,
    /// The file's encoding.
    pub encoding: Encoding,
    /// Whether text of another encoding was appended, as Windows PowerShell's `>>` does: it may not be read right.
    #[serde(default)]
    pub mixed_encodings: bool,
    /// Whether it ends in the middle of a line.
    #[serde(default)]
    pub cut_off: bool,
    /// The file's format.
    pub format: ClientFormat,
    /// Whether it is an export of which nothing could be decoded.
    #[serde(default)]
    pub undecoded: bool,
    /// Time of the first line that has one.
    pub first_time: Option<LocalTime>,
    /// Time of the last line that has one.
    pub last_time: Option<LocalTime>,
    /// How many incidents there are.
    pub incident_count: u64,
    /// How many failures with this problem's error there are of which the log does not say the ErrorCode: they are undecided.
    pub partial_count: u64,
    /// The latest incidents, in the order of the file.
    pub incidents: Vec<ClientIncident>,
    /// How many more there are than `incidents` shows.
    pub incidents_omitted: u64,
    /// SyncUpdates failures that are not this problem: `0x8024400D/ConfigChanged(2)` → how many.
    pub other_failures: Counts,
}

impl ClientLog {
    /// Whether a log without an incident shows that there was none: it was read, and nothing in it is undecided.
    pub fn is_conclusive(&self) -> bool {
        let is_read = matches!(self.format, ClientFormat::Classic | ClientFormat::EtwExport);
        is_read && self.partial_count == 0 && !self.mixed_encodings && !self.cut_off
    }
}

/// One failure of a client's SyncUpdates call that has the signature of the problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
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
    /// The fault's id, lower case and without braces: the server logs the same.
    pub fault_id: Option<String>,
}

/// **serverLog**: the scan of one `SoftwareDistribution.log`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServerLog {
    /// `serverLog`.
    #[serde(flatten)]
    pub header: Header,
    /// The file.
    pub path: String,
    /// Bytes read.
    pub bytes: u64,
    /// Lines read, the last one also when it has no line end.
    pub lines: u64,
    /// The file's encoding.
    pub encoding: Encoding,
    /// Whether text of another encoding was appended, as Windows PowerShell's `>>` does: it may not be read right.
    #[serde(default)]
    pub mixed_encodings: bool,
    /// Whether it ends in the middle of a line.
    #[serde(default)]
    pub cut_off: bool,
    /// Time of the first line that has one.
    pub first_time: Option<UtcTime>,
    /// Time of the last line that has one.
    pub last_time: Option<UtcTime>,
    /// How many incidents there are.
    pub incident_count: u64,
    /// The latest incidents, in the order of the file.
    pub incidents: Vec<ServerIncident>,
    /// How many more there are than `incidents` shows.
    pub incidents_omitted: u64,
    /// How many InternalServerError faults have another cause.
    pub other_faults: u64,
    /// How many faults for clients, and exceptions, there are of which the log does not say what they are: they are undecided.
    #[serde(default)]
    pub partial_count: u64,
    /// The latest InternalServerError faults, in the order of the file.
    pub faults: Vec<ServerFault>,
}

impl ServerLog {
    /// Whether a log without an incident shows that there was none: it was read, and nothing in it is undecided.
    pub fn is_conclusive(&self) -> bool {
        self.first_time.is_some() && self.partial_count == 0 && !self.mixed_encodings && !self.cut_off
    }
}

/// One exception of the defect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServerIncident {
    /// Number of the exception's line, from 1.
    pub line: u64,
    /// Time of the exception.
    pub time: UtcTime,
    /// The process: `w3wp`.
    pub process: String,
    /// The thread's number; `null` where the log has none.
    pub thread: Option<u32>,
    /// The exception's type.
    pub exception: String,
    /// The duplicate key.
    pub key: Option<String>,
    /// The stack's methods, innermost first.
    pub frames: Vec<String>,
    /// The id of the fault that the client was sent; `null` where the fault's line is missing.
    pub fault_id: Option<String>,
    /// The web service's address in the fault's line.
    pub actor: Option<String>,
}

/// Why the server sent a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cause {
    /// The defect of advisory 954960.
    #[serde(rename = "954960")]
    Advisory,
    /// Another exception.
    #[serde(rename = "other")]
    Other,
    /// The log has no exception of that request, or its stack is cut off.
    #[serde(rename = "unknown")]
    Unknown,
}

/// One InternalServerError fault that the server sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServerFault {
    /// The fault's id, lower case and without braces: the client logs the same.
    pub fault_id: Option<String>,
    /// Time of the fault.
    pub time: UtcTime,
    /// Why.
    pub cause: Cause,
    /// Type of the exception before it.
    pub exception: Option<String>,
}

/// **assessment**: one machine.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Assessment {
    /// `assessment`.
    #[serde(flatten)]
    pub header: Header,
    /// `954960`.
    pub advisory: Text,
    /// The machine.
    pub target: Target,
    /// What the machine is.
    pub roles: Vec<Role>,
    /// The answer.
    pub verdict: Verdict,
    /// The answer for a compliance baseline; `null` where it is indeterminate.
    pub compliant: Option<bool>,
    /// Why.
    pub reasons: Vec<Reason>,
    /// What WSUS' setup left in the registry, of this machine or of a root with the hive; `null` over shares and where it left nothing.
    pub wsus_setup: Option<WsusSetup>,
    /// The WSUS server that policy points this machine at; `null` for other machines' evidence and where policy does not.
    pub update_server: Option<String>,
    /// The version check of the server's DLL.
    pub version: Option<VersionDocument>,
    /// Whether Office 2003 is installed, the other half of the problem.
    pub office2003: Office2003,
    /// The scans of the client's logs.
    pub client_logs: Vec<ClientLog>,
    /// The scans of the server's logs.
    pub server_logs: Vec<ServerLog>,
    /// The client's failures, joined with the server's faults.
    pub correlations: Vec<Correlation>,
    /// What to do.
    pub remediation: Vec<Remedy>,
    /// What could not be read.
    pub errors: Vec<Error>,
    /// Who says all this.
    pub tool: Tool,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
}

/// The machine that was assessed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    /// Its name.
    pub name: String,
    /// The folder that stands for its system drive.
    pub root: Option<String>,
    /// Where the evidence came from.
    pub source: Source,
}

/// The registry's `HKLM\SOFTWARE\Microsoft\Update Services\Server\Setup` \[VER\].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WsusSetup {
    /// `TargetDir`: where WSUS is installed.
    pub target_dir: Option<String>,
    /// `VersionString`: the product's version, which is not the DLL's.
    pub version_string: Option<String>,
    /// `InstallType`: 1 is WSUS, 2 its console only.
    pub install_type: Option<u32>,
}

impl WsusSetup {
    /// Only the console is installed: no server.
    pub fn is_console_only(&self) -> bool {
        self.install_type == Some(crate::advisory::places::INSTALL_TYPE_CONSOLE)
    }
}

/// Where evidence comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Source {
    /// This machine itself.
    Live,
    /// A folder: collected files, a mounted image.
    Root,
    /// A share of another machine.
    Share,
}

/// What a machine is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// WSUS is installed.
    Server,
    /// It has a Windows Update log.
    Client,
}

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
    pub code: Text,
    /// A sentence for a person.
    pub text: String,
}

/// Whether Office 2003 is installed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Office2003 {
    /// `null` where that can't be told from what could be read.
    pub present: Option<bool>,
    /// What says so.
    pub evidence: Vec<String>,
}

/// What the server's log says of a failure of the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CorrelationResult {
    /// The server hit the defect.
    Confirmed,
    /// The server hit something else.
    Refuted,
    /// The server's logs do not tell.
    Unmatched,
}

/// One failure of the client, joined with the server's fault of the same id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Correlation {
    /// The fault's id.
    pub fault_id: String,
    /// What the server's log says.
    pub result: CorrelationResult,
    /// When the client logged it, on the client's clock.
    pub client_time: LocalTime,
    /// When the server logged it.
    pub server_time: Option<UtcTime>,
    /// The client's offset from UTC: the difference of the two times, rounded to 15 minutes.
    pub utc_offset: Option<String>,
    /// What the rounding left, in milliseconds: positive where the server logged later.
    pub skew_ms: Option<i64>,
}

/// **join**: one client and one server that it has failed at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Join {
    /// `join`.
    #[serde(flatten)]
    pub header: Header,
    /// The client.
    pub client: String,
    /// The server whose log has the faults; `null` where none of the logs has them.
    pub server: Option<String>,
    /// The address that the client called, as its log says.
    pub server_url: Option<String>,
    /// Confirmed if the server's log confirms one failure; refuted only if it explains every one otherwise.
    pub result: CorrelationResult,
    /// How often the client failed there.
    pub failure_count: u64,
    /// How many of these failures the defect caused.
    pub confirmed_count: u64,
    /// How many of them something else caused.
    pub refuted_count: u64,
    /// How many of them no log explains, those included that the client's document leaves out.
    pub unmatched_count: u64,
    /// Time of the first failure, on the client's clock.
    pub first_time: Option<LocalTime>,
    /// Time of the last one.
    pub last_time: Option<LocalTime>,
    /// The exceptions that caused the refuted failures.
    pub exceptions: BTreeSet<String>,
    /// The failures that have a fault id.
    pub correlations: Vec<Correlation>,
}

/// **summary**: what many documents say together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// `summary`.
    #[serde(flatten)]
    pub header: Header,
    /// How many documents were read.
    pub document_count: u64,
    /// How many of them are assessments. Each counts, also several of one machine.
    pub assessment_count: u64,
    /// How many of these are compliant.
    pub compliant_count: u64,
    /// How many are not.
    pub not_compliant_count: u64,
    /// How many can't tell.
    pub indeterminate_count: u64,
    /// How many documents are errors: machines that could not be assessed.
    pub error_count: u64,
    /// How many files or documents could not be read.
    pub rejected_count: u64,
    /// Verdict → how many assessments.
    pub verdicts: Counts,
    /// WSUS release → how many assessments.
    pub releases: Counts,
    /// Code of a reason → how many assessments.
    pub reasons: Counts,
    /// Code of an error → how many errors, in assessments and beside them.
    pub error_codes: Counts,
    /// Address of a WSUS server → how many blocked clients call it. Of very many addresses those beyond a limit count as `other`.
    pub blocked_by: Counts,
    /// The first files or documents that could not be read, and why.
    pub rejected: Vec<Error>,
}

/// This program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// `wsus954960`.
    pub name: Text,
    /// The crate's version.
    pub version: Text,
}

impl Tool {
    pub(crate) const THIS: Self =
        Self { name: Text::Borrowed(env!("CARGO_PKG_NAME")), version: Text::Borrowed(env!("CARGO_PKG_VERSION")) };
}

/// **progress**: how far a job of many machines is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// `progress`.
    #[serde(flatten)]
    pub header: Header,
    /// The machine that has been looked at for longest; `null` where none is.
    pub target: Option<String>,
    /// What it is busy with.
    pub phase: Phase,
    /// How many bytes of its present file are read.
    pub bytes_done: u64,
    /// How many bytes that file has; `null` where that is not known.
    pub bytes_total: Option<u64>,
    /// How many machines are answered for.
    pub targets_done: u64,
    /// How many machines there are.
    pub targets_total: u64,
}

impl Serialize for Error {
    /// **error**: one failure.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct ErrorDocument<'a> {
            #[serde(flatten)]
            header: Header,
            code: ErrorCode,
            message: &'a str,
            path: Option<&'a str>,
            os_error: Option<i32>,
        }
        ErrorDocument {
            header: Header::of("error"),
            code: self.code,
            message: &plain(&self.message),
            path: self.path.as_deref(),
            os_error: self.os_error,
        }
        .serialize(serializer)
    }
}

/// A document as JSON text, in which nothing acts on a terminal.
pub fn to_json(document: &impl Serialize) -> String {
    let mut json = Vec::with_capacity(1024);
    let mut serializer = Serializer::with_formatter(&mut json, PlainJson(CompactFormatter));
    document.serialize(&mut serializer).expect("documents have string keys and finite numbers only");
    String::from_utf8(json).expect("JSON text is made of strings")
}
