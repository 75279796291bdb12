//! Is a machine hit by Microsoft Security Advisory 954960 (WSUS 3.0 and 3.0 SP1 stop deploying updates to clients that have
//! Office 2003), why, and what to do?
//!
//! [`assess()`] answers for one machine's evidence; [`check_version`], [`scan_client_log`] and [`scan_server_log`] answer for
//! one file. The same functions are exported as a C ABI (`include/wsus954960.h`, module `ffi`), which PowerShell uses, and
//! the command `wsus954960` is a thin layer over them too.
//!
//! ```
//! let options = wsus954960::AssessOptions { root: Some("tests/fixtures/roots/affected".into()), ..Default::default() };
//! let assessment = wsus954960::assess(&options)?;
//! assert_eq!(assessment.verdict, wsus954960::Verdict::Affected);
//! # Ok::<(), wsus954960::Error>(())
//! ```

#![deny(unsafe_code)]

mod advisory;
mod deliver;
mod document;
mod ffi;
mod find;
mod fleet;
mod input;
mod judge;
mod page;
mod recognise;
mod values;
mod words;

use std::path::Path;

use input::reader::Reader;

pub use advisory::releases::{Basis, Release, State};
pub use advisory::troubles::{Page, Trouble};
pub use document::{
    Assessment, ClientLog, Delivery, DeliveryState, Envelope, ErrorDocument, ErrorPlace, Header, Join, Progress, Reason,
    Remediation, ServerLog, Summary, Tool, VersionDocument, to_json,
};
pub use find::discovery::{Source, WsusSetup};
pub use find::target::Target;
pub use fleet::{Answer, Job, Limits, Next};
pub use input::blocks::Encoding;
pub use input::monitor::Phase;
pub use judge::assess::Role;
pub use judge::correlate::{Correlation, CorrelationResult};
pub use judge::office::Office2003;
pub use judge::options::AssessOptions;
pub use judge::verdict::Verdict;
pub use judge::version::VersionCheck;
pub use recognise::client_scan::{ClientFormat, ClientIncident, ClientScan, OtherFailure};
pub use recognise::options::ScanOptions;
pub use recognise::server_scan::{Cause, OtherFault, ServerFault, ServerIncident, ServerScan};
pub use values::counts::Counts;
pub use values::error::{Error, ErrorCode};
pub use values::file_version::FileVersion;
pub use values::language::Language;
pub use values::problem::{Action, Advice, Place, Problem, Thing};
pub use values::time::{LocalTime, Since, UtcTime};

/// The rooms, for the command, the tests and the benchmarks of this package. Anything in here may change at any time.
#[doc(hidden)]
pub mod internals {
    macro_rules! rooms {
        ($($room:ident),*) => {
            $(pub mod $room {
                pub use crate::$room::*;
            })*
        };
    }

    rooms!(advisory, deliver, document, find, fleet, input, judge, page, recognise, values, words);
}

/// For the command: the process loads DLLs from Windows' own folder only.
#[cfg(windows)]
#[doc(hidden)]
pub use ffi::load_only_from_system32;

/// This machine's disk, for documents that are to be delivered.
#[doc(hidden)]
pub fn delivery_disk() -> deliver::store::Disk {
    #[cfg(unix)]
    return deliver::store::Disk(&deliver::store::Modes);
    #[cfg(windows)]
    return deliver::store::Disk(&ffi::AccessLists);
}

/// This machine's disk, for evidence. On Windows a call to it that hangs can be ended from another thread.
#[doc(hidden)]
pub fn evidence_disk() -> impl input::filesystem::FileSystem {
    #[cfg(windows)]
    return input::filesystem::Interruptible { interrupter: std::sync::Arc::new(ffi::of_this_thread) };
    #[cfg(not(windows))]
    return input::filesystem::Disk;
}

impl Job<Assessment> {
    /// Starts assessing machines on this machine's file system.
    ///
    /// # Errors
    /// [`InvalidArgument`](ErrorCode::InvalidArgument) for limits that are out of range. A machine that makes no sense is answered with an
    /// error.
    pub fn start(machines: Vec<AssessOptions>, limits: Limits) -> Result<Self, Error> {
        Self::start_on(std::sync::Arc::new(evidence_disk()), machines, limits)
    }
}

/// Assesses one machine: finds the evidence, reads it, joins it, and decides.
///
/// # Errors
/// Only if there is nothing to assess: neither a root nor files are given, or the root is not a folder that can be listed. A
/// place below it that can't be read is an error in the document.
pub fn assess(options: &AssessOptions) -> Result<Assessment, Error> {
    let assessed = judge::assess::assess(&Reader::default(), &options.machine()?, options)?;
    Ok(Assessment::new(assessed, options.language.unwrap_or_default()))
}

/// Checks the version of the PE file at `path`: WSUS' [`advisory::DLL_NAME`].
///
/// # Errors
/// If the file can't be read, or is not a PE file.
pub fn check_version(path: &Path) -> Result<VersionDocument, Error> {
    judge::version::check(&Reader::default(), path).map(Envelope)
}

/// Scans a client's `WindowsUpdate.log`.
///
/// # Errors
/// If the file can't be opened, or can't be read to its end.
pub fn scan_client_log(path: &Path, options: &ScanOptions) -> Result<ClientLog, Error> {
    let scan = recognise::scan_client_log(&Reader::default(), path, options)?;
    Ok(Envelope::explained(scan, options.language.unwrap_or_default()))
}

/// Scans a server's `SoftwareDistribution.log`.
///
/// # Errors
/// As [`scan_client_log`].
pub fn scan_server_log(path: &Path, options: &ScanOptions) -> Result<ServerLog, Error> {
    let scan = recognise::scan_server_log(&Reader::default(), path, options)?;
    Ok(Envelope::explained(scan, options.language.unwrap_or_default()))
}
