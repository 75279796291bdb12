Describe 'Export-Wsus954960Report' {
    BeforeAll {
        $null = & "$PSScriptRoot/Import-TestModule.ps1"
        $fixtures = [System.IO.Path]::GetFullPath("$PSScriptRoot/../fixtures")
        $roots = "$fixtures/roots/affected", "$fixtures/roots/blocked"
    }

    BeforeEach {
        $folder = Join-Path -Path $TestDrive -ChildPath ([System.IO.Path]::GetRandomFileName())
        $null = New-Item -Path $folder -ItemType Directory
        Test-Wsus954960 -Path $roots -AsJson | Set-Content -Path "$folder/results.jsonl" -Encoding utf8
    }

    It 'writes a page from saved results, and nothing to the pipeline' {
        Export-Wsus954960Report "$folder/results.jsonl" -OutputPath "$folder/report.html" | Should -BeNullOrEmpty
        $page = [System.IO.File]::ReadAllText("$folder/report.html")
        $page | Should -Match '^<!DOCTYPE html>'
        $page | Should -Match '>affected<.*>blocked<'
    }

    It 'writes a table from <What>, whose rows Import-Csv reads' -ForEach @(
        @{ What = 'objects'; AsJson = $false }
        @{ What = 'JSON text'; AsJson = $true }
    ) {
        $file = Test-Wsus954960 -Path $roots -AsJson:$AsJson | Export-Wsus954960Report -OutputPath "$folder/machines.csv" -PassThru
        $file.GetType() | Should -Be ([System.IO.FileInfo])
        $rows = @(Import-Csv -LiteralPath $file.FullName)
        $rows.name -join ' ' | Should -Be 'affected blocked'
        $rows.verdict -join ' ' | Should -Be 'affected blocked'
        $rows[0].compliant | Should -Be 'false'
    }

    It 'takes the format that is given, and files relative to the location of PowerShell' {
        Push-Location -Path $folder
        try { Export-Wsus954960Report -LiteralPath results.jsonl -OutputPath report.txt -Format JSON }
        finally { Pop-Location }
        $report = ConvertFrom-Json -InputObject ([System.IO.File]::ReadAllText("$folder/report.txt"))
        $report.kind | Should -Be 'report'
        $report.summary.assessmentCount | Should -Be 2
    }

    It 'writes an error for what is no result, and a report on the others' {
        $lines = @(Get-Content -Path "$folder/results.jsonl") + 'no JSON'
        $lines | Export-Wsus954960Report -OutputPath "$folder/report.html" -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems.FullyQualifiedErrorId -join ' ' | Should -Be 'malformed,Export-Wsus954960Report'
        "$folder/report.html" | Should -Exist
    }

    It 'leaves the results alone' {
        { Export-Wsus954960Report -Path $folder -OutputPath "$folder/report.json" -ErrorAction Stop } | Should -Throw -ErrorId 'invalidArgument,Export-Wsus954960Report'
        "$folder/report.json" | Should -Not -Exist
    }

    It 'writes an error, and no object, if the file can''t be written' {
        $file = Export-Wsus954960Report -Path $folder -OutputPath "$folder/absent/report.html" -PassThru -ErrorVariable problems -ErrorAction SilentlyContinue
        $file | Should -BeNullOrEmpty
        $problems.Count | Should -Be 1
    }
}
