//! Documents as a person likes to read them: the verdict first, then why, then what to do.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};
use std::io::{self, Write};

use wsus954960::Language;
use wsus954960::advisory::releases::{Basis, Release, State};
use wsus954960::document::{
    Assessment, ClientFormat, ClientLog, CorrelationResult, ErrorDocument, Join, ServerLog, Summary, VersionDocument,
};
use wsus954960::values::counts::Counts;
use wsus954960::values::plain_text::plain;
use wsus954960::words::{Heading, Words, words};

/// The width that texts are wrapped to, in columns.
const WIDTH: usize = 100;

/// The column that the verdicts of machines have in a list: `INDETERMINATE` and a space.
const VERDICT_WIDTH: usize = 14;

/// How many incidents are listed; the JSON document has more.
const SHOWN: usize = 10;

/// Where a report is written to, line by line.
///
/// `writeln!` writes one line whatever is in it: what may act on a terminal is escaped, line breaks inside it too. So no name, path or log
/// text can do more than show, or look like a line of its own.
pub struct Page<'a> {
    out: &'a mut dyn Write,
    words: &'static dyn Words,
}

impl<'a> Page<'a> {
    /// A page in a language.
    pub fn new(out: &'a mut dyn Write, language: Language) -> Self {
        Self { out, words: words(language) }
    }

    /// What `writeln!` calls.
    pub fn write_fmt(&mut self, line: fmt::Arguments) -> io::Result<()> {
        let line = line.to_string();
        self.out.write_all(plain(line.strip_suffix('\n').unwrap_or(&line)).as_bytes())?;
        self.out.write_all(b"\n")
    }
}

/// The report of a machine.
pub fn assessment(document: &Assessment, page: &mut Page) -> io::Result<()> {
    let target = &document.target;
    let place = target.root.as_ref().filter(|root| **root != target.name).map_or(String::new(), |root| format!(" ({root})"));
    let (verdict, meaning) = page.words.verdict(document.verdict);
    writeln!(page, "{verdict}: {}{place}", target.name)?;
    writeln!(page, "{meaning}")?;
    section(page, page.words.heading(Heading::Why), document.reasons.iter().map(|reason| ("- ".into(), reason.text.clone())))?;
    section(
        page,
        page.words.heading(Heading::WhatToDo),
        document.remediation.iter().enumerate().map(|(number, remedy)| {
            let url = remedy.url.as_ref().map_or(String::new(), |url| format!(" {url}"));
            (format!("{}. ", number + 1), format!("{}{url}", remedy.text))
        }),
    )?;
    section(page, page.words.heading(Heading::ClientAndServer), correlations(document))?;
    section(
        page,
        page.words.heading(Heading::CouldNotBeRead),
        document.errors.iter().map(|error| ("- ".into(), error.to_string())),
    )?;
    looked_at(document, page)
}

/// What was read. Paths are not wrapped, to be copied.
fn looked_at(document: &Assessment, page: &mut Page) -> io::Result<()> {
    let mut files = Vec::new();
    files.extend(document.version.as_ref().map(|version| version.path.clone()));
    let (servers, clients) = (&document.server_logs, &document.client_logs);
    files.extend(servers.iter().map(|log| format!("{} ({})", log.path, extent(log.lines, log.first_time, log.last_time))));
    files.extend(clients.iter().map(|log| format!("{} ({})", log.path, extent(log.lines, log.first_time, log.last_time))));
    files.iter().enumerate().try_for_each(|(number, file)| {
        if number == 0 {
            heading(page, page.words.heading(Heading::LookedAt))?;
        }
        writeln!(page, "  - {file}")
    })
}

