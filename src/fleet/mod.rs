//! Many machines at once, and many saved documents: assessed, read back, counted, joined.

pub mod job;
pub mod join;
pub mod saved;
pub mod stream;
pub mod summary;
pub mod texts;
