//! Everything that can go wrong, as codes with data. The sentences are in the words of each language.

use serde_json::Value;

use crate::values::coded::{coded, coded_names};
use crate::values::error_code::ErrorCode;

coded! {
    /// What went wrong. Offsets and lengths are in bytes; numbers of documents, inputs and lines count from 1; `cause` is the text
    /// of another library or of the system about it, in that one's language.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Problem {
        /// The operating system failed.
        "system" => System { action: Action, cause: String, advice: Option<Advice> },
        /// The operating system failed in the middle of a log. Everything before that point was read.
        "logCutShort" => LogCutShort { bytes: u64, lines: u64, cause: String, advice: Option<Advice> },
        /// No thread could be started.
        "noThread" => NoThread { cause: String },
        /// It took longer than allowed. `action` is what was being done.
        "timedOut" => TimedOut { timeout_ms: u64, action: Action },
        /// The caller cancelled before there was an answer.
        "cancelled" => Cancelled {},
        /// A defect of this library, caught at a boundary.
        "panic" => Panic { cause: String },

        // Files and folders.

        /// A device or a pipe, where a file belongs: reading it could block for ever.
        "deviceForFile" => DeviceForFile {},
        /// A device or a pipe, where a file or a folder belongs.
        "deviceForPath" => DeviceForPath {},
        /// A folder, where the path of a file belongs.
        "folderForFile" => FolderForFile {},
        /// Something other than a folder, where the folder that stands for a machine's system drive belongs.
        "fileForRoot" => FileForRoot {},
        /// Something other than what belongs there.
        "wrongKind" => WrongKind { found: Thing, wanted: Thing },
        /// A link that leads nowhere.
        "linkToNothing" => LinkToNothing {},
        /// A link that leads out of the evidence, and is not followed. `target` is its text, empty if that can't be read.
        "linkLeadsOut" => LinkLeadsOut { link: String, target: String },
        /// A file that is longer than any real one of its kind.
        "fileTooLong" => FileTooLong { limit: u64 },
        /// No path at all.
        "noPath" => NoPath {},

        // Machines and what is asked for.

        /// A machine given in two ways.
        "rootAndComputerName" => RootAndComputerName {},
        /// A share template without a computer's name to put into it.
        "templateWithoutComputerName" => TemplateWithoutComputerName {},
        /// A Windows folder without the root that it belongs to.
        "windowsWithoutRoot" => WindowsWithoutRoot {},
        /// A share template that gives every computer the same path.
        "templateWithoutPlaceholder" => TemplateWithoutPlaceholder { template: String },
        /// A name that is longer than the DNS allows.
        "computerNameTooLong" => ComputerNameTooLong { length: u64, limit: u64 },
        /// A name with characters that no computer's name has, or with a part that is too long.
        "notComputerName" => NotComputerName { part_limit: u64 },
        /// A name that Windows takes for a device.
        "computerNameIsDevice" => ComputerNameIsDevice {},
        /// This machine itself, on a system other than Windows.
        "notWindows" => NotWindows {},
        /// A number of targets at a time that is out of range.
        "concurrency" => Concurrency { concurrency: u32, max: u32 },
        /// A pointer that is NULL.
        "null" => Null {},
        /// A job that does not exist, or no longer does.
        "noJob" => NoJob {},
        /// Text that is not UTF-16.
        "notUtf16" => NotUtf16 { cause: String },
        /// JSON that is not an object.
        "notJsonObject" => NotJsonObject {},
        /// JSON other than what is expected here.
        "invalidOptions" => InvalidOptions { cause: String },

        // The DLL: a PE file and its version resource.

        /// Not a PE file, or its headers are damaged.
        "notPe" => NotPe { cause: String },
        /// An optional header of an unknown kind.
        "peMagic" => PeMagic { magic: u16 },
        /// A resource section outside the file's sections.
        "peResourcesOutside" => PeResourcesOutside { rva: u32 },
        /// A directory of the resource tree that is cut off or outside its section.
        "peDirectoryOutside" => PeDirectoryOutside { offset: u32 },
        /// Data where a directory belongs in the resource tree.
        "peDataForDirectory" => PeDataForDirectory { offset: u32 },
        /// A resource tree that is deeper than type, name and language.
        "peTooDeep" => PeTooDeep { offset: u32 },
        /// A data entry of the version that is cut off or outside its section.
        "peEntryOutside" => PeEntryOutside { offset: u32 },
        /// Version data outside the file's sections.
        "peVersionOutside" => PeVersionOutside { rva: u32 },
        /// Version data that is longer than the rest of its section.
        "peVersionTooLong" => PeVersionTooLong { size: u32, available: u32 },
        /// Version data beyond the end of the file.
        "peVersionBehindEnd" => PeVersionBehindEnd { rva: u32 },
        /// A version resource that is cut off.
        "peVersionCutOff" => PeVersionCutOff { size: u32 },
        /// A version resource that does not begin with its key.
        "peVersionKey" => PeVersionKey {},
        /// A version resource that claims to be longer than it is.
        "peVersionLength" => PeVersionLength { length: u16, size: u32 },
        /// Fixed file information that is too short.
        "peFixedLength" => PeFixedLength { length: u16, expected: u16 },
        /// Fixed file information with the wrong signature.
        "peFixedSignature" => PeFixedSignature { signature: u32, expected: u32 },

        // Registry hives.

        /// A file that does not begin as hives do.
        "notHive" => NotHive {},
        /// A checksum that does not match the base block.
        "hiveChecksum" => HiveChecksum {},
        /// A hive of an unknown version or kind.
        "hiveVersion" => HiveVersion {},
        /// A hive, or a part of it, that is cut off.
        "hiveCutOff" => HiveCutOff {},
        /// A cell that is not there.
        "hiveNoCell" => HiveNoCell { offset: u32 },
        /// A cell that is not a key.
        "hiveNotKey" => HiveNotKey { offset: u32 },
        /// A cell that is not a list of keys.
        "hiveNotKeys" => HiveNotKeys { offset: u32 },
        /// A cell that is not a value.
        "hiveNotValue" => HiveNotValue { offset: u32 },
        /// A value that is not text.
        "hiveNotText" => HiveNotText { name: String },
        /// A value that is not a number.
        "hiveNotNumber" => HiveNotNumber { name: String },
        /// More keys on the way than in any real hive, or a loop of them.
        "hiveTooManyKeys" => HiveTooManyKeys {},

        // IIS' configuration.

        /// Not a configuration of IIS, or damaged.
        "iisDamaged" => IisDamaged { cause: String, offset: u64 },
        /// A configuration that is cut off.
        "iisCutOff" => IisCutOff { offset: u64 },
        /// A configuration that keeps its sites in another file.
        "iisSitesElsewhere" => IisSitesElsewhere {},
        /// A virtual directory without a folder.
        "iisNoFolder" => IisNoFolder { path: String, attribute: String },
        /// Text that is not in the encoding that it claims.
        "iisNotText" => IisNotText { encoding: String },
        /// More folders for one virtual directory than are looked into.
        "iisTooManyFolders" => IisTooManyFolders { count: u64, virtual_directory: String },
        /// A folder that the evidence names for WSUS, without the DLL in it.
        "dllNotInNamedFolder" => DllNotInNamedFolder { named_by: String, folder: String },

        // Saved documents.

        /// A file without a document.
        "noDocument" => NoDocument {},
        /// A document that is longer than any real one.
        "documentTooLong" => DocumentTooLong { limit: u64 },
        /// A file that is cut off inside a document.
        "fileCutOff" => FileCutOff { document: u64, cause: String },
        /// A file that can't be read beyond one damaged document.
        "fileDamaged" => FileDamaged { document: u64, cause: String },
        /// JSON that is not a document of this program.
        "notDocument" => NotDocument { cause: String },
        /// A document of an unknown schema version.
        "schemaVersion" => SchemaVersion { found: u32, known: u32 },
        /// A document without what its kind requires.
        "invalidDocument" => InvalidDocument { cause: String },
        /// A document of a kind that can't be used here.
        "unusableKind" => UnusableKind { kind: String },
        /// Text that is not JSON.
        "notJson" => NotJson { cause: String },
        /// An array that ends after a comma.
        "nothingBehindComma" => NothingBehindComma {},
        /// An array without a document.
        "emptyArray" => EmptyArray {},
        /// An array that ends in the middle.
        "arrayCutOff" => ArrayCutOff {},
        /// An array that the given input does not continue.
        "arrayNotContinued" => ArrayNotContinued { input: u64 },
        /// A document that ends in the middle.
        "documentCutOff" => DocumentCutOff { cause: String },
        /// A document that the given input does not continue.
        "documentNotContinued" => DocumentNotContinued { input: u64, cause: String },
        /// The document of a log that shows no failure, but does not show that there was none.
        "logInconclusive" => LogInconclusive {},
        /// A file that became shorter while it was read.
        "fileBecameShorter" => FileBecameShorter { bytes: u64, length: u64 },
        /// A machine's logs for which its document had no room: they may show failures or faults.
        "logsOmitted" => LogsOmitted { count: u64 },
        /// A saved document that is longer than every reader of JSON accepts, even without what can be left out.
        "documentOverBudget" => DocumentOverBudget { limit: u64 },
        /// A machine about which nothing is certain: the code, the data and the text of the first reason.
        "machineIndeterminate" => MachineIndeterminate { reason: String, reason_data: Value, text: String },

        /// A report that would replace the documents that it is made from, or lie among them.
        "reportAmongResults" => ReportAmongResults {},
        /// A report for which no result of any machine could be read: it is not written.
        "nothingToReport" => NothingToReport {},

        // Saving documents.

        /// A folder that others own, or in which they can change files, where documents are to wait.
        "spoolNotPrivate" => SpoolNotPrivate {},
        /// As many documents wait already as may.
        "spoolFull" => SpoolFull { documents: u64, bytes: u64 },
        /// A document that does not name its machine.
        "noMachineName" => NoMachineName {},
        /// An event for the log of another system than Windows.
        "noEventLog" => NoEventLog {},
        /// An event that could not be written.
        "eventNotWritten" => EventNotWritten { cause: String },

        // The command.

        /// `-`, for a verb that does not read the standard input.
        "notFromStandardInput" => NotFromStandardInput {},
        /// A list of roots without any root.
        "noRoot" => NoRoot {},
        /// A line with a NUL character.
        "lineWithNul" => LineWithNul {},
        /// A line with a control character, which no path has.
        "lineWithControl" => LineWithControl { character: String },
        /// A line with half a pair of quotation marks.
        "lineHalfQuoted" => LineHalfQuoted {},
        /// A line with a quotation mark inside a path.
        "lineQuoteInside" => LineQuoteInside {},
        /// A line with nothing in its quotation marks.
        "lineEmptyQuotes" => LineEmptyQuotes {},
    }
}