fn correlations(document: &Assessment) -> impl Iterator<Item = (String, String)> {
    let matched = document.correlations.iter().filter(|correlation| correlation.server_time.is_some());
    matched.take(SHOWN).map(|correlation| {
        let result = match correlation.result {
            CorrelationResult::Confirmed => "confirmed: the server hit this defect",
            CorrelationResult::Refuted => "refuted: the server hit something else",
            CorrelationResult::Unmatched => "open: the server's log does not say why",
        };
        let clock = match (&correlation.utc_offset, correlation.skew_ms) {
            (Some(offset), Some(skew)) => format!(" (client at UTC{offset}, {skew} ms apart)"),
            _ => String::new(),
        };
        ("- ".into(), format!("fault {} {result}{clock}", correlation.fault_id))
    })
}

/// How many machines have which verdict.
pub struct Totals {
    words: &'static dyn Words,
    machines: u64,
    verdicts: BTreeMap<&'static str, u64>,
    unanswered: u64,
}

impl Totals {
    /// None yet, to be told in a language.
    pub fn new(language: Language) -> Self {
        Self { words: words(language), machines: 0, verdicts: BTreeMap::new(), unanswered: 0 }
    }

    /// Counts a machine; `None` is one that could not be assessed.
    pub fn add(&mut self, machine: Option<&Assessment>) {
        self.machines += 1;
        match machine {
            Some(machine) => *self.verdicts.entry(self.words.verdict(machine.verdict).0).or_default() += 1,
            None => self.unanswered += 1,
        }
    }
}

impl Display for Totals {
    /// `3 machines: 1 AFFECTED, 1 FIXED, 1 without an answer`
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let verdicts = self.verdicts.iter().map(|(verdict, count)| format!("{count} {verdict}"));
        let unanswered = (self.unanswered > 0).then(|| format!("{} without an answer", self.unanswered));
        write!(f, "{}: {}", machines(self.machines), verdicts.chain(unanswered).collect::<Vec<_>>().join(", "))
    }
}

fn machines(count: u64) -> String {
    if count == 1 { "1 machine".into() } else { format!("{count} machines") }
}

/// One machine in one line.
pub fn machine_line(machine: &Assessment, page: &mut Page) -> io::Result<()> {
    let (verdict, _) = page.words.verdict(machine.verdict);
    let why = machine.reasons.first().map_or("".into(), |reason| reason.text_in(page.words));
    writeln!(page, "{} {}: {why}", padded(verdict), machine.target.name)
}

/// A machine that could not be assessed, in one line.
pub fn unanswered_line(error: &ErrorDocument, page: &mut Page) -> io::Result<()> {
    writeln!(page, "{} {error}", padded("NO ANSWER"))
}

/// What stands for a machine's verdict, as wide as its column.
fn padded(word: &str) -> String {
    word.to_owned() + &" ".repeat(VERDICT_WIDTH.saturating_sub(textwrap::core::display_width(word)))
}

/// The report of a client and a server.
pub fn join(document: &Join, page: &mut Page) -> io::Result<()> {
    let server = document.server.as_deref().or(document.server_url.as_deref()).unwrap_or("a server that its log does not name");
    let count = |count, what: &str| if count == 0 { None } else { Some(format!("{count} {what}")) };
    let exceptions = document.exceptions.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let counts = [
        count(document.confirmed_count, "confirmed by the server's log"),
        count(document.refuted_count, &format!("refuted by it ({exceptions})")),
        count(document.unmatched_count, "that no log explains"),
    ];
    let word = match document.result {
        CorrelationResult::Confirmed => "BLOCKED",
        CorrelationResult::Refuted => "REFUTED",
        CorrelationResult::Unmatched => "UNMATCHED",
    };
    let last = document.last_time.map_or(String::new(), |time| format!(", last {time}"));
    let counts = counts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    writeln!(page, "{word:<10} {} at {server}: {counts}{last}", document.client)
}

