//! Many machines at once, some of them slow, dead or failing.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, ThreadId};
use std::time::Duration;

use serde_json::{Value, json};
use wsus954960::internals::document::{Assessment, Verdict};
use wsus954960::internals::fleet::{Job, JobRequest, Limits, Next};
use wsus954960::internals::input::filesystem::{Disk, Entry, FileSystem, Kind, Opened};
use wsus954960::internals::input::monitor::Interrupter;
use wsus954960::{AssessOptions, Error, ErrorCode, Language};

use crate::common::faulty::{Fault, Gate, Layer};
use crate::support::*;

/// A time limit for machines that hang.
const SHORT: Duration = Duration::from_millis(200);

/// Waits until something is so. If it never is, the test hangs.
fn wait_until(is_so: impl Fn() -> bool) {
    while !is_so() {
        thread::sleep(Duration::from_millis(1));
    }
}

fn machine(root: impl Into<PathBuf>) -> AssessOptions {
    AssessOptions { root: Some(root.into()), ..AssessOptions::default() }
}

/// The machines in the fixtures, in the order of their names.
fn fixtures() -> Vec<AssessOptions> {
    let mut roots: Vec<PathBuf> =
        fixture("roots").read_dir().unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    roots.sort();
    roots.into_iter().map(machine).collect()
}

fn start(
    files: impl FileSystem + 'static,
    targets: Vec<AssessOptions>,
    concurrency: u32,
    timeout: Option<Duration>,
) -> Job<Assessment> {
    Job::start_on(Arc::new(files), targets, Limits { concurrency: Some(concurrency), timeout }).unwrap()
}

/// The answers by target. Checks that each target has only one.
fn answers(job: &Job<Assessment>) -> BTreeMap<usize, Result<Assessment, Error>> {
    let mut answers = BTreeMap::new();
    for answer in job.answers() {
        assert!(answers.insert(answer.index, answer.result).is_none(), "a second answer for {}", answer.index);
    }
    answers
}

fn code(result: &Result<Assessment, Error>) -> Option<ErrorCode> {
    result.as_ref().err().map(|error| error.code)
}

/// A machine's assessment, without its time and duration.
fn content(result: &Result<Assessment, Error>) -> Result<String, Error> {
    let mut assessment = result.as_ref().map_err(Error::clone)?.clone();
    (assessment.assessed_at, assessment.duration_ms) = (None, 0);
    Ok(wsus954960::to_json(&assessment))
}

#[test]
fn every_machine_has_the_same_answer_as_alone_whatever_the_concurrency() {
    let mut targets = fixtures();
    targets.push(machine("absent"));
    let alone: Vec<_> = targets.iter().map(|target| content(&wsus954960::assess(target))).collect();
    for concurrency in [1, 2, 7, 64] {
        let slow = Layer::default().with("roots", Fault::Delay(Duration::from_millis(1)));
        let together = answers(&start(slow, targets.clone(), concurrency, None));
        assert_eq!(together.values().map(content).collect::<Vec<_>>(), alone, "concurrency {concurrency}");
    }
    assert!(answers(&start(Layer::default(), Vec::new(), 1, None)).is_empty());
}

#[test]
fn a_dead_machine_times_out_and_does_not_hold_up_the_others() {
    for concurrency in [1, 3] {
        // However slow this machine is, within some limit it reads the healthy ones.
        let limits = (0..12).map(|doublings| SHORT * (1 << doublings));
        let found = limits.into_iter().any(|limit| {
            let gate = Arc::new(Gate::default());
            // One that never answers, one that hangs half-way.
            let files = Layer::default()
                .with("roots/affected/Windows/WindowsUpdate.log", Fault::Hang(gate.clone()))
                .with("roots/blocked", Fault::Hang(gate.clone()));
            // All have their answers while the gate is closed.
            let answers = answers(&start(files, fixtures(), concurrency, Some(limit)));
            gate.open();
            let mut others = Vec::new();
            for (index, target) in fixtures().iter().enumerate() {
                let name = target.root.as_ref().unwrap().file_name().unwrap();
                match code(&answers[&index]) {
                    code if name == "affected" || name == "blocked" => assert_eq!(code, Some(ErrorCode::TimedOut), "{name:?}"),
                    code => others.push(code),
                }
            }
            let error = answers[&0].as_ref().unwrap_err();
            assert!(error.path.as_deref().unwrap().ends_with("affected"), "{error:?}");
            check_schema(&told(error));
            let said = format!("no answer within {} seconds while reading the client's log", limit.as_secs_f64());
            error.to_string().contains(&said) && others.iter().all(Option::is_none)
        });
        assert!(found, "concurrency {concurrency}");
    }
}

