//! Values that every room uses: file versions, times, counts, text that is safe to show, and errors that name the file, the cause and the
//! remedy. Nothing here knows about WSUS.

pub(crate) mod coded;
pub mod counts;
pub mod error;
mod error_code;
pub mod file_version;
pub mod guid;
pub mod language;
pub mod occurrences;
pub mod plain_text;
pub mod problem;
pub mod system_error;
pub mod time;
