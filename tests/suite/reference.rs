//! What logs say, read slowly and without any of the library's means: the whole text at once, with regular expressions. It knows logs as
//! Windows and WSUS write them, and nothing of what happens to a text later.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// What a client's log says.
#[derive(Debug, Default, PartialEq)]
pub struct ClientAnswer {
    /// By line: process, thread, service, server's address, ErrorCode, method, id of the fault.
    pub incidents: Vec<(u64, [Option<String>; 7])>,
    pub undecided: u64,
    /// `0x8024400D/ConfigChanged(2)` → how many.
    pub others: BTreeMap<String, u64>,
}

/// What a server's log says.
#[derive(Debug, Default, PartialEq)]
pub struct ServerAnswer {
    /// By line: process and thread, duplicate key, id of the fault.
    pub incidents: Vec<(u64, [Option<String>; 3])>,
    pub undecided: u64,
    /// The faults of internal errors: id, cause, exception.
    pub faults: Vec<[Option<String>; 3]>,
}

const ERROR: &str = "0x8024400E";

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a regular expression")
}

fn group(captures: &Captures, name: &str) -> Option<String> {
    captures.name(name).map(|found| found.as_str().to_owned())
}

/// Whether a text names the advisory's error.
fn names_error(text: &str) -> bool {
    text.to_ascii_uppercase().contains("8024400E")
}

/// `0x8024400e`, `8024400E` → `0x8024400E`.
fn hresult(text: &str) -> String {
    format!("0x{}", text.trim_start_matches("0x").to_ascii_uppercase())
}

struct ClientPatterns {
    record: Regex,
    start: Regex,
    service: Regex,
    call: Regex,
    part: Regex,
    detail: Regex,
    recovery: Regex,
}

static CLIENT: LazyLock<ClientPatterns> = LazyLock::new(|| ClientPatterns {
    record: regex(
        r"(?x)^ (?<date> \d{4} [-/.] \d\d [-/.] \d\d) \s+ (?<time> \d\d [:.] \d\d [:.] \d\d ([:.] \d+)?)
            \s+ (?<pid> \d+) \s+ (?<tid> [0-9a-f]+) \s+ (?<component> \w+) \s+ (?<text> .*) $",
    ),
    start: regex("Synchronizing server updates"),
    service: regex(r"^\W*ServiceId = (?<id>\{[^}]*\}), Server URL = (?<url>\S+?\.asmx)"),
    call: regex(r"(?<call>\w+) failure, error = (?<error>0x[0-9A-Fa-f]{8})"),
    part: regex(r"^WARNING:\s+(?<name>ErrorCode|Method|ID):(?<value>.*)$"),
    detail: regex("<ErrorCode>(?<code>.*?)</ErrorCode>.*<ID>(?<id>.*?)</ID>.*<Method>\"(?<method>.*?)\"</Method>"),
    recovery: regex(
        r"SyncUpdates_WithRecovery failed\.?: (?<error>0x[0-9A-Fa-f]{8})|\*FAILED\* \[(?<code>[0-9A-F]{8})\] SyncUpdates_WithRecovery",
    ),
});

/// A failed call of SyncUpdates.
#[derive(Default)]
struct Call {
    line: u64,
    error: String,
    code: Option<String>,
    id: Option<String>,
    method: Option<String>,
}

/// What a thread did since its synchronisation began.
#[derive(Default)]
struct Synchronisation {
    service: Option<(String, String)>,
    calls: Vec<Call>,
    /// Whether what follows belongs to the last call.
    is_open: bool,
    /// A fault that was sent before its call is said to have failed.
    fault: Option<Call>,
    /// Parts of a fault without a call.
    orphan: Call,
    /// Whether any failed call had the advisory's error, and whether something names that error.
    is_explained: bool,
    is_named: bool,
}

