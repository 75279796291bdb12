//! Documents on their way to a folder, which may be a share that is away, full, or hangs: one file for each machine, never half of one.
//!
//! A document first goes into the [spool](spool), a folder on this machine, and from there to where it belongs. So nothing is lost if the
//! share is away or the process is killed, and a thread that hangs in the share can be left behind at any time. Only the newest document of
//! a machine waits.

mod existing;
pub mod names;
mod spool;
pub mod store;

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::document::DeliveryState;
use crate::find::live::computer_name;
use crate::values::error::{Error, display};
use crate::values::problem::{Action, Advice, Problem};

use existing::Head;
use spool::Spool;
pub use spool::{MAX_BYTES, MAX_DOCUMENTS, default_spool};
use store::Store;

/// Delivers documents to one folder. Several threads may use it at once, and several processes may deliver to the same folder.
pub struct Post {
    store: Arc<dyn Store>,
    to: PathBuf,
    spool: Option<Spool>,
    /// What the name of an unfinished file says about who writes it. Whoever shares it takes turns, so a file that a killed run left is known
    /// and written again.
    origin: String,
    /// How the folder failed as a whole, if it did: asking again for each document would take as long each time.
    failure: Mutex<Option<Error>>,
    /// The keys of this run's documents. Whatever their clock says, nothing is newer.
    of_this_run: Mutex<HashSet<String>>,
}

/// What became of a document.
#[derive(Debug)]
pub struct Sent {
    /// The file in which it belongs.
    pub place: PathBuf,
    /// Where it is.
    pub state: DeliveryState,
    /// Why it is not where it belongs.
    pub error: Option<Error>,
}

impl Post {
    /// Delivers to the folder `to`, by way of a spool. If the spool can't be used, documents go directly to their folder; the error says why.
    pub fn new(store: Arc<dyn Store>, to: &Path, spool: Option<&Path>) -> (Self, Option<Error>) {
        let to = std::path::absolute(to).unwrap_or_else(|_| to.to_owned());
        let open = || Spool::open(&*store, spool, &to);
        // What waits in a spool that can't be opened would later replace what goes directly, so one failure of the disk does not decide.
        let (spool, error) = match open().or_else(|_| open()) {
            Ok(spool) => (Some(spool), None),
            Err(error) => (None, Some(error)),
        };
        let origin = match &spool {
            Some(spool) => names::tag(&format!("{}\n{}", computer_name(), display(spool.folder()))),
            // No one takes turns.
            None => names::tag(&format!("{}\n{}", computer_name(), std::process::id())),
        };
        (Self { store, to, spool, origin, failure: Mutex::default(), of_this_run: Mutex::default() }, error)
    }

    /// Where the document with this [key](names::key) belongs, as far as that is known before the folder is asked.
    pub fn place(&self, key: &str) -> PathBuf {
        self.to.join(names::files(key).0)
    }

    /// Where documents wait.
    pub fn spool(&self) -> Option<&Path> {
        self.spool.as_ref().map(Spool::folder)
    }

    /// Puts a document into the spool, on this machine's disk, in place of an older one of the same [key](names::key). Returns false if there is no spool:
    /// then, or after an error, [`send`](Self::send) needs the text.
    ///
    /// # Errors
    /// If the spool is full or fails.
    pub fn keep(&self, key: &str, text: &str) -> Result<bool, Error> {
        let Some(spool) = &self.spool else { return Ok(false) };
        self.of_this_run().insert(key.to_owned());
        spool.keep(&*self.store, key, text).map(|()| true)
    }

    /// Sends the newest document of that key to its folder: that of the spool, or `text` if it could not be kept.
    pub fn send(&self, key: &str, text: Option<&str>) -> Sent {
        let mut place = self.place(key);
        let put = |place: &mut PathBuf| text.map_or(Ok(()), |text| self.put(key, text.as_bytes(), true, place));
        let sent = match &self.spool {
            Some(spool) => spool.turn(&*self.store).and_then(|_turn| {
                // An older document that waits would later replace this one, so it goes first.
                self.send_kept(spool, key, &mut place)?;
                put(&mut place)
            }),
            None => put(&mut place),
        };
        match sent {
            Ok(()) => Sent { place, state: DeliveryState::Delivered, error: None },
            Err(error) => {
                let state = if text.is_none() { DeliveryState::Spooled } else { DeliveryState::Failed };
                Sent { place, state, error: Some(error) }
            }
        }
    }

    /// The documents that wait for this folder, by their keys. If the spool can't be listed, they go on waiting, and the documents of
    /// this run tell what is wrong with it.
    pub fn waiting(&self) -> Vec<String> {
        self.spool.as_ref().and_then(|spool| spool.waiting(&*self.store).ok()).unwrap_or_default()
    }

    /// Sends what the spool has under that key, if anything: another run may have sent it. It is this process' turn.
    fn send_kept(&self, spool: &Spool, key: &str, place: &mut PathBuf) -> Result<(), Error> {
        let Some(text) = spool.take(&*self.store, key)? else { return Ok(()) };
        self.put(key, &text, self.of_this_run().contains(key), place)?;
        spool.drop(&*self.store, key);
        Ok(())
    }

    /// Writes a document under a name of its own, and then gives it the right name, which replaces the older one: whoever reads sees the one
    /// or the other. If a newer one is there than one that waited, which another computer or a run without the spool sent, it stays. `place`
    /// becomes the file.
    fn put(&self, key: &str, text: &[u8], is_of_this_run: bool, place: &mut PathBuf) -> Result<(), Error> {
        let failure = || self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(error) = &*failure() {
            return Err(Error { path: Some(display(place)), ..error.clone() });
        }
        self.try_put(key, text, is_of_this_run, place).map_err(|error| {
            let is_about_file = matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::IsADirectory);
            let error = failed(place, Action::SaveDocument, &error);
            if !is_about_file {
                *failure() = Some(error.clone());
            }
            error
        })
    }

    fn of_this_run(&self) -> MutexGuard<'_, HashSet<String>> {
        self.of_this_run.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn try_put(&self, key: &str, text: &[u8], is_of_this_run: bool, place: &mut PathBuf) -> io::Result<()> {
        let (file, for_folder) = names::files(key);
        let mut file = file.to_owned();
        let mut existing = Head::read(&*self.store, &self.to.join(&file))?;
        if let Some((other_file, mark)) = for_folder
            && existing.is_of_another(&file, mark)
        {
            file = other_file;
            *place = self.to.join(&file);
            existing = Head::read(&*self.store, place)?;
        }
        if !is_of_this_run && existing.is_newer(&Head::of(text)) {
            return Ok(());
        }
        let unfinished = self.to.join(format!("{file}.{}.tmp", self.origin));
        store::replace(&*self.store, &unfinished, place, text)
    }
}

/// Writes one file, in place of an older one: under a name of its own beside its place, and then it gets the right one. Whoever reads sees the
/// old file or the new one.
///
/// # Errors
/// If any step fails. Then the old file is as it was.
pub fn write_file(store: &dyn Store, file: &Path, content: &[u8]) -> Result<(), Error> {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let unfinished = file.with_file_name(format!("{name}.{}.tmp", std::process::id()));
    store::replace(store, &unfinished, file, content).map_err(|error| failed(file, Action::WriteReport, &error))
}

/// The system failed in writing. The advice to use an account that may read does not help there.
fn failed(path: &Path, action: Action, error: &io::Error) -> Error {
    Error::from_system(path, error, |cause, advice| Problem::System {
        action,
        cause,
        advice: advice.filter(|advice| *advice != Advice::UseOtherAccount),
    })
}
