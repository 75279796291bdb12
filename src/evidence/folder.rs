//! Finding files by name below a folder, without regard to case.

use std::io;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::evidence::filesystem::{FileSystem, Kind};

/// Everything that the path of `names` may be below `folder`: one on Windows; where the file system tells upper from lower
/// case, every one whose names differ only in that. None if there is none, or `folder` itself is none.
///
/// # Errors
/// When a folder on the way can't be looked into.
pub fn find(files: &dyn FileSystem, folder: &Path, names: &[&str]) -> Result<Vec<PathBuf>, Error> {
    if cfg!(windows) {
        // One question to the file server instead of a listing of each folder.
        let path = names.iter().fold(folder.to_owned(), |path, name| path.join(name));
        return match files.kind(&path) {
            Ok(_) => Ok(vec![path]),
            Err(error) if is_absent(&error) => Ok(Vec::new()),
            Err(error) => Err(Error::from_io(&path, "looking for it", &error)),
        };
    }
    let mut found = vec![folder.to_owned()];
    for name in names {
        let wanted = name.to_lowercase();
        let mut next = Vec::new();
        for folder in &found {
            next.extend(list(files, folder, |entry| entry.to_lowercase() == wanted)?.into_iter().map(|(path, _)| path));
        }
        found = next;
    }
    Ok(found)
}

/// The entries of `folder` whose name `wanted` accepts, in the order of their names, and what they are.
///
/// # Errors
/// When the folder can't be looked into; a folder that is not there has no entries.
pub fn list(files: &dyn FileSystem, folder: &Path, wanted: impl Fn(&str) -> bool) -> Result<Vec<(PathBuf, Kind)>, Error> {
    match files.list(folder) {
        Ok(entries) => {
            let entries = entries.into_iter().filter(|entry| wanted(&entry.name.to_string_lossy()));
            let mut found: Vec<_> = entries.map(|entry| (folder.join(entry.name), entry.kind)).collect();
            found.sort_by(|a, b| a.0.cmp(&b.0));
            Ok(found)
        }
        Err(error) if is_absent(&error) => Ok(Vec::new()),
        Err(error) => Err(Error::from_io(folder, "listing the folder", &error)),
    }
}

/// Whether the error says that nothing is there. That the server or its share can't be found is no such thing, although the standard
/// library calls it by the same name.
fn is_absent(error: &io::Error) -> bool {
    // ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND, ERROR_DIRECTORY.
    const ABSENT: [i32; 3] = [2, 3, 267];
    match error.raw_os_error() {
        Some(code) if cfg!(windows) => ABSENT.contains(&code),
        _ => matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory),
    }
}
