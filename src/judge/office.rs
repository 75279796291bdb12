//! Whether Office 2003 is installed, the other half of the problem.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::advisory::places::OFFICE_2003_VERSION;
use crate::find::discovery::Subject;
use crate::input::reader::Reader;
use crate::judge::evidence::noted;
use crate::judge::version;
use crate::values::error::{Error, display};

/// Whether Office 2003 is installed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Office2003 {
    /// `null` if what could be read does not decide it.
    pub present: Option<bool>,
    /// What says so.
    pub evidence: Vec<String>,
}

/// Whether Office 2003 is among the products that the registry names, or whether the programs in its folder have its version. Programs that
/// can't be read are errors.
pub fn office2003(
    reader: &Reader,
    products: Vec<String>,
    program_files: bool,
    programs: &[PathBuf],
    errors: &mut Vec<(Subject, Error)>,
) -> Office2003 {
    if !products.is_empty() {
        return Office2003 { present: Some(true), evidence: products };
    }
    for program in programs {
        let file_version = noted(version::read(reader, program), Subject::Office, errors).flatten();
        if let Some(version) = file_version.filter(|version| (version.major, version.minor) == OFFICE_2003_VERSION) {
            return Office2003 { present: Some(true), evidence: vec![format!("{} ({version})", display(program))] };
        }
    }
    let looked = program_files && !errors.iter().any(|(subject, _)| *subject == Subject::Office);
    Office2003 { present: looked.then_some(false), evidence: Vec::new() }
}
