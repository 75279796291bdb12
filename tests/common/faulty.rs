//! A file system between the library and the disk that behaves like distant servers: slow, hanging, failing half-way, with its own shares.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use wsus954960::internals::input::filesystem::{Content, Disk, Entry, FileSystem, Kind, Opened};

/// What a fault does with the path of the request.
type Effect = dyn Fn(&Path) -> io::Result<()> + Send + Sync;

/// What happens to an operation.
#[derive(Clone)]
pub enum Fault {
    /// It takes this long.
    Delay(Duration),
    /// It does not return before the gate opens.
    Hang(Arc<Gate>),
    /// Once this many bytes are read (at least one), reading does not go on before the gate opens.
    HangAfter(u64, Arc<Gate>),
    /// It fails.
    Error(io::ErrorKind),
    /// It fails with this Windows error.
    #[cfg(windows)]
    WindowsError(i32),
    /// Reading fails from this byte of the file on.
    ErrorAfter(u64),
    /// Reading returns a single byte, as it may at any time.
    Short,
    /// Reading finds the end of the file here: it has become shorter.
    End,
    /// What an earlier operation has seen is no longer there.
    Vanished,
    Panic,
    /// Once a file is open, this happens to its path.
    Then(Arc<Effect>),
}

/// Where on the disk a path leads.
type Places = dyn Fn(&Path) -> io::Result<PathBuf> + Send + Sync;

/// Holds up every operation until it is opened.
#[derive(Default)]
pub struct Gate(Mutex<bool>, Condvar);

impl Gate {
    pub fn open(&self) {
        *self.0.lock().unwrap() = true;
        self.1.notify_all();
    }

    fn pass(&self) {
        let _open = self.1.wait_while(self.0.lock().unwrap(), |open| !*open).unwrap();
    }
}

/// The disk, with faults at the paths that contain a text.
#[derive(Default)]
pub struct Layer {
    faults: Vec<(String, Fault)>,
    counts: Arc<Counts>,
    places: Option<Box<Places>>,
}

#[derive(Default)]
pub struct Counts {
    /// What happens to one of all operations, by its number from 0.
    only: Option<(u64, Fault)>,
    /// The paths that operations have seen, if one of them is to vanish.
    seen: Mutex<HashSet<PathBuf>>,
    pub operations: AtomicU64,
    /// Bytes read.
    pub bytes: AtomicU64,
    now: AtomicU64,
    /// The most operations at a time.
    pub most: AtomicU64,
}

impl Layer {
    pub fn with(mut self, path: &str, fault: Fault) -> Self {
        self.faults.push((path.into(), fault));
        self
    }

    /// The disk, with a fault at a single operation, by its number from 0.
    pub fn failing_at(number: u64, fault: Fault) -> Self {
        Self { counts: Arc::new(Counts { only: Some((number, fault)), ..Counts::default() }), ..Self::default() }
    }

    /// The disk, with each path leading to the place that `places` returns.
    pub fn over(places: impl Fn(&Path) -> io::Result<PathBuf> + Send + Sync + 'static) -> Self {
        Self { places: Some(Box::new(places)), ..Self::default() }
    }

    pub fn counts(&self) -> Arc<Counts> {
        Arc::clone(&self.counts)
    }

    fn faults_at(&self, path: &Path) -> Vec<Fault> {
        let path = path.to_string_lossy().replace('\\', "/");
        self.faults.iter().filter(|(text, _)| path.contains(text)).map(|(_, fault)| fault.clone()).collect()
    }

    fn at<T>(&self, path: &Path, operation: impl FnOnce(&Path) -> io::Result<T>) -> io::Result<T> {
        self.counts.run(&self.faults_at(path), 0, |only| {
            let mut seen = self.counts.seen.lock().unwrap();
            match (only, &self.places) {
                (Some(Fault::Vanished), _) if seen.contains(path) => return Err(io::ErrorKind::NotFound.into()),
                (_, Some(places)) => operation(&places(path)?),
                (_, None) => operation(path),
            }
            .inspect(|_| _ = seen.insert(path.to_owned()))
        })
    }
}

impl Counts {
    /// Does an operation, which gets the fault that is meant for it alone.
    fn run<T>(&self, faults: &[Fault], offset: u64, operation: impl FnOnce(Option<&Fault>) -> io::Result<T>) -> io::Result<T> {
        let number = self.operations.fetch_add(1, Ordering::SeqCst);
        let only = self.only.as_ref().filter(|(at, _)| *at == number).map(|(_, fault)| fault);
        let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
        let fault = faults.iter().chain(only).try_for_each(|fault| {
            match fault {
                Fault::Delay(time) => thread::sleep(*time),
                Fault::Hang(gate) => gate.pass(),
                Fault::HangAfter(bytes, gate) if offset >= *bytes => gate.pass(),
                Fault::HangAfter(..) => {}
                Fault::Error(kind) => return Err((*kind).into()),
                #[cfg(windows)]
                Fault::WindowsError(code) => return Err(io::Error::from_raw_os_error(*code)),
                Fault::ErrorAfter(bytes) if offset >= *bytes => return Err(io::Error::other("the share is gone")),
                Fault::ErrorAfter(_) => {}
                Fault::Panic => panic!("the file system panicked"),
                Fault::Then(_) | Fault::Short | Fault::End | Fault::Vanished => {}
            }
            Ok(())
        });
        let result = fault.and_then(|()| operation(only));
        self.now.fetch_sub(1, Ordering::SeqCst);
        result
    }
}

impl FileSystem for Layer {
    fn kind(&self, path: &Path) -> io::Result<Kind> {
        self.at(path, |path| Disk.kind(path))
    }

    fn entry(&self, path: &Path) -> io::Result<Kind> {
        self.at(path, |path| Disk.entry(path))
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        let entries = self.at(folder, |folder| Disk.list(folder))?;
        self.counts.seen.lock().unwrap().extend(entries.iter().map(|entry| folder.join(&entry.name)));
        Ok(entries)
    }

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        self.at(path, |path| Disk.resolve(path))
    }

    fn target(&self, link: &Path) -> io::Result<PathBuf> {
        self.at(link, |link| Disk.target(link))
    }

    fn open(&self, path: &Path) -> io::Result<Opened> {
        let opened = self.at(path, |path| Disk.open(path))?;
        let faults = self.faults_at(path);
        for fault in &faults {
            if let Fault::Then(happens) = fault {
                happens(path)?;
            }
        }
        let content = Faulty { content: opened.content, faults, counts: self.counts() };
        Ok(Opened { content: Arc::new(content), ..opened })
    }
}

struct Faulty {
    content: Arc<dyn Content>,
    faults: Vec<Fault>,
    counts: Arc<Counts>,
}

impl Content for Faulty {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let left = self.faults.iter().filter_map(|fault| match fault {
            Fault::ErrorAfter(bytes) | Fault::HangAfter(bytes, _) => Some(bytes.saturating_sub(offset) as usize),
            _ => None,
        });
        let length = left.filter(|left| *left > 0).min().unwrap_or(usize::MAX).min(buffer.len());
        let read = self.counts.run(&self.faults, offset, |only| match only {
            Some(Fault::End) => Ok(0),
            Some(Fault::Short) => self.content.read_at(&mut buffer[..length.min(1)], offset),
            _ => self.content.read_at(&mut buffer[..length], offset),
        })?;
        self.counts.bytes.fetch_add(read as u64, Ordering::SeqCst);
        Ok(read)
    }
}
