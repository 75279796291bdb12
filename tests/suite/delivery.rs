//! Documents on their way to a folder that fails, hangs or is shared, by way of the spool.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use tempfile::TempDir;
use wsus954960::internals::deliver::names::key;
use wsus954960::internals::deliver::store::{Disk, Lock, Store};
use wsus954960::internals::deliver::{MAX_BYTES, Post};
use wsus954960::internals::input::filesystem::Kind;
use wsus954960::{AssessOptions, Delivery, DeliveryState, Error, ErrorCode, Language, Problem};

use crate::support::*;

const FILE: &str = "PC17.json";

fn disk() -> Disk {
    wsus954960::delivery_disk()
}

/// A folder for documents, and a spool.
struct Place {
    _folder: TempDir,
    to: PathBuf,
    spool: PathBuf,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (to, spool) = (folder.path().join("share"), folder.path().join("spool"));
        fs::create_dir(&to).unwrap();
        Self { _folder: folder, to, spool }
    }

    fn post_on(&self, store: Arc<dyn Store>) -> (Post, Option<Error>) {
        Post::new(store, &self.to, Some(&self.spool))
    }

    fn post(&self) -> Post {
        let (post, error) = self.post_on(Arc::new(disk()));
        assert_eq!(error, None);
        post
    }

    fn saved(&self) -> BTreeMap<String, String> {
        files(&self.to)
    }

    fn waiting(&self) -> BTreeMap<String, String> {
        let mut files = files(&self.spool);
        files.retain(|name, _| !name.ends_with(".lock"));
        files
    }
}

fn files(folder: &Path) -> BTreeMap<String, String> {
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    let paths = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    paths.map(|path| (name(&path), fs::read_to_string(&path).unwrap())).collect()
}

/// One document of one file.
fn one(text: &str) -> BTreeMap<String, String> {
    BTreeMap::from([(FILE.into(), text.into())])
}

/// Saves a document as every front end does.
fn save(post: &Post, file: &str, text: &str) -> DeliveryState {
    let is_kept = post.keep(file, text).unwrap_or(false);
    let sent = post.send(file, (!is_kept).then_some(text));
    check_schema(&Delivery::new("PC17", &sent.place, sent.state, sent.error.as_ref(), Language::English));
    assert_eq!(sent.state == DeliveryState::Delivered, sent.error.is_none());
    sent.state
}

fn send_waiting(post: &Post) -> Vec<(String, DeliveryState)> {
    post.waiting().into_iter().map(|file| (file.clone(), post.send(&file, None).state)).collect()
}

/// How long a fault lasts.
#[derive(Clone, Copy, PartialEq)]
enum Lasts {
    /// One step fails.
    Once,
    /// From then on everything fails, as if the process had been killed there.
    Forever,
}

/// The disk, on which a step fails. Writing a file has three steps, and everything else that changes something has two: it fails before
/// anything happened, half-way, or after it was done.
struct Faulty {
    disk: Disk,
    steps: AtomicUsize,
    fails_at: usize,
    lasts: Lasts,
}

impl Faulty {
    fn new(fails_at: usize, lasts: Lasts) -> Arc<Self> {
        Arc::new(Self { disk: disk(), steps: AtomicUsize::new(0), fails_at, lasts })
    }

    fn step(&self) -> io::Result<()> {
        let step = self.steps.fetch_add(1, Ordering::SeqCst);
        let fails = step == self.fails_at || step > self.fails_at && self.lasts == Lasts::Forever;
        if fails { Err(io::Error::other("the share is gone")) } else { Ok(()) }
    }

    fn changing<T>(&self, change: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        self.step()?;
        let changed = change()?;
        self.step()?;
        Ok(changed)
    }
}

impl Store for Faulty {
    fn create(&self, file: &Path, content: &[u8]) -> io::Result<()> {
        self.step()?;
        if let Err(error) = self.step() {
            self.disk.create(file, &content[..content.len() / 2])?;
            return Err(error);
        }
        self.disk.create(file, content)?;
        self.step()
    }

