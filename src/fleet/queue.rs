//! The queue of a job: work on threads, documents as they come, progress, cancelling, and a time limit for each target.
//!
//! The share of a dead host can block a thread inside the operating system for tens of seconds, or for ever. So a target that exceeds its
//! limit gets an answer without its thread. Windows can end such a call: if the thread comes back then, it goes on with the next target.
//! Otherwise it is left behind, another takes its place, and it ends when the operating system releases it, or with the process.

use std::collections::{BTreeMap, VecDeque};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use std::{io, iter, thread, vec};

use crate::document::{Assessment, Bounded, Header, Progress};
use crate::input::monitor::{Monitor, Phase};
use crate::values::error::Error;
use crate::values::problem::{Action, Place, Problem};
use crate::values::system_error;

/// How many targets are worked on at a time unless [`Limits`] say otherwise. They mostly wait for their shares, so the number of processors
/// does not matter; PowerShell's own remoting has the same limit.
pub const DEFAULT_CONCURRENCY: u32 = 32;

/// The most targets at a time that may be requested.
pub const MAX_CONCURRENCY: u32 = 4096;

/// The shortest time between two reports of progress.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(250);

/// How long a thread whose call was ended has to come back before another takes its place. A driver that ends calls at all does so at once;
/// this is for a busy machine. No answer waits for it.
const GRACE: Duration = Duration::from_secs(1);

/// How long until a call is ended again: the first time, the thread may have been just about to begin it.
const AGAIN: Duration = Duration::from_millis(50);

/// The stack of a thread that looks at a target, in bytes. Threads that are left behind keep theirs, and there may be many.
const STACK: usize = 512 << 10;

/// The stack of the thread that produces documents, in bytes: it parses JSON from elsewhere, which may be deeply nested.
const PRODUCER_STACK: usize = 2 << 20;

/// How many documents of a producer may wait to be taken.
const AHEAD: usize = 64;

/// How much may wait to be taken before those who make it wait, in bytes. A document has a few thousand, at worst six million.
const WEIGHT: usize = 16 << 20;

/// How long a job without a thread waits for one.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often it tries.
const RETRY: Duration = Duration::from_millis(100);

/// Starts a thread with a stack of so many bytes.
type Spawn = fn(usize, Box<dyn FnOnce() + Send>) -> io::Result<()>;

/// What a job hands out.
pub trait Weighed {
    /// The bytes that it takes while it waits, roughly.
    fn weight(&self) -> usize;
}

impl Weighed for String {
    fn weight(&self) -> usize {
        self.len()
    }
}

impl Weighed for Assessment {
    fn weight(&self) -> usize {
        /// An incident or an error in memory.
        const ITEM: usize = 1 << 10;
        let incidents = self.client_logs.iter().map(|log| log.incidents.len());
        let incidents: usize = incidents.chain(self.server_logs.iter().map(|log| log.incidents.len())).sum();
        ITEM * (1 + incidents + self.errors.len())
    }
}

/// How a job treats its targets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// How many are worked on at a time, from 1 to [`MAX_CONCURRENCY`]; [`DEFAULT_CONCURRENCY`] if not given.
    pub concurrency: Option<u32>,
    /// How long each may take; no limit if not given.
    pub timeout: Option<Duration>,
}

/// A running job. Its methods may be called from several threads at once. Dropping it cancels it, without waiting.
pub struct Job<T> {
    queue: Arc<Queue<T>>,
}

/// What [`Job::next`] returns.
#[derive(Debug)]
pub enum Next<T> {
    /// The answer for one target. Each target has exactly one.
    Answer(Box<Answer<T>>),
    /// The next document of a job without targets, or an error in its place.
    Document(Box<Result<T, Error>>),
    /// How far a job with targets has got.
    Progress(Progress),
    /// Nothing came in that time.
    Nothing,
    /// Nothing more will come: every target has its answer.
    Finished,
}

/// The answer for one target.
#[derive(Debug)]
pub struct Answer<T> {
    /// The target's place in the request, from 0.
    pub index: usize,
    /// Its document, or why there is none: [`TimedOut`](crate::values::error::ErrorCode::TimedOut) and [`Cancelled`](crate::values::error::ErrorCode::Cancelled) beside the errors of the work itself.
    pub result: Result<T, Error>,
}

