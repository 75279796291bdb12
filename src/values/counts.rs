//! Names and how often each occurred.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};

/// Counted in place of a name beyond the limit, and of an empty name, which some readers of JSON refuse as a key.
pub const OTHER: &str = "other";

/// How often each name occurred: a JSON object of names and numbers. Names that differ only in case count as one, because many readers of
/// JSON take such keys for the same key, and some then refuse the document; the first spelling is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    limit: usize,
    /// By the name without its case: the first spelling, and how often it occurred.
    names: BTreeMap<String, (String, u64)>,
}

impl Default for Counts {
    /// Without a limit.
    fn default() -> Self {
        Self::new(usize::MAX)
    }
}

impl Counts {
    /// For at most `limit` names; once that many are known, all others are counted as [`OTHER`].
    pub fn new(limit: usize) -> Self {
        Self { limit, names: BTreeMap::new() }
    }

    /// Counts a name once.
    pub fn add(&mut self, name: &str) {
        self.add_times(name, 1);
    }

    /// Counts a name `times` times, and returns the name under which it is counted.
    pub fn add_times(&mut self, name: &str, times: u64) -> &str {
        let mut key = without_case(name);
        let mut spelling = name;
        let is_full = self.names.len() >= self.limit && !self.names.contains_key(&key);
        if key.is_empty() || is_full {
            (key, spelling) = (OTHER.to_owned(), OTHER);
        }
        let (spelling, count) = self.names.entry(key).or_insert_with(|| (spelling.to_owned(), 0));
        *count = count.saturating_add(times);
        spelling
    }

    /// How often a name occurred, in any case.
    pub fn get(&self, name: &str) -> u64 {
        self.names.get(&without_case(name)).map_or(0, |(_, count)| *count)
    }

    /// The names and how often each occurred, in the order of the names.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, u64)> {
        self.names.values().map(|(name, count)| (name.as_str(), *count))
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

/// A name without its case. Names are equal here if any of the usual case-insensitive comparisons takes them for equal: by capitals, as
/// .NET and Windows do, by small letters, or by both.
fn without_case(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    name.chars().flat_map(char::to_lowercase).flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}

impl Serialize for Counts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Counts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Counts;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of names and numbers")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Counts, A::Error> {
                let mut counts = Counts::default();
                while let Some((name, times)) = object.next_entry::<String, u64>()? {
                    counts.add_times(&name, times);
                }
                Ok(counts)
            }
        }
        deserializer.deserialize_map(Object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn counted(names: &[&str], limit: usize) -> String {
        let mut counts = Counts::new(limit);
        names.iter().for_each(|name| counts.add(name));
        serde_json::to_string(&counts).unwrap()
    }

    #[test]
    fn names_that_differ_in_case_only_are_one_in_the_spelling_that_came_first() {
        assert_eq!(counted(&["Foo(1)", "foo(1)", "bar", "FOO(1)"], 10), r#"{"bar":1,"Foo(1)":3}"#);
        assert_eq!(counted(&["Größe", "GRÖSSE", "größe"], 10), r#"{"Größe":3}"#);
        // The Kelvin sign, both small sigmas, the capital sharp s.
        assert_eq!(counted(&["k", "\u{212A}", "K"], 10), r#"{"k":3}"#);
        assert_eq!(counted(&["σ", "ς", "Σ"], 10), r#"{"σ":3}"#);
        assert_eq!(counted(&["ẞ", "ß"], 10), r#"{"ẞ":2}"#);
    }

    #[test]
    fn beyond_the_limit_everything_new_is_other() {
        assert_eq!(counted(&["a", "b", "c", "A", "d", ""], 2), r#"{"a":2,"b":1,"other":3}"#);
        assert_eq!(counted(&["", "OTHER"], 2), r#"{"other":2}"#);
    }

    #[test]
    fn what_others_wrote_is_counted_together_when_it_is_read() {
        let counts: Counts =
            serde_json::from_str(r#"{"B": 2, "a": 1, "b": 3, "": 4, "z": 18446744073709551615, "Z": 1}"#).unwrap();
        assert_eq!((counts.get("b"), counts.get("A"), counts.get("other"), counts.get("absent")), (5, 1, 4, 0));
        assert_eq!((counts.len(), counts.is_empty(), counts.get("z")), (4, false, u64::MAX));
        assert!(serde_json::from_str::<Counts>(r#"{"a": -1}"#).is_err());
        assert!(serde_json::from_str::<Counts>("[]").is_err());
    }

    proptest! {
        #[test]
        fn no_two_keys_are_one_to_a_reader_without_case(names in prop::collection::vec("[aAbBßẞςσΣıİiIKkÄä\u{212A}]{0,3}|\\PC{0,3}", 0..30), limit in 0_usize..40) {
            let mut counts = Counts::new(limit);
            names.iter().for_each(|name| counts.add(name));
            // The ways in which readers compare.
            let ways: [fn(&str) -> String; 3] =
                [str::to_lowercase, str::to_uppercase, |name| name.to_uppercase().to_lowercase()];
            for way in ways {
                let mut keys: Vec<_> = counts.iter().map(|(name, _)| way(name)).collect();
                keys.sort();
                keys.dedup();
                prop_assert_eq!(keys.len(), counts.len());
            }
            prop_assert_eq!(counts.iter().map(|(_, count)| count).sum::<u64>(), names.len() as u64);
            let read: Counts = serde_json::from_str(&serde_json::to_string(&counts).unwrap()).unwrap();
            prop_assert!(read.iter().eq(counts.iter()));
        }
    }
}
