//! The machine whose evidence is looked for.

use std::path::PathBuf;

use crate::find::discovery::{self, Discovery, Source};
use crate::find::live;
use crate::find::named::drive_share;
use crate::find::target::Target;
use crate::input::confined::Bound;
use crate::input::filesystem::FileSystem;
use crate::values::error::Error;

/// A machine whose evidence is to be found, and what finding it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Machine {
    /// This machine itself.
    This,
    /// A machine whose system drive a folder stands for: collected files, a mounted image, a share.
    Root(Folders),
    /// Another computer, by the [shares](crate::find::computer::Computer::shares) that its name leads to.
    Computer {
        /// Its name.
        name: String,
        /// Its shares.
        shares: Folders,
    },
    /// Any machine of which only single files are given: nothing is looked for.
    Files,
}

/// The folders that stand for a machine's own folders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders {
    /// The folder that stands for its system drive.
    pub root: PathBuf,
    /// Its Windows folder, if that is not to be looked for below the root: it may be on any drive.
    pub windows: Option<PathBuf>,
}

impl Machine {
    /// Which machine this is, and where its evidence is.
    ///
    /// # Errors
    /// If the root is not a folder that can be listed, and for this machine itself on systems other than Windows.
    pub fn find(&self, files: &dyn FileSystem) -> Result<(Target, Discovery), Error> {
        match self {
            Self::This => live::discover(files, None),
            Self::Root(folders) => folders.find(files),
            Self::Computer { name, shares } => {
                let (target, found) = shares.find(files)?;
                Ok((Target { name: name.clone(), ..target }, found))
            }
            Self::Files => {
                let target = Target { name: "named files".into(), root: None, source: Source::Root };
                Ok((target, Discovery::default()))
            }
        }
    }
}

impl Machine {
    /// The folders that links in the machine's evidence must not lead out of; `None` for this machine, and where only files are given.
    pub fn bounds(&self, files: &dyn FileSystem) -> Option<Vec<Bound>> {
        match self {
            Self::Root(folders) | Self::Computer { shares: folders, .. } => folders.bounds(files),
            Self::This | Self::Files => None,
        }
    }
}

impl Folders {
    fn bounds(&self, files: &dyn FileSystem) -> Option<Vec<Bound>> {
        let root = live::root_of_drive(&self.root).unwrap_or_else(|| self.root.clone());
        if live::is_system_drive(files, &root) {
            return None;
        }
        let share = root.to_string_lossy();
        let share = drive_share(&share);
        let own = Bound { folder: root.clone(), letter: Some(share.map_or('C', |(_, letter)| letter)) };
        let windows = self.windows.iter().map(|folder| Bound { folder: folder.clone(), letter: None });
        // Another drive of the same computer is below its own share of that drive.
        let drives = share.into_iter().flat_map(|(computer, _)| {
            ('a'..='z').map(move |letter| Bound { folder: format!("{computer}{letter}$").into(), letter: Some(letter) })
        });
        Some([own].into_iter().chain(windows).chain(drives).collect())
    }

    /// The evidence below the folders, or this machine's if the root is its own system drive.
    fn find(&self, files: &dyn FileSystem) -> Result<(Target, Discovery), Error> {
        let windows = self.windows.as_deref();
        let drive = live::root_of_drive(&self.root);
        let root = drive.as_ref().unwrap_or(&self.root);
        if live::is_system_drive(files, root) {
            return live::discover(files, windows);
        }
        let target = Target::at(files, root);
        let found = discovery::below(files, root, windows, target.source)?;
        Ok((target, found))
    }
}
