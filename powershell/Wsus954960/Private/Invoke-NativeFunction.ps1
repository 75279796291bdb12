function Invoke-NativeFunction {
    <#
    .SYNOPSIS
    Calls a function of the native library and returns the JSON text that it answers with: a document or an error document.
    #>
    [OutputType([string])]
    param(
        [Parameter(Mandatory)][string]$Name,
        [Parameter(Mandatory)][AllowEmptyString()][string[]]$Argument
    )

    $library = Get-NativeLibrary
    # The last parameter is where the function puts its answer.
    $parameters = [object[]]($Argument + @([System.IntPtr]::Zero))
    try {
        $null = $library.GetMethod($Name).Invoke($null, $parameters)
        [System.Runtime.InteropServices.Marshal]::PtrToStringUni($parameters[-1])
    }
    finally {
        $library::wsus954960_free($parameters[-1])
    }
}
