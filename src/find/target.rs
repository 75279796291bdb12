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

    /// The machine whose system drive `root` stands for, named after its server or its folder.
    pub fn at(files: &dyn FileSystem, root: &Path) -> Self {
        let server = share_server(root);
        let last = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
        let folder = || last(root).or_else(|| last(&files.resolve(root).ok()?));
        Self {
            source: if server.is_some() { Source::Share } else { Source::Root },
            name: server.or_else(folder).unwrap_or_else(|| display(root)),
            root: Some(display(root)),
        }
    }
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
    fn a_share_is_named_after_its_server_and_a_device_is_no_server() {
        for root in [r"\\WSUS01\c$", "//WSUS01/c$", r"\\?\UNC\WSUS01\c$", r"\\WSUS01"] {
            assert_eq!(share_server(Path::new(root)).as_deref(), Some("WSUS01"), "{root}");
        }
        for root in [r"C:\", "/mnt/image", r"\\?\C:\", r"\\.\PhysicalDrive0", "relative", r"\\"] {
            assert_eq!(share_server(Path::new(root)), None, "{root}");
        }
    }
}
