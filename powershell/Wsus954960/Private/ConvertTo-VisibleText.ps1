function ConvertTo-VisibleText {
    <#
    .SYNOPSIS
    Returns a text in which nothing acts on a terminal: control characters, line breaks and directional marks are escaped, like \u{1b}.
    Names, paths and log lines are other people's text.
    .DESCRIPTION
    The columns and lists in Wsus954960.format.ps1xml do the same with operators.
    #>
    [OutputType([string])]
    param([AllowNull()][AllowEmptyString()][string]$Text)

    $parts = foreach ($part in $Text -split '([\p{Cc}\p{Cf}\p{Zl}\p{Zp}])') {
        if ($part -match '^[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]$') { '\u{{{0:x}}}' -f [int][char]$part } else { $part }
    }
    -join $parts
}
