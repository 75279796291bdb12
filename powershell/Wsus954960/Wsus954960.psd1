@{
    RootModule           = 'Wsus954960.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = '7e0d4f3c-3a3e-4b8f-9d55-8f4f2f0b9540'
    Author               = 'The wsus954960 contributors'
    CompanyName          = 'The wsus954960 contributors'
    Copyright            = '(c) 2026 The wsus954960 contributors. MIT OR Apache-2.0.'
    Description          = 'Tells whether a machine is hit by Microsoft Security Advisory 954960 (WSUS 3.0 and 3.0 SP1 stop deploying every update to clients where Office 2003 is installed), why, and what to do.'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = @('Desktop', 'Core')
    FormatsToProcess     = @('Wsus954960.format.ps1xml')
    FunctionsToExport    = @(
        'Get-Wsus954960Version'
        'Import-Wsus954960Result'
        'Join-Wsus954960Result'
        'Save-Wsus954960Result'
        'Search-Wsus954960ClientLog'
        'Search-Wsus954960ServerLog'
        'Test-Wsus954960'
    )
    CmdletsToExport      = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        PSData = @{
            Tags         = @(
                'WSUS', 'WindowsUpdate', 'Updates', 'PatchManagement', 'Compliance', 'SecurityAdvisory', 'KB954960', 'Office2003', 'ConfigurationManager'
                'Windows', 'Linux', 'MacOS', 'PSEdition_Desktop', 'PSEdition_Core'
            )
            LicenseUri   = 'https://spdx.org/licenses/MIT'
            ReleaseNotes = '0.1.0: the first version. Assesses this machine, computers over their admin shares, images and collected files; reads the logs of WSUS servers and clients and joins them by fault id; reads saved results of any number of machines; speaks English and Korean. CHANGELOG.md of the project lists every change.'
        }
    }
}