impl Problem {
    /// The kind of failure, where the operating system does not say.
    pub(crate) fn kind(&self) -> ErrorCode {
        match self {
            Self::System { .. }
            | Self::LogCutShort { .. }
            | Self::FileBecameShorter { .. }
            | Self::NoThread { .. }
            | Self::SpoolFull { .. }
            | Self::EventNotWritten { .. } => ErrorCode::Io,
            Self::LinkLeadsOut { .. } | Self::SpoolNotPrivate {} => ErrorCode::AccessDenied,
            Self::TimedOut { .. } => ErrorCode::TimedOut,
            Self::Cancelled {} => ErrorCode::Cancelled,
            Self::Panic { .. } => ErrorCode::Panic,
            Self::LinkToNothing {}
            | Self::DllNotInNamedFolder { .. }
            | Self::LogInconclusive {}
            | Self::LogsOmitted { .. }
            | Self::MachineIndeterminate { .. }
            | Self::NothingToReport {}
            | Self::NotFromStandardInput {} => ErrorCode::NotFound,
            Self::DeviceForFile {}
            | Self::DeviceForPath {}
            | Self::FolderForFile {}
            | Self::FileForRoot {}
            | Self::WrongKind { .. }
            | Self::NoPath {}
            | Self::RootAndComputerName {}
            | Self::TemplateWithoutComputerName {}
            | Self::WindowsWithoutRoot {}
            | Self::TemplateWithoutPlaceholder { .. }
            | Self::ComputerNameTooLong { .. }
            | Self::NotComputerName { .. }
            | Self::ComputerNameIsDevice {}
            | Self::NotWindows {}
            | Self::NoEventLog {}
            | Self::Concurrency { .. }
            | Self::Null {}
            | Self::NoJob {}
            | Self::NotUtf16 { .. }
            | Self::NotJsonObject {}
            | Self::InvalidOptions { .. }
            | Self::NoRoot {}
            | Self::ReportAmongResults {}
            | Self::LineWithNul {}
            | Self::LineWithControl { .. }
            | Self::LineHalfQuoted {}
            | Self::LineQuoteInside {}
            | Self::LineEmptyQuotes {} => ErrorCode::InvalidArgument,
            // What was read is not what it should be.
            _ => ErrorCode::Malformed,
        }
    }
}

