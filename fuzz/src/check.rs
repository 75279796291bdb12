//! What holds for all documents and all text.

use std::path::Path;

use serde::Serialize;
use serde_json::Value;
use wsus954960::internals::document::{BUDGET, ErrorDocument};
use wsus954960::internals::values::plain_text::is_active;
use wsus954960::{Error, Language, to_json};

#[path = "../../tests/common/schemas.rs"]
mod schemas;

/// The schemas are the product's.
fn project() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Nothing in a text acts on a terminal, but for the line ends that are `allowed`.
pub fn plain(text: &str, allowed: &[char]) {
    let active = text.chars().find(|c| is_active(*c) && !allowed.contains(c));
    assert_eq!(active, None, "a character that acts in {text:?}");
}

/// A document fits its schema and its budget. Returns its JSON text.
pub fn document(document: &impl Serialize) -> String {
    let json = to_json(document);
    text(&json);
    json
}

/// The JSON text of a document fits its schema and its budget, and has nothing that acts on a terminal.
pub fn text(json: &str) {
    assert!(json.len() <= BUDGET || json.encode_utf16().count() <= BUDGET, "{} bytes", json.len());
    plain(json, &['\n']);
    let value: Value = serde_json::from_str(json).expect("documents are JSON");
    schemas::check_json(&value);
}

/// An error can be told in every language.
pub fn error(error: &Error) {
    plain(&error.to_string(), &[]);
    for language in [Language::English, Language::Korean] {
        let told = ErrorDocument::new(error, language);
        plain(&told.message, &[]);
        document(&told);
    }
}
