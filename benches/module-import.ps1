<#
.SYNOPSIS
Measures what the module costs on top of a bare shell, and the command from start to exit, in one run.
.DESCRIPTION
Runs in turn a shell that does nothing, a shell that imports the module and makes a first call, and the command on a small
root. Prints the medians in milliseconds, the time that the module adds, and its ratio to the bare shell.
.PARAMETER Module
The assembled module's folder.
.PARAMETER Rounds
How many times each runs.
.EXAMPLE
pwsh -NoProfile -File benches/module-import.ps1 -Module dist/Wsus954960/0.1.0
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)][string]$Module,
    [int]$Rounds = 15
)

Set-StrictMode -Version Latest
$project = [System.IO.Path]::GetDirectoryName($PSScriptRoot)
$folder = (Resolve-Path -LiteralPath $Module).ProviderPath
$dll = [System.IO.Path]::Combine($project, 'tests', 'fixtures', 'dll', 'sp1.dll')
$root = [System.IO.Path]::Combine($project, 'tests', 'fixtures', 'roots', 'affected')
$shell = (Get-Process -Id $PID).Path
$command = @(Get-ChildItem -LiteralPath (Join-Path -Path $folder -ChildPath 'bin') -Recurse -File)[0].FullName
if ([System.Environment]::OSVersion.Platform -ne 'Win32NT') { & chmod +x $command }

$runs = [ordered]@{
    bare    = { $null = & $shell -NoProfile -Command '$null' }
    module  = { $null = & $shell -NoProfile -Command "Import-Module '$folder/Wsus954960.psd1'; `$null = Get-Wsus954960Version '$dll'" }
    command = { $null = & $command test --root $root --quiet }
}
$times = @{}
foreach ($name in $runs.Keys) {
    $times[$name] = [System.Collections.Generic.List[double]]::new()
    & $runs[$name]
}
foreach ($round in 1..$Rounds) {
    foreach ($name in $runs.Keys) {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        & $runs[$name]
        $times[$name].Add($watch.Elapsed.TotalMilliseconds)
    }
}
$median = @{}
foreach ($name in $runs.Keys) {
    $sorted = @($times[$name] | Sort-Object)
    $median[$name] = $sorted[[int][Math]::Floor($sorted.Count / 2)]
}
[pscustomobject]@{
    BareShellMs   = [Math]::Round($median.bare, 1)
    WithModuleMs  = [Math]::Round($median.module, 1)
    AddedMs       = [Math]::Round($median.module - $median.bare, 1)
    RatioToBare   = [Math]::Round($median.module / $median.bare, 3)
    CommandMs     = [Math]::Round($median.command, 1)
    Rounds        = $Rounds
}
