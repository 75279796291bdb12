//! Following the reading of evidence, and ending it from outside.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

/// What an assessment is busy with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Phase {
    /// Looking for the evidence.
    #[default]
    Discovery,
    /// Reading the version of the server's DLL.
    Version,
    /// Reading the client's logs.
    ClientLog,
    /// Reading the server's logs.
    ServerLog,
    /// Looking for Office 2003.
    Office,
}

/// Follows one assessment. Any thread may use it.
#[derive(Debug, Default)]
pub struct Monitor {
    cancelled: AtomicBool,
    phase: Mutex<Phase>,
    /// Bytes of the file being read: those read so far, and all of them.
    done: AtomicU64,
    total: AtomicU64,
}

impl Monitor {
    /// Makes every question to the file system fail from now on. One that is under way goes on.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Records what the assessment does from now on.
    pub fn enter(&self, phase: Phase) {
        *self.phase.lock().unwrap_or_else(PoisonError::into_inner) = phase;
        self.done.store(0, Ordering::Relaxed);
        self.total.store(0, Ordering::Relaxed);
    }

    /// What the assessment is doing.
    pub fn phase(&self) -> Phase {
        *self.phase.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many bytes of the current file have been read, and how many it has.
    pub fn bytes(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }

    /// Whether reading may go on.
    pub(super) fn check(&self) -> io::Result<()> {
        // Not a kind after which readers try again.
        if self.cancelled.load(Ordering::Relaxed) { Err(io::Error::other("cancelled")) } else { Ok(()) }
    }

    /// Records that a file of `length` bytes was opened.
    pub(super) fn begin(&self, length: u64) {
        self.done.store(0, Ordering::Relaxed);
        self.total.store(length, Ordering::Relaxed);
    }

    /// Records that `length` more bytes of it were read.
    pub(super) fn advance(&self, length: usize) {
        self.done.fetch_add(length as u64, Ordering::Relaxed);
    }
}
