//! The JSON documents, with which every interface of this product answers. Their schemas are in `schema/`.
//!
//! Names and meanings are a contract with other programs. Fields may be added; none is renamed or removed, and one without
//! a value is `null`, never left out.

mod budget;
mod report;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::Deref;
use std::path::Path;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::ser::CompactFormatter;
use serde_json::{Serializer, Value};

use crate::advisory;
use crate::advisory::remedies::Remedy;
use crate::advisory::troubles::Trouble;
pub use crate::find::discovery::{Source, WsusSetup};
pub use crate::find::target::Target;
pub use crate::input::blocks::Encoding;
use crate::input::monitor::Phase;
use crate::judge::assess::Assessed;
pub use crate::judge::assess::Role;
pub use crate::judge::correlate::{Correlation, CorrelationResult};
use crate::judge::grounds::Ground;
pub use crate::judge::office::Office2003;
pub use crate::judge::verdict::Verdict;
use crate::judge::version::VersionCheck;
use crate::recognise::client_scan::ClientScan;
pub use crate::recognise::client_scan::{ClientFormat, ClientIncident, OtherFailure};
use crate::recognise::server_scan::ServerScan;
pub use crate::recognise::server_scan::{Cause, OtherFault, ServerFault, ServerIncident};
use crate::values::coded::coded_names;
use crate::values::counts::Counts;
use crate::values::error::{Error, ErrorCode, display};
use crate::values::language::Language;
use crate::values::plain_text::{PlainJson, plain};
use crate::values::problem::{Place, Problem};
use crate::values::time::{LocalTime, UtcTime};
use crate::words::{Words, words};

pub use budget::{BUDGET, Bounded};
pub use report::{Report, ReportClient, ReportMachine, ReportServer, TimeUnit, Timeline};

/// The version of the documents' schemas.
pub const SCHEMA_VERSION: u32 = 1;

/// Text of this program, or from a document that was read back.
pub type Text = Cow<'static, str>;

/// The beginning of every document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Header {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// The kind of document, which is the name of its schema.
    pub kind: Text,
}

impl Header {
    pub(crate) const fn of<T: DocumentKind>() -> Self {
        Self { schema_version: SCHEMA_VERSION, kind: Text::Borrowed(T::KIND) }
    }
}

/// A value that can be a document of its own.
pub trait DocumentKind {
    /// The kind of document, which is the name of its schema.
    const KIND: &'static str;
}

macro_rules! kinds {
    ($($type:ty => $kind:literal),* $(,)?) => {
        $(impl DocumentKind for $type {
            const KIND: &'static str = $kind;
        })*
    };
}

kinds! {
    VersionCheck => "version",
    ClientScan => "clientLog",
    ServerScan => "serverLog",
    Assessment => "assessment",
    Join => "join",
    Summary => "summary",
    Progress => "progress",
    Delivery => "delivery",
    Report => "report",
    ErrorDocument => "error",
}

/// A value as a document: it begins with a [`Header`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope<T>(pub T);

/// **version**: the version check of one file.
pub type VersionDocument = Envelope<VersionCheck>;

/// **clientLog**: the scan of one `WindowsUpdate.log`.
pub type ClientLog = Envelope<ClientScan>;

/// **serverLog**: the scan of one `SoftwareDistribution.log`.
pub type ServerLog = Envelope<ServerScan>;

/// A kind of trouble, and where its meaning and what to look at belong.
pub type Explanation<'a> = (Option<Trouble>, [&'a mut Option<Text>; 2]);

/// A scan whose document explains failures of another kind in sentences.
pub trait Explained {
    /// What is to be explained.
    fn explanations(&mut self) -> impl Iterator<Item = Explanation<'_>>;
}

impl Explained for ClientScan {
    fn explanations(&mut self) -> impl Iterator<Item = Explanation<'_>> {
        let details = self.other_failure_details.iter_mut();
        details.map(|failure| (failure.known(), [&mut failure.meaning, &mut failure.look_at]))
    }
}

impl Explained for ServerScan {
    fn explanations(&mut self) -> impl Iterator<Item = Explanation<'_>> {
        self.other_fault_details.iter_mut().map(|fault| (fault.known(), [&mut fault.meaning, &mut fault.look_at]))
    }
}

impl<T: Explained> Envelope<T> {
    /// The document of a scan, with sentences in a language, within the [`BUDGET`].
    pub fn explained(scan: T, language: Language) -> Self
    where
        Self: Bounded,
    {
        let mut document = Self(scan);
        document.translate(language);
        document.bounded()
    }

