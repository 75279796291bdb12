//! The recogniser for `SoftwareDistribution.log`.
//!
//! An exception is a record followed by its stack, a line per frame. The fault that the client is sent because of it comes
//! later from the same thread; lines of other threads stand between them. The exception's message and the word before a
//! frame are in the language of the server, so the type and the methods decide [FIELD].

use std::io;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::advisory::signatures;
use crate::document::{Cause, Header, ServerFault, ServerIncident, ServerLog};
use crate::evidence::lines::{self, Before, Input, Interest, Sink};
use crate::logs::latest::Latest;
use crate::logs::text;
use crate::logs::threads::Threads;
use crate::options::ScanOptions;
use crate::time::{Since, UtcTime, parse_stamp};

/// Both kinds of records contain it: exceptions in their type, faults in `SoapUtilities.CreateException ThrowException`.
static RECORDS: LazyLock<[Finder<'static>; 1]> = LazyLock::new(|| [Finder::new("Exception")]);

/// The most frames that are taken of one stack; the defect's has seven.
const FRAME_LIMIT: usize = 64;

/// Scans the log, and says whether it could be read to its end.
pub fn scan(input: Input, path: String, options: &ScanOptions) -> (ServerLog, io::Result<()>) {
    let mut recogniser = Recogniser {
        since: options.since,
        first_time: None,
        last_time: None,
        exception: None,
        threads: Threads::default(),
        incidents: Latest::new(options.limit()),
        faults: Latest::new(options.limit()),
        other_faults: 0,
    };
    let (summary, outcome) = lines::read(input, &mut recogniser);
    recogniser.end_of_stack();
    let Recogniser { first_time, last_time, incidents, faults, other_faults, .. } = recogniser;
    let document = ServerLog {
        header: Header::of("serverLog"),
        path,
        bytes: summary.bytes,
        lines: summary.lines,
        encoding: summary.encoding,
        first_time,
        last_time,
        incident_count: incidents.count(),
        incidents_omitted: incidents.omitted(),
        incidents: incidents.into_vec(),
        other_faults,
        faults: faults.into_vec(),
    };
    (document, outcome)
}

struct Recogniser {
    since: Option<Since>,
    first_time: Option<UtcTime>,
    last_time: Option<UtcTime>,
    /// The exception whose stack is being read.
    exception: Option<Exception>,
    /// The last exception of each thread that has not yet led to a fault.
    threads: Threads<Thread, Thrown>,
    incidents: Latest<ServerIncident>,
    faults: Latest<ServerFault>,
    other_faults: u64,
}

/// An exception as it stands in the log.
struct Exception {
    line: u64,
    time: UtcTime,
    thread: Thread,
    name: String,
    key: Option<String>,
    frames: Vec<String>,
}

/// The process and the thread of a record: `w3wp.12`.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Thread {
    process: String,
    number: Option<u32>,
}

/// What is kept of an exception until its fault comes.
struct Thrown {
    line: u64,
    name: String,
    cause: Cause,
}

impl Sink for Recogniser {
    fn interest(&self) -> Interest {
        // Until the first time stamp every line may have it; after an exception every line may be a frame.
        if self.first_time.is_none() || self.exception.is_some() { Interest::EveryLine } else { Interest::Containing(&*RECORDS) }
    }

    fn line(&mut self, number: u64, line: &[u8], _: &mut Before) {
        match Record::parse(line) {
            Some(record) => {
                self.first_time.get_or_insert(record.time);
                self.record(&record, number);
            }
            None => {
                if let Some(exception) = &mut self.exception {
                    exception.go_on(&text::decode(line));
                }
            }
        }
    }

    fn last_line(&mut self, line: &[u8]) -> bool {
        let time = Record::parse(line).map(|record| record.time);
        self.last_time = time.or(self.last_time);
        time.is_some()
    }
}

impl Recogniser {
    fn record(&mut self, record: &Record, line: u64) {
        let text = text::decode(record.text);
        let thread = record.thread();
        // A record of another thread may stand between the frames.
        if self.exception.as_ref().is_some_and(|exception| exception.thread == thread) {
            self.end_of_stack();
        }
        if let Some((_, fault)) = text.split_once("ThrowException:") {
            if text::between(fault, "ErrorCode=", ",") == Some(signatures::SERVER_ERROR_CODE) {
                self.fault(fault, &thread, record.time, line);
            }
        } else if let Some((name, message)) = exception_name(&text) {
            self.end_of_stack();
            self.exception = Some(Exception {
                line,
                time: record.time,
                thread,
                name: name.to_owned(),
                key: quoted(message).and_then(text::some),
                frames: Vec::new(),
            });
        }
    }

    fn fault(&mut self, text: &str, thread: &Thread, time: UtcTime, line: u64) {
        let thrown = self.threads.remove(thread);
        let fault_id = text::between(text, "ID=", ",").and_then(text::fault_id);
        if let Some(incident) = thrown.as_ref().and_then(|thrown| self.incidents.get_mut(thrown.line)) {
            incident.fault_id.clone_from(&fault_id);
            // `actor = …` in faults that this server sends, `Actor = …` in those that its upstream server sent to it.
            incident.actor = text::between(text, "ctor =", ",").and_then(text::some);
        }
        if self.counts(time) {
            let cause = thrown.as_ref().map_or(Cause::Unknown, |thrown| thrown.cause);
            self.other_faults += u64::from(cause == Cause::Other);
            self.faults.push(line, ServerFault { fault_id, time, cause, exception: thrown.map(|thrown| thrown.name) });
        }
    }