    fn read(&self, file: &Path, limit: u64) -> io::Result<Vec<u8>> {
        self.step()?;
        self.disk.read(file, limit)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.changing(|| self.disk.rename(from, to))
    }

    fn remove(&self, file: &Path) -> io::Result<()> {
        self.changing(|| self.disk.remove(file))
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<(String, u64)>> {
        self.step()?;
        self.disk.list(folder)
    }

    fn lock(&self, file: &Path) -> io::Result<Lock> {
        self.changing(|| self.disk.lock(file))
    }

    fn entry(&self, path: &Path) -> io::Result<Kind> {
        self.step()?;
        self.disk.entry(path)
    }

    fn create_private(&self, folder: &Path) -> io::Result<()> {
        self.changing(|| self.disk.create_private(folder))
    }

    fn is_private(&self, folder: &Path) -> io::Result<bool> {
        self.step()?;
        self.disk.is_private(folder)
    }

    fn remove_folder(&self, folder: &Path) -> io::Result<()> {
        self.changing(|| self.disk.remove_folder(folder))
    }
}

#[test]
fn a_document_arrives_and_replaces_the_older_one() {
    let place = Place::new();
    let post = place.post();
    for text in ["first", "second"] {
        assert_eq!(save(&post, FILE, text), DeliveryState::Delivered);
        assert_eq!((place.saved(), place.waiting().len()), (one(text), 0));
    }
}

#[test]
fn what_could_not_be_delivered_waits_and_arrives_with_the_next_run() {
    let place = Place::new();
    fs::remove_dir(&place.to).unwrap();
    let post = place.post();
    let sent = post.keep(FILE, "older").map(|_| post.send(FILE, None)).unwrap();
    assert_eq!((sent.state, sent.error.unwrap().code), (DeliveryState::Spooled, ErrorCode::NotFound));
    // The folder is not asked again for each document of this run.
    fs::create_dir(&place.to).unwrap();
    assert_eq!(save(&post, "PC18.json", "other"), DeliveryState::Spooled);
    assert!(place.saved().is_empty());
    // Only the newest of a machine waits.
    assert_eq!(save(&post, FILE, "newer"), DeliveryState::Spooled);
    assert_eq!(place.waiting().len(), 2);
    let sent = send_waiting(&place.post());
    assert_eq!(sent, [(FILE.into(), DeliveryState::Delivered), ("PC18.json".into(), DeliveryState::Delivered)]);
    let saved = BTreeMap::from([(FILE.into(), "newer".into()), ("PC18.json".into(), "other".into())]);
    assert_eq!((place.saved(), place.waiting().len()), (saved, 0));
    assert_eq!(send_waiting(&place.post()), [], "nothing is delivered twice");
}

#[test]
fn a_document_waits_for_the_folder_that_it_was_meant_for() {
    let place = Place::new();
    fs::remove_dir(&place.to).unwrap();
    save(&place.post(), FILE, "text");
    let other = tempfile::tempdir().unwrap();
    let (elsewhere, _) = Post::new(Arc::new(disk()), other.path(), Some(&place.spool));
    assert_eq!(send_waiting(&elsewhere), []);
    assert_eq!(save(&elsewhere, FILE, "for the other"), DeliveryState::Delivered);
    fs::create_dir(&place.to).unwrap();
    // Another way to write the same folder.
    let (post, _) = Post::new(Arc::new(disk()), &place.to.join(""), Some(&place.spool));
    send_waiting(&post);
    assert_eq!((place.saved(), files(other.path())), (one("text"), one("for the other")));
}

/// A document of that time.
fn of(time: &str) -> String {
    format!("{{\"assessedAt\": \"{time}\"}}")
}

#[test]
fn an_older_document_that_waited_does_not_replace_a_newer_one() {
    const WAITING: &str = "2026-11-26T08:00:00.000Z";
    let after = |saved: &str| {
        let place = Place::new();
        place.post().keep(FILE, &of(WAITING)).unwrap();
        fs::write(place.to.join(FILE), saved).unwrap();
        assert_eq!(send_waiting(&place.post()), [(FILE.into(), DeliveryState::Delivered)]);
        assert!(place.waiting().is_empty());
        place.saved().remove(FILE).unwrap()
    };
    let newer = of("2026-11-26T08:00:00.001Z");
    assert_eq!(after(&newer), newer);
    // A clock that was wrong by years holds up nothing for years, and what says no time is not newer.
    for replaced in [&of("2026-11-26T07:59:59Z"), &of("9000-01-01T00:00:00Z"), &of("tomorrow"), &newer[1..], "{}", ""] {
        assert_eq!(after(replaced), of(WAITING), "{replaced}");
    }
}

#[test]
fn a_new_document_replaces_any_other_although_this_clock_went_back_by_years() {
    let place = Place::new();
    let (before, now) = (of("2026-11-26T08:00:00.000Z"), of("2001-01-01T00:00:00.000Z"));
    fs::write(place.to.join(FILE), before).unwrap();
    assert_eq!(save(&place.post(), FILE, &now), DeliveryState::Delivered);
    assert_eq!(place.saved(), one(&now));
}

#[test]
fn an_assessment_says_when_it_was_made() {
    let [first, second] = [(); 2].map(|()| {
        let options = AssessOptions { root: Some(fixture("roots/fixed")), ..AssessOptions::default() };
        serde_json::to_value(crate::assessment::assess(&options)).unwrap()
    });
    check_json(&first);
    let times = [first, second].map(|document| document["assessedAt"].as_str().unwrap().to_owned());
    assert!(times[0] <= times[1] && times[0].as_str() > "2020", "{times:?}");
}

/// A folder's document.
fn folders(root: &str) -> String {
    serde_json::json!({"target": {"name": "PC17", "root": root}}).to_string()
}

#[test]
fn folders_of_one_name_do_not_share_a_file_whether_they_wait_or_not() {
    for is_away in [false, true] {
        let place = Place::new();
        if is_away {
            fs::remove_dir(&place.to).unwrap();
        }
        let roots = ["/mnt/1/PC17", "/mnt/2/PC17"];
        // Each in a run of its own, and the first one again.
        for root in [roots[0], roots[1], roots[0], roots[1]] {
            save(&place.post(), &key("PC17", Some(root)), &folders(root));
        }
        if is_away {
            fs::create_dir(&place.to).unwrap();
            assert_eq!(send_waiting(&place.post()).len(), 2);
        }
        let saved = place.saved();
        let names: Vec<&str> = saved.keys().map(String::as_str).collect();
        assert!(matches!(names[..], [FILE, second] if second.starts_with("PC17~")), "{names:?}");
        let texts: BTreeSet<&String> = saved.values().collect();
        assert_eq!(texts, roots.map(folders).iter().collect());
        assert!(place.waiting().is_empty());
    }
}

#[test]
fn a_file_is_only_another_folders_if_it_says_so() {
    let root = "/mnt/1/PC17";
    let error = |path: &str| serde_json::json!({"kind": "error", "path": path}).to_string();
    let machine = r#"{"target": {"name": "PC17", "root": null}}"#.to_owned();
    let share = folders(r"\\PC17\c$");
    for (saved, is_anothers) in [
        (folders("/mnt/1/PC17/"), false),
        (machine, true),
        (share, true),
        (error("PC17"), false),
        (error("/mnt/1/PC17/Windows"), false),
        (error("/mnt/2/PC17"), true),
        ("{".into(), false),
    ] {
        let place = Place::new();
        fs::write(place.to.join(FILE), &saved).unwrap();
        assert_eq!(save(&place.post(), &key("PC17", Some(root)), &folders(root)), DeliveryState::Delivered);
        assert_eq!(place.saved().len(), 1 + usize::from(is_anothers), "{saved}");
    }
}

/// An older document may wait, and the run that saves a newer one fails at each of its steps in turn, for once or from there on. At no time
/// is there half a document, or an older one in place of a newer; and a run without faults makes everything good.
#[test]
fn a_fault_at_any_step_loses_nothing_and_leaves_no_half_document() {
    const OLDER: &str = r#"{"assessedAt": "2026-01-01T00:00:00Z"}"#;
    const NEWER: &str = r#"{"assessedAt": "2026-01-02T00:00:00Z"}"#;
    const NEWEST: &str = r#"{"assessedAt": "2026-01-03T00:00:00Z"}"#;
    for (lasts, does_older_wait) in [(Lasts::Once, true), (Lasts::Forever, true), (Lasts::Once, false), (Lasts::Forever, false)] {
        let mut fails_at = 0;
        loop {
            let place = Place::new();
            if does_older_wait {
                place.post().keep(FILE, OLDER).unwrap();
            } else {
                save(&place.post(), FILE, OLDER);
            }
            let faulty = Faulty::new(fails_at, lasts);
            let (post, _) = place.post_on(faulty.clone());
            send_waiting(&post);
            let state = save(&post, FILE, NEWER);
            drop(post);

            let what = format!("step {fails_at}, {state:?}: {:?} {:?}", place.saved(), place.waiting());
            let document = |saved: BTreeMap<String, String>| saved.get(FILE).cloned();
            let now = document(place.saved());
            assert!(now.as_deref().is_none_or(|text| [OLDER, NEWER].contains(&text)), "{what}");
            assert!(state != DeliveryState::Delivered || now.as_deref() == Some(NEWER), "{what}");

            send_waiting(&place.post());
            let later = document(place.saved());
            let what = format!("{what}; then {:?} {:?}", place.saved(), place.waiting());
            match state {
                DeliveryState::Failed => assert!(later.as_deref().is_some_and(|text| [OLDER, NEWER].contains(&text)), "{what}"),
                _ => assert_eq!(later.as_deref(), Some(NEWER), "{what}"),
            }
            assert!(now.as_deref() != Some(NEWER) || later == now, "an older one replaced it: {what}");

            assert_eq!(save(&place.post(), FILE, NEWEST), DeliveryState::Delivered, "{what}");
            assert_eq!(place.saved().get(FILE).map(String::as_str), Some(NEWEST), "{what}");
            assert_eq!(place.waiting().len(), 0, "{what}");
            // Only who has no spool can't know what a killed run of its own left.
            let has_spool = state != DeliveryState::Failed;
            assert!(!has_spool || place.saved().len() == 1, "{what}");
            if faulty.steps.load(Ordering::SeqCst) <= fails_at {
                assert_eq!(state, DeliveryState::Delivered);
                break;
            }
            fails_at += 1;
        }
        assert!(fails_at > 10, "{fails_at} steps");
    }
}

#[test]
fn of_several_runs_at_once_the_newest_document_arrives() {
    const COUNT: usize = 100;
    let place = Place::new();
    let is_done = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while is_done.load(Ordering::SeqCst) == 0 {
                    send_waiting(&place.post());
                }
            });
        }
        scope.spawn(|| {
            // Whoever reads sees whole documents, each newer than the one before.
            let mut last = 0;
            while is_done.load(Ordering::SeqCst) == 0 {
                let Ok(text) = fs::read_to_string(place.to.join(FILE)) else { continue };
                let number: usize = text.strip_prefix("document ").unwrap().parse().unwrap();
                assert!(number >= last, "{number} came after {last}");
                last = number;
            }
        });
        let post = place.post();
        let states: Vec<_> = (0..COUNT).map(|number| save(&post, FILE, &format!("document {number}"))).collect();
        is_done.store(1, Ordering::SeqCst);
        // Windows does not replace a file that someone is reading: then the document waits.
        assert!(cfg!(windows) || states.iter().all(|state| *state == DeliveryState::Delivered), "{states:?}");
    });
    send_waiting(&place.post());
    assert_eq!((place.saved(), place.waiting().len()), (one(&format!("document {}", COUNT - 1)), 0));
}

