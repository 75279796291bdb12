//! Documents that come one by one from a thread of their own, as fast as they are taken.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::values::error::{Error, ErrorCode};

/// How many documents wait to be taken at most.
const AHEAD: usize = 64;

/// A running stream. Dropping it ends its thread at the next document.
pub struct Stream<T> {
    documents: Mutex<Receiver<Result<T, Error>>>,
    cancelled: Arc<AtomicBool>,
}

/// What [`Stream::next`] answers.
pub enum Next<T> {
    /// The next document, or why there is one less.
    Document(Result<T, Error>),
    /// Nothing has come in that time.
    Nothing,
    /// There are no more.
    Finished,
}

/// Takes what a producer makes, and says whether it is to go on.
pub type Consumer<'a, T> = &'a mut dyn FnMut(Result<T, Error>) -> ControlFlow<()>;

impl<T: Send + 'static> Stream<T> {
    /// Starts the producer.
    ///
    /// # Errors
    /// [`ErrorCode::Io`] when no thread can be started.
    pub fn start(produce: impl FnOnce(Consumer<T>) -> ControlFlow<()> + Send + 'static) -> Result<Self, Error> {
        let (give, documents) = sync_channel(AHEAD);
        let cancelled = Arc::new(AtomicBool::new(false));
        let is_cancelled = Arc::clone(&cancelled);
        let work = move || {
            let mut consumer = |document| match give.send(document) {
                Ok(()) if !is_cancelled.load(Ordering::Relaxed) => ControlFlow::Continue(()),
                _ => ControlFlow::Break(()),
            };
            // Nothing of it is used after a panic.
            let produced = catch_unwind(AssertUnwindSafe(|| produce(&mut consumer)));
            if let Err(panic) = produced {
                let _ = give.send(Err(Error::from_panic(&*panic)));
            }
        };
        thread::Builder::new().name("wsus954960".into()).spawn(work).map_err(|error| Error {
            code: ErrorCode::Io,
            message: format!("no thread could be started: {error}."),
            path: None,
            os_error: error.raw_os_error(),
        })?;
        Ok(Self { documents: Mutex::new(documents), cancelled })
    }

    /// Waits for the next document, `timeout` at most.
    pub fn next(&self, timeout: Duration) -> Next<T> {
        if self.cancelled.load(Ordering::Relaxed) {
            return Next::Finished;
        }
        match self.documents.lock().unwrap_or_else(PoisonError::into_inner).recv_timeout(timeout) {
            Ok(document) => Next::Document(document),
            Err(RecvTimeoutError::Timeout) => Next::Nothing,
            Err(RecvTimeoutError::Disconnected) => Next::Finished,
        }
    }

    /// Ends it: nothing more comes.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }
}
