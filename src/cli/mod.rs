//! The command's work: ask the library about each input, print its answer, turn it into an exit code.

mod args;
mod event_log;
mod fleet;
mod report;
mod roots;
mod saving;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Display;
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::PrettyFormatter;
use wsus954960::internals::advisory::releases::State;
use wsus954960::internals::document::{
    Assessment, ClientLog, CorrelationResult, Envelope, ErrorDocument, Join, ServerLog, Summary, VersionDocument,
};
use wsus954960::internals::fleet::report::ReportRequest;
use wsus954960::internals::fleet::sources::Sources;
use wsus954960::internals::recognise;
use wsus954960::internals::values::plain_text::{Plain, PlainJson, plain};
use wsus954960::internals::values::problem::{Action, Advice, Problem};
use wsus954960::internals::words::{ReportWords, report_words};
use wsus954960::{AssessOptions, Error, ErrorCode, Language, ScanOptions, Since};

use args::{Args, Command, JsonArg, OutputArg, SinceArg};
use report::Page;

/// What the exit code means. If there are several inputs, the worst counts.
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
    /// One document per line.
    JsonLines,
    /// Only errors.
    None,
}

/// Runs the command line.
pub fn run() -> ExitCode {
    #[cfg(windows)]
    wsus954960::load_only_from_system32();
    panic::set_hook(Box::new(|panic| complain(panic)));
    match parse() {
        // A defect in this program is not an answer.
        Ok(args) => {
            let outcome = panic::catch_unwind(AssertUnwindSafe(|| execute(args))).unwrap_or(Outcome::Unknown);
            ExitCode::from(outcome as u8)
        }
        // Help, or what is wrong with the arguments. If it can't be written, there is no one to tell.
        Err(message) => {
            let _ = message.print();
            ExitCode::from(if message.use_stderr() { Outcome::Unknown } else { Outcome::Good } as u8)
        }
    }
}

fn parse() -> Result<Args, clap::Error> {
    // On Windows no shell has expanded wildcards yet.
    let args: Vec<OsString> = wild::args_os().collect();
    Args::try_parse_from(&args).map_err(|error| {
        // The message quotes the arguments, so make the same mistake with arguments that are safe to show.
        let shown = args.iter().map(|arg| plain(&arg.to_string_lossy()).into_owned());
        Args::try_parse_from(shown).err().unwrap_or(error)
    })
}

fn execute(args: Args) -> Outcome {
    let language = args.language.unwrap_or_else(Language::of_user);
    match args.command {
        Command::Test { fleet, server_log, since, output, quiet, save } => {
            let server_logs = (!server_log.is_empty()).then_some(server_log);
            let options = AssessOptions { server_logs, ..since.machines(language) };
            fleet::test(&fleet, &options, &save, language, if quiet { Output::None } else { output.output() })
        }
        Command::Join { files, fleet, since, output } => {
            fleet::join(files, &fleet, &since.machines(language), language, output.output())
        }
        Command::Summary { files, json } => fleet::summary(files, language, json.output()),
        Command::Report { files, output, format } => fleet::report(
            &ReportRequest { sources: Sources { files, language: Some(language), ..Sources::default() }, output, format },
            language,
        ),
        Command::Version { files, json } => each(&files.files, language, &json, None, version),
        Command::ClientLog { files, since, json } => {
            each(&files.files, language, &json, since.since, |file| client_log(file, &since.logs(language)))
        }
        Command::ServerLog { files, since, json } => {
            each(&files.files, language, &json, since.since, |file| server_log(file, &since.logs(language)))
        }
    }
}

/// Tells the user on standard error; the text can't act on a terminal. If it can't be written, the answer is the same.
fn complain(text: impl Display) {
    // In one piece, so that other threads can't write in between.
    let line = format!("wsus954960: {}\n", Plain(text));
    let _ = io::stderr().write_all(line.as_bytes());
}

/// Whether a file's name stands for standard input.
fn is_standard_input(file: &Path) -> bool {
    file.as_os_str() == "-"
}

