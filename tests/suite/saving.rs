//! The command's `--save-to`, run as a startup script runs it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::*;

/// A share, a spool, and the command.
struct Fleet {
    folder: TempDir,
}

struct Run {
    code: i32,
    err: String,
}

impl Fleet {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("share")).unwrap();
        Self { folder }
    }

    fn share(&self) -> PathBuf {
        self.folder.path().join("share")
    }

    fn spool(&self) -> PathBuf {
        self.folder.path().join("spool")
    }

    /// The share is away.
    fn disconnect(&self) {
        fs::rename(self.share(), self.folder.path().join("away")).unwrap();
    }

    fn reconnect(&self) {
        fs::rename(self.folder.path().join("away"), self.share()).unwrap();
    }

    fn command(&self, root: &Path, more: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wsus954960"));
        command.args(["test", "--quiet", "--root"]).arg(root).arg("--save-to").arg(self.share()).arg("--spool").arg(self.spool());
        command.args(more).env("LC_ALL", "C").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn save(&self, root: &str, more: &[&str]) -> Run {
        finish(self.command(&fixture("roots").join(root), more).spawn().unwrap())
    }

    fn document(&self, name: &str) -> Value {
        let document = serde_json::from_slice(&fs::read(self.share().join(name)).unwrap()).unwrap();
        check_schema(&document);
        document
    }

    /// The documents that wait. Nothing else but locks may be in the spool.
    fn waiting(&self) -> Vec<String> {
        let mut names = names(&self.spool());
        names.retain(|name| !name.ends_with(".lock"));
        names
    }
}

fn finish(child: Child) -> Run {
    let output = child.wait_with_output().unwrap();
    Run { code: output.status.code().unwrap(), err: String::from_utf8(output.stderr).unwrap() }
}

fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

