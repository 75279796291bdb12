//! English.

mod problems;
mod reports;

use super::{Words, file_name};
use crate::advisory::releases::Release;
use crate::advisory::remedies::Remedy;
use crate::advisory::signatures::CLIENT_ERROR;
use crate::advisory::{DLL_NAME, FIXED_VERSION};
use crate::judge::grounds::{Ground, Silence, Span};
use crate::values::file_version::FileVersion;
use crate::values::problem::{Place, Problem};

pub(super) struct English;

impl Words for English {
    fn reason(&self, reason: &Ground) -> String {
        match reason {
            Ground::AffectedRelease { release, path, file_version, fixed_version } => format!(
                "{} is installed without the update of KB 954960: {}, the update brings {fixed_version}.",
                name(*release),
                file(path, *file_version)
            ),
            Ground::DllUnreadable { path: Some(path), file_version } => {
                format!("{}, but another {DLL_NAME} could not be read; see errors.", file(path, *file_version))
            }
            Ground::DllUnreadable { path: None, .. } => {
                format!("WSUS is installed, but the version of {DLL_NAME} could not be read; see errors.")
            }
            Ground::DllMissing {} => format!("WSUS is installed here, or was, but {DLL_NAME} is not where it belongs."),
            Ground::UnknownRelease { path, file_version } => {
                format!("{}, which does not belong to any release in the advisory.", file(path, *file_version))
            }
            Ground::NotAffectedRelease { release, path, file_version } => {
                format!("{} is installed, which never had the defect: {}.", name(*release), file(path, *file_version))
            }
            Ground::FixedRelease { release, path, file_version } => {
                format!("{} is installed, which has the fix: {}.", name(*release), file(path, *file_version))
            }
            Ground::FailuresOnFixedServer {} => {
                "The logs show the failure although this release has the fix: they may be older than the fix.".into()
            }
            Ground::ServerUnknown {} => "Whether WSUS is installed here could not be looked up; see errors.".into(),
            Ground::WsusElsewhere { folders } => format!(
                "By the machine's own configuration WSUS is in {}, which could not be looked into from here: run the check on that \
                 machine itself.",
                folders.join(", ")
            ),
            Ground::NoServer { looked_for_server, server } => {
                let server = server.as_ref().map_or(String::new(), |server| format!(", {server}"));
                format!("{}: the cause is on the WSUS server that this client uses{server}.", no_server(*looked_for_server))
            }
            Ground::ClientLogClean { looked_for_server, refuted, span } => {
                let found = match refuted {
                    0 => format!("No failure in {}", logs("the client's log", span)),
                    _ => "The server's log explains the client's failures otherwise".into(),
                };
                format!("{found}. {}.", no_server(*looked_for_server))
            }
            Ground::ClientLogUnreadable {} => "A Windows Update log could not be read, or not to its end; see errors.".into(),
            Ground::ClientLogMissing {} => {
                "There is neither a WSUS server nor a Windows Update log here: nothing to judge by.".into()
            }
            Ground::ClientLogNotDecoded {} => {
                "A Windows Update log is an export that was not decoded, so that none of its lines can be read.".into()
            }
            Ground::ClientLogIsEtwStub {} => {
                "WindowsUpdate.log is only a stub, since this version of Windows logs to ETW: it says nothing about failures."
                    .into()
            }
            Ground::ClientLogNotRecognised {} => {
                "A Windows Update log is empty, or nothing in it has the format of such a log.".into()
            }
            Ground::ClientFailureCutOff { .. } => {
                format!("The client failed with error {CLIENT_ERROR:#010X}, but its log does not say what that failure was.")
            }
            Ground::ClientLogMixedEncodings {} => {
                "The encoding of a Windows Update log changes partway through, since something was appended in another one: not all \
                 of it can be read."
                    .into()
            }
            Ground::ClientLogCutOff {} => "A Windows Update log ends in the middle of a line: whatever followed is missing.".into(),
            Ground::NoFailuresInLogs { server_logs, span } => match server_logs {
                Silence::Unreadable => "No failure was seen, but a log of the server could not be read; see errors.".into(),
                Silence::Missing => "No log of the server was found: whether the defect has struck is not known.".into(),
                Silence::Inconclusive => {
                    "The server's log does not say all of what happened: whether the defect has struck is not known.".into()
                }
                Silence::Conclusive => format!("No failure in {}.", logs("the server's log", span)),
            },
            Ground::Office2003Present { programs } => {
                format!("Office 2003 is installed here, which triggers the defect: {}.", programs.join(", "))
            }
            Ground::FailuresInServerLog { count, path, line } => {
                format!("The server's log shows the exception of the defect {}{}.", times(*count), latest(path, *line))
            }
            Ground::FailuresInClientLog { count, confirmed, path, line } => {
                let proof = match confirmed {
                    0 => " It says only that the server hit an internal error: the server's log, joined by the fault id, proves which.",
                    _ => "",
                };
                format!("The client's log shows the failure {}{}.{proof}", times(*count), latest(path, *line))
            }
            Ground::FailuresAtAnotherServer { count } => format!(
                "The client on this machine failed {} at another WSUS server, for example the one that this server gets its updates \
                 from: that says nothing about this server.",
                times(*count)
            ),
            Ground::FailuresConfirmed { count } => {
                format!("By its fault id the server's log confirms the client's failure {}.", times(*count))
            }
            Ground::FailuresRefuted { count } => {
                format!("By its fault id the server's log names another cause for the client's failure {}.", times(*count))
            }
        }
    }

