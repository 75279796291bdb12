//! Cutting lines into fields.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

/// The longest text that is taken from a line, in bytes. Real ones are a tenth of it; a log that someone made must not
/// fill the memory.
const FIELD_LIMIT: usize = 2048;

/// White space at the beginning of `bytes`: also what a paste from a web page or a mail brings (no-break spaces, a byte
/// order mark). Its length, 0 for none.
fn blank(bytes: &[u8]) -> usize {
    match bytes {
        [b' ' | b'\t' | b'\r', ..] => 1,
        [0xC2, 0xA0, ..] => 2,
        [0xEF, 0xBB, 0xBF, ..] => 3,
        _ => 0,
    }
}

/// `bytes` without white space at its beginning.
pub fn trim_start(mut bytes: &[u8]) -> &[u8] {
    loop {
        match blank(bytes) {
            0 => return bytes,
            length => bytes = &bytes[length..],
        }
    }
}

/// A line without its indentation and the marks by which mails quote.
pub fn unquote(line: &[u8]) -> &[u8] {
    let mut line = trim_start(line);
    while let [b'>' | b'|', rest @ ..] = line {
        line = trim_start(rest);
    }
    line
}

/// The first word, and what comes after the white space behind it.
pub fn word(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = (0..bytes.len()).find(|at| blank(&bytes[*at..]) > 0).unwrap_or(bytes.len());
    (&bytes[..end], trim_start(&bytes[end..]))
}

/// Bytes of a log as text: UTF-8, or else Windows-1252, in which everything can be read. White space at both ends is
/// removed, no-break spaces become spaces, and overlong text is cut off.
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let bytes = trim_start(bytes);
    let text = match str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text[..text.floor_char_boundary(FIELD_LIMIT)].trim_end()),
        Err(_) => {
            let (text, _) = WINDOWS_1252.decode_without_bom_handling(&bytes[..bytes.len().min(FIELD_LIMIT)]);
            Cow::Owned(text.trim_end().to_owned())
        }
    };
    if text.contains(NO_BREAK_SPACE) { Cow::Owned(text.replace(NO_BREAK_SPACE, " ")) } else { text }
}

/// What web pages show as a space.
const NO_BREAK_SPACE: char = '\u{A0}';

/// The text between `start` and the next `end` (or the end of the text), without white space around it.
pub fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(start)?;
    Some(rest.split_once(end).map_or(rest, |(value, _)| value).trim())
}

/// An id in the form in which both logs can be compared: lower case, no braces. `None` for an empty one.
pub fn fault_id(text: &str) -> Option<String> {
    let id = text.trim_matches(|c: char| c.is_whitespace() || c == '{' || c == '}');
    (!id.is_empty()).then(|| id.to_ascii_lowercase())
}

/// `Some` of a text that is not empty.
pub fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
