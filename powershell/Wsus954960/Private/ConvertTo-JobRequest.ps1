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
