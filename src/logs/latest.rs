//! The latest of many: all are counted, a limited number is kept.

use std::collections::BTreeMap;

/// Items by the number of their line. Those of the highest lines are kept, whatever order they come in.
pub struct Latest<T> {
    limit: usize,
    count: u64,
    items: BTreeMap<u64, T>,
}

impl<T> Latest<T> {
    pub fn new(limit: usize) -> Self {
        Self { limit, count: 0, items: BTreeMap::new() }
    }

    pub fn push(&mut self, line: u64, item: T) {
        self.count += 1;
        self.items.insert(line, item);
        if self.items.len() > self.limit {
            self.items.pop_first();
        }
    }

    /// The item of that line, if it is one of those that are kept.
    pub fn get_mut(&mut self, line: u64) -> Option<&mut T> {
        self.items.get_mut(&line)
    }

    pub fn count(&self) -> u64 {
        self.count
    }

    pub fn omitted(&self) -> u64 {
        self.count - self.items.len() as u64
    }

    /// In the order of the lines.
    pub fn into_vec(self) -> Vec<T> {
        self.items.into_values().collect()
    }
}
