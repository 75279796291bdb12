function Get-BinaryPlatform {
    <#
    .SYNOPSIS
    Returns the platform of a library or a command, by the machine type in its header: win-x64, linux-arm64, ... Returns nothing
    for any other file.
    #>
    [OutputType([string])]
    param([byte[]]$Bytes)

    # Only operators: this runs before the module's first answer, and the first call of each method costs a millisecond or two.
    $machine = ''
    $length = $Bytes.Length
    if ($length -ge 64 -and $Bytes[0] -eq 0x4D -and $Bytes[1] -eq 0x5A) {
        # PE: where the header is, then "PE", two zeros, the machine.
        $pe = $Bytes[60] + 256 * $Bytes[61] + 65536 * $Bytes[62]
        if ($pe + 6 -le $length -and $Bytes[$pe] -eq 0x50 -and $Bytes[$pe + 1] -eq 0x45) {
            $machine = "PE $($Bytes[$pe + 4] + 256 * $Bytes[$pe + 5])"
        }
    }
    elseif ($length -ge 20 -and $Bytes[0] -eq 0x7F -and $Bytes[1] -eq 0x45 -and $Bytes[2] -eq 0x4C -and $Bytes[3] -eq 0x46) {
        $machine = "ELF $($Bytes[18] + 256 * $Bytes[19])"
    }
    elseif ($length -ge 8 -and $Bytes[0] -eq 0xCF -and $Bytes[1] -eq 0xFA -and $Bytes[2] -eq 0xED -and $Bytes[3] -eq 0xFE) {
        $machine = "Mach-O $($Bytes[4])"
    }
    @{
        'PE 34404'  = 'win-x64'
        'PE 332'    = 'win-x86'
        'PE 43620'  = 'win-arm64'
        'ELF 62'    = 'linux-x64'
        'ELF 3'     = 'linux-x86'
        'ELF 183'   = 'linux-arm64'
        'ELF 40'    = 'linux-arm'
        'Mach-O 7'  = 'osx-x64'
        'Mach-O 12' = 'osx-arm64'
    }[$machine]
}
