//! The recogniser for `SoftwareDistribution.log`.
//!
//! An exception is a record with its stack, a line per frame. The same thread next logs the fault that the client is sent because of it;
//! records of other threads may come between them.

use std::collections::VecDeque;
use std::io;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::advisory::signatures;
use crate::advisory::troubles::Trouble;
use crate::input::plain;
use crate::input::records::{self, Before, LogInput, Record, Sink};
use crate::recognise::FIRST_RECORDS;
use crate::recognise::latest::{Finding, LatestFindings, Slot};
use crate::recognise::options::ScanOptions;
use crate::recognise::phrase::{self, after};
use crate::recognise::server_record::{self, ServerRecord, ServerThread, ThrownFault};
use crate::recognise::server_scan::{Cause, OtherFault, ServerFault, ServerIncident, ServerScan};
use crate::recognise::threads::Threads;
use crate::values::occurrences::Occurrences;
use crate::values::time::{Since, UtcTime};

/// The texts that records of faults contain.
static FAULTS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(signatures::SERVER_FAULT));

/// How many of the latest faults are remembered, so that one logged twice is listed once.
const REMEMBERED_FAULTS: usize = 256;

/// The most kinds of exceptions with other causes that are distinguished. A real server's log has a handful.
const OTHER_KINDS: usize = 256;

/// The longest name of such a kind, in bytes. Real ones have some fifty.
const OTHER_NAME: usize = 256;

/// How long an incident's frames are together, in bytes. The defect's have five hundred.
const FRAMES: usize = 8 << 10;

/// The longest stack that is kept, in bytes.
const STACK_LIMIT: usize = 64 << 10;

/// Scans a log. The result says whether it could be read to its end.
pub fn scan(input: LogInput, path: String, options: &ScanOptions) -> (ServerScan, io::Result<()>) {
    let mut recogniser = Recogniser {
        since: options.since,
        records: 0,
        is_pasted: false,
        first_time: None,
        last_time: None,
        begins_in_stack: false,
        exception: None,
        threads: Threads::default(),
        waiting: 0,
        incidents: LatestFindings::new(options.limit()),
        faults: LatestFindings::new(options.limit()),
        known_faults: VecDeque::new(),
        other_faults: Occurrences::new(OTHER_KINDS),
        undecided: 0,
    };
    let (facts, outcome) = records::read(input, &mut recogniser);
    recogniser.end_of_stack();
    recogniser.forget(|_| true);
    let Recogniser { first_time, last_time, begins_in_stack, incidents, faults, other_faults, undecided, .. } = recogniser;
    let by_frequency = other_faults.by_frequency();
    let other_fault_details = by_frequency.into_iter().map(|(kind, occurrence)| OtherFault::new(kind, occurrence)).collect();
    let document = ServerScan {
        path,
        bytes: facts.bytes,
        lines: facts.lines,
        encoding: facts.encoding,
        mixed_encodings: facts.mixed_encodings,
        cut_off: facts.cut_off,
        first_time,
        last_time,
        incident_count: incidents.count(),
        incidents_omitted: incidents.omitted(),
        incidents: incidents.into_vec(),
        other_faults: other_faults.into_counts().iter().map(|(_, count)| count).sum(),
        other_fault_details,
        // The fault of a stack in which the log begins may be one of those.
        partial_count: undecided.max(u64::from(begins_in_stack)),
        faults_omitted: faults.omitted(),
        faults: faults.into_vec(),
    };
    (document, outcome)
}

struct Recogniser {
    since: Option<Since>,
    records: u64,
    /// Whether the log is not as WSUS wrote it, but pasted or otherwise changed.
    is_pasted: bool,
    first_time: Option<UtcTime>,
    last_time: Option<UtcTime>,
    /// Whether the log begins inside the stack of a client's request, or inside a fault.
    begins_in_stack: bool,
    /// The exception whose stack is being read.
    exception: Option<Exception>,
    /// By thread: the exception that is its last record so far.
    threads: Threads<ServerThread, Thrown>,
    /// How many of these there are.
    waiting: usize,
    incidents: LatestFindings<ServerIncident>,
    faults: LatestFindings<ServerFault>,
    /// The latest faults: id, time and slot in `faults`.
    known_faults: VecDeque<(String, UtcTime, Slot)>,
    /// The faults of other exceptions.
    other_faults: Occurrences<UtcTime>,
    /// How many faults and exceptions the log leaves undecided: it does not show whether they are the defect.
    undecided: u64,
}

