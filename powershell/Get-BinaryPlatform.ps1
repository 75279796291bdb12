function Get-BinaryPlatform {
    <#
    .SYNOPSIS
    Returns the platform that a library or a command is for, by the machine type in its header: win-x64, linux-arm64, ... Nothing
    for what is no such file.
    #>
    [OutputType([string])]
    param([Parameter(Mandatory)][string]$Path)

    $stream = [System.IO.File]::OpenRead($Path)
    try {
        $header = [byte[]]::new(4096)
        $length = $stream.Read($header, 0, $header.Length)
    }
    finally {
        $stream.Dispose()
    }
    $platform = $null
    # PE: "MZ", where the "PE" is, then the machine. ELF: its magic number, the machine. Mach-O, 64 bit: 0xFEEDFACF, which Windows
    # PowerShell would take for a negative number, then the machine.
    if ($length -ge 64 -and $header[0] -eq 0x4D -and $header[1] -eq 0x5A) {
        $pe = [System.BitConverter]::ToInt32($header, 0x3C)
        if ($pe -ge 0 -and $pe -lt $length - 6 -and [System.BitConverter]::ToUInt32($header, $pe) -eq 0x4550) {
            $machines = @{ 0x8664 = 'win-x64'; 0x014C = 'win-x86'; 0xAA64 = 'win-arm64' }
            $platform = $machines[[int][System.BitConverter]::ToUInt16($header, $pe + 4)]
        }
    }
    elseif ($length -ge 20 -and [System.BitConverter]::ToUInt32($header, 0) -eq 0x464C457F) {
        $machines = @{ 62 = 'linux-x64'; 3 = 'linux-x86'; 183 = 'linux-arm64'; 40 = 'linux-arm' }
        $platform = $machines[[int][System.BitConverter]::ToUInt16($header, 18)]
    }
    elseif ($length -ge 8 -and [System.BitConverter]::ToUInt32($header, 0) -eq 4277009103) {
        $machines = @{ 0x01000007 = 'osx-x64'; 0x0100000C = 'osx-arm64' }
        $platform = $machines[[System.BitConverter]::ToInt32($header, 4)]
    }
    $platform
}
