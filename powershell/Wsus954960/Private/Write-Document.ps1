function Write-Document {
    <#
    .SYNOPSIS
    Writes the native library's answer for the cmdlet: the document as an object or as its JSON text, or an error record for an error
    document and for a text that no object can be made from.
    .PARAMETER Target
    What the document is about, if it does not say so itself.
    .PARAMETER TargetIsComputer
    The target is a computer's name, which an error record gives in place of the path that could not be read.
    .PARAMETER Quiet
    Writes whether the document is compliant, and $false beside an error record: one value, whatever the answer is.
    .PARAMETER Action
    What the user can do about an invalid argument: the name of one of the module's recommended actions.
    #>
    param(
        [Parameter(Mandatory)][System.Management.Automation.PSCmdlet]$Cmdlet,
        [Parameter(Mandatory)][string]$Json,
        [AllowEmptyString()][string]$Target = '',
        [switch]$TargetIsComputer,
        [switch]$AsJson,
        [switch]$Quiet,
        [string]$Action
    )

    if ($AsJson -and -not $Quiet -and (Get-DocumentKind -Json $Json) -ne 'error') {
        # The text is the answer, even if no object can be made from it.
        $Json
        return
    }
    $attempt = Invoke-Attempt -ScriptBlock { ConvertFrom-Document -Json $Json }
    $document = if ($null -eq $attempt.Problem) { $attempt.Value } else { ConvertTo-UnreadableDocument -Json $Json -Problem $attempt.Problem -Target $Target }
    if ($document.kind -eq 'error') {
        $Cmdlet.WriteError((ConvertTo-ErrorRecord -Document $document -Target $Target -TargetIsComputer:$TargetIsComputer -Action $Action))
        if ($Quiet) { $false }
    }
    elseif ($Quiet) {
        $document.compliant -eq $true
    }
    else {
        $document
    }
}

function ConvertTo-UnreadableDocument {
    <#
    .SYNOPSIS
    Makes the error document for a JSON text that no object can be made from: its keys differ only in case, or it is too long for Windows
    PowerShell.
    #>
    [OutputType([psobject])]
    param(
        [Parameter(Mandatory)][string]$Json,
        [Parameter(Mandatory)][System.Management.Automation.ErrorRecord]$Problem,
        [AllowEmptyString()][string]$Target
    )

    $subject = if ($Target) { $Target } else { Get-DocumentSubject -Json $Json }
    $cause = $Problem.Exception.GetBaseException().Message
    $message = (Get-Word).Error.UnreadableDocument -f $subject, $cause
    [pscustomobject]@{ kind = 'error'; code = 'unreadableDocument'; message = $message; path = $subject }
}

