//! Finding the evidence: below a folder, on a computer's shares, on this machine, and where the evidence itself says that WSUS is.

pub mod computer;
pub mod discovery;
pub mod iis;
pub mod live;
pub mod machine;
pub mod named;
pub mod target;
