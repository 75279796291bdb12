function Resolve-EvidencePath {
    <#
    .SYNOPSIS
    Returns file system paths for what the user gave: relative to the current location, on a drive of PowerShell, or with
    wildcards. A path without wildcards need not exist: the library says what is wrong with it.
    .DESCRIPTION
    What can't be resolved becomes an error record of the cmdlet.
    #>
    [OutputType([string])]
    param(
        [Parameter(Mandatory)][AllowEmptyString()][string]$Path,
        [Parameter(Mandatory)][System.Management.Automation.PSCmdlet]$Cmdlet,
        [switch]$Literal
    )

    # A UNC path belongs to the file system also where the current location does not.
    $given = if ($Path.StartsWith('\\') -or $Path.StartsWith('//')) { "Microsoft.PowerShell.Core\FileSystem::$Path" } else { $Path }
    $paths = $Cmdlet.SessionState.Path
    $wildcards = -not $Literal -and [System.Management.Automation.WildcardPattern]::ContainsWildcardCharacters($Path)
    $provider = $null
    $drive = $null
    $driveName = $null
    $problem = $null
    # What could throw is asked before: an exception would stand in the user's -ErrorVariable although it is caught.
    if ($paths.IsPSAbsolute($given, [ref]$driveName) -and -not $paths.IsProviderQualified($given) -and
        $driveName -notin $Cmdlet.SessionState.Drive.GetAll().Name) {
        $problem = 'notFound', "There is no drive ${driveName}: for the path $Path."
    }
    elseif ($wildcards) {
        $found = @(Resolve-Path -Path $given -ErrorAction Ignore)
        $resolved = @($found | Where-Object { $_.Provider.Name -eq 'FileSystem' } | ForEach-Object { $_.ProviderPath })
        if ($resolved.Count -eq 0) {
            $problem = 'notFound', "No file or folder matches ${Path}. Give a path with brackets in its name with -LiteralPath."
        }
    }
    else {
        try {
            $resolved = @($paths.GetUnresolvedProviderPathFromPSPath($given, [ref]$provider, [ref]$drive))
            if ($provider.Name -ne 'FileSystem') {
                $problem = 'invalidArgument', "$Path is no path of the file system but of the provider $($provider.Name)."
            }
        }
        catch {
            $problem = 'invalidArgument', $_.Exception.GetBaseException().Message
        }
    }
    if ($null -eq $problem) {
        $resolved
    }
    else {
        $document = [pscustomobject]@{ code = $problem[0]; message = $problem[1]; path = $Path }
        $Cmdlet.WriteError((ConvertTo-ErrorRecord -Document $document -Target $Path))
    }
}
