//! A file system without a way out of the evidence: below its roots, links are followed by this program itself, by their text, and only
//! as far as they stay below one of the roots.
//!
//! A link is whatever the standard library calls one: symbolic links, and on Windows junctions and mount points too (reparse points that
//! are name surrogates). Other reparse points (files in the cloud, deduplicated or compressed ones) lead nowhere and are read as files.
//! Hard links can't be told from other files.
//!
//! The system is asked only for paths without links below the root. So where a link leads is never touched before it is judged: opening
//! a share would already sign in there.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::io;
use std::path::{Component, Path, PathBuf, Prefix};
use std::sync::{Mutex, PoisonError};

use crate::input::file::{is_device, is_name};
use crate::input::filesystem::{Entry, FileSystem, Kind, Opened};
use crate::input::monitor::Interrupter;
use crate::values::error::{LeadsOut, display};

/// How many links one path may lead through. Linux has the same limit.
const LINKS_LIMIT: usize = 40;

/// How many entries of one listing are remembered. Longer ones only cost a question more for each entry that is looked at.
const REMEMBERED_LIMIT: usize = 4096;

/// Where reading may lead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// The folders below which everything may be read.
    pub roots: Vec<Bound>,
    /// Files that the user named: they may be anywhere.
    pub named: Vec<PathBuf>,
}

/// A folder that nothing below it leads out of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The folder. It may be a link itself.
    pub folder: PathBuf,
    /// The letter of the drive that it stands for, as the machine's own links name it.
    pub letter: Option<char>,
}

/// A file system whose links do not lead out of the bounds.
pub struct Confined<'a> {
    files: &'a dyn FileSystem,
    bounds: Bounds,
    /// What is known about paths without links before their last name.
    known: Mutex<HashMap<PathBuf, Step>>,
}

/// What is at a path.
#[derive(Clone)]
enum Step {
    /// Anything but a link.
    Plain(Kind),
    /// A link with this text; `None` if it has none that can be read.
    Link(Option<PathBuf>),
}

impl<'a> Confined<'a> {
    /// `files` within the bounds.
    pub fn new(files: &'a dyn FileSystem, bounds: Bounds) -> Self {
        Self { files, bounds, known: Mutex::default() }
    }

    fn is_named(&self, path: &Path) -> bool {
        self.bounds.named.iter().any(|named| named == path)
    }

    /// The path without links below its root, except perhaps its last name.
    fn locate(&self, path: &Path, follow_last: bool) -> io::Result<PathBuf> {
        if self.is_named(path) {
            return Ok(path.to_owned());
        }
        let out = |link: &Path, target: &Path| LeadsOut { link: display(link), target: display(target) }.into();
        let below = self.bounds.roots.iter().find_map(|root| Some((root, path.strip_prefix(&root.folder).ok()?)));
        let Some((root, names)) = below else { return Err(out(path, path)) };
        let mut place = Place { root, names: Vec::new() };
        let mut left: Vec<PathBuf> = vec![names.to_owned()];
        let mut links = 0;
        while let Some(names) = left.pop() {
            let mut names = names.components();
            let Some(name) = names.next() else { continue };
            let rest = names.as_path();
            if !rest.as_os_str().is_empty() {
                left.push(rest.to_owned());
            }
            let parent = place.clone();
            if !place.step(name) {
                return Err(out(path, path));
            }
            let at = place.path();
            if left.is_empty() && !follow_last {
                return Ok(at);
            }
            if place.names.is_empty() || !matches!(name, Component::Normal(_)) {
                continue;
            }
            let Step::Link(text) = self.step(&at)? else { continue };
            links += 1;
            if links > LINKS_LIMIT {
                return Err(link_loop());
            }
            let text = text.unwrap_or_default();
            let Some((start, names)) = self.destination(parent, &text) else { return Err(out(&at, &text)) };
            // Every name is judged now, so that an error names this link and not what it leads to.
            let mut end = start.clone();
            if !names.components().all(|name| end.step(name)) || cfg!(windows) && is_device(&end.path().to_string_lossy()) {
                return Err(out(&at, &text));
            }
            place = start;
            left.push(names);
        }
        Ok(place.path())
    }

    /// What is at a path without links before its last name.
    fn step(&self, path: &Path) -> io::Result<Step> {
        if let Some(step) = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(path) {
            return Ok(step.clone());
        }
        let step = match self.files.entry(path)? {
            Kind::Link => Step::Link(self.files.target(path).ok().filter(|text| !text.as_os_str().is_empty())),
            kind => Step::Plain(kind),
        };
        self.remember([(path.to_owned(), step.clone())]);
        Ok(step)
    }

