# The assembly by which the module calls its native library. build.ps1 writes one for each library.

if (-not ('System.Reflection.Metadata.Ecma335.MetadataBuilder' -as [type])) {
    throw 'Windows PowerShell can''t assemble the module: .NET Framework has no System.Reflection.Metadata. Run build.ps1 in PowerShell 7. The module that it makes runs in both.'
}

# The functions of the C ABI: what each returns, and what it takes. & marks what it fills in.
$functions = [ordered]@{
    wsus954960_abi_version = 'uint32'
    wsus954960_job_start   = 'int32', 'string', 'uint64&', 'pointer&'
    wsus954960_job_next    = 'int32', 'uint64', 'uint32', 'pointer&'
    wsus954960_job_free    = 'void', 'uint64'
    wsus954960_free        = 'void', 'pointer'
}

# ELEMENT_TYPE_* in ECMA-335, II.23.1.16.
$elementTypes = @{ void = 0x01; int32 = 0x08; uint32 = 0x09; uint64 = 0x0B; string = 0x0E; pointer = 0x18; '&' = 0x10 }

# The bytes of a signature: a kind of call, how many parameters, what is returned, what is taken.
function Get-Signature([string[]]$Type, [byte]$Call = 0) {
    $Call
    $Type.Count - 1
    foreach ($name in $Type) {
        if ($name.EndsWith('&')) { $elementTypes['&'] }
        $elementTypes[$name.TrimEnd('&')]
    }
}

