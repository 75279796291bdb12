//! What of the evidence is where: below a root, the folder that stands for a machine's system drive, or in the places that a
//! machine itself names.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use crate::advisory::places;
use crate::document::WsusSetup;
use crate::error::{Error, ErrorCode};
use crate::evidence::filesystem::{FileSystem, Kind};
use crate::evidence::folder::{find, list};

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

/// Looks for the evidence below `root`, and for the client's logs in `windows` where that is given and exists: in a
/// machine's own share of its Windows folder, wherever that lies.
///
/// # Errors
/// When `root` itself is not a folder that can be listed.
pub fn below(files: &dyn FileSystem, root: &Path, windows: Option<&Path>) -> Result<Discovery, Error> {
    let mut places = Places::below(files, root)?;
    if let Some(windows) =
        windows.filter(|windows| !files.kind(windows).is_err_and(|error| error.kind() == io::ErrorKind::NotFound))
    {
        places.windows = BTreeSet::from([windows.to_owned()]);
    }
    Ok(look(files, &places))
}

/// Looks for the evidence in the places.
pub fn look(files: &dyn FileSystem, places: &Places) -> Discovery {
    let mut found = Search { files, found: Discovery::default() };
    for folder in &places.program_files {
        found.look_for_programs(folder);
    }
    for folder in &places.wsus {
        found.look_for_server(folder);
    }
    for folder in &places.windows {
        found.look_for_client(folder);
    }
    found.found
}

impl Places {
    fn below(files: &dyn FileSystem, root: &Path) -> Result<Self, Error> {
        // One listing: asking for each name would cost a round trip each over a share.
        let entries = files.list(root).map_err(|error| match error.kind() {
            io::ErrorKind::NotADirectory => {
                let what = "this is a file; give the folder that stands for the system drive.";
                Error::about(root, ErrorCode::InvalidArgument, what)
            }
            _ => Error::from_io(root, "opening the folder", &error),
        })?;
        let named = |names: Vec<String>| {
            let is_named = |name: &str| names.contains(&name.to_lowercase());
            let folders = entries.iter().filter(|entry| is_named(&entry.name.to_string_lossy()));
            distinct(files, folders.map(|entry| (root.join(&entry.name), entry.kind)).collect())
        };
        Ok(Self {
            program_files: named(program_files_names().map(|name| name.to_lowercase()).collect()),
            wsus: BTreeSet::new(),
            windows: named(places::WINDOWS.map(str::to_lowercase).into()),
        })
    }
}

/// The folders, of which links may lead to others (Windows keeps `Programme` as one), each once.
fn distinct(files: &dyn FileSystem, folders: Vec<(PathBuf, Kind)>) -> BTreeSet<PathBuf> {
    let linked = folders.iter().any(|(_, kind)| *kind == Kind::Link);
    let mut seen = BTreeSet::new();
    let folders = folders.into_iter().map(|(folder, _)| folder);
    folders.filter(|folder| !linked || files.resolve(folder).map_or(true, |target| seen.insert(target))).collect()
}

/// A search and what it has found.
struct Search<'a> {
    files: &'a dyn FileSystem,
    found: Discovery,
}

impl Search<'_> {
    fn look_for_programs(&mut self, program_files: &Path) {
        self.found.program_files = true;
        for wsus in self.find(Subject::Wsus, program_files, &[places::WSUS]) {
            self.look_for_server(&wsus);
        }
        for folder in self.find(Subject::Office, program_files, &places::OFFICE_2003) {
            let is_program = |name: &str| places::OFFICE_PROGRAMS.iter().any(|program| name.eq_ignore_ascii_case(program));
            let programs = self.note(Subject::Office, list(self.files, &folder, is_program));
            self.found.office_programs.extend(programs.into_iter().map(|(path, _)| path));
        }
    }

    fn look_for_server(&mut self, wsus: &Path) {
        for services in self.find(Subject::Wsus, wsus, &[places::WSUS_WEB_SERVICES]) {
            self.found.wsus = true;
            let dlls = self.find(Subject::Wsus, &services, &places::DLL);
            self.found.dlls.extend(dlls);
        }
        for name in places::SERVER_LOG_FOLDERS {
            for folder in self.find(Subject::ServerLog, wsus, &[name]) {
                let logs = self.note(Subject::ServerLog, logs_in(self.files, &folder, places::SERVER_LOG));
                self.found.server_logs.extend(logs);
            }
        }
    }

    fn look_for_client(&mut self, windows: &Path) {
        let logs = self.note(Subject::ClientLog, logs_in(self.files, windows, places::CLIENT_LOG));
        self.found.client_logs.extend(logs);
    }

    fn find(&mut self, subject: Subject, folder: &Path, names: &[&str]) -> Vec<PathBuf> {
        self.note(subject, find(self.files, folder, names))
    }

    /// What was found, or nothing and a note why that is no absence.
    fn note<T>(&mut self, subject: Subject, found: Result<Vec<T>, Error>) -> Vec<T> {
        found.unwrap_or_else(|error| {
            self.found.errors.push((subject, error));
            Vec::new()
        })
    }
}

#[cfg(windows)]
impl Discovery {
    /// Leaves of what was found in several ways one each.
    pub(crate) fn unite(&mut self) {
        for files in [&mut self.dlls, &mut self.server_logs, &mut self.client_logs, &mut self.office_programs] {
            let mut seen = BTreeSet::new();
            files.retain(|file| seen.insert(file.to_string_lossy().to_lowercase()));
        }
    }
}

fn program_files_names() -> impl Iterator<Item = String> {
    places::PROGRAM_FILES.into_iter().flat_map(|name| [name.to_owned(), format!("{name}{}", places::X86_SUFFIX)])
}

/// The log whose name begins with `stem` and older ones beside it: `STEM.log`, `STEM.log.old`, `STEM.old`,
/// `STEM (2).log`.
fn logs_in(files: &dyn FileSystem, folder: &Path, stem: &str) -> Result<Vec<PathBuf>, Error> {
    let stem = stem.to_lowercase();
    let is_log = |name: &str| {
        let name = name.to_lowercase();
        name.strip_prefix(&stem).is_some_and(|rest| {
            !rest.starts_with(char::is_alphanumeric) && ["log", "old", "bak"].iter().any(|word| rest.contains(word))
        })
    };
    let is_folder = |path: &Path, kind| match kind {
        Kind::Link => matches!(files.kind(path), Ok(Kind::Folder)),
        kind => kind == Kind::Folder,
    };
    let logs = list(files, folder, is_log)?.into_iter();
    Ok(logs.filter(|(path, kind)| !is_folder(path, *kind)).map(|(path, _)| path).collect())
}
