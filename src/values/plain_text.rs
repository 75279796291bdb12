//! Text from elsewhere, made safe to show: it can do nothing else to a terminal.
//!
//! Anyone may have chosen names, paths and log lines. Printed as they are, an escape sequence clears the screen, a line break forges a line
//! of the report, and a directional mark reverses it. So all text for people has such characters escaped, as Rust writes them: `\n`,
//! `\u{1b}`. JSON text has them as `\u001b`, which every reader decodes: the data does not change.

use std::borrow::Cow;
use std::fmt::{self, Display, Write};
use std::io;

use memchr::memchr;
use serde_json::ser::{CharEscape, Formatter};

/// Invisible characters that nevertheless do something: the general categories Cc (control), Cf (format), Zl and Zp (line and paragraph
/// separator) of Unicode 16, from its file `DerivedGeneralCategory.txt`.
#[rustfmt::skip]
const ACTIVE: [(char, char); 23] = [
    ('\0', '\u{1f}'), ('\u{7f}', '\u{9f}'), ('\u{ad}', '\u{ad}'), ('\u{600}', '\u{605}'), ('\u{61c}', '\u{61c}'), ('\u{6dd}', '\u{6dd}'),
    ('\u{70f}', '\u{70f}'), ('\u{890}', '\u{891}'), ('\u{8e2}', '\u{8e2}'), ('\u{180e}', '\u{180e}'), ('\u{200b}', '\u{200f}'),
    ('\u{2028}', '\u{202e}'), ('\u{2060}', '\u{2064}'), ('\u{2066}', '\u{206f}'), ('\u{feff}', '\u{feff}'), ('\u{fff9}', '\u{fffb}'),
    ('\u{110bd}', '\u{110bd}'), ('\u{110cd}', '\u{110cd}'), ('\u{13430}', '\u{1343f}'), ('\u{1bca0}', '\u{1bca3}'),
    ('\u{1d173}', '\u{1d17a}'), ('\u{e0001}', '\u{e0001}'), ('\u{e0020}', '\u{e007f}'),
];

/// Whether a character may do anything to a terminal besides showing itself.
pub fn is_active(character: char) -> bool {
    match character {
        ' '..='~' => false,
        _ => {
            let behind = ACTIVE.partition_point(|(first, _)| *first <= character);
            behind > 0 && character <= ACTIVE[behind - 1].1
        }
    }
}

/// The text with what may act on a terminal escaped.
pub fn plain(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) || !text.chars().any(is_active) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(Plain(text).to_string())
}

/// Shows a value with what may act on a terminal escaped.
#[derive(Clone, Copy, Debug)]
pub struct Plain<T>(pub T);

impl<T: Display> Display for Plain<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Escaping(f), "{}", self.0)
    }
}

/// Passes text on, escaped.
struct Escaping<'a, 'b>(&'a mut fmt::Formatter<'b>);

impl Write for Escaping<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        each_piece(text, |piece| match piece {
            Piece::Plain(text) => self.0.write_str(text),
            Piece::Active(character) => write!(self.0, "{}", character.escape_default()),
        })
    }
}

enum Piece<'a> {
    Plain(&'a str),
    Active(char),
}

/// Splits a text into active characters and the text between them.
fn each_piece<E>(mut text: &str, mut visit: impl FnMut(Piece) -> Result<(), E>) -> Result<(), E> {
    while let Some((at, active)) = text.char_indices().find(|(_, character)| is_active(*character)) {
        if at > 0 {
            visit(Piece::Plain(&text[..at]))?;
        }
        visit(Piece::Active(active))?;
        text = &text[at + active.len_utf8()..];
    }
    if text.is_empty() { Ok(()) } else { visit(Piece::Plain(text)) }
}

/// Writes JSON in which nothing acts on a terminal, laid out by another formatter. JSON itself escapes only the first 32 control
/// characters; here all [active](is_active) ones are escaped. The values stay the same.
#[derive(Clone, Debug, Default)]
pub struct PlainJson<F>(pub F);

/// Writes a part of a JSON text. Outside strings JSON has no active characters but white space, which is left as it is.
fn write_json<W: ?Sized + io::Write>(writer: &mut W, json: &str) -> io::Result<()> {
    // Nearly everything is ASCII.
    if json.is_ascii() && memchr(0x7f, json.as_bytes()).is_none() {
        return writer.write_all(json.as_bytes());
    }
    each_piece(json, |piece| match piece {
        Piece::Plain(text) => writer.write_all(text.as_bytes()),
        Piece::Active(space @ ('\t' | '\n' | '\r')) => writer.write_all(&[space as u8]),
        Piece::Active(active) => active.encode_utf16(&mut [0; 2]).iter().try_for_each(|unit| write!(writer, "\\u{unit:04x}")),
    })
}

/// Delegates all of a formatter's work to another formatter.
macro_rules! delegate {
    ($($method:ident($($argument:ident: $type:ty),*);)*) => {
        $(
            fn $method<W: ?Sized + io::Write>(&mut self, writer: &mut W, $($argument: $type),*) -> io::Result<()> {
                self.0.$method(writer, $($argument),*)
            }
        )*
    };
}

