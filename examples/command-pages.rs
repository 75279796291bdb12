//! Writes the command's man pages to `man` and its completion scripts to `completions`, from the definition of its arguments. A test fails
//! if the files in the repository differ.
//!
//!     cargo run --example command-pages

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Command, CommandFactory};
use clap_complete::{Generator, Shell};
use clap_mangen::Man;

#[allow(dead_code, reason = "only the definition is of interest here, not the values")]
#[path = "../src/cli/args.rs"]
mod args;

fn main() -> io::Result<()> {
    for (path, content) in pages()? {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        fs::create_dir_all(path.parent().expect("a file in a folder"))?;
        fs::write(path, content)?;
    }
    Ok(())
}

/// Every page and script, by its path in the project.
pub fn pages() -> io::Result<Vec<(PathBuf, Vec<u8>)>> {
    let mut command = args::Args::command();
    command.build();
    let mut pages = vec![man_page(&command)?];
    for verb in command.get_subcommands().filter(|verb| verb.get_name() != "help") {
        pages.push(man_page(verb)?);
    }
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell] {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut args::Args::command(), "wsus954960", &mut script);
        pages.push((Path::new("completions").join(shell.file_name("wsus954960")), script));
    }
    Ok(pages)
}

fn man_page(command: &Command) -> io::Result<(PathBuf, Vec<u8>)> {
    let man = Man::new(command.clone()).source(concat!("wsus954960 ", env!("CARGO_PKG_VERSION")));
    let mut page = Vec::new();
    man.render(&mut page)?;
    Ok((Path::new("man").join(man.get_filename()), page))
}
