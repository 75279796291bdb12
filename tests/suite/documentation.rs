//! README.md and docs/: every block of code is run, or says why it can't be; every link leads somewhere.
//!
//! - ```` ```console ````: commands after `$ ` and what they print, run here. `UPDATE_DOCS=1 cargo test documentation` writes what they print.
//! - ```` ```powershell ````, and the ```` ```text ```` that follows it: run by `tests/powershell/Documentation.Tests.ps1`.
//! - any other, or these if they can't be run: a comment `<!-- not run: reason -->` before it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::project;

/// README.md and the pages below docs. Those of the cmdlets are made from their help, whose examples `Help.Tests.ps1` runs.
fn pages() -> Vec<PathBuf> {
    let (mut pages, mut folders) = (vec![project().join("README.md")], vec![project().join("docs")]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("cmdlets") {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                pages.push(path);
            }
        }
    }
    pages.sort();
    pages
}

fn read(page: &Path) -> String {
    fs::read_to_string(page).unwrap().replace("\r\n", "\n")
}

fn name(page: &Path) -> String {
    page.strip_prefix(project()).unwrap().display().to_string()
}

/// A fenced block: the line of its beginning, from 0, and what stands between the fences.
struct Block<'a> {
    line: usize,
    language: &'a str,
    /// It is marked as not run.
    excused: bool,
    content: Vec<&'a str>,
}

/// The blocks of a page, and the lines outside of them.
fn blocks(page: &str) -> (Vec<Block<'_>>, Vec<(usize, &str)>) {
    let (mut blocks, mut prose) = (Vec::new(), Vec::new());
    let mut lines = page.lines().enumerate();
    let mut last = "";
    while let Some((line, text)) = lines.next() {
        if let Some(language) = text.trim_start().strip_prefix("```") {
            let excused = last.trim().strip_prefix("<!-- not run: ").and_then(|rest| rest.strip_suffix(" -->"));
            let content = lines.by_ref().map(|(_, text)| text).take_while(|text| text.trim() != "```").collect();
            blocks.push(Block { line, language, excused: excused.is_some_and(|reason| !reason.is_empty()), content });
        } else {
            prose.push((line, text));
        }
        if !text.trim().is_empty() {
            last = text;
        }
    }
    (blocks, prose)
}

