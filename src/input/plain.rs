//! What a record says, whatever happened to its text on the way: mails wrap and quote it, consoles cut it at their width, web pages turn
//! characters into entities and insert invisible ones.
//!
//! A line break inside a record stays in its plain text, as one line feed: where a mail was wrapped it replaces a space, where a console cut
//! a word it replaces nothing. Searches for words must look past white space.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

/// The longest record, in bytes. Real ones have some thousand; a forged log must not fill the memory.
pub const LIMIT: usize = 64 << 10;

/// How many times entities are decoded: a page that shows the source of a page encodes them twice.
const ENTITY_ROUNDS: usize = 2;

/// The plain text of a record. `prefix` is what precedes it on its first line and on each further line: `18:`, `> `.
pub fn plain<'a>(raw: &'a [u8], prefix: &[u8]) -> Cow<'a, str> {
    let raw = &raw[..raw.len().min(LIMIT)];
    if let Some(text) = as_it_is(raw) {
        return Cow::Borrowed(text);
    }
    let text = without_entities(without_tags(decode(raw)));
    let prefix = decode(prefix);
    let mut plain = String::with_capacity(text.len());
    let mut rest: &str = &text;
    while let Some(at) = rest.find(is_changed) {
        let (unchanged, from) = rest.split_at(at);
        plain.push_str(unchanged);
        let mut behind = from.chars();
        rest = match behind.next() {
            // A space before a line break stays: a console may have cut there.
            Some('\n' | '\r') => {
                plain.push('\n');
                continuation(behind.as_str(), &prefix)
            }
            Some(c) => {
                if !is_invisible(c) {
                    plain.push(' ');
                }
                behind.as_str()
            }
            None => "",
        };
    }
    plain.push_str(rest);
    plain.truncate(trim_end(&plain).len());
    Cow::Owned(plain)
}

/// Whether plain text replaces or drops this character.
fn is_changed(c: char) -> bool {
    match c {
        ' '..='~' | '\t' => false,
        '\n' | '\r' => true,
        c => is_blank(c) || is_invisible(c),
    }
}

/// The text without white space or a table's bar at its end.
fn trim_end(text: &str) -> &str {
    text.trim_end_matches(is_mark)
}

/// How far the columns of a record reach at most, in bytes, including all that may have been inserted.
const HEAD: usize = 96;

/// Whether `is_head` accepts the beginning of a text: as it is, or as plain text, with or without its line breaks.
pub fn has_head(text: &[u8], is_head: impl Fn(&[u8]) -> bool) -> bool {
    let head = &text[..text.len().min(HEAD)];
    let may_be_changed = || !head.is_ascii() || memchr::memchr3(b'\n', b'\r', b'&', head).is_some();
    is_head(text)
        || (may_be_changed() && {
            let plain = plain(text, b"");
            is_head(plain.as_bytes()) || rejoined(&plain).any(|joined| is_head(joined.as_bytes()))
        })
}

/// What `parse` makes of the beginning of a record: of its first line, which is usually enough, or else of all of it.
pub fn parse_beginning<'a, T>(record: &'a [u8], parse: impl Fn(Cow<'a, str>) -> Option<T>) -> Option<T> {
    let line = &record[..memchr::memchr2(b'\n', b'\r', record).unwrap_or(record.len())];
    parse(plain(line, b"")).or_else(|| parse(plain(record, b"")))
}

/// How many line breaks in a record's columns are looked at. Where a console has sixty columns there is one, where a mail is wrapped two.
const BREAKS: usize = 3;

/// The plain text without some of the line breaks in its columns, in all ways: a console cut words there, while the others replace spaces. Those
/// with the fewest removed come first.
pub fn rejoined(plain: &str) -> impl Iterator<Item = String> {
    let head = &plain.as_bytes()[..plain.len().min(HEAD)];
    let breaks: Vec<usize> = memchr::memchr_iter(b'\n', head).take(BREAKS).collect();
    let mut ways: Vec<u32> = (1..1 << breaks.len()).collect();
    ways.sort_by_key(|way| way.count_ones());
    ways.into_iter().map(move |way| {
        let mut text = plain.to_owned();
        for (number, at) in breaks.iter().enumerate().rev() {
            if way >> number & 1 == 1 {
                text.remove(*at);
            }
        }
        text
    })
}

/// The text, if it is already plain, as nearly every text is.
fn as_it_is(raw: &[u8]) -> Option<&str> {
    let text = str::from_utf8(raw).ok().filter(|text| text.is_ascii())?.trim_end();
    let is_changed = memchr::memchr3(b'\n', b'\r', b'&', text.as_bytes()).is_some() || text.ends_with(is_mark) || has_tags(text);
    (!is_changed).then_some(text)
}

