function Get-Wsus954960Version {
    <#
    .SYNOPSIS
    Tells which WSUS release a DLL belongs to and whether it has the fix of advisory 954960.
    .DESCRIPTION
    Reads the file version of WSUS' Microsoft.UpdateServices.WebServices.Client.Dll with a few small reads, on any platform and also over a share. Update KB 954960 installs version 3.1.6001.66.
    .PARAMETER Path
    The DLL, or several. Wildcards are allowed.
    .PARAMETER LiteralPath
    The same without wildcards.
    .PARAMETER AsJson
    Writes the JSON text of each document instead of an object.
    .EXAMPLE
    Get-Wsus954960Version '\\WSUS01\c$\Program Files\Update Services\WebServices\ClientWebService\bin\Microsoft.UpdateServices.WebServices.Client.Dll'

    FileVersion Release      State    Path
    ----------- -------      -----    ----
    3.1.6001.65 WSUS 3.0 SP1 affected \\WSUS01\c$\Program Files\Update Services\...

    Checks a server over its admin share.
    .EXAMPLE
    Get-ChildItem .\Collected -Recurse -Filter *.Client.Dll | Get-Wsus954960Version | Where-Object State -ne fixed

    Finds the servers without the fix among collected files.
    .INPUTS
    System.String: paths of files, also as the property Path, PSPath or FullName of objects, as Get-ChildItem writes them.
    .OUTPUTS
    Wsus954960.Version: path, fileVersion, release, state (fixed, affected, notAffected, unknown), basis, fixedVersion; and Version, which sorts as a version. With -AsJson a string.
    .LINK
    about_Wsus954960
    .LINK
    Test-Wsus954960
    .LINK
    Save-Wsus954960Result
    .LINK
    Import-Wsus954960Result
    .LINK
    Join-Wsus954960Result
    .LINK
    Search-Wsus954960ClientLog
    .LINK
    Search-Wsus954960ServerLog
    .LINK
    https://support.microsoft.com/kb/954960
    #>
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    [OutputType('Wsus954960.Version', [string])]
    param(
        [Parameter(Mandatory, Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName, ParameterSetName = 'Path')]
        [SupportsWildcards()]
        [string[]]$Path,

        [Parameter(Mandatory, ValueFromPipelineByPropertyName, ParameterSetName = 'LiteralPath')]
        [Alias('PSPath', 'FullName')]
        [string[]]$LiteralPath,

        [switch]$AsJson
    )

    begin {
        Use-CallerPreference -Cmdlet $PSCmdlet
    }

    process {
        Write-FileDocument -Cmdlet $PSCmdlet -BoundParameters $PSBoundParameters -Kind version
    }
}
