//! Documents, in the order in which people want to read them: first the verdict, then why, then what to do.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};
use std::io::{self, Write};

use chrono::NaiveDateTime;
use wsus954960::Since;
use wsus954960::internals::document::{
    Assessment, ClientLog, ErrorDocument, Join, ServerLog, Summary, Text, Verdict, VersionDocument,
};
use wsus954960::internals::values::counts::Counts;
use wsus954960::internals::values::plain_text::plain;
use wsus954960::internals::words::{Heading, ReportWords};

/// The width to which texts are wrapped, in columns.
const WIDTH: usize = 100;

/// The width of the column of verdicts in a list of machines: `INDETERMINATE` and a space.
const VERDICT_WIDTH: usize = 14;

/// The width of the column of results in a list of joins: `UNMATCHED` and a space.
const RESULT_WIDTH: usize = 10;

/// How many incidents are listed; the JSON document, which [`MORE`] prints, has more.
const SHOWN: usize = 10;

/// The option that shows more incidents.
const MORE: &str = "--json";

/// The destination of a report, written line by line.
///
/// `writeln!` writes exactly one line: everything in it that could act on a terminal is escaped, including line breaks. So a name, path or
/// log text can only be shown, and can't look like a line of its own.
pub struct Page<'a> {
    out: &'a mut dyn Write,
    words: &'static dyn ReportWords,
    /// Which failures count, if not all.
    pub since: Option<Since>,
}

impl<'a> Page<'a> {
    /// A page in the words of a language.
    pub fn new(out: &'a mut dyn Write, words: &'static dyn ReportWords) -> Self {
        Self { out, words, since: None }
    }

    /// Called by `writeln!`.
    pub fn write_fmt(&mut self, line: fmt::Arguments) -> io::Result<()> {
        let line = line.to_string();
        self.out.write_all(plain(line.strip_suffix('\n').unwrap_or(&line)).as_bytes())?;
        self.out.write_all(b"\n")
    }
}

/// The report on a machine.
pub fn assessment(document: &Assessment, page: &mut Page) -> io::Result<()> {
    let target = &document.target;
    let place = target.root.as_ref().filter(|root| **root != target.name).map_or(String::new(), |root| format!(" ({root})"));
    let (verdict, meaning) = page.words.verdict(document.verdict);
    writeln!(page, "{verdict}: {}{place}", target.name)?;
    writeln!(page, "{meaning}")?;
    section(page, Heading::Why, document.reasons.iter().map(|reason| ("- ".into(), reason.text.clone())))?;
    let remedies = document.remediation.iter().enumerate().map(|(number, remedy)| {
        let url = remedy.url.as_ref().map_or(String::new(), |url| format!(" {url}"));
        (format!("{}. ", number + 1), format!("{}{url}", remedy.text))
    });
    section(page, Heading::WhatToDo, remedies)?;
    let words = page.words;
    let matched = document.correlations.iter().filter(|correlation| correlation.server_time.is_some());
    let matched = matched.take(SHOWN).map(|correlation| ("- ".into(), words.correlation(correlation)));
    section(page, Heading::ClientAndServer, matched)?;
    section(page, Heading::CouldNotBeRead, document.errors.iter().map(|error| ("- ".into(), error.to_string())))?;
    looked_at(document, page)
}

/// What was read. Paths are not wrapped, so that they can be copied.
fn looked_at(document: &Assessment, page: &mut Page) -> io::Result<()> {
    let words = page.words;
    let mut files = Vec::new();
    files.extend(document.version.as_ref().map(|version| version.path.clone()));
    files.extend(document.server_logs.iter().map(|log| format!("{} ({})", log.path, words.server_extent(log))));
    files.extend(document.client_logs.iter().map(|log| format!("{} ({})", log.path, words.client_extent(log))));
    if !files.is_empty() {
        heading(page, Heading::LookedAt)?;
    }
    files.iter().try_for_each(|file| writeln!(page, "  - {file}"))
}

