//! Reading a log of any size, encoding and line length in one pass and constant memory.
//!
//! The reader finds lines, a [`Sink`] decides what they mean. Most lines of a log concern nobody, so the sink says what the
//! next line that it wants contains, and only such lines are cut out and numbered; the others are passed over at the
//! speed of a substring search.

use std::io::{self, Read};
use std::ops::Range;
use std::thread::{self, available_parallelism};

use memchr::memmem::Finder;
use memchr::{memchr, memrchr};

use crate::document::Encoding;
use crate::evidence::blocks::{BLOCK, Block, Blocks, InTurn, Shared, Text};
use crate::evidence::filesystem::Opened;

/// The longest line, in bytes: of a longer one the beginning counts and the rest is passed over.
pub const LINE: usize = BLOCK;

/// The stack of the second thread, which does nothing that needs much.
const STACK: usize = 128 << 10;

/// From this length on, in bytes, two threads read a file: then that saves more than it costs.
pub const TWO_THREADS: u64 = 8 << 20;

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
    fn line(&mut self, number: u64, line: &[u8], before: &mut Before);

    /// Lines from the end of what was read so far backwards, until it answers `true`: that it found what it looks for at the
    /// end of a log.
    fn last_line(&mut self, line: &[u8]) -> bool;
}

/// The text before a line, as far as it is still there and was not taken: at least [`BLOCK`] bytes.
#[derive(Default)]
pub struct Before<'a> {
    /// Of the block before this one, and of this one.
    texts: [&'a [u8]; 2],
    taken: bool,
}

impl<'a> Before<'a> {
    /// How long it is, in bytes.
    pub fn length(&self) -> usize {
        self.texts.iter().map(|text| text.len()).sum()
    }

    /// Its lines, from the last one backwards.
    pub fn backwards(&self) -> impl Iterator<Item = &'a [u8]> {
        self.texts.into_iter().rev().flat_map(lines_backwards).flat_map(|line| pieces(line).rev())
    }

    /// Its lines that contain one of the texts, in their order. Then it counts as taken: no later line has it before it.
    pub fn take(&mut self, finders: &'static [Finder<'static>]) -> impl Iterator<Item = &'a [u8]> {
        self.taken = true;
        std::mem::take(&mut self.texts).into_iter().flat_map(move |text| {
            let mut hits = Hits::default();
            let mut from = 0;
            let next = move || {
                let line = line_around(text, from, hits.next(finders, text, from)?);
                from = line.end + 1;
                Some(&text[line])
            };
            std::iter::from_fn(next).flat_map(pieces)
        })
    }
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

/// What to read.
pub enum Input<'a> {
    /// Anything, from its beginning.
    Stream(Box<dyn Read + 'a>),
    /// A file, and what opens the same file again.
    File(Opened, Box<dyn FnOnce() -> io::Result<Opened> + 'a>),
}

/// Reads the input to its present end and gives the sink the lines that it wants. A large file is read by two threads, if there are
/// processors for them.
///
/// When reading fails half-way, everything up to there has been given to the sink and counted, and the error comes along.
pub fn read(input: Input, sink: &mut impl Sink) -> (Summary, io::Result<()>) {
    let (file, again) = match input {
        Input::Stream(stream) => return read_by(InTurn::new(stream, BLOCK), sink, LINE),
        Input::File(file, again) => (file, again),
    };
    let alone = file.length < TWO_THREADS || available_parallelism().is_ok_and(|processors| processors.get() == 1);
    let Some(again) = (!alone).then(again).and_then(Result::ok) else {
        return read_by(InTurn::new(file.content, BLOCK), sink, LINE);
    };
    let (blocks, help) = Shared::new(file.content, again.content);
    thread::scope(|scope| {
        // Where no thread can be started, nobody helps.
        let _ = thread::Builder::new().name("wsus954960".into()).stack_size(STACK).spawn_scoped(scope, help);
        read_by(blocks, sink, LINE)
    })
}

fn read_by(blocks: impl Blocks, sink: &mut impl Sink, limit: usize) -> (Summary, io::Result<()>) {
    let mut text = Text::new(blocks);
    let mut lines = Lines::new(sink, limit);
    let mut block = Block::new(limit);
    while text.fill(&mut block) {
        block = lines.take(block).unwrap_or_else(|| Block::new(limit));
    }
    lines.finish(text)
}

/// The lines of one block after the other.
struct Lines<'a, S> {
    sink: &'a mut S,
    /// The longest line.
    limit: usize,
    /// Line ends so far.
    number: u64,
    /// The last block.
    last: Option<Last>,
    /// Whether the rest of an overlong line is being passed over.
    skipping: bool,
    ansi: bool,
    hits: Hits,
}

/// A block that was scanned.
struct Last {
    block: Block,
    /// What the sink has not taken of it, up to where its whole lines end.
    untaken: Range<usize>,
}

impl<'a, S: Sink> Lines<'a, S> {
    fn new(sink: &'a mut S, limit: usize) -> Self {
        Self { sink, limit, number: 0, last: None, skipping: false, ansi: false, hits: Hits::default() }
    }

    /// Scans the block's whole lines, keeps it, and gives back the one that was kept before.
    fn take(&mut self, mut block: Block) -> Option<Block> {
        let last = self.last.take();
        if let Some(last) = &last {
            // The beginning of a line whose end is in this block.
            block.prepend(&last.block.text()[last.untaken.end..]);
        }
        let text = block.text();
        let mut start = 0;
        if self.skipping {
            let end = memchr(b'\n', text);
            self.skipping = end.is_none();
            self.number += u64::from(end.is_some());
            start = end.map_or(text.len(), |end| end + 1);
        }
        let mut end = memrchr(b'\n', &text[start..]).map_or(start, |end| start + end + 1);
        if text.len() - end >= self.limit {
            self.skipping = true;
            end = text.len();
        }
        let older = last.as_ref().map_or(&[][..], |last| &last.block.text()[last.untaken.clone()]);
        let untaken = self.scan(older, text, start..end);
        self.last = Some(Last { block, untaken: untaken..end });
        last.map(|last| last.block)
    }

