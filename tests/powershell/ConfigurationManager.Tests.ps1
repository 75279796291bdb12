Describe 'The scripts for Configuration Manager' {
    BeforeAll {
        $module = & "$PSScriptRoot/Import-TestModule.ps1"
        $fixtures = [System.IO.Path]::GetFullPath("$PSScriptRoot/../fixtures")
        $shell = (Get-Process -Id $PID).Path
        $onWindows = [System.Environment]::OSVersion.Platform -eq 'Win32NT'
        # The package's own command. Elsewhere than on Windows a machine can't look at itself: there it looks at a folder.
        $built = Get-ChildItem -LiteralPath "$module/bin" -Recurse -File | Where-Object { $_.BaseName -eq 'wsus954960' } | Select-Object -First 1
        function New-Tool([string]$Root) {
            $path = Join-Path -Path $TestDrive -ChildPath "$([guid]::NewGuid())/wsus954960.exe"
            $null = New-Item -Path (Split-Path -Path $path) -ItemType Directory
            if ($onWindows) { Copy-Item -LiteralPath $built.FullName -Destination $path }
            else {
                [System.IO.File]::WriteAllText($path, "#!/bin/sh`nexec '$($built.FullName)' `"`$@`" --root '$Root'`n")
                $null = & chmod 755 $path
            }
            $path
        }
        # Runs one of the scripts as Configuration Manager does, with the command at its top.
        function Invoke-Script([string]$Name, [string]$Tool) {
            $text = [System.IO.File]::ReadAllText("$module/deploy/configuration-manager/$Name.ps1")
            $script = Join-Path -Path $TestDrive -ChildPath "$Name.ps1"
            [System.IO.File]::WriteAllText($script, $text.Replace('\\SERVER\SHARE\wsus954960', $Tool))
            $output = @(& $shell -NoProfile -File $script 2>&1)
            @{
                Code   = $LASTEXITCODE
                Lines  = @($output | Where-Object { $_ -isnot [System.Management.Automation.ErrorRecord] })
                Errors = @($output | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }) -join ' '
            }
        }
    }

    It 'write one line with the verdict and end with 0: <_>' -ForEach 'affected', 'exposed', 'fixed', 'not-affected', 'blocked', 'clear', 'indeterminate-damaged-dll' {
        $verdict = if ($onWindows) { (Test-Wsus954960).verdict } else { (Test-Wsus954960 -Path "$fixtures/roots/$_").verdict }
        $run = Invoke-Script -Name Discovery -Tool (New-Tool -Root "$fixtures/roots/$_")
        $run.Code | Should -Be 0
        $run.Lines | Should -BeExactly @($verdict)
    }

    It 'detect the update by a line, and end with an error if they can''t tell' {
        $expected = @{ fixed = 0, 1; affected = 0, 0; clear = 0, 0; 'indeterminate-damaged-dll' = 1, 0 }
        if ($onWindows) { Set-ItResult -Skipped -Because 'this machine looks at itself' }
        foreach ($root in $expected.Keys) {
            $run = Invoke-Script -Name Detection -Tool (New-Tool -Root "$fixtures/roots/$root")
            $run.Code, $run.Lines.Count | Should -Be $expected[$root] -Because $root
            [bool]$run.Errors | Should -Be ($run.Code -ne 0) -Because $root
        }
    }

    It 'end with an error and write nothing if there is <What>' -ForEach @(
        @{ What = 'no command'; Kind = 'absent' }
        @{ What = 'no answer'; Kind = 'silent' }
    ) {
        $tool = if ($Kind -eq 'absent') { "$TestDrive/absent/wsus954960.exe" } else { New-Tool -Root "$TestDrive/absent" }
        if ($onWindows -and $Kind -eq 'silent') { Set-ItResult -Skipped -Because 'this machine has an answer' }
        foreach ($name in 'Discovery', 'Detection') {
            $run = Invoke-Script -Name $name -Tool $tool
            $run.Code, $run.Lines.Count | Should -Be @(1, 0)
            $run.Errors | Should -BeLike '*wsus954960*'
        }
    }

    It 'find the command for their platform in a folder: <Variable> is <Value>' -ForEach @(
        @{ Variable = 'PROCESSOR_ARCHITECTURE'; Value = 'AMD64'; Folder = 'win-x64' }
        @{ Variable = 'PROCESSOR_ARCHITEW6432'; Value = 'AMD64'; Folder = 'win-x64' }
        @{ Variable = 'PROCESSOR_ARCHITECTURE'; Value = 'x86'; Folder = 'win-x86' }
    ) {
        $saved = $env:PROCESSOR_ARCHITECTURE, $env:PROCESSOR_ARCHITEW6432
        try {
            $env:PROCESSOR_ARCHITECTURE = 'x86'
            $env:PROCESSOR_ARCHITEW6432 = $null
            Set-Item -Path "env:$Variable" -Value $Value
            (Invoke-Script -Name Discovery -Tool "$TestDrive/none").Errors | Should -BeLike "*$Folder\wsus954960.exe*"
        }
        finally { $env:PROCESSOR_ARCHITECTURE, $env:PROCESSOR_ARCHITEW6432 = $saved }
    }

    It 'ask the command in the same way' {
        $text = foreach ($name in 'Discovery', 'Detection') {
            $script = [System.IO.File]::ReadAllText("$module/deploy/configuration-manager/$name.ps1") -replace '\r'
            $start = $script.IndexOf('# The command:')
            $script.Substring($start, $script.IndexOf('(exit code $LASTEXITCODE)') - $start)
        }
        $text[0] | Should -BeExactly $text[1]
    }
}

