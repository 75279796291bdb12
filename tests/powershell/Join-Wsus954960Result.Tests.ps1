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

    It 'leaves a failure that no log has unmatched, and leaves out clients without failures' {
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

    It 'writes an error for what is not a document, and joins the others' {
        $join = @($client, $confirms, [pscustomobject]@{ a = 1 } | Join-Wsus954960Result -ErrorVariable problems -ErrorAction SilentlyContinue)
        $join[0].result | Should -Be 'confirmed'
        $problems[0].FullyQualifiedErrorId | Should -Be 'malformed,Join-Wsus954960Result'
    }

    It 'reads each input by itself: <What> is one error with its number, and the others are joined' -ForEach @(
        @{ What = 'a line of text'; Junk = 'no JSON' }
        @{ What = 'a lone brace'; Junk = '{' }
        @{ What = 'a lone bracket'; Junk = '[' }
        @{ What = 'a beginning that takes what follows for a part of itself'; Junk = '{"a":' }
        @{ What = 'what would change the request'; Junk = '{}]},"saved":{"files":["x"]},"a":{"b":["' }
        @{ What = 'a text with half a surrogate pair'; Junk = "x$([char]0xD83D)y" }
        @{ What = 'a text with control characters'; Junk = "`0`t$([char]27)[2J""\" }
        @{ What = 'another object'; Junk = [pscustomobject]@{ a = 1 } }
        @{ What = 'a number'; Junk = 7 }
        @{ What = 'a document of another kind'; Junk = '{"schemaVersion":1,"kind":"progress"}' }
    ) {
        foreach ($place in 0..2) {
            $given = [System.Collections.Generic.List[object]]@($client, $confirms)
            $given.Insert($place, $Junk)
            $join = @($given | Join-Wsus954960Result -ErrorVariable problems -ErrorAction SilentlyContinue)
            $join.Count | Should -Be 1
            $join[0].result | Should -Be 'confirmed'
            $problems.Count | Should -Be 1
            $problems[0].FullyQualifiedErrorId | Should -Be 'malformed,Join-Wsus954960Result'
            $problems[0].Exception.Message | Should -BeLike "input $($place + 1): *"
        }
    }

    It 'reads the lines of pretty-printed files, one by one and many at a time, with junk between the files' {
        $files = foreach ($document in $client, $confirms) {
            $file = Join-Path -Path $TestDrive -ChildPath "$($document.kind).txt"
            ConvertTo-Json -Depth 20 -InputObject $document | Set-Content -Path $file
            $file
        }
        (Get-Content -Path $files | Join-Wsus954960Result).result | Should -Be 'confirmed'
        (Get-Content -Path $files -ReadCount 7 | Join-Wsus954960Result).result | Should -Be 'confirmed'
        (Get-Content -Path $files -Raw | Join-Wsus954960Result).result | Should -Be 'confirmed'
        $lines = @('PS C:\> type clientLog.txt'; Get-Content -Path $files[0]; ''; 'PS C:\> type serverLog.txt'; '{'; Get-Content -Path $files[1])
        ($lines | Join-Wsus954960Result -ErrorVariable problems -ErrorAction SilentlyContinue).result | Should -Be 'confirmed'
        $problems.Count | Should -Be 3
    }

    It 'writes an error for an object that can''t be turned into JSON text, and joins the others' {
        InModuleScope -ModuleName Wsus954960 { Set-Item -Path Function:script:ConvertTo-Json -Value {
                param([switch]$Compress, [int]$Depth, $InputObject)
                if ($InputObject -is [pscustomobject] -and $InputObject.PSObject.Properties['unspeakable']) { throw 'too deep' }
                Microsoft.PowerShell.Utility\ConvertTo-Json -Compress:$Compress -Depth 20 -InputObject $InputObject
            } }
        try {
            $join = @($client, [pscustomobject]@{ unspeakable = 1 }, $confirms | Join-Wsus954960Result -ErrorVariable problems -ErrorAction SilentlyContinue)
        }
        finally {
            $null = & "$PSScriptRoot/Import-TestModule.ps1"
        }
        $join[0].result | Should -Be 'confirmed'
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -Be 'unreadableDocument,Join-Wsus954960Result'
        $problems[0].Exception.Message | Should -BeLike 'input 2: *too deep*'
    }

    It 'stops at a bad input with -ErrorAction Stop' {
        { $client, 'no JSON', $confirms | Join-Wsus954960Result -ErrorAction Stop } | Should -Throw -ErrorId 'malformed,Join-Wsus954960Result'
    }
}
