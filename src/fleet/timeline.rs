//! Failures over time: counted by the hour while documents are read, and put on an axis that all servers share.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime};

use crate::document::{TimeUnit, Timeline};
use crate::values::time::LocalTime;

/// The longest axis: three months of days.
const STEPS: i64 = 92;

/// The longest span that is shown by the hour.
const HOURS: i64 = 72;

const HOUR: i64 = 3600;
const DAY: i64 = 24;

/// How many failures each hour had. Hours count from 1970.
#[derive(Clone, Debug, Default)]
pub(super) struct Hours(BTreeMap<i64, u64>);

impl Hours {
    /// Counts a failure, unless it is in one hour too many. Returns whether it is the first one of its hour.
    pub fn add(&mut self, time: NaiveDateTime, is_full: bool) -> bool {
        let hour = time.and_utc().timestamp().div_euclid(HOUR);
        let is_new = !self.0.contains_key(&hour);
        if !(is_new && is_full) {
            *self.0.entry(hour).or_default() += 1;
        }
        is_new && !is_full
    }

    /// Adds the failures of others.
    pub fn extend(&mut self, others: &Self) {
        others.0.iter().for_each(|(hour, count)| *self.0.entry(*hour).or_default() += count);
    }
}

/// A span of steps.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    unit: TimeUnit,
    first: i64,
    last: i64,
}

impl Axis {
    /// The axis that shows all failures; if they are too far apart, the span that has the most of them, and of several the latest.
    pub fn of(hours: &Hours) -> Option<Self> {
        let (first, last) = (*hours.0.first_key_value()?.0, *hours.0.last_key_value()?.0);
        if last - first < HOURS {
            return Some(Self { unit: TimeUnit::Hour, first, last });
        }
        let mut days: BTreeMap<i64, u64> = BTreeMap::new();
        hours.0.iter().for_each(|(hour, count)| *days.entry(hour.div_euclid(DAY)).or_default() += count);
        let days: Vec<(i64, u64)> = days.into_iter().collect();
        // The span that ends with each day: it begins at most so many days earlier.
        let (mut begin, mut count, mut best) = (0, 0, (0, 0, 0));
        for (end, (day, failures)) in days.iter().enumerate() {
            count += failures;
            while day - days[begin].0 >= STEPS {
                count -= days[begin].1;
                begin += 1;
            }
            if count >= best.0 {
                best = (count, days[begin].0, days[end].0);
            }
        }
        Some(Self { unit: TimeUnit::Day, first: best.1, last: best.2 })
    }

    /// The failures on this axis; `None` if there are none at all.
    pub fn show(&self, hours: &Hours) -> Option<Timeline> {
        if hours.0.is_empty() {
            return None;
        }
        let length = match self.unit {
            TimeUnit::Hour => 1,
            TimeUnit::Day => DAY,
        };
        let (mut earlier, mut later) = (0, 0);
        let mut counts = vec![0; usize::try_from(self.last - self.first + 1).unwrap_or_default()];
        for (hour, count) in &hours.0 {
            match hour.div_euclid(length) {
                step if step < self.first => earlier += count,
                step if step > self.last => later += count,
                step => counts[(step - self.first) as usize] += count,
            }
        }
        let start = DateTime::from_timestamp(self.first * length * HOUR, 0)?.naive_utc();
        Some(Timeline { unit: self.unit, start: LocalTime(start), counts, earlier, later })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(times: &[(&str, u32)]) -> Hours {
        let mut hours = Hours::default();
        for (time, count) in times {
            (0..*count).for_each(|_| _ = hours.add(time.parse().unwrap(), false));
        }
        hours
    }

    fn shown(times: &[(&str, u32)]) -> Timeline {
        let hours = hours(times);
        Axis::of(&hours).unwrap().show(&hours).unwrap()
    }

    #[test]
    fn a_few_days_are_shown_by_the_hour_and_more_by_the_day() {
        let short = shown(&[("2008-06-13T19:59:56", 2), ("2008-06-13T21:00:00", 1)]);
        assert_eq!((short.unit, short.start.to_string().as_str()), (TimeUnit::Hour, "2008-06-13T19:00:00.000"));
        assert_eq!(short.counts, [2, 0, 1]);
        let long = shown(&[("2008-06-13T19:59:56", 2), ("2008-06-17T00:00:00", 1)]);
        assert_eq!((long.unit, long.start.to_string().as_str()), (TimeUnit::Day, "2008-06-13T00:00:00.000"));
        assert_eq!(long.counts, [2, 0, 0, 0, 1]);
    }

    #[test]
    fn a_clock_that_is_wrong_by_years_does_not_stretch_the_axis() {
        let wrong = shown(&[
            ("1601-01-01T00:00:00", 1),
            ("2008-06-13T19:59:56", 5),
            ("2008-06-16T19:59:56", 5),
            ("9999-12-31T23:00:00", 2),
        ]);
        assert_eq!(wrong.start.to_string(), "2008-06-13T00:00:00.000");
        assert_eq!((wrong.counts, wrong.earlier, wrong.later), (vec![5, 0, 0, 5], 1, 2));
    }

    #[test]
    fn no_new_hour_is_counted_when_there_are_too_many() {
        let mut hours = hours(&[("2008-06-13T19:59:56", 1)]);
        assert!(!hours.add("2008-06-13T19:00:00".parse().unwrap(), true));
        assert!(!hours.add("2008-06-13T20:00:00".parse().unwrap(), true));
        assert_eq!(hours.0.into_values().collect::<Vec<_>>(), [2]);
    }
}
