function Test-Wsus954960 {
    <#
    .SYNOPSIS
    Tells whether a machine is hit by Microsoft Security Advisory 954960, why, and what to do.
    .DESCRIPTION
    Looks for WSUS, for Office 2003, and for the logs of the WSUS server and of the Windows Update client, reads what is there and decides. -ComputerName looks at computers over their admin shares, -Path at folders that stand for a machine's system drive; without either it looks at this machine, which must run Windows. What can't be read is listed in errors and never makes the verdict cleaner.

    Many computers are examined at a time, and each object is written as soon as it is ready. A computer that does not answer becomes an error record.

    Two remedies take a parameter of this cmdlet: for checkServer give the server's log with -ServerLog; for reviewFailures leave older failures out with -Since.
    .PARAMETER ComputerName
    The computers, by NetBIOS name, DNS name or address, also like \\PC17. Their shares c$ and ADMIN$ are read, for which you must be an administrator of each. A dot, localhost and its own name mean this computer. The pipeline takes objects, for example from Get-ADComputer or Import-Csv, with the name in the property ComputerName, DNSHostName, CN, MachineName, HostName, Computer, Server or Name, and texts: one with a backslash, slash or colon in it is the path of a folder, unless it is an IPv6 address or like \\PC17.
    .PARAMETER ShareTemplate
    Where a computer's evidence is, with {0} for its name, if not in \\{0}\c$: on another drive, or in a folder of collected evidence. An IPv6 address becomes a name there: fe80::1%3 is fe80--1s3.ipv6-literal.net.
    .PARAMETER ThrottleLimit
    How many computers to examine at a time. 32 by default.
    .PARAMETER TimeoutSec
    How many seconds a machine may take. 300 by default; 0 means no limit.
    .PARAMETER Path
    Folders that stand for a system drive: a share, a mounted image, collected files. Wildcards are allowed.
    .PARAMETER LiteralPath
    The same without wildcards.
    .PARAMETER ServerLog
    Logs of the WSUS server, in place of those on the machine. They are joined with the client's failures by fault id, which confirms or refutes that the defect is the cause.
    .PARAMETER Since
    Counts only failures from this time on: a DateTime, a DateTimeOffset or a text. A time without an offset is compared with each log's own clock; a local or UTC time with UTC in server logs, and with this machine's local time in client logs.
    .PARAMETER MaxIncidents
    How many incidents of each log to list at most: the latest. All are counted. 1000 by default.
    .PARAMETER FollowLinks
    Follows links in a machine's folders that lead out of them too. By default each of them is an error, and what it leads to counts as not read: whoever made the link would choose what is read with your rights, and which computer you sign in to.
    .PARAMETER Quiet
    Writes one value for each machine: $true if it is compliant, $false if it is not, if that can't be told, or if an error is written for it.
    .PARAMETER AsJson
    Writes the JSON text of each document instead of an object.
    .EXAMPLE
    Test-Wsus954960 -ComputerName WSUS01

    Assesses a server over its admin shares.
    .EXAMPLE
    Get-ADComputer -Filter 'OperatingSystem -like "*Server*"' | Test-Wsus954960 -ThrottleLimit 64 -ErrorVariable unreachable | Where-Object compliant -ne $true

    Examines all servers of a domain and shows those that need work, each as soon as it is known.
    .EXAMPLE
    Test-Wsus954960 -ComputerName (Get-Content servers.txt) -ShareTemplate '\\FILES\Evidence\{0}' -AsJson | Set-Content results.jsonl -Encoding utf8

    Assesses collected evidence and saves the documents, for Import-Wsus954960Result and Join-Wsus954960Result.
    .EXAMPLE
    Test-Wsus954960 -Path .\Collected\* | Format-Table

    Assesses the machines whose files were collected, and shows each on one line.
    .EXAMPLE
    Test-Wsus954960 -Path .\Collected\* | Select-Object Flat | Sort-Object FileVersion | Export-Csv results.csv -NoTypeInformation -Encoding utf8

    Writes a table for a spreadsheet, a machine on each line, sorted by the version of WSUS.
    .EXAMPLE
    Test-Wsus954960 -Path \\PC17\c$ -ServerLog '\\WSUS01\c$\Program Files\Update Services\LogFiles\SoftwareDistribution.log'

    Asks the server's log whether the client's failures come from this defect.
    .EXAMPLE
    Test-Wsus954960 -Quiet

    Writes True or False, for a compliance baseline: whether this machine is compliant, wherever WSUS is installed on it.
    .INPUTS
    System.String: names of computers, IPv6 addresses, or paths of folders. Objects with the property ComputerName, DNSHostName, CN, MachineName, HostName, Computer, Server or Name, as Get-ADComputer and Import-Csv write them; or with PSPath or FullName, as Get-ChildItem writes them.
    .OUTPUTS
    Wsus954960.Assessment: target, roles, verdict (affected, exposed, fixed, notAffected, blocked, clear, indeterminate), compliant, reasons, version, office2003, clientLogs, serverLogs, correlations, remediation, errors. For tables and CSV files it has flat fields too: ComputerName, Root, Role, Release, FileVersion, HasOffice2003, ClientFailureCount, LastClientFailure, ServerFailureCount, LastServerFailure, ReasonCode, Why, WhatToDo, ErrorCount, ErrorText; Select-Object Flat takes them with verdict and compliant. With -Quiet a boolean, with -AsJson a string.
    .LINK
    about_Wsus954960
    .LINK
    Save-Wsus954960Result
    .LINK
    Import-Wsus954960Result
    .LINK
    Join-Wsus954960Result
    .LINK
    Export-Wsus954960Report
    .LINK
    Get-Wsus954960Version
    .LINK
    Search-Wsus954960ClientLog
    .LINK
    Search-Wsus954960ServerLog
    .LINK
    https://support.microsoft.com/kb/954960
    #>
    [CmdletBinding(DefaultParameterSetName = 'ComputerName')]
    [OutputType('Wsus954960.Assessment', [bool], [string])]
    param(
        [Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName, ParameterSetName = 'ComputerName')]
        [Alias('DNSHostName', 'CN', 'MachineName', 'HostName', 'Computer', 'Server')]
        [AllowNull()]
        [AllowEmptyString()]
        [AllowEmptyCollection()]
        [string[]]$ComputerName,

        [Parameter(Mandatory, ValueFromPipelineByPropertyName, ParameterSetName = 'Path')]
        [SupportsWildcards()]
        [AllowNull()]
        [AllowEmptyString()]
        [string[]]$Path,

        [Parameter(Mandatory, ValueFromPipelineByPropertyName, ParameterSetName = 'LiteralPath')]
        [Alias('PSPath', 'FullName')]
        [AllowNull()]
        [AllowEmptyString()]
        [string[]]$LiteralPath,

        [Parameter(ParameterSetName = 'ComputerName')]
        [ValidateNotNullOrEmpty()]
        [string]$ShareTemplate,

        [Parameter(ParameterSetName = 'ComputerName')]
        [ValidateRange(1, 4096)]
        [int]$ThrottleLimit = 32,

        [ValidateRange(0, 86400)]
        [int]$TimeoutSec = 300,

        [string[]]$ServerLog,

        [ArgumentCompleter({ & (Get-Command -Name $args[0]).Module { Get-TimeCompletion -Word $args[0] } $args[2] })]
        [ValidateScript({ Test-Time -Value $_ })]
        [object]$Since,

        [ValidateRange(0, [int]::MaxValue)]
        [int]$MaxIncidents,

        [switch]$FollowLinks,

        [switch]$Quiet,

        [switch]$AsJson
    )

    begin {
        Use-CallerPreference -Cmdlet $PSCmdlet
        $more = @{}
        if ($PSBoundParameters.ContainsKey('ServerLog')) {
            $more.serverLogs = @(foreach ($item in $ServerLog) { Resolve-EvidencePath -Path $item -Cmdlet $PSCmdlet })
        }
        $options = ConvertTo-Option -BoundParameters $PSBoundParameters -More $more
        $output = @{ Cmdlet = $PSCmdlet; AsJson = $AsJson; Quiet = $Quiet; ShowProgress = $true }
        $names = [System.Collections.Generic.List[string]]::new()
        $known = [System.Collections.Generic.HashSet[string]]::new([System.StringComparer]::OrdinalIgnoreCase)
    }

    process {
        $paths = @()
        $isRefused = $false
        if ($PSCmdlet.ParameterSetName -ne 'ComputerName') {
            # A path that is missing is an error, like one that is empty.
            $paths = @(foreach ($item in $PSBoundParameters[$PSCmdlet.ParameterSetName]) { "$item" })
            if ($paths.Count -eq 0) { $paths = @('') }
        }
        elseif (-not $PSBoundParameters.ContainsKey('ComputerName')) {
            # Without any input it is this machine. An object that names nothing is a mistake.
            $isRefused = $MyInvocation.ExpectingInput
            if ($isRefused) { Write-NoComputer -Cmdlet $PSCmdlet -Given "$_" }
            else {
                $request = ConvertTo-JobRequest -Target $options -TimeoutSec $TimeoutSec
                Write-JobDocument @output -Count 1 -Request $request -Action ThisMachine
            }
        }
        elseif (-not $MyInvocation.ExpectingInput -and -not ($ComputerName -match '\S')) {
            # An empty list means no computer at all, not this machine.
            $isRefused = $true
            Write-NoComputer -Cmdlet $PSCmdlet -Given "$ComputerName"
        }
        else {
            $given = if ($MyInvocation.ExpectingInput) { $_ }
            $found = @(Resolve-ComputerName -Name $ComputerName -InputObject $given)
            # Lists may have empty lines. An object without a name is a mistake.
            $isRefused = $found.Count -eq 0 -and $null -ne $given -and $given -isnot [string]
            if ($isRefused) { Write-NoComputer -Cmdlet $PSCmdlet -Given "$given" }
            $paths = @(
                foreach ($name in $found) {
                    if ($MyInvocation.ExpectingInput -and -not (Test-ComputerForm -Text $name)) {
                        $name
                    }
                    elseif ($known.Add(($name -replace '^\\\\|\\$|(?<=.)\.$'))) {
                        $names.Add((ConvertTo-UnicodeText -Text $name))
                    }
                })
        }
        foreach ($item in $paths) {
            $roots = @(Resolve-EvidencePath -Path $item -Literal:($PSCmdlet.ParameterSetName -eq 'LiteralPath') -Cmdlet $PSCmdlet)
            foreach ($root in $roots) {
                $request = ConvertTo-JobRequest -Target ($options + @{ root = $root }) -TimeoutSec $TimeoutSec
                Write-JobDocument @output -Count 1 -Target $root -Request $request
            }
            if ($Quiet -and $roots.Count -eq 0) { $false }
        }
        if ($Quiet -and $isRefused) { $false }
    }

    end {
        if ($names.Count -gt 0 -and $ShareTemplate) {
            # Like a path, a template may begin at the current location or on a drive of PowerShell.
            $options.shareTemplate = if ($ShareTemplate -match '^(\\\\|//)') { ConvertTo-UnicodeText -Text $ShareTemplate }
            else { Resolve-EvidencePath -Path $ShareTemplate -Literal -Cmdlet $PSCmdlet }
            if ($null -eq $options.shareTemplate) {
                if ($Quiet) { foreach ($name in $names) { $false } }
                $names.Clear()
            }
        }
        if ($names.Count -gt 0) {
            $targets = foreach ($name in $names) { $options + @{ computerName = $name } }
            $request = ConvertTo-JobRequest -Target $targets -TimeoutSec $TimeoutSec -ThrottleLimit $ThrottleLimit
            $action = if ($ShareTemplate -and -not $ShareTemplate.Contains('{0}')) { 'ShareTemplate' } else { 'ComputerName' }
            Write-JobDocument @output -Count $names.Count -Target $names -TargetIsComputer -Request $request -Action $action
        }
    }
}
