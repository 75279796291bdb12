function ConvertFrom-Document {
    <#
    .SYNOPSIS
    Makes an object of a document's JSON text. Its properties are the document's; times are text in every PowerShell.
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

# PowerShell 7.5 and later can leave times alone; 6.0 to 7.4 make dates of them, Windows PowerShell does not.
$script:HasDateKind = $PSVersionTable.PSVersion -ge [version]'7.5'
$script:MakesDates = $PSVersionTable.PSVersion -ge [version]'6.0' -and -not $script:HasDateKind

function Restore-TimeText {
    <#
    .SYNOPSIS
    Makes texts again of the times that ConvertFrom-Json made dates of.
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
    version        = 'Wsus954960.Version'
    clientLog      = 'Wsus954960.ClientLog'
    clientIncident = 'Wsus954960.ClientIncident'
    serverLog      = 'Wsus954960.ServerLog'
    serverIncident = 'Wsus954960.ServerIncident'
    join           = 'Wsus954960.Join'
    progress       = 'Wsus954960.Progress'
    error          = 'Wsus954960.Error'
}

function Add-TypeName {
    <#
    .SYNOPSIS
    Names the types of a document and of what is in it, for which the module has views.
    #>
    param(
        [Parameter(Mandatory)][psobject]$Object,
        [Parameter(Mandatory)][string]$Name
    )

    $Object.PSObject.TypeNames.Insert(0, $script:TypeNames[$Name])
    switch ($Name) {
        'assessment' {
            if ($null -ne $Object.version) { Add-TypeName -Object $Object.version -Name version }
            foreach ($log in $Object.clientLogs) { Add-TypeName -Object $log -Name clientLog }
            foreach ($log in $Object.serverLogs) { Add-TypeName -Object $log -Name serverLog }
            foreach ($problem in $Object.errors) { Add-TypeName -Object $problem -Name error }
        }
        'clientLog' { foreach ($incident in $Object.incidents) { Add-TypeName -Object $incident -Name clientIncident } }
        'serverLog' { foreach ($incident in $Object.incidents) { Add-TypeName -Object $incident -Name serverIncident } }
    }
}
