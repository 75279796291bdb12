//! Where the evidence is: below a root (the folder that stands for a machine's system drive), or in the places that the machine itself
//! names.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::advisory::places;
use crate::find::iis;
use crate::find::named::Drives;
use crate::input::file;
use crate::input::filesystem::{FileSystem, Kind};
use crate::input::folder::{Found, check, find, is_absent, list};
use crate::input::hive::{self, Hive};
use crate::values::error::{Error, display};
use crate::values::problem::{Action, Problem};

/// Where evidence comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Source {
    /// This machine itself.
    Live,
    /// A folder: collected files, a mounted image.
    Root,
    /// A share of another machine.
    Share,
}

/// The registry's `HKLM\SOFTWARE\Microsoft\Update Services\Server\Setup` \[VER\].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WsusSetup {
    /// `TargetDir`: where WSUS is installed.
    pub target_dir: Option<String>,
    /// `VersionString`: the version of the product, not of the DLL.
    pub version_string: Option<String>,
    /// `InstallType`: 1 is WSUS, 2 only its console.
    pub install_type: Option<u32>,
}

/// The longest configuration of IIS that is read, in bytes. Servers with a thousand sites have a tenth of that.
const CONFIGURATION_LIMIT: u64 = 16 << 20;

/// How many folders a configuration may name for one service. Real ones name one for each site that has the service.
const FOLDERS_LIMIT: usize = 50;

/// The longest name of a folder that is shown in full.
const SHOWN_LIMIT: usize = 300;

/// The longest hive that is read, in bytes; Windows itself keeps them below 2 GiB.
const HIVE_LIMIT: u64 = 512 << 20;

/// What a piece of evidence is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Whether WSUS is installed, and which version.
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
    /// Folders of WSUS besides those in the program files.
    pub wsus: BTreeSet<PathBuf>,
    /// Folders of Windows.
    pub windows: BTreeSet<PathBuf>,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Discovery {
    /// Whether there was a folder of program files to look into.
    pub program_files: bool,
    /// Whether WSUS' web services are in its default folder, or where this machine's registry says.
    pub wsus: bool,
    /// The DLL whose version tells whether the update is installed.
    pub dlls: Vec<PathBuf>,
    /// The server's log and older ones beside it.
    pub server_logs: Vec<PathBuf>,
    /// The client's log and older ones beside it.
    pub client_logs: Vec<PathBuf>,
    /// Products of Office 2003 that the registry names; only for this machine.
    pub office_products: Vec<String>,
    /// Programs in Office 2003's folder that have the names of its programs; their versions are still to be read.
    pub office_programs: Vec<PathBuf>,
    /// The WSUS server that policy points the client at; only for this machine.
    pub update_server: Option<String>,
    /// What the registry and IIS say about WSUS, and what that led to; in the order of reading.
    pub leads: Vec<Lead>,
    /// Places that could not be searched, and what may be there: what was not found there does not count as absent.
    pub errors: Vec<(Subject, Error)>,
}

/// What the evidence says about WSUS, and what is in the folder that it names, if any. (What this machine's own registry leads to is in
/// the [`Discovery`] itself.)
#[derive(Debug, Default)]
pub struct Lead {
    /// What WSUS' setup left in the registry of this machine or in a hive below the root; `None` if the configuration of IIS says where WSUS
    /// is.
    pub setup: Option<WsusSetup>,
    /// The folder, as the evidence names it, if it can't be looked into from here.
    pub elsewhere: Option<String>,
    /// The folder's DLL.
    pub dlls: Vec<PathBuf>,
    /// Its logs.
    pub server_logs: Vec<PathBuf>,
    /// An error if the DLL is not there. Nothing is known about a folder that is [`elsewhere`](Self::elsewhere).
    pub missing: Option<Error>,
    /// Places that could not be looked into, as in [`Discovery::errors`].
    pub errors: Vec<(Subject, Error)>,
}

