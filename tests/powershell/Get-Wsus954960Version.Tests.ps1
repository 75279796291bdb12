Describe 'Get-Wsus954960Version' {
    BeforeAll {
        $null = & "$PSScriptRoot/Import-TestModule.ps1"
        $fixtures = [System.IO.Path]::GetFullPath("$PSScriptRoot/../fixtures")
    }

    It 'writes an object with the document''s properties' {
        $version = Get-Wsus954960Version -Path "$fixtures/dll/sp1.dll"
        $version.PSObject.Members.Match('*', 'NoteProperty').Name -join ' ' | Should -Be 'schemaVersion kind path fileVersion release state basis fixedVersion'
        $version.fileVersion | Should -Be '3.1.6001.65'
        $version.release | Should -Be 'WSUS 3.0 SP1'
        $version.state | Should -Be 'affected'
        $version.PSObject.TypeNames[0] | Should -Be 'Wsus954960.Version'
    }

    It 'takes paths from the pipeline, by value, by property name and as files' {
        $paths = "$fixtures/dll/sp1.dll", "$fixtures/dll/fixed.dll"
        ($paths | Get-Wsus954960Version).state -join ' ' | Should -Be 'affected fixed'
        ([pscustomobject]@{ Path = $paths[0] } | Get-Wsus954960Version).state | Should -Be 'affected'
        ([pscustomobject]@{ FullName = $paths[1] } | Get-Wsus954960Version).state | Should -Be 'fixed'
        (Get-ChildItem -Path "$fixtures/dll/sp*.dll" | Get-Wsus954960Version).Count | Should -Be 3
    }

    It 'expands wildcards, and takes brackets literally with -LiteralPath' {
        @(Get-Wsus954960Version -Path "$fixtures/dll/fixed*.dll").Count | Should -Be 2
        $odd = Join-Path -Path $TestDrive -ChildPath 'odd [1].dll'
        Copy-Item -LiteralPath "$fixtures/dll/sp1.dll" -Destination ([System.Management.Automation.WildcardPattern]::Escape($odd))
        [System.IO.File]::Copy("$fixtures/dll/sp1.dll", $odd, $true)
        (Get-Wsus954960Version -LiteralPath $odd).state | Should -Be 'affected'
        (Get-ChildItem -LiteralPath $TestDrive -Filter 'odd*' | Where-Object Name -like 'odd*.dll' | Select-Object -Last 1 | Get-Wsus954960Version).state | Should -Be 'affected'
    }

    It 'takes paths relative to the current location and on PowerShell''s own drives' {
        Push-Location -LiteralPath "$fixtures/dll"
        try { (Get-Wsus954960Version -Path sp1.dll).path | Should -Be (Join-Path -Path "$fixtures/dll" -ChildPath 'sp1.dll') } finally { Pop-Location }
        $null = New-PSDrive -Name WsusFixtures -PSProvider FileSystem -Root "$fixtures/dll" -Scope Global
        try { (Get-Wsus954960Version -Path 'WsusFixtures:/sp1.dll').state | Should -Be 'affected' } finally { Remove-PSDrive -Name WsusFixtures }
    }

    It 'writes the JSON text with -AsJson' {
        $json = Get-Wsus954960Version -Path "$fixtures/dll/sp1.dll" -AsJson
        $json | Should -BeOfType [string]
        ($json | ConvertFrom-Json).fileVersion | Should -Be '3.1.6001.65'
    }

    It 'writes a non-terminating error with code, target and category, and goes on: <Name>' -ForEach @(
        @{ Name = 'absent.dll'; Code = 'notFound'; Category = 'ObjectNotFound' }
        @{ Name = 'make.sh'; Code = 'malformed'; Category = 'InvalidData' }
        @{ Name = '.'; Code = 'invalidArgument'; Category = 'InvalidArgument' }
        @{ Name = "sp1.dll`0.txt"; Code = 'invalidArgument'; Category = 'InvalidArgument' }
        @{ Name = 'absent*.dll'; Code = 'notFound'; Category = 'ObjectNotFound' }
        @{ Name = 'absent/*.dll'; Code = 'notFound'; Category = 'ObjectNotFound' }
    ) {
        $path = "$fixtures/dll/$Name"
        $found = @($path, "$fixtures/dll/fixed.dll" | Get-Wsus954960Version -ErrorVariable problems -ErrorAction SilentlyContinue)
        $found.Count | Should -Be 1
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -Be "$Code,Get-Wsus954960Version"
        $problems[0].CategoryInfo.Category | Should -Be $Category
        $problems[0].TargetObject | Should -BeLike '*dll*'
    }

    It 'stops with -ErrorAction Stop' {
        { Get-Wsus954960Version -Path "$fixtures/dll/absent.dll" -ErrorAction Stop } | Should -Throw -ErrorId 'notFound,Get-Wsus954960Version'
    }

    It 'refuses what is not a path of the file system: <Path>' -ForEach @(
        @{ Path = 'Env:\PATH'; Code = 'invalidArgument' }
        @{ Path = 'NoSuchDrive:\x.dll'; Code = 'notFound' }
    ) {
        $found = @([pscustomobject]@{ Path = $Path } | Get-Wsus954960Version -ErrorVariable problems -ErrorAction SilentlyContinue)
        $found.Count | Should -Be 0
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -Be "$Code,Get-Wsus954960Version"
    }

    It 'streams: the first answer comes before the last input' {
        $order = [System.Collections.Generic.List[string]]::new()
        & { foreach ($name in 'sp1', 'fixed') { $order.Add("in $name"); "$fixtures/dll/$name.dll" } } |
            Get-Wsus954960Version | ForEach-Object { $order.Add("out $($_.state)") }
        $order -join ', ' | Should -Be 'in sp1, out affected, in fixed, out fixed'
    }

    It 'has a readable default view' {
        $text = Get-Wsus954960Version -Path "$fixtures/dll/sp1.dll" | Out-String -Width 200
        $text | Should -Match 'FileVersion\s+Release\s+State\s+Path'
        $text | Should -Match '3\.1\.6001\.65\s+WSUS 3\.0 SP1\s+affected'
    }
}