fn version(file: &Path) -> Result<VersionDocument, Error> {
    wsus954960::check_version(file).map_err(|mut error| {
        if error.code == ErrorCode::NotFound && is_standard_input(file) {
            error.problem = Problem::NotFromStandardInput {};
        }
        error
    })
}

fn client_log(file: &Path, options: &ScanOptions) -> Result<ClientLog, Error> {
    if is_standard_input(file) {
        let scan = all_of(recognise::scan_client_text(io::stdin(), "-", options))?;
        return Ok(Envelope::explained(scan, options.language.unwrap_or_default()));
    }
    wsus954960::scan_client_log(file, options)
}

fn server_log(file: &Path, options: &ScanOptions) -> Result<ServerLog, Error> {
    if is_standard_input(file) {
        let scan = all_of(recognise::scan_server_text(io::stdin(), "-", options))?;
        return Ok(Envelope::explained(scan, options.language.unwrap_or_default()));
    }
    wsus954960::scan_server_log(file, options)
}

/// The document about standard input, if it could be read to its end.
fn all_of<T>((document, outcome): (T, io::Result<()>)) -> Result<T, Error> {
    outcome.map(|()| document).map_err(|error| {
        let advice = Some(Advice::SaveToFile);
        Error::from_system("-".as_ref(), &error, |cause, _| Problem::System { action: Action::ReadLog, cause, advice })
    })
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
    fn logs(&self, language: Language) -> ScanOptions {
        ScanOptions { since: self.since, language: Some(language), ..ScanOptions::default() }
    }

    fn machines(&self, language: Language) -> AssessOptions {
        AssessOptions { since: self.since, language: Some(language), ..AssessOptions::default() }
    }
}

/// Asks about each file, as long as someone reads the answers.
fn each<D: Report>(
    files: &[PathBuf],
    language: Language,
    json: &JsonArg,
    since: Option<Since>,
    ask: impl Fn(&Path) -> Result<D, Error>,
) -> Outcome {
    let mut printer = Printer::new(json.output(), files.len() == 1, language);
    printer.since = since;
    let mut left = files.iter().enumerate();
    let _ = left.try_for_each(|(index, file)| {
        let answer = ask(file).map_err(|error| ErrorDocument::new(&error, language));
        printer.print(index, answer)
    });
    if left.len() > 0 {
        printer.cut_short();
    }
    printer.finish()
}

/// Prints answers as they come, and keeps what they mean for the exit code.
struct Printer<D> {
    output: Output,
    /// There is only one answer: its JSON is not an array.
    single: bool,
    outcome: Outcome,
    printed: usize,
    /// For an array: the answers by their place.
    kept: BTreeMap<usize, Result<D, ErrorDocument>>,
    /// Nothing more can be written.
    closed: bool,
    words: &'static dyn ReportWords,
    /// Which failures count, if not all.
    since: Option<Since>,
}

impl<D: Report> Printer<D> {
    fn new(output: Output, single: bool, language: Language) -> Self {
        let words = report_words(language);
        Self { output, single, outcome: Outcome::Good, printed: 0, kept: BTreeMap::new(), closed: false, words, since: None }
    }

