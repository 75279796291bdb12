# These change the registry and the system drive, so they run only on an emulated Windows of their own.
$emulated = [System.Environment]::OSVersion.Platform -eq 'Win32NT' -and (Test-Path -Path 'HKLM:\Software\Wine')

Describe 'This machine' -Skip:(-not $emulated) {
    BeforeAll {
        $null = & "$PSScriptRoot/Import-TestModule.ps1"
        $fixtures = [System.IO.Path]::GetFullPath("$PSScriptRoot/../fixtures")
        $setup = 'HKLM:\SOFTWARE\Microsoft\Update Services\Server\Setup'
        $policy = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate'
        $uninstall = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall'
        $wsus = 'C:\WSUS elsewhere'
        $bin = "$wsus\WebServices\ClientWebService\bin"
        $dll = "$bin\Microsoft.UpdateServices.WebServices.Client.Dll"
        function Set-Setup([int]$InstallType) {
            $null = New-Item -Path $setup -Force
            $null = New-ItemProperty -Path $setup -Name TargetDir -Value $wsus -PropertyType String -Force
            $null = New-ItemProperty -Path $setup -Name VersionString -Value '3.1.6001.65' -PropertyType String -Force
            $null = New-ItemProperty -Path $setup -Name InstallType -Value $InstallType -PropertyType DWord -Force
        }
        function Remove-Evidence {
            foreach ($path in $setup, $policy, "$uninstall\{90110407-6000-11D3-8CFE-0150048383C9}", $wsus, "$env:windir\WindowsUpdate.log", 'C:\Program Files\Update Services') {
                if (Test-Path -LiteralPath $path) { Remove-Item -LiteralPath $path -Recurse -Force }
            }
        }
        Remove-Evidence
    }

    AfterEach { Remove-Evidence }

    It 'is indeterminate if there is no evidence' {
        $assessment = Test-Wsus954960
        $assessment.target.source | Should -Be 'live'
        $assessment.target.name | Should -Be $env:COMPUTERNAME
        $assessment.verdict | Should -Be 'indeterminate'
        $assessment.wsusSetup | Should -BeNullOrEmpty
    }

    It 'finds WSUS where the registry says it is' {
        Set-Setup -InstallType 1
        $null = New-Item -Path $bin, "$wsus\LogFiles" -ItemType Directory -Force
        [System.IO.File]::Copy("$fixtures/dll/sp1.dll", $dll)
        [System.IO.File]::Copy("$fixtures/logs/server-confirms.log", "$wsus\LogFiles\SoftwareDistribution.log")
        $assessment = Test-Wsus954960
        $assessment.verdict | Should -Be 'affected'
        $assessment.version.path | Should -Be $dll
        $assessment.wsusSetup.versionString | Should -Be '3.1.6001.65'
        $assessment.wsusSetup.installType | Should -Be 1
        $assessment.roles | Should -Be 'server'
        Test-Wsus954960 -Quiet | Should -BeFalse
        [System.IO.File]::Copy("$fixtures/dll/fixed.dll", $dll, $true)
        Test-Wsus954960 -Quiet | Should -BeTrue
    }

    It 'finds WSUS in the default folder without the registry' {
        $default = 'C:\Program Files\Update Services\WebServices\ClientWebService\bin'
        $null = New-Item -Path $default -ItemType Directory -Force
        [System.IO.File]::Copy("$fixtures/dll/rtm.dll", "$default\Microsoft.UpdateServices.WebServices.Client.Dll")
        $assessment = Test-Wsus954960
        $assessment.verdict | Should -Be 'exposed'
        $assessment.version.release | Should -Be 'WSUS 3.0 RTM'
    }

    It 'does not take a console-only installation for a server' {
        Set-Setup -InstallType 2
        $null = New-Item -Path $bin -ItemType Directory -Force
        [System.IO.File]::Copy("$fixtures/dll/sp1.dll", $dll)
        [System.IO.File]::Copy("$fixtures/roots/clear/Windows/WindowsUpdate.log", "$env:windir\WindowsUpdate.log")
        $assessment = Test-Wsus954960
        $assessment.verdict | Should -Be 'clear'
        $assessment.roles | Should -Be 'client'
    }

    It 'is indeterminate if the registry says server and the DLL is gone' {
        Set-Setup -InstallType 1
        [System.IO.File]::Copy("$fixtures/roots/clear/Windows/WindowsUpdate.log", "$env:windir\WindowsUpdate.log")
        $assessment = Test-Wsus954960
        $assessment.verdict | Should -Be 'indeterminate'
        $assessment.reasons[0].code | Should -Be 'dllMissing'
    }

    It 'names the WSUS server that policy points a blocked client at, and Office 2003 by its product code' {
        $null = New-Item -Path $policy -Force
        $null = New-ItemProperty -Path $policy -Name WUServer -Value 'http://wsus07:8530' -PropertyType String
        $null = New-Item -Path "$uninstall\{90110407-6000-11D3-8CFE-0150048383C9}" -Force
        $null = New-ItemProperty -Path "$uninstall\{90110407-6000-11D3-8CFE-0150048383C9}" -Name DisplayName -Value 'Microsoft Office Professional Edition 2003' -PropertyType String
        [System.IO.File]::Copy("$fixtures/roots/blocked/Windows/WindowsUpdate.log", "$env:windir\WindowsUpdate.log")
        $assessment = Test-Wsus954960
        $assessment.verdict | Should -Be 'blocked'
        $assessment.updateServer | Should -Be 'http://wsus07:8530'
        ($assessment.reasons | Where-Object code -EQ noServer).text | Should -BeLike '*http://wsus07:8530*'
        $assessment.office2003.present | Should -BeTrue
        $assessment.office2003.evidence[0] | Should -BeLike 'Microsoft Office Professional Edition 2003 {90110407-*'
    }

    It 'writes nothing' {
        $null = New-Item -Path "$wsus\LogFiles" -ItemType Directory -Force
        $state = { Get-ChildItem -Path 'C:\', $env:windir, "$wsus\LogFiles", $wsus -Force | ForEach-Object { "$($_.FullName) $($_.LastWriteTimeUtc.Ticks)" } }
        $before = & $state
        $null = Test-Wsus954960
        $after = & $state
        Compare-Object -ReferenceObject $before -DifferenceObject $after | Should -BeNullOrEmpty
    }
}

# The emulated Windows has this share for these tests.
Describe 'Another machine''s admin share' -Skip:(-not $emulated -or -not (Test-Path -LiteralPath '\\WSUS01\c$')) {
    BeforeAll {
        $null = & "$PSScriptRoot/Import-TestModule.ps1"
    }

    It 'is read under the name of its server, wherever the current location is' {
        foreach ($location in 'C:\', 'HKLM:\SOFTWARE') {
            Push-Location -LiteralPath $location
            try { $assessment = Test-Wsus954960 -Path '\\WSUS01\c$' } finally { Pop-Location }
            $assessment.verdict | Should -Be 'affected'
            $assessment.target.name | Should -Be 'WSUS01'
            $assessment.target.source | Should -Be 'share'
            $assessment.version.path | Should -BeLike '\\WSUS01\c$\Program Files\*'
        }
    }

    It 'is read by the computer''s name, and its Windows folder through a share of its own' {
        $found = @(Test-Wsus954960 -ComputerName WSUS01, PC17, NOBODY -ErrorVariable problems -ErrorAction SilentlyContinue | Sort-Object { $_.target.name })
        $found.target.name -join ' ' | Should -Be 'PC17 WSUS01'
        $found.target.source -join ' ' | Should -Be 'share share'
        $found.verdict -join ' ' | Should -Be 'blocked affected'
        $found[0].clientLogs.path | Should -Be '\\PC17\ADMIN$\WindowsUpdate.log'
        $found[1].clientLogs.path | Should -Be '\\WSUS01\c$\Windows\WindowsUpdate.log'
        $problems.Count | Should -Be 1
        $problems[0].TargetObject | Should -BeLike '*NOBODY*'
        ($found | Join-Wsus954960Result | Where-Object client -eq PC17).server | Should -Be 'WSUS01'
    }

    It 'is read file by file, with wildcards' {
        (Get-Wsus954960Version -Path '\\WSUS01\c$\Program Files\Update Services\WebServices\ClientWebService\bin\*.Client.Dll').state | Should -Be 'affected'
        (Search-Wsus954960ServerLog -Path '\\WSUS01\c$\Program Files\Update Services\LogFiles\SoftwareDistribution.log*').incidentCount | Should -Be 1
    }

    It 'is an error if no computer has that name' {
        Test-Wsus954960 -Path '\\NOBODY\c$' -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems.Count | Should -Be 1
        $problems[0].TargetObject | Should -Be '\\NOBODY\c$'
    }
}

Describe 'Versions on Windows' -Skip:([System.Environment]::OSVersion.Platform -ne 'Win32NT') {
    BeforeAll {
        $null = & "$PSScriptRoot/Import-TestModule.ps1"
    }

    It 'are those that Windows itself reads, of every DLL in the system folder' {
        $files = Get-ChildItem -Path "$env:windir\system32" -Filter *.dll
        $versions = @{}
        $files | Get-Wsus954960Version -ErrorAction SilentlyContinue | ForEach-Object { $versions[$_.path] = $_.fileVersion }
        $differences = foreach ($file in $files) {
            $info = [System.Diagnostics.FileVersionInfo]::GetVersionInfo($file.FullName)
            $theirs = '{0}.{1}.{2}.{3}' -f $info.FileMajorPart, $info.FileMinorPart, $info.FileBuildPart, $info.FilePrivatePart
            $ours = $versions[$file.FullName]
            # Windows says 0.0.0.0 if there is no version.
            if ($ours -ne $theirs -and -not ($null -eq $ours -and $theirs -eq '0.0.0.0')) { "$($file.Name): $ours, Windows says $theirs" }
        }
        $differences | Should -BeNullOrEmpty
        @($versions.Values | Where-Object { $_ }).Count | Should -BeGreaterThan 100
    }
}