/// Waits until something is so. If it never is, the test hangs.
fn wait_until(is_so: impl Fn() -> bool) {
    while !is_so() {
        thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn each_machines_document_is_saved_under_its_name_and_the_exit_code_stays_the_verdicts() {
    let fleet = Fleet::new();
    for (root, code, verdict) in
        [("fixed", 0, "fixed"), ("affected", 1, "affected"), ("indeterminate-no-dll", 2, "indeterminate")]
    {
        let run = fleet.save(root, &[]);
        assert_eq!((run.code, run.err.as_str()), (code, ""), "{root}");
        let document = fleet.document(&format!("{root}.json"));
        assert_eq!((&document["target"]["name"], &document["verdict"]), (&root.into(), &verdict.into()));
    }
    assert_eq!(names(&fleet.share()), ["affected.json", "fixed.json", "indeterminate-no-dll.json"]);
    assert!(fleet.waiting().is_empty());
}

#[test]
fn a_machine_without_an_answer_is_saved_as_its_error() {
    let fleet = Fleet::new();
    assert_eq!(fleet.save("absent", &[]).code, 2);
    let document = fleet.document("absent.json");
    assert_eq!((&document["kind"], &document["code"]), (&"error".into(), &"notFound".into()));
}

#[test]
fn folders_of_one_name_are_saved_apart() {
    let fleet = Fleet::new();
    let roots = fixture("roots");
    let other = crate::assessment::copy_of("clear");
    let second = other.path().join("fixed");
    fs::create_dir(&second).unwrap();
    fs::rename(other.path().join("Windows"), second.join("Windows")).unwrap();
    fs::rename(other.path().join("Program Files"), second.join("Program Files")).unwrap();
    // In runs of their own too, whichever is first.
    for root in [&roots.join("fixed"), &second, &roots.join("fixed")] {
        let run = finish(fleet.command(root, &[]).spawn().unwrap());
        assert_eq!((run.code, run.err.as_str()), (0, ""));
    }
    let run = finish(fleet.command(&second, &["--root", roots.join("fixed").to_str().unwrap()]).spawn().unwrap());
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let names = names(&fleet.share());
    let verdicts: Vec<Value> = names.iter().map(|name| fleet.document(name)["verdict"].clone()).collect();
    assert!(
        names.len() == 2 && verdicts.contains(&"fixed".into()) && verdicts.contains(&"clear".into()),
        "{names:?} {verdicts:?}"
    );
}

#[test]
fn while_the_share_is_away_the_document_waits_and_one_line_says_so() {
    let fleet = Fleet::new();
    fleet.disconnect();
    for _ in 0..2 {
        let run = fleet.save("affected", &[]);
        assert_eq!(run.code, 1, "the verdict's: {}", run.err);
        assert_eq!(run.err.lines().count(), 1, "{}", run.err);
        assert!(run.err.starts_with("wsus954960: 1 document waits in "), "{}", run.err);
        assert_eq!(fleet.waiting().len(), 1);
    }
    fleet.reconnect();
    let run = fleet.save("fixed", &[]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert_eq!(names(&fleet.share()), ["affected.json", "fixed.json"]);
    assert_eq!(fleet.document("affected.json")["verdict"], "affected");
    assert!(fleet.waiting().is_empty());
}

/// Another run's turn to send never ends, as if it hung in the share: so does this one.
fn hang(fleet: &Fleet) -> File {
    fleet.save("clear", &[]);
    let lock = File::options().write(true).open(fleet.spool().join("send.lock")).unwrap();
    lock.lock().unwrap();
    lock
}

#[test]
fn a_share_that_hangs_does_not_hold_the_process_beyond_its_deadline() {
    let fleet = Fleet::new();
    let lock = hang(&fleet);
    let run = fleet.save("affected", &["--deadline", "1"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.err.contains("1 document waits") && run.err.contains("1 seconds while saving"), "{}", run.err);
    assert_eq!((names(&fleet.share()), fleet.waiting().len()), (vec!["clear.json".into()], 1));
    drop(lock);
    fleet.save("clear", &[]);
    assert_eq!((names(&fleet.share()), fleet.waiting().len()), (vec!["affected.json".into(), "clear.json".into()], 0));
}

#[test]
fn what_a_killed_run_left_arrives_with_the_next_one() {
    let fleet = Fleet::new();
    let lock = hang(&fleet);
    let mut child = fleet.command(&fixture("roots/affected"), &["--deadline", "0"]).spawn().unwrap();
    wait_until(|| fleet.waiting().iter().any(|name| name.ends_with(".waiting")));
    child.kill().unwrap();
    child.wait().unwrap();
    // Killed a moment later, it would have left this too.
    drop(lock);
    let run = fleet.save("fixed", &[]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert_eq!(names(&fleet.share()), ["affected.json", "clear.json", "fixed.json"]);
    assert!(fleet.waiting().is_empty());
}

#[test]
fn several_runs_at_once_do_no_harm() {
    let fleet = Fleet::new();
    let roots = ["affected", "fixed", "clear", "blocked"];
    let children: Vec<Child> = roots
        .iter()
        .cycle()
        .take(3 * roots.len())
        .map(|root| fleet.command(&fixture("roots").join(root), &["--deadline", "0"]).spawn().unwrap())
        .collect();
    for (child, root) in children.into_iter().zip(roots.iter().cycle()) {
        let run = finish(child);
        assert_eq!(run.err, "", "{root}");
        assert_ne!(run.code, 2, "{root}");
    }
    assert_eq!(names(&fleet.share()), ["affected.json", "blocked.json", "clear.json", "fixed.json"]);
    for root in roots {
        assert_eq!(fleet.document(&format!("{root}.json"))["verdict"], *root);
    }
    assert!(fleet.waiting().is_empty());
}

#[test]
fn a_document_that_is_nowhere_is_an_error() {
    let fleet = Fleet::new();
    fleet.disconnect();
    fs::write(fleet.spool(), "a file").unwrap();
    let run = fleet.save("fixed", &[]);
    assert_eq!((run.code, run.err.lines().count()), (2, 2), "{}", run.err);
}

#[cfg(unix)]
#[test]
fn whatever_hangs_the_process_ends_soon_after_its_deadline() {
    let fleet = Fleet::new();
    let pipe = fleet.folder.path().join("roots");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    // Reading the list waits for a writer.
    let run = finish(
        fleet.command(&fixture("roots/fixed"), &["--deadline", "1", "--roots-file", pipe.to_str().unwrap()]).spawn().unwrap(),
    );
    assert_eq!(run.code, 2, "{}", run.err);
}

#[cfg(unix)]
#[test]
fn without_a_folder_for_it_the_spool_is_below_the_users_state() {
    let fleet = Fleet::new();
    fleet.disconnect();
    let state = fleet.folder.path().join("state");
    let mut command = Command::new(env!("CARGO_BIN_EXE_wsus954960"));
    command.args(["test", "--quiet", "--root"]).arg(fixture("roots/fixed")).arg("--save-to").arg(fleet.share());
    let output = command.env("LC_ALL", "C").env("XDG_STATE_HOME", &state).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(names(&state.join("wsus954960/spool")).iter().any(|name| name.starts_with("fixed.json~")));
}

#[cfg(not(windows))]
#[test]
fn only_windows_has_an_event_log() {
    let fleet = Fleet::new();
    let run = fleet.save("fixed", &["--event-log"]);
    assert_eq!((run.code, run.err.as_str()), (2, "wsus954960: --event-log: only Windows has an event log.\n"));
    assert!(names(&fleet.share()).is_empty(), "nothing was looked at");
}

#[cfg(windows)]
#[test]
fn an_event_that_can_t_be_written_is_said_once_and_nothing_else_fails() {
    let fleet = Fleet::new();
    let root = fixture("roots/fixed");
    let mut command = fleet.command(&root, &["--event-log", "--root", fixture("roots/clear").to_str().unwrap()]);
    // Without Windows' own program.
    let run = finish(command.env("SystemRoot", fleet.folder.path()).spawn().unwrap());
    assert_eq!((run.code, run.err.matches("event").count() > 0, run.err.lines().count()), (0, true, 1), "{}", run.err);
    assert_eq!(names(&fleet.share()), ["clear.json", "fixed.json"]);
}
