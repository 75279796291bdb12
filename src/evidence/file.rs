//! Opening one file.

use std::fs::{self, File, OpenOptions};
use std::path::Path;

use crate::error::{Error, ErrorCode};

/// Opens a regular file for reading. Others may go on writing to it, rename or delete it.
///
/// A folder, a device, a pipe is [`ErrorCode::InvalidArgument`]: reading one could block for ever.
pub fn open(path: &Path) -> Result<File, Error> {
    let kind = fs::metadata(path).map_err(|error| Error::from_io(path, "opening the file", &error))?.file_type();
    if kind.is_dir() {
        return Err(Error::about(path, ErrorCode::InvalidArgument, "this is a folder; give the path of a file in it."));
    }
    if !kind.is_file() {
        return Err(Error::about(
            path,
            ErrorCode::InvalidArgument,
            "this is a device or a pipe; give the path of a regular file.",
        ));
    }
    options().open(path).map_err(|error| Error::from_io(path, "opening the file", &error))
}

#[cfg(unix)]
fn options() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    // Should the file have become a pipe since it was looked at, opening it must not wait for a writer.
    options.read(true).custom_flags(libc::O_NONBLOCK);
    options
}

#[cfg(not(unix))]
fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    // The standard library shares reading, writing and deleting.
    options.read(true);
    options
}
