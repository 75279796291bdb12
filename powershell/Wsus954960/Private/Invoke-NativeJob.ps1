function Invoke-NativeJob {
    <#
    .SYNOPSIS
    Runs a job of the native library and writes the JSON text of each document as it comes: results, error documents, progress.
    .DESCRIPTION
    The library works on threads of its own, and this function asks it for documents five times a second, so that Ctrl+C, or a pipeline
    that has enough, ends it at once. However it ends, the job is freed.
    #>
    [OutputType([string])]
    param([Parameter(Mandatory)][string]$Request)

    $library = Get-NativeLibrary
    $job = [uint64]0
    # A pointer: the assembly's method Take makes a text of it, or null, and frees it.
    $answer = 0
    $status = $library::wsus954960_job_start($Request, [ref]$job, [ref]$answer)
    try {
        if ($status -ne $script:JobOk) {
            $library::Take($answer)
            return
        }
        # Any other status means that nothing more comes. Only a failed call has a document then.
        do {
            $status = $library::wsus954960_job_next($job, 200, [ref]$answer)
            $json = $library::Take($answer)
            if ($null -ne $json) { $json }
        } while ($status -eq $script:JobOk -or $status -eq $script:JobNothingYet)
    }
    finally {
        $library::wsus954960_job_free($job)
    }
}

$script:JobOk = 0
$script:JobNothingYet = 100

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
