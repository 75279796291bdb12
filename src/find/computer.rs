//! A computer's name, and the shares that hold its evidence.

use std::net::Ipv6Addr;
use std::path::PathBuf;

use crate::advisory::places;
use crate::find::live;
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

/// The names of this computer that every computer has.
const THIS_COMPUTER: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// The domain in which Windows has a name for every IPv6 address: no colon can stand in a path.
const IPV6_DOMAIN: &str = "ipv6-literal.net";

/// A computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Computer {
    /// Its name or address.
    pub name: String,
    /// Its name in paths.
    host: String,
    /// Whether it is this one.
    pub is_this: bool,
}

impl Computer {
    /// The computer that people mean by `given`: with blanks around it, with the backslashes that paths begin with, with the dot that ends a
    /// full DNS name, an IPv6 address in any spelling. `.` is this computer, like its own name.
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::values::error::ErrorCode::InvalidArgument) for a name that no computer can have, because it may lead
    /// elsewhere in a path.
    pub fn named(given: &str) -> Result<Self, Error> {
        let given = given.trim();
        let own = live::computer_name();
        if given == "." {
            return Ok(Self { host: own.clone(), name: own, is_this: true });
        }
        let name = given.strip_prefix(r"\\").map_or(given, |name| name.strip_suffix('\\').unwrap_or(name));
        let name = name.strip_suffix('.').unwrap_or(name);
        let (name, host) = match ipv6(name) {
            Some(names) => names,
            None => {
                check_name(name).map_err(|problem| Error::about(given.as_ref(), problem))?;
                (name.to_owned(), name.to_owned())
            }
        };
        if THIS_COMPUTER.iter().any(|this| name.eq_ignore_ascii_case(this)) || name.eq_ignore_ascii_case(&own) {
            return Ok(Self { host: own.clone(), name: own, is_this: true });
        }
        Ok(Self { name, host, is_this: false })
    }

    /// Its shares. `template` is a path with [`PLACEHOLDER`] in it; by default the share of drive C. Only a share of the computer itself
    /// brings its Windows folder's share with it.
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::values::error::ErrorCode::InvalidArgument) for a template without the placeholder.
    pub fn shares(&self, template: Option<&str>) -> Result<Folders, Error> {
        let template = template.unwrap_or(places::SYSTEM_SHARE);
        if !template.contains(PLACEHOLDER) {
            return Err(Problem::TemplateWithoutPlaceholder { template: template.to_owned() }.into());
        }
        let fill = |template: &str| PathBuf::from(template.replace(PLACEHOLDER, &self.host));
        let own = template.replace('/', "\\").strip_prefix(r"\\{0}\").is_some_and(|share| !share.is_empty());
        Ok(Folders { root: fill(template), windows: own.then(|| fill(places::WINDOWS_SHARE)) })
    }
}

/// An IPv6 address, with brackets or without, and its name in paths: `fe80::1%3` is `fe80--1s3.ipv6-literal.net` there.
fn ipv6(name: &str) -> Option<(String, String)> {
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    let (address, zone) = bare.split_once('%').map_or((bare, None), |(address, zone)| (address, Some(zone)));
    let address: Ipv6Addr = address.parse().ok()?;
    if zone.is_some_and(|zone| !is_label(zone)) {
        return None;
    }
    if let Some(address) = address.to_ipv4_mapped() {
        return Some((address.to_string(), address.to_string()));
    }
    let zone = |sign: &str| zone.map(|zone| format!("{sign}{zone}")).unwrap_or_default();
    let host = format!("{}{}.{IPV6_DOMAIN}", address.to_string().replace(':', "-"), zone("s"));
    Some((format!("{address}{}", zone("%")), host))
}

fn is_label(label: &str) -> bool {
    !label.is_empty() && label.len() <= LABEL_LIMIT && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
}