impl<F: Formatter> Formatter for PlainJson<F> {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        write_json(writer, fragment)
    }

    fn write_raw_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        write_json(writer, fragment)
    }

    delegate! {
        write_char_escape(escape: CharEscape);
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        end_object_key();
        begin_object_value();
        end_object_value();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Serialize;
    use serde_json::Serializer;
    use serde_json::ser::{CompactFormatter, PrettyFormatter};
    use serde_json::value::RawValue;

    use super::*;

    fn json(value: &impl Serialize, formatter: impl Formatter) -> String {
        let mut json = Vec::new();
        value.serialize(&mut Serializer::with_formatter(&mut json, PlainJson(formatter))).unwrap();
        String::from_utf8(json).unwrap()
    }

    #[test]
    fn what_may_act_on_a_terminal_is_escaped_and_the_rest_is_left_alone() {
        for text in ["", "C:\\Users\\x", "Größe \u{301}e — 日本語 🙂", "\\n \\u{1b}"] {
            assert!(matches!(plain(text), Cow::Borrowed(same) if same == text), "{text}");
        }
        for (text, shown) in [
            ("\x1b[2J\rFIXED: FORGED\r\n", r"\u{1b}[2J\rFIXED: FORGED\r\n"),
            ("a\tb\0c\x7fd\u{9b}e", r"a\tb\u{0}c\u{7f}d\u{9b}e"),
            ("\u{202e}gpj.exe\u{2069}", r"\u{202e}gpj.exe\u{2069}"),
            ("zero\u{200b}width\u{feff}\u{2028}\u{2029}\u{85}", r"zero\u{200b}width\u{feff}\u{2028}\u{2029}\u{85}"),
            ("ä\u{e0041}ö", r"ä\u{e0041}ö"),
        ] {
            assert_eq!(plain(text), shown);
            assert_eq!(Plain(text).to_string(), shown);
            assert_eq!(plain(shown), shown, "escaped text stays as it is");
        }
    }

    #[test]
    fn the_table_is_in_order_and_has_every_control_character() {
        assert!(ACTIVE.windows(2).all(|pair| pair[0].1 < pair[1].0));
        assert!(ACTIVE.iter().all(|(first, last)| first <= last));
        for character in '\0'..=char::MAX {
            assert!(!character.is_control() || is_active(character), "{character:?}");
            let in_table = ACTIVE.iter().any(|(first, last)| (*first..=*last).contains(&character));
            assert_eq!(is_active(character), in_table, "{character:?}");
        }
    }

    #[test]
    fn json_has_every_character_and_shows_no_active_one() {
        let all: String = ('\0'..=char::MAX).collect();
        for text in [json(&all, CompactFormatter), json(&all, PrettyFormatter::new())] {
            assert!(!text.chars().any(is_active));
            assert_eq!(serde_json::from_str::<String>(&text).unwrap(), all);
        }
        assert_eq!(json(&"\x1b\u{7f}\u{9b}\u{e0041}\n", CompactFormatter), r#""\u001b\u007f\u009b\udb40\udc41\n""#);
    }

    #[test]
    fn json_is_laid_out_as_the_other_formatter_lays_it_out() {
        let value = serde_json::json!({"a": [1, "x", {"b": null, "c": []}, {}], "ä\u{202e}": [true, 1.5]});
        let safe = |text: String| text.replace('\u{202e}', "\\u202e");
        assert_eq!(json(&value, CompactFormatter), safe(serde_json::to_string(&value).unwrap()));
        assert_eq!(json(&value, PrettyFormatter::new()), safe(serde_json::to_string_pretty(&value).unwrap()));
    }

    #[test]
    fn json_that_is_passed_on_as_it_is_shows_no_active_character_either() {
        let raw = RawValue::from_string("{\r\n\t\"a\u{9b}\": \"\u{202e}\\u001b\"}".into()).unwrap();
        assert_eq!(json(&raw, CompactFormatter), "{\r\n\t\"a\\u009b\": \"\\u202e\\u001b\"}");
    }

    proptest! {
        #[test]
        fn values_stay_the_same_in_json(text in ".*", pieces in prop::collection::vec("[\0-\u{a0}\u{2020}-\u{2070}a]*", 0..5)) {
            let value = serde_json::json!({"text": text, "pieces": pieces, text.as_str(): 1});
            for json in [json(&value, CompactFormatter), json(&value, PrettyFormatter::new())] {
                prop_assert!(!json.chars().any(|character| character != '\n' && is_active(character)));
                prop_assert_eq!(&serde_json::from_str::<serde_json::Value>(&json).unwrap(), &value);
            }
        }

        #[test]
        fn escaped_text_has_no_active_character(text in "[\0-\u{a0}\u{2020}-\u{2070}a]*|.*") {
            prop_assert!(!plain(&text).chars().any(is_active));
            prop_assert_eq!(plain(&text), Plain(&text).to_string());
        }
    }
}
