//! The command's work: ask the library about each input, print what it says, turn it into an exit code.

mod args;
mod report;

use std::fmt;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use serde::Serialize;
use wsus954960::advisory::releases::State;
use wsus954960::document::{Assessment, ClientFormat, ClientLog, ServerLog, VersionDocument};
use wsus954960::{AssessOptions, Error, ScanOptions};

use args::{Args, Command, FilesArg, JsonArg, SinceArg};

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
#[derive(Clone, Copy)]
enum Output {
    Text,
    Json,
    /// Only errors.
    None,
}

/// Runs the command line.
pub fn run() -> ExitCode {
    let outcome = match Args::parse().command {
        Command::Test { root, server_log, since, json, quiet } => {
            let roots = if root.is_empty() { vec![None] } else { root.into_iter().map(Some).collect() };
            let server_logs = (!server_log.is_empty()).then_some(server_log);
            let options = AssessOptions { server_logs, since: since.since, ..AssessOptions::default() };
            let assess = |root| wsus954960::assess(&AssessOptions { root, ..options.clone() });
            answer(&roots.into_iter().map(assess).collect::<Vec<_>>(), if quiet { Output::None } else { json.output() })
        }
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

impl SinceArg {
    fn options(&self) -> ScanOptions {
        ScanOptions { since: self.since, ..ScanOptions::default() }
    }
}

fn each<D: Document>(files: &FilesArg, json: &JsonArg, ask: impl Fn(&Path) -> Result<D, Error>) -> Outcome {
    let answers: Vec<_> = files.files.iter().map(|file| ask(file)).collect();
    answer(&answers, json.output())
}

/// Prints the answers.
fn answer<D: Document>(answers: &[Result<D, Error>], output: Output) -> Outcome {
    let written = match output {
        Output::Json => print_json(answers),
        Output::Text => print_text(answers),
        Output::None => print_errors(answers),
    };
    // Whoever reads our output may stop; then there is nobody to tell.
    if let Err(error) = written
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        eprintln!("wsus954960: writing the output failed: {error}");
        return Outcome::Unknown;
    }
    let outcomes = answers.iter().map(|answer| answer.as_ref().map_or(Outcome::Unknown, Document::outcome));
    outcomes.max().unwrap_or(Outcome::Unknown)
}

/// One document, or an array of several. An input that failed has its error document.
fn print_json<D: Document>(answers: &[Result<D, Error>]) -> io::Result<()> {
    #[derive(Serialize)]
    #[serde(untagged)]
    enum Either<'a, D> {
        Document(&'a D),
        Error(&'a Error),
    }
    let documents: Vec<_> = answers.iter().map(|answer| answer.as_ref().map_or_else(Either::Error, Either::Document)).collect();
    let mut out = BufWriter::new(io::stdout().lock());
    match &documents[..] {
        [one] => serde_json::to_writer_pretty(&mut out, one)?,
        several => serde_json::to_writer_pretty(&mut out, several)?,
    }
    writeln!(out)?;
    out.flush()
}

fn print_text<D: Document>(answers: &[Result<D, Error>]) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    let documents = answers.iter().filter_map(|answer| answer.as_ref().ok());
    for (number, document) in documents.enumerate() {
        if number > 0 && D::SEPARATED {
            writeln!(out)?;
        }
        write!(out, "{}", report::Report(document))?;
    }
    out.flush()?;
    print_errors(answers)
}

fn print_errors<D>(answers: &[Result<D, Error>]) -> io::Result<()> {
    let mut err = io::stderr().lock();
    answers.iter().filter_map(|answer| answer.as_ref().err()).try_for_each(|error| writeln!(err, "wsus954960: {error}"))
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
        let readable = matches!(self.format, ClientFormat::Classic | ClientFormat::EtwExport);
        match self.incident_count {
            0 if readable && self.partial_count == 0 => Outcome::Good,
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
            0 if self.first_time.is_some() => Outcome::Good,
            0 => Outcome::Unknown,
            _ => Outcome::Bad,
        }
    }

    fn report(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        report::server_log(self, f)
    }
}
