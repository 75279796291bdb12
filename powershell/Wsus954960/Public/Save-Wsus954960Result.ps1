function Save-Wsus954960Result {
    <#
    .SYNOPSIS
    Saves results in a folder, each machine's in a file of its own, also while the share is away.
    .DESCRIPTION
    Each machine's last result becomes a file NAME.json, whole or not at all: whoever reads the folder sees the old result or the new one. If the folder can't be reached, is full or refuses, the result waits in the spool on this machine, and the next run delivers it before its own. Only the newest result of a machine waits. What a run saves replaces the file of its machine, whatever the clocks say; a result that waited never replaces one whose assessedAt is later. If that file is another machine's, a folder's result gets NAME~ and a mark.

    The spool is %ProgramData%\wsus954960\spool, to which only administrators and the system have access; elsewhere than on Windows it is below the user's state. A session without these rights delivers directly once all results have come, and says that it can't use the spool; -SpoolPath names another folder.

    Each result goes into the spool as it comes, so that none is lost if the pipeline is stopped: the next run delivers it. They are delivered once all have come.
    .PARAMETER Path
    The folder. It must exist.
    .PARAMETER InputObject
    Results of Test-Wsus954960, as objects or as JSON text, also the error documents of machines without an answer. A text may hold one document, several, or an array of them, and may be a line that Get-Content reads from a file.
    .PARAMETER SpoolPath
    The folder in which results wait. It is made if it does not exist. One that belongs to someone else, or in which others can write, is refused.
    .PARAMETER AsJson
    Writes the JSON text of each document instead of an object.
    .EXAMPLE
    Test-Wsus954960 | Save-Wsus954960Result -Path \\FILES\Results

    Saves this machine's result on a share.
    .EXAMPLE
    Test-Wsus954960 -ComputerName (Get-Content .\servers.txt) | Save-Wsus954960Result -Path D:\Results | Where-Object state -ne delivered

    Saves the results of many servers, and shows those that are not in their file yet.
    .EXAMPLE
    Import-Wsus954960Result .\results.jsonl | Save-Wsus954960Result -Path .\Collected -SpoolPath .\Waiting

    Makes a file for each machine of a file with many results, by way of a spool that needs no administrator.
    .INPUTS
    Wsus954960.Assessment, or System.String with JSON text.
    .OUTPUTS
    Wsus954960.Delivery: name, path, state (delivered, spooled or failed), error; and ErrorText. What earlier runs left in the spool for this folder is among them. With -AsJson a string.
    .LINK
    about_Wsus954960
    .LINK
    Test-Wsus954960
    .LINK
    Import-Wsus954960Result
    .LINK
    Join-Wsus954960Result
    .LINK
    Export-Wsus954960Report
    .LINK
    Get-Wsus954960Version
    .LINK
    Search-Wsus954960ClientLog
    .LINK
    Search-Wsus954960ServerLog
    .LINK
    https://support.microsoft.com/kb/954960
    #>
    [CmdletBinding()]
    [OutputType('Wsus954960.Delivery', [string])]
    param(
        [Parameter(Mandatory, Position = 0)]
        [string]$Path,

        [Parameter(Mandatory, ValueFromPipeline)]
        [psobject]$InputObject,

        [string]$SpoolPath,

        [switch]$AsJson
    )

    begin {
        Use-CallerPreference -Cmdlet $PSCmdlet
        $texts = [System.Collections.Generic.List[string]]::new()
        $number = 0
        $folders = @(foreach ($key in 'Path', 'SpoolPath') {
                if ($PSBoundParameters.ContainsKey($key)) { Resolve-EvidencePath -Path $PSBoundParameters[$key] -Literal -Cmdlet $PSCmdlet }
            })
        # What can't be resolved has its error record.
        $isResolved = $folders.Count -eq 1 + [int]$PSBoundParameters.ContainsKey('SpoolPath')
        $to, $spool = $folders | ForEach-Object { ConvertTo-JsonString -Text $_ }
        if ($null -eq $spool) { $spool = 'null' }
        # Each text is a JSON string: nothing in it can change the request.
        $request = { '{{"save":{{"to":{0},"spool":{1},"keepOnly":{2},"texts":[{3}]}}}}' -f $to, $spool, $args[0], ($args[1] -join ',') }
    }

    process {
        if (-not $isResolved) { return }
        # Get-Content -ReadCount gives several lines at a time.
        foreach ($item in @($InputObject)) {
            $number++
            $text = ConvertTo-InputText -Cmdlet $PSCmdlet -Item $item -Number $number
            $texts.Add($text)
            # Nothing else runs if the pipeline is stopped. A line of a document is nothing by itself.
            if ($item -isnot [string] -or $item -match '(?s)^\s*[\[{].*[\]}]\s*$') {
                Complete-Job -Cmdlet $PSCmdlet -Request (& $request 'true' $text)
            }
        }
    }

    end {
        if ($isResolved) { Write-JobDocument -Cmdlet $PSCmdlet -Request (& $request 'false' $texts) -AsJson:$AsJson }
    }
}
