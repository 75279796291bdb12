//! The two recognisers: what a client's and a server's log say about the defect.
//!
//! Each is a state machine over records that knows nothing of files; [`scan_client_log`] and [`scan_server_log`] put one
//! behind the reader of [`crate::evidence::records`].

mod client;
mod client_record;
mod latest;
mod phrase;
mod server;
mod server_record;
mod threads;

use std::io::Read;
use std::path::Path;

use crate::document::{ClientLog, ServerLog};
use crate::error::{Error, display};
use crate::evidence::file;
use crate::evidence::filesystem::{Disk, FileSystem};
use crate::evidence::records::Input;
use crate::options::ScanOptions;

/// Scans a client's `WindowsUpdate.log`.
///
/// # Errors
/// When the file can't be opened, or not read to its end. [`Partial`] keeps what was read in the second case.
pub fn scan_client_log(path: &Path, options: &ScanOptions) -> Result<ClientLog, Partial<ClientLog>> {
    scan_client_log_on(&Disk, path, options)
}

/// [`scan_client_log`] on any file system.
pub fn scan_client_log_on(files: &dyn FileSystem, path: &Path, options: &ScanOptions) -> Result<ClientLog, Partial<ClientLog>> {
    scan(files, path, |file| client::scan(file, display(path), options))
}

/// Scans a server's `SoftwareDistribution.log`.
///
/// # Errors
/// As [`scan_client_log`].
pub fn scan_server_log(path: &Path, options: &ScanOptions) -> Result<ServerLog, Partial<ServerLog>> {
    scan_server_log_on(&Disk, path, options)
}

/// [`scan_server_log`] on any file system.
pub fn scan_server_log_on(files: &dyn FileSystem, path: &Path, options: &ScanOptions) -> Result<ServerLog, Partial<ServerLog>> {
    scan(files, path, |file| server::scan(file, display(path), options))
}

/// Scans text that is a client's log, from wherever it comes; `name` becomes the document's path.
pub fn scan_client_text(input: impl Read, name: &str, options: &ScanOptions) -> (ClientLog, std::io::Result<()>) {
    client::scan(Input::Stream(Box::new(input)), name.into(), options)
}

/// Scans text that is a server's log, from wherever it comes; `name` becomes the document's path.
pub fn scan_server_text(input: impl Read, name: &str, options: &ScanOptions) -> (ServerLog, std::io::Result<()>) {
    server::scan(Input::Stream(Box::new(input)), name.into(), options)
}

/// A scan that did not reach the end of the file.
#[derive(Clone, Debug)]
pub struct Partial<T> {
    /// Why.
    pub error: Error,
    /// What was found up to there; `None` where the file could not even be opened.
    pub document: Option<Box<T>>,
}

impl<T> From<Partial<T>> for Error {
    fn from(partial: Partial<T>) -> Self {
        partial.error
    }
}

fn scan<T: Log>(
    files: &dyn FileSystem,
    path: &Path,
    scan: impl FnOnce(Input) -> (T, std::io::Result<()>),
) -> Result<T, Partial<T>> {
    let file = file::open(files, path).map_err(|error| Partial { error, document: None })?;
    let (document, outcome) = scan(Input::File(file));
    match outcome {
        Ok(()) => Ok(document),
        Err(error) => {
            let doing = format!("reading the log beyond byte {} (line {})", document.bytes(), document.lines());
            Err(Partial { error: Error::from_io(path, &doing, &error), document: Some(Box::new(document)) })
        }
    }
}

/// What the documents of both logs have.
trait Log {
    fn bytes(&self) -> u64;
    fn lines(&self) -> u64;
}

impl Log for ClientLog {
    fn bytes(&self) -> u64 {
        self.bytes
    }

    fn lines(&self) -> u64 {
        self.lines
    }
}

impl Log for ServerLog {
    fn bytes(&self) -> u64 {
        self.bytes
    }

    fn lines(&self) -> u64 {
        self.lines
    }
}
