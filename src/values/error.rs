//! Errors as answers: what failed, on which file, why, and what to do about it.

use std::any::Any;
use std::fmt;
use std::io;
use std::path::Path;

use serde::Deserialize;

use crate::values::coded::coded_names;
use crate::values::plain_text::Plain;

coded_names! {
    /// What kind of failure it was. The names are those of the error document's `code`, the numbers those of the C ABI.
    #[repr(i32)]
    pub enum ErrorCode {
        /// The caller asked for something that has no meaning: NULL, no JSON, an unknown key, a folder where a file belongs.
        "invalidArgument" => InvalidArgument = 1,
        /// The file or folder does not exist.
        "notFound" => NotFound = 2,
        /// It exists and may not be read by this account.
        "accessDenied" => AccessDenied = 3,
        /// The operating system failed to read it.
        "io" => Io = 4,
        /// It was read and is not what it should be.
        "malformed" => Malformed = 5,
        /// It did not answer in time.
        "timedOut" => TimedOut = 6,
        /// The caller cancelled.
        "cancelled" => Cancelled = 7,
        /// A defect of this library, caught at its boundary.
        "panic" => Panic = 8,
    }
}

impl ErrorCode {
    /// The status that the functions of the C ABI return.
    pub const fn status(self) -> i32 {
        self as i32
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
        let windows = error.raw_os_error().filter(|_| cfg!(windows));
        let (code, advice) = judge(error.kind(), windows);
        let mut cause = error.to_string();
        if !cause.ends_with('.') {
            cause.push('.');
        }
        let space = if advice.is_empty() { "" } else { " " };
        let text = format_args!("{doing} failed: {cause}{space}{advice}");
        Self { os_error: error.raw_os_error(), ..Self::about(path, code, text) }
    }
}

/// What kind of failure the system's error is, and what to do about it. `windows` is the number of an error of Windows.
pub fn judge(kind: io::ErrorKind, windows: Option<i32>) -> (ErrorCode, &'static str) {
    let code = match kind {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => ErrorCode::NotFound,
        io::ErrorKind::PermissionDenied => ErrorCode::AccessDenied,
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidFilename => ErrorCode::InvalidArgument,
        io::ErrorKind::TimedOut => ErrorCode::TimedOut,
        _ => ErrorCode::Io,
    };
    if let Some(meaning) = windows.and_then(|number| WINDOWS_ERRORS.iter().find(|error| error.numbers.contains(&number))) {
        return (meaning.code.unwrap_or(code), meaning.advice);
    }
    let advice = match code {
        ErrorCode::NotFound => "Check the path.",
        ErrorCode::AccessDenied => "Run as an account that may read it, for example elevated or as SYSTEM.",
        ErrorCode::Io | ErrorCode::TimedOut => "Check the disk or the network share and try again.",
        _ => "",
    };
    (code, advice)
}

/// Errors of Windows that mean something of their own here.
struct WindowsError {
    numbers: &'static [i32],
    /// The kind of failure, where it is not what the standard library takes it for.
    code: Option<ErrorCode>,
    advice: &'static str,
}