impl Synchronisation {
    fn read(&mut self, line: u64, component: &str, text: &str) {
        let patterns = &*CLIENT;
        let is_sync = ["PT", "ProtocolTalker"].contains(&component);
        if let Some(service) = patterns.service.captures(text).filter(|_| is_sync) {
            self.service = group(&service, "id").zip(group(&service, "url"));
        } else if let Some(call) = patterns.call.captures(text).filter(|_| is_sync) {
            let error = hresult(&call["error"]);
            self.is_explained |= error == ERROR;
            self.is_open = &call["call"] == "SyncUpdates";
            if self.is_open {
                self.calls.push(Call { line, error, ..Call::default() });
            }
        } else if let Some(part) = patterns.part.captures(text).filter(|_| is_sync) {
            // Without a call they are what the log begins with, or of another call.
            let call = if self.is_open { self.calls.last_mut().expect("an open call") } else { &mut self.orphan };
            let value = part["value"].to_owned();
            match &part["name"] {
                "ErrorCode" => call.code = Some(value),
                "Method" => call.method = Some(value.trim_matches('"').to_owned()),
                _ => call.id = Some(value.to_lowercase()),
            }
        } else if let Some(detail) = patterns.detail.captures(text) {
            if detail["method"].ends_with("/ClientWebService/SyncUpdates") {
                // With another ErrorCode it shows what the failure is before that is logged.
                self.is_explained |= &detail["code"] != "InternalServerError";
                let (code, id, method) = (group(&detail, "code"), group(&detail, "id"), group(&detail, "method"));
                self.fault = Some(Call { code, id, method, ..Call::default() });
            }
        } else if let Some(recovery) = patterns.recovery.captures(text).filter(|_| is_sync) {
            self.is_open = false;
            let error = hresult(recovery.name("error").or(recovery.name("code")).map_or("", |error| error.as_str()));
            // It is the failure itself, unless it repeats one.
            if self.calls.is_empty() {
                self.is_explained |= error == ERROR;
                (self.is_named, self.orphan) = (false, Call::default());
                self.calls.push(Call { line, error, ..self.fault.take().unwrap_or_default() });
            }
        }
        let is_orphan = self.orphan.code.as_ref().is_some_and(|code| code.starts_with("InternalServerError"))
            && self.orphan.method.as_ref().is_some_and(|method| method.ends_with("/ClientWebService/SyncUpdates"));
        self.is_named |= is_orphan || names_error(text);
    }

    fn decide(self, pid: &str, tid: &str, answer: &mut ClientAnswer) {
        let is_wsus =
            self.service.as_ref().is_none_or(|(id, _)| id.eq_ignore_ascii_case("{3DA21691-E39D-4DA6-8A4B-B43877BCB1B7}"));
        for call in self.calls {
            match &call.code {
                _ if call.error != ERROR || !is_wsus => answer.note_other(&call),
                None => answer.undecided += 1,
                Some(code) if code.starts_with("InternalServerError") => {
                    let (service, url) = self.service.clone().unzip();
                    let columns = [Some(pid.to_owned()), Some(tid.to_owned())];
                    let [pid, tid] = columns;
                    answer.incidents.push((call.line, [pid, tid, service, url, call.code, call.method, call.id]));
                }
                Some(_) => answer.note_other(&call),
            }
        }
        // A fault whose failure is missing is undecided too, if it is of WSUS; of another service, it says what the error is.
        let is_waiting = self.fault.is_some_and(|fault| fault.code.as_deref() == Some("InternalServerError"));
        let is_undecided = if is_waiting { is_wsus } else { self.is_named && !self.is_explained };
        answer.undecided += u64::from(is_undecided);
    }
}

impl ClientAnswer {
    fn note_other(&mut self, call: &Call) {
        let kind = call.code.as_ref().map_or(call.error.clone(), |code| format!("{}/{code}", call.error));
        *self.others.entry(kind).or_default() += 1;
    }

