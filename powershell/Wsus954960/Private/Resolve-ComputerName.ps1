function Resolve-ComputerName {
    <#
    .SYNOPSIS
    Returns the names of the given computers. An object from the pipeline that is not text counts by its property Name.
    #>
    [OutputType([string])]
    param(
        [AllowNull()][AllowEmptyString()][AllowEmptyCollection()][string[]]$Name,
        [AllowNull()][object]$InputObject
    )

    # PowerShell turned the whole object into text if it has nothing that the parameter is named after.
    $isWhole = $null -ne $InputObject -and $InputObject -isnot [string] -and "$Name" -eq "$InputObject"
    if ($isWhole -and $InputObject.PSObject.Members['Name']) { "$($InputObject.Name)" } else { $Name }
}

function Write-NoComputer {
    <#
    .SYNOPSIS
    Writes the error record for an input that is not a computer.
    #>
    param([System.Management.Automation.PSCmdlet]$Cmdlet, [string]$Given)

    $message = (Get-Word).Error.NoComputer -f $Given
    $document = [pscustomobject]@{ code = 'invalidArgument'; path = $Given; message = $message }
    $Cmdlet.WriteError((ConvertTo-ErrorRecord -Document $document))
}