#[test]
fn a_file_that_refuses_does_not_hold_up_the_others() {
    let place = Place::new();
    fs::create_dir_all(place.to.join(FILE).join("not empty")).unwrap();
    let post = place.post();
    assert_ne!(save(&post, FILE, "text"), DeliveryState::Delivered);
    assert!(place.saved().is_empty(), "nothing unfinished stays: {:?}", place.saved());
    if cfg!(unix) {
        assert_eq!(save(&post, "PC18.json", "other"), DeliveryState::Delivered);
    }
}

#[test]
fn a_full_spool_refuses_and_what_can_be_delivered_is_delivered_without_it() {
    let place = Place::new();
    let post = place.post();
    // A sparse file.
    fs::File::create(place.spool.join("big")).unwrap().set_len(MAX_BYTES).unwrap();
    assert!(matches!(post.keep(FILE, "text").unwrap_err().problem, Problem::SpoolFull { documents: 2, bytes: MAX_BYTES }));
    assert_eq!(save(&post, FILE, "text"), DeliveryState::Delivered);
    fs::remove_dir_all(&place.to).unwrap();
    assert_eq!(save(&post, FILE, "text"), DeliveryState::Failed);
    // Once there is room, it is used.
    fs::remove_file(place.spool.join("big")).unwrap();
    assert!(post.keep(FILE, "text").unwrap());
}

