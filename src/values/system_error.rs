//! What errors of the operating system mean, and what to do about them.

use std::io;

use crate::values::error_code::ErrorCode;
use crate::values::problem::Advice;

/// The kind of failure that the system's error is, and what to do about it. `windows` is the number of a Windows error.
pub fn judge(kind: io::ErrorKind, windows: Option<i32>) -> (ErrorCode, Option<Advice>) {
    let code = match kind {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => ErrorCode::NotFound,
        io::ErrorKind::PermissionDenied => ErrorCode::AccessDenied,
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidFilename => ErrorCode::InvalidArgument,
        io::ErrorKind::TimedOut => ErrorCode::TimedOut,
        _ => ErrorCode::Io,
    };
    if let Some(meaning) = windows.and_then(|number| WINDOWS_ERRORS.iter().find(|error| error.numbers.contains(&number))) {
        return (meaning.code.unwrap_or(code), Some(meaning.advice));
    }
    let advice = match code {
        ErrorCode::NotFound => Some(Advice::CheckPath),
        ErrorCode::AccessDenied => Some(Advice::UseOtherAccount),
        ErrorCode::Io | ErrorCode::TimedOut => Some(Advice::CheckDisk),
        _ => None,
    };
    (code, advice)
}

/// What the system says about its error, without the number that the standard library adds: it means nothing to people, and programs have
/// it in `osError`. A sentence goes on behind it, so it has no full stop.
pub fn text(error: &io::Error) -> String {
    let text = error.to_string();
    let number = error.raw_os_error().map(|number| format!(" (os error {number})"));
    let plain = number.and_then(|number| text.strip_suffix(&number)).unwrap_or(&text);
    plain.trim_end_matches('.').to_owned()
}

/// Windows errors that have a meaning of their own here.
struct WindowsError {
    numbers: &'static [i32],
    /// The kind of failure, where the standard library would give another one.
    code: Option<ErrorCode>,
    advice: Advice,
}

