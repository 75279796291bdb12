function Get-NativePlatform {
    <#
    .SYNOPSIS
    Returns the platform of this process as the library folders are named: win-x64, win-x86, win-arm64, linux-x64, osx-arm64.
    #>
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
    $is64Bit = [System.Environment]::Is64BitProcess
    $processor = if ($isArm) { if ($is64Bit) { 'arm64' } else { 'arm' } } elseif ($is64Bit) { 'x64' } else { 'x86' }
    "$system-$processor"
}

function Get-LibraryName([string]$Platform) {
    if ($Platform -like 'win-*') { 'wsus954960.dll' } elseif ($Platform -like 'osx-*') { 'libwsus954960.dylib' } else { 'libwsus954960.so' }
}

function Get-NativeLibraryPath {
    <#
    .SYNOPSIS
    Returns where the native library of this process' platform belongs in the module's folder.
    #>
    param()

    $platform = Get-NativePlatform
    # Windows takes either separator, but users should see only one kind.
    $separator = if ($platform -like 'win-*') { '\' } else { '/' }
    "$script:ModuleRoot${separator}lib$separator$platform$separator$(Get-LibraryName $platform)"
}
