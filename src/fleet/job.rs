//! Many machines at once: results as they come, progress, cancelling, and a time limit for each machine.
//!
//! A share of a dead host can block a thread inside the operating system for tens of seconds, or for ever, and nothing can end
//! that from outside. So a machine that exceeds its limit is answered for without its thread: the thread is left behind, another
//! takes its place, and it ends by itself when the operating system lets go of it, or with the process.

use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use std::{iter, thread, vec};

use serde::{Deserialize, Deserializer};

use crate::document::{Assessment, Header, Progress};
use crate::input::filesystem::{Disk, FileSystem};
use crate::input::watch::{Monitor, Phase};
use crate::judge::assess::assess_on;
use crate::judge::options::AssessOptions;
use crate::values::error::{Error, ErrorCode, display};

/// How many machines are looked at at a time unless `concurrency` says otherwise. They mostly wait for their shares, so that it
/// has nothing to do with the number of processors; it is the limit that PowerShell's own remoting has.
pub const DEFAULT_CONCURRENCY: u32 = 32;

/// The most of them that may be asked for.
pub const MAX_CONCURRENCY: u32 = 4096;

/// How often progress is told at most.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(250);

/// The stack of a thread that looks at a machine. Threads that are left behind keep theirs, and there may be many.
const STACK: usize = 512 << 10;

/// What a job is to do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    /// The machines.
    pub targets: Vec<AssessOptions>,
    /// How many are looked at at a time; [`DEFAULT_CONCURRENCY`] if not given.
    pub concurrency: Option<u32>,
    /// How long each machine may take; no limit if not given.
    pub timeout: Option<Duration>,
}

/// A limit of time in JSON: a number of seconds, also with a fraction. 0 and `null` are no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seconds(pub Option<Duration>);

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Some(seconds) = Option::<f64>::deserialize(deserializer)? else { return Ok(Self(None)) };
        let limit = Duration::try_from_secs_f64(seconds)
            .map_err(|_| serde::de::Error::custom(format_args!("timeoutSeconds: {seconds} is no length of time")))?;
        Ok(Self(Some(limit).filter(|limit| !limit.is_zero())))
    }
}

/// A running job. Dropping it cancels it; it never waits for anything then.
pub struct Job {
    shared: Arc<Shared>,
}

/// What [`Job::next`] answers.
#[derive(Debug)]
pub enum Next {
    /// One machine's result. Each machine has exactly one.
    Answer(Box<Answer>),
    /// How far the job is.
    Progress(Progress),
    /// Nothing has come in that time.
    Nothing,
    /// Every machine has been answered for.
    Finished,
}

/// One machine's result.
#[derive(Debug)]
pub struct Answer {
    /// Which of the request's targets it is.
    pub index: usize,
    /// Its assessment, or why there is none: [`ErrorCode::TimedOut`] and [`ErrorCode::Cancelled`] beside those of an assessment.
    pub result: Result<Assessment, Error>,
}

struct Shared {
    files: Arc<dyn FileSystem>,
    concurrency: usize,
    timeout: Option<Duration>,
    state: Mutex<State>,
    /// There is an answer, or the job has come to its end.
    news: Condvar,
    /// Somebody took an answer, or the job was cancelled.
    room: Condvar,
}

struct State {
    total: usize,
    waiting: iter::Enumerate<vec::IntoIter<AssessOptions>>,
    running: BTreeMap<usize, Running>,
    ready: VecDeque<Answer>,
    /// Threads that are at work for the job, not those that it left behind.
    workers: usize,
    cancelled: bool,
    told: Option<Progress>,
    tell_at: Instant,
}

struct Running {
    machine: Machine,
    started: Instant,
    monitor: Arc<Monitor>,
}

impl Job {
    /// Starts the work on this machine's file system.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidArgument`] for a concurrency of 0 or beyond [`MAX_CONCURRENCY`].
    pub fn start(request: Request) -> Result<Self, Error> {
        Self::start_on(Arc::new(Disk), request)
    }

