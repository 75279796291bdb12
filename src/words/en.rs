//! English.

use std::fmt::Display;

use super::{Heading, ReportWords, Words, file_name, is_inferred, list, or, seconds};
use crate::advisory::places::SYSTEM_SHARE;
use crate::advisory::releases::{Release, State};
use crate::advisory::remedies::Remedy;
use crate::advisory::{DLL_NAME, FIXED_VERSION};
use crate::find::computer::PLACEHOLDER;
use crate::judge::correlate::{Correlation, CorrelationResult};
use crate::judge::reasons::{Reason, Silence, Span};
use crate::judge::verdict::Verdict;
use crate::judge::version::VersionCheck;
use crate::recognise::client_scan::{ClientFormat, ClientIncident, ClientScan};
use crate::recognise::server_scan::{ServerIncident, ServerScan};
use crate::values::file_version::FileVersion;
use crate::values::problem::{Action, Advice, Place, Problem, Thing};
use crate::values::time::LocalTime;

pub(super) struct English;

impl Words for English {
    fn reason(&self, reason: &Reason) -> String {
        match reason {
            Reason::AffectedRelease { release, path, file_version, fixed_version } => format!(
                "{} is installed without the update of KB 954960: {}, the update brings {fixed_version}.",
                name(*release),
                file(path, *file_version)
            ),
            Reason::DllUnreadable { path: Some(path), file_version } => {
                format!("{}, but another {DLL_NAME} could not be read; see errors.", file(path, *file_version))
            }
            Reason::DllUnreadable { path: None, .. } => {
                format!("WSUS is installed, but the version of {DLL_NAME} could not be read; see errors.")
            }
            Reason::DllMissing {} => format!("WSUS is installed here, or was, but {DLL_NAME} is not where it belongs."),
            Reason::UnknownRelease { path, file_version } => {
                format!("{}, which is of no release that the advisory speaks of.", file(path, *file_version))
            }
            Reason::NotAffectedRelease { release, path, file_version } => {
                format!("{} is installed, which never had the defect: {}.", name(*release), file(path, *file_version))
            }
            Reason::FixedRelease { release, path, file_version } => {
                format!("{} is installed, which has the fix: {}.", name(*release), file(path, *file_version))
            }
            Reason::FailuresOnFixedServer {} => {
                "The logs show the failure although this release has the fix: they may be older than the fix.".into()
            }
            Reason::ServerUnknown {} => "Whether WSUS is installed here could not be looked up; see errors.".into(),
            Reason::WsusElsewhere { folders } => format!(
                "By the machine's own configuration WSUS is in {}, which could not be looked into from here: run the check on that \
                 machine itself.",
                folders.join(", ")
            ),
            Reason::NoServer { looked_for_server, server } => {
                let server = server.as_ref().map_or(String::new(), |server| format!(", {server}"));
                format!("{}: the cause lies on the WSUS server that this client uses{server}.", no_server(*looked_for_server))
            }
            Reason::ClientLogClean { looked_for_server, refuted, span } => {
                let found = match refuted {
                    0 => format!("No failure in {}", logs("the client's log", span)),
                    _ => "The server's log explains the client's failures otherwise".into(),
                };
                format!("{found}. {}.", no_server(*looked_for_server))
            }
            Reason::ClientLogUnreadable {} => "A Windows Update log could not be read, or not to its end; see errors.".into(),
            Reason::ClientLogMissing {} => {
                "There is neither a WSUS server nor a Windows Update log here: nothing to judge by.".into()
            }
            Reason::ClientLogNotDecoded {} => {
                "A Windows Update log is an export that was not decoded, so that none of its lines can be read.".into()
            }
            Reason::ClientLogIsEtwStub {} => {
                "WindowsUpdate.log is only a stub, since this version of Windows logs to ETW: it says nothing about failures."
                    .into()
            }
            Reason::ClientLogNotRecognised {} => {
                "A Windows Update log is empty, or nothing in it has the format of such a log.".into()
            }
            Reason::ClientFailureCutOff { .. } => {
                "The client failed with error 0x8024400E, but its log does not say what that failure was.".into()
            }
            Reason::ClientLogMixedEncodings {} => {
                "The encoding of a Windows Update log changes partway through, since something was appended in another one: not all \
                 of it can be read."
                    .into()
            }
            Reason::ClientLogCutOff {} => "A Windows Update log ends in the middle of a line: whatever followed is missing.".into(),
            Reason::NoFailuresInLogs { server_logs, span } => match server_logs {
                Silence::Unreadable => "No failure was seen, but a log of the server could not be read; see errors.".into(),
                Silence::Missing => "No log of the server was found: whether the defect has struck is not known.".into(),
                Silence::Inconclusive => {
                    "The server's log does not say all of what happened: whether the defect has struck is not known.".into()
                }
                Silence::Conclusive => format!("No failure in {}.", logs("the server's log", span)),
            },
            Reason::Office2003Present { programs } => {
                format!("Office 2003 is installed here, which triggers the defect: {}.", programs.join(", "))
            }
            Reason::FailuresInServerLog { count, path, line } => {
                format!("The server's log shows the exception of the defect {}{}.", times(*count), latest(path, *line))
            }
            Reason::FailuresInClientLog { count, confirmed, path, line } => {
                let proof = match confirmed {
                    0 => " It says only that the server hit an internal error: the server's log, joined by the fault id, proves which.",
                    _ => "",
                };
                format!("The client's log shows the failure {}{}.{proof}", times(*count), latest(path, *line))
            }
            Reason::FailuresAtAnotherServer { count } => format!(
                "The client on this machine failed {} at another WSUS server, for example the one that this server gets its updates \
                 from: that says nothing about this server.",
                times(*count)
            ),
            Reason::FailuresConfirmed { count } => {
                format!("By its fault id the server's log confirms the client's failure {}.", times(*count))
            }
            Reason::FailuresRefuted { count } => {
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
        match problem {
            Problem::System { action, cause, advice } => failed(doing(*action), cause, *advice),
            Problem::LogCutShort { bytes, lines, cause, advice } => {
                failed(&format!("reading the log beyond byte {bytes} (line {lines})"), cause, *advice)
            }
            Problem::NoThread { cause } => format!("no thread could be started: {cause}."),
            Problem::TimedOut { timeout_ms, action } => format!(
                "no answer within {} seconds, while {}. The machine may be off or its share may hang; if it is only slow, allow it more \
                 time.",
                seconds(*timeout_ms),
                doing(*action)
            ),
            Problem::Cancelled {} => "cancelled before there was an answer.".into(),
            Problem::Panic { cause } => format!("this is a defect of wsus954960, please report it: {}.", cause.trim_end_matches('.')),
            Problem::DeviceForFile {} => "this is a device or a pipe; give the path of a regular file.".into(),
            Problem::DeviceForPath {} => "this is a device or a pipe; give the path of a file or a folder.".into(),
            Problem::FolderForFile {} => "this is a folder; give the path of a file in it.".into(),
            Problem::FileForRoot {} => "this is a file; give the folder that stands for the system drive.".into(),
            Problem::WrongKind { found, wanted } => format!("this is {}, where {} belongs.", thing(*found), thing(*wanted)),
            Problem::LinkToNothing {} => "this is a link, and what it leads to is not there.".into(),
            Problem::FileTooLong { limit } => format!("this is longer than {limit} bytes, too long for what it should be."),
            Problem::NoPath {} => "the path of a file is missing.".into(),
            Problem::RootAndComputerName {} => "a machine is given by its root or by its computerName, not by both.".into(),
            Problem::TemplateWithoutComputerName {} => "shareTemplate has no meaning without computerName.".into(),
            Problem::WindowsWithoutRoot {} => "windows has no meaning without root.".into(),
            Problem::TemplateWithoutPlaceholder { template } => format!(
                "the share template '{template}' does not contain {PLACEHOLDER}, which stands for the computer's name: every computer would \
                 have the same path. Write it like {SYSTEM_SHARE}."
            ),
            Problem::ComputerNameTooLong { length, limit } => {
                format!("this is not a computer name: it has {length} bytes, and a name has {limit} at most.")
            }
            Problem::NotComputerName { part_limit } => format!(
                "this is not a computer name: a name has letters, digits, - and _, in parts of at most {part_limit} bytes with single dots \
                 between them."
            ),
            Problem::ComputerNameIsDevice {} => "this is not a computer name: Windows takes it for a device.".into(),
            Problem::NotWindows {} => {
                "this machine itself can be assessed on Windows only. Give the folder that stands for a machine's system drive, for example \
                 an admin share or collected files."
                    .into()
            }
            Problem::Concurrency { concurrency, max } => format!("{concurrency} is not between 1 and {max}."),
            Problem::Null {} => "this is NULL.".into(),
            Problem::NoJob {} => "this is not a job, or it was freed.".into(),
            Problem::NotUtf16 { cause } => format!("this is not valid UTF-16: {cause}."),
            Problem::NotJsonObject {} => "a JSON object is expected, for example {\"since\": \"2008-06-13\"}.".into(),
            Problem::InvalidOptions { cause } => format!("{cause}."),
            Problem::NotPe { cause } => format!("this is not a PE file (DLL or EXE), or its headers are damaged: {cause}."),
            Problem::PeMagic { magic } => format!("the PE file's optional header has the unknown magic number {magic:#06x}."),
            Problem::PeResourcesOutside { rva } => format!("the resource section at {rva:#x} lies in none of the file's sections."),
            Problem::PeDirectoryOutside { offset } => {
                format!("the resource directory at offset {offset:#x} is cut off or lies outside its section.")
            }
            Problem::PeDataForDirectory { offset } => {
                format!("the resource tree has data at offset {offset:#x} where a directory belongs.")
            }
            Problem::PeTooDeep { offset } => format!("the resource tree goes deeper than its three levels at offset {offset:#x}."),
            Problem::PeEntryOutside { offset } => {
                format!("the version resource's data entry at offset {offset:#x} is cut off or lies outside its section.")
            }
            Problem::PeVersionOutside { rva } => {
                format!("the version resource's data at {rva:#x} lies in none of the file's sections.")
            }
            Problem::PeVersionTooLong { size, available } => {
                format!("the version resource claims {size} bytes of data where its section holds {available}.")
            }
            Problem::PeVersionBehindEnd { rva } => {
                format!("the version resource's data at {rva:#x} lies beyond the end of the file.")
            }
            Problem::PeVersionCutOff { size } => format!("the version resource is cut off after {size} bytes."),
            Problem::PeVersionKey {} => "the version resource does not begin with VS_VERSION_INFO.".into(),
            Problem::PeVersionLength { length, size } => {
                format!("the version resource claims a length of {length} bytes and has {size}.")
            }
            Problem::PeFixedLength { length, expected } => {
                format!("the version resource's fixed file information claims {length} bytes instead of {expected}.")
            }
            Problem::PeFixedSignature { signature, expected } => format!(
                "the version resource's fixed file information has the signature {signature:#010x} instead of {expected:#010x}."
            ),
            Problem::NotHive {} => hive("it does not begin with regf"),
            Problem::HiveChecksum {} => hive("its checksum does not match its base block"),
            Problem::HiveVersion {} => hive("it is of an unknown version or kind"),
            Problem::HiveCutOff {} => hive("a part of it is cut off"),
            Problem::HiveNoCell { offset } => hive(&format!("there is no cell at {offset:#x}")),
            Problem::HiveNotKey { offset } => hive(&format!("the cell at {offset:#x} is not a key")),
            Problem::HiveNotKeys { offset } => hive(&format!("the cell at {offset:#x} is not a list of keys")),
            Problem::HiveNotValue { offset } => hive(&format!("the cell at {offset:#x} is not a value")),
            Problem::HiveNotText { name } => hive(&format!("the value {name} is not text")),
            Problem::HiveNotNumber { name } => hive(&format!("the value {name} is not a number")),
            Problem::HiveTooManyKeys {} => hive("it has too many keys, or they go in circles"),
            Problem::IisDamaged { cause, offset } => iis(cause, *offset),
            Problem::IisCutOff { offset } => iis("it is cut off", *offset),
            Problem::IisSitesElsewhere {} => {
                "this configuration of IIS has its sites in another file, which can't be read from here.".into()
            }
            Problem::IisNoFolder { path, attribute } => {
                format!("the virtual directory {path} in this configuration of IIS has no {attribute}.")
            }
            Problem::IisNotText { encoding } => format!("this is not text in {encoding}, or it is damaged."),
            Problem::IisTooManyFolders { count, virtual_directory } => {
                format!("this names {count} folders for {virtual_directory}: too many to look into.")
            }
            Problem::DllNotInNamedFolder { named_by, folder } => {
                format!("{named_by} names this folder for WSUS ({folder}), but {DLL_NAME} is not there.")
            }
            Problem::NoDocument {} => "there is no document in this file.".into(),
            Problem::FileCutOff { document, cause } => {
                format!("the file is cut off in document {document}; what stands before it was read: {cause}.")
            }
            Problem::FileDamaged { document, cause } => {
                format!("document {document} is damaged, cut off, or not JSON; what stands after it was not read: {cause}.")
            }
            Problem::NotDocument { cause } => format!("this is not a document of wsus954960: {cause}."),
            Problem::SchemaVersion { found, known } => format!(
                "this document has schema version {found}, this program knows version {known}: use the program that wrote it, or a later \
                 one."
            ),
            Problem::InvalidDocument { cause } => format!("this is not a valid document of its kind: {cause}."),
            Problem::UnusableKind { kind } => {
                format!("a document of kind '{kind}' can't be used here; assessments, logs, versions and errors can.")
            }
            Problem::NotJson { cause } => format!("this is not JSON: {}.", or(cause, "there is nothing")),
            Problem::NothingBehindComma {} => "there is no document between the comma and the end of the array.".into(),
            Problem::EmptyArray {} => "there is no document in this array.".into(),
            Problem::ArrayCutOff {} => "the array that begins here is cut off; what stands in it was read.".into(),
            Problem::ArrayNotContinued { input } => format!("the array that begins here does not go on in input {input}."),
            Problem::DocumentCutOff { cause } => {
                format!("the document that begins here is cut off: {}.", or(cause, "there is nothing"))
            }
            Problem::DocumentNotContinued { input, cause } => {
                format!("the document that begins here does not go on in input {input}: {}.", or(cause, "there is nothing"))
            }
            Problem::LogInconclusive {} => {
                "the document of this log shows no failure, but does not show that there was none: scan the log by itself to see why.".into()
            }
            Problem::MachineIndeterminate { why } => or(why, "indeterminate.").to_owned(),
            Problem::NotFromStandardInput {} => {
                "there is no file of this name, and a version can't be read from the standard input, since it is looked for at several places \
                 of the file: save what you have to a file, and give its path."
                    .into()
            }
            Problem::NoRoot {} => "there is no root in this file; write one on each line.".into(),
            Problem::LineWithNul {} => {
                "there is a NUL character in it: this part of the file is damaged, or it is in UTF-16 and the file's beginning is not. Save \
                 the file as UTF-8."
                    .into()
            }
            Problem::LineWithControl { character } => {
                format!("there is a control character in it ({character}), which no path has.")
            }
            Problem::LineHalfQuoted {} => "a quotation mark has no counterpart; quote the whole path, or none of it.".into(),
            Problem::LineQuoteInside {} => "there is a quotation mark inside; write one path on each line.".into(),
            Problem::LineEmptyQuotes {} => {
                "there is nothing in the quotation marks; write a folder in them, or leave the line out.".into()
            }
        }
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

/// What the system failed at, what it says, and what to do.
fn failed(doing: &str, cause: &str, advice: Option<Advice>) -> String {
    let advice = advice.map_or(String::new(), |advice| format!(" {}", help(advice)));
    format!("{doing} failed: {}.{advice}", cause.trim_end_matches('.'))
}

fn doing(action: Action) -> &'static str {
    match action {
        Action::Look => "looking for it",
        Action::OpenFile => "opening the file",
        Action::ReadFile => "reading the file",
        Action::OpenFolder => "opening the folder",
        Action::ListFolder => "listing the folder",
        Action::FollowLink => "following the link",
        Action::ReadVersion => "reading the file's version",
        Action::ReadRegistry => "reading the registry",
        Action::ReadHive => "reading the registry hive",
        Action::ReadLog => "reading the log",
        Action::ReadDocuments => "reading the documents",
        Action::ReadRoots => "reading the roots",
        Action::FindEvidence => "looking for the evidence",
        Action::ReadClientLog => "reading the client's log",
        Action::ReadServerLog => "reading the server's log",
        Action::FindOffice => "looking for Office 2003",
    }
}

fn help(advice: Advice) -> &'static str {
    match advice {
        Advice::CheckPath => "Check the path.",
        Advice::UseOtherAccount => "Run as an account that may read it, for example elevated or as SYSTEM.",
        Advice::CheckDisk => "Check the disk or the network share and try again.",
        Advice::CheckComputer => "Check the computer's name, that it is on, and that its share can be reached.",
        Advice::FileLocked => {
            "Another process has locked this file: close it, wait until it is done, or give a copy of the file."
        }
        Advice::UnknownAccount => {
            "The computer does not know this account, or not with this password: run as an administrator of that computer, or connect to its \
             share with such an account first (net use)."
        }
        Advice::RestrictedAccount => {
            "The account is restricted, for example it has no password, or policy keeps it from signing in over the network: use another \
             account that is an administrator of that computer."
        }
        Advice::SignInRefused => {
            "This account may not sign in to that computer at this time, from this computer, or over the network: use another account that is \
             an administrator of that computer, or have the right granted."
        }
        Advice::AccountExpired => {
            "The account is disabled, locked out or expired, or its password has expired: use another account, or have this one put right."
        }
        Advice::NoDomainController => {
            "No domain controller answered for this account: check the connection to the domain, or use a local account of that computer."
        }
        Advice::OtherConnection => {
            "There is a connection to the same computer with another account already: end it (net use \\\\COMPUTER /delete), or use that account."
        }
        Advice::WrongComputer => {
            "The computer that answered could not prove its name to this account: check that the name leads to the right computer (DNS), that \
             both clocks agree, and the computer's account in the domain."
        }
        Advice::BrokenTrust => {
            "The trust between the computer and its domain, or between the domains, does not let this account in: repair it, or use a local \
             account of that computer."
        }
        Advice::MachineAccount => {
            "This is the account of a computer or a domain: use the account of a user who is an administrator of that computer."
        }
        Advice::SessionRefused => {
            "This session may not use that share with its account: run as an administrator of that computer; in a remote session, credentials \
             are not passed on to a third computer."
        }
        Advice::SaveToFile => "Save it to a file, and give the file's path.",
    }
}

fn thing(thing: Thing) -> &'static str {
    match thing {
        Thing::File => "a file",
        Thing::Folder => "a folder",
        Thing::Link => "a link",
        Thing::Device => "a device, a pipe or a socket",
    }
}

fn hive(cause: &str) -> String {
    format!("this is not a registry hive, or it is damaged: {cause}.")
}

fn iis(cause: &str, offset: u64) -> String {
    format!("this is not an IIS configuration, or it is damaged: {cause} (at byte {offset}).")
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

impl ReportWords for English {
    fn verdict(&self, verdict: Verdict) -> (&'static str, &'static str) {
        match verdict {
            Verdict::Affected => ("AFFECTED", "This WSUS server has the defect of advisory 954960, and it has struck."),
            Verdict::Exposed => ("EXPOSED", "This WSUS server has the defect of advisory 954960."),
            Verdict::Fixed => ("FIXED", "This WSUS server has the fix of advisory 954960."),
            Verdict::NotAffected => ("NOT AFFECTED", "This WSUS release never had the defect of advisory 954960."),
            Verdict::Blocked => {
                ("BLOCKED", "This client's synchronisation has failed in the way that advisory 954960 describes.")
            }
            Verdict::Clear => ("CLEAR", "This client does not show the failure of advisory 954960."),
            Verdict::Indeterminate => ("INDETERMINATE", "Whether advisory 954960 applies to this machine can't be said yet."),
        }
    }

    fn no_answer(&self) -> &'static str {
        "NO ANSWER"
    }

    fn heading(&self, heading: Heading) -> &'static str {
        match heading {
            Heading::Why => "Why",
            Heading::WhatToDo => "What to do",
            Heading::ClientAndServer => "Client and server",
            Heading::CouldNotBeRead => "Could not be read",
            Heading::LookedAt => "Looked at",
            Heading::Verdicts => "Verdicts",
            Heading::Releases => "WSUS releases",
            Heading::BlockedBy => "Blocked clients by the server that they call",
            Heading::Errors => "Errors",
        }
    }