/// The work on one target.
pub(crate) struct Task<T> {
    label: Label,
    work: Work<T>,
}

type Work<T> = Box<dyn FnOnce(&Arc<Monitor>) -> Result<T, Error> + Send>;

impl<T> Task<T> {
    /// `given` is the caller's name for the target, if any: a path or a computer's name. `place` tells errors what `given` does not.
    pub(crate) fn new(
        place: Option<Place>,
        given: Option<String>,
        work: impl FnOnce(&Arc<Monitor>) -> Result<T, Error> + Send + 'static,
    ) -> Self {
        Self { label: Label { place, given }, work: Box::new(work) }
    }
}

/// Takes what a producer makes, and returns whether it is to go on.
pub(crate) type Give<'a, T> = &'a mut dyn FnMut(Result<T, Error>) -> ControlFlow<()>;

struct Queue<T> {
    concurrency: usize,
    timeout: Option<Duration>,
    /// How many documents may be ready before those who make them wait, beside the [`WEIGHT`].
    limit: usize,
    spawn: Spawn,
    inner: Mutex<Inner<T>>,
    /// Something is ready, or the job has ended.
    news: Condvar,
    /// Something was taken, or the job was cancelled.
    room: Condvar,
}

struct Inner<T> {
    targets: usize,
    /// The answers for targets that make no sense, which need no thread.
    refused: vec::IntoIter<Answer<T>>,
    waiting: vec::IntoIter<(usize, Task<T>)>,
    running: BTreeMap<usize, Running>,
    /// The targets that are answered, whose threads have been called back, and until when they may come.
    called_back: BTreeMap<usize, (Arc<Monitor>, Instant)>,
    /// Whether a producer is at work.
    is_producing: bool,
    /// With the bytes that each takes.
    ready: VecDeque<(usize, Next<T>)>,
    /// The bytes that all of them take.
    weight: usize,
    /// Since when no thread can be started, although none is at work.
    stuck_since: Option<Instant>,
    /// How many threads are at work on targets, without those left behind.
    workers: usize,
    is_cancelled: bool,
    told: Option<Progress>,
    /// When progress is reported next, if at all.
    tell_at: Option<Instant>,
}

struct Running {
    label: Label,
    started: Instant,
    monitor: Arc<Monitor>,
}

