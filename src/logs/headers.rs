//! The lines with which synchronisations begin, kept as they are.
//!
//! Every synchronisation has such lines and hardly any of them fails, so that nothing is done with them until one does.

use std::collections::VecDeque;

/// How many lines are kept; of more, the oldest are forgotten. A synchronisation has two, and few run at a time.
const LIMIT: usize = 512;

/// How much of a line is kept, in bytes. Real ones have some 200.
const LENGTH: usize = 2048;

/// The latest lines.
#[derive(Default)]
pub struct Headers(VecDeque<Vec<u8>>);

impl Headers {
    pub fn push(&mut self, line: &[u8]) {
        let mut kept = if self.0.len() < LIMIT { Vec::new() } else { self.0.pop_front().unwrap_or_default() };
        kept.clear();
        kept.extend_from_slice(&line[..line.len().min(LENGTH)]);
        self.0.push_back(kept);
    }

    /// From the latest backwards.
    pub fn latest(&self) -> impl Iterator<Item = &[u8]> {
        self.0.iter().rev().map(Vec::as_slice)
    }
}
