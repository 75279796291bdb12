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
