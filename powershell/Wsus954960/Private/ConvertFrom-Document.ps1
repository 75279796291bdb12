function ConvertFrom-Document {
    <#
    .SYNOPSIS
    Makes an object from a document's JSON text. Its fields are the document's; times are text in every PowerShell.
    #>
    [OutputType([psobject])]
    param([Parameter(Mandatory)][string]$Json)

    if ($null -eq $script:HasDateKind) { Initialize-DocumentReader }
    $parameters = @{ InputObject = $Json }
    if ($script:HasDateKind) {
        $parameters.DateKind = 'String'
    }
    $document = ConvertFrom-Json @parameters
    if ($Json -cmatch $script:AddedKey) {
        Remove-AddedProperty -Object $document
    }
    Set-TypeName -Object $document -Name $document.kind
    $document
}

# The keys of documents begin with a small letter. ConvertTo-Json also writes what Wsus954960.types.ps1xml adds, whose names begin with a capital.
$script:AddedKey = '[{,]\s*"[A-Z]\w*"\s*:'

function Remove-AddedProperty {
    <#
    .SYNOPSIS
    Removes the flat fields from a document that ConvertTo-Json wrote: its type computes them anew, in the user's language.
    #>
    param([AllowNull()][object]$Object)

    if ($Object -is [object[]]) {
        foreach ($item in $Object) { Remove-AddedProperty -Object $item }
    }
    elseif ($Object -is [System.Management.Automation.PSCustomObject]) {
        foreach ($member in @($Object.PSObject.Members.Match('*', 'NoteProperty'))) {
            if ($member.Name -cmatch '^[A-Z]') { $Object.PSObject.Members.Remove($member.Name) }
            else { Remove-AddedProperty -Object $member.Value }
        }
    }
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
        # Other programs may write the fields in another order. The kind of one of its errors is not the document's own.
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
$script:HasDateKind = $null
$script:MakesDates = $null

function Restore-TimeText {
    <#
    .SYNOPSIS
    Turns the dates that ConvertFrom-Json made from a document's times back into text.
    #>
    param([Parameter(Mandatory)][psobject]$Object, [string[]]$Name)

    foreach ($field in $Name) {
        $member = $Object.PSObject.Members[$field]
        if ($null -ne $member -and $member.Value -is [datetime]) {
            $member.Value = $member.Value.ToString('yyyy-MM-ddTHH:mm:ss.fffK', [cultureinfo]::InvariantCulture)
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
    otherFailure   = 'Wsus954960.OtherFailure'
    otherFault     = 'Wsus954960.OtherFault'
    join           = 'Wsus954960.Join'
    delivery       = 'Wsus954960.Delivery'
    progress       = 'Wsus954960.Progress'
    error          = 'Wsus954960.Error'
}

function Set-TypeName {
    <#
    .SYNOPSIS
    Names the types of a document and of its contents, for which the module has views, and keeps their times text.
    .DESCRIPTION
    A log may have thousands of incidents: each is visited once, and nothing is called for it that it does not need.
    #>
    param([object]$Object, [string]$Name)

    $type = $script:TypeNames[$Name]
    $parts = $script:TypedParts[$Name]
    $times = if ($script:MakesDates) { $script:TimeFields[$Name] }
    foreach ($item in $Object) {
        if ($item -isnot [System.Management.Automation.PSCustomObject]) { continue }
        $item.PSObject.TypeNames.Insert(0, $type)
        if ($null -ne $times) { Restore-TimeText -Object $item -Name $times }
        if ($null -eq $parts) { continue }
        foreach ($part in $parts.GetEnumerator()) {
            $member = $item.PSObject.Members[$part.Key]
            if ($null -ne $member) { Set-TypeName -Object $member.Value -Name $part.Value }
        }
    }
}

# Where documents have times.
$script:TimeFields = @{
    assessment     = , 'assessedAt'
    clientLog      = 'firstTime', 'lastTime'
    serverLog      = 'firstTime', 'lastTime'
    join           = 'firstTime', 'lastTime'
    clientIncident = , 'time'
    serverIncident = , 'time'
    serverFault    = , 'time'
    otherFailure   = 'firstTime', 'lastTime'
    otherFault     = 'firstTime', 'lastTime'
    correlation    = 'clientTime', 'serverTime'
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
    clientLog  = @{ incidents = 'clientIncident'; otherFailures = 'counts'; otherFailureDetails = 'otherFailure' }
    serverLog  = @{ incidents = 'serverIncident'; otherFaultDetails = 'otherFault'; faults = 'serverFault' }
    join       = @{ correlations = 'correlation' }
    delivery   = @{ error = 'error' }
}
