function Get-TimeCompletion {
    <#
    .SYNOPSIS
    Offers dates for -Since: today and shortly before, and the update's package that also installs on Windows Server 2008.
    .PARAMETER Word
    What the user has typed of it.
    #>
    [OutputType([System.Management.Automation.CompletionResult])]
    param([AllowNull()][AllowEmptyString()][string]$Word)

    $words = (Get-Word).Since
    $today = [datetime]::Today
    $dates = [ordered]@{
        Today     = $today
        Yesterday = $today.AddDays(-1)
        Week      = $today.AddDays(-7)
        Month     = $today.AddDays(-30)
        Package   = [datetime]::new(2008, 8, 4)
    }
    foreach ($name in $dates.Keys) {
        $text = $dates[$name].ToString('yyyy-MM-dd', [cultureinfo]::InvariantCulture)
        if ($text.StartsWith($Word.Trim('''"'), [System.StringComparison]::Ordinal)) {
            [System.Management.Automation.CompletionResult]::new($text, $text, 'ParameterValue', $words[$name])
        }
    }
}
