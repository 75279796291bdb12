//! The C ABI: converts, guards, frees. The work itself is done elsewhere.
//!
//! All of the crate's `unsafe` is in this module: most of it in `strings`, which takes strings in and hands them out, so that no
//! export handles a string's pointer itself. The conventions for callers are in `cbindgen.toml`, which puts them into the header.

#![allow(unsafe_code)]

#[cfg(windows)]
mod access;
#[cfg(windows)]
mod interrupt;
mod jobs;
#[cfg(windows)]
mod loading;
mod pin;
mod strings;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use crate::document::{ErrorDocument, to_json};
use crate::fleet::{JobRequest, Next};
use crate::judge::options::{self, AssessOptions};
use crate::recognise::options::ScanOptions;
use crate::values::error::{Error, ErrorCode};
use crate::values::language::Language;
use crate::values::problem::Problem;

#[cfg(windows)]
pub use access::AccessLists;
#[cfg(windows)]
pub use interrupt::of_this_thread;
use jobs::{Started, jobs};
#[cfg(windows)]
pub use loading::load_only_from_system32;
use strings::{answer, read_options, read_path, read_string, respond};

/// The version of this header's functions. A program built with another version must not call them.
pub const WSUS954960_ABI_VERSION: u32 = 1;

/// `*json` is the document; after wsus954960_job_start, `*job` is the job.
pub const WSUS954960_OK: i32 = 0;
/// The call makes no sense: NULL, invalid UTF-16, options that are not JSON or have an unknown key, a folder for a file, a number that
/// is not a job's.
pub const WSUS954960_INVALID_ARGUMENT: i32 = 1;
/// The file or folder does not exist.
pub const WSUS954960_NOT_FOUND: i32 = 2;
/// This account may not read it.
pub const WSUS954960_ACCESS_DENIED: i32 = 3;
/// The operating system failed to read it.
pub const WSUS954960_IO: i32 = 4;
/// It is not what it should be, for example not a PE file.
pub const WSUS954960_MALFORMED: i32 = 5;
/// It did not answer in time.
pub const WSUS954960_TIMED_OUT: i32 = 6;
/// The caller cancelled.
pub const WSUS954960_CANCELLED: i32 = 7;
/// A defect of this library. The process is unharmed.
pub const WSUS954960_PANIC: i32 = 8;
/// From wsus954960_job_next: nothing came in that time. There is no document.
pub const WSUS954960_NOTHING_YET: i32 = 100;
/// From wsus954960_job_next: nothing more will come. There is no document.
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
    unsafe { answer(json, |_| crate::check_version(&read_path(path)?)) }
}

/// Scans a client's WindowsUpdate.log. `options` is NULL or a JSON object with `since`, `maxIncidents` and
/// `language` (`en` or `ko`, that of sentences and errors; the user's by default). `*json` becomes a
/// clientLog document.
///
/// # Safety
/// `path` and `options` are NULL or NUL-terminated strings, `json` is NULL or may be written to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wsus954960_scan_client_log(path: *const u16, options: *const u16, json: *mut *mut u16) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { scan(path, options, json, crate::scan_client_log) }
}

/// Scans a server's SoftwareDistribution.log. `options` is NULL or a JSON object with `since`, `maxIncidents` and
/// `language` (`en` or `ko`, that of sentences and errors; the user's by default). `*json`
/// becomes a serverLog document.
///
/// # Safety
/// `path` and `options` are NULL or NUL-terminated strings, `json` is NULL or may be written to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wsus954960_scan_server_log(path: *const u16, options: *const u16, json: *mut *mut u16) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { scan(path, options, json, crate::scan_server_log) }
}

/// Assesses one machine. `options` is NULL (this machine) or a JSON object, all of whose keys are optional: `root` (the folder that
/// stands for the machine's system drive), or in its place `computerName` (the computer whose shares are read: a name, also like
/// `\\PC17` or `pc17.example.com.`, an IPv4 or IPv6 address; without a template `.`, `localhost` and its own name are this machine)
/// and `shareTemplate` (where its evidence lies, with `{0}` for its name); `name`, `since`, `maxIncidents`, and `language`
/// (`en` or `ko`, that of reasons, remedies and errors; the user's by default); and in place of what would be found `windows`
/// (the Windows folder), `dll`, `clientLogs` and `serverLogs`. Links below a root that lead out of it are errors, unless `followLinks` is
/// true. `*json` becomes an assessment document.
///
/// # Safety
/// `options` is NULL or a NUL-terminated string, `json` is NULL or may be written to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wsus954960_assess(options: *const u16, json: *mut *mut u16) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        answer(json, |language| {
            let options = read_options::<AssessOptions>(options)?;
            *language = options.language;
            crate::assess(&AssessOptions { language: Some(options.language.unwrap_or_else(Language::of_user)), ..options })
        })
    }
}

