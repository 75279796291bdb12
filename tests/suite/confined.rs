//! Links in evidence: those that lead out of it are errors, and what they lead to is never touched.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use wsus954960::internals::document::{Assessment, Verdict};
use wsus954960::internals::input::filesystem::{Disk, Entry, FileSystem, Kind, Opened};
use wsus954960::internals::input::reader::Reader;
use wsus954960::{AssessOptions, Language};

use crate::assessment::{at, copy_of};
use crate::support::*;

/// The disk, which records what it is asked.
#[derive(Default)]
struct Recording {
    /// Every path, and whether a link at its end would be followed.
    asked: Mutex<Vec<(PathBuf, bool)>>,
}

impl Recording {
    fn note(&self, path: &Path, follows: bool) {
        self.asked.lock().unwrap().push((path.to_owned(), follows));
    }

    fn paths(&self) -> Vec<(PathBuf, bool)> {
        self.asked.lock().unwrap().clone()
    }
}

impl FileSystem for Recording {
    fn kind(&self, path: &Path) -> io::Result<Kind> {
        self.note(path, true);
        Disk.kind(path)
    }

    fn entry(&self, path: &Path) -> io::Result<Kind> {
        self.note(path, false);
        Disk.entry(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        self.note(folder, true);
        Disk.list(folder)
    }

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        self.note(path, true);
        Disk.resolve(path)
    }

    fn target(&self, link: &Path) -> io::Result<PathBuf> {
        self.note(link, false);
        Disk.target(link)
    }

    fn open(&self, path: &Path) -> io::Result<Opened> {
        self.note(path, true);
        Disk.open(path)
    }
}

fn assess_on(files: &dyn FileSystem, options: &AssessOptions) -> Assessment {
    let assessed =
        wsus954960::internals::judge::assess::assess(&Reader::new(files), &options.machine().unwrap(), options).unwrap();
    let assessment = Assessment::new(assessed, Language::English);
    check_schema(&assessment);
    assessment
}

/// The places below the root that an assessment looks at, and every folder on the way to them.
fn places(root: &Path) -> BTreeSet<PathBuf> {
    let files = Recording::default();
    assess_on(&files, &at(root));
    let below = |path: &PathBuf| path.strip_prefix(root).ok().map(Path::to_owned);
    let asked: Vec<PathBuf> = files.paths().iter().filter_map(|(path, _)| below(path)).collect();
    let places = asked.iter().flat_map(|path| path.ancestors()).filter(|place| !place.as_os_str().is_empty());
    places.filter(|place| root.join(place).exists()).map(Path::to_owned).collect()
}

/// Every machine of the fixtures, in a folder that may be changed, and each of its places.
fn each_place(mut visit: impl FnMut(&str, &Path, &Path)) {
    let mut visited = 0;
    for scenario in fs::read_dir(fixture("roots")).unwrap() {
        let scenario = scenario.unwrap().file_name().into_string().unwrap();
        let root = copy_of(&scenario);
        if scenario == "affected" {
            let config = root.path().join("Windows/System32/inetsrv/config");
            fs::create_dir_all(&config).unwrap();
            fs::copy(fixture("iis/applicationHost.config"), config.join("applicationHost.config")).unwrap();
        }
        for place in places(root.path()) {
            visit(&scenario, root.path(), &place);
            visited += 1;
        }
    }
    assert!(visited > 100, "{visited} places");
}

/// That nothing is asked for through a link, or outside of the root.
fn check_asked(files: &Recording, root: &Path, what: &str) {
    for (path, follows) in files.paths() {
        let Ok(names) = path.strip_prefix(root) else { panic!("{what}: {} was asked for", path.display()) };
        let mut on_the_way: Vec<&Path> = names.ancestors().collect();
        if !follows {
            on_the_way.remove(0);
        }
        for place in on_the_way.into_iter().filter(|place| !place.as_os_str().is_empty()) {
            assert!(!root.join(place).is_symlink(), "{what}: {} was asked for through a link", path.display());
        }
    }
}

fn check_not_cleaner(now: &Assessment, before: &Assessment, what: &str) {
    assert!(
        now.compliant != Some(true) || before.compliant == Some(true),
        "{what}: {:?} after {:?}",
        now.verdict,
        before.verdict
    );
}

#[test]
fn a_link_out_of_the_root_at_any_place_is_an_error_and_nothing_behind_it_is_touched() {
    let outside = tempfile::tempdir().unwrap();
    each_place(|scenario, root, place| {
        let (path, moved) = (root.join(place), outside.path().join("moved"));
        let before = assess_on(&Disk, &at(root));
        fs::rename(&path, &moved).unwrap();
        let up = "../".repeat(40);
        let relative = format!("{up}{}", moved.display());
        for target in [&*moved.to_string_lossy(), &relative, "/absent/nothing", &format!("{up}absent"), "/dev/tty"] {
            symlink(target, &path).unwrap();
            let what = format!("{scenario}: {} to {target}", place.display());
            let files = Recording::default();
            let assessment = assess_on(&files, &at(root));
            check_asked(&files, root, &what);
            check_not_cleaner(&assessment, &before, &what);
            let leading_out: Vec<_> =
                assessment.errors.iter().filter(|error| error.problem.as_deref() == Some("linkLeadsOut")).collect();
            assert_eq!(leading_out.len(), 1, "{what}: {:?}", assessment.errors);
            assert_eq!(leading_out[0].path.as_deref(), path.to_str(), "{what}");
            assert!(leading_out[0].message.contains(target), "{what}: {}", leading_out[0].message);
            fs::remove_file(&path).unwrap();
        }
        // Whoever means it gets what is there.
        symlink(&moved, &path).unwrap();
        let assessment = assess_on(&Disk, &AssessOptions { follow_links: true, ..at(root) });
        assert_eq!(
            (assessment.verdict, assessment.errors.len()),
            (before.verdict, before.errors.len()),
            "{scenario}: {}",
            place.display()
        );
        fs::remove_file(&path).unwrap();
        fs::rename(&moved, &path).unwrap();
    });
}