coded_names! {
    /// What was being done when the operating system failed or the time ran out.
    pub enum Action {
        /// Finding out whether something is there.
        "look" => Look,
        /// Opening a file.
        "openFile" => OpenFile,
        /// Reading a file.
        "readFile" => ReadFile,
        /// Opening a folder.
        "openFolder" => OpenFolder,
        /// Listing a folder.
        "listFolder" => ListFolder,
        /// Following a link.
        "followLink" => FollowLink,
        /// Reading the version of a DLL.
        "readVersion" => ReadVersion,
        /// Reading the registry of this machine.
        "readRegistry" => ReadRegistry,
        /// Reading a file with a part of a registry.
        "readHive" => ReadHive,
        /// Reading a log from the standard input.
        "readLog" => ReadLog,
        /// Reading saved documents.
        "readDocuments" => ReadDocuments,
        /// Reading a list of roots.
        "readRoots" => ReadRoots,
        /// Looking for the evidence of a machine.
        "findEvidence" => FindEvidence,
        /// Reading a client's log.
        "readClientLog" => ReadClientLog,
        /// Reading a server's log.
        "readServerLog" => ReadServerLog,
        /// Looking for Office 2003.
        "findOffice" => FindOffice,
        /// Saving a document in its folder.
        "saveDocument" => SaveDocument,
        /// Putting a document where it waits.
        "spoolDocument" => SpoolDocument,
        /// Writing a report.
        "writeReport" => WriteReport,
        /// Making or reading the folder in which documents wait.
        "openSpool" => OpenSpool,
    }
}

