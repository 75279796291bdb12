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

    It 'count in <_>' -ForEach 'Get-Wsus954960Version', 'Search-Wsus954960ClientLog', 'Search-Wsus954960ServerLog', 'Test-Wsus954960', 'Import-Wsus954960Result', 'Join-Wsus954960Result' {
        $command = $failing[$_]
        $stopped = Invoke-Apart -Script "function f { `$ErrorActionPreference = 'Stop'; $command; 'after' }; f"
        $stopped.Output | Should -Match "^threw \w+,$_$"
        $silent = Invoke-Apart -Script "function f { `$ErrorActionPreference = 'SilentlyContinue'; $command; 'after' }; f"
        $silent.Output | Should -Be 'after'
        $silent.Errors | Should -Be 0
        $told = Invoke-Apart -Script "function f { `$VerbosePreference = 'Continue'; $command; 'after' }; f"
        $told.Errors | Should -Be 1
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
        $VerbosePreference = 'Continue'
        foreach ($form in @{}, @{ AsJson = $true }, @{ Quiet = $true }) {
            $told = @(Test-Wsus954960 affected -ShareTemplate "$fixtures/roots/{0}" @form 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] })
            $told.Count | Should -Be 2
            $told[0].Message | Should -BeLike $Machine
            $told[1].Message | Should -BeLike $End
        }
        $told = @(Search-Wsus954960ClientLog "$fixtures/advisory/client.*" 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] })
        $told.Count | Should -Be 3
        $told[0].Message | Should -BeLike '*client.txt*'
        $told[1].Message | Should -BeLike $File
        $told[2].Message | Should -BeLike $End
    }
}
