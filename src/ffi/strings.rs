//! Strings from callers, and strings for them.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::ptr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;
use widestring::{U16CString, U16Str};

use super::{WSUS954960_INVALID_ARGUMENT, WSUS954960_OK};
use crate::document::{ErrorDocument, to_json};
use crate::judge::options;
use crate::values::error::Error;
use crate::values::language::Language;
use crate::values::problem::Problem;

/// The strings that callers hold. Keeping them makes it safe to free any pointer.
fn strings() -> MutexGuard<'static, BTreeMap<usize, Vec<u16>>> {
    // Unlike a hash table, it has no memory while it is empty.
    static STRINGS: Mutex<BTreeMap<usize, Vec<u16>>> = Mutex::new(BTreeMap::new());
    // A map that only inserts and removes can't be left half changed by a panic.
    STRINGS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Hands JSON text to the caller, who frees it.
fn give(json: String) -> *mut u16 {
    // JSON text escapes NUL, so this can't fail.
    let Ok(string) = U16CString::from_str(json) else { return ptr::null_mut() };
    let mut string = string.into_vec_with_nul();
    let pointer = string.as_mut_ptr();
    strings().insert(pointer.addr(), string);
    pointer
}

pub(super) fn free(string: *mut u16) {
    let freed = strings().remove(&string.addr());
    // The memory is freed after the lock is.
    drop(freed);
}

/// Runs one call whose answer is a document.
///
/// # Safety
/// `json` is NULL or may be written to.
pub(super) unsafe fn answer<D: Serialize>(
    json: *mut *mut u16,
    work: impl FnOnce(&mut Option<Language>) -> Result<D, Error>,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { respond(json, |language| Ok((WSUS954960_OK, Some(to_json(&work(language)?))))) }
}

/// Runs one call that answers with a status and perhaps JSON text. `*json` becomes the text or NULL, or the error document. A panic
/// becomes an error: none may unwind into the caller. The work chooses the language of errors once it knows it; until then it is the
/// user's.
///
/// # Safety
/// `json` is NULL or may be written to.
pub(super) unsafe fn respond(
    json: *mut *mut u16,
    work: impl FnOnce(&mut Option<Language>) -> Result<(i32, Option<String>), Error>,
) -> i32 {
    if json.is_null() {
        return WSUS954960_INVALID_ARGUMENT;
    }
    // Nothing that the closure borrows is used after a panic.
    let mut language = None;
    let done = catch_unwind(AssertUnwindSafe(|| work(&mut language))).unwrap_or_else(|panic| Err(Error::from_panic(&*panic)));
    let (status, text) = done.unwrap_or_else(|error| {
        let document = ErrorDocument::new(&error, language.unwrap_or_else(Language::of_user));
        (error.code.status(), Some(to_json(&document)))
    });
    // SAFETY: not NULL, and writable as the caller promised; it need not be aligned.
    unsafe { json.write_unaligned(text.map_or(ptr::null_mut(), give)) };
    status
}

/// # Safety
/// `path` is NULL or a NUL-terminated string.
pub(super) unsafe fn read_path(path: *const u16) -> Result<PathBuf, Error> {
    // SAFETY: the caller's promise.
    match unsafe { read_string(path, "path") }? {
        Some(path) if !path.is_empty() => Ok(path.into()),
        _ => Err(Error::argument("path", Problem::NoPath {})),
    }
}

/// # Safety
/// `options` is NULL or a NUL-terminated string.
pub(super) unsafe fn read_options<T: DeserializeOwned + Default>(options: *const u16) -> Result<T, Error> {
    // SAFETY: the caller's promise.
    let text = unsafe { read_string(options, "options") }?;
    text.map_or(Ok(T::default()), |text| options::from_json("options", &text))
}

/// A string of the caller; `None` for NULL. Unlike `widestring`'s `U16CStr`, it need not be aligned.
///
/// # Safety
/// `string` is NULL or a NUL-terminated string.
pub(super) unsafe fn read_string(string: *const u16, name: &str) -> Result<Option<String>, Error> {
    if string.is_null() {
        return Ok(None);
    }
    // SAFETY: this is inside the string, since its NUL has not come yet.
    let units = (0..).map(|at| unsafe { string.add(at).read_unaligned() }).take_while(|unit| *unit != 0);
    let invalid = |error: widestring::error::Utf16Error| Error::argument(name, Problem::NotUtf16 { cause: error.to_string() });
    U16Str::from_slice(&units.collect::<Vec<_>>()).to_string().map(Some).map_err(invalid)
}
