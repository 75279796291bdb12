function ConvertTo-JsonString {
    <#
    .SYNOPSIS
    Makes a JSON string from any text.
    .DESCRIPTION
    In Windows PowerShell, ConvertTo-Json makes an object from a line of Get-Content, with its path and provider.
    #>
    [OutputType([string])]
    param([Parameter(Mandatory)][AllowEmptyString()][string]$Text)

    $escaped = (ConvertTo-UnicodeText -Text $Text) -replace '[\\"]', '\$0'
    if ($escaped -match '[\x00-\x1f]') {
        foreach ($code in 0..31) { $escaped = $escaped.Replace([string][char]$code, ('\u{0:x4}' -f $code)) }
    }
    '"' + $escaped + '"'
}

function ConvertTo-DocumentJson {
    <#
    .SYNOPSIS
    Makes the JSON text of a document, or of any other object that was given as one.
    .DESCRIPTION
    A copy without its type's name has no flat fields to compute, which takes longer than all the rest.
    #>
    [OutputType([string])]
    param([Parameter(Mandatory)][psobject]$Object)

    if ($Object -is [System.Management.Automation.PSCustomObject]) {
        $Object = $Object.PSObject.Copy()
        $Object.PSObject.TypeNames.Clear()
    }
    ConvertTo-Json -Compress -Depth 20 -InputObject $Object
}

function ConvertTo-UnicodeText {
    <#
    .SYNOPSIS
    Returns a text as valid UTF-16: half a surrogate pair, for which the library would refuse the whole request, becomes U+FFFD.
    #>
    [OutputType([string])]
    param([Parameter(Mandatory)][AllowEmptyString()][string]$Text)

    $Text -replace $script:HalfPair, [string][char]0xFFFD
}

$script:HalfPair = '[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]'
