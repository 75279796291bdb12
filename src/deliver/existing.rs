//! What is already where a document belongs.

use std::io;
use std::path::Path;

use serde::Deserialize;

use crate::deliver::names::{folder, folder_tag};
use crate::deliver::store::Store;
use crate::input::filesystem::Kind;
use crate::values::error::display;
use crate::values::time::UtcTime;

/// How much of a file is read, in bytes. No document that this program wrote is larger.
const LIMIT: u64 = 16 << 20;

/// What a document says about itself. Anything else says nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Head {
    assessed_at: Option<UtcTime>,
    target: Option<Target>,
    /// What an error document is about.
    path: Option<String>,
}

/// The machine of a document.
#[derive(Debug, Deserialize)]
struct Target {
    root: Option<String>,
}

impl Head {
    /// That of a document's text.
    pub fn of(text: &[u8]) -> Self {
        serde_json::from_slice(text).unwrap_or_default()
    }

    /// That of a file. One that is not there, may not be read, or is no regular file, says nothing.
    pub fn read(store: &dyn Store, file: &Path) -> io::Result<Self> {
        let text = store.entry(file).and_then(|kind| if kind == Kind::File { store.read(file, LIMIT) } else { Ok(Vec::new()) });
        match text {
            Ok(text) => Ok(Self::of(&text)),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied) => {
                Ok(Self::default())
            }
            Err(error) => Err(error),
        }
    }

    /// Whether this document is newer than the other. A time to come is that of a clock that was wrong.
    pub fn is_newer(&self, other: &Self) -> bool {
        let (Some(this), Some(other)) = (self.assessed_at, other.assessed_at) else { return false };
        other < this && this <= UtcTime::now()
    }

    /// Whether a file of that name with this document is that of another machine than the folder with this mark. An error may be about
    /// something below the folder, or about nothing that has a path.
    pub fn is_of_another(&self, file: &str, mark: &str) -> bool {
        let is_another = |root: &str| Path::new(root).ancestors().all(|folder| folder_tag(&display(folder)) != mark);
        match &self.target {
            Some(target) => target.root.as_deref().and_then(|root| folder(file, root)).is_none_or(is_another),
            None => self.path.as_deref().and_then(|path| folder(file, path)).is_some_and(is_another),
        }
    }
}