impl<T: Weighed + Send + 'static> Job<T> {
    /// Starts the work on targets. A target that is an error gets that error as its answer.
    pub(crate) fn of_targets(tasks: Vec<Result<Task<T>, Error>>, limits: Limits) -> Result<Self, Error> {
        let concurrency = limits.concurrency.unwrap_or(DEFAULT_CONCURRENCY);
        if !(1..=MAX_CONCURRENCY).contains(&concurrency) {
            return Err(Error::argument("concurrency", Problem::Concurrency { concurrency, max: MAX_CONCURRENCY }));
        }
        Ok(Self::with(tasks, concurrency as usize, limits.timeout, spawn))
    }

    fn with(tasks: Vec<Result<Task<T>, Error>>, concurrency: usize, timeout: Option<Duration>, spawn: Spawn) -> Self {
        let targets = tasks.len();
        let (mut refused, mut waiting) = (Vec::new(), Vec::new());
        for (index, task) in tasks.into_iter().enumerate() {
            match task {
                Ok(task) => waiting.push((index, task)),
                Err(error) => refused.push(Answer { index, result: Err(error) }),
            }
        }
        let queue = Arc::new(Queue {
            concurrency,
            timeout,
            limit: 2 * concurrency,
            spawn,
            inner: Mutex::new(Inner {
                targets,
                refused: refused.into_iter(),
                waiting: waiting.into_iter(),
                tell_at: Some(Instant::now() + PROGRESS_INTERVAL),
                ..Inner::default()
            }),
            news: Condvar::new(),
            room: Condvar::new(),
        });
        queue.employ(&mut queue.lock(), Instant::now());
        Self { queue }
    }

    /// Starts a producer on a thread of its own: it makes any number of documents, none of them for a target.
    pub(crate) fn of_documents(produce: impl FnOnce(Give<T>) -> ControlFlow<()> + Send + 'static) -> Result<Self, Error> {
        let queue = Arc::new(Queue {
            concurrency: 0,
            timeout: None,
            limit: AHEAD,
            spawn,
            inner: Mutex::new(Inner { is_producing: true, ..Inner::default() }),
            news: Condvar::new(),
            room: Condvar::new(),
        });
        let producer = Arc::clone(&queue);
        spawn(PRODUCER_STACK, Box::new(move || producer.produce(produce))).map_err(|error| no_thread(&error))?;
        Ok(Self { queue })
    }

    /// Waits for the next thing, at most for `timeout`; zero never waits.
    pub fn next(&self, timeout: Duration) -> Next<T> {
        let queue = &self.queue;
        let until = Instant::now().checked_add(timeout);
        let mut inner = queue.lock();
        loop {
            let now = Instant::now();
            queue.expire(&mut inner, now);
            inner.call_back(now);
            queue.employ(&mut inner, now);
            if let Some(progress) = inner.progress(now) {
                return Next::Progress(progress);
            }
            if let Some(next) = inner.take() {
                queue.room.notify_one();
                if inner.is_finished() {
                    // Other threads that wait would do so in vain.
                    queue.news.notify_all();
                }
                return next;
            }
            if inner.is_finished() {
                return Next::Finished;
            }
            if until.is_some_and(|until| until <= now) {
                return Next::Nothing;
            }
            let retry = inner.stuck_since.map(|_| now + RETRY);
            let again = (!inner.called_back.is_empty()).then(|| now + AGAIN);
            let wake = [until, queue.deadline(&inner), inner.tell_at, retry, again].into_iter().flatten().min();
            inner = match wake {
                Some(wake) => {
                    let waited = queue.news.wait_timeout(inner, wake.saturating_duration_since(now));
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
                None => queue.news.wait(inner).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }

    /// The answers for the targets as they come, without progress.
    pub fn answers(&self) -> impl Iterator<Item = Answer<T>> {
        iter::from_fn(|| {
            loop {
                match self.next(Duration::MAX) {
                    Next::Answer(answer) => return Some(*answer),
                    Next::Finished => return None,
                    Next::Document(_) | Next::Progress(_) | Next::Nothing => {}
                }
            }
        })
    }
}

impl<T> Job<T> {
    /// Ends the job. What is ready still comes; every other target is answered with [`Cancelled`](crate::values::error::ErrorCode::Cancelled).
    pub fn cancel(&self) {
        let mut inner = self.queue.lock();
        inner.is_cancelled = true;
        inner.is_producing = false;
        inner.tell_at = None;
        inner.workers = 0;
        for (index, running) in std::mem::take(&mut inner.running) {
            running.monitor.cancel();
            inner.fail(index, running.label.cancelled());
        }
        drop(inner);
        self.queue.news.notify_all();
        self.queue.room.notify_all();
    }
}

impl<T> Drop for Job<T> {
    fn drop(&mut self) {
        self.cancel();
        // A thread left behind keeps the queue alive, but need not keep what nobody will take.
        let _left = std::mem::replace(&mut *self.queue.lock(), Inner { is_cancelled: true, ..Inner::default() });
    }
}

impl<T> Queue<T> {
    fn lock(&self) -> MutexGuard<'_, Inner<T>> {
        // A panic can't leave anything half changed.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_full(&self, inner: &Inner<T>) -> bool {
        inner.ready.len() >= self.limit || inner.weight >= WEIGHT
    }

    /// When the next target exceeds its limit.
    fn deadline(&self, inner: &Inner<T>) -> Option<Instant> {
        let timeout = self.timeout?;
        inner.running.values().filter_map(|running| running.started.checked_add(timeout)).min()
    }

    /// Answers the targets that exceed their limit.
    fn expire(&self, inner: &mut Inner<T>, now: Instant) {
        let Some(timeout) = self.timeout else { return };
        let is_overdue = |running: &Running| running.started.checked_add(timeout).is_some_and(|deadline| deadline <= now);
        let overdue = inner.running.extract_if(.., |_, running| is_overdue(running)).collect::<Vec<_>>();
        for (index, running) in overdue {
            if running.monitor.cancel() {
                inner.called_back.insert(index, (Arc::clone(&running.monitor), now + GRACE));
            } else {
                inner.workers -= 1;
            }
            inner.fail(index, running.label.timed_out(running.monitor.phase(), timeout));
        }
    }
}

impl<T: Weighed> Queue<T> {
    /// The work of the producer's thread.
    fn produce(&self, produce: impl FnOnce(Give<T>) -> ControlFlow<()>) {
        let mut give = |document| self.give(document);
        // Nothing of it is used after a panic.
        let produced = catch_unwind(AssertUnwindSafe(|| produce(&mut give)));
        if let Err(panic) = produced {
            let _ = self.give(Err(Error::from_panic(&*panic)));
        }
        self.lock().is_producing = false;
        self.news.notify_all();
    }

    /// Hands over a document, once there is room for it.
    fn give(&self, document: Result<T, Error>) -> ControlFlow<()> {
        let is_full = |inner: &mut Inner<T>| !inner.is_cancelled && self.is_full(inner);
        let mut inner = self.room.wait_while(self.lock(), is_full).unwrap_or_else(PoisonError::into_inner);
        if inner.is_cancelled {
            return ControlFlow::Break(());
        }
        inner.push(document.as_ref().map_or(0, Weighed::weight), Next::Document(Box::new(document)));
        self.news.notify_all();
        ControlFlow::Continue(())
    }

    /// The next target to look at, once there is room for its answer.
    fn begin(&self) -> Option<(usize, Task<T>, Arc<Monitor>)> {
        let is_full = |inner: &mut Inner<T>| !inner.is_cancelled && inner.waiting.len() > 0 && self.is_full(inner);
        let mut inner = self.room.wait_while(self.lock(), is_full).unwrap_or_else(PoisonError::into_inner);
        if inner.is_cancelled {
            return None;
        }
        let Some((index, task)) = inner.waiting.next() else {
            inner.workers -= 1;
            return None;
        };
        let monitor = Arc::new(Monitor::default());
        let running = Running { label: task.label.clone(), started: Instant::now(), monitor: Arc::clone(&monitor) };
        inner.running.insert(index, running);
        Some((index, task, monitor))
    }

    /// Hands over an answer, and returns whether the thread may go on: one that was left behind may not.
    fn end(&self, index: usize, result: Result<T, Error>) -> ControlFlow<()> {
        let mut inner = self.lock();
        if inner.running.remove(&index).is_none() {
            // If it came back in time, it has kept its place.
            let Some(_) = inner.called_back.remove(&index) else { return ControlFlow::Break(()) };
            return ControlFlow::Continue(());
        }
        inner.push(result.as_ref().map_or(0, Weighed::weight), Next::Answer(Box::new(Answer { index, result })));
        self.news.notify_all();
        ControlFlow::Continue(())
    }
}

impl<T: Weighed + Send + 'static> Queue<T> {
    /// Starts threads until as many targets are looked at as the limit allows. If none can be started, targets wait for one, and only in the
    /// end is one after the other given up.
    fn employ(self: &Arc<Self>, inner: &mut Inner<T>, now: Instant) {
        while !inner.is_cancelled && inner.workers < self.concurrency.min(inner.wanted()) {
            let queue = Arc::clone(self);
            match (self.spawn)(STACK, Box::new(move || queue.work())) {
                Ok(()) => {
                    inner.workers += 1;
                    inner.stuck_since = None;
                }
                // The threads at work go on with the other targets.
                Err(_) if inner.workers > 0 => break,
                Err(error) => {
                    let since = *inner.stuck_since.get_or_insert(now);
                    if now.saturating_duration_since(since) < PATIENCE {
                        break;
                    }
                    let Some((index, task)) = inner.waiting.next() else { break };
                    inner.fail(index, task.label.about(no_thread(&error)));
                }
            }
        }
    }

    /// The work of a thread.
    fn work(&self) {
        while let Some((index, task, monitor)) = self.begin() {
            // Nothing of the work is used after it panicked.
            let done = catch_unwind(AssertUnwindSafe(|| (task.work)(&monitor)));
            if self.end(index, done.unwrap_or_else(|panic| Err(Error::from_panic(&*panic)))).is_break() {
                break;
            }
        }
    }
}

