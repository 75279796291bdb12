//! The sentences for people, in each language. To add a language, write one folder like `en`: the compiler says what is still missing.
//!
//! Logic returns codes and data; sentences are here and nowhere else. No sentence names an option of the command or a parameter of a
//! cmdlet: the command and the module add those themselves.

mod en;
mod ko;

use std::fmt;
use std::io;
use std::time::Duration;

use crate::advisory::releases::{Basis, State};
use crate::advisory::remedies::Remedy;
use crate::advisory::troubles::Trouble;
use crate::judge::correlate::{Correlation, CorrelationResult};
use crate::judge::grounds::Ground;
use crate::judge::verdict::Verdict;
use crate::judge::version::VersionCheck;
use crate::recognise::client_scan::{ClientIncident, ClientScan, OtherFailure};
use crate::recognise::server_scan::{OtherFault, ServerIncident, ServerScan};
use crate::values::error::Error;
use crate::values::language::Language;
use crate::values::plain_text::plain;
use crate::values::problem::{Action, Place, Problem};
use crate::values::time::LocalTime;

/// The sentences of a language.
pub trait Words: Sync {
    /// Why a verdict is what it is, in one or two sentences.
    fn reason(&self, reason: &Ground) -> String;

    /// What to do, in full sentences.
    fn remedy(&self, remedy: Remedy) -> String;

    /// What a failure of another kind means, in one or two sentences.
    fn meaning(&self, trouble: Trouble) -> &'static str;

    /// What to look at because of it, in a sentence.
    fn look_at(&self, trouble: Trouble) -> &'static str;

    /// What went wrong and what to do, in one or two sentences that follow the file's name and a colon.
    fn problem(&self, problem: &Problem) -> String;

    /// Where it is, beside the path.
    fn place(&self, place: &Place) -> String;

    /// What messages call the standard input, whose path is `-`.
    fn standard_input(&self) -> &'static str;
}

/// The sentences of a language for the report about many machines.
pub trait PageWords: Words {
    /// A verdict as a headline, and its meaning in one sentence.
    fn verdict(&self, verdict: Verdict) -> (&'static str, &'static str);

    /// The headline for a machine that could not be assessed.
    fn no_answer(&self) -> &'static str;

    /// The result of joining a client's failures with a server's faults, as a headline.
    fn join_result(&self, result: CorrelationResult) -> &'static str;

    /// A heading, a column, or a sentence without data.
    fn label(&self, label: Label) -> &'static str;

    /// How many machines there are, and when and by what version of this program the report was made.
    fn made(&self, machines: u64, time: &str, tool: &str) -> String;

    /// How many clients a server blocks: those whose failures its log confirms, and those whose failures no log explains.
    fn blocked_clients(&self, confirmed: u64, unmatched: u64) -> String;

    /// How many clients fail at a server for another reason.
    fn refuted_clients(&self, count: u64) -> String;

    /// How many failures there were, and from when to when.
    fn failures_between(&self, count: u64, span: Option<(&str, &str)>) -> String;

    /// How many failures there were at most in an hour or a day.
    fn at_most(&self, count: u64, is_hour: bool) -> String;

    /// How many failures are outside a timeline.
    fn outside(&self, earlier: u64, later: u64) -> String;

    /// For how many hours a server's log goes on without a failure, and until when.
    fn quiet(&self, hours: u64, until: &str) -> String;

    /// How many things could not be read.
    fn unread(&self, count: u64) -> String;

    /// That only the first ones of a list are shown; other formats have them all.
    fn first_of(&self, shown: usize, total: usize) -> String;

    /// That there are more, which are not shown.
    fn and_more(&self, count: u64) -> String;

    /// That several documents claim these names.
    fn repeated(&self, names: &str) -> String;
}

