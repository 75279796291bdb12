Describe 'Test-Wsus954960' {
    BeforeAll {
        $null = & "$PSScriptRoot/Import-TestModule.ps1"
        $fixtures = [System.IO.Path]::GetFullPath("$PSScriptRoot/../fixtures")
        $roots = "$fixtures/roots"
    }

    It 'gives <Name> the verdict <Verdict>' -ForEach @(
        @{ Name = 'affected'; Verdict = 'affected'; Compliant = $false }
        @{ Name = 'exposed'; Verdict = 'exposed'; Compliant = $false }
        @{ Name = 'fixed'; Verdict = 'fixed'; Compliant = $true }
        @{ Name = 'not-affected'; Verdict = 'notAffected'; Compliant = $true }
        @{ Name = 'blocked'; Verdict = 'blocked'; Compliant = $false }
        @{ Name = 'clear'; Verdict = 'clear'; Compliant = $true }
        @{ Name = 'indeterminate-etw-stub'; Verdict = 'indeterminate'; Compliant = $null }
    ) {
        $assessment = Test-Wsus954960 -Path "$roots/$Name"
        $assessment.verdict | Should -Be $Verdict
        $assessment.compliant | Should -Be $Compliant
        $assessment.target.name | Should -Be $Name
        $assessment.reasons.Count | Should -BeGreaterThan 0
        $quiet = Test-Wsus954960 -Path "$roots/$Name" -Quiet
        $quiet | Should -BeOfType [bool]
        $quiet | Should -Be ($Compliant -eq $true)
    }

    It 'writes an object with the document''s properties, typed throughout' {
        $assessment = Test-Wsus954960 -Path "$roots/affected"
        $assessment.PSObject.Members.Match('*', 'NoteProperty').Name -join ' ' | Should -Be ('schemaVersion kind advisory target roles verdict compliant reasons wsusSetup ' +
            'updateServer version office2003 clientLogs clientLogsOmitted serverLogs serverLogsOmitted correlations correlationsOmitted remediation ' +
            'errors errorsOmitted tool assessedAt durationMs')
        $assessment.PSObject.TypeNames[0] | Should -Be 'Wsus954960.Assessment'
        $assessment.version.PSObject.TypeNames[0] | Should -Be 'Wsus954960.Version'
        $assessment.clientLogs[0].incidents[0].PSObject.TypeNames[0] | Should -Be 'Wsus954960.ClientIncident'
        $assessment.correlations[0].result | Should -Be 'confirmed'
        $assessment.correlations[0].utcOffset | Should -Be '-07:00'
        $assessment.correlations[0].skewMs | Should -Be 1025
    }

    It 'takes roots from the pipeline and by wildcard, one object each' {
        (Get-ChildItem -Path $roots -Directory | Test-Wsus954960).Count | Should -Be (Get-ChildItem -Path $roots).Count
        (Test-Wsus954960 -Path "$roots/fixed*").verdict | Sort-Object -Unique | Should -Be 'fixed'
        ("$roots/fixed", "$roots/clear" | Test-Wsus954960).verdict -join ' ' | Should -Be 'fixed clear'
    }

    It 'lets a server''s log confirm or refute a client''s failures' {
        (Test-Wsus954960 -Path "$roots/blocked" -ServerLog "$fixtures/logs/server-confirms.log").correlations[0].result | Should -Be 'confirmed'
        (Test-Wsus954960 -Path "$roots/blocked" -ServerLog "$fixtures/logs/server-other-cause.log").verdict | Should -Be 'clear'
    }

    It 'counts only failures since a time' {
        (Test-Wsus954960 -Path "$roots/blocked" -Since '2008-06-14').verdict | Should -Be 'clear'
    }

    It 'has unreadable evidence in the document and no error record for it' {
        $assessment = Test-Wsus954960 -Path "$roots/indeterminate-damaged-dll" -ErrorVariable problems
        $problems.Count | Should -Be 0
        $assessment.errors[0].code | Should -Be 'malformed'
        $assessment.errors[0].path | Should -BeLike '*Microsoft.UpdateServices.WebServices.Client.Dll'
    }

    It 'writes an error for a root that is not there, goes on, and is not quiet about it' {
        $found = @("$roots/absent", "$roots/fixed" | Test-Wsus954960 -ErrorVariable problems -ErrorAction SilentlyContinue)
        $found.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -Be 'notFound,Test-Wsus954960'
        $problems[0].TargetObject | Should -BeLike '*absent'
        Test-Wsus954960 -Path "$roots/absent" -Quiet -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeFalse
        $problems.Count | Should -Be 1
    }

    It 'prints exactly one line and ends with 0 as the script of a compliance baseline' -ForEach @(
        @{ Name = 'fixed'; Line = 'True' }
        @{ Name = 'affected'; Line = 'False' }
        @{ Name = 'indeterminate-no-dll'; Line = 'False' }
    ) {
        $folder = (Get-Module -Name Wsus954960).ModuleBase
        $script = Join-Path -Path $TestDrive -ChildPath 'discovery.ps1'
        Set-Content -Path $script -Value "Import-Module '$folder/Wsus954960.psd1'", "Test-Wsus954960 -Path '$roots/$Name' -Quiet"
        $output = @(& (Get-Process -Id $PID).Path -NoProfile -File $script)
        $LASTEXITCODE | Should -Be 0
        $output.Count | Should -Be 1
        $output[0] | Should -Be $Line
    }

    It 'writes the JSON text with -AsJson' {
        $json = Test-Wsus954960 -Path "$roots/fixed" -AsJson
        $json | Should -BeOfType [string]
        ($json | ConvertFrom-Json).verdict | Should -Be 'fixed'
    }

    It 'recommends -Path if no machine is given' -Skip:([System.Environment]::OSVersion.Platform -eq 'Win32NT') {
        Test-Wsus954960 -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -Be 'invalidArgument,Test-Wsus954960'
        $problems[0].ErrorDetails.RecommendedAction | Should -BeLike '* -Path*'
        $problems[0].ErrorDetails.Message | Should -Be $problems[0].Exception.Message
    }

    It 'shows verdict, why and what to do by default, and one line for each machine in a table' {
        $text = Test-Wsus954960 -Path "$roots/affected" | Out-String -Width 300
        $text | Should -Match '(?s)AFFECTED: affected.*Why.*- WSUS 3\.0 SP1 is installed without update KB 954960.*What to do.*- Install update KB 954960'
        $text | Should -Not -Match 'Could not be read'
        Test-Wsus954960 -Path "$roots/fixed*" | Format-Table | Out-String -Width 300 | Should -Match 'fixed\s+fixed-sp2\s+3\.1\.7600\.226'
        Test-Wsus954960 -Path "$roots/indeterminate-damaged-dll" | Out-String -Width 300 | Should -Match 'Could not be read\s+- '
    }

    It 'refuses an object that names no computer instead of taking this machine' {
        [pscustomobject]@{ Serial = 7 } | Test-Wsus954960 -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -Be 'invalidArgument,Test-Wsus954960'
    }
}

