//! The four numbers of a file's version.

use std::fmt;

use serde::{Serialize, Serializer};

/// A four-part file version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileVersion {
    /// Major version.
    pub major: u16,
    /// Minor version.
    pub minor: u16,
    /// Build number.
    pub build: u16,
    /// Revision, also called QFE number.
    pub revision: u16,
}

impl FileVersion {
    /// The version `major.minor.build.revision`.
    pub const fn new(major: u16, minor: u16, build: u16, revision: u16) -> Self {
        Self { major, minor, build, revision }
    }

    /// From `dwFileVersionMS` and `dwFileVersionLS` of VS_FIXEDFILEINFO.
    pub const fn from_words(most: u32, least: u32) -> Self {
        Self::new((most >> 16) as u16, most as u16, (least >> 16) as u16, least as u16)
    }
}

impl fmt::Display for FileVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}.{}", self.major, self.minor, self.build, self.revision)
    }
}

impl Serialize for FileVersion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
