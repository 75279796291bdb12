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
pub mod assess;
pub mod computer;
pub mod correlation;
pub mod counts;
pub mod document;
pub mod error;
pub mod evidence;
pub mod ffi;
pub mod file_version;
pub mod fleet;
pub mod logs;
pub mod options;
pub mod plain_text;
pub mod time;
pub mod verdict;
pub mod version;

pub use assess::assess;
pub use document::to_json;
pub use error::{Error, ErrorCode};
pub use fleet::Job;
pub use logs::{scan_client_log, scan_server_log};
pub use options::{AssessOptions, ScanOptions};
pub use version::check as check_version;