function Write-JobDocument {
    <#
    .SYNOPSIS
    Runs a job of the native library and writes its results for the cmdlet as they come: documents as objects or as JSON text, error
    records for error documents, and progress if somebody can see it.
    .PARAMETER Target
    What the job is about: its targets, in the order of the request.
    .PARAMETER TargetIsComputer
    The targets are computers' names.
    .PARAMETER Quiet
    Writes for each result whether it is compliant.
    .PARAMETER Count
    How many machines the job is to answer for: with Quiet it writes that many values, even if the job can't be started.
    .PARAMETER Action
    What the user can do about an invalid argument: the name of one of the module's recommended actions.
    .PARAMETER ShowProgress
    Shows how far the job has got.
    .PARAMETER AsSaved
    Writes saved documents with the texts that they were saved with, not in the user's language.
    #>
    param(
        [Parameter(Mandatory)][System.Management.Automation.PSCmdlet]$Cmdlet,
        [Parameter(Mandatory)][string]$Request,
        [AllowEmptyCollection()][string[]]$Target = @(),
        [switch]$TargetIsComputer,
        [switch]$AsJson,
        [switch]$Quiet,
        [int]$Count,
        [string]$Action,
        [switch]$ShowProgress,
        [switch]$AsSaved
    )

    $answers = 0
    # What is done for a user who wants to know, or who waits long enough to see progress, is no part of the first answer.
    $clock = if (Test-Verbose) { [System.Diagnostics.Stopwatch]::StartNew() }
    $answeredAt = 0
    $showsProgress = $null
    if (-not $AsSaved) { $Request = Add-Language -Json $Request }
    try {
        $library = Get-NativeLibrary
        $job = [uint64]0
        $status = 0
        $json = $library.Start($Request, [ref]$job, [ref]$status)
        try {
            # The library works on threads of its own. It is asked for documents five times a second, so that Ctrl+C, or a pipeline that has
            # enough, ends this at once.
            while ($true) {
                if ($json -match $script:ProgressDocument) {
                    if ($null -eq $showsProgress) { $showsProgress = $ShowProgress -and (Test-ProgressHost) }
                    if ($showsProgress) { Write-JobProgress -Document (ConvertFrom-Document -Json $json) }
                }
                elseif ($json) {
                    $answers++
                    # The target's place in the request means nothing to the user. A document without one is about the whole request.
                    $about = if ($Target.Count -eq 1) { $Target[0] } elseif ($Target.Count -gt 0 -and $json -match $script:AnswerIndex) { $Target[[int]$Matches[2]] }
                    $json = $json -replace $script:AnswerIndex, '$1'
                    # Saved documents were read elsewhere.
                    if ($null -ne $clock -and $Target.Count + $Count -gt 0) {
                        Write-EvidenceRead -Json $json -Milliseconds ($clock.ElapsedMilliseconds - $answeredAt)
                        $answeredAt = $clock.ElapsedMilliseconds
                    }
                    Write-Document -Cmdlet $Cmdlet -Json $json -Target $about -TargetIsComputer:$TargetIsComputer -AsJson:$AsJson -Quiet:$Quiet -Action $Action
                }
                # Any other status means that nothing more comes.
                if ($status -ne $script:JobOk -and $status -ne $script:JobNothingYet) { break }
                $json = $library.Next($job, 200, [ref]$status)
            }
        }
        finally {
            $library.Free($job)
        }
        if ($null -ne $clock) { Write-VerboseWord -Name Finished -Value $answers, $clock.ElapsedMilliseconds }
        if ($Quiet) {
            for (; $answers -lt $Count; $answers++) { $false }
        }
    }
    catch [System.DllNotFoundException] {
        # Nothing else would work either.
        $Cmdlet.ThrowTerminatingError($_)
    }
    finally {
        if ($showsProgress) {
            Write-Progress -Activity (Get-Word).Progress.Activity -Completed
        }
    }
}

function Complete-Job {
    <#
    .SYNOPSIS
    Runs a job of the native library to its end. What it says is not written: a later job will say it too.
    #>
    param(
        [Parameter(Mandatory)][System.Management.Automation.PSCmdlet]$Cmdlet,
        [Parameter(Mandatory)][string]$Request
    )

    try {
        $library = Get-NativeLibrary
        $job = [uint64]0
        $status = 0
        $null = $library.Start($Request, [ref]$job, [ref]$status)
        try {
            while ($status -eq $script:JobOk -or $status -eq $script:JobNothingYet) { $null = $library.Next($job, 200, [ref]$status) }
        }
        finally {
            $library.Free($job)
        }
    }
    catch [System.DllNotFoundException] {
        $Cmdlet.ThrowTerminatingError($_)
    }
}

$script:JobOk = 0
$script:JobNothingYet = 100
# How the library writes documents.
$script:ProgressDocument = '^\{"schemaVersion":\d+,"kind":"progress"'
$script:AnswerIndex = '^(\{"schemaVersion":\d+,"kind":"\w+"),"index":(\d+)'

function Write-JobProgress {
    <#
    .SYNOPSIS
    Shows how far a job has got.
    #>
    param([Parameter(Mandatory)][psobject]$Document)

    $words = (Get-Word).Progress
    $status = $words.Status -f $Document.targetsDone, $Document.targetsTotal
    # A file may take as long as a thousand others.
    $share = if ($Document.bytesTotal) { [System.Math]::Min(1, $Document.bytesDone / $Document.bytesTotal) } else { 0 }
    $percent = [System.Math]::Min(100, 100 * ($Document.targetsDone + $share) / $Document.targetsTotal)
    Write-Progress -Activity $words.Activity -Status $status -CurrentOperation (ConvertTo-VisibleText -Text $Document.target) -PercentComplete $percent
}

