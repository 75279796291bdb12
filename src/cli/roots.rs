//! Files with one root per line, as people and programs write them.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use wsus954960::Error;
use wsus954960::internals::values::plain_text::Plain;
use wsus954960::internals::values::problem::{Action, Place, Problem};

use super::is_standard_input;

/// A root, or what is wrong with the line where it should be.
pub type Root = Result<PathBuf, Error>;

/// Straight ones, which Explorer's 'Copy as path' puts around a path, and the curly ones that Word turns them into.
const QUOTATION_MARKS: [char; 5] = ['"', '\u{201c}', '\u{201d}', '\u{201e}', '\u{201f}'];

/// The roots in a file, or in standard input.
pub fn read(file: &Path) -> Result<Vec<Root>, Error> {
    let text = read_text(file).map_err(|error| Error::from_io(file, Action::ReadRoots, &error))?;
    let roots: Vec<Root> = (1..)
        .zip(lines(&text))
        .filter_map(|(number, line)| {
            parse(line).map_err(|problem| Error::about(file, problem).at(Place::Line { number })).transpose()
        })
        .collect();
    // An empty list is a mistake; it does not mean this machine.
    if roots.is_empty() { Err(Error::about(file, Problem::NoRoot {})) } else { Ok(roots) }
}

fn read_text(file: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    if is_standard_input(file) {
        io::stdin().read_to_end(&mut bytes)?;
    } else {
        File::open(file)?.read_to_end(&mut bytes)?;
    }
    Ok(decode(&bytes))
}

/// Text in UTF-8, UTF-16, or what Windows calls ANSI: the file does not say which code page that is. Unlike in logs, nothing is left out:
/// without a NUL between them, two names would become a third.
fn decode(bytes: &[u8]) -> String {
    let (marked, mark) = Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
    let encoding = match bytes {
        [1..=0x7f, 0, 1..=0x7f, 0, ..] => UTF_16LE,
        [0, 1..=0x7f, 0, 1..=0x7f, ..] => UTF_16BE,
        _ => marked,
    };
    let text = &bytes[mark..];
    let decode = |encoding: &'static Encoding| encoding.decode_without_bom_handling(text).0.into_owned();
    if encoding != UTF_8 {
        return decode(encoding);
    }
    std::str::from_utf8(text).map_or_else(|_| decode(WINDOWS_1252), str::to_owned)
}

/// Lines end with LF, CRLF or CR alone.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = text.find(['\r', '\n']) else { return rest.take() };
        let length = if text[end..].starts_with("\r\n") { 2 } else { 1 };
        rest = Some(&text[end + length..]);
        Some(&text[..end])
    })
}

/// The root on a line, if there is one.
fn parse(line: &str) -> Result<Option<PathBuf>, Problem> {
    // Concatenated files have byte order marks in the middle.
    let line = line.trim_start_matches('\u{feff}').trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    if line.contains('\0') {
        return Err(Problem::LineWithNul {});
    }
    if let Some(control) = line.chars().find(|character| character.is_control()) {
        return Err(Problem::LineWithControl { character: Plain(control).to_string() });
    }
    let path = match (line.strip_prefix(QUOTATION_MARKS), line.strip_suffix(QUOTATION_MARKS)) {
        (None, None) => line,
        // A single mark is not a pair.
        (Some(rest), Some(_)) if !rest.is_empty() => rest.strip_suffix(QUOTATION_MARKS).unwrap_or(rest),
        _ => return Err(Problem::LineHalfQuoted {}),
    };
    if path.contains('"') {
        return Err(Problem::LineQuoteInside {});
    }
    if path.trim().is_empty() {
        return Err(Problem::LineEmptyQuotes {});
    }
    Ok(Some(path.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_with_any_line_end_and_are_counted_as_an_editor_counts_them() {
        assert_eq!(lines("a\nb\r\nc\rd\r\r\n\n\re").collect::<Vec<_>>(), ["a", "b", "c", "d", "", "", "", "e"]);
        assert_eq!(lines("").collect::<Vec<_>>(), [""]);
        assert_eq!(lines("a\r").collect::<Vec<_>>(), ["a", ""]);
    }

    #[test]
    fn text_is_utf_8_utf_16_or_ansi() {
        let utf16 = |text: &str, unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
        for bytes in [
            "C:\\Gr\u{f6}\u{df}e".into(),
            "\u{feff}C:\\Gr\u{f6}\u{df}e".into(),
            b"C:\\Gr\xf6\xdfe".to_vec(),
            utf16("\u{feff}C:\\Gr\u{f6}\u{df}e", u16::to_le_bytes),
            utf16("\u{feff}C:\\Gr\u{f6}\u{df}e", u16::to_be_bytes),
            utf16("C:\\Gr\u{f6}\u{df}e", u16::to_le_bytes),
            utf16("C:\\Gr\u{f6}\u{df}e", u16::to_be_bytes),
        ] {
            assert_eq!(decode(&bytes), "C:\\Gr\u{f6}\u{df}e", "{bytes:?}");
        }
        assert_eq!(decode(b"a\0b"), "a\0b");
        assert_eq!(decode(b""), "");
    }

    #[test]
    fn a_root_may_be_in_quotation_marks() {
        let path = |line: &str| parse(line).unwrap().map(|path| path.to_str().unwrap().to_owned());
        for (line, root) in [
            (r"\\WSUS01\c$", r"\\WSUS01\c$"),
            (r#"  "D:\Collected\PC 17"  "#, r"D:\Collected\PC 17"),
            ("\u{201c}D:\\a b\u{201d}", r"D:\a b"),
            ("\u{201e}D:\\a\u{201c}", r"D:\a"),
            ("\u{201d}D:\\a\u{201d}", r"D:\a"),
            ("\u{201c}D:\\a\"", r"D:\a"),
            ("\" a \"", " a "),
            ("\"#a\"", "#a"),
            ("\u{feff}/mnt/a", "/mnt/a"),
            ("D:\\the \u{201c}x\u{201d} files", "D:\\the \u{201c}x\u{201d} files"),
            ("Gr\u{f6}\u{df}e\u{a0}", "Gr\u{f6}\u{df}e"),
        ] {
            assert_eq!(path(line).as_deref(), Some(root), "{line}");
        }
        for line in ["", "  \t", "# a", "  # \"a\0", "\u{feff}# a"] {
            assert_eq!(path(line), None, "{line}");
        }
    }

    #[test]
    fn a_bad_line_says_what_is_wrong_with_it() {
        for (line, problem) in [
            ("\"", Problem::LineHalfQuoted {}),
            ("\"C:\\a", Problem::LineHalfQuoted {}),
            ("C:\\a\"", Problem::LineHalfQuoted {}),
            ("C:\\a\u{201d}", Problem::LineHalfQuoted {}),
            ("\"C:\\a\" # server", Problem::LineHalfQuoted {}),
            ("\"C:\\a\" \"C:\\b\"", Problem::LineQuoteInside {}),
            ("C:\\a\", \"C:\\b", Problem::LineQuoteInside {}),
            ("\"\"", Problem::LineEmptyQuotes {}),
            ("\u{201c} \u{201d}", Problem::LineEmptyQuotes {}),
            ("a\0b", Problem::LineWithNul {}),
            ("a\x07b", Problem::LineWithControl { character: r"\u{7}".into() }),
            ("a\tb", Problem::LineWithControl { character: r"\t".into() }),
            ("a\u{9b}b", Problem::LineWithControl { character: r"\u{9b}".into() }),
        ] {
            assert_eq!(parse(line), Err(problem), "{line}");
        }
    }
}
