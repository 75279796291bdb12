//! Documents as a person likes to read them: the verdict first, then why, then what to do.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};
use std::io::{self, Write};

use wsus954960::advisory::releases::{Basis, Release, State};
use wsus954960::counts::Counts;
use wsus954960::document::{
    Assessment, ClientFormat, ClientLog, CorrelationResult, Join, ServerLog, Summary, Verdict, VersionDocument,
};

use super::Document;

/// The width that texts are wrapped to, in columns.
const WIDTH: usize = 100;

/// How many incidents are listed; the JSON document has more.
const SHOWN: usize = 10;

/// The report of a document.
pub struct Report<'a, D>(pub &'a D);

impl<D: Document> Display for Report<'_, D> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.report(f)
    }
}

/// The report of a machine.
pub fn assessment(document: &Assessment, f: &mut Formatter<'_>) -> fmt::Result {
    let target = &document.target;
    let place = target.root.as_ref().filter(|root| **root != target.name).map_or(String::new(), |root| format!(" ({root})"));
    let (verdict, meaning) = headline(document.verdict);
    writeln!(f, "{verdict}: {}{place}\n{meaning}", target.name)?;
    section(f, "Why", document.reasons.iter().map(|reason| ("- ".into(), reason.text.clone())))?;
    section(
        f,
        "What to do",
        document.remediation.iter().enumerate().map(|(number, remedy)| {
            let url = remedy.url.as_ref().map_or(String::new(), |url| format!(" {url}"));
            (format!("{}. ", number + 1), format!("{}{url}", remedy.text))
        }),
    )?;
    section(f, "Client and server", correlations(document))?;
    section(f, "Could not be read", document.errors.iter().map(|error| ("- ".into(), error.message.clone())))?;
    looked_at(document, f)
}

/// What was read. Paths are not wrapped, to be copied.
fn looked_at(document: &Assessment, f: &mut Formatter<'_>) -> fmt::Result {
    let mut files = Vec::new();
    files.extend(document.version.as_ref().map(|version| version.path.clone()));
    let (servers, clients) = (&document.server_logs, &document.client_logs);
    files.extend(servers.iter().map(|log| format!("{} ({})", log.path, extent(log.lines, log.first_time, log.last_time))));
    files.extend(clients.iter().map(|log| format!("{} ({})", log.path, extent(log.lines, log.first_time, log.last_time))));
    files.iter().enumerate().try_for_each(|(number, file)| {
        if number == 0 {
            writeln!(f, "\nLooked at")?;
        }
        writeln!(f, "  - {file}")
    })
}

fn headline(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Affected => ("AFFECTED", "This WSUS server has the defect of advisory 954960, and it has struck."),
        Verdict::Exposed => ("EXPOSED", "This WSUS server has the defect of advisory 954960."),
        Verdict::Fixed => ("FIXED", "This WSUS server has the fix of advisory 954960."),
        Verdict::NotAffected => ("NOT AFFECTED", "This WSUS release never had the defect of advisory 954960."),
        Verdict::Blocked => ("BLOCKED", "This client gets no updates from its WSUS server, as advisory 954960 describes."),
        Verdict::Clear => ("CLEAR", "This client does not show the failure of advisory 954960."),
        Verdict::Indeterminate => ("INDETERMINATE", "Whether advisory 954960 concerns this machine can't be said yet."),
    }
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
#[derive(Default)]
pub struct Totals {
    machines: u64,
    verdicts: BTreeMap<&'static str, u64>,
    unanswered: u64,
}

