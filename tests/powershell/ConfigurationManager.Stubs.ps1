# Stand-ins for cmdlets of the ConfigurationManager module, with exactly the parameters that Microsoft documents for them
# (https://learn.microsoft.com/powershell/module/configurationmanager/). They keep a site in $site and list the calls that change it.
$site = @{ Items = @(); Settings = @(); Baselines = @(); Members = @(); Collections = @(); Rules = @(); Calls = @() }

function New-CMConfigurationItem {
    [CmdletBinding(DefaultParameterSetName = 'NewChild', SupportsShouldProcess)]
    param(
        [Parameter(Mandatory)][Alias('LocalizedDisplayName')][string]$Name,
        [Alias('LocalizedDescription')][string]$Description,
        [Alias('LocalizedCategoryInstanceNames')][string[]]$Category,
        [Parameter(Mandatory, ValueFromPipeline, ParameterSetName = 'NewChild')][object]$ParentConfigurationItem,
        [Parameter(Mandatory, ParameterSetName = 'New')][ValidateSet('None', 'WindowsApplication', 'WindowsOS', 'MacOS', 'MobileDevice')][string]$CreationType,
        [switch]$DisableWildcardHandling, [switch]$ForceWildcardHandling
    )
    $site.Calls += $PSCmdlet.MyInvocation.MyCommand.Name
    $item = [pscustomobject]@{ CI_ID = 16777568 + $site.Items.Count; LocalizedDisplayName = $Name; CreationType = $CreationType; LocalizedDescription = $Description }
    $site.Items += $item
    $item
}

function Get-CMConfigurationItem {
    [CmdletBinding(DefaultParameterSetName = 'SearchByName')]
    param(
        [Parameter(Position = 0, ParameterSetName = 'SearchByName')][Alias('LocalizedDisplayName')][string]$Name,
        [Parameter(Mandatory, Position = 0, ParameterSetName = 'SearchByIdMandatory')][Alias('CIId', 'CI_ID')][int]$Id,
        [switch]$Fast, [switch]$DisableWildcardHandling, [switch]$ForceWildcardHandling
    )
    $site.Items | Where-Object { $_.LocalizedDisplayName -eq $Name }
}

function Get-CMComplianceSetting {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, Position = 0, ParameterSetName = 'ById')][int]$Id,
        [Parameter(Mandatory, ValueFromPipeline, ParameterSetName = 'ByValue')][object]$InputObject,
        [Parameter(Mandatory, Position = 0, ParameterSetName = 'ByName')][Alias('LocalizedDisplayName')][string]$Name,
        [string]$SettingName, [switch]$DisableWildcardHandling, [switch]$ForceWildcardHandling
    )
    $site.Settings | Where-Object { $_.ItemId -eq $InputObject.CI_ID -and $_.Name -eq $SettingName }
}

