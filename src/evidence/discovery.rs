//! What of the evidence is where: below a root, the folder that stands for a machine's system drive, or in the places that a
//! machine itself names.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::advisory::places;
use crate::document::WsusSetup;
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

/// Where to look.
#[derive(Debug, Default)]
pub struct Places {
    /// Folders of program files.
    pub program_files: BTreeSet<PathBuf>,
    /// Folders of WSUS, beside those in the program files.
    pub wsus: BTreeSet<PathBuf>,
    /// Folders of Windows.
    pub windows: BTreeSet<PathBuf>,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Discovery {
    /// Whether there was a folder of program files to look into.
    pub program_files: bool,
    /// Whether WSUS' web services are installed: then this is a server.
    pub wsus: bool,
    /// What WSUS' setup left in the registry; of this machine only.
    pub wsus_setup: Option<WsusSetup>,
    /// The DLL whose version tells whether the update is installed.
    pub dlls: Vec<PathBuf>,
    /// The server's log and older ones beside it.
    pub server_logs: Vec<PathBuf>,
    /// The client's log and older ones beside it.
    pub client_logs: Vec<PathBuf>,
    /// Products of Office 2003 that the registry names; of this machine only.
    pub office_products: Vec<String>,
    /// Programs that have the names of Office 2003's and lie in its folder; their version is still to be read.
    pub office_programs: Vec<PathBuf>,
    /// The WSUS server that policy points the client at; of this machine only.
    pub update_server: Option<String>,
    /// Places that could not be looked into, and what may lie there: that is no absence.
    pub errors: Vec<(Subject, Error)>,
}

/// Looks for the evidence below `root`.
///
/// # Errors
/// When `root` itself is not a folder that can be listed.
pub fn below(root: &Path) -> Result<Discovery, Error> {
    let kind = fs::metadata(root).map_err(|error| Error::from_io(root, "opening the folder", &error))?;
    if !kind.is_dir() {
        return Err(Error::about(
            root,
            ErrorCode::InvalidArgument,
            "this is a file; give the folder that stands for the system drive.",
        ));
    }
    Ok(look(&Places::below(root)?))
}

/// Looks for the evidence in the places.
pub fn look(places: &Places) -> Discovery {
    let mut found = Discovery::default();
    for folder in &places.program_files {
        found.program_files = true;
        for wsus in found.note(Subject::Wsus, find(folder, places::WSUS)) {
            found.look_for_server(&wsus);
        }
        found.look_for_office(folder);
    }
    for folder in &places.wsus {
        found.look_for_server(folder);
    }
    for folder in &places.windows {
        let logs = found.note(Subject::ClientLog, logs_in(folder, places::CLIENT_LOG));
        found.client_logs.extend(logs);
    }
    found
}

impl Places {
    fn below(root: &Path) -> Result<Self, Error> {
        Ok(Self {
            program_files: named(root, program_files_names())?,
            wsus: BTreeSet::new(),
            windows: named(root, places::WINDOWS.map(str::to_owned))?,
        })
    }
}

impl Discovery {
    fn look_for_server(&mut self, wsus: &Path) {
        for services in self.note(Subject::Wsus, find(wsus, places::WSUS_WEB_SERVICES)) {
            self.wsus = true;
            let dlls = self.note(Subject::Wsus, find_path(&services, &places::DLL));
            self.dlls.extend(dlls);
        }
        for name in places::SERVER_LOG_FOLDERS {
            for folder in self.note(Subject::ServerLog, find(wsus, name)) {
                let logs = self.note(Subject::ServerLog, logs_in(&folder, places::SERVER_LOG));
                self.server_logs.extend(logs);
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

    /// Leaves of what was found in several ways one each.
    #[cfg(windows)]
    pub(crate) fn unite(&mut self) {
        for files in [&mut self.dlls, &mut self.server_logs, &mut self.client_logs, &mut self.office_programs] {
            let mut seen = BTreeSet::new();
            files.retain(|file| seen.insert(file.to_string_lossy().to_lowercase()));
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
fn named(root: &Path, names: impl IntoIterator<Item = String>) -> Result<BTreeSet<PathBuf>, Error> {
    let names: BTreeSet<String> = names.into_iter().map(|name| name.to_lowercase()).collect();
    let mut folders = list(root, |entry| names.contains(&entry.to_lowercase()))?;
    let mut seen = BTreeSet::new();
    folders.retain(|folder| fs::canonicalize(folder).map_or(true, |target| seen.insert(target)));
    Ok(folders.into_iter().collect())
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