/// Decodes UTF-8, or else Windows-1252, in which all bytes are valid.
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        // The limit cut a character.
        Err(error) if error.error_len().is_none() => String::from_utf8_lossy(&bytes[..error.valid_up_to()]),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// A record's further line without indentation, quotation marks of mails, and the prefix of the record.
fn continuation<'a>(line: &'a str, prefix: &str) -> &'a str {
    let line = line.trim_start_matches(is_skipped);
    let marked = |text: &str| text.starts_with(['>', '|']);
    // `>` quotes a line where the record has such marks too; elsewhere it may end an element.
    let quotes = marked(prefix.trim_start_matches(is_skipped)) || (marked(line) && line[1..].starts_with([' ', '\t', '>', '|']));
    let line = if quotes { line.trim_start_matches(is_mark) } else { line };
    let tools = tools_prefix(prefix);
    strip_like(line, tools).or_else(|| strip_like(line, outer_prefix(tools))).unwrap_or(line).trim_start_matches(is_skipped)
}

/// Indentation, the marks with which mails quote, and the bars of tables.
fn is_mark(c: char) -> bool {
    is_skipped(c) || matches!(c, '>' | '|')
}

fn is_skipped(c: char) -> bool {
    c.is_whitespace() || is_blank(c) || is_invisible(c)
}

/// What a tool put before a record, besides marks: a number, a path and a number, a prompt. Where line breaks are gone, the end of another
/// record precedes this one, and the same words elsewhere are not a prefix.
fn tools_prefix(prefix: &str) -> &str {
    let prefix = prefix.trim_start_matches(is_mark);
    let text = prefix.trim_end_matches(is_skipped);
    let is_number = text.chars().filter(|c| c.is_alphabetic()).count() <= 1;
    if is_path(text) || is_number { prefix } else { "" }
}

/// Whether a text is the path or the prompt that a tool puts before a line: `WindowsUpdate.log:18:`, `C:\My Logs\WindowsUpdate.log:18:`, `PC17>`. With
/// blanks in it, it may be the end of another record instead.
fn is_path(text: &str) -> bool {
    let Some(path) = text.strip_prefix("PS ").unwrap_or(text).strip_suffix([':', '>']) else { return false };
    let begins_path =
        path.get(1..3) == Some(":\\") || ["\\\\", ".\\", "..\\", "./", "../", "~"].iter().any(|start| path.starts_with(start));
    !path.contains(['<', '>', '"']) && (begins_path || !path.contains(|c| is_skipped(c) || matches!(c, '=' | '(')))
}

/// A tool's prefix up to its first number, if more follows: lines that were numbered, cut and numbered again begin with only that.
fn outer_prefix(prefix: &str) -> &str {
    let end = |(at, c): (usize, char)| {
        let before = &prefix[..at];
        let is_number = !before.is_empty() && before.bytes().all(|byte| byte.is_ascii_digit());
        let is_mark = matches!(c, ':' | '.' | ']' | ')') && before.ends_with(|c: char| c.is_ascii_digit());
        is_mark || is_number && is_skipped(c)
    };
    let outer = prefix.char_indices().find(|place| end(*place)).map_or("", |(at, c)| &prefix[..at + c.len_utf8()]);
    if prefix[outer.len()..].trim_start_matches(is_skipped).is_empty() { "" } else { outer }
}

/// The line without a prefix of this shape, whose numbers may differ.
fn strip_like<'a>(mut line: &'a str, mut prefix: &str) -> Option<&'a str> {
    if prefix.is_empty() {
        return None;
    }
    while let Some(c) = prefix.chars().next() {
        let class = |text: &str| -> usize {
            let is_same: fn(char) -> bool = if c.is_ascii_digit() { |c| c.is_ascii_digit() } else { is_skipped };
            text.len() - text.trim_start_matches(is_same).len()
        };
        let (in_prefix, in_line) = if c.is_ascii_digit() || is_skipped(c) {
            (class(prefix), class(line))
        } else {
            (c.len_utf8(), if line.starts_with(c) { c.len_utf8() } else { 0 })
        };
        if in_line == 0 {
            return None;
        }
        (prefix, line) = (&prefix[in_prefix..], &line[in_line..]);
    }
    Some(line)
}

/// Whether `tail`, which precedes a record on its line, does not belong to the record before. `own` precedes that one on its line.
pub fn is_prefix(tail: &[u8], own: Option<&[u8]>) -> bool {
    if tail.is_empty() {
        return true;
    }
    let (tail, own) = (decode(tail), own.map(decode));
    let tail = tail.trim_start_matches(is_mark);
    let own = own.as_deref().map_or("", tools_prefix);
    // `>`, a bullet, a table's bar; `WindowsUpdate.log:18:`
    !tail.contains(char::is_alphanumeric)
        || is_path(tail.trim_end_matches(is_skipped))
        || strip_like(tail, own).is_some_and(str::is_empty)
}

