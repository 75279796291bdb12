//! What went wrong and what to do, in English.

use super::English;
use crate::advisory::DLL_NAME;
use crate::advisory::places::SYSTEM_SHARE;
use crate::find::computer::PLACEHOLDER;
use crate::judge::grounds::Ground;
use crate::values::problem::{Action, Advice, Problem, Thing};
use crate::words::{Words, or, seconds};

pub(super) fn problem(problem: &Problem) -> String {
    match problem {
        Problem::System { action, cause, advice } => failed(doing(*action), cause, *advice),
        Problem::LogCutShort { bytes, lines, cause, advice } => {
            failed(&format!("reading the log beyond byte {bytes} (line {lines})"), cause, *advice)
        }
        Problem::NoThread { cause } => format!("a thread could not be started: {cause}."),
        Problem::TimedOut { timeout_ms, action } => format!(
            "no answer within {} seconds while {}. The machine may be off or its share may hang; if it is only slow, allow it more \
             time.",
            seconds(*timeout_ms),
            doing(*action)
        ),
        Problem::Cancelled {} => "cancelled before there was an answer.".into(),
        Problem::Panic { cause } => format!("this is a bug in wsus954960, please report it: {}.", cause.trim_end_matches('.')),
        Problem::DeviceForFile {} => "this is a device or a pipe; give the path of a regular file.".into(),
        Problem::DeviceForPath {} => "this is a device or a pipe; give the path of a file or a folder.".into(),
        Problem::FolderForFile {} => "this is a folder; give the path of a file in it.".into(),
        Problem::FileForRoot {} => "this is not a folder; give the folder that stands for the system drive.".into(),
        Problem::WrongKind { found, wanted } => format!("this is {}, but {} belongs here.", thing(*found), thing(*wanted)),
        Problem::LinkToNothing {} => "this is a link to something that is not there.".into(),
        Problem::LinkLeadsOut { target, .. } => {
            let target = if target.is_empty() { String::new() } else { format!(" to {target}") };
            format!("this is a link{target}, out of the machine's evidence. It was not followed; allow that only if you trust it.")
        }
        Problem::DocumentTooLong { limit } => {
            format!("this is longer than {limit} bytes, too long for a document. The rest of this file was not read.")
        }
        Problem::FileTooLong { limit } => format!("this is longer than {limit} bytes, too long for what it should be."),
        Problem::NoPath {} => "a file's path is missing or empty.".into(),
        Problem::RootAndComputerName {} => "give a machine by its root or by its computerName, not by both.".into(),
        Problem::TemplateWithoutComputerName {} => "shareTemplate has no meaning without computerName.".into(),
        Problem::WindowsWithoutRoot {} => "windows has no meaning without root.".into(),
        Problem::TemplateWithoutPlaceholder { template } => format!(
            "the share template '{template}' does not contain {PLACEHOLDER}, which stands for the computer's name: every computer would \
             have the same path. Write it like this: {SYSTEM_SHARE}."
        ),
        Problem::ComputerNameTooLong { length, limit } => {
            format!("this is not a computer name: it has {length} bytes, and a name has at most {limit}.")
        }
        Problem::NotComputerName { part_limit } => format!(
            "this is not a computer name: a name has letters, digits, - and _, in parts of at most {part_limit} bytes, with single dots \
             between them."
        ),
        Problem::ComputerNameIsDevice {} => "this is not a computer name: Windows takes it for a device.".into(),
        Problem::NotWindows {} => {
            "this machine itself can be assessed only on Windows. Give the folder that stands for a machine's system drive, for example \
             an admin share or collected files."
                .into()
        }
        Problem::Concurrency { concurrency, max } => format!("{concurrency} is not between 1 and {max}."),
        Problem::Null {} => "this is NULL, but a pointer is needed.".into(),
        Problem::NoJob {} => "this is not a job, or the job was freed.".into(),
        Problem::NotUtf16 { cause } => format!("this is not valid UTF-16: {cause}."),
        Problem::NotJsonObject {} => "a JSON object is expected, for example {\"since\": \"2008-06-13\"}.".into(),
        Problem::InvalidOptions { cause } => format!("{cause}."),
        Problem::NotPe { cause } => format!("this is not a PE file (DLL or EXE), or its headers are damaged: {cause}."),
        Problem::PeMagic { magic } => format!("the PE file's optional header has the unknown magic number {magic:#06x}."),
        Problem::PeResourcesOutside { rva } => format!("the resource section at {rva:#x} is outside the file's sections."),
        Problem::PeDirectoryOutside { offset } => {
            format!("the resource directory at offset {offset:#x} is cut off or outside its section.")
        }
        Problem::PeDataForDirectory { offset } => {
            format!("the resource tree has data at offset {offset:#x} where a directory belongs.")
        }
        Problem::PeTooDeep { offset } => format!("the resource tree goes deeper than its three levels at offset {offset:#x}."),
        Problem::PeEntryOutside { offset } => {
            format!("the version resource's data entry at offset {offset:#x} is cut off or outside its section.")
        }
        Problem::PeVersionOutside { rva } => {
            format!("the version resource's data at {rva:#x} is outside the file's sections.")
        }
        Problem::PeVersionTooLong { size, available } => {
            format!("the version resource claims {size} bytes of data, but its section holds only {available}.")
        }
        Problem::PeVersionBehindEnd { rva } => {
            format!("the version resource's data at {rva:#x} is beyond the end of the file.")
        }
        Problem::PeVersionCutOff { size } => format!("the version resource is cut off after {size} bytes."),
        Problem::PeVersionKey {} => "the version resource does not begin with VS_VERSION_INFO.".into(),
        Problem::PeVersionLength { length, size } => {
            format!("the version resource claims a length of {length} bytes, but has {size}.")
        }
        Problem::PeFixedLength { length, expected } => {
            format!("the version resource's fixed file information claims {length} bytes instead of {expected}.")
        }
        Problem::PeFixedSignature { signature, expected } => format!(
            "the version resource's fixed file information has the signature {signature:#010x} instead of {expected:#010x}."
        ),
        Problem::NotHive {} => hive("it does not begin with regf"),
        Problem::HiveChecksum {} => hive("its checksum does not match its base block"),
        Problem::HiveVersion {} => hive("its version or kind is unknown"),
        Problem::HiveCutOff {} => hive("part of it is cut off"),
        Problem::HiveNoCell { offset } => hive(&format!("there is no cell at {offset:#x}")),
        Problem::HiveNotKey { offset } => hive(&format!("the cell at {offset:#x} is not a key")),
        Problem::HiveNotKeys { offset } => hive(&format!("the cell at {offset:#x} is not a list of keys")),
        Problem::HiveNotValue { offset } => hive(&format!("the cell at {offset:#x} is not a value")),
        Problem::HiveNotText { name } => hive(&format!("the value {name} is not text")),
        Problem::HiveNotNumber { name } => hive(&format!("the value {name} is not a number")),
        Problem::HiveTooManyKeys {} => hive("it has too many keys, or they form a loop"),
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
            format!("the file is cut off in document {document}; what comes before it was read: {cause}.")
        }
        Problem::FileDamaged { document, cause } => {
            format!("document {document} is damaged, cut off, or not JSON; what comes after it was not read: {cause}.")
        }
        Problem::NotDocument { cause } => format!("this is not a document of wsus954960: {cause}."),
        Problem::SchemaVersion { found, known } => format!(
            "this document has schema version {found}, but this program knows version {known}: use the program that wrote it, or a later \
             one."
        ),
        Problem::InvalidDocument { cause } => format!("this is not a valid document of its kind: {cause}."),
        Problem::UnusableKind { kind } => {
            format!("a document of kind '{kind}' can't be used here; only assessments, logs, versions and errors can.")
        }
        Problem::NotJson { cause } => format!("this is not JSON: {}.", or(cause, "there is nothing")),
        Problem::NothingBehindComma {} => "there is no document between the comma and the end of the array.".into(),
        Problem::EmptyArray {} => "there is no document in this array.".into(),
        Problem::ArrayCutOff {} => "the array that begins here is cut off; what is in it was read.".into(),
        Problem::ArrayNotContinued { input } => format!("the array that begins here is not continued in input {input}."),
        Problem::DocumentCutOff { cause } => {
            format!("the document that begins here is cut off: {}.", or(cause, "there is nothing"))
        }
        Problem::DocumentNotContinued { input, cause } => {
            format!("the document that begins here is not continued in input {input}: {}.", or(cause, "there is nothing"))
        }
        Problem::ReportAmongResults {} => {
            "the report would replace the results that it is made from, or lie among them. Choose another file.".into()
        }
        Problem::NothingToReport {} => {
            "no result of any machine could be read, so the report was not written, and an older one was left as it was. Name files with results, or \
             folders with .json or .jsonl files."
                .into()
        }
        Problem::LogInconclusive {} => {
            "the document of this log shows no failure, but does not show that there was none: scan the log by itself to see why.".into()
        }
        Problem::FileBecameShorter { bytes, length } => {
            format!("the file became shorter while it was read: {bytes} of {length} bytes were there. Try again.")
        }
        Problem::LogsOmitted { count } => {
            format!("the document has no room for {count} of the logs that were read. Scan them by themselves to see their failures.")
        }
        Problem::DocumentOverBudget { limit } => {
            format!("this document is longer than {limit} characters, even without its lists of failures.")
        }
        Problem::MachineIndeterminate { reason, reason_data, text } => {
            Ground::of(reason, reason_data).map_or_else(|| or(text, "indeterminate.").to_owned(), |ground| English.reason(&ground))
        }
        Problem::SpoolNotPrivate {} => {
            "this folder belongs to someone else, or others can change what is in it, so no document may wait here. Remove it, or name another \
             folder for the spool."
                .into()
        }
        Problem::SpoolFull { documents, bytes } => {
            format!("the spool is full: {documents} files with {bytes} bytes wait in it. Deliver them, or delete them.")
        }
        Problem::NoMachineName {} => "this does not name a machine, so there is no name for its file.".into(),
        Problem::NoEventLog {} => "only Windows has an event log.".into(),
        Problem::EventNotWritten { cause } => {
            format!("the event could not be written: {cause}. It needs an administrator or the system.")
        }
        Problem::NotFromStandardInput {} => {
            "there is no file of this name, and a version can't be read from the standard input, because it is read from several places in \
             the file: save what you have to a file, and give its path."
                .into()
        }
        Problem::NoRoot {} => "there is no root in this file; write one on each line.".into(),
        Problem::LineWithNul {} => {
            "it has a NUL character: this part of the file is damaged, or is in UTF-16 although the file's beginning is not. Save \
             the file as UTF-8."
                .into()
        }
        Problem::LineWithControl { character } => {
            format!("it has a control character ({character}), which no path has.")
        }
        Problem::LineHalfQuoted {} => "a quotation mark has no counterpart; quote the whole path, or none of it.".into(),
        Problem::LineQuoteInside {} => "there is a quotation mark inside the path; write one path on each line.".into(),
        Problem::LineEmptyQuotes {} => {
            "there is nothing between the quotation marks; write a folder there, or leave the line out.".into()
        }
    }
}

