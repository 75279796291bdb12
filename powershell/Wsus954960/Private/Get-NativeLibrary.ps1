function Get-NativeLibrary {
    <#
    .SYNOPSIS
    Returns the native library as a .NET type with a static method for each function of the C ABI that the module calls.
    .DESCRIPTION
    build.ps1 puts an assembly beside the library that declares these functions, and loads the library from its own folder.
    #>
    [OutputType([type])]
    param()

    if ($null -eq $script:NativeLibrary) { $script:NativeLibrary = Open-NativeLibrary }
    $script:NativeLibrary
}

$script:NativeLibrary = $null
$script:AbiVersion = 1

function Open-NativeLibrary {
    <#
    .SYNOPSIS
    Loads the native library, or says which file is wrong, why, and what to do.
    #>
    [OutputType([type])]
    param()

    $platform = Get-NativePlatform
    $file = Get-NativeLibraryPath -Platform $platform
    $assembly = Get-NativeLibraryPath -Platform $platform -FileName Wsus954960.Native.dll
    # Loading a truncated library can end the process or hang. A checksum would take longer than loading it, so build.ps1 saves the length.
    $expected = "$file.length"
    if (-not [System.IO.File]::Exists($file)) {
        throw (New-LibraryError -Id libraryMissing -Path $file -Message ((Get-Word).Error.LibraryMissing -f $file, $platform))
    }
    if (-not [System.IO.File]::Exists($expected) -or [System.IO.FileInfo]::new($file).Length -ne [System.IO.File]::ReadAllText($expected)) {
        throw (New-LibraryError -Id libraryUnusable -Path $file -Message ((Get-Word).Error.LibraryUnusable -f $file, $platform))
    }
    if (-not [System.IO.File]::Exists($assembly)) {
        throw (New-LibraryError -Id libraryMissing -Path $assembly -Message ((Get-Word).Error.LibraryMissing -f $assembly, $platform))
    }
    $loading = $assembly
    try {
        # LoadFrom refuses downloaded files and shares whose name has a dot, in .NET Framework. Windows itself loads the library from there.
        $library = [System.Reflection.Assembly]::UnsafeLoadFrom($assembly).GetType('Wsus954960.NativeMethods', $true)
        $loading = $file
        $version = $library::wsus954960_abi_version()
    }
    catch {
        $cause = $_.Exception.GetBaseException().Message -replace '\s+', ' '
        throw (New-LibraryError -Id libraryUnusable -Path $loading -Message ((Get-Word).Error.LibraryNotLoaded -f $loading, $platform, $cause))
    }
    if ($version -ne $script:AbiVersion) {
        $message = (Get-Word).Error.LibraryVersion -f $file, $version, $script:AbiVersion
        throw (New-LibraryError -Id libraryVersion -Path $file -Message $message)
    }
    $library
}

function New-LibraryError {
    [OutputType([System.Management.Automation.ErrorRecord])]
    param([string]$Id, [string]$Path, [string]$Message)

    $exception = [System.DllNotFoundException]::new($Message)
    [System.Management.Automation.ErrorRecord]::new($exception, $Id, [System.Management.Automation.ErrorCategory]::ResourceUnavailable, $Path)
}
