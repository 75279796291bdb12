//! Microsoft Security Advisory 954960 as data: the one place that states its facts, each with its source.
//!
//! Source tags: **\[A\]** the advisory, **\[KB\]** Knowledge Base article 954960, **\[LOG\]** KB 902093 (how to read
//! WindowsUpdate.log), **\[OFF\]** KB 832672 (Office 2003 product codes), **\[VER\]** TechNet "Detect the Version of
//! WSUS", **\[FIELD\]** files and log excerpts published by administrators and by Microsoft's support articles.

pub mod agent_errors;
pub mod places;
pub mod releases;
pub mod remedies;
pub mod server_exceptions;
pub mod signatures;
pub mod troubles;

use crate::values::file_version::FileVersion;

/// The number of the advisory and of its Knowledge Base article \[A\].
pub const ID: &str = "954960";

/// The file version that the update of KB 954960 installs \[A\].
pub const FIXED_VERSION: FileVersion = FileVersion::new(3, 1, 6001, 66);

/// The file whose version tells whether the update is installed \[A\].
pub const DLL_NAME: &str = "Microsoft.UpdateServices.WebServices.Client.Dll";
