BeforeDiscovery {
    # The parser's own reading of comment help is the same in every PowerShell.
    $cmdlets = foreach ($file in Get-ChildItem -Path "$PSScriptRoot/../../powershell/Wsus954960/Public/*.ps1") {
        $ast = [System.Management.Automation.Language.Parser]::ParseFile($file.FullName, [ref]$null, [ref]$null)
        $function = $ast.Find({ $args[0] -is [System.Management.Automation.Language.FunctionDefinitionAst] }, $false)
        @{ Name = $file.BaseName; Path = $file.FullName; Help = $function.GetHelpContent() }
    }
    $examples = foreach ($cmdlet in $cmdlets) {
        foreach ($example in $cmdlet.Help.Examples) {
            # What needs a network, a directory service or a Windows as this machine can't run in every place where the tests run.
            $elsewhere = $example -match '\\\\\w|-ComputerName [A-Z(]|Get-ADComputer|Test-Wsus954960 -Quiet'
            if (-not $elsewhere) { @{ Name = $cmdlet.Name; Code = @($example.Trim() -split '\r?\n')[0] } }
        }
    }
}

Describe 'The help of' {
    BeforeAll {
        $module = & "$PSScriptRoot/Import-TestModule.ps1"
        $project = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")
    }

    It '<Name> is complete' -ForEach $cmdlets {
        $shown = Get-Help -Name $Name -Full
        $shown.Synopsis | Should -Not -BeNullOrEmpty
        $shown.description | Should -Not -BeNullOrEmpty
        @($shown.examples.example).Count | Should -BeGreaterThan 1
        ($shown.inputTypes | Out-String).Trim() | Should -Not -BeNullOrEmpty
        ($shown.returnValues | Out-String).Trim() | Should -Not -BeNullOrEmpty
        $Help.Inputs.Count, $Help.Outputs.Count | Should -Be @(1, 1)
        foreach ($parameter in (Get-Command -Name $Name).Parameters.Keys) {
            if ($parameter -in [System.Management.Automation.PSCmdlet]::CommonParameters) { continue }
            (Get-Help -Name $Name -Parameter $parameter).Description | Should -Not -BeNullOrEmpty -Because "$Name -$parameter"
        }
        $links = @($Help.Links | ForEach-Object { $_.Trim() })
        $others = @((Get-Command -Module Wsus954960).Name | Where-Object { $_ -ne $Name })
        Compare-Object -ReferenceObject $links -DifferenceObject ($others + 'about_Wsus954960' + 'https://support.microsoft.com/kb/954960') | Should -BeNullOrEmpty
    }

    It '<Name> leaves the breaking of lines to the host' -ForEach $cmdlets {
        foreach ($text in @($Help.Synopsis; $Help.Description; $Help.Parameters.Values; $Help.Inputs; $Help.Outputs)) {
            $text.Trim() -replace '(\r?\n){2,}' | Should -Not -Match '\n'
        }
    }

    It 'every cmdlet is in docs/cmdlets as New-CmdletHelp.ps1 writes it' {
        $pages = & "$project/powershell/New-CmdletHelp.ps1" -OutputPath "$TestDrive/cmdlets"
        (Get-ChildItem -Path "$project/docs/cmdlets").Name -join ' ' | Should -Be ($pages.Name -join ' ')
        foreach ($page in $pages) {
            $there = [System.IO.File]::ReadAllText("$project/docs/cmdlets/$($page.Name)") -replace '\r'
            $there | Should -BeExactly ([System.IO.File]::ReadAllText($page.FullName)) -Because "$($page.Name) must be written anew by powershell/New-CmdletHelp.ps1"
        }
    }
}

Describe 'The help''s example of' {
    BeforeAll {
        $null = & "$PSScriptRoot/Import-TestModule.ps1"
        $fixtures = [System.IO.Path]::GetFullPath("$PSScriptRoot/../fixtures")
        Copy-Item -Path "$fixtures/roots" -Destination "$TestDrive/Collected" -Recurse
        Copy-Item -Path "$fixtures/roots/blocked/Windows/WindowsUpdate.log" -Destination $TestDrive
        Copy-Item -Path "$fixtures/logs/server-other-cause.log" -Destination "$TestDrive/SoftwareDistribution.log"
        Test-Wsus954960 -Path "$fixtures/roots/affected", "$fixtures/roots/blocked" -AsJson | Set-Content -Path "$TestDrive/results.jsonl" -Encoding utf8
    }

    It '<Name> runs: <Code>' -ForEach $examples {
        Push-Location -LiteralPath "$TestDrive"
        try { $output = @(& ([scriptblock]::Create($Code)) 2>$null) }
        finally { Pop-Location }
        if ($Code -match 'Export-Csv (\S+)') { $output = @(Import-Csv -LiteralPath "$TestDrive/$($Matches[1])") }
        $output.Count | Should -BeGreaterThan 0
    }
}
