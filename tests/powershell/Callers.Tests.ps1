# What the module owes to whoever calls it. Calls come from the global scope, from functions, scripts and other modules.
Describe 'The preferences of the caller' {
    BeforeAll {
        $null = & "$PSScriptRoot/Import-TestModule.ps1"
        $fixtures = [System.IO.Path]::GetFullPath("$PSScriptRoot/../fixtures")
        $absent = "$fixtures/absent"
        $module = (Get-Module -Name Wsus954960).ModuleBase
        # Another runspace is another session, whose global scope these tests may change.
        function Invoke-Apart([string]$Script) {
            $shell = [powershell]::Create()
            try {
                $null = $shell.AddScript("Import-Module '$module/Wsus954960.psd1'").AddStatement().AddScript($Script)
                $output = try { @($shell.Invoke()) } catch { @("threw $($_.Exception.InnerException.ErrorRecord.FullyQualifiedErrorId)") }
                @{ Output = $output -join ' '; Errors = $shell.Streams.Error.Count; Verbose = @($shell.Streams.Verbose | ForEach-Object { $_.Message }) }
            }
            finally { $shell.Dispose() }
        }
        # Each command has an input that can't be read, and writes an error.
        $failing = @{
            'Get-Wsus954960Version'      = "Get-Wsus954960Version '$absent'"
            'Search-Wsus954960ClientLog' = "Search-Wsus954960ClientLog '$absent'"
            'Search-Wsus954960ServerLog' = "Search-Wsus954960ServerLog '$absent'"
            'Test-Wsus954960'            = "Test-Wsus954960 -Path '$absent'"
            'Import-Wsus954960Result'    = "Import-Wsus954960Result '$absent'"
            'Join-Wsus954960Result'      = "'no document' | Join-Wsus954960Result"
            'Export-Wsus954960Report'    = "'no document' | Export-Wsus954960Report -OutputPath '$TestDrive/report.html'"
            'Save-Wsus954960Result'      = "'no document' | Save-Wsus954960Result '$TestDrive' -SpoolPath '$TestDrive/spool'"
        }
        # What calls the command, with a preference set for it: {0} is the preference, {1} the command.
        $callers = @{
            'the global scope'     = '${0}; {1}; "after"'
            'a function'           = 'function f {{ ${0}; {1}; "after" }}; f'
            'a function''s caller' = 'function f {{ {1}; "after" }}; function g {{ ${0}; f }}; g'
            'a script'             = "Set-Content -Path '$TestDrive/caller.ps1' -Value ('`${0}; ' + {{ {1} }} + '; ""after""'); & '$TestDrive/caller.ps1'"
            'another module'       = '$null = New-Module -Name Other -ScriptBlock {{ function f {{ ${0}; {1}; "after" }} }} | Import-Module -PassThru; f'
            'a module''s variable' = '$null = New-Module -Name Other -ScriptBlock {{ ${0}; function f {{ {1}; "after" }} }} | Import-Module -PassThru; f'
            'a cmdlet''s parameter' = 'function f {{ [CmdletBinding()]param() {1}; "after" }}; f -ErrorAction $(${0}; $ErrorActionPreference)'
        }
    }

    It 'count in <_>' -ForEach 'Get-Wsus954960Version', 'Search-Wsus954960ClientLog', 'Search-Wsus954960ServerLog', 'Test-Wsus954960', 'Import-Wsus954960Result', 'Join-Wsus954960Result', 'Export-Wsus954960Report', 'Save-Wsus954960Result' {
        $command = $failing[$_]
        $stopped = Invoke-Apart -Script "function f { `$ErrorActionPreference = 'Stop'; $command; 'after' }; f"
        $stopped.Output | Should -Match "^threw \w+,$_$"
        $silent = Invoke-Apart -Script "function f { `$ErrorActionPreference = 'SilentlyContinue'; $command; 'after' }; f"
        $silent.Output | Should -Be 'after'
        $silent.Errors | Should -Be 0
        $told = Invoke-Apart -Script "function f { `$VerbosePreference = 'Continue'; $command; 'after' }; f"
        # A report about nothing is not written, which is a second error.
        $told.Errors | Should -Be $(if ($_ -eq 'Export-Wsus954960Report') { 2 } else { 1 })
        $told.Verbose.Count | Should -BeGreaterThan 0
    }

    It 'count from <_>' -ForEach 'the global scope', 'a function', 'a function''s caller', 'a script', 'another module', 'a module''s variable', 'a cmdlet''s parameter' {
        $command = $failing['Get-Wsus954960Version'] -replace '''', '"'
        $stopped = Invoke-Apart -Script ($callers[$_] -f 'ErrorActionPreference = "Stop"', $command)
        $stopped.Output | Should -Be 'threw notFound,Get-Wsus954960Version'
        $continued = Invoke-Apart -Script ($callers[$_] -f 'ErrorActionPreference = "Continue"', $command)
        $continued.Output | Should -Be 'after'
        $continued.Errors | Should -Be 1
        foreach ($quiet in 'SilentlyContinue', 'Ignore') {
            $silent = Invoke-Apart -Script ($callers[$_] -f "ErrorActionPreference = ""$quiet""", "`$global:Error.Clear(); $command; `$global:Error.Count")
            $silent.Errors | Should -Be 0
            $silent.Output | Should -Be $(if ($quiet -eq 'Ignore') { '0 after' } else { '1 after' })
        }
    }

    It 'give way to the parameters' {
        $command = $failing['Get-Wsus954960Version']
        (Invoke-Apart -Script "function f { `$ErrorActionPreference = 'Stop'; $command -ErrorAction SilentlyContinue; 'after' }; f").Output | Should -Be 'after'
        (Invoke-Apart -Script "function f { `$ErrorActionPreference = 'SilentlyContinue'; $command -ErrorAction Stop; 'after' }; f").Output | Should -BeLike 'threw *'
        (Invoke-Apart -Script "function f { `$VerbosePreference = 'Continue'; $command -Verbose:`$false }; f").Verbose.Count | Should -Be 0
        (Invoke-Apart -Script "function f { $command -Verbose }; f").Verbose.Count | Should -BeGreaterThan 0
    }

    It 'stay as they are' {
        (Invoke-Apart -Script "`$ErrorActionPreference = 'SilentlyContinue'; $($failing['Get-Wsus954960Version']) -ErrorAction Continue -Verbose; ""`$ErrorActionPreference `$VerbosePreference""").Output |
            Should -Be 'SilentlyContinue SilentlyContinue'
    }

    It 'make it tell what was looked at, where and how long it took, in <Language>' -ForEach @(
        @{ Language = 'en'; Machine = 'affected (*roots?affected): examined in * ms. Read: *Client.Dll, *WindowsUpdate.log, *SoftwareDistribution.log'; File = '*client.txt: read in * ms.'; End = 'Finished. Answers: 1; time: * ms.' }
        @{ Language = 'ko'; Machine = 'affected(*roots?affected): * ms 동안 검사했습니다. 읽은 파일: *Client.Dll, *WindowsUpdate.log, *SoftwareDistribution.log'; File = '*client.txt: * ms 동안 읽었습니다.'; End = '완료했습니다. 응답: 1개, 시간: * ms.' }
    ) {
        Mock -ModuleName Wsus954960 -CommandName Get-Language -MockWith { $Language }
        # The module's types are loaded with the first document, and a PowerShell may tell that itself.
        $null = Get-Wsus954960Version "$fixtures/dll/fixed.dll"
        $VerbosePreference = 'Continue'
        foreach ($form in @{}, @{ AsJson = $true }, @{ Quiet = $true }) {
            $told = @(Test-Wsus954960 affected -ShareTemplate "$fixtures/roots/{0}" @form 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] })
            $told.Count | Should -Be 3
            $told[0].Message | Should -BeLike '*roots*{0}*'
            $told[1].Message | Should -BeLike $Machine
            $told[2].Message | Should -BeLike $End
        }
        $told = @(Search-Wsus954960ClientLog "$fixtures/advisory/c*.txt" 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] })
        $told.Count | Should -Be 3
        $told[0].Message | Should -BeLike '*client.txt*'
        $told[1].Message | Should -BeLike $File
        $told[2].Message | Should -BeLike $End
    }
}

Describe 'The paths of the caller' {
    BeforeAll {
        $null = & "$PSScriptRoot/Import-TestModule.ps1"
        $fixtures = [System.IO.Path]::GetFullPath("$PSScriptRoot/../fixtures")
        $odd = (New-Item -Path "$TestDrive/[a] b/below" -ItemType Directory).FullName
        foreach ($folder in $odd, (Split-Path -Path $odd)) { [System.IO.File]::Copy("$fixtures/dll/sp1.dll", [System.IO.Path]::Combine($folder, 'sp1.dll')) }
        $odd = Split-Path -Path $odd
        $slash = [System.IO.Path]::DirectorySeparatorChar
    }

    It 'may lie on a drive that only <_> has' -ForEach 'a function', 'a script', 'another module' {
        $body = {
            $null = New-PSDrive -Name mine -PSProvider FileSystem -Root $args[0]
            (Test-Wsus954960 -Path mine:\roots\fixed, mine:/roots/clea*).verdict
            (Test-Wsus954960 -LiteralPath mine:/roots/fixed).verdict
            ('mine:/roots/blocked' | Test-Wsus954960 -ServerLog 'mine:/logs/server-c*.log').correlations.result
            (Test-Wsus954960 affected -ShareTemplate 'mine:/roots/{0}').verdict
            (Get-Wsus954960Version mine:/dll/sp1.dll).state
            (Search-Wsus954960ClientLog mine:/advisory/c*.txt).incidentCount
        }
        $found = switch ($_) {
            'a function' { & $body $fixtures }
            'a script' {
                Set-Content -Path "$TestDrive/drive.ps1" -Value $body
                & "$TestDrive/drive.ps1" $fixtures
            }
            'another module' {
                $other = New-Module -Name Other -ScriptBlock ([scriptblock]::Create("function Get-Found { $body }"))
                & $other { Get-Found @args } $fixtures
            }
        }
        $found -join ' ' | Should -Be 'fixed clear fixed confirmed affected affected 1'
    }

    It 'may begin at the current location on such a drive, whatever the name of its folder' {
        $null = New-PSDrive -Name mine -PSProvider FileSystem -Root $odd
        Push-Location -LiteralPath mine:
        try {
            foreach ($path in 'sp1.dll', '*.dll', './sp1.dll', 'mine:*.dll', 'mine:\*.dll') {
                (Get-Wsus954960Version $path).path | Should -Be "$odd$($slash)sp1.dll" -Because $path
            }
            Set-Location -LiteralPath below
            foreach ($path in 'sp1.dll', '*.dll', 'mine:*.dll', 'mine:sp1.dll', '../below/sp1.dll') {
                (Get-Wsus954960Version $path).path | Should -Be "$odd$($slash)below$($slash)sp1.dll" -Because $path
            }
        }
        finally { Pop-Location }
    }

    It 'may be a template for computers' {
        Push-Location -LiteralPath $fixtures
        try {
            (Test-Wsus954960 fixed -ShareTemplate './roots/{0}').verdict | Should -Be 'fixed'
            (Test-Wsus954960 fixed -ShareTemplate 'roots/{0}').verdict | Should -Be 'fixed'
        }
        finally { Pop-Location }
        Test-Wsus954960 fixed, clear -ShareTemplate 'nowhere:/{0}' -Quiet -ErrorVariable problems -ErrorAction SilentlyContinue | Should -Be $false, $false
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -Be 'notFound,Test-Wsus954960'
    }
}

Describe 'The names of the caller' {
    BeforeAll {
        $null = & "$PSScriptRoot/Import-TestModule.ps1"
        $roots = [System.IO.Path]::GetFullPath("$PSScriptRoot/../fixtures/roots")
        $template = "$roots/{0}"
    }

    It 'count as people have them: <Given>' -ForEach @(
        foreach ($given in ' fixed ', "`tfixed", '\\fixed', '\\fixed\', 'fixed.', ' \\FIXED. ') { @{ Given = $given } }
    ) {
        # File systems may tell upper from lower case.
        $name = $Given -creplace 'FIXED', 'fixed'
        (Test-Wsus954960 -ComputerName $name -ShareTemplate $template).target.name | Should -Be 'fixed'
        ($name | Test-Wsus954960 -ShareTemplate $template).target.name | Should -Be 'fixed'
        ([pscustomobject]@{ ComputerName = $name } | Test-Wsus954960 -ShareTemplate $template).target.name | Should -Be 'fixed'
    }

    It 'count once, however they are written' {
        @('fixed', '\\fixed', 'FIXED.', ' fixed' | Test-Wsus954960 -ShareTemplate $template).Count | Should -Be 1
    }

    It 'may be IPv6 addresses, which paths have in another form' {
        $evidence = (New-Item -Path "$TestDrive/evidence" -ItemType Directory).FullName
        Copy-Item -LiteralPath "$roots/fixed" -Destination "$evidence/fe80--1s3.ipv6-literal.net" -Recurse
        foreach ($address in 'fe80::1%3', '[fe80::1%3]', 'FE80:0:0:0:0:0:0:1%3', 'fe80--1s3.ipv6-literal.net', [ipaddress]'fe80::1%3') {
            ($address | Test-Wsus954960 -ShareTemplate "$evidence/{0}").verdict | Should -Be 'fixed' -Because "$address"
        }
        (Test-Wsus954960 fe80::1%3 -ShareTemplate "$evidence/{0}").target.name | Should -Be 'fe80::1%3'
    }

    It 'may be in the property <_>' -ForEach 'ComputerName', 'DNSHostName', 'CN', 'MachineName', 'HostName', 'Computer', 'Server', 'Name' {
        ([pscustomobject]@{ Serial = 7; $_ = 'fixed' } | Test-Wsus954960 -ShareTemplate $template).target.name | Should -Be 'fixed'
    }

    It 'are looked for in the next property where one is empty' {
        $computers = [pscustomobject]@{ DNSHostName = $null; Name = 'fixed' }, [pscustomobject]@{ ComputerName = ' '; Server = 'clear'; Name = 'other' }
        ($computers | Test-Wsus954960 -ShareTemplate $template -ThrottleLimit 1).target.name -join ' ' | Should -Be 'fixed clear'
    }

    It 'are missed with an error that says where they were looked for' -ForEach @(
        @{ What = [pscustomobject]@{ Serial = 7 } }
        @{ What = [pscustomobject]@{ ComputerName = ''; Serial = 7 } }
        @{ What = 7 }
    ) {
        $What | Test-Wsus954960 -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -Be 'invalidArgument,Test-Wsus954960'
        $problems[0].Exception.Message | Should -BeLike '*ComputerName, DNSHostName, CN, MachineName, HostName, Computer, Server, Name*'
        $What | Test-Wsus954960 -Quiet -ErrorAction SilentlyContinue | Should -Be $false
    }

    It 'are what an error is about, so that they can be tried again' {
        $evidence = (New-Item -Path "$TestDrive/later" -ItemType Directory).FullName
        $given = 'fixed', '\\clear', 'fe80::7%2', 'no name'
        $null = $given | Test-Wsus954960 -ShareTemplate "$evidence/{0}" -ErrorVariable unreachable -ErrorAction SilentlyContinue
        ($unreachable.TargetObject | Sort-Object) -join ' ' | Should -Be (($given | Sort-Object) -join ' ')
        ($unreachable | Where-Object TargetObject -eq 'fixed').Exception.Message | Should -BeLike "*$evidence*"
        Copy-Item -LiteralPath "$roots/fixed", "$roots/clear" -Destination $evidence -Recurse
        $found = Test-Wsus954960 -ComputerName $unreachable.TargetObject -ShareTemplate "$evidence/{0}" -ErrorAction SilentlyContinue
        ($found.target.name | Sort-Object) -join ' ' | Should -Be 'clear fixed'
    }

    It 'may mean this computer: <_>' -ForEach '.', 'localhost', '127.0.0.1', '::1', '\\localhost' {
        if ([System.Environment]::OSVersion.Platform -eq 'Win32NT') {
            ($_ | Test-Wsus954960).target.source | Should -Be 'live'
        }
        else {
            $_ | Test-Wsus954960 -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $problems[0].Exception.Message | Should -BeLike '*only on Windows*'
            $problems[0].TargetObject | Should -Be $_
        }
    }
}

Describe 'The errors that the caller gets' {
    BeforeAll {
        $null = & "$PSScriptRoot/Import-TestModule.ps1"
    }

    It 'have sentences without the system''s number: <_>' -ForEach @(
        { Get-Wsus954960Version absent }
        { Search-Wsus954960ClientLog absent }
        { Search-Wsus954960ServerLog absent }
        { Test-Wsus954960 -Path absent }
        { Test-Wsus954960 absent -ShareTemplate "$TestDrive/{0}" }
        { Import-Wsus954960Result absent }
        { Join-Wsus954960Result -Path absent }
    ) {
        $problems = @(& $_ 2>&1)
        $problems.Count | Should -Be 1
        $problems[0].Exception.Message | Should -BeLike '*absent: *'
        $problems[0].Exception.Message | Should -Not -Match 'os error|\.\.'
    }
}

Describe 'The times of the caller' {
    BeforeAll {
        $null = & "$PSScriptRoot/Import-TestModule.ps1"
        $fixtures = [System.IO.Path]::GetFullPath("$PSScriptRoot/../fixtures")
        # The failure in the advisory's server log is of 2008-06-14T02:59:57.642 UTC.
        $moment = [System.DateTimeOffset]::new(2008, 6, 13, 19, 59, 57, 642, [timespan]::FromHours(-7))
    }

    It 'may have an offset of their own' {
        (Search-Wsus954960ServerLog "$fixtures/advisory/server.txt" -Since $moment).incidentCount | Should -Be 1
        (Search-Wsus954960ServerLog "$fixtures/advisory/server.txt" -Since $moment.AddMilliseconds(1)).incidentCount | Should -Be 0
        (Test-Wsus954960 -Path "$fixtures/roots/affected" -Since $moment).serverLogs[0].incidentCount | Should -Be 1
        (Test-Wsus954960 -Path "$fixtures/roots/affected" -Since $moment.AddDays(1)).serverLogs[0].incidentCount | Should -Be 0
    }

    It 'may be <_>, which is refused with a sentence' -ForEach '2008-13-45', '2008-02-30T12:00' {
        { Search-Wsus954960ClientLog "$fixtures/advisory/client.txt" -Since $_ } | Should -Throw -ExpectedMessage "*This is not a time: '$_'*"
    }

    It 'may be what Get-Date gives, a DateTime or a text' {
        foreach ($since in (Get-Date -Date '2008-06-13'), [datetime]'2008-06-13', '2008-06-13', '06/13/2008', 'June 13, 2008') {
            (Search-Wsus954960ClientLog "$fixtures/advisory/client.txt" -Since $since).incidentCount | Should -Be 1
            (Search-Wsus954960ClientLog "$fixtures/advisory/client.txt" -Since ([datetime]$since).AddDays(1)).incidentCount | Should -Be 0
        }
    }
}
