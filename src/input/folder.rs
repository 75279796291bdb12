//! Finding files by name below a folder, without regard to case.
//!
//! Only the system's own 'not found' counts as absent ([`is_absent`]). If something else is in the place of a folder or file that counts
//! (a file instead of a folder, a link to nothing, a pipe), there is evidence that can't be read: that is an error, never absence.

use std::io;
use std::path::{Path, PathBuf};

use crate::input::filesystem::{FileSystem, Kind};
use crate::values::error::Error;
use crate::values::problem::{Action, Problem, Thing};

/// What was found, and errors about what is in its place or could not be looked into.
#[derive(Debug, Default)]
pub struct Found {
    /// The paths; empty where nothing is there.
    pub paths: Vec<PathBuf>,
    /// Why what is missing does not count as absent.
    pub errors: Vec<Error>,
}

/// Everything of the kind `wanted` that the path of `names` may mean below `folder`: at most one on Windows; several where the file system
/// distinguishes upper and lower case and their names differ only in that. Empty if there is none, or if `folder` itself does not exist.
pub fn find(files: &dyn FileSystem, folder: &Path, names: &[&str], wanted: Kind) -> Found {
    if cfg!(windows) {
        match find_by_path(files, folder, names, wanted) {
            Ok(path) => Found { paths: path.into_iter().collect(), errors: Vec::new() },
            Err(error) => Found { paths: Vec::new(), errors: vec![error] },
        }
    } else {
        find_by_listing(files, folder, names, wanted)
    }
}

/// [`find`] where the file system itself ignores case: one question instead of a listing of each folder.
///
/// # Errors
/// When something else is there, on the way or at its end, or when it can't be looked at.
pub fn find_by_path(files: &dyn FileSystem, folder: &Path, names: &[&str], wanted: Kind) -> Result<Option<PathBuf>, Error> {
    let path = names.iter().fold(folder.to_owned(), |path, name| path.join(name));
    let error = match files.entry(&path) {
        Ok(kind) => return check(files, &path, kind, wanted).map(|()| Some(path)),
        Err(error) => error,
    };
    // Windows gives the same answer for a folder on the way that is missing, is a file, or is a link to nothing.
    let mut on_the_way = folder.to_owned();
    for name in names {
        match files.entry(&on_the_way) {
            Ok(kind) => check(files, &on_the_way, kind, Kind::Folder)?,
            Err(error) if is_absent(&error) => return Ok(None),
            Err(error) => return Err(Error::from_io(&on_the_way, Action::Look, &error)),
        }
        on_the_way.push(name);
    }
    if is_absent(&error) { Ok(None) } else { Err(Error::from_io(&path, Action::Look, &error)) }
}

fn find_by_listing(files: &dyn FileSystem, folder: &Path, names: &[&str], wanted: Kind) -> Found {
    let mut found = Found { paths: vec![folder.to_owned()], errors: Vec::new() };
    for (index, name) in names.iter().enumerate() {
        let wanted = if index + 1 == names.len() { wanted } else { Kind::Folder };
        let name = name.to_lowercase();
        for folder in std::mem::take(&mut found.paths) {
            match list(files, &folder, &|entry: &str| entry.to_lowercase() == name) {
                Ok(entries) => found.add(files, entries, wanted),
                // The first folder may not exist; the others were seen in a listing.
                Err(_) if index == 0 && files.kind(&folder).is_err_and(|error| is_absent(&error)) => {}
                Err(error) => found.errors.push(error),
            }
        }
    }
    found
}

impl Found {
    /// Adds the entries of the kind, and errors about the others.
    pub fn add(&mut self, files: &dyn FileSystem, entries: impl IntoIterator<Item = (PathBuf, Kind)>, wanted: Kind) {
        for (path, kind) in entries {
            match check(files, &path, kind, wanted) {
                Ok(()) => self.paths.push(path),
                Err(error) => self.errors.push(error),
            }
        }
    }
}

/// Makes sure that `path`, an entry of this kind, is a folder or a file as wanted; a link to one counts as one.
///
/// # Errors
/// When it is something else, or a link that leads nowhere.
pub fn check(files: &dyn FileSystem, path: &Path, kind: Kind, wanted: Kind) -> Result<(), Error> {
    let target = match kind {
        Kind::Link => files.kind(path).map_err(|error| match is_absent(&error) {
            true => Error { os_error: error.raw_os_error(), ..Error::about(path, Problem::LinkToNothing {}) },
            false => Error::from_io(path, Action::FollowLink, &error),
        })?,
        kind => kind,
    };
    if target == wanted {
        return Ok(());
    }
    Err(Error::about(path, Problem::WrongKind { found: target.into(), wanted: wanted.into() }))
}

impl From<Kind> for Thing {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::File => Self::File,
            Kind::Folder => Self::Folder,
            Kind::Link => Self::Link,
            Kind::Device => Self::Device,
        }
    }
}

/// The entries of `folder` whose names `wanted` accepts, in the order of their names, and their kinds.
///
/// # Errors
/// When the folder can't be looked into, or is no longer there.
pub fn list(files: &dyn FileSystem, folder: &Path, wanted: &dyn Fn(&str) -> bool) -> Result<Vec<(PathBuf, Kind)>, Error> {
    match files.list(folder) {
        Ok(entries) => {
            let entries = entries.into_iter().filter(|entry| wanted(&entry.name.to_string_lossy()));
            let mut found: Vec<_> = entries.map(|entry| (folder.join(entry.name), entry.kind)).collect();
            found.sort_by(|a, b| a.0.cmp(&b.0));
            Ok(found)
        }
        Err(error) => Err(Error::from_io(folder, Action::ListFolder, &error)),
    }
}

/// Whether the error says that nothing is there; nothing else decides it. A server or share that can't be found does not count as absent,
/// although the standard library has the same name for it; nor does a part of the path that is not a folder.
pub fn is_absent(error: &io::Error) -> bool {
    // ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND.
    const ABSENT: [i32; 2] = [2, 3];
    match error.raw_os_error() {
        Some(code) if cfg!(windows) => ABSENT.contains(&code),
        _ => error.kind() == io::ErrorKind::NotFound,
    }
}
