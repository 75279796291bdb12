//! What the evidence means: versions and releases, the join of the two logs, the verdict, and the order of the steps that lead to it.

pub mod assess;
pub mod correlate;
pub mod evidence;
pub mod grounds;
pub mod office;
pub mod options;
mod others;
pub mod verdict;
pub mod version;