    fn remedy(&self, remedy: Remedy) -> String {
        match remedy {
            Remedy::InstallKb954960 => format!(
                "Install the update of KB 954960 for WSUS 3.0 SP1 (Microsoft Update or Microsoft Download Center; on Windows Server 2008 \
                 run it as administrator and use the package of 4 August 2008 or later). It can't be uninstalled except by \
                 uninstalling WSUS. Afterwards the file version of the DLL is {FIXED_VERSION}."
            ),
            Remedy::UpgradeToSp1 => {
                "KB 954960 has no package for WSUS 3.0 without a service pack: upgrade to WSUS 3.0 SP1, then install the update of KB \
                 954960."
                    .into()
            }
            Remedy::Workaround => {
                "Until then, in the WSUS console: find the update \"Office 2003 Service Pack 1\" (approval and status Any), make sure \
                 that it is declined, approve it (change nothing, leave the dialog with OK), decline it again. In a hierarchy of WSUS \
                 servers do it on each, starting at the top."
                    .into()
            }
            Remedy::CheckServer => {
                "The cause is the WSUS server, not this computer: run the same check on the server that this client is pointed at \
                 (serverUrl of the incidents), or check this client again together with that server's SoftwareDistribution.log, so \
                 that the fault ids can be compared."
                    .into()
            }
            Remedy::ReviewFailures => {
                "The update is installed: compare the times of the failures with the time of its installation. If failures are newer, \
                 repeat the workaround of KB 954960 in the WSUS console."
                    .into()
            }
            Remedy::ConvertEtwLog => {
                "WindowsUpdate.log is only a stub on this version of Windows: run Get-WindowsUpdateLog on that computer and check the \
                 file that it writes."
                    .into()
            }
            Remedy::ExportAgain => {
                "The log was exported where its traces can't be decoded: in a remote session, on another computer, or without the \
                 symbols. Run Get-WindowsUpdateLog again on that computer itself, in a local session, and check the file that it \
                 writes."
                    .into()
            }
            Remedy::CompleteEvidence => "Make readable or collect what the reasons and errors name, then check again.".into(),
        }
    }

    fn problem(&self, problem: &Problem) -> String {
        problems::problem(problem)
    }

    fn place(&self, place: &Place) -> String {
        match place {
            Place::Machine { name } | Place::Argument { name } => name.clone(),
            Place::ThisMachine {} => "this machine".into(),
            Place::Document { number } => format!("document {number}"),
            Place::Input { number } => format!("input {number}"),
            Place::Line { number } => format!("line {number}"),
        }
    }

    fn standard_input(&self) -> &'static str {
        "standard input"
    }
}

fn name(release: Option<Release>) -> &'static str {
    release.map_or("An unknown release", Release::name)
}

fn file(path: &str, version: Option<FileVersion>) -> String {
    match version {
        Some(version) => format!("{} has file version {version}", file_name(path)),
        None => format!("{} has no file version", file_name(path)),
    }
}

fn no_server(looked_for_server: bool) -> &'static str {
    if looked_for_server { "No WSUS server is installed here" } else { "WSUS could not be looked for, since only logs are given" }
}

fn times(count: u64) -> String {
    match count {
        1 => "once".into(),
        2 => "twice".into(),
        _ => format!("{count} times"),
    }
}

fn latest(path: &Option<String>, line: Option<u64>) -> String {
    path.as_ref().zip(line).map_or(String::new(), |(path, line)| format!(" (last in {}, line {line})", file_name(path)))
}

/// `the client's logs (2008-06-13 to 2008-06-20)`
fn logs(name: &str, span: &Span) -> String {
    let plural = if span.logs == 1 { "" } else { "s" };
    match (&span.first, &span.last) {
        (Some(first), Some(last)) => format!("{name}{plural} ({first} to {last})"),
        _ => format!("{name}{plural}"),
    }
}
