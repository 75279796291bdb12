//! Documents in texts that come one by one, as from a pipeline: each text is read by itself, whatever the others contain.
//!
//! A text has one document, an array of them, or several one after the other. If one ends in the middle of a document, the next ones
//! continue it, like the lines of a file. What is not a document costs one error, which names the text in which it begins, and nothing
//! that follows: if the continuation makes no sense, reading begins anew.

use std::ops::ControlFlow;

use serde_json::Deserializer;
use serde_json::value::RawValue;

use crate::fleet::saved::{Saved, parse};
use crate::values::error::Error;
use crate::values::problem::{Place, Problem};

/// How deep a broken document is searched for documents that were taken for parts of it. Each level reads the texts once more.
const DEPTH: usize = 16;

type Visit<'a> = &'a mut dyn FnMut(Result<Saved, Error>) -> ControlFlow<()>;

/// Visits the documents in the texts, and an error for anything else.
pub(crate) fn each(texts: &[String], visit: Visit) -> ControlFlow<()> {
    let mut all = String::with_capacity(texts.iter().map(|text| text.len() + 1).sum());
    let mut starts = Vec::with_capacity(texts.len());
    for text in texts {
        starts.push(all.len());
        all.push_str(text.strip_prefix('\u{feff}').unwrap_or(text));
        // A JSON string can't continue after the end of a line, so it never joins two texts.
        all.push('\n');
    }
    let mut reader = Parser { is_told: vec![false; starts.len()], all: &all, starts, part_until: 0, found: 0, visit };
    reader.read(0, all.len(), 0)
}

struct Parser<'a> {
    /// The texts, with a line end after each.
    all: &'a str,
    /// Where each text begins.
    starts: Vec<usize>,
    /// For each text, whether an error about it was reported.
    is_told: Vec<bool>,
    /// Texts before this one belong to something that an error was reported about.
    part_until: usize,
    /// How many documents have been found.
    found: usize,
    visit: Visit<'a>,
}

/// The array being read.
struct Array {
    /// The text in which it begins.
    text: usize,
    is_empty: bool,
    next: Expected,
}

/// What may come next in an array.
#[derive(Clone, Copy, PartialEq)]
enum Expected {
    ElementOrEnd,
    CommaOrEnd,
    Element,
    /// An element could not be read.
    Anything,
}

/// What is at a place.
enum Value<'a> {
    /// A value, and where it ends.
    Complete(&'a RawValue, usize),
    /// Not a value: why not, and where that shows.
    Broken(String, usize),
}