/// The report of many documents.
pub fn summary(document: &Summary, page: &mut Page) -> io::Result<()> {
    let table = |page: &mut Page, title: &str, counts: &Counts| {
        if !counts.is_empty() {
            heading(page, title)?;
        }
        counts.iter().try_for_each(|(name, count)| writeln!(page, "  {count:>7}  {name}"))
    };
    if document.compliant_count < document.assessment_count || document.error_count > 0 {
        writeln!(page)?;
    }
    writeln!(
        page,
        "{} assessed: {} compliant, {} not compliant, {} indeterminate; {} without an answer",
        machines(document.assessment_count),
        document.compliant_count,
        document.not_compliant_count,
        document.indeterminate_count,
        document.error_count
    )?;
    if document.rejected_count > 0 {
        writeln!(page, "Files or documents that could not be read: {}", document.rejected_count)?;
    }
    table(page, "Verdicts", &document.verdicts)?;
    table(page, "WSUS releases", &document.releases)?;
    table(page, "Blocked clients by the server that they call", &document.blocked_by)?;
    table(page, "Errors", &document.error_codes)
}

/// The report of a version check.
pub fn version(document: &VersionDocument, page: &mut Page) -> io::Result<()> {
    let version = document.file_version.map_or("no version".into(), |version| version.to_string());
    let state = match document.state {
        State::Fixed => "FIXED",
        State::Affected => "AFFECTED",
        State::NotAffected => "NOT AFFECTED",
        State::Unknown => "UNKNOWN",
    };
    let release = document.release.map_or("of no known WSUS release", Release::name);
    let inferred =
        if document.basis == Basis::Inference && document.state != State::Unknown { ", inferred from the version" } else { "" };
    writeln!(page, "{}: {version}, {release}: {state}{inferred}", document.path)
}

/// The report of a client's log.
pub fn client_log(document: &ClientLog, page: &mut Page) -> io::Result<()> {
    let found = match document.format {
        ClientFormat::EtwStub => {
            "a stub: this Windows logs to ETW. Run Get-WindowsUpdateLog and scan the file that it writes".into()
        }
        ClientFormat::Unknown if document.undecoded => {
            "not decoded. Run Get-WindowsUpdateLog again on that computer itself".into()
        }
        ClientFormat::Unknown => "no record of a Windows Update log in it".into(),
        _ if document.incident_count == 0 && document.partial_count > 0 => {
            "undecided: the log does not say what a failure was".into()
        }
        ClientFormat::Classic | ClientFormat::EtwExport => count(document.incident_count, "failure"),
    };
    writeln!(page, "{}: {found} ({})", document.path, extent(document.lines, document.first_time, document.last_time))?;
    let incidents = document.incidents.iter().rev().take(SHOWN).rev().map(|incident| {
        (incident.line, incident.time.to_string(), incident.fault_id.as_deref(), incident.server_url.clone().unwrap_or_default())
    });
    list(page, incidents, document.incident_count)?;
    if document.partial_count > 0 {
        writeln!(page, "  failures of which the log does not say what they were: {}", document.partial_count)?;
    }
    for (kind, number) in document.other_failures.iter() {
        writeln!(page, "  other failures, not this problem: {number} with {kind}")?;
    }
    doubts(page, document.mixed_encodings, document.cut_off)
}

/// What makes it uncertain that all of a log was read.
fn doubts(page: &mut Page, mixed_encodings: bool, cut_off: bool) -> io::Result<()> {
    if mixed_encodings {
        writeln!(page, "  undecided: its encoding changes in the middle")?;
    }
    if cut_off {
        writeln!(page, "  undecided: it ends in the middle of a line")?;
    }
    Ok(())
}