/// The words of the report about many machines that have no data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// The report's title.
    Title,
    /// What to do today.
    Today,
    /// How many machines have which verdict.
    Verdicts,
    /// That nothing is to be done.
    NothingToDo,
    /// What to do about a server that has no document.
    AssessServer,
    /// A server that no log names.
    UnnamedServer,
    /// The failures over time.
    Timeline,
    /// By which clocks times are.
    Clocks,
    /// The servers.
    Servers,
    /// That there are none to show.
    NoServers,
    /// Which client failed at which server.
    Clients,
    /// That no client failed.
    NoClients,
    /// The machines.
    Machines,
    /// That no document is about a machine.
    NoMachines,
    /// What could not be read.
    Errors,
    /// That all could be read.
    NoErrors,
    /// What a report trusts.
    Trust,
    /// A field that filters a table.
    Filter,
    /// All verdicts.
    All,
    /// A column: a machine's name.
    Name,
    /// A column: the verdict.
    Verdict,
    /// A column: the first reason.
    Why,
    /// A column: the release and the version of WSUS.
    Version,
    /// A column: how many failures.
    Failures,
    /// A column: the first failure.
    First,
    /// A column: the last failure.
    Last,
    /// A column: a client.
    Client,
    /// A column: a server.
    Server,
    /// A column: what the server's log says.
    Result,
    /// A column: how many failures are confirmed.
    Confirmed,
    /// A column: how many are refuted.
    Refuted,
    /// A column: how many no log explains.
    Unmatched,
}

/// The sentences of a language that only the command's reports need. They are separate so that the library of the C ABI, which prints no
/// reports, does not carry them.
pub trait ReportWords: PageWords {
    /// The heading of a part of a report.
    fn heading(&self, heading: Heading) -> &'static str;

    /// A client's failure, and what the server's log says about it.
    fn correlation(&self, correlation: &Correlation) -> String;

    /// How many machines have which verdict, and how many could not be assessed.
    fn totals(&self, machines: u64, verdicts: &[(Verdict, u64)], unanswered: u64) -> String;

    /// How many machines in saved documents are compliant or not, and how many could not be assessed.
    fn compliance(&self, machines: u64, compliant: u64, not_compliant: u64, indeterminate: u64, unanswered: u64) -> String;

    /// How many files or documents could not be read.
    fn rejected(&self, count: u64) -> String;

    /// A client and the server at which it failed, if a log names it.
    fn client_and_server(&self, client: &str, server: Option<&str>) -> String;

    /// How many of a client's failures were confirmed, refuted (with the exceptions that caused them) and not matched, and the time of
    /// the last one.
    fn failures(&self, confirmed: u64, refuted: (u64, &str), unmatched: u64, last: Option<LocalTime>) -> String;

    /// That no client failed, among those to be joined.
    fn no_failures(&self) -> &'static str;

    /// That no client is among those to be joined.
    fn nothing_to_join(&self) -> &'static str;

    /// What to do where this machine can't be assessed: the options that name one folder and many.
    fn name_a_machine(&self, one: &str, many: &str) -> String;

    /// The version, the release and the state of a file.
    fn version(&self, check: &VersionCheck) -> String;

    /// The findings in a client's log, and its [extent](Self::client_extent).
    fn client_log(&self, log: &ClientScan) -> String;

    /// How many lines a client's log has, and from when to when.
    fn client_extent(&self, log: &ClientScan) -> String;

    /// One failure in a client's log.
    fn client_incident(&self, incident: &ClientIncident) -> String;

    /// From which time on failures in a log count, and whether it ends before that.
    fn counting(&self, since: &str, ends_before: bool) -> String;

    /// How many failures a client's log leaves undecided.
    fn partial_failures(&self, count: u64) -> String;

    /// How many failures of another kind a client's log has.
    fn other_failures(&self, failure: &OtherFailure) -> String;

    /// The findings in a server's log, and its [extent](Self::server_extent).
    fn server_log(&self, log: &ServerScan) -> String;

    /// How many lines a server's log has, and from when to when.
    fn server_extent(&self, log: &ServerScan) -> String;

    /// One exception in a server's log.
    fn server_incident(&self, incident: &ServerIncident) -> String;

    /// How many faults and exceptions a server's log leaves undecided.
    fn partial_faults(&self, count: u64) -> String;

    /// How many internal server errors of another cause a server's log has.
    fn other_faults(&self, count: u64) -> String;

    /// How many of them an exception caused.
    fn other_fault(&self, fault: &OtherFault) -> String;

    /// That a log's encoding changes, so that nothing is decided.
    fn mixed_encodings(&self) -> &'static str;

    /// That a log ends in the middle of a line, so that nothing is decided.
    fn cut_off(&self) -> &'static str;

    /// That only the latest incidents are shown, and the option of the command that shows more.
    fn latest(&self, shown: usize, option: &str) -> String;

    /// How many machines of a job are done, and how much time is left.
    fn progress(&self, done: &str, total: &str, left: &str) -> String;

