//! The result of scanning a server's log.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize};

use crate::advisory::troubles::Trouble;
use crate::input::blocks::Encoding;
use crate::values::coded::{deserialized, field};
use crate::values::occurrences::Occurrence;
use crate::values::time::UtcTime;

/// The scan of one `SoftwareDistribution.log`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ServerScan {
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
    /// The exceptions that caused these, what they mean and when they occurred; the most frequent first. Older versions did not tell.
    #[serde(default)]
    pub other_fault_details: Vec<OtherFault>,
    /// How many exceptions and faults sent to clients are undecided, because the log does not show what they are.
    #[serde(default)]
    pub partial_count: u64,
    /// The latest InternalServerError faults, in the order of the file.
    pub faults: Vec<ServerFault>,
    /// How many more there are than `faults` shows.
    #[serde(default)]
    pub faults_omitted: u64,
}

impl ServerScan {
    /// Whether a log without incidents shows that there were none: it was read, and nothing in it is undecided.
    pub fn is_conclusive(&self) -> bool {
        self.first_time.is_some() && self.partial_count == 0 && !self.mixed_encodings && !self.cut_off
    }
}

/// One exception of the defect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ServerIncident {
    /// Number of the exception's line, from 1.
    pub line: u64,
    /// Time of the exception.
    pub time: UtcTime,
    /// The process: `w3wp`.
    pub process: String,
    /// The thread's number; `null` if the log has none.
    pub thread: Option<u32>,
    /// The exception's type.
    pub exception: String,
    /// The duplicate key.
    pub key: Option<String>,
    /// The stack's methods, innermost first.
    pub frames: Vec<String>,
    /// How many more there are than `frames` shows, outer ones.
    #[serde(default)]
    pub frames_omitted: u64,
    /// The id of the fault that the client was sent; `null` if the fault's line is missing.
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
#[non_exhaustive]
pub struct ServerFault {
    /// The fault's id, in lower case and without braces: the client logs the same one.
    pub fault_id: Option<String>,
    /// Time of the fault.
    pub time: UtcTime,
    /// Why.
    pub cause: Cause,
    /// Type of the exception before it.
    pub exception: Option<String>,
}

/// An exception that is not the defect's, and caused InternalServerError faults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct OtherFault {
    /// The exception's type; `other` for those beyond the limit.
    pub exception: String,
    /// How many faults it caused.
    pub count: u64,
    /// The first time.
    pub first_time: Option<UtcTime>,
    /// The last time.
    pub last_time: Option<UtcTime>,
    /// What kind of trouble it is: [`Trouble::name`]. `None` if nothing is known about it, and then the rest is too.
    pub trouble: Option<Cow<'static, str>>,
    /// What it means, in a sentence. A scan has none; its document adds it.
    pub meaning: Option<Cow<'static, str>>,
    /// What to look at. A scan has none; its document adds it.
    pub look_at: Option<Cow<'static, str>>,
    /// Where Microsoft describes it.
    pub url: Option<Cow<'static, str>>,
}

impl<'de> Deserialize<'de> for OtherFault {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialized(deserializer, |value| {
            let text = |name| field::<Option<String>>(value, name).map(|text| text.map(Cow::Owned));
            Some(Self {
                exception: field(value, "exception")?,
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

impl OtherFault {
    /// The name of a kind: the exception's type and its trouble.
    pub(crate) fn kind(exception: &str, trouble: Option<Trouble>) -> String {
        format!("{exception}/{}", trouble.map_or("", Trouble::name))
    }

    /// What is known about a [kind](Self::kind).
    pub(crate) fn new(kind: &str, occurrence: Occurrence<UtcTime>) -> Self {
        let (exception, trouble) = kind.split_once('/').unwrap_or((kind, ""));
        let trouble = Trouble::of(trouble);
        Self {
            exception: exception.to_owned(),
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

    /// How often it occurred, and when.
    pub(crate) fn occurrence(&self) -> Occurrence<UtcTime> {
        Occurrence { count: self.count, first: self.first_time, last: self.last_time }
    }
}
