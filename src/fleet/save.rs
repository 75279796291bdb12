//! Saving documents in a folder: each machine's in a file of its own.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;

use crate::deliver::names::{self, EXTENSION};
use crate::deliver::store::Store;
use crate::deliver::{Post, Sent};
use crate::document::{ClientLog, Delivery, DeliveryState, DocumentKind, ServerLog, VersionDocument, to_json};
use crate::find::live::computer_name;
use crate::find::target::Target;
use crate::fleet::queue::Give;
use crate::fleet::saved::{Saved, SavedDocument};
use crate::fleet::texts;
use crate::input::filesystem::Disk;
use crate::values::error::Error;
use crate::values::language::Language;
use crate::values::problem::{Place, Problem};

/// Documents to be saved, and where.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SaveRequest {
    /// The folder.
    pub to: PathBuf,
    /// Where documents wait that can't be delivered, if not in the usual place.
    pub spool: Option<PathBuf>,
    /// Only puts them into the spool, from which the next job delivers them.
    #[serde(default)]
    pub keep_only: bool,
    /// Texts with documents, as in [`Sources`](crate::fleet::sources::Sources).
    pub texts: Vec<String>,
}

/// A document on its way.
struct Letter {
    name: String,
    key: String,
    /// The text, if it is not in the spool.
    text: Option<String>,
}

/// Saves the documents. All of them are in the spool before the folder is asked for the first time, and what earlier runs left goes first.
pub(super) fn save(request: &SaveRequest, store: Arc<dyn Store>, language: Language, give: Give<String>) -> ControlFlow<()> {
    if request.to.as_os_str().is_empty() {
        return give(Err(Error::argument("to", Problem::NoPath {})));
    }
    let (post, error) = Post::new(store, &request.to, request.spool.as_deref());
    if let Some(error) = error {
        give(Err(error))?;
    }
    let earlier = post.waiting();
    let mut letters: Vec<Letter> = Vec::new();
    texts::each(&request.texts, &mut |saved| {
        let letter = saved.and_then(|saved| {
            let (name, root) = machine(&saved)?;
            let key = names::key(&name, root.as_deref());
            let text = to_json(&saved.json) + "\n";
            Ok((post.keep(&key, &text), Letter { name, key, text: Some(text) }))
        });
        match letter {
            Ok((kept, letter)) => {
                let is_kept = matches!(kept, Ok(true));
                // The last document of a machine counts.
                letters.retain(|older| older.key != letter.key);
                letters.push(Letter { text: letter.text.filter(|_| !is_kept), ..letter });
                kept.map_or_else(|error| give(Err(error)), |_| ControlFlow::Continue(()))
            }
            Err(error) => give(Err(error)),
        }
    })?;
    if request.keep_only {
        return letters.into_iter().try_for_each(|Letter { name, key, text }| {
            let state = if text.is_none() { DeliveryState::Spooled } else { DeliveryState::Failed };
            give(Ok(to_json(&Delivery::new(&name, &post.place(&key), state, None, language))))
        });
    }
    let new: HashSet<&str> = letters.iter().map(|letter| letter.key.as_str()).collect();
    let stem = |key: &str| names::files(key).0.strip_suffix(EXTENSION).unwrap_or(key).to_owned();
    let earlier = earlier.into_iter().filter(|key| !new.contains(key.as_str()));
    let earlier: Vec<Letter> = earlier.map(|key| Letter { name: stem(&key), key, text: None }).collect();
    for Letter { name, key, text } in earlier.iter().chain(&letters) {
        let Sent { place, state, error } = post.send(key, text.as_deref());
        give(Ok(to_json(&Delivery::new(name, &place, state, error.as_ref(), language))))?;
    }
    ControlFlow::Continue(())
}

/// The name of a document's machine, and the root that tells it from others of that name.
fn machine(saved: &Saved) -> Result<(String, Option<String>), Error> {
    let unusable = |kind: &str| Err(Problem::UnusableKind { kind: kind.to_owned() }.into());
    match &saved.document {
        SavedDocument::Assessment(assessment) => Ok((assessment.target.name.clone(), assessment.target.root.clone())),
        SavedDocument::Error(error) => {
            let place = error.place.as_ref().and_then(|place| Place::of(&place.code, &place.data));
            match (place, &error.path) {
                (Some(Place::Machine { name }), root) => Ok((name, root.clone())),
                (Some(Place::ThisMachine {}), _) => Ok((computer_name(), None)),
                (_, Some(root)) => Ok((Target::at(&Disk, Path::new(root)).name, Some(root.clone()))),
                (_, None) => Err(Problem::NoMachineName {}.into()),
            }
        }
        SavedDocument::ClientLog(_) => unusable(ClientLog::KIND),
        SavedDocument::ServerLog(_) => unusable(ServerLog::KIND),
        SavedDocument::Version(_) => unusable(VersionDocument::KIND),
    }
}
