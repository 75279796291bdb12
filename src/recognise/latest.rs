//! Findings in a log: all are counted, the latest are kept.

use std::collections::BTreeMap;

/// A finding's line, and how many findings there were before it.
pub type Slot = (u64, u64);

/// Keeps the findings with the highest line numbers, in any order of arrival. A line may have several.
pub struct LatestFindings<T> {
    limit: usize,
    count: u64,
    findings: BTreeMap<Slot, T>,
}

impl<T> LatestFindings<T> {
    /// Keeps at most `limit`.
    pub fn new(limit: usize) -> Self {
        Self { limit, count: 0, findings: BTreeMap::new() }
    }

    pub fn push(&mut self, line: u64, finding: T) -> Slot {
        let slot = (line, self.count);
        self.count += 1;
        self.findings.insert(slot, finding);
        if self.findings.len() > self.limit {
            self.findings.pop_first();
        }
        slot
    }

    /// The finding, if it is kept.
    pub fn get_mut(&mut self, slot: Slot) -> Option<&mut T> {
        self.findings.get_mut(&slot)
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
        self.findings.into_values().collect()
    }
}
