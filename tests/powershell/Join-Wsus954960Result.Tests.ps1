Describe 'Join-Wsus954960Result' {
    BeforeAll {
        $null = & "$PSScriptRoot/Import-TestModule.ps1"
        $fixtures = [System.IO.Path]::GetFullPath("$PSScriptRoot/../fixtures")
        $client = Test-Wsus954960 -Path "$fixtures/roots/blocked"
        $confirms = Search-Wsus954960ServerLog -Path "$fixtures/logs/server-confirms.log"
        $refutes = Search-Wsus954960ServerLog -Path "$fixtures/logs/server-other-cause.log"
    }

    It 'says by which server''s log a client''s failure is <Result>' -ForEach @(
        @{ Log = 'confirms'; Result = 'confirmed' }
        @{ Log = 'refutes'; Result = 'refuted' }
    ) {
        $server = Get-Variable -Name $Log -ValueOnly
        foreach ($order in @($client, $server), @($server, $client)) {
            $join = @($order | Join-Wsus954960Result)
            $join.Count | Should -Be 1
            $join[0].PSObject.TypeNames[0] | Should -Be 'Wsus954960.Join'
            $join[0].client | Should -Be 'blocked'
            $join[0].server | Should -Be $server.path
            $join[0].result | Should -Be $Result
            $join[0].failureCount | Should -Be 1
        }
    }

    It 'leaves a failure unmatched that no log has, and clients without failures out' {
        $join = @($client, (Test-Wsus954960 -Path "$fixtures/roots/clear") | Join-Wsus954960Result)
        $join.Count | Should -Be 1
        $join[0].result | Should -Be 'unmatched'
        $join[0].server | Should -BeNullOrEmpty
        $join[0].serverUrl | Should -BeLike 'http*'
    }

    It 'takes JSON text, and saved results by path' {
        $texts = Test-Wsus954960 -Path "$fixtures/roots/blocked", "$fixtures/roots/affected" -AsJson
        ($texts | Join-Wsus954960Result).result -join ' ' | Should -Be 'confirmed confirmed'
        $saved = Join-Path -Path $TestDrive -ChildPath 'results.jsonl'
        Set-Content -Path $saved -Value $texts
        (Join-Wsus954960Result -Path $saved).result -join ' ' | Should -Be 'confirmed confirmed'
        (Join-Wsus954960Result -Path $TestDrive -AsJson | ConvertFrom-Json).kind -join ' ' | Should -Be 'join join'
        (Import-Wsus954960Result -Path $saved | Join-Wsus954960Result).server -join ' ' | Should -Be 'affected affected'
    }

    It 'writes an error for what is no document and joins the others' {
        $join = @($client, $confirms, [pscustomobject]@{ a = 1 } | Join-Wsus954960Result -ErrorVariable problems -ErrorAction SilentlyContinue)
        $join[0].result | Should -Be 'confirmed'
        $problems[0].FullyQualifiedErrorId | Should -Be 'malformed,Join-Wsus954960Result'
        $null = 'no JSON' | Join-Wsus954960Result -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -Be 'invalidArgument,Join-Wsus954960Result'
    }
}
