//! The command's man pages and completion scripts.

use std::fs;

use crate::support::project;

#[allow(dead_code, reason = "the example's main function is not called here")]
#[path = "../../examples/command-pages.rs"]
mod example;

#[test]
fn man_pages_and_completion_scripts_say_what_the_command_takes() {
    let pages = example::pages().unwrap();
    for (path, content) in &pages {
        // A checkout for Windows may have other line ends.
        let there = fs::read_to_string(project().join(path)).unwrap_or_default().replace('\r', "");
        assert!(there.as_bytes() == content, "{}: run cargo run --example command-pages", path.display());
    }
    for folder in ["man", "completions"] {
        let there = fs::read_dir(project().join(folder)).unwrap().count();
        assert_eq!(there, pages.iter().filter(|(path, _)| path.starts_with(folder)).count(), "files in {folder}");
    }
}

#[cfg(unix)]
#[test]
fn bash_completes_verbs_options_and_languages() {
    let script = project().join("completions/wsus954960.bash");
    let complete = |words: &[&str]| {
        let ask = r#". "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
            _wsus954960 "$1" "${COMP_WORDS[-1]}" "${COMP_WORDS[-2]}"; echo "${COMPREPLY[@]}""#;
        let output = std::process::Command::new("bash").args(["--norc", "-c", ask]).arg(&script).args(words).output().ok()?;
        Some(String::from_utf8(output.stdout).unwrap().trim().to_owned())
    };
    let Some(verb) = complete(&["wsus954960", "su"]) else { return crate::support::skip("completion in bash", "bash") };
    assert_eq!(verb, "summary");
    assert_eq!(complete(&["wsus954960", "test", "--roots"]).unwrap(), "--roots-file");
    assert_eq!(complete(&["wsus954960", "--lang", "k"]).unwrap(), "ko");
}
