function Split-TextLine {
    <#
    .SYNOPSIS
    Wraps a text at words, and writes its lines.
    .DESCRIPTION
    PowerShell wraps a view's text at words only in a few European cultures, and cuts it in others, such as Korean. A word longer than a
    line stays whole, so that paths and URLs can be copied. What could act on a terminal is escaped first, so that its width is that of
    what shows.
    .PARAMETER Width
    How many columns a line may take.
    .PARAMETER First
    What the first line begins with.
    .PARAMETER Indent
    What the other lines begin with.
    #>
    [OutputType([string])]
    param(
        [AllowNull()][AllowEmptyString()][string]$Text,
        [Parameter(Mandatory)][int]$Width,
        [AllowEmptyString()][string]$First = '',
        [AllowEmptyString()][string]$Indent = ''
    )

    $line = $First
    $columns = Get-ColumnCount -Text $First
    $isStart = $true
    foreach ($word in (ConvertTo-VisibleText -Text $Text) -split ' ') {
        $length = Get-ColumnCount -Text $word
        if ($isStart) {
            $line += $word
            $columns += $length
            # No line begins with one of several spaces.
            $isStart = $word -eq ''
        }
        elseif ($columns + 1 + $length -le $Width) {
            $line += " $word"
            $columns += 1 + $length
        }
        else {
            $line.TrimEnd(' ')
            $line = $Indent + $word
            $columns = $Indent.Length + $length
            $isStart = $word -eq ''
        }
    }
    $line.TrimEnd(' ')
}

function Get-ColumnCount {
    <#
    .SYNOPSIS
    Returns how many columns of a terminal a text takes at most.
    .DESCRIPTION
    Wide characters take two; so do surrogate pairs, most of which are wide. Characters without width, like combining marks, count as one:
    better a line that is too short than one that is cut.
    #>
    [OutputType([int])]
    param([AllowEmptyString()][string]$Text)

    $Text.Length + [regex]::Matches($Text, $script:WideCharacter).Count
}

# East Asian Width W and F in UAX #11 of Unicode 16, for characters of one UTF-16 unit.
$script:WideCharacter = '[\u1100-\u115F\u231A\u231B\u2329\u232A\u23E9-\u23EC\u23F0\u23F3\u25FD\u25FE\u2614\u2615\u2630-\u2637\u2648-\u2653\u267F\u268A-\u268F\u2693\u26A1' +
    '\u26AA\u26AB\u26BD\u26BE\u26C4\u26C5\u26CE\u26D4\u26EA\u26F2\u26F3\u26F5\u26FA\u26FD\u2705\u270A\u270B\u2728\u274C\u274E\u2753-\u2755\u2757' +
    '\u2795-\u2797\u27B0\u27BF\u2B1B\u2B1C\u2B50\u2B55\u2E80-\u303E\u3041-\u3247\u3250-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE10-\uFE19' +
    '\uFE30-\uFE6B\uFF01-\uFF60\uFFE0-\uFFE6]'

function Get-ViewWidth {
    <#
    .SYNOPSIS
    Returns how many columns a line of a view may take.
    .DESCRIPTION
    PowerShell leaves the last column of a console free. Out-String and Out-File have 120 columns, however wide the host is, and so has
    a host that does not know its width: lines are never longer.
    #>
    [OutputType([int])]
    param()

    $attempt = Invoke-Attempt -ScriptBlock { $Host.UI.RawUI.BufferSize.Width }
    $width = if ($attempt.Value -gt 0) { $attempt.Value } else { 120 }
    [System.Math]::Min($width, 120) - 1
}
