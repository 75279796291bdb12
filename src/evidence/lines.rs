//! Reading a log of any size, encoding and line length in one pass and constant memory.
//!
//! The reader finds lines, a [`Sink`] decides what they mean. Most lines of a log concern nobody, so the sink says what the
//! next line that it wants contains, and only such lines are cut out and numbered; the others are passed over at the
//! speed of a substring search.

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE};
use memchr::memmem::Finder;
use memchr::{memchr, memchr_iter, memrchr};

use crate::document::Encoding;
use crate::evidence::file::fill;

/// Bytes that are read and searched at a time; it fits into a core's own cache. It is the longest line too: of a longer
/// one the beginning counts and the rest is passed over.
pub const BLOCK: usize = 128 << 10;

/// Which line a sink wants next.
#[derive(Clone, Copy)]
pub enum Interest {
    /// The next one, whatever is in it.
    EveryLine,
    /// The next one that contains one of these.
    Containing(&'static [Finder<'static>]),
}

/// What makes something of the lines.
///
/// A sink may be given lines that it did not ask for and must make nothing of them that it would not have made otherwise.
pub trait Sink {
    /// Asked before each line.
    fn interest(&self) -> Interest;

    /// A line without its line end, in UTF-8 or in bytes of an unknown code page. Numbers count from 1. Where NUL bytes
    /// stand in a line (a crash leaves them), each piece between them comes as a line of the same number.
    fn line(&mut self, number: u64, line: &[u8]);

    /// Lines from the end of what was read so far backwards, until it answers `true`: that it found what it looks for at the
    /// end of a log.
    fn last_line(&mut self, line: &[u8]) -> bool;
}

/// What the reader itself knows of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Bytes read.
    pub bytes: u64,
    /// Lines, the last one also when it has no line end.
    pub lines: u64,
    /// The encoding that the byte order mark, the first characters or the bytes' validity tell.
    pub encoding: Encoding,
}

/// Reads `input` to its present end and gives the sink the lines that it wants.
///
/// When reading fails half-way, everything up to there has been given to the sink and counted, and the error comes along.
pub fn read(input: impl Read, sink: &mut impl Sink) -> (Summary, io::Result<()>) {
    read_blocks(input, sink, BLOCK)
}

fn read_blocks(input: impl Read, sink: &mut impl Sink, block: usize) -> (Summary, io::Result<()>) {
    let mut text = Text::new(input);
    let mut lines = Lines { sink, number: 0, hits: Hits::default() };
    let mut buffer = vec![0; block];
    let mut length = 0;
    let mut last_byte = b'\n';
    // Whether the buffer begins inside an overlong line, whose rest does not count.
    let mut skipping = false;
    loop {
        let (read, more) = text.fill(&mut buffer[length..]);
        length += read;
        last_byte = buffer[..length].last().copied().unwrap_or(last_byte);
        if skipping {
            let end = memchr(b'\n', &buffer[..length]);
            let passed = end.map_or(length, |end| end + 1);
            buffer.copy_within(passed..length, 0);
            length -= passed;
            lines.number += u64::from(end.is_some());
            skipping = end.is_none();
            if more {
                continue;
            }
        }
        // Whole lines; at the end of the file, or where a line fills the buffer, all there is.
        let whole = match memrchr(b'\n', &buffer[..length]) {
            Some(end) if more => end + 1,
            _ => length,
        };
        text.note_encoding(&buffer[..whole]);
        lines.scan(&buffer[..whole]);
        skipping = more && buffer[..whole].last() != Some(&b'\n');
        buffer.copy_within(whole..length, 0);
        length -= whole;
        if !more {
            break;
        }
    }
    let lines = lines.number + u64::from(last_byte != b'\n');
    (Summary { bytes: text.bytes, lines, encoding: text.encoding }, text.failure.map_or(Ok(()), Err))
}

/// The lines of one block after the other.
struct Lines<'a, S> {
    sink: &'a mut S,
    /// Line ends so far.
    number: u64,
    hits: Hits,
}

impl<S: Sink> Lines<'_, S> {
    fn scan(&mut self, block: &[u8]) {
        self.hits.forget();
        let mut from = 0;
        // Line ends are counted up to here.
        let mut counted = 0;
        while from < block.len() {
            let start = match self.sink.interest() {
                Interest::EveryLine => from,
                Interest::Containing(finders) => match self.hits.next(finders, block, from) {
                    Some(hit) => memrchr(b'\n', &block[from..hit]).map_or(from, |end| from + end + 1),
                    None => break,
                },
            };
            self.number += count_lines(&block[counted..start]);
            counted = start;
            let end = memchr(b'\n', &block[start..]).map_or(block.len(), |end| start + end);
            self.give(&block[start..end]);
            from = end + 1;
        }
        self.number += count_lines(&block[counted..]);
        let mut rest = block;
        while !rest.is_empty() {
            let start = memrchr(b'\n', &rest[..rest.len() - 1]).map_or(0, |end| end + 1);
            if pieces(&rest[start..]).rev().any(|piece| self.sink.last_line(piece)) {
                break;
            }
            rest = &rest[..start];
        }
    }

    fn give(&mut self, line: &[u8]) {
        for piece in pieces(line) {
            self.sink.line(self.number + 1, piece);
        }
    }
}