function Test-ProgressHost {
    <#
    .SYNOPSIS
    Returns whether there is somebody to show progress to: there is nobody for services and scheduled scripts, and when a program reads
    what the shell prints.
    #>
    [OutputType([bool])]
    param()

    [System.Environment]::UserInteractive -and $Host.Name -ne 'Default Host' -and
        -not ($Host.Name -eq 'ConsoleHost' -and ([System.Console]::IsOutputRedirected -or [System.Console]::IsErrorRedirected))
}

function Write-FileDocument {
    <#
    .SYNOPSIS
    Writes the document of each file that the cmdlet was given with -Path or -LiteralPath.
    #>
    param(
        [Parameter(Mandatory)][System.Management.Automation.PSCmdlet]$Cmdlet,
        [Parameter(Mandatory)][System.Collections.IDictionary]$BoundParameters,
        [Parameter(Mandatory)][ValidateSet('version', 'clientLog', 'serverLog')][string]$Kind
    )

    $files = @(Resolve-GivenPath -Cmdlet $Cmdlet -BoundParameters $BoundParameters)
    if ($files.Count -gt 0) {
        $scan = ConvertTo-Option -BoundParameters $BoundParameters -More @{ kind = $Kind; files = $files }
        $request = ConvertTo-Json -Compress -Depth 4 -InputObject @{ scan = $scan }
        Write-JobDocument -Cmdlet $Cmdlet -Request $request -Target $files -AsJson:([bool]$BoundParameters['AsJson']) -ShowProgress
    }
}

function ConvertTo-ErrorRecord {
    <#
    .SYNOPSIS
    Makes the error record of an error document: its code is the error id; its path is the target, or the computer's name, so that users
    can try that again. What reaches a terminal is escaped; the target is as it is.
    .PARAMETER Action
    The name of the action to recommend, in the record's details, if it was an invalid argument.
    #>
    [OutputType([System.Management.Automation.ErrorRecord])]
    param(
        [Parameter(Mandatory)][psobject]$Document,
        [AllowEmptyString()][string]$Target = '',
        [switch]$TargetIsComputer,
        [string]$Action
    )

    $message = ConvertTo-VisibleText -Text $Document.message
    [System.Management.Automation.ErrorCategory]$category, $exception = switch ($Document.code) {
        'invalidArgument' { 'InvalidArgument', [System.ArgumentException]::new($message) }
        'notFound' { 'ObjectNotFound', [System.IO.FileNotFoundException]::new($message, $Document.path) }
        'accessDenied' { 'PermissionDenied', [System.UnauthorizedAccessException]::new($message) }
        { $_ -in 'malformed', 'unreadableDocument' } { 'InvalidData', [System.IO.InvalidDataException]::new($message) }
        'timedOut' { 'OperationTimeout', [System.TimeoutException]::new($message) }
        'cancelled' { 'OperationStopped', [System.OperationCanceledException]::new($message) }
        'panic' { 'NotSpecified', [System.InvalidOperationException]::new($message) }
        default { 'ReadError', [System.IO.IOException]::new($message) }
    }
    $path = if ($null -eq $Document.path -or $TargetIsComputer -and $Target) { $Target } else { $Document.path }
    $record = [System.Management.Automation.ErrorRecord]::new($exception, $Document.code, $category, $path)
    # Windows PowerShell shows it below the message.
    $record.CategoryInfo.TargetName = ConvertTo-VisibleText -Text $path
    if ($Action -and $Document.code -eq 'invalidArgument') {
        $record.ErrorDetails = [System.Management.Automation.ErrorDetails]::new($message)
        $record.ErrorDetails.RecommendedAction = (Get-Word).Action[$Action]
    }
    $record
}
