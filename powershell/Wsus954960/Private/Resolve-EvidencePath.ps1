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

    # Operators where possible: the first call of a .NET member costs a millisecond, and most paths need none.
    $isPattern = -not $Literal -and $Path -match '[*?[]'
    $given = ConvertTo-ProviderPath -Path $Path -Pattern:$isPattern -Cmdlet $Cmdlet
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
    elseif ($null -eq $given) {
        $problem = 'notFound', ((Get-Word).Error.NoDrive -f ($Path -replace ':.*'), $Path)
    }
    else {
        $attempt = Invoke-Attempt -ScriptBlock {
            $provider = $null
            $drive = $null
            $paths = $Cmdlet.SessionState.Path
            $files = if ($isPattern) { $paths.GetResolvedProviderPathFromPSPath($given, [ref]$provider) }
            else { $paths.GetUnresolvedProviderPathFromPSPath($given, [ref]$provider, [ref]$drive) }
            @{ Path = @($files); Provider = $provider.Name }
        }
        if ($isPattern) {
            # An invalid wildcard, like a single bracket, matches nothing either.
            if ($null -eq $attempt.Problem -and $attempt.Value.Provider -eq 'FileSystem') { [string[]]$resolved = $attempt.Value.Path }
            # File systems list files in any order.
            [System.Array]::Sort($resolved, [System.StringComparer]::Ordinal)
            if ($resolved.Count -eq 0) {
                $problem = 'notFound', ((Get-Word).Error.NoMatch -f $Path)
            }
        }
        elseif ($null -ne $attempt.Problem) {
            $problem = 'invalidArgument', ($attempt.Problem.Exception.GetBaseException().Message -replace '\s*[\r\n]+\s*', ' ')
        }
        elseif ($attempt.Value.Provider -ne 'FileSystem') {
            $problem = 'invalidArgument', ((Get-Word).Error.NotFileSystem -f $Path, $attempt.Value.Provider)
        }
        else {
            $resolved = $attempt.Value.Path
        }
    }
    if ($null -eq $problem -and $resolved -match $script:HalfPair) {
        $problem = 'invalidArgument', ((Get-Word).Error.HalfPairInPath -f (ConvertTo-UnicodeText -Text "$resolved"))
    }
    if ($null -eq $problem) {
        if (Test-Verbose) { foreach ($item in $resolved) { Write-VerboseWord -Name LooksAt -Value $item } }
        $resolved
    }
    else {
        $document = [pscustomobject]@{ code = $problem[0]; message = $problem[1]; path = $Path }
        $Cmdlet.WriteError((ConvertTo-ErrorRecord -Document $document -Target $Path))
    }
}

function ConvertTo-ProviderPath {
    <#
    .SYNOPSIS
    Returns the path in a form that the module can resolve, or nothing if the cmdlet's caller has no such drive.
    .DESCRIPTION
    A function, a script or another module may have made a drive for itself alone, which this module does not see.
    .PARAMETER Pattern
    The path has wildcards. The drive's root has none, whatever its name is.
    #>
    [OutputType([string])]
    param(
        [Parameter(Mandatory)][AllowEmptyString()][string]$Path,
        [Parameter(Mandatory)][System.Management.Automation.PSCmdlet]$Cmdlet,
        [switch]$Pattern
    )

    # A UNC path belongs to the file system even if the current location does not.
    if ($Path -match '^(\\\\|//)') { return "Microsoft.PowerShell.Core\FileSystem::$Path" }
    if ($Path -match '^(?<name>[^:/\\]+):(?!:)(?<rest>.*)') {
        $name, $rest = $Matches.name, $Matches.rest
        $drive = $Cmdlet.SessionState.Drive.GetAll() | Where-Object { $_.Name -eq $name } | Select-Object -First 1
        if ($null -eq $drive) { return }
    }
    else {
        $drive, $rest = $Cmdlet.SessionState.Drive.Current, $Path
        # PowerShell follows all other paths on such a drive.
        if (-not $Pattern -or $Path -match '^[\\/~]|::') { return $Path }
    }
    # A location in a UNC path is on a drive without a name.
    $isSeen = @($ExecutionContext.SessionState.Drive.GetAll() | Where-Object { $_.Name -eq $drive.Name -and $_.Root -eq $drive.Root }).Count -gt 0
    if ($isSeen -or -not $drive.Name) { return $Path }
    $separator = [System.IO.Path]::DirectorySeparatorChar
    $base = $drive.Root -replace '[\\/]+$'
    # Without a separator at its beginning the path begins at the drive's own current location.
    if ($rest -notmatch '^[\\/]' -and $drive.CurrentLocation) { $base += $separator + $drive.CurrentLocation -replace '[\\/]+$' }
    if ($Pattern) { $base = [System.Management.Automation.WildcardPattern]::Escape($base) }
    "$($drive.Provider.Name)::$base$separator" + ($rest -replace '^[\\/]+' -replace '[\\/]', $separator)
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
