//! Folders to which nobody has access but administrators and the system, by Windows' access control lists.

use std::ffi::c_void;
use std::io;
use std::path::Path;
use std::ptr;

use widestring::U16CString;
use windows_sys::Win32::Foundation::{ERROR_SUCCESS, LocalFree};
use windows_sys::Win32::Security::Authorization::{
    ConvertSecurityDescriptorToStringSecurityDescriptorW, ConvertStringSecurityDescriptorToSecurityDescriptorW,
    GetNamedSecurityInfoW, SDDL_REVISION_1, SE_FILE_OBJECT,
};
use windows_sys::Win32::Security::{DACL_SECURITY_INFORMATION, OWNER_SECURITY_INFORMATION, SECURITY_ATTRIBUTES};
use windows_sys::Win32::Storage::FileSystem::CreateDirectoryW;

use crate::deliver::store::{PrivateFolders, with_probe};

/// Administrators own it; they and the system have all rights, also to what is in it; nothing is inherited from above.
const PRIVATE: &str = "O:BAD:P(A;OICI;FA;;;BA)(A;OICI;FA;;;SY)";

/// Administrators and the system: "SID Strings" (Microsoft).
const TRUSTED: [&str; 2] = ["BA", "SY"];

/// Private folders, as Windows has them.
pub struct AccessLists;

impl PrivateFolders for AccessLists {
    fn create(&self, folder: &Path) -> io::Result<()> {
        let path = wide(folder)?;
        let text = U16CString::from_str(PRIVATE).expect("there is no NUL in it");
        let mut descriptor = Local(ptr::null_mut());
        // SAFETY: the string ends with NUL, and the descriptor is freed by its owner.
        let converted = unsafe {
            ConvertStringSecurityDescriptorToSecurityDescriptorW(
                text.as_ptr(),
                SDDL_REVISION_1,
                &mut descriptor.0,
                ptr::null_mut(),
            )
        };
        succeeded(converted)?;
        let attributes = SECURITY_ATTRIBUTES {
            nLength: size_of::<SECURITY_ATTRIBUTES>() as u32,
            lpSecurityDescriptor: descriptor.0,
            bInheritHandle: 0,
        };
        // SAFETY: the string ends with NUL, and the attributes and the descriptor in them outlive the call.
        succeeded(unsafe { CreateDirectoryW(path.as_ptr(), &attributes) })
    }

    fn is_private(&self, folder: &Path) -> io::Result<bool> {
        let own = with_probe(folder, describe)?;
        Ok(is_private(&describe(folder)?, owner(&own).unwrap_or_default()))
    }
}

/// Who owns a folder and who has which rights to it, as text: "Security Descriptor String Format" (Microsoft).
fn describe(folder: &Path) -> io::Result<String> {
    const WHAT: u32 = OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION;
    let path = wide(folder)?;
    let (mut descriptor, mut text) = (Local(ptr::null_mut()), Local(ptr::null_mut()));
    // SAFETY: the string ends with NUL, NULL stands for what is not wanted, and the descriptor is freed by its owner.
    let error = unsafe {
        GetNamedSecurityInfoW(
            path.as_ptr(),
            SE_FILE_OBJECT,
            WHAT,
            ptr::null_mut(),
            ptr::null_mut(),
            ptr::null_mut(),
            ptr::null_mut(),
            &mut descriptor.0,
        )
    };
    if error != ERROR_SUCCESS {
        return Err(io::Error::from_raw_os_error(error as i32));
    }
    // SAFETY: the descriptor is Windows' own, and the string is freed by its owner.
    let converted = unsafe {
        ConvertSecurityDescriptorToStringSecurityDescriptorW(
            descriptor.0,
            SDDL_REVISION_1,
            WHAT,
            (&raw mut text.0).cast(),
            ptr::null_mut(),
        )
    };
    succeeded(converted)?;
    // SAFETY: Windows ended the string with NUL.
    let text = unsafe { U16CString::from_ptr_str(text.0.cast()) };
    Ok(text.to_string_lossy())
}

/// Whether only administrators, the system and this account itself (`own`) own a folder and have any rights to it.
fn is_private(descriptor: &str, own: &str) -> bool {
    let is_trusted = |who: &str| TRUSTED.contains(&who) || who == own;
    let list = descriptor.split_once("D:").map_or("", |(_, list)| list);
    // Without a list everyone has all rights.
    let (flags, entries) = list.split_once('(').unwrap_or_default();
    let are_trusted = || entries.split('(').all(|entry| entry.trim_end_matches(')').rsplit(';').next().is_some_and(is_trusted));
    owner(descriptor).is_some_and(is_trusted) && !flags.contains("NO_ACCESS_CONTROL") && !entries.is_empty() && are_trusted()
}

/// The owner in a security descriptor, as text.
fn owner(descriptor: &str) -> Option<&str> {
    Some(descriptor.strip_prefix("O:")?.split("D:").next().unwrap_or_default()).filter(|owner| !owner.is_empty())
}

fn wide(path: &Path) -> io::Result<U16CString> {
    // Paths of any length are possible in this form.
    let path = std::path::absolute(path)?;
    U16CString::from_os_str(path).map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))
}

fn succeeded(result: i32) -> io::Result<()> {
    if result == 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

/// Memory that Windows allocated for its caller.
struct Local(*mut c_void);

impl Drop for Local {
    fn drop(&mut self) {
        // SAFETY: it is NULL or from a function whose result is freed this way, and it is freed once.
        unsafe { LocalFree(self.0) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_folder_is_for_administrators_the_system_and_this_account_alone() {
        for private in [PRIVATE, "O:SYD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"] {
            assert!(is_private(private, "S-1-5-21-1-2-3-500"), "{private}");
        }
        // As Wine describes it.
        let own = "O:S-1-5-21-0-0-0-1000D:(A;OICI;FA;;;SY)(A;OICI;FA;;;S-1-5-21-0-0-0-1000)";
        assert!(is_private(own, "S-1-5-21-0-0-0-1000") && !is_private(own, "SY"));
        for open in [
            "",
            "O:BA",
            "O:BAD:",
            "O:BAD:NO_ACCESS_CONTROL",
            "O:S-1-5-21-1-2-3-1001D:P(A;OICI;FA;;;BA)(A;OICI;FA;;;SY)",
            "O:BAD:P(A;OICI;FA;;;BA)(A;OICI;FA;;;SY)(A;OICI;0x1200a9;;;BU)",
            "O:BAD:AI(A;OICIID;FA;;;SY)(A;CIID;LC;;;BU)",
            "O:BAD:P(A;OICI;FA;;;WD)",
        ] {
            assert!(!is_private(open, "BA"), "{open}");
        }
    }
}
