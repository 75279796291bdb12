//! The C ABI: converts, guards, frees. Everything it does is done elsewhere.
//!
//! All of the crate's `unsafe` is in this module, and most of that in the few functions that take strings in and give them
//! out, so that no export handles a pointer by itself. The conventions for callers are in `cbindgen.toml`, from where they
//! come into the header.

#![allow(unsafe_code)]

use std::cell::RefCell;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::ptr;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use widestring::{U16CString, U16Str};

use crate::document::Join;
use crate::fleet::job::{self, Job};
use crate::fleet::join;
use crate::fleet::saved::Sources;
use crate::fleet::stream::{self, Consumer, Stream};
use crate::judge::options::{self, AssessOptions};
use crate::values::error::{Error, ErrorCode};

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
/// Of a job: nothing has come in that time. There is no document.
pub const WSUS954960_NOTHING_YET: i32 = 100;
/// Of a job: every target has been answered for. There is no document.
pub const WSUS954960_FINISHED: i32 = 101;

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
    unsafe { scan(path, options, json, |path, options| crate::scan_client_log(path, options)) }
}

/// Scans a server's SoftwareDistribution.log. `options` is NULL or a JSON object with `since` and `maxIncidents`. `*json`
/// becomes a serverLog document.
///
/// # Safety
/// `path` and `options` are NULL or NUL-terminated strings, `json` is NULL or may be written to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wsus954960_scan_server_log(path: *const u16, options: *const u16, json: *mut *mut u16) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { scan(path, options, json, |path, options| crate::scan_server_log(path, options)) }
}

/// Assesses one machine. `options` is a JSON object with `root` (the folder that stands for the system drive) and, all
/// optional, `name`, `since`, `maxIncidents`, and `windows` (its Windows folder), `dll`, `clientLogs`, `serverLogs` in place of what
/// would be found; or `computerName` in place of `root`. `*json`
/// becomes an assessment document.
///
/// # Safety
/// `options` is NULL or a NUL-terminated string, `json` is NULL or may be written to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wsus954960_assess(options: *const u16, json: *mut *mut u16) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { answer(json, || crate::assess(&read_options(options)?)) }
}

/// A job: many machines at once, or many documents. Its handle stands for it and points at nothing; one that is none, or is freed, is an invalid
/// argument and does no harm.
#[allow(non_camel_case_types)]
pub struct wsus954960_job;

/// Starts a job. `request` is a JSON object, one of these:
///
/// `{"targets": [options of wsus954960_assess, …], "concurrency": 32, "timeoutSeconds": 300}` assesses machines. The last two may be
/// missing: 32 machines at a time, no limit of time for each. A target may have `computerName` (and `shareTemplate`) in place of `root`:
/// the shares of that computer.
///
/// `{"saved": {"files": […]}}` gives the documents that are saved in files, or in the .json and .jsonl files of folders, which are gone
/// through in the order of their names.
///
/// `{"join": {"files": […], "documents": […], "texts": ["…", …]}}` joins the clients and servers of saved documents and of those in the
/// request: a join document for each client and server that it failed at. Documents are JSON, and what is none makes the request
/// invalid. Texts are strings whose content is read as a file's is, each by itself: one that is no document is an error document, and the
/// others are joined; one that ends in the middle of a document is continued by the next ones, as the lines of a file are.
///
/// `*job` becomes the job, or NULL; wsus954960_last_error tells why.
///
/// # Safety
/// `request` is NULL or a NUL-terminated string, `job` is NULL or may be written to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wsus954960_job_start(request: *const u16, job: *mut *mut wsus954960_job) -> i32 {
    // SAFETY: the caller's promise.
    let start = || Work::start(unsafe { read_options(request) }?);
    let started = match (job.is_null(), request.is_null()) {
        (true, _) => Err(Error::invalid_argument("job: NULL, where the job would be put.")),
        (_, true) => Err(Error::invalid_argument("request: NULL. A JSON object with targets is expected.")),
        _ => guarded(start),
    };
    let (status, handle) = match started {
        Ok(started) => (WSUS954960_OK, jobs().add(started)),
        Err(error) => {
            let status = error.code.status();
            LAST_ERROR.set(Some(error));
            (status, ptr::null_mut())
        }
    };
    if !job.is_null() {
        // SAFETY: not NULL, and writable as the caller promised; it need not be aligned.
        unsafe { job.write_unaligned(handle) };
    }
    status
}

/// Waits for the next thing of a job, `timeout_ms` milliseconds at most: 0 asks without waiting, 0xFFFFFFFF waits 49 days.
///
/// On WSUS954960_OK `*json` is a document: an assessment, or a progress document (`kind` tells). WSUS954960_NOTHING_YET: nothing has come in
/// that time, and WSUS954960_FINISHED: every target has been answered for; `*json` is NULL then. Any other status is the answer for
/// one target, an error document: timed out, cancelled, not found. Targets are answered for once each, in the order in which they
/// are done.
///
/// # Safety
/// `json` is NULL or may be written to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wsus954960_job_next(job: *mut wsus954960_job, timeout_ms: u32, json: *mut *mut u16) -> i32 {
    let next = || {
        let job = jobs().get(job).ok_or_else(|| Error::invalid_argument("job: this is no job, or it is freed."))?;
        job.next(Duration::from_millis(timeout_ms.into()))
    };
    // SAFETY: the caller's promise.
    unsafe { respond(json, next) }
}

/// Cancels a job, at once: what is ready still comes, every other target is answered for with WSUS954960_CANCELLED. NULL and what is no
/// job are ignored.
#[unsafe(no_mangle)]
pub extern "C" fn wsus954960_job_cancel(job: *mut wsus954960_job) {
    if let Some(job) = jobs().get(job) {
        job.cancel();
    }
}

