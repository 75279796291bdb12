//! The command line.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand};
use wsus954960::Language;
use wsus954960::internals::fleet::{DEFAULT_CONCURRENCY, MAX_CONCURRENCY};
use wsus954960::internals::page::Format;
use wsus954960::internals::values::time::Since;

/// Tells whether a machine is hit by Microsoft Security Advisory 954960 (WSUS 3.0 and 3.0 SP1 stop deploying updates to
/// clients that have Office 2003), why, and what to do.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, arg_required_else_help = true, after_help = EXIT_CODES, after_long_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
    /// Language of sentences for people; by default the user's. Codes and names in JSON are the same in every language
    #[arg(long = "lang", value_name = "LANGUAGE", global = true, value_parser = languages())]
    pub language: Option<Language>,
}

/// The exit codes, at the end of both the short and the long help.
macro_rules! exit_codes {
    () => {
        "Exit code: 0 if all is compliant or nothing was found; 1 if anything is not compliant or incidents were found; 2 for an error or no answer."
    };
}

const EXIT_CODES: &str = exit_codes!();

const EXAMPLES: &str = concat!(
    r"Examples:
  wsus954960 test --root \\WSUS01\c$
      The verdict on a server or client, over its admin share
  wsus954960 test --root \\WSUS01\c$ --root D:\Collected\PC17 --json
      Several machines as a JSON array
  wsus954960 test --root \\WSUS01\c$ --since 2008-08-04 --quiet
      Only the exit code; older failures do not count
  wsus954960 test --root \\PC17\c$ --server-log SoftwareDistribution.log
      A client, and what its server's log says about its failures
  wsus954960 test --roots-file servers.txt --jobs 64 --json-lines > results.jsonl
      A fleet: one root per line in servers.txt, results as they come
  wsus954960 test --save-to \\FILES\Results --quiet
      This machine; its document goes to a share, now or with the next run
  wsus954960 summary results.jsonl
      Counts over many saved results, and the machines that are not compliant
  wsus954960 report \\FILES\Results --output report.html
      A page for people: what to do today, which server blocks which clients, all machines
  wsus954960 join results.jsonl
      Which server blocks which clients, by the ids of the faults in their logs
  wsus954960 version Microsoft.UpdateServices.WebServices.Client.Dll
      Which WSUS release a DLL belongs to
  wsus954960 client-log C:\Windows\WindowsUpdate.log
      The failures in a client's log
  wsus954960 client-log - < WindowsUpdate.log
      The same, from standard input
  wsus954960 server-log SoftwareDistribution.log --json
      The exceptions in a server's log

",
    exit_codes!()
);

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Assess machines: verdict, reasons, what to do
    Test {
        #[command(flatten)]
        fleet: FleetArg,
        /// Log of the WSUS server, instead of those below the roots: it confirms or refutes a client's failures
        #[arg(long, value_name = "FILE")]
        server_log: Vec<PathBuf>,
        #[command(flatten)]
        since: SinceArg,
        #[command(flatten)]
        output: OutputArg,
        /// Print nothing but errors: the exit code is the answer
        #[arg(long, conflicts_with_all = ["json", "json_lines"])]
        quiet: bool,
        #[command(flatten)]
        save: SaveArg,
    },
    /// Tell which server blocks which clients, by the ids of the faults in their logs
    #[command(arg_required_else_help = true)]
    Join {
        /// Documents that were saved with --json or --json-lines, or folders with such .json and .jsonl files; which failures count in them was
        /// decided when they were saved
        #[arg(value_name = "FILE", conflicts_with = "since")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        fleet: FleetArg,
        #[command(flatten)]
        since: SinceArg,
        #[command(flatten)]
        output: OutputArg,
    },
    /// Count the results in many saved documents, and list the machines that are not compliant
    Summary {
        /// Documents that were saved with --json or --json-lines, or folders with such .json and .jsonl files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        json: JsonArg,
    },
    /// Write a report on many saved documents: a page for people, or a table
    Report {
        /// Documents that were saved with --json, --json-lines or --save-to, or folders with such .json and .jsonl files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// File to write; an older one is replaced
        #[arg(long, value_name = "FILE")]
        output: PathBuf,
        /// What to write; by default what the file's name calls for, else html
        #[arg(long, value_name = "FORMAT", value_parser = formats())]
        format: Option<Format>,
    },
    /// Tell which WSUS release a DLL belongs to, and whether it has the fix
    Version {
        #[command(flatten)]
        files: FilesArg,
        #[command(flatten)]
        json: JsonArg,
    },
    /// Find the failures in clients' WindowsUpdate.log files
    ClientLog {
        #[command(flatten)]
        files: LogsArg,
        #[command(flatten)]
        since: SinceArg,
        #[command(flatten)]
        json: JsonArg,
    },
    /// Find the exceptions in servers' SoftwareDistribution.log files
    ServerLog {
        #[command(flatten)]
        files: LogsArg,
        #[command(flatten)]
        since: SinceArg,
        #[command(flatten)]
        json: JsonArg,
    },
}

