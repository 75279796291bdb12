<#
.SYNOPSIS
Imports the assembled module for the tests and returns its folder: the one that WSUS954960_MODULE names, or else a new one.
#>
Set-StrictMode -Version Latest
$project = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', '..'))
$module = $env:WSUS954960_MODULE
if (-not $module) {
    $output = [System.IO.Path]::Combine($project, 'target', 'module')
    $module = (& ([System.IO.Path]::Combine($project, 'powershell', 'build.ps1')) -OutputPath $output).FullName
}
Import-Module -Name ([System.IO.Path]::Combine($module, 'Wsus954960.psd1')) -Force -Global
$module