/// An exception as it is in the log.
struct Exception {
    line: u64,
    time: UtcTime,
    thread: ServerThread,
    name: String,
    key: Option<String>,
    /// What it means if it is not the defect's.
    trouble: Option<Trouble>,
    /// Whether the same request has logged one before that may be the defect's.
    follows_defect: bool,
    /// Its text, including lines of its stack that come after other threads' records. Empty for an exception that is not the defect's.
    text: String,
}

/// What is kept of an exception until its fault comes.
struct Thrown {
    /// The slot of its incident; `None` if it is not an incident, or too old.
    incident: Option<Slot>,
    time: UtcTime,
    name: String,
    cause: Cause,
    trouble: Option<Trouble>,
}

impl Sink for Recogniser {
    /// Exceptions contain it in their type, faults in `SoapUtilities.CreateException ThrowException`.
    const NEEDLE: &'static str = "Exception";

    fn is_head(text: &[u8]) -> bool {
        ServerRecord::begins(text)
    }

    fn wants_every(&self) -> bool {
        // After an exception every record may contain a part of its stack, or be the next one of its thread.
        self.is_pasted || self.records < FIRST_RECORDS || self.exception.is_some() || self.waiting > 0
    }

    fn record(&mut self, record: &Record, _: Before) {
        let Some(parsed) = ServerRecord::of(record.text()) else {
            // Its date does not exist, perhaps because it is in another calendar.
            self.undecided += u64::from(server_record::may_be_defects(&record.text()));
            return;
        };
        self.first_time.get_or_insert(parsed.time);
        self.is_pasted |= self.records < FIRST_RECORDS && !parsed.is_native(record);
        self.records += 1;
        self.take(&parsed, record.line);
    }

    fn stray(&mut self, text: &[u8]) {
        // The needle is in the middle of the first word.
        let text = plain::plain(text, b"");
        if let Some(fields) = after(&text, "Exception:") {
            let fault = ThrownFault::of(&format!("{}{fields}", signatures::SERVER_FAULT));
            self.undecided += u64::from(fault.is_some_and(|fault| fault.is_internal_error() && fault.may_be_for_client()));
        }
    }

    fn preamble(&mut self, text: &[u8]) {
        let text = plain::plain(text, b"");
        let frames = server_record::frames(&text);
        self.begins_in_stack |= frames.iter().any(|frame| frame.contains(signatures::SERVER_CLIENT_METHODS));
        let code = phrase::between(&text, signatures::SERVER_FAULT_CODE, ",").map(phrase::joined);
        self.begins_in_stack |= code.is_some_and(|code| code == signatures::SERVER_ERROR_CODE);
    }

    fn note_last(&mut self, beginning: &[u8]) -> bool {
        let time = plain::parse_beginning(beginning, ServerRecord::of).map(|record| record.time);
        self.last_time = time.or(self.last_time);
        time.is_some()
    }
}

