function Get-Language {
    <#
    .SYNOPSIS
    Returns the language in which the module and the library speak to this session's user: ko, or else en.
    #>
    [OutputType([string])]
    param([AllowEmptyString()][string]$Culture = $PSUICulture)

    if ($Culture -match '^ko(-|$)') { 'ko' } else { 'en' }
}

function Get-Word {
    <#
    .SYNOPSIS
    Returns what the module itself says, in the user's language: the content of en-US/ or ko-KR/Wsus954960.Words.psd1.
    #>
    [OutputType([hashtable])]
    param()

    $language = Get-Language
    if (-not $script:Words.ContainsKey($language)) {
        # The folder is named instead of -UICulture, which fails where .NET runs without cultures (invariant mode).
        $folder = [System.IO.Path]::Combine($script:ModuleRoot, $script:WordFolders[$language])
        $script:Words[$language] = Import-LocalizedData -BaseDirectory $folder -FileName Wsus954960.Words.psd1
    }
    $script:Words[$language]
}

$script:WordFolders = @{ en = 'en-US'; ko = 'ko-KR' }
# The words read so far, by language: a session's culture may change.
$script:Words = @{}

function Add-Language {
    <#
    .SYNOPSIS
    Returns the JSON text of a request with the user's language in it, for all requests except those for documents as they were saved.
    #>
    [OutputType([string])]
    param([Parameter(Mandatory)][string]$Json)

    $Json -replace '^\{', "{""language"":""$(Get-Language)"","
}
