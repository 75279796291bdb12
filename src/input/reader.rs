//! The means of reading evidence: a file system, and a monitor that follows its use and may end it.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::input::filesystem::{Content, Disk, Entry, FileSystem, Kind, Opened};
use crate::input::monitor::{Interrupter, Monitor, Phase};

/// A file system whose use a monitor follows.
pub struct Reader<'a> {
    files: &'a dyn FileSystem,
    monitor: Arc<Monitor>,
    interrupter: Option<Interrupter>,
}

impl<'a> Reader<'a> {
    /// A reader that nothing follows.
    pub fn new(files: &'a dyn FileSystem) -> Self {
        Self::followed(files, &Arc::default())
    }

    /// A reader that `monitor` follows.
    pub fn followed(files: &'a dyn FileSystem, monitor: &Arc<Monitor>) -> Self {
        Self { files, monitor: Arc::clone(monitor), interrupter: files.interrupter() }
    }

    /// A reader of another file system, a layer around this reader's, that the same monitor follows.
    pub fn over<'b>(&self, files: &'b dyn FileSystem) -> Reader<'b> {
        Reader::followed(files, &self.monitor)
    }

    /// The file system itself, which nothing follows.
    pub fn files(&self) -> &'a dyn FileSystem {
        self.files
    }

    /// Tells the monitor what is read from now on.
    pub fn enter(&self, phase: Phase) {
        self.monitor.enter(phase);
    }
}

impl Default for Reader<'static> {
    /// Reads this machine's files.
    fn default() -> Self {
        Self::new(&Disk)
    }
}

impl FileSystem for Reader<'_> {
    fn kind(&self, path: &Path) -> io::Result<Kind> {
        self.monitor.during(self.interrupter.as_ref(), || self.files.kind(path))
    }

    fn entry(&self, path: &Path) -> io::Result<Kind> {
        self.monitor.during(self.interrupter.as_ref(), || self.files.entry(path))
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        self.monitor.during(self.interrupter.as_ref(), || self.files.list(folder))
    }

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        self.monitor.during(self.interrupter.as_ref(), || self.files.resolve(path))
    }

    fn target(&self, link: &Path) -> io::Result<PathBuf> {
        self.monitor.during(self.interrupter.as_ref(), || self.files.target(link))
    }

    fn open(&self, path: &Path) -> io::Result<Opened> {
        let opened = self.monitor.during(self.interrupter.as_ref(), || self.files.open(path))?;
        self.monitor.begin(opened.length);
        let content = FollowedContent {
            content: opened.content,
            monitor: Arc::clone(&self.monitor),
            interrupter: self.interrupter.clone(),
        };
        Ok(Opened { content: Arc::new(content), ..opened })
    }
}

struct FollowedContent {
    content: Arc<dyn Content>,
    monitor: Arc<Monitor>,
    interrupter: Option<Interrupter>,
}

impl Content for FollowedContent {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let read = self.monitor.during(self.interrupter.as_ref(), || self.content.read_at(buffer, offset))?;
        self.monitor.advance(read);
        Ok(read)
    }
}
