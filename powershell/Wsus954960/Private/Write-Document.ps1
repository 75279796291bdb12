function Write-Document {
    <#
    .SYNOPSIS
    Asks the native library and writes its answer for the cmdlet: the document as an object or as JSON text, or an error
    record for an error document.
    #>
    param(
        [Parameter(Mandatory)][System.Management.Automation.PSCmdlet]$Cmdlet,
        [Parameter(Mandatory)][string]$Function,
        [Parameter(Mandatory)][AllowEmptyString()][string[]]$Argument,
        [AllowEmptyString()][string]$Target,
        [switch]$AsJson
    )

    try {
        $json = Invoke-NativeFunction -Name $Function -Argument $Argument
        $document = ConvertFrom-Document -Json $json
    }
    catch {
        # Nothing else would work either: the library is missing, for example.
        $Cmdlet.ThrowTerminatingError($_)
    }
    if ($document.kind -eq 'error') {
        $Cmdlet.WriteError((ConvertTo-ErrorRecord -Document $document -Target $Target))
    }
    elseif ($AsJson) {
        $json
    }
    else {
        $document
    }
}

function Write-FileDocument {
    <#
    .SYNOPSIS
    Writes the document of each file that the cmdlet was given with -Path or -LiteralPath.
    #>
    param(
        [Parameter(Mandatory)][System.Management.Automation.PSCmdlet]$Cmdlet,
        [Parameter(Mandatory)][System.Collections.IDictionary]$BoundParameters,
        [Parameter(Mandatory)][string]$Function,
        [AllowEmptyCollection()][string[]]$Option = @()
    )

    $set = $Cmdlet.ParameterSetName
    foreach ($item in $BoundParameters[$set]) {
        foreach ($file in Resolve-EvidencePath -Path $item -Literal:($set -eq 'LiteralPath') -Cmdlet $Cmdlet) {
            Write-Document -Cmdlet $Cmdlet -Function $Function -Argument (@($file) + $Option) -Target $file -AsJson:([bool]$BoundParameters['AsJson'])
        }
    }
}

function ConvertTo-ErrorRecord {
    <#
    .SYNOPSIS
    Makes the error record of an error document: its code is the error id, its path the target.
    #>
    [OutputType([System.Management.Automation.ErrorRecord])]
    param(
        [Parameter(Mandatory)][psobject]$Document,
        [AllowEmptyString()][string]$Target
    )

    $exception = switch ($Document.code) {
        'invalidArgument' { [System.ArgumentException]::new($Document.message) }
        'notFound' { [System.IO.FileNotFoundException]::new($Document.message, $Document.path) }
        'accessDenied' { [System.UnauthorizedAccessException]::new($Document.message) }
        'malformed' { [System.IO.InvalidDataException]::new($Document.message) }
        'timedOut' { [System.TimeoutException]::new($Document.message) }
        'cancelled' { [System.OperationCanceledException]::new($Document.message) }
        'panic' { [System.InvalidOperationException]::new($Document.message) }
        default { [System.IO.IOException]::new($Document.message) }
    }
    $category = switch ($Document.code) {
        'invalidArgument' { [System.Management.Automation.ErrorCategory]::InvalidArgument }
        'notFound' { [System.Management.Automation.ErrorCategory]::ObjectNotFound }
        'accessDenied' { [System.Management.Automation.ErrorCategory]::PermissionDenied }
        'malformed' { [System.Management.Automation.ErrorCategory]::InvalidData }
        'timedOut' { [System.Management.Automation.ErrorCategory]::OperationTimeout }
        'cancelled' { [System.Management.Automation.ErrorCategory]::OperationStopped }
        'panic' { [System.Management.Automation.ErrorCategory]::NotSpecified }
        default { [System.Management.Automation.ErrorCategory]::ReadError }
    }
    $path = if ($null -ne $Document.path) { $Document.path } else { $Target }
    [System.Management.Automation.ErrorRecord]::new($exception, $Document.code, $category, $path)
}
