Describe 'Completion' {
    BeforeAll {
        $module = & "$PSScriptRoot/Import-TestModule.ps1"
        $shell = (Get-Process -Id $PID).Path
        function Complete([string]$Line) { @((TabExpansion2 -inputScript $Line -cursorColumn $Line.Length).CompletionMatches) }
        function Get-Day([int]$Days) { [datetime]::Today.AddDays($Days).ToString('yyyy-MM-dd', [cultureinfo]::InvariantCulture) }
    }

    It 'offers dates for -Since of <_>, and says what they are' -ForEach 'Test-Wsus954960', 'Search-Wsus954960ClientLog', 'Search-Wsus954960ServerLog' {
        $offered = Complete "$_ -Since "
        $offered.CompletionText -join ' ' | Should -Be "$(Get-Day 0) $(Get-Day -1) $(Get-Day -7) $(Get-Day -30) 2008-08-04"
        $offered[0].ToolTip | Should -Be 'From today on'
        (Complete "$_ -Since 2008").CompletionText | Should -Be '2008-08-04'
    }

    It 'offers them in any session, in strict mode and in the user''s language' {
        $script = "Set-StrictMode -Version Latest; Import-Module '$module/Wsus954960.psd1'; & (Get-Module -Name Wsus954960) { function script:Get-Language { 'ko' } }; " +
            "(TabExpansion2 -inputScript 'Test-Wsus954960 -Since 2008' -cursorColumn 27).CompletionMatches[0].ToolTip"
        & $shell -NoProfile -Command $script | Should -Match '^Windows Server 2008\S'
    }

    It 'offers the command''s verbs and options once its script has run' {
        . "$module/completions/_wsus954960.ps1"
        (Complete 'wsus954960 su').CompletionText | Should -Be 'summary'
        (Complete 'wsus954960 test --roots').CompletionText | Should -Be '--roots-file'
        (Complete 'wsus954960 version --')[0].ToolTip | Should -Not -BeNullOrEmpty
    }
}
