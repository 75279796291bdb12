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

    foreach ($value in $Argument) {
        # The library would see the text before it only, which may be the path of another file.
        if ($value.IndexOf([char]0) -ge 0) {
            return ConvertTo-Json -Compress -InputObject ([ordered]@{
                    schemaVersion = 1; kind = 'error'; code = 'invalidArgument'; path = $value; osError = $null
                    message = "The path has a NUL character in it: $($value.Replace([string][char]0, '\0'))"
                })
        }
    }
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