/// Names and numbers: Microsoft's "System Error Codes" and the header winerror.h.
#[rustfmt::skip]
const WINDOWS_ERRORS: [WindowsError; 12] = [
    // ERROR_REM_NOT_LIST, ERROR_BAD_NETPATH, ERROR_NETNAME_DELETED, ERROR_BAD_NET_NAME, ERROR_SEM_TIMEOUT, ERROR_NETWORK_UNREACHABLE,
    // ERROR_HOST_UNREACHABLE, ERROR_HOST_DOWN.
    WindowsError { numbers: &[51, 53, 64, 67, 121, 1231, 1232, 1256], code: None,
        advice: "Check the computer's name, that it is on, and that its share can be reached." },
    // ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION.
    WindowsError { numbers: &[32, 33], code: Some(ErrorCode::Io),
        advice: "Another process has locked this file: close it, wait until it is done, or give a copy of the file." },
    // ERROR_INVALID_PASSWORD, ERROR_NO_SUCH_USER, ERROR_WRONG_PASSWORD, ERROR_LOGON_FAILURE, ERROR_BAD_USERNAME.
    WindowsError { numbers: &[86, 1317, 1323, 1326, 2202], code: Some(ErrorCode::AccessDenied),
        advice: "The computer does not know this account, or not with this password: run as an administrator of that computer, or connect to \
                 its share with such an account first (net use)." },
    // ERROR_ACCOUNT_RESTRICTION.
    WindowsError { numbers: &[1327], code: Some(ErrorCode::AccessDenied),
        advice: "The account is restricted, for example it has no password, or policy keeps it from signing in over the network: use another \
                 account that is an administrator of that computer." },
    // ERROR_INVALID_LOGON_HOURS, ERROR_INVALID_WORKSTATION, ERROR_LOGON_NOT_GRANTED, ERROR_LOGON_TYPE_NOT_GRANTED,
    // ERROR_LOGIN_WKSTA_RESTRICTION.
    WindowsError { numbers: &[1328, 1329, 1380, 1385, 1240], code: Some(ErrorCode::AccessDenied),
        advice: "This account may not sign in to that computer at this time, from this computer, or over the network: use another account \
                 that is an administrator of that computer, or have the right granted." },
    // ERROR_PASSWORD_EXPIRED, ERROR_ACCOUNT_DISABLED, ERROR_ACCOUNT_EXPIRED, ERROR_PASSWORD_MUST_CHANGE, ERROR_ACCOUNT_LOCKED_OUT.
    WindowsError { numbers: &[1330, 1331, 1793, 1907, 1909], code: Some(ErrorCode::AccessDenied),
        advice: "The account is disabled, locked out or expired, or its password has expired: use another account, or have this one put right." },
    // ERROR_NO_LOGON_SERVERS, ERROR_NO_SUCH_DOMAIN, ERROR_NETLOGON_NOT_STARTED.
    WindowsError { numbers: &[1311, 1355, 1792], code: Some(ErrorCode::AccessDenied),
        advice: "No domain controller answered for this account: check the connection to the domain, or use a local account of that computer." },
    // ERROR_SESSION_CREDENTIAL_CONFLICT.
    WindowsError { numbers: &[1219], code: Some(ErrorCode::AccessDenied),
        advice: "There is a connection to the same computer with another account already: end it (net use \\\\COMPUTER /delete), or use that \
                 account." },
    // ERROR_WRONG_TARGET_NAME, ERROR_MUTUAL_AUTH_FAILED, ERROR_TIME_SKEW.
    WindowsError { numbers: &[1396, 1397, 1398], code: Some(ErrorCode::AccessDenied),
        advice: "The computer that answered could not prove its name to this account: check that the name leads to the right computer (DNS), \
                 that both clocks agree, and the computer's account in the domain." },
    // ERROR_NO_TRUST_LSA_SECRET, ERROR_NO_TRUST_SAM_ACCOUNT, ERROR_TRUSTED_DOMAIN_FAILURE, ERROR_TRUSTED_RELATIONSHIP_FAILURE,
    // ERROR_TRUST_FAILURE, ERROR_DOMAIN_TRUST_INCONSISTENT, ERROR_AUTHENTICATION_FIREWALL_FAILED.
    WindowsError { numbers: &[1786, 1787, 1788, 1789, 1790, 1810, 1935], code: Some(ErrorCode::AccessDenied),
        advice: "The trust between the computer and its domain, or between the domains, does not let this account in: repair it, or use a \
                 local account of that computer." },
    // ERROR_NOLOGON_INTERDOMAIN_TRUST_ACCOUNT, ERROR_NOLOGON_WORKSTATION_TRUST_ACCOUNT, ERROR_NOLOGON_SERVER_TRUST_ACCOUNT.
    WindowsError { numbers: &[1807, 1808, 1809], code: Some(ErrorCode::AccessDenied),
        advice: "This is the account of a computer or a domain: use the account of a user who is an administrator of that computer." },
    // ERROR_NETWORK_ACCESS_DENIED, ERROR_NO_SUCH_LOGON_SESSION, ERROR_DOWNGRADE_DETECTED, ERROR_NOT_AUTHENTICATED, ERROR_NOT_LOGGED_ON.
    WindowsError { numbers: &[65, 1312, 1265, 1244, 1245], code: Some(ErrorCode::AccessDenied),
        advice: "This session may not use that share with its account: run as an administrator of that computer; in a remote session, \
                 credentials are not passed on to a third computer." },
];

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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn errors_of_accounts_are_access_denied_with_advice_about_the_account() {
        let accounts = [1311, 1317, 1326, 1327, 1328, 1329, 1330, 1331, 1385, 1907, 1909, 1219, 1396, 1398, 1789];
        for number in accounts {
            let (code, advice) = judge(io::ErrorKind::Other, Some(number));
            assert_eq!(code, ErrorCode::AccessDenied, "{number}");
            assert!(advice.contains("account") && !advice.contains("disk"), "{number}: {advice}");
        }
        for (number, word) in
            [(1219, "another account already"), (1396, "DNS"), (1398, "clocks"), (1789, "trust"), (1909, "locked")]
        {
            assert!(judge(io::ErrorKind::Other, Some(number)).1.contains(word), "{number}");
        }
    }

    #[test]
    fn a_file_in_use_has_a_sentence_of_its_own() {
        for number in [32, 33] {
            let (code, advice) = judge(io::ErrorKind::ResourceBusy, Some(number));
            assert_eq!(code, ErrorCode::Io);
            assert!(advice.contains("has locked this file"), "{advice}");
        }
    }

    #[test]
    fn other_errors_are_what_the_standard_library_says() {
        for windows in [None, Some(2), Some(5), Some(1117)] {
            assert_eq!(judge(io::ErrorKind::NotFound, windows), (ErrorCode::NotFound, "Check the path."));
            assert_eq!(judge(io::ErrorKind::PermissionDenied, windows).0, ErrorCode::AccessDenied);
            assert_eq!(judge(io::ErrorKind::Other, windows).0, ErrorCode::Io);
        }
        let (code, advice) = judge(io::ErrorKind::NotFound, Some(53));
        assert_eq!(code, ErrorCode::NotFound);
        assert!(advice.contains("that it is on"), "{advice}");
    }

    #[test]
    fn each_number_is_in_the_table_once() {
        let mut seen = HashSet::new();
        assert!(WINDOWS_ERRORS.iter().flat_map(|error| error.numbers).all(|number| seen.insert(number)));
    }
}
