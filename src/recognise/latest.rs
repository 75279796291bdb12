//! The latest of many: all are counted, a limited number is kept.

use std::collections::BTreeMap;

/// Where an item is: its line, and how many there were before it.
pub type Place = (u64, u64);

/// Items by the number of their line, of which one may have several. Those of the highest lines are kept, whatever order they come in.
pub struct Latest<T> {
    limit: usize,
    count: u64,
    items: BTreeMap<Place, T>,
}

impl<T> Latest<T> {
    pub fn new(limit: usize) -> Self {
        Self { limit, count: 0, items: BTreeMap::new() }
    }

    pub fn push(&mut self, line: u64, item: T) -> Place {
        let place = (line, self.count);
        self.count += 1;
        self.items.insert(place, item);
        if self.items.len() > self.limit {
            self.items.pop_first();
        }
        place
    }

    /// The item there, if it is one of those that are kept.
    pub fn get_mut(&mut self, place: Place) -> Option<&mut T> {
        self.items.get_mut(&place)
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