/// The report of a server's log.
pub fn server_log(document: &ServerLog, page: &mut Page) -> io::Result<()> {
    let found = match document.first_time {
        None => "no record of a WSUS server's log in it".into(),
        _ if document.incident_count == 0 && document.partial_count > 0 => {
            "undecided: the log does not say what caused a fault".into()
        }
        Some(_) => count(document.incident_count, "exception"),
    };
    writeln!(page, "{}: {found} ({})", document.path, extent(document.lines, document.first_time, document.last_time))?;
    let incidents = document.incidents.iter().rev().take(SHOWN).rev().map(|incident| {
        let key = incident.key.as_ref().map_or(String::new(), |key| format!("duplicate key {key}"));
        (incident.line, incident.time.to_string(), incident.fault_id.as_deref(), key)
    });
    list(page, incidents, document.incident_count)?;
    if document.other_faults > 0 {
        writeln!(page, "  other internal server errors, not this problem: {}", document.other_faults)?;
    }
    if document.partial_count > 0 {
        writeln!(page, "  faults and exceptions of which the log does not say what they are: {}", document.partial_count)?;
    }
    doubts(page, document.mixed_encodings, document.cut_off)
}

fn count(number: u64, what: &str) -> String {
    match number {
        0 => format!("no {what} of advisory 954960"),
        1 => format!("1 {what} of advisory 954960"),
        _ => format!("{number} {what}s of advisory 954960"),
    }
}

fn extent<T: Display>(lines: u64, first: Option<T>, last: Option<T>) -> String {
    match first.zip(last) {
        Some((first, last)) => format!("{lines} lines, {first} to {last}"),
        None => format!("{lines} lines"),
    }
}

fn list<'a>(
    page: &mut Page,
    incidents: impl Iterator<Item = (u64, String, Option<&'a str>, String)>,
    total: u64,
) -> io::Result<()> {
    if total > SHOWN as u64 {
        writeln!(page, "  the latest {SHOWN}; --json has more")?;
    }
    for (line, time, fault, detail) in incidents {
        let fault = fault.map_or("no fault id".into(), |fault| format!("fault {fault}"));
        writeln!(page, "  line {line}: {time}, {fault}{}{detail}", if detail.is_empty() { "" } else { ", " })?;
    }
    Ok(())
}

/// The title of a part, after an empty line.
fn heading(page: &mut Page, title: &str) -> io::Result<()> {
    writeln!(page)?;
    writeln!(page, "{title}")
}