/// How many machines have each verdict.
pub struct Totals {
    words: &'static dyn ReportWords,
    machines: u64,
    /// By code, so that the order is the same in all languages.
    verdicts: BTreeMap<&'static str, (Verdict, u64)>,
    unanswered: u64,
}

impl Totals {
    /// No machines yet; shown in the words of a language.
    pub fn new(words: &'static dyn ReportWords) -> Self {
        Self { words, machines: 0, verdicts: BTreeMap::new(), unanswered: 0 }
    }

    /// Counts a machine; `None` is one that could not be assessed.
    pub fn add(&mut self, machine: Option<&Assessment>) {
        self.machines += 1;
        match machine {
            Some(machine) => self.verdicts.entry(machine.verdict.name()).or_insert((machine.verdict, 0)).1 += 1,
            None => self.unanswered += 1,
        }
    }
}

impl Display for Totals {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let verdicts: Vec<_> = self.verdicts.values().copied().collect();
        f.write_str(&self.words.totals(self.machines, &verdicts, self.unanswered))
    }
}

/// One machine, in one line.
pub fn machine_line(machine: &Assessment, page: &mut Page) -> io::Result<()> {
    let (verdict, _) = page.words.verdict(machine.verdict);
    let why = machine.reasons.first().map_or("", |reason| &reason.text);
    writeln!(page, "{} {}: {why}", padded(verdict, VERDICT_WIDTH), machine.target.name)
}

/// A machine that could not be assessed, in one line.
pub fn unanswered_line(error: &ErrorDocument, page: &mut Page) -> io::Result<()> {
    writeln!(page, "{} {error}", padded(page.words.no_answer(), VERDICT_WIDTH))
}

/// The beginning of a line, padded to the width of its column.
fn padded(word: &str, width: usize) -> String {
    word.to_owned() + &" ".repeat(width.saturating_sub(textwrap::core::display_width(word)))
}

/// The report on a client and a server.
pub fn join(document: &Join, page: &mut Page) -> io::Result<()> {
    let words = page.words;
    let server = document.server.as_deref().or(document.server_url.as_deref());
    let exceptions = document.exceptions.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let (confirmed, refuted, unmatched) = (document.confirmed_count, document.refuted_count, document.unmatched_count);
    let failures = words.failures(confirmed, (refuted, &exceptions), unmatched, document.last_time);
    let (result, pair) = (words.join_result(document.result), words.client_and_server(&document.client, server));
    writeln!(page, "{} {pair}: {failures}", padded(result, RESULT_WIDTH))
}

/// The report on many documents.
pub fn summary(document: &Summary, page: &mut Page) -> io::Result<()> {
    let table = |page: &mut Page, title, counts: &Counts| {
        if !counts.is_empty() {
            heading(page, title)?;
        }
        counts.iter().try_for_each(|(name, count)| writeln!(page, "  {count:>7}  {name}"))
    };
    if document.compliant_count < document.assessment_count || document.error_count > 0 {
        writeln!(page)?;
    }
    let compliance = page.words.compliance(
        document.assessment_count,
        document.compliant_count,
        document.not_compliant_count,
        document.indeterminate_count,
        document.error_count,
    );
    writeln!(page, "{compliance}")?;
    if document.rejected_count > 0 {
        writeln!(page, "{}", page.words.rejected(document.rejected_count))?;
    }
    table(page, Heading::Verdicts, &document.verdicts)?;
    table(page, Heading::Releases, &document.releases)?;
    table(page, Heading::BlockedBy, &document.blocked_by)?;
    table(page, Heading::Errors, &document.error_codes)
}

/// The report on a version check.
pub fn version(document: &VersionDocument, page: &mut Page) -> io::Result<()> {
    writeln!(page, "{}: {}", document.path, page.words.version(document))
}

