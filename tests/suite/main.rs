//! The tests, in the order in which evidence becomes an answer.

#[path = "../common/mod.rs"]
mod common;
mod pasting;
mod reference;
mod support;

#[cfg(unix)]
mod pe_readers;
mod version_check;

mod client_log;
mod differential;
mod large_log;
mod pasted_logs;
mod properties;
mod server_log;

mod assessment;
mod budget;
#[cfg(unix)]
mod confined;
mod correlation;
mod elsewhere;
mod faults;
mod hive;
mod job;
#[cfg(unix)]
mod places;
mod verdict;

#[cfg(unix)]
mod browser;
mod delivery;
mod report;
mod saved;

mod abi;
// Windows has no compiler of its own.
#[cfg(unix)]
mod clients;
mod command;
mod command_pages;
mod documentation;
mod other_failures;
mod powershell;
mod rooms;
mod roots_file;
mod saving;
mod streams;
// An emulated Windows has no Cargo.
#[cfg(unix)]
mod third_party;
mod words;

#[cfg(windows)]
mod windows;
