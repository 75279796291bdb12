//! The options of an assessment, as the C ABI and PowerShell pass them: a JSON object.

use std::path::PathBuf;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::recognise::options::ScanOptions;
use crate::values::error::Error;
use crate::values::language::Language;
use crate::values::problem::Problem;
use crate::values::time::Since;

/// Options of an assessment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct AssessOptions {
    /// The language of the texts in the document. English if not given; the C ABI takes the user's then.
    pub language: Option<Language>,
    /// Only failures of this time or later count.
    pub since: Option<Since>,
    /// How many incidents each log's document shows at most.
    pub max_incidents: Option<u32>,
    /// The folder that stands for the machine's system drive.
    pub root: Option<PathBuf>,
    /// The machine's Windows folder, in place of those below the root: its share of that folder. Where it does not exist, those below
    /// the root count.
    pub windows: Option<PathBuf>,
    /// In place of root and Windows folder: the computer whose shares are looked at; see [`crate::find::computer`].
    pub computer_name: Option<String>,
    /// The computer's root, with `{0}` for its name, where that is not the share of its drive C.
    pub share_template: Option<String>,
    /// The machine's name; by default the computer's, the share's server or the folder's name.
    pub name: Option<String>,
    /// The server's DLL, in place of what would be found.
    pub dll: Option<PathBuf>,
    /// The client's logs, in place of those that would be found.
    pub client_logs: Option<Vec<PathBuf>>,
    /// The server's logs, in place of those that would be found. They may be another machine's.
    pub server_logs: Option<Vec<PathBuf>>,
}

impl AssessOptions {
    pub(crate) fn scan(&self) -> ScanOptions {
        ScanOptions { since: self.since, max_incidents: self.max_incidents, language: self.language }
    }
}

/// The JSON text of the argument `name`.
///
/// # Errors
/// [`InvalidArgument`](crate::values::error::ErrorCode::InvalidArgument) for what is not a JSON object, an unknown key or a value of
/// another type.
pub fn from_json<T: DeserializeOwned>(name: &str, json: &str) -> Result<T, Error> {
    if !json.trim_start().starts_with('{') {
        return Err(Error::argument(name, Problem::NotJsonObject {}));
    }
    serde_json::from_str(json).map_err(|error| Error::argument(name, Problem::InvalidOptions { cause: error.to_string() }))
}
