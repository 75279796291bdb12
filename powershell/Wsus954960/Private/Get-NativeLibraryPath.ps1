# The first call of each .NET method costs a millisecond or two, and these functions run before the first answer: variables and operators do
# what they can.

function Get-NativePlatform {
    <#
    .SYNOPSIS
    Returns the platform of this process as the library folders are named: win-x64, win-x86, win-arm64, linux-x64, osx-arm64.
    #>
    [OutputType([string])]
    param()

    if ($PSVersionTable.PSEdition -ne 'Core') {
        # Windows PowerShell runs emulated on other machines than these.
        if ([System.IntPtr]::Size -eq 8) { 'win-x64' } else { 'win-x86' }
    }
    else {
        $system = if ($IsWindows) { 'win' } elseif ($IsMacOS) { 'osx' } else { 'linux' } # ps51-ok: not reached there
        $architectures = @{ X64 = 'x64'; X86 = 'x86'; Arm64 = 'arm64'; Arm = 'arm' }
        "$system-$($architectures["$([System.Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture)"])"
    }
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
    Returns where the native library of this process' platform belongs in the module's folder.
    #>
    [OutputType([string])]
    param()

    $platform = Get-NativePlatform
    # Windows takes either separator, but users should see only one kind.
    $separator = if ($platform -like 'win-*') { '\' } else { '/' }
    "$script:ModuleRoot${separator}lib$separator$platform$separator$(Get-LibraryName -Platform $platform)"
}
