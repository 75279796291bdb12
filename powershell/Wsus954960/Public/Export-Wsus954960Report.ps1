function Export-Wsus954960Report {
    <#
    .SYNOPSIS
    Writes a report on the results of any number of machines: a page for people, or a table.
    .DESCRIPTION
    The page is one HTML file that needs no network: what to do today, failures over time, which server blocks which clients, all machines, and what could not be read. It is in the user's language. A CSV file has a row for each machine, and a JSON file all of the report's data.

    Nothing that a log or a name says acts in a report, as markup or as a formula. A report believes what the results say: a file does not show who wrote it.

    What is not a result becomes an error record, and the report has the others. An older report is replaced when the new one is complete.
    .PARAMETER Path
    Files with saved results, or folders with .json and .jsonl files. They need not fit into memory. Wildcards are allowed.
    .PARAMETER LiteralPath
    The same without wildcards.
    .PARAMETER InputObject
    Results of Test-Wsus954960, Search-Wsus954960ClientLog or Search-Wsus954960ServerLog, as objects or as JSON text. A text may hold one document, several, or an array of them, and may be a line that Get-Content reads from a file.
    .PARAMETER OutputPath
    The file to write. It can't be one of the files with results, or a .json file in one of their folders.
    .PARAMETER Format
    html, csv or json; by default what the file's name calls for, else html.
    .PARAMETER PassThru
    Writes the file as an object.
    .EXAMPLE
    Export-Wsus954960Report -Path \\FILES\Results -OutputPath .\report.html

    Makes a page of all results that are saved in a folder.
    .EXAMPLE
    Export-Wsus954960Report -Path .\results.jsonl -OutputPath .\machines.csv -PassThru

    Makes a table for a spreadsheet.
    .EXAMPLE
    Test-Wsus954960 -ComputerName (Get-Content .\servers.txt) | Export-Wsus954960Report -OutputPath .\report.html -PassThru | Invoke-Item

    Looks at many servers, and opens the page about them.
    .INPUTS
    Wsus954960.Assessment, Wsus954960.ClientLog, Wsus954960.ServerLog, or System.String with their JSON text.
    .OUTPUTS
    None. With -PassThru System.IO.FileInfo.
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
    Search-Wsus954960ServerLog
    .LINK
    https://support.microsoft.com/kb/954960
    #>
    [CmdletBinding(DefaultParameterSetName = 'InputObject')]
    [OutputType([System.IO.FileInfo])]
    param(
        [Parameter(Mandatory, Position = 0, ParameterSetName = 'Path')]
        [SupportsWildcards()]
        [string[]]$Path,

        [Parameter(Mandatory, ParameterSetName = 'LiteralPath')]
        [Alias('PSPath')]
        [string[]]$LiteralPath,

        [Parameter(Mandatory, ValueFromPipeline, ParameterSetName = 'InputObject')]
        [psobject]$InputObject,

        [Parameter(Mandatory)]
        [string]$OutputPath,

        [ValidateSet('html', 'csv', 'json')]
        [string]$Format,

        [switch]$PassThru
    )

    begin {
        Use-CallerPreference -Cmdlet $PSCmdlet
        $texts = [System.Collections.Generic.List[string]]::new()
        $number = 0
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
        $output = Resolve-EvidencePath -Path $OutputPath -Literal -Cmdlet $PSCmdlet
        # What can't be resolved has its error record.
        if ($null -eq $output) { return }
        $files = @()
        if ($PSCmdlet.ParameterSetName -ne 'InputObject') {
            $files = @(Resolve-GivenPath -Cmdlet $PSCmdlet -BoundParameters $PSBoundParameters)
            if ($files.Count -eq 0) { return }
        }
        $kind = if ($Format) { ConvertTo-JsonString -Text $Format.ToLowerInvariant() } else { 'null' }
        # Each text is a JSON string: nothing in it can change the request.
        $request = '{{"report":{{"files":{0},"texts":[{1}]}},"output":{2},"format":{3}}}' -f
            (ConvertTo-Json -Compress -InputObject $files), ($texts -join ','), (ConvertTo-JsonString -Text $output), $kind
        # The counts come when the file is written.
        $counts = Write-JobDocument -Cmdlet $PSCmdlet -Request $request -AsJson
        if ($counts -and $PassThru) { Get-Item -LiteralPath $output }
    }
}
