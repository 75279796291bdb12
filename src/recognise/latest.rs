//! Findings in a log: all are counted, the latest are kept.

use std::collections::BTreeMap;

/// A finding's line, and how many findings there were before it.
pub type Slot = (u64, u64);

/// How much memory the findings that are kept may take, in bytes. A document has room for less, whatever the options say: two million
/// characters, of three bytes at most or two and two.
const TEXT: usize = 6_000_000;

/// A finding, as it is kept.
pub trait Finding {
    /// The bytes of its texts.
    fn text(&self) -> usize;
}

/// Keeps the findings with the highest line numbers, in any order of arrival. A line may have several.
pub struct LatestFindings<T> {
    limit: usize,
    count: u64,
    /// Of those that are kept: the bytes that they take.
    size: usize,
    findings: BTreeMap<Slot, (usize, T)>,
}

impl<T: Finding> LatestFindings<T> {
    /// Keeps at most `limit`.
    pub fn new(limit: usize) -> Self {
        Self { limit, count: 0, size: 0, findings: BTreeMap::new() }
    }

    pub fn push(&mut self, line: u64, finding: T) -> Slot {
        let slot = (line, self.count);
        self.count += 1;
        // In the document its numbers and the names of its fields take more than in memory.
        let size = size_of::<T>() + finding.text();
        self.size += size;
        self.findings.insert(slot, (size, finding));
        while self.findings.len() > self.limit || self.size > TEXT {
            let Some((_, (size, _))) = self.findings.pop_first() else { break };
            self.size -= size;
        }
        slot
    }

    /// The finding, if it is kept.
    pub fn get_mut(&mut self, slot: Slot) -> Option<&mut T> {
        self.findings.get_mut(&slot).map(|(_, finding)| finding)
    }

    /// How many were found.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// How many of them are not kept.
    pub fn omitted(&self) -> u64 {
        self.count - self.findings.len() as u64
    }

    /// Those that are kept, in the order of their lines.
    pub fn into_vec(self) -> Vec<T> {
        self.findings.into_values().map(|(_, finding)| finding).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Finding for String {
        fn text(&self) -> usize {
            self.len()
        }
    }

    #[test]
    fn the_latest_are_kept_by_number_and_by_length() {
        let mut findings = LatestFindings::new(3);
        for line in [5, 1, 4, 2, 3] {
            findings.push(line, line.to_string());
        }
        assert_eq!((findings.count(), findings.omitted()), (5, 2));
        assert_eq!(findings.into_vec(), ["3", "4", "5"]);

        let mut findings = LatestFindings::new(usize::MAX);
        for line in 0..10 {
            findings.push(line, line.to_string().repeat(TEXT / 4));
        }
        assert_eq!((findings.count(), findings.omitted()), (10, 7));
        assert!(findings.into_vec().iter().zip(["7", "8", "9"]).all(|(kept, line)| kept.starts_with(line)));
        // One that is too long by itself is counted.
        let mut findings = LatestFindings::new(usize::MAX);
        findings.push(1, "x".repeat(TEXT + 1));
        assert_eq!((findings.count(), findings.omitted()), (1, 1));
    }
}
