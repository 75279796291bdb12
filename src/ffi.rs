//! The C ABI: converts, guards, frees. Everything it does is done elsewhere.
//!
//! All of the crate's `unsafe` is in this module, and most of that in the few functions that take strings in and give them
//! out, so that no export handles a pointer by itself. The conventions for callers are in `cbindgen.toml`, from where they
//! come into the header.

#![allow(unsafe_code)]

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::ptr;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use widestring::{U16CString, U16Str};

use crate::error::{Error, ErrorCode};
use crate::options;

/// The version of this header's functions. A program that was built with another one must not call them.
pub const WSUS954960_ABI_VERSION: u32 = 1;

/// `*json` is the document.
pub const WSUS954960_OK: i32 = 0;
/// The call has no meaning: NULL, invalid UTF-16, options that are no JSON or have an unknown key, a folder for a file.
pub const WSUS954960_INVALID_ARGUMENT: i32 = 1;
/// The file or folder does not exist.
pub const WSUS954960_NOT_FOUND: i32 = 2;
/// It may not be read by this account.
pub const WSUS954960_ACCESS_DENIED: i32 = 3;
/// The operating system failed to read it.
pub const WSUS954960_IO: i32 = 4;
/// It is not what it should be, for example no PE file.
pub const WSUS954960_MALFORMED: i32 = 5;
/// It did not answer in time.
pub const WSUS954960_TIMED_OUT: i32 = 6;
/// The caller cancelled.
pub const WSUS954960_CANCELLED: i32 = 7;
/// A defect of this library. The process is unharmed.
pub const WSUS954960_PANIC: i32 = 8;

// The header needs numbers; they are those of the error codes.
const _: () = assert!(
    WSUS954960_INVALID_ARGUMENT == ErrorCode::InvalidArgument.status()
        && WSUS954960_NOT_FOUND == ErrorCode::NotFound.status()
        && WSUS954960_ACCESS_DENIED == ErrorCode::AccessDenied.status()
        && WSUS954960_IO == ErrorCode::Io.status()
        && WSUS954960_MALFORMED == ErrorCode::Malformed.status()
        && WSUS954960_TIMED_OUT == ErrorCode::TimedOut.status()
        && WSUS954960_CANCELLED == ErrorCode::Cancelled.status()
        && WSUS954960_PANIC == ErrorCode::Panic.status()
);

/// Returns WSUS954960_ABI_VERSION of the library.
#[unsafe(no_mangle)]
pub extern "C" fn wsus954960_abi_version() -> u32 {
    WSUS954960_ABI_VERSION
}

/// Checks the version of one PE file, WSUS' `Microsoft.UpdateServices.WebServices.Client.Dll`. `*json` becomes a version
/// document.
///
/// # Safety
/// `path` is NULL or a NUL-terminated string, `json` is NULL or may be written to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wsus954960_check_version(path: *const u16, json: *mut *mut u16) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { answer(json, || crate::check_version(&read_path(path)?)) }
}

/// Scans a client's WindowsUpdate.log. `options` is NULL or a JSON object with `since` and `maxIncidents`. `*json` becomes a
/// clientLog document.
///
/// # Safety
/// `path` and `options` are NULL or NUL-terminated strings, `json` is NULL or may be written to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wsus954960_scan_client_log(path: *const u16, options: *const u16, json: *mut *mut u16) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { scan(path, options, json, |path, options| Ok(crate::scan_client_log(path, options)?)) }
}

/// Scans a server's SoftwareDistribution.log. `options` is NULL or a JSON object with `since` and `maxIncidents`. `*json`
/// becomes a serverLog document.
///
/// # Safety
/// `path` and `options` are NULL or NUL-terminated strings, `json` is NULL or may be written to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wsus954960_scan_server_log(path: *const u16, options: *const u16, json: *mut *mut u16) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { scan(path, options, json, |path, options| Ok(crate::scan_server_log(path, options)?)) }
}

/// Assesses one machine. `options` is a JSON object with `root` (the folder that stands for the system drive) and, all
/// optional, `name`, `since`, `maxIncidents`, and `dll`, `clientLogs`, `serverLogs` in place of what would be found. `*json`
/// becomes an assessment document.
///
/// # Safety
/// `options` is NULL or a NUL-terminated string, `json` is NULL or may be written to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wsus954960_assess(options: *const u16, json: *mut *mut u16) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { answer(json, || crate::assess(&read_options(options)?)) }
}