# The assembly's file. The numbers in it are those of ECMA-335.
function Get-AssemblyByte([string]$Name, [string]$LibraryName, [guid]$Mvid) {
    $metadata = [System.Reflection.Metadata.Ecma335.MetadataBuilder]::new()
    $none = [System.Reflection.Metadata.BlobHandle]::new()
    $noText = [System.Reflection.Metadata.StringHandle]::new()
    $module = $metadata.AddModule(0, $metadata.GetOrAddString("$Name.dll"), $metadata.GetOrAddGuid($Mvid),
        [System.Reflection.Metadata.GuidHandle]::new(), [System.Reflection.Metadata.GuidHandle]::new())
    $assembly = $metadata.AddAssembly($metadata.GetOrAddString($Name), [version]'1.0.0.0', $noText, $none, 0, 'Sha1')

    # .NET passes on what mscorlib 4.0.0.0 has to where it is now.
    $mscorlib = $metadata.AddAssemblyReference($metadata.GetOrAddString('mscorlib'), [version]'4.0.0.0', $noText,
        $metadata.GetOrAddBlob([byte[]](0xB7, 0x7A, 0x5C, 0x56, 0x19, 0x34, 0xE0, 0x89)), 0, $none)
    $object = $metadata.AddTypeReference($mscorlib, $metadata.GetOrAddString('System'), $metadata.GetOrAddString('Object'))
    $interop = $metadata.GetOrAddString('System.Runtime.InteropServices')
    $marshal = $metadata.AddTypeReference($mscorlib, $interop, $metadata.GetOrAddString('Marshal'))
    $toText = $metadata.AddMemberReference($marshal, $metadata.GetOrAddString('PtrToStringUni'),
        $metadata.GetOrAddBlob([byte[]](Get-Signature -Type string, pointer)))

    # AssemblyDirectory alone is the assembly's folder and nothing else since .NET 10 only; before, Windows looks into every place that it
    # knows if the library there can't be loaded. With System32 it looks there, where nobody but administrators can put a file.
    $searchPath = if ($LibraryName -like '*.dll') { 0x802 } else { 0x2 }
    $search = $metadata.AddTypeReference($mscorlib, $interop, $metadata.GetOrAddString('DefaultDllImportSearchPathsAttribute'))
    $enumeration = $metadata.AddTypeReference($mscorlib, $interop, $metadata.GetOrAddString('DllImportSearchPath'))
    # An instance method that takes one value type.
    $constructor = [byte[]](0x20, 1, 0x01, 0x11, [System.Reflection.Metadata.Ecma335.CodedIndex]::TypeDefOrRef($enumeration))
    $null = $metadata.AddCustomAttribute($assembly,
        $metadata.AddMemberReference($search, $metadata.GetOrAddString('.ctor'), $metadata.GetOrAddBlob($constructor)),
        $metadata.GetOrAddBlob([byte[]](@(1, 0) + [System.BitConverter]::GetBytes([int]$searchPath) + @(0, 0))))

    $library = $metadata.AddModuleReference($metadata.GetOrAddString($LibraryName))
    $methods = @{}
    $noParameters = [System.Reflection.Metadata.Ecma335.MetadataTokens]::ParameterHandle(1)
    foreach ($function in $functions.GetEnumerator()) {
        $text = $metadata.GetOrAddString($function.Key)
        $methods[$function.Key] = $metadata.AddMethodDefinition('Public, Static, PinvokeImpl', 'PreserveSig', $text,
            $metadata.GetOrAddBlob([byte[]](Get-Signature -Type $function.Value)), -1, $noParameters)
        $metadata.AddMethodImport($methods[$function.Key], 'CallingConventionCDecl, CharSetUnicode, ExactSpelling', $text, $library)
    }

    # static string Take(pointer answer) { var text = PtrToStringUni(answer); wsus954960_free(answer); return text; }
    $code = [System.Reflection.Metadata.BlobBuilder]::new()
    $code.WriteByte((13 -shl 2) -bor 2)
    foreach ($callee in $toText, $methods.wsus954960_free) {
        $code.WriteByte(0x02)
        $code.WriteByte(0x28)
        $code.WriteInt32([System.Reflection.Metadata.Ecma335.MetadataTokens]::GetToken([System.Reflection.Metadata.EntityHandle]$callee))
    }
    $code.WriteByte(0x2A)
    $null = $metadata.AddMethodDefinition('Public, Static', 'IL', $metadata.GetOrAddString('Take'),
        $metadata.GetOrAddBlob([byte[]](Get-Signature -Type string, pointer)), 0, $noParameters)

    $field = [System.Reflection.Metadata.Ecma335.MetadataTokens]::FieldDefinitionHandle(1)
    $method = [System.Reflection.Metadata.Ecma335.MetadataTokens]::MethodDefinitionHandle(1)
    $null = $metadata.AddTypeDefinition('Class', $noText, $metadata.GetOrAddString('<Module>'), [System.Reflection.Metadata.TypeDefinitionHandle]::new(), $field, $method)
    $null = $metadata.AddTypeDefinition('Public, Abstract, Sealed', $metadata.GetOrAddString('Wsus954960'), $metadata.GetOrAddString('NativeMethods'), $object, $field, $method)

    $stamp = [System.Func[System.Collections.Generic.IEnumerable[System.Reflection.Metadata.Blob], System.Reflection.Metadata.BlobContentId]] {
        [System.Reflection.Metadata.BlobContentId]::new($Mvid, 0x3B9ACA00)
    }
    $header = [System.Reflection.PortableExecutable.PEHeaderBuilder]::CreateLibraryHeader()
    $root = [System.Reflection.Metadata.Ecma335.MetadataRootBuilder]::new($metadata)
    $pe = [System.Reflection.PortableExecutable.ManagedPEBuilder]::new($header, $root, $code, $null, $null, $null, $null, 128,
        [System.Reflection.Metadata.MethodDefinitionHandle]::new(), 'ILOnly', $stamp)
    $file = [System.Reflection.Metadata.BlobBuilder]::new()
    $null = $pe.Serialize($file)
    $file.ToArray()
}

function New-NativeAssembly {
    <#
    .SYNOPSIS
    Writes the assembly for a native library, to lie beside it.
    .DESCRIPTION
    It declares the functions of the C ABI that the module calls. One method has code, five instructions: it makes a .NET text of what the
    library handed over, and frees that. .NET Framework and .NET load the assembly alike, on every kind of processor.

    A process can have only one assembly of a name. So the name has the library's checksum in it, and two versions of the module do not get
    in each other's way. The same library gives the same bytes.
    .PARAMETER Library
    The native library, as it will be shipped.
    #>
    param(
        [Parameter(Mandatory)][string]$Library,
        [Parameter(Mandatory)][string]$Path
    )

    $sha = [System.Security.Cryptography.SHA256]::Create()
    $checksum = -join ($sha.ComputeHash([System.IO.File]::ReadAllBytes($Library))[0..15] | ForEach-Object { $_.ToString('x2') })
    $assembly = @{ Name = "Wsus954960.Native.$checksum"; LibraryName = [System.IO.Path]::GetFileName($Library) }
    # The version identifier of the .NET module is a checksum of all else.
    $draft = [byte[]](Get-AssemblyByte @assembly -Mvid ([guid]::Empty))
    $mvid = [guid]::new([byte[]]$sha.ComputeHash($draft)[0..15])
    [System.IO.File]::WriteAllBytes($Path, [byte[]](Get-AssemblyByte @assembly -Mvid $mvid))
}
