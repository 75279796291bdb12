//! What several tests need: fixtures, log lines, schema checks.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde_json::Value;
use wsus954960::document::Envelope;
use wsus954960::recognise::client_scan::ClientScan;
use wsus954960::recognise::server_scan::ServerScan;
use wsus954960::{ScanOptions, recognise};

pub const FAULT: &str = "c0a7445f-b989-43fa-ac20-11f8ca65fa8c";
pub const URL: &str = "http://wsus01:8530/ClientWebService/client.asmx";
pub const SERVICE: &str = "{3DA21691-E39D-4DA6-8A4B-B43877BCB1B7}";

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
    wsus954960::judge::options::from_json(Some(json)).expect("valid options")
}

/// One line of a client's log in its real layout.
pub fn pt(thread: (u32, &str), text: &str) -> String {
    line(thread, "PT", text)
}

pub fn line((pid, tid): (u32, &str), component: &str, text: &str) -> String {
    format!("2008-06-13\t19:59:56:617\t{pid:>4}\t{tid}\t{component}\t{text}")
}

/// The lines with which a synchronisation begins.
pub fn sync_start(thread: (u32, &str)) -> Vec<String> {
    vec![
        pt(thread, "+++++++++++  PT: Synchronizing server updates  +++++++++++"),
        pt(thread, &format!("  + ServiceId = {SERVICE}, Server URL = {URL}")),
    ]
}

/// The lines of a failure and its fault.
pub fn failure(thread: (u32, &str), error: &str, error_code: &str, id: &str) -> Vec<String> {
    vec![
        pt(
            thread,
            &format!(
                "WARNING: SyncUpdates failure, error = {error}, soap client error = 7, soap error code = 400, HTTP status code = 200"
            ),
        ),
        pt(thread, "WARNING: SOAP Fault: 0x000190"),
        pt(thread, "WARNING:     faultstring:Fault occurred"),
        pt(thread, &format!("WARNING:     ErrorCode:{error_code}")),
        pt(thread, "WARNING:     Message:(null)"),
        pt(thread, "WARNING:     Method:\"http://www.microsoft.com/SoftwareDistribution/Server/ClientWebService/SyncUpdates\""),
        pt(thread, &format!("WARNING:     ID:{id}")),
    ]
}

/// A failure with the signature of the defect.
pub fn signature(thread: (u32, &str), id: &str) -> Vec<String> {
    failure(thread, "0x8024400E", "InternalServerError(5)", id)
}

/// What Windows XP to 7 log behind a failure.
pub fn epilogue(thread: (u32, &str), error: &str) -> Vec<String> {
    vec![
        pt(thread, &format!("WARNING: PTError: {error}")),
        pt(thread, &format!("WARNING: SyncUpdates_WithRecovery failed.: {error}")),
        pt(thread, &format!("WARNING: Sync of Updates: {error}")),
        line(thread, "Agent", &format!("  * WARNING: Failed to synchronize, error = {error}")),
    ]
}

pub fn text(lines: &[Vec<String>]) -> String {
    lines.concat().iter().map(|line| format!("{line}\r\n")).collect()
}

/// One record of a server's log in its real layout.
pub fn record(time: &str, source: &str, method: &str, text: &str) -> String {
    format!("2008-06-14 {time} UTC\tError\t{source}\t{method}\t{text}\r\n")
}

/// The stack of the defect.
pub const FRAMES: [&str; 6] = [
    "System.Collections.Hashtable.Insert(Object key, Object nvalue, Boolean add)",
    "System.Collections.Hashtable.Add(Object key, Object value)",
    "Microsoft.UpdateServices.Internal.ClientImplementation.GetSyncInfo(DataAccess dataAccess, Hashtable stateTable)",
    "Microsoft.UpdateServices.Internal.ClientImplementation.SoftwareSync(DataAccess dataAccess, Boolean expressQuery)",
    "Microsoft.UpdateServices.Internal.ClientImplementation.SyncUpdates(Cookie cookie, SyncUpdateParameters parameters)",
    "Microsoft.UpdateServices.Internal.Client.SyncUpdates(Cookie cookie, SyncUpdateParameters parameters)",
];

/// An exception with its stack.
pub fn exception(time: &str, source: &str, reported: &str, word: &str, frames: &[&str]) -> String {
    let frames: String = frames.iter().map(|frame| format!("   {word} {frame}\r\n")).collect();
    record(time, source, "ClientImplementation.SyncUpdates", reported) + &frames
}

/// The exception of the defect.
pub fn defect(time: &str, source: &str) -> String {
    let reported = "System.ArgumentException: Item has already been added. Key in dictionary: '8862'  Key being added: '8862'";
    exception(time, source, reported, "at", &FRAMES)
}

/// A fault that the server sends.
pub fn fault(time: &str, source: &str, id: &str, error_code: &str) -> String {
    let actor = "http://wsus01/ClientWebService/client.asmx";
    let text = format!("ThrowException: actor = {actor}, ID={id}, ErrorCode={error_code}, Message=, Client=?");
    record(time, source, "SoapUtilities.CreateException", &text)
}

/// Says that a test could not run, and fails where all must run: where WSUS954960_SKIP_NOTHING is set. Written past the test harness, which would keep it to itself.
pub fn skip(what: &str, needs: &str) {
    let may_skip = std::env::var_os("WSUS954960_SKIP_NOTHING").is_none_or(|value| value.is_empty());
    assert!(may_skip, "{what} can't run: it needs {needs}");
    let _ = writeln!(io::stderr(), "SKIPPED: {what}; it needs {needs}");
}

/// A reader that gives its bytes in pieces of the given sizes, over and over.
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

/// Validates a document against its kind's schema, and the schema against the document: a field that the schema does
/// not know is a field that users are not told of.
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

/// Forbids what the schema does not name.
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
