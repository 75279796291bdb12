//! The file system as reading evidence needs it: six questions. Each may take a round trip to a distant server, fail, or never
//! return; a layer around [`Disk`] can watch them, end them, or stand in for such a server.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::input::monitor::Interrupter;

/// The questions that reading evidence asks of a file system.
pub trait FileSystem: Send + Sync {
    /// What is at `path`; links are followed.
    fn kind(&self, path: &Path) -> io::Result<Kind>;

    /// What `path` itself is: a link is [`Kind::Link`], wherever it leads.
    fn entry(&self, path: &Path) -> io::Result<Kind>;

    /// The entries of a folder, in any order.
    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>>;

    /// The path without links and `..`.
    fn resolve(&self, path: &Path) -> io::Result<PathBuf>;

    /// The text of a link: where it leads, as it says. Nothing there is touched.
    fn target(&self, link: &Path) -> io::Result<PathBuf>;

    /// Opens what is at `path` for reading, and says what it is. Others may still write to the file, rename it or delete it.
    fn open(&self, path: &Path) -> io::Result<Opened>;

    /// [`open`](Self::open) for the path of `names` below `root`, on which there are no links. Linux makes sure of that while it opens; elsewhere
    /// someone who changes the folders at this very moment may still put one there.
    fn open_below(&self, root: &Path, names: &Path) -> io::Result<Opened> {
        self.open(&root.join(names))
    }

    /// How its calls can be ended from another thread, if they can.
    fn interrupter(&self) -> Option<Interrupter> {
        None
    }
}

/// What is at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A link, wherever it leads.
    Link,
    /// A device, a pipe or a socket.
    Device,
}

/// One entry of a folder.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its name.
    pub name: OsString,
    /// What it is.
    pub kind: Kind,
}

/// The content of an open file. Several threads may read it at once, each where it likes.
pub trait Content: Send + Sync {
    /// Reads into `buffer` from `offset`, in bytes from the beginning, and returns how many were read; 0 at the end, as [`Read::read`] does.
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize>;
}

impl Content for File {
    #[cfg(unix)]
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        std::os::unix::fs::FileExt::read_at(self, buffer, offset)
    }

    #[cfg(windows)]
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        // This moves the file's own position too, which nothing here uses.
        std::os::windows::fs::FileExt::seek_read(self, buffer, offset)
    }
}

/// What was opened.
pub struct Opened {
    /// What is in it.
    pub content: Arc<dyn Content>,
    /// What it is.
    pub kind: Kind,
    /// How long it was when it was opened, in bytes.
    pub length: u64,
}

impl Opened {
    /// Its content from the beginning.
    pub fn reader(self) -> ContentReader {
        ContentReader { content: self.content, length: self.length, position: 0 }
    }
}

/// Reads the content of an open file in turn.
pub struct ContentReader {
    content: Arc<dyn Content>,
    length: u64,
    position: u64,
}

impl Read for ContentReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.content.read_at(buffer, self.position)?;
        self.position += read as u64;
        Ok(read)
    }
}

impl Seek for ContentReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
        };
        self.position = position.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}

/// The operating system's file system.
#[derive(Clone, Copy, Debug)]
pub struct Disk;

impl FileSystem for Disk {
    fn kind(&self, path: &Path) -> io::Result<Kind> {
        Ok(fs::metadata(path)?.file_type().into())
    }

    fn entry(&self, path: &Path) -> io::Result<Kind> {
        Ok(fs::symlink_metadata(path)?.file_type().into())
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        // The listing itself tells the kinds: nothing more is asked.
        let entry = |entry: io::Result<fs::DirEntry>| {
            let entry = entry?;
            Ok(Entry { name: entry.file_name(), kind: entry.file_type()?.into() })
        };
        fs::read_dir(folder)?.map(entry).collect()
    }

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        fs::canonicalize(path)
    }

    fn target(&self, link: &Path) -> io::Result<PathBuf> {
        fs::read_link(link)
    }

    fn open(&self, path: &Path) -> io::Result<Opened> {
        Self::opened(options().open(path)?)
    }

    #[cfg(target_os = "linux")]
    fn open_below(&self, root: &Path, names: &Path) -> io::Result<Opened> {
        use rustix::fs::{Mode, OFlags, ResolveFlags, open, openat2};
        use rustix::io::Errno;
        if names.as_os_str().is_empty() {
            return self.open(root);
        }
        let folder = open(root, OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?;
        // As `options` has them.
        let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
        match openat2(folder, names, flags, Mode::empty(), ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS) {
            Ok(file) => Self::opened(file.into()),
            // Linux before 5.6, or a sandbox that does not know the call.
            Err(Errno::NOSYS | Errno::PERM) => self.open(&root.join(names)),
            Err(error) => Err(error.into()),
        }
    }
}

impl Disk {
    fn opened(file: File) -> io::Result<Opened> {
        #[cfg(windows)]
        if !winapi_util::file::typ(&file)?.is_disk() {
            // A device or a pipe whose name did not show it: it may not even have a length.
            return Ok(Opened { kind: Kind::Device, length: 0, content: Arc::new(file) });
        }
        let metadata = file.metadata()?;
        Ok(Opened { kind: metadata.file_type().into(), length: metadata.len(), content: Arc::new(file) })
    }
}

/// [`Disk`], whose calls can be ended from another thread.
pub struct Interruptible {
    /// How.
    pub interrupter: Interrupter,
}

impl FileSystem for Interruptible {
    fn kind(&self, path: &Path) -> io::Result<Kind> {
        Disk.kind(path)
    }

    fn entry(&self, path: &Path) -> io::Result<Kind> {
        Disk.entry(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        Disk.list(folder)
    }

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        Disk.resolve(path)
    }

    fn target(&self, link: &Path) -> io::Result<PathBuf> {
        Disk.target(link)
    }

    fn open(&self, path: &Path) -> io::Result<Opened> {
        Disk.open(path)
    }

    fn interrupter(&self) -> Option<Interrupter> {
        Some(Arc::clone(&self.interrupter))
    }
}

impl From<fs::FileType> for Kind {
    fn from(kind: fs::FileType) -> Self {
        if kind.is_file() {
            Self::File
        } else if kind.is_dir() {
            Self::Folder
        } else if kind.is_symlink() {
            Self::Link
        } else {
            Self::Device
        }
    }
}

#[cfg(unix)]
fn options() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    // Opening a pipe must not wait for a writer, nor opening a terminal make it this process' own.
    options.read(true).custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY);
    options
}

#[cfg(windows)]
fn options() -> OpenOptions {
    use std::os::windows::fs::OpenOptionsExt;
    const SECURITY_ANONYMOUS: u32 = 0;
    let mut options = OpenOptions::new();
    // The standard library shares reading, writing and deleting. The owner of a pipe that a link leads to may not impersonate the reader.
    options.read(true).security_qos_flags(SECURITY_ANONYMOUS);
    options
}

#[cfg(not(any(unix, windows)))]
fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true);
    options
}