/// Names and numbers: Microsoft's "System Error Codes" and the header winerror.h.
#[rustfmt::skip]
const WINDOWS_ERRORS: [WindowsError; 12] = [
    // ERROR_REM_NOT_LIST, ERROR_BAD_NETPATH, ERROR_NETNAME_DELETED, ERROR_BAD_NET_NAME, ERROR_SEM_TIMEOUT, ERROR_NETWORK_UNREACHABLE,
    // ERROR_HOST_UNREACHABLE, ERROR_HOST_DOWN.
    WindowsError { numbers: &[51, 53, 64, 67, 121, 1231, 1232, 1256], code: None, advice: Advice::CheckComputer },
    // ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION.
    WindowsError { numbers: &[32, 33], code: Some(ErrorCode::Io), advice: Advice::FileLocked },
    // ERROR_INVALID_PASSWORD, ERROR_NO_SUCH_USER, ERROR_WRONG_PASSWORD, ERROR_LOGON_FAILURE, ERROR_BAD_USERNAME.
    WindowsError { numbers: &[86, 1317, 1323, 1326, 2202], code: Some(ErrorCode::AccessDenied), advice: Advice::UnknownAccount },
    // ERROR_ACCOUNT_RESTRICTION.
    WindowsError { numbers: &[1327], code: Some(ErrorCode::AccessDenied), advice: Advice::RestrictedAccount },
    // ERROR_INVALID_LOGON_HOURS, ERROR_INVALID_WORKSTATION, ERROR_LOGON_NOT_GRANTED, ERROR_LOGON_TYPE_NOT_GRANTED,
    // ERROR_LOGIN_WKSTA_RESTRICTION.
    WindowsError { numbers: &[1328, 1329, 1380, 1385, 1240], code: Some(ErrorCode::AccessDenied), advice: Advice::SignInRefused },
    // ERROR_PASSWORD_EXPIRED, ERROR_ACCOUNT_DISABLED, ERROR_ACCOUNT_EXPIRED, ERROR_PASSWORD_MUST_CHANGE, ERROR_ACCOUNT_LOCKED_OUT.
    WindowsError { numbers: &[1330, 1331, 1793, 1907, 1909], code: Some(ErrorCode::AccessDenied), advice: Advice::AccountExpired },
    // ERROR_NO_LOGON_SERVERS, ERROR_NO_SUCH_DOMAIN, ERROR_NETLOGON_NOT_STARTED.
    WindowsError { numbers: &[1311, 1355, 1792], code: Some(ErrorCode::AccessDenied), advice: Advice::NoDomainController },
    // ERROR_SESSION_CREDENTIAL_CONFLICT.
    WindowsError { numbers: &[1219], code: Some(ErrorCode::AccessDenied), advice: Advice::OtherConnection },
    // ERROR_WRONG_TARGET_NAME, ERROR_MUTUAL_AUTH_FAILED, ERROR_TIME_SKEW.
    WindowsError { numbers: &[1396, 1397, 1398], code: Some(ErrorCode::AccessDenied), advice: Advice::WrongComputer },
    // ERROR_NO_TRUST_LSA_SECRET, ERROR_NO_TRUST_SAM_ACCOUNT, ERROR_TRUSTED_DOMAIN_FAILURE, ERROR_TRUSTED_RELATIONSHIP_FAILURE,
    // ERROR_TRUST_FAILURE, ERROR_DOMAIN_TRUST_INCONSISTENT, ERROR_AUTHENTICATION_FIREWALL_FAILED.
    WindowsError { numbers: &[1786, 1787, 1788, 1789, 1790, 1810, 1935], code: Some(ErrorCode::AccessDenied), advice: Advice::BrokenTrust },
    // ERROR_NOLOGON_INTERDOMAIN_TRUST_ACCOUNT, ERROR_NOLOGON_WORKSTATION_TRUST_ACCOUNT, ERROR_NOLOGON_SERVER_TRUST_ACCOUNT.
    WindowsError { numbers: &[1807, 1808, 1809], code: Some(ErrorCode::AccessDenied), advice: Advice::MachineAccount },
    // ERROR_NETWORK_ACCESS_DENIED, ERROR_NO_SUCH_LOGON_SESSION, ERROR_DOWNGRADE_DETECTED, ERROR_NOT_AUTHENTICATED, ERROR_NOT_LOGGED_ON.
    WindowsError { numbers: &[65, 1312, 1265, 1244, 1245], code: Some(ErrorCode::AccessDenied), advice: Advice::SessionRefused },
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn errors_of_accounts_are_access_denied_with_advice_about_the_account() {
        for (number, advice) in [
            (1311, Advice::NoDomainController),
            (1317, Advice::UnknownAccount),
            (1326, Advice::UnknownAccount),
            (1327, Advice::RestrictedAccount),
            (1328, Advice::SignInRefused),
            (1385, Advice::SignInRefused),
            (1330, Advice::AccountExpired),
            (1331, Advice::AccountExpired),
            (1907, Advice::AccountExpired),
            (1909, Advice::AccountExpired),
            (1219, Advice::OtherConnection),
            (1396, Advice::WrongComputer),
            (1398, Advice::WrongComputer),
            (1789, Advice::BrokenTrust),
        ] {
            assert_eq!(judge(io::ErrorKind::Other, Some(number)), (ErrorCode::AccessDenied, Some(advice)), "{number}");
        }
    }

    #[test]
    fn a_file_in_use_has_advice_of_its_own() {
        for number in [32, 33] {
            assert_eq!(judge(io::ErrorKind::ResourceBusy, Some(number)), (ErrorCode::Io, Some(Advice::FileLocked)));
        }
    }

    #[test]
    fn other_errors_are_what_the_standard_library_says() {
        for windows in [None, Some(2), Some(5), Some(1117)] {
            assert_eq!(judge(io::ErrorKind::NotFound, windows), (ErrorCode::NotFound, Some(Advice::CheckPath)));
            assert_eq!(judge(io::ErrorKind::PermissionDenied, windows).0, ErrorCode::AccessDenied);
            assert_eq!(judge(io::ErrorKind::Other, windows).0, ErrorCode::Io);
        }
        assert_eq!(judge(io::ErrorKind::NotFound, Some(53)), (ErrorCode::NotFound, Some(Advice::CheckComputer)));
    }

    #[test]
    fn the_text_is_the_systems_without_the_number() {
        let error = io::Error::from_raw_os_error(2);
        assert!(error.to_string().ends_with(" (os error 2)"));
        assert!(error.to_string().starts_with(&text(&error)) && !text(&error).contains("os error"), "{}", text(&error));
        assert_eq!(text(&io::Error::other("cancelled.")), "cancelled");
        assert_eq!(text(&io::Error::other("said so (os error 2)")), "said so (os error 2)");
    }

    #[test]
    fn each_number_is_in_the_table_once() {
        let mut seen = HashSet::new();
        assert!(WINDOWS_ERRORS.iter().flat_map(|error| error.numbers).all(|number| seen.insert(number)));
    }
}
