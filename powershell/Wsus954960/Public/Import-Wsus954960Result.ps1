function Import-Wsus954960Result {
    <#
    .SYNOPSIS
    Reads saved documents, from any number of machines.
    .DESCRIPTION
    Makes objects again from the JSON text that Test-Wsus954960, Get-Wsus954960Version, Search-Wsus954960ClientLog and Search-Wsus954960ServerLog write with -AsJson, one by one: a hundred thousand documents need no more memory than one. A file may hold one document, an array of them, or one on each line, in UTF-8 or UTF-16. A machine that could not be assessed becomes an error record again, and so does whatever is not a document.

    The objects give reasons, remedies and errors in the user's language, whatever language they were saved in.
    .PARAMETER Path
    Files, or folders with .json and .jsonl files. Wildcards are allowed. If there are very many files, give their folder.
    .PARAMETER LiteralPath
    The same without wildcards.
    .PARAMETER AsJson
    Writes the JSON text of each document instead of an object, as it was saved and in the language that it was saved in.
    .EXAMPLE
    Import-Wsus954960Result \\FILES\Results | Group-Object verdict -NoElement

    Counts the verdicts of all machines whose results are saved in a folder.
    .EXAMPLE
    Import-Wsus954960Result .\results.jsonl | Join-Wsus954960Result | Where-Object result -eq confirmed

    Shows which server blocks which clients.
    .EXAMPLE
    Import-Wsus954960Result .\results.jsonl | Where-Object compliant -ne $true | Format-List ComputerName, verdict, WhatToDo

    Shows what to do on each machine that needs it.
    .INPUTS
    System.String: paths of files and folders, also as the property Path, PSPath or FullName of objects, as Get-ChildItem writes them.
    .OUTPUTS
    Wsus954960.Assessment, Wsus954960.Version, Wsus954960.ClientLog, Wsus954960.ServerLog. With -AsJson a string.
    .LINK
    about_Wsus954960
    .LINK
    Test-Wsus954960
    .LINK
    Save-Wsus954960Result
    .LINK
    Join-Wsus954960Result
    .LINK
    Get-Wsus954960Version
    .LINK
    Search-Wsus954960ClientLog
    .LINK
    Search-Wsus954960ServerLog
    .LINK
    https://support.microsoft.com/kb/954960
    #>
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    [OutputType('Wsus954960.Assessment', 'Wsus954960.Version', 'Wsus954960.ClientLog', 'Wsus954960.ServerLog', [string])]
    param(
        [Parameter(Mandatory, Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName, ParameterSetName = 'Path')]
        [SupportsWildcards()]
        [string[]]$Path,

        [Parameter(Mandatory, ValueFromPipelineByPropertyName, ParameterSetName = 'LiteralPath')]
        [Alias('PSPath', 'FullName')]
        [string[]]$LiteralPath,

        [switch]$AsJson
    )

    begin {
        Use-CallerPreference -Cmdlet $PSCmdlet
    }

    process {
        $files = @(Resolve-GivenPath -Cmdlet $PSCmdlet -BoundParameters $PSBoundParameters)
        if ($files.Count -gt 0) {
            $request = ConvertTo-Json -Compress -Depth 3 -InputObject @{ saved = @{ files = $files } }
            Write-JobDocument -Cmdlet $PSCmdlet -Request $request -AsJson:$AsJson -AsSaved:$AsJson
        }
    }
}
