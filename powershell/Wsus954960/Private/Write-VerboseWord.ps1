function Write-VerboseWord {
    <#
    .SYNOPSIS
    Tells a user who wants to know (-Verbose) what is done: the module's sentence of that name, with the given values.
    #>
    param(
        [Parameter(Mandatory)][string]$Name,
        [Parameter(Mandatory)][object[]]$Value
    )

    if (Test-Verbose) {
        Write-Verbose -Message (ConvertTo-VisibleText -Text ((Get-Word).Verbose[$Name] -f $Value))
    }
}

function Test-Verbose {
    <#
    .SYNOPSIS
    Returns whether the user wants to know what is done.
    #>
    [OutputType([bool])]
    param()

    $VerbosePreference -notin 'SilentlyContinue', 'Ignore'
}

function Write-EvidenceRead {
    <#
    .SYNOPSIS
    Tells a user who wants to know which files a document is about, and how long reading them took.
    .PARAMETER Milliseconds
    The time since the answer before, for documents that do not give their own.
    #>
    param(
        [Parameter(Mandatory)][string]$Json,
        [Parameter(Mandatory)][long]$Milliseconds
    )

    $attempt = Invoke-Attempt -ScriptBlock { ConvertFrom-Document -Json $Json }
    if ($null -ne $attempt.Problem) { return }
    $document = $attempt.Value
    if ($document.kind -eq 'assessment') {
        $files = @(@($document.version) + $document.clientLogs + $document.serverLogs | Where-Object { $null -ne $_ } | ForEach-Object { $_.path })
        $name = if ($files.Count -gt 0) { 'MachineRead' } else { 'NothingRead' }
        Write-VerboseWord -Name $name -Value $document.target.name, $document.target.root, $document.durationMs, ($files -join ', ')
    }
    elseif ($document.kind -ne 'error') {
        Write-VerboseWord -Name FileRead -Value $document.path, $Milliseconds
    }
}
