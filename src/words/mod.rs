//! What people are told, in each language. Whoever adds a language writes one file, and the compiler says what is still missing in it.
//!
//! Logic speaks in codes and data; sentences are here and nowhere else. No sentence names an option of a command or a parameter of a
//! cmdlet: those who have them say so themselves.

mod en;
mod ko;

use crate::advisory::remedies::Remedy;
use crate::judge::reasons::Reason;
use crate::judge::verdict::Verdict;
use crate::values::language::Language;

/// What a language must say.
pub trait Words: Sync {
    /// Why a verdict is what it is, in one or two sentences.
    fn reason(&self, reason: &Reason) -> String;

    /// What to do, in full sentences.
    fn remedy(&self, remedy: Remedy) -> String;

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

/// The last part of a path of this or another system.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