    /// Prints an answer, and returns whether more can be printed. A caller that then stops and leaves something out calls
    /// [`cut_short`](Self::cut_short).
    fn print(&mut self, index: usize, answer: Result<D, ErrorDocument>) -> ControlFlow<()> {
        self.outcome = self.outcome.max(answer.as_ref().map_or(Outcome::Unknown, Report::outcome));
        let written = match (self.output, &answer) {
            _ if self.closed => Ok(()),
            (Output::Json, _) => {
                self.kept.insert(index, answer);
                Ok(())
            }
            (Output::JsonLines, Ok(document)) => json_line(document),
            (Output::JsonLines, Err(error)) => json_line(error),
            (Output::Text, Ok(document)) => self.text(document),
            (Output::None, Ok(_)) => Ok(()),
            (Output::Text | Output::None, Err(error)) => {
                complain(error);
                Ok(())
            }
        };
        self.note(written);
        if self.closed { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Not every input was looked at, so there is no answer for all of them.
    fn cut_short(&mut self) {
        self.outcome = Outcome::Unknown;
    }

    fn text(&mut self, document: &D) -> io::Result<()> {
        let mut out = BufWriter::new(io::stdout().lock());
        if self.printed > 0 && D::SEPARATED {
            writeln!(out)?;
        }
        self.printed += 1;
        let mut page = Page::new(&mut out, self.words);
        page.since = self.since;
        document.report(&mut page)?;
        out.flush()
    }

    /// Prints what was kept, and returns the outcome of all answers.
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
            Error(&'a ErrorDocument),
        }
        let documents: Vec<_> =
            self.kept.values().map(|answer| answer.as_ref().map_or_else(Either::Error, Either::Document)).collect();
        let mut out = BufWriter::new(io::stdout().lock());
        match &documents[..] {
            [one] if self.single => pretty_json(one, &mut out)?,
            several => pretty_json(several, &mut out)?,
        }
        writeln!(out)?;
        out.flush()
    }

    /// Notes whether writing failed. If the reader of the output went away, there is no one to tell.
    fn note(&mut self, written: io::Result<()>) {
        let Err(error) = written else { return };
        if !std::mem::replace(&mut self.closed, true) && error.kind() != io::ErrorKind::BrokenPipe {
            complain(self.words.output_failed(&error));
            self.outcome = Outcome::Unknown;
        }
    }
}

fn pretty_json(document: &(impl Serialize + ?Sized), out: &mut impl Write) -> io::Result<()> {
    Ok(document.serialize(&mut Serializer::with_formatter(out, PlainJson(PrettyFormatter::new())))?)
}

fn json_line(document: &impl Serialize) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{}", wsus954960::to_json(document))
}

/// A document, as the command sees it.
trait Report: Serialize {
    /// Whether an empty line separates its report from the next one.
    const SEPARATED: bool = false;

    fn outcome(&self) -> Outcome;
    fn report(&self, page: &mut Page) -> io::Result<()>;
}

impl Report for Assessment {
    const SEPARATED: bool = true;

    fn outcome(&self) -> Outcome {
        match self.compliant {
            Some(true) => Outcome::Good,
            Some(false) => Outcome::Bad,
            None => Outcome::Unknown,
        }
    }

    fn report(&self, page: &mut Page) -> io::Result<()> {
        report::assessment(self, page)
    }
}

impl Report for VersionDocument {
    fn outcome(&self) -> Outcome {
        match self.state {
            State::Fixed | State::NotAffected => Outcome::Good,
            State::Affected => Outcome::Bad,
            State::Unknown => Outcome::Unknown,
        }
    }

    fn report(&self, page: &mut Page) -> io::Result<()> {
        report::version(self, page)
    }
}

impl Report for ClientLog {
    fn outcome(&self) -> Outcome {
        match self.incident_count {
            0 if self.is_conclusive() => Outcome::Good,
            0 => Outcome::Unknown,
            _ => Outcome::Bad,
        }
    }

    fn report(&self, page: &mut Page) -> io::Result<()> {
        report::client_log(self, page)
    }
}

impl Report for ServerLog {
    fn outcome(&self) -> Outcome {
        match self.incident_count {
            0 if self.is_conclusive() => Outcome::Good,
            0 => Outcome::Unknown,
            _ => Outcome::Bad,
        }
    }

    fn report(&self, page: &mut Page) -> io::Result<()> {
        report::server_log(self, page)
    }
}

impl Report for Join {
    fn outcome(&self) -> Outcome {
        match self.result {
            CorrelationResult::Refuted => Outcome::Good,
            CorrelationResult::Confirmed | CorrelationResult::Unmatched => Outcome::Bad,
        }
    }

    fn report(&self, page: &mut Page) -> io::Result<()> {
        report::join(self, page)
    }
}

impl Report for Summary {
    fn outcome(&self) -> Outcome {
        if self.rejected_count + self.error_count + self.indeterminate_count > 0 || self.assessment_count == 0 {
            Outcome::Unknown
        } else if self.not_compliant_count > 0 {
            Outcome::Bad
        } else {
            Outcome::Good
        }
    }

    fn report(&self, page: &mut Page) -> io::Result<()> {
        report::summary(self, page)
    }
}
