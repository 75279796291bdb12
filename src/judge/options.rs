//! The options of an assessment, as the C ABI and PowerShell pass them: a JSON object.

use std::path::PathBuf;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::find::computer::Computer;
use crate::find::machine::{Folders, Machine};
use crate::recognise::options::ScanOptions;
use crate::values::error::Error;
use crate::values::language::Language;
use crate::values::problem::Problem;
use crate::values::time::Since;

/// Options of an assessment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct AssessOptions {
    /// The language of the texts in the document. English if not given; in the C ABI, the user's.
    pub language: Option<Language>,
    /// Only failures of this time or later count.
    pub since: Option<Since>,
    /// How many incidents each log's document shows at most.
    pub max_incidents: Option<u32>,
    /// The folder that stands for the machine's system drive.
    pub root: Option<PathBuf>,
    /// The machine's Windows folder, such as its share of that folder, in place of those below the root. If it does not exist, those below the
    /// root count.
    pub windows: Option<PathBuf>,
    /// In place of root and Windows folder: the computer whose shares are looked at; see [`crate::find::computer`].
    pub computer_name: Option<String>,
    /// The computer's root, with `{0}` for its name, if that is not the share of its drive C.
    pub share_template: Option<String>,
    /// The machine's name; by default that of the computer, of the share's server or of the folder.
    pub name: Option<String>,
    /// Whether links below the root that lead out of it are followed. They are not by default: whoever made them chooses what is read.
    pub follow_links: bool,
    /// The server's DLL, in place of what would be found.
    pub dll: Option<PathBuf>,
    /// The client's logs, in place of those that would be found.
    pub client_logs: Option<Vec<PathBuf>>,
    /// The server's logs, in place of those that would be found. They may be another machine's.
    pub server_logs: Option<Vec<PathBuf>>,
}

impl AssessOptions {
    /// The machine that is meant.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidArgument`](crate::values::error::ErrorCode::InvalidArgument) for options that contradict each other, and for a name that no
    /// computer can have.
    pub fn machine(&self) -> Result<Machine, Error> {
        let windows = self.windows.clone();
        if let Some(name) = &self.computer_name {
            let computer = Computer::named(name)?;
            let shares = computer.shares(self.share_template.as_deref())?;
            if self.root.is_some() {
                return Err(Error::argument("options", Problem::RootAndComputerName {}));
            }
            // A share of this computer shows less than its registry and its folders.
            if computer.is_this && self.share_template.is_none() && windows.is_none() {
                return Ok(Machine::This);
            }
            let shares = Folders { windows: windows.or(shares.windows), ..shares };
            return Ok(Machine::Computer { name: computer.name, shares });
        }
        if self.share_template.is_some() {
            return Err(Error::argument("options", Problem::TemplateWithoutComputerName {}));
        }
        match &self.root {
            Some(root) => Ok(Machine::Root(Folders { root: root.clone(), windows })),
            None if windows.is_some() => Err(Error::argument("options", Problem::WindowsWithoutRoot {})),
            // A server's log alone belongs to a machine other than the one being assessed.
            None if self.dll.is_some() || self.client_logs.is_some() => Ok(Machine::Files),
            None => Ok(Machine::This),
        }
    }

    /// The files that are named, in place of what would be found.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        self.dll.iter().chain(self.client_logs.iter().flatten()).chain(self.server_logs.iter().flatten()).cloned().collect()
    }

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::error::ErrorCode;

    /// The machine that is meant by options in JSON.
    fn machine(json: &str) -> Result<Machine, Error> {
        from_json::<AssessOptions>("options", json).unwrap().machine()
    }

    fn folders(root: &str, windows: Option<&str>) -> Folders {
        Folders { root: root.into(), windows: windows.map(PathBuf::from) }
    }

    #[test]
    fn options_stand_for_one_machine() {
        let computer = |shares| Machine::Computer { name: "PC17".into(), shares };
        for (options, meant) in [
            ("{}", Machine::This),
            (r#"{"serverLogs": ["x.log"], "name": "x"}"#, Machine::This),
            (r#"{"dll": "x.dll"}"#, Machine::Files),
            (r#"{"clientLogs": []}"#, Machine::Files),
            (r#"{"root": "x", "dll": "x.dll"}"#, Machine::Root(folders("x", None))),
            (r#"{"root": "x", "windows": "y"}"#, Machine::Root(folders("x", Some("y")))),
            (r#"{"computerName": "PC17"}"#, computer(folders(r"\\PC17\c$", Some(r"\\PC17\ADMIN$")))),
            (r#"{"computerName": "."}"#, Machine::This),
            (r#"{"computerName": "\\\\PC17"}"#, computer(folders(r"\\PC17\c$", Some(r"\\PC17\ADMIN$")))),
            (r#"{"computerName": "PC17", "windows": "y"}"#, computer(folders(r"\\PC17\c$", Some("y")))),
            (r#"{"computerName": "PC17", "shareTemplate": "/x/{0}", "clientLogs": []}"#, computer(folders("/x/PC17", None))),
        ] {
            assert_eq!(machine(options), Ok(meant), "{options}");
        }
    }

    #[test]
    fn options_that_stand_for_no_machine_or_for_two_are_refused() {
        for options in [
            r#"{"computerName": "../x"}"#,
            r#"{"computerName": "PC17", "shareTemplate": "/x"}"#,
            r#"{"computerName": "PC17", "root": "x"}"#,
            r#"{"shareTemplate": "/x/{0}"}"#,
            r#"{"root": "x", "shareTemplate": "/x/{0}"}"#,
            r#"{"windows": "y"}"#,
            r#"{"windows": "y", "clientLogs": ["x.log"]}"#,
        ] {
            assert_eq!(machine(options).expect_err(options).code, ErrorCode::InvalidArgument);
        }
    }
}
