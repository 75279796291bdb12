function Import-DocumentType {
    <#
    .SYNOPSIS
    Gives the types of documents their flat fields, of Wsus954960.types.ps1xml, before the first document is made.
    .DESCRIPTION
    Not the manifest's TypesToProcess: with it, importing a second version into a session is an error for each of its fields. So the
    version that came first defines those that both have.
    #>
    param()

    if ($script:HasDocumentTypes) { return }
    $script:HasDocumentTypes = $true
    $file = [System.IO.Path]::Combine($script:ModuleRoot, 'Wsus954960.types.ps1xml')
    # A user who wants to know what is read is not told of this file.
    $VerbosePreference = 'SilentlyContinue'
    $null = Invoke-Attempt -ScriptBlock { Update-TypeData -PrependPath $file -ErrorAction Ignore }
}

$script:HasDocumentTypes = $false
