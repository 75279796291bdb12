//! Opening and reading one file.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use crate::error::{Error, ErrorCode};

/// Opens a regular file for reading. Others may go on writing to it, rename or delete it.
///
/// A folder, a device, a pipe is [`ErrorCode::InvalidArgument`]: reading one could block for ever.
pub fn open(path: &Path) -> Result<File, Error> {
    if cfg!(windows) && is_device(&path.to_string_lossy()) {
        return Err(device(path));
    }
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

/// Reads until `space` is full or the file ends, by as few requests as the file allows: `read_to_end` asks for little at first.
/// What was read before an error counts.
pub fn fill(input: &mut impl Read, space: &mut [u8]) -> (usize, io::Result<()>) {
    let mut length = 0;
    while length < space.len() {
        match input.read(&mut space[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return (length, Err(error)),
        }
    }
    (length, Ok(()))
}

fn device(path: &Path) -> Error {
    Error::about(path, ErrorCode::InvalidArgument, "this is a device or a pipe; give the path of a regular file.")
}

/// Whether Windows takes the path for a device: `\\.\COM1`, or a name that is one in every folder and with every extension
/// (`NUL`, `C:\\Logs\\con.log`).
fn is_device(path: &str) -> bool {
    const NAMES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];
    let path = path.replace('/', "\\");
    let name = path.rsplit('\\').next().unwrap_or_default();
    let stem = name.split(['.', ':']).next().unwrap_or_default().trim_end().to_ascii_uppercase();
    // COM1 to COM9 and LPT1 to LPT9, also with superscript digits.
    let port = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT")).map(|number| number.chars().collect::<Vec<_>>());
    let is_port = matches!(port.as_deref(), Some(['1'..='9' | '\u{b9}' | '\u{b2}' | '\u{b3}']));
    path.starts_with(r"\\.\") || NAMES.contains(&stem.as_str()) || is_port
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

#[cfg(test)]
mod tests {
    use super::is_device;

    #[test]
    fn devices_of_windows_are_told_from_files() {
        let devices = [
            r"\\.\PhysicalDrive0",
            r"//./pipe/x",
            "NUL",
            "nul.log",
            r"C:\Logs\con",
            "COM1",
            r"x\lpt9.txt",
            "aux .log",
            "COM\u{b2}",
            "CON:",
        ];
        for path in devices {
            assert!(is_device(path), "{path}");
        }
        let files = [
            "WindowsUpdate.log",
            r"\\SERVER\c$\x.log",
            r"\\?\C:\x.log",
            "COM10",
            "COM",
            "console.log",
            r"C:\NUL\x.log",
            "nullable.dll",
            "lpt0",
        ];
        for path in files {
            assert!(!is_device(path), "{path}");
        }
    }
}
