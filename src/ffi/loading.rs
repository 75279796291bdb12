//! Where Windows looks for the DLLs that the process loads.

use windows_sys::Win32::System::LibraryLoader::{
    GetModuleHandleW, GetProcAddress, LOAD_LIBRARY_SEARCH_SYSTEM32, SetDllDirectoryW,
};
use windows_sys::core::{BOOL, s, w};

/// From now on, DLLs are loaded from System32 only, where nobody but administrators can put one: not from the folder of the program, the
/// current folder or the PATH. Only the program may call it, since it holds for the whole process. What is loaded already stays.
///
/// `SetDefaultDllDirectories` (Microsoft): Windows 7 has it only with update KB2533623, so it is looked for. Without it, the current
/// folder at least is left out: `SetDllDirectoryW`, "Dynamic-Link Library Security".
pub fn load_only_from_system32() {
    type SetDefaultDllDirectories = unsafe extern "system" fn(u32) -> BOOL;
    // SAFETY: both names end with NUL, and kernel32 is never unloaded.
    let function = unsafe { GetProcAddress(GetModuleHandleW(w!("kernel32.dll")), s!("SetDefaultDllDirectories")) };
    let limited = function.is_some_and(|function| {
        // SAFETY: this is its documented type: BOOL SetDefaultDllDirectories(DWORD).
        let set: SetDefaultDllDirectories = unsafe { std::mem::transmute(function) };
        // SAFETY: it takes a number.
        unsafe { set(LOAD_LIBRARY_SEARCH_SYSTEM32) != 0 }
    });
    if !limited {
        // SAFETY: the empty string ends with NUL.
        unsafe { SetDllDirectoryW(w!("")) };
    }
}
