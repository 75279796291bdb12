//! What to do, for each situation. The sentences are in the words of each language.

use crate::values::coded::coded_names;

const KB: &str = "https://support.microsoft.com/kb/954960";
const GET_WINDOWS_UPDATE_LOG: &str = "https://learn.microsoft.com/powershell/module/windowsupdate/get-windowsupdatelog";

coded_names! {
    /// One thing to do.
    pub enum Remedy {
        /// WSUS 3.0 SP1 without the update \[A\].
        "installKb954960" => InstallKb954960,
        /// WSUS 3.0 RTM, for which there is no package \[A\].
        "upgradeToSp1" => UpgradeToSp1,
        /// The workaround, where the update can't be installed now \[KB\].
        "workaround" => Workaround,
        /// A client: the defect is the server's.
        "checkServer" => CheckServer,
        /// A server that has the fix and still logs the failure: entries from before the fix, or approvals still inconsistent.
        "reviewFailures" => ReviewFailures,
        /// The client's log is a stub, because Windows logs to ETW.
        "convertEtwLog" => ConvertEtwLog,
        /// An export that Windows could not decode \[FIELD\].
        "exportAgain" => ExportAgain,
        /// Something needed to decide is missing or could not be read.
        "completeEvidence" => CompleteEvidence,
    }
}

impl Remedy {
    /// Where Microsoft describes it.
    pub const fn url(self) -> Option<&'static str> {
        match self {
            Self::InstallKb954960 | Self::UpgradeToSp1 | Self::Workaround | Self::CheckServer | Self::ReviewFailures => Some(KB),
            Self::ConvertEtwLog | Self::ExportAgain => Some(GET_WINDOWS_UPDATE_LOG),
            Self::CompleteEvidence => None,
        }
    }
}
