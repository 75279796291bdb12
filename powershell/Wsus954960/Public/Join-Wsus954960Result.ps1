function Join-Wsus954960Result {
    <#
    .SYNOPSIS
    Tells which WSUS server blocks which clients, by the ids of the faults in their logs.
    .DESCRIPTION
    A client's log says that the server hit an internal error, and gives the fault's id; the server's log says under that id which error it was. Give the results of clients and servers in any order. Each pair of a client and a server at which it failed becomes an object, whose result is confirmed (it is the defect of advisory 954960), refuted (the server's log gives every failure another cause) or unmatched (no log has the fault). Clients without failures are left out.

    Each input is read by itself: one that is not a document becomes an error record with its number, and the others are joined.
    .PARAMETER InputObject
    Results of Test-Wsus954960, Search-Wsus954960ClientLog or Search-Wsus954960ServerLog, as objects or as JSON text. A text may hold one document, several, or an array of them, and may be a line that Get-Content reads from a file.
    .PARAMETER Path
    Files with saved results, or folders with .json and .jsonl files. They need not fit into memory. Wildcards are allowed.
    .PARAMETER AsJson
    Writes the JSON text of each document instead of an object.
    .EXAMPLE
    Test-Wsus954960 -ComputerName PC17, PC18, WSUS01 | Join-Wsus954960Result

    Looks at two clients and their server, and tells whether the server's defect is what blocks them.
    .EXAMPLE
    Join-Wsus954960Result -Path \\FILES\Results | Where-Object result -ne refuted | Group-Object server

    Counts the blocked clients of each server from saved results.
    .EXAMPLE
    Get-Content .\results.jsonl | Join-Wsus954960Result | Sort-Object lastTime

    Joins the lines of a file, and shows whose failure is the latest.
    .INPUTS
    Wsus954960.Assessment, Wsus954960.ClientLog, Wsus954960.ServerLog, or System.String with their JSON text.
    .OUTPUTS
    Wsus954960.Join: client, server, serverUrl, result, failureCount, confirmedCount, refutedCount, unmatchedCount, firstTime, lastTime, exceptions, correlations; and ExceptionName, FaultId. With -AsJson a string.
    .LINK
    about_Wsus954960
    .LINK
    Test-Wsus954960
    .LINK
    Save-Wsus954960Result
    .LINK
    Import-Wsus954960Result
    .LINK
    Get-Wsus954960Version
    .LINK
    Search-Wsus954960ClientLog
    .LINK
    Search-Wsus954960ServerLog
    .LINK
    https://support.microsoft.com/kb/954960
    #>
    [CmdletBinding(DefaultParameterSetName = 'InputObject')]
    [OutputType('Wsus954960.Join', [string])]
    param(
        [Parameter(Mandatory, ValueFromPipeline, ParameterSetName = 'InputObject')]
        [psobject]$InputObject,

        [Parameter(Mandatory, Position = 0, ParameterSetName = 'Path')]
        [SupportsWildcards()]
        [string[]]$Path,

        [switch]$AsJson
    )

    begin {
        Use-CallerPreference -Cmdlet $PSCmdlet
        $texts = [System.Collections.Generic.List[string]]::new()
        $number = 0
        $files = @()
        if ($PSCmdlet.ParameterSetName -eq 'Path') {
            $files = @(Resolve-GivenPath -Cmdlet $PSCmdlet -BoundParameters $PSBoundParameters)
        }
    }

    process {
        if ($PSCmdlet.ParameterSetName -eq 'InputObject') {
            # Get-Content -ReadCount gives several lines at a time.
            foreach ($item in @($InputObject)) {
                $number++
                $texts.Add((ConvertTo-InputText -Cmdlet $PSCmdlet -Item $item -Number $number))
            }
        }
    }

    end {
        # Each text is a JSON string: nothing in it can change the request.
        $request = '{{"join":{{"files":{0},"texts":[{1}]}}}}' -f (ConvertTo-Json -Compress -InputObject $files), ($texts -join ',')
        Write-JobDocument -Cmdlet $PSCmdlet -Request $request -AsJson:$AsJson
    }
}
