//! The recogniser for `WindowsUpdate.log`.
//!
//! A failure is a block of lines of one process and thread: the synchronisation's beginning, the service it talks to, the
//! failure, and the SOAP fault that came back. Lines of other threads and components stand between them. Windows XP to 7
//! print the fault's parts a line each behind the failure; Windows 8 and later print the fault as XML before it.

use std::collections::BTreeMap;
use std::io;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::advisory::signatures;
use crate::document::{ClientFormat, ClientIncident, ClientLog, Header};
use crate::evidence::lines::{self, Before, Input, Interest, Sink};
use crate::logs::headers::Headers;
use crate::logs::latest::Latest;
use crate::logs::text;
use crate::logs::threads::Threads;
use crate::options::ScanOptions;
use crate::time::{LocalTime, Since, Style, parse_stamp};

/// What every failure of a synchronisation has in it, in every layout; a fault that is printed before its failure has it in the name of
/// its method.
static FAILURES: LazyLock<[Finder<'static>; 1]> = LazyLock::new(|| [Finder::new("SyncUpdates")]);

/// What the lines have in them with which a synchronisation begins. They are looked for only before a failure.
static HEADERS: LazyLock<[Finder<'static>; 2]> = LazyLock::new(|| ["Synchronizing server", "ServiceId = "].map(Finder::new));

/// In how many lines before a failure its synchronisation's beginning is looked for one by one, before it is searched for.
const NEAR: usize = 32;

/// A text of so many bytes is searched at once.
const SHORT: usize = 8 << 10;

/// How many kinds of other failures are told apart; the log of a real client has a handful.
const OTHER_KINDS: usize = 256;

/// In how many lines at the beginning of a file the stub's sentence is looked for.
const STUB_LINES: u64 = 64;

/// Scans the log, and says whether it could be read to its end.
pub fn scan(input: Input, path: String, options: &ScanOptions) -> (ClientLog, io::Result<()>) {
    let mut recogniser = Recogniser {
        first: None,
        last_time: None,
        stub: false,
        headers: Headers::default(),
        threads: Threads::default(),
        open: 0,
        tally: Tally::new(options),
    };
    let (summary, outcome) = lines::read(input, &mut recogniser);
    let Recogniser { first, last_time, stub, threads, mut tally, .. } = recogniser;
    for (id, mut thread) in threads.into_values() {
        tally.close(id, &mut thread, End::CutOff);
    }
    let document = ClientLog {
        header: Header::of("clientLog"),
        path,
        bytes: summary.bytes,
        lines: summary.lines,
        encoding: summary.encoding,
        format: match first {
            // The classic log separates the milliseconds with a colon, the export has a fraction behind a point.
            Some((_, Style { fraction: b':', .. })) => ClientFormat::Classic,
            Some(_) => ClientFormat::EtwExport,
            None if stub => ClientFormat::EtwStub,
            None => ClientFormat::Unknown,
        },
        first_time: first.map(|(time, _)| time),
        last_time,
        incident_count: tally.incidents.count(),
        partial_count: tally.partial_count,
        incidents_omitted: tally.incidents.omitted(),
        incidents: tally.incidents.into_vec(),
        other_failures: tally.other_failures,
    };
    (document, outcome)
}

struct Recogniser {
    first: Option<(LocalTime, Style)>,
    last_time: Option<LocalTime>,
    stub: bool,
    headers: Headers,
    threads: Threads<ThreadId, Thread>,
    /// How many of the threads are inside a block.
    open: usize,
    tally: Tally,
}

impl Sink for Recogniser {
    fn interest(&self) -> Interest {
        // Until the first time stamp every line may tell the format; inside a block every line may be a part of it.
        if self.first.is_none() || self.open > 0 { Interest::EveryLine } else { Interest::Containing(&*FAILURES) }
    }

    fn line(&mut self, number: u64, line: &[u8], before: &mut Before) {
        let Some(record) = Record::parse(line) else {
            self.stub |= number <= STUB_LINES && text::decode(line).contains(signatures::ETW_STUB);
            return;
        };
        self.first.get_or_insert((record.time, record.style));
        let text = text::decode(record.text);
        if let Some(event) = Event::parse(record.component, &text) {
            self.event(&event, &record, number, before);
        }
    }

    fn last_line(&mut self, line: &[u8]) -> bool {
        let time = Record::parse(line).map(|record| record.time);
        self.last_time = time.or(self.last_time);
        time.is_some()
    }
}

impl Recogniser {
    fn event(&mut self, event: &Event, record: &Record, line: u64, before: &mut Before) {
        let id = record.thread;
        if self.threads.get(&id, line).is_none() {
            if !event.begins() {
                return;
            }
            for (id, mut silent) in self.threads.insert(id, line, Thread::default()) {
                self.open -= usize::from(silent.is_open());
                self.tally.close(id, &mut silent, End::CutOff);
            }
        }
        let Some(thread) = self.threads.get(&id, line) else { return };
        let was_open = thread.is_open();
        match event {
            Event::Start => {
                self.tally.close(id, thread, End::Complete);
                thread.fault = None;
            }
            Event::Service(_) => {}
            Event::Failure(text) => {
                self.tally.close(id, thread, End::Complete);
                let service = service_of(&mut self.headers, before, id);
                thread.failure = Failure::parse(text, line, record.time).map(|failure| Failure { service, ..failure });
            }
            Event::Recovery(error) => {
                self.tally.close(id, thread, End::Complete);
                // Up to Windows 7 this line repeats the failure before it; it is one itself only where a fault waits.
                if let Some(fault) = thread.fault.take() {
                    let service = service_of(&mut self.headers, before, id);
                    thread.failure = Some(Failure { service, fault, ..Failure::new(line, record.time, *error) });
                    self.tally.close(id, thread, End::Complete);
                }
            }
            Event::XmlFault(text) => thread.fault = Some(Fault::parse_xml(text)).filter(Fault::may_be_sync),
            Event::Part(part, value) => {
                if thread.failure.as_mut().is_some_and(|failure| failure.take(*part, value)) {
                    self.tally.close(id, thread, End::Complete);
                }
            }
            Event::End => self.tally.close(id, thread, End::Complete),
        }
        self.open = self.open + usize::from(thread.is_open()) - usize::from(was_open);
    }
}

/// What the thread's last synchronisation before the failure says of the service that it talks to: most often that stands a few lines
/// above.
fn service_of(headers: &mut Headers, before: &mut Before, id: ThreadId) -> Option<String> {
    let near = || before.backwards().take(NEAR).find_map(|line| service_in(line, id));
    let found = if before.length() > SHORT { near() } else { None };
    found.or_else(|| {
        before.take(&*HEADERS).for_each(|line| headers.push(line));
        headers.latest().find_map(|line| service_in(line, id))
    })?
}

/// What a line with which one of the thread's synchronisations begins says of its service; the outer `None` for any other line.
fn service_in(line: &[u8], id: ThreadId) -> Option<Option<String>> {
    let record = Record::parse(line).filter(|record| record.thread == id)?;
    match Event::parse(record.component, &text::decode(record.text))? {
        Event::Start => Some(None),
        Event::Service(text) => Some(Some(text.to_owned())),
        _ => None,
    }
}

/// What was found.
struct Tally {
    since: Option<Since>,
    partial_count: u64,
    incidents: Latest<ClientIncident>,
    other_failures: BTreeMap<String, u64>,
}

/// Why a block ends.
#[derive(Clone, Copy, PartialEq)]
enum End {
    /// The log goes on with something else.
    Complete,
    /// The log ends.
    CutOff,
}

impl Tally {
    fn new(options: &ScanOptions) -> Self {
        Self { since: options.since, partial_count: 0, incidents: Latest::new(options.limit()), other_failures: BTreeMap::new() }
    }

    /// Ends the thread's block, if it is in one, and decides what its failure is.
    fn close(&mut self, id: ThreadId, thread: &mut Thread, end: End) {
        let Some(failure) = thread.failure.take() else { return };
        if self.since.is_some_and(|since| !since.admits_local(failure.time)) {
            return;
        }
        // Where the log ends inside the code, the code is not known.
        let error_code = failure.fault.error_code.as_deref();
        let error_code = error_code.filter(|code| end == End::Complete || code.ends_with(')') || failure.has_signature(code));
        match error_code {
            None if failure.error == signatures::CLIENT_ERROR && end == End::CutOff => self.partial_count += 1,
            Some(code) if failure.has_signature(code) && failure.may_be_wsus() => {
                self.incidents.push(failure.line, failure.incident(id));
            }
            code => self.count_other(failure.error, code),
        }
    }

    fn count_other(&mut self, error: u32, error_code: Option<&str>) {
        let mut kind = error_code.map_or_else(|| hresult(error), |code| format!("{}/{code}", hresult(error)));
        if self.other_failures.len() >= OTHER_KINDS && !self.other_failures.contains_key(&kind) {
            kind = "other".into();
        }
        *self.other_failures.entry(kind).or_default() += 1;
    }
}

/// A process and one of its threads: the thread's number as printed, up to eight hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct ThreadId {
    pid: u32,
    tid: [u8; 8],
}

impl ThreadId {
    fn parse(pid: &[u8], tid: &[u8]) -> Option<Self> {
        let mut digits = [0; 8];
        digits.get_mut(..tid.len())?.copy_from_slice(tid);
        let is_thread = !tid.is_empty() && tid.iter().all(u8::is_ascii_hexdigit);
        is_thread.then_some(Self { pid: str::from_utf8(pid).ok()?.parse().ok()?, tid: digits })
    }

    fn tid(&self) -> String {
        self.tid.iter().take_while(|digit| **digit != 0).map(|digit| char::from(*digit)).collect()
    }
}

/// What is known of one thread.
#[derive(Default)]
struct Thread {
    /// The failure whose block is not complete.
    failure: Option<Failure>,
    /// A fault that was printed and has no failure yet.
    fault: Option<Fault>,
}

impl Thread {
    /// Whether more lines may belong to what it has.
    fn is_open(&self) -> bool {
        self.failure.is_some() || self.fault.is_some()
    }
}

/// A failed SyncUpdates call.
struct Failure {
    /// What the log says of the service that it called.
    service: Option<String>,
    line: u64,
    time: LocalTime,
    error: u32,
    soap_client_error: Option<u32>,
    soap_error_code: Option<u32>,
    http_status: Option<u32>,
    soap_fault: Option<String>,
    fault: Fault,
}

/// What the server sent back.
#[derive(Default)]
struct Fault {
    error_code: Option<String>,
    message: Option<String>,
    method: Option<String>,
    id: Option<String>,
}

impl Failure {
    fn new(line: u64, time: LocalTime, error: u32) -> Self {
        Self {
            service: None,
            line,
            time,
            error,
            soap_client_error: None,
            soap_error_code: None,
            http_status: None,
            soap_fault: None,
            fault: Fault::default(),
        }
    }

    /// From `error = 0x8024400E, soap client error = 7, soap error code = 400, HTTP status code = 200`.
    fn parse(text: &str, line: u64, time: LocalTime) -> Option<Self> {
        let number = |name| text::between(text, name, ",")?.parse().ok();
        Some(Self {
            soap_client_error: number("soap client error = "),
            soap_error_code: number("soap error code = "),
            http_status: number("HTTP status code = "),
            ..Self::new(line, time, parse_hresult(text::between(text, "error = ", ",")?)?)
        })
    }

    /// Takes a part of the fault, and says whether it was the last one.
    fn take(&mut self, part: Part, value: &str) -> bool {
        match part {
            Part::SoapFault => self.soap_fault = text::some(value),
            Part::ErrorCode => self.fault.error_code = text::some(value),
            Part::Message => self.fault.message = Some(value.to_owned()),
            Part::Method => self.fault.method = text::some(value.trim_matches('"')),
            Part::Id => self.fault.id = text::fault_id(value),
        }
        self.fault.id.is_some() && self.fault.error_code.is_some()
    }

    fn service_id(&self) -> Option<&str> {
        text::between(self.service.as_deref()?, "ServiceId = ", ",")
    }

    fn server_url(&self) -> Option<&str> {
        text::between(self.service.as_deref()?, "Server URL = ", "\t")
    }

    /// Not so where the log says that it called another service.
    fn may_be_wsus(&self) -> bool {
        let is_wsus = |id: &str| id.trim_matches(['{', '}']).eq_ignore_ascii_case(signatures::WSUS_SERVICE_ID);
        self.service_id().is_none_or(is_wsus)
    }

    fn has_signature(&self, error_code: &str) -> bool {
        let name = error_code.split_once('(').map_or(error_code, |(name, _)| name).trim_end();
        self.error == signatures::CLIENT_ERROR && name == signatures::CLIENT_ERROR_CODE
    }

    fn incident(self, id: ThreadId) -> ClientIncident {
        ClientIncident {
            line: self.line,
            time: self.time,
            pid: id.pid,
            tid: id.tid(),
            service_id: self.service_id().and_then(text::some),
            server_url: self.server_url().and_then(text::some),
            error: hresult(self.error),
            soap_client_error: self.soap_client_error,
            soap_error_code: self.soap_error_code,
            http_status: self.http_status,
            soap_fault: self.soap_fault,
            error_code: self.fault.error_code.unwrap_or_default(),
            message: self.fault.message,
            method: self.fault.method,
            fault_id: self.fault.id,
        }
    }
}

impl Fault {
    /// From `<detail><ErrorCode>…</ErrorCode><Message>…</Message><ID>…</ID><Method>"…"</Method></detail>`.
    fn parse_xml(text: &str) -> Self {
        let element = |start, end| text::between(text, start, end);
        Self {
            error_code: element("<ErrorCode>", "</").and_then(text::some),
            message: element("<Message>", "</").map(str::to_owned),
            method: element("<Method>", "</").and_then(|method| text::some(method.trim_matches(['"', ' ']))),
            id: element("<ID>", "</").and_then(text::fault_id),
        }
    }

    /// Not so where the fault names another method of the server's services.
    fn may_be_sync(&self) -> bool {
        self.method.as_deref().is_none_or(|method| method.ends_with(signatures::CLIENT_METHOD))
    }
}

/// `0x8024400E`
fn hresult(error: u32) -> String {
    format!("{error:#010X}").replacen("0X", "0x", 1)
}

fn parse_hresult(text: &str) -> Option<u32> {
    let digits = text.trim().strip_prefix("0x").or_else(|| text.trim().strip_prefix("0X"))?;
    // Fewer digits are a part of an error: the log ends inside it.
    if digits.len() == 8 { u32::from_str_radix(digits, 16).ok() } else { None }
}

/// One line: date, time, process, thread, component, text [LOG]. Tabs separate the columns in the file, single spaces in
/// excerpts.
struct Record<'a> {
    time: LocalTime,
    style: Style,
    thread: ThreadId,
    component: &'a [u8],
    text: &'a [u8],
}