/// A titled list, unless it is empty: each item's mark and text.
fn section(page: &mut Page, title: &str, items: impl Iterator<Item = (String, String)>) -> io::Result<()> {
    for (number, (mark, text)) in items.enumerate() {
        if number == 0 {
            heading(page, title)?;
        }
        let first = format!("  {mark}");
        let indent = " ".repeat(first.len());
        // Paths and URLs must stay whole, to be copied.
        let options = textwrap::Options::new(WIDTH)
            .break_words(false)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            .initial_indent(&first)
            .subsequent_indent(&indent);
        // Escaped before, so that it is counted as it shows.
        textwrap::wrap(&plain(&text), options).iter().try_for_each(|line| writeln!(page, "{line}"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde::Serialize;
    use serde::de::DeserializeOwned;
    use serde_json::{Value, json};
    use wsus954960::values::plain_text::is_active;
    use wsus954960::values::problem::Problem;
    use wsus954960::{AssessOptions, assess};

    use super::super::Document;
    use super::*;

    const HOSTILE: &str = "\x1b[2J\r\nFIXED: FORGED \u{202e}\u{9b}\u{2028}\tend\n";

    /// The documents of each kind, with what may be in them.
    fn documents() -> Vec<Value> {
        let root = |name: &str| format!("{}/tests/fixtures/roots/{name}", env!("CARGO_MANIFEST_DIR")).into();
        let assessed = assess(&AssessOptions { root: Some(root("affected")), ..AssessOptions::default() }).unwrap();
        let mut assessment = serde_json::to_value(&assessed).unwrap();
        assessment["errors"] = json!([ErrorDocument::new(&Problem::NoJob {}.into(), Language::English)]);
        assessment["office2003"]["evidence"] = json!(["x"]);
        assessment["clientLogs"][0]["otherFailures"] = json!({"x": 1});
        let join = json!({
            "schemaVersion": 1, "kind": "join", "client": "x", "server": "x", "serverUrl": "x", "result": "refuted", "failureCount": 3,
            "confirmedCount": 1, "refutedCount": 1, "unmatchedCount": 1, "firstTime": null, "lastTime": "2008-06-13T19:59:56.617",
            "exceptions": ["x"], "correlations": assessment["correlations"],
        });
        let summary = json!({
            "schemaVersion": 1, "kind": "summary", "documentCount": 1, "assessmentCount": 1, "compliantCount": 0, "notCompliantCount": 1,
            "indeterminateCount": 0, "errorCount": 1, "rejectedCount": 1, "verdicts": {"x": 1}, "releases": {"x": 1}, "reasons": {"x": 1},
            "errorCodes": {"x": 1}, "blockedBy": {"x": 1}, "rejected": assessment["errors"],
        });
        let version = assessment["version"].clone();
        let (client, server) = (assessment["clientLogs"][0].clone(), assessment["serverLogs"][0].clone());
        vec![assessment, version, client, server, join, summary]
    }

    /// Puts `text` into every field of a document that takes a text, as values and as names.
    fn fill<D: DeserializeOwned + Serialize>(document: &mut Value, text: &str) -> usize {
        let mut pointers = Vec::new();
        leaves(document, String::new(), &mut pointers);
        let mut count = 0;
        for pointer in pointers {
            let leaf = document.pointer_mut(&pointer).unwrap();
            let before = leaf.take();
            *leaf = match &before {
                Value::Object(names) => names.values().map(|number| (text.to_owned(), number.clone())).collect(),
                _ => text.into(),
            };
            if serde_json::from_value::<D>(document.clone()).is_ok() {
                count += 1;
            } else {
                *document.pointer_mut(&pointer).unwrap() = before;
            }
        }
        count
    }

    /// Where a document has texts, has none, or counts by names.
    fn leaves(value: &Value, pointer: String, pointers: &mut Vec<String>) {
        match value {
            Value::String(_) | Value::Null => pointers.push(pointer),
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(at, item)| leaves(item, format!("{pointer}/{at}"), pointers));
            }
            Value::Object(names) if !names.is_empty() && names.values().all(Value::is_number) => pointers.push(pointer),
            Value::Object(fields) => fields.iter().for_each(|(name, field)| leaves(field, format!("{pointer}/{name}"), pointers)),
            Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn report_with<D: Document + DeserializeOwned>(
        document: &Value,
        text: &str,
        report: fn(&D, &mut Page) -> io::Result<()>,
    ) -> String {
        let mut document = document.clone();
        assert!(fill::<D>(&mut document, text) > 1, "{document}");
        let document: D = serde_json::from_value(document).unwrap();
        let mut out = Vec::new();
        report(&document, &mut Page::new(&mut out, Language::English)).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn check<D: Document + DeserializeOwned>(document: &Value, report: fn(&D, &mut Page) -> io::Result<()>) {
        let printed = report_with(document, HOSTILE, report);
        assert!(!printed.chars().any(|character| character != '\n' && is_active(character)), "{printed:?}");
        assert!(printed.contains(r"FORGED \u{202e}\u{9b}\u{2028}\tend\n"), "{printed}");
        // As many lines, and as long ones, as if somebody had written what it shows.
        assert_eq!(printed, report_with(document, &plain(HOSTILE), report));
    }

    #[test]
    fn no_text_of_a_document_acts_on_the_terminal_or_makes_a_line_of_its_own() {
        let [assessed, version_check, client, server, joined, summed] = &documents()[..] else { panic!("six kinds") };
        check::<Assessment>(assessed, assessment);
        check::<Assessment>(assessed, machine_line);
        check::<VersionDocument>(version_check, version);
        check::<ClientLog>(client, client_log);
        check::<ServerLog>(server, server_log);
        check::<Join>(joined, join);
        check::<Summary>(summed, summary);
    }
}
