function Use-CallerPreference {
    <#
    .SYNOPSIS
    Gives the function that calls this one the preferences of its own caller.
    .DESCRIPTION
    A module has variables of its own and sees none of the script or function that calls it, only those of the global scope. What the user
    gives as a parameter is left alone: PowerShell has set the variable by it.
    #>
    param([Parameter(Mandatory)][System.Management.Automation.PSCmdlet]$Cmdlet)

    $given = $Cmdlet.MyInvocation.BoundParameters
    foreach ($name in 'ErrorActionPreference', 'ProgressPreference', 'VerbosePreference', 'WarningPreference') {
        if ($given.ContainsKey($script:PreferenceParameters[$name])) { continue }
        $value = "$($Cmdlet.GetVariableValue($name))"
        # Windows PowerShell refuses a variable with this value, which a caller has that was itself called with -ErrorAction Ignore.
        if ($value -eq 'Ignore' -and $PSVersionTable.PSVersion.Major -lt 7) { $value = 'SilentlyContinue' }
        # A caller may have removed the variable. A cmdlet named with its module is found sooner.
        if ($value) { Microsoft.PowerShell.Utility\Set-Variable -Name $name -Value $value -Scope 1 }
    }
}

# The parameters that win over the variables.
$script:PreferenceParameters = @{
    ErrorActionPreference = 'ErrorAction'
    ProgressPreference    = 'ProgressAction'
    VerbosePreference     = 'Verbose'
    WarningPreference     = 'WarningAction'
}
