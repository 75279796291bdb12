//! Why a verdict is what it is, as codes and data. The sentences come later, in the words of each language.

use crate::advisory::releases::Release;
use crate::advisory::troubles::Trouble;
use crate::values::coded::coded;
use crate::values::file_version::FileVersion;
use crate::values::time::{LocalTime, UtcTime};

/// What the server's logs say if they have no failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Silence {
    /// One of them could not be read.
    Unreadable,
    /// There are no logs.
    Missing,
    /// They do not show all that happened.
    Inconclusive,
    /// They show that there was no failure.
    Conclusive,
}

/// The days that logs cover, by their own clocks: `2008-06-13`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Span {
    /// How many logs.
    pub logs: u64,
    /// The first day; `None` if no line has a time.
    pub first: Option<String>,
    /// The last day.
    pub last: Option<String>,
    /// The time from which failures count, by the logs' own clocks: `2008-08-04`, or `2008-08-04 13:30:00`. `None` if all count.
    #[serde(default)]
    pub since: Option<String>,
    /// Whether the logs end before that.
    #[serde(default)]
    pub ends_before_since: bool,
}

coded! {
    /// One reason for a verdict.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum Ground {
        /// A release with the defect is installed.
        "affectedRelease" => AffectedRelease { release: Option<Release>, path: String, file_version: Option<FileVersion>, fixed_version: FileVersion },
        /// The version of a DLL could not be read. `path` is another DLL whose version is known, if there is one.
        "dllUnreadable" => DllUnreadable { path: Option<String>, file_version: Option<FileVersion> },
        /// WSUS is or was installed, but its DLL is missing.
        "dllMissing" => DllMissing {},
        /// The DLL's version does not belong to any release in the advisory.
        "unknownRelease" => UnknownRelease { path: String, file_version: Option<FileVersion> },
        /// A release that never had the defect is installed.
        "notAffectedRelease" => NotAffectedRelease { release: Option<Release>, path: String, file_version: Option<FileVersion> },
        /// A release with the fix is installed.
        "fixedRelease" => FixedRelease { release: Option<Release>, path: String, file_version: Option<FileVersion> },
        /// The logs of a fixed server show the failure.
        "failuresOnFixedServer" => FailuresOnFixedServer {},
        /// Whether WSUS is installed could not be looked up.
        "serverUnknown" => ServerUnknown {},
        /// The machine's configuration names folders of WSUS that could not be looked into.
        "wsusElsewhere" => WsusElsewhere { folders: Vec<String> },
        /// The cause is on the server; its address is known if policy names it.
        "noServer" => NoServer { looked_for_server: bool, server: Option<String> },
        /// The client's logs show no failure, or only failures for which the server's log gives another cause.
        "clientLogClean" => ClientLogClean { looked_for_server: bool, refuted: u64, span: Span },
        /// A client's log could not be read to its end.
        "clientLogUnreadable" => ClientLogUnreadable {},
        /// There is no client's log.
        "clientLogMissing" => ClientLogMissing {},
        /// A client's log is an export that was not decoded.
        "clientLogNotDecoded" => ClientLogNotDecoded {},
        /// A client's log is a stub.
        "clientLogIsEtwStub" => ClientLogIsEtwStub {},
        /// A client's log is empty, or nothing in it has the format of one.
        "clientLogNotRecognised" => ClientLogNotRecognised {},
        /// The client's log has failures whose kind it does not show.
        "clientFailureCutOff" => ClientFailureCutOff { count: u64 },
        /// The encoding of a client's log changes partway.
        "clientLogMixedEncodings" => ClientLogMixedEncodings {},
        /// A client's log ends in the middle of a line.
        "clientLogCutOff" => ClientLogCutOff {},
        /// No failure was seen on an exposed server.
        "noFailuresInLogs" => NoFailuresInLogs { server_logs: Silence, span: Span },
        /// Office 2003 is installed.
        "office2003Present" => Office2003Present { programs: Vec<String> },
        /// The server's log shows the exception, last on this line of this file.
        "failuresInServerLog" => FailuresInServerLog { count: u64, path: Option<String>, line: Option<u64> },
        /// The client's log shows the failure, last on this line of this file; the server's log confirms `confirmed` of them.
        "failuresInClientLog" => FailuresInClientLog { count: u64, confirmed: u64, path: Option<String>, line: Option<u64> },
        /// The client on this server failed at another server.
        "failuresAtAnotherServer" => FailuresAtAnotherServer { count: u64 },
        /// The server's log confirms the client's failures.
        "failuresConfirmed" => FailuresConfirmed { count: u64 },
        /// The server's log gives another cause for the client's failures.
        "failuresRefuted" => FailuresRefuted { count: u64 },
        /// The client failed in another way: one of the most frequent, last at this time.
        "otherFailures" => OtherFailures { code: String, error_code: Option<String>, name: Option<String>, trouble: Option<Trouble>, count: u64, last: Option<LocalTime> },
        /// The server failed because of another exception: one of the most frequent, last at this time.
        "otherFaults" => OtherFaults { exception: String, trouble: Option<Trouble>, count: u64, last: Option<UtcTime> },
    }
}
