//! This machine itself: the registry and the environment say where things are. Nothing is ever written.

use crate::error::Error;
use crate::evidence::discovery::Discovery;
use crate::evidence::filesystem::FileSystem;

/// The machine's name and its system drive.
#[derive(Debug, Default)]
pub struct Machine {
    /// Its name.
    pub name: String,
    /// Its system drive: `C:\`.
    pub root: String,
}

/// Looks for the evidence of this machine.
///
/// # Errors
/// On other systems than Windows.
#[cfg(not(windows))]
pub fn discover(_: &dyn FileSystem) -> Result<(Machine, Discovery), Error> {
    Err(Error::invalid_argument(
        "This machine itself can be assessed on Windows only. Give the folder that stands for a machine's system drive, for \
         example an admin share or collected files: -Path in PowerShell, --root on the command line, root in the options.",
    ))
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

    use super::{Discovery, Error, FileSystem, Machine};
    use crate::advisory::places;
    use crate::document::WsusSetup;
    use crate::evidence::discovery::{self, Places, Subject};

    /// See the function of that name for other systems.
    pub fn discover(files: &dyn FileSystem) -> Result<(Machine, Discovery), Error> {
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
                windows: folders(&["windir"]),
                wsus: target.into_iter().collect(),
            },
        );
        found.unite();
        if setup.as_ref().is_some_and(WsusSetup::is_console_only) {
            (found.wsus, found.dlls, found.server_logs) = (false, Vec::new(), Vec::new());
        } else if setup.is_some() {
            // Setup says that this is a server, also where its folder is gone.
            found.wsus = true;
        }
        found.errors.append(&mut errors);
        found.wsus_setup = setup;
        found.office_products = products;
        found.update_server = update_server;
        let name = env::var("COMPUTERNAME").unwrap_or_else(|_| "localhost".into());
        let root = format!("{}\\", env::var("SystemDrive").unwrap_or_else(|_| "C:".into()));
        Ok((Machine { name, root }, found))
    }

    /// A key, if it exists, in the view of 64-bit or of 32-bit programs, whatever this program is. Windows that have only one
    /// view ignore which.
    fn open(path: &str, view: u32) -> Result<Option<RegKey>, Error> {
        match RegKey::predef(HKEY_LOCAL_MACHINE).open_subkey_with_flags(path, KEY_READ | view) {
            Ok(key) => Ok(Some(key)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::from_io(Path::new(&format!(r"HKEY_LOCAL_MACHINE\{path}")), "reading the registry", &error)),
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
