function Search-Wsus954960ServerLog {
    <#
    .SYNOPSIS
    Finds the exceptions of advisory 954960 in a server's SoftwareDistribution.log.
    .DESCRIPTION
    Reads a log of any size in one pass and constant memory, and finds the exceptions of the defect by their type and stack, whatever the language of the server's .NET Framework. Every InternalServerError fault in the log is listed with its cause, so that a client's failure can be confirmed or refuted by its fault id.
    .PARAMETER Path
    The log, or several. Wildcards are allowed.
    .PARAMETER LiteralPath
    The same without wildcards.
    .PARAMETER Since
    Counts only failures from this time on: a DateTime, a DateTimeOffset or a text. The log's times are UTC; a time without an offset is taken as UTC.
    .PARAMETER MaxIncidents
    How many incidents to list at most: the latest. All are counted. 1000 by default.
    .PARAMETER AsJson
    Writes the JSON text of each document instead of an object.
    .EXAMPLE
    Search-Wsus954960ServerLog '\\WSUS01\c$\Program Files\Update Services\LogFiles\SoftwareDistribution.log'

    Shows how many exceptions of the defect the log has.
    .EXAMPLE
    (Search-Wsus954960ServerLog .\SoftwareDistribution.log).faults | Where-Object cause -eq other

    Lists the faults that had another cause.
    .EXAMPLE
    (Search-Wsus954960ServerLog .\SoftwareDistribution.log).otherFaultDetails

    Tells what the other causes are, the most frequent first, and what to look at.
    .INPUTS
    System.String: paths of logs, also as the property Path, PSPath or FullName of objects, as Get-ChildItem writes them.
    .OUTPUTS
    Wsus954960.ServerLog: path, bytes, lines, encoding, firstTime, lastTime, incidentCount, incidents, incidentsOmitted, otherFaults, otherFaultDetails, faults; and LastFailureTime. With -AsJson a string.
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
    Search-Wsus954960ClientLog
    .LINK
    https://support.microsoft.com/kb/954960
    #>
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    [OutputType('Wsus954960.ServerLog', [string])]
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
        Write-FileDocument -Cmdlet $PSCmdlet -BoundParameters $PSBoundParameters -Kind serverLog
    }
}