    /// Decides what the exception is, once its stack is complete.
    fn end_of_stack(&mut self) {
        let Some(exception) = self.exception.take() else { return };
        let cause = exception.cause();
        let thrown = Thrown { line: exception.line, name: exception.name.clone(), cause };
        self.threads.insert(exception.thread.clone(), exception.line, thrown);
        if cause == Cause::Advisory && self.counts(exception.time) {
            self.incidents.push(exception.line, exception.incident());
        }
    }

    fn counts(&self, time: UtcTime) -> bool {
        self.since.is_none_or(|since| since.admits_utc(time))
    }
}

impl Exception {
    /// Takes a line of the stack, or one that names the exception inside this one.
    fn go_on(&mut self, line: &str) {
        if line.starts_with("--->")
            && let Some((name, message)) = exception_name(line)
        {
            self.name = name.to_owned();
            self.key = quoted(message).and_then(text::some);
        } else if let Some(method) = frame(line)
            && self.frames.len() < FRAME_LIMIT
        {
            self.frames.push(method.to_owned());
        }
    }

    /// The defect's signature is the exception's type and, of each step of its stack, one method, in that order. A stack of
    /// that exception that does not reach WSUS' methods is cut off.
    fn cause(&self) -> Cause {
        if self.name != signatures::SERVER_EXCEPTION {
            return Cause::Other;
        }
        let mut frames = self.frames.iter();
        let mut reaches = |step: &&[&str]| frames.any(|frame| step.contains(&frame.as_str()));
        if signatures::SERVER_FRAMES.iter().all(&mut reaches) {
            Cause::Advisory
        } else if self.frames.iter().any(|frame| frame.starts_with(signatures::SERVER_METHODS)) {
            Cause::Other
        } else {
            Cause::Unknown
        }
    }

    fn incident(self) -> ServerIncident {
        ServerIncident {
            line: self.line,
            time: self.time,
            process: self.thread.process,
            thread: self.thread.number,
            exception: self.name,
            key: self.key,
            frames: self.frames,
            fault_id: None,
            actor: None,
        }
    }
}

/// One record: date, time, `UTC`, level, process and thread, method, text. Tabs separate the columns in the file, single
/// spaces in excerpts.
struct Record<'a> {
    time: UtcTime,
    source: &'a [u8],
    text: &'a [u8],
}

impl<'a> Record<'a> {
    fn parse(line: &'a [u8]) -> Option<Self> {
        let (date, rest) = text::word(text::unquote(line));
        let (time, rest) = text::word(rest);
        let (time, _) = parse_stamp(date, time)?;
        let rest = rest.strip_prefix(b"UTC")?;
        let tabs = rest.starts_with(b"\t");
        let (_level, rest) = column(rest.get(1..)?, tabs);
        let (source, rest) = column(rest, tabs);
        let (_method, text) = column(rest, tabs);
        Some(Self { time: UtcTime(time.and_utc()), source, text })
    }

    fn thread(&self) -> Thread {
        let source = text::decode(self.source);
        match source.rsplit_once('.').map(|(process, number)| (process, number.parse())) {
            Some((process, Ok(number))) => Thread { process: process.to_owned(), number: Some(number) },
            _ => Thread { process: source.into_owned(), number: None },
        }
    }
}

/// The first column, up to a tab or else to white space, and what comes behind it.
fn column(columns: &[u8], tabs: bool) -> (&[u8], &[u8]) {
    if !tabs {
        return text::word(columns);
    }
    match memchr::memchr(b'\t', columns) {
        Some(tab) => (&columns[..tab], &columns[tab + 1..]),
        None => (columns, &[]),
    }
}

/// The type of the exception that a text reports, and the message behind it. Of exceptions inside each other, which
/// `--->` joins, it is the innermost.
fn exception_name(text: &str) -> Option<(&str, &str)> {
    let reported = |text| {
        let mut rest: &str = text;
        while !rest.is_empty() {
            let (word, behind) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            let name = word.trim_end_matches(':');
            let reports = word.len() > name.len() || behind.is_empty();
            if reports && name.ends_with("Exception") && name.contains('.') && name.bytes().all(is_name) {
                return Some((name, behind));
            }
            rest = behind;
        }
        None
    };
    text.rsplit("---> ").find_map(reported)
}

/// The method of a stack frame, whatever word is before it: what stands before the first parenthesis.
fn frame(line: &str) -> Option<&str> {
    let (before, _) = line.split_once('(')?;
    let method = before.trim_end_matches(|c: char| c.is_ascii() && is_name(c as u8));
    let method = &before[method.len()..];
    (method.trim_matches('.').contains('.')).then_some(method)
}

/// Whether the byte may be part of the name of a type or method, as .NET prints it.
fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_.`+<>[],$&*|".contains(&byte)
}

/// The first quoted text, in the quotation marks of any language. An apostrophe inside a word opens no quotation.
fn quoted(text: &str) -> Option<&str> {
    let mut before = ' ';
    for (at, mark) in text.char_indices() {
        let close = match mark {
            '\'' | '"' | '`' => mark,
            '\u{2018}' | '\u{201A}' => '\u{2019}',
            '\u{201C}' => '\u{201D}',
            '\u{201E}' => '\u{201C}',
            '\u{AB}' => '\u{BB}',
            '\u{300C}' => '\u{300D}',
            _ => '\0',
        };
        if close != '\0' && !before.is_alphanumeric() {
            let inside = &text[at + mark.len_utf8()..];
            let end = inside.find(if close == '`' { '\'' } else { close })?;
            return Some(inside[..end].trim());
        }
        before = mark;
    }
    None
}
