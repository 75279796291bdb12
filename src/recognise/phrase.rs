//! Words in the text of a record, with any white space in and between them: a line break may have replaced a space, or cut a word.

/// The longest value that is taken from a record, in bytes. Real ones have a tenth of it; a forged log must not fill the memory.
pub const LIMIT: usize = 2048;

fn limited(mut value: String) -> String {
    value.truncate(value.floor_char_boundary(LIMIT));
    value
}

/// What follows `phrase`, if `text` begins with it.
pub fn after<'a>(text: &'a str, phrase: &str) -> Option<&'a str> {
    // Nearly always.
    if let Some(rest) = text.strip_prefix(phrase) {
        return Some(rest);
    }
    let mut rest = text.chars();
    for wanted in phrase.chars().filter(|c| !c.is_whitespace()) {
        if rest.find(|c| !c.is_whitespace())? != wanted {
            return None;
        }
    }
    Some(rest.as_str())
}

/// What precedes the first `phrase` in the text, and what follows it.
pub fn split<'a>(text: &'a str, phrase: &str) -> Option<(&'a str, &'a str)> {
    let first = phrase.chars().find(|c| !c.is_whitespace())?;
    text.match_indices(first).find_map(|(at, _)| Some((&text[..at], after(&text[at..], phrase)?)))
}

/// The text between `start` and the next `end`, or the end of the text.
pub fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = split(text, start)?;
    Some(split(rest, end).map_or(rest, |(value, _)| value).trim())
}

/// A value without white space of its own, such as a code, an id or an address: the text with all white space removed.
pub fn joined(text: &str) -> String {
    limited(text.chars().filter(|c| !c.is_whitespace()).take(LIMIT).collect())
}

/// A value in words: line breaks become spaces again, unless it is one word.
pub fn worded(text: &str) -> String {
    let word = unbroken(text);
    if !word.contains(char::is_whitespace) {
        return word;
    }
    limited(lines(text).collect::<Vec<_>>().join(" "))
}

/// An address, or another value that may contain spaces: the text without line breaks.
pub fn unbroken(text: &str) -> String {
    limited(lines(text).collect())
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').map(str::trim).filter(|line| !line.is_empty())
}

/// The characters at the beginning of the text that `is_part` accepts, without line breaks.
pub fn leading(text: &str, is_part: impl Fn(char) -> bool) -> String {
    limited(text.chars().filter(|c| *c != '\n').take_while(|c| is_part(*c)).take(LIMIT).collect())
}

/// A text without quotation marks around it, straight or curly.
pub fn unquoted(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '\u{2018}'..='\u{201F}' | '\u{AB}' | '\u{BB}' | '\u{FF02}')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_across_line_breaks_that_replace_a_space_or_cut_a_word() {
        for text in ["SyncUpdates failure, error = 0x1", "SyncUpdates\nfailure, error\n= 0x1", "Sync\nUpdates failure,error =0x1"]
        {
            assert_eq!(after(text, "SyncUpdates failure").map(joined).as_deref(), Some(",error=0x1"), "{text}");
            assert_eq!(between(text, "error = ", ",").map(joined).as_deref(), Some("0x1"), "{text}");
        }
        assert_eq!(after("Synchronizing", "SyncUpdates"), None);
        assert_eq!(
            (worded("Item has\nbeen  added"), unbroken("http://a/\nb c")),
            ("Item has been  added".into(), "http://a/b c".into())
        );
        assert_eq!(leading("5f2c-\n0a (x", |c| c.is_ascii_alphanumeric() || c == '-'), "5f2c-0a");
    }
}