/// Looks for the evidence below `root`, and for the client's logs in `windows` if that is given and exists: it is a machine's own share of
/// its Windows folder, on any drive. Below a root that is not a share, the registry is read too; on a share it belongs to the running
/// system, which keeps it locked.
///
/// # Errors
/// When `root` itself is not a folder that can be listed.
pub fn below(files: &dyn FileSystem, root: &Path, windows: Option<&Path>, source: Source) -> Result<Discovery, Error> {
    let mut search = Search { files, found: Discovery::default() };
    let mut places = search.places_below(root)?;
    if let Some(windows) = windows {
        match search.is_there(windows) {
            Ok(true) => places.windows = BTreeSet::from([windows.to_owned()]),
            Ok(false) => {}
            Err(error) => {
                // Without any Windows folder nothing says where WSUS is.
                let wsus = places.windows.is_empty().then(|| (Subject::Wsus, error.clone()));
                search.found.errors.extend(wsus.into_iter().chain([(Subject::ClientLog, error)]));
            }
        }
    }
    search.look(&places);
    search.look_where_evidence_says(root, &places, source);
    Ok(search.found)
}

/// Looks for the evidence in the places.
pub fn look(files: &dyn FileSystem, places: &Places) -> Discovery {
    let mut search = Search { files, found: Discovery::default() };
    search.look(places);
    search.found
}

/// The folders, each once: links may lead to others (on Windows, `Programme` is such a link).
fn distinct(files: &dyn FileSystem, folders: Vec<(PathBuf, Kind)>) -> BTreeSet<PathBuf> {
    let linked = folders.iter().any(|(_, kind)| *kind == Kind::Link);
    let mut seen = BTreeSet::new();
    let mut folders = folders;
    // The folder itself rather than a link to it: Windows may not let anyone list the entries of a link.
    folders.sort_by_key(|(_, kind)| *kind == Kind::Link);
    let folders = folders.into_iter().map(|(folder, _)| folder);
    folders.filter(|folder| !linked || files.resolve(folder).map_or(true, |target| seen.insert(target))).collect()
}

/// A search and what it has found.
struct Search<'a> {
    files: &'a dyn FileSystem,
    found: Discovery,
}