    /// Reads a client's log.
    pub fn of(log: &str) -> Self {
        let mut answer = Self::default();
        let mut threads: HashMap<(String, String), Synchronisation> = HashMap::new();
        for (line, text) in (1..).zip(log.lines()) {
            let Some(record) = CLIENT.record.captures(text) else { continue };
            if record["text"].contains("No Format Information found") {
                continue;
            }
            let thread = (record["pid"].to_owned(), record["tid"].to_owned());
            let synchronisation = threads.entry(thread.clone()).or_default();
            if CLIENT.start.is_match(&record["text"]) {
                std::mem::take(synchronisation).decide(&thread.0, &thread.1, &mut answer);
            }
            synchronisation.read(line, &record["component"], &record["text"]);
        }
        for ((pid, tid), synchronisation) in threads {
            synchronisation.decide(&pid, &tid, &mut answer);
        }
        answer.incidents.sort();
        answer
    }
}

struct ServerPatterns {
    record: Regex,
    exception: Regex,
    frame: Regex,
    key: Regex,
    fault: Regex,
}

static SERVER: LazyLock<ServerPatterns> = LazyLock::new(|| ServerPatterns {
    record: regex(
        r"^(?<date>\d{4}-\d\d-\d\d) (?<time>\d\d:\d\d:\d\d\.\d{3}) UTC\t\w+\t(?<thread>[\w.]+)\t(?<method>[\w.]+)\t(?<text>.*)$",
    ),
    exception: regex(r"^(?<name>[\w.]+Exception): "),
    frame: regex(r"^\s+\S+ (?<method>[\w.]+)\("),
    key: regex("'(?<key>[^']*)'"),
    fault: regex(r"(?<upstream>USS )?ThrowException: [Aa]ctor = (?<actor>\S*), ID=(?<id>[\w-]+), ErrorCode=(?<code>\w+),"),
});

/// A record with the lines that follow it.
struct ServerRecord {
    line: u64,
    millis: i64,
    thread: String,
    text: String,
    later: Vec<String>,
}

/// An exception whose fault may still come.
struct Thrown {
    millis: i64,
    line: u64,
    name: String,
    cause: &'static str,
}

impl ServerAnswer {
    /// Reads a server's log, all of whose records are of one day.
    pub fn of(log: &str) -> Self {
        let records = server_records(log);
        let mut answer = Self::default();
        let mut threads: HashMap<&str, Thrown> = HashMap::new();
        let mut known: Vec<(String, i64, usize)> = Vec::new();
        for (at, record) in records.iter().enumerate() {
            // Only the record before of the same thread, and only if it is near, belongs to the same request.
            let thrown = threads.remove(&*record.thread);
            let (near, over): (Option<Thrown>, Option<Thrown>) =
                if thrown.as_ref().is_some_and(|thrown| record.millis - thrown.millis <= 10_000) {
                    (thrown, None)
                } else {
                    (None, thrown)
                };
            answer.abandon(over);
            let fault = SERVER.fault.captures(&record.text).filter(|fault| fault.name("upstream").is_none());
            if let Some(fault) = fault {
                if &fault["code"] == "InternalServerError" {
                    answer.fault(&fault, near, record.millis, &mut known);
                } else {
                    answer.abandon(near);
                }
                continue;
            }
            // The request that logged an exception which may be the defect's may log another one for it.
            let at_once = |thrown: &Thrown| (record.millis - thrown.millis) / 1000 <= 1;
            let follows = near.as_ref().is_some_and(|thrown| thrown.cause != "other" && at_once(thrown));
            answer.abandon(near);
            if let Some(exception) = SERVER.exception.captures(&record.text) {
                let name = exception["name"].to_owned();
                let frames = frames(&records, at);
                let cause = match cause(&name, &frames) {
                    "other" if follows => "unknown",
                    cause => cause,
                };
                if cause == "954960" {
                    let key = SERVER.key.captures(&record.text).and_then(|found| group(&found, "key"));
                    answer.incidents.push((record.line, [Some(record.thread.clone()), key, None]));
                }
                threads.insert(&record.thread, Thrown { millis: record.millis, line: record.line, name, cause });
            }
        }
        threads.into_values().for_each(|thrown| answer.abandon(Some(thrown)));
        answer
    }

