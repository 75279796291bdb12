//! How long a document may be, and what is left out of one that would be longer. Nothing here changes an answer: verdicts, counts and joins
//! are decided before a document is made.

use std::mem::take;

use serde::Serialize;
use serde_json::Value;

use crate::document::{Assessment, ClientLog, ErrorDocument, Join, Progress, ServerLog, Summary, to_json};

/// The most characters of a document's JSON text, in UTF-16 code units. `ConvertFrom-Json` of Windows PowerShell 5.1 refuses more than
/// 2,097,152 (`JavaScriptSerializer.MaxJsonLength`, Microsoft).
pub const BUDGET: usize = 2_000_000;

/// What the place of a target in a job adds to its document: `,"index":4294967295`.
const INDEX: usize = 20;

/// The bytes of a text of the caller's that a document repeats, if it has no room for more. A path of Windows has at most 32,767 characters.
const TEXT: usize = 32_767;

/// A document that can leave out a part of itself.
pub trait Bounded: Serialize + Sized {
    /// Leaves out what is least needed until the JSON text has at most `budget` characters, and counts it.
    fn shorten(&mut self, budget: usize);

    /// The document within the [`BUDGET`].
    fn bounded(mut self) -> Self {
        if length(&self) > BUDGET - INDEX {
            self.shorten(BUDGET - INDEX);
        }
        self
    }
}

/// The length of the JSON text, in UTF-16 code units.
fn length(value: &impl Serialize) -> usize {
    to_json(value).encode_utf16().count()
}

/// The length of an item of a list, with its comma.
fn length_in_list(item: &impl Serialize) -> usize {
    length(item) + 1
}

/// Keeps as many of the first items as there is room for, and returns how many are left out.
fn keep_first<T: Serialize>(items: &mut Vec<T>, room: usize) -> u64 {
    let all = items.len();
    items.truncate(how_many(items.iter(), room));
    (all - items.len()) as u64
}

/// Keeps as many of the last items as there is room for, and returns how many are left out.
fn keep_last<T: Serialize>(items: &mut Vec<T>, room: usize) -> u64 {
    let omitted = items.len() - how_many(items.iter().rev(), room);
    items.drain(..omitted);
    omitted as u64
}

fn clip(text: &mut String) {
    text.truncate(text.floor_char_boundary(TEXT));
}