/// What the system failed to do, what it says, and what to do about it.
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
        Action::SaveDocument => "saving the document",
        Action::WriteReport => "writing the report",
        Action::SpoolDocument => "putting a document into the spool",
        Action::OpenSpool => "opening the spool",
    }
}

fn help(advice: Advice) -> &'static str {
    match advice {
        Advice::CheckPath => "Check the path.",
        Advice::UseOtherAccount => "Run as an account that may read it, for example elevated or as SYSTEM.",
        Advice::CheckDisk => "Check the disk or the network share and try again.",
        Advice::CheckComputer => "Check the computer's name, that it is on, and that its share can be reached.",
        Advice::FileLocked => {
            "Another process has locked this file: close that program, wait until it is done, or give a copy of the file."
        }
        Advice::UnknownAccount => {
            "The computer does not know this account, or its password is wrong: run as an administrator of that computer, or first connect to \
             its share with such an account (net use)."
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
            "The account is disabled, locked out or expired, or its password has expired: use another account, or have this one reinstated."
        }
        Advice::NoDomainController => {
            "No domain controller answered for this account: check the connection to the domain, or use a local account of that computer."
        }
        Advice::OtherConnection => {
            "There is already a connection to this computer with another account: end it (net use \\\\COMPUTER /delete), or use that account."
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
