//! The version of a PE file.

use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use wsus954960::internals::document::Envelope;
use wsus954960::internals::input::pe::file_version;
use wsus954960::internals::input::reader::Reader;
use wsus954960::internals::judge::version;

use crate::check;
use crate::memory::{OneFile, Short};

/// Reading in pieces changes nothing; the answer is a version document or an error that can be told.
pub fn pe(bytes: &[u8]) {
    let whole = file_version(Cursor::new(bytes));
    let files = OneFile(Arc::new(Short(bytes.to_vec())));
    match version::check(&Reader::new(&files), Path::new("x.dll")) {
        Ok(checked) => {
            assert_eq!(whole.expect("it was read in pieces"), checked.file_version);
            check::document(&Envelope(checked));
        }
        Err(error) => {
            assert!(whole.is_err(), "{error}");
            check::error(&error);
        }
    }
}