impl Recogniser {
    fn take(&mut self, record: &ServerRecord, line: u64) {
        let (thread, time) = (record.thread(), record.time);
        let text = record.text();
        if self.exception.as_ref().is_some_and(|exception| exception.thread == thread) {
            self.end_of_stack();
        }
        self.forget(|thrown| !is_near(thrown.time, time));
        // What the thread logs next belongs to the exception's request, or shows that this is over.
        let thrown = self.threads.remove(&thread);
        self.waiting -= usize::from(thrown.is_some());
        // WSUS itself does not cut words.
        let may_be_fault = self.is_pasted || FAULTS.find(text.as_bytes()).is_some();
        // Behind an exception it is another record's, whose time stamp was not recognised.
        let upstream = may_be_fault.then(|| phrase::split(text, signatures::UPSTREAM_FAULT)).flatten();
        let is_upstream = upstream.is_some_and(|(before, _)| server_record::exception(before, self.is_pasted).is_none());
        if self.is_pasted && server_record::hides_exception(text) && self.counts(time) {
            self.undecided += 1;
        }
        if let Some(fault) = may_be_fault.then(|| ThrownFault::of(text)).flatten() {
            if fault.is_internal_error() {
                self.fault(fault, thrown, time, line);
            } else {
                self.undecided += u64::from(fault.is_cut_off() && fault.may_be_for_client() && self.counts(time));
                self.abandon(thrown);
            }
            self.go_on(record);
            return;
        }
        let is_at_once = |thrown: &Thrown| (time.0 - thrown.time.0).num_seconds().abs() <= signatures::SERVER_AGAIN_SECONDS;
        let follows_defect = thrown.as_ref().is_some_and(|thrown| thrown.cause != Cause::Other && is_at_once(thrown));
        self.abandon(thrown);
        match server_record::exception(text, self.is_pasted).filter(|_| !is_upstream) {
            Some((name, key)) => {
                self.end_of_stack();
                let trouble = server_record::trouble(&name, text);
                // For another exception only the name counts.
                let text = if name == signatures::SERVER_EXCEPTION { text.to_owned() } else { String::new() };
                self.exception = Some(Exception { line, time, thread, name, key, trouble, follows_defect, text });
            }
            None => {
                // The end of the line before, where its exception was, is cut off.
                let is_orphan = self.exception.is_none() && server_record::has_stack_of_client(record.whole());
                self.undecided += u64::from(is_orphan && self.counts(time));
                self.go_on(record);
            }
        }
    }

    /// Adds the frames that follow another thread's record to the stack.
    fn go_on(&mut self, record: &ServerRecord) {
        if let Some(exception) = &mut self.exception
            && (1..STACK_LIMIT).contains(&exception.text.len())
        {
            let lines = record.later_lines();
            if !lines.is_empty() {
                exception.text.push('\n');
                exception.text.push_str(lines);
            }
        }
    }

    fn fault(&mut self, fault: ThrownFault, thrown: Option<Thrown>, time: UtcTime, line: u64) {
        if let Some(incident) = thrown.as_ref().and_then(|thrown| self.incidents.get_mut(thrown.incident?)) {
            incident.fault_id.clone_from(&fault.id);
            incident.actor.clone_from(&fault.actor);
        }
        if !self.counts(time) {
            return;
        }
        let cause = thrown.as_ref().map_or(Cause::Unknown, |thrown| thrown.cause);
        let is_known = |(known, at, _): &&(String, UtcTime, Slot)| fault.id.as_ref() == Some(known) && is_near(*at, time);
        if let Some((.., known)) = self.known_faults.iter().rev().find(is_known) {
            // It is logged again, perhaps this time with its exception.
            if let Some(known) = self.faults.get_mut(*known)
                && known.cause == Cause::Unknown
                && cause != Cause::Unknown
            {
                self.undecided = self.undecided.saturating_sub(u64::from(fault.may_be_for_client()));
                note_other(&mut self.other_faults, thrown.as_ref(), time);
                (known.cause, known.exception) = (cause, thrown.map(|thrown| thrown.name));
            }
            return;
        }
        self.undecided += u64::from(cause == Cause::Unknown && fault.may_be_for_client());
        note_other(&mut self.other_faults, thrown.as_ref(), time);
        let id = fault.id.clone();
        let exception = thrown.map(|thrown| thrown.name);
        let slot = self.faults.push(line, ServerFault { fault_id: fault.id, time, cause, exception });
        if let Some(id) = id {
            self.known_faults.push_back((id, time, slot));
            if self.known_faults.len() > REMEMBERED_FAULTS {
                self.known_faults.pop_front();
            }
        }
    }

