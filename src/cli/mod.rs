//! The command's work: ask the library about each input, print what it says, turn it into an exit code.

mod args;
mod fleet;
mod report;

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use serde::Serialize;
use wsus954960::advisory::releases::State;
use wsus954960::document::{Assessment, ClientFormat, ClientLog, CorrelationResult, Join, ServerLog, Summary, VersionDocument};
use wsus954960::{AssessOptions, Error, ScanOptions};

use args::{Args, Command, FilesArg, JsonArg, OutputArg, SinceArg};

/// What the exit code says. Of several inputs the worst counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// Compliant, nothing found.
    Good = 0,
    /// Not compliant, incidents found.
    Bad = 1,
    /// An error, or no answer.
    Unknown = 2,
}

/// How the answers are printed.
#[derive(Clone, Copy, PartialEq)]
enum Output {
    Text,
    /// One document, or an array.
    Json,
    /// One document a line.
    JsonLines,
    /// Only errors.
    None,
}

/// Runs the command line.
pub fn run() -> ExitCode {
    // On Windows nobody has replaced wildcards yet.
    let outcome = match Args::parse_from(wild::args_os()).command {
        Command::Test { fleet, server_log, since, output, quiet } => {
            let server_logs = (!server_log.is_empty()).then_some(server_log);
            let options = AssessOptions { server_logs, since: since.since, ..AssessOptions::default() };
            fleet::test(&fleet, &options, if quiet { Output::None } else { output.output() })
        }
        Command::Join { files, fleet, since, output } => {
            let options = AssessOptions { since: since.since, ..AssessOptions::default() };
            fleet::join(files, &fleet, &options, output.output())
        }
        Command::Summary { files, json } => fleet::summary(files, json.output()),
        Command::Version { files, json } => each(&files, &json, wsus954960::check_version),
        Command::ClientLog { files, since, json } => {
            each(&files, &json, |file| Ok(wsus954960::scan_client_log(file, &since.options())?))
        }
        Command::ServerLog { files, since, json } => {
            each(&files, &json, |file| Ok(wsus954960::scan_server_log(file, &since.options())?))
        }
    };
    ExitCode::from(outcome as u8)
}

impl JsonArg {
    fn output(&self) -> Output {
        if self.json { Output::Json } else { Output::Text }
    }
}

impl OutputArg {
    fn output(&self) -> Output {
        if self.json_lines { Output::JsonLines } else { self.json.output() }
    }
}

impl SinceArg {
    fn options(&self) -> ScanOptions {
        ScanOptions { since: self.since, ..ScanOptions::default() }
    }
}

fn each<D: Document>(files: &FilesArg, json: &JsonArg, ask: impl Fn(&Path) -> Result<D, Error>) -> Outcome {
    let mut printer = Printer::new(json.output(), files.files.len() == 1);
    for (index, file) in files.files.iter().enumerate() {
        let _ = printer.print(index, ask(file));
    }
    printer.finish()
}

/// Prints answers as they come, and remembers what they mean for the exit code.
struct Printer<D> {
    output: Output,
    /// There is only one answer: its JSON is no array.
    single: bool,
    outcome: Outcome,
    printed: usize,
    /// For an array: answers by their place.
    kept: BTreeMap<usize, Result<D, Error>>,
    /// Nothing more can be written.
    closed: bool,
}

impl<D: Document> Printer<D> {
    fn new(output: Output, single: bool) -> Self {
        Self { output, single, outcome: Outcome::Good, printed: 0, kept: BTreeMap::new(), closed: false }
    }

