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

    $options = $More.Clone()
    if ($BoundParameters.ContainsKey('Since')) {
        # A time of unspecified kind stays without an offset: it is compared with each log's own clock.
        $options.since = $BoundParameters.Since.ToString('yyyy-MM-ddTHH:mm:ss.fffffffK', [cultureinfo]::InvariantCulture)
    }
    if ($BoundParameters.ContainsKey('MaxIncidents')) {
        $options.maxIncidents = $BoundParameters.MaxIncidents
    }
    $options
}

function ConvertTo-OptionText {
    <#
    .SYNOPSIS
    Makes the JSON text of the library's options from the bound parameters that are options, with the user's language.
    #>
    [OutputType([string])]
    param([Parameter(Mandatory)][System.Collections.IDictionary]$BoundParameters)

    Add-Language -Json (ConvertTo-Json -Compress -InputObject (ConvertTo-Option -BoundParameters $BoundParameters))
}
