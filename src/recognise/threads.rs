//! A value for each thread of a log, in bounded memory.

use std::collections::BTreeMap;

/// The most threads that are followed at a time. At any place of a real log a few dozen matter; a forged log must not fill the memory.
const LIMIT: usize = 512;

/// Values by thread, in the order of their names: what a log says must be the same each time. If there are too many, the half that has been silent
/// longest is forgotten.
pub struct Threads<K, V> {
    /// Each with the line on which it was last asked for.
    values: BTreeMap<K, (u64, V)>,
}

impl<K, V> Default for Threads<K, V> {
    fn default() -> Self {
        Self { values: BTreeMap::new() }
    }
}

impl<K: Clone + Ord, V> Threads<K, V> {
    /// The value of a thread, if it is followed.
    pub fn get(&mut self, thread: &K, line: u64) -> Option<&mut V> {
        self.values.get_mut(thread).map(|(last, value)| {
            *last = line;
            value
        })
    }

    /// Follows a thread, with a new value in place of any old one. Returns the values that had to be forgotten for it.
    pub fn insert(&mut self, thread: K, line: u64, value: V) -> Vec<(K, V)> {
        let forgotten =
            if self.values.len() < LIMIT || self.values.contains_key(&thread) { Vec::new() } else { self.forget_half() };
        self.values.insert(thread, (line, value));
        forgotten
    }

    /// Stops following a thread, and returns its value.
    pub fn remove(&mut self, thread: &K) -> Option<V> {
        self.values.remove(thread).map(|(_, value)| value)
    }

    /// Stops following the threads whose values `is_over` accepts, and returns those values.
    pub fn take_if(&mut self, is_over: impl Fn(&V) -> bool) -> Vec<V> {
        self.values.extract_if(.., |_, (_, value)| is_over(value)).map(|(_, (_, value))| value).collect()
    }

    /// Visits all values.
    pub fn for_each(&mut self, mut visit: impl FnMut(K, &mut V)) {
        self.values.iter_mut().for_each(|(thread, (_, value))| visit(thread.clone(), value));
    }

    /// All values.
    pub fn into_values(self) -> impl Iterator<Item = (K, V)> {
        self.values.into_iter().map(|(thread, (_, value))| (thread, value))
    }

    fn forget_half(&mut self) -> Vec<(K, V)> {
        let mut lines: Vec<u64> = self.values.values().map(|(line, _)| *line).collect();
        let (_, median, _) = lines.select_nth_unstable(LIMIT / 2);
        let median = *median;
        self.values.extract_if(.., |_, (line, _)| *line <= median).map(|(thread, (_, value))| (thread, value)).collect()
    }
}