    fn remember(&self, steps: impl IntoIterator<Item = (PathBuf, Step)>) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).extend(steps);
    }

    /// Where a link leads: from which folder, and the names on the way from there. `None` if it leads out.
    fn destination<'s>(&'s self, parent: Place<'s>, text: &Path) -> Option<(Place<'s>, PathBuf)> {
        if text.as_os_str().is_empty() {
            return None;
        }
        let text = without_verbatim(text)?;
        let mut components = text.components();
        let letter = match components.next()? {
            Component::Prefix(prefix) => match prefix.kind() {
                Prefix::Disk(letter) if text.has_root() => Some(char::from(letter)),
                Prefix::UNC(..) => None,
                _ => return None,
            },
            Component::RootDir if cfg!(windows) => parent.root.letter,
            Component::RootDir => None,
            _ => return Some((parent, text)),
        };
        let from = |root: &'s Bound, names: PathBuf| (Place { root, names: Vec::new() }, names);
        let roots = &self.bounds.roots;
        let named = roots.iter().find_map(|root| Some(from(root, below(&text, &without_verbatim(&root.folder)?)?)));
        let on_drive = || {
            let is_own = |root: &&Bound| root.letter.is_some_and(|own| letter.is_some_and(|it| own.eq_ignore_ascii_case(&it)));
            let root = roots.iter().find(is_own)?;
            Some(from(root, text.components().skip_while(|name| !matches!(name, Component::Normal(_))).collect()))
        };
        // The root may have been named in another way.
        let otherwise = || {
            let root = parent.root;
            let spellings = [std::path::absolute(&root.folder), self.files.resolve(&root.folder)];
            let names = spellings.into_iter().flatten().find_map(|folder| below(&text, &without_verbatim(&folder)?))?;
            Some(from(root, names))
        };
        named.or_else(otherwise).or_else(on_drive)
    }
}

/// A place below a root.
#[derive(Clone)]
struct Place<'a> {
    root: &'a Bound,
    names: Vec<PathBuf>,
}

impl Place<'_> {
    fn path(&self) -> PathBuf {
        self.names.iter().fold(self.root.folder.clone(), |path, name| path.join(name))
    }

    /// Goes one step, and returns whether it stays below the root.
    fn step(&mut self, name: Component) -> bool {
        match name {
            Component::CurDir => true,
            Component::ParentDir => self.names.pop().is_some(),
            Component::Normal(name) => {
                self.names.push(name.into());
                !cfg!(windows) || is_name_of_windows(name)
            }
            // Behind a prefix like `\\?\UNC\PC17\c$`, which does not end with a backslash.
            Component::RootDir => self.names.is_empty(),
            Component::Prefix(_) => false,
        }
    }
}

fn is_name_of_windows(name: &OsStr) -> bool {
    is_name(&name.to_string_lossy())
}

/// The names on the way from the folder to the path, if that is below it. Windows does not distinguish upper and lower case.
fn below(path: &Path, folder: &Path) -> Option<PathBuf> {
    let mut names = path.components();
    for name in folder.components() {
        let same = |other: Component| match cfg!(windows) {
            true => name.as_os_str().eq_ignore_ascii_case(other.as_os_str()),
            false => name == other,
        };
        names.next().filter(|other| same(*other))?;
    }
    Some(names.as_path().to_owned())
}

/// A path without the beginning `\\?\`, which links of Windows may have; `None` if that leads to a volume or a device.
fn without_verbatim(path: &Path) -> Option<PathBuf> {
    if !cfg!(windows) {
        return Some(path.to_owned());
    }
    let Some(Component::Prefix(prefix)) = path.components().next() else { return Some(path.to_owned()) };
    let text = path.to_string_lossy();
    match prefix.kind() {
        Prefix::VerbatimDisk(_) => text.get(4..).map(PathBuf::from),
        Prefix::VerbatimUNC(..) => text.get(8..).map(|share| PathBuf::from(format!(r"\\{share}"))),
        Prefix::Verbatim(_) | Prefix::DeviceNS(_) => None,
        Prefix::UNC(..) | Prefix::Disk(_) => Some(path.to_owned()),
    }
}

/// What the system itself says about a loop of links.
fn link_loop() -> io::Error {
    // ERROR_CANT_RESOLVE_FILENAME.
    #[cfg(windows)]
    const LOOP: i32 = 1921;
    #[cfg(not(windows))]
    const LOOP: i32 = libc::ELOOP;
    io::Error::from_raw_os_error(LOOP)
}

impl FileSystem for Confined<'_> {
    fn kind(&self, path: &Path) -> io::Result<Kind> {
        let path = self.locate(path, true)?;
        match self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&path) {
            Some(Step::Plain(kind)) => return Ok(*kind),
            Some(Step::Link(_)) | None => {}
        }
        self.files.kind(&path)
    }

    fn entry(&self, path: &Path) -> io::Result<Kind> {
        let path = self.locate(path, false)?;
        match self.step(&path)? {
            Step::Plain(kind) => Ok(kind),
            Step::Link(_) => Ok(Kind::Link),
        }
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        let folder = self.locate(folder, true)?;
        let entries = self.files.list(&folder)?;
        let plain = entries.iter().take(REMEMBERED_LIMIT).filter(|entry| entry.kind != Kind::Link);
        self.remember(plain.map(|entry| (folder.join(&entry.name), Step::Plain(entry.kind))));
        Ok(entries)
    }

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        self.files.resolve(&self.locate(path, true)?)
    }

    fn target(&self, path: &Path) -> io::Result<PathBuf> {
        self.files.target(&self.locate(path, false)?)
    }

    fn open(&self, path: &Path) -> io::Result<Opened> {
        let path = self.locate(path, true)?;
        let below = self.bounds.roots.iter().find_map(|root| Some((root, path.strip_prefix(&root.folder).ok()?)));
        match below.filter(|_| !self.is_named(&path)) {
            Some((root, names)) => self.files.open_below(&root.folder, names),
            None => self.files.open(&path),
        }
    }

    fn interrupter(&self) -> Option<Interrupter> {
        self.files.interrupter()
    }
}
