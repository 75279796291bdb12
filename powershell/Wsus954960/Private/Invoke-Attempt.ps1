function Invoke-Attempt {
    <#
    .SYNOPSIS
    Runs a block and returns its value, or the problem that ended it, without a trace in the user's -ErrorVariable and $Error.
    .DESCRIPTION
    What a function catches appears there nevertheless. The method Invoke runs a block in a pipeline of its own, which has neither.
    #>
    [OutputType([hashtable])]
    param([Parameter(Mandatory)][scriptblock]$ScriptBlock)

    $attempt = {
        try { @{ Value = & $ScriptBlock; Problem = $null } }
        catch {
            if ($global:Error.Count -gt 0) { $global:Error.RemoveAt(0) }
            @{ Value = $null; Problem = $_ }
        }
    }
    $attempt.Invoke()
}
