//! What people are told, in each language. Whoever adds a language writes one file, and the compiler says what is still missing in it.
//!
//! Logic speaks in codes and data; sentences are here and nowhere else. No sentence names an option of a command or a parameter of a
//! cmdlet: those who have them say so themselves.

mod en;
mod ko;

use std::fmt;
use std::time::Duration;

use crate::advisory::remedies::Remedy;
use crate::judge::reasons::Reason;
use crate::judge::verdict::Verdict;
use crate::values::error::Error;
use crate::values::language::Language;
use crate::values::plain_text::plain;
use crate::values::problem::{Place, Problem};

/// What a language must say.
pub trait Words: Sync {
    /// Why a verdict is what it is, in one or two sentences.
    fn reason(&self, reason: &Reason) -> String;

    /// What to do, in full sentences.
    fn remedy(&self, remedy: Remedy) -> String;

    /// What went wrong and what to do, in one or two sentences that go on after the file's name.
    fn problem(&self, problem: &Problem) -> String;

    /// Where it is, beside the path.
    fn place(&self, place: &Place) -> String;

    /// What messages call the standard input, whose path is `-`.
    fn standard_input(&self) -> &'static str;

    /// A verdict as a headline, and what it means in a sentence.
    fn verdict(&self, verdict: Verdict) -> (&'static str, &'static str);

    /// The heading of a part of a report.
    fn heading(&self, heading: Heading) -> &'static str;
}

/// The parts of a machine's report.
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
}

/// The words of a language.
pub fn words(language: Language) -> &'static dyn Words {
    match language {
        Language::English => &en::English,
        Language::Korean => &ko::Korean,
    }
}

impl Error {
    /// The file, the cause and what to do, in a language. The texts of names and files are as they are: [`plain`] makes them safe to show.
    pub fn message(&self, language: Language) -> String {
        let words = words(language);
        let place = self.place.as_ref().map(|place| words.place(place));
        let path = self.path.as_deref().map(|path| match path {
            "-" => words.standard_input().to_owned(),
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
    /// The [message](Error::message) in English, in which nothing acts on a terminal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&plain(&self.message(Language::English)))
    }
}

impl std::error::Error for Error {}

/// The last part of a path of this or another system.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// A text, or what stands for it where there is none.
fn or<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    if text.is_empty() { otherwise } else { text }
}

/// A sentence that nothing stands before.
fn capitalised(sentence: &str) -> String {
    let mut rest = sentence.chars();
    rest.next().map_or(String::new(), |first| first.to_uppercase().chain(rest).collect())
}

/// A length of time in seconds: `300`, `0.5`.
fn seconds(milliseconds: u64) -> f64 {
    Duration::from_millis(milliseconds).as_secs_f64()
}
