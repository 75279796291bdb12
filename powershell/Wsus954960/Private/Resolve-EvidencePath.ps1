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

    # Whatever is wrong is looked into by Write-PathError, which is no part of the first answer. Ask first, before anything can throw: an
    # exception would appear in the user's -ErrorVariable although it is caught.
    $isPattern = -not $Literal -and $Path -match '[*?[]'
    $attempt = $null
    $found = @()
    # The library would see only the text before a NUL, which may be the path of another file.
    $given = if ($Path -and $Path -notmatch '\0') { ConvertTo-ProviderPath -Path $Path -Pattern:$isPattern -Cmdlet $Cmdlet }
    if ($given) {
        $attempt = Invoke-Attempt -ScriptBlock {
            $provider = $null
            $drive = $null
            $paths = $Cmdlet.SessionState.Path
            $files = if ($isPattern) { $paths.GetResolvedProviderPathFromPSPath($given, [ref]$provider) }
            else { $paths.GetUnresolvedProviderPathFromPSPath($given, [ref]$provider, [ref]$drive) }
            @{ Path = $files; Provider = $provider.Name }
        }
        if ($null -eq $attempt.Problem -and $attempt.Value.Provider -eq 'FileSystem') {
            $found = @($attempt.Value.Path)
            # File systems list files in any order.
            if ($isPattern) { [System.Array]::Sort($found, [System.StringComparer]::Ordinal) }
        }
    }
    if (-not $found -or $found -match $script:HalfPair) {
        Write-PathError -Path $Path -Cmdlet $Cmdlet -IsPattern:$isPattern -Given $given -Attempt $attempt -Found $found
        return
    }
    if (Test-Verbose) { foreach ($item in $found) { Write-VerboseWord -Name LooksAt -Value $item } }
    $found
}

function Write-PathError {
    <#
    .SYNOPSIS
    Writes the error record of a path that could not be resolved, or can't be told to the library.
    .PARAMETER Given
    The path as PowerShell was asked for it; empty if the caller has no such drive.
    .PARAMETER Attempt
    What came of that.
    .PARAMETER Found
    The files.
    #>
    param(
        [Parameter(Mandatory)][AllowEmptyString()][string]$Path,
        [Parameter(Mandatory)][System.Management.Automation.PSCmdlet]$Cmdlet,
        [switch]$IsPattern,
        [AllowEmptyString()][string]$Given,
        [AllowNull()][hashtable]$Attempt,
        [AllowEmptyCollection()][string[]]$Found
    )

    $words = (Get-Word).Error
    $code, $message = if (-not $Path) { 'invalidArgument', $words.EmptyPath }
    elseif ($Path -match '\0') { 'invalidArgument', ($words.NulInPath -f ($Path -replace '\0', '\0')) }
    elseif (-not $Given) { 'notFound', ($words.NoDrive -f ($Path -replace ':.*'), $Path) }
    elseif ($Found) { 'invalidArgument', ($words.HalfPairInPath -f (ConvertTo-UnicodeText -Text "$Found")) }
    # An invalid wildcard, like a single bracket, matches nothing either.
    elseif ($IsPattern) { 'notFound', ($words.NoMatch -f $Path) }
    elseif ($null -ne $Attempt.Problem) {
        'invalidArgument', ($Attempt.Problem.Exception.GetBaseException().Message -replace '\s*[\r\n]+\s*', ' ')
    }
    else { 'invalidArgument', ($words.NotFileSystem -f $Path, $Attempt.Value.Provider) }
    $document = [pscustomobject]@{ code = $code; message = $message; path = $Path }
    $Cmdlet.WriteError((ConvertTo-ErrorRecord -Document $document -Target $Path))
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
    # PowerShell follows a path without a drive's name on such a drive too, unless it has wildcards.
    elseif (-not $Pattern -or $Path -match '^[\\/~]|::') { return $Path }
    else { $drive, $rest = $Cmdlet.SessionState.Drive.Current, $Path }
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
