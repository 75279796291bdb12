function ConvertTo-Option {
    <#
    .SYNOPSIS
    Returns the library's options for the bound parameters that are options, with More added.
    #>
    [OutputType([hashtable])]
    param(
        [Parameter(Mandatory)][System.Collections.IDictionary]$BoundParameters,
        [hashtable]$More = @{}
    )

    if ($null -ne $BoundParameters['Since']) { $More.since = ConvertTo-TimeText -Time $BoundParameters['Since'] }
    if ($null -ne $BoundParameters['MaxIncidents']) { $More.maxIncidents = $BoundParameters['MaxIncidents'] }
    if ($BoundParameters['FollowLinks']) { $More.followLinks = $true }
    $More
}

function ConvertTo-TimeText {
    <#
    .SYNOPSIS
    Returns a time as the library takes it. It is a DateTime, a DateTimeOffset, or a text that PowerShell would take for a DateTime.
    #>
    [OutputType([string])]
    param([Parameter(Mandatory)][object]$Time)

    # A DateTime of unspecified kind stays without an offset: it is compared with each log's own clock.
    $moment = if ($Time -is [System.DateTimeOffset] -or $Time -is [datetime]) { $Time }
    else { [datetime]::Parse($Time, [cultureinfo]::InvariantCulture) }
    $moment.ToString('yyyy-MM-ddTHH:mm:ss.fffffffK', [cultureinfo]::InvariantCulture)
}

function Test-Time {
    <#
    .SYNOPSIS
    Returns that the value is a time, or else throws a sentence about it for the error of the parameter.
    #>
    [OutputType([bool])]
    param([AllowNull()][object]$Value)

    $attempt = Invoke-Attempt -ScriptBlock { ConvertTo-TimeText -Time $Value }
    if ($null -ne $attempt.Problem) { throw ((Get-Word).Error.NoTime -f $Value) }
    $true
}