    /// Puts the sentences into another language. Those about a kind of trouble that this version does not know stay.
    pub fn translate(&mut self, language: Language) {
        let words = words(language);
        for (trouble, [meaning, look_at]) in self.0.explanations() {
            if let Some(trouble) = trouble {
                *meaning = Some(words.meaning(trouble).into());
                *look_at = Some(words.look_at(trouble).into());
            }
        }
    }
}

impl<T> Deref for Envelope<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: DocumentKind> DocumentKind for Envelope<T> {
    const KIND: &'static str = T::KIND;
}

impl<T: DocumentKind + Serialize> Serialize for Envelope<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Document<'a, T> {
            #[serde(flatten)]
            header: Header,
            #[serde(flatten)]
            value: &'a T,
        }
        Document { header: Header::of::<T>(), value: &self.0 }.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Envelope<T> {
    /// The value; the header must be checked first.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self)
    }
}

/// **assessment**: one machine.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
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
    /// The answer for a compliance baseline; `null` if the verdict is indeterminate.
    pub compliant: Option<bool>,
    /// Why.
    pub reasons: Vec<Reason>,
    /// What WSUS' setup left in the registry of this machine or in the hive below a root; `null` over shares, and if it left nothing.
    pub wsus_setup: Option<WsusSetup>,
    /// The WSUS server that policy points this machine at; `null` for other machines' evidence, and if policy names none.
    pub update_server: Option<String>,
    /// The version check of the server's DLL.
    pub version: Option<VersionDocument>,
    /// Whether Office 2003 is installed, the other half of the problem.
    pub office2003: Office2003,
    /// The scans of the client's logs.
    pub client_logs: Vec<ClientLog>,
    /// How many more there are, for which the document had no room. The verdict rests on them too.
    #[serde(default)]
    pub client_logs_omitted: u64,
    /// The scans of the server's logs.
    pub server_logs: Vec<ServerLog>,
    /// How many more there are, for which the document had no room. The verdict rests on them too.
    #[serde(default)]
    pub server_logs_omitted: u64,
    /// The client's failures, joined with the server's faults.
    pub correlations: Vec<Correlation>,
    /// How many more there are, earlier ones, for which the document had no room.
    #[serde(default)]
    pub correlations_omitted: u64,
    /// What to do.
    pub remediation: Vec<Remediation>,
    /// What could not be read.
    pub errors: Vec<ErrorDocument>,
    /// How many more there are, for which the document had no room.
    #[serde(default)]
    pub errors_omitted: u64,
    /// The program that wrote the document.
    pub tool: Tool,
    /// When it was finished, by the clock of the computer that assessed the machine; `null` if that is not known.
    pub assessed_at: Option<UtcTime>,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
}

impl Assessment {
    /// The document of the findings about a machine, with texts in a language, within the [`BUDGET`].
    pub fn new(assessed: Assessed, language: Language) -> Self {
        let Assessed { target, roles, decision, wsus_setup, update_server, version, office2003, .. } = assessed;
        let words = words(language);
        Self {
            header: Header::of::<Self>(),
            advisory: advisory::ID.into(),
            target,
            roles,
            verdict: decision.verdict,
            compliant: decision.verdict.compliant(),
            reasons: decision.reasons.iter().map(|reason| Reason::new(reason, words)).collect(),
            wsus_setup,
            update_server,
            version: version.map(Envelope),
            office2003,
            client_logs: assessed.client_logs.into_iter().map(|log| Envelope::explained(log, language)).collect(),
            client_logs_omitted: 0,
            server_logs: assessed.server_logs.into_iter().map(|log| Envelope::explained(log, language)).collect(),
            server_logs_omitted: 0,
            correlations: assessed.correlations,
            correlations_omitted: 0,
            remediation: decision.remediation.iter().map(|remedy| Remediation::new(*remedy, words)).collect(),
            errors: assessed.errors.iter().map(|error| ErrorDocument::new(error, language)).collect(),
            errors_omitted: 0,
            tool: Tool::THIS,
            assessed_at: Some(assessed.assessed_at),
            duration_ms: assessed.duration_ms,
        }
        .bounded()
    }

