//! The jobs that callers hold, by their numbers.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::wsus954960_job;
use crate::fleet::Job;
use crate::values::language::Language;

/// A running job.
pub(super) struct Started {
    pub job: Job<String>,
    /// The languages of the errors of targets that have their own.
    pub languages: Vec<Option<Language>>,
    /// The language of all other errors.
    pub language: Language,
}

pub(super) struct Jobs {
    running: BTreeMap<wsus954960_job, Arc<Started>>,
    last: wsus954960_job,
}

pub(super) fn jobs() -> MutexGuard<'static, Jobs> {
    static JOBS: Mutex<Jobs> = Mutex::new(Jobs { running: BTreeMap::new(), last: 0 });
    JOBS.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Jobs {
    /// Numbers are never given twice, so a freed number never becomes another job's.
    pub fn add(&mut self, started: Started) -> wsus954960_job {
        self.last += 1;
        self.running.insert(self.last, Arc::new(started));
        self.last
    }

    pub fn get(&self, job: wsus954960_job) -> Option<Arc<Started>> {
        self.running.get(&job).cloned()
    }

    pub fn remove(&mut self, job: wsus954960_job) -> Option<Arc<Started>> {
        self.running.remove(&job)
    }
}