#[test]
fn every_block_of_code_is_run_or_says_why_it_is_not() {
    let mut wrong = Vec::new();
    for page in pages() {
        let text = read(&page);
        let (blocks, prose) = blocks(&text);
        let mut before = None;
        for block in &blocks {
            let runs = match block.language {
                "console" => block.content.iter().any(|line| line.starts_with("$ ")),
                "powershell" => true,
                // What the block before it shows.
                "text" => before.is_some_and(|before: &Block| before.language == "powershell" && !before.excused),
                _ => false,
            };
            if !runs && !block.excused {
                wrong.push(format!("{}:{}: neither run nor excused", name(&page), block.line + 1));
            }
            before = Some(block);
        }
        let mut blank = true;
        for (line, text) in prose {
            if blank && text.starts_with("    ") {
                wrong.push(format!("{}:{}: a block of code without fences", name(&page), line + 1));
            }
            blank = text.trim().is_empty();
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a console shows: each command with what it prints. All commands of a page run in one folder, which has the fixtures.
#[cfg(unix)]
fn session(commands: &[&str], folder: &Path) -> String {
    let tool = Path::new(env!("CARGO_BIN_EXE_wsus954960"));
    let path = std::env::join_paths([tool.parent().unwrap(), Path::new("/usr/bin"), Path::new("/bin")]).unwrap();
    let mut shown = String::new();
    for command in commands {
        // The command has been built already.
        let line = command.replace("cargo run --release --quiet -- ", "wsus954960 ");
        let output = std::process::Command::new("sh")
            .args(["-c", &format!("exec 2>&1; {line}")])
            .current_dir(folder)
            .env_clear()
            .envs([("PATH", path.as_os_str()), ("LC_ALL", "C.UTF-8".as_ref())])
            .output()
            .unwrap();
        shown += &format!("$ {command}\n{}", String::from_utf8(output.stdout).unwrap());
    }
    shown
}

#[cfg(unix)]
#[test]
fn consoles_show_what_the_command_prints() {
    let update = std::env::var_os("UPDATE_DOCS").is_some();
    for page in pages() {
        let text = read(&page);
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(project().join("tests"), folder.path().join("tests")).unwrap();
        let mut written = 0;
        for block in blocks(&text).0.iter().filter(|block| block.language == "console" && !block.excused) {
            let commands: Vec<&str> = block.content.iter().filter_map(|line| line.strip_prefix("$ ")).collect();
            let shown = session(&commands, folder.path());
            let there = block.content.join("\n") + "\n";
            if update {
                let start = (block.line + 1).checked_add_signed(written).unwrap();
                let count = lines.len();
                lines.splice(start..start + block.content.len(), shown.lines().map(str::to_owned));
                written += lines.len() as isize - count as isize;
            } else {
                assert!(shown == there, "{}:{} shows\n{there}\nbut it is\n{shown}", name(&page), block.line + 1);
            }
        }
        if written != 0 || update {
            fs::write(&page, lines.join("\n") + "\n").unwrap();
        }
    }
}

/// The anchor that a heading gets on GitHub.
fn anchor(heading: &str) -> String {
    let kept = heading.trim_start_matches('#').trim().chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

#[test]
fn links_lead_to_files_and_headings_that_are_there() {
    let mut wrong = Vec::new();
    for page in pages() {
        let text = read(&page);
        for (line, prose) in blocks(&text).1 {
            for link in prose.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
                let (file, heading) = link.split_once('#').unwrap_or((link, ""));
                if link.contains("://") {
                    continue;
                }
                let target = if file.is_empty() { page.clone() } else { page.parent().unwrap().join(file) };
                let found = target.exists()
                    && (heading.is_empty() || read(&target).lines().any(|line| line.starts_with('#') && anchor(line) == heading));
                if !found {
                    wrong.push(format!("{}:{}: {link}", name(&page), line + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_verdict_has_a_page_that_shows_it() {
    for verdict in ["affected", "exposed", "fixed", "notAffected", "blocked", "clear", "indeterminate"] {
        let page = read(&project().join(format!("docs/verdicts/{verdict}.md")));
        assert!(page.starts_with(&format!("# `{verdict}`\n")), "{verdict}");
        assert!(read(&project().join("README.md")).contains(&format!("](docs/verdicts/{verdict}.md)")), "{verdict}");
    }
}

#[test]
fn the_page_about_documents_names_every_schema_and_every_error_code() {
    let page = read(&project().join("docs/documents.md"));
    for entry in fs::read_dir(project().join("schema")).unwrap() {
        let schema = entry.unwrap().file_name().into_string().unwrap();
        assert!(page.contains(&format!("(../schema/{schema})")), "{schema}");
    }
    let error: serde_json::Value = serde_json::from_str(&read(&project().join("schema/error.schema.json"))).unwrap();
    for code in error["properties"]["code"]["enum"].as_array().expect("the codes are listed") {
        assert!(page.contains(&format!("`{}`", code.as_str().unwrap())), "{code}");
    }
}

#[test]
fn the_pages_of_verdicts_name_every_reason() {
    let folder = fs::read_dir(project().join("docs/verdicts")).unwrap();
    let pages: String = folder.map(|entry| read(&entry.unwrap().path())).collect();
    let schema: serde_json::Value = serde_json::from_str(&read(&project().join("schema/assessment.schema.json"))).unwrap();
    for code in schema["properties"]["reasons"]["items"]["properties"]["code"]["enum"].as_array().expect("the codes are listed") {
        assert!(pages.contains(&format!("`{}`", code.as_str().unwrap())), "{code}");
    }
}
