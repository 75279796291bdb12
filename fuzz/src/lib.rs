//! What must hold for every input, as functions of bytes: `cargo fuzz` targets and property tests call the same ones.

mod abi;
mod check;
mod documents;
mod logs;
mod memory;
mod pe;
mod values;

pub use abi::abi;
pub use documents::documents;
pub use logs::{client_log, server_log};
pub use pe::pe;
pub use values::{computer, options, since};

/// A target's name and its check.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: [Target; 8] = [
    ("pe", pe),
    ("client_log", client_log),
    ("server_log", server_log),
    ("documents", documents),
    ("options", options),
    ("since", since),
    ("computer", computer),
    ("abi", abi),
];