    /// Translates the texts of reasons, remedies, errors and logs into another language. Those with codes or data that this version does not know,
    /// because another version wrote them, keep their texts.
    pub fn translate(&mut self, language: Language) {
        let words = words(language);
        for reason in &mut self.reasons {
            if let Some(meaning) = reason.meaning() {
                reason.text = sentence(&meaning, words);
            }
        }
        self.errors.iter_mut().for_each(|error| error.translate(language));
        for remedy in &mut self.remediation {
            if let Some(meaning) = remedy.meaning() {
                remedy.text = words.remedy(meaning).into();
            }
        }
        self.client_logs.iter_mut().for_each(|log| log.translate(language));
        self.server_logs.iter_mut().for_each(|log| log.translate(language));
    }
}

/// One reason for the verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Reason {
    /// A stable name that a script can branch on: [`Ground::CODES`].
    pub code: Text,
    /// A sentence for a person, in which nothing acts on a terminal.
    pub text: String,
    /// The data of the sentence, under names that depend on the code; `null` in documents of older versions.
    #[serde(default)]
    pub data: Value,
}

impl Reason {
    fn new(reason: &Ground, words: &dyn Words) -> Self {
        Self { code: reason.code().into(), text: sentence(reason, words), data: reason.data() }
    }

    /// What it says, if this version knows it.
    pub fn meaning(&self) -> Option<Ground> {
        Ground::of(&self.code, &self.data)
    }
}

/// What a reason says, in which nothing acts on a terminal.
fn sentence(reason: &Ground, words: &dyn Words) -> String {
    plain(&words.reason(reason)).into_owned()
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Remediation {
    /// A stable name that a script can branch on.
    pub id: Text,
    /// What to do, in full sentences.
    pub text: Text,
    /// Where Microsoft describes it.
    pub url: Option<Text>,
}

impl Remediation {
    fn new(remedy: Remedy, words: &dyn Words) -> Self {
        Self { id: remedy.name().into(), text: words.remedy(remedy).into(), url: remedy.url().map(Text::Borrowed) }
    }

    /// What it says, if this version knows it.
    pub fn meaning(&self) -> Option<Remedy> {
        serde_json::from_value(self.id.as_ref().into()).ok()
    }
}

/// **join**: one client, and one server at which it failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Join {
    /// `join`.
    #[serde(flatten)]
    pub header: Header,
    /// The client.
    pub client: String,
    /// The server whose log has the faults; `null` if no log has them.
    pub server: Option<String>,
    /// The address that the client called, as its log says.
    pub server_url: Option<String>,
    /// Confirmed if the server's log confirms at least one failure; refuted only if it gives every failure another cause.
    pub result: CorrelationResult,
    /// How often the client failed there.
    pub failure_count: u64,
    /// How many of these failures the defect caused.
    pub confirmed_count: u64,
    /// How many of them something else caused.
    pub refuted_count: u64,
    /// How many of them no log explains, including those that the client's document leaves out.
    pub unmatched_count: u64,
    /// Time of the first failure, on the client's clock.
    pub first_time: Option<LocalTime>,
    /// Time of the last one.
    pub last_time: Option<LocalTime>,
    /// The exceptions that caused the refuted failures.
    pub exceptions: BTreeSet<String>,
    /// The failures that have a fault id.
    pub correlations: Vec<Correlation>,
    /// How many more there are, earlier ones, for which the document had no room.
    #[serde(default)]
    pub correlations_omitted: u64,
}

/// **summary**: counts over many documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Summary {
    /// `summary`.
    #[serde(flatten)]
    pub header: Header,
    /// How many documents were read.
    pub document_count: u64,
    /// How many of them are assessments. Each counts, even if one machine has several.
    pub assessment_count: u64,
    /// How many of these are compliant.
    pub compliant_count: u64,
    /// How many are not.
    pub not_compliant_count: u64,
    /// How many are indeterminate.
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
    /// Code of an error → how many errors, in assessments and as documents of their own.
    pub error_codes: Counts,
    /// Address of a WSUS server → how many blocked clients call it. Addresses beyond a limit count as `other`.
    pub blocked_by: Counts,
    /// The first files or documents that could not be read, and why.
    pub rejected: Vec<ErrorDocument>,
}

/// This program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
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

/// **progress**: how far a job with many machines has got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Progress {
    /// `progress`.
    #[serde(flatten)]
    pub header: Header,
    /// The machine that has been looked at for longest; `null` if none is being looked at.
    pub target: Option<String>,
    /// What is being done with it.
    pub phase: Phase,
    /// How many bytes of its current file have been read.
    pub bytes_done: u64,
    /// How many bytes that file has; `null` if unknown.
    pub bytes_total: Option<u64>,
    /// How many machines have their answer.
    pub targets_done: u64,
    /// How many machines there are.
    pub targets_total: u64,
}

