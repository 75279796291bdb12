<#
.SYNOPSIS
A Group Policy startup script: assesses this computer, and saves the result in a folder.
.DESCRIPTION
The folders win-x64 and win-x86 of the module's bin lie beside it. docs/group-policy.md describes it step by step.
.PARAMETER Path
The folder for the results, usually a share.
#>
[CmdletBinding()]
param([string]$Path)

# Nobody is there to be asked.
if (-not $Path) {
    [System.Console]::Error.WriteLine('wsus954960: give the folder for the results as the script''s parameter.')
    exit 2
}
# The second variable is that of a 32-bit process on a 64-bit Windows.
$platform = if ('AMD64' -in $env:PROCESSOR_ARCHITECTURE, $env:PROCESSOR_ARCHITEW6432) { 'win-x64' } else { 'win-x86' }
$command = [System.IO.Path]::Combine($PSScriptRoot, $platform, 'wsus954960.exe')
# A backslash before a quotation mark would be part of the path.
& $command test --quiet --event-log --save-to $Path.TrimEnd('\')
exit $LASTEXITCODE