impl<T> Default for Inner<T> {
    fn default() -> Self {
        Self {
            targets: 0,
            refused: Vec::new().into_iter(),
            waiting: Vec::new().into_iter(),
            running: BTreeMap::new(),
            called_back: BTreeMap::new(),
            is_producing: false,
            ready: VecDeque::new(),
            weight: 0,
            stuck_since: None,
            workers: 0,
            is_cancelled: false,
            told: None,
            tell_at: None,
        }
    }
}

impl<T> Inner<T> {
    /// How many threads there is work for. Those that are called back count, because they still have their places.
    fn wanted(&self) -> usize {
        self.running.len() + self.called_back.len() + self.waiting.len()
    }

    /// Calls threads back again, and gives up those that did not come.
    fn call_back(&mut self, now: Instant) {
        let given_up = self.called_back.extract_if(.., |_, (_, until)| *until <= now).count();
        // After cancelling, none has a place.
        self.workers = self.workers.saturating_sub(given_up);
        for (monitor, _) in self.called_back.values() {
            monitor.cancel();
        }
    }

    fn is_finished(&self) -> bool {
        let is_idle = self.running.is_empty() && self.waiting.len() == 0 && !self.is_producing;
        is_idle && self.ready.is_empty() && self.refused.len() == 0
    }

