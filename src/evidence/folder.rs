//! Finding files by name below a folder, without regard to case.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// Everything that `name` may be below `folder`: one entry on Windows; where the file system tells upper from lower case,
/// every entry whose name differs only in that. None if there is none, or `folder` itself is none.
///
/// # Errors
/// When the folder can't be looked into.
pub fn find(folder: &Path, name: &str) -> Result<Vec<PathBuf>, Error> {
    if cfg!(windows) {
        // One question to the file server instead of a listing of the folder.
        let path = folder.join(name);
        return match fs::metadata(&path) {
            Ok(_) => Ok(vec![path]),
            Err(error) if is_absent(&error) => Ok(Vec::new()),
            Err(error) => Err(Error::from_io(&path, "looking for it", &error)),
        };
    }
    let wanted = name.to_lowercase();
    list(folder, |entry| entry.to_lowercase() == wanted)
}

/// [`find`], a step further for each of `names`.
pub fn find_path(folder: &Path, names: &[&str]) -> Result<Vec<PathBuf>, Error> {
    let mut found = vec![folder.to_owned()];
    for name in names {
        let mut next = Vec::new();
        for folder in &found {
            next.extend(find(folder, name)?);
        }
        found = next;
    }
    Ok(found)
}

/// The entries of `folder` whose name `wanted` accepts, in the order of their names.
///
/// # Errors
/// When the folder can't be looked into; a folder that is not there has no entries.
pub fn list(folder: &Path, wanted: impl Fn(&str) -> bool) -> Result<Vec<PathBuf>, Error> {
    let failed = |error| Error::from_io(folder, "listing the folder", &error);
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if is_absent(&error) => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(failed)?;
        if wanted(&entry.file_name().to_string_lossy()) {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
