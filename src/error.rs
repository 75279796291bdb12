//! Errors as answers: what failed, on which file, why, and what to do about it.

use std::any::Any;
use std::fmt;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize, Serializer};

use crate::plain_text::Plain;

/// What kind of failure it was. The names are those of the error document's `code`, the numbers those of the C ABI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[repr(i32)]
pub enum ErrorCode {
    /// The caller asked for something that has no meaning: NULL, no JSON, an unknown key, a folder where a file belongs.
    InvalidArgument = 1,
    /// The file or folder does not exist.
    NotFound = 2,
    /// It exists and may not be read by this account.
    AccessDenied = 3,
    /// The operating system failed to read it.
    Io = 4,
    /// It was read and is not what it should be.
    Malformed = 5,
    /// It did not answer in time.
    TimedOut = 6,
    /// The caller cancelled.
    Cancelled = 7,
    /// A defect of this library, caught at its boundary.
    Panic = 8,
}

impl ErrorCode {
    /// The status that the functions of the C ABI return.
    pub const fn status(self) -> i32 {
        self as i32
    }

    /// The name in documents and in PowerShell's `FullyQualifiedErrorId`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InvalidArgument => "invalidArgument",
            Self::NotFound => "notFound",
            Self::AccessDenied => "accessDenied",
            Self::Io => "io",
            Self::Malformed => "malformed",
            Self::TimedOut => "timedOut",
            Self::Cancelled => "cancelled",
            Self::Panic => "panic",
        }
    }
}

impl Serialize for ErrorCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// One failure. It serialises to the error document.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Error {
    /// The kind of failure.
    pub code: ErrorCode,
    /// One or two sentences: the file, the cause, what to do. Where it is shown and in documents, what may act on a terminal is escaped.
    pub message: String,
    /// The file or folder it concerns, if any.
    pub path: Option<String>,
    /// The operating system's error number (`errno`, or a Win32 error), if it was the operating system that failed.
    pub os_error: Option<i32>,
}

impl Error {
    /// A caller's mistake that concerns no file.
    pub fn invalid_argument(message: impl Into<String>) -> Self {
        Self { code: ErrorCode::InvalidArgument, message: message.into(), path: None, os_error: None }
    }

    /// A panic, caught at a boundary: its payload.
    pub(crate) fn from_panic(panic: &(dyn Any + Send)) -> Self {
        let cause = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        let message = format!("This is a defect of wsus954960, please report it: {}", cause.unwrap_or("panic"));
        Self { code: ErrorCode::Panic, message, path: None, os_error: None }
    }

    /// A failure that is about `path`; `cause` goes on after the path.
    pub fn about(path: &Path, code: ErrorCode, cause: impl fmt::Display) -> Self {
        Self { code, message: format!("{}: {cause}", path.display()), path: Some(display(path)), os_error: None }
    }

    /// The operating system failed while `doing` something with `path`.
    pub fn from_io(path: &Path, doing: &str, error: &io::Error) -> Self {
        let code = match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => ErrorCode::NotFound,
            io::ErrorKind::PermissionDenied => ErrorCode::AccessDenied,
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidFilename => ErrorCode::InvalidArgument,
            io::ErrorKind::TimedOut => ErrorCode::TimedOut,
            _ => ErrorCode::Io,
        };
        let advice = match code {
            _ if is_unreachable(error) => " Check the computer's name, that it is on, and that its share can be reached.",
            ErrorCode::NotFound => " Check the path.",
            ErrorCode::AccessDenied => " Run as an account that may read it, for example elevated or as SYSTEM.",
            ErrorCode::Io | ErrorCode::TimedOut => " Check the disk or the network share and try again.",
            _ => "",
        };
        let mut cause = error.to_string();
        if !cause.ends_with('.') {
            cause.push('.');
        }
        Self { os_error: error.raw_os_error(), ..Self::about(path, code, format_args!("{doing} failed: {cause}{advice}")) }
    }
}

/// Whether a computer or its share did not answer: ERROR_REM_NOT_LIST, ERROR_BAD_NETPATH, ERROR_NETNAME_DELETED, ERROR_BAD_NET_NAME,
/// ERROR_SEM_TIMEOUT, ERROR_NETWORK_UNREACHABLE, ERROR_HOST_UNREACHABLE.
fn is_unreachable(error: &io::Error) -> bool {
    cfg!(windows) && matches!(error.raw_os_error(), Some(51 | 53 | 64 | 67 | 121 | 1231 | 1232))
}

impl fmt::Display for Error {
    /// The message, in which nothing acts on a terminal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Plain(&self.message))
    }
}

impl std::error::Error for Error {}

/// A path as documents show it. What is not Unicode in it shows as U+FFFD.
pub(crate) fn display(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
