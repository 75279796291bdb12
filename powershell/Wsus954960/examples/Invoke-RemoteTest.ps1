<#
.SYNOPSIS
Runs Test-Wsus954960 on other computers by PowerShell remoting and brings the documents back.
.DESCRIPTION
For computers whose shares can't be read from here, or that are too many for one workstation. Each computer receives this module, unpacks
it into a temporary folder, looks at itself in a process of its own, and removes the folder. What comes back is the JSON text
of its document, for Import-Wsus954960Result and Join-Wsus954960Result. They need nothing but PowerShell 5.1 or later; older
ones are looked at over their shares: Test-Wsus954960 -ComputerName.
.PARAMETER ComputerName
The computers. Without it this computer looks at itself in the same way, to try it out.
.PARAMETER Path
The folder that each computer looks at, on its own drives, in place of itself.
.PARAMETER ThrottleLimit
How many computers are at work at a time.
.PARAMETER Credential
The account to use.
.EXAMPLE
./Invoke-RemoteTest.ps1 -ComputerName (Get-Content servers.txt) | Set-Content results.jsonl -Encoding utf8
.EXAMPLE
./Invoke-RemoteTest.ps1 -ComputerName PC17, PC18 -ErrorAction SilentlyContinue | Join-Wsus954960Result
.OUTPUTS
System.String: one document for each computer.
#>
[CmdletBinding()]
[OutputType([string])]
param(
    [string[]]$ComputerName,
    [string]$Path,
    [ValidateRange(1, 1000)][int]$ThrottleLimit = 32,
    [pscredential]$Credential
)

Set-StrictMode -Version Latest

$remote = {
    param([byte[]]$Package, [string]$Path)

    $ErrorActionPreference = 'Stop'
    $folder = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), "Wsus954960-$([guid]::NewGuid().ToString('N'))")
    $null = [System.IO.Directory]::CreateDirectory($folder)
    try {
        [System.IO.File]::WriteAllBytes("$folder/module.zip", $Package)
        $null = [System.Reflection.Assembly]::Load('System.IO.Compression.FileSystem, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089')
        [System.IO.Compression.ZipFile]::ExtractToDirectory("$folder/module.zip", "$folder/module")
        $machine = if ($Path) { " -LiteralPath '$($Path -replace "'", "''")'" } else { '' }
        # Into a file, because what a process prints is in the code page of its console.
        [System.IO.File]::WriteAllText("$folder/test.ps1", (
                "Import-Module '$folder/module/Wsus954960.psd1'`r`n" +
                "`$json = Test-Wsus954960$machine -AsJson -ErrorAction Stop`r`n" +
                "[System.IO.File]::WriteAllText('$folder/result.json', `$json)`r`n"))
        # In a process of its own, because a library that is loaded can't be removed on Windows.
        $shell = @('powershell.exe', 'pwsh.exe', 'pwsh' | ForEach-Object { "$PSHOME/$_" } | Where-Object { [System.IO.File]::Exists($_) })[0]
        $ErrorActionPreference = 'Continue'
        $output = & $shell -NoProfile -NonInteractive -ExecutionPolicy Unrestricted -File "$folder/test.ps1" 2>&1
        if (-not [System.IO.File]::Exists("$folder/result.json")) {
            throw "$([System.Environment]::MachineName): Test-Wsus954960 failed: $output"
        }
        [System.IO.File]::ReadAllText("$folder/result.json")
    }
    finally {
        [System.IO.Directory]::Delete($folder, $true)
    }
}

$module = [System.IO.Path]::GetDirectoryName($PSScriptRoot)
$zip = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), "Wsus954960-$([guid]::NewGuid().ToString('N')).zip")
try {
    $null = [System.Reflection.Assembly]::Load('System.IO.Compression.FileSystem, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089')
    [System.IO.Compression.ZipFile]::CreateFromDirectory($module, $zip)
    $package = [System.IO.File]::ReadAllBytes($zip)
}
finally {
    [System.IO.File]::Delete($zip)
}
$session = @{}
if ($ComputerName) {
    $session = @{ ComputerName = $ComputerName; ThrottleLimit = $ThrottleLimit }
    if ($Credential) { $session.Credential = $Credential }
}
Invoke-Command @session -ScriptBlock $remote -ArgumentList $package, $Path
