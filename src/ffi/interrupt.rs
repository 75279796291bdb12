//! Ending the system call of another thread: on Windows, a read from a share that hangs.

use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};
use std::ptr;
use std::sync::Arc;

use windows_sys::Win32::Foundation::{DUPLICATE_SAME_ACCESS, DuplicateHandle};
use windows_sys::Win32::System::IO::CancelSynchronousIo;
use windows_sys::Win32::System::Threading::{GetCurrentProcess, GetCurrentThread};

use crate::input::monitor::Interrupt;

thread_local! {
    /// Made once for each thread: a handle is a call to the system.
    static OWN: Option<Interrupt> = make();
}

/// What ends a synchronous system call of the thread that asks for it; `None` if Windows gives it no handle.
pub fn of_this_thread() -> Option<Interrupt> {
    OWN.with(Clone::clone)
}

fn make() -> Option<Interrupt> {
    let mut thread = ptr::null_mut();
    // SAFETY: the two handles stand for this process and this thread and are always valid; the new one is written to a place of its own.
    let made = unsafe {
        let process = GetCurrentProcess();
        DuplicateHandle(process, GetCurrentThread(), process, &mut thread, 0, 0, DUPLICATE_SAME_ACCESS)
    };
    if made == 0 {
        return None;
    }
    // SAFETY: Windows just made it, and nobody else closes it.
    let thread = unsafe { OwnedHandle::from_raw_handle(thread) };
    Some(Arc::new(move || {
        // SAFETY: the handle is a thread's and is open. That the thread is in no call just now is no failure that matters.
        unsafe { CancelSynchronousIo(thread.as_raw_handle()) };
    }))
}