/// Cancels a job and frees it, at once. A thread that is held up by a share that hangs ends when the operating system lets go of it,
/// or with the process: until then the library must stay loaded. NULL and what is no job are ignored.
#[unsafe(no_mangle)]
pub extern "C" fn wsus954960_job_free(job: *mut wsus954960_job) {
    let freed = jobs().0.remove(&job.addr());
    // Whoever waits for the job's next answer still has it.
    if let Some(job) = freed {
        job.cancel();
    }
}

/// Why the last wsus954960_job_start on this thread failed: `*json` becomes the error document, or NULL with the status
/// WSUS954960_NOTHING_YET if none has failed.
///
/// # Safety
/// `json` is NULL or may be written to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wsus954960_last_error(json: *mut *mut u16) -> i32 {
    let last = || {
        Ok(match LAST_ERROR.with_borrow(Option::clone) {
            Some(error) => (WSUS954960_OK, give(&error)),
            None => (WSUS954960_NOTHING_YET, ptr::null_mut()),
        })
    };
    // SAFETY: the caller's promise.
    unsafe { respond(json, last) }
}

thread_local! {
    static LAST_ERROR: RefCell<Option<Error>> = const { RefCell::new(None) };
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

/// What a job is to do.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Request {
    targets: Option<Vec<AssessOptions>>,
    concurrency: Option<u32>,
    timeout_seconds: job::Seconds,
    saved: Option<Sources>,
    join: Option<Sources>,
}

/// What a job does.
enum Work {
    Machines(Job),
    Saved(Stream<Box<RawValue>>),
    Join(Stream<Join>),
}

impl Work {
    fn start(request: Request) -> Result<Self, Error> {
        let Request { targets, concurrency, timeout_seconds, saved, join } = request;
        match (targets, saved, join) {
            (Some(targets), None, None) => {
                Job::start(job::Request { targets, concurrency, timeout: timeout_seconds.0 }).map(Self::Machines)
            }
            (None, Some(sources), None) => {
                let produce = move |consumer: Consumer<_>| sources.each(&mut |saved| consumer(saved.map(|saved| saved.json)));
                Stream::start(produce).map(Self::Saved)
            }
            (None, None, Some(sources)) => {
                Stream::start(move |consumer: Consumer<_>| join::join(&sources, consumer)).map(Self::Join)
            }
            _ => Err(Error::invalid_argument("request: one of targets, saved and join is expected, which are different jobs.")),
        }
    }

    /// The status and the document of what comes next.
    fn next(&self, timeout: Duration) -> Result<(i32, *mut u16), Error> {
        fn next_of<T: Serialize + Send + 'static>(stream: &Stream<T>, timeout: Duration) -> Result<(i32, *mut u16), Error> {
            Ok(match stream.next(timeout) {
                stream::Next::Document(document) => (WSUS954960_OK, give(&document?)),
                stream::Next::Nothing => (WSUS954960_NOTHING_YET, ptr::null_mut()),
                stream::Next::Finished => (WSUS954960_FINISHED, ptr::null_mut()),
            })
        }
        match self {
            Self::Saved(stream) => next_of(stream, timeout),
            Self::Join(stream) => next_of(stream, timeout),
            Self::Machines(job) => Ok(match job.next(timeout) {
                job::Next::Answer(answer) => (WSUS954960_OK, give(&answer.result?)),
                job::Next::Progress(progress) => (WSUS954960_OK, give(&progress)),
                job::Next::Nothing => (WSUS954960_NOTHING_YET, ptr::null_mut()),
                job::Next::Finished => (WSUS954960_FINISHED, ptr::null_mut()),
            }),
        }
    }

    fn cancel(&self) {
        match self {
            Self::Machines(job) => job.cancel(),
            Self::Saved(stream) => stream.cancel(),
            Self::Join(stream) => stream.cancel(),
        }
    }
}

/// The jobs that callers hold, by their handles.
#[derive(Default)]
struct Jobs(HashMap<usize, Arc<Work>>, usize);

impl Jobs {
    /// Handles are numbers that are never used again, so that one that was freed is never another job's.
    fn add(&mut self, job: Work) -> *mut wsus954960_job {
        self.1 += 1;
        self.0.insert(self.1, Arc::new(job));
        ptr::without_provenance_mut(self.1)
    }

    fn get(&self, job: *mut wsus954960_job) -> Option<Arc<Work>> {
        self.0.get(&job.addr()).cloned()
    }
}

fn jobs() -> MutexGuard<'static, Jobs> {
    static JOBS: LazyLock<Mutex<Jobs>> = LazyLock::new(Mutex::default);
    JOBS.lock().unwrap_or_else(PoisonError::into_inner)
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

/// Runs one call whose answer is a document.
///
/// # Safety
/// `json` is NULL or may be written to.
unsafe fn answer<D: Serialize>(json: *mut *mut u16, work: impl FnOnce() -> Result<D, Error>) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { respond(json, || work().map(|document| (WSUS954960_OK, give(&document)))) }
}

/// Runs one call that answers with a status and a string; `*json` becomes the string, or the error document.
///
/// # Safety
/// `json` is NULL or may be written to.
unsafe fn respond(json: *mut *mut u16, work: impl FnOnce() -> Result<(i32, *mut u16), Error>) -> i32 {
    if json.is_null() {
        return WSUS954960_INVALID_ARGUMENT;
    }
    let (status, string) = guarded(work).unwrap_or_else(|error| (error.code.status(), give(&error)));
    // SAFETY: not NULL, and writable as the caller promised; it need not be aligned.
    unsafe { json.write_unaligned(string) };
    status
}

/// A panic becomes an error: none may unwind into the caller.
fn guarded<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    // Nothing that the closure borrows is used after a panic.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(Error::from_panic(&*panic)))
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