    /// How many megabytes of a file have been read.
    fn megabytes(&self, done: u64, total: u64) -> String;

    /// How many documents wait in the spool, and why the first one could not be delivered.
    fn spooled(&self, count: u64, spool: &str, why: &str) -> String;

    /// That the time for the whole run is up.
    fn deadline(&self, seconds: u64) -> String;

    /// That the output could not be written.
    fn output_failed(&self, error: &io::Error) -> String;
}

/// The parts of the reports about a machine and about many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heading {
    /// The reasons.
    Why,
    /// The remedies.
    WhatToDo,
    /// The client's failures and the server's faults of the same ids.
    ClientAndServer,
    /// The errors.
    CouldNotBeRead,
    /// The files that were read.
    LookedAt,
    /// How many machines have which verdict.
    Verdicts,
    /// How many servers have which release.
    Releases,
    /// How many blocked clients call which server.
    BlockedBy,
    /// How many errors have which code.
    Errors,
}

/// The words of a language.
pub fn words(language: Language) -> &'static dyn Words {
    match language {
        Language::English => &en::English,
        Language::Korean => &ko::Korean,
    }
}

impl Error {
    /// The file, the cause and what to do, in a language. Names and paths are not escaped: [`plain`] makes them safe to show.
    pub fn message(&self, language: Language) -> String {
        let words = words(language);
        let place = self.place.as_ref().map(|place| words.place(place));
        // Whatever was opened is a file, even if its name is `-`.
        let is_opened = matches!(self.problem, Problem::System { action: Action::OpenFile | Action::OpenFolder, .. });
        let path = self.path.as_deref().map(|path| match path {
            "-" if !is_opened => words.standard_input().to_owned(),
            "" => "''".to_owned(),
            path => path.to_owned(),
        });
        // A machine has files, a file has lines and documents.
        let parts = match self.place {
            Some(Place::Machine { .. } | Place::ThisMachine {} | Place::Argument { .. }) => [place, path],
            _ => [path, place],
        };
        let message = parts.into_iter().flatten().chain([words.problem(&self.problem)]).collect::<Vec<_>>().join(": ");
        if self.place.is_none() && self.path.is_none() { capitalised(&message) } else { message }
    }
}

impl fmt::Display for Error {
    /// The [message](Error::message) in English, escaped so that nothing in it acts on a terminal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&plain(&self.message(Language::English)))
    }
}

impl std::error::Error for Error {}

/// The words of a language for reports.
pub fn report_words(language: Language) -> &'static dyn ReportWords {
    match language {
        Language::English => &en::English,
        Language::Korean => &ko::Korean,
    }
}

/// The words of a language for the report about many machines.
pub fn page_words(language: Language) -> &'static dyn PageWords {
    match language {
        Language::English => &en::English,
        Language::Korean => &ko::Korean,
    }
}

/// The last part of a path of this or another system.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// A text, or its replacement if it is empty.
fn or<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    if text.is_empty() { otherwise } else { text }
}

/// A sentence with nothing before it.
fn capitalised(sentence: &str) -> String {
    let mut rest = sentence.chars();
    rest.next().map_or(String::new(), |first| first.to_uppercase().chain(rest).collect())
}

/// A length of time in seconds: `300`, `0.5`.
fn seconds(milliseconds: u64) -> f64 {
    Duration::from_millis(milliseconds).as_secs_f64()
}

/// A list, as both languages write it.
fn list(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(", ")
}

/// An error, its name, and the ErrorCode of the server's fault: `0x8024400D (WU_E_PT_SOAP_CLIENT), ConfigChanged(2)`.
fn error(code: &str, name: Option<&str>, error_code: Option<&str>) -> String {
    let name = name.map_or(String::new(), |name| format!(" ({name})"));
    let error_code = error_code.map_or(String::new(), |error_code| format!(", {error_code}"));
    format!("{code}{name}{error_code}")
}

/// What is known about a trouble, in sentences that follow others: what it means, what to look at, and the page, last so that it can be copied.
fn explained(words: &dyn Words, trouble: Option<Trouble>) -> String {
    trouble.map_or(String::new(), |trouble| {
        format!(" {} {} {}", words.meaning(trouble), words.look_at(trouble), trouble.page().url())
    })
}

/// Whether a file's state is a conclusion of this program, and not the advisory's own word.
fn is_inferred(check: &VersionCheck) -> bool {
    check.basis == Basis::Inference && check.state != State::Unknown
}
