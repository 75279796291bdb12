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
    $status = 0
    $json = $library.Start($Request, [ref]$job, [ref]$status)
    try {
        if ($status -ne $script:JobOk) {
            $json
            return
        }
        # Any other status means that nothing more comes. Only a failed call has a document then.
        do {
            $json = $library.Next($job, 200, [ref]$status)
            if ($null -ne $json) { $json }
        } while ($status -eq $script:JobOk -or $status -eq $script:JobNothingYet)
    }
    finally {
        $library.Free($job)
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
