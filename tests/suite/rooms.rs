//! The folders of the source are its rooms: each imports only the rooms before it, as ARCHITECTURE.md draws them.

use std::fs;
use std::path::Path;

use crate::support::project;

/// From the ground up.
const ROOMS: [&str; 11] =
    ["values", "advisory", "input", "find", "recognise", "judge", "words", "document", "deliver", "fleet", "ffi"];

/// Rooms side by side: neither imports the other.
const NEIGHBOURS: [&str; 2] = ["find", "recognise"];

/// What is wrong with an import of `to` by a file of `from`, if anything.
fn objection(from: &str, to: &str) -> Option<&'static str> {
    let floor = |room: &str| ROOMS.iter().position(|name| *name == room);
    match (floor(from), floor(to)) {
        (None, _) => Some("the file is not in a room"),
        // The C ABI exports what the crate's root offers to everyone.
        (_, None) if from == "ffi" => None,
        (_, None) => Some("this is not a room"),
        (Some(from), Some(to)) if to > from => Some("the import goes up"),
        _ if from != to && NEIGHBOURS.contains(&from) && NEIGHBOURS.contains(&to) => Some("neighbours do not know each other"),
        _ => None,
    }
}

/// The modules of this crate that a source file names.
fn imports(source: &str) -> impl Iterator<Item = &str> {
    source.split("crate::").skip(1).filter_map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next())
}

fn check(folder: &Path, from: Option<&str>, wrong: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let room = from.unwrap_or(stem);
        if path.is_dir() {
            check(&path, Some(room), wrong);
        } else if !["lib", "main", "cli"].contains(&room) {
            let source = fs::read_to_string(&path).unwrap();
            let objections = imports(&source).filter_map(|to| Some((to, objection(room, to)?)));
            wrong.extend(objections.map(|(to, objection)| format!("{}: crate::{to}: {objection}", path.display())));
        }
    }
}

#[test]
fn every_import_goes_down() {
    let mut wrong = Vec::new();
    check(&project().join("src"), None, &mut wrong);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn an_import_that_goes_up_or_sideways_is_reported() {
    assert!(objection("input", "judge").is_some());
    assert!(objection("find", "recognise").is_some());
    assert!(objection("nowhere", "values").is_some());
    assert!(objection("judge", "input").is_none());
    assert_eq!(imports("use crate::values::error::Error; crate::judge::verdict").collect::<Vec<_>>(), ["values", "judge"]);
}
