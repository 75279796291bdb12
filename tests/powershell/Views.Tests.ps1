Describe 'The module''s views and error messages' {
    BeforeAll {
        $module = & "$PSScriptRoot/Import-TestModule.ps1"
        $fixtures = [System.IO.Path]::GetFullPath("$PSScriptRoot/../fixtures")
        # Sets the window's title, clears the screen, writes a line of its own, turns directions around.
        $escape = [char]27
        $hostile = "x$escape]0;owned$([char]7)$escape[2J`r`nFORGED: compliant$([char]0x9B)2J$([char]0x202E)$([char]0x2028)$([char]0x2066)$([char]0x200B)$([char]0)y"
        $visible = 'x\u{1b}]0;owned\u{7}\u{1b}[2J\u{d}\u{a}FORGED: compliant\u{9b}2J\u{202e}\u{2028}\u{2066}\u{200b}\u{0}y'
        function Assert-Harmless([string]$Text, [string]$Because) {
            # PowerShell's own colours begin with an escape character too.
            $own = $Text -replace "$escape\[[0-9;]*m", '' -replace '\r?\n', ''
            $own | Should -Not -Match '[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]' -Because $Because
            $Text | Should -Not -Match '(?m)^FORGED' -Because $Because
        }
        # Makes every text in an object hostile, of which it may have any.
        function Set-Hostile([object]$Object) {
            foreach ($property in $Object.PSObject.Properties) {
                if ($property.Value -is [string] -and $property.Name -ne 'kind') { $property.Value = $hostile }
                elseif ($property.Value -is [object[]]) {
                    for ($at = 0; $at -lt $property.Value.Count; $at++) {
                        if ($property.Value[$at] -is [string]) { $property.Value[$at] = $hostile } else { Set-Hostile -Object $property.Value[$at] }
                    }
                }
                elseif ($property.Value -is [System.Management.Automation.PSCustomObject]) { Set-Hostile -Object $property.Value }
            }
        }
        # An object and what is in it, as far as it has a type.
        function Get-Typed([object]$Object) {
            if ($Object.PSObject.TypeNames[0] -like 'Wsus954960.*') { , $Object }
            foreach ($property in $Object.PSObject.Properties) {
                foreach ($value in $property.Value) {
                    if ($value -is [System.Management.Automation.PSCustomObject]) { Get-Typed -Object $value }
                }
            }
        }
        $documents = @(
            Test-Wsus954960 -Path "$fixtures/roots/affected", "$fixtures/roots/indeterminate-damaged-dll"
            Search-Wsus954960ServerLog -Path "$fixtures/logs/server-other-cause.log"
            Test-Wsus954960 -Path "$fixtures/roots/blocked", "$fixtures/roots/affected" | Join-Wsus954960Result
        )
        foreach ($document in $documents | Where-Object kind -eq 'assessment') {
            $document.office2003.evidence = @('x')
            # Only the registry of a Windows has it.
            $document.wsusSetup = InModuleScope -ModuleName Wsus954960 {
                $setup = [pscustomobject]@{ targetDir = 'x'; versionString = 'x'; installType = 1 }
                Add-TypeName -Object $setup -Name wsusSetup
                $setup
            }
        }
        foreach ($document in $documents) { Set-Hostile -Object $document }
        $documents[0].clientLogs[0].otherFailures | Add-Member -NotePropertyName $hostile -NotePropertyValue 3
        $typed = @($documents | ForEach-Object { Get-Typed -Object $_ })
    }

    It 'show what could act on a terminal escaped, in every view of every type' {
        $names = $typed | ForEach-Object { $_.PSObject.TypeNames[0] -replace '^Wsus954960\.' } | Sort-Object -Unique
        $names -join ' ' | Should -Be 'Assessment ClientIncident ClientLog Correlation Counts Error Join Office2003 Reason Remedy ServerFault ServerIncident ServerLog Target Version WsusSetup'
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

    It 'list every property of their type' {
        $views = [xml][System.IO.File]::ReadAllText("$module/Wsus954960.format.ps1xml")
        foreach ($object in $typed) {
            $name = $object.PSObject.TypeNames[0]
            # What is counted is a name each.
            if ($name -eq 'Wsus954960.Counts') { continue }
            $labels = $views.SelectNodes("//View[ViewSelectedBy/TypeName='$name']/ListControl//ListItem/Label") | ForEach-Object { $_.InnerText }
            $labels -join ' ' | Should -Be ($object.PSObject.Properties.Name -join ' ')
        }
    }

    It 'show a folder''s hostile name escaped' -Skip:([System.Environment]::OSVersion.Platform -eq 'Win32NT') {
        $name = $hostile -replace '\0', ''
        $folder = [System.IO.Path]::Combine("$TestDrive", $name)
        $null = [System.IO.Directory]::CreateDirectory("$folder/Windows")
        [System.IO.File]::Copy("$fixtures/roots/clear/Windows/WindowsUpdate.log", "$folder/Windows/WindowsUpdate.log")
        $assessment = Test-Wsus954960 -LiteralPath $folder
        $assessment.target.name | Should -BeExactly $name
        foreach ($text in ($assessment | Out-String), ($assessment | Format-Table | Out-String), ($assessment | Format-List | Out-String), ($assessment.clientLogs | Out-String)) {
            Assert-Harmless -Text $text -Because 'the folder has any name'
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
}
