//! Which file version belongs to which WSUS release, and what the advisory says about that release.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::values::coded::coded_names;
use crate::values::file_version::FileVersion;

coded_names! {
    /// A WSUS release, as documents and texts name it.
    pub enum Release {
        /// WSUS 2.0.
        "WSUS 2.0" => Wsus2,
        /// WSUS 3.0 without a service pack (3.0.6000.374).
        "WSUS 3.0 RTM" => Wsus3,
        /// WSUS 3.0 Service Pack 1 without the update.
        "WSUS 3.0 SP1" => Wsus3Sp1,
        /// WSUS 3.0 Service Pack 1 with the update of KB 954960.
        "WSUS 3.0 SP1 + KB954960" => Wsus3Sp1Fixed,
        /// Every build after the update: WSUS 3.0 SP2 and the WSUS of Windows Server 2012 and later.
        "WSUS 3.0 SP2 or later" => Later,
    }
}

/// What the advisory means for a file version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum State {
    /// The update, or a later build, is installed.
    Fixed,
    /// The release has the defect.
    Affected,
    /// The release never had the defect.
    NotAffected,
    /// The version is not in the advisory's table.
    Unknown,
}

/// Whether the advisory itself says so, or the product's line of versions implies it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Basis {
    /// The advisory names the release or the version.
    Advisory,
    /// Inferred from the product's version numbers.
    Inference,
}

/// One row of the table: a range of versions and what it is.
#[derive(Debug)]
pub struct Rule {
    /// Major version numbers, inclusive.
    pub majors: RangeInclusive<u16>,
    /// (build, revision), inclusive. The minor number does not count: WSUS 3.0 SP2 files say 3.1.7600.226 although the
    /// product calls itself 3.2.7600.226 \[FIELD\].
    pub builds: RangeInclusive<(u16, u16)>,
    /// The release that the range belongs to.
    pub release: Release,
    /// What the advisory means for it.
    pub state: State,
    /// Who says so.
    pub basis: Basis,
}

const MAX: u16 = u16::MAX;

/// The table; the ranges do not overlap.
#[rustfmt::skip]
pub const RULES: [Rule; 7] = [
    // WSUS 2.0 is not among the affected software [A].
    Rule { majors: 2..=2, builds: (0, 0)..=(MAX, MAX), release: Release::Wsus2, state: State::NotAffected, basis: Basis::Advisory },
    // 3.0.6000.374 is the RTM product version [VER]; KB 954960 has no package for it [A].
    Rule { majors: 3..=3, builds: (0, 0)..=(6000, MAX), release: Release::Wsus3, state: State::Affected, basis: Basis::Advisory },
    Rule { majors: 3..=3, builds: (6001, 0)..=(6001, 65), release: Release::Wsus3Sp1, state: State::Affected, basis: Basis::Advisory },
    // The one version that the advisory names [A].
    Rule { majors: 3..=3, builds: (6001, 66)..=(6001, 66), release: Release::Wsus3Sp1Fixed, state: State::Fixed, basis: Basis::Advisory },
    // Later builds contain the update: 7600 is SP2 [FIELD].
    Rule { majors: 3..=3, builds: (6001, 67)..=(MAX, MAX), release: Release::Later, state: State::Fixed, basis: Basis::Inference },
    // From Windows Server 2012 on WSUS is part of Windows and has its version: 6.2, 6.3, 10.0.
    Rule { majors: 6..=6, builds: (0, 0)..=(MAX, MAX), release: Release::Later, state: State::Fixed, basis: Basis::Inference },
    Rule { majors: 10..=MAX, builds: (0, 0)..=(MAX, MAX), release: Release::Later, state: State::Fixed, basis: Basis::Inference },
];

/// The row that `version` belongs to, if any.
pub fn rule_for(version: FileVersion) -> Option<&'static Rule> {
    const TABLE: &[Rule] = &RULES;
    TABLE.iter().find(|rule| rule.majors.contains(&version.major) && rule.builds.contains(&(version.build, version.revision)))
}