function Add-CMComplianceSettingScript {
    [CmdletBinding(DefaultParameterSetName = 'EmptyRule', SupportsShouldProcess)]
    param(
        [Parameter(Mandatory)][ValidateSet('String', 'DateTime', 'Integer', 'FloatingPoint', 'Version', 'Boolean')][string]$DataType,
        [string]$DiscoveryScriptFile,
        [Parameter(Mandatory)][ValidateSet('PowerShell', 'VBScript', 'JScript', 'ShellScript')][string]$DiscoveryScriptLanguage,
        [string]$DiscoveryScriptText, [switch]$Is64Bit, [switch]$IsPerUser, [switch]$Remediate, [string]$RemediationScriptFile,
        [ValidateSet('PowerShell', 'VBScript', 'JScript', 'ShellScript')][string]$RemediationScriptLanguage,
        [string]$RemediationScriptText, [string]$Description,
        [Parameter(Mandatory, ValueFromPipeline)][object]$InputObject,
        [Parameter(Mandatory)][Alias('SettingName')][string]$Name,
        [Parameter(ParameterSetName = 'EmptyRule')][Alias('NoRules')][switch]$NoRule,
        [Parameter(Mandatory, ParameterSetName = 'ExistentialRule')][ValidateSet('MustExist', 'MustNotExist', 'Occurs')][string]$Existence,
        [Parameter(Mandatory, ParameterSetName = 'ExistentialRule')][switch]$ExistentialRule,
        [Parameter(ParameterSetName = 'ExistentialRule')][Parameter(Mandatory, ParameterSetName = 'ValueRule')]
        [Alias('ExpectedValues', 'ExpectedCount', 'ExpectedCounts')][string[]]$ExpectedValue,
        [Parameter(ParameterSetName = 'ExistentialRule')][Parameter(Mandatory, ParameterSetName = 'ValueRule')]
        [ValidateSet('And', 'Or', 'Other', 'IsEquals', 'NotEquals', 'GreaterThan', 'LessThan', 'Between', 'NotBetween', 'GreaterEquals', 'LessEquals', 'BeginsWith',
            'NotBeginsWith', 'EndsWith', 'NotEndsWith', 'Contains', 'NotContains', 'AllOf', 'OneOf', 'NoneOf', 'SetEquals', 'SubsetOf', 'ExcludesAll')]
        [string]$ExpressionOperator,
        [Parameter(ParameterSetName = 'ExistentialRule')][Parameter(ParameterSetName = 'ValueRule')]
        [ValidateSet('None', 'Informational', 'Warning', 'Critical', 'CriticalWithEvent')][string]$NoncomplianceSeverity,
        [Parameter(ParameterSetName = 'ValueRule')][switch]$ReportNoncompliance,
        [Parameter(ParameterSetName = 'ExistentialRule')][Parameter(ParameterSetName = 'ValueRule')][string]$RuleDescription,
        [Parameter(Mandatory, ParameterSetName = 'ExistentialRule')][Parameter(Mandatory, ParameterSetName = 'ValueRule')][string]$RuleName,
        [Parameter(Mandatory, ParameterSetName = 'ValueRule')][switch]$ValueRule,
        [switch]$PassThru, [switch]$DisableWildcardHandling, [switch]$ForceWildcardHandling
    )
    $site.Calls += $PSCmdlet.MyInvocation.MyCommand.Name
    $site.Settings += [pscustomobject]@{
        ItemId = $InputObject.CI_ID; Name = $Name; Type = $DataType; Script = $DiscoveryScriptFile; Is64Bit = [bool]$Is64Bit
        Rule = "$ExpressionOperator $($ExpectedValue -join ' ')"
    }
}

function Set-CMComplianceSettingScript {
    [CmdletBinding(SupportsShouldProcess)]
    param(
        [string]$DiscoveryScriptFile,
        [ValidateSet('PowerShell', 'VBScript', 'JScript', 'ShellScript')][string]$DiscoveryScriptLanguage,
        [string]$DiscoveryScriptText, [bool]$Is64Bit, [bool]$IsPerUser, [string]$RemediationScriptFile,
        [ValidateSet('PowerShell', 'VBScript', 'JScript', 'ShellScript')][string]$RemediationScriptLanguage,
        [string]$RemediationScriptText, [switch]$RemoveRemediationScript, [string]$Description,
        [Parameter(Mandatory, ValueFromPipeline)][object]$InputObject,
        [Parameter(Mandatory)][Alias('Name')][string]$SettingName,
        [Alias('NewName')][string]$NewSettingName,
        [switch]$PassThru, [switch]$DisableWildcardHandling, [switch]$ForceWildcardHandling
    )
    $site.Calls += $PSCmdlet.MyInvocation.MyCommand.Name
}

function New-CMBaseline {
    [CmdletBinding(SupportsShouldProcess)]
    param(
        [switch]$AllowComanagedClients,
        [Alias('LocalizedCategoryInstanceNames')][string[]]$Category,
        [Alias('LocalizedDescription')][string]$Description,
        [Parameter(Mandatory)][Alias('LocalizedDisplayName')][string]$Name,
        [switch]$DisableWildcardHandling, [switch]$ForceWildcardHandling
    )
    $site.Calls += $PSCmdlet.MyInvocation.MyCommand.Name
    $baseline = [pscustomobject]@{ LocalizedDisplayName = $Name; LocalizedDescription = $Description }
    $site.Baselines += $baseline
    $baseline
}

