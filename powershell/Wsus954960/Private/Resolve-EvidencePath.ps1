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

    # Operators, not calls of .NET: the first one of each costs a millisecond, and most paths need none.
    # A UNC path belongs to the file system even if the current location does not.
    $given = if ($Path -match '^(\\\\|//)') { "Microsoft.PowerShell.Core\FileSystem::$Path" } else { $Path }
    $problem = $null
    $resolved = @()
    # Ask first, before anything can throw: an exception would appear in the user's -ErrorVariable although it is caught.
    if ($Path -eq '') {
        $problem = 'invalidArgument', (Get-Word).Error.EmptyPath
    }
    elseif ($Path -match '\0') {
        # The library would see only the text before it, which may be the path of another file.
        $problem = 'invalidArgument', ((Get-Word).Error.NulInPath -f ($Path -replace '\0', '\0'))
    }
    elseif ($given -match '^([^:/\\]+):(?!:)' -and $Matches[1] -notin $Cmdlet.SessionState.Drive.GetAll().Name) {
        $problem = 'notFound', ((Get-Word).Error.NoDrive -f $Matches[1], $Path)
    }
    elseif (-not $Literal -and $Path -match '[*?[]') {
        # Only an invalid wildcard, like a single bracket, throws here.
        $attempt = Invoke-Attempt -ScriptBlock { @(Resolve-Path -Path $given -ErrorAction Ignore) }
        [string[]]$resolved = @($attempt.Value | Where-Object { $null -ne $_ -and $_.Provider.Name -eq 'FileSystem' } | ForEach-Object { $_.ProviderPath })
        # File systems list files in any order.
        [System.Array]::Sort($resolved, [System.StringComparer]::Ordinal)
        if ($resolved.Count -eq 0) {
            $problem = 'notFound', ((Get-Word).Error.NoMatch -f $Path)
        }
    }
    else {
        $attempt = Invoke-Attempt -ScriptBlock {
            $provider = $null
            $drive = $null
            $file = $Cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath($given, [ref]$provider, [ref]$drive)
            @{ Path = $file; Provider = $provider.Name }
        }
        if ($null -ne $attempt.Problem) {
            $problem = 'invalidArgument', ($attempt.Problem.Exception.GetBaseException().Message -replace '\s*[\r\n]+\s*', ' ')
        }
        elseif ($attempt.Value.Provider -ne 'FileSystem') {
            $problem = 'invalidArgument', ((Get-Word).Error.NotFileSystem -f $Path, $attempt.Value.Provider)
        }
        else {
            $resolved = @($attempt.Value.Path)
        }
    }
    if ($null -eq $problem -and $resolved -match $script:HalfPair) {
        $problem = 'invalidArgument', ((Get-Word).Error.HalfPairInPath -f (ConvertTo-UnicodeText -Text "$resolved"))
    }
    if ($null -eq $problem) {
        $resolved
    }
    else {
        $document = [pscustomobject]@{ code = $problem[0]; message = $problem[1]; path = $Path }
        $Cmdlet.WriteError((ConvertTo-ErrorRecord -Document $document -Target $Path))
    }
}

function Resolve-GivenPath {
    <#
    .SYNOPSIS
    Returns file system paths for what the cmdlet was given with -Path or -LiteralPath.
    #>
    [OutputType([string])]
    param(
        [Parameter(Mandatory)][System.Management.Automation.PSCmdlet]$Cmdlet,
        [Parameter(Mandatory)][System.Collections.IDictionary]$BoundParameters
    )

    $set = $Cmdlet.ParameterSetName
    foreach ($item in $BoundParameters[$set]) {
        Resolve-EvidencePath -Path $item -Literal:($set -eq 'LiteralPath') -Cmdlet $Cmdlet
    }
}