impl Search<'_> {
    /// The places below a root.
    fn places_below(&mut self, root: &Path) -> Result<Places, Error> {
        file::refuse_device(root)?;
        // One listing: asking for each name would cost a round trip per name over a share.
        let entries = self.files.list(root).map_err(|error| match error.kind() {
            io::ErrorKind::NotADirectory => Error::about(root, Problem::FileForRoot {}),
            _ => Error::from_io(root, Action::OpenFolder, &error),
        })?;
        let mut named = |names: Vec<String>, subjects: [Subject; 2]| {
            let is_named = |name: &str| names.contains(&name.to_lowercase());
            let entries = entries.iter().filter(|entry| is_named(&entry.name.to_string_lossy()));
            let mut folders = Vec::new();
            for (path, kind) in entries.map(|entry| (root.join(&entry.name), entry.kind)) {
                match check(self.files, &path, kind, Kind::Folder) {
                    Ok(()) => folders.push((path, kind)),
                    Err(error) => self.found.errors.extend(subjects.map(|subject| (subject, error.clone()))),
                }
            }
            distinct(self.files, folders)
        };
        Ok(Places {
            program_files: named(
                program_files_names().map(|name| name.to_lowercase()).collect(),
                [Subject::Wsus, Subject::Office],
            ),
            wsus: BTreeSet::new(),
            // The Windows folder says where WSUS is.
            windows: named(places::WINDOWS.map(str::to_lowercase).into(), [Subject::ClientLog, Subject::Wsus]),
        })
    }

    /// Whether the folder exists.
    fn is_there(&self, folder: &Path) -> Result<bool, Error> {
        file::refuse_device(folder)?;
        match self.files.kind(folder) {
            Ok(kind) => check(self.files, folder, kind, Kind::Folder).map(|()| true),
            Err(error) if is_absent(&error) => Ok(false),
            Err(error) => Err(Error::from_io(folder, Action::Look, &error)),
        }
    }

    fn look(&mut self, places: &Places) {
        for folder in &places.program_files {
            self.look_for_programs(folder);
        }
        for folder in &places.wsus {
            self.look_for_server(folder);
        }
        for folder in &places.windows {
            self.look_for_client(folder);
        }
    }

    fn look_for_programs(&mut self, program_files: &Path) {
        self.found.program_files = true;
        let [office, version] = places::OFFICE_2003;
        let is = |path: &Path, name: &str| {
            path.file_name().is_some_and(|file| file.to_string_lossy().to_lowercase() == name.to_lowercase())
        };
        let is_named = |name: &str| [places::WSUS, office].iter().any(|wanted| name.to_lowercase() == wanted.to_lowercase());
        let listed = list(self.files, program_files, &is_named);
        if let Err(error) = &listed {
            self.found.errors.extend([Subject::Wsus, Subject::Office].map(|subject| (subject, error.clone())));
        }
        let (wsus, office): (Vec<_>, Vec<_>) =
            listed.unwrap_or_default().into_iter().partition(|(path, _)| is(path, places::WSUS));
        for wsus in self.folders(Subject::Wsus, wsus) {
            self.look_for_server(&wsus);
        }
        for office in self.folders(Subject::Office, office) {
            for folder in self.find(Subject::Office, &office, &[version], Kind::Folder) {
                self.look_for_office(&folder);
            }
        }
    }

    fn folders(&mut self, subject: Subject, entries: Vec<(PathBuf, Kind)>) -> Vec<PathBuf> {
        let mut found = Found::default();
        found.add(self.files, entries, Kind::Folder);
        self.take(subject, found)
    }

    fn look_for_office(&mut self, folder: &Path) {
        let is_program = |name: &str| places::OFFICE_PROGRAMS.iter().any(|program| name.eq_ignore_ascii_case(program));
        let programs = self.note(Subject::Office, list(self.files, folder, &is_program));
        self.found.office_programs.extend(programs.into_iter().map(|(path, _)| path));
    }

    fn look_for_server(&mut self, wsus: &Path) {
        for services in self.find(Subject::Wsus, wsus, &[places::WSUS_WEB_SERVICES], Kind::Folder) {
            self.found.wsus = true;
            let dlls = self.find(Subject::Wsus, &services, &places::DLL, Kind::File);
            self.found.dlls.extend(dlls);
        }
        self.look_for_server_logs(wsus);
    }

    fn look_for_server_logs(&mut self, wsus: &Path) {
        for name in places::SERVER_LOG_FOLDERS {
            for folder in self.find(Subject::ServerLog, wsus, &[name], Kind::Folder) {
                let logs = self.note(Subject::ServerLog, logs_in(self.files, &folder, places::SERVER_LOG));
                self.found.server_logs.extend(logs);
            }
        }
    }

    fn look_for_client(&mut self, windows: &Path) {
        let logs = self.note(Subject::ClientLog, logs_in(self.files, windows, places::CLIENT_LOG));
        self.found.client_logs.extend(logs);
    }

    /// WSUS may be in any folder of any drive: looks where the registry and the configuration of IIS say that it is.
    fn look_where_evidence_says(&mut self, root: &Path, places: &Places, source: Source) {
        let mut named = Vec::new();
        for windows in &places.windows {
            let own = windows.parent().filter(|parent| *parent == root).and(windows.file_name());
            let mut drives = Drives::of(root, &own.map_or("Windows".into(), |name| name.to_string_lossy()));
            let own = places.program_files.iter().filter_map(|folder| folder.file_name()).map(|name| name.to_string_lossy());
            let name = own.filter(|name| !name.to_lowercase().ends_with(places::X86_SUFFIX)).min_by_key(|name| {
                // If there are several, Windows uses the English name.
                name.to_lowercase() != places::PROGRAM_FILES[0].to_lowercase()
            });
            if let Some(name) = name {
                drives.program_files = format!(r"{}:\{name}", drives.letter);
            }
            if source == Source::Root {
                for hive in self.find(Subject::Wsus, windows, &places::SOFTWARE_HIVE, Kind::File) {
                    let read = self.read_hive(&hive, &mut drives);
                    named.extend(self.note(Subject::Wsus, read).into_iter().map(|folder| (folder, drives.clone())));
                }
            }
            for iis in self.find(Subject::Wsus, windows, &places::IIS, Kind::Folder) {
                let errors = self.found.errors.len();
                let mut configurations = self.find(Subject::Wsus, &iis, &places::IIS_CONFIGURATION, Kind::File);
                if configurations.is_empty() && self.found.errors.len() == errors {
                    configurations = self.find(Subject::Wsus, &iis, &places::IIS_METABASE, Kind::File);
                }
                for configuration in configurations {
                    let read = self.read_configuration(&configuration);
                    named.extend(self.note(Subject::Wsus, read).into_iter().map(|folder| (folder, drives.clone())));
                }
            }
        }
        self.found.leads = named.into_iter().map(|(named, drives)| follow(self.files, named, &drives)).collect();
    }

    /// The folders of WSUS' web service in a configuration of IIS.
    fn read_configuration(&self, path: &Path) -> Result<Vec<Named>, Error> {
        let bytes = file::read_whole(self.files, path, CONFIGURATION_LIMIT)?;
        let malformed = |problem| Error::about(path, problem);
        let folders = iis::folders_of(&bytes, places::VIRTUAL_DIRECTORY).map_err(malformed)?;
        let folders: BTreeSet<String> = folders.into_iter().collect();
        if folders.len() > FOLDERS_LIMIT {
            let (count, virtual_directory) = (folders.len() as u64, places::VIRTUAL_DIRECTORY.to_owned());
            return Err(malformed(Problem::IisTooManyFolders { count, virtual_directory }));
        }
        Ok(folders.into_iter().map(|folder| Named { folder: Some(folder), setup: None, by: path.to_owned() }).collect())
    }

    /// The folders of WSUS in a hive, which also names the machine's drives.
    fn read_hive(&mut self, path: &Path, drives: &mut Drives) -> Result<Vec<Named>, Error> {
        let opened = file::open(self.files, path)?;
        if opened.length > HIVE_LIMIT {
            return Err(Error::about(path, Problem::FileTooLong { limit: HIVE_LIMIT }));
        }
        let setups = Hive::open(file::reader(opened)).and_then(|mut hive| {
            let mut value = |key: &str, name: &str| match hive.key(key)? {
                Some(key) => hive.text(&key, name),
                None => Ok(None),
            };
            let windows = value(places::WINDOWS_KEY, "SystemRoot")?;
            let program_files = value(places::PROGRAM_FILES_KEY, "ProgramFilesDir")?;
            drives.learn(windows, program_files);
            wsus_setups(&mut hive)
        });
        let setups = setups.map_err(|failure| match failure {
            hive::Failure::Io(error) => Error::from_io(path, Action::ReadHive, &error),
            hive::Failure::Malformed(problem) => Error::about(path, problem),
        })?;
        let named = |setup: WsusSetup| {
            let folder = setup.target_dir.clone().filter(|folder| !folder.is_empty());
            Named { folder, setup: Some(setup), by: path.to_owned() }
        };
        Ok(setups.into_iter().map(named).collect())
    }

    fn find(&mut self, subject: Subject, folder: &Path, names: &[&str], wanted: Kind) -> Vec<PathBuf> {
        let found = find(self.files, folder, names, wanted);
        self.take(subject, found)
    }

    /// What was found. Why something missing does not count as absent becomes an error.
    fn take(&mut self, subject: Subject, found: Found) -> Vec<PathBuf> {
        self.found.errors.extend(found.errors.into_iter().map(|error| (subject, error)));
        found.paths
    }

    /// What was found, or nothing. Why something missing does not count as absent becomes an error.
    fn note<T>(&mut self, subject: Subject, found: Result<Vec<T>, Error>) -> Vec<T> {
        found.unwrap_or_else(|error| {
            self.found.errors.push((subject, error));
            Vec::new()
        })
    }
}

