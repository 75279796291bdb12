# The first call of each .NET method costs a millisecond or two, and these functions run before the first answer: variables and operators do
# what they can.

function Get-NativePlatform {
    <#
    .SYNOPSIS
    Returns the platform of this process as the library folders are named: win-x64, win-x86, win-arm64, linux-x64, osx-arm64.
    #>
    [OutputType([string])]
    param([string]$Edition = $PSVersionTable.PSEdition)

    if ($Edition -eq 'Core') {
        $system = if ($IsWindows) { 'win' } elseif ($IsMacOS) { 'osx' } else { 'linux' } # ps51-ok: not reached there
        # Every x86 and x64 processor that .NET runs on has SSE2, emulated or not, and no Arm has.
        $isArm = -not [System.Runtime.Intrinsics.X86.Sse2]::IsSupported # ps51-ok: not reached there
    }
    else {
        $system = 'win'
        # On Windows 11 for Arm, powershell.exe can be either; Windows sets the variable for each process by what it runs as.
        $isArm = $env:PROCESSOR_ARCHITECTURE -eq 'ARM64'
    }
    $architectures = if ([System.Environment]::Is64BitProcess) { 'x64', 'arm64' } else { 'x86', 'arm' }
    "$system-$($architectures[[int]$isArm])"
}

function Get-LibraryName {
    <#
    .SYNOPSIS
    Returns the file name of the native library on a platform.
    #>
    [OutputType([string])]
    param([Parameter(Mandatory)][string]$Platform)

    if ($Platform -like 'win-*') { 'wsus954960.dll' } elseif ($Platform -like 'osx-*') { 'libwsus954960.dylib' } else { 'libwsus954960.so' }
}

function Get-NativeLibraryPath {
    <#
    .SYNOPSIS
    Returns where a platform's native library, or the file of that name beside it, belongs in the module's folder.
    #>
    [OutputType([string])]
    param(
        [string]$Platform = (Get-NativePlatform),
        [string]$FileName = (Get-LibraryName -Platform $Platform)
    )

    # Windows takes either separator, but users should see only one kind.
    $separator = if ($Platform -like 'win-*') { '\' } else { '/' }
    "$script:ModuleRoot${separator}lib$separator$Platform$separator$FileName"
}
