//! The tests, in the order in which evidence becomes an answer.

mod layer;
mod support;

mod version_check;

mod client_log;
mod large_log;
mod pasted_logs;
mod properties;
mod server_log;

mod assessment;
mod correlation;
mod job;

mod saved;

mod abi;
mod command;
mod powershell;

#[cfg(windows)]
mod windows;
