<#
.SYNOPSIS
Assembles the installable module Wsus954960 with its native libraries and commands.
.DESCRIPTION
Builds the native library and the command for this machine with Cargo, or takes the given ones, and assembles the module in
<OutputPath>/Wsus954960/<version>/: each library in lib/<platform>, each command in bin/<platform>. Beside it come a zip of the
module and SHA256SUMS. What was there before is replaced.

With a certificate every library, command and script is signed: on Windows by Set-AuthenticodeSignature, elsewhere by
osslsigncode 2.8 or later.
.PARAMETER OutputPath
The folder for the module; relative paths start at the current location. By default the folder dist of the project.
.PARAMETER Library
Native libraries to take instead of building one. The platform of each is read from the file itself.
.PARAMETER Executable
Commands to take with the libraries.
.PARAMETER CertificatePath
A PFX file (PKCS #12) with a certificate for code signing and its private key.
.PARAMETER CertificatePassword
The password of the PFX file.
.PARAMETER TimestampServer
The URL of a time stamp server (RFC 3161), so that signatures outlive the certificate.
.EXAMPLE
./powershell/build.ps1

Builds library and command and assembles the module in dist.
.EXAMPLE
./powershell/build.ps1 -OutputPath C:\Build -Library wsus954960.dll, libwsus954960.so -Executable wsus954960.exe
.EXAMPLE
./powershell/build.ps1 -CertificatePath C:\Keys\codesigning.pfx -CertificatePassword (Read-Host -AsSecureString)

Signs everything, for AllSigned and application control.
.OUTPUTS
System.IO.DirectoryInfo: the module's folder, ready for Import-Module and Publish-PSResource.
#>
[CmdletBinding()]
[OutputType([System.IO.DirectoryInfo])]
param(
    [string]$OutputPath,
    [string[]]$Library,
    [string[]]$Executable,
    [string]$CertificatePath,
    [securestring]$CertificatePassword,
    [string]$TimestampServer
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$project = [System.IO.Path]::GetDirectoryName($PSScriptRoot)
$source = Join-Path -Path $PSScriptRoot -ChildPath 'Wsus954960'

# The platform of a library and its name there, as the module itself tells them.
foreach ($name in 'Get-BinaryPlatform', 'Get-NativeLibraryPath') {
    . (Join-Path -Path $source -ChildPath "Private/$name.ps1")
}

function Get-ExecutableName([string]$Platform) {
    if ($Platform -like 'win-*') { 'wsus954960.exe' } else { 'wsus954960' }
}

# Puts binaries into the module, each into the folder of its platform.
function Copy-Binary([string[]]$Path, [string]$Folder, [scriptblock]$Name) {
    foreach ($file in $Path) {
        $platform = Get-BinaryPlatform -Bytes ([System.IO.File]::ReadAllBytes($file))
        if (-not $platform) { throw "${file}: this is not a library or command (PE, ELF or Mach-O file) of a platform that the module supports." }
        $target = [System.IO.Path]::Combine($module, $Folder, $platform)
        $null = [System.IO.Directory]::CreateDirectory($target)
        [System.IO.File]::Copy($file, [System.IO.Path]::Combine($target, (& $Name $platform)), $true)
    }
}

# "pwsh -File build.ps1 -Library a,b" passes one text.
function Resolve-Binary([string[]]$Path) {
    foreach ($file in $Path -split ',') { (Resolve-Path -LiteralPath $file.Trim()).ProviderPath }
}

# Puts the functions' files into the module's file.
function Merge-Function {
    $folders = 'Private', 'Public' | ForEach-Object { Join-Path -Path $module -ChildPath $_ }
    $functions = foreach ($file in Get-ChildItem -LiteralPath $folders -Filter *.ps1) { [System.IO.File]::ReadAllText($file.FullName) }
    $path = Join-Path -Path $module -ChildPath 'Wsus954960.psm1'
    $parts = [regex]::Split([System.IO.File]::ReadAllText($path), '(?sm)^#region Functions.*^#endregion\r?\n')
    [System.IO.File]::WriteAllText($path, $parts[0] + ($functions -join "`n") + $parts[1])
    Remove-Item -LiteralPath $folders -Recurse
}

# Builds library and command for this machine and returns their paths.
function Invoke-CargoBuild {
    $cargo = @(Get-Command -Name cargo -CommandType Application -ErrorAction SilentlyContinue)
    if ($cargo.Count -eq 0) {
        throw 'Cargo was not found. Install Rust (https://rustup.rs), or give finished libraries with -Library.'
    }
    & $cargo[0].Path build --release --manifest-path (Join-Path -Path $project -ChildPath 'Cargo.toml') | ForEach-Object { Write-Verbose -Message $_ }
    if ($LASTEXITCODE -ne 0) {
        throw "Cargo could not build the library (exit code $LASTEXITCODE)."
    }
    $target = if ($env:CARGO_TARGET_DIR) { $env:CARGO_TARGET_DIR } else { Join-Path -Path $project -ChildPath 'target' }
    foreach ($name in 'wsus954960.dll', 'libwsus954960.so', 'libwsus954960.dylib', 'wsus954960.exe', 'wsus954960') {
        $built = [System.IO.Path]::Combine($target, 'release', $name)
        if ([System.IO.File]::Exists($built)) { $built }
    }
}

# Signs the files in place.
function Add-Signature([System.IO.FileInfo[]]$File) {
    $certificate = (Resolve-Path -LiteralPath $CertificatePath).ProviderPath
    $credential = [System.Management.Automation.PSCredential]::new('pfx', $(if ($CertificatePassword) { $CertificatePassword } else { [securestring]::new() }))
    $password = $credential.GetNetworkCredential().Password
    if ([System.Environment]::OSVersion.Platform -eq [System.PlatformID]::Win32NT) {
        $parameters = @{ Certificate = [System.Security.Cryptography.X509Certificates.X509Certificate2]::new($certificate, $password); HashAlgorithm = 'SHA256' }
        if ($TimestampServer) { $parameters.TimestampServer = $TimestampServer }
        foreach ($item in $File) {
            $signature = Set-AuthenticodeSignature -FilePath $item.FullName @parameters
            if ($signature.Status -notin 'Valid', 'UnknownError') { throw "$($item.FullName) could not be signed: $($signature.StatusMessage)" }
        }
        return
    }
    $signer = @(Get-Command -Name osslsigncode -CommandType Application -ErrorAction SilentlyContinue)
    if ($signer.Count -eq 0) {
        throw 'osslsigncode was not found. It signs on other systems than Windows; install version 2.8 or later.'
    }
    # In a file of its own, so that the password does not appear in the list of processes.
    $secret = [System.IO.Path]::GetTempFileName()
    try {
        [System.IO.File]::WriteAllText($secret, $password)
        $stamp = if ($TimestampServer) { '-ts', $TimestampServer } else { @() }
        foreach ($item in $File) {
            $signed = "$($item.FullName).signed"
            $output = & $signer[0].Path sign -pkcs12 $certificate -readpass $secret -h sha256 -n wsus954960 @stamp -in $item.FullName -out $signed
            if ($LASTEXITCODE -ne 0) { throw "$($item.FullName) could not be signed: $output" }
            Move-Item -LiteralPath $signed -Destination $item.FullName -Force
        }
    }
    finally {
        [System.IO.File]::Delete($secret)
    }
}

if (-not $OutputPath) {
    $OutputPath = Join-Path -Path $project -ChildPath 'dist'
}
$output = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($OutputPath)
$version = (Import-PowerShellDataFile -LiteralPath (Join-Path -Path $source -ChildPath 'Wsus954960.psd1')).ModuleVersion
$module = [System.IO.Path]::Combine($output, 'Wsus954960', $version)

if ($Library) {
    $libraries = @(Resolve-Binary -Path $Library)
    $executables = @(if ($Executable) { Resolve-Binary -Path $Executable })
}
else {
    $built = @(Invoke-CargoBuild)
    $libraries = @($built | Where-Object { [System.IO.Path]::GetExtension($_) -in '.dll', '.so', '.dylib' })
    $executables = @($built | Where-Object { $_ -notin $libraries })
}

if ([System.IO.Directory]::Exists($module)) {
    [System.IO.Directory]::Delete($module, $true)
}
$null = [System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($module))
Copy-Item -LiteralPath $source -Destination $module -Recurse
Merge-Function
Copy-Binary -Path $libraries -Folder lib -Name { Get-LibraryName -Platform $args[0] }
Copy-Binary -Path $executables -Folder bin -Name { Get-ExecutableName -Platform $args[0] }
Copy-Item -LiteralPath (Join-Path -Path $project -ChildPath 'deploy') -Destination $module -Recurse
foreach ($licence in 'LICENSE-MIT', 'LICENSE-APACHE') {
    Copy-Item -LiteralPath (Join-Path -Path $project -ChildPath $licence) -Destination $module
}
if ($CertificatePath) {
    $kinds = '.dll', '.exe', '.ps1', '.psm1', '.psd1', '.ps1xml'
    Add-Signature -File @(Get-ChildItem -LiteralPath $module -Recurse -File | Where-Object { $_.Extension -in $kinds })
}

# The module loads only files of this length.
foreach ($file in Get-ChildItem -LiteralPath (Join-Path -Path $module -ChildPath 'lib') -Recurse -File) {
    [System.IO.File]::WriteAllText("$($file.FullName).length", $file.Length.ToString([cultureinfo]::InvariantCulture))
}

# Windows PowerShell does not have it loaded.
Add-Type -AssemblyName System.IO.Compression.FileSystem
$zip = [System.IO.Path]::Combine($output, "Wsus954960-$version.zip")
[System.IO.File]::Delete($zip)
[System.IO.Compression.ZipFile]::CreateFromDirectory([System.IO.Path]::GetDirectoryName($module), $zip, [System.IO.Compression.CompressionLevel]::Optimal, $true)
$sums = foreach ($file in @(Get-Item -LiteralPath $zip) + @(Get-ChildItem -LiteralPath $module -Recurse -File | Sort-Object -Property FullName)) {
    $name = $file.FullName.Substring($output.TrimEnd('/', '\').Length + 1).Replace('\', '/')
    '{0}  {1}' -f (Get-FileHash -LiteralPath $file.FullName -Algorithm SHA256).Hash.ToLowerInvariant(), $name
}
[System.IO.File]::WriteAllText([System.IO.Path]::Combine($output, 'SHA256SUMS'), ($sums -join "`n") + "`n")
Get-Item -LiteralPath $module
