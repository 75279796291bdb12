//! The PowerShell module: its tests are Pester files in `tests/powershell`, run by any PowerShell that is found.

use std::path::PathBuf;
use std::process::{Command, Output};

use crate::abi::library_path;
use crate::support::*;

/// `pwsh` on the PATH, or the one next to the project; without either, `what` is skipped.
pub fn powershell_for(what: &str) -> Option<PathBuf> {
    let beside = project().join("../shared/pwsh/pwsh");
    // Windows PowerShell can't assemble the module.
    let on_path = PathBuf::from("pwsh");
    let works = |program: &PathBuf| {
        Command::new(program).args(["-NoProfile", "-Command", "exit 0"]).output().is_ok_and(|out| out.status.success())
    };
    let found = [on_path, beside].into_iter().find(works);
    if found.is_none() {
        skip(what, "PowerShell 7 (pwsh) on the PATH");
    }
    found
}

fn output_of(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn the_modules_pester_tests_pass() {
    let Some(powershell) = powershell_for("the PowerShell module's tests") else { return };
    let folder = tempfile::tempdir().unwrap();
    let built = Command::new(&powershell)
        .args(["-NoProfile", "-File"])
        .arg(project().join("powershell/build.ps1"))
        .arg("-OutputPath")
        .arg(folder.path())
        .arg("-Library")
        .arg(library_path())
        .args(["-Executable", env!("CARGO_BIN_EXE_wsus954960")])
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", output_of(&built));
    let module = folder.path().join("Wsus954960").join(env!("CARGO_PKG_VERSION"));
    let tested = Command::new(&powershell)
        .args(["-NoProfile", "-File"])
        .arg(project().join("tests/powershell/Invoke-Tests.ps1"))
        .env("WSUS954960_MODULE", module)
        .output()
        .unwrap();
    assert!(tested.status.success(), "{}", output_of(&tested));
    println!("{}", output_of(&tested));
}

/// A library of another ABI version, built for this test, is refused before anything is called.
#[cfg(target_os = "linux")]
#[test]
fn the_module_refuses_a_library_of_another_abi_version() {
    let Some(powershell) = powershell_for("the test of a library of another ABI version") else { return };
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("other.c");
    std::fs::write(&source, "unsigned wsus954960_abi_version(void) { return 99; }\n").unwrap();
    let library = folder.path().join("libwsus954960.so");
    assert!(Command::new("cc").args(["-shared", "-fPIC", "-o"]).args([&library, &source]).status().unwrap().success());
    let quoted = |path: PathBuf| format!("'{}'", path.display().to_string().replace('\'', "''"));
    let script = format!(
        "$module = & {} -OutputPath {} -Library {}; Import-Module \"$module/Wsus954960.psd1\"; \
         try {{ Test-Wsus954960 -Path . }} catch {{ $_.FullyQualifiedErrorId; $_.Exception.Message }}",
        quoted(project().join("powershell/build.ps1")),
        quoted(folder.path().join("dist")),
        quoted(library)
    );
    let output = output_of(&Command::new(powershell).args(["-NoProfile", "-Command", &script]).output().unwrap());
    assert!(output.starts_with("libraryVersion,Test-Wsus954960"), "{output}");
    assert!(output.contains("has ABI version 99, but the module Wsus954960 needs 1"), "{output}");
}