impl Totals {
    /// Counts a machine; `None` is one that could not be assessed.
    pub fn add(&mut self, machine: Option<&Assessment>) {
        self.machines += 1;
        match machine {
            Some(machine) => *self.verdicts.entry(headline(machine.verdict).0).or_default() += 1,
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
pub fn machine_line(machine: &Assessment, out: &mut impl Write) -> io::Result<()> {
    let (verdict, _) = headline(machine.verdict);
    let why = machine.reasons.first().map_or("", |reason| &reason.text);
    writeln!(out, "{verdict:<14} {}: {why}", machine.target.name)
}

/// The report of a client and a server.
pub fn join(document: &Join, f: &mut Formatter<'_>) -> fmt::Result {
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
    writeln!(f, "{word:<10} {} at {server}: {counts}{last}", document.client)
}

/// The report of many documents.
pub fn summary(document: &Summary, f: &mut Formatter<'_>) -> fmt::Result {
    let table = |f: &mut Formatter<'_>, title: &str, counts: &Counts| {
        if !counts.is_empty() {
            writeln!(f, "\n{title}")?;
        }
        counts.iter().try_for_each(|(name, count)| writeln!(f, "  {count:>7}  {name}"))
    };
    if document.compliant_count < document.assessment_count || document.error_count > 0 {
        writeln!(f)?;
    }
    writeln!(
        f,
        "{} assessed: {} compliant, {} not compliant, {} indeterminate; {} without an answer",
        machines(document.assessment_count),
        document.compliant_count,
        document.not_compliant_count,
        document.indeterminate_count,
        document.error_count
    )?;
    if document.rejected_count > 0 {
        writeln!(f, "Files or documents that could not be read: {}", document.rejected_count)?;
    }
    table(f, "Verdicts", &document.verdicts)?;
    table(f, "WSUS releases", &document.releases)?;
    table(f, "Blocked clients by the server that they call", &document.blocked_by)?;
    table(f, "Errors", &document.error_codes)
}

/// The report of a version check.
pub fn version(document: &VersionDocument, f: &mut Formatter<'_>) -> fmt::Result {
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
    writeln!(f, "{}: {version}, {release}: {state}{inferred}", document.path)
}

/// The report of a client's log.
pub fn client_log(document: &ClientLog, f: &mut Formatter<'_>) -> fmt::Result {
    let found = match document.format {
        ClientFormat::EtwStub => "a stub: this Windows logs to ETW. Run Get-WindowsUpdateLog and scan its file".into(),
        ClientFormat::Unknown if document.undecoded => {
            "not decoded. Run Get-WindowsUpdateLog again on that computer itself".into()
        }
        ClientFormat::Unknown => "no record of a Windows Update log in it".into(),
        _ if document.incident_count == 0 && document.partial_count > 0 => "undecided, since a failure is not all there".into(),
        ClientFormat::Classic | ClientFormat::EtwExport => count(document.incident_count, "failure"),
    };
    writeln!(f, "{}: {found} ({})", document.path, extent(document.lines, document.first_time, document.last_time))?;
    let incidents = document.incidents.iter().rev().take(SHOWN).rev().map(|incident| {
        (incident.line, incident.time.to_string(), incident.fault_id.as_deref(), incident.server_url.clone().unwrap_or_default())
    });
    list(f, incidents, document.incident_count)?;
    if document.partial_count > 0 {
        writeln!(f, "  failures of which the log does not say what they were: {}", document.partial_count)?;
    }
    for (kind, number) in document.other_failures.iter() {
        writeln!(f, "  other failures, not this problem: {number} with {kind}")?;
    }
    doubts(f, document.mixed_encodings, document.cut_off)
}

/// What makes it uncertain that all of a log was read.
fn doubts(f: &mut Formatter<'_>, mixed_encodings: bool, cut_off: bool) -> fmt::Result {
    if mixed_encodings {
        writeln!(f, "  undecided: its encoding changes in the middle")?;
    }
    if cut_off {
        writeln!(f, "  undecided: it ends in the middle of a line")?;
    }
    Ok(())
}

/// The report of a server's log.
pub fn server_log(document: &ServerLog, f: &mut Formatter<'_>) -> fmt::Result {
    let found = match document.first_time {
        None => "no record of a WSUS server's log in it".into(),
        _ if document.incident_count == 0 && document.partial_count > 0 => {
            "undecided, since the log does not say why a fault was sent".into()
        }
        Some(_) => count(document.incident_count, "exception"),
    };
    writeln!(f, "{}: {found} ({})", document.path, extent(document.lines, document.first_time, document.last_time))?;
    let incidents = document.incidents.iter().rev().take(SHOWN).rev().map(|incident| {
        let key = incident.key.as_ref().map_or(String::new(), |key| format!("duplicate key {key}"));
        (incident.line, incident.time.to_string(), incident.fault_id.as_deref(), key)
    });
    list(f, incidents, document.incident_count)?;
    if document.other_faults > 0 {
        writeln!(f, "  other internal server errors, not this problem: {}", document.other_faults)?;
    }
    if document.partial_count > 0 {
        writeln!(f, "  faults and exceptions of which the log does not say what they are: {}", document.partial_count)?;
    }
    doubts(f, document.mixed_encodings, document.cut_off)
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
    f: &mut Formatter<'_>,
    incidents: impl Iterator<Item = (u64, String, Option<&'a str>, String)>,
    total: u64,
) -> fmt::Result {
    if total > SHOWN as u64 {
        writeln!(f, "  the latest {SHOWN}; --json has more")?;
    }
    for (line, time, fault, detail) in incidents {
        let fault = fault.map_or("no fault id".into(), |fault| format!("fault {fault}"));
        writeln!(f, "  line {line}: {time}, {fault}{}{detail}", if detail.is_empty() { "" } else { ", " })?;
    }
    Ok(())
}

/// A titled list, unless it is empty: each item's mark and text.
fn section(f: &mut Formatter<'_>, title: &str, items: impl Iterator<Item = (String, String)>) -> fmt::Result {
    for (number, (mark, text)) in items.enumerate() {
        if number == 0 {
            writeln!(f, "\n{title}")?;
        }
        let first = format!("  {mark}");
        let indent = " ".repeat(first.len());
        // Paths and URLs must stay whole, to be copied.
        let options = textwrap::Options::new(WIDTH)
            .break_words(false)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            .initial_indent(&first)
            .subsequent_indent(&indent);
        writeln!(f, "{}", textwrap::fill(&text, options))?;
    }
    Ok(())
}