Describe 'New-Baseline.ps1' {
    BeforeAll {
        $module = & "$PSScriptRoot/Import-TestModule.ps1"
    }

    BeforeEach {
        . "$PSScriptRoot/ConfigurationManager.Stubs.ps1"
        $folder = Join-Path -Path $TestDrive -ChildPath ([guid]::NewGuid())
        Copy-Item -LiteralPath "$module/deploy/configuration-manager" -Destination $folder -Recurse
        $script = "$folder/New-Baseline.ps1"
        $discovery = [System.IO.File]::ReadAllText("$folder/Discovery.ps1")
        [System.IO.File]::WriteAllText("$folder/Discovery.ps1", $discovery.Replace('\\SERVER\SHARE\', '\\FS01\Tools\'))
    }

    It 'makes an item, a baseline and a collection, and says what comes next' {
        $result = & $script
        $site.Items.CreationType | Should -Be 'WindowsOS'
        $site.Settings.Type, $site.Settings.Is64Bit, $site.Settings.Rule | Should -Be @('String', $true, 'OneOf fixed notAffected clear')
        [System.IO.Path]::GetFullPath($site.Settings.Script) | Should -Be ([System.IO.Path]::GetFullPath("$folder/Discovery.ps1"))
        $site.Members.Baseline, $site.Members.ItemId | Should -Be @('WSUS advisory 954960', $site.Items.CI_ID)
        $site.Collections.LimitToCollectionName | Should -Be 'All Systems'
        $site.Rules.Query | Should -BeLike 'select SMS_R_System.ResourceId*LocalizedDisplayName = ''WSUS advisory 954960'' and*ComplianceState = 2'
        $site.Rules.Query | Should -Not -Match '\s\s|\n'
        $result.Collection | Should -Be $site.Collections.Name
        $site.Calls | Should -Not -Contain 'New-CMBaselineDeployment'
        & ([scriptblock]::Create($result.NextStep))
        $site.Calls[-1] | Should -Be 'New-CMBaselineDeployment'
    }

    It 'changes nothing when it runs again, and completes what was interrupted' {
        $null = & $script
        $site.Calls = @()
        $null = & $script
        $site.Calls | Should -BeNullOrEmpty
        foreach ($part in 'Settings', 'Members', 'Rules') { $site[$part] = @() }
        $null = & $script
        $site.Calls -join ' ' | Should -Be 'Add-CMComplianceSettingScript Set-CMBaseline Add-CMDeviceCollectionQueryMembershipRule'
        $site.Calls = @()
        $null = & $script -UpdateScript
        $site.Calls | Should -Be 'Set-CMComplianceSettingScript'
    }

    It 'changes nothing with -WhatIf, at any stage' {
        $null = & $script -WhatIf
        $site.Calls | Should -BeNullOrEmpty
        $null = & $script
        $site.Calls = @()
        foreach ($part in 'Settings', 'Members', 'Rules') { $site[$part] = @() }
        $null = & $script -WhatIf
        $site.Calls | Should -BeNullOrEmpty
    }

    It 'has its own name in everything' {
        $null = & $script -Name 'Servers 954960' -LimitingCollectionName 'All Servers'
        $site.Items.LocalizedDisplayName, $site.Baselines.LocalizedDisplayName | Should -Be @('Servers 954960', 'Servers 954960')
        $site.Rules.Query | Should -BeLike '*''Servers 954960''*'
        $site.Collections.LimitToCollectionName | Should -Be 'All Servers'
    }

    It 'refuses a name that would act in a query or as a wildcard: <_>' -ForEach 'it''s', 'all*', 'a[b]', 'what?' {
        { & $script -Name $_ } | Should -Throw
        $site.Calls | Should -BeNullOrEmpty
    }

    It 'refuses to begin while Discovery.ps1 does not say where the command is' {
        [System.IO.File]::WriteAllText("$folder/Discovery.ps1", $discovery)
        { & $script } | Should -Throw '*Discovery.ps1: write at its top*'
        $site.Calls | Should -BeNullOrEmpty
    }

    It 'says where to run it if the cmdlets are not there' {
        $shell = (Get-Process -Id $PID).Path
        $output = & $shell -NoProfile -File $script 2>&1
        $LASTEXITCODE | Should -Be 1
        "$output" | Should -BeLike '*Configuration Manager*'
    }
}