/// DNS and NetBIOS names have letters (of any language), digits, `-`, `_`, and dots between them. No character with a meaning in paths is
/// among these.
fn check_name(name: &str) -> Result<(), Problem> {
    if name.len() > NAME_LIMIT {
        Err(Problem::ComputerNameTooLong { length: name.len() as u64, limit: NAME_LIMIT as u64 })
    } else if !name.split('.').all(is_label) {
        Err(Problem::NotComputerName { part_limit: LABEL_LIMIT as u64 })
    } else if is_device(name) {
        Err(Problem::ComputerNameIsDevice {})
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::values::error::ErrorCode;

    #[test]
    fn a_name_becomes_the_shares_of_its_drive_and_its_windows_folder() {
        for name in ["WSUS01", "pc-17.corp.example.com", "10.0.0.7", "r\u{e9}ception_2", &"a".repeat(63)] {
            let shares = Computer::named(name).unwrap().shares(None).unwrap();
            assert_eq!(shares.root, Path::new(&format!(r"\\{name}\c$")));
            assert_eq!(shares.windows.as_deref(), Some(Path::new(&format!(r"\\{name}\ADMIN$"))));
        }
    }

    #[test]
    fn a_name_counts_in_every_form_that_people_have_it_in() {
        for given in [" PC17\t", "\u{a0}PC17", r"\\PC17", r"\\PC17\", "PC17.", r" \\PC17. "] {
            let computer = Computer::named(given).unwrap();
            assert_eq!((computer.name.as_str(), computer.is_this), ("PC17", false), "{given}");
            assert_eq!(computer.shares(None).unwrap().root, Path::new(r"\\PC17\c$"));
        }
    }

    #[test]
    fn an_ipv6_address_has_a_name_of_its_own_in_paths() {
        for (given, name, host) in [
            ("fe80::1%3", "fe80::1%3", "fe80--1s3.ipv6-literal.net"),
            ("[fe80::1%eth0]", "fe80::1%eth0", "fe80--1seth0.ipv6-literal.net"),
            ("2001:DB8:0:0::17", "2001:db8::17", "2001-db8--17.ipv6-literal.net"),
            ("fe80--1s3.ipv6-literal.net", "fe80--1s3.ipv6-literal.net", "fe80--1s3.ipv6-literal.net"),
            ("::ffff:10.0.0.7", "10.0.0.7", "10.0.0.7"),
        ] {
            let computer = Computer::named(given).unwrap();
            assert_eq!(computer.name, name);
            assert_eq!(computer.shares(None).unwrap().root, Path::new(&format!(r"\\{host}\c$")));
            assert_eq!(computer.shares(Some("/evidence/{0}")).unwrap().root, Path::new(&format!("/evidence/{host}")));
        }
    }

    #[test]
    fn this_computer_has_many_names_and_its_own_in_paths() {
        let own = live::computer_name();
        for given in [
            ".",
            " . ",
            "localhost",
            "LocalHost.",
            r"\\localhost",
            "127.0.0.1",
            "::1",
            "[0:0:0:0:0:0:0:1]",
            &own,
            &own.to_lowercase(),
        ] {
            let computer = Computer::named(given).unwrap();
            assert!(computer.is_this, "{given}");
            assert_eq!(computer.name, own);
            assert_eq!(computer.shares(Some("/evidence/{0}")).unwrap().root, Path::new(&format!("/evidence/{own}")));
        }
    }

    #[test]
    fn a_template_may_lead_anywhere_but_only_the_computers_own_share_brings_its_windows_folder() {
        let with = |template| Computer::named("PC17").unwrap().shares(Some(template));
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
            "..",
            "...",
            r"..\x",
            "../x",
            "a/b",
            r"a\b",
            r"\\.",
            r"\\a\c$",
            r"\\\a",
            r"\a",
            "a\\",
            "//a",
            "a..",
            "::1::",
            "fe80::1%",
            "fe80::1%a/b",
            "1:2",
            "[PC17]",
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
            let error = Computer::named(name).expect_err(name);
            assert_eq!((error.code, error.path.as_deref()), (ErrorCode::InvalidArgument, Some(name.trim())));
        }
    }
}