/// Frees a string that a function of this library returned. NULL and pointers that are not from this library are ignored.
#[unsafe(no_mangle)]
pub extern "C" fn wsus954960_free(json: *mut u16) {
    strings().remove(&json.addr());
}

/// The strings that callers hold. Keeping them makes freeing safe whatever pointer comes.
fn strings() -> MutexGuard<'static, HashMap<usize, Vec<u16>>> {
    static STRINGS: LazyLock<Mutex<HashMap<usize, Vec<u16>>>> = LazyLock::new(Mutex::default);
    // A panic can't leave a map half changed that only inserts and removes.
    STRINGS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// # Safety
/// As the exported scan functions.
unsafe fn scan<D: Serialize>(
    path: *const u16,
    options: *const u16,
    json: *mut *mut u16,
    scan: impl FnOnce(&Path, &crate::ScanOptions) -> Result<D, Error>,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { answer(json, || scan(&read_path(path)?, &read_options(options)?)) }
}

/// Runs one call: `*json` becomes the document or the error document; a panic becomes an error too.
///
/// # Safety
/// `json` is NULL or may be written to.
unsafe fn answer<D: Serialize>(json: *mut *mut u16, work: impl FnOnce() -> Result<D, Error>) -> i32 {
    if json.is_null() {
        return WSUS954960_INVALID_ARGUMENT;
    }
    // Nothing that the closure borrows is used after a panic.
    let outcome = catch_unwind(AssertUnwindSafe(|| work().map(|document| give(&document))));
    let (status, string) = match outcome {
        Ok(Ok(string)) => (WSUS954960_OK, string),
        Ok(Err(error)) => (error.code.status(), give(&error)),
        Err(panic) => {
            let cause = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
            let message = format!("This is a defect of wsus954960, please report it: {}", cause.unwrap_or("panic"));
            let error = Error { code: ErrorCode::Panic, message, path: None, os_error: None };
            (error.code.status(), give(&error))
        }
    };
    // SAFETY: not NULL, and writable as the caller promised; it need not be aligned.
    unsafe { json.write_unaligned(string) };
    status
}

/// Hands a document to the caller, who frees it.
fn give(document: &impl Serialize) -> *mut u16 {
    let text = crate::to_json(document);
    // JSON text escapes NUL, so that this can't fail.
    let Ok(string) = U16CString::from_str(text) else { return ptr::null_mut() };
    let mut string = string.into_vec_with_nul();
    let pointer = string.as_mut_ptr();
    strings().insert(pointer.addr(), string);
    pointer
}

/// # Safety
/// `path` is NULL or a NUL-terminated string.
unsafe fn read_path(path: *const u16) -> Result<PathBuf, Error> {
    // SAFETY: the caller's promise.
    match unsafe { read_string(path, "path") }? {
        Some(path) if !path.is_empty() => Ok(path.into()),
        _ => Err(Error::invalid_argument("path: the path of a file is missing (NULL or empty).")),
    }
}

/// # Safety
/// `options` is NULL or a NUL-terminated string.
unsafe fn read_options<T: serde::de::DeserializeOwned + Default>(options: *const u16) -> Result<T, Error> {
    // SAFETY: the caller's promise.
    let text = unsafe { read_string(options, "options") }?;
    options::from_json(text.as_deref())
}

/// A string of the caller; `None` for NULL.
///
/// # Safety
/// `string` is NULL or a NUL-terminated string.
unsafe fn read_string(string: *const u16, name: &str) -> Result<Option<String>, Error> {
    if string.is_null() {
        return Ok(None);
    }
    let mut units = Vec::new();
    loop {
        // SAFETY: inside the string, for its NUL has not come yet; it need not be aligned.
        match unsafe { string.add(units.len()).read_unaligned() } {
            0 => break,
            unit => units.push(unit),
        }
    }
    let invalid = |error| Error::invalid_argument(format!("{name}: this is no valid UTF-16: {error}."));
    U16Str::from_slice(&units).to_string().map(Some).map_err(invalid)
}
