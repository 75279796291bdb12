//! Shared by several tests: fixtures, scans, log lines, schema checks.

use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use wsus954960::internals::document::{Envelope, ErrorDocument};
use wsus954960::internals::recognise;
use wsus954960::internals::recognise::client_scan::ClientScan;
use wsus954960::internals::recognise::server_scan::ServerScan;
use wsus954960::{Error, Language, ScanOptions};

pub use crate::common::log_lines::*;
pub use schemas::check_json;

#[path = "../common/schemas.rs"]
mod schemas;

pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn fixture(path: &str) -> PathBuf {
    project().join("tests/fixtures").join(path)
}

pub fn client(text: impl AsRef<[u8]>) -> ClientScan {
    client_with(text, &ScanOptions::default())
}

pub fn client_with(text: impl AsRef<[u8]>, options: &ScanOptions) -> ClientScan {
    let (document, outcome) = recognise::scan_client_text(text.as_ref(), "test", options);
    outcome.expect("a slice can be read");
    check_schema(&Envelope(document.clone()));
    document
}

pub fn server(text: impl AsRef<[u8]>) -> ServerScan {
    server_with(text, &ScanOptions::default())
}

pub fn server_with(text: impl AsRef<[u8]>, options: &ScanOptions) -> ServerScan {
    let (document, outcome) = recognise::scan_server_text(text.as_ref(), "test", options);
    outcome.expect("a slice can be read");
    check_schema(&Envelope(document.clone()));
    document
}

/// Options from their JSON text.
pub fn options(json: &str) -> ScanOptions {
    wsus954960::internals::judge::options::from_json("options", json).expect("valid options")
}

/// Reports that a test could not run, and fails if WSUS954960_SKIP_NOTHING says that all must run. Writes past the test harness, which would hide it.
pub fn skip(what: &str, needs: &str) {
    let may_skip = std::env::var_os("WSUS954960_SKIP_NOTHING").is_none_or(|value| value.is_empty());
    assert!(may_skip, "{what} can't run: it needs {needs}");
    let _ = writeln!(io::stderr(), "SKIPPED: {what}; it needs {needs}");
}

/// A reader that returns its bytes in pieces of the given sizes, over and over.
pub struct Pieces<'a> {
    pub bytes: &'a [u8],
    pub sizes: &'a [usize],
    pub next: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = self.sizes[self.next % self.sizes.len()];
        self.next += 1;
        let length = size.min(buffer.len()).min(self.bytes.len());
        buffer[..length].copy_from_slice(&self.bytes[..length]);
        self.bytes = &self.bytes[length..];
        Ok(length)
    }
}

/// A file in memory that counts the bytes that are read from it.
pub struct Counted {
    file: Cursor<Vec<u8>>,
    pub bytes: usize,
}

impl Counted {
    pub fn new(content: Vec<u8>) -> Self {
        Self { file: Cursor::new(content), bytes: 0 }
    }
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.bytes += read;
        Ok(read)
    }
}

impl Seek for Counted {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// Validates a document against its kind's schema, and the schema against the document: a field that the schema does
/// not name is a field that users can't know about.
pub fn check_schema(document: &impl serde::Serialize) {
    check_json(&serde_json::to_value(document).expect("documents are JSON"));
}

/// An error as documents have it, in English.
pub fn told(error: &Error) -> ErrorDocument {
    ErrorDocument::new(error, Language::English)
}
