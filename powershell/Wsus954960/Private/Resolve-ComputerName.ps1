function Resolve-ComputerName {
    <#
    .SYNOPSIS
    Returns the names of the computers that were given as text or as an object from the pipeline: without blanks around them, and none for
    an empty line or an object that names no computer.
    .PARAMETER Name
    The names that PowerShell has made of the input.
    .PARAMETER InputObject
    The object from the pipeline.
    #>
    [OutputType([string])]
    param(
        [AllowNull()][AllowEmptyString()][AllowEmptyCollection()][string[]]$Name,
        [AllowNull()][object]$InputObject
    )

    # PowerShell turns an object into text if none of its members has a name of the parameter, and takes a member even if it is empty.
    $isText = $null -eq $InputObject -or $InputObject -is [string] -or $InputObject -is [System.Net.IPAddress]
    $texts = if ($isText) { $Name } else { Get-NamingValue -InputObject $InputObject }
    foreach ($text in $texts) {
        if ($text -match '\S') { $text -replace '^\s+|\s+$' }
    }
}

# Where objects have a computer's name, the best first. They are aliases of the parameter, except Name, which folders have too.
$script:NameColumns = 'ComputerName', 'DNSHostName', 'CN', 'MachineName', 'HostName', 'Computer', 'Server', 'Name'

function Get-NamingValue {
    <#
    .SYNOPSIS
    Returns the names in the first property for a computer's name in which there are any.
    #>
    [OutputType([string])]
    param([Parameter(Mandatory)][object]$InputObject)

    foreach ($column in $script:NameColumns) {
        $member = $InputObject.PSObject.Members[$column]
        if ($null -ne $member) {
            $texts = @(foreach ($value in $member.Value) { "$value" }) -match '\S'
            if ($texts.Count -gt 0) { return $texts }
        }
    }
}

function Test-ComputerForm {
    <#
    .SYNOPSIS
    Returns whether a text from the pipeline is a computer: it is one unless it has a backslash, a slash or a colon, like paths. Two forms of
    names have them: IPv6 addresses and \\PC17.
    #>
    [OutputType([bool])]
    param([Parameter(Mandatory)][string]$Text)

    $Text -notmatch '[\\/:]' -or $Text -match '^\\\\[^\\/:?.][^\\/:]*\\?$' -or $Text -match '^\[?[0-9a-f.]*:[0-9a-f.]*:[0-9a-f:.]*(%[\w-]+)?\]?$'
}

function Write-NoComputer {
    <#
    .SYNOPSIS
    Writes the error record for an input that is not a computer.
    #>
    param([System.Management.Automation.PSCmdlet]$Cmdlet, [string]$Given)

    $message = (Get-Word).Error.NoComputer -f $Given, ($script:NameColumns -join ', ')
    $document = [pscustomobject]@{ code = 'invalidArgument'; path = $Given; message = $message }
    $Cmdlet.WriteError((ConvertTo-ErrorRecord -Document $document))
}