coded_names! {
    /// What to do about a failure of the operating system.
    pub enum Advice {
        /// Check the path.
        "checkPath" => CheckPath,
        /// Use an account that may read it.
        "useOtherAccount" => UseOtherAccount,
        /// Check the disk or the share.
        "checkDisk" => CheckDisk,
        /// Check that the computer can be reached.
        "checkComputer" => CheckComputer,
        /// Wait until the file is no longer locked, or copy it.
        "fileLocked" => FileLocked,
        /// The account is unknown there, or its password is wrong.
        "unknownAccount" => UnknownAccount,
        /// The account is restricted.
        "restrictedAccount" => RestrictedAccount,
        /// The account may not sign in there, or not at this time.
        "signInRefused" => SignInRefused,
        /// The account is disabled, locked out or expired, or its password is.
        "accountExpired" => AccountExpired,
        /// No domain controller answered.
        "noDomainController" => NoDomainController,
        /// There is already a connection with another account.
        "otherConnection" => OtherConnection,
        /// The computer could not prove its name.
        "wrongComputer" => WrongComputer,
        /// The trust between the computer and its domain is broken.
        "brokenTrust" => BrokenTrust,
        /// The account is a computer's or a domain's.
        "machineAccount" => MachineAccount,
        /// The session may not use the share.
        "sessionRefused" => SessionRefused,
        /// Save the standard input to a file.
        "saveToFile" => SaveToFile,
    }
}

coded_names! {
    /// What is at a path.
    pub enum Thing {
        /// A file.
        "file" => File,
        /// A folder.
        "folder" => Folder,
        /// A link.
        "link" => Link,
        /// A device, a pipe or a socket.
        "device" => Device,
    }
}

coded! {
    /// Where the problem is, beside the path. Numbers count from 1.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Place {
        /// A machine, by its name.
        "machine" => Machine { name: String },
        /// The machine that this program runs on.
        "thisMachine" => ThisMachine {},
        /// An argument of a function, or a key of a request.
        "argument" => Argument { name: String },
        /// One of several documents.
        "document" => Document { number: u64 },
        /// One of the texts that were given.
        "input" => Input { number: u64 },
        /// A line of a file.
        "line" => Line { number: u64 },
    }
}