/// The report on a client's log.
pub fn client_log(document: &ClientLog, page: &mut Page) -> io::Result<()> {
    let words = page.words;
    writeln!(page, "{}: {}", document.path, words.client_log(document))?;
    counting(page, page.since.map(Since::local), document.last_time.map(|time| time.0))?;
    let incidents = document.incidents.iter().map(|incident| words.client_incident(incident));
    list(page, incidents, document.incident_count)?;
    if document.partial_count > 0 {
        writeln!(page, "  {}", words.partial_failures(document.partial_count))?;
    }
    for failure in &document.other_failure_details {
        writeln!(page, "  {}", words.other_failures(failure))?;
        explanation(page, [&failure.meaning, &failure.look_at, &failure.url])?;
    }
    doubts(page, document.mixed_encodings, document.cut_off)
}

/// What a failure of another kind means, below it.
fn explanation(page: &mut Page, parts: [&Option<Text>; 3]) -> io::Result<()> {
    let text = parts.into_iter().flatten().map(|part| &**part).collect::<Vec<_>>().join(" ");
    if text.is_empty() { Ok(()) } else { wrapped(page, "    ", &text) }
}

/// Which failures in a log count, and whether it ends before them.
fn counting(page: &mut Page, since: Option<NaiveDateTime>, last: Option<NaiveDateTime>) -> io::Result<()> {
    let Some(since) = since else { return Ok(()) };
    let line = page.words.counting(&Since::text(since), last.is_some_and(|last| last < since));
    writeln!(page, "  {line}")
}

/// Why some of a log may not have been read.
fn doubts(page: &mut Page, mixed_encodings: bool, cut_off: bool) -> io::Result<()> {
    if mixed_encodings {
        writeln!(page, "  {}", page.words.mixed_encodings())?;
    }
    if cut_off {
        writeln!(page, "  {}", page.words.cut_off())?;
    }
    Ok(())
}

/// The report on a server's log.
pub fn server_log(document: &ServerLog, page: &mut Page) -> io::Result<()> {
    let words = page.words;
    writeln!(page, "{}: {}", document.path, words.server_log(document))?;
    counting(page, page.since.map(Since::utc), document.last_time.map(|time| time.0.naive_utc()))?;
    let incidents = document.incidents.iter().map(|incident| words.server_incident(incident));
    list(page, incidents, document.incident_count)?;
    if document.other_faults > 0 {
        writeln!(page, "  {}", words.other_faults(document.other_faults))?;
    }
    for fault in &document.other_fault_details {
        writeln!(page, "  {}", words.other_fault(fault))?;
        explanation(page, [&fault.meaning, &fault.look_at, &fault.url])?;
    }
    if document.partial_count > 0 {
        writeln!(page, "  {}", words.partial_faults(document.partial_count))?;
    }
    doubts(page, document.mixed_encodings, document.cut_off)
}

/// The latest incidents, and whether there are more.
fn list(page: &mut Page, incidents: impl ExactSizeIterator<Item = String>, total: u64) -> io::Result<()> {
    if total > SHOWN as u64 {
        writeln!(page, "  {}", page.words.latest(SHOWN, MORE))?;
    }
    let earlier = incidents.len().saturating_sub(SHOWN);
    incidents.skip(earlier).try_for_each(|incident| writeln!(page, "  {incident}"))
}

/// A heading, after an empty line.
fn heading(page: &mut Page, title: Heading) -> io::Result<()> {
    writeln!(page)?;
    writeln!(page, "{}", page.words.heading(title))
}

/// A list with a heading, unless it is empty. Each item has a mark and a text.
fn section(page: &mut Page, title: Heading, items: impl Iterator<Item = (String, String)>) -> io::Result<()> {
    for (number, (mark, text)) in items.enumerate() {
        if number == 0 {
            heading(page, title)?;
        }
        wrapped(page, &format!("  {mark}"), &text)?;
    }
    Ok(())
}

/// A text behind what its first line begins with.
fn wrapped(page: &mut Page, first: &str, text: &str) -> io::Result<()> {
    let indent = " ".repeat(first.len());
    // Paths and URLs must stay whole, so that they can be copied.
    let options = textwrap::Options::new(WIDTH)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .initial_indent(first)
        .subsequent_indent(&indent);
    // Escaped first, so that its width is the one that is shown.
    textwrap::wrap(&plain(text), options).iter().try_for_each(|line| writeln!(page, "{line}"))
}

