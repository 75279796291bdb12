# On other systems than Windows, osslsigncode signs; scripts from version 2.8 on.
$signer = @(Get-Command -Name osslsigncode, openssl -CommandType Application -ErrorAction SilentlyContinue)
$canSign = $signer.Count -ge 2 -and [System.Environment]::OSVersion.Platform -ne 'Win32NT' -and
    [version]((& osslsigncode --version)[0] -replace '^osslsigncode (\d+\.\d+).*', '$1') -ge [version]'2.8'
if (-not $canSign -and $env:WSUS954960_SKIP_NOTHING -and [System.Environment]::OSVersion.Platform -ne 'Win32NT') { throw 'osslsigncode 2.8 and openssl are needed' }

# .NET Framework lacks what the assemblies are written with.
Describe 'build.ps1' -Skip:($PSVersionTable.PSEdition -ne 'Core') {
    BeforeAll {
        $module = & "$PSScriptRoot/Import-TestModule.ps1"
        $project = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")
        $build = "$project/powershell/build.ps1"
        # The headers of libraries for other platforms: nothing else distinguishes them.
        function New-Library([string]$Name, [byte[]]$Start, [int]$At, [byte[]]$Machine) {
            $bytes = [byte[]]::new(512)
            $Start.CopyTo($bytes, 0)
            $Machine.CopyTo($bytes, $At)
            $path = Join-Path -Path $TestDrive -ChildPath $Name
            [System.IO.File]::WriteAllBytes($path, $bytes)
            $path
        }
        function New-Pe([string]$Name, [byte[]]$Machine) {
            $start = [byte[]]::new(0x90)
            $start[0] = 0x4D; $start[1] = 0x5A; $start[0x3C] = 0x80; $start[0x80] = 0x50; $start[0x81] = 0x45
            New-Library -Name $Name -Start $start -At 0x84 -Machine $Machine
        }
    }

    It 'puts each library into the folder of the platform that its header names' {
        $libraries = @(
            New-Pe -Name 'a.dll' -Machine 0x64, 0x86
            New-Pe -Name 'b.dll' -Machine 0x4C, 0x01
            New-Pe -Name 'c.dll' -Machine 0x64, 0xAA
            New-Library -Name 'd.so' -Start 0x7F, 0x45, 0x4C, 0x46, 2, 1, 1 -At 18 -Machine 62, 0
            New-Library -Name 'e.so' -Start 0x7F, 0x45, 0x4C, 0x46, 2, 1, 1 -At 18 -Machine 183, 0
            New-Library -Name 'f.dylib' -Start 0xCF, 0xFA, 0xED, 0xFE -At 4 -Machine 0x0C, 0, 0, 1
        )
        $folder = & $build -OutputPath "$TestDrive/dist" -Library $libraries
        $folder | Should -BeOfType [System.IO.DirectoryInfo]
        $version = (Import-PowerShellDataFile -Path "$project/powershell/Wsus954960/Wsus954960.psd1").ModuleVersion
        $folder.FullName | Should -Be ([System.IO.Path]::GetFullPath("$TestDrive/dist/Wsus954960/$version"))
        $files = @(Get-ChildItem -Path "$folder/lib" -Recurse -File)
        $found = $files | Where-Object Name -like '*wsus954960.*' | Where-Object Name -notlike '*.length' | Where-Object Name -notlike '*.Native.dll' |
            ForEach-Object { "$($_.Directory.Name)/$($_.Name)" } | Sort-Object
        $found -join ' ' | Should -Be ('linux-arm64/libwsus954960.so linux-x64/libwsus954960.so osx-arm64/libwsus954960.dylib ' +
            'win-arm64/wsus954960.dll win-x64/wsus954960.dll win-x86/wsus954960.dll')
        # Beside each: its length, and the assembly by which the module calls it.
        @($files | Where-Object Name -eq 'Wsus954960.Native.dll').Count | Should -Be 6
        @($files | Where-Object Extension -eq '.length').Count | Should -Be 6
    }

    It 'makes the same zip of the same files' {
        $library = New-Pe -Name 'same.dll' -Machine 0x64, 0x86
        $hashes = foreach ($folder in 'one', 'two') {
            $module = & $build -OutputPath "$TestDrive/$folder" -Library $library
            (Get-FileHash -LiteralPath "$TestDrive/$folder/Wsus954960-$($module.Name).zip").Hash
        }
        $hashes[0] | Should -Be $hashes[1]
    }

    It 'names the entries of the zip with slashes, the only separator that every program unpacks' {
        $folder = & $build -OutputPath "$TestDrive/slashes" -Library (New-Pe -Name 'slash.dll' -Machine 0x64, 0x86)
        Add-Type -AssemblyName System.IO.Compression.FileSystem
        $zip = [System.IO.Compression.ZipFile]::OpenRead("$TestDrive/slashes/Wsus954960-$($folder.Name).zip")
        try { $names = $zip.Entries.FullName } finally { $zip.Dispose() }
        $names | Should -Contain "Wsus954960/$($folder.Name)/lib/win-x64/wsus954960.dll"
        @($names | Where-Object { $_.Contains('\') }).Count | Should -Be 0
    }

    It 'makes an assembly with a few instructions, which refers to what .NET Framework and .NET both have' {
        $file = Get-ChildItem -LiteralPath "$module/lib" -Recurse -Filter Wsus954960.Native.dll | Select-Object -First 1
        $pe = [System.Reflection.PortableExecutable.PEReader]::new([System.IO.File]::OpenRead($file.FullName))
        try {
            $metadata = [System.Reflection.Metadata.PEReaderExtensions]::GetMetadataReader($pe)
            $references = foreach ($handle in $metadata.AssemblyReferences) { $metadata.GetString($metadata.GetAssemblyReference($handle).Name) }
            $references | Should -Be 'mscorlib'
            foreach ($handle in $metadata.MethodDefinitions) {
                $address = $metadata.GetMethodDefinition($handle).RelativeVirtualAddress
                if ($address -ne 0) {
                    [System.Reflection.Metadata.PEReaderExtensions]::GetMethodBody($pe, $address).GetILReader().Length | Should -BeLessThan 32
                }
            }
            $pe.PEHeaders.CorHeader.Flags | Should -Be 'ILOnly'
        }
        finally { $pe.Dispose() }
    }

    It 'makes a zip that unpacks into a modules folder, and checksums of everything' {
        $library = InModuleScope -ModuleName Wsus954960 { Get-NativeLibraryPath }
        $folder = & $build -OutputPath "$TestDrive/packed" -Library $library
        $version = $folder.Name
        $modules = "$TestDrive/unpacked modules"
        Add-Type -AssemblyName System.IO.Compression.FileSystem
        [System.IO.Compression.ZipFile]::ExtractToDirectory("$TestDrive/packed/Wsus954960-$version.zip", $modules)
        Test-Path -LiteralPath "$modules/Wsus954960/$version/Wsus954960.psd1" | Should -BeTrue
        $sums = Get-Content -LiteralPath "$TestDrive/packed/SHA256SUMS"
        $sums.Count | Should -Be (1 + @(Get-ChildItem -LiteralPath $folder.FullName -Recurse -File).Count)
        foreach ($line in $sums) {
            $hash, $name = $line -split '  ', 2
            (Get-FileHash -LiteralPath "$TestDrive/packed/$name" -Algorithm SHA256).Hash | Should -Be $hash
        }
        $shell = (Get-Process -Id $PID).Path
        $separator = [System.IO.Path]::PathSeparator
        & $shell -NoProfile -Command "`$env:PSModulePath = '$modules$separator' + `$env:PSModulePath; (Get-Wsus954960Version '$project/tests/fixtures/dll/fixed.dll').state" | Should -Be 'fixed'
    }

    It 'puts all functions into one file, which exports what the manifest says' {
        Get-ChildItem -LiteralPath $module -Recurse -Filter *.ps1 | Where-Object { $_.FullName -notmatch '[\\/](completions|deploy|examples)[\\/]' } | Should -BeNullOrEmpty
        $errors = $null
        $syntax = [System.Management.Automation.Language.Parser]::ParseFile("$module/Wsus954960.psm1", [ref]$null, [ref]$errors)
        $errors.Count | Should -Be 0
        $functions = $syntax.FindAll({ $args[0] -is [System.Management.Automation.Language.FunctionDefinitionAst] }, $false).Name
        foreach ($name in (Import-PowerShellDataFile -Path "$module/Wsus954960.psd1").FunctionsToExport) { $functions | Should -Contain $name }
    }

    It 'brings the scripts for deployment, the man pages and the completion scripts' {
        foreach ($folder in 'completions', 'deploy', 'man') {
            $there = Get-ChildItem -LiteralPath "$project/$folder" -Recurse -File -Name | Sort-Object
            $there | Should -Not -BeNullOrEmpty
            (Get-ChildItem -LiteralPath "$module/$folder" -Recurse -File -Name | Sort-Object) -join ' ' | Should -Be ($there -join ' ')
        }
    }

    It 'signs libraries, commands and scripts with a certificate' -Skip:(-not $canSign) {
        $pfx = "$TestDrive/test.pfx"
        $null = & openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/CN=wsus954960 test' -addext 'extendedKeyUsage=codeSigning' -keyout "$TestDrive/key.pem" -out "$TestDrive/certificate.pem" 2>&1
        $null = & openssl pkcs12 -export -inkey "$TestDrive/key.pem" -in "$TestDrive/certificate.pem" -passout pass:secret -out $pfx
        $password = [securestring]::new()
        foreach ($character in 'secret'.ToCharArray()) { $password.AppendChar($character) }
        $dll = "$project/tests/fixtures/dll/foreign.dll"
        $folder = & $build -OutputPath "$TestDrive/signed" -Library $dll -Executable $dll -CertificatePath $pfx -CertificatePassword $password
        $files = Get-ChildItem -LiteralPath $folder.FullName -Recurse -File | Where-Object Extension -in '.dll', '.exe', '.ps1', '.psm1', '.psd1', '.ps1xml'
        $files.Extension | Sort-Object -Unique | Should -Be '.dll', '.exe', '.ps1', '.ps1xml', '.psd1', '.psm1'
        foreach ($file in $files) {
            $output = & osslsigncode verify -CAfile "$TestDrive/certificate.pem" -in $file.FullName 2>&1
            $LASTEXITCODE | Should -Be 0 -Because "$($file.Name): $output"
        }
        # A file that is changed afterwards is no longer the one that was signed.
        $script = "$folder/Wsus954960.psm1"
        [System.IO.File]::WriteAllText($script, [System.IO.File]::ReadAllText($script).Replace('libraryMissing', 'libraryGone'))
        $null = & osslsigncode verify -CAfile "$TestDrive/certificate.pem" -in $script 2>&1
        $LASTEXITCODE | Should -Not -Be 0
    }

    It 'replaces what was assembled before' {
        $library = New-Pe -Name 'x.dll' -Machine 0x64, 0x86
        $folder = & $build -OutputPath "$TestDrive/again" -Library $library
        Set-Content -Path "$folder/stale.txt" -Value 'x'
        $folder = & $build -OutputPath "$TestDrive/again" -Library $library
        Test-Path -Path "$folder/stale.txt" | Should -BeFalse
        foreach ($file in 'LICENSE-MIT', 'LICENSE-APACHE', 'THIRD-PARTY-LICENSES.txt', 'sbom.cdx.json') {
            Test-Path -Path "$folder/$file" | Should -BeTrue -Because $file
        }
    }

    It 'refuses a file that is not a library, and one that is not there' {
        $text = Join-Path -Path $TestDrive -ChildPath 'text.dll'
        Set-Content -Path $text -Value 'no library'
        { & $build -OutputPath "$TestDrive/bad" -Library $text } | Should -Throw '*not a library*'
        { & $build -OutputPath "$TestDrive/bad" -Library "$TestDrive/absent.dll" } | Should -Throw
    }
}
