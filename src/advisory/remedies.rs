//! What to do, for each situation.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// A text that is this program's own, or that of whoever wrote a document that was read.
pub type Text = Cow<'static, str>;

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remedy {
    /// A stable name that a script can branch on.
    pub id: Text,
    /// What to do, in full sentences.
    pub text: Text,
    /// Where Microsoft describes it.
    pub url: Option<Text>,
}

const KB_URL: Option<Text> = Some(Text::Borrowed("https://support.microsoft.com/kb/954960"));

/// WSUS 3.0 SP1 without the update \[A\].
pub const INSTALL_UPDATE: Remedy = Remedy {
    id: Text::Borrowed("installKb954960"),
    text: Text::Borrowed(
        "Install the update of KB 954960 for WSUS 3.0 SP1 (Microsoft Update or Microsoft Download Center; on Windows Server 2008 run it \
           as administrator and use the package of 4 August 2008 or later). It can't be uninstalled except by uninstalling WSUS. \
           Afterwards the file version of the DLL is 3.1.6001.66.",
    ),
    url: KB_URL,
};

/// WSUS 3.0 RTM: there is no package for it \[A\].
pub const UPGRADE_TO_SP1: Remedy = Remedy {
    id: Text::Borrowed("upgradeToSp1"),
    text: Text::Borrowed(
        "KB 954960 has no package for WSUS 3.0 without a service pack: upgrade to WSUS 3.0 SP1, then install the update of KB 954960.",
    ),
    url: KB_URL,
};

/// The workaround, where the update can't be installed now \[KB\].
pub const WORKAROUND: Remedy = Remedy {
    id: Text::Borrowed("workaround"),
    text: Text::Borrowed(
        "Until then, in the WSUS console: find the update \"Office 2003 Service Pack 1\" (approval and status Any), make sure that it is \
           declined, approve it (change nothing, leave the dialog with OK), decline it again. In a hierarchy of WSUS servers do it on \
           each, starting at the top.",
    ),
    url: KB_URL,
};

/// A client: the defect is the server's.
pub const CHECK_SERVER: Remedy = Remedy {
    id: Text::Borrowed("checkServer"),
    text: Text::Borrowed(
        "The cause is the WSUS server, not this computer: run the same check on the server that this client is pointed at (serverUrl of \
           the incidents), or check this client again with that server's SoftwareDistribution.log (-ServerLog or --server-log), so that \
           the fault ids can be compared.",
    ),
    url: KB_URL,
};

/// A server that has the fix and still logs the failure: entries from before the fix, or approvals still inconsistent.
pub const REVIEW_FAILURES: Remedy = Remedy {
    id: Text::Borrowed("reviewFailures"),
    text: Text::Borrowed(
        "The update is installed: compare the times of the failures with the time of its installation (-Since or --since leaves older \
           ones out). If failures are newer, repeat the workaround of KB 954960 in the WSUS console.",
    ),
    url: KB_URL,
};

/// Windows logs to ETW.
pub const CONVERT_ETW_LOG: Remedy = Remedy {
    id: Text::Borrowed("convertEtwLog"),
    text: Text::Borrowed(
        "WindowsUpdate.log is only a stub on this version of Windows: run Get-WindowsUpdateLog on that computer and check the file that \
           it writes.",
    ),
    url: Some(Text::Borrowed("https://learn.microsoft.com/powershell/module/windowsupdate/get-windowsupdatelog")),
};

/// An export that Windows could not decode \[FIELD\].
pub const EXPORT_AGAIN: Remedy = Remedy {
    id: Text::Borrowed("exportAgain"),
    text: Text::Borrowed(
        "The log was exported where its traces can't be decoded: in a remote session, on another computer, or without the symbols. Run \
           Get-WindowsUpdateLog again on that computer itself, in a local session, and check the file that it writes.",
    ),
    url: Some(Text::Borrowed("https://learn.microsoft.com/powershell/module/windowsupdate/get-windowsupdatelog")),
};

/// Something needed to decide could not be read or is not there.
pub const COMPLETE_EVIDENCE: Remedy = Remedy {
    id: Text::Borrowed("completeEvidence"),
    text: Text::Borrowed("Make readable or collect what the reasons and errors name, then check again."),
    url: None,
};