    fn correlation(&self, correlation: &Correlation) -> String {
        let result = match correlation.result {
            CorrelationResult::Confirmed => "confirmed: the server hit this defect",
            CorrelationResult::Refuted => "refuted: the server hit something else",
            CorrelationResult::Unmatched => "open: the server's log does not say why",
        };
        let clock = match (&correlation.utc_offset, correlation.skew_ms) {
            (Some(offset), Some(skew)) => format!(" (client at UTC{offset}, {skew} ms apart)"),
            _ => String::new(),
        };
        format!("fault {} {result}{clock}", correlation.fault_id)
    }

    fn totals(&self, count: u64, verdicts: &[(Verdict, u64)], unanswered: u64) -> String {
        let verdicts = verdicts.iter().map(|(verdict, count)| format!("{count} {}", self.verdict(*verdict).0));
        let unanswered = (unanswered > 0).then(|| format!("{unanswered} without an answer"));
        format!("{}: {}", machines(count), list(verdicts.chain(unanswered)))
    }

    fn compliance(&self, count: u64, compliant: u64, not_compliant: u64, indeterminate: u64, unanswered: u64) -> String {
        format!(
            "{} assessed: {compliant} compliant, {not_compliant} not compliant, {indeterminate} indeterminate; {unanswered} without an \
             answer",
            machines(count)
        )
    }