function Get-CMBaseline {
    [CmdletBinding(DefaultParameterSetName = 'SearchByName')]
    param(
        [Parameter(Position = 0, ParameterSetName = 'SearchByName')][Alias('LocalizedDisplayName')][string]$Name,
        [Parameter(Mandatory, Position = 0, ParameterSetName = 'SearchByIdMandatory')][Alias('CIId', 'CI_ID')][int]$Id,
        [Parameter(Mandatory, ParameterSetName = 'SearchByParentBaselineIdMandatory')][int]$ParentBaselineId,
        [Parameter(Mandatory, ParameterSetName = 'SearchByParentBaselineNameMandatory')][string]$ParentBaselineName,
        [Parameter(Mandatory, Position = 0, ValueFromPipeline, ParameterSetName = 'SearchByParentBaseline')][object]$ParentBaseline,
        [switch]$DisableWildcardHandling, [switch]$ForceWildcardHandling
    )
    if ($ParentBaselineName) { $site.Members | Where-Object { $_.Baseline -eq $ParentBaselineName } | ForEach-Object { $id = $_.ItemId; $site.Items | Where-Object { $_.CI_ID -eq $id } } }
    else { $site.Baselines | Where-Object { $_.LocalizedDisplayName -eq $Name } }
}

function Set-CMBaseline {
    [CmdletBinding(DefaultParameterSetName = 'SetByIdMandatory', SupportsShouldProcess)]
    param(
        [Alias('AddBaselines')][string[]]$AddBaseline, [string[]]$AddCategory,
        [Alias('AddOptionalConfigurationItems')][string[]]$AddOptionalConfigurationItem,
        [Alias('AddOSConfigurationItems')][string[]]$AddOSConfigurationItem,
        [Alias('AddProhibitedConfigurationItems')][string[]]$AddProhibitedConfigurationItem,
        [Alias('AddRequiredConfigurationItems')][string[]]$AddRequiredConfigurationItem,
        [Alias('AddSoftwareUpdates')][string[]]$AddSoftwareUpdate,
        [bool]$AllowComanagedClients, [switch]$ClearBaseline, [switch]$ClearOptionalConfigurationItem, [switch]$ClearOSConfigurationItem,
        [switch]$ClearProhibitedConfigurationItem, [switch]$ClearRequiredConfigurationItem, [switch]$ClearSoftwareUpdate,
        [Alias('LocalizedDescription')][string]$Description, [string]$DesiredConfigurationDigestPath,
        [Parameter(Mandatory, ParameterSetName = 'SetByIdMandatory')][Alias('CIId', 'CI_ID')][int]$Id,
        [Parameter(Mandatory, ParameterSetName = 'SetByNameMandatory')][Alias('LocalizedDisplayName')][string]$Name,
        [Parameter(Mandatory, ValueFromPipeline, ParameterSetName = 'SetByValueMandatory')][object]$InputObject,
        [string]$NewName, [switch]$PassThru,
        [Alias('RemoveBaselines')][string[]]$RemoveBaseline, [string[]]$RemoveCategory,
        [Alias('RemoveOptionalConfigurationItems')][string[]]$RemoveOptionalConfigurationItem,
        [Alias('RemoveOSConfigurationItems')][string[]]$RemoveOSConfigurationItem,
        [Alias('RemoveProhibitedConfigurationItems')][string[]]$RemoveProhibitedConfigurationItem,
        [Alias('RemoveRequiredConfigurationItems')][string[]]$RemoveRequiredConfigurationItem,
        [Alias('RemoveSoftwareUpdates')][string[]]$RemoveSoftwareUpdate,
        [switch]$DisableWildcardHandling, [switch]$ForceWildcardHandling
    )
    $site.Calls += $PSCmdlet.MyInvocation.MyCommand.Name
    foreach ($item in $AddOSConfigurationItem) { $site.Members += [pscustomobject]@{ Baseline = $Name; ItemId = [int]$item } }
}

function Get-CMDeviceCollection {
    [CmdletBinding(DefaultParameterSetName = 'ByName')]
    param(
        [Parameter(ParameterSetName = 'ByName')][string]$Name,
        [Parameter(Mandatory, ParameterSetName = 'ById')][Alias('CollectionId')][string]$Id,
        [Parameter(Mandatory, ParameterSetName = 'ByDPGroupName')][string]$DistributionPointGroupName,
        [Parameter(Mandatory, ParameterSetName = 'ByDPGroupId')][string]$DistributionPointGroupId,
        [Parameter(Mandatory, ParameterSetName = 'ByDPGroup')][object]$DistributionPointGroup
    )
    $site.Collections | Where-Object { $_.Name -eq $Name }
}