    fn fail(&mut self, index: usize, error: Error) {
        self.push(0, Next::Answer(Box::new(Answer { index, result: Err(error) })));
    }

    fn push(&mut self, weight: usize, next: Next<T>) {
        self.weight += weight;
        self.ready.push_back((weight, next));
    }

    fn pop(&mut self) -> Option<Next<T>> {
        let (weight, next) = self.ready.pop_front()?;
        self.weight -= weight;
        Some(next)
    }

    /// What can be taken now. After cancelling, this includes the answer for each target that was never begun.
    fn take(&mut self) -> Option<Next<T>> {
        let refused = self.refused.next().map(|answer| Next::Answer(Box::new(answer)));
        if let Some(next) = refused.or_else(|| self.pop()) {
            return Some(next);
        }
        let (index, task) = if self.is_cancelled { self.waiting.next()? } else { return None };
        Some(Next::Answer(Box::new(Answer { index, result: Err(task.label.cancelled()) })))
    }

    /// How far the job has got, if that is worth reporting now.
    fn progress(&mut self, now: Instant) -> Option<Progress> {
        if self.tell_at.is_none_or(|at| at > now) {
            return None;
        }
        self.tell_at = Some(now + PROGRESS_INTERVAL);
        // The one for which the others may have to wait.
        let oldest = self.running.values().min_by_key(|running| running.started);
        let (bytes_done, bytes_total) = oldest.map_or((0, 0), |running| running.monitor.bytes());
        let progress = Progress {
            header: Header::of::<Progress>(),
            target: oldest.map(|running| running.label.name()),
            phase: oldest.map_or(Phase::default(), |running| running.monitor.phase()),
            bytes_done,
            bytes_total: Some(bytes_total).filter(|total| *total > 0),
            targets_done: (self.targets - self.running.len() - self.waiting.len()) as u64,
            targets_total: self.targets as u64,
        }
        .bounded();
        if self.is_finished() || self.told.as_ref() == Some(&progress) {
            return None;
        }
        self.told = Some(progress.clone());
        Some(progress)
    }
}

fn spawn(stack: usize, work: Box<dyn FnOnce() + Send>) -> io::Result<()> {
    thread::Builder::new().name("wsus954960".into()).stack_size(stack).spawn(work).map(drop)
}

fn no_thread(error: &io::Error) -> Error {
    Error { os_error: error.raw_os_error(), ..Problem::NoThread { cause: system_error::text(error) }.into() }
}

/// How errors name a target if the work on it does not do so itself.
#[derive(Clone)]
struct Label {
    /// Its place, if its path does not show it.
    place: Option<Place>,
    /// Its path or name, as the caller gave it.
    given: Option<String>,
}

impl Label {
    /// What people call it.
    fn name(&self) -> String {
        match (&self.place, &self.given) {
            (Some(Place::Machine { name }), _) | (_, Some(name)) => name.clone(),
            _ => "localhost".into(),
        }
    }

