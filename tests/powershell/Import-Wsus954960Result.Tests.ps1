Describe 'Import-Wsus954960Result' {
    BeforeAll {
        $null = & "$PSScriptRoot/Import-TestModule.ps1"
        $fixtures = [System.IO.Path]::GetFullPath("$PSScriptRoot/../fixtures")
        $saved = Join-Path -Path $TestDrive -ChildPath 'results.jsonl'
        Test-Wsus954960 -Path "$fixtures/roots/fixed", "$fixtures/roots/blocked" -AsJson | Set-Content -Path $saved
    }

    It 'writes the objects that were saved' {
        $read = @(Import-Wsus954960Result -Path $saved)
        $read.verdict -join ' ' | Should -Be 'fixed blocked'
        $read[0].PSObject.TypeNames[0] | Should -Be 'Wsus954960.Assessment'
        $read[1].clientLogs[0].incidents[0].PSObject.TypeNames[0] | Should -Be 'Wsus954960.ClientIncident'
        $read[1].clientLogs[0].incidents[0].time | Should -BeOfType [string]
    }

    It 'writes the JSON text that was saved with -AsJson' {
        @(Import-Wsus954960Result -Path $saved -AsJson) -join "`n" | Should -Be ((Get-Content -Path $saved) -join "`n")
    }

    It 'reads arrays, UTF-16, files by pipeline and folders' {
        $folder = Join-Path -Path $TestDrive -ChildPath 'folder'
        $null = New-Item -Path $folder -ItemType Directory
        $text = '[' + ((Get-Content -Path $saved) -join ",`r`n") + ']'
        [System.IO.File]::WriteAllText("$folder/utf16.json", $text, [System.Text.UnicodeEncoding]::new())
        Get-Wsus954960Version -Path "$fixtures/dll/sp1.dll" -AsJson | Set-Content -Path "$folder/version.json"
        (Import-Wsus954960Result -Path "$folder/*16.json").Count | Should -Be 2
        (Get-ChildItem -Path $folder | Import-Wsus954960Result).Count | Should -Be 3
        ((Import-Wsus954960Result -Path $folder).kind | Sort-Object -Unique) -join ' ' | Should -Be 'assessment version'
    }

    It 'writes an error for <What> and goes on' -ForEach @(
        @{ What = 'a document of another schema version'; Change = { $_ -replace '"schemaVersion":1', '"schemaVersion":2' }; Id = 'malformed'; Text = '*schema version 2*' }
        @{ What = 'a document that is cut off'; Change = { $_.Substring(0, $_.Length - 20) }; Id = 'malformed'; Text = '*cut off*' }
        @{ What = 'a file that is not a document'; Change = { '{"a": 1}' }; Id = 'malformed'; Text = '*not a document of wsus954960*' }
    ) {
        $bad = Join-Path -Path $TestDrive -ChildPath 'bad.json'
        Get-Content -Path $saved | Select-Object -First 1 | ForEach-Object $Change | Set-Content -Path $bad
        (Import-Wsus954960Result -Path $bad, $saved -ErrorVariable problems -ErrorAction SilentlyContinue).Count | Should -Be 2
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -Be "$Id,Import-Wsus954960Result"
        $problems[0].Exception.Message | Should -BeLike $Text
        $problems[0].TargetObject | Should -Be $bad
    }

    It 'turns a machine that could not be assessed into an error record again' {
        $failed = Join-Path -Path $TestDrive -ChildPath 'failed.json'
        Set-Content -Path $failed -Value '{"schemaVersion":1,"kind":"error","code":"timedOut","message":"PC17: no answer","path":"PC17","osError":null}'
        Import-Wsus954960Result -Path $failed -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -Be 'timedOut,Import-Wsus954960Result'
        $problems[0].TargetObject | Should -Be 'PC17'
    }

    It 'writes one error for a document that can''t be turned into an object, and goes on' {
        # Other programs may write keys that differ only in case; ConvertFrom-Json refuses them.
        $log = Search-Wsus954960ClientLog -Path "$fixtures/advisory/client.txt" -AsJson
        $odd = $log -replace '"otherFailures":\{[^}]*\}', '"otherFailures":{"0x1/Foo":1,"0x1/foo":2}'
        $unreadable = Join-Path -Path $TestDrive -ChildPath 'unreadable.jsonl'
        Set-Content -Path $unreadable -Value $odd, $log
        $Error.Clear()
        $read = @(Import-Wsus954960Result -Path $unreadable, $saved -ErrorVariable problems -ErrorAction SilentlyContinue)
        $read.kind -join ' ' | Should -Be 'clientLog assessment assessment'
        $problems.Count | Should -Be 1
        $Error.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -Be 'unreadableDocument,Import-Wsus954960Result'
        $problems[0].CategoryInfo.Category | Should -Be 'InvalidData'
        $problems[0].TargetObject | Should -Be ([System.IO.Path]::GetFullPath("$fixtures/advisory/client.txt"))
        $problems[0].Exception.Message | Should -BeLike '*-AsJson*'
        { Import-Wsus954960Result -Path $unreadable -ErrorAction Stop } | Should -Throw -ErrorId 'unreadableDocument,Import-Wsus954960Result'
        # The text does not need an object.
        @(Import-Wsus954960Result -Path $unreadable -AsJson) -join "`n" | Should -Be ($odd, $log -join "`n")
    }

    It 'turns an error document into an error record, whatever the order of its properties' {
        $failed = Join-Path -Path $TestDrive -ChildPath 'sorted.json'
        Set-Content -Path $failed -Value '{"code":"timedOut","kind":"error","message":"PC17: no answer","osError":null,"path":"PC17","schemaVersion":1}'
        foreach ($asJson in $true, $false) {
            Import-Wsus954960Result -Path $failed -AsJson:$asJson -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $problems[0].FullyQualifiedErrorId | Should -Be 'timedOut,Import-Wsus954960Result'
        }
    }

    It 'reads files by wildcard and folders in the order of their names' {
        $folder = Join-Path -Path $TestDrive -ChildPath 'order'
        $null = New-Item -Path $folder -ItemType Directory
        $text = Test-Wsus954960 -Path "$fixtures/roots/fixed" -AsJson
        foreach ($number in 40..10) { Set-Content -Path "$folder/$number.json" -Value ($text -replace '"name":"fixed"', """name"":""pc$number""") }
        $expected = (10..40 | ForEach-Object { "pc$_" }) -join ' '
        (Import-Wsus954960Result -Path $folder).target.name -join ' ' | Should -Be $expected
        (Import-Wsus954960Result -Path "$folder/*.json").target.name -join ' ' | Should -Be $expected
    }
}
