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
    $null = $library.GetMethod($Name).Invoke($null, $parameters)
    Read-NativeText -Library $library -Pointer $parameters[-1]
}

function Read-NativeText {
    <#
    .SYNOPSIS
    Returns the text that the library handed out, and frees it.
    #>
    [OutputType([string])]
    param([type]$Library, [System.IntPtr]$Pointer)

    try {
        [System.Runtime.InteropServices.Marshal]::PtrToStringUni($Pointer)
    }
    finally {
        $Library::wsus954960_free($Pointer)
    }
}
