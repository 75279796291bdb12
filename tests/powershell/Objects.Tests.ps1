Describe 'The module''s objects' {
    BeforeAll {
        $module = & "$PSScriptRoot/Import-TestModule.ps1"
        $fixtures = [System.IO.Path]::GetFullPath("$PSScriptRoot/../fixtures")
        $shell = (Get-Process -Id $PID).Path
        $roots = 'affected', 'blocked', 'indeterminate-damaged-dll', 'fixed-sp2', 'clear', 'not-affected' | ForEach-Object { "$fixtures/roots/$_" }
        $assessments = @(Test-Wsus954960 -Path $roots)
        $affected, $blocked, $damaged = $assessments[0..2]
        $documents = @(
            $assessments
            Get-Wsus954960Version -Path "$fixtures/dll/sp1.dll"
            Search-Wsus954960ClientLog -Path "$fixtures/roots/affected/Windows/WindowsUpdate.log"
            Search-Wsus954960ServerLog -Path "$fixtures/logs/server-other-cause.log", "$fixtures/logs/server-confirms.log"
            $assessments | Join-Wsus954960Result -ErrorAction SilentlyContinue
            $affected | Save-Wsus954960Result -Path "$TestDrive/absent" -SpoolPath "$TestDrive/spool"
        )
        # A document's own text, without what its type adds.
        function ConvertTo-OwnJson([object]$Object) {
            $json = ConvertTo-Json -InputObject $Object -Depth 20 -Compress
            InModuleScope -ModuleName Wsus954960 -Parameters @{ Json = $json } {
                param($Json)
                $own = ConvertFrom-Json -InputObject $Json
                Restore-TimeText -Object $own
                Remove-AddedProperty -Object $own
                ConvertTo-Json -InputObject $own -Depth 20 -Compress
            }
        }
    }

    It 'say what a table needs in flat properties beside those of the document' {
        $affected.ComputerName | Should -BeExactly 'affected'
        $affected.Role | Should -BeExactly 'server, client'
        $affected.Release | Should -BeExactly 'WSUS 3.0 SP1'
        $affected.FileVersion | Should -Be ([version]'3.1.6001.65')
        $affected.HasOffice2003 | Should -BeFalse
        $affected.ClientFailureCount | Should -Be 1
        $affected.LastClientFailure | Should -BeExactly '2008-06-13T19:59:56.617'
        $affected.ServerFailureCount | Should -Be 1
        $affected.LastServerFailure | Should -BeExactly '2008-06-14T02:59:57.642Z'
        $affected.ReasonCode | Should -BeExactly ($affected.reasons.code -join ', ')
        $affected.Why | Should -BeExactly ($affected.reasons.text -join ' ')
        $affected.WhatToDo | Should -BeLike "*$($affected.remediation[0].text) https://*$($affected.remediation[1].text)*"
        $blocked.WhatToDo | Should -BeLike '*Give that log with -ServerLog.*'
        $affected.ErrorCount | Should -Be 0
        $damaged.ErrorCount | Should -Be 1
        # Those for which the document has no room count too.
        $damaged.errorsOmitted = 5
        $damaged.ErrorCount | Should -Be 6
        $damaged.errorsOmitted = 0
        $damaged.ErrorText | Should -BeExactly $damaged.errors[0].message
    }

    It 'have no flat property that fails in strict mode, on any document' {
        Set-StrictMode -Version Latest
        foreach ($document in $documents) {
            foreach ($member in $document.PSObject.Members.Match('*', 'ScriptProperty')) {
                { $member.Value } | Should -Not -Throw -Because "$($document.kind).$($member.Name)"
                $member.Name | Should -MatchExactly '^[A-Z]' -Because 'a document''s own begin with a small letter'
            }
        }
    }

    It 'make a CSV file with everything that fits a row, without lists' {
        foreach ($group in $documents | Where-Object kind -ne 'version' | Group-Object -Property kind) {
            $csv = $group.Group | Select-Object -Property Flat | ConvertTo-Csv -NoTypeInformation
            $csv.Count | Should -Be ($group.Count + 1)
            $csv -join "`n" | Should -Not -Match 'System\.Object|@\{' -Because $group.Name
        }
        $row = $affected | ConvertTo-Csv -NoTypeInformation | ConvertFrom-Csv
        $row.verdict, $row.ComputerName, $row.FileVersion, $row.Why -join '|' | Should -BeExactly ('affected', 'affected', '3.1.6001.65', $affected.Why -join '|')
    }

    It 'sort by version as versions, not as texts' {
        $paths = "$fixtures/roots/fixed-sp2", "$fixtures/roots/affected", "$fixtures/roots/not-affected"
        (Test-Wsus954960 -Path $paths | Sort-Object -Property FileVersion).verdict -join ' ' | Should -Be 'notAffected affected fixed'
        $later = Get-Wsus954960Version -Path "$fixtures/dll/sp1.dll"
        $later.fileVersion = '10.0.14393.0'
        (@($later) + @(Get-Wsus954960Version -Path "$fixtures/dll/rtm.dll") | Sort-Object -Property Version).fileVersion | Select-Object -Last 1 | Should -Be '10.0.14393.0'
        Get-Wsus954960Version -Path "$fixtures/dll/no-version.dll" | ForEach-Object { $_.Version } | Should -BeNullOrEmpty
    }

    It 'make the same documents again from the JSON text of ConvertTo-Json' {
        $file = Join-Path -Path $TestDrive -ChildPath 'converted.json'
        $written = @($documents | Where-Object kind -notin 'join', 'delivery')
        ConvertTo-Json -InputObject $written -Depth 20 | Set-Content -LiteralPath $file -Encoding utf8
        $read = @(Import-Wsus954960Result -Path $file)
        $read.Count | Should -Be $written.Count
        for ($at = 0; $at -lt $read.Count; $at++) {
            $read[$at].PSObject.Members.Match('*', 'NoteProperty').Name -cmatch '^[A-Z]' | Should -BeNullOrEmpty
            ConvertTo-OwnJson $read[$at] | Should -BeExactly (ConvertTo-OwnJson $written[$at])
        }
        $read[0].FileVersion | Should -BeOfType ([version])
        ConvertTo-OwnJson @(Join-Wsus954960Result -Path $file -ErrorAction SilentlyContinue) | Should -BeExactly (
            ConvertTo-OwnJson @($written | Join-Wsus954960Result -ErrorAction SilentlyContinue))
    }

    It 'say what is flat in the reader''s language too, whatever it was saved in' {
        $file = Join-Path -Path $TestDrive -ChildPath 'english.json'
        $affected | ConvertTo-Json -Depth 20 | Set-Content -LiteralPath $file -Encoding utf8
        Mock -ModuleName Wsus954960 -CommandName Get-Language -MockWith { 'ko' }
        (Import-Wsus954960Result -Path $file).Why | Should -Match '[\uAC00-\uD7A3]'
    }

    It 'arrive whole from a job, another machine or a CLIXML file, with their views' {
        foreach ($document in $documents) {
            $text = [System.Management.Automation.PSSerializer]::Serialize($document)
            $arrived = [System.Management.Automation.PSSerializer]::Deserialize($text)
            $arrived.PSObject.TypeNames[0] | Should -Be "Deserialized.$($document.PSObject.TypeNames[0])"
            ConvertTo-OwnJson $arrived | Should -BeExactly (ConvertTo-OwnJson $document)
            foreach ($view in 'Out-String', 'Format-Table', 'Format-List') {
                ($arrived | & $view | Out-String -Width 200) | Should -BeExactly ($document | & $view | Out-String -Width 200)
            }
        }
        $arrived = $affected, $blocked | ForEach-Object { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_)) }
        ConvertTo-OwnJson @($arrived | Join-Wsus954960Result) | Should -BeExactly (ConvertTo-OwnJson @($affected, $blocked | Join-Wsus954960Result))
        $arrived[0].FileVersion | Should -Be ([version]'3.1.6001.65')
    }

    It 'have them without an error where two of the module''s versions are imported' {
        $copy = Join-Path -Path $TestDrive -ChildPath 'copy'
        Copy-Item -LiteralPath $module -Destination $copy -Recurse
        $script = "Import-Module '$module/Wsus954960.psd1'; (Test-Wsus954960 -Path '$fixtures/roots/affected').ComputerName; Import-Module '$copy/Wsus954960.psd1'; (Test-Wsus954960 -Path '$fixtures/roots/affected').ComputerName; `$Error.Count"
        & $shell -NoProfile -Command $script | Should -Be @('affected', 'affected', '0')
    }
}