#[test]
fn more_dead_machines_than_threads_have_answers_too() {
    let gate = Arc::new(Gate::default());
    let files = Layer::default().with("", Fault::Hang(gate.clone()));
    let answers = answers(&start(files, vec![machine("x"); 12], 4, Some(SHORT)));
    assert!(answers.len() == 12 && answers.values().all(|result| code(result) == Some(ErrorCode::TimedOut)));
    // Not before.
    gate.open();
}

#[test]
fn cancelling_and_dropping_do_not_wait() {
    let gate = Arc::new(Gate::default());
    let files = Layer::default().with("hung", Fault::Hang(gate.clone()));
    let targets = [vec![machine(fixture("roots/fixed"))], vec![machine("hung"); 50]].concat();
    let job = start(files, targets, 2, None);
    assert_eq!(job.answers().next().unwrap().index, 0);
    job.cancel();
    let answers = answers(&job);
    assert!(answers.len() == 50 && answers.values().all(|result| code(result) == Some(ErrorCode::Cancelled)));
    assert!(matches!(job.next(Duration::MAX), Next::Finished));
    let files = Layer::default().with("hung", Fault::Hang(gate.clone()));
    drop(start(files, vec![machine("hung"); 50], 8, None));
    // Only now do the hanging machines go on.
    gate.open();
}

#[test]
fn a_cancelled_machine_sends_its_share_no_more_requests() {
    let gate = Arc::new(Gate::default());
    let files = Layer::default().with("roots", Fault::Hang(gate.clone()));
    let counts = files.counts();
    let job = start(files, fixtures(), 4, None);
    wait_until(|| counts.operations.load(Ordering::SeqCst) == 4);
    job.cancel();
    gate.open();
    drop(job);
    // The threads share the file system: once they have ended, only this test holds it.
    wait_until(|| Arc::strong_count(&counts) == 1);
    assert_eq!(counts.operations.load(Ordering::SeqCst), 4);
}

#[test]
fn nothing_waits_longer_than_requested() {
    let gate = Arc::new(Gate::default());
    let job = start(Layer::default().with("hung", Fault::Hang(gate.clone())), vec![machine("hung")], 1, None);
    for timeout in [Duration::ZERO, Duration::from_millis(50)] {
        // There may be progress to report first; nothing else comes before the gate opens.
        while !matches!(job.next(timeout), Next::Nothing) {}
    }
    gate.open();
}

#[test]
fn any_time_limit_is_valid() {
    for timeout in [Duration::from_secs(1 << 40), Duration::MAX] {
        let answers = answers(&start(Layer::default(), vec![machine(fixture("roots/fixed"))], 1, Some(timeout)));
        assert_eq!(answers[&0].as_ref().unwrap().verdict, Verdict::Fixed);
    }
}

#[test]
fn as_many_machines_as_allowed_are_assessed_at_a_time_and_no_more() {
    let alone = {
        let files = Layer::default();
        let counts = files.counts();
        answers(&start(files, fixtures(), 1, None));
        counts.operations.load(Ordering::SeqCst)
    };
    for concurrency in [3, 16] {
        let gate = Arc::new(Gate::default());
        let files = Layer::default().with("roots", Fault::Hang(gate.clone()));
        let counts = files.counts();
        let job = start(files, vec![fixtures(); 4].concat(), concurrency, None);
        // They wait for their shares together, not one after the other.
        wait_until(|| counts.most.load(Ordering::SeqCst) == u64::from(concurrency));
        gate.open();
        answers(&job);
        assert_eq!(counts.most.load(Ordering::SeqCst), u64::from(concurrency));
        // And they send them no more requests than when assessed alone.
        assert_eq!(counts.operations.load(Ordering::SeqCst), 4 * alone);
    }
}

