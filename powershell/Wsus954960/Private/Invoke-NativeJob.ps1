function Invoke-NativeJob {
    <#
    .SYNOPSIS
    Runs a job of the native library and writes the JSON text of each document as it comes: results, error documents, progress.
    .DESCRIPTION
    The library works on threads of its own, and this function looks in on it five times a second, so that Ctrl+C and a pipeline that
    has enough end it at once. Whatever ends it, the job is freed.
    #>
    [OutputType([string])]
    param([Parameter(Mandatory)][string]$Request)

    $library = Get-NativeLibrary
    $job = [System.IntPtr]::Zero
    $answer = [System.IntPtr]::Zero
    if ($library::wsus954960_job_start($Request, [ref]$job) -ne 0) {
        $null = $library::wsus954960_last_error([ref]$answer)
        Read-NativeText -Library $library -Pointer $answer
        return
    }
    try {
        do {
            $status = $library::wsus954960_job_next($job, 200, [ref]$answer)
            if ($answer -ne [System.IntPtr]::Zero) {
                Read-NativeText -Library $library -Pointer $answer
            }
        } while ($status -ne $script:JobFinished)
    }
    finally {
        $library::wsus954960_job_free($job)
    }
}

$script:JobFinished = 101

function Read-NativeText {
    <#
    .SYNOPSIS
    Returns the text that the library handed out, and frees it.
    #>
    [OutputType([string])]
    param([type]$Library, [System.IntPtr]$Pointer)

    try {
        [System.Runtime.InteropServices.Marshal]::PtrToStringUni($Pointer)
    }
    finally {
        $Library::wsus954960_free($Pointer)
    }
}

function ConvertTo-JobRequest {
    <#
    .SYNOPSIS
    Makes the JSON text of a request that assesses machines.
    #>
    [OutputType([string])]
    param(
        [Parameter(Mandatory)][hashtable[]]$Target,
        [int]$TimeoutSec,
        [int]$ThrottleLimit = 1
    )

    ConvertTo-Json -Compress -Depth 4 -InputObject @{ targets = $Target; concurrency = $ThrottleLimit; timeoutSeconds = $TimeoutSec }
}

function Resolve-ComputerName {
    <#
    .SYNOPSIS
    Returns the names of computers that were given. An object that came by pipeline and is no text gives its property Name.
    #>
    [OutputType([string])]
    param(
        [AllowNull()][AllowEmptyString()][AllowEmptyCollection()][string[]]$Name,
        [AllowNull()][object]$InputObject
    )

    # PowerShell made a text of the whole object where it has no property of the parameter's names.
    $isWhole = $null -ne $InputObject -and $InputObject -isnot [string] -and "$Name" -eq "$InputObject"
    if ($isWhole -and $InputObject.PSObject.Properties['Name']) { "$($InputObject.Name)" } else { $Name }
}

function Write-NoComputer {
    <#
    .SYNOPSIS
    Writes the error record for what names no computer.
    #>
    param([System.Management.Automation.PSCmdlet]$Cmdlet, [string]$Given)

    $message = "This names no computer: '$Given'. Give names, or objects with the property ComputerName, DNSHostName or Name."
    $document = [pscustomobject]@{ code = 'invalidArgument'; path = $Given; message = $message }
    $Cmdlet.WriteError((ConvertTo-ErrorRecord -Document $document))
}