#[derive(Debug, clap::Args)]
pub struct FilesArg {
    /// Files to read
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub struct LogsArg {
    /// Logs to read, or - for standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

/// Machines, and how they are assessed.
#[derive(Debug, clap::Args)]
pub struct FleetArg {
    /// Folder that stands for a machine's system drive: an admin share, a mounted image, collected files
    #[arg(long, value_name = "DIR")]
    pub root: Vec<PathBuf>,
    /// File with one such folder per line, with or without quotation marks, or - for standard input; empty lines and lines that begin with
    /// # are ignored. A bad line is an error, and the other machines are still assessed
    #[arg(long, value_name = "FILE")]
    pub roots_file: Vec<PathBuf>,
    /// Follow links below a root that lead out of it too. Whoever made them chooses what is read, with your rights
    #[arg(long)]
    pub follow_links: bool,
    /// How many machines to assess at a time
    #[arg(long, value_name = "N", default_value_t = DEFAULT_CONCURRENCY, value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_CONCURRENCY)))]
    pub jobs: u32,
    /// Time limit for each machine in seconds; 0 for no limit
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    pub timeout: u32,
}

/// Where the documents are saved, and by when.
#[derive(Debug, clap::Args)]
pub struct SaveArg {
    /// Also save each machine's document there, as NAME.json. If the folder can't be reached, the document waits on this machine, and the next
    /// run delivers it
    #[arg(long, value_name = "DIR")]
    pub save_to: Option<PathBuf>,
    /// Where documents wait that can't be delivered; by default %ProgramData%\wsus954960\spool, to which only administrators have access
    /// (elsewhere than on Windows ~/.local/state/wsus954960/spool)
    #[arg(long, value_name = "DIR", requires = "save_to")]
    pub spool: Option<PathBuf>,
    /// Time limit for the whole run in seconds, 0 for none; by default 60 with --save-to. Machines without an answer by three quarters of it
    /// count as timed out, so that there is time to save
    #[arg(long, value_name = "SECONDS")]
    pub deadline: Option<u32>,
    /// Also write an event with each verdict to this Windows' Application log, source wsus954960
    #[arg(long)]
    pub event_log: bool,
}

/// The time limit of a run that saves, unless another is given.
const SAVING_DEADLINE: u32 = 60;

impl SaveArg {
    /// How long the whole run may take.
    pub fn limit(&self) -> Option<Duration> {
        let seconds = self.deadline.unwrap_or(if self.save_to.is_some() { SAVING_DEADLINE } else { 0 });
        (seconds > 0).then(|| Duration::from_secs(seconds.into()))
    }
}

#[derive(Debug, clap::Args)]
pub struct OutputArg {
    #[command(flatten)]
    pub json: JsonArg,
    /// Print JSON documents, one per line, each as soon as it is ready
    #[arg(long, conflicts_with = "json")]
    pub json_lines: bool,
}

#[derive(Debug, clap::Args)]
pub struct SinceArg {
    /// Count only failures from this time on: 2008-06-13, 2008-06-13T19:59:56 (by each log's own clock), or with Z or an offset
    #[arg(long, value_name = "TIME", value_parser = parse_since)]
    pub since: Option<Since>,
}

#[derive(Debug, clap::Args)]
pub struct JsonArg {
    /// Print JSON: one document, or an array for several inputs
    #[arg(long)]
    pub json: bool,
}

fn parse_since(text: &str) -> Result<Since, String> {
    Since::parse(text).ok_or_else(|| Since::FORMS.into())
}

/// The formats by their names.
fn formats() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.iter().map(|format| format.name())).map(|name| Format::of(format!("x.{name}").as_ref()))
}

/// The languages by their tags.
fn languages() -> impl TypedValueParser<Value = Language> {
    PossibleValuesParser::new(Language::ALL.iter().map(|language| language.name())).map(|tag| Language::of_locale(&tag))
}
