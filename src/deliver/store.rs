//! The file system as delivering documents needs it. A layer around [`Disk`] can stand in for a share that fails.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::input::filesystem::Kind;

/// The questions and orders of delivering. Each may fail, or hang if the folder is a share.
pub trait Store: Send + Sync {
    /// Makes a new file with this content, which is on the disk when this returns. Nothing that exists is touched.
    fn create(&self, file: &Path, content: &[u8]) -> io::Result<()>;

    /// The content of a file, up to a limit.
    fn read(&self, file: &Path, limit: u64) -> io::Result<Vec<u8>>;

    /// Gives a file another name in the same folder, in one step. A file of that name is replaced.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file. A link is removed itself.
    fn remove(&self, file: &Path) -> io::Result<()>;

    /// The names and sizes of the regular files in a folder. Names that are not Unicode are left out: nothing here makes such.
    fn list(&self, folder: &Path) -> io::Result<Vec<(String, u64)>>;

    /// Waits until no other process and no other thread has this lock. The system releases the lock of a process that ends.
    fn lock(&self, file: &Path) -> io::Result<Lock>;

    /// What a path itself is: a link is a link, wherever it leads.
    fn entry(&self, path: &Path) -> io::Result<Kind>;

    /// Makes a folder, and those above it, to which nobody else has access. Folders above it that are made get the usual access.
    fn create_private(&self, folder: &Path) -> io::Result<()>;

    /// Whether a folder, which is not a link, is this account's or an administrator's, and others can't change what is in it.
    fn is_private(&self, folder: &Path) -> io::Result<bool>;

    /// Removes an empty folder.
    fn remove_folder(&self, folder: &Path) -> io::Result<()>;
}

/// A lock, held until it is dropped.
pub type Lock = Box<dyn Send>;

/// Writes a file under another name, and then gives it its own: whoever reads sees the old content or the new one. Nobody else uses the
/// `unfinished` name, and what an earlier attempt left there is removed.
///
/// # Errors
/// If any step fails. Then the old file is as it was.
pub(super) fn replace(store: &dyn Store, unfinished: &Path, file: &Path, content: &[u8]) -> io::Result<()> {
    let created = match store.create(unfinished, content) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            store.remove(unfinished)?;
            store.create(unfinished, content)
        }
        created => created,
    };
    created.and_then(|()| store.rename(unfinished, file)).inspect_err(|_| {
        // If that fails too, the next attempt finds it.
        let _ = store.remove(unfinished);
    })
}

/// How folders are made to which nobody else has access.
pub trait PrivateFolders: Send + Sync {
    /// Makes a folder. Those above it exist.
    fn create(&self, folder: &Path) -> io::Result<()>;

    /// See [`Store::is_private`].
    fn is_private(&self, folder: &Path) -> io::Result<bool>;
}

/// The operating system's file system.
#[derive(Clone, Copy)]
pub struct Disk(pub &'static dyn PrivateFolders);

impl Store for Disk {
    fn create(&self, file: &Path, content: &[u8]) -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).open(file)?;
        file.write_all(content)?;
        file.sync_all()
    }

    fn read(&self, file: &Path, limit: u64) -> io::Result<Vec<u8>> {
        let mut content = Vec::new();
        File::open(file)?.take(limit).read_to_end(&mut content)?;
        Ok(content)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, file: &Path) -> io::Result<()> {
        fs::remove_file(file)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<(String, u64)>> {
        let mut files = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            // What vanished meanwhile is not there.
            let Some(metadata) = entry.metadata().ok().filter(fs::Metadata::is_file) else { continue };
            files.extend(entry.file_name().into_string().ok().map(|name| (name, metadata.len())));
        }
        Ok(files)
    }

    fn lock(&self, file: &Path) -> io::Result<Lock> {
        let file: File = OpenOptions::new().write(true).create(true).truncate(false).open(file)?;
        file.lock()?;
        Ok(Box::new(file))
    }

    fn entry(&self, path: &Path) -> io::Result<Kind> {
        Ok(fs::symlink_metadata(path)?.file_type().into())
    }

    fn create_private(&self, folder: &Path) -> io::Result<()> {
        if let Some(above) = folder.parent() {
            fs::create_dir_all(above)?;
        }
        self.0.create(folder)
    }

    fn is_private(&self, folder: &Path) -> io::Result<bool> {
        self.0.is_private(folder)
    }

    fn remove_folder(&self, folder: &Path) -> io::Result<()> {
        fs::remove_dir(folder)
    }
}

/// Private folders by owner and mode, as Unix has them.
#[cfg(unix)]
pub struct Modes;

#[cfg(unix)]
impl PrivateFolders for Modes {
    fn create(&self, folder: &Path) -> io::Result<()> {
        use std::os::unix::fs::DirBuilderExt;
        fs::DirBuilder::new().mode(0o700).create(folder)
    }

    fn is_private(&self, folder: &Path) -> io::Result<bool> {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        let metadata = fs::symlink_metadata(folder)?;
        if metadata.mode() & 0o022 != 0 || metadata.uid() != own_id(folder)? {
            return Ok(false);
        }
        // Others could only read.
        if metadata.mode() & 0o077 != 0 {
            fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
        }
        Ok(true)
    }
}

/// The id of this process' user, which is that of every file that it makes.
#[cfg(unix)]
fn own_id(folder: &Path) -> io::Result<u32> {
    use std::os::unix::fs::MetadataExt;
    with_probe(folder, |probe| Ok(fs::metadata(probe)?.uid()))
}

/// Makes a folder in `folder`, whose owner is this process', and removes it again.
pub(crate) fn with_probe<T>(folder: &Path, look: impl FnOnce(&Path) -> io::Result<T>) -> io::Result<T> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    // Several threads and processes may do so at once.
    let probe = folder.join(format!("{}-{}.tmp", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
    match fs::create_dir(&probe) {
        // A killed process of the same number left it.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::remove_dir(&probe)?;
            fs::create_dir(&probe)?;
        }
        created => created?,
    }
    let seen = look(&probe);
    fs::remove_dir(&probe)?;
    seen
}
