//! The command `wsus954960`: the library's answers for a terminal, a script or a compliance baseline.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