function New-CMDeviceCollection {
    [CmdletBinding(DefaultParameterSetName = 'ByName', SupportsShouldProcess)]
    param(
        [string]$Comment,
        [Parameter(Mandatory, ParameterSetName = 'ByName')][string]$LimitingCollectionName,
        [Parameter(Mandatory, ValueFromPipeline, ParameterSetName = 'ByValue')][Alias('LimitingCollection')][object]$InputObject,
        [Parameter(Mandatory, ParameterSetName = 'ById')][string]$LimitingCollectionId,
        [Parameter(Mandatory)][string]$Name, [object]$RefreshSchedule,
        [ValidateSet('None', 'Manual', 'Periodic', 'Continuous', 'Both')][string]$RefreshType
    )
    $site.Calls += $PSCmdlet.MyInvocation.MyCommand.Name
    $collection = [pscustomobject]@{ Name = $Name; LimitToCollectionName = $LimitingCollectionName }
    $site.Collections += $collection
    $collection
}

function Get-CMDeviceCollectionQueryMembershipRule {
    [CmdletBinding(DefaultParameterSetName = 'ByName')]
    param(
        [Parameter(Mandatory, ParameterSetName = 'ByName')][Alias('Name')][string]$CollectionName,
        [Parameter(Mandatory, ParameterSetName = 'ById')][Alias('Id')][string]$CollectionId,
        [Parameter(Mandatory, ValueFromPipeline, ParameterSetName = 'ByValue')][Alias('Collection')][object]$InputObject,
        [string]$RuleName
    )
    $site.Rules | Where-Object { $_.Collection -eq $CollectionName -and $_.Name -eq $RuleName }
}

function Add-CMDeviceCollectionQueryMembershipRule {
    [CmdletBinding(DefaultParameterSetName = 'ByCollectionId', SupportsShouldProcess)]
    param(
        [Parameter(Mandatory, ParameterSetName = 'ByCollectionId')][string]$CollectionId,
        [Parameter(Mandatory, ParameterSetName = 'ByCollectionName')][string]$CollectionName,
        [Parameter(Mandatory, ValueFromPipeline, ParameterSetName = 'ByCollectionValue')][Alias('Collection')][object]$InputObject,
        [switch]$PassThru,
        [Parameter(Mandatory)][string]$QueryExpression,
        [Parameter(Mandatory)][string]$RuleName,
        [switch]$ValidateQueryHasResult, [switch]$DisableWildcardHandling, [switch]$ForceWildcardHandling
    )
    $site.Calls += $PSCmdlet.MyInvocation.MyCommand.Name
    $site.Rules += [pscustomobject]@{ Collection = $CollectionName; Name = $RuleName; Query = $QueryExpression }
}

function New-CMBaselineDeployment {
    [CmdletBinding(DefaultParameterSetName = 'SearchByValueMandatory', SupportsShouldProcess)]
    param(
        [bool]$EnableEnforcement, [bool]$GenerateAlert,
        [Parameter(Mandatory, Position = 0, ValueFromPipeline, ParameterSetName = 'SearchByValueMandatory')][Alias('Baseline')][object]$InputObject,
        [Parameter(Mandatory, Position = 0, ParameterSetName = 'SearchByIdMandatory')][Alias('CIId', 'CI_ID', 'BaselineId')][int]$Id,
        [bool]$MonitoredByScom,
        [Parameter(Mandatory, Position = 0, ParameterSetName = 'SearchByNameMandatory')][Alias('LocalizedDisplayName', 'BaselineName')][string]$Name,
        [bool]$OverrideServiceWindow, [int]$ParameterValue, [datetime]$PostponeDateTime, [object]$Schedule,
        [object]$Collection, [string]$CollectionId, [string]$CollectionName,
        [switch]$DisableWildcardHandling, [switch]$ForceWildcardHandling
    )
    $site.Calls += $PSCmdlet.MyInvocation.MyCommand.Name
}
