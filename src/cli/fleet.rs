//! Many machines, and many saved documents.

use std::collections::HashSet;
use std::io::{self, IsTerminal, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use wsus954960::internals::document::{Assessment, ErrorDocument, Join, Progress};
use wsus954960::internals::fleet::join::{Servers, client_of, doubts};
use wsus954960::internals::fleet::report::{self as fleet_report, ReportRequest};
use wsus954960::internals::fleet::saved::SavedDocument;
use wsus954960::internals::fleet::sources::Sources;
use wsus954960::internals::fleet::{Answer, Job, Limits, Next, summary};
use wsus954960::internals::values::plain_text::plain;
use wsus954960::internals::values::problem::{Action, Problem};
use wsus954960::internals::words::{ReportWords, report_words};
use wsus954960::{AssessOptions, Error, ErrorCode, Language};

use super::args::{FleetArg, SaveArg};
use super::event_log::Event;
use super::report::Page;
use super::roots::{self, Root};
use super::saving::{Saving, machine};
use super::{Outcome, Output, Printer, complain, report};

/// Assesses the machines, or this one if none is given, and saves their documents.
pub fn test(fleet: &FleetArg, options: &AssessOptions, save: &SaveArg, language: Language, output: Output) -> Outcome {
    if save.event_log && !cfg!(windows) {
        return refuse(&Error::argument("--event-log", Problem::NoEventLog {}), language);
    }
    let deadline = save.limit().map(|limit| (Instant::now() + limit, limit));
    let words = report_words(language);
    if let Some((end, limit)) = deadline {
        end_after(end, words.deadline(limit.as_secs()));
    }
    let roots = match fleet.roots() {
        Ok(roots) if roots.is_empty() => vec![Ok(None)],
        Ok(roots) => roots.into_iter().map(|root| root.map(Some)).collect(),
        Err(error) => return refuse(&error, language),
    };
    let single = roots.len() == 1;
    let mut printer = Printer::new(output, single, language);
    let mut totals = report::Totals::new(words);
    let mut lacks_root = false;
    let mut saving = Saving::start(save, language);
    let mut events = Vec::new();
    let folders: Vec<Option<Option<PathBuf>>> = roots.iter().map(|root| root.as_ref().ok().cloned()).collect();
    let assessed = fleet.assess(roots, options, deadline, words, |index, result| {
        totals.add(result.as_ref().ok());
        lacks_root |= result.as_ref().is_err_and(|error| matches!(error.problem, Problem::NotWindows {}));
        let answer = result.map_err(|error| ErrorDocument::new(&error, language));
        if save.event_log {
            events.push(event(&answer, words));
        }
        let Some(saving) = &mut saving else { return printer.print(index, answer) };
        // A line that names no machine has no document.
        if let Some(root) = &folders[index] {
            match &answer {
                Ok(assessment) => saving.save(&assessment.target, assessment),
                Err(error) => saving.save(&machine(root.as_deref()), error),
            }
        }
        // Documents are saved although nobody reads the output any more.
        let _ = printer.print(index, answer);
        ControlFlow::Continue(())
    });
    if let Some(failed) = saving.and_then(|saving| saving.finish(deadline, words)) {
        printer.cut_short();
        if save.event_log {
            events.push((Event::NotSaved, failed.message(language)));
        }
    }
    // What one event lacks, the others lack too: it is said once.
    if let Err(error) = events.iter().try_for_each(|(event, text)| event.write(text)) {
        complain(error.message(language));
    }
    if lacks_root {
        complain(printer.words.name_a_machine("--root DIR", "--roots-file FILE"));
    }
    match assessed {
        Ok(0) if output == Output::Text && !single && !printer.closed => {
            let written = writeln!(io::stdout(), "\n{totals}");
            printer.note(written);
        }
        Ok(0) => {}
        Ok(_left) => printer.cut_short(),
        Err(error) => return refuse(&error, language),
    }
    printer.finish()
}

/// Joins clients and servers: those of saved documents and those of the roots.
pub fn join(files: Vec<PathBuf>, fleet: &FleetArg, options: &AssessOptions, language: Language, output: Output) -> Outcome {
    let roots = match fleet.roots() {
        Ok(roots) => roots,
        Err(error) => return refuse(&error, language),
    };
    let mut printer = Printer::new(output, false, language);
    let mut count = 0;
    let mut print = |printer: &mut Printer<Join>, join| {
        count += 1;
        printer.print(count, join)
    };
    let mut servers = Servers::default();
    let mut clients: Vec<Assessment> = Vec::new();
    let mut client_logs = 0;
    let roots = roots.into_iter().map(|root| root.map(Some)).collect();
    let words = printer.words;
    let assessed = fleet.assess(roots, options, None, words, |_, result| match result {
        Ok(mut assessment) => {
            servers.add(&assessment);
            client_logs += assessment.client_logs.len();
            doubts(&assessment, language).into_iter().try_for_each(|doubt| print(&mut printer, Err(doubt)))?;
            // Clients without failures are not needed any more.
            if assessment.client_logs.iter().any(|log| log.incident_count > 0) {
                assessment.server_logs.clear();
                clients.push(assessment);
            }
            ControlFlow::Continue(())
        }
        Err(error) => print(&mut printer, Err(ErrorDocument::new(&error, language))),
    });
    match assessed {
        Ok(0) => {}
        Ok(_left) => printer.cut_short(),
        Err(error) => return refuse(&error, language),
    }
    let sources = Sources { files, language: Some(language), ..Sources::default() };
    let files = wsus954960::evidence_disk();
    let mut documents = sources.on(&files);
    if !printer.closed && servers.add_saved(&mut documents, &mut |error| print(&mut printer, Err(error))).is_break() {
        printer.cut_short();
    }
    // If nobody reads the output any more, it ends without this join.
    let mut each = |join: Result<Join, ErrorDocument>| {
        if printer.closed {
            printer.cut_short();
            return ControlFlow::Break(());
        }
        let _ = print(&mut printer, join);
        ControlFlow::Continue(())
    };
    let mut joins = clients.iter().flat_map(|client| servers.join(&client.target.name, &client.client_logs)).map(Ok);
    if joins.try_for_each(&mut each).is_continue() {
        let _ = documents.each(&mut |saved| {
            let saved = match saved {
                Ok(saved) => saved,
                Err(error) => return each(Err(ErrorDocument::new(&error, language))),
            };
            let Some((name, logs)) = client_of(&saved.document) else { return ControlFlow::Continue(()) };
            client_logs += logs.len();
            servers.join(name, logs).into_iter().map(Ok).try_for_each(&mut each)
        });
    }
    if client_logs == 0 && printer.outcome == Outcome::Good {
        complain(words.nothing_to_join());
        printer.cut_short();
    } else if output == Output::Text && count == 0 {
        printer.note(writeln!(io::stdout(), "{}", words.no_failures()));
    }
    printer.finish()
}

/// Counts the results in saved documents.
pub fn summary(files: Vec<PathBuf>, language: Language, output: Output) -> Outcome {
    let mut printer = Printer::new(output, true, language);
    let sources = Sources { files, language: Some(language), ..Sources::default() };
    let words = printer.words;
    let mut out = io::stdout().lock();
    let summary = summary::summarise(&mut sources.on(&wsus954960::evidence_disk()), |saved| {
        // Nobody reads the output any more, neither this document's line nor the counts.
        if printer.closed {
            printer.cut_short();
            return ControlFlow::Break(());
        }
        let written = match saved {
            Ok(saved) => match &saved.document {
                SavedDocument::Assessment(machine) if output == Output::Text && machine.compliant != Some(true) => {
                    report::machine_line(machine, &mut Page::new(&mut out, words))
                }
                SavedDocument::Error(error) if output == Output::Text => {
                    report::unanswered_line(error, &mut Page::new(&mut out, words))
                }
                _ => Ok(()),
            },
            Err(error) => {
                complain(error.message(language));
                Ok(())
            }
        };
        printer.note(written);
        ControlFlow::Continue(())
    });
    drop(out);
    let _ = printer.print(0, Ok(summary));
    printer.finish()
}

/// The event for a machine's answer, and its text.
fn event(answer: &Result<Assessment, ErrorDocument>, words: &dyn ReportWords) -> (Event, String) {
    match answer {
        Ok(machine) => {
            let (headline, meaning) = words.verdict(machine.verdict);
            let reasons: Vec<&str> = machine.reasons.iter().map(|reason| &*reason.text).collect();
            let text = format!("{}: {headline}. {meaning} {}", machine.target.name, reasons.join(" "));
            (Event::Verdict(machine.verdict), plain(&text).into_owned())
        }
        Err(error) => (Event::NoAnswer, format!("{}. {error}", words.no_answer())),
    }
}

/// Ends the process a second after its time is up, should anything hang that is not given up by then: a list of roots on a dead share, the
/// output, the spool.
fn end_after(end: Instant, message: String) {
    std::thread::spawn(move || {
        std::thread::sleep((end + Duration::from_secs(1)).saturating_duration_since(Instant::now()));
        complain(message);
        std::process::exit(Outcome::Unknown as i32)
    });
}

/// Writes a report on saved documents, and prints the counts.
pub fn report(request: &ReportRequest, language: Language) -> Outcome {
    let summary = match fleet_report::write(request, &wsus954960::evidence_disk(), &wsus954960::delivery_disk()) {
        Ok(summary) => summary,
        Err(error) => return refuse(&error, language),
    };
    summary.rejected.iter().for_each(complain);
    let mut printer = Printer::new(Output::Text, true, language);
    let _ = printer.print(0, Ok(summary));
    printer.finish()
}

/// A command line that can't be carried out.
fn refuse(error: &Error, language: Language) -> Outcome {
    complain(error.message(language));
    Outcome::Unknown
}

impl FleetArg {
    /// The roots in their order; duplicates in files are left out.
    fn roots(&self) -> Result<Vec<Root>, Error> {
        let key = |root: &Path| if cfg!(windows) { root.to_string_lossy().to_lowercase().into() } else { root.to_owned() };
        let mut known: HashSet<PathBuf> = self.root.iter().map(|root| key(root)).collect();
        let mut all: Vec<Root> = self.root.iter().cloned().map(Ok).collect();
        for file in &self.roots_file {
            let roots = roots::read(file)?;
            all.extend(roots.into_iter().filter(|root| root.as_ref().map_or(true, |root| known.insert(key(root)))));
        }
        Ok(all)
    }

    /// Assesses the machines until `visit` has enough, and shows its progress on a terminal. Each answer comes with its machine's place in
    /// `roots`, in which `None` is this machine. Returns how many have no answer because `visit` had enough.
    fn assess(
        &self,
        roots: Vec<Result<Option<PathBuf>, Error>>,
        options: &AssessOptions,
        deadline: Option<(Instant, Duration)>,
        words: &dyn ReportWords,
        mut visit: impl FnMut(usize, Result<Assessment, Error>) -> ControlFlow<()>,
    ) -> Result<usize, Error> {
        let mut left = roots.len();
        let (mut places, mut targets) = (Vec::new(), Vec::new());
        for (place, root) in roots.into_iter().enumerate() {
            match root {
                Ok(root) => {
                    places.push(place);
                    targets.push(AssessOptions { root, follow_links: self.follow_links, ..options.clone() });
                }
                // There is nothing to assess.
                Err(error) => {
                    left -= 1;
                    if visit(place, Err(error)).is_break() {
                        return Ok(left);
                    }
                }
            }
        }
        let bar = progress_bar(targets.len() as u64, words);
        let timeout = Some(Duration::from_secs(self.timeout.into())).filter(|timeout| !timeout.is_zero());
        let job = Job::start(targets, Limits { concurrency: Some(self.jobs), timeout })?;
        // What is left of the time is for saving.
        let mut end = deadline.map(|(end, limit)| end - limit / 4);
        let out_of_time = |mut error: Error| {
            if let (Problem::Cancelled {}, Some((_, limit))) = (&error.problem, deadline) {
                error.code = ErrorCode::TimedOut;
                error.problem = Problem::TimedOut { timeout_ms: limit.as_millis() as u64, action: Action::FindEvidence };
            }
            error
        };
        loop {
            if end.is_some_and(|end| end <= Instant::now()) {
                job.cancel();
                end = None;
            }
            match job.next(end.map_or(Duration::MAX, |end| end.saturating_duration_since(Instant::now()))) {
                Next::Answer(answer) => {
                    let Answer { index, result } = *answer;
                    let result = result.map_err(out_of_time);
                    left -= 1;
                    if bar.suspend(|| visit(places[index], result)).is_break() {
                        job.cancel();
                        break;
                    }
                    bar.inc(1);
                }
                Next::Progress(progress) => bar.set_message(progress_message(&progress, words)),
                Next::Document(_) | Next::Nothing => {}
                Next::Finished => break,
            }
        }
        bar.finish_and_clear();
        Ok(left)
    }
}

/// The bar's text beside the number of machines that are done.
fn progress_message(progress: &Progress, words: &dyn ReportWords) -> String {
    let megabytes = |total| format!(" {}", words.megabytes(progress.bytes_done >> 20, total >> 20));
    let file = progress.bytes_total.map_or(String::new(), megabytes);
    format!("{}{file}", plain(progress.target.as_deref().unwrap_or_default()))
}

/// A bar on the terminal, if there is one and there is more than one machine.
fn progress_bar(machines: u64, words: &dyn ReportWords) -> ProgressBar {
    if machines < 2 || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let progress = words.progress("{pos}", "{len}", "{eta}");
    let style = ProgressStyle::with_template(&format!("{{bar:30}} {progress}  {{wide_msg}}"));
    ProgressBar::new(machines).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bars_message_does_not_act_on_the_terminal() {
        let progress: Progress = serde_json::from_value(serde_json::json!({
            "schemaVersion": 1, "kind": "progress", "target": "\u{1b}[2J\rx", "phase": "clientLog", "bytesDone": 3 << 20,
            "bytesTotal": 5 << 20, "targetsDone": 0, "targetsTotal": 2,
        }))
        .unwrap();
        assert_eq!(progress_message(&progress, report_words(Language::English)), r"\u{1b}[2J\rx 3 of 5 MB");
    }
}
