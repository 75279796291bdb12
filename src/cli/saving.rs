//! Saving each machine's document in a folder, which may be a share that hangs.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use serde::Serialize;
use wsus954960::internals::deliver::names;
use wsus954960::internals::deliver::{Post, Sent};
use wsus954960::internals::input::filesystem::Disk;
use wsus954960::internals::values::problem::{Action, Problem};
use wsus954960::internals::words::ReportWords;
use wsus954960::{DeliveryState, Error, Language, Target};

use super::args::SaveArg;
use super::complain;

/// Documents on their way. They are put into the spool at once, and a thread of its own sends them, which is left behind if the share hangs.
pub struct Saving {
    post: Arc<Post>,
    letters: Sender<Letter>,
    results: Receiver<(Letter, Sent)>,
    /// The documents that have not arrived.
    open: Vec<Letter>,
    language: Language,
}

/// A document on its way, by its key.
#[derive(Clone, PartialEq)]
struct Letter {
    key: String,
    /// The text, if it is not in the spool.
    text: Option<String>,
}

impl Saving {
    /// Starts sending what earlier runs left. If that is impossible, what is wrong with the spool is told, and documents go directly.
    pub fn start(to: &SaveArg, language: Language) -> Option<Self> {
        let folder = to.save_to.as_ref()?;
        let (post, error) = Post::new(Arc::new(wsus954960::delivery_disk()), folder, to.spool.as_deref());
        if let Some(error) = error {
            complain(error.message(language));
        }
        let post = Arc::new(post);
        let (letters, incoming) = mpsc::channel::<Letter>();
        let (outgoing, results) = mpsc::channel();
        let sender = Arc::clone(&post);
        thread::spawn(move || {
            let earlier = sender.waiting().into_iter().map(|key| Letter { key, text: None });
            for letter in earlier.chain(incoming) {
                let sent = sender.send(&letter.key, letter.text.as_deref());
                // Without a receiver the process is about to end.
                let _ = outgoing.send((letter, sent));
            }
        });
        Some(Self { post, letters, results, open: Vec::new(), language })
    }

    /// Saves a machine's document.
    pub fn save(&mut self, machine: &Target, document: &impl Serialize) {
        let key = names::key(&machine.name, machine.root.as_deref());
        let text = wsus954960::to_json(document) + "\n";
        let is_kept = self.post.keep(&key, &text).unwrap_or_else(|error| {
            complain(error.message(self.language));
            false
        });
        let letter = Letter { key, text: (!is_kept).then_some(text) };
        self.open.push(letter.clone());
        // The thread ends only with this sender.
        let _ = self.letters.send(letter);
    }

    /// Waits until all documents have arrived or can't, at the longest until the deadline. Tells which are not where they belong, and
    /// returns the first one that is not even in the spool.
    pub fn finish(self, deadline: Option<(Instant, Duration)>, words: &dyn ReportWords) -> Option<Error> {
        let Self { post, letters, results, mut open, language, .. } = self;
        drop(letters);
        // By key: one may wait from an earlier run, too.
        let mut spooled: BTreeMap<String, Error> = BTreeMap::new();
        let mut failed: Vec<Error> = Vec::new();
        loop {
            let next = match deadline {
                Some((end, _)) => results.recv_timeout(end.saturating_duration_since(Instant::now())),
                None => results.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            let Ok((letter, Sent { state, error, .. })) = next else { break };
            open.retain(|other| *other != letter);
            match state {
                DeliveryState::Delivered => drop(spooled.remove(&letter.key)),
                DeliveryState::Spooled => spooled.extend(error.map(|error| (letter.key, error))),
                DeliveryState::Failed => failed.extend(error),
            }
        }
        // The thread hangs in the share.
        if let Some((_, limit)) = deadline {
            let problem = Problem::TimedOut { timeout_ms: limit.as_millis() as u64, action: Action::SaveDocument };
            for letter in open {
                let error = Error::about(&post.place(&letter.key), problem.clone());
                if letter.text.is_none() {
                    spooled.insert(letter.key, error);
                } else {
                    failed.push(error);
                }
            }
        }
        for error in &failed {
            complain(error.message(language));
        }
        if let (Some(first), Some(spool)) = (spooled.values().next(), post.spool()) {
            complain(words.spooled(spooled.len() as u64, &spool.display().to_string(), &first.message(language)));
        }
        failed.into_iter().next()
    }
}

/// The machine of a root, or this one, as its document would name it.
pub fn machine(root: Option<&Path>) -> Target {
    Target::of(&Disk, root)
}
