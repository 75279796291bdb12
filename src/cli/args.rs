//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use wsus954960::time::Since;

/// Tells whether a machine is hit by Microsoft Security Advisory 954960 (WSUS 3.0 and 3.0 SP1 stop deploying every update to
/// clients where Office 2003 is installed), why, and what to do.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, arg_required_else_help = true, after_help = EXIT_CODES, after_long_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_CODES: &str = "Exit code: 0 all compliant, or nothing found; 1 something is not compliant, or incidents were found; 2 an error, or no answer.";

const EXAMPLES: &str = r"Examples:
  wsus954960 test --root \\WSUS01\c$
      A server's or client's verdict over its admin share
  wsus954960 test --root \\WSUS01\c$ --root D:\Collected\PC17 --json
      Several machines as a JSON array
  wsus954960 test --root \\WSUS01\c$ --since 2008-08-04 --quiet
      Only the exit code; older failures do not count
  wsus954960 test --root \\PC17\c$ --server-log SoftwareDistribution.log
      A client, and what its server's log says of its failures
  wsus954960 version Microsoft.UpdateServices.WebServices.Client.Dll
      Which WSUS release a DLL belongs to
  wsus954960 client-log C:\Windows\WindowsUpdate.log
      The failures in a client's log
  wsus954960 server-log SoftwareDistribution.log --json
      The exceptions in a server's log

Exit code: 0 all compliant, or nothing found; 1 something is not compliant, or incidents were found; 2 an error, or no answer.";

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Assess machines: verdict, reasons, what to do
    Test {
        /// Folder that stands for a machine's system drive: an admin share, a mounted image, collected files
        #[arg(long, value_name = "DIR")]
        root: Vec<PathBuf>,
        /// Log of the WSUS server, in place of those below the roots: it confirms or refutes a client's failures
        #[arg(long, value_name = "FILE")]
        server_log: Vec<PathBuf>,
        #[command(flatten)]
        since: SinceArg,
        #[command(flatten)]
        json: JsonArg,
        /// Print nothing but errors: the exit code is the answer
        #[arg(long, conflicts_with = "json")]
        quiet: bool,
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
        files: FilesArg,
        #[command(flatten)]
        since: SinceArg,
        #[command(flatten)]
        json: JsonArg,
    },
    /// Find the exceptions in servers' SoftwareDistribution.log files
    ServerLog {
        #[command(flatten)]
        files: FilesArg,
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
pub struct SinceArg {
    /// Count only failures from this time on: 2008-06-13, 2008-06-13T19:59:56 (each log's own clock), or with Z or an offset
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
    Since::parse(text).ok_or_else(|| "write it as 2008-06-13, 2008-06-13T19:59:56 or 2008-06-13T19:59:56Z".into())
}
