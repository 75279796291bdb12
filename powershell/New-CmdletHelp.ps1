<#
.SYNOPSIS
Writes a page of Markdown for each cmdlet, from its comment help and its parameters.
.DESCRIPTION
The pages in docs/cmdlets are made by this script; a test fails when they differ from what it writes.
.PARAMETER OutputPath
The folder for the pages. By default docs/cmdlets of the project.
.EXAMPLE
./powershell/New-CmdletHelp.ps1
.OUTPUTS
System.IO.FileInfo: the pages.
#>
[CmdletBinding()]
[OutputType([System.IO.FileInfo])]
param([string]$OutputPath)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$project = [System.IO.Path]::GetDirectoryName($PSScriptRoot)
if (-not $OutputPath) { $OutputPath = [System.IO.Path]::Combine($project, 'docs', 'cmdlets') }
$folder = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($OutputPath)
$public = [System.IO.Path]::Combine($PSScriptRoot, 'Wsus954960', 'Public')

# Paragraphs of help are plain text: what Markdown would take for its own is escaped.
function ConvertTo-Markdown([string]$Text) {
    $Text.Trim() -replace '[\\`*_<>\[\]]', '\$0'
}

# An example is a line of code, perhaps what it shows, and a remark.
function Get-ExamplePart([string]$Text) {
    $paragraphs = $Text.Trim() -split '(?:\r?\n){2,}'
    '```powershell'
    $paragraphs[0]
    '```'
    foreach ($paragraph in @($paragraphs | Select-Object -Skip 1)) {
        ''
        if ($paragraph -match '\n-{3}') { '```text'; $paragraph -split '\r?\n'; '```' } else { ConvertTo-Markdown -Text $paragraph }
    }
}

# What the parser and Get-Command know of a parameter, a line each.
function Get-ParameterFact([System.Management.Automation.ParameterMetadata]$Parameter, [System.Management.Automation.Language.ParameterAst]$Ast) {
    $type = if ($Parameter.SwitchParameter) { 'switch' } else { $Ast.StaticType.Name.ToLowerInvariant() }
    "- Type: ``$type``"
    if ($Parameter.Aliases.Count -gt 0) { '- Aliases: `' + ($Parameter.Aliases -join '`, `') + '`' }
    $sets = @($Parameter.ParameterSets.GetEnumerator() | Sort-Object -Property Key)
    if ($sets[0].Key -ne '__AllParameterSets') { "- Parameter set: $(@($sets | ForEach-Object { $_.Key }) -join ', ')" }
    if ($sets[0].Value.IsMandatory) { '- Required' }
    if ($sets[0].Value.Position -ge 0) { "- Position: $($sets[0].Value.Position)" }
    $pipeline = @(
        if ($sets[0].Value.ValueFromPipeline) { 'by value' }
        if ($sets[0].Value.ValueFromPipelineByPropertyName) { 'by property name' })
    if ($pipeline.Count -gt 0) { "- From the pipeline: $($pipeline -join ', ')" }
    if ($null -ne $Ast.DefaultValue) { "- Default: ``$($Ast.DefaultValue.Extent.Text)``" }
    foreach ($attribute in $Parameter.Attributes) {
        if ($attribute -is [System.Management.Automation.ValidateRangeAttribute]) { "- From $($attribute.MinRange) to $($attribute.MaxRange)" }
        if ($attribute -is [System.Management.Automation.SupportsWildcardsAttribute]) { '- Wildcards: yes' }
    }
}

function Get-Link([string]$Text) {
    if ($Text -match '^https?:') { "- <$Text>" }
    elseif ($Text -like 'about_*') { "- [$Text](../../powershell/Wsus954960/en-US/$Text.help.txt)" }
    else { "- [$Text]($Text.md)" }
}

function Get-Page([string]$Path) {
    $name = [System.IO.Path]::GetFileNameWithoutExtension($Path)
    $ast = [System.Management.Automation.Language.Parser]::ParseFile($Path, [ref]$null, [ref]$null)
    $function = $ast.Find({ $args[0] -is [System.Management.Automation.Language.FunctionDefinitionAst] }, $false)
    $help = $function.GetHelpContent()
    . $Path
    $command = Get-Command -Name $name -CommandType Function

    "# $name"
    ''
    ConvertTo-Markdown -Text $help.Synopsis
    ''
    '## Syntax'
    ''
    '```text'
    foreach ($set in $command.ParameterSets) { "$name $set" }
    '```'
    ''
    '## Description'
    ''
    ConvertTo-Markdown -Text $help.Description
    ''
    '## Examples'
    foreach ($example in $help.Examples) {
        ''
        Get-ExamplePart -Text $example
    }
    ''
    '## Parameters'
    foreach ($parameter in $function.Body.ParamBlock.Parameters) {
        $parameterName = $parameter.Name.VariablePath.UserPath
        ''
        "### -$parameterName"
        ''
        ConvertTo-Markdown -Text $help.Parameters[$parameterName.ToUpperInvariant()]
        ''
        Get-ParameterFact -Parameter $command.Parameters[$parameterName] -Ast $parameter
    }
    foreach ($part in 'Inputs', 'Outputs') {
        ''
        "## $part"
        ''
        foreach ($text in $help.$part) { ConvertTo-Markdown -Text $text }
    }
    ''
    '## See also'
    ''
    foreach ($link in $help.Links) { Get-Link -Text $link.Trim() }
}

$null = [System.IO.Directory]::CreateDirectory($folder)
foreach ($file in [System.IO.Directory]::GetFiles($public, '*.ps1') | Sort-Object) {
    $page = [System.IO.Path]::Combine($folder, [System.IO.Path]::GetFileNameWithoutExtension($file) + '.md')
    $text = (@(Get-Page -Path $file) -join "`n") -replace '\r', ''
    [System.IO.File]::WriteAllText($page, $text + "`n")
    Get-Item -LiteralPath $page
}
