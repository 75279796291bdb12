//! Whose evidence it is.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::find::discovery::Source;
use crate::find::live::computer_name;
use crate::input::filesystem::FileSystem;
use crate::values::error::display;

/// A machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Target {
    /// Its name.
    pub name: String,
    /// The folder that stands for its system drive.
    pub root: Option<String>,
    /// Where the evidence came from.
    pub source: Source,
}

impl Target {
    /// The machine of a root, or this one.
    pub fn of(files: &dyn FileSystem, root: Option<&Path>) -> Self {
        match root {
            Some(root) => Self::at(files, root),
            None => Self { name: computer_name(), root: None, source: Source::Live },
        }
    }

    /// The machine whose system drive `root` stands for, named after its server or its folder: `PC17` for `Collected\PC17` and for
    /// `Collected\PC17\C`, as some collectors lay drives out.
    pub fn at(files: &dyn FileSystem, root: &Path) -> Self {
        let server = share_server(root);
        let folder = || machine_folder(root).or_else(|| machine_folder(&files.resolve(root).ok()?)).or_else(|| last(root));
        Self {
            source: if server.is_some() { Source::Share } else { Source::Root },
            name: server.or_else(folder).unwrap_or_else(|| display(root)),
            root: Some(display(root)),
        }
    }
}

/// The last folder of a path that names a machine, and not its drive.
fn machine_folder(path: &Path) -> Option<String> {
    let name = last(path)?;
    match name.trim_end_matches(['$', ':', '_']) {
        drive if drive.len() == 1 && drive.starts_with(|letter: char| letter.is_ascii_alphabetic()) => last(path.parent()?),
        _ => Some(name),
    }
}

fn last(path: &Path) -> Option<String> {
    path.file_name().map(|name| name.to_string_lossy().into_owned())
}

/// The server in a path like `\\SERVER\c$`.
fn share_server(root: &Path) -> Option<String> {
    let path = display(root);
    let rest = path.strip_prefix(r"\\?\UNC\").or_else(|| path.strip_prefix(r"\\")).or_else(|| path.strip_prefix("//"))?;
    rest.split(['\\', '/']).next().filter(|server| !matches!(*server, "" | "." | "?")).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_stands_for_a_drive_is_named_after_the_one_that_it_is_in() {
        let folder = tempfile::tempdir().expect("a folder");
        let name = |root: &str| Target::at(&crate::input::filesystem::Disk, &folder.path().join(root)).name;
        for root in ["PC17", "PC17/C", "PC17/c$", "PC17/D_", "PC17/./C/"] {
            assert_eq!(name(root), "PC17", "{root}");
        }
        assert_eq!([name("PC17/CC"), name("PC17/1")], ["CC", "1"]);
        assert_eq!(Target::at(&crate::input::filesystem::Disk, Path::new("no-such-folder/C")).name, "no-such-folder");
        assert_eq!(Target::at(&crate::input::filesystem::Disk, Path::new("/C")).name, "C");
    }

    #[test]
    fn a_share_is_named_after_its_server_and_a_device_is_no_server() {
        for root in [r"\\WSUS01\c$", "//WSUS01/c$", r"\\?\UNC\WSUS01\c$", r"\\WSUS01"] {
            assert_eq!(share_server(Path::new(root)).as_deref(), Some("WSUS01"), "{root}");
        }
        for root in [r"C:\", "/mnt/image", r"\\?\C:\", r"\\.\PhysicalDrive0", "relative", r"\\"] {
            assert_eq!(share_server(Path::new(root)), None, "{root}");
        }
    }
}