#[test]
fn results_that_nobody_takes_do_not_pile_up() {
    let one = Layer::default();
    let alone = one.counts();
    answers(&start(one, vec![machine(fixture("roots/fixed"))], 1, None));
    let of_one = alone.operations.load(Ordering::SeqCst);
    let files = Layer::default();
    let counts = files.counts();
    let job = start(files, vec![machine(fixture("roots/fixed")); 500], 2, None);
    // Up to twice as many as are worked on at a time may be ready.
    wait_until(|| counts.operations.load(Ordering::SeqCst) >= 4 * of_one);
    // Long enough to notice if more come. On a slow machine it proves less, but does not fail without cause.
    thread::sleep(Duration::from_millis(200));
    let machines = counts.operations.load(Ordering::SeqCst) / of_one;
    assert!((4..=6).contains(&machines), "{machines} machines were looked at");
    assert_eq!(answers(&job).len(), 500);
}

#[test]
fn if_a_share_fails_half_way_through_a_log_what_was_read_counts() {
    let log = text(&[signature((788, "ee4"), FAULT), vec![pt((788, "ee4"), "Quiet"); 3000]]);
    let root = tempfile::tempdir().unwrap();
    for folder in ["Windows", "Program Files"] {
        std::fs::create_dir(root.path().join(folder)).unwrap();
    }
    std::fs::write(root.path().join("Windows/WindowsUpdate.log"), &log).unwrap();
    let half = log.len() as u64 / 2;
    let files = Layer::default().with("WindowsUpdate.log", Fault::ErrorAfter(half));
    let answers = answers(&start(files, vec![machine(root.path())], 1, None));
    let assessment = answers[&0].as_ref().unwrap();
    assert_eq!(assessment.verdict, Verdict::Blocked);
    assert_eq!((assessment.client_logs[0].bytes, assessment.client_logs[0].incident_count), (half, 1));
    let error = &assessment.errors[0];
    assert_eq!(error.code, ErrorCode::Io);
    assert!(
        error.message.contains(&format!("beyond byte {half} (line ")) && error.message.contains("the share is gone"),
        "{error}"
    );
    // If the part that was read has no failure, the rest may still have one.
    std::fs::write(root.path().join("Windows/WindowsUpdate.log"), text(&[vec![pt((788, "ee4"), "Quiet"); 3000]])).unwrap();
    let files = Layer::default().with("WindowsUpdate.log", Fault::ErrorAfter(half));
    let result = &self::answers(&start(files, vec![machine(root.path())], 1, None))[&0];
    assert_eq!(result.as_ref().unwrap().verdict, Verdict::Indeterminate);
}

#[test]
fn an_error_anywhere_makes_no_verdict_cleaner() {
    let clean = |verdict| matches!(verdict, Verdict::Clear | Verdict::Fixed | Verdict::NotAffected);
    for (place, name) in [
        ("Program Files", "affected"),
        ("Program Files", "clear"),
        ("WebServices", "affected"),
        ("Microsoft.UpdateServices.WebServices.Client.Dll", "exposed"),
        ("WindowsUpdate.log", "blocked"),
        ("Windows", "blocked"),
    ] {
        for kind in [io::ErrorKind::PermissionDenied, io::ErrorKind::TimedOut, io::ErrorKind::Other] {
            let files = Layer::default().with(place, Fault::Error(kind));
            let answers = answers(&start(files, vec![machine(fixture(&format!("roots/{name}")))], 1, None));
            let assessment = answers[&0].as_ref().unwrap();
            assert!(!clean(assessment.verdict), "{name} without {place}: {:?}", assessment.verdict);
            assert!(!assessment.errors.is_empty(), "{name} without {place}");
        }
    }
}

