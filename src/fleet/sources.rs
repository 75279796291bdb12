//! Saved documents, read back one by one, so that a hundred thousand need no more memory than one.
//!
//! A file may hold one document, an array of them, or several one after the other (`--json-lines`), in UTF-8 or in UTF-16 (what Windows
//! PowerShell's `>` writes). A folder stands for the `.json` and `.jsonl` files in it, in the order of the bytes of their
//! names.

use std::cell::Cell;
use std::collections::HashSet;
use std::ffi::OsString;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::{Deserializer as _, SeqAccess, Visitor};
use serde_json::Deserializer;
use serde_json::value::RawValue;

use crate::fleet::saved::{Saved, parse};
use crate::fleet::texts;
use crate::input::blocks::TextReader;
use crate::input::file;
use crate::input::filesystem::{FileSystem, Kind};
use crate::values::error::Error;
use crate::values::language::Language;
use crate::values::problem::{Action, Place, Problem};

/// The longest document, in bytes. One with a thousand incidents in each of ten logs has five million.
const DOCUMENT: u64 = 64 << 20;

/// Where documents are.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Sources {
    /// Files and folders.
    pub files: Vec<PathBuf>,
    /// Documents themselves.
    pub documents: Vec<Box<RawValue>>,
    /// Texts with documents, each read by itself. If one ends in the middle of a document, the next ones continue it.
    pub texts: Vec<String>,
    /// The language of the documents' texts; `None` leaves them as they were saved.
    #[serde(skip)]
    pub language: Option<Language>,
}

impl Sources {
    /// The documents on a file system. Folders are listed now.
    pub fn on<'a>(&'a self, files: &'a dyn FileSystem) -> Reading<'a> {
        let places = self.files.iter().flat_map(|source| match files.kind(source) {
            Ok(Kind::Folder) => files_in(files, source),
            _ => vec![Ok(source.clone())],
        });
        Reading { sources: self, files, places: places.collect(), told: None }
    }
}

/// Documents that may be read several times: the same files each time.
pub struct Reading<'a> {
    /// What is read.
    pub sources: &'a Sources,
    files: &'a dyn FileSystem,
    /// The files, and errors in place of those that are not known.
    places: Vec<Result<PathBuf, Error>>,
    /// After the first reading, the errors so far, as numbers that are made of them.
    told: Option<HashSet<u64>>,
}

impl Reading<'_> {
    /// Reads every document, in the order of the sources, until `visit` has enough. What can't be read becomes an error, and the rest still
    /// comes. Later readings tell only new errors: of what they alone could not read.
    pub fn each(&mut self, visit: &mut dyn FnMut(Result<Saved, Error>) -> ControlFlow<()>) -> ControlFlow<()> {
        let (sources, files) = (self.sources, self.files);
        let mut told = HashSet::new();
        let mut is_known = |error: &Error| {
            let mut hasher = DefaultHasher::new();
            // It shows all fields.
            format!("{error:?}").hash(&mut hasher);
            let number = hasher.finish();
            told.insert(number);
            self.told.as_ref().is_some_and(|told| told.contains(&number))
        };
        let visit = &mut |mut saved: Result<Saved, Error>| {
            if saved.as_ref().err().is_some_and(&mut is_known) {
                return ControlFlow::Continue(());
            }
            if let (Some(language), Ok(saved)) = (sources.language, &mut saved) {
                saved.document.translate(language);
            }
            visit(saved)
        };
        let mut read = || {
            for place in &self.places {
                match place {
                    Ok(path) => each_in_file(files, path, visit)?,
                    Err(error) => visit(Err(error.clone()))?,
                }
            }
            for (number, json) in (1..).zip(&sources.documents) {
                visit(parse(json).map_err(|problem| Error::from(problem).at(Place::Document { number })))?;
            }
            texts::each(&sources.texts, visit)
        };
        let ended = read();
        self.told.get_or_insert_default().extend(told);
        ended
    }
}

/// The files of a folder that may hold documents, or why they are not known.
fn files_in(files: &dyn FileSystem, folder: &Path) -> Vec<Result<PathBuf, Error>> {
    match files.list(folder) {
        Ok(entries) => documents_among(entries.into_iter().map(|entry| entry.name).collect())
            .iter()
            .map(|name| Ok(folder.join(name)))
            .collect(),
        Err(error) => vec![Err(Error::from_io(folder, Action::ListFolder, &error))],
    }
}

/// The files with documents, in a fixed order: file systems list them in any order.
fn documents_among(mut names: Vec<OsString>) -> Vec<OsString> {
    names.retain(|name| may_hold_documents(Path::new(name)));
    names.sort_unstable_by(|a, b| a.as_encoded_bytes().cmp(b.as_encoded_bytes()));
    names
}

