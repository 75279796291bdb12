# The command is a stand-in that says how it was called: the script itself is what is tested.
$isUnix = [System.Environment]::OSVersion.Platform -ne 'Win32NT'

Describe 'The startup script for Group Policy' -Skip:(-not $isUnix) {
    BeforeAll {
        $script = "$TestDrive/Startup.ps1"
        Copy-Item -LiteralPath ([System.IO.Path]::GetFullPath("$PSScriptRoot/../../deploy/group-policy/Startup.ps1")) -Destination $script
        foreach ($platform in 'win-x64', 'win-x86') {
            $null = New-Item -Path "$TestDrive/$platform" -ItemType Directory
            Set-Content -Path "$TestDrive/$platform/wsus954960.exe" -Value "#!/bin/sh`nprintf '%s|' $platform `"`$@`"`nexit 1"
            & chmod +x "$TestDrive/$platform/wsus954960.exe"
        }
        $shell = (Get-Process -Id $PID).Path
    }

    It 'starts the command for <Expected> where the system says <Architecture> <Host64>, and ends with its exit code' -ForEach @(
        @{ Architecture = 'AMD64'; Host64 = ''; Expected = 'win-x64' }
        @{ Architecture = 'x86'; Host64 = 'AMD64'; Expected = 'win-x64' }
        @{ Architecture = 'x86'; Host64 = ''; Expected = 'win-x86' }
    ) {
        $output = & env "PROCESSOR_ARCHITECTURE=$Architecture" "PROCESSOR_ARCHITEW6432=$Host64" $shell -NoProfile -File $script '\\FILES\Results of all\'
        $LASTEXITCODE | Should -Be 1
        $output | Should -BeExactly "$Expected|test|--quiet|--event-log|--save-to|\\FILES\Results of all|"
    }

    It 'asks nobody for a folder, but says that it is missing, with the exit code of an error' {
        "$(& $shell -NoProfile -NonInteractive -File $script 2>&1)" | Should -BeLike '*give the folder for the results*'
        $LASTEXITCODE | Should -Be 2
    }
}
