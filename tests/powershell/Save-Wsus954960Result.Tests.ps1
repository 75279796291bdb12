Describe 'Save-Wsus954960Result' {
    BeforeAll {
        $null = & "$PSScriptRoot/Import-TestModule.ps1"
        $fixtures = [System.IO.Path]::GetFullPath("$PSScriptRoot/../fixtures")
        $fixed = Test-Wsus954960 -Path "$fixtures/roots/fixed"
    }

    BeforeEach {
        $folder = Join-Path -Path $TestDrive -ChildPath ([System.IO.Path]::GetRandomFileName())
        $share = Join-Path -Path $folder -ChildPath 'share'
        $spool = Join-Path -Path $folder -ChildPath 'spool'
        $null = New-Item -Path $share -ItemType Directory
    }

    It 'saves each machine''s result in a file of its own: <What>' -ForEach @(
        @{ What = 'objects'; AsJson = $false }
        @{ What = 'JSON text'; AsJson = $true }
    ) {
        $results = Test-Wsus954960 -Path "$fixtures/roots/fixed", "$fixtures/roots/affected" -AsJson:$AsJson
        $saved = @($results | Save-Wsus954960Result -Path $share -SpoolPath $spool)
        $saved[0].PSObject.TypeNames[0] | Should -Be 'Wsus954960.Delivery'
        $saved.state -join ' ' | Should -Be 'delivered delivered'
        $saved.name -join ' ' | Should -Be 'fixed affected'
        ($saved.path | Split-Path -Leaf) -join ' ' | Should -Be 'fixed.json affected.json'
        (Import-Wsus954960Result -Path $share | Sort-Object verdict).verdict -join ' ' | Should -Be 'affected fixed'
    }

    It 'keeps a result while the share is away, and delivers it with the next one' {
        $away = "$share-away"
        Rename-Item -Path $share -NewName (Split-Path -Path $away -Leaf)
        $kept = $fixed | Save-Wsus954960Result -Path $share -SpoolPath $spool
        $kept.state | Should -Be 'spooled'
        $kept.error.code | Should -Be 'notFound'
        $kept.error.PSObject.TypeNames[0] | Should -Be 'Wsus954960.Error'
        Rename-Item -Path $away -NewName (Split-Path -Path $share -Leaf)
        $saved = Test-Wsus954960 -Path "$fixtures/roots/clear" | Save-Wsus954960Result $share -SpoolPath $spool -AsJson | ConvertFrom-Json
        $saved.name -join ' ' | Should -Be 'fixed clear'
        $saved.state -join ' ' | Should -Be 'delivered delivered'
        (Get-ChildItem -Path $share).Name -join ' ' | Should -Be 'clear.json fixed.json'
    }

    It 'loses nothing that came before the pipeline stopped: <What>' -ForEach @(
        @{ What = 'objects'; AsJson = $false }
        @{ What = 'JSON text'; AsJson = $true }
    ) {
        $results = @(Test-Wsus954960 -Path "$fixtures/roots/fixed", "$fixtures/roots/affected" -AsJson:$AsJson)
        { $results | ForEach-Object { $_ } -End { throw 'stopped' } | Save-Wsus954960Result -Path $share -SpoolPath $spool } | Should -Throw 'stopped'
        $saved = Test-Wsus954960 -Path "$fixtures/roots/clear" | Save-Wsus954960Result -Path $share -SpoolPath $spool
        ($saved.name | Sort-Object) -join ' ' | Should -Be 'affected clear fixed'
        (Get-ChildItem -Path $share).Name -join ' ' | Should -Be 'affected.json clear.json fixed.json'
    }

    It 'takes folders relative to the location of PowerShell' {
        Push-Location -Path $folder
        try {
            ($fixed | Save-Wsus954960Result -Path share -SpoolPath spool).state | Should -Be 'delivered'
        }
        finally {
            Pop-Location
        }
        Join-Path -Path $share -ChildPath 'fixed.json' | Should -Exist
    }

    It 'writes an error for what names no machine or is no result, and saves the others' {
        $junk = 'no JSON', '{"schemaVersion":1,"kind":"progress"}', (Get-Wsus954960Version -Path "$fixtures/dll/fixed.dll")
        $saved = @($junk + $fixed | Save-Wsus954960Result -Path $share -SpoolPath $spool -ErrorVariable problems -ErrorAction SilentlyContinue)
        $saved.state -join ' ' | Should -Be 'delivered'
        $problems.FullyQualifiedErrorId -join ' ' | Should -Be (@('malformed,Save-Wsus954960Result') * 3 -join ' ')
    }

    It 'writes an error for a folder that no drive has' {
        { $fixed | Save-Wsus954960Result -Path 'nodrive:\x' -ErrorAction Stop } | Should -Throw -ErrorId 'notFound,Save-Wsus954960Result'
    }
}