impl<'a> Parser<'a> {
    /// Reads the text between two places. `depth` is how often it was already read as part of something else.
    fn read(&mut self, from: usize, to: usize, depth: usize) -> ControlFlow<()> {
        let mut array: Option<Array> = None;
        let mut at = from;
        loop {
            at += self.all[at..to].bytes().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).count();
            let Some(first) = self.all[at..to].bytes().next() else { break };
            match (&mut array, first) {
                (None, b'[') => {
                    array = Some(Array { text: self.text_at(at), is_empty: true, next: Expected::ElementOrEnd });
                    at += 1;
                }
                (Some(open), b']') => {
                    if open.next == Expected::Element {
                        self.bad(self.text_at(at), Problem::NothingBehindComma {})?;
                    } else if open.is_empty {
                        self.bad(open.text, Problem::EmptyArray {})?;
                    }
                    array = None;
                    at += 1;
                }
                (Some(open), b',') if matches!(open.next, Expected::CommaOrEnd | Expected::Anything) => {
                    open.next = Expected::Element;
                    at += 1;
                }
                (Some(Array { text, next: Expected::CommaOrEnd, .. }), _) => {
                    let input = self.text_at(at) as u64 + 1;
                    self.bad(*text, Problem::ArrayNotContinued { input })?;
                    array = None;
                }
                _ => {
                    let is_element = array.is_some();
                    let (end, is_read) = self.read_value(at, to, depth, is_element)?;
                    at = end;
                    if let Some(open) = &mut array {
                        open.is_empty = false;
                        open.next = if is_read { Expected::CommaOrEnd } else { Expected::Anything };
                    }
                }
            }
        }
        match array {
            Some(open) => self.bad(open.text, Problem::ArrayCutOff {}),
            None => ControlFlow::Continue(()),
        }
    }

    /// Reads the value that begins at a place, and returns where to go on, and whether that is after the value.
    fn read_value(&mut self, at: usize, to: usize, depth: usize, is_element: bool) -> ControlFlow<(), (usize, bool)> {
        let text = self.text_at(at);
        let next_text = self.end_of(text).min(to);
        // The inner lines of a document written over several lines are indented: what begins in one of them is part of it.
        let is_part = self.is_indented(text) && (self.is_bad(text) || !is_element && self.is_bad(text.saturating_sub(1)));
        let alone = depth >= DEPTH || is_part;
        let limit = if alone { next_text } else { to };
        let (end, is_read, problem) = match self.value(at, limit) {
            Value::Complete(value, end) => match parse(value) {
                Ok(saved) => {
                    // What follows it is not part of anything before it.
                    self.part_until = 0;
                    self.found += 1;
                    (self.visit)(Ok(saved))?;
                    return ControlFlow::Continue((end, true));
                }
                Err(problem) => (end, true, problem),
            },
            Value::Broken(cause, shows) => {
                let shows_in = self.text_at(shows);
                if shows >= limit {
                    (limit, false, Problem::DocumentCutOff { cause })
                } else if shows_in == text {
                    (shows, false, Problem::NotJson { cause })
                } else {
                    (self.starts[shows_in], false, Problem::DocumentNotContinued { input: shows_in as u64 + 1, cause })
                }
            }
        };
        self.bad(text, problem)?;
        if end <= next_text {
            // After a value, the text may have another one; after something that is not JSON, nobody knows what follows.
            return ControlFlow::Continue((if is_read { end } else { next_text }, is_read));
        }
        // The following texts were taken for parts of it; there may be documents among them.
        let last = self.text_at(end - 1);
        let until = if is_read { self.starts[last] } else { end };
        self.part_until = self.part_until.max(last + 1);
        let found = self.found;
        self.read(next_text, until, depth + 1)?;
        ControlFlow::Continue(if self.found > found { (until, false) } else { (end, is_read) })
    }

    fn value(&self, at: usize, to: usize) -> Value<'a> {
        let rest = &self.all[at..to];
        let mut values = Deserializer::from_str(rest).into_iter::<&RawValue>();
        match values.next() {
            Some(Ok(value)) => Value::Complete(value, at + values.byte_offset()),
            None => Value::Broken(String::new(), to),
            Some(Err(error)) => {
                let cause = error.to_string();
                let cause = cause.split(" at line ").next().unwrap_or_default().to_owned();
                if error.is_eof() {
                    return Value::Broken(cause, to);
                }
                let line = memchr::memchr_iter(b'\n', rest.as_bytes()).nth(error.line().wrapping_sub(2)).map_or(0, |end| end + 1);
                Value::Broken(cause, at + (line + error.column()).saturating_sub(1))
            }
        }
    }

    /// Reports once that a text is bad. An indented text after another is part of that one.
    fn bad(&mut self, text: usize, problem: Problem) -> ControlFlow<()> {
        let is_part = self.is_bad(text) || self.is_indented(text) && self.is_bad(text.saturating_sub(1));
        self.is_told[text] = true;
        if is_part {
            return ControlFlow::Continue(());
        }
        (self.visit)(Err(Error::from(problem).at(Place::Input { number: text as u64 + 1 })))
    }

    fn is_bad(&self, text: usize) -> bool {
        self.is_told[text] || text < self.part_until
    }

    fn text_at(&self, place: usize) -> usize {
        self.starts.partition_point(|start| *start <= place) - 1
    }

    /// Where the next text begins.
    fn end_of(&self, text: usize) -> usize {
        self.starts.get(text + 1).copied().unwrap_or(self.all.len())
    }

    fn is_indented(&self, text: usize) -> bool {
        self.all[self.starts[text]..].starts_with([' ', '\t'])
    }
}
