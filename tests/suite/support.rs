//! Shared by several tests: fixtures, scans, log lines, schema checks.

use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde_json::Value;
use wsus954960::internals::document::{Envelope, ErrorDocument};
use wsus954960::internals::recognise;
use wsus954960::internals::recognise::client_scan::ClientScan;
use wsus954960::internals::recognise::server_scan::ServerScan;
use wsus954960::{Error, Language, ScanOptions};

pub use crate::common::log_lines::*;

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

pub fn check_json(document: &Value) {
    static SCHEMAS: LazyLock<Vec<(String, jsonschema::Validator)>> = LazyLock::new(schemas);
    let kind = document["kind"].as_str().expect("every document has a kind");
    let (_, schema) = SCHEMAS.iter().find(|(name, _)| name == kind).unwrap_or_else(|| panic!("no schema for kind {kind}"));
    let errors: Vec<_> = schema.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{kind} document does not match its schema: {errors:#?}\n{document:#}");
}

fn schemas() -> Vec<(String, jsonschema::Validator)> {
    let folder = project().join("schema");
    let mut schemas: Vec<Value> = std::fs::read_dir(folder)
        .expect("schema/")
        .map(|entry| serde_json::from_slice(&std::fs::read(entry.expect("entry").path()).expect("schema")).expect("JSON"))
        .collect();
    schemas.iter_mut().for_each(close_objects);
    let id = |schema: &Value| schema["$id"].as_str().expect("schemas have an $id").to_owned();
    let resources = schemas.iter().map(|schema| (id(schema), schema.clone()));
    let registry = jsonschema::Registry::new().extend(resources).expect("valid schemas").prepare().expect("references resolve");
    let compile = |schema: &Value| jsonschema::options().with_registry(&registry).build(schema).expect("valid schema");
    schemas
        .iter()
        .map(|schema| (schema["properties"]["kind"]["const"].as_str().expect("kind").to_owned(), compile(schema)))
        .collect()
}

/// Forbids fields that the schema does not name.
fn close_objects(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if fields.contains_key("properties") && !fields.contains_key("additionalProperties") {
                fields.insert("additionalProperties".into(), false.into());
            }
            fields.values_mut().for_each(close_objects);
        }
        Value::Array(items) => items.iter_mut().for_each(close_objects),
        _ => {}
    }
}

/// An error as documents have it, in English.
pub fn told(error: &Error) -> ErrorDocument {
    ErrorDocument::new(error, Language::English)
}