/// White space for which ASCII has the space: pages and mails have no-break spaces.
pub fn is_blank(c: char) -> bool {
    c != '\n' && c != '\r' && c.is_whitespace()
}

/// Invisible characters: those without width, and those that set the direction of text.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\0')
}

/// The element of HTML that breaks a line.
const BREAK: &str = "<br";

fn has_tags(text: &str) -> bool {
    memchr::memchr(b'<', text.as_bytes()).is_some() && text.to_ascii_lowercase().contains(BREAK)
}

/// The text with line breaks in place of `<br>` elements.
fn without_tags(text: Cow<'_, str>) -> Cow<'_, str> {
    if !has_tags(&text) {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(at) = rest.to_ascii_lowercase().find(BREAK) {
        plain.push_str(&rest[..at]);
        plain.push('\n');
        rest = rest[at + BREAK.len()..].trim_start_matches([' ', '/']);
        rest = rest.strip_prefix('>').unwrap_or(rest);
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// The text with characters in place of entities, the usual named ones and numeric ones.
fn without_entities(mut text: Cow<'_, str>) -> Cow<'_, str> {
    const LONGEST: usize = "&#1114111;".len();
    for _ in 0..ENTITY_ROUNDS {
        if !text.contains('&') {
            break;
        }
        let mut decoded = String::with_capacity(text.len());
        let mut rest = &*text;
        while let Some((before, from)) = rest.split_once('&') {
            decoded.push_str(before);
            let entity = from.bytes().take(LONGEST).position(|byte| byte == b';').map(|end| &from[..end]);
            match entity.and_then(|entity| Some((entity, character(entity)?))) {
                Some((entity, c)) => {
                    decoded.push(c);
                    rest = &from[entity.len() + 1..];
                }
                None => {
                    decoded.push('&');
                    rest = from;
                }
            }
        }
        decoded.push_str(rest);
        text = Cow::Owned(decoded);
    }
    text
}

/// The character that an entity stands for, without `&` and `;`.
fn character(entity: &str) -> Option<char> {
    Some(match entity {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "ldquo" => '\u{201C}',
        "rdquo" => '\u{201D}',
        "lsquo" => '\u{2018}',
        "rsquo" => '\u{2019}',
        _ => {
            let number = entity.strip_prefix('#')?;
            let number = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(number.ok()?)?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(raw: &str, prefix: &str) -> String {
        plain(raw.as_bytes(), prefix.as_bytes()).into_owned()
    }

    #[test]
    fn what_needs_no_change_is_not_copied() {
        assert!(matches!(plain(b"WARNING: error = 1\r\n", b""), Cow::Borrowed("WARNING: error = 1")));
    }

    #[test]
    fn line_breaks_stay_as_one_line_feed_without_what_stands_before_the_line() {
        assert_eq!(text("error =\r\n0x1", ""), "error =\n0x1");
        assert_eq!(text("error =  \r   0x1 \n\n", ""), "error =  \n0x1");
        assert_eq!(text("> error =\r\n> > 0x1", "> "), "> error =\n0x1");
        assert_eq!(text("error =\n19:0x1", "18:"), "error =\n0x1");
        assert_eq!(text("error =\n  WindowsUpdate.log:19: 0x1", "> WindowsUpdate.log:18: "), "error =\n0x1");
        assert_eq!(text("<ErrorCode\n>Internal", ""), "<ErrorCode\n>Internal");
    }

    #[test]
    fn entities_invisible_characters_and_other_spaces_become_what_they_stand_for() {
        assert_eq!(text("&lt;a&gt; &#39;b&#x27; &quot;c&quot; &amp;lt; &amp &nope;", ""), "<a> 'b' \"c\" < &amp &nope;");
        assert_eq!(text("a\u{200B}b\u{202E}c\u{A0}d\u{3000}e\u{FEFF}", ""), "abc d e");
        assert_eq!(plain(b"a\xA0b \xFC", b""), "a b \u{fc}");
    }

    #[test]
    fn what_stands_before_a_record_is_told_from_the_end_of_the_one_before() {
        for (tail, own) in [
            ("19:", Some("18:")),
            ("  * ", None),
            ("WindowsUpdate.log:7:", None),
            ("| ", Some("")),
            ("19 ", Some("8  ")),
            ("PC17> ", Some("PC17> ")),
            ("", None),
        ] {
            assert!(is_prefix(tail.as_bytes(), own.map(str::as_bytes)), "{tail:?} {own:?}");
        }
        for (tail, own) in
            [("200 ", Some("")), ("code = 200 ", None), ("InternalServerError(5) ", Some("18:")), ("19 ", Some("a"))]
        {
            assert!(!is_prefix(tail.as_bytes(), own.map(str::as_bytes)), "{tail:?} {own:?}");
        }
    }
}