Describe 'Test-Wsus954960 -ComputerName' {
    BeforeAll {
        $null = & "$PSScriptRoot/Import-TestModule.ps1"
        $roots = [System.IO.Path]::GetFullPath("$PSScriptRoot/../fixtures/roots")
        $template = "$roots/{0}"
    }

    It 'writes an object for each computer and an error record for each that has no answer' {
        $found = @(Test-Wsus954960 -ComputerName affected, nobody, fixed -ShareTemplate $template -ErrorVariable problems -ErrorAction SilentlyContinue)
        ($found.target.name | Sort-Object) -join ' ' | Should -Be 'affected fixed'
        ($found.verdict | Sort-Object) -join ' ' | Should -Be 'affected fixed'
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -Be 'notFound,Test-Wsus954960'
        $problems[0].TargetObject | Should -BeLike '*nobody*'
    }

    It 'takes <What>' -ForEach @(
        @{ What = 'names by position'; Command = { Test-Wsus954960 fixed, clear -ShareTemplate $template } }
        @{ What = 'names by pipeline'; Command = { 'fixed', 'clear', 'FIXED' | Test-Wsus954960 -ShareTemplate $template } }
        @{ What = 'lines of a file'; Command = { Get-Content -Path "$TestDrive/names.txt" | Test-Wsus954960 -ShareTemplate $template } }
        @{ What = 'rows of a CSV file'; Command = { Import-Csv -Path "$TestDrive/names.csv" | Test-Wsus954960 -ShareTemplate $template } }
        @{ What = 'computers of Active Directory'; Command = { $computers | Test-Wsus954960 -ShareTemplate $template } }
        @{ What = 'objects with a name'; Command = { $named | Test-Wsus954960 -ShareTemplate $template } }
        @{ What = 'folders by pipeline'; Command = { "$roots/fixed", "$roots/clear" | Test-Wsus954960 } }
        @{ What = 'folder objects by pipeline'; Command = { Get-Item -Path "$roots/fixed", "$roots/clear" | Test-Wsus954960 } }
    ) {
        Set-Content -Path "$TestDrive/names.txt" -Value 'fixed', 'clear'
        Set-Content -Path "$TestDrive/names.csv" -Value 'ComputerName,Site', 'fixed,Berlin', 'clear,Seoul'
        $computers = foreach ($name in 'fixed', 'clear') {
            [pscustomobject]@{ DistinguishedName = "CN=$name,DC=example"; DNSHostName = $name; Enabled = $true; Name = 'other'; ObjectClass = 'computer' }
        }
        $named = foreach ($name in 'fixed', 'clear') { [pscustomobject]@{ Name = $name; Site = 'Berlin' } }
        # In lower case, because one test gives a name twice in different cases.
        (& $Command | ForEach-Object { $_.target.name } | Sort-Object) -join ' ' | Should -Be 'clear fixed'
    }

    It 'refuses <Name>, which is not a name and would change the path' -ForEach @(
        foreach ($name in '..\fixed', '../fixed', '..', 'a/b', 'a\b', '*', 'fix?d', '[f]ixed', 'C:', 'NUL', 'con', 'com1.example.com', 'a b', 'fixed..', '\\fixed\x', '::x', ('a' * 300)) { @{ Name = $name } }
    ) {
        Test-Wsus954960 -ComputerName $Name -ShareTemplate $template -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -Be 'invalidArgument,Test-Wsus954960'
        $problems[0].TargetObject | Should -Be $Name
    }

    It 'skips empty lines of a list, and refuses a list without a name instead of taking this machine' {
        ('', 'fixed', '  ' | Test-Wsus954960 -ShareTemplate $template).verdict | Should -Be 'fixed'
        foreach ($nothing in $null, '', @(), @('', ' ')) {
            Test-Wsus954960 -ComputerName $nothing -ShareTemplate $template -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $problems[0].FullyQualifiedErrorId | Should -Be 'invalidArgument,Test-Wsus954960'
        }
    }

    It 'refuses a template without the computer''s name' {
        Test-Wsus954960 -ComputerName fixed -ShareTemplate $roots -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems[0].Exception.Message | Should -BeLike '*{0}*'
        $problems[0].ErrorDetails.RecommendedAction | Should -BeLike '*-ShareTemplate*{0}*'
    }

    It 'recommends -Path for what is not a computer name, and nothing for another failure' {
        Test-Wsus954960 -ComputerName 'a/b' -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems[0].ErrorDetails.RecommendedAction | Should -BeLike '* -Path*'
        Test-Wsus954960 -ComputerName absent -ShareTemplate $template -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems[0].ErrorDetails | Should -BeNullOrEmpty
    }

    It 'passes on -Since, -MaxIncidents, -ServerLog, -Quiet and -AsJson' {
        (Test-Wsus954960 blocked -ShareTemplate $template -Since '2008-06-14').verdict | Should -Be 'clear'
        (Test-Wsus954960 blocked -ShareTemplate $template -MaxIncidents 0).clientLogs[0].incidentsOmitted | Should -Be 1
        (Test-Wsus954960 blocked -ShareTemplate $template -ServerLog "$roots/../logs/server-other-cause.log").verdict | Should -Be 'clear'
        (Test-Wsus954960 fixed -ShareTemplate $template -AsJson | ConvertFrom-Json).verdict | Should -Be 'fixed'
        $quiet = @(Test-Wsus954960 fixed, nobody -ShareTemplate $template -Quiet -ErrorAction SilentlyContinue)
        ($quiet | Sort-Object) -join ' ' | Should -Be 'False True'
    }

    It 'writes one value with -Quiet for <What>' -ForEach @(
        @{ What = 'a path that does not exist'; Expected = 'False'; Command = { Test-Wsus954960 -Path "$roots/absent" -Quiet } }
        @{ What = 'a literal path that does not exist'; Expected = 'False'; Command = { Test-Wsus954960 -LiteralPath "$roots/fix*" -Quiet } }
        @{ What = 'a wildcard that matches nothing'; Expected = 'False'; Command = { Test-Wsus954960 -Path "$roots/absent*" -Quiet } }
        @{ What = 'a wildcard in a folder that does not exist'; Expected = 'False'; Command = { Test-Wsus954960 -Path "$roots/absent/*" -Quiet } }
        @{ What = 'a wildcard that is none'; Expected = 'False'; Command = { Test-Wsus954960 -Path "$roots/[" -Quiet } }
        @{ What = 'a drive that is not there'; Expected = 'False'; Command = { Test-Wsus954960 -Path 'NoSuchDrive:\x' -Quiet } }
        @{ What = 'a path of another provider'; Expected = 'False'; Command = { Test-Wsus954960 -Path 'Env:\PATH' -Quiet } }
        @{ What = 'an empty path'; Expected = 'False'; Command = { Test-Wsus954960 -Path '' -Quiet } }
        @{ What = 'no path'; Expected = 'False'; Command = { Test-Wsus954960 -LiteralPath $null -Quiet } }
        @{ What = 'each of several paths'; Expected = 'False True False'; Command = { Test-Wsus954960 -Path "$roots/absent*", "$roots/fixed", "$roots/absent" -Quiet } }
        @{ What = 'each folder that a wildcard matches'; Expected = 'True True True True'; Command = { Test-Wsus954960 -Path "$roots/fixed*" -Quiet } }
        @{ What = 'each path by pipeline'; Expected = 'False True False False'; Command = { "$roots/absent*", "$roots/fixed", "$roots/absent", "$roots/[" | Test-Wsus954960 -Quiet } }
        @{ What = 'a row without a path'; Expected = 'False True'; Command = { [pscustomobject]@{ Path = '' }, [pscustomobject]@{ Path = "$roots/fixed" } | Test-Wsus954960 -Quiet } }
        @{ What = 'a name that is refused'; Expected = 'False False'; Command = { Test-Wsus954960 'a b', '..' -ShareTemplate $template -Quiet } }
        @{ What = 'a name with half a surrogate pair'; Expected = 'False True'; Command = { "x$([char]0xD83D)", 'fixed' | Test-Wsus954960 -ShareTemplate $template -ThrottleLimit 1 -Quiet } }
        @{ What = 'a name that nobody has'; Expected = 'False'; Command = { Test-Wsus954960 nobody -ShareTemplate $template -Quiet } }
        @{ What = 'each computer, however often it is given'; Expected = 'True True'; Command = { 'fixed', '', 'FIXED', ' ', 'clear' | Test-Wsus954960 -ShareTemplate $template -ThrottleLimit 1 -Quiet } }
        @{ What = 'each computer of a template that is refused'; Expected = 'False False'; Command = { Test-Wsus954960 fixed, clear -ShareTemplate $roots -Quiet } }
        @{ What = 'a list without a name'; Expected = 'False'; Command = { Test-Wsus954960 -ComputerName '', ' ' -Quiet } }
        @{ What = 'an object that names no computer'; Expected = 'False True'; Command = { [pscustomobject]@{ Serial = 7 }, [pscustomobject]@{ Name = 'fixed' } | Test-Wsus954960 -ShareTemplate $template -Quiet } }
        @{ What = 'a list of which only empty lines are left: none'; Expected = ''; Command = { '', ' ' | Test-Wsus954960 -Quiet } }
    ) {
        $values = @(& $Command 2>$null)
        $values | ForEach-Object { $_ | Should -BeOfType [bool] }
        $values -join ' ' | Should -Be $Expected
    }

    It 'honours -ErrorAction Stop' {
        { Test-Wsus954960 nobody -ShareTemplate $template -ErrorAction Stop } | Should -Throw -ErrorId 'notFound,Test-Wsus954960'
    }

    It 'writes the first object long before it looks at the last computer' {
        $many = Join-Path -Path $TestDrive -ChildPath 'many'
        foreach ($number in 1..100) {
            $null = New-Item -Path "$many/pc$number/Windows" -ItemType Directory
            [System.IO.File]::Copy("$roots/clear/Windows/WindowsUpdate.log", "$many/pc$number/Windows/WindowsUpdate.log")
        }
        $names = 1..100 | ForEach-Object { "pc$_" }
        # When the first one comes, all are removed, so that the rest can no longer be looked at.
        $found = @(Test-Wsus954960 $names -ShareTemplate "$many/{0}" -ThrottleLimit 1 -ErrorVariable problems -ErrorAction SilentlyContinue | ForEach-Object {
                if (Test-Path -LiteralPath $many) { Remove-Item -LiteralPath $many -Recurse -Force }
                $_
            })
        $found.Count | Should -BeLessThan 10
        $found.Count + $problems.Count | Should -Be 100
    }

    It 'ends when the pipeline has enough or the user stops it, and leaves no thread behind' {
        function Wait-Until([scriptblock]$Condition) { while (-not (& $Condition)) { Start-Sleep -Milliseconds 20 } }
        $hasThreadNames = [System.Environment]::OSVersion.Platform -ne 'Win32NT' -and (Test-Path -Path /proc/self/task)
        $isAlone = { @(Get-Content -Path /proc/self/task/*/comm -ErrorAction SilentlyContinue | Where-Object { $_ -match 'wsus954960' }).Count -eq 0 }
        @(Test-Wsus954960 (1..100000 | ForEach-Object { "pc$_" }) -ShareTemplate "$roots/fixed/../{0}" -ErrorAction SilentlyContinue -Quiet | Select-Object -First 1).Count | Should -Be 1
        # If a thread does not end, the test hangs.
        if ($hasThreadNames) { Wait-Until -Condition $isAlone }
        $module = (Get-Module -Name Wsus954960).ModuleBase
        $shell = [powershell]::Create()
        $null = $shell.AddScript("Import-Module '$module/Wsus954960.psd1'; 1..100000 | ForEach-Object { ""pc`$_"" } | Test-Wsus954960 -ShareTemplate '$TestDrive/{0}'")
        $running = $shell.BeginInvoke()
        Wait-Until -Condition { $shell.Streams.Error.Count -gt 0 -or $running.IsCompleted }
        $shell.Stop()
        "$($shell.InvocationStateInfo.State)" | Should -Be 'Stopped'
        $shell.Streams.Error.Count | Should -BeGreaterThan 0
        $shell.Streams.Error.Count | Should -BeLessThan 100000
        $shell.Dispose()
        if ($hasThreadNames) { Wait-Until -Condition $isAlone }
    }

    It 'writes one error for a document that can''t be turned into an object, and still reports every other machine' {
        InModuleScope -ModuleName Wsus954960 {
            $original = ${function:ConvertFrom-Document}
            Set-Item -Path Function:script:ConvertFrom-Document -Value {
                param([string]$Json)
                # As ConvertFrom-Json does with keys that differ only in case.
                if ($Json -like '*"name":"bl*cked"*') { $null = ConvertFrom-Json -InputObject '{"a":1,"A":2}' }
                & $original -Json $Json
            }.GetNewClosure()
        }
        try {
            $Error.Clear()
            $found = @('fixed', 'blocked', 'clear', 'affected' | Test-Wsus954960 -ThrottleLimit 1 -ShareTemplate $template -ErrorVariable problems -ErrorAction SilentlyContinue)
            $errorCount = $Error.Count
            $roots1 = "$roots/blocked", "$roots/fixed"
            $byPath = @($roots1 | Test-Wsus954960 -ErrorVariable pathProblems -ErrorAction SilentlyContinue)
            $quiet = @('fixed', 'blocked', 'clear', 'affected' | Test-Wsus954960 -ThrottleLimit 1 -ShareTemplate $template -Quiet -ErrorAction SilentlyContinue)
            $texts = @('fixed', 'blocked', 'clear' | Test-Wsus954960 -ShareTemplate $template -AsJson -ErrorVariable textProblems)
            { 'fixed', 'blocked' | Test-Wsus954960 -ShareTemplate $template -ErrorAction Stop } | Should -Throw -ErrorId 'unreadableDocument,Test-Wsus954960'
        }
        finally {
            $null = & "$PSScriptRoot/Import-TestModule.ps1"
        }
        $found.verdict -join ' ' | Should -Be 'fixed clear affected'
        $problems.Count | Should -Be 1
        $errorCount | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -Be 'unreadableDocument,Test-Wsus954960'
        $problems[0].TargetObject | Should -Be 'blocked'
        $problems[0].Exception.Message | Should -BeLike 'blocked: *different casing*-AsJson*'
        $byPath.verdict | Should -Be 'fixed'
        $pathProblems.Count | Should -Be 1
        $pathProblems[0].TargetObject | Should -Be ([System.IO.Path]::GetFullPath("$roots/blocked"))
        $quiet -join ' ' | Should -Be 'True False True False'
        $texts.Count | Should -Be 3
        $textProblems.Count | Should -Be 0
    }

    It 'shows no progress to a program that reads what it prints' {
        $folder = (Get-Module -Name Wsus954960).ModuleBase
        $script = "Import-Module '$folder/Wsus954960.psd1'; (Test-Wsus954960 fixed, clear -ShareTemplate '$template').Count"
        $output = @(& (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command $script 2>&1)
        "$output" | Should -Be '2'
    }
}
