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
