Describe 'The module' {
    BeforeAll {
        $module = & "$PSScriptRoot/Import-TestModule.ps1"
        $project = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")
        $fixtures = "$project/tests/fixtures"
        # The library of this platform, and its place in a copy of the module.
        $library = InModuleScope -ModuleName Wsus954960 { Get-NativeLibraryPath }
        $inModule = $library.Substring($module.Length)
        # Another PowerShell of the same kind, for what must not happen in this one.
        $shell = (Get-Process -Id $PID).Path
    }

    It 'exports exactly the cmdlets that have a file, and each has tests' {
        $names = (Get-Command -Module Wsus954960).Name | Sort-Object
        $files = Get-ChildItem -Path "$project/powershell/Wsus954960/Public/*.ps1" | ForEach-Object { $_.BaseName } | Sort-Object
        $tests = Get-ChildItem -Path "$PSScriptRoot/*-Wsus954960*.Tests.ps1" | ForEach-Object { $_.Name -replace '\.Tests\.ps1$' } | Sort-Object
        $names -join ' ' | Should -Be ($files -join ' ')
        $names -join ' ' | Should -Be ($tests -join ' ')
    }

    It 'has a manifest for Windows PowerShell 5.1 and PowerShell 7 with the version of the crate' {
        $manifest = Test-ModuleManifest -Path "$module/Wsus954960.psd1"
        $manifest.PowerShellVersion | Should -Be ([version]'5.1')
        $manifest.CompatiblePSEditions -join ' ' | Should -Be 'Desktop Core'
        $cargo = Get-Content -Path "$project/Cargo.toml" | Where-Object { $_ -match '^version' } | Select-Object -First 1
        $cargo | Should -Be "version = `"$($manifest.Version)`""
        $manifest.ReleaseNotes | Should -BeLike "$($manifest.Version): *"
        $manifest.LicenseUri.AbsoluteUri | Should -Be 'https://spdx.org/licenses/MIT'
        $manifest.Tags -match '\s' | Should -BeNullOrEmpty -Because 'galleries separate tags by spaces'
    }

    It 'has an about topic that names every verdict' {
        $about = Get-Content -Path "$module/en-US/about_Wsus954960.help.txt" -Raw
        foreach ($verdict in 'affected', 'exposed', 'fixed', 'notAffected', 'blocked', 'clear', 'indeterminate') {
            $about | Should -Match "\b$verdict\b"
        }
    }

    It 'loads its library from its own folder and from nowhere else' {
        $empty = Join-Path -Path $TestDrive -ChildPath 'empty'
        Copy-Item -LiteralPath $module -Destination $empty -Recurse
        $expected = $empty + $inModule
        Remove-Item -LiteralPath $expected
        # It ignores a library of that name on the search path, in the current folder and next to the module.
        Copy-Item -LiteralPath $library -Destination $TestDrive
        Copy-Item -LiteralPath $library -Destination $empty
        $script = "Set-Location '$TestDrive'; Import-Module '$empty/Wsus954960.psd1'; try { Get-Wsus954960Version x } catch { `$_.FullyQualifiedErrorId; `$_.Exception.Message }"
        $saved = $env:PATH
        $env:LD_LIBRARY_PATH = "$TestDrive"
        $env:PATH = "$TestDrive$([System.IO.Path]::PathSeparator)$saved"
        try { $output = & $shell -NoProfile -Command $script } finally { $env:LD_LIBRARY_PATH = $null; $env:PATH = $saved }
        $output[0] | Should -Be 'libraryMissing,Get-Wsus954960Version'
        $output -join ' ' | Should -BeLike "*$expected*"
    }

    It 'says what is wrong with <What> in place of the library' -ForEach @(
        @{ What = 'a text'; Length = $false; Content = { param($Bytes) [System.Text.Encoding]::ASCII.GetBytes('no library') } }
        @{ What = 'a truncated library'; Length = $false; Content = { param($Bytes) $Bytes[0..2000] } }
        @{ What = 'an empty file'; Length = $false; Content = { param($Bytes) , [byte[]]@() } }
        @{
            What    = 'a library for another machine'
            Content = {
                param($Bytes)
                $x86 = "$module/lib/win-x86/wsus954960.dll"
                if (Test-Path -LiteralPath $x86) { return [System.IO.File]::ReadAllBytes($x86) }
                # The machine type of an ELF file: Arm 64.
                $Bytes[18] = 183
                $Bytes
            }
            Length  = $true
        }
    ) {
        $broken = Join-Path -Path $TestDrive -ChildPath ([System.IO.Path]::GetRandomFileName())
        Copy-Item -LiteralPath $module -Destination $broken -Recurse
        $expected = $broken + $inModule
        $bytes = [byte[]](& $Content ([System.IO.File]::ReadAllBytes($library)))
        [System.IO.File]::WriteAllBytes($expected, $bytes)
        # A file of the expected length is tried.
        if ($Length) { [System.IO.File]::WriteAllText("$expected.length", "$($bytes.Length)") }
        $script = "Import-Module '$broken/Wsus954960.psd1'; try { Test-Wsus954960 -Path . } catch { `$_.FullyQualifiedErrorId; `$_.Exception.Message }"
        $output = & $shell -NoProfile -Command $script
        $output[0] | Should -Be 'libraryUnusable,Test-Wsus954960'
        $output -join ' ' | Should -BeLike "*$expected*"
    }

    It 'says what is wrong with <What> in the place of the library''s assembly' -ForEach @(
        @{ What = 'nothing'; Id = 'libraryMissing'; Content = $null }
        @{ What = 'a text'; Id = 'libraryUnusable'; Content = { [System.Text.Encoding]::ASCII.GetBytes('no assembly') } }
        @{ What = 'an empty file'; Id = 'libraryUnusable'; Content = { , [byte[]]@() } }
        @{ What = 'a truncated assembly'; Id = 'libraryUnusable'; Content = { param($Bytes) $Bytes[0..1200] } }
        @{ What = 'an assembly of something else'; Id = 'libraryUnusable'; Content = { [System.IO.File]::ReadAllBytes([psobject].Assembly.Location) } }
    ) {
        $broken = Join-Path -Path $TestDrive -ChildPath ([System.IO.Path]::GetRandomFileName())
        Copy-Item -LiteralPath $module -Destination $broken -Recurse
        $expected = $broken + [System.IO.Path]::GetDirectoryName($inModule) + [System.IO.Path]::DirectorySeparatorChar + 'Wsus954960.Native.dll'
        $bytes = [System.IO.File]::ReadAllBytes($expected)
        Remove-Item -LiteralPath $expected
        if ($Content) { [System.IO.File]::WriteAllBytes($expected, [byte[]](& $Content $bytes)) }
        $script = "Import-Module '$broken/Wsus954960.psd1'; try { Test-Wsus954960 -Path . } catch { `$_.FullyQualifiedErrorId; `$_.Exception.Message }"
        $output = & $shell -NoProfile -Command $script
        $output.Count | Should -Be 2
        $output[0] | Should -Be "$Id,Test-Wsus954960"
        $output[1] | Should -BeLike "*$expected*install*"
    }

    It 'takes nothing else when its own library can''t be loaded' {
        $broken = Join-Path -Path $TestDrive -ChildPath 'unloadable'
        Copy-Item -LiteralPath $module -Destination $broken -Recurse
        $bytes = [System.IO.File]::ReadAllBytes($library)
        # The processor that the library is for, in an ELF file and in a DLL.
        $place = if ($bytes[0] -eq 0x7F) { 18 } else { [System.BitConverter]::ToInt32($bytes, 60) + 4 }
        $bytes[$place] = 0x99
        [System.IO.File]::WriteAllBytes($broken + $inModule, $bytes)
        # A good one lies in the current folder and on the search path.
        $elsewhere = (New-Item -ItemType Directory -Path "$TestDrive/elsewhere").FullName
        Copy-Item -LiteralPath $library -Destination $elsewhere
        $script = "Set-Location '$elsewhere'; Import-Module '$broken/Wsus954960.psd1'; try { Get-Wsus954960Version x } catch { `$_.FullyQualifiedErrorId; `$_.Exception.Message }"
        $saved = $env:PATH
        $env:LD_LIBRARY_PATH = $elsewhere
        $env:PATH = "$elsewhere$([System.IO.Path]::PathSeparator)$saved"
        try { $output = @(& $shell -NoProfile -Command $script) } finally { $env:LD_LIBRARY_PATH = $null; $env:PATH = $saved }
        $output[0] | Should -Be 'libraryUnusable,Get-Wsus954960Version'
        $output[1] | Should -BeLike "*$broken$inModule*"
    }

    It 'works in one process from several folders, with several libraries, and when it is imported again' {
        $same = Join-Path -Path $TestDrive -ChildPath 'same'
        Copy-Item -LiteralPath $module -Destination $same -Recurse
        $other = "$module"
        if ($PSVersionTable.PSEdition -eq 'Core') {
            # A library of other bytes: whatever follows its last section is not read.
            $changed = Join-Path -Path $TestDrive -ChildPath ([System.IO.Path]::GetFileName($library))
            [System.IO.File]::WriteAllBytes($changed, [System.IO.File]::ReadAllBytes($library) + [byte[]](0, 0))
            $other = (& "$project/powershell/build.ps1" -OutputPath "$TestDrive/other" -Library $changed).FullName
        }
        $script = "foreach (`$folder in '$module', '$same', '$other', '$module', '$module') { Import-Module `"`$folder/Wsus954960.psd1`" -Force; (Get-Wsus954960Version '$fixtures/dll/sp1.dll').state }"
        @(& $shell -NoProfile -Command $script) -join ' ' | Should -Be 'affected affected affected affected affected'
    }

    It 'works in ten runspaces at once' {
        $script = "
            `$pool = [runspacefactory]::CreateRunspacePool(10, 10)
            `$pool.Open()
            `$work = foreach (`$number in 1..10) {
                `$shell = [powershell]::Create()
                `$shell.RunspacePool = `$pool
                `$null = `$shell.AddScript('Import-Module ''$module/Wsus954960.psd1''; (Get-Wsus954960Version ''$fixtures/dll/sp1.dll'').state')
                @{ Shell = `$shell; Result = `$shell.BeginInvoke() }
            }
            foreach (`$item in `$work) { `$item.Shell.EndInvoke(`$item.Result); `$item.Shell.Streams.Error }
            `$pool.Close()"
        @(& $shell -NoProfile -Command $script) -join ' ' | Should -Be ((@('affected') * 10) -join ' ')
    }

    It 'lets a session end in the middle of a job' {
        $script = "Import-Module '$module/Wsus954960.psd1'; Test-Wsus954960 -ComputerName (1..50 | ForEach-Object { `"no-such-host-`$_.invalid`" }), 'affected' -ShareTemplate '$fixtures/roots/{0}' -ErrorAction SilentlyContinue | ForEach-Object { `$_.verdict; exit 3 }"
        & $shell -NoProfile -Command $script | Should -Be 'affected'
        $LASTEXITCODE | Should -Be 3
    }

    It 'tells by the process which library Windows PowerShell needs' -ForEach @(
        @{ Variable = 'AMD64'; Platform = 'win-x64' }
        @{ Variable = 'ARM64'; Platform = 'win-arm64' }
    ) {
        $saved = $env:PROCESSOR_ARCHITECTURE
        $env:PROCESSOR_ARCHITECTURE = $Variable
        try { InModuleScope -ModuleName Wsus954960 { Get-NativePlatform -Edition Desktop } | Should -Be $Platform } finally { $env:PROCESSOR_ARCHITECTURE = $saved }
    }

    It 'says in one sentence what to use instead if PowerShell is constrained' {
        $script = "`$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'; try { Import-Module '$module/Wsus954960.psd1' } catch { `"`$_`" }"
        $output = @(& $shell -NoProfile -Command $script)
        $output.Count | Should -Be 1
        $output[0] | Should -Match "ConstrainedLanguage mode: use the command in .+bin, which gives the same documents"
    }

    It 'works from a folder that may not be written to' {
        $locked = Join-Path -Path $TestDrive -ChildPath 'locked'
        Copy-Item -LiteralPath $module -Destination $locked -Recurse
        foreach ($item in Get-ChildItem -LiteralPath $locked -Recurse -File) { $item.IsReadOnly = $true }
        & $shell -NoProfile -Command "Import-Module '$locked/Wsus954960.psd1'; (Get-Wsus954960Version '$fixtures/dll/sp1.dll').state" | Should -Be 'affected'
        foreach ($item in Get-ChildItem -LiteralPath $locked -Recurse -File) { $item.IsReadOnly = $false }
    }

    It 'ends the cmdlet, whatever ErrorAction says, when the library is missing' {
        $gone = Join-Path -Path $TestDrive -ChildPath 'gone'
        Copy-Item -LiteralPath $module -Destination $gone -Recurse
        Remove-Item -LiteralPath "$gone/lib" -Recurse
        $script = "Import-Module '$gone/Wsus954960.psd1'; try { 'a', 'b' | Get-Wsus954960Version -ErrorAction SilentlyContinue; 'not reached' } catch { 'ended' }"
        & $shell -NoProfile -Command $script | Should -Be 'ended'
    }

    It 'compiles nothing and leaves no temporary files' {
        $script = "`$before = [AppDomain]::CurrentDomain.GetAssemblies().Count; Import-Module '$module/Wsus954960.psd1'; `$null = Get-Wsus954960Version '$fixtures/dll/sp1.dll'; @([AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { `$_.GetName().Name -like 'Microsoft.CodeAnalysis*' }).Count"
        & $shell -NoProfile -Command $script | Should -Be 0
    }

    It 'frees every string, even if a cmdlet fails half-way' {
        $log = Join-Path -Path $TestDrive -ChildPath 'many.log'
        $block = (Get-Content -Path "$fixtures/advisory/client.txt" -Raw -Encoding UTF8) * 1000
        Set-Content -Path $log -Value $block -Encoding UTF8
        # Not a mock: its history would keep every string.
        InModuleScope -ModuleName Wsus954960 { Set-Item -Path Function:script:ConvertFrom-Document -Value { throw 'half-way' } }
        $measure = {
            param($Count)
            foreach ($number in 1..$Count) { Search-Wsus954960ClientLog -Path $log -ErrorAction SilentlyContinue }
            [GC]::Collect(); [GC]::WaitForPendingFinalizers(); [GC]::Collect()
            (Get-Process -Id $PID).WorkingSet64
        }
        try {
            $before = & $measure 20
            $after = & $measure 150
        }
        finally {
            $null = & "$PSScriptRoot/Import-TestModule.ps1"
        }
        # Each answer is more than a megabyte.
        ($after - $before) / 1MB | Should -BeLessThan 60
    }

    It 'keeps times as text if ConvertFrom-Json turns them into dates' {
        InModuleScope -ModuleName Wsus954960 -Parameters @{ Fixtures = $fixtures } {
            # The first document finds out what this PowerShell makes of times.
            $null = Get-Wsus954960Version "$Fixtures/dll/fixed.dll"
            $dates = $script:MakesDates
            # As PowerShell 7.0 to 7.4 read a document: wherever it has a time.
            function Convert-Time($Object) {
                foreach ($item in $Object) {
                    if ($item -isnot [System.Management.Automation.PSCustomObject]) { continue }
                    foreach ($member in $item.PSObject.Members.Match('*', 'NoteProperty')) {
                        if ($member.Value -is [string] -and $member.Value -match '^\d{4}-\d\d-\d\dT') {
                            $member.Value = [datetime]::Parse($member.Value, [cultureinfo]::InvariantCulture, 'RoundtripKind')
                            'converted'
                        }
                        else { Convert-Time $member.Value }
                    }
                }
            }
            function Find-Date($Object) {
                foreach ($item in $Object) {
                    if ($item -isnot [System.Management.Automation.PSCustomObject]) { continue }
                    foreach ($member in $item.PSObject.Members.Match('*', 'NoteProperty')) {
                        if ($member.Value -is [datetime]) { $member.Name } else { Find-Date $member.Value }
                    }
                }
            }
            try {
                $script:MakesDates = $true
                foreach ($root in 'affected', 'blocked', 'exposed') {
                    $document = Test-Wsus954960 -Path "$Fixtures/roots/$root"
                    $expected = ConvertTo-Json -InputObject $document -Depth 10
                    @(Convert-Time $document).Count | Should -BeGreaterThan 1
                    Set-TypeName -Object $document -Name assessment
                    Find-Date $document | Should -BeNullOrEmpty
                    ConvertTo-Json -InputObject $document -Depth 10 | Should -Be $expected
                }
            }
            finally { $script:MakesDates = $dates }
        }
    }

    It 'shows nowhere how to read the command''s UTF-8 in the code page of a console' {
        $pages = Get-ChildItem -Path "$project/*.md", "$project/docs", "$module/*-*" -Recurse -Include *.md, *.txt -File
        $pages.Count | Should -BeGreaterThan 5
        foreach ($page in $pages) {
            [System.IO.File]::ReadAllText($page.FullName) | Should -Not -Match 'wsus954960(\.exe)? [^\n]*--json[^\n]*\| *ConvertFrom-Json' -Because $page.Name
        }
    }

    It 'has no word in its scripts for which PowerShell logs them as suspicious' {
        # The check with which the engine itself decides.
        $check = [scriptblock].GetMethod('CheckSuspiciousContent', [System.Reflection.BindingFlags]'Static, NonPublic')
        $texts = foreach ($file in Get-ChildItem -LiteralPath $module -Recurse -File) {
            $text = [System.IO.File]::ReadAllText($file.FullName)
            if ($file.Extension -in '.ps1', '.psm1', '.psd1') { @{ Name = $file.Name; Text = $text } }
            elseif ($file.Extension -eq '.ps1xml') {
                foreach ($node in ([xml]$text).SelectNodes('//ScriptBlock | //GetScriptBlock | //SetScriptBlock | //Script')) { @{ Name = $file.Name; Text = $node.InnerText } }
            }
        }
        $texts.Count | Should -BeGreaterThan 20
        foreach ($item in $texts) {
            $syntax = [System.Management.Automation.Language.Parser]::ParseInput($item.Text, [ref]$null, [ref]$null)
            $check.Invoke($null, @(, $syntax)) | Should -BeNullOrEmpty -Because "$($item.Name): $($item.Text.Substring(0, [System.Math]::Min(200, $item.Text.Length)))"
        }
    }

    It 'sends itself to a machine, which answers and keeps nothing' {
        # A folder of its own, because others may be testing at the same time.
        $temporary = (New-Item -ItemType Directory -Path "$TestDrive/temporary").FullName
        $saved = @{ TMPDIR = $env:TMPDIR; TMP = $env:TMP; TEMP = $env:TEMP }
        foreach ($name in $saved.Keys) { [System.Environment]::SetEnvironmentVariable($name, $temporary) }
        try {
            [System.IO.Path]::GetTempPath().TrimEnd('/', '\') | Should -Be $temporary
            $json = & "$module/examples/Invoke-RemoteTest.ps1" -Path "$fixtures/roots/blocked"
            @($json).Count | Should -Be 1
            ($json | Join-Wsus954960Result).client | Should -Be 'blocked'
            { & "$module/examples/Invoke-RemoteTest.ps1" -Path "$fixtures/roots/it's not there" } | Should -Throw -ExpectedMessage '*Test-Wsus954960 failed*'
        }
        finally {
            foreach ($name in $saved.Keys) { [System.Environment]::SetEnvironmentVariable($name, $saved[$name]) }
        }
        Get-ChildItem -LiteralPath $temporary -Filter 'Wsus954960-*' | Should -BeNullOrEmpty
    }
}