/// What the evidence says about WSUS.
struct Named {
    /// The folder, as the evidence names it, if any: from setup, where WSUS is installed; otherwise, the web service that clients synchronise
    /// with.
    folder: Option<String>,
    /// What WSUS' setup left, if setup says so.
    setup: Option<WsusSetup>,
    /// The file that says so.
    by: PathBuf,
}

/// Looks for WSUS in the folder that the evidence names.
fn follow(files: &dyn FileSystem, named: Named, drives: &Drives) -> Lead {
    let Named { folder, setup, by } = named;
    let is_installation = setup.is_some();
    let lead = Lead { setup, ..Lead::default() };
    let Some(folder) = folder else { return lead };
    let Some(place) = drives.place(&folder) else {
        return Lead { elsewhere: Some(shown(&folder)), ..lead };
    };
    let names: Vec<&str> = place.names.iter().map(String::as_str).collect();
    let (wsus, services) = if is_installation {
        (Some(&names[..]), [&names[..], &[places::WSUS_WEB_SERVICES, places::DLL[0]]].concat())
    } else {
        (without(&names, &[places::WSUS_WEB_SERVICES, places::CLIENT_WEB_SERVICE]), names.clone())
    };
    let mut search = Search { files, found: Discovery::default() };
    let dlls = search.find(Subject::Wsus, &place.base, &[&services, &places::DLL[1..]].concat(), Kind::File);
    let is_unknown = !search.found.errors.is_empty();
    if let Some(wsus) = wsus {
        for wsus in search.find(Subject::ServerLog, &place.base, wsus, Kind::Folder) {
            search.look_for_server_logs(&wsus);
        }
    }
    let missing = || {
        let path = services.iter().fold(place.base.clone(), |path, name| path.join(name));
        Error::about(&path, Problem::DllNotInNamedFolder { named_by: display(&by), folder: shown(&folder) })
    };
    Lead {
        elsewhere: (is_unknown && place.base != drives.root).then(|| shown(&folder)),
        missing: (dlls.is_empty() && !is_unknown).then(missing),
        dlls,
        server_logs: search.found.server_logs,
        errors: search.found.errors,
        ..lead
    }
}

