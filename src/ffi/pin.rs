//! Keeping the library loaded while its threads may run.

/// Keeps the library loaded until the process ends, even if the caller frees it: a thread left behind in a hanging share runs its code when
/// the system releases it. ELF libraries are linked so that they stay (`-z nodelete` in `build.rs`), and macOS unloads no library
/// with thread-local variables, which the standard library has.
#[cfg(not(windows))]
pub(super) fn pin() {}

/// Keeps the library loaded until the process ends, even if the caller frees it: a thread left behind in a hanging share runs its code when
/// the system releases it.
#[cfg(windows)]
pub(super) fn pin() {
    use std::ffi::c_void;
    use std::sync::Once;

    // Values of libloaderapi.h.
    const GET_MODULE_HANDLE_EX_FLAG_PIN: u32 = 1;
    const GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS: u32 = 4;

    #[link(name = "kernel32")]
    unsafe extern "system" {
        fn GetModuleHandleExW(flags: u32, address: *const u16, module: *mut *mut c_void) -> i32;
    }

    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let flags = GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS;
        let mut module = std::ptr::null_mut();
        // SAFETY: the address is one of this library's, and `module` may be written to. It can't fail for a library that is loaded.
        unsafe { GetModuleHandleExW(flags, pin as *const () as *const u16, &mut module) };
    });
}
