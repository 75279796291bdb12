<#
.SYNOPSIS
Measures what the module costs on top of a bare shell, before and after a change, in one run.
.DESCRIPTION
Starts shells in turn, round by round, so that whatever else the machine does meets all alike: one that does nothing, and for each module
one that imports it and one that makes a first call too; last the command on a small root. Prints the median of each in milliseconds, what it
adds to the bare shell, and by how much a module differs from the first: the median of the differences within the rounds.
.PARAMETER Module
The folder of an assembled module, or those of two to compare: before and after.
.PARAMETER Rounds
How often each runs.
.EXAMPLE
pwsh -NoProfile -File benches/module-import.ps1 -Module old/Wsus954960/0.1.0,dist/Wsus954960/0.1.0
.OUTPUTS
PSCustomObject: Run, MedianMs, AddedMs, DifferenceMs.
#>
[CmdletBinding()]
[OutputType([psobject])]
param(
    [Parameter(Mandatory)][string[]]$Module,
    [int]$Rounds = 15
)

Set-StrictMode -Version Latest
$project = [System.IO.Path]::GetDirectoryName($PSScriptRoot)
$dll = [System.IO.Path]::Combine($project, 'tests', 'fixtures', 'dll', 'sp1.dll')
$root = [System.IO.Path]::Combine($project, 'tests', 'fixtures', 'roots', 'affected')
$shell = (Get-Process -Id $PID).Path

function Get-Median([double[]]$Value) {
    $sorted = @($Value | Sort-Object)
    [System.Math]::Round($sorted[[System.Math]::Floor($sorted.Count / 2)], 1)
}

# "pwsh -File module-import.ps1 -Module a,b" passes one text.
$folders = @($Module -split ',' | ForEach-Object { (Resolve-Path -LiteralPath $_).ProviderPath })
$command = @(Get-ChildItem -LiteralPath (Join-Path -Path $folders[-1] -ChildPath 'bin') -Recurse -File)[0].FullName
$runs = @(
    @{ Name = 'bare shell'; What = 'bare'; Script = '$null' }
    foreach ($number in 1..$folders.Count) {
        $import = "Import-Module '$($folders[$number - 1])/Wsus954960.psd1'"
        @{ Name = "import, module $number"; What = 'import'; Script = $import }
        @{ Name = "import and first call, module $number"; What = 'first call'; Script = "$import; `$null = Get-Wsus954960Version '$dll'" }
    }
    @{ Name = 'command'; What = 'command'; Script = $null }
)
foreach ($round in 0..$Rounds) {
    foreach ($run in $runs) {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $null = if ($null -ne $run.Script) { & $shell -NoProfile -Command $run.Script } else { & $command test --root $root --quiet }
        $elapsed = $watch.Elapsed.TotalMilliseconds
        # The first round warms the disk.
        if ($round -eq 0) { $run.Times = [System.Collections.Generic.List[double]]::new() } else { $run.Times.Add($elapsed) }
    }
}
$bare = Get-Median -Value $runs[0].Times
foreach ($run in $runs) {
    $before = @($runs | Where-Object { $_.What -eq $run.What })[0]
    $median = Get-Median -Value $run.Times
    [pscustomobject]@{
        Run          = $run.Name
        MedianMs     = $median
        AddedMs      = if ($null -ne $run.Script) { [System.Math]::Round($median - $bare, 1) }
        DifferenceMs = Get-Median -Value @(foreach ($index in 0..($Rounds - 1)) { $run.Times[$index] - $before.Times[$index] })
    }
}
