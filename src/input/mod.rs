//! Reading files that are on old servers, at the far end of slow shares, or being written at the same time.
//!
//! Nothing here knows what the files mean. They are read with plain and positioned reads, never mapped into memory:
//! a mapped file that vanishes with its share would take the whole process down.

pub mod blocks;
pub mod confined;
pub mod file;
pub mod filesystem;
pub mod folder;
pub mod hive;
pub mod monitor;
pub mod pe;
pub mod plain;
pub mod reader;
pub mod records;
