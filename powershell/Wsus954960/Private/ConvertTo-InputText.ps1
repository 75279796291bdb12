function ConvertTo-InputText {
    <#
    .SYNOPSIS
    Makes a JSON string, for a request, from an item of the pipeline: a text as it is, and an object as its JSON text.
    .DESCRIPTION
    An object from which no JSON text can be made becomes an error record of the cmdlet and an empty text, so that the numbers of the others
    stay.
    .PARAMETER Number
    The item's place in the pipeline, from 1.
    #>
    [OutputType([string])]
    param(
        [Parameter(Mandatory)][System.Management.Automation.PSCmdlet]$Cmdlet,
        [Parameter(Mandatory)][AllowNull()][AllowEmptyString()][object]$Item,
        [Parameter(Mandatory)][int]$Number
    )

    $text = "$Item"
    if ($Item -isnot [string]) {
        $attempt = Invoke-Attempt -ScriptBlock { ConvertTo-DocumentJson -Object $Item }
        $text = if ($null -eq $attempt.Problem) { $attempt.Value } else { '' }
        if ($null -ne $attempt.Problem) {
            $words = (Get-Word).Error
            $message = $words.UnreadableInput -f $Number, $attempt.Problem.Exception.GetBaseException().Message
            $document = [pscustomobject]@{ code = 'unreadableDocument'; message = $message; path = $null }
            $Cmdlet.WriteError((ConvertTo-ErrorRecord -Document $document -Target ($words.Input -f $Number)))
        }
    }
    ConvertTo-JsonString -Text $text
}
