//! English.

mod page;
mod problems;
mod reports;
mod troubles;

use std::fmt::Display;

use super::{Words, error, explained, file_name};
use crate::advisory::releases::Release;
use crate::advisory::remedies::Remedy;
use crate::advisory::signatures::CLIENT_ERROR;
use crate::advisory::troubles::Trouble;
use crate::advisory::{DLL_NAME, FIXED_VERSION};
use crate::judge::grounds::{Ground, Silence, Span};
use crate::values::file_version::FileVersion;
use crate::values::problem::{Place, Problem};

pub(super) struct English;

impl Words for English {
    fn reason(&self, reason: &Ground) -> String {
        match reason {
            Ground::AffectedRelease { release: Some(Release::Wsus3), path, file_version, fixed_version } => format!(
                "{} is installed, for which update KB 954960 has no package: {}; SP1 with the update has {fixed_version}.",
                Release::Wsus3.name(),
                file(path, *file_version)
            ),
            Ground::AffectedRelease { release, path, file_version, fixed_version } => format!(
                "{} is installed without update KB 954960: {}; the update installs {fixed_version}.",
                name(*release),
                file(path, *file_version)
            ),
            Ground::DllUnreadable { path: Some(path), file_version } => {
                format!("{}, but another {DLL_NAME} could not be read.", file(path, *file_version))
            }
            Ground::DllUnreadable { path: None, .. } => {
                format!("WSUS is installed, but the version of {DLL_NAME} could not be read.")
            }
            Ground::DllMissing {} => format!("WSUS is or was installed here, but {DLL_NAME} is not where it belongs."),
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
                "The logs show the failure although this release has the fix: the entries may be older than the fix.".into()
            }
            Ground::ServerUnknown {} => "It could not be found out whether WSUS is installed here.".into(),
            Ground::WsusElsewhere { folders } => format!(
                "According to the machine's own configuration, WSUS is in {}, which can't be read from here: run the check on that \
                 machine itself.",
                folders.join(", ")
            ),
            Ground::NoServer { looked_for_server, server } => {
                let server = server.as_ref().map_or(String::new(), |server| format!(", {server}"));
                format!("{}: the cause is on the WSUS server that this client uses{server}.", no_server(*looked_for_server))
            }
            Ground::ClientLogClean { looked_for_server, refuted, span } => {
                let found = match refuted {
                    0 => no_failure("No failure of this kind", "the client's log", span),
                    _ => "The server's log gives another cause for the client's failures".into(),
                };
                format!("{found}. {}.", no_server(*looked_for_server))
            }
            Ground::ClientLogUnreadable {} => "A Windows Update log could not be read in full.".into(),
            Ground::ClientLogMissing {} => {
                "Neither a WSUS server nor a Windows Update log was found here: there is nothing to judge by.".into()
            }
            Ground::ClientLogNotDecoded {} => {
                "A Windows Update log was exported without being decoded: the lines of the update agent can't be read.".into()
            }
            Ground::ClientLogIsEtwStub {} => {
                "WindowsUpdate.log is only a stub, because this version of Windows logs to ETW: it says nothing about failures."
                    .into()
            }
            Ground::ClientLogNotRecognised {} => {
                "A Windows Update log is empty, or nothing in it has the format of such a log.".into()
            }
            Ground::ClientFailureCutOff { .. } => {
                format!("The client failed with error {CLIENT_ERROR:#010X}, but its log does not say what that failure was.")
            }
            Ground::ClientLogMixedEncodings {} => {
                "The encoding of a Windows Update log changes partway through, because text in another one was appended: not all \
                 of it can be read."
                    .into()
            }
            Ground::ClientLogCutOff {} => {
                "A Windows Update log ends in the middle of a line: whatever followed is missing.".into()
            }
            Ground::NoFailuresInLogs { server_logs, span } => match server_logs {
                Silence::Unreadable => "No failure was seen, but one of the server's logs could not be read.".into(),
                Silence::Missing => "None of the server's logs was found: it is not known whether the defect has struck.".into(),
                Silence::Inconclusive => {
                    "The server's log does not show all that happened: it is not known whether the defect has struck.".into()
                }
                Silence::Conclusive => no_failure("No failure", "the server's log", span) + ".",
            },
            Ground::Office2003Present { programs } => {
                format!("Office 2003, which triggers the defect, is installed here: {}.", programs.join(", "))
            }
            Ground::FailuresInServerLog { count, path, line } => {
                format!("The server's log shows the defect's exception {}{}.", times(*count), latest(path, *line))
            }
            Ground::FailuresInClientLog { count, confirmed, path, line } => {
                let proof = match confirmed {
                    0 => {
                        " It says only that the server hit an internal error; the server's log shows which one, under the same fault id."
                    }
                    _ => "",
                };
                format!("The client's log shows the failure {}{}.{proof}", times(*count), latest(path, *line))
            }
            Ground::FailuresAtAnotherServer { count } => format!(
                "The client on this machine failed {} at another WSUS server, for example the one that this server gets its updates \
                 from; that says nothing about this server.",
                times(*count)
            ),
            Ground::FailuresConfirmed { count } => {
                format!("The server's log confirms the client's failure {}, by its fault id.", times(*count))
            }
            Ground::FailuresRefuted { count } => {
                format!("The server's log names another cause for the client's failure {}, by its fault id.", times(*count))
            }
            Ground::OtherFailures { code, error_code, name, trouble, count, last } => {
                let last = last_at(*count, *last);
                let error = error(code, name.as_deref(), error_code.as_deref());
                format!("Not this problem: the client failed {} with {error}{last}.{}", times(*count), explained(self, *trouble))
            }
            Ground::OtherFaults { exception, trouble, count, last } => {
                let last = last_at(*count, *last);
                let explained = explained(self, *trouble);
                format!("Not this problem: the server failed {} because of {exception}{last}.{explained}", times(*count))
            }
        }
    }

    fn remedy(&self, remedy: Remedy) -> String {
        match remedy {
            Remedy::InstallKb954960 => format!(
                "Install update KB 954960 for WSUS 3.0 SP1, from Microsoft Update or the Microsoft Download Center. On Windows Server \
                 2008, use the package of 4 August 2008 or later and run it as administrator. Only uninstalling WSUS removes the update \
                 again. Afterwards the DLL has file version {FIXED_VERSION}."
            ),
            Remedy::UpgradeToSp1 => {
                "There is no package of KB 954960 for WSUS 3.0 without a service pack: upgrade to WSUS 3.0 SP1, then install update KB \
                 954960."
                    .into()
            }
            Remedy::Workaround => {
                "Until then, in the WSUS console: find the update \"Office 2003 Service Pack 1\" (set approval and status to Any), make \
                 sure that it is declined, approve it (change nothing, and close the dialog with OK), then decline it again. In a \
                 hierarchy of WSUS servers, do this on each of them, starting at the top."
                    .into()
            }
            Remedy::CheckServer => {
                "The cause is on the WSUS server, not on this computer: run the same check on the server that this client uses \
                 (serverUrl of the incidents), or check this client again together with that server's SoftwareDistribution.log, so \
                 that the fault ids can be compared."
                    .into()
            }
            Remedy::ReviewFailures => {
                "The update is installed: compare the times of the failures with the time of its installation. If any is newer, \
                 repeat the workaround of KB 954960 in the WSUS console."
                    .into()
            }
            Remedy::ConvertEtwLog => {
                "WindowsUpdate.log is only a stub on this version of Windows: run Get-WindowsUpdateLog on that computer, then check the \
                 file that it writes."
                    .into()
            }
            Remedy::ExportAgain => {
                "The log was exported where its traces can't be decoded: in a remote session, on another computer, or without the \
                 symbols. Run Get-WindowsUpdateLog again on that computer itself, in a local session, then check the file that it \
                 writes."
                    .into()
            }
            Remedy::CompleteEvidence => "Make what the reasons and errors name readable, or collect it, then check again.".into(),
        }
    }

    fn meaning(&self, trouble: Trouble) -> &'static str {
        troubles::meaning(trouble)
    }

    fn look_at(&self, trouble: Trouble) -> &'static str {
        troubles::look_at(trouble)
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
    if looked_for_server { "No WSUS server is installed here" } else { "Only logs were given, so WSUS could not be looked for" }
}

fn times(count: u64) -> String {
    match count {
        1 => "once".into(),
        2 => "twice".into(),
        _ => format!("{count} times"),
    }
}

fn last_at(count: u64, time: Option<impl Display>) -> String {
    let at = if count == 1 { "at" } else { "last at" };
    time.map_or(String::new(), |time| format!(", {at} {time}"))
}

fn latest(path: &Option<String>, line: Option<u64>) -> String {
    path.as_ref().zip(line).map_or(String::new(), |(path, line)| format!(" (last in {}, line {line})", file_name(path)))
}

/// `No failure since 2008-08-04 in the client's logs (2008-06-13 to 2008-06-20), which end before that`
fn no_failure(what: &str, name: &str, span: &Span) -> String {
    let (plural, verb) = if span.logs == 1 { ("", "ends") } else { ("s", "end") };
    let since = span.since.as_ref().map_or(String::new(), |since| format!(" since {since}"));
    let days = span.first.as_ref().zip(span.last.as_ref()).map_or(String::new(), |(first, last)| format!(" ({first} to {last})"));
    let ending = if span.ends_before_since { format!(", which {verb} before that") } else { String::new() };
    format!("{what}{since} in {name}{plural}{days}{ending}")
}
