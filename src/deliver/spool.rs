//! The folder on this machine in which documents wait: the newest of each machine, for each folder to which documents go.
//!
//! `KEY.TAG.waiting` is a document that waits, where the [key](super::names::key) stands for its machine, and the tag for the folder that it is
//! meant for. Whoever's turn it is renames it to `….sending` and removes that when it has arrived. So a newer document can be put beside it at
//! any time, and if a run is killed, the next one finds either. Nobody has access but this account, administrators and the system.

use std::env;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::deliver::failed;
use crate::deliver::names::folder_tag;
use crate::deliver::store::{Lock, Store, replace};
use crate::input::filesystem::Kind;
use crate::values::error::{Error, display};
use crate::values::problem::{Action, Problem, Thing};

/// The most documents that wait.
pub const MAX_DOCUMENTS: u64 = 10_000;

/// The most bytes that wait.
pub const MAX_BYTES: u64 = 256 << 20;

/// The folder of this program on this machine, and the spool in it.
const NAMES: [&str; 2] = ["wsus954960", "spool"];

/// Where documents wait if no folder is named: `%ProgramData%\wsus954960\spool`, elsewhere than on Windows
/// `$XDG_STATE_HOME/wsus954960/spool`, or `/var/lib/wsus954960/spool` for an account without a home.
pub fn default_spool() -> PathBuf {
    let folder = |name| env::var_os(name).filter(|folder: &OsString| !folder.is_empty()).map(PathBuf::from);
    let base = if cfg!(windows) {
        folder("ProgramData").unwrap_or_else(|| r"C:\ProgramData".into())
    } else {
        let home = || folder("HOME").map(|home| home.join(".local/state"));
        folder("XDG_STATE_HOME").or_else(home).unwrap_or_else(|| "/var/lib".into())
    };
    base.join(NAMES[0]).join(NAMES[1])
}

pub(super) struct Spool {
    folder: PathBuf,
    /// The end of the names of documents for one folder.
    tag: String,
    /// How many documents wait, and how many bytes they have, as far as this process knows.
    usage: Mutex<Option<(u64, u64)>>,
}

impl Spool {
    /// Makes the folder if it is not there, and makes sure that it is this program's alone.
    pub fn open(store: &dyn Store, folder: Option<&Path>, to: &Path) -> Result<Self, Error> {
        let folder = match folder {
            Some(folder) => std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned()),
            None => {
                let folder = default_spool();
                // Anyone may make folders in %ProgramData%, and whose folder this is can exchange what is in it.
                folder.parent().map_or(Ok(()), |above| claim(store, above))?;
                folder
            }
        };
        claim(store, &folder)?;
        Ok(Self { folder, tag: folder_tag(&display(to)), usage: Mutex::default() })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Puts a document in, in place of an older one of the same key.
    pub fn keep(&self, store: &dyn Store, key: &str, text: &str) -> Result<(), Error> {
        let failed = |error: io::Error| failed(&self.folder, Action::SpoolDocument, &error);
        // Unlike the turn, this lock is never held while a share is asked.
        let _lock = store.lock(&self.folder.join("keep.lock")).map_err(failed)?;
        self.admit(store, key, text.len() as u64)?;
        replace(store, &self.path(key, "tmp"), &self.path(key, "waiting"), text.as_bytes()).map_err(failed)
    }

    /// Waits until no other run sends documents.
    pub fn turn(&self, store: &dyn Store) -> Result<Lock, Error> {
        store.lock(&self.folder.join("send.lock")).map_err(|error| failed(&self.folder, Action::OpenSpool, &error))
    }

    /// The documents that wait for this spool's folder, by their keys.
    pub fn waiting(&self, store: &dyn Store) -> io::Result<Vec<String>> {
        let ends = ["waiting", "sending"].map(|state| format!(".{}.{state}", self.tag));
        let document = |(name, _): (String, u64)| ends.iter().find_map(|end| name.strip_suffix(end.as_str()).map(str::to_owned));
        let mut files: Vec<String> = store.list(&self.folder)?.into_iter().filter_map(document).collect();
        files.sort_unstable();
        files.dedup();
        Ok(files)
    }

    /// The newest document of that key, which stays until it is [dropped](Self::drop).
    pub fn take(&self, store: &dyn Store, key: &str) -> Result<Option<Vec<u8>>, Error> {
        let failed = |error: io::Error| failed(&self.folder, Action::OpenSpool, &error);
        let sending = self.path(key, "sending");
        match store.rename(&self.path(key, "waiting"), &sending) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
            _ => {}
        }
        match store.read(&sending, MAX_BYTES) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(error)),
        }
    }

    /// Removes a document that arrived. If that fails, it is sent again before anything newer.
    pub fn drop(&self, store: &dyn Store, key: &str) {
        let _ = store.remove(&self.path(key, "sending"));
    }

    fn path(&self, key: &str, state: &str) -> PathBuf {
        self.folder.join(format!("{key}.{}.{state}", self.tag))
    }

    /// Makes sure that there is room for a document. What other processes put in meanwhile counts when this one's count says that it is full.
    fn admit(&self, store: &dyn Store, key: &str, bytes: u64) -> Result<(), Error> {
        let mut usage = self.usage.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let fits = |(documents, taken): (u64, u64)| documents < MAX_DOCUMENTS && taken + bytes <= MAX_BYTES;
        let mut used = match *usage {
            Some(used) if fits(used) => used,
            _ => {
                let files = store.list(&self.folder).map_err(|error| failed(&self.folder, Action::OpenSpool, &error))?;
                // One that is replaced takes no more room.
                let replaced = self.path(key, "waiting");
                let others =
                    files.iter().filter(|(name, _)| replaced.file_name().is_none_or(|replaced| replaced != name.as_str()));
                others.fold((0, 0), |(documents, taken), (_, bytes)| (documents + 1, taken + bytes))
            }
        };
        if !fits(used) {
            *usage = None;
            return Err(Error::about(&self.folder, Problem::SpoolFull { documents: used.0, bytes: used.1 }));
        }
        used = (used.0 + 1, used.1 + bytes);
        *usage = Some(used);
        Ok(())
    }
}

/// Makes a private folder, or makes sure that the one that is there is private. An empty one that is not is made anew.
fn claim(store: &dyn Store, folder: &Path) -> Result<(), Error> {
    let failed = |error: io::Error| failed(folder, Action::OpenSpool, &error);
    let wrong = |found| Err(Error::about(folder, Problem::WrongKind { found, wanted: Thing::Folder }));
    // Another run may make it at the same time, so look again.
    for _ in 0..2 {
        match store.entry(folder) {
            Ok(Kind::Folder) if store.is_private(folder).map_err(failed)? => return Ok(()),
            Ok(Kind::Folder) => match store.remove_folder(folder) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(_) => return Err(Error::about(folder, Problem::SpoolNotPrivate {})),
            },
            Ok(Kind::Link) => return wrong(Thing::Link),
            Ok(Kind::File) => return wrong(Thing::File),
            Ok(Kind::Device) => return wrong(Thing::Device),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(failed(error)),
        }
        match store.create_private(folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            created => return created.map_err(failed),
        }
    }
    Err(Error::about(folder, Problem::SpoolNotPrivate {}))
}
