//! Opening and reading one file.

use std::io::{self, Read};
use std::path::Path;

use crate::error::{Error, ErrorCode};
use crate::evidence::filesystem::{FileSystem, Kind, Opened};

/// Opens a regular file for reading.
///
/// # Errors
/// A folder, a device, a pipe is [`ErrorCode::InvalidArgument`]: reading one could block for ever.
pub fn open(files: &dyn FileSystem, path: &Path) -> Result<Opened, Error> {
    let is_no_file = |what: &str| Error::about(path, ErrorCode::InvalidArgument, what);
    let device = || is_no_file("this is a device or a pipe; give the path of a regular file.");
    let folder = || is_no_file("this is a folder; give the path of a file in it.");
    if cfg!(windows) && is_device(&path.to_string_lossy()) {
        return Err(device());
    }
    match files.open(path) {
        Ok(opened) => match opened.kind {
            Kind::File => Ok(opened),
            Kind::Folder => Err(folder()),
            Kind::Link | Kind::Device => Err(device()),
        },
        // Windows opens no folder as a file, and says that it may not.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied && matches!(files.kind(path), Ok(Kind::Folder)) => {
            Err(folder())
        }
        Err(error) => Err(Error::from_io(path, "opening the file", &error)),
    }
}

/// Reads into `space` until `enough` bytes are there or the file ends, by as few requests as the file allows. What was read before an
/// error counts.
pub fn fill(input: &mut impl Read, space: &mut [u8], enough: usize) -> (usize, io::Result<()>) {
    let mut length = 0;
    while length < enough {
        match input.read(&mut space[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return (length, Err(error)),
        }
    }
    (length, Ok(()))
}

/// Whether Windows takes the path for a device: `\\.\COM1`, or a name that is one in every folder and with every extension
/// (`NUL`, `C:\\Logs\\con.log`).
pub(crate) fn is_device(path: &str) -> bool {
    const NAMES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];
    let path = path.replace('/', "\\");
    let name = path.rsplit('\\').next().unwrap_or_default();
    let stem = name.split(['.', ':']).next().unwrap_or_default().trim_end().to_ascii_uppercase();
    // COM1 to COM9 and LPT1 to LPT9, also with superscript digits.
    let port = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT")).map(|number| number.chars().collect::<Vec<_>>());
    let is_port = matches!(port.as_deref(), Some(['1'..='9' | '\u{b9}' | '\u{b2}' | '\u{b3}']));
    path.starts_with(r"\\.\") || NAMES.contains(&stem.as_str()) || is_port
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
