//! A value for each thread of a log, in bounded memory.

/// The most threads that are followed at a time. At any place of a real log a few dozen matter; a forged log must not fill the memory.
const LIMIT: usize = 512;

/// Values by thread, in the order of their names: what a log says must be the same each time. If there are too many, those that have been
/// silent longest are forgotten.
pub struct Threads<K, V> {
    /// Each with the line on which it was last asked for. A sorted list, since there are few, and the code for a map is large.
    values: Vec<(K, u64, V)>,
}

impl<K, V> Default for Threads<K, V> {
    fn default() -> Self {
        Self { values: Vec::new() }
    }
}

impl<K: Clone + Ord, V> Threads<K, V> {
    /// Where a thread is, or belongs.
    fn place(&self, thread: &K) -> Result<usize, usize> {
        self.values.binary_search_by(|(known, ..)| known.cmp(thread))
    }

    /// The value of a thread, if it is followed.
    pub fn get(&mut self, thread: &K, line: u64) -> Option<&mut V> {
        let place = self.place(thread).ok()?;
        let (_, last, value) = &mut self.values[place];
        *last = line;
        Some(value)
    }

    /// Follows a thread, with a new value in place of any old one. Returns the values that had to be forgotten for it.
    pub fn insert(&mut self, thread: K, line: u64, value: V) -> Vec<(K, V)> {
        self.remove(&thread);
        let forgotten = if self.values.len() < LIMIT { Vec::new() } else { self.forget_old() };
        let (Ok(place) | Err(place)) = self.place(&thread);
        self.values.insert(place, (thread, line, value));
        forgotten
    }

    /// Stops following a thread, and returns its value.
    pub fn remove(&mut self, thread: &K) -> Option<V> {
        let place = self.place(thread).ok()?;
        Some(self.values.remove(place).2)
    }

    /// Stops following the threads whose values `is_over` accepts, and returns those values.
    pub fn take_if(&mut self, is_over: impl Fn(&V) -> bool) -> Vec<V> {
        self.values.extract_if(.., |(_, _, value)| is_over(value)).map(|(_, _, value)| value).collect()
    }

    /// Visits all values.
    pub fn for_each(&mut self, mut visit: impl FnMut(K, &mut V)) {
        self.values.iter_mut().for_each(|(thread, _, value)| visit(thread.clone(), value));
    }

    /// All values.
    pub fn into_values(self) -> impl Iterator<Item = (K, V)> {
        self.values.into_iter().map(|(thread, _, value)| (thread, value))
    }

    /// Forgets those that have been silent longer than the average: of a forged log's threads about half.
    fn forget_old(&mut self) -> Vec<(K, V)> {
        let lines = self.values.iter().map(|(_, line, _)| *line);
        let average = lines.sum::<u64>() / self.values.len() as u64;
        self.values.extract_if(.., |(_, line, _)| *line <= average).map(|(thread, _, value)| (thread, value)).collect()
    }
}
