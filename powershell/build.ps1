<#
.SYNOPSIS
Assembles the installable module Wsus954960 with its native libraries.
.DESCRIPTION
Builds the native library for this machine with Cargo, or takes the given ones, and puts the module together in
<OutputPath>/Wsus954960/<version>/, each library in the folder of its platform. What was there before is replaced.
.PARAMETER OutputPath
The folder that the module is put into; relative paths count from the current location. By default the folder dist of the project.
.PARAMETER Library
Native libraries to take instead of building one. The platform of each is read from the file itself.
.EXAMPLE
./powershell/build.ps1

Builds the library and assembles the module in dist.
.EXAMPLE
./powershell/build.ps1 -OutputPath C:\Build -Library wsus954960.dll, libwsus954960.so
.OUTPUTS
System.IO.DirectoryInfo: the module's folder, ready for Import-Module.
#>
[CmdletBinding()]
[OutputType([System.IO.DirectoryInfo])]
param(
    [string]$OutputPath,
    [string[]]$Library
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$project = [System.IO.Path]::GetDirectoryName($PSScriptRoot)
$source = Join-Path -Path $PSScriptRoot -ChildPath 'Wsus954960'

# The platform that a library is for and the name it has there, by the machine type in its header.
function Get-LibraryPlatform([string]$Path) {
    $stream = [System.IO.File]::OpenRead($Path)
    try {
        $header = [byte[]]::new(4096)
        $length = $stream.Read($header, 0, $header.Length)
    }
    finally {
        $stream.Dispose()
    }
    $platform = $null
    if ($length -ge 64 -and $header[0] -eq 0x4D -and $header[1] -eq 0x5A) {
        $pe = [System.BitConverter]::ToInt32($header, 0x3C)
        if ($pe -ge 0 -and $pe -lt $length - 6 -and [System.BitConverter]::ToUInt32($header, $pe) -eq 0x4550) {
            $machines = @{ 0x8664 = 'win-x64'; 0x014C = 'win-x86'; 0xAA64 = 'win-arm64' }
            $platform = $machines[[int][System.BitConverter]::ToUInt16($header, $pe + 4)]
        }
    }
    elseif ($length -ge 20 -and [System.BitConverter]::ToUInt32($header, 0) -eq 0x464C457F) {
        $machines = @{ 62 = 'linux-x64'; 3 = 'linux-x86'; 183 = 'linux-arm64'; 40 = 'linux-arm' }
        $platform = $machines[[int][System.BitConverter]::ToUInt16($header, 18)]
    }
    elseif ($length -ge 8 -and [System.BitConverter]::ToUInt32($header, 0) -eq 4277009103) {
        $machines = @{ 0x01000007 = 'osx-x64'; 0x0100000C = 'osx-arm64' }
        $platform = $machines[[System.BitConverter]::ToInt32($header, 4)]
    }
    if ($null -eq $platform) {
        throw "${Path}: this is no library (DLL, ELF or Mach-O file) of a platform that the module supports."
    }
    $platform
}

function Get-LibraryName([string]$Platform) {
    switch -Wildcard ($Platform) {
        'win-*' { 'wsus954960.dll' }
        'osx-*' { 'libwsus954960.dylib' }
        default { 'libwsus954960.so' }
    }
}

if (-not $OutputPath) {
    $OutputPath = Join-Path -Path $project -ChildPath 'dist'
}
$output = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($OutputPath)

if ($Library) {
    # "pwsh -File build.ps1 -Library a,b" gives one text.
    $libraries = foreach ($file in $Library -split ',') { (Resolve-Path -LiteralPath $file.Trim()).ProviderPath }
}
else {
    $cargo = @(Get-Command -Name cargo -CommandType Application -ErrorAction SilentlyContinue)
    if ($cargo.Count -eq 0) {
        throw 'Cargo was not found. Install Rust (https://rustup.rs), or give finished libraries with -Library.'
    }
    # What Cargo prints goes where errors go, so that the output is the module's folder alone.
    & $cargo[0].Path build --release --lib --manifest-path (Join-Path -Path $project -ChildPath 'Cargo.toml') | ForEach-Object { Write-Verbose -Message $_ }
    if ($LASTEXITCODE -ne 0) {
        throw "Cargo could not build the library (exit code $LASTEXITCODE)."
    }
    $target = if ($env:CARGO_TARGET_DIR) { $env:CARGO_TARGET_DIR } else { Join-Path -Path $project -ChildPath 'target' }
    $names = 'wsus954960.dll', 'libwsus954960.so', 'libwsus954960.dylib'
    $libraries = foreach ($name in $names) {
        $built = [System.IO.Path]::Combine($target, 'release', $name)
        if ([System.IO.File]::Exists($built)) { $built }
    }
}

$version = (Import-PowerShellDataFile -LiteralPath (Join-Path -Path $source -ChildPath 'Wsus954960.psd1')).ModuleVersion
$module = [System.IO.Path]::Combine($output, 'Wsus954960', $version)
if ([System.IO.Directory]::Exists($module)) {
    [System.IO.Directory]::Delete($module, $true)
}
$null = [System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($module))
Copy-Item -LiteralPath $source -Destination $module -Recurse
foreach ($file in $libraries) {
    $platform = Get-LibraryPlatform -Path $file
    $folder = [System.IO.Path]::Combine($module, 'lib', $platform)
    $null = [System.IO.Directory]::CreateDirectory($folder)
    [System.IO.File]::Copy($file, [System.IO.Path]::Combine($folder, (Get-LibraryName -Platform $platform)), $true)
}
foreach ($licence in 'LICENSE-MIT', 'LICENSE-APACHE') {
    Copy-Item -LiteralPath (Join-Path -Path $project -ChildPath $licence) -Destination $module
}
Get-Item -LiteralPath $module
