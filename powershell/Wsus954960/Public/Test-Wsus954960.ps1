function Test-Wsus954960 {
    <#
    .SYNOPSIS
    Tells whether a machine is hit by Microsoft Security Advisory 954960, why, and what to do.
    .DESCRIPTION
    Looks below a folder that stands for the machine's system drive (an admin share, a mounted image, collected files) for
    WSUS, for the logs of the WSUS server and of the Windows Update client and for Office 2003, reads what is there and decides.
    What can't be read is listed in errors and never makes the verdict cleaner.
    .PARAMETER Path
    The folder that stands for the system drive, or several. Wildcards are allowed.
    .PARAMETER LiteralPath
    The same without wildcards.
    .PARAMETER ServerLog
    Logs of the WSUS server in place of those below Path: with a client's failures they are joined by the fault id, which
    confirms or refutes that the defect is the cause.
    .PARAMETER Since
    Counts only failures from this time on. A time without offset is compared with each log's own clock; a local or UTC time
    with UTC in server logs and with this machine's local time in client logs.
    .PARAMETER MaxIncidents
    How many incidents are shown of each log at most, the latest ones. All are counted. 1000 if not given.
    .PARAMETER Quiet
    Writes $true if the machine is compliant, else $false, also where that can't be told.
    .PARAMETER AsJson
    Writes the JSON text of each document instead of an object.
    .EXAMPLE
    Test-Wsus954960 -Path \\WSUS01\c$

    Assesses a server over its admin share.
    .EXAMPLE
    Test-Wsus954960 -Path D:\Collected\* | Format-Table

    Assesses the machines whose files were collected, a line each.
    .EXAMPLE
    Test-Wsus954960 -Path \\PC17\c$ -ServerLog '\\WSUS01\c$\Program Files\Update Services\LogFiles\SoftwareDistribution.log'

    Asks the server's log whether the client's failures come from this defect.
    .EXAMPLE
    Test-Wsus954960 -Path C:\ -Quiet

    True or False, for a compliance baseline.
    .OUTPUTS
    Wsus954960.Assessment: target, roles, verdict (affected, exposed, fixed, notAffected, blocked, clear, indeterminate),
    compliant, reasons, version, office2003, clientLogs, serverLogs, correlations, remediation, errors. With -Quiet a
    boolean, with -AsJson a string.
    .LINK
    about_Wsus954960
    #>
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    [OutputType('Wsus954960.Assessment', [bool], [string])]
    param(
        [Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName, ParameterSetName = 'Path')]
        [SupportsWildcards()]
        [string[]]$Path,

        [Parameter(Mandatory, ValueFromPipelineByPropertyName, ParameterSetName = 'LiteralPath')]
        [Alias('PSPath', 'FullName')]
        [string[]]$LiteralPath,

        [string[]]$ServerLog,

        [datetime]$Since,

        [ValidateRange(0, [int]::MaxValue)]
        [int]$MaxIncidents,

        [switch]$Quiet,

        [switch]$AsJson
    )

    begin {
        $more = @{}
        if ($PSBoundParameters.ContainsKey('ServerLog')) {
            $more.serverLogs = @(foreach ($item in $ServerLog) { Resolve-EvidencePath -Path $item -Cmdlet $PSCmdlet })
        }
    }

    process {
        # Nothing given is this machine.
        $roots = if ($null -eq $Path -and $null -eq $LiteralPath) { '' } else { Resolve-GivenPath -Cmdlet $PSCmdlet -BoundParameters $PSBoundParameters }
        foreach ($root in $roots) {
            if ($root -ne '') { $more.root = $root }
            $options = ConvertTo-OptionText -BoundParameters $PSBoundParameters -More $more
            $document = Write-Document -Cmdlet $PSCmdlet -Function wsus954960_assess -Argument $options -Target $root -AsJson:($AsJson -and -not $Quiet)
            if ($Quiet) {
                $null -ne $document -and $document.compliant -eq $true
            }
            else {
                $document
            }
        }
    }
}
