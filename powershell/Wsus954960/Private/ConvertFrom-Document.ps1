function ConvertFrom-Document {
    <#
    .SYNOPSIS
    Makes an object from a document's JSON text. Its properties are the document's; times are text in every PowerShell.
    #>
    [OutputType([psobject])]
    param([Parameter(Mandatory)][string]$Json)

    $parameters = @{ InputObject = $Json }
    if ($script:HasDateKind) {
        $parameters.DateKind = 'String'
    }
    $document = ConvertFrom-Json @parameters
    if ($script:MakesDates) {
        Restore-TimeText -Object $document
    }
    Add-TypeName -Object $document -Name $document.kind
    $document
}

function Get-DocumentKind {
    <#
    .SYNOPSIS
    Returns the kind of a document from its JSON text, without making an object from it. Returns nothing if the kind can't be told.
    #>
    [OutputType([string])]
    param([Parameter(Mandatory)][string]$Json)

    if ($Json -match '^\s*\{\s*"schemaVersion"\s*:\s*\d+\s*,\s*"kind"\s*:\s*"(\w+)"') {
        $Matches[1]
    }
    elseif ($Json -match '"kind"\s*:\s*"error"') {
        # Other programs may write the properties in another order. The kind of one of its errors is not the document's own.
        $attempt = Invoke-Attempt -ScriptBlock { ConvertFrom-Document -Json $Json }
        if ($null -eq $attempt.Problem) { $attempt.Value.kind }
    }
}

function Get-DocumentSubject {
    <#
    .SYNOPSIS
    Returns what a document is about, from its JSON text, even if no object can be made from that: the machine's name, the path or the
    client.
    .DESCRIPTION
    A quotation mark in a string has a backslash before it, so no string's content looks like a property.
    #>
    [OutputType([string])]
    param([Parameter(Mandatory)][string]$Json)

    $string = '"((?:[^"\\]|\\.)*)"'
    $between = '(?:[^"{}]|"(?:[^"\\]|\\.)*")*?'
    foreach ($pattern in "(?<!\\)""target""\s*:\s*\{$between""name""\s*:\s*$string", "(?<!\\)""path""\s*:\s*$string", "(?<!\\)""client""\s*:\s*$string") {
        if ($Json -match $pattern) {
            # The escapes of JSON are among those of regular expressions.
            return [regex]::Unescape($Matches[1])
        }
    }
}

# PowerShell 7.5 and later can leave times alone; 6.0 to 7.4 turn them into dates; Windows PowerShell does not.
$script:HasDateKind = $PSVersionTable.PSVersion -ge [version]'7.5'
$script:MakesDates = $PSVersionTable.PSVersion -ge [version]'6.0' -and -not $script:HasDateKind

function Restore-TimeText {
    <#
    .SYNOPSIS
    Turns the dates that ConvertFrom-Json made from times back into text.
    #>
    param([AllowNull()][object]$Object)

    if ($Object -is [object[]]) {
        foreach ($item in $Object) { Restore-TimeText -Object $item }
    }
    elseif ($Object -is [System.Management.Automation.PSCustomObject]) {
        foreach ($property in $Object.PSObject.Properties) {
            if ($property.Value -is [datetime]) {
                $property.Value = $property.Value.ToString('yyyy-MM-ddTHH:mm:ss.fffK', [cultureinfo]::InvariantCulture)
            }
            else {
                Restore-TimeText -Object $property.Value
            }
        }
    }
}

$script:TypeNames = @{
    assessment     = 'Wsus954960.Assessment'
    target         = 'Wsus954960.Target'
    reason         = 'Wsus954960.Reason'
    wsusSetup      = 'Wsus954960.WsusSetup'
    office2003     = 'Wsus954960.Office2003'
    correlation    = 'Wsus954960.Correlation'
    remedy         = 'Wsus954960.Remedy'
    version        = 'Wsus954960.Version'
    clientLog      = 'Wsus954960.ClientLog'
    clientIncident = 'Wsus954960.ClientIncident'
    counts         = 'Wsus954960.Counts'
    serverLog      = 'Wsus954960.ServerLog'
    serverIncident = 'Wsus954960.ServerIncident'
    serverFault    = 'Wsus954960.ServerFault'
    join           = 'Wsus954960.Join'
    delivery       = 'Wsus954960.Delivery'
    progress       = 'Wsus954960.Progress'
    error          = 'Wsus954960.Error'
}

function Add-TypeName {
    <#
    .SYNOPSIS
    Names the types of a document and of its contents, for which the module has views.
    #>
    param(
        [Parameter(Mandatory)][psobject]$Object,
        [Parameter(Mandatory)][string]$Name
    )

    $Object.PSObject.TypeNames.Insert(0, $script:TypeNames[$Name])
    $parts = $script:TypedParts[$Name]
    if ($null -eq $parts) { return }
    foreach ($part in $parts.GetEnumerator()) {
        $property = $Object.PSObject.Properties[$part.Key]
        if ($null -eq $property) { continue }
        foreach ($value in $property.Value) {
            if ($value -is [System.Management.Automation.PSCustomObject]) { Add-TypeName -Object $value -Name $part.Value }
        }
    }
}

# What is in a document, and its type.
$script:TypedParts = @{
    assessment = @{
        target       = 'target'
        reasons      = 'reason'
        wsusSetup    = 'wsusSetup'
        version      = 'version'
        office2003   = 'office2003'
        clientLogs   = 'clientLog'
        serverLogs   = 'serverLog'
        correlations = 'correlation'
        remediation  = 'remedy'
        errors       = 'error'
    }
    clientLog  = @{ incidents = 'clientIncident'; otherFailures = 'counts' }
    serverLog  = @{ incidents = 'serverIncident'; faults = 'serverFault' }
    join       = @{ correlations = 'correlation' }
    delivery   = @{ error = 'error' }
}
