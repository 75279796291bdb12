//! A saved document, read back.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::document::{
    Assessment, BUDGET, Bounded, ClientLog, DocumentKind, ErrorDocument, SCHEMA_VERSION, ServerLog, VersionDocument, to_json,
};
use crate::fleet::retell::{self, retell};
use crate::recognise::client_scan::ClientScan;
use crate::recognise::server_scan::ServerScan;
use crate::values::language::Language;
use crate::values::problem::Problem;

/// A saved document of any usable kind.
#[derive(Clone, Debug)]
pub enum SavedDocument {
    /// One machine.
    Assessment(Box<Assessment>),
    /// One client's log.
    ClientLog(Box<ClientLog>),
    /// One server's log.
    ServerLog(Box<ServerLog>),
    /// One file's version.
    Version(Box<VersionDocument>),
    /// A failure that was saved in place of a document.
    Error(ErrorDocument),
}

/// A document and the text that it was read from.
#[derive(Debug)]
pub struct Saved {
    /// Its content.
    pub document: SavedDocument,
    /// The JSON text that it was read from, including any additions of a later version of this program.
    pub json: Box<RawValue>,
}

impl Saved {
    /// Its JSON text with the texts that the document now has. All else stays as it was saved.
    pub fn retold(&self) -> String {
        let retold = match &self.document {
            SavedDocument::Assessment(assessment) => {
                let reasons = assessment.reasons.iter().map(|reason| &*reason.text);
                let remedies = assessment.remediation.iter().map(|remedy| &*remedy.text);
                let errors = assessment.errors.iter().map(|error| &*error.message);
                let mut texts: Vec<&str> = reasons.chain(remedies).chain(errors).collect();
                texts.extend(assessment.client_logs.iter().flat_map(|log| failure_texts(log)));
                texts.extend(assessment.server_logs.iter().flat_map(|log| fault_texts(log)));
                retell::of_assessment(&self.json).and_then(|places| retell(&self.json, places, &texts))
            }
            SavedDocument::ClientLog(log) => {
                let texts: Vec<&str> = failure_texts(log).collect();
                retell::of_log(&self.json).and_then(|places| retell(&self.json, places, &texts))
            }
            SavedDocument::ServerLog(log) => {
                let texts: Vec<&str> = fault_texts(log).collect();
                retell::of_log(&self.json).and_then(|places| retell(&self.json, places, &texts))
            }
            SavedDocument::Error(error) => {
                retell::of_error(&self.json).and_then(|places| retell(&self.json, places, &[&error.message]))
            }
            SavedDocument::Version(_) => None,
        };
        to_json(&retold.as_deref().unwrap_or(&self.json))
    }
}

impl Saved {
    /// A text of the document, if it is within the [`BUDGET`]. Of a longer one, which an older version wrote, this makes the document that this
    /// version would write.
    ///
    /// # Errors
    /// [`Problem::DocumentOverBudget`] if that is too long too.
    pub fn within_budget(self, text: String) -> Result<String, Problem> {
        // Each byte is one character at most.
        let fits = |text: &str| text.len() <= BUDGET || text.encode_utf16().count() <= BUDGET;
        if fits(&text) {
            return Ok(text);
        }
        let text = match self.document {
            SavedDocument::Assessment(assessment) => to_json(&assessment.bounded()),
            SavedDocument::ClientLog(log) => to_json(&log.bounded()),
            SavedDocument::ServerLog(log) => to_json(&log.bounded()),
            SavedDocument::Version(_) | SavedDocument::Error(_) => text,
        };
        if fits(&text) { Ok(text) } else { Err(Problem::DocumentOverBudget { limit: BUDGET as u64 }) }
    }
}

impl SavedDocument {
    /// Translates the document's texts into another language, if this version knows their codes and data.
    pub fn translate(&mut self, language: Language) {
        match self {
            Self::Assessment(assessment) => assessment.translate(language),
            Self::Error(error) => error.translate(language),
            Self::ClientLog(log) => log.translate(language),
            Self::ServerLog(log) => log.translate(language),
            Self::Version(_) => {}
        }
    }
}

/// The sentences of a client's log, in the order of [`retell::of_log`].
fn failure_texts(log: &ClientScan) -> impl Iterator<Item = &str> {
    log.other_failure_details.iter().flat_map(|failure| [&failure.meaning, &failure.look_at]).flatten().map(|text| &**text)
}

/// The sentences of a server's log, in the order of [`retell::of_log`].
fn fault_texts(log: &ServerScan) -> impl Iterator<Item = &str> {
    log.other_fault_details.iter().flat_map(|fault| [&fault.meaning, &fault.look_at]).flatten().map(|text| &**text)
}

/// Reads a document's JSON text.
pub(crate) fn parse(json: &RawValue) -> Result<Saved, Problem> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase", expecting = "an object with schemaVersion and kind")]
    struct Head {
        schema_version: u32,
        kind: String,
    }
    let not_ours = |error: serde_json::Error| Problem::NotDocument { cause: error.to_string() };
    let Head { schema_version, kind } = serde_json::from_str(json.get()).map_err(not_ours)?;
    if schema_version != SCHEMA_VERSION {
        return Err(Problem::SchemaVersion { found: schema_version, known: SCHEMA_VERSION });
    }
    fn as_a<T: DeserializeOwned>(json: &RawValue) -> Result<T, Problem> {
        serde_json::from_str(json.get()).map_err(|error| Problem::InvalidDocument { cause: error.to_string() })
    }
    let document = match kind.as_str() {
        Assessment::KIND => SavedDocument::Assessment(as_a(json)?),
        ClientLog::KIND => SavedDocument::ClientLog(as_a(json)?),
        ServerLog::KIND => SavedDocument::ServerLog(as_a(json)?),
        VersionDocument::KIND => SavedDocument::Version(as_a(json)?),
        ErrorDocument::KIND => SavedDocument::Error(as_a(json)?),
        _ => return Err(Problem::UnusableKind { kind }),
    };
    Ok(Saved { document, json: json.to_owned() })
}
