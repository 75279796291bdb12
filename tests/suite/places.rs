//! Something else in the place of a folder or file that counts: an error with its path, never absence.

use std::ffi::CString;
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use wsus954960::ErrorCode;
use wsus954960::internals::advisory::places::{PROGRAM_FILES, X86_SUFFIX};
use wsus954960::internals::document::{Assessment, Verdict};
use wsus954960::internals::input::filesystem::{Disk, Kind};
use wsus954960::internals::input::folder::{find, find_by_path, is_absent};

use crate::assessment::{assess, at, copy_of};
use crate::support::*;

/// What may be there instead.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Wrong {
    File,
    Folder,
    LinkToFile,
    LinkToFolder,
    BrokenLink,
    LinkLoop,
    Fifo,
    Socket,
}

const ALWAYS_WRONG: [Wrong; 4] = [Wrong::BrokenLink, Wrong::LinkLoop, Wrong::Fifo, Wrong::Socket];

fn wrong_for(is_folder: bool) -> impl Iterator<Item = Wrong> {
    let other = if is_folder { [Wrong::File, Wrong::LinkToFile] } else { [Wrong::Folder, Wrong::LinkToFolder] };
    other.into_iter().chain(ALWAYS_WRONG)
}

/// Puts something wrong at the path, instead of what is there.
fn put(wrong: Wrong, path: &Path) {
    if path.is_dir() {
        fs::remove_dir_all(path).unwrap();
    } else if path.exists() {
        fs::remove_file(path).unwrap();
    }
    match wrong {
        Wrong::File => fs::write(path, "a file").unwrap(),
        Wrong::Folder => fs::create_dir(path).unwrap(),
        Wrong::LinkToFile => symlink(fixture("dll/make.sh"), path).unwrap(),
        Wrong::LinkToFolder => symlink(fixture("dll"), path).unwrap(),
        Wrong::BrokenLink => symlink("/absent/nothing", path).unwrap(),
        Wrong::LinkLoop => symlink(path, path).unwrap(),
        Wrong::Fifo => {
            let path = CString::new(path.as_os_str().as_bytes()).unwrap();
            // SAFETY: the path ends with NUL. (Using the command of that name would start a process for each pipe.)
            assert_eq!(unsafe { libc::mkfifo(path.as_ptr(), 0o600) }, 0);
        }
        Wrong::Socket => {
            // A socket's path must not be long, but the socket can be moved.
            let folder = tempfile::tempdir_in("/tmp").unwrap();
            let socket = folder.path().join("s");
            UnixListener::bind(&socket).unwrap();
            fs::rename(&socket, path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        }
    }
}

/// The folders and files in a fixture that count, and whether each is a folder.
fn places(root: &Path) -> Vec<(PathBuf, bool)> {
    fn walk(folder: &Path, found: &mut Vec<(PathBuf, bool)>) {
        const NAMES: [&str; 10] = [
            "update services",
            "webservices",
            "clientwebservice",
            "bin",
            "microsoft.updateservices.webservices.client.dll",
            "logfiles",
            "log files",
            "softwaredistribution.log",
            "windows",
            "windowsupdate.log",
        ];
        let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            let name = path.file_name().unwrap().to_string_lossy().to_lowercase();
            if NAMES.contains(&name.as_str()) || PROGRAM_FILES.iter().any(|known| name.starts_with(&known.to_lowercase())) {
                found.push((path.clone(), path.is_dir()));
            }
            if path.is_dir() {
                walk(&path, found);
            }
        }
    }
    let mut found = Vec::new();
    walk(root, &mut found);
    found
}

fn check_error(assessment: &Assessment, path: &Path, what: &str) {
    let path = path.to_string_lossy();
    let error = assessment.errors.iter().find(|error| error.path.as_deref() == Some(&*path));
    assert!(error.is_some(), "{what}: no error about {path}: {:?}", assessment.errors);
}

#[test]
fn anything_else_in_the_place_of_evidence_is_an_error_and_never_makes_a_verdict_cleaner() {
    let mut combinations = 0;
    for root in fs::read_dir(fixture("roots")).unwrap() {
        let name = root.unwrap().file_name().into_string().unwrap();
        let before = assess(&at(&fixture("roots").join(&name)));
        for (place, is_folder) in places(&fixture("roots").join(&name)) {
            let relative = place.strip_prefix(fixture("roots").join(&name)).unwrap().to_owned();
            for wrong in wrong_for(is_folder) {
                let what = format!("{wrong:?} at {name}/{}", relative.display());
                let folder = copy_of(&name);
                let path = folder.path().join(&relative);
                put(wrong, &path);
                let after = assess(&at(folder.path()));
                check_error(&after, &path, &what);
                // A server's verdict depends on its DLL alone, not on logs.
                let is_log = relative.to_string_lossy().to_lowercase().contains("log");
                if is_log && before.version.is_some() {
                    assert_eq!(after.compliant, before.compliant, "{what}: {:?}", after.verdict);
                } else {
                    assert_ne!(after.compliant, Some(true), "{what}: {:?}", after.verdict);
                }
                combinations += 1;
            }
        }
    }
    assert!(combinations > 400, "{combinations}");
}

