//! A computer's name, and the shares that hold its evidence.

use std::path::PathBuf;

use crate::advisory::places;
use crate::find::machine::Folders;
use crate::input::file::is_device;
use crate::values::error::Error;
use crate::values::problem::Problem;

/// What stands for the computer's name in a share template.
pub const PLACEHOLDER: &str = "{0}";

/// The longest name of a host in the DNS, in bytes (RFC 1035).
const NAME_LIMIT: usize = 255;

/// The longest part of a name between dots, in bytes (RFC 1035).
const LABEL_LIMIT: usize = 63;

/// The shares of the computer `name`. `template` is a path with [`PLACEHOLDER`] in it; by default the share of drive C. Only a share of the
/// computer itself brings its Windows folder's share with it.
///
/// # Errors
/// [`InvalidArgument`](crate::values::error::ErrorCode::InvalidArgument) for a name that no computer can have, because it may lead elsewhere in a path, and for a template
/// without the placeholder.
pub fn shares(name: &str, template: Option<&str>) -> Result<Folders, Error> {
    check_name(name)?;
    let template = template.unwrap_or(places::SYSTEM_SHARE);
    if !template.contains(PLACEHOLDER) {
        return Err(Problem::TemplateWithoutPlaceholder { template: template.to_owned() }.into());
    }
    let fill = |template: &str| PathBuf::from(template.replace(PLACEHOLDER, name));
    let own = template.replace('/', "\\").strip_prefix(r"\\{0}\").is_some_and(|share| !share.is_empty());
    Ok(Folders { root: fill(template), windows: own.then(|| fill(places::WINDOWS_SHARE)) })
}

/// DNS and NetBIOS names have letters (of any language), digits, `-`, `_`, and dots between them. No character with a meaning in paths is
/// among these.
fn check_name(name: &str) -> Result<(), Error> {
    let is_label = |label: &str| {
        !label.is_empty() && label.len() <= LABEL_LIMIT && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    };
    let problem = if name.len() > NAME_LIMIT {
        Problem::ComputerNameTooLong { length: name.len() as u64, limit: NAME_LIMIT as u64 }
    } else if !name.split('.').all(is_label) {
        Problem::NotComputerName { part_limit: LABEL_LIMIT as u64 }
    } else if is_device(name) {
        Problem::ComputerNameIsDevice {}
    } else {
        return Ok(());
    };
    Err(Error::about(name.as_ref(), problem))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::values::error::ErrorCode;

    #[test]
    fn a_name_becomes_the_shares_of_its_drive_and_its_windows_folder() {
        for name in ["WSUS01", "pc-17.corp.example.com", "10.0.0.7", "r\u{e9}ception_2", &"a".repeat(63)] {
            let shares = shares(name, None).unwrap();
            assert_eq!(shares.root, Path::new(&format!(r"\\{name}\c$")));
            assert_eq!(shares.windows.as_deref(), Some(Path::new(&format!(r"\\{name}\ADMIN$"))));
        }
    }

    #[test]
    fn a_template_may_lead_anywhere_but_only_the_computers_own_share_brings_its_windows_folder() {
        let with = |template| shares("PC17", Some(template));
        assert_eq!(with(r"\\{0}\d$").unwrap().windows, Some(r"\\PC17\ADMIN$".into()));
        assert_eq!(with("/evidence/{0}/c").unwrap(), Folders { root: "/evidence/PC17/c".into(), windows: None });
        assert_eq!(with(r"\\FILES\evidence\{0}").unwrap().windows, None);
        let error = with(r"\\FILES\evidence").unwrap_err();
        assert!(matches!(error.problem, Problem::TemplateWithoutPlaceholder { .. }), "{error:?}");
    }

    #[test]
    fn what_would_change_the_path_is_no_name() {
        let long = "a".repeat(300);
        let label = format!("{}.example.com", "a".repeat(64));
        let names = [
            "",
            ".",
            "..",
            r"..\x",
            "../x",
            "a/b",
            r"a\b",
            r"\\a",
            "*",
            "PC?",
            "PC[1]",
            "C:",
            "a:b",
            "NUL",
            "con.example.com",
            "COM1",
            "a..b",
            ".a",
            "a.",
            " ",
            "a b",
            "a\0b",
            "{0}",
            "$env",
            "a$",
            &long,
            &label,
        ];
        for name in names {
            let error = shares(name, None).expect_err(name);
            assert_eq!((error.code, error.path.as_deref()), (ErrorCode::InvalidArgument, Some(name)));
        }
    }
}