    /// Scans what comes behind the last line end, and sums up.
    fn finish<B>(mut self, text: Text<B>) -> (Summary, io::Result<()>) {
        let mut unfinished = self.skipping;
        if let Some(Last { block, untaken }) = self.last.take() {
            let end = block.text();
            self.scan(&end[untaken.clone()], end, untaken.end..end.len());
            unfinished |= untaken.end < end.len();
        }
        let encoding = if self.ansi && text.encoding == Encoding::Utf8 { Encoding::Ansi } else { text.encoding };
        let lines = self.number + u64::from(unfinished);
        (Summary { bytes: text.bytes, lines, encoding }, text.failure.map_or(Ok(()), Err))
    }

    /// Gives the sink the lines that it wants of those in the range, and says up to where it has taken the text. `older` is what it has
    /// not taken of the block before.
    fn scan(&mut self, mut older: &[u8], text: &[u8], range: Range<usize>) -> usize {
        let text = &text[..range.end];
        self.hits.forget();
        let mut from = range.start;
        // Up to here the text is surveyed.
        let mut surveyed = range.start;
        let mut is_ascii = true;
        let mut untaken = range.start;
        while from < text.len() {
            let line = match self.sink.interest() {
                Interest::EveryLine => line_around(text, from, from),
                Interest::Containing(finders) => match self.hits.next(finders, text, from) {
                    Some(hit) => line_around(text, from, hit),
                    None => break,
                },
            };
            let survey = Survey::of(&text[surveyed..line.start]);
            self.number += survey.line_ends;
            is_ascii &= survey.is_ascii;
            surveyed = line.start;
            let mut before = Before { texts: [older, &text[untaken..line.start]], taken: false };
            self.give(&text[line.clone()], &mut before);
            if before.taken {
                (older, untaken) = (&[], line.start);
            }
            from = line.end + 1;
        }
        let survey = Survey::of(&text[surveyed..]);
        self.number += survey.line_ends;
        if !(is_ascii && survey.is_ascii) {
            self.note_encoding(&text[range.start..]);
        }
        for line in lines_backwards(&text[range.start..]) {
            if pieces(line).rev().any(|piece| self.sink.last_line(piece)) {
                break;
            }
        }
        untaken
    }

    fn give(&mut self, line: &[u8], before: &mut Before) {
        for piece in pieces(&line[..line.len().min(self.limit)]) {
            self.sink.line(self.number + 1, piece, before);
        }
    }

    /// Bytes that can't be UTF-8 make the file an ANSI one. A character that is cut off at the end does not.
    fn note_encoding(&mut self, lines: &[u8]) {
        self.ansi = self.ansi || str::from_utf8(lines).is_err_and(|error| error.error_len().is_some());
    }
}

/// The line that `at` is in, without its line end. It begins at `from` or behind it.
fn line_around(text: &[u8], from: usize, at: usize) -> Range<usize> {
    let start = memrchr(b'\n', &text[from..at]).map_or(from, |end| from + end + 1);
    start..memchr(b'\n', &text[at..]).map_or(text.len(), |end| at + end)
}

/// The lines of a text from its end backwards.
fn lines_backwards(mut text: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let last = text.len().checked_sub(1)?;
        let (rest, line) = text.split_at(memrchr(b'\n', &text[..last]).map_or(0, |end| end + 1));
        text = rest;
        Some(line)
    })
}

/// A line without its line end, in the pieces that NUL bytes leave of it.
fn pieces(line: &[u8]) -> impl DoubleEndedIterator<Item = &[u8]> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    line.split(|byte| *byte == 0).filter(|piece| !piece.is_empty())
}

/// What must be known of every byte, in one pass over the text while it is in the processor's cache.
#[derive(Debug, PartialEq)]
struct Survey {
    line_ends: u64,
    is_ascii: bool,
}

impl Survey {
    fn of(text: &[u8]) -> Self {
        // Counters of a byte each, side by side: compilers make vector instructions of it.
        const WIDTH: usize = 32;
        let (chunks, rest) = text.as_chunks::<WIDTH>();
        let mut line_ends = 0;
        let mut bits = 0;
        // A counter holds 255.
        for group in chunks.chunks(255) {
            let mut counts = [0_u8; WIDTH];
            let mut seen = [0_u8; WIDTH];
            for chunk in group {
                for at in 0..WIDTH {
                    counts[at] += u8::from(chunk[at] == b'\n');
                    seen[at] |= chunk[at];
                }
            }
            line_ends += counts.iter().map(|count| u64::from(*count)).sum::<u64>();
            bits |= seen.iter().fold(0, |bits, seen| bits | seen);
        }
        for byte in rest {
            line_ends += u64::from(*byte == b'\n');
            bits |= byte;
        }
        Self { line_ends, is_ascii: bits < 0x80 }
    }
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

        fn line(&mut self, number: u64, line: &[u8], _: &mut Before) {
            self.lines.push((number, String::from_utf8_lossy(line).into_owned()));
        }

        fn last_line(&mut self, line: &[u8]) -> bool {
            self.last = String::from_utf8_lossy(line).into_owned();
            true
        }
    }

    fn read_blocks(input: impl Read, sink: &mut impl Sink, block: usize) -> (Summary, io::Result<()>) {
        read_by(InTurn::new(input, block), sink, block)
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