/// A line without its line end, in the pieces that NUL bytes leave of it.
fn pieces(line: &[u8]) -> impl DoubleEndedIterator<Item = &[u8]> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    line.split(|byte| *byte == 0).filter(|piece| !piece.is_empty())
}

fn count_lines(bytes: &[u8]) -> u64 {
    memchr_iter(b'\n', bytes).count() as u64
}

/// Where each substring comes next in a block, so that none is searched twice.
#[derive(Default)]
struct Hits(Vec<(&'static Finder<'static>, Option<usize>)>);

impl Hits {
    fn forget(&mut self) {
        self.0.clear();
    }

    /// The first hit at `from` or behind it.
    fn next(&mut self, finders: &'static [Finder<'static>], block: &[u8], from: usize) -> Option<usize> {
        finders.iter().filter_map(|finder| self.next_of(finder, block, from)).min()
    }

    fn next_of(&mut self, finder: &'static Finder<'static>, block: &[u8], from: usize) -> Option<usize> {
        let search = || finder.find(&block[from..]).map(|hit| from + hit);
        match self.0.iter_mut().find(|(known, _)| std::ptr::eq(*known, finder)) {
            Some((_, next)) => {
                if next.is_some_and(|next| next < from) {
                    *next = search();
                }
                *next
            }
            None => {
                let next = search();
                self.0.push((finder, next));
                next
            }
        }
    }
}

/// The file's text in UTF-8, or its bytes as they are where it is not UTF-16.
struct Text<R> {
    input: R,
    encoding: Encoding,
    decoder: Option<Decoder>,
    /// Bytes that were read and not handed on: the first of the file, then those that wait to be decoded.
    waiting: Vec<u8>,
    /// Bytes read.
    bytes: u64,
    /// What ended the reading before the end of the file.
    failure: Option<io::Error>,
}

impl<R: Read> Text<R> {
    fn new(input: R) -> Self {
        let mut text = Self { input, encoding: Encoding::Utf8, decoder: None, waiting: Vec::new(), bytes: 0, failure: None };
        text.detect();
        text
    }

    /// Fills `space` and says whether there may be more, or puts the rest of the file into it.
    fn fill(&mut self, space: &mut [u8]) -> (usize, bool) {
        if self.decoder.is_some() {
            return self.fill_decoded(space);
        }
        let first = self.waiting.len().min(space.len());
        space[..first].copy_from_slice(&self.waiting[..first]);
        self.waiting.drain(..first);
        let read = self.read(&mut space[first..]);
        (first + read, first + read == space.len())
    }

    fn fill_decoded(&mut self, space: &mut [u8]) -> (usize, bool) {
        let mut length = 0;
        let mut last = false;
        loop {
            let decoder = self.decoder.as_mut().expect("only called where there is one");
            let (result, read, written, _) = decoder.decode_to_utf8(&self.waiting, &mut space[length..], last);
            self.waiting.drain(..read);
            length += written;
            match result {
                CoderResult::OutputFull => return (length, true),
                CoderResult::InputEmpty if last => return (length, false),
                CoderResult::InputEmpty => {}
            }
            let mut chunk = std::mem::take(&mut self.waiting);
            chunk.resize(Self::CHUNK, 0);
            let read = self.read(&mut chunk);
            chunk.truncate(read);
            last = read < Self::CHUNK;
            self.waiting = chunk;
        }
    }

    /// Bytes that are decoded at a time.
    const CHUNK: usize = 64 << 10;

    /// Fills `space`; less than that is the end of the file, or of what could be read of it.
    fn read(&mut self, space: &mut [u8]) -> usize {
        if self.failure.is_some() {
            return 0;
        }
        let (length, outcome) = fill(&mut self.input, space);
        self.failure = outcome.err();
        self.bytes += length as u64;
        length
    }

    /// Tells the encoding from the first four bytes: a byte order mark, or two ASCII characters in UTF-16.
    fn detect(&mut self) {
        let mut first = [0; 4];
        let length = self.read(&mut first);
        let (encoding, mark) = match first[..length] {
            [0xEF, 0xBB, 0xBF, ..] => (Encoding::Utf8, 3),
            [0xFF, 0xFE, ..] => (Encoding::Utf16Le, 2),
            [0xFE, 0xFF, ..] => (Encoding::Utf16Be, 2),
            [1..=0x7F, 0, 1..=0x7F, 0] => (Encoding::Utf16Le, 0),
            [0, 1..=0x7F, 0, 1..=0x7F] => (Encoding::Utf16Be, 0),
            _ => (Encoding::Utf8, 0),
        };
        self.encoding = encoding;
        self.waiting = first[mark..length].to_vec();
        self.decoder = match encoding {
            Encoding::Utf16Le => Some(UTF_16LE.new_decoder_without_bom_handling()),
            Encoding::Utf16Be => Some(UTF_16BE.new_decoder_without_bom_handling()),
            Encoding::Utf8 | Encoding::Ansi => None,
        };
    }

