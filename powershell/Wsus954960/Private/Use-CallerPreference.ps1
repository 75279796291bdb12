function Use-CallerPreference {
    <#
    .SYNOPSIS
    Gives the function that calls this one the preferences of its own caller.
    .DESCRIPTION
    A module has variables of its own and sees none of the script or function that calls it, only those of the global scope. What the user
    gives as a parameter is left alone: PowerShell has set the variable by it.
    #>
    param([Parameter(Mandatory)][System.Management.Automation.PSCmdlet]$Cmdlet)

    foreach ($preference in $script:Preferences.GetEnumerator()) {
        if ($Cmdlet.MyInvocation.BoundParameters.ContainsKey($preference.Value)) { continue }
        $value = $Cmdlet.SessionState.PSVariable.GetValue($preference.Key)
        # Windows PowerShell refuses a variable with this value, which a caller has that was itself called with -ErrorAction Ignore.
        if ($value -eq 'Ignore' -and $PSVersionTable.PSVersion.Major -lt 7) { $value = 'SilentlyContinue' }
        # A caller may have removed the variable.
        if ($null -ne $value) { Set-Variable -Name $preference.Key -Value $value -Scope 1 }
    }
}

# The variables, and the parameters that win over them.
$script:Preferences = @{
    ErrorActionPreference = 'ErrorAction'
    ProgressPreference    = 'ProgressAction'
    VerbosePreference     = 'Verbose'
    WarningPreference     = 'WarningAction'
}