    /// [`start`](Self::start) on any file system.
    pub fn start_on(files: Arc<dyn FileSystem>, request: Request) -> Result<Self, Error> {
        let Request { targets, concurrency, timeout } = request;
        let concurrency = concurrency.unwrap_or(DEFAULT_CONCURRENCY);
        if !(1..=MAX_CONCURRENCY).contains(&concurrency) {
            let message = format!("concurrency: {concurrency} is not between 1 and {MAX_CONCURRENCY}.");
            return Err(Error::invalid_argument(message));
        }
        let state = State {
            total: targets.len(),
            waiting: targets.into_iter().enumerate(),
            running: BTreeMap::new(),
            ready: VecDeque::new(),
            workers: 0,
            cancelled: false,
            told: None,
            tell_at: Instant::now() + PROGRESS_INTERVAL,
        };
        let shared = Arc::new(Shared {
            files,
            concurrency: concurrency as usize,
            timeout,
            state: Mutex::new(state),
            news: Condvar::new(),
            room: Condvar::new(),
        });
        shared.employ(&mut shared.lock());
        Ok(Self { shared })
    }

    /// Waits for something to come, `timeout` at most. Several threads may wait at once.
    pub fn next(&self, timeout: Duration) -> Next {
        let shared = &self.shared;
        let until = Instant::now().checked_add(timeout);
        let mut state = shared.lock();
        loop {
            let now = Instant::now();
            shared.expire(&mut state, now);
            shared.employ(&mut state);
            if let Some(progress) = state.progress(now) {
                return Next::Progress(progress);
            }
            if let Some(answer) = state.ready.pop_front().or_else(|| state.cancelled_answer()) {
                shared.room.notify_one();
                return Next::Answer(Box::new(answer));
            }
            if state.is_finished() {
                return Next::Finished;
            }
            if until.is_some_and(|until| until <= now) {
                return Next::Nothing;
            }
            let wake = [until, shared.deadline(&state), Some(state.tell_at)].into_iter().flatten().min().unwrap_or(now);
            let waited = shared.news.wait_timeout(state, wake.saturating_duration_since(now));
            (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The results as they come, without progress.
    pub fn answers(&self) -> impl Iterator<Item = Answer> {
        iter::from_fn(|| {
            loop {
                match self.next(Duration::MAX) {
                    Next::Answer(answer) => return Some(*answer),
                    Next::Finished => return None,
                    Next::Progress(_) | Next::Nothing => {}
                }
            }
        })
    }

    /// Ends the job. Machines that are not answered for get [`ErrorCode::Cancelled`]; what is ready still comes.
    pub fn cancel(&self) {
        let mut state = self.shared.lock();
        state.cancelled = true;
        state.workers = 0;
        for (index, running) in std::mem::take(&mut state.running) {
            running.monitor.cancel();
            state.ready.push_back(Answer { index, result: Err(running.machine.cancelled()) });
        }
        drop(state);
        self.shared.news.notify_all();
        self.shared.room.notify_all();
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        self.cancel();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // Whoever panics here has changed nothing half.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts threads until as many machines are looked at as may be.
    fn employ(self: &Arc<Self>, state: &mut State) {
        while !state.cancelled && state.workers < self.concurrency.min(state.running.len() + state.waiting.len()) {
            let shared = Arc::clone(self);
            let builder = thread::Builder::new().name("wsus954960".into()).stack_size(STACK);
            match builder.spawn(move || shared.work()) {
                Ok(_) => state.workers += 1,
                // Those that are at work go on with the others' machines.
                Err(_) if state.workers > 0 => break,
                Err(error) => {
                    let Some((index, target)) = state.waiting.next() else { break };
                    let what = format!("no thread could be started for this machine: {error}.");
                    let error = Error { os_error: error.raw_os_error(), ..Machine::of(&target).error(ErrorCode::Io, &what) };
                    state.ready.push_back(Answer { index, result: Err(error) });
                }
            }
        }
    }

    /// What a thread does.
    fn work(&self) {
        while let Some((index, target, monitor)) = self.begin() {
            // Nothing of an assessment is used after it panicked.
            let assessed = catch_unwind(AssertUnwindSafe(|| assess_on(&*self.files, &target, &monitor).map(Assessment::from)));
            let result = assessed.unwrap_or_else(|panic| Err(Error::from_panic(&*panic)));
            if !self.end(index, result) {
                break;
            }
        }
    }

    /// The next machine to look at. While there are many results that nobody takes it waits, so that they do not fill the memory.
    fn begin(&self) -> Option<(usize, AssessOptions, Arc<Monitor>)> {
        let mut state = self.lock();
        loop {
            if state.cancelled {
                return None;
            }
            if state.waiting.len() == 0 {
                state.workers -= 1;
                return None;
            }
            if state.ready.len() < 2 * self.concurrency {
                break;
            }
            state = self.room.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let (index, target) = state.waiting.next()?;
        let monitor = Arc::new(Monitor::default());
        let running = Running { machine: Machine::of(&target), started: Instant::now(), monitor: Arc::clone(&monitor) };
        state.running.insert(index, running);
        Some((index, target, monitor))
    }

    /// Hands the result over, and says whether there may be more to do: not so for a thread that was left behind.
    fn end(&self, index: usize, result: Result<Assessment, Error>) -> bool {
        let mut state = self.lock();
        if state.running.remove(&index).is_none() {
            return false;
        }
        state.ready.push_back(Answer { index, result });
        self.news.notify_all();
        true
    }

    /// Answers for the machines that exceed their limit.
    fn expire(&self, state: &mut State, now: Instant) {
        let Some(timeout) = self.timeout else { return };
        let is_overdue = |running: &Running| running.started.checked_add(timeout).is_some_and(|deadline| deadline <= now);
        let overdue = state.running.extract_if(.., |_, running| is_overdue(running));
        for (index, running) in overdue.collect::<Vec<_>>() {
            running.monitor.cancel();
            state.workers -= 1;
            state.ready.push_back(Answer { index, result: Err(running.machine.timed_out(running.monitor.phase(), timeout)) });
        }
    }

    /// When the next machine exceeds its limit.
    fn deadline(&self, state: &State) -> Option<Instant> {
        let timeout = self.timeout?;
        state.running.values().filter_map(|running| running.started.checked_add(timeout)).min()
    }
}

impl State {
    fn is_finished(&self) -> bool {
        self.ready.is_empty() && self.running.is_empty() && self.waiting.len() == 0
    }

    /// After cancelling, the answer for a machine that was never begun.
    fn cancelled_answer(&mut self) -> Option<Answer> {
        let (index, target) = if self.cancelled { self.waiting.next()? } else { return None };
        Some(Answer { index, result: Err(Machine::of(&target).cancelled()) })
    }

    /// How far the job is, if that is worth telling now.
    fn progress(&mut self, now: Instant) -> Option<Progress> {
        if self.tell_at > now || self.cancelled {
            return None;
        }
        self.tell_at = now + PROGRESS_INTERVAL;
        // The one that the others may come to wait for.
        let oldest = self.running.values().min_by_key(|running| running.started);
        let (bytes_done, bytes_total) = oldest.map_or((0, 0), |running| running.monitor.bytes());
        let progress = Progress {
            header: Header::of("progress"),
            target: oldest.map(|running| running.machine.name.clone()),
            phase: oldest.map_or(Phase::default(), |running| running.monitor.phase()),
            bytes_done,
            bytes_total: Some(bytes_total).filter(|total| *total > 0),
            targets_done: (self.total - self.running.len() - self.waiting.len()) as u64,
            targets_total: self.total as u64,
        };
        if self.is_finished() || self.told.as_ref() == Some(&progress) {
            return None;
        }
        self.told = Some(progress.clone());
        Some(progress)
    }
}

/// What is known of a machine before it is looked at.
struct Machine {
    name: String,
    /// What was given for it: a path, or a computer's name.
    given: Option<String>,
}

impl Machine {
    fn of(target: &AssessOptions) -> Self {
        let path = target.root.as_deref().or(target.dll.as_deref()).map(display);
        let given = path.or_else(|| target.computer_name.clone());
        let name = target.name.clone().or_else(|| given.clone()).unwrap_or_else(|| "this machine".into());
        Self { name, given }
    }

    fn error(self, code: ErrorCode, what: &str) -> Error {
        Error { code, message: format!("{}: {what}", self.name), path: self.given, os_error: None }
    }

    fn cancelled(self) -> Error {
        self.error(ErrorCode::Cancelled, "cancelled before the machine was assessed.")
    }

    fn timed_out(self, phase: Phase, timeout: Duration) -> Error {
        let doing = match phase {
            Phase::Discovery => "looking for the evidence",
            Phase::Version => "reading the version of the server's DLL",
            Phase::ClientLog => "reading the client's log",
            Phase::ServerLog => "reading the server's log",
            Phase::Office => "looking for Office 2003",
        };
        let what = format!(
            "no answer within {} seconds, while {doing}. The machine may be off or its share may hang; if it is only slow, allow it \
             more time.",
            timeout.as_secs_f64()
        );
        self.error(ErrorCode::TimedOut, &what)
    }
}