/// The name of a folder, cut where no real one continues.
fn shown(folder: &str) -> String {
    match folder.char_indices().nth(SHOWN_LIMIT) {
        Some((end, _)) => format!("{}\u{2026}", &folder[..end]),
        None => folder.to_owned(),
    }
}

/// The names before those at the end.
fn without<'a>(names: &'a [&'a str], end: &[&str]) -> Option<&'a [&'a str]> {
    let (start, rest) = names.split_at_checked(names.len().checked_sub(end.len())?)?;
    let is_end = rest.iter().zip(end).all(|(name, end)| name.eq_ignore_ascii_case(end));
    is_end.then_some(start)
}

/// What WSUS' setup left, in the view of 64-bit programs first.
fn wsus_setups(hive: &mut Hive<impl io::Read + io::Seek>) -> Result<Vec<WsusSetup>, hive::Failure> {
    let key = places::WSUS_SETUP_KEY.trim_start_matches(r"SOFTWARE\");
    let mut setups = Vec::new();
    for key in [key.to_owned(), format!(r"{}\{key}", places::REGISTRY_32_BIT)] {
        if let Some(key) = hive.key(&key)? {
            setups.push(WsusSetup {
                target_dir: hive.text(&key, "TargetDir")?,
                version_string: hive.text(&key, "VersionString")?,
                install_type: hive.number(&key, "InstallType")?,
            });
        }
    }
    Ok(setups)
}

impl Discovery {
    /// Removes duplicates.
    pub(crate) fn unite(&mut self, files: &dyn FileSystem) {
        let fold = |path: &Path| if cfg!(windows) { path.to_string_lossy().to_lowercase().into() } else { path.to_owned() };
        for paths in [&mut self.dlls, &mut self.server_logs, &mut self.client_logs, &mut self.office_programs] {
            let mut seen = BTreeSet::new();
            paths.retain(|path| seen.insert(fold(path)));
        }
        // A server's files may also have been found in another way, through a link or by a short name.
        for paths in [&mut self.dlls, &mut self.server_logs] {
            let mut seen = BTreeSet::new();
            let several = paths.len() > 1;
            paths.retain(|path| !several || files.resolve(path).map_or(true, |path| seen.insert(fold(&path))));
        }
    }
}

fn program_files_names() -> impl Iterator<Item = String> {
    places::PROGRAM_FILES.into_iter().flat_map(|name| [name.to_owned(), format!("{name}{}", places::X86_SUFFIX)])
}

/// The log whose name begins with `stem`, and older ones beside it: `STEM.log`, `STEM.log.old`, `STEM.old`,
/// `STEM (2).log`. Folders with such names do not count, except one with the name of the log itself: it is in the log's place, and can't be read.
fn logs_in(files: &dyn FileSystem, folder: &Path, stem: &str) -> Result<Vec<PathBuf>, Error> {
    let stem = stem.to_lowercase();
    let is_log = |name: &str| {
        let name = name.to_lowercase();
        name.strip_prefix(&stem).is_some_and(|rest| {
            !rest.starts_with(char::is_alphanumeric) && ["log", "old", "bak"].iter().any(|word| rest.contains(word))
        })
    };
    let main = format!("{stem}.log");
    let is_main = |path: &Path| path.file_name().is_some_and(|name| name.to_string_lossy().to_lowercase() == main);
    let is_folder = |path: &Path, kind| match kind {
        Kind::Link => matches!(files.kind(path), Ok(Kind::Folder)),
        kind => kind == Kind::Folder,
    };
    let logs = list(files, folder, &is_log)?.into_iter();
    Ok(logs.filter(|(path, kind)| is_main(path) || !is_folder(path, *kind)).map(|(path, _)| path).collect())
}
