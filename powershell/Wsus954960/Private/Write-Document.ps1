function Write-Document {
    <#
    .SYNOPSIS
    Writes what the native library answered for the cmdlet: the document as an object or as its JSON text, or an error record for an
    error document.
    #>
    param(
        [Parameter(Mandatory)][System.Management.Automation.PSCmdlet]$Cmdlet,
        [Parameter(Mandatory)][psobject]$Document,
        [Parameter(Mandatory)][string]$Json,
        [AllowEmptyString()][string]$Target = '',
        [switch]$AsJson
    )

    if ($Document.kind -eq 'error') {
        $Cmdlet.WriteError((ConvertTo-ErrorRecord -Document $Document -Target $Target))
    }
    elseif ($AsJson) {
        $Json
    }
    else {
        $Document
    }
}

function Write-JobDocument {
    <#
    .SYNOPSIS
    Runs a job of the native library and writes its results for the cmdlet as they come: documents as objects or as JSON text, error
    records for error documents, and how far it is where somebody can see that.
    .PARAMETER Quiet
    Writes for each result whether it is compliant.
    .PARAMETER Activity
    What the job does, for the progress; nothing is shown without.
    #>
    param(
        [Parameter(Mandatory)][System.Management.Automation.PSCmdlet]$Cmdlet,
        [Parameter(Mandatory)][string]$Request,
        [switch]$AsJson,
        [switch]$Quiet,
        [string]$Activity
    )

    $showsProgress = $Activity -and (Test-ProgressHost)
    try {
        Invoke-NativeJob -Request $Request | ForEach-Object -Process {
            $document = ConvertFrom-Document -Json $_
            if ($document.kind -eq 'progress') {
                if ($showsProgress) {
                    Write-Progress -Activity $Activity -Status "$($document.targetsDone) of $($document.targetsTotal)" -CurrentOperation $document.target -PercentComplete (
                        100 * $document.targetsDone / $document.targetsTotal)
                }
            }
            elseif ($Quiet) {
                # What it writes is its own answer; of the document only an error is of interest.
                $written = Write-Document -Cmdlet $Cmdlet -Document $document -Json $_
                $null -ne $written -and $written.compliant -eq $true
            }
            else {
                Write-Document -Cmdlet $Cmdlet -Document $document -Json $_ -AsJson:$AsJson
            }
        }
    }
    catch [System.DllNotFoundException] {
        # Nothing else would work either.
        $Cmdlet.ThrowTerminatingError($_)
    }
    finally {
        if ($showsProgress) {
            Write-Progress -Activity $Activity -Completed
        }
    }
}

function Test-ProgressHost {
    <#
    .SYNOPSIS
    Returns whether there is somebody to show progress to: not so for services, scheduled scripts, and where a program reads what the
    shell prints.
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
        [Parameter(Mandatory)][string]$Function,
        [AllowEmptyCollection()][string[]]$Option = @()
    )

    foreach ($file in Resolve-GivenPath -Cmdlet $Cmdlet -BoundParameters $BoundParameters) {
        try {
            $json = Invoke-NativeFunction -Name $Function -Argument (@($file) + $Option)
            $document = ConvertFrom-Document -Json $json
        }
        catch {
            # Nothing else would work either: the library is missing, for example.
            $Cmdlet.ThrowTerminatingError($_)
        }
        Write-Document -Cmdlet $Cmdlet -Document $document -Json $json -Target $file -AsJson:([bool]$BoundParameters['AsJson'])
    }
}

function ConvertTo-ErrorRecord {
    <#
    .SYNOPSIS
    Makes the error record of an error document: its code is the error id, its path the target.
    #>
    [OutputType([System.Management.Automation.ErrorRecord])]
    param(
        [Parameter(Mandatory)][psobject]$Document,
        [AllowEmptyString()][string]$Target = ''
    )

    $message = $Document.message
    [System.Management.Automation.ErrorCategory]$category, $exception = switch ($Document.code) {
        'invalidArgument' { 'InvalidArgument', [System.ArgumentException]::new($message) }
        'notFound' { 'ObjectNotFound', [System.IO.FileNotFoundException]::new($message, $Document.path) }
        'accessDenied' { 'PermissionDenied', [System.UnauthorizedAccessException]::new($message) }
        'malformed' { 'InvalidData', [System.IO.InvalidDataException]::new($message) }
        'timedOut' { 'OperationTimeout', [System.TimeoutException]::new($message) }
        'cancelled' { 'OperationStopped', [System.OperationCanceledException]::new($message) }
        'panic' { 'NotSpecified', [System.InvalidOperationException]::new($message) }
        default { 'ReadError', [System.IO.IOException]::new($message) }
    }
    $path = if ($null -ne $Document.path) { $Document.path } else { $Target }
    [System.Management.Automation.ErrorRecord]::new($exception, $Document.code, $category, $path)
}
