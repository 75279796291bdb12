# Whoever waits can stop: Ctrl+C, and a pipeline that has enough. What does not stop hangs these tests.
$isUnix = [System.Environment]::OSVersion.Platform -ne 'Win32NT'
$hasFuse = $isUnix -and (Test-Path -Path /dev/fuse) -and $null -ne (Get-Command -Name unshare -CommandType Application -ErrorAction Ignore)

# Windows would find room for every byte of such a file.
Describe 'A file without end' -Skip:(-not ($isUnix -and (Test-Path -Path /proc/self/fd))) {
    BeforeAll {
        $null = & "$PSScriptRoot/Import-TestModule.ps1"
        $module = (Get-Module -Name Wsus954960).ModuleBase
        $small = [System.IO.Path]::GetFullPath("$PSScriptRoot/../fixtures/advisory/client.txt")
        $endless = Join-Path -Path (Get-Item -Path $TestDrive).FullName -ChildPath 'endless.log'
        $file = [System.IO.File]::Create($endless)
        $file.SetLength(4TB)
        $file.Dispose()
        function Wait-Until([scriptblock]$Condition) { while (-not (& $Condition)) { Start-Sleep -Milliseconds 20 } }
        $isClosed = { -not (& ls -l "/proc/$PID/fd" 2>$null | Where-Object { $_ -like "*$endless*" }) }
    }

    It 'is left where the pipeline of <_> has enough' -ForEach 'Search-Wsus954960ClientLog', 'Search-Wsus954960ServerLog' {
        $logs = @(& $_ $small, $endless | Select-Object -First 1)
        $logs.Count | Should -Be 1
        $logs[0].path | Should -Be $small
        Wait-Until -Condition $isClosed
    }

    It 'is left where the user stops <Command>, who sees how far it is' -ForEach @(
        @{ Command = 'Search-Wsus954960ClientLog'; Arguments = '$small, $endless'; Files = '1 * 2' }
        @{ Command = 'Search-Wsus954960ServerLog'; Arguments = '$small, $endless'; Files = '1 * 2' }
        @{ Command = 'Test-Wsus954960'; Arguments = '-Path $root -ServerLog $endless'; Files = '0 * 1' }
    ) {
        $root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../fixtures/roots/blocked")
        $shell = [powershell]::Create()
        # There is nobody before this shell's screen.
        $null = $shell.AddScript("Import-Module '$module/Wsus954960.psd1'; & (Get-Module -Name Wsus954960) { Set-Item -Path Function:script:Test-ProgressHost -Value { `$true } }; `$small, `$endless, `$root = '$small', '$endless', '$root'; $Command $Arguments")
        $running = $shell.BeginInvoke()
        Wait-Until -Condition { $running.IsCompleted -or @($shell.Streams.Progress | Where-Object { $_.StatusDescription -like $Files -and $_.CurrentOperation }).Count -gt 0 }
        $running.IsCompleted | Should -BeFalse
        & $isClosed | Should -BeFalse
        $shell.Stop()
        "$($shell.InvocationStateInfo.State)" | Should -Be 'Stopped'
        Wait-Until -Condition $isClosed
        $shell.Streams.Error.Count | Should -Be 0
        $shell.Dispose()
    }
}

# A file system whose server never answers: every call into it hangs until the server's end of the connection is closed.
Describe 'A share that hangs' -Skip:(-not $hasFuse) {
    BeforeAll {
        $module = & "$PSScriptRoot/Import-TestModule.ps1"
        $inside = @'
param($Module, $Hung, $Server, $Command)
function Wait-Until([scriptblock]$Condition) { while (-not (& $Condition)) { Start-Sleep -Milliseconds 20 } }
$threads = { @(Get-Content -Path /proc/self/task/*/comm -ErrorAction SilentlyContinue | Where-Object { $_ -match 'wsus954960' }).Count }
Import-Module "$Module/Wsus954960.psd1"
$shell = [powershell]::Create()
$null = $shell.AddScript("Import-Module '$Module/Wsus954960.psd1'; $Command")
$running = $shell.BeginInvoke()
Wait-Until { $running.IsCompleted -or (& $threads) -gt 0 }
"waits: $(-not $running.IsCompleted)"
$shell.Stop()
"$($shell.InvocationStateInfo.State), errors: $($shell.Streams.Error.Count)"
"still works: $(@(Test-Wsus954960 -Path $Module).Count)"
Stop-Process -Id $Server
Wait-Until { (& $threads) -eq 0 }
'no thread left'
'@
        Set-Content -Path "$TestDrive/inside.ps1" -Value $inside
        Set-Content -Path "$TestDrive/hang.sh" -Value @'
exec 9<>/dev/fuse && mount -i -t fuse -o fd=9,rootmode=40000,user_id=0,group_id=0 hang "$1" || exit 77
sleep 600 </dev/null >/dev/null 2>&1 &
server=$!
exec 9>&-
exec "$2" -NoProfile -File "$3" "$4" "$1" "$server" "$5"
'@
        $hung = (New-Item -Path "$TestDrive/hung" -ItemType Directory).FullName
        $shell = (Get-Process -Id $PID).Path
    }

    It 'holds up nobody who stops <_>' -ForEach 'Get-Wsus954960Version', 'Search-Wsus954960ClientLog', 'Search-Wsus954960ServerLog', 'Test-Wsus954960 -Path', 'Import-Wsus954960Result', 'Join-Wsus954960Result -Path', 'Save-Wsus954960Result -InputObject (Test-Wsus954960 -Path .) -SpoolPath ''{0}/spool'' -Path' {
        $output = @(& unshare --user --map-root-user --mount sh "$TestDrive/hang.sh" $hung $shell "$TestDrive/inside.ps1" $module (($_ -f $TestDrive) + " '$hung/a'"))
        if ($LASTEXITCODE -eq 77) {
            Set-ItResult -Skipped -Because 'this user may not mount a file system'
            return
        }
        $output -join '; ' | Should -Be 'waits: True; Stopped, errors: 0; still works: 1; no thread left'
    }
}
