//! The four numbers of a file's version.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

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

impl FromStr for FileVersion {
    type Err = ();

    /// `3.1.6001.66`
    fn from_str(text: &str) -> Result<Self, ()> {
        let parts: Vec<u16> = text.split('.').map(str::parse).collect::<Result<_, _>>().map_err(drop)?;
        let [major, minor, build, revision] = parts[..] else { return Err(()) };
        Ok(Self { major, minor, build, revision })
    }
}

impl<'de> Deserialize<'de> for FileVersion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse()
            .map_err(|()| D::Error::custom(format_args!("'{text}' is not a file version, which is written like 3.1.6001.66")))
    }
}
