<#
.SYNOPSIS
Makes a configuration item, a baseline and a collection for wsus954960 in Configuration Manager.
.DESCRIPTION
Run it in a PowerShell session of the Configuration Manager console, on the site's drive. What is there already stays as it is, so it may
run again. It deploys nothing: that is the next step, of which its output has the command. Discovery.ps1 and NotCompliant.wql lie beside it.
.PARAMETER Name
The name of the configuration item and of the baseline. The collection is called '<name>: not compliant'.
.PARAMETER LimitingCollectionName
The collection to which the new collection is limited.
.PARAMETER UpdateScript
Gives the configuration item Discovery.ps1 as it is now.
.EXAMPLE
./New-Baseline.ps1 -WhatIf

Says what it would make.
.EXAMPLE
./New-Baseline.ps1 -LimitingCollectionName 'All Servers'
.OUTPUTS
An object with the names of what there is, and NextStep.
#>
[CmdletBinding(SupportsShouldProcess)]
[OutputType([psobject])]
param(
    # A quotation mark would end the name in the query, and the cmdlets would take the others as wildcards.
    [ValidatePattern('^[^''*?\[\]]+$')]
    [string]$Name = 'WSUS advisory 954960',
    [string]$LimitingCollectionName = 'All Systems',
    [switch]$UpdateScript
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

if (-not (Get-Command -Name New-CMConfigurationItem -ErrorAction SilentlyContinue)) {
    throw 'The cmdlets of Configuration Manager are not here. Start PowerShell from its console (Connect via Windows PowerShell) and run this script on the site''s drive.'
}
$discovery = [System.IO.Path]::Combine($PSScriptRoot, 'Discovery.ps1')
if ([System.IO.File]::ReadAllText($discovery).Contains('\\SERVER\SHARE\')) {
    throw "${discovery}: write at its top where the command is."
}
$setting = 'Verdict'
$collection = "${Name}: not compliant"

$item = Get-CMConfigurationItem -Name $Name -Fast
if (-not $item -and $PSCmdlet.ShouldProcess($Name, 'New-CMConfigurationItem')) {
    $item = New-CMConfigurationItem -CreationType WindowsOS -Name $Name -Description 'The verdict of wsus954960 on Microsoft Security Advisory 954960.'
}
if (-not $item -or -not (Get-CMComplianceSetting -InputObject $item -SettingName $setting)) {
    if ($PSCmdlet.ShouldProcess("${Name}: $setting", 'Add-CMComplianceSettingScript')) {
        Add-CMComplianceSettingScript -InputObject $item -Name $setting -DataType String -Is64Bit `
            -DiscoveryScriptLanguage PowerShell -DiscoveryScriptFile $discovery `
            -ValueRule -RuleName 'Compliant' -ExpressionOperator OneOf -ExpectedValue 'fixed', 'notAffected', 'clear' `
            -NoncomplianceSeverity Warning -ReportNoncompliance
    }
}
elseif ($UpdateScript -and $PSCmdlet.ShouldProcess("${Name}: $setting", 'Set-CMComplianceSettingScript')) {
    Set-CMComplianceSettingScript -InputObject $item -SettingName $setting -DiscoveryScriptLanguage PowerShell -DiscoveryScriptFile $discovery
}

$baseline = Get-CMBaseline -Name $Name
if (-not $baseline -and $PSCmdlet.ShouldProcess($Name, 'New-CMBaseline')) {
    $baseline = New-CMBaseline -Name $Name -Description 'Whether computers are hit by Microsoft Security Advisory 954960.'
}
$members = if ($baseline) { Get-CMBaseline -ParentBaselineName $Name }
if (-not ($members | Where-Object { $_.LocalizedDisplayName -eq $Name }) -and $PSCmdlet.ShouldProcess($Name, 'Set-CMBaseline')) {
    Set-CMBaseline -Name $Name -AddOSConfigurationItem $item.CI_ID
}

if (-not (Get-CMDeviceCollection -Name $collection) -and $PSCmdlet.ShouldProcess($collection, 'New-CMDeviceCollection')) {
    $null = New-CMDeviceCollection -Name $collection -LimitingCollectionName $LimitingCollectionName
}
$rules = if (Get-CMDeviceCollection -Name $collection) { Get-CMDeviceCollectionQueryMembershipRule -CollectionName $collection -RuleName $setting }
if (-not $rules -and $PSCmdlet.ShouldProcess($collection, 'Add-CMDeviceCollectionQueryMembershipRule')) {
    $query = [System.IO.File]::ReadAllText([System.IO.Path]::Combine($PSScriptRoot, 'NotCompliant.wql')) -replace '\s+', ' '
    Add-CMDeviceCollectionQueryMembershipRule -CollectionName $collection -RuleName $setting -QueryExpression $query.Replace('WSUS advisory 954960', $Name).Trim()
}

[pscustomobject]@{
    ConfigurationItem = $Name
    Baseline          = $Name
    Collection        = $collection
    NextStep          = "New-CMBaselineDeployment -Name '$Name' -CollectionName 'YOUR PILOT COLLECTION'"
}