/// A job: many machines or files at once, or many documents. 0 is not a job, and no number is given twice: a number that is not, or no
/// longer, a job's does no harm.
#[allow(non_camel_case_types)]
pub type wsus954960_job = u64;

/// Starts a job. `request` is a JSON object, one of these:
///
/// `{"targets": [options of wsus954960_assess, …], "concurrency": 32, "timeoutSeconds": 300, "language": "en"}` assesses machines.
/// The last three may be missing: the default is 32 machines at a time (4096 at most), and no time limit for each. An unknown key makes the
/// request invalid. A target that makes no sense is answered with an error document, and the others are assessed.
///
/// `{"scan": {"kind": "version", "files": […]}, "concurrency": 1, "timeoutSeconds": 300}` checks the versions of files; with the kinds
/// `clientLog` and `serverLog` it scans logs, and `since` and `maxIncidents` may be given beside the files. Each file is a target,
/// one at a time unless `concurrency` says otherwise.
///
/// `{"saved": {"files": […]}, "language": "ko"}` returns the documents that are saved in files, or in the .json and .jsonl files of
/// folders, which are read in the order of their names. With `language`, all sentences are in that language; without it, and
/// in all else, documents stay as they were saved.
///
/// `{"join": {"files": […], "documents": […], "texts": ["…", …]}}` joins the clients and servers of saved documents and of those in
/// the request: a join document for each client and each server at which it failed. `documents` are JSON. `texts` are strings whose
/// content is read like a file's, each by itself: one that is not a document becomes an error document, and the others are joined; if one
/// ends in the middle of a document, the next ones continue it, like the lines of a file. With `language`, the error document of a machine
/// about which nothing is certain gives the reason in that language.
///
/// `{"save": {"to": "\\FILES\Results", "spool": "…", "texts": ["…", …]}}` saves assessments, and error documents that name a machine, in
/// the folder `to`: each machine's last one as `NAME.json`. Each becomes a delivery document, and so does what earlier jobs left in the spool
/// for that folder, which goes first. `spool` may be missing. What can't be saved, and what is wrong with the spool, are error
/// documents. With `"keepOnly": true` documents only go into the spool, from which the next job delivers them.
///
/// `{"report": {"files": […], "texts": ["…", …]}, "output": "report.html", "format": "html"}` writes a report on saved documents to the file
/// `output`, in place of an older one: a page (`html`), a table (`csv`) or a report document (`json`). Without `format` the file's name
/// decides. What can't be read becomes an error document, a hundred of them at most, and when the file is written a summary document follows.
///
/// On WSUS954960_OK `*job` becomes the job and `*json` NULL. On any other status `*job` becomes 0 and `*json` the error document.
///
/// # Safety
/// `request` is NULL or a NUL-terminated string, `job` and `json` are NULL or may be written to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wsus954960_job_start(request: *const u16, job: *mut wsus954960_job, json: *mut *mut u16) -> i32 {
    let mut started = 0;
    let start = |language: &mut Option<Language>| {
        if job.is_null() {
            return Err(Error::argument("job", Problem::Null {}));
        }
        // SAFETY: the caller's promise.
        let request = unsafe { read_string(request, "request") }?.ok_or_else(|| Error::argument("request", Problem::Null {}))?;
        let request: JobRequest = options::from_json("request", &request)?;
        *language = request.language;
        let users = request.language.unwrap_or_else(Language::of_user);
        pin::pin();
        let languages = request.languages();
        let job = JobRequest { language: Some(users), ..request }
            .start_on(Arc::new(crate::evidence_disk()), Arc::new(crate::delivery_disk()))?;
        started = jobs().add(Started { job, languages, language: users });
        Ok((WSUS954960_OK, None))
    };
    // SAFETY: the caller's promise.
    let status = unsafe { respond(json, start) };
    if !job.is_null() {
        // SAFETY: not NULL, and writable as the caller promised; it need not be aligned.
        unsafe { job.write_unaligned(started) };
    }
    status
}

