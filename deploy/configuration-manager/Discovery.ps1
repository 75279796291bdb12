# Discovery script of a configuration item: writes the verdict's word and ends with 0, or ends with 1 if there is no verdict, which
# Configuration Manager shows as an error and not as 'non-compliant'. docs/configuration-manager.md describes it step by step.
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
$verdict
exit 0
