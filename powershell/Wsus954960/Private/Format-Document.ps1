# What the views in Wsus954960.format.ps1xml show. Strict mode is off: if an object lacks a property, a view shows the rest.

function Format-Assessment {
    <#
    .SYNOPSIS
    Writes the lines of an assessment's default view: the verdict, why, what to do, and what could not be read.
    #>
    [OutputType([string])]
    param([Parameter(Mandatory)][psobject]$Document)

    Set-StrictMode -Off
    $words = Get-Word
    $width = Get-ViewWidth
    $verdict = $words.Verdict["$($Document.verdict)"]
    if (-not $verdict) { $verdict = "$($Document.verdict)".ToUpperInvariant() }
    Split-TextLine -Text "${verdict}: $($Document.target.name)" -Width $width -Indent '  '
    $sections = @(
        @{ Title = $words.Heading.Why; Items = @($Document.reasons | ForEach-Object { $_.text }) }
        @{ Title = $words.Heading.WhatToDo; Items = @($Document.remediation | ForEach-Object { Get-RemedyText -Remedy $_ }) }
        @{ Title = $words.Heading.NotRead; Items = @($Document.errors | ForEach-Object { $_.message }) }
    )
    foreach ($section in $sections) {
        if ($section.Items.Count -eq 0) { continue }
        ''
        $section.Title
        foreach ($item in $section.Items) { Split-TextLine -Text $item -Width $width -First '  - ' -Indent '    ' }
    }
}

function Format-Entry {
    <#
    .SYNOPSIS
    Writes the lines of the default view of a reason, a remedy or an error: its name, and what it says.
    #>
    [OutputType([string])]
    param([AllowNull()][AllowEmptyString()][string]$Name, [AllowNull()][AllowEmptyString()][string]$Text)

    Split-TextLine -Text "${Name}: $Text" -Width (Get-ViewWidth) -Indent '    '
}

function Format-ListText {
    <#
    .SYNOPSIS
    Returns the value of a property in a list view, wrapped at words: one sentence, or several with a dash before each.
    .PARAMETER LabelWidth
    How many columns the longest name of the list takes: the values stand to the right of it.
    #>
    [OutputType([string])]
    param([AllowNull()][AllowEmptyCollection()][AllowEmptyString()][string[]]$Text, [Parameter(Mandatory)][int]$LabelWidth)

    $parameters = @{ Width = [System.Math]::Max(20, (Get-ViewWidth) - $LabelWidth - ' : '.Length) }
    if (@($Text).Count -gt 1) { $parameters += @{ First = '- '; Indent = '  ' } }
    @(foreach ($item in $Text) { Split-TextLine -Text $item @parameters }) -join "`n"
}

function Get-RemedyText {
    <#
    .SYNOPSIS
    Returns what a remedy says, which parameter of this module it takes, and where Microsoft describes it.
    #>
    [OutputType([string])]
    param([Parameter(Mandatory)][psobject]$Remedy)

    Set-StrictMode -Off
    @($Remedy.text, (Get-Word).RemedyHint["$($Remedy.id)"], $Remedy.url | Where-Object { $_ }) -join ' '
}

function Get-LogDoubt {
    <#
    .SYNOPSIS
    Returns why not all of a log could be read, in a few words; nothing if it could.
    #>
    [OutputType([string])]
    param([Parameter(Mandatory)][psobject]$Log)

    Set-StrictMode -Off
    $words = (Get-Word).Doubt
    if ($null -eq $Log.firstTime) { $words.NothingRead } elseif ($Log.mixedEncodings) { $words.MixedEncodings } elseif ($Log.cutOff) { $words.CutOff }
}
