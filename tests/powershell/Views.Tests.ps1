Describe 'The module''s views and error messages' {
    BeforeAll {
        $module = & "$PSScriptRoot/Import-TestModule.ps1"
        $fixtures = [System.IO.Path]::GetFullPath("$PSScriptRoot/../fixtures")
        # Sets the window's title, clears the screen, writes a line of its own, reverses the direction of text.
        $escape = [char]27
        $hostile = "x$escape]0;owned$([char]7)$escape[2J`r`nFORGED: compliant$([char]0x9B)2J$([char]0x202E)$([char]0x2028)$([char]0x2066)$([char]0x200B)$([char]0)y"
        $visible = 'x\u{1b}]0;owned\u{7}\u{1b}[2J\u{d}\u{a}FORGED: compliant\u{9b}2J\u{202e}\u{2028}\u{2066}\u{200b}\u{0}y'
        function Assert-Harmless([string]$Text, [string]$Because) {
            # PowerShell's own colours begin with an escape character too.
            $own = $Text -replace "$escape\[[0-9;]*m", '' -replace '\r?\n', ''
            $own | Should -Not -Match '[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]' -Because $Because
            $Text | Should -Not -Match '(?m)^FORGED' -Because $Because
        }
        # Makes every text in an object hostile, if it may be any text.
        function Set-Hostile([object]$Object) {
            foreach ($property in $Object.PSObject.Members.Match('*', 'NoteProperty')) {
                if ($property.Value -is [string] -and $property.Name -ne 'kind') { $property.Value = $hostile }
                elseif ($property.Value -is [object[]]) {
                    for ($at = 0; $at -lt $property.Value.Count; $at++) {
                        if ($property.Value[$at] -is [string]) { $property.Value[$at] = $hostile } else { Set-Hostile -Object $property.Value[$at] }
                    }
                }
                elseif ($property.Value -is [System.Management.Automation.PSCustomObject]) { Set-Hostile -Object $property.Value }
            }
        }
        # An object and the objects in it that have a type.
        function Get-Typed([object]$Object) {
            if ($Object.PSObject.TypeNames[0] -like 'Wsus954960.*') { , $Object }
            foreach ($property in $Object.PSObject.Members.Match('*', 'NoteProperty')) {
                foreach ($value in $property.Value) {
                    if ($value -is [System.Management.Automation.PSCustomObject]) { Get-Typed -Object $value }
                }
            }
        }
        $documents = @(
            Test-Wsus954960 -Path "$fixtures/roots/affected", "$fixtures/roots/indeterminate-damaged-dll", "$fixtures/roots/clear"
            Search-Wsus954960ServerLog -Path "$fixtures/logs/server-other-cause.log"
            Test-Wsus954960 -Path "$fixtures/roots/blocked", "$fixtures/roots/affected" | Join-Wsus954960Result
            Test-Wsus954960 -Path "$fixtures/roots/fixed" | Save-Wsus954960Result -Path "$TestDrive/absent" -SpoolPath "$TestDrive/spool"
        )
        foreach ($document in $documents | Where-Object kind -eq 'assessment') {
            $document.office2003.evidence = @('x')
            # Only the registry of Windows has it.
            $document.wsusSetup = InModuleScope -ModuleName Wsus954960 {
                $setup = [pscustomobject]@{ targetDir = 'x'; versionString = 'x'; installType = 1 }
                Set-TypeName -Object $setup -Name wsusSetup
                $setup
            }
        }
        foreach ($document in $documents) { Set-Hostile -Object $document }
        foreach ($counts in $documents | Where-Object kind -eq 'assessment' | ForEach-Object { $_.clientLogs.otherFailures } | Where-Object { $_ }) {
            $counts | Add-Member -NotePropertyName $hostile -NotePropertyValue 3
        }
        $typed = @($documents | ForEach-Object { Get-Typed -Object $_ })
    }

    It 'escape whatever could act on a terminal, in every view of every type' {
        $names = $typed | ForEach-Object { $_.PSObject.TypeNames[0] -replace '^Wsus954960\.' } | Sort-Object -Unique
        $names -join ' ' | Should -Be 'Assessment ClientIncident ClientLog Correlation Counts Delivery Error Join Office2003 OtherFailure OtherFault Reason Remedy ServerFault ServerIncident ServerLog Target Version WsusSetup'
        foreach ($object in $typed) {
            $name = $object.PSObject.TypeNames[0]
            Assert-Harmless -Text ($object | Out-String -Width 4000) -Because "$name by default"
            Assert-Harmless -Text ($object | Format-Table | Out-String -Width 4000) -Because "$name in a table"
            Assert-Harmless -Text ($object | Format-Table -AutoSize -Wrap | Out-String -Width 4000) -Because "$name in a wide table"
            Assert-Harmless -Text ($object | Format-List | Out-String -Width 4000) -Because "$name in a list"
            ($object | Format-List | Out-String -Width 40000).Contains($visible) | Should -BeTrue -Because $name
        }
    }

    It 'leave the properties as they are' {
        $documents[0].target.name | Should -BeExactly $hostile
        $documents[0].reasons[0].text | Should -BeExactly $hostile
    }

    It 'list what a person can read of every type: the document''s own values, and flat ones in place of lists and objects' {
        $views = [xml][System.IO.File]::ReadAllText("$module/Wsus954960.format.ps1xml")
        foreach ($object in $typed) {
            $name = $object.PSObject.TypeNames[0]
            # For counts, each name is data.
            if ($name -eq 'Wsus954960.Counts') { continue }
            $labels = @($views.SelectNodes("//View[ViewSelectedBy/TypeName='$name']/ListControl//ListItem/Label") | ForEach-Object { $_.InnerText })
            foreach ($label in $labels) { $object.PSObject.Members[$label] | Should -Not -BeNullOrEmpty -Because "$name has $label" }
            if ($name -eq 'Wsus954960.Assessment') { continue }
            foreach ($property in $object.PSObject.Members.Match('*', 'NoteProperty')) {
                if ($property.Value -is [string] -or $property.Value -is [bool] -or $property.Value -is [long]) { $property.Name | Should -BeIn $labels -Because $name }
            }
        }
        $text = $typed | Where-Object { $_.PSObject.TypeNames[0] -in 'Wsus954960.Assessment', 'Wsus954960.ClientLog', 'Wsus954960.ServerLog', 'Wsus954960.Join' } | ForEach-Object { $_ | Format-List | Out-String }
        $text | Should -Not -Match '@\{|System\.Object'
    }

    It 'wrap the sentences of a list at words, at <Width> columns in <Language>' -ForEach @(
        foreach ($width in 79, 100, 119) { foreach ($language in 'en', 'ko') { @{ Width = $width; Language = $language } } }
    ) {
        Mock -ModuleName Wsus954960 -CommandName Get-ViewWidth -MockWith { $Width }
        Mock -ModuleName Wsus954960 -CommandName Get-Language -MockWith { $Language }
        $assessment = Test-Wsus954960 -Path "$fixtures/roots/affected"
        $lines = ($assessment | Format-List | Out-String -Width ($Width + 1)).Trim() -split '\r?\n'
        foreach ($line in $lines) { ($line.Length + ($line -replace '[\x00-\x7F]').Length) | Should -BeLessOrEqual ($Width + 1) }
        $why = $lines -join "`n" -replace '(?s)^.*\nWhy +: (.*)\nWhatToDo.*$', '$1' -replace '\n {23}', ' ' -split '\n {21}'
        $why -join "`n" | Should -Be (@($assessment.reasons | ForEach-Object { "- $($_.text)" }) -join "`n")
    }

    It 'escape a folder''s hostile name' -Skip:([System.Environment]::OSVersion.Platform -eq 'Win32NT') {
        $name = $hostile -replace '\0', ''
        $folder = [System.IO.Path]::Combine("$TestDrive", $name)
        $null = [System.IO.Directory]::CreateDirectory("$folder/Windows")
        [System.IO.File]::Copy("$fixtures/roots/clear/Windows/WindowsUpdate.log", "$folder/Windows/WindowsUpdate.log")
        $assessment = Test-Wsus954960 -LiteralPath $folder
        $assessment.target.name | Should -BeExactly $name
        foreach ($text in ($assessment | Out-String), ($assessment | Format-Table | Out-String), ($assessment | Format-List | Out-String), ($assessment.clientLogs | Out-String)) {
            Assert-Harmless -Text $text -Because 'the folder may have any name'
        }
    }

    It 'say what is wrong with <What> in visible text, and keep it as the target' -ForEach @(
        @{ What = 'a path'; Command = { Test-Wsus954960 -LiteralPath "$TestDrive/$Given" } }
        @{ What = 'a wildcard'; Command = { Test-Wsus954960 -Path "$TestDrive/$Given*" } }
        @{ What = 'a name'; Command = { Test-Wsus954960 -ComputerName $Given } }
        @{ What = 'an object'; Command = { [pscustomobject]@{ Name = $Given } | Test-Wsus954960 } }
        @{ What = 'a file'; Command = { Get-Wsus954960Version -LiteralPath "$TestDrive/$Given" } }
        @{ What = 'a folder of results'; Command = { Import-Wsus954960Result -LiteralPath "$TestDrive/$Given" } }
        @{ What = 'a saved error'; Command = { Import-Wsus954960Result -LiteralPath $saved } }
    ) {
        $Given = "absent$hostile" -replace '\0', ''
        $saved = Join-Path -Path $TestDrive -ChildPath 'hostile.json'
        $text = InModuleScope -ModuleName Wsus954960 -Parameters @{ Text = $Given } { param($Text) ConvertTo-JsonString -Text $Text }
        [System.IO.File]::WriteAllText($saved, "{""schemaVersion"":1,""kind"":""error"",""code"":""io"",""message"":$text,""path"":$text,""osError"":null}")
        $problems = @(& $Command 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
        $problems.Count | Should -Be 1
        foreach ($shown in $problems[0].Exception.Message, "$($problems[0])", "$($problems[0].CategoryInfo)", ($problems[0] | Out-String -Width 4000)) {
            Assert-Harmless -Text $shown -Because $What
        }
        $problems[0].Exception.Message | Should -BeLike '*owned\u{7}*'
        $problems[0].TargetObject.Contains($Given) | Should -BeTrue
    }

    It 'wrap sentences at words with a hanging indent, at <Width> columns in <Language>' -ForEach @(
        foreach ($width in 20, 79, 119) { foreach ($language in 'en', 'ko') { @{ Width = $width; Language = $language } } }
    ) {
        Mock -ModuleName Wsus954960 -CommandName Get-ViewWidth -MockWith { $Width }
        Mock -ModuleName Wsus954960 -CommandName Get-Language -MockWith { $Language }
        $korean = '클라이언트 로그에 실패가 1회 기록되어 있습니다(마지막 위치: WindowsUpdate.log, 18번째 줄). 이 기록은 서버에 내부 오류가 발생했다는 것만 나타냅니다.'
        $words = InModuleScope -ModuleName Wsus954960 { Get-Word }
        $assessment = Test-Wsus954960 -Path "$fixtures/roots/affected"
        $assessment.reasons[0].text = $korean
        $assessment.errors = (Test-Wsus954960 -Path "$fixtures/roots/indeterminate-damaged-dll").errors
        $text = $assessment | Out-String -Width 4000
        $lines = $text.Trim() -split '\r?\n'
        foreach ($line in $lines) {
            # In these texts, a UTF-16 unit that is not Latin takes two columns.
            $columns = $line.Length + ($line -replace '[\x00-\x7F]').Length
            if ($columns -gt $Width) { $line | Should -Match '^( {4}|  - )?\S+$' -Because 'a word stays whole' }
        }
        $lines[0] | Should -Be "$($words.Verdict.affected): affected"
        $expected = @($words.Heading.Why; $assessment.reasons.text | ForEach-Object { "  - $_" }
            $words.Heading.WhatToDo
            $assessment.remediation | ForEach-Object { "  - $($_.text) $($_.url)" }
            $words.Heading.NotRead
            $assessment.errors.message | ForEach-Object { "  - $_" })
        $joined = ($lines[1..($lines.Count - 1)] -join "`n") -replace '\n {4}', ' ' -split '\n+' | Where-Object { $_ }
        $joined -join "`n" | Should -Be ($expected -join "`n")
    }

    It 'wrap a <Type> by default' -ForEach @(
        @{ Type = 'reason'; From = 'affected'; Take = { $_.reasons[0] }; Text = { "$($_.code): $($_.text)" } }
        @{ Type = 'remedy'; From = 'affected'; Take = { $_.remediation[0] }; Text = { "$($_.id): $($_.text) $($_.url)" } }
        @{ Type = 'remedy that takes a parameter'; From = 'blocked'; Take = { $_.remediation[0] }; Text = { "$($_.id): $($_.text) Give that log with -ServerLog. $($_.url)" } }
        @{ Type = 'error'; From = 'indeterminate-damaged-dll'; Take = { $_.errors[0] }; Text = { "$($_.code): $($_.message)" } }
    ) {
        Mock -ModuleName Wsus954960 -CommandName Get-ViewWidth -MockWith { 60 }
        $object = Test-Wsus954960 -Path "$fixtures/roots/$From" | ForEach-Object $Take
        $lines = ($object | Out-String -Width 4000).Trim() -split '\r?\n'
        $lines.Count | Should -BeGreaterThan 1
        $lines -join "`n" -replace '\n {4}', ' ' | Should -Be ($object | ForEach-Object $Text)
    }

    It 'count wide characters as two columns' {
        InModuleScope -ModuleName Wsus954960 {
            Get-ColumnCount -Text 'abc' | Should -Be 3
            Get-ColumnCount -Text '한글 漢字 カナ ＡＢ' | Should -Be 19
            # Half-width characters, and characters beyond 16 bits.
            Get-ColumnCount -Text "$([char]0xFF76)$([char]::ConvertFromUtf32(0x20000))" | Should -Be 3
            @(Split-TextLine -Text '가나다 라마바 사' -Width 13 -First '- ' -Indent '  ') -join '|' | Should -Be '- 가나다|  라마바 사'
            @(Split-TextLine -Text '가나다 라마바 사' -Width 15 -First '- ' -Indent '  ') -join '|' | Should -Be '- 가나다 라마바|  사'
            @(Split-TextLine -Text '' -Width 15 -First '- ' -Indent '  ') -join '|' | Should -Be '-'
            @(Split-TextLine -Text 'one  two   three' -Width 8) -join '|' | Should -Be 'one  two|three'
            @(Split-TextLine -Text 'a longer-than-a-line b' -Width 8 -Indent ' ') -join '|' | Should -Be 'a| longer-than-a-line| b'
        }
    }

    It 'are never wider than Out-String, and exactly as wide if the host has no width' {
        InModuleScope -ModuleName Wsus954960 { Get-ViewWidth } | Should -BeIn (1..119)
        # Its host shows nothing.
        $shell = [powershell]::Create()
        try { $shell.AddScript("Import-Module '$module/Wsus954960.psd1'; & (Get-Module -Name Wsus954960) { Get-ViewWidth }").Invoke() | Should -Be 119 }
        finally { $shell.Dispose() }
    }

    It 'show the doubts about a log in the user''s language' {
        $log = Search-Wsus954960ClientLog -Path "$fixtures/pasted/cut-off-in-a-line.log"
        $log | Out-String -Width 200 | Should -Match ' cut off '
        Mock -ModuleName Wsus954960 -CommandName Get-Language -MockWith { 'ko' }
        $log | Out-String -Width 200 | Should -Match ' 잘림 '
    }
}