#[test]
fn a_program_files_folder_of_any_language_counts() {
    for name in PROGRAM_FILES.into_iter().flat_map(|name| [name.to_owned(), format!("{name}{X86_SUFFIX}"), name.to_uppercase()]) {
        for wrong in wrong_for(true) {
            let folder = copy_of("clear");
            let path = folder.path().join(&name);
            put(wrong, &path);
            let assessment = assess(&at(folder.path()));
            check_error(&assessment, &path, &format!("{wrong:?} at {name}"));
            assert_eq!(assessment.verdict, Verdict::Indeterminate, "{wrong:?} at {name}");
        }
    }
}

#[test]
fn wrong_things_in_places_that_are_empty_on_a_clean_machine_raise_doubts_too() {
    for place in
        ["Program Files/Update Services", "PROGRAM FILES/update services/WebServices", "WINNT", "Windows/System32/inetsrv"]
    {
        for wrong in wrong_for(true) {
            let folder = copy_of("clear");
            let path = folder.path().join(place);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            put(wrong, &path);
            let assessment = assess(&at(folder.path()));
            check_error(&assessment, &path, &format!("{wrong:?} at {place}"));
            assert_eq!(assessment.verdict, Verdict::Indeterminate, "{wrong:?} at {place}");
        }
    }
}

#[test]
fn links_to_the_right_thing_are_followed() {
    for place in ["Program Files", "Program Files/Update Services", "Program Files/Update Services/WebServices", "Windows"] {
        let folder = copy_of("affected");
        let path = folder.path().join(place);
        let moved = folder.path().join("moved");
        fs::rename(&path, &moved).unwrap();
        symlink(&moved, &path).unwrap();
        let assessment = assess(&at(folder.path()));
        assert_eq!((assessment.verdict, assessment.errors.len()), (Verdict::Affected, 0), "{place}: {:?}", assessment.errors);
    }
    // Windows has links to its program files under other names.
    let folder = copy_of("affected");
    symlink("Program Files", folder.path().join("Programme")).unwrap();
    let assessment = assess(&at(folder.path()));
    assert_eq!((assessment.verdict, assessment.errors.len(), assessment.server_logs.len()), (Verdict::Affected, 0, 1));
}

#[test]
fn folders_with_names_like_older_logs_are_ignored() {
    let folder = copy_of("clear");
    for name in ["WindowsUpdate.old", "WindowsUpdate.log.bak", "WindowsUpdate (2).log"] {
        fs::create_dir(folder.path().join("Windows").join(name)).unwrap();
    }
    assert_eq!(assess(&at(folder.path())).verdict, Verdict::Clear);
}

#[test]
fn one_question_finds_the_same_as_a_listing_of_each_folder() {
    let folder = tempfile::tempdir().unwrap();
    let names = ["a", "b", "c"];
    let fill = || {
        fs::create_dir_all(folder.path().join("a/b")).unwrap();
        fs::write(folder.path().join("a/b/c"), "x").unwrap();
    };
    fill();
    let path = folder.path().join("a/b/c");
    assert_eq!(find_by_path(&Disk, folder.path(), &names, Kind::File), Ok(Some(path.clone())));
    assert_eq!(find(&Disk, folder.path(), &names, Kind::File).paths, [path]);
    for (place, is_folder) in [("a", true), ("a/b", true), ("a/b/c", false)] {
        for wrong in wrong_for(is_folder) {
            fill();
            let path = folder.path().join(place);
            put(wrong, &path);
            let found = find(&Disk, folder.path(), &names, Kind::File);
            let asked = find_by_path(&Disk, folder.path(), &names, Kind::File).unwrap_err();
            assert_eq!((found.paths.len(), &found.errors[..]), (0, &[asked.clone()][..]), "{wrong:?} at {place}");
            assert_eq!(asked.path.as_deref(), path.to_str(), "{wrong:?} at {place}");
            let is_broken = wrong == Wrong::BrokenLink;
            assert_eq!(asked.code == ErrorCode::NotFound, is_broken, "{wrong:?} at {place}: {asked}");
            fs::remove_dir(&path).or_else(|_| fs::remove_file(&path)).unwrap();
        }
        let found = find(&Disk, folder.path(), &names, Kind::File);
        assert!(found.paths.is_empty() && found.errors.is_empty(), "{place}");
        assert_eq!(find_by_path(&Disk, folder.path(), &names, Kind::File), Ok(None));
    }
}

#[test]
fn only_not_found_counts_as_absent() {
    let file = fixture("dll/make.sh");
    assert!(is_absent(&fs::metadata(fixture("absent")).unwrap_err()));
    assert!(!is_absent(&fs::metadata(file.join("below a file")).unwrap_err()));
    for kind in [io::ErrorKind::PermissionDenied, io::ErrorKind::NotADirectory, io::ErrorKind::Other] {
        assert!(!is_absent(&kind.into()), "{kind}");
    }
}
