//! The options of a scan, as the C ABI and PowerShell pass them: a JSON object.

use serde::Deserialize;

use crate::values::language::Language;
use crate::values::time::Since;

/// How many incidents a document shows unless `maxIncidents` says otherwise.
pub const DEFAULT_MAX_INCIDENTS: u32 = 1000;

/// Options of a log scan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ScanOptions {
    /// Only failures of this time or later count.
    pub since: Option<Since>,
    /// How many incidents a document shows at most: the latest. [`DEFAULT_MAX_INCIDENTS`] if not given.
    pub max_incidents: Option<u32>,
    /// The language of the document's sentences, and of the error if the log can't be read. English if not given; in the C ABI, the user's.
    pub language: Option<Language>,
}

impl ScanOptions {
    pub(crate) fn limit(&self) -> usize {
        self.max_incidents.unwrap_or(DEFAULT_MAX_INCIDENTS) as usize
    }
}