#[test]
fn a_link_inside_the_root_at_any_place_changes_nothing() {
    each_place(|scenario, root, place| {
        let (path, moved) = (root.join(place), root.join("moved"));
        let before = assess_on(&Disk, &at(root));
        fs::rename(&path, &moved).unwrap();
        let relative = format!("{}moved", "../".repeat(place.components().count() - 1));
        let through = format!("{relative}/../moved");
        for target in [&*moved.to_string_lossy(), &relative, &through] {
            symlink(target, &path).unwrap();
            let what = format!("{scenario}: {} to {target}", place.display());
            let files = Recording::default();
            let assessment = assess_on(&files, &at(root));
            if through != target {
                check_asked(&files, root, &what);
            }
            assert_eq!((assessment.verdict, assessment.errors.len()), (before.verdict, before.errors.len()), "{what}");
            assert_eq!(assessment.client_logs.len(), before.client_logs.len(), "{what}");
            fs::remove_file(&path).unwrap();
        }
        fs::rename(&moved, &path).unwrap();
    });
}

#[test]
fn a_loop_of_links_at_any_place_is_an_error() {
    each_place(|scenario, root, place| {
        let (path, moved) = (root.join(place), root.join("moved"));
        let before = assess_on(&Disk, &at(root));
        fs::rename(&path, &moved).unwrap();
        symlink(path.file_name().unwrap(), &path).unwrap();
        let assessment = assess_on(&Recording::default(), &at(root));
        let what = format!("{scenario}: {}", place.display());
        check_not_cleaner(&assessment, &before, &what);
        assert!(assessment.errors.len() > before.errors.len() || !before.errors.is_empty(), "{what}");
        fs::remove_file(&path).unwrap();
        fs::rename(&moved, &path).unwrap();
    });
}

#[test]
fn the_root_may_be_a_link_and_named_files_may_be_anywhere() {
    let machine = copy_of("blocked");
    let outside = tempfile::tempdir().unwrap();
    let root = outside.path().join("root");
    symlink(machine.path(), &root).unwrap();
    assert_eq!(assess_on(&Disk, &at(&root)).verdict, Verdict::Blocked);
    // Its links may name it either way.
    let log = machine.path().join("Windows/WindowsUpdate.log");
    fs::rename(&log, machine.path().join("log")).unwrap();
    for target in [root.join("log"), machine.path().join("log")] {
        symlink(&target, &log).unwrap();
        let assessment = assess_on(&Disk, &at(&root));
        assert_eq!((assessment.verdict, assessment.errors.len()), (Verdict::Blocked, 0), "{:?}", assessment.errors);
        fs::remove_file(&log).unwrap();
    }
    fs::rename(machine.path().join("log"), outside.path().join("log")).unwrap();
    symlink(outside.path().join("log"), &log).unwrap();
    for named in [log, outside.path().join("log")] {
        let options = AssessOptions { client_logs: Some(vec![named]), ..at(&root) };
        let assessment = assess_on(&Disk, &options);
        assert_eq!((assessment.verdict, assessment.errors.len()), (Verdict::Blocked, 0), "{:?}", assessment.errors);
    }
}

#[test]
fn confining_asks_few_more_questions() {
    for scenario in ["affected", "clear", "fixed"] {
        let root = fixture("roots").join(scenario);
        let asked = |follow_links| {
            let files = Recording::default();
            assess_on(&files, &AssessOptions { follow_links, ..at(&root) });
            files.paths().len()
        };
        let (free, confined) = (asked(true), asked(false));
        println!("{scenario}: {free} questions, {confined} confined");
        assert!(confined <= free + 2, "{scenario}: {confined} questions instead of {free}");
    }
}

/// The disk, just before someone put a link in the place of a file: it is not seen, but it is there when the file is opened.
#[cfg(target_os = "linux")]
struct Outrun;

#[cfg(target_os = "linux")]
impl FileSystem for Outrun {
    fn kind(&self, path: &Path) -> io::Result<Kind> {
        Disk.kind(path)
    }

    fn entry(&self, path: &Path) -> io::Result<Kind> {
        Disk.kind(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        let seen = |entry: Entry| Ok(Entry { kind: Disk.kind(&folder.join(&entry.name))?, ..entry });
        Disk.list(folder)?.into_iter().map(seen).collect()
    }

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        Disk.resolve(path)
    }

    fn target(&self, link: &Path) -> io::Result<PathBuf> {
        Disk.target(link)
    }

    fn open(&self, path: &Path) -> io::Result<Opened> {
        Disk.open(path)
    }

    fn open_below(&self, root: &Path, names: &Path) -> io::Result<Opened> {
        Disk.open_below(root, names)
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_link_that_appears_between_looking_and_opening_is_not_followed() {
    for place in ["Windows", "Windows/WindowsUpdate.log"] {
        let (machine, outside) = (copy_of("blocked"), tempfile::tempdir().unwrap());
        let (path, moved) = (machine.path().join(place), outside.path().join("moved"));
        fs::rename(&path, &moved).unwrap();
        symlink(&moved, &path).unwrap();
        let assessment = assess_on(&Outrun, &at(machine.path()));
        assert!(assessment.client_logs.is_empty() && !assessment.errors.is_empty(), "{place}: {:?}", assessment.verdict);
        assert_eq!(assess_on(&Outrun, &AssessOptions { follow_links: true, ..at(machine.path()) }).verdict, Verdict::Blocked);
    }
}
