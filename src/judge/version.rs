//! The version check of one file: which WSUS release it belongs to and what the advisory means for it.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::advisory::FIXED_VERSION;
use crate::advisory::releases::{self, Basis, Release, State};
use crate::input::file;
use crate::input::pe;
use crate::input::reader::Reader;
use crate::values::error::{Error, display};
use crate::values::file_version::FileVersion;
use crate::values::problem::Action;

/// The version check of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct VersionCheck {
    /// The file.
    pub path: String,
    /// From the fixed file information; `null` if the file has none.
    pub file_version: Option<FileVersion>,
    /// The release that the version belongs to; `null` if it belongs to none.
    pub release: Option<Release>,
    /// What the advisory means for it.
    pub state: State,
    /// Who says so.
    pub basis: Basis,
    /// The version that the update installs.
    pub fixed_version: FileVersion,
}

/// The version check of a file with the given path and version. A version that no release has, or no version, is
/// `unknown`; its basis is inference, since the advisory does not mention it.
pub fn classify(path: &Path, file_version: Option<FileVersion>) -> VersionCheck {
    let rule = file_version.and_then(releases::rule_for);
    VersionCheck {
        path: display(path),
        file_version,
        release: rule.map(|rule| rule.release),
        state: rule.map_or(State::Unknown, |rule| rule.state),
        basis: rule.map_or(Basis::Inference, |rule| rule.basis),
        fixed_version: FIXED_VERSION,
    }
}

/// Reads the version of the PE file at `path`: a few positioned reads of its headers and resource section.
///
/// # Errors
/// [`Malformed`](crate::values::error::ErrorCode::Malformed) if it is not a PE file or its version resource is damaged; a PE file without one becomes a
/// document with the state `unknown`. Other errors as in [`file::open`], or when reading fails.
pub fn read(reader: &Reader, path: &Path) -> Result<Option<FileVersion>, Error> {
    pe::file_version(file::open(reader, path)?.reader()).map_err(|failure| match failure {
        pe::Failure::Io(error) => Error::from_io(path, Action::ReadVersion, &error),
        pe::Failure::Malformed(problem) => Error::about(path, problem),
    })
}

/// The version check: [`read`], then [`classify`].
///
/// # Errors
/// As [`read`].
pub fn check(reader: &Reader, path: &Path) -> Result<VersionCheck, Error> {
    Ok(classify(path, read(reader, path)?))
}
