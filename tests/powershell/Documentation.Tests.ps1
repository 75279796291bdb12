BeforeDiscovery {
    # What tests/suite/documentation.rs says of blocks. Pages of cmdlets are made from their help, whose examples Help.Tests.ps1 runs.
    $project = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")
    $files = @(Get-Item -Path "$project/README.md") + @(Get-ChildItem -Path "$project/docs" -Recurse -Filter *.md | Where-Object { $_.Directory.Name -ne 'cmdlets' })
    $examples = foreach ($file in $files) {
        $page = [System.IO.File]::ReadAllText($file.FullName) -replace '\r'
        # A mark, a block of PowerShell, and the text that follows it.
        $pattern = '(?ms)(?<mark>^[ ]*<!-- not run: [^\n]*-->\n+)?^(?<indent>[ ]*)```powershell\n(?<code>.*?)^[ ]*```$(?:\n+^[ ]*```text\n(?<text>.*?)^[ ]*```$)?'
        foreach ($match in [regex]::Matches($page, $pattern)) {
            if ($match.Groups['mark'].Success) { continue }
            $line = @($page.Substring(0, $match.Groups['code'].Index) -split '\n').Count
            @{ Place = "$($file.Name):$line"; Code = $match.Groups['code'].Value; Text = $match.Groups['text'].Value }
        }
    }
}

Describe 'The documentation''s PowerShell' {
    BeforeAll {
        $module = & "$PSScriptRoot/Import-TestModule.ps1"
        $null = New-Item -Path "$TestDrive/tests" -ItemType Directory
        Copy-Item -Path ([System.IO.Path]::GetFullPath("$PSScriptRoot/../fixtures")) -Destination "$TestDrive/tests/fixtures" -Recurse
        Copy-Item -Path "$module/examples/Invoke-RemoteTest.ps1" -Destination $TestDrive
    }

    It 'runs, and shows what it says: <Place>' -ForEach $examples {
        Push-Location -LiteralPath $TestDrive
        try { $output = & ([scriptblock]::Create("`$ErrorActionPreference = 'Stop'`n$Code")) | Out-String -Width 120 }
        finally { Pop-Location }
        # Windows PowerShell cuts columns off in another way.
        if ($Text -and $PSVersionTable.PSEdition -eq 'Core') {
            $shown = @($output.Trim("`r", "`n") -split '\r?\n' | ForEach-Object { $_.TrimEnd() }) -join "`n"
            $shown | Should -BeExactly $Text.TrimEnd("`n")
        }
    }
}