fn clip_texts(data: &mut Value) {
    match data {
        Value::String(text) => clip(text),
        Value::Array(items) => items.iter_mut().for_each(clip_texts),
        Value::Object(fields) => fields.values_mut().for_each(clip_texts),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn how_many<'a, T: Serialize + 'a>(items: impl Iterator<Item = &'a T>, mut room: usize) -> usize {
    let fits = |item: &&T| room.checked_sub(length_in_list(*item)).map(|rest| room = rest).is_some();
    items.take_while(fits).count()
}

impl Bounded for ClientLog {
    fn shorten(&mut self, budget: usize) {
        let mut incidents = take(&mut self.0.incidents);
        self.0.incidents_omitted += keep_last(&mut incidents, budget.saturating_sub(length(self)));
        self.0.incidents = incidents;
    }
}

impl Bounded for ServerLog {
    /// The faults may take half of the room: they are what explains a client's failures.
    fn shorten(&mut self, budget: usize) {
        let (mut incidents, mut faults) = (take(&mut self.0.incidents), take(&mut self.0.faults));
        self.0.faults_omitted += keep_last(&mut faults, budget.saturating_sub(length(self)) / 2);
        self.0.faults = faults;
        self.0.incidents_omitted += keep_last(&mut incidents, budget.saturating_sub(length(self)));
        self.0.incidents = incidents;
    }
}

/// A log in an assessment.
trait Log: Bounded {
    /// Whether it says something about the problem.
    fn has_findings(&self) -> bool;

    /// Its length without the lists that can be shortened.
    fn least(&mut self) -> usize;
}

impl Log for ClientLog {
    fn has_findings(&self) -> bool {
        self.incident_count + self.partial_count > 0
    }

    fn least(&mut self) -> usize {
        let incidents = take(&mut self.0.incidents);
        let least = length_in_list(self);
        self.0.incidents = incidents;
        least
    }
}

impl Log for ServerLog {
    fn has_findings(&self) -> bool {
        self.incident_count + self.partial_count > 0 || !self.faults.is_empty()
    }

    fn least(&mut self) -> usize {
        let lists = (take(&mut self.0.incidents), take(&mut self.0.faults));
        let least = length_in_list(self);
        (self.0.incidents, self.0.faults) = lists;
        least
    }
}

/// Keeps the logs for which there is room, at least without their incidents, and shortens them. Those that say something come first; the
/// others leave half of the room, and those that were found first are kept. Returns how many are left out.
fn keep_logs<T: Log>(logs: &mut Vec<T>, room: usize) -> u64 {
    let mut rest = room;
    let mut order: Vec<usize> = (0..logs.len()).collect();
    order.sort_by_key(|at| !logs[*at].has_findings());
    let mut is_kept = vec![false; logs.len()];
    let mut kept = Vec::new();
    for at in order {
        let least = logs[at].least();
        let reserved = if logs[at].has_findings() { 0 } else { room / 2 };
        if least + reserved <= rest {
            rest -= least;
            is_kept[at] = true;
            kept.push((length_in_list(&logs[at]) - least, at, least));
        }
    }
    // Those that need less than their share leave the rest to the others.
    kept.sort_unstable();
    let mut left = kept.len();
    for (more, at, least) in kept {
        let share = (rest / left).min(more);
        if share < more {
            logs[at].shorten(least - 1 + share);
        }
        rest -= share;
        left -= 1;
    }
    let mut kept = is_kept.iter();
    let all = logs.len();
    logs.retain(|_| *kept.next().expect("one for each log"));
    (all - logs.len()) as u64
}

impl Bounded for Assessment {
    /// Errors and correlations may take an eighth of the room each, the server's logs half of what is left then.
    fn shorten(&mut self, budget: usize) {
        clip(&mut self.target.name);
        let (mut clients, mut servers) = (take(&mut self.client_logs), take(&mut self.server_logs));
        let (mut errors, mut correlations) = (take(&mut self.errors), take(&mut self.correlations));
        let part = budget.saturating_sub(length(self)) / 8;
        self.errors_omitted += keep_first(&mut errors, part);
        self.correlations_omitted += keep_last(&mut correlations, part);
        (self.errors, self.correlations) = (errors, correlations);
        self.server_logs_omitted += keep_logs(&mut servers, budget.saturating_sub(length(self)) / 2);
        self.server_logs = servers;
        self.client_logs_omitted += keep_logs(&mut clients, budget.saturating_sub(length(self)));
        self.client_logs = clients;
    }
}

impl Bounded for Join {
    fn shorten(&mut self, budget: usize) {
        let mut correlations = take(&mut self.correlations);
        self.correlations_omitted += keep_last(&mut correlations, budget.saturating_sub(length(self)));
        self.correlations = correlations;
    }
}

impl Bounded for Summary {
    /// How many could not be read is in `rejected_count`.
    fn shorten(&mut self, budget: usize) {
        let mut rejected = take(&mut self.rejected);
        keep_first(&mut rejected, budget.saturating_sub(length(self)));
        self.rejected = rejected;
    }
}

impl Bounded for ErrorDocument {
    fn shorten(&mut self, _: usize) {
        clip(&mut self.message);
        self.path.iter_mut().for_each(clip);
        clip_texts(&mut self.data);
        self.place.iter_mut().for_each(|place| clip_texts(&mut place.data));
    }
}

impl Bounded for Progress {
    fn shorten(&mut self, _: usize) {
        self.target.iter_mut().for_each(clip);
    }
}
