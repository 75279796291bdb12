# Detection script of an application that installs update KB 954960: writes a line if WSUS has the update, nothing if it has not, and ends
# with 0; ends with 1 if that can't be told, which Configuration Manager takes for 'unknown'. docs/configuration-manager.md describes it.
# It has no parameters because Configuration Manager passes none, and runs in Windows PowerShell 2.0 and later.

# The command: wsus954960.exe itself, or the folder with win-x64\wsus954960.exe and win-x86\wsus954960.exe.
$tool = '\\SERVER\SHARE\wsus954960'

# The second variable is that of a 32-bit process on a 64-bit Windows.
$platform = if ($env:PROCESSOR_ARCHITECTURE, $env:PROCESSOR_ARCHITEW6432 -contains 'AMD64') { 'win-x64' } else { 'win-x86' }
$command = if ($tool -like '*.exe') { $tool } else { "$tool\$platform\wsus954960.exe" }
if (-not (Test-Path -LiteralPath $command -PathType Leaf)) {
    Write-Error -Message "wsus954960: ${command}: not there, or this computer's account may not read it."
    exit 1
}

# Configuration Manager ends a script after 60 seconds. Within a document only its own verdict stands at the beginning of a line.
$verdict = & $command test --json --timeout 45 | ForEach-Object { if ($_ -cmatch '^  "verdict": "([A-Za-z]+)"') { $matches[1] } }
if (-not $verdict) {
    Write-Error -Message "wsus954960: no verdict (exit code $LASTEXITCODE)."
    exit 1
}
if ($verdict -eq 'indeterminate') {
    Write-Error -Message 'wsus954960: this computer could not be judged.'
    exit 1
}
if ($verdict -eq 'fixed') { $verdict }
exit 0
