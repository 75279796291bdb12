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

# The object by which PowerShell calls them: one method a call, none of more than nine instructions. Start and Next return the document that the
# function hands over, or null, and set the status.
$methods = [ordered]@{
    Take       = @{ Type = 'string', 'pointer'; Attributes = 'Private, Static'; Call = 0x00; Code = 'Ldarg_0', 'PtrToStringUni', 'Ldarg_0', 'wsus954960_free', 'Ret' }
    '.ctor'    = @{ Type = , 'void'; Attributes = 'Public, SpecialName, RTSpecialName'; Call = 0x20; Code = 'Ldarg_0', 'Object', 'Ret' }
    AbiVersion = @{ Type = , 'uint32'; Attributes = 'Public'; Call = 0x20; Code = 'wsus954960_abi_version', 'Ret' }
    Start      = @{
        Type = 'string', 'string', 'uint64&', 'int32&'; Attributes = 'Public'; Call = 0x20
        Code = 'Ldarg_3', 'Ldarg_1', 'Ldarg_2', 'Ldloca', 'wsus954960_job_start', 'Stind_i4', 'Ldloc_0', 'Take', 'Ret'
    }
    Next       = @{
        Type = 'string', 'uint64', 'uint32', 'int32&'; Attributes = 'Public'; Call = 0x20
        Code = 'Ldarg_3', 'Ldarg_1', 'Ldarg_2', 'Ldloca', 'wsus954960_job_next', 'Stind_i4', 'Ldloc_0', 'Take', 'Ret'
    }
    Free       = @{ Type = 'void', 'uint64'; Attributes = 'Public'; Call = 0x20; Code = 'Ldarg_1', 'wsus954960_job_free', 'Ret' }
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
    $handles = @{
        PtrToStringUni = $toText
        Object         = $metadata.AddMemberReference($object, $metadata.GetOrAddString('.ctor'), $metadata.GetOrAddBlob([byte[]](Get-Signature -Type void -Call 0x20)))
    }
    $noParameters = [System.Reflection.Metadata.Ecma335.MetadataTokens]::ParameterHandle(1)
    foreach ($function in $functions.GetEnumerator()) {
        $text = $metadata.GetOrAddString($function.Key)
        $handles[$function.Key] = $metadata.AddMethodDefinition('Private, Static, PinvokeImpl', 'PreserveSig', $text,
            $metadata.GetOrAddBlob([byte[]](Get-Signature -Type $function.Value)), -1, $noParameters)
        $metadata.AddMethodImport($handles[$function.Key], 'CallingConventionCDecl, CharSetUnicode, ExactSpelling', $text, $library)
    }

    # What PowerShell calls are methods of an object: it logs a static call of a type in a variable as suspicious. No pointer leaves them.
    $code = [System.Reflection.Metadata.BlobBuilder]::new()
    $bodies = [System.Reflection.Metadata.Ecma335.MethodBodyStreamEncoder]::new($code)
    $locals = $metadata.AddStandaloneSignature($metadata.GetOrAddBlob([byte[]](0x07, 1, $elementTypes.pointer)))
    foreach ($method in $methods.GetEnumerator()) {
        $il = [System.Reflection.Metadata.Ecma335.InstructionEncoder]::new([System.Reflection.Metadata.BlobBuilder]::new(), $null)
        foreach ($instruction in $method.Value.Code) {
            if ($handles.ContainsKey($instruction)) {
                $il.OpCode('Call')
                $il.Token([System.Reflection.Metadata.EntityHandle]$handles[$instruction])
            }
            elseif ($instruction -eq 'Ldloca') { $il.LoadLocalAddress(0) }
            else { $il.OpCode($instruction) }
        }
        $body = $bodies.AddMethodBody($il, 8, $locals, 'InitLocals', $false)
        $handles[$method.Key] = $metadata.AddMethodDefinition($method.Value.Attributes, 'IL', $metadata.GetOrAddString($method.Key),
            $metadata.GetOrAddBlob([byte[]](Get-Signature -Type $method.Value.Type -Call $method.Value.Call)), $body, $noParameters)
    }

    $field = [System.Reflection.Metadata.Ecma335.MetadataTokens]::FieldDefinitionHandle(1)
    $first = [System.Reflection.Metadata.Ecma335.MetadataTokens]::MethodDefinitionHandle(1)
    $null = $metadata.AddTypeDefinition('Class', $noText, $metadata.GetOrAddString('<Module>'), [System.Reflection.Metadata.TypeDefinitionHandle]::new(), $field, $first)
    $null = $metadata.AddTypeDefinition('Public, Sealed', $metadata.GetOrAddString('Wsus954960'), $metadata.GetOrAddString('Native'), $object, $field, $first)

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
    It declares the functions of the C ABI that the module calls, and has an object to call them by. .NET Framework and .NET load it alike, on
    every kind of processor.

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
