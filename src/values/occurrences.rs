//! Names, how often each occurred, and when first and last.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::values::counts::Counts;

/// How often something occurred, and when; without times if no occurrence has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence<T> {
    /// How often.
    pub count: u64,
    /// The earliest time.
    pub first: Option<T>,
    /// The latest time.
    pub last: Option<T>,
}

/// [`Counts`] with the first and the last time of each name.
#[derive(Clone, Debug)]
pub struct Occurrences<T> {
    counts: Counts,
    /// By the names of `counts`. Those whose occurrences have no times are missing.
    times: BTreeMap<String, (T, T)>,
}

impl<T: Copy + Ord> Occurrences<T> {
    /// For at most `limit` names, and [`OTHER`](crate::values::counts::OTHER).
    pub fn new(limit: usize) -> Self {
        Self { counts: Counts::new(limit), times: BTreeMap::new() }
    }

    /// Counts a name once.
    pub fn add(&mut self, name: &str, time: Option<T>) {
        self.add_all(name, Occurrence { count: 1, first: time, last: time });
    }

    /// Counts a name as often as it occurred elsewhere.
    pub fn add_all(&mut self, name: &str, Occurrence { count, first, last }: Occurrence<T>) {
        let name = self.counts.add_times(name, count);
        let Some((first, last)) = first.zip(last) else { return };
        match self.times.get_mut(name) {
            Some(times) => *times = (times.0.min(first), times.1.max(last)),
            None => _ = self.times.insert(name.to_owned(), (first, last)),
        }
    }

    /// The names and what is known of each, the most frequent first; among those as frequent, in the order of the names.
    pub fn by_frequency(&self) -> Vec<(&str, Occurrence<T>)> {
        let occurrence = |(name, count)| {
            let (first, last) = self.times.get(name).copied().unzip();
            (name, Occurrence { count, first, last })
        };
        let names: Vec<_> = self.counts.iter().map(occurrence).collect();
        // Only numbers are sorted, so that the code for it is there once and not for each type of time.
        let mut order: Vec<_> = names.iter().enumerate().map(|(at, (_, occurrence))| (Reverse(occurrence.count), at)).collect();
        order.sort_unstable();
        order.into_iter().map(|(_, at)| names[at]).collect()
    }

    /// The names and how often each occurred.
    pub fn into_counts(self) -> Counts {
        self.counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_has_its_first_and_last_time_in_whatever_order_they_come() {
        let mut occurrences = Occurrences::new(2);
        for (name, time) in
            [("b", Some(5)), ("A", None), ("B", Some(3)), ("a", Some(9)), ("b", Some(4)), ("c", Some(1)), ("d", None)]
        {
            occurrences.add(name, time);
        }
        occurrences.add_all("a", Occurrence { count: 7, first: Some(2), last: Some(8) });
        occurrences.add_all("B", Occurrence { count: 1, first: None, last: None });
        let of = |count, first, last| Occurrence { count, first: Some(first), last: Some(last) };
        assert_eq!(occurrences.by_frequency(), [("A", of(9, 2, 9)), ("b", of(4, 3, 5)), ("other", of(2, 1, 1))]);
        assert_eq!(occurrences.into_counts().get("a"), 9);
    }

    #[test]
    fn without_times_there_is_neither_first_nor_last() {
        let mut occurrences = Occurrences::<u8>::new(1);
        occurrences.add("a", None);
        assert_eq!(occurrences.by_frequency(), [("a", Occurrence { count: 1, first: None, last: None })]);
    }
}
