//! This machine itself, whose registry and environment say where things are. Nothing is ever written.

use std::path::{Path, PathBuf};

use crate::find::discovery::Discovery;
use crate::find::target::Target;
use crate::input::file;
use crate::input::filesystem::FileSystem;
use crate::values::error::Error;
#[cfg(not(windows))]
use crate::values::problem::Problem;

/// Whether `root` is this machine's own system drive, in any spelling.
pub fn is_system_drive(files: &dyn FileSystem, root: &Path) -> bool {
    cfg!(windows) && std::env::var("SystemDrive").is_ok_and(|drive| is_drive(files, root, &drive))
}

/// Whether `root` is the drive (`C:`) and not a folder on it: `C:\`, `c:/`, `C:` and `\\?\C:\` are, and so is anything that leads there.
pub fn is_drive(files: &dyn FileSystem, root: &Path, drive: &str) -> bool {
    let text = root.to_string_lossy().replace('/', "\\");
    let name = text.strip_prefix(r"\\?\").unwrap_or(&text).trim_end_matches('\\');
    if file::is_drive(name) {
        return name.eq_ignore_ascii_case(drive);
    }
    // Another computer's share is not asked.
    if text.starts_with(r"\\") && !text.starts_with(r"\\?\")
        || text.to_ascii_uppercase().starts_with(r"\\?\UNC\")
        || file::is_device(&text)
    {
        return false;
    }
    let resolved = |path: &Path| files.resolve(path).map(|path| path.to_string_lossy().to_lowercase());
    matches!((resolved(root), resolved(Path::new(&format!(r"{drive}\")))), (Ok(root), Ok(drive)) if root == drive)
}

/// The root of a drive given by its letter alone, which Windows would take for the folder last used on it.
pub fn root_of_drive(root: &Path) -> Option<PathBuf> {
    let text = root.to_string_lossy();
    (cfg!(windows) && file::is_drive(&text)).then(|| PathBuf::from(format!(r"{text}\")))
}

/// This computer's name, as Windows gives it to programs.
pub fn computer_name() -> String {
    std::env::var("COMPUTERNAME").ok().filter(|name| !name.is_empty()).unwrap_or_else(|| "localhost".into())
}

/// Looks for the evidence of this machine, and for the client's logs in `windows` where that is given.
///
/// # Errors
/// On systems other than Windows.
#[cfg(not(windows))]
pub fn discover(_: &dyn FileSystem, _: Option<&Path>) -> Result<(Target, Discovery), Error> {
    Err(Problem::NotWindows {}.into())
}

#[cfg(windows)]
pub use windows::discover;

#[cfg(windows)]
mod windows {
    use std::env;
    use std::io;
    use std::path::{Path, PathBuf};

    use winreg::RegKey;
    use winreg::enums::{HKEY_LOCAL_MACHINE, KEY_READ, KEY_WOW64_32KEY, KEY_WOW64_64KEY};

    use super::{Discovery, Error, FileSystem, Target};
    use crate::advisory::places;
    use crate::find::discovery::{self, Lead, Places, Source, Subject, WsusSetup};
    use crate::values::problem::Action;

    /// See the function of that name for other systems.
    pub fn discover(files: &dyn FileSystem, windows: Option<&Path>) -> Result<(Target, Discovery), Error> {
        let mut errors = Vec::new();
        let mut note = |subject, error| errors.push((subject, error));
        let setup = wsus_setup().unwrap_or_else(|error| {
            note(Subject::Wsus, error);
            None
        });
        let products = office_products().unwrap_or_else(|error| {
            note(Subject::Office, error);
            Vec::new()
        });
        // A policy that can't be read decides nothing.
        let policy = open(places::UPDATE_POLICY_KEY, KEY_WOW64_64KEY).ok().flatten();
        let update_server = policy.and_then(|key| key.get_value("WUServer").ok());

        let folders = |names: &[&str]| names.iter().filter_map(env::var_os).map(PathBuf::from).collect();
        let target = setup.as_ref().and_then(|setup| setup.target_dir.clone()).map(PathBuf::from);
        let mut found = discovery::look(
            files,
            &Places {
                // A 32-bit program sees the folder of 32-bit programs as %ProgramFiles%.
                program_files: folders(&["ProgramW6432", "ProgramFiles", "ProgramFiles(x86)"]),
                windows: windows.map_or_else(|| folders(&["windir"]), |windows| [windows.to_owned()].into()),
                wsus: target.into_iter().collect(),
            },
        );
        found.errors.append(&mut errors);
        found.leads = setup.map(|setup| Lead { setup: Some(setup), ..Lead::default() }).into_iter().collect();
        found.office_products = products;
        found.update_server = update_server;
        let name = super::computer_name();
        let root = format!("{}\\", env::var("SystemDrive").unwrap_or_else(|_| "C:".into()));
        Ok((Target { name, root: Some(root), source: Source::Live }, found))
    }

    /// A key, if it exists, in the view of 64-bit or of 32-bit programs, whichever this program is. A Windows with only one view ignores the
    /// choice.
    fn open(path: &str, view: u32) -> Result<Option<RegKey>, Error> {
        match RegKey::predef(HKEY_LOCAL_MACHINE).open_subkey_with_flags(path, KEY_READ | view) {
            Ok(key) => Ok(Some(key)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::from_io(Path::new(&format!(r"HKEY_LOCAL_MACHINE\{path}")), Action::ReadRegistry, &error)),
        }
    }

    fn wsus_setup() -> Result<Option<WsusSetup>, Error> {
        Ok(open(places::WSUS_SETUP_KEY, KEY_WOW64_64KEY)?.map(|key| WsusSetup {
            target_dir: key.get_value("TargetDir").ok(),
            version_string: key.get_value("VersionString").ok(),
            install_type: key.get_value("InstallType").ok(),
        }))
    }

    /// The products' names and codes.
    fn office_products() -> Result<Vec<String>, Error> {
        let mut products = Vec::new();
        for view in [KEY_WOW64_64KEY, KEY_WOW64_32KEY] {
            let Some(uninstall) = open(places::UNINSTALL_KEY, view)? else { continue };
            for code in uninstall.enum_keys().flatten().filter(|key| places::is_office_2003_product(key)) {
                let name: String = uninstall.open_subkey(&code).and_then(|key| key.get_value("DisplayName")).unwrap_or_default();
                let product = format!("{name} {code}").trim().to_owned();
                if !products.contains(&product) {
                    products.push(product);
                }
            }
        }
        Ok(products)
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;
    use crate::input::filesystem::{Entry, Kind, Opened};

    /// Only paths are resolved; nothing else is asked of it.
    struct Links(&'static [(&'static str, &'static str)]);

    impl FileSystem for Links {
        fn kind(&self, _: &Path) -> io::Result<Kind> {
            unreachable!()
        }

        fn entry(&self, _: &Path) -> io::Result<Kind> {
            unreachable!()
        }

        fn list(&self, _: &Path) -> io::Result<Vec<Entry>> {
            unreachable!()
        }

        fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
            let target = self.0.iter().find(|(from, _)| Path::new(from) == path);
            target.map(|(_, target)| target.into()).ok_or_else(|| io::ErrorKind::NotFound.into())
        }

        fn target(&self, _: &Path) -> io::Result<PathBuf> {
            unreachable!()
        }

        fn open(&self, _: &Path) -> io::Result<Opened> {
            unreachable!()
        }
    }

    #[test]
    fn the_system_drive_is_known_however_it_is_written() {
        let files = Links(&[
            (r"C:\", r"\\?\C:\"),
            (r"S:\x", r"\\?\C:\x"),
            (r"D:\Mounted", r"\\?\c:\"),
            (r"\\?\Volume{1}\", r"\\?\C:\"),
            (r"\\HOST\c$", r"\\?\C:\"),
        ]);
        for root in [r"C:\", "C:", "c:/", r"\\?\C:\", r"\\?\C:", r"C:\\", r"D:\Mounted", r"\\?\Volume{1}\"] {
            assert!(is_drive(&files, Path::new(root), "C:"), "{root}");
        }
        for root in [r"D:\", "D:", r"C:\Windows", r"S:\x", r"\\HOST\c$", "//HOST/c$", r"\\?\UNC\HOST\c$", r"\\.\C:", "", "x"] {
            assert!(!is_drive(&files, Path::new(root), "C:"), "{root}");
        }
        assert!(!is_drive(&Links(&[]), Path::new("x"), "C:"), "what can't be resolved is not the same");
    }
}