    /// An exception without its fault.
    fn abandon(&mut self, thrown: Option<Thrown>) {
        self.undecided += u64::from(thrown.is_some_and(|thrown| thrown.cause == "unknown"));
    }

    fn fault(&mut self, fault: &Captures, thrown: Option<Thrown>, millis: i64, known: &mut Vec<(String, i64, usize)>) {
        let id = fault["id"].to_lowercase();
        if let Some(thrown) = &thrown
            && let Some((_, incident)) = self.incidents.iter_mut().find(|(line, _)| *line == thrown.line)
        {
            incident[2] = Some(id.clone());
        }
        let is_clients = ["clientwebservice", "client.asmx"].iter().any(|part| fault["actor"].to_lowercase().contains(part));
        let (cause, name) = thrown.map_or(("unknown", None), |thrown| (thrown.cause, Some(thrown.name)));
        let is_undecided = cause == "unknown" && is_clients;
        let again = known.iter().rev().find(|(other, at, _)| *other == id && millis - at <= 10_000);
        if let Some((_, _, place)) = again {
            let first = &mut self.faults[*place];
            if first[1].as_deref() == Some("unknown") && cause != "unknown" {
                *first = [Some(id), Some(cause.to_owned()), name];
                self.undecided -= u64::from(is_clients);
            }
            return;
        }
        self.undecided += u64::from(is_undecided);
        known.push((id.clone(), millis, self.faults.len()));
        self.faults.push([Some(id), Some(cause.to_owned()), name]);
    }
}

fn server_records(log: &str) -> Vec<ServerRecord> {
    let mut records: Vec<ServerRecord> = Vec::new();
    for (line, text) in (1..).zip(log.lines()) {
        if let Some(record) = SERVER.record.captures(text) {
            let numbers: Vec<i64> = record["time"].split([':', '.']).map(|number| number.parse().expect("a number")).collect();
            let [hours, minutes, seconds, millis] = numbers[..] else { panic!("a time has four numbers") };
            let millis = ((hours * 60 + minutes) * 60 + seconds) * 1000 + millis;
            records.push(ServerRecord {
                line,
                millis,
                thread: record["thread"].into(),
                text: record["text"].into(),
                later: Vec::new(),
            });
        } else if let Some(record) = records.last_mut() {
            record.later.push(text.to_owned());
        }
    }
    records
}

/// The stack of an exception. Records of other threads may come between its lines, but not another exception.
fn frames(records: &[ServerRecord], at: usize) -> Vec<String> {
    let exception = &records[at];
    let others = records[at + 1..]
        .iter()
        .take_while(|record| record.thread != exception.thread && !SERVER.exception.is_match(&record.text));
    std::iter::once(exception)
        .chain(others)
        .flat_map(|record| &record.later)
        .filter_map(|line| group(&SERVER.frame.captures(line)?, "method"))
        .collect()
}

/// The methods of the advisory's stack, innermost first.
const STACK: [&str; 6] = [
    "System.Collections.Hashtable.Insert",
    "System.Collections.Hashtable.Add",
    "Microsoft.UpdateServices.Internal.ClientImplementation.GetSyncInfo",
    "Microsoft.UpdateServices.Internal.ClientImplementation.SoftwareSync",
    "Microsoft.UpdateServices.Internal.ClientImplementation.SyncUpdates",
    "Microsoft.UpdateServices.Internal.Client.SyncUpdates",
];

fn cause(name: &str, frames: &[String]) -> &'static str {
    let steps = [&STACK[..2], &STACK[2..3], &STACK[4..5]];
    let mut rest = frames.iter();
    if name != "System.ArgumentException" {
        "other"
    } else if steps.iter().all(|step| rest.any(|frame| step.contains(&&**frame))) {
        "954960"
    } else if frames.iter().any(|frame| frame.starts_with("Microsoft.UpdateServices."))
        && !STACK.iter().zip(frames).all(|(whole, frame)| whole == frame)
    {
        "other"
    } else {
        "unknown"
    }
}