    /// Prints an answer, and says whether more can be printed.
    fn print(&mut self, index: usize, answer: Result<D, Error>) -> ControlFlow<()> {
        self.outcome = self.outcome.max(answer.as_ref().map_or(Outcome::Unknown, Document::outcome));
        let written = match (self.output, &answer) {
            (Output::Json, _) => {
                self.kept.insert(index, answer);
                Ok(())
            }
            (Output::JsonLines, Ok(document)) => json_line(document),
            (Output::JsonLines, Err(error)) => json_line(error),
            (Output::Text, Ok(document)) => self.text(document),
            (Output::None, Ok(_)) => Ok(()),
            (Output::Text | Output::None, Err(error)) => writeln!(io::stderr(), "wsus954960: {error}"),
        };
        self.note(written);
        if self.closed { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn text(&mut self, document: &D) -> io::Result<()> {
        let mut out = BufWriter::new(io::stdout().lock());
        if self.printed > 0 && D::SEPARATED {
            writeln!(out)?;
        }
        self.printed += 1;
        write!(out, "{}", report::Report(document))?;
        out.flush()
    }

    /// Prints what was kept. The outcome is that of all answers.
    fn finish(mut self) -> Outcome {
        if self.output == Output::Json {
            let written = self.json();
            self.note(written);
        }
        self.outcome
    }

    fn json(&self) -> io::Result<()> {
        #[derive(Serialize)]
        #[serde(untagged)]
        enum Either<'a, D> {
            Document(&'a D),
            Error(&'a Error),
        }
        let documents: Vec<_> =
            self.kept.values().map(|answer| answer.as_ref().map_or_else(Either::Error, Either::Document)).collect();
        let mut out = BufWriter::new(io::stdout().lock());
        match &documents[..] {
            [one] if self.single => serde_json::to_writer_pretty(&mut out, one)?,
            several => serde_json::to_writer_pretty(&mut out, several)?,
        }
        writeln!(out)?;
        out.flush()
    }

    /// Whoever reads our output may stop; then there is nobody to tell.
    fn note(&mut self, written: io::Result<()>) {
        let Err(error) = written else { return };
        if !std::mem::replace(&mut self.closed, true) && error.kind() != io::ErrorKind::BrokenPipe {
            eprintln!("wsus954960: writing the output failed: {error}");
            self.outcome = Outcome::Unknown;
        }
    }
}

fn json_line(document: &impl Serialize) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{}", wsus954960::to_json(document))
}

/// A document as the command sees it.
trait Document: Serialize {
    /// Whether its report is long enough for an empty line before the next one.
    const SEPARATED: bool = false;

    fn outcome(&self) -> Outcome;
    fn report(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

impl Document for Assessment {
    const SEPARATED: bool = true;

    fn outcome(&self) -> Outcome {
        match self.compliant {
            Some(true) => Outcome::Good,
            Some(false) => Outcome::Bad,
            None => Outcome::Unknown,
        }
    }

    fn report(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        report::assessment(self, f)
    }
}

impl Document for VersionDocument {
    fn outcome(&self) -> Outcome {
        match self.state {
            State::Fixed | State::NotAffected => Outcome::Good,
            State::Affected => Outcome::Bad,
            State::Unknown => Outcome::Unknown,
        }
    }

    fn report(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        report::version(self, f)
    }
}

impl Document for ClientLog {
    fn outcome(&self) -> Outcome {
        let is_read = matches!(self.format, ClientFormat::Classic | ClientFormat::EtwExport);
        match self.incident_count {
            0 if is_read && self.partial_count == 0 && !self.mixed_encodings && !self.cut_off => Outcome::Good,
            0 => Outcome::Unknown,
            _ => Outcome::Bad,
        }
    }

    fn report(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        report::client_log(self, f)
    }
}

impl Document for ServerLog {
    fn outcome(&self) -> Outcome {
        match self.incident_count {
            0 if self.first_time.is_some() && self.partial_count == 0 && !self.mixed_encodings && !self.cut_off => Outcome::Good,
            0 => Outcome::Unknown,
            _ => Outcome::Bad,
        }
    }

    fn report(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        report::server_log(self, f)
    }
}

impl Document for Join {
    fn outcome(&self) -> Outcome {
        match self.result {
            CorrelationResult::Refuted => Outcome::Good,
            CorrelationResult::Confirmed | CorrelationResult::Unmatched => Outcome::Bad,
        }
    }

    fn report(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        report::join(self, f)
    }
}

impl Document for Summary {
    fn outcome(&self) -> Outcome {
        if self.rejected_count + self.error_count + self.indeterminate_count > 0 || self.assessment_count == 0 {
            Outcome::Unknown
        } else if self.not_compliant_count > 0 {
            Outcome::Bad
        } else {
            Outcome::Good
        }
    }

    fn report(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        report::summary(self, f)
    }
}