    /// Decides what the exception is, now that its stack is complete.
    fn end_of_stack(&mut self) {
        let Some(exception) = self.exception.take() else { return };
        let (line, time, thread, name) = (exception.line, exception.time, exception.thread.clone(), exception.name.clone());
        let trouble = exception.trouble;
        let cause = exception.cause(self.is_pasted);
        let counts = cause == Cause::Advisory && self.counts(time);
        let incident = counts.then(|| self.incidents.push(line, exception.incident()));
        self.waiting += 1;
        for (_, thrown) in self.threads.insert(thread, line, Thrown { incident, time, name, cause, trouble }) {
            self.waiting -= 1;
            self.abandon(Some(thrown));
        }
    }

    /// Gives up the exceptions whose fault can no longer come.
    fn forget(&mut self, is_over: impl Fn(&Thrown) -> bool) {
        if self.waiting > 0 {
            for thrown in self.threads.take_if(|thrown| is_over(thrown)) {
                self.waiting -= 1;
                self.abandon(Some(thrown));
            }
        }
    }

    /// Gives up an exception without its fault. One whose stack is cut off may be the defect.
    fn abandon(&mut self, thrown: Option<Thrown>) {
        if let Some(thrown) = thrown {
            self.undecided += u64::from(thrown.cause == Cause::Unknown && self.counts(thrown.time));
        }
    }

    fn counts(&self, time: UtcTime) -> bool {
        self.since.is_none_or(|since| since.admits_utc(time))
    }
}

/// Counts a fault if another exception than the defect's caused it.
fn note_other(faults: &mut Occurrences<UtcTime>, thrown: Option<&Thrown>, time: UtcTime) {
    if let Some(thrown) = thrown.filter(|thrown| thrown.cause == Cause::Other) {
        let name = &thrown.name[..thrown.name.floor_char_boundary(OTHER_NAME)];
        faults.add(&OtherFault::kind(name, thrown.trouble), Some(time));
    }
}

/// Whether two records of one thread may belong to the same request.
fn is_near(first: UtcTime, second: UtcTime) -> bool {
    (second.0 - first.0).num_seconds().abs() <= signatures::SERVER_FAULT_SECONDS
}

impl Exception {
    /// The defect's signature is the exception's type and one method for each step of its stack, in that order. A stack of
    /// that exception that does not reach WSUS' methods is cut off.
    fn cause(&self, is_pasted: bool) -> Cause {
        let other = if self.follows_defect { Cause::Unknown } else { Cause::Other };
        if self.name != signatures::SERVER_EXCEPTION {
            return other;
        }
        let (is_defects, has_methods) = server_record::stack(&self.text);
        if is_defects {
            return Cause::Advisory;
        }
        let frames = server_record::frames(&self.text);
        // What was inserted into pasted text is not always known: only a method that has nothing to do with the defect shows another problem.
        let is_damaged = if is_pasted {
            server_record::names_stack(&self.text)
                || !frames.iter().all(|frame| server_record::is_whole(frame))
                || !frames.iter().any(|frame| server_record::is_foreign(frame))
        } else {
            server_record::has_broken_frame(&self.text)
        };
        if has_methods && !is_damaged && !server_record::is_cut_off(&frames) { other } else { Cause::Unknown }
    }

    fn incident(self) -> ServerIncident {
        let (mut frames, rest) = server_record::frames_and_rest(&self.text);
        let all = frames.len();
        let mut room = FRAMES;
        frames.retain(|frame| room.checked_sub(frame.len()).map(|rest| room = rest).is_some());
        ServerIncident {
            line: self.line,
            time: self.time,
            process: self.thread.process,
            thread: self.thread.number,
            exception: self.name,
            key: self.key,
            frames_omitted: rest + (all - frames.len()) as u64,
            frames,
            fault_id: None,
            actor: None,
        }
    }
}

impl Finding for ServerIncident {
    fn text(&self) -> usize {
        let Self { process, exception, key, frames, .. } = self;
        process.len() + exception.len() + key.iter().chain(frames).map(String::len).sum::<usize>()
    }
}

impl Finding for ServerFault {
    fn text(&self) -> usize {
        [&self.fault_id, &self.exception].into_iter().flatten().map(String::len).sum()
    }
}
