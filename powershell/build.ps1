<#
.SYNOPSIS
Assembles the installable module Wsus954960 with its native libraries and commands.
.DESCRIPTION
Runs in PowerShell 7. The module runs in Windows PowerShell 5.1 too.

Builds the native library and the command for this machine with Cargo, or takes the given ones, and assembles the module in
<OutputPath>/Wsus954960/<version>/: each library in lib/<platform>, with the assembly by which the module calls it, and each command in
bin/<platform>. Beside it come a zip of the module and SHA256SUMS. What was there before is replaced.

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

# A library's name on its platform, as the module itself tells it.
. (Join-Path -Path $source -ChildPath 'Private/Get-NativeLibraryPath.ps1')
. (Join-Path -Path $PSScriptRoot -ChildPath 'New-NativeAssembly.ps1')

# The platform of a library or a command, by the machine type in its header; nothing for any other file.
function Get-BinaryPlatform([byte[]]$Bytes) {
    $machine = ''
    $length = $Bytes.Length
    if ($length -ge 64 -and $Bytes[0] -eq 0x4D -and $Bytes[1] -eq 0x5A) {
        # PE: where the header is, then "PE", two zeros, the machine.
        $pe = $Bytes[60] + 256 * $Bytes[61] + 65536 * $Bytes[62]
        if ($pe + 6 -le $length -and $Bytes[$pe] -eq 0x50 -and $Bytes[$pe + 1] -eq 0x45) {
            $machine = "PE $($Bytes[$pe + 4] + 256 * $Bytes[$pe + 5])"
        }
    }
    elseif ($length -ge 20 -and $Bytes[0] -eq 0x7F -and $Bytes[1] -eq 0x45 -and $Bytes[2] -eq 0x4C -and $Bytes[3] -eq 0x46) {
        $machine = "ELF $($Bytes[18] + 256 * $Bytes[19])"
    }
    elseif ($length -ge 8 -and $Bytes[0] -eq 0xCF -and $Bytes[1] -eq 0xFA -and $Bytes[2] -eq 0xED -and $Bytes[3] -eq 0xFE) {
        $machine = "Mach-O $($Bytes[4])"
    }
    @{
        'PE 34404'  = 'win-x64'
        'PE 332'    = 'win-x86'
        'PE 43620'  = 'win-arm64'
        'ELF 62'    = 'linux-x64'
        'ELF 3'     = 'linux-x86'
        'ELF 183'   = 'linux-arm64'
        'ELF 40'    = 'linux-arm'
        'Mach-O 7'  = 'osx-x64'
        'Mach-O 12' = 'osx-arm64'
    }[$machine]
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

# Packs the module with the folders that it belongs in. The same files give the same bytes, in whatever order the file system lists them.
function New-ModuleZip([string]$Path) {
    $names = [string[]]@(Get-ChildItem -LiteralPath $module -Recurse -File | ForEach-Object { $_.FullName.Substring($module.Length).Replace('\', '/') })
    [System.Array]::Sort($names, [System.StringComparer]::Ordinal)
    $archive = [System.IO.Compression.ZipArchive]::new([System.IO.File]::Create($Path), [System.IO.Compression.ZipArchiveMode]::Create)
    foreach ($name in $names) {
        $entry = $archive.CreateEntry("Wsus954960/$version$name")
        $entry.LastWriteTime = [System.DateTimeOffset]::new(1980, 1, 1, 0, 0, 0, [timespan]::Zero)
        # The permissions on Linux and macOS: all may read, and run the command.
        $entry.ExternalAttributes = $(if ($name -like '/bin/*') { 0x81ED } else { 0x81A4 }) -shl 16
        $stream = $entry.Open()
        $content = [System.IO.File]::ReadAllBytes($module + $name)
        $stream.Write($content, 0, $content.Length)
        $stream.Dispose()
    }
    $archive.Dispose()
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
foreach ($folder in 'completions', 'man') {
    Copy-Item -LiteralPath (Join-Path -Path $project -ChildPath $folder) -Destination $module -Recurse
}
# Its own licences, and what else is in the binaries.
foreach ($file in 'LICENSE-MIT', 'LICENSE-APACHE', 'THIRD-PARTY-LICENSES.txt', 'sbom.cdx.json') {
    Copy-Item -LiteralPath (Join-Path -Path $project -ChildPath $file) -Destination $module
}

$lib = Join-Path -Path $module -ChildPath 'lib'
$shipped = @(Get-ChildItem -LiteralPath $lib -Recurse -File)
if ($CertificatePath) { Add-Signature -File @($shipped | Where-Object { $_.Extension -eq '.dll' }) }
foreach ($file in $shipped) {
    # The module loads only a library of this length.
    [System.IO.File]::WriteAllText("$($file.FullName).length", [System.IO.FileInfo]::new($file.FullName).Length)
    New-NativeAssembly -Library $file.FullName -Path (Join-Path -Path $file.DirectoryName -ChildPath 'Wsus954960.Native.dll')
}
if ($CertificatePath) {
    $kinds = '.dll', '.exe', '.ps1', '.psm1', '.psd1', '.ps1xml'
    Add-Signature -File @(Get-ChildItem -LiteralPath $module -Recurse -File | Where-Object { $_.Extension -in $kinds -and $_.FullName -notin $shipped.FullName })
}

$zip = [System.IO.Path]::Combine($output, "Wsus954960-$version.zip")
New-ModuleZip -Path $zip
$sums = foreach ($file in @(Get-Item -LiteralPath $zip) + @(Get-ChildItem -LiteralPath $module -Recurse -File | Sort-Object -Property FullName)) {
    $name = $file.FullName.Substring($output.TrimEnd('/', '\').Length + 1).Replace('\', '/')
    '{0}  {1}' -f (Get-FileHash -LiteralPath $file.FullName -Algorithm SHA256).Hash.ToLowerInvariant(), $name
}
[System.IO.File]::WriteAllText([System.IO.Path]::Combine($output, 'SHA256SUMS'), ($sums -join "`n") + "`n")
Get-Item -LiteralPath $module
