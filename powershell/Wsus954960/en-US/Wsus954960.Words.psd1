# What the module itself says, in English. ko-KR/Wsus954960.Words.psd1 has the same names.
@{
    Verdict    = @{
        affected      = 'AFFECTED'
        exposed       = 'EXPOSED'
        fixed         = 'FIXED'
        notAffected   = 'NOT AFFECTED'
        blocked       = 'BLOCKED'
        clear         = 'CLEAR'
        indeterminate = 'INDETERMINATE'
    }
    Heading    = @{
        Why      = 'Why'
        WhatToDo = 'What to do'
        NotRead  = 'Could not be read'
    }
    # At most 15 columns, the width of the column Doubt.
    Doubt      = @{
        NothingRead    = 'nothing read'
        MixedEncodings = 'mixed encodings'
        CutOff         = 'cut off'
    }
    # The parameter of this module that a remedy needs, by the remedy's id.
    RemedyHint = @{
        checkServer    = 'Give that log with -ServerLog.'
        reviewFailures = '-Since leaves older failures out.'
    }
    # What to do about an error: its recommended action.
    Action     = @{
        ThisMachine   = 'Give the folder that stands for a machine''s system drive with -Path, or computers with -ComputerName.'
        ComputerName  = 'Give paths with -Path, and names with -ComputerName.'
        ShareTemplate = 'Give -ShareTemplate with {0} for the computer''s name, for example ''\\{0}\d$''.'
    }
    Error      = @{
        # 0: the document's subject; 1: PowerShell's reason.
        UnreadableDocument = '{0}: PowerShell can''t make an object from this document: {1} The document itself is intact: -AsJson writes its JSON text, and so does the command wsus954960 with --json.'
        Input              = 'input {0}'
        UnreadableInput    = 'input {0}: PowerShell can''t make JSON text from this object: {1}'
        NoComputer         = 'This does not name a computer: ''{0}''. Give names, or objects that have the name in one of {1}.'
        NoTime             = 'This is not a time: ''{0}''. Give a DateTime, a DateTimeOffset, or a text like 2008-06-13 or 2008-06-13T19:59:56Z.'
        EmptyPath          = 'The path is empty.'
        NulInPath          = 'The path has a NUL character in it: {0}'
        NoDrive            = 'There is no drive {0}: for the path {1}.'
        NoMatch            = 'No file or folder matches {0}. Give a path with brackets in its name with -LiteralPath.'
        NotFileSystem      = '{0} is a path of the provider {1}, not of the file system.'
        HalfPairInPath     = 'The path has half a surrogate pair in its name: {0}'
        # 0: the path of the library or of its assembly; 1: this platform; 2: the system's reason.
        LibraryMissing     = 'A file of the module Wsus954960 is missing: {0} was expected. Install the module from a package that has a library for this platform ({1}).'
        LibraryUnusable    = 'The native library {0} is not the one that this module was built with: it is truncated, is for another platform, or is another file. Install the module again; a library for this platform ({1}) is expected there.'
        LibraryNotLoaded   = '{0} could not be loaded: {2} A file for this platform ({1}) is expected there. If application control blocks it, have the policy allow the module''s files. If it was downloaded, run Unblock-File on the module''s files. Otherwise install the module again.'
        # 1: the library's version; 2: the module's.
        LibraryVersion     = 'The native library {0} has ABI version {1}, but the module Wsus954960 needs {2}. Install both from the same package.'
    }
    # What the dates are that completion offers for -Since.
    Since      = @{
        Today     = 'From today on'
        Yesterday = 'From yesterday on'
        Week      = 'The last 7 days'
        Month     = 'The last 30 days'
        Package   = 'From the date of the update''s package that also installs on Windows Server 2008'
    }
    # With -Verbose.
    Verbose    = @{
        LooksAt     = 'Looking at {0}.'
        # 0: the machine; 1: the folder that stands for its system drive; 2: milliseconds; 3: files.
        MachineRead = '{0} ({1}): examined in {2} ms. Read: {3}'
        NothingRead = '{0} ({1}): examined in {2} ms. There was no log and no DLL of WSUS that could be read.'
        FileRead    = '{0}: read in {1} ms.'
        Finished    = 'Finished. Answers: {0}; time: {1} ms.'
    }
    Progress   = @{
        Activity = 'Looking for the problem of advisory 954960'
        Status   = '{0} of {1}'
    }
}
