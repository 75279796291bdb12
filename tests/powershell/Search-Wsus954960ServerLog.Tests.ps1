Describe 'Search-Wsus954960ServerLog' {
    BeforeAll {
        $null = & "$PSScriptRoot/Import-TestModule.ps1"
        $fixtures = [System.IO.Path]::GetFullPath("$PSScriptRoot/../fixtures")
        $advisory = "$fixtures/advisory/server.txt"
    }

    It 'finds the advisory''s own exception' {
        $log = Search-Wsus954960ServerLog -Path $advisory
        $log.PSObject.TypeNames[0] | Should -Be 'Wsus954960.ServerLog'
        $log.incidentCount | Should -Be 1
        $log.incidents[0].key | Should -Be '8862'
        $log.incidents[0].thread | Should -Be 12
        @($log.incidents[0].frames).Count | Should -Be 7
        $log.incidents[0].time | Should -BeExactly '2008-06-14T02:59:57.642Z'
        $log.faults[0].cause | Should -Be '954960'
    }

    It 'reads a German log in its code page' {
        $log = Search-Wsus954960ServerLog -Path "$fixtures/logs/server-german-ansi.log"
        $log.encoding | Should -Be 'ansi'
        $log.incidentCount | Should -Be 1
    }

    It 'distinguishes faults with another cause' {
        $log = Search-Wsus954960ServerLog -Path "$fixtures/logs/server-other-cause.log"
        $log.incidentCount | Should -Be 0
        $log.otherFaults | Should -Be 1
        $log.faults[0].exception | Should -Be 'System.Data.SqlClient.SqlException'
        $log.otherFaultDetails[0].PSObject.TypeNames[0] | Should -Be 'Wsus954960.OtherFault'
        $log.otherFaultDetails[0].trouble | Should -Be 'databaseTimeOut'
        $log.otherFaultDetails[0].firstTime | Should -BeOfType [string]
    }

    It 'compares a UTC time with the log''s UTC, and a time without offset too' {
        $utc = [datetime]::new(2008, 6, 14, 2, 59, 57, 642, [System.DateTimeKind]::Utc)
        foreach ($since in $utc, $utc.ToLocalTime(), [datetime]::new(2008, 6, 14, 2, 59, 57, 642)) {
            (Search-Wsus954960ServerLog -Path $advisory -Since $since).incidentCount | Should -Be 1
            (Search-Wsus954960ServerLog -Path $advisory -Since $since.AddMilliseconds(1)).incidentCount | Should -Be 0
        }
    }

    It 'takes files from the pipeline and writes JSON text with -AsJson' {
        $texts = Get-ChildItem -Path "$fixtures/logs/server-*.log" | Search-Wsus954960ServerLog -AsJson
        @($texts | ConvertFrom-Json | Where-Object kind -eq 'serverLog').Count | Should -Be 3
    }

    It 'writes an error for what can''t be read' {
        { Search-Wsus954960ServerLog -Path "$fixtures" -ErrorAction Stop } | Should -Throw -ErrorId 'invalidArgument,Search-Wsus954960ServerLog'
    }

    It 'has readable default views' {
        Search-Wsus954960ServerLog -Path $advisory | Out-String -Width 200 | Should -Match '1\s+0\s+2008-06-14T02:59:57\.642Z'
        (Search-Wsus954960ServerLog -Path $advisory).incidents | Out-String -Width 200 | Should -Match '1\s+2008-06-14T02:59:57\.642Z\s+c0a7445f\S+\s+8862'
    }
}
