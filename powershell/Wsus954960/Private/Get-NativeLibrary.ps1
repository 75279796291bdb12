function Get-NativeLibrary {
    <#
    .SYNOPSIS
    Returns the object by which the module calls its native library.
    .DESCRIPTION
    build.ps1 puts an assembly beside the library that has the object's type, and loads the library from its own folder.

    Whatever goes wrong is looked into by New-LibraryError: PowerShell compiles a function as a whole when it is first called, and this one
    is part of the first answer.
    #>
    param()

    if ($null -eq $script:NativeLibrary) {
        $file = Get-NativeLibraryPath
        $library = $null
        $version = 0
        # Loading a truncated library can end the process or hang. A checksum would take longer than loading it, so build.ps1 saves the length.
        if ([System.IO.File]::Exists($file) -and [System.IO.File]::Exists("$file.length") -and "$([System.IO.FileInfo]::new($file).Length)" -eq [System.IO.File]::ReadAllText("$file.length")) {
            try {
                # LoadFrom refuses downloaded files and shares whose name has a dot, in .NET Framework. Windows loads the library from there too.
                $library = [System.Reflection.Assembly]::UnsafeLoadFrom((Get-AssemblyPath $file)).CreateInstance('Wsus954960.Native')
                $version = $library.AbiVersion()
            }
            catch { throw (New-LibraryError -Path $file -Problem $_ -IsLoaded ($null -ne $library)) }
        }
        if ($version -ne $script:AbiVersion) { throw (New-LibraryError -Path $file -Version $version) }
        $script:NativeLibrary = $library
    }
    $script:NativeLibrary
}

$script:NativeLibrary = $null
$script:AbiVersion = 1

function Get-AssemblyPath([string]$Library) { $Library -replace '[^\\/]+$', 'Wsus954960.Native.dll' }

function New-LibraryError {
    <#
    .SYNOPSIS
    Makes the error for a library that can't be used: which file is wrong, why, and what to do.
    .PARAMETER Problem
    What ended the attempt to load it.
    .PARAMETER IsLoaded
    Whether its assembly was loaded, so that it is the library itself that was not.
    .PARAMETER Version
    The version of the C ABI that it told.
    #>
    [OutputType([System.Management.Automation.ErrorRecord])]
    param(
        [Parameter(Mandatory)][string]$Path,
        [System.Management.Automation.ErrorRecord]$Problem,
        [bool]$IsLoaded,
        [int]$Version
    )

    $words = (Get-Word).Error
    $platform = [System.IO.Path]::GetFileName([System.IO.Path]::GetDirectoryName($Path))
    $assembly = Get-AssemblyPath $Path
    $file = if ($null -ne $Problem -and -not $IsLoaded) { $assembly } else { $Path }
    $id, $message = if (-not [System.IO.File]::Exists($file)) {
        'libraryMissing', ($words.LibraryMissing -f $file, $platform)
    }
    elseif ($null -ne $Problem) {
        'libraryUnusable', ($words.LibraryNotLoaded -f $file, $platform, ($Problem.Exception.GetBaseException().Message -replace '\s+', ' '))
    }
    elseif ($Version -ne 0) {
        'libraryVersion', ($words.LibraryVersion -f $file, $Version, $script:AbiVersion)
    }
    else {
        'libraryUnusable', ($words.LibraryUnusable -f $file, $platform)
    }
    [System.Management.Automation.ErrorRecord]::new(
        [System.DllNotFoundException]::new($message), $id, [System.Management.Automation.ErrorCategory]::ResourceUnavailable, $file)
}
