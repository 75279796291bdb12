Describe 'Search-Wsus954960ClientLog' {
    BeforeAll {
        $null = & "$PSScriptRoot/Import-TestModule.ps1"
        $fixtures = [System.IO.Path]::GetFullPath("$PSScriptRoot/../fixtures")
        $advisory = "$fixtures/advisory/client.txt"
    }

    It 'finds the advisory''s own failure' {
        $log = Search-Wsus954960ClientLog -Path $advisory
        $log.PSObject.TypeNames[0] | Should -Be 'Wsus954960.ClientLog'
        $log.incidentCount | Should -Be 1
        $log.format | Should -Be 'classic'
        $log.incidents[0].faultId | Should -Be 'c0a7445f-b989-43fa-ac20-11f8ca65fa8c'
        $log.incidents[0].pid | Should -Be 788
    }

    It 'keeps times as text' {
        $log = Search-Wsus954960ClientLog -Path $advisory
        $log.firstTime | Should -BeOfType [string]
        $log.incidents[0].time | Should -BeExactly '2008-06-13T19:59:56.617'
    }

    It 'tells what other failures are' {
        $failure = (Search-Wsus954960ClientLog -Path "$fixtures/roots/clear/Windows/WindowsUpdate.log").otherFailureDetails[0]
        $failure.PSObject.TypeNames[0] | Should -Be 'Wsus954960.OtherFailure'
        $failure.code, $failure.errorCode, $failure.name, $failure.trouble -join ' ' | Should -Be '0x8024400D ConfigChanged(2) WU_E_PT_SOAP_CLIENT configurationChanged'
        $failure.lastTime | Should -BeOfType [string]
        ($failure | Out-String) | Should -BeLike '*0x8024400D WU_E_PT_SOAP_CLIENT ConfigChanged(2): (1) *'
    }

    It 'takes files from the pipeline' {
        $logs = Get-ChildItem -Path "$fixtures/logs/client-*.log" | Search-Wsus954960ClientLog
        $logs.incidentCount -join ' ' | Should -Be '1 1'
    }

    It 'counts only failures since a time: <Since>' -ForEach @(
        @{ Since = '2008-06-13'; Count = 1 }
        @{ Since = '2008-06-13T19:59:56.617'; Count = 1 }
        @{ Since = '2008-06-13T19:59:57'; Count = 0 }
        @{ Since = '2030-01-01'; Count = 0 }
    ) {
        (Search-Wsus954960ClientLog -Path $advisory -Since $Since).incidentCount | Should -Be $Count
    }

    It 'compares a local time with this machine''s local time' {
        $local = [datetime]::SpecifyKind([datetime]'2008-06-13T19:59:56.617', [System.DateTimeKind]::Local)
        (Search-Wsus954960ClientLog -Path $advisory -Since $local).incidentCount | Should -Be 1
        (Search-Wsus954960ClientLog -Path $advisory -Since $local.AddMilliseconds(1)).incidentCount | Should -Be 0
        (Search-Wsus954960ClientLog -Path $advisory -Since $local.ToUniversalTime()).incidentCount | Should -Be 1
    }

    It 'shows no more incidents than asked for and counts all' {
        $log = Search-Wsus954960ClientLog -Path $advisory -MaxIncidents 0
        $log.incidentCount | Should -Be 1
        @($log.incidents).Count | Should -Be 0
        $log.incidentsOmitted | Should -Be 1
    }

    It 'writes the JSON text with -AsJson' {
        $json = Search-Wsus954960ClientLog -Path $advisory -AsJson
        $json | Should -BeOfType [string]
        $json | Should -BeLike '{"schemaVersion":1,"kind":"clientLog",*'
    }

    It 'writes an error for what can''t be read' {
        Search-Wsus954960ClientLog -Path "$fixtures/absent.log" -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -Be 'notFound,Search-Wsus954960ClientLog'
        $problems[0].TargetObject | Should -BeLike '*absent.log'
        $problems[0].Exception | Should -BeOfType [System.IO.FileNotFoundException]
    }

    It 'answers for several files in their order, each with its own path, and without their places' {
        $paths = $advisory, "$fixtures/absent.log", "$fixtures/roots/clear/Windows/WindowsUpdate.log"
        $logs = @(Search-Wsus954960ClientLog -Path $paths -ErrorVariable problems -ErrorAction SilentlyContinue)
        $logs.incidentCount -join ' ' | Should -Be '1 0'
        $problems.Count | Should -Be 1
        $problems[0].TargetObject | Should -BeLike '*absent.log'
        $logs[1].PSObject.Properties.Name | Should -Not -Contain 'index'
        $logs[1].PSObject.Properties.Name | Should -Contain 'path'
        Search-Wsus954960ClientLog -Path $paths -AsJson -ErrorAction SilentlyContinue | Should -Not -BeLike '*"index"*'
    }

    It 'has readable default views' {
        Search-Wsus954960ClientLog -Path $advisory | Out-String -Width 200 | Should -Match '1\s+0\s+classic\s+2008-06-13T19:59:53\.383'
        (Search-Wsus954960ClientLog -Path $advisory).incidents | Out-String -Width 200 | Should -Match '5\s+2008-06-13T19:59:56\.617\s+c0a7445f'
    }
}