/// Whether a file in a folder is taken for one with documents.
pub(super) fn may_hold_documents(file: &Path) -> bool {
    file.extension().is_some_and(|end| end.eq_ignore_ascii_case("json") || end.eq_ignore_ascii_case("jsonl"))
}

fn each_in_file(
    files: &dyn FileSystem,
    path: &Path,
    visit: &mut dyn FnMut(Result<Saved, Error>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let opened = match file::open(files, path) {
        Ok(opened) => opened,
        Err(error) => return visit(Err(error)),
    };
    let length = opened.length;
    let (left, bytes) = (Cell::new(DOCUMENT), Cell::new(0));
    let mut number = 0;
    let mut ended = ControlFlow::Continue(());
    let mut each = |json: &RawValue| {
        number += 1;
        left.set(DOCUMENT);
        ended = visit(parse(json).map_err(|problem| Error::about(path, problem).at(Place::Document { number })));
        ended
    };
    let counted = Counted { reader: opened.reader(), bytes: &bytes };
    let text = Limited { text: TextReader::new(counted), left: &left };
    let read = each_value(BufReader::new(text), &mut each);
    ended?;
    let became_shorter = || Error::about(path, Problem::FileBecameShorter { bytes: bytes.get(), length });
    let problem = match read {
        // What is missing may have been whole documents.
        Ok(()) if bytes.get() < length => became_shorter(),
        Err(error) if error.is_eof() && bytes.get() < length => became_shorter(),
        Ok(()) if number == 0 => Error::about(path, Problem::NoDocument {}),
        Ok(()) => return ControlFlow::Continue(()),
        Err(_) if left.get() == 0 => {
            Error::about(path, Problem::DocumentTooLong { limit: DOCUMENT }).at(Place::Document { number: number + 1 })
        }
        Err(error) if error.is_io() => Error::from_io(path, Action::ReadDocuments, &error.into()),
        Err(error) => {
            let (document, cause) = (number + 1, error.to_string());
            Error::about(
                path,
                match error.is_eof() {
                    true => Problem::FileCutOff { document, cause },
                    false => Problem::FileDamaged { document, cause },
                },
            )
        }
    };
    visit(Err(problem))
}

/// Counts the bytes that are read.
struct Counted<'a, R> {
    reader: R,
    bytes: &'a Cell<u64>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.bytes.set(self.bytes.get() + read as u64);
        Ok(read)
    }
}

/// A text in which each document has a limit, so that none fills the memory.
struct Limited<'a, R> {
    text: R,
    /// How many bytes the present document may still have.
    left: &'a Cell<u64>,
}

impl<R: Read> Read for Limited<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.text.read(buffer)?;
        self.left.set(self.left.get().saturating_sub(read as u64));
        if self.left.get() == 0 { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(read) }
    }
}

/// Visits the values of a JSON array, or values one after the other.
fn each_value(mut text: impl BufRead, each: &mut dyn FnMut(&RawValue) -> ControlFlow<()>) -> serde_json::Result<()> {
    let first = loop {
        match text.fill_buf().map_err(serde_json::Error::io)? {
            [] => return Ok(()),
            [b' ' | b'\t' | b'\r' | b'\n', ..] => text.consume(1),
            [first, ..] => break *first,
        }
    };
    if first == b'[' {
        let mut array = Deserializer::from_reader(text);
        return if array.deserialize_seq(Elements(each))? { array.end() } else { Ok(()) };
    }
    for value in Deserializer::from_reader(text).into_iter::<Box<RawValue>>() {
        if each(&value?).is_break() {
            break;
        }
    }
    Ok(())
}

/// Visits the elements of an array while they are read, and returns whether that was all of them.
struct Elements<'a>(&'a mut dyn FnMut(&RawValue) -> ControlFlow<()>);

impl<'de> Visitor<'de> for Elements<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of documents")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<bool, A::Error> {
        while let Some(element) = elements.next_element::<Box<RawValue>>()? {
            if (self.0)(&element).is_break() {
                // Leaving anything unread would be an error of the array.
                while elements.next_element::<serde::de::IgnoredAny>()?.is_some() {}
                return Ok(false);
            }
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_of_a_folder_are_read_in_the_order_of_the_bytes_of_their_names() {
        let names = ["b.json", "ä.json", "a10.jsonl", "B.JSON", "notes.txt", "a2.json", ".json", "json", "a.json"];
        let sorted = documents_among(names.map(OsString::from).to_vec());
        assert_eq!(sorted, ["B.JSON", "a.json", "a10.jsonl", "a2.json", "b.json", "ä.json"]);
    }
}