impl<'a> Record<'a> {
    fn parse(line: &'a [u8]) -> Option<Self> {
        let (date, rest) = text::word(text::unquote(line));
        let (time, rest) = text::word(rest);
        let (time, style) = parse_stamp(date, time)?;
        let (pid, rest) = text::word(rest);
        let (tid, rest) = text::word(rest);
        let (component, text) = text::word(rest);
        Some(Self { time: LocalTime(time), style, thread: ThreadId::parse(pid, tid)?, component, text })
    }
}

/// What a line means for the block of its thread.
enum Event<'a> {
    /// A synchronisation begins.
    Start,
    /// The service it talks to.
    Service(&'a str),
    /// It failed, and how.
    Failure(&'a str),
    /// It failed with this error: an echo of the failure up to Windows 7, the failure itself from Windows 8 on.
    Recovery(u32),
    /// The whole fault, as Windows 8 and later print it.
    XmlFault(&'a str),
    /// A part of the fault and its value, as Windows XP to 7 print it.
    Part(Part, &'a str),
    /// The fault is over.
    End,
}

/// The parts of a fault.
#[derive(Clone, Copy)]
enum Part {
    SoapFault,
    ErrorCode,
    Message,
    Method,
    Id,
}

/// What the lines of the parts begin with.
const PARTS: [(&str, Part); 5] = [
    ("SOAP Fault:", Part::SoapFault),
    ("ErrorCode:", Part::ErrorCode),
    ("Message:", Part::Message),
    ("Method:", Part::Method),
    ("ID:", Part::Id),
];

impl<'a> Event<'a> {
    fn parse(component: &[u8], text: &'a str) -> Option<Self> {
        let is_one_of = |names: [&str; 2]| names.iter().any(|name| name.as_bytes() == component);
        if is_one_of(signatures::SYNC_COMPONENTS) {
            // The classic log marks failures as warnings, the export does not.
            let failure = text.strip_prefix("WARNING:").unwrap_or(text).trim_start();
            Self::parse_failure(failure).or_else(|| Self::parse_sync(text))
        } else if is_one_of(signatures::SOAP_COMPONENTS) {
            text.contains("<ErrorCode>").then_some(Self::XmlFault(text))
        } else {
            None
        }
    }

    fn parse_failure(text: &'a str) -> Option<Self> {
        if let Some(part) = PARTS.iter().find_map(|(name, part)| Some(Self::Part(*part, text.strip_prefix(name)?.trim()))) {
            return Some(part);
        }
        if let Some(detail) = text.strip_prefix("SyncUpdates failure,") {
            return Some(Self::Failure(detail));
        }
        if let Some(error) = text.strip_prefix("SyncUpdates_WithRecovery failed") {
            return parse_hresult(error.trim_start_matches(['.', ':', ' '])).map(Self::Recovery);
        }
        (text.starts_with("PTError:") || text.starts_with("Sync of Updates:")).then_some(Self::End)
    }

    /// What begins a synchronisation, or says that it failed: in the classic log `+++++++++++  PT: Synchronizing server updates  +++++++++++` and
    /// `  + ServiceId = {…}, Server URL = …`, in an export `*FAILED* [8024400E] SyncUpdates_WithRecovery failed` too.
    fn parse_sync(text: &'a str) -> Option<Self> {
        if let Some(failed) = text.strip_prefix("*FAILED* [") {
            let (error, what) = failed.split_once(']')?;
            let error = u32::from_str_radix(error, 16).ok()?;
            return what.trim_start().starts_with("SyncUpdates_WithRecovery failed").then_some(Self::Recovery(error));
        }
        let text = text.trim_start_matches(['+', ' ']);
        if text.starts_with("ServiceId = ") {
            return Some(Self::Service(text));
        }
        let text = text.strip_prefix("PT").unwrap_or(text).trim_start_matches([':', ' ']);
        text.starts_with("Synchronizing server updates").then_some(Self::Start)
    }

    /// Whether a thread that is not followed yet is worth following.
    fn begins(&self) -> bool {
        matches!(self, Self::Failure(_) | Self::XmlFault(_))
    }
}