/// The standard library has the same name for a server or share that can't be found as for a file that is not there.
#[cfg(windows)]
#[test]
fn a_server_that_goes_away_is_not_an_absent_file() {
    // ERROR_BAD_NETPATH, ERROR_NETNAME_DELETED, ERROR_BAD_NET_NAME, ERROR_UNEXP_NET_ERR, ERROR_SEM_TIMEOUT.
    for code in [53, 64, 67, 59, 121] {
        for (place, name) in
            [("Update Services", "affected"), ("WebServices", "affected"), ("OFFICE11", "blocked"), ("Windows", "clear")]
        {
            let files = Layer::default().with(place, Fault::WindowsError(code));
            let answers = answers(&start(files, vec![machine(fixture(&format!("roots/{name}")))], 1, None));
            let assessment = answers[&0].as_ref().unwrap();
            assert!(!assessment.errors.is_empty(), "{name} without {place}, error {code}");
            let advice = assessment.errors[0].message.contains("its share can be reached");
            assert_eq!(advice, code != 59, "{}", assessment.errors[0]);
            let doubtful = match place {
                "OFFICE11" => assessment.office2003.present.is_none(),
                _ => assessment.verdict == Verdict::Indeterminate,
            };
            assert!(doubtful, "{name} without {place}, error {code}");
        }
    }
}

#[test]
fn a_panic_while_one_machine_is_assessed_is_that_machines_error() {
    let files = Layer::default().with("roots/clear", Fault::Panic);
    let targets = ["clear", "fixed"].map(|name| machine(fixture(&format!("roots/{name}")))).to_vec();
    let answers = answers(&start(files, targets, 1, None));
    assert_eq!(code(&answers[&0]), Some(ErrorCode::Panic));
    assert_eq!(answers[&1].as_ref().unwrap().verdict, Verdict::Fixed);
}

#[test]
fn progress_shows_how_far_the_slowest_machine_and_the_job_have_got() {
    let log = text(&[vec![pt((788, "ee4"), "Quiet"); 20_000]]);
    let length = log.len() as u64;
    let places = [length / 4, length / 2];
    let gates = [(); 2].map(|()| Arc::new(Gate::default()));
    let files = Layer::default()
        .with("WindowsUpdate.log", Fault::HangAfter(places[0], gates[0].clone()))
        .with("WindowsUpdate.log", Fault::HangAfter(places[1], gates[1].clone()));
    let root = tempfile::tempdir().unwrap();
    std::fs::create_dir(root.path().join("Windows")).unwrap();
    std::fs::write(root.path().join("Windows/WindowsUpdate.log"), &log).unwrap();
    let job = start(files, vec![machine(root.path()), machine("absent")], 2, None);
    for (place, gate) in places.into_iter().zip(gates) {
        let progress = loop {
            match job.next(Duration::MAX) {
                Next::Progress(progress) if progress.targets_done == 1 && progress.bytes_done >= place => break progress,
                Next::Finished => panic!("it hangs at {place}"),
                Next::Progress(_) | Next::Answer(_) | Next::Document(_) | Next::Nothing => {}
            }
        };
        check_schema(&progress);
        assert_eq!(progress.target.as_deref().map(Path::new), Some(root.path()));
        assert_eq!(progress.targets_total, 2);
        assert_eq!(serde_json::to_value(&progress).unwrap()["phase"], "clientLog");
        assert!(progress.bytes_done < length && progress.bytes_total == Some(length), "{progress:?}");
        gate.open();
    }
    answers(&job);
}

/// Requests for machines and for files that hang at the gate, many of them.
fn hanging_requests(gate: &Arc<Gate>) -> Vec<Job<String>> {
    [json!({"targets": vec![json!({"root": "hung"}); 50]}), json!({"scan": {"kind": "serverLog", "files": vec!["hung"; 50]}})]
        .map(|request| {
            let request: JobRequest = serde_json::from_value(request).unwrap();
            let files = Layer::default().with("hung", Fault::Hang(gate.clone()));
            request.start_on(Arc::new(files), Arc::new(wsus954960::delivery_disk())).unwrap()
        })
        .into()
}

