//! What the tests, the benchmarks and the generator of logs share.

// Each of them uses a part of it.
#![allow(dead_code)]

pub mod faulty;
pub mod generator;
pub mod log_lines;
