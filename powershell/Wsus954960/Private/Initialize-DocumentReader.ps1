function Initialize-DocumentReader {
    <#
    .SYNOPSIS
    Prepares for the first document: what this PowerShell makes of times, and the flat fields of the documents' types, of
    Wsus954960.types.ps1xml.
    .DESCRIPTION
    Not the manifest's TypesToProcess: with it, importing a second version into a session is an error for each of its fields. So the
    version that came first defines those that both have.
    #>
    param()

    # A pattern: comparing versions takes longer the first time.
    $script:HasDateKind = "$($PSVersionTable.PSVersion)" -match '^(7\.([5-9]|\d\d)|[89]|\d\d)'
    $script:MakesDates = -not $script:HasDateKind -and $PSVersionTable.PSEdition -eq 'Core'
    $file = [System.IO.Path]::Combine($script:ModuleRoot, 'Wsus954960.types.ps1xml')
    # A user who wants to know what is read is not told of this file.
    $VerbosePreference = 'SilentlyContinue'
    $null = Invoke-Attempt -ScriptBlock { Update-TypeData -PrependPath $file -ErrorAction Ignore }
}
