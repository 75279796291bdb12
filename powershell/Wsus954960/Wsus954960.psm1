Set-StrictMode -Version Latest

# Under application control PowerShell lets an untrusted module call almost nothing of .NET, let alone a native library.
if ($ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {
    throw ("The module Wsus954960 can't call its native library in PowerShell's $($ExecutionContext.SessionState.LanguageMode) mode: use the " +
        "command in $PSScriptRoot/bin, which gives the same documents, or have the signed module allowed by the policy.")
}

$script:ModuleRoot = $PSScriptRoot

#region Functions: build.ps1 puts the files' contents here, because one file loads faster than many.
foreach ($folder in 'Private', 'Public') {
    foreach ($file in [System.IO.Directory]::GetFiles([System.IO.Path]::Combine($PSScriptRoot, $folder), '*.ps1')) {
        . $file
    }
}
#endregion