#[cfg(test)]
mod tests {
    use serde::Serialize;
    use serde::de::DeserializeOwned;
    use serde_json::{Value, json};
    use wsus954960::internals::values::plain_text::is_active;
    use wsus954960::internals::values::problem::Problem;
    use wsus954960::internals::words::report_words;
    use wsus954960::{AssessOptions, Language, assess};

    use super::super::Report;
    use super::*;

    const HOSTILE: &str = "\x1b[2J\r\nFIXED: FORGED \u{202e}\u{9b}\u{2028}\tend\n";

    /// A document of each kind, with everything that may be in it.
    fn documents() -> Vec<Value> {
        let root = |name: &str| format!("{}/tests/fixtures/roots/{name}", env!("CARGO_MANIFEST_DIR")).into();
        let assessed = assess(&AssessOptions { root: Some(root("affected")), ..AssessOptions::default() }).unwrap();
        let mut assessment = serde_json::to_value(&assessed).unwrap();
        assessment["errors"] = json!([ErrorDocument::new(&Problem::NoJob {}.into(), Language::English)]);
        assessment["office2003"]["evidence"] = json!(["x"]);
        assessment["clientLogs"][0]["otherFailureDetails"] = json!([{
            "code": "x", "errorCode": "x", "name": "x", "count": 1, "firstTime": "2008-06-13T19:59:56.617",
            "lastTime": "2008-06-13T19:59:56.617", "trouble": "x", "meaning": "x", "lookAt": "x", "url": "x",
        }]);
        assessment["serverLogs"][0]["otherFaultDetails"] = json!([{
            "exception": "x", "count": 1, "firstTime": null, "lastTime": null, "trouble": "x", "meaning": "x", "lookAt": "x", "url": "x",
        }]);
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

    /// Puts `text` into every field of a document that takes text, as values and as names.
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

    /// Where a document has a text, `null`, or counts by name.
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

    fn report_with<D: Report + DeserializeOwned>(
        document: &Value,
        text: &str,
        language: Language,
        report: fn(&D, &mut Page) -> io::Result<()>,
    ) -> String {
        let mut document = document.clone();
        assert!(fill::<D>(&mut document, text) > 1, "{document}");
        let document: D = serde_json::from_value(document).unwrap();
        let mut out = Vec::new();
        report(&document, &mut Page::new(&mut out, report_words(language))).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn check<D: Report + DeserializeOwned>(document: &Value, report: fn(&D, &mut Page) -> io::Result<()>) {
        for language in Language::ALL {
            let printed = report_with(document, HOSTILE, *language, report);
            assert!(!printed.chars().any(|character| character != '\n' && is_active(character)), "{printed:?}");
            assert!(printed.contains(r"FORGED \u{202e}\u{9b}\u{2028}\tend\n"), "{printed}");
            // The lines are the same as if the text had been written in its escaped form.
            assert_eq!(printed, report_with(document, &plain(HOSTILE), *language, report));
        }
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

    #[test]
    fn the_beginning_of_a_line_fits_its_column_in_every_language() {
        use wsus954960::internals::document::CorrelationResult::{Confirmed, Refuted, Unmatched};

        for words in Language::ALL.iter().map(|language| report_words(*language)) {
            let verdicts = Verdict::ALL.iter().map(|verdict| words.verdict(*verdict).0).chain([words.no_answer()]);
            let results = [Confirmed, Refuted, Unmatched].map(|result| words.join_result(result));
            let columns = verdicts.map(|word| (word, VERDICT_WIDTH)).chain(results.map(|word| (word, RESULT_WIDTH)));
            for (word, width) in columns {
                assert_eq!(textwrap::core::display_width(&padded(word, width)), width, "{word}");
            }
        }
    }
}