    /// Bytes that can't be UTF-8 make the file an ANSI one. A character that is cut off at the end does not.
    fn note_encoding(&mut self, lines: &[u8]) {
        if self.encoding == Encoding::Utf8
            && !lines.is_ascii()
            && str::from_utf8(lines).is_err_and(|error| error.error_len().is_some())
        {
            self.encoding = Encoding::Ansi;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Collects what it is given.
    #[derive(Default)]
    struct Collector {
        needle: Option<&'static [Finder<'static>]>,
        lines: Vec<(u64, String)>,
        last: String,
    }

    impl Sink for Collector {
        fn interest(&self) -> Interest {
            self.needle.map_or(Interest::EveryLine, Interest::Containing)
        }

        fn line(&mut self, number: u64, line: &[u8]) {
            self.lines.push((number, String::from_utf8_lossy(line).into_owned()));
        }

        fn last_line(&mut self, line: &[u8]) -> bool {
            self.last = String::from_utf8_lossy(line).into_owned();
            true
        }
    }

    fn collect(bytes: &[u8], block: usize) -> (Collector, Summary) {
        let mut sink = Collector::default();
        let (summary, outcome) = read_blocks(bytes, &mut sink, block);
        outcome.unwrap();
        (sink, summary)
    }

    #[test]
    fn lines_have_the_same_numbers_whatever_the_size_of_a_block() {
        let text = "one\r\n\nthree\r\nfour \u{e4}\u{ac00}\n\n\nseven";
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for block in 16..40 {
            for bytes in [text.as_bytes(), &utf16] {
                let (sink, summary) = collect(bytes, block);
                let lines: Vec<_> = sink.lines.iter().map(|(number, line)| (*number, line.as_str())).collect();
                assert_eq!(lines, [(1, "one"), (3, "three"), (4, "four \u{e4}\u{ac00}"), (7, "seven")], "block {block}");
                assert_eq!((summary.lines, summary.bytes, sink.last.as_str()), (7, bytes.len() as u64, "seven"));
            }
        }
    }

    #[test]
    fn of_a_line_longer_than_a_block_the_beginning_counts_and_the_numbers_go_on() {
        for length in 60..140 {
            let text = format!("first\n{}\nthird\n", "x".repeat(length));
            let (sink, summary) = collect(text.as_bytes(), 64);
            assert_eq!(summary.lines, 3, "length {length}");
            assert_eq!(sink.lines[0], (1, "first".into()));
            assert_eq!(sink.lines[1].1.len(), length.min(64), "length {length}");
            assert_eq!(sink.lines[2], (3, "third".into()), "length {length}");
        }
        let (sink, summary) = collect(&[b'x'; 1000], 64);
        assert_eq!((summary.lines, sink.lines.len()), (1, 1));
    }

    #[test]
    fn only_lines_with_a_needle_are_given_and_numbered_right() {
        let needles: &'static [Finder<'static>] = Vec::leak(vec![Finder::new("needle"), Finder::new("pin")]);
        let text: String = (1..=500).map(|n| format!("line {n} {}\n", ["needle", "hay", "pin needle", "straw"][n % 4])).collect();
        for block in [64, 100, 1000, 100_000] {
            let mut sink = Collector { needle: Some(needles), ..Collector::default() };
            let (summary, _) = read_blocks(text.as_bytes(), &mut sink, block);
            let numbers: Vec<u64> = sink.lines.iter().map(|(number, _)| *number).collect();
            assert_eq!(numbers, (1..=500).filter(|n| n % 2 == 0).collect::<Vec<u64>>(), "block {block}");
            assert_eq!(summary.lines, 500);
        }
    }

    #[test]
    fn what_was_read_before_an_error_counts() {
        struct Failing<'a>(&'a [u8]);
        impl Read for Failing<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                match self.0.read(buffer)? {
                    0 => Err(io::Error::other("the share is gone")),
                    read => Ok(read),
                }
            }
        }
        for bytes in [b"one\ntwo\nthr".to_vec(), b"\xFF\xFEo\0n\0e\0\n\0t\0w\0o\0\n\0t\0h\0r\0".to_vec()] {
            let mut sink = Collector::default();
            let (summary, outcome) = read_blocks(Failing(&bytes), &mut sink, 64);
            assert!(outcome.is_err());
            assert_eq!((summary.lines, summary.bytes, sink.lines.len()), (3, bytes.len() as u64, 3));
        }
    }

    #[test]
    fn a_character_cut_off_at_the_end_makes_no_ansi_file() {
        assert_eq!(collect("Gr\u{f6}\u{df}e".as_bytes(), 64).1.encoding, Encoding::Utf8);
        assert_eq!(collect(&"Gr\u{f6}\u{df}".as_bytes()[..5], 64).1.encoding, Encoding::Utf8);
        assert_eq!(collect(b"Gr\xF6\xDFe\n", 64).1.encoding, Encoding::Ansi);
    }
}
