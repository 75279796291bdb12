//! Is a machine hit by Microsoft Security Advisory 954960 (WSUS 3.0 and 3.0 SP1 stop deploying every update to clients
//! where Office 2003 is installed), why, and what to do?
//!
//! [`assess()`] answers for one machine's evidence; [`check_version`], [`scan_client_log`] and [`scan_server_log`] answer for
//! one file. The same functions are exported as a C ABI (`include/wsus954960.h`, module `ffi`), which PowerShell uses, and
//! the command `wsus954960` is a thin layer over them too.
//!
//! ```
//! let options = wsus954960::AssessOptions { root: Some("tests/fixtures/roots/affected".into()), ..Default::default() };
//! let assessment = wsus954960::assess(&options)?;
//! assert_eq!(assessment.verdict, wsus954960::document::Verdict::Affected);
//! # Ok::<(), wsus954960::Error>(())
//! ```

#![deny(unsafe_code)]

pub mod advisory;
pub mod document;
pub mod ffi;
pub mod find;
pub mod input;
pub mod job;
pub mod join;
pub mod judge;
pub mod options;
pub mod recognise;
pub mod saved;
pub mod stream;
pub mod summary;
pub mod texts;
pub mod values;

pub use document::to_json;
pub use job::Job;
pub use judge::assess::assess;
pub use judge::version::check as check_version;
pub use options::{AssessOptions, ScanOptions};
pub use recognise::{scan_client_log, scan_server_log};
pub use values::error::{Error, ErrorCode};
