//! Many machines, and many saved documents.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use wsus954960::document::{Assessment, Join};
use wsus954960::evidence::blocks::TextReader;
use wsus954960::job::{Answer, Job, Next, Request};
use wsus954960::join::{Servers, doubts};
use wsus954960::saved::{Document as SavedDocument, Sources};
use wsus954960::{AssessOptions, Error, ErrorCode, summary};

use super::args::FleetArg;
use super::{Outcome, Output, Printer, report};

/// Assesses the machines, or this one if none is given.
pub fn test(fleet: &FleetArg, options: &AssessOptions, output: Output) -> Outcome {
    let roots = match fleet.roots() {
        Ok(roots) if roots.is_empty() => vec![None],
        Ok(roots) => roots.into_iter().map(Some).collect(),
        Err(error) => return refuse(&error),
    };
    let single = roots.len() == 1;
    let targets = roots.into_iter().map(|root| AssessOptions { root, ..options.clone() }).collect();
    let mut printer = Printer::new(output, single);
    let mut totals = report::Totals::default();
    let assessed = fleet.assess(targets, |Answer { index, result }| {
        totals.add(result.as_ref().ok());
        printer.print(index, result)
    });
    if let Err(error) = assessed {
        return refuse(&error);
    }
    if output == Output::Text && !single {
        let written = writeln!(io::stdout(), "\n{totals}");
        printer.note(written);
    }
    printer.finish()
}

/// Joins clients and servers: those of saved documents and those of the roots.
pub fn join(files: Vec<PathBuf>, fleet: &FleetArg, options: &AssessOptions, output: Output) -> Outcome {
    let roots = match fleet.roots() {
        Ok(roots) => roots,
        Err(error) => return refuse(&error),
    };
    let mut printer = Printer::new(output, false);
    let mut count = 0;
    let mut print = |printer: &mut Printer<Join>, join| {
        count += 1;
        printer.print(count, join)
    };
    let mut servers = Servers::default();
    let mut clients: Vec<Assessment> = Vec::new();
    let targets = roots.into_iter().map(|root| AssessOptions { root: Some(root), ..options.clone() }).collect();
    let assessed = fleet.assess(targets, |Answer { result, .. }| match result {
        Ok(assessment) => {
            servers.add(&assessment);
            doubts(&assessment).into_iter().try_for_each(|doubt| print(&mut printer, Err(doubt)))?;
            // Of the others nothing is needed any more.
            if assessment.client_logs.iter().any(|log| log.incident_count > 0) {
                clients.push(Assessment { server_logs: Vec::new(), ..assessment });
            }
            ControlFlow::Continue(())
        }
        Err(error) => print(&mut printer, Err(error)),
    });
    if let Err(error) = assessed {
        return refuse(&error);
    }
    let sources = Sources { files, ..Sources::default() };
    let _ = servers.add_saved(&sources, &mut |error| print(&mut printer, Err(error)));
    let mut joins = clients.iter().flat_map(|client| servers.join(&client.target.name, &client.client_logs));
    let _ = joins.try_for_each(|join| print(&mut printer, Ok(join)));
    let _ = servers.join_saved(&sources, &mut |join| print(&mut printer, Ok(join)));
    if output == Output::Text && count == 0 {
        printer.note(writeln!(io::stdout(), "No client's log shows the failure."));
    }
    printer.finish()
}

/// Counts what saved documents say.
pub fn summary(files: Vec<PathBuf>, output: Output) -> Outcome {
    let mut printer = Printer::new(output, true);
    let sources = Sources { files, ..Sources::default() };
    let mut out = io::stdout().lock();
    let summary = summary::summarise(&sources, |saved| {
        let written = match saved {
            Ok(saved) => match &saved.document {
                SavedDocument::Assessment(machine) if output == Output::Text && machine.compliant != Some(true) => {
                    report::machine_line(machine, &mut out)
                }
                SavedDocument::Error(error) if output == Output::Text => writeln!(out, "{:<14} {error}", "NO ANSWER"),
                _ => Ok(()),
            },
            Err(error) => writeln!(io::stderr(), "wsus954960: {error}"),
        };
        // Whoever reads our output may stop.
        if written.is_err() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    drop(out);
    let _ = printer.print(0, Ok(summary));
    printer.finish()
}

/// A command line that can't be carried out.
fn refuse(error: &Error) -> Outcome {
    eprintln!("wsus954960: {error}");
    Outcome::Unknown
}

impl FleetArg {
    /// The roots, those of the files each once.
    fn roots(&self) -> Result<Vec<PathBuf>, Error> {
        let mut roots = self.root.clone();
        let key = |root: &Path| if cfg!(windows) { root.to_string_lossy().to_lowercase().into() } else { root.to_owned() };
        let mut known: HashSet<PathBuf> = roots.iter().map(|root| key(root)).collect();
        for file in &self.roots_file {
            let text = read_text(file).map_err(|error| Error::from_io(file, "reading the roots", &error))?;
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
            let mut given = false;
            for root in lines.map(Path::new) {
                given = true;
                if known.insert(key(root)) {
                    roots.push(root.to_owned());
                }
            }
            // An empty list is a mistake, and not this machine.
            if !given {
                return Err(Error::about(file, ErrorCode::InvalidArgument, "there is no root in this file; write one a line."));
            }
        }
        Ok(roots)
    }

    /// Looks at the machines, until `visit` has enough, and shows on a terminal how far it is.
    fn assess(&self, targets: Vec<AssessOptions>, mut visit: impl FnMut(Answer) -> ControlFlow<()>) -> Result<(), Error> {
        let bar = progress_bar(targets.len() as u64);
        let timeout = Some(Duration::from_secs(self.timeout.into())).filter(|timeout| !timeout.is_zero());
        let job = Job::start(Request { targets, concurrency: Some(self.jobs), timeout })?;
        loop {
            match job.next(Duration::MAX) {
                Next::Answer(answer) => {
                    if bar.suspend(|| visit(*answer)).is_break() {
                        break;
                    }
                    bar.inc(1);
                }
                Next::Progress(progress) => {
                    let file = progress
                        .bytes_total
                        .map_or(String::new(), |total| format!(" {} of {} MB", progress.bytes_done >> 20, total >> 20));
                    bar.set_message(format!("{}{file}", progress.target.unwrap_or_default()));
                }
                Next::Nothing => {}
                Next::Finished => break,
            }
        }
        bar.finish_and_clear();
        Ok(())
    }
}

/// A bar on the terminal, if there is one and there is more than one machine.
fn progress_bar(machines: u64) -> ProgressBar {
    if machines < 2 || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {pos} of {len} machines, {eta} left  {wide_msg}");
    ProgressBar::new(machines).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// A text file in UTF-8 or UTF-16, or the standard input.
fn read_text(file: &Path) -> io::Result<String> {
    let mut text = String::new();
    if file == Path::new("-") {
        TextReader::new(io::stdin().lock()).read_to_string(&mut text)?;
    } else {
        TextReader::new(File::open(file)?).read_to_string(&mut text)?;
    }
    Ok(text)
}