#[test]
fn a_spool_that_is_a_file_is_refused_and_documents_go_directly() {
    let place = Place::new();
    fs::write(&place.spool, "a file").unwrap();
    let (post, error) = place.post_on(Arc::new(disk()));
    assert!(matches!(error.unwrap().problem, Problem::WrongKind { .. }));
    assert_eq!(save(&post, FILE, "text"), DeliveryState::Delivered);
    assert_eq!((place.saved(), fs::read_to_string(&place.spool).unwrap()), (one("text"), "a file".into()));
    fs::remove_dir_all(&place.to).unwrap();
    assert_eq!(save(&post, FILE, "text"), DeliveryState::Failed);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn mode(folder: &Path) -> u32 {
        fs::metadata(folder).unwrap().permissions().mode() & 0o777
    }

    fn with_mode(folder: &Path, mode: u32) {
        fs::create_dir_all(folder).unwrap();
        fs::set_permissions(folder, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn the_spool_is_for_this_account_alone() {
        let place = Place::new();
        save(&place.post(), FILE, "text");
        assert_eq!(mode(&place.spool), 0o700);
        // Others could only read, so what is in it can be trusted.
        with_mode(&place.spool, 0o755);
        place.post();
        assert_eq!(mode(&place.spool), 0o700);
    }

    #[test]
    fn a_spool_in_which_others_can_write_is_refused_unless_it_is_empty() {
        let place = Place::new();
        with_mode(&place.spool, 0o777);
        fs::write(place.spool.join("planted"), "text").unwrap();
        let (post, error) = place.post_on(Arc::new(disk()));
        let error = error.unwrap();
        assert_eq!((error.code, &error.problem), (ErrorCode::AccessDenied, &Problem::SpoolNotPrivate {}), "{error}");
        assert_eq!(save(&post, FILE, "text"), DeliveryState::Delivered);
        fs::remove_file(place.spool.join("planted")).unwrap();
        place.post();
        assert_eq!(mode(&place.spool), 0o700);
    }

    #[test]
    fn a_spool_that_is_a_link_is_refused_and_nothing_is_followed() {
        let place = Place::new();
        let elsewhere = tempfile::tempdir().unwrap();
        symlink(elsewhere.path(), &place.spool).unwrap();
        let (post, error) = place.post_on(Arc::new(disk()));
        assert!(matches!(error.unwrap().problem, Problem::WrongKind { .. }));
        assert_eq!(save(&post, FILE, "text"), DeliveryState::Delivered);
        assert!(files(elsewhere.path()).is_empty());
    }

    #[test]
    fn a_link_in_the_folder_is_replaced_and_not_followed() {
        let place = Place::new();
        let elsewhere = tempfile::tempdir().unwrap();
        let target = elsewhere.path().join("target");
        fs::write(&target, "untouched").unwrap();
        symlink(&target, place.to.join(FILE)).unwrap();
        assert_eq!(save(&place.post(), FILE, "text"), DeliveryState::Delivered);
        assert_eq!((place.saved(), fs::read_to_string(&target).unwrap()), (one("text"), "untouched".into()));
    }
}
