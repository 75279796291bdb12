//! The recogniser for `WindowsUpdate.log`.
//!
//! A failure is a block of records of one process and thread: the synchronisation's beginning, the service it talks to, the
//! failure, and the SOAP fault that came back. Records of other threads and components may come between them. Windows XP to 7
//! print the parts of the fault after the failure, one record each; Windows 8 and later print the fault as XML before it.
//!
//! A log that Windows itself wrote is searched for the records that matter. In pasted text words may be cut anywhere, and in an export
//! records may not have been decoded, so every record is looked at. The first records show which it is.

use std::io;
use std::sync::LazyLock;

use memchr::memmem::FinderRev;
use memchr::{memchr2, memrchr2};

use crate::advisory::signatures;
use crate::input::plain;
use crate::input::records::{self, Before, LogInput, Record, Sink};
use crate::recognise::FIRST_RECORDS;
use crate::recognise::client_record::{self, ClientRecord, ClientThread, Columns, Event, Fault, Part, hresult};
use crate::recognise::client_scan::{ClientFormat, ClientIncident, ClientScan, OtherFailure};
use crate::recognise::latest::{Finding, LatestFindings};
use crate::recognise::options::ScanOptions;
use crate::recognise::phrase::{self, after};
use crate::recognise::threads::Threads;
use crate::values::guid::is_guid;
use crate::values::occurrences::Occurrences;
use crate::values::time::{LocalTime, Since, Stamp};

