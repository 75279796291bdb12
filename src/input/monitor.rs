//! Following the reading of evidence, and ending it from outside.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, ThreadId};

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

/// Ends the call to the system that one thread is in. A call that has not begun yet is not ended.
pub type Interrupt = Arc<dyn Fn() + Send + Sync>;

/// Gives what ends the calls of the thread that asks, if anything can.
pub type Interrupter = Arc<dyn Fn() -> Option<Interrupt> + Send + Sync>;

/// Follows one assessment. Any thread may use it.
#[derive(Default)]
pub struct Monitor {
    cancelled: AtomicBool,
    phase: Mutex<Phase>,
    /// Bytes of the file being read: those read so far, and all of them.
    done: AtomicU64,
    total: AtomicU64,
    /// The threads that are in a call to the system, and what ends it.
    calls: Mutex<Vec<(ThreadId, Interrupt)>>,
}

impl Monitor {
    /// Makes every question to the file system fail from now on, and ends those under way that can be ended. Returns whether there are any.
    pub fn cancel(&self) -> bool {
        self.cancelled.store(true, Ordering::SeqCst);
        // A thread takes itself off this list before it goes on to other calls.
        let calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.iter().for_each(|(_, interrupt)| interrupt());
        !calls.is_empty()
    }

    /// Asks the file system, unless reading is to end.
    pub(super) fn during<T>(&self, interrupter: Option<&Interrupter>, call: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        let Some(interrupt) = interrupter.and_then(|interrupter| interrupter()) else {
            self.check()?;
            return call();
        };
        let _call = Call::begin(self, interrupt);
        self.check()?;
        call()
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
    fn check(&self) -> io::Result<()> {
        // Not a kind after which readers try again.
        if self.cancelled.load(Ordering::SeqCst) { Err(io::Error::other("cancelled")) } else { Ok(()) }
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

/// A call of this thread that others may end.
struct Call<'a> {
    monitor: &'a Monitor,
}

impl<'a> Call<'a> {
    fn begin(monitor: &'a Monitor, interrupt: Interrupt) -> Self {
        monitor.calls.lock().unwrap_or_else(PoisonError::into_inner).push((thread::current().id(), interrupt));
        Self { monitor }
    }
}

impl Drop for Call<'_> {
    fn drop(&mut self) {
        let own = thread::current().id();
        self.monitor.calls.lock().unwrap_or_else(PoisonError::into_inner).retain(|(thread, _)| *thread != own);
    }
}