/// **delivery**: what became of a document that was to be saved.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Delivery {
    /// `delivery`.
    #[serde(flatten)]
    pub header: Header,
    /// The machine; for a document of an earlier run, its file's name.
    pub name: String,
    /// The file in which it belongs.
    pub path: String,
    /// Where it is.
    pub state: DeliveryState,
    /// Why it is not where it belongs.
    pub error: Option<ErrorDocument>,
}

coded_names! {
    /// Where a document is that was to be saved.
    pub enum DeliveryState {
        /// In its file, or a newer one was there already.
        "delivered" => Delivered,
        /// In the spool: the next run delivers it.
        "spooled" => Spooled,
        /// Nowhere.
        "failed" => Failed,
    }
}

impl Delivery {
    /// The document, with its error in a language.
    pub fn new(name: &str, path: &Path, state: DeliveryState, error: Option<&Error>, language: Language) -> Self {
        Self {
            header: Header::of::<Self>(),
            name: name.to_owned(),
            path: display(path),
            state,
            error: error.map(|error| ErrorDocument::new(error, language)),
        }
    }
}

/// **error**: one failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ErrorDocument {
    /// `error`.
    #[serde(flatten)]
    pub header: Header,
    /// The kind of failure.
    pub code: ErrorCode,
    /// The file, the cause, what to do: a sentence or two for a person, in which nothing acts on a terminal.
    pub message: String,
    /// The file or folder it concerns, if any.
    pub path: Option<String>,
    /// The operating system's error number (`errno`, or a Win32 error), if it was the operating system that failed.
    pub os_error: Option<i32>,
    /// What went wrong, a stable name that a script can branch on: [`Problem::CODES`]; `null` in documents of older versions.
    #[serde(default)]
    pub problem: Option<Text>,
    /// The data of the message, under names that depend on the problem; `null` in documents of older versions.
    #[serde(default)]
    pub data: Value,
    /// Where it is, beside the path.
    #[serde(default)]
    pub place: Option<ErrorPlace>,
}

/// Where a problem is, beside the path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ErrorPlace {
    /// A stable name: [`Place::CODES`].
    pub code: Text,
    /// Which one it is, under a name that depends on the code.
    pub data: Value,
}

impl fmt::Display for ErrorDocument {
    /// The message.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&plain(&self.message))
    }
}

impl From<&Place> for ErrorPlace {
    fn from(place: &Place) -> Self {
        Self { code: place.code().into(), data: place.data() }
    }
}

impl ErrorDocument {
    /// The document of an error, in a language.
    pub fn new(error: &Error, language: Language) -> Self {
        Self {
            header: Header::of::<Self>(),
            code: error.code,
            message: message(error, language),
            path: error.path.clone(),
            os_error: error.os_error,
            problem: Some(error.problem.code().into()),
            data: error.problem.data(),
            place: error.place.as_ref().map(ErrorPlace::from),
        }
        .bounded()
    }

    /// Translates the message into another language, if this version knows its problem.
    pub fn translate(&mut self, language: Language) {
        if let Some(error) = self.meaning() {
            self.message = message(&error, language);
        }
    }

    /// The error of one of many machines: the message begins with the machine's name.
    pub(crate) fn of_machine(self, name: &str) -> Self {
        let place = ErrorPlace::from(&Place::Machine { name: name.to_owned() });
        Self { message: format!("{}: {}", plain(name), self.message), place: self.place.or(Some(place)), ..self }.bounded()
    }

    /// What it says, if this version knows it.
    pub fn meaning(&self) -> Option<Error> {
        let place = match &self.place {
            Some(place) => Some(Place::of(&place.code, &place.data)?),
            None => None,
        };
        let problem = Problem::of(self.problem.as_ref()?, &self.data)?;
        Some(Error { code: self.code, problem, path: self.path.clone(), place, os_error: self.os_error })
    }
}

/// What an error says, in which nothing acts on a terminal.
fn message(error: &Error, language: Language) -> String {
    plain(&error.message(language)).into_owned()
}

/// A document as JSON text, in which nothing acts on a terminal.
pub fn to_json(document: &impl Serialize) -> String {
    let mut json = Vec::with_capacity(1024);
    let mut serializer = Serializer::with_formatter(&mut json, PlainJson(CompactFormatter));
    document.serialize(&mut serializer).expect("documents have string keys and finite numbers only");
    String::from_utf8(json).expect("JSON text is made of strings")
}
