//! Shared by the tests, the benchmarks and the program that writes generated logs.

// Each of them uses only some of it.
#![allow(dead_code)]

pub mod faulty;
pub mod generator;
pub mod log_lines;
