@echo off
rem A Group Policy startup script: assesses this computer, and saves the result in the folder that is the script's parameter.
rem The folders win-x64 and win-x86 of the module's bin lie beside it. docs/group-policy.md describes it step by step.
setlocal
set "platform=win-x86"
if /i "%PROCESSOR_ARCHITECTURE%"=="AMD64" set "platform=win-x64"
rem A 32-bit cmd on a 64-bit Windows.
if /i "%PROCESSOR_ARCHITEW6432%"=="AMD64" set "platform=win-x64"
set "to=%~1"
if not defined to (
    echo wsus954960: give the folder for the results as the script's parameter. 1>&2
    exit /b 2
)
rem A backslash before the quotation mark would be part of the path.
if "%to:~-1%"=="\" set "to=%to:~0,-1%"
"%~dp0%platform%\wsus954960.exe" test --quiet --event-log --save-to "%to%"
exit /b %ERRORLEVEL%