/// Waits for the next document of a job, `timeout_ms` milliseconds at most: 0 asks without waiting, 0xFFFFFFFF waits 49 days.
///
/// On WSUS954960_OK `*json` is a document of any kind (`kind` tells): the answer for a target, an assessment, version, clientLog,
/// serverLog or error document (not found, timed out, cancelled); a progress document; a saved document; a join; a delivery; the summary of
/// a report; or an error document in place of one of the last four. Answers for targets have `index`, the target's place in `targets` or `files` from 0. Each target
/// has exactly one, in the order in which they are done. On WSUS954960_NOTHING_YET and WSUS954960_FINISHED `*json` is NULL.
///
/// Any other status is about the call (a number that is not a job's, NULL for json): `*json` is an error document about it, and nothing
/// more will come. So this loop ends, whatever `job` is:
///
/// ```c
/// while ((status = wsus954960_job_next(job, 1000, &json)) == WSUS954960_OK || status == WSUS954960_NOTHING_YET) {
///     if (json != NULL) { use(json); wsus954960_free(json); }
/// }
/// if (status != WSUS954960_FINISHED) { complain(json); wsus954960_free(json); }
/// ```
///
/// # Safety
/// `json` is NULL or may be written to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wsus954960_job_next(job: wsus954960_job, timeout_ms: u32, json: *mut *mut u16) -> i32 {
    let next = |_: &mut Option<Language>| {
        let started = jobs().get(job).ok_or_else(|| Error::argument("job", Problem::NoJob {}))?;
        let Started { job, languages, language } = &*started;
        Ok(match job.next(Duration::from_millis(timeout_ms.into())) {
            Next::Answer(answer) => {
                let language = languages.get(answer.index).copied().flatten().unwrap_or(*language);
                (WSUS954960_OK, Some(answer.into_json(language)))
            }
            Next::Document(document) => {
                (WSUS954960_OK, Some(document.unwrap_or_else(|error| to_json(&ErrorDocument::new(&error, *language)))))
            }
            Next::Progress(progress) => (WSUS954960_OK, Some(to_json(&progress))),
            Next::Nothing => (WSUS954960_NOTHING_YET, None),
            Next::Finished => (WSUS954960_FINISHED, None),
        })
    };
    // SAFETY: the caller's promise.
    unsafe { respond(json, next) }
}

/// Cancels a job at once: what is ready still comes, and every other target is answered with an error document with the code
/// `cancelled`. Threads that wait for the job wake. 0 and what is not a job are ignored.
#[unsafe(no_mangle)]
pub extern "C" fn wsus954960_job_cancel(job: wsus954960_job) {
    let started = jobs().get(job);
    if let Some(started) = started {
        started.job.cancel();
    }
}

/// Cancels a job and frees it, at once. Threads that wait for it wake. A thread that is held up by a hanging share ends when the
/// operating system releases it, or with the process. 0 and what is not a job are ignored.
#[unsafe(no_mangle)]
pub extern "C" fn wsus954960_job_free(job: wsus954960_job) {
    let freed = jobs().remove(job);
    // Another thread may still be waiting for its next document.
    if let Some(started) = freed {
        started.job.cancel();
    }
}

/// Frees a string that a function of this library returned. NULL and pointers that are not from this library are ignored.
#[unsafe(no_mangle)]
pub extern "C" fn wsus954960_free(json: *mut u16) {
    strings::free(json);
}

/// # Safety
/// As the exported scan functions.
unsafe fn scan<D: Serialize>(
    path: *const u16,
    options: *const u16,
    json: *mut *mut u16,
    scan: impl FnOnce(&Path, &ScanOptions) -> Result<D, Error>,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        answer(json, |language| {
            let options = read_options::<ScanOptions>(options)?;
            *language = options.language;
            let path = read_path(path)?;
            scan(&path, &ScanOptions { language: Some(options.language.unwrap_or_else(Language::of_user)), ..options })
        })
    }
}
