//! What of the evidence is where below a root: the folder that stands for a machine's system drive.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::advisory::places;
use crate::error::{Error, ErrorCode};
use crate::evidence::folder::{find, find_path, list};

/// What a piece of evidence is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Whether WSUS is installed, and in which version.
    Wsus,
    /// The server's logs.
    ServerLog,
    /// The client's logs.
    ClientLog,
    /// Whether Office 2003 is installed.
    Office,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Discovery {
    /// Whether there was a folder of program files to look into.
    pub program_files: bool,
    /// Whether WSUS' web services are installed: then this is a server.
    pub wsus: bool,
    /// The DLL whose version tells whether the update is installed.
    pub dlls: Vec<PathBuf>,
    /// The server's log and older ones beside it.
    pub server_logs: Vec<PathBuf>,
    /// The client's log and older ones beside it.
    pub client_logs: Vec<PathBuf>,
    /// Programs that have the names of Office 2003's and lie in its folder; their version is still to be read.
    pub office_programs: Vec<PathBuf>,
    /// Places that could not be looked into, and what may lie there: that is no absence.
    pub errors: Vec<(Subject, Error)>,
}

/// Looks for the evidence below `root`.
///
/// # Errors
/// When `root` itself is not a folder that can be listed.
pub fn discover(root: &Path) -> Result<Discovery, Error> {
    let kind = fs::metadata(root).map_err(|error| Error::from_io(root, "opening the folder", &error))?;
    if !kind.is_dir() {
        return Err(Error::about(
            root,
            ErrorCode::InvalidArgument,
            "this is a file; give the folder that stands for the system drive.",
        ));
    }
    let mut found = Discovery::default();
    for folder in named(root, program_files_names())? {
        found.program_files = true;
        found.look_for_server(&folder);
        found.look_for_office(&folder);
    }
    for folder in named(root, places::WINDOWS.map(str::to_owned))? {
        let logs = found.note(Subject::ClientLog, logs_in(&folder, places::CLIENT_LOG));
        found.client_logs.extend(logs);
    }
    Ok(found)
}

impl Discovery {
    fn look_for_server(&mut self, program_files: &Path) {
        for wsus in self.note(Subject::Wsus, find(program_files, places::WSUS)) {
            for services in self.note(Subject::Wsus, find(&wsus, places::WSUS_WEB_SERVICES)) {
                self.wsus = true;
                let dlls = self.note(Subject::Wsus, find_path(&services, &places::DLL));
                self.dlls.extend(dlls);
            }
            for name in places::SERVER_LOG_FOLDERS {
                for folder in self.note(Subject::ServerLog, find(&wsus, name)) {
                    let logs = self.note(Subject::ServerLog, logs_in(&folder, places::SERVER_LOG));
                    self.server_logs.extend(logs);
                }
            }
        }
    }

    fn look_for_office(&mut self, program_files: &Path) {
        for folder in self.note(Subject::Office, find_path(program_files, &places::OFFICE_2003)) {
            let is_program = |name: &str| places::OFFICE_PROGRAMS.iter().any(|program| name.eq_ignore_ascii_case(program));
            let programs = self.note(Subject::Office, list(&folder, is_program));
            self.office_programs.extend(programs);
        }
    }

    /// What was found, or nothing and a note why that is no absence.
    fn note(&mut self, subject: Subject, found: Result<Vec<PathBuf>, Error>) -> Vec<PathBuf> {
        found.unwrap_or_else(|error| {
            self.errors.push((subject, error));
            Vec::new()
        })
    }
}

fn program_files_names() -> impl IntoIterator<Item = String> {
    places::PROGRAM_FILES.into_iter().flat_map(|name| [name.to_owned(), format!("{name}{}", places::X86_SUFFIX)])
}

/// The folders of `root` that have one of the names, by one listing of `root`: asking for each name would cost a round
/// trip each over a share. Links to folders that are among them (Windows keeps `Programme` as one) are left out.
fn named(root: &Path, names: impl IntoIterator<Item = String>) -> Result<Vec<PathBuf>, Error> {
    let names: BTreeSet<String> = names.into_iter().map(|name| name.to_lowercase()).collect();
    let mut folders = list(root, |entry| names.contains(&entry.to_lowercase()))?;
    let mut seen = BTreeSet::new();
    folders.retain(|folder| fs::canonicalize(folder).map_or(true, |target| seen.insert(target)));
    Ok(folders)
}

/// The log whose name begins with `stem` and older ones beside it: `STEM.log`, `STEM.log.old`, `STEM.old`,
/// `STEM (2).log`.
fn logs_in(folder: &Path, stem: &str) -> Result<Vec<PathBuf>, Error> {
    let stem = stem.to_lowercase();
    let is_log = |name: &str| {
        let name = name.to_lowercase();
        name.strip_prefix(&stem).is_some_and(|rest| {
            !rest.starts_with(char::is_alphanumeric) && ["log", "old", "bak"].iter().any(|word| rest.contains(word))
        })
    };
    let mut logs = list(folder, is_log)?;
    logs.retain(|path| !path.is_dir());
    Ok(logs)
}