    fn rejected(&self, count: u64) -> String {
        format!("Files or documents that could not be read: {count}")
    }

    fn join_result(&self, result: CorrelationResult) -> &'static str {
        match result {
            CorrelationResult::Confirmed => "BLOCKED",
            CorrelationResult::Refuted => "REFUTED",
            CorrelationResult::Unmatched => "UNMATCHED",
        }
    }

    fn client_and_server(&self, client: &str, server: Option<&str>) -> String {
        format!("{client} at {}", server.unwrap_or("a server that its log does not name"))
    }

    fn failures(&self, confirmed: u64, (refuted, exceptions): (u64, &str), unmatched: u64, last: Option<LocalTime>) -> String {
        let counts = [
            (confirmed > 0).then(|| format!("{confirmed} confirmed by the server's log")),
            (refuted > 0).then(|| format!("{refuted} refuted by it ({exceptions})")),
            (unmatched > 0).then(|| format!("{unmatched} that no log explains")),
            last.map(|time| format!("last {time}")),
        ];
        list(counts.into_iter().flatten())
    }

    fn no_failures(&self) -> &'static str {
        "No client's log shows the failure."
    }

    fn nothing_to_join(&self) -> &'static str {
        "none of these has a client's log: there is nothing to join."
    }

    fn version(&self, check: &VersionCheck) -> String {
        let version = check.file_version.map_or("no version".into(), |version| version.to_string());
        let release = check.release.map_or("of no known WSUS release", Release::name);
        let state = match check.state {
            State::Fixed => "FIXED",
            State::Affected => "AFFECTED",
            State::NotAffected => "NOT AFFECTED",
            State::Unknown => "UNKNOWN",
        };
        let inferred = if is_inferred(check) { ", inferred from the version" } else { "" };
        format!("{version}, {release}: {state}{inferred}")
    }

    fn client_log(&self, log: &ClientScan) -> String {
        let found = match log.format {
            ClientFormat::EtwStub => {
                "a stub: this Windows logs to ETW. Run Get-WindowsUpdateLog and scan the file that it writes".into()
            }
            ClientFormat::Unknown if log.undecoded => {
                "not decoded. Run Get-WindowsUpdateLog again on that computer itself".into()
            }
            ClientFormat::Unknown => "no record of a Windows Update log in it".into(),
            _ if log.incident_count == 0 && log.partial_count > 0 => "undecided: the log does not say what a failure was".into(),
            ClientFormat::Classic | ClientFormat::EtwExport => of_advisory(log.incident_count, "failure"),
        };
        format!("{found} ({})", self.client_extent(log))
    }

    fn client_extent(&self, log: &ClientScan) -> String {
        extent(log.lines, log.first_time, log.last_time)
    }

    fn client_incident(&self, incident: &ClientIncident) -> String {
        self::incident(incident.line, incident.time, &incident.fault_id, incident.server_url.clone())
    }

    fn partial_failures(&self, count: u64) -> String {
        format!("failures of which the log does not say what they were: {count}")
    }

    fn other_failures(&self, kind: &str, count: u64) -> String {
        format!("other failures, not this problem: {count} with {kind}")
    }

    fn server_log(&self, log: &ServerScan) -> String {
        let found = match log.first_time {
            None => "no record of a WSUS server's log in it".into(),
            _ if log.incident_count == 0 && log.partial_count > 0 => "undecided: the log does not say what caused a fault".into(),
            Some(_) => of_advisory(log.incident_count, "exception"),
        };
        format!("{found} ({})", self.server_extent(log))
    }

    fn server_extent(&self, log: &ServerScan) -> String {
        extent(log.lines, log.first_time, log.last_time)
    }

    fn server_incident(&self, incident: &ServerIncident) -> String {
        let key = incident.key.as_ref().map(|key| format!("duplicate key {key}"));
        self::incident(incident.line, incident.time, &incident.fault_id, key)
    }

    fn partial_faults(&self, count: u64) -> String {
        format!("faults and exceptions of which the log does not say what they are: {count}")
    }

    fn other_faults(&self, count: u64) -> String {
        format!("other internal server errors, not this problem: {count}")
    }

    fn mixed_encodings(&self) -> &'static str {
        "undecided: its encoding changes in the middle"
    }

    fn cut_off(&self) -> &'static str {
        "undecided: it ends in the middle of a line"
    }

    fn latest(&self, shown: usize, option: &str) -> String {
        format!("the latest {shown}; {option} has more")
    }

    fn progress(&self, done: &str, total: &str, left: &str) -> String {
        format!("{done} of {total} machines, {left} left")
    }

    fn megabytes(&self, done: u64, total: u64) -> String {
        format!("{done} of {total} MB")
    }

    fn output_failed(&self, error: &dyn Display) -> String {
        format!("writing the output failed: {error}")
    }
}

fn machines(count: u64) -> String {
    format!("{count} machine{}", plural(count))
}

fn of_advisory(count: u64, what: &str) -> String {
    match count {
        0 => format!("no {what} of advisory 954960"),
        _ => format!("{count} {what}{} of advisory 954960", plural(count)),
    }
}

fn extent<T: Display>(lines: u64, first: Option<T>, last: Option<T>) -> String {
    let span = first.zip(last).map_or(String::new(), |(first, last)| format!(", {first} to {last}"));
    format!("{lines} line{}{span}", plural(lines))
}

fn incident(line: u64, time: impl Display, fault_id: &Option<String>, detail: Option<String>) -> String {
    let fault = fault_id.as_ref().map_or("no fault id".into(), |id| format!("fault {id}"));
    list([format!("line {line}: {time}"), fault].into_iter().chain(detail))
}

fn plural(count: u64) -> &'static str {
    if count == 1 { "" } else { "s" }
}
