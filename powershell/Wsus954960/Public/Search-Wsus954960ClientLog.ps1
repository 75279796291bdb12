function Search-Wsus954960ClientLog {
    <#
    .SYNOPSIS
    Finds the failures of advisory 954960 in a client's WindowsUpdate.log.
    .DESCRIPTION
    Reads a log of any size in one pass and constant memory, and finds the failed SyncUpdates calls with the advisory's signature: error 0x8024400E with ErrorCode InternalServerError. Excerpts from mails and articles are recognised too.

    The client's log says only that the server hit an internal error. The server's log says which one, under the same fault id: Test-Wsus954960 -ServerLog compares the two.
    .PARAMETER Path
    The log, or several. Wildcards are allowed.
    .PARAMETER LiteralPath
    The same without wildcards.
    .PARAMETER Since
    Counts only failures from this time on: a DateTime, a DateTimeOffset or a text. A time without an offset is compared with the log's own clock; a local or UTC time with this machine's local time.
    .PARAMETER MaxIncidents
    How many incidents to list at most: the latest. All are counted. 1000 by default.
    .PARAMETER AsJson
    Writes the JSON text of each document instead of an object.
    .EXAMPLE
    Search-Wsus954960ClientLog .\WindowsUpdate.log

    Shows how many failures the log has.
    .EXAMPLE
    (Search-Wsus954960ClientLog \\PC17\c$\Windows\WindowsUpdate.log).incidents | Format-Table line, time, faultId, serverUrl

    Lists the failures with the ids to look for in the server's log.
    .EXAMPLE
    (Search-Wsus954960ClientLog C:\Windows\WindowsUpdate.log).otherFailureDetails

    Tells what the other failures are, the most frequent first, and what to look at.
    .INPUTS
    System.String: paths of logs, also as the property Path, PSPath or FullName of objects, as Get-ChildItem writes them.
    .OUTPUTS
    Wsus954960.ClientLog: path, bytes, lines, encoding, format, firstTime, lastTime, incidentCount, partialCount, incidents, incidentsOmitted, otherFailures, otherFailureDetails; and LastFailureTime, ServerUrl, OtherFailureCount. With -AsJson a string.
    .LINK
    about_Wsus954960
    .LINK
    Test-Wsus954960
    .LINK
    Save-Wsus954960Result
    .LINK
    Import-Wsus954960Result
    .LINK
    Join-Wsus954960Result
    .LINK
    Get-Wsus954960Version
    .LINK
    Search-Wsus954960ServerLog
    .LINK
    https://support.microsoft.com/kb/954960
    #>
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    [OutputType('Wsus954960.ClientLog', [string])]
    param(
        [Parameter(Mandatory, Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName, ParameterSetName = 'Path')]
        [SupportsWildcards()]
        [string[]]$Path,

        [Parameter(Mandatory, ValueFromPipelineByPropertyName, ParameterSetName = 'LiteralPath')]
        [Alias('PSPath', 'FullName')]
        [string[]]$LiteralPath,

        [ArgumentCompleter({ & (Get-Command -Name $args[0]).Module { Get-TimeCompletion -Word $args[0] } $args[2] })]
        [ValidateScript({ Test-Time -Value $_ })]
        [object]$Since,

        [ValidateRange(0, [int]::MaxValue)]
        [int]$MaxIncidents,

        [switch]$AsJson
    )

    begin {
        Use-CallerPreference -Cmdlet $PSCmdlet
    }

    process {
        Write-FileDocument -Cmdlet $PSCmdlet -BoundParameters $PSBoundParameters -Kind clientLog
    }
}
