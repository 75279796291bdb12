//! Opening and reading one file.

use std::io::{self, Read, Seek};
use std::path::Path;

use crate::input::filesystem::{FileSystem, Kind, Opened};
use crate::values::error::Error;
use crate::values::problem::{Action, Problem};

/// Opens a regular file for reading.
///
/// # Errors
/// A folder, a device or a pipe is [`InvalidArgument`](crate::values::error::ErrorCode::InvalidArgument): reading one could block for ever.
pub fn open(files: &dyn FileSystem, path: &Path) -> Result<Opened, Error> {
    refuse_device(path)?;
    match files.open(path) {
        Ok(opened) => match opened.kind {
            Kind::File => Ok(opened),
            Kind::Folder => Err(Error::about(path, Problem::FolderForFile {})),
            Kind::Link | Kind::Device => Err(Error::about(path, Problem::DeviceForFile {})),
        },
        // Windows does not open a folder as a file, and calls that a denied access.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied && matches!(files.kind(path), Ok(Kind::Folder)) => {
            Err(Error::about(path, Problem::FolderForFile {}))
        }
        Err(error) => Err(Error::from_io(path, Action::OpenFile, &error)),
    }
}

/// Why a file of a known format gives no answer.
#[derive(Debug)]
pub enum Failure {
    /// The operating system could not read it.
    Io(io::Error),
    /// It is of another format, cut off, or contradicts itself.
    Malformed(Problem),
}

/// Reads into `space` until it has `enough` bytes or the file ends, with as few requests as the file allows. What was read before an error
/// counts.
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

/// The content of an open file from its beginning, read in turn and by position.
pub fn reader(opened: Opened) -> impl Read + Seek {
    opened.reader()
}

/// The whole content of a file of at most `limit` bytes.
///
/// # Errors
/// As [`open`] says, when reading fails, or when the file is longer.
pub fn read_whole(files: &dyn FileSystem, path: &Path, limit: u64) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let read = reader(open(files, path)?).take(limit + 1).read_to_end(&mut bytes);
    read.map_err(|error| Error::from_io(path, Action::ReadFile, &error))?;
    if bytes.len() as u64 > limit {
        return Err(Error::about(path, Problem::FileTooLong { limit }));
    }
    Ok(bytes)
}

/// Makes sure that Windows does not take the path for a device: even opening one could hang or do something.
///
/// # Errors
/// [`InvalidArgument`](crate::values::error::ErrorCode::InvalidArgument) on Windows, if it does.
pub fn refuse_device(path: &Path) -> Result<(), Error> {
    if cfg!(windows) && is_device(&path.to_string_lossy()) {
        return Err(Error::about(path, Problem::DeviceForPath {}));
    }
    Ok(())
}

/// Whether Windows takes the path for a device: `\\.\COM1`, what `\\?\` leads to besides drives, volumes and shares, another
/// computer's pipes and mailslots, or a name that is a device in every folder and with every extension (`NUL`, `C:\\Logs\\con.log`).
///
/// "Naming Files, Paths, and Namespaces" and "File path formats on Windows systems" (Microsoft).
pub(crate) fn is_device(path: &str) -> bool {
    const NAMES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];
    let path = path.replace('/', "\\");
    let name = path.trim_end_matches('\\').rsplit('\\').next().unwrap_or_default();
    let stem = name.split(['.', ':']).next().unwrap_or_default().trim_end().to_ascii_uppercase();
    // COM1 to COM9 and LPT1 to LPT9, also with superscript digits.
    let port = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT")).map(|number| number.chars().collect::<Vec<_>>());
    let is_port = matches!(port.as_deref(), Some(['1'..='9' | '\u{b9}' | '\u{b2}' | '\u{b3}']));
    is_device_namespace(&path) || NAMES.contains(&stem.as_str()) || is_port
}

/// Whether this is the name of a file or folder, and not something that Windows takes for anything else.
pub(crate) fn is_name(name: &str) -> bool {
    !name.contains(|c: char| c.is_control() || "<>:\"|?*/".contains(c)) && !name.ends_with(['.', ' ']) && !is_device(name)
}

/// Whether the beginning of the path, which has only backslashes, leads to devices.
fn is_device_namespace(path: &str) -> bool {
    let verbatim = path.strip_prefix(r"\\?\").or_else(|| path.strip_prefix(r"\??\"));
    let share = match verbatim {
        Some(verbatim) => match verbatim.split_once('\\') {
            Some((unc, share)) if unc.eq_ignore_ascii_case("UNC") => share,
            // A drive's or volume's folder. Without the backslash it is the drive itself, without its file system.
            Some((drive, _)) => return !(is_drive(drive) || drive.to_ascii_uppercase().starts_with("VOLUME{")),
            None => return true,
        },
        None => match path.strip_prefix(r"\\") {
            Some(share) => share,
            None => return false,
        },
    };
    let mut parts = Vec::new();
    // Windows drops spaces and dots at the end of names.
    for part in
        share.split('\\').map(|part| part.trim_end_matches([' ', '.']).to_ascii_uppercase()).filter(|part| !part.is_empty())
    {
        parts.push(part);
    }
    let of_this_machine = share.split('\\').next().is_some_and(|host| host == "." || host == "?");
    of_this_machine || parts.get(1).is_some_and(|share| ["PIPE", "MAILSLOT", "IPC$"].contains(&share.as_str()))
}

/// Whether this is a drive, such as `C:`.
pub(crate) fn is_drive(name: &str) -> bool {
    matches!(name.as_bytes(), [letter, b':'] if letter.is_ascii_alphabetic())
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
            r"C:\Logs\con\",
            r"\\?\GLOBALROOT\Device\HarddiskVolume1\x.log",
            "//?/GLOBALROOT/Device/HarddiskVolume1/x.log",
            r"\??\GLOBALROOT\Device\Null",
            r"\\?\pipe\x",
            r"\\?\PhysicalDrive0",
            r"\\?\C:",
            r"\\?\Volume{0e5bd8f7-0000-0000-0000-100000000000}",
            r"\\?",
            r"\\SERVER\pipe\x",
            r"\\SERVER\PIPE",
            "//SERVER/pipe/x",
            r"\\SERVER/Mailslot\x",
            r"\\SERVER\.\pipe\x",
            r"\\SERVER\\pipe\x",
            r"\\SERVER\pipe. \x",
            r"\\SERVER\IPC$\x",
            r"\\?\UNC\SERVER\pipe\x",
            r"\\?\unc\SERVER\mailslot\x",
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
            r"\\?\UNC\SERVER\c$\x.log",
            r"\\?\Volume{0e5bd8f7-0000-0000-0000-100000000000}\x.log",
            r"\\SERVER\Logs\pipe\x.log",
            r"\\PIPE\Logs\x.log",
            r"\\SERVER",
            r"C:\pipe\x.log",
            r"C:\",
            "//SERVER/c$",
            "/mnt/pipe/x.log",
        ];
        for path in files {
            assert!(!is_device(path), "{path}");
        }
    }
}
