Describe 'The module''s languages' {
    BeforeAll {
        $module = & "$PSScriptRoot/Import-TestModule.ps1"
        $fixtures = [System.IO.Path]::GetFullPath("$PSScriptRoot/../fixtures")
        function Get-Leaf([System.Collections.IDictionary]$Table, [string]$Prefix = '') {
            foreach ($name in $Table.Keys) {
                if ($Table[$name] -is [System.Collections.IDictionary]) { Get-Leaf -Table $Table[$name] -Prefix "$Prefix$name." }
                else { [pscustomobject]@{ Name = "$Prefix$name"; Text = $Table[$name] } }
            }
        }
        function Get-Table([string]$Language) {
            Mock -ModuleName Wsus954960 -CommandName Get-Language -MockWith { $Language }
            Get-Leaf -Table (InModuleScope -ModuleName Wsus954960 { Get-Word }) | Sort-Object -Property Name
        }
    }

    It 'takes <Culture> for <Language>' -ForEach @(
        @{ Culture = 'ko-KR'; Language = 'ko' }
        @{ Culture = 'ko'; Language = 'ko' }
        @{ Culture = 'en-US'; Language = 'en' }
        @{ Culture = 'kok-IN'; Language = 'en' }
        @{ Culture = 'de-DE'; Language = 'en' }
        @{ Culture = ''; Language = 'en' }
    ) {
        InModuleScope -ModuleName Wsus954960 -Parameters @{ Culture = $Culture } { param($Culture) Get-Language -Culture $Culture } | Should -Be $Language
    }

    It 'says the same in each: every name, with the same places for data' {
        $english = @(Get-Table -Language en)
        $korean = @(Get-Table -Language ko)
        $english.Count | Should -BeGreaterThan 20
        $korean.Name -join ' ' | Should -Be ($english.Name -join ' ')
        for ($at = 0; $at -lt $english.Count; $at++) {
            $places = foreach ($text in $english[$at].Text, $korean[$at].Text) {
                @([regex]::Matches($text, '\{\d\}') | ForEach-Object { $_.Value } | Sort-Object -Unique) -join ' '
            }
            $places[1] | Should -Be $places[0] -Because $english[$at].Name
            $english[$at].Text | Should -Match '^[\x20-\x7E]+$'
            if ($english[$at].Name -ne 'Progress.Status') { $korean[$at].Text | Should -Match '[\uAC00-\uD7A3]' -Because $english[$at].Name }
        }
    }

    It 'has every verdict of the library, and doubts that fit their column' {
        $schema = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../schema/assessment.schema.json")
        $text = [System.IO.File]::ReadAllText($schema)
        foreach ($leaf in @(Get-Table -Language en) + @(Get-Table -Language ko)) {
            if ($leaf.Name -like 'Verdict.*') { $text | Should -Match "`"$($leaf.Name -replace '^Verdict\.')`"" }
            if ($leaf.Name -like 'Doubt.*') { ($leaf.Text.Length + ($leaf.Text -replace '[\x00-\x7F]').Length) | Should -BeLessOrEqual 15 -Because $leaf.Name }
        }
        $verdicts = 'affected', 'exposed', 'fixed', 'notAffected', 'blocked', 'clear', 'indeterminate' | Sort-Object
        (Get-Table -Language ko | Where-Object Name -like 'Verdict.*').Name -replace '^Verdict\.' -join ' ' | Should -Be ($verdicts -join ' ')
    }

    It 'has files that Windows PowerShell reads as UTF-8, and an about topic for each' {
        foreach ($folder in 'en-US', 'ko-KR') {
            $bytes = [System.IO.File]::ReadAllBytes("$module/$folder/Wsus954960.Words.psd1")
            $bytes[0..2] -join ' ' | Should -Be '239 187 191'
        }
        [System.IO.File]::ReadAllBytes("$module/ko-KR/about_Wsus954960.help.txt")[0..2] -join ' ' | Should -Be '239 187 191'
    }

    It 'writes its own errors in the user''s language' {
        Test-Wsus954960 -Path '' -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].Exception.Message | Should -Be 'The path is empty.'
        Mock -ModuleName Wsus954960 -CommandName Get-Language -MockWith { 'ko' }
        Test-Wsus954960 -Path '' -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].Exception.Message | Should -Be '경로가 비어 있습니다.'
        $problems[0].FullyQualifiedErrorId | Should -Be 'invalidArgument,Test-Wsus954960'
        Test-Wsus954960 -ComputerName 'a/b' -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].ErrorDetails.RecommendedAction | Should -BeLike '경로는 -Path로*'
    }

    It 'shows saved documents in the user''s language, and writes their JSON text in the language in which they were saved' {
        $saved = Join-Path -Path $TestDrive -ChildPath 'saved.jsonl'
        $english = @(Test-Wsus954960 -Path "$fixtures/roots/affected" -AsJson)
        Mock -ModuleName Wsus954960 -CommandName Get-Language -MockWith { 'ko' }
        $korean = Test-Wsus954960 -Path "$fixtures/roots/affected"
        $later = $english[0] -replace '\}$', ',"added": {"text": 1.50}}'
        [System.IO.File]::WriteAllText($saved, "$later`n")
        $shown = Import-Wsus954960Result -Path $saved
        $shown.reasons.text -join ' ' | Should -Be ($korean.reasons.text -join ' ')
        $shown.remediation.text -join ' ' | Should -Be ($korean.remediation.text -join ' ')
        $shown.reasons[0].text | Should -BeLike 'KB 954960 업데이트가 적용되지 않은*'
        $shown.added.text | Should -Be 1.5
        Import-Wsus954960Result -Path $saved -AsJson | Should -BeExactly $later
        Import-Wsus954960Result -Path $saved | Join-Wsus954960Result | ForEach-Object { $_.result } | Should -Be 'confirmed'
    }

    It 'says what is wrong with its library in the user''s language' {
        Mock -ModuleName Wsus954960 -CommandName Get-Language -MockWith { 'ko' }
        InModuleScope -ModuleName Wsus954960 -Parameters @{ Absent = "$TestDrive/absent.so" } {
            param($Absent)
            Mock -CommandName Get-NativeLibraryPath -MockWith { $Absent }
            $loaded = $script:NativeLibrary
            $script:NativeLibrary = $null
            try { { Test-Wsus954960 } | Should -Throw -ErrorId 'libraryMissing,Test-Wsus954960' -ExpectedMessage "Wsus954960 모듈의 파일이 없습니다. $Absent 파일이 필요합니다.*" }
            finally { $script:NativeLibrary = $loaded }
        }
    }

    It 'gives the library the user''s language in every call: <Name>' -ForEach @(
        @{ Name = 'a machine'; Command = { Test-Wsus954960 } }
        @{ Name = 'computers'; Command = { Test-Wsus954960 -ComputerName a, b } }
        @{ Name = 'a folder'; Command = { Test-Wsus954960 -Path $fixtures } }
        @{ Name = 'a client''s log'; Command = { Search-Wsus954960ClientLog -Path "$fixtures/advisory/client.txt" } }
        @{ Name = 'a server''s log'; Command = { Search-Wsus954960ServerLog -Path "$fixtures/advisory/server.txt" -MaxIncidents 3 } }
        @{ Name = 'saved results'; Command = { Import-Wsus954960Result -Path $fixtures } }
        @{ Name = 'results to join'; Command = { '{}' | Join-Wsus954960Result } }
        @{ Name = 'a report'; Command = { '{}' | Export-Wsus954960Report -OutputPath "$TestDrive/report.html" } }
        @{ Name = 'results to save'; Command = { 'text' | Save-Wsus954960Result -Path $TestDrive -SpoolPath "$TestDrive/spool" } }
    ) {
        $given = [System.Collections.Generic.List[string]]::new()
        Mock -ModuleName Wsus954960 -CommandName Get-Language -MockWith { 'ko' }
        $library = New-Module -AsCustomObject -ArgumentList (, $given) -ScriptBlock {
            param($Given)
            function Start($Request, $Job, $Status) {
                $Given.Add($Request)
                $Status.Value = 101
            }
            function Free($Job) { }
        }
        Mock -ModuleName Wsus954960 -CommandName Get-NativeLibrary -MockWith { $library }
        $null = & $Command
        $given.Count | Should -Be 1
        ($given[0] | ConvertFrom-Json).language | Should -Be 'ko'
    }
}
