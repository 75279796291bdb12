function Resolve-ComputerName {
    <#
    .SYNOPSIS
    Returns the names of computers that were given. An object from the pipeline that is not text gives its property Name.
    #>
    [OutputType([string])]
    param(
        [AllowNull()][AllowEmptyString()][AllowEmptyCollection()][string[]]$Name,
        [AllowNull()][object]$InputObject
    )

    # PowerShell made a text of the whole object where it has no property of the parameter's names.
    $isWhole = $null -ne $InputObject -and $InputObject -isnot [string] -and "$Name" -eq "$InputObject"
    if ($isWhole -and $InputObject.PSObject.Properties['Name']) { "$($InputObject.Name)" } else { $Name }
}

function Write-NoComputer {
    <#
    .SYNOPSIS
    Writes the error record for what names no computer.
    #>
    param([System.Management.Automation.PSCmdlet]$Cmdlet, [string]$Given)

    $message = (Get-Word).Error.NoComputer -f $Given
    $document = [pscustomobject]@{ code = 'invalidArgument'; path = $Given; message = $message }
    $Cmdlet.WriteError((ConvertTo-ErrorRecord -Document $document))
}
