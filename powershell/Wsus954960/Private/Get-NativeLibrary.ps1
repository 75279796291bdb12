function Get-NativeLibrary {
    <#
    .SYNOPSIS
    Returns the native library as a .NET type with a static method for each function of the C ABI that the module calls.
    .DESCRIPTION
    The library is loaded by its absolute path from the module's own folder, for the architecture of this process, and from
    nowhere else. The methods are emitted: compiling C# at import would take half a second and leave temporary files.
    #>
    [OutputType([type])]
    param()

    if ($null -eq $script:NativeLibrary) {
        $path = Get-NativeLibraryPath
        $platform = Get-NativePlatform
        if (-not [System.IO.File]::Exists($path)) {
            throw (New-LibraryError -Id libraryMissing -Path $path -Message ((Get-Word).Error.LibraryMissing -f $path, $platform))
        }
        # Loading a truncated library, or one for another machine, can end the process or hang. A checksum would take longer than
        # loading it, so build.ps1 saves its length beside it.
        $expected = "$path.length"
        $bytes = [System.IO.File]::ReadAllBytes($path)
        if (-not [System.IO.File]::Exists($expected) -or [System.IO.File]::ReadAllText($expected) -ne $bytes.Length -or
            (Get-BinaryPlatform -Bytes $bytes) -ne $platform) {
            throw (New-LibraryError -Id libraryUnusable -Path $path -Message ((Get-Word).Error.LibraryUnusable -f $path, $platform))
        }
        $library = New-NativeType -Path $path
        try {
            $version = $library::wsus954960_abi_version()
        }
        catch {
            $cause = $_.Exception.GetBaseException().Message
            throw (New-LibraryError -Id libraryUnusable -Path $path -Message ((Get-Word).Error.LibraryNotLoaded -f $path, $platform, $cause))
        }
        if ($version -ne $script:AbiVersion) {
            $message = (Get-Word).Error.LibraryVersion -f $path, $version, $script:AbiVersion
            throw (New-LibraryError -Id libraryVersion -Path $path -Message $message)
        }
        $script:NativeLibrary = $library
    }
    $script:NativeLibrary
}

$script:NativeLibrary = $null
$script:AbiVersion = 1

function New-LibraryError {
    [OutputType([System.Management.Automation.ErrorRecord])]
    param([string]$Id, [string]$Path, [string]$Message)

    $exception = [System.DllNotFoundException]::new($Message)
    [System.Management.Automation.ErrorRecord]::new($exception, $Id, [System.Management.Automation.ErrorCategory]::ResourceUnavailable, $Path)
}

function New-NativeType {
    <#
    .SYNOPSIS
    Emits the type whose static methods call the functions of the library at Path.
    #>
    [OutputType([type])]
    param([Parameter(Mandatory)][string]$Path)

    $result = [System.IntPtr].MakeByRefType()
    $functions = [ordered]@{
        wsus954960_abi_version = [uint32], @()
        wsus954960_job_start   = [int], @([string], [uint64].MakeByRefType(), $result)
        wsus954960_job_next    = [int], @([uint64], [uint32], $result)
        wsus954960_job_free    = [void], @([uint64])
        wsus954960_free        = [void], @([System.IntPtr])
    }
    $name = [System.Reflection.AssemblyName]::new('Wsus954960.Native')
    $assembly = [System.Reflection.Emit.AssemblyBuilder]::DefineDynamicAssembly($name, [System.Reflection.Emit.AssemblyBuilderAccess]::Run)
    $type = $assembly.DefineDynamicModule('Wsus954960.Native').DefineType('Wsus954960.NativeMethods', [System.Reflection.TypeAttributes]'Public, Abstract, Sealed')
    foreach ($function in $functions.GetEnumerator()) {
        $method = $type.DefinePInvokeMethod(
            $function.Key,
            $Path,
            [System.Reflection.MethodAttributes]'Public, Static, PinvokeImpl',
            [System.Reflection.CallingConventions]::Standard,
            $function.Value[0],
            [type[]]$function.Value[1],
            [System.Runtime.InteropServices.CallingConvention]::Cdecl,
            [System.Runtime.InteropServices.CharSet]::Unicode)
        $method.SetImplementationFlags([System.Reflection.MethodImplAttributes]::PreserveSig)
    }
    $type.CreateType()
}