#[test]
fn waiting_threads_do_not_hold_up_others_and_are_woken_by_cancelling() {
    let gate = Arc::new(Gate::default());
    for job in hanging_requests(&gate) {
        let answers: Vec<_> = thread::scope(|scope| {
            let waiting = [(); 16].map(|()| scope.spawn(|| job.answers().collect::<Vec<_>>()));
            for _ in 0..1000 {
                let next = job.next(Duration::ZERO);
                assert!(matches!(next, Next::Nothing | Next::Progress(_)), "{next:?}");
            }
            job.cancel();
            waiting.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        // All of them have their answers while the gate is closed.
        let indexes: BTreeSet<usize> = answers.iter().map(|answer| answer.index).collect();
        assert!(indexes.len() == 50 && answers.len() == 50);
        assert!(answers.iter().all(|answer| answer.result.as_ref().is_err_and(|error| error.code == ErrorCode::Cancelled)));
        assert!(matches!(job.next(Duration::ZERO), Next::Finished));
    }
    gate.open();
}

#[test]
fn files_are_scanned_with_a_time_limit_and_in_their_order() {
    let gate = Arc::new(Gate::default());
    let files = Layer::default().with("hung", Fault::Hang(gate.clone()));
    let scan = json!({"kind": "clientLog", "files": ["hung", fixture("advisory/client.txt"), "hung too", "absent"]});
    let request: JobRequest = serde_json::from_value(json!({"scan": scan, "timeoutSeconds": 0.2})).unwrap();
    let job = request.start_on(Arc::new(files), Arc::new(wsus954960::delivery_disk())).unwrap();
    let answers: Vec<_> = job.answers().collect();
    gate.open();
    assert_eq!(answers.iter().map(|answer| answer.index).collect::<Vec<_>>(), [0, 1, 2, 3]);
    let documents: Vec<Value> =
        answers.into_iter().map(|answer| serde_json::from_str(&answer.into_json(Language::English)).unwrap()).collect();
    documents.iter().for_each(check_json);
    for hung in [0, 2] {
        assert_eq!(documents[hung]["code"], "timedOut");
        assert!(documents[hung]["message"].as_str().unwrap().contains("while reading the client's log"), "{}", documents[hung]);
    }
    // If this machine is slow, this file may exceed the limit too.
    assert!(documents[1]["incidentCount"] == 1 || documents[1]["code"] == "timedOut", "{}", documents[1]);
    assert_eq!(documents[3]["index"], 3);
}

#[test]
fn a_request_that_makes_no_sense_is_refused() {
    for concurrency in [0, u32::MAX] {
        let error = Job::start(Vec::new(), Limits { concurrency: Some(concurrency), timeout: None }).err().unwrap();
        assert_eq!(error.code, ErrorCode::InvalidArgument);
    }
}

#[test]
fn a_computers_name_stands_for_its_shares() {
    let template = fixture("roots/{0}").to_str().unwrap().to_owned();
    let computer = |name: &str| AssessOptions {
        computer_name: Some(name.into()),
        share_template: Some(template.clone()),
        ..AssessOptions::default()
    };
    let answers = answers(&start(Layer::default(), ["fixed", "../fixed", "no-such-host"].map(computer).to_vec(), 1, None));
    let fixed = answers[&0].as_ref().unwrap();
    assert_eq!((fixed.target.name.as_str(), fixed.verdict), ("fixed", Verdict::Fixed));
    assert_eq!([1, 2].map(|index| code(&answers[&index])), [Some(ErrorCode::InvalidArgument), Some(ErrorCode::NotFound)]);
    assert_eq!(answers[&1].as_ref().unwrap_err().path.as_deref(), Some("../fixed"));
    for given in [r"\\fixed", " fixed ", "fixed."] {
        assert_eq!(wsus954960::assess(&computer(given)).unwrap().target.name, "fixed", "{given}");
    }
    for nonsense in [
        AssessOptions { root: Some("x".into()), ..computer("fixed") },
        AssessOptions { share_template: Some(template.clone()), ..machine("x") },
        AssessOptions { windows: Some("x".into()), ..AssessOptions::default() },
    ] {
        assert_eq!(wsus954960::assess(&nonsense).unwrap_err().code, ErrorCode::InvalidArgument);
    }
}

#[test]
fn the_windows_folder_may_be_a_share_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let windows = folder.path().join("ADMIN$");
    let with = || AssessOptions { windows: Some(windows.clone()), ..machine(fixture("roots/clear")) };
    // Without such a share, the folder below the root counts.
    assert_eq!(wsus954960::assess(&with()).unwrap().verdict, Verdict::Clear);
    std::fs::create_dir(&windows).unwrap();
    std::fs::copy(fixture("roots/blocked/Windows/WindowsUpdate.log"), windows.join("WindowsUpdate.log")).unwrap();
    let blocked = wsus954960::assess(&with()).unwrap();
    assert_eq!((blocked.verdict, blocked.client_logs.len()), (Verdict::Blocked, 1));
}

/// The process of a job that has left a thread behind in a hanging share; this test runs itself in a process of its own.
#[test]
fn a_process_ends_although_a_machine_hangs() {
    const CHILD: &str = "WSUS954960_TEST_HANGS";
    if std::env::var_os(CHILD).is_some() {
        let files = Layer::default().with("hung", Fault::Hang(Arc::default()));
        let answers = answers(&start(files, vec![machine("hung")], 1, Some(SHORT)));
        assert_eq!(code(&answers[&0]), Some(ErrorCode::TimedOut));
        return;
    }
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "job::a_process_ends_although_a_machine_hangs"])
        .env(CHILD, "1")
        .spawn()
        .unwrap();
    // If it does not end, the test hangs.
    assert!(child.wait().unwrap().success());
}