    fn about(self, error: Error) -> Error {
        Error { path: self.given, place: self.place, ..error }
    }

    fn cancelled(self) -> Error {
        self.about(Problem::Cancelled {}.into())
    }

    fn timed_out(self, phase: Phase, timeout: Duration) -> Error {
        let action = match phase {
            Phase::Discovery => Action::FindEvidence,
            Phase::Version => Action::ReadVersion,
            Phase::ClientLog => Action::ReadClientLog,
            Phase::ServerLog => Action::ReadServerLog,
            Phase::Office => Action::FindOffice,
        };
        let timeout_ms = u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX);
        self.about(Problem::TimedOut { timeout_ms, action }.into())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;
    use std::sync::atomic::Ordering::Relaxed;
    use std::sync::mpsc::channel;

    use super::*;
    use crate::values::error::ErrorCode;

    impl Weighed for usize {
        fn weight(&self) -> usize {
            size_of::<Self>()
        }
    }

    fn documents(job: &Job<usize>) -> Vec<usize> {
        let mut documents = Vec::new();
        loop {
            match job.next(Duration::MAX) {
                Next::Document(document) => documents.push(document.unwrap()),
                Next::Finished => return documents,
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn asking_without_waiting_waits_for_nobody_and_cancelling_wakes_everybody() {
        let (open, closed) = channel::<()>();
        let (made, is_made) = channel();
        let produce = move |give: Give<usize>| {
            (0..3).try_for_each(|number| give(Ok(number)))?;
            made.send(()).unwrap();
            let _ = closed.recv();
            ControlFlow::Continue(())
        };
        let job = Job::of_documents(produce).unwrap();
        thread::scope(|scope| {
            let waiting = [(); 16].map(|()| scope.spawn(|| documents(&job)));
            is_made.recv().unwrap();
            let mut all = Vec::new();
            for _ in 0..1000 {
                // If another thread waited while it held the lock, this would hang.
                match job.next(Duration::ZERO) {
                    Next::Document(document) => all.push(document.unwrap()),
                    Next::Nothing => {}
                    other => panic!("{other:?}"),
                }
            }
            job.cancel();
            all.extend(waiting.into_iter().flat_map(|thread| thread.join().unwrap()));
            all.sort_unstable();
            assert_eq!(all, [0, 1, 2], "each document comes once");
        });
        // The producer was stalled all the time.
        drop(open);
    }

    #[test]
    fn a_producer_is_no_further_ahead_than_allowed_and_what_is_ready_still_comes() {
        let (made, is_made) = channel();
        let produce = move |give: Give<usize>| {
            (0..).try_for_each(|number| {
                give(Ok(number))?;
                made.send(number).map_or(ControlFlow::Break(()), ControlFlow::Continue)
            })
        };
        let job = Job::of_documents(produce).unwrap();
        assert_eq!(is_made.iter().take(AHEAD).last(), Some(AHEAD - 1));
        // As many are ready. The next one waits, until this makes room for it.
        assert_eq!(job.queue.lock().ready.len(), AHEAD);
        assert!(matches!(job.next(Duration::ZERO), Next::Document(_)));
        assert_eq!(is_made.recv(), Ok(AHEAD));
        assert_eq!(job.queue.lock().ready.len(), AHEAD);
        job.cancel();
        assert_eq!(documents(&job), (1..=AHEAD).collect::<Vec<_>>());
        // The producer has ended: it dropped the sender.
        assert!(is_made.recv().is_err());
    }

    #[test]
    fn dropping_a_job_ends_a_producer_that_waits_for_room() {
        let (made, is_made) = channel::<()>();
        let produce = move |give: Give<usize>| {
            let _made = made;
            (0..).try_for_each(|number| give(Ok(number)))
        };
        drop(Job::of_documents(produce).unwrap());
        assert!(is_made.recv().is_err());
    }

    #[test]
    fn a_defect_of_a_producer_is_an_error_behind_what_it_made() {
        let job = Job::of_documents(|give: Give<usize>| {
            give(Ok(7))?;
            panic!("a defect")
        })
        .unwrap();
        assert!(matches!(job.next(Duration::MAX), Next::Document(document) if matches!(*document, Ok(7))));
        let Next::Document(document) = job.next(Duration::MAX) else { panic!("an error") };
        assert_eq!(document.unwrap_err().code, ErrorCode::Panic);
        assert!(matches!(job.next(Duration::MAX), Next::Finished));
    }

    #[test]
    fn a_producer_of_long_documents_is_not_far_ahead_of_them() {
        let (made, is_made) = channel();
        let job = Job::of_documents(move |give: Give<String>| {
            (0..).try_for_each(|number| {
                give(Ok("x".repeat(WEIGHT / 3)))?;
                made.send(number).map_or(ControlFlow::Break(()), ControlFlow::Continue)
            })
        })
        .unwrap();
        // Three fill a little less than there is room for.
        assert_eq!(is_made.iter().take(4).last(), Some(3));
        assert_eq!(job.queue.lock().ready.len(), 4);
        assert!(matches!(job.next(Duration::ZERO), Next::Document(_)));
        assert_eq!(is_made.recv(), Ok(4));
        assert!(job.queue.lock().weight <= 4 * WEIGHT / 3);
        job.cancel();
        assert!(is_made.recv().is_err(), "the producer has ended");
        while let Next::Document(_) = job.next(Duration::MAX) {}
        assert_eq!(job.queue.lock().weight, 0);
    }

    fn numbered(count: usize) -> Vec<Result<Task<usize>, Error>> {
        (0..count).map(|number| Ok(Task::new(None, None, move |_: &Arc<Monitor>| Ok(number)))).collect()
    }

    #[test]
    fn without_a_thread_targets_wait_for_one() {
        static FAILURES: AtomicUsize = AtomicUsize::new(3);
        let job = Job::with(numbered(100), 16, None, |stack, work| {
            match FAILURES.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1)) {
                Ok(_) => Err(io::ErrorKind::WouldBlock.into()),
                Err(_) => spawn(stack, work),
            }
        });
        let mut answers: Vec<_> = job.answers().map(|answer| answer.result.unwrap()).collect();
        answers.sort_unstable();
        assert_eq!(answers, (0..100).collect::<Vec<_>>());
    }

    #[test]
    fn one_thread_goes_on_with_all_targets() {
        static THREADS: AtomicUsize = AtomicUsize::new(1);
        let job = Job::with(numbered(100), 16, None, |stack, work| {
            match THREADS.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1)) {
                Ok(_) => spawn(stack, work),
                Err(_) => Err(io::ErrorKind::WouldBlock.into()),
            }
        });
        assert_eq!(job.answers().filter(|answer| answer.result.is_ok()).count(), 100);
    }

    #[test]
    fn a_job_that_waits_for_a_thread_can_be_cancelled_and_gives_up_in_the_end() {
        let none: Spawn = |_, _| Err(io::ErrorKind::WouldBlock.into());
        let job = Job::with(numbered(3), 16, None, none);
        assert!(matches!(job.next(Duration::ZERO), Next::Nothing));
        job.cancel();
        assert!(job.answers().all(|answer| answer.result.is_err_and(|error| error.code == ErrorCode::Cancelled)));

        let job = Job::with(numbered(3), 16, None, none);
        job.queue.lock().stuck_since = Instant::now().checked_sub(PATIENCE);
        let problems: Vec<_> = job.answers().map(|answer| answer.result.unwrap_err().problem).collect();
        assert!(
            problems.len() == 3 && problems.iter().all(|problem| matches!(problem, Problem::NoThread { .. })),
            "{problems:?}"
        );
    }

    #[test]
    fn a_target_that_makes_no_sense_takes_no_thread() {
        let (open, closed) = channel::<()>();
        let stalled = Task::new(None, None, move |_: &Arc<Monitor>| {
            let _ = closed.recv();
            Ok(0)
        });
        let tasks = vec![Ok(stalled), Err(Problem::NoPath {}.into())];
        let job = Job::of_targets(tasks, Limits { concurrency: Some(1), timeout: None }).unwrap();
        // The only thread is stalled all the time.
        assert_eq!(job.answers().next().map(|answer| (answer.index, answer.result.is_err())), Some((1, true)));
        drop(open);
        assert_eq!(job.answers().next().map(|answer| (answer.index, answer.result.unwrap())), Some((0, 0)));
        assert!(job.answers().next().is_none());
    }
}
