//! Watching how far reading evidence is, and ending it from outside.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::input::filesystem::{Content, Entry, FileSystem, Kind, Opened};

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

/// Follows one assessment. All of it may be used from any thread.
#[derive(Debug, Default)]
pub struct Monitor {
    cancelled: AtomicBool,
    phase: Mutex<Phase>,
    /// Of the file that is being read.
    done: AtomicU64,
    total: AtomicU64,
}

impl Monitor {
    /// Has every question to the file system fail from now on. One that is under way is not ended.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Notes what the assessment turns to.
    pub fn enter(&self, phase: Phase) {
        *self.phase.lock().unwrap_or_else(PoisonError::into_inner) = phase;
        self.done.store(0, Ordering::Relaxed);
        self.total.store(0, Ordering::Relaxed);
    }

    /// What the assessment is busy with.
    pub fn phase(&self) -> Phase {
        *self.phase.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many bytes of the present file are read, and how many it has.
    pub fn bytes(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }

    fn check(&self) -> io::Result<()> {
        // No kind that readers try again at.
        if self.cancelled.load(Ordering::Relaxed) { Err(io::Error::other("cancelled")) } else { Ok(()) }
    }
}

/// A file system whose use a monitor follows.
pub struct Monitored<'a> {
    /// The file system.
    pub files: &'a dyn FileSystem,
    /// Who follows.
    pub monitor: Arc<Monitor>,
}

impl FileSystem for Monitored<'_> {
    fn kind(&self, path: &Path) -> io::Result<Kind> {
        self.monitor.check()?;
        self.files.kind(path)
    }

    fn entry(&self, path: &Path) -> io::Result<Kind> {
        self.monitor.check()?;
        self.files.entry(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        self.monitor.check()?;
        self.files.list(folder)
    }

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        self.monitor.check()?;
        self.files.resolve(path)
    }

    fn open(&self, path: &Path) -> io::Result<Opened> {
        self.monitor.check()?;
        let opened = self.files.open(path)?;
        self.monitor.done.store(0, Ordering::Relaxed);
        self.monitor.total.store(opened.length, Ordering::Relaxed);
        let content = MonitoredContent { content: opened.content, monitor: Arc::clone(&self.monitor) };
        Ok(Opened { content: Arc::new(content), ..opened })
    }
}

struct MonitoredContent {
    content: Arc<dyn Content>,
    monitor: Arc<Monitor>,
}

impl Content for MonitoredContent {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        self.monitor.check()?;
        let read = self.content.read_at(buffer, offset)?;
        self.monitor.done.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