/// Listing a folder hangs until another thread ends the call.
#[derive(Default)]
struct Hanging {
    ended: Arc<(Mutex<HashSet<ThreadId>>, Condvar)>,
    threads: Mutex<HashSet<ThreadId>>,
}

impl FileSystem for Hanging {
    fn kind(&self, path: &Path) -> io::Result<Kind> {
        Disk.kind(path)
    }

    fn entry(&self, path: &Path) -> io::Result<Kind> {
        Disk.entry(path)
    }

    fn list(&self, _: &Path) -> io::Result<Vec<Entry>> {
        let own = thread::current().id();
        let (ended, news) = &*self.ended;
        let mut ended = ended.lock().unwrap();
        // As on Windows, a call that has not begun is not ended.
        ended.remove(&own);
        self.threads.lock().unwrap().insert(own);
        let mut ended = news.wait_while(ended, |ended| !ended.contains(&own)).unwrap();
        ended.remove(&own);
        Err(io::Error::other("the call was ended"))
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

    fn interrupter(&self) -> Option<Interrupter> {
        let ended = Arc::clone(&self.ended);
        Some(Arc::new(move || {
            let (own, ended) = (thread::current().id(), Arc::clone(&ended));
            Some(Arc::new(move || {
                ended.0.lock().unwrap().insert(own);
                ended.1.notify_all();
            }))
        }))
    }
}

#[test]
fn threads_whose_calls_can_be_ended_are_not_left_behind() {
    const MACHINES: usize = 100;
    let files = Arc::new(Hanging::default());
    let targets = (0..MACHINES).map(|number| machine(format!("machine{number}"))).collect();
    let limits = Limits { concurrency: Some(8), timeout: Some(SHORT) };
    let job = Job::start_on(files.clone(), targets, limits).unwrap();
    let answers = answers(&job);
    assert_eq!(answers.len(), MACHINES);
    assert!(answers.values().all(|answer| code(answer) == Some(ErrorCode::TimedOut)));
    // Each machine would have had a thread of its own.
    let threads = files.threads.lock().unwrap().len();
    assert!(threads < MACHINES / 2, "{threads} threads");
    // All have ended: none has the file system any more.
    wait_until(|| Arc::strong_count(&files) == 1);
}

#[test]
fn cancelling_ends_the_calls_under_way() {
    let files = Arc::new(Hanging::default());
    let limits = Limits { concurrency: Some(8), timeout: None };
    let job = Job::start_on(files.clone(), vec![machine("a"), machine("b"), machine("c")], limits).unwrap();
    wait_until(|| files.threads.lock().unwrap().len() == 3);
    job.cancel();
    assert!(answers(&job).values().all(|answer| code(answer) == Some(ErrorCode::Cancelled)));
    wait_until(|| Arc::strong_count(&files) == 1);
}