/// Contained in the records that name a synchronisation's service, and in those that begin one. They are looked for only before a failure.
static SERVICES: LazyLock<[FinderRev<'static>; 2]> = LazyLock::new(|| ["ServiceId", "Synchronizing"].map(FinderRev::new));

/// Contained in the records that name this problem's error, without its last letter, which may be in either case, and in those that begin a
/// synchronisation.
static ERRORS: LazyLock<[FinderRev<'static>; 3]> =
    LazyLock::new(|| ["8024400", "Synchronizing", "ServiceId"].map(FinderRev::new));

/// Contained in the records of failures, whatever their error, and in those that begin a synchronisation.
static FAILURES: LazyLock<[FinderRev<'static>; 4]> =
    LazyLock::new(|| [" failure, error = ", "_WithRecovery failed", "8024400", "Synchronizing"].map(FinderRev::new));

/// The most kinds of other failures that are distinguished. A real client's log has a handful.
const OTHER_KINDS: usize = 256;

/// In how many records after a failure its fault is looked for. In real logs it follows within ten.
const BLOCK_RECORDS: u64 = 512;

/// Scans a log. The result says whether it could be read to its end.
pub fn scan(input: LogInput, path: String, options: &ScanOptions) -> (ClientScan, io::Result<()>) {
    let mut recogniser = Recogniser {
        records: 0,
        first: None,
        last_time: None,
        is_stub: false,
        undecoded: 0,
        has_agents: false,
        begins_in_error: false,
        is_pasted: false,
        threads: Threads::default(),
        open: 0,
        named_at: None,
        has_strays: false,
        tally: Tally::new(options),
    };
    let (facts, outcome) = records::read(input, &mut recogniser);
    let Recogniser { first, last_time, is_stub, records, undecoded, has_agents, begins_in_error, threads, mut tally, .. } =
        recogniser;
    for (id, mut thread) in threads.into_values() {
        tally.end(id, &mut thread);
    }
    // If the error is named where the log begins, that is the rest of a record, which later records may repeat.
    if begins_in_error && tally.partial_count == 0 && tally.incidents.count() == 0 {
        tally.partial_count = 1;
    }
    let by_frequency = tally.other_failures.by_frequency();
    let other_failure_details = by_frequency.into_iter().map(|(kind, occurrence)| OtherFailure::new(kind, occurrence)).collect();
    let document = ClientScan {
        path,
        bytes: facts.bytes,
        lines: facts.lines,
        encoding: facts.encoding,
        mixed_encodings: facts.mixed_encodings,
        cut_off: facts.cut_off,
        format: match first {
            Some(stamp) if stamp.is_exports() => ClientFormat::EtwExport,
            Some(_) => ClientFormat::Classic,
            None if is_stub => ClientFormat::EtwStub,
            None => ClientFormat::Unknown,
        },
        undecoded: undecoded > records || undecoded > 0 && !has_agents,
        first_time: first.map(|stamp| LocalTime(stamp.time)),
        last_time,
        incident_count: tally.incidents.count(),
        partial_count: tally.partial_count,
        incidents_omitted: tally.incidents.omitted(),
        incidents: tally.incidents.into_vec(),
        other_failures: tally.other_failures.into_counts(),
        other_failure_details,
    };
    (document, outcome)
}

struct Recogniser {
    /// Records so far, without those that were skipped.
    records: u64,
    first: Option<Stamp>,
    last_time: Option<LocalTime>,
    is_stub: bool,
    /// How many records were not decoded.
    undecoded: u64,
    /// Whether there were records of the update agent that were. The records of one version of it are decoded together, or not at all.
    has_agents: bool,
    /// Whether the text before the first record names this problem's error.
    begins_in_error: bool,
    /// Whether the log is not as Windows wrote it, but pasted or otherwise changed.
    is_pasted: bool,
    threads: Threads<ClientThread, ThreadState>,
    /// How many threads are inside a block.
    open: usize,
    /// When this problem's error was last named.
    named_at: Option<LocalTime>,
    /// Whether a failure was found that belongs to no record, or to one without a time.
    has_strays: bool,
    tally: Tally,
}

impl Sink for Recogniser {
    const NEEDLE: &'static str = signatures::CLIENT_NEEDLE;

    /// Most synchronisations do not matter, nor do these lines of a failure: they are looked at inside its block, or repeat another error.
    fn concerns(text: &[u8]) -> bool {
        let rest = &text[Self::NEEDLE.len()..];
        let is_method = |rest: &[u8]| rest.starts_with(b"\"\r\n") || rest.starts_with(b"\"\n");
        let is_other_error = |rest: &[u8]| {
            rest.len() > 8 && !signatures::CLIENT_ERROR_DIGITS.iter().any(|digits| rest.starts_with(digits.as_bytes()))
        };
        match rest {
            [b'h', rest @ ..] => !rest.starts_with(&signatures::CLIENT_START_REST.as_bytes()[1..]),
            [b'U', ..] => !rest.strip_prefix(b"Updates").is_some_and(is_method),
            [b' ', ..] => !rest.strip_prefix(b" of Updates: 0x").is_some_and(is_other_error),
            _ => true,
        }
    }

    fn is_head(text: &[u8]) -> bool {
        Columns::begins(text)
    }

    fn wants_every(&self) -> bool {
        // Inside a block every record may be a part of it.
        self.sees_all() || self.open > 0 || self.records < FIRST_RECORDS || self.first.is_none()
    }

    fn record(&mut self, record: &Record, before: Before) {
        let text = record.text();
        let Some(parsed) = ClientRecord::of(text.clone()) else {
            // Its date does not exist, perhaps because it is in another calendar.
            let is_failure = self.note_unparsed_failures(&text, 0);
            if client_record::names_error(&text) {
                // Several records of one failure name it.
                let is_counted = std::mem::replace(&mut self.has_strays, true) || is_failure;
                self.tally.partial_count += u64::from(!is_counted);
            }
            return;
        };
        if parsed.is_undecoded() {
            self.undecoded += 1;
            return;
        }
        self.first.get_or_insert(parsed.columns.stamp);
        self.has_agents |= parsed.is_known();
        self.is_pasted |= self.records < FIRST_RECORDS && !parsed.is_native(record);
        self.records += 1;
        let event = Event::of(&parsed);
        let failures = usize::from(matches!(event, Some(Event::Failure(_))));
        if let Some(event) = event {
            self.event(event, &parsed, record.line, before);
        }
        if self.note_unparsed_failures(parsed.text(), failures)
            && let Some(thread) = self.threads.get(&parsed.columns.thread, record.line)
        {
            // Most likely the same thread repeats it.
            (thread.is_echo, thread.named) = (true, Some(parsed.time()));
        }
        self.close_old_blocks();
    }

    fn stray(&mut self, text: &[u8]) {
        // The needle is in the middle of the first word.
        let Some(rest) = text.strip_prefix(Self::NEEDLE.as_bytes()) else { return };
        let text = plain::plain(rest, b"");
        let is_failure = |phrase: &str| after(&text, phrase.split_once(Self::NEEDLE).map_or(phrase, |(_, rest)| rest));
        let failure =
            is_failure(signatures::CLIENT_FAILURE).map(|text| phrase::split(text, "error =").and_then(|(_, text)| hresult(text)));
        // If there is a failure, this repeats it.
        let recovery = is_failure(signatures::CLIENT_RECOVERY).filter(|text| client_record::names_error(text)).map(|_| None);
        if let Some(error) = failure.or(recovery.filter(|_| !self.has_strays)) {
            self.has_strays = true;
            self.tally.count_unplaced(error);
        }
    }

    fn preamble(&mut self, text: &[u8]) {
        let text = plain::plain(text, b"");
        self.is_stub |= phrase::split(&text, signatures::ETW_STUB).is_some();
        self.begins_in_error |= client_record::names_error(&text);
    }

    fn note_last(&mut self, beginning: &[u8]) -> bool {
        let parsed = plain::parse_beginning(beginning, ClientRecord::of).filter(|record| !record.is_undecoded());
        self.last_time = parsed.as_ref().map(ClientRecord::time).or(self.last_time);
        parsed.is_some()
    }
}

impl Recogniser {
    /// Whether it looks at every record: in pasted text, and in an export, whose records may not have been decoded.
    fn sees_all(&self) -> bool {
        self.is_pasted || self.first.is_some_and(Stamp::is_exports)
    }

    /// Counts failures whose own time stamp is damaged: they become part of the record before them, after its `own` failures. Returns whether
    /// there are any.
    fn note_unparsed_failures(&mut self, text: &str, own: usize) -> bool {
        let behind = |text| phrase::split(text, signatures::CLIENT_FAILURE).map(|(_, behind)| behind);
        let mut any = false;
        for text in std::iter::successors(behind(text), |text| behind(text)).skip(own) {
            any = true;
            self.tally.count_unplaced(phrase::split(text, "error =").and_then(|(_, text)| hresult(text)));
        }
        any
    }

    fn event(&mut self, event: Event, record: &ClientRecord, line: u64, before: Before) {
        let (id, time) = (record.columns.thread, record.time());
        if matches!(event, Event::OtherNamesError) {
            // What it repeats has been seen already, unless the log begins after that.
            if !self.named_at.replace(time).is_some_and(|named| is_near(named, time, signatures::SYNC_SECONDS)) {
                self.tally.count_partial(time);
            }
            return;
        }
        if self.threads.get(&id, line).is_none() {
            if matches!(event, Event::End) {
                return;
            }
            for (id, mut silent) in self.threads.insert(id, line, ThreadState::default()) {
                self.open -= usize::from(silent.is_open());
                self.tally.end(id, &mut silent);
            }
        }
        // In a pasted log every record was seen, on any lines; in others the text before shows what the thread did.
        let before = (!self.is_pasted).then_some(before);
        let Some(thread) = self.threads.get(&id, line) else { return };
        let was_open = thread.is_open();
        let tally = &mut self.tally;
        if let (true, Some(before)) = (event.may_repeat(), before) {
            thread.note_start(before, id);
        }
        match event {
            Event::Start => {
                tally.end(id, thread);
                *thread = ThreadState::default();
            }
            Event::Service(text) => {
                tally.drop_fault(thread);
                (thread.is_echo, thread.named) = (false, None);
                thread.service = Some((text.to_owned(), time));
            }
            Event::Failure(text) => {
                tally.close(id, thread);
                let failure = SyncFailure::parse(text, line, time);
                let service = thread.service_of(failure.error, before, id, time);
                (thread.unexplained, thread.orphan) = (None, Fault::default());
                thread.note_named(may_be_signature(failure.error), time);
                thread.is_echo = true;
                thread.failure = Some(SyncFailure { service, opened: self.records, ..failure });
            }
            Event::Recovery(error) => {
                tally.close(id, thread);
                thread.unexplained = None;
                // Up to Windows 7 this repeats the failure before it. If that had another error, the failure of this one is missing.
                let is_missing = error == Some(signatures::CLIENT_ERROR) && !thread.has_named(before, id, time);
                thread.note_named(may_be_signature(error), time);
                if !std::mem::take(&mut thread.is_echo) || is_missing {
                    let service = thread.service_of(error, before, id, time);
                    let fault = thread.fault.take_if(|waiting| waiting.belongs_to(error, time)).map(|waiting| waiting.fault);
                    tally.drop_fault(thread);
                    let failure = SyncFailure::new(line, time, error);
                    thread.failure = Some(SyncFailure { service, fault: fault.unwrap_or_default(), ..failure });
                    tally.close(id, thread);
                }
            }
            // It may be printed twice, in two ways.
            Event::WholeFault(fault) if fault.may_be_sync() && !thread.has_fault(&fault) => {
                tally.drop_fault(thread);
                thread.fault = Some(WaitingFault { fault, time });
            }
            Event::Part(part, value) => {
                if let Some(failure) = &mut thread.failure {
                    if failure.take(part, value) {
                        tally.close(id, thread);
                    }
                } else if thread.orphan.completed_by(part, value) {
                    thread.note_unexplained(time);
                }
            }
            Event::OtherFailure(error) => {
                tally.close(id, thread);
                thread.orphan = Fault::default();
                // Its own, if the method is illegible.
                thread.fault.take_if(|waiting| !waiting.fault.is_sync());
                if may_be_signature(error) {
                    (thread.named, thread.unexplained) = (Some(time), None);
                }
            }
            Event::FaultNamesError => {
                tally.close(id, thread);
                thread.note_unexplained(time);
            }
            Event::SyncNamesError => {
                tally.close(id, thread);
                // The failure of a waiting fault may still come; without it, the fault counts.
                let is_waiting =
                    thread.fault.as_ref().is_some_and(|waiting| waiting.may_be_defects() && waiting.belongs_to(None, time));
                if !is_waiting && !thread.has_named(before, id, time) {
                    tally.count_partial(time);
                    thread.fault = None;
                }
                thread.unexplained = None;
                thread.note_named(true, time);
            }
            Event::AgentNamesError => {
                if !thread.has_named(before, id, time) {
                    tally.count_partial(time);
                }
                thread.unexplained = None;
                thread.named = None;
                self.named_at = Some(time);
            }
            Event::End => tally.close(id, thread),
            // Of another call.
            Event::WholeFault(fault) => thread.note_named(!fault.may_be_sync(), time),
            Event::OtherNamesError => {}
        }
        if thread.named == Some(time) {
            self.named_at = thread.named;
        }
        self.open = self.open + usize::from(thread.is_open()) - usize::from(was_open);
    }

    /// Closes blocks whose end is missing, so that not every later record is looked at.
    fn close_old_blocks(&mut self) {
        if self.open == 0 || self.is_pasted || !self.records.is_multiple_of(BLOCK_RECORDS) {
            return;
        }
        let (records, tally) = (self.records, &mut self.tally);
        self.threads.for_each(|id, thread| {
            if thread.failure.as_ref().is_some_and(|failure| records - failure.opened >= BLOCK_RECORDS) {
                tally.close(id, thread);
                self.open -= 1;
            }
        });
    }
}

/// What the thread's last synchronisation before a record says about the service that it talks to, usually a few lines above.
fn service_before(before: Before, id: ClientThread, time: LocalTime) -> Option<String> {
    last_before(before, &*SERVICES, id, |event, began| match event {
        Event::Start => Some(None),
        Event::Service(text) => Some(is_near(began, time, signatures::SYNC_SECONDS).then(|| text.to_owned())),
        _ => None,
    })?
}

/// Whether the thread has begun a synchronisation since its last failure before a record.
fn began_before(before: Before, id: ClientThread) -> bool {
    let began = last_before(before, &*FAILURES, id, |event, _| match event {
        Event::Start => Some(true),
        // Its failure may still come.
        Event::FaultNamesError => None,
        _ => Some(false),
    });
    began.unwrap_or(false)
}

/// Whether two records of a thread may belong together: they are at most `seconds` apart. If the first seems younger, the clock was set back.
fn is_near(first: LocalTime, second: LocalTime, seconds: i64) -> bool {
    (second.0 - first.0).num_seconds().abs() <= seconds
}

/// Whether the thread's synchronisation names this problem's error before a record.
fn named_before(before: Before, id: ClientThread, time: LocalTime) -> bool {
    let is_its = |error, named| may_be_signature(error) && is_near(named, time, signatures::SYNC_SECONDS);
    let named = last_before(before, &*ERRORS, id, |event, named| match event {
        Event::AgentNamesError | Event::Start | Event::Service(_) => Some(false),
        Event::Failure(text) => Some(is_its(SyncFailure::parse(text, 0, named).error, named)),
        Event::OtherFailure(error) | Event::Recovery(error) => Some(is_its(error, named)),
        _ => None,
    });
    named.unwrap_or(false)
}

/// How many records are looked at on the way back. In real logs the first few answer; a forged one must not make each record cost a window.
const LOOKS: usize = 64;

/// What `answer` returns for the thread's last record that contains one of the texts and for which it returns anything. Each record is a line,
/// since Windows wrote them.
fn last_before<T>(
    before: Before,
    finders: &[FinderRev],
    id: ClientThread,
    answer: impl Fn(Event, LocalTime) -> Option<T>,
) -> Option<T> {
    let mut looks = 0;
    for text in before.window().into_iter().rev() {
        let mut hits: Vec<Option<usize>> = finders.iter().map(|finder| finder.rfind(text)).collect();
        while let Some(hit) = hits.iter().flatten().copied().max().filter(|_| looks < LOOKS) {
            looks += 1;
            let start = memrchr2(b'\n', b'\r', &text[..hit]).map_or(0, |line_end| line_end + 1);
            let line_end = memchr2(b'\n', b'\r', &text[hit..]).map_or(text.len(), |end| hit + end);
            let record = ClientRecord::of(plain::plain(&text[start..line_end], b"")).filter(|record| record.columns.thread == id);
            let answered = record.and_then(|record| answer(Event::of(&record)?, record.time()));
            if answered.is_some() {
                return answered;
            }
            // What is not on this line stands where it stood.
            for (hit, finder) in hits.iter_mut().zip(finders) {
                *hit = hit.and_then(|at| if at < start { Some(at) } else { finder.rfind(&text[..start]) });
            }
        }
    }
    None
}

/// Whether an error is this problem's, or illegible.
fn may_be_signature(error: Option<u32>) -> bool {
    error.is_none_or(|error| error == signatures::CLIENT_ERROR)
}

/// The failures found since the time that the options name.
struct Tally {
    since: Option<Since>,
    partial_count: u64,
    incidents: LatestFindings<ClientIncident>,
    other_failures: Occurrences<LocalTime>,
}

impl Tally {
    fn new(options: &ScanOptions) -> Self {
        Self {
            since: options.since,
            partial_count: 0,
            incidents: LatestFindings::new(options.limit()),
            other_failures: Occurrences::new(OTHER_KINDS),
        }
    }

    fn admits(&self, time: LocalTime) -> bool {
        self.since.is_none_or(|since| since.admits_local(time))
    }

    /// Ends the thread's block, if it is in one, and decides what its failure is.
    fn close(&mut self, id: ClientThread, thread: &mut ThreadState) {
        let Some(failure) = thread.failure.take().filter(|failure| self.admits(failure.time)) else { return };
        let (code, time) = (failure.fault.error_code.as_deref(), Some(failure.time));
        match (failure.error, code) {
            (None, _) => self.partial_count += 1,
            (Some(error), code) if error != signatures::CLIENT_ERROR || !failure.service.as_deref().is_none_or(may_be_wsus) => {
                self.count_other(error, code, time);
            }
            (Some(_), None) => self.partial_count += 1,
            (Some(_), Some(code)) if client_record::is_signature(code) => {
                self.incidents.push(failure.line, failure.incident(id));
            }
            (Some(error), code) => self.count_other(error, code, time),
        }
    }

    /// Decides all that a thread left open when its synchronisation or the log ends.
    fn end(&mut self, id: ClientThread, thread: &mut ThreadState) {
        self.close(id, thread);
        self.drop_fault(thread);
        if let Some(time) = thread.unexplained.take() {
            self.count_partial(time);
        }
    }

    /// Drops a waiting fault; if it is this problem's, the log does not show its failure.
    fn drop_fault(&mut self, thread: &mut ThreadState) {
        if let Some(waiting) = thread.fault.take().filter(WaitingFault::may_be_defects)
            && thread.service_at(waiting.time).is_none_or(may_be_wsus)
        {
            self.count_partial(waiting.time);
        }
    }

    /// Counts a failure whose kind the log does not show.
    fn count_partial(&mut self, time: LocalTime) {
        self.partial_count += u64::from(self.admits(time));
    }

    /// Counts a failure whose thread and time are unknown.
    fn count_unplaced(&mut self, error: Option<u32>) {
        match error {
            Some(error) if error != signatures::CLIENT_ERROR => self.count_other(error, None, None),
            _ => self.partial_count += 1,
        }
    }

    fn count_other(&mut self, error: u32, error_code: Option<&str>, time: Option<LocalTime>) {
        let error = format_hresult(error);
        // At most 64 characters; real codes have some twenty.
        let printable = |c: char| if c.is_ascii_graphic() { c } else { '?' };
        let code =
            error_code.map_or(String::new(), |code| format!("/{}", code.chars().take(64).map(printable).collect::<String>()));
        self.other_failures.add(&(error + &code), time);
    }
}

/// What is known about one thread.
#[derive(Default)]
struct ThreadState {
    /// What its synchronisation said about the service that it talks to, and when.
    service: Option<(String, LocalTime)>,
    /// The failure whose block is not complete.
    failure: Option<SyncFailure>,
    /// Whether the next failure may repeat one that has been counted.
    is_echo: bool,
    /// A fault whose failure has not come yet.
    fault: Option<WaitingFault>,
    /// Parts of a fault whose failure is missing.
    orphan: Fault,
    /// When a failure that has been counted, or another call, last named this problem's error.
    named: Option<LocalTime>,
    /// When something whose failure is still to come last named it.
    unexplained: Option<LocalTime>,
}

impl ThreadState {
    /// Whether the thread is inside a block.
    fn is_open(&self) -> bool {
        self.failure.is_some()
    }

    fn has_fault(&self, fault: &Fault) -> bool {
        self.fault.as_ref().is_some_and(|waiting| waiting.fault.id.is_some() && waiting.fault.id == fault.id)
    }

    /// What its records said about the service that it talked to at a time.
    fn service_at(&self, time: LocalTime) -> Option<&str> {
        let near = self.service.as_ref().filter(|(_, began)| is_near(*began, time, signatures::SYNC_SECONDS));
        near.map(|(service, _)| &**service)
    }

    /// What is known about the service of a failure; only a failure with this problem's error needs it.
    fn service_of(&self, error: Option<u32>, before: Option<Before>, id: ClientThread, time: LocalTime) -> Option<String> {
        match before {
            _ if !may_be_signature(error) => None,
            Some(before) => service_before(before, id, time),
            None => self.service_at(time).map(str::to_owned),
        }
    }

    fn note_named(&mut self, is_named: bool, time: LocalTime) {
        if is_named {
            self.named = Some(time);
        }
    }

    fn note_unexplained(&mut self, time: LocalTime) {
        if self.named.is_none() && !self.is_echo && self.fault.is_none() {
            self.unexplained.get_or_insert(time);
        }
    }

    /// Forgets what it repeats if a synchronisation has begun since: such records are skipped.
    fn note_start(&mut self, before: Before, id: ClientThread) {
        if (self.is_echo || self.named.is_some()) && began_before(before, id) {
            (self.is_echo, self.named) = (false, None);
        }
    }

    fn has_named(&self, before: Option<Before>, id: ClientThread, time: LocalTime) -> bool {
        let knows = self.named.is_some_and(|named| is_near(named, time, signatures::SYNC_SECONDS));
        knows || before.is_some_and(|before| named_before(before, id, time))
    }
}

/// A fault that comes before its failure.
struct WaitingFault {
    fault: Fault,
    time: LocalTime,
}

impl WaitingFault {
    /// Whether it shows that a synchronisation failed, perhaps by this problem, even if nothing follows.
    fn may_be_defects(&self) -> bool {
        self.fault.method.is_some() && self.fault.error_code.as_deref().is_none_or(client_record::is_signature)
    }

    /// Whether a failure with that error at that time may be this fault's.
    fn belongs_to(&self, error: Option<u32>, failure: LocalTime) -> bool {
        let is_answer = error.is_none_or(|error| signatures::SOAP_ERRORS.contains(&error));
        is_answer && is_near(self.time, failure, signatures::CLIENT_FAULT_SECONDS)
    }
}

/// A failed SyncUpdates call.
struct SyncFailure {
    /// What the log says about the service that was called.
    service: Option<String>,
    line: u64,
    time: LocalTime,
    /// The number of records up to this failure.
    opened: u64,
    error: Option<u32>,
    soap_client_error: Option<u32>,
    soap_error_code: Option<u32>,
    http_status: Option<u32>,
    soap_fault: Option<String>,
    fault: Fault,
}

impl SyncFailure {
    fn new(line: u64, time: LocalTime, error: Option<u32>) -> Self {
        Self {
            service: None,
            line,
            time,
            opened: 0,
            error,
            soap_client_error: None,
            soap_error_code: None,
            http_status: None,
            soap_fault: None,
            fault: Fault::default(),
        }
    }

    /// From `, error = 0x8024400E, soap client error = 7, soap error code = 400, HTTP status code = 200`.
    fn parse(text: &str, line: u64, time: LocalTime) -> Self {
        let behind = |name| Some(phrase::split(text, name)?.1.trim_start());
        let number = |name| phrase::leading(behind(name)?, |c| c.is_ascii_digit()).parse().ok();
        Self {
            soap_client_error: number("soap client error ="),
            soap_error_code: number("soap error code ="),
            http_status: number("HTTP status code ="),
            ..Self::new(line, time, behind("error =").and_then(hresult))
        }
    }

    /// Adds a part of the fault, and returns whether it was the last one.
    fn take(&mut self, part: Part, value: &str) -> bool {
        if let Part::SoapFault = part {
            self.soap_fault = Some(phrase::leading(value, |c| c.is_ascii_alphanumeric())).filter(|number| !number.is_empty());
        }
        self.fault.take(part, value);
        // For another problem's failure nothing else counts.
        self.fault.error_code.is_some() && (self.fault.id.is_some() || !may_be_signature(self.error))
    }

    fn server_url(&self) -> Option<String> {
        let (_, text) = phrase::split(self.service.as_deref()?, signatures::SERVER_URL)?;
        let url = phrase::unbroken(text);
        let end = url.to_ascii_lowercase().find(signatures::SERVER_URL_END).map(|at| at + signatures::SERVER_URL_END.len());
        let url = url[..end.or_else(|| url.find([' ', '\t'])).unwrap_or(url.len())].trim();
        (!url.is_empty()).then(|| url.to_owned())
    }

    fn incident(self, id: ClientThread) -> ClientIncident {
        ClientIncident {
            line: self.line,
            time: self.time,
            pid: id.pid,
            tid: id.tid(),
            service_id: self.service.as_deref().and_then(service_id),
            server_url: self.server_url(),
            error: format_hresult(signatures::CLIENT_ERROR),
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

/// The id in what a log says about a service.
fn service_id(service: &str) -> Option<String> {
    let (_, text) = phrase::split(service, signatures::SERVICE)?;
    let id = phrase::leading(text.trim_start(), |c| c.is_ascii_alphanumeric() || matches!(c, '{' | '}' | '-'));
    (!id.is_empty()).then_some(id)
}

/// `false` if the log says that it is another service. A damaged id proves nothing.
fn may_be_wsus(service: &str) -> bool {
    let wsus = signatures::WSUS_SERVICE_ID;
    let same = |id: &str| id.bytes().zip(wsus.bytes()).filter(|(a, b)| a.eq_ignore_ascii_case(b)).count();
    let is_other = |id: &str| is_guid(id) && same(id) < wsus.len() - 4;
    !service_id(service).is_some_and(|id| is_other(id.trim_matches(['{', '}'])))
}

/// `0x8024400E`
fn format_hresult(error: u32) -> String {
    format!("0x{error:08X}")
}

impl Finding for ClientIncident {
    fn text(&self) -> usize {
        let Self { tid, service_id, server_url, error, soap_fault, error_code, message, method, fault_id, .. } = self;
        let optional = [service_id, server_url, soap_fault, message, method, fault_id];
        tid.len() + error.len() + error_code.len() + optional.into_iter().flatten().map(String::len).sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn a_look_back_ends_although_every_record_names_the_error() {
        let line = "2008-06-13\t19:59:56:617\t 788\tee4\tAgent\t  * WARNING: Failed to synchronize, error = 0x8024400E\r\n";
        let thread = ClientRecord::of(line.into()).expect("a record").columns.thread;
        let looks = Cell::new(0);
        let answer = last_before(Before::of(line.repeat(1000).as_bytes()), &*ERRORS, thread, |_, _| -> Option<()> {
            looks.set(looks.get() + 1);
            None
        });
        assert_eq!((answer, looks.get()), (None, LOOKS));
    }
}
