//! Reading a log of any size, encoding and layout in one pass and constant memory.
//!
//! A record begins with its head (a time stamp and what else its log writes there) and goes on, over any line breaks, until the next head;
//! several may stand on one line. The reader finds records, and a [`Sink`] decides what they mean. Most records do not matter: the sink says what
//! those that it wants contain, and only these are cut out and numbered. The others are skipped at the speed of a substring search.
//!
//! What a sink receives depends on the text alone, not on the sizes of blocks or the speed of the disk.

use std::borrow::Cow;
use std::io::{self, Read};
use std::thread::{self, available_parallelism};

use memchr::memmem::Finder;
use memchr::{memchr_iter, memchr2, memchr3, memrchr2};

use crate::input::blocks::{BLOCK, Block, Blocks, ByTwo, Encoding, InTurn, TextBlocks};
use crate::input::filesystem::Opened;
use crate::input::plain;

/// The longest record, in bytes. Only the beginning of a longer one counts.
const RECORD: usize = plain::LIMIT;

/// How much of the text before a record a sink can look at, in bytes: some three hundred records. Every block but the last has at least twice
/// as much text, in any encoding, so the current block and the one before hold it.
pub const WINDOW: usize = BLOCK / 4;

/// The longest head or needle, in bytes, including what a sink looks at after it.
const SPAN: usize = 256;

/// The longest text before a record on its line, in bytes: a path and a number.
const PREFIX: usize = 320;

/// Room before a block, in bytes, for a record that began in the block before, or for what a sink may look at.
const ROOM: usize = RECORD + WINDOW + 2 * SPAN;

/// How much of the text before the first record a sink is shown, in bytes.
const PREAMBLE: usize = 16 << 10;

/// The stack of the second thread, in bytes. It needs little.
const STACK: usize = 128 << 10;

/// The length of a file, in bytes, from which a second thread saves more than it costs.
pub const TWO_THREADS: u64 = 8 << 20;

/// Decides what records mean.
pub trait Sink {
    /// What every record that concerns the sink contains; [`Sink::concerns`] decides in the end. No two may overlap.
    const NEEDLE: &'static str;

    /// Whether text that begins with the needle concerns the sink.
    fn concerns(_text: &[u8]) -> bool {
        true
    }

    /// Whether a record begins where `text` does. This is asked wherever a date may begin.
    fn is_head(text: &[u8]) -> bool;

    /// Whether the sink wants the next record whatever it contains, rather than the next one that concerns it; asked before each record. It may
    /// be given others as well, which must not change its result.
    fn wants_every(&self) -> bool;

    /// Takes a record, and the text before it.
    fn record(&mut self, record: &Record, before: Before);

    /// Takes text that concerns the sink but belongs to no record, from the needle on.
    fn stray(&mut self, text: &[u8]);

    /// Takes the text before the first record, or its beginning: once, before any record, even if the text is empty.
    fn preamble(&mut self, text: &[u8]);

    /// Takes the beginnings of records, backwards from the end of each block, until the sink answers `true`: it knows the last one.
    fn note_last(&mut self, beginning: &[u8]) -> bool;
}

/// A record as it is in the text.
pub struct Record<'a> {
    /// The line that it begins on, from 1.
    pub line: u64,
    /// From its head to the next one, without line ends and without what precedes that one on its line. In UTF-8 or an unknown code page.
    pub raw: &'a [u8],
    /// What precedes it on its line; `None` where that is another record.
    pub prefix: Option<&'a [u8]>,
}

impl<'a> Record<'a> {
    /// Its plain text.
    pub fn text(&self) -> Cow<'a, str> {
        plain::plain(self.raw, self.prefix.unwrap_or_default())
    }
}

/// The text before a record, in the block before and in this one.
#[derive(Clone, Copy)]
pub struct Before<'a>([&'a [u8]; 2]);

impl<'a> Before<'a> {
    /// A text before a record.
    #[cfg(test)]
    pub fn of(text: &'a [u8]) -> Self {
        Self([b"", text])
    }

    /// Its last [`WINDOW`] bytes.
    pub fn window(&self) -> [&'a [u8]; 2] {
        let [older, newer] = self.0;
        let newer = end(newer, WINDOW);
        [end(older, WINDOW - newer.len()), newer]
    }
}

/// The last `length` bytes of a text, or all of a shorter one.
fn end(text: &[u8], length: usize) -> &[u8] {
    &text[text.len().saturating_sub(length)..]
}

/// The text from `at` on, as far as a head or a needle may reach.
fn beginning(text: &[u8], at: usize) -> &[u8] {
    &text[at..text.len().min(at + SPAN)]
}

/// What the reader itself reports about a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextFacts {
    /// Bytes read.
    pub bytes: u64,
    /// Lines, counting a last one without a line end.
    pub lines: u64,
    /// The encoding, by the byte order mark, the first characters, or whether the bytes are valid UTF-8.
    pub encoding: Encoding,
    /// Whether text of another encoding was appended.
    pub mixed_encodings: bool,
    /// Whether the last line has no line end. A text without any line end has lost them: its one line may have been several.
    pub cut_off: bool,
}

/// What to read.
pub enum LogInput<'a> {
    /// A stream, read from its beginning.
    Stream(Box<dyn Read + 'a>),
    /// A file, which two threads may read.
    File(Opened),
    /// Blocks that a test cuts.
    Blocks(Box<dyn Blocks + 'a>),
}

/// Reads the input to its current end and gives the sink the records that it wants. Two threads read a large file if there are processors for both.
///
/// If reading fails partway, the sink has received everything up to there, and the facts count it.
pub fn read(input: LogInput, sink: &mut impl Sink) -> (TextFacts, io::Result<()>) {
    let file = match input {
        LogInput::Stream(stream) => return read_by(&mut InTurn::new(stream, BLOCK), sink),
        LogInput::File(file) => file,
        LogInput::Blocks(mut blocks) => return read_by(&mut *blocks, sink),
    };
    if file.length < TWO_THREADS || available_parallelism().is_ok_and(|processors| processors.get() == 1) {
        return read_by(&mut InTurn::new(file.reader(), BLOCK), sink);
    }
    let (blocks, help) = ByTwo::new(file.content);
    thread::scope(|scope| {
        // Dropped here, so that the other thread ends.
        let mut blocks = blocks;
        // Where no thread can be started, this one reads all blocks.
        let _ = thread::Builder::new().name("wsus954960".into()).stack_size(STACK).spawn_scoped(scope, help);
        read_by(&mut blocks, sink)
    })
}

fn read_by(blocks: &mut dyn Blocks, sink: &mut impl Sink) -> (TextFacts, io::Result<()>) {
    let mut text = TextBlocks::new(blocks);
    let mut records = Records::new(sink);
    let mut block = Block::new(ROOM);
    while text.fill(&mut block) {
        block = records.take(block, &text);
    }
    records.finish();
    let cut_off = text.lines() > 0 && !text.is_whole() && (text.lines() > 1 || records.seen < 2);
    let facts = TextFacts {
        bytes: text.bytes,
        lines: text.lines(),
        encoding: text.encoding(),
        mixed_encodings: text.is_mixed(),
        cut_off,
    };
    (facts, text.failure.map_or(Ok(()), Err))
}

/// The records of one block after the other.
struct Records<'a, S> {
    sink: &'a mut S,
    needle: Finder<'static>,
    /// The last block, and where the undecided part of its text begins.
    kept: Block,
    undecided: usize,
    /// The end of the text before the one being scanned: what may precede a record on its line.
    tail: Vec<u8>,
    lines: LineNumbers,
    /// The text before the first record.
    preamble: Vec<u8>,
    /// How many records the sink was given; it gets every one of the first.
    seen: u64,
}

/// The text being scanned.
struct Scan<'a> {
    /// The text of the block before.
    older: &'a [u8],
    /// The text of this block, with the rest of the one before.
    text: &'a [u8],
    /// What begins before this place is decided now. The rest needs later text.
    limit: usize,
    /// Whether this is the last text.
    is_last: bool,
}

impl<'a, S: Sink> Records<'a, S> {
    fn new(sink: &'a mut S) -> Self {
        Self {
            sink,
            needle: Finder::new(S::NEEDLE),
            kept: Block::new(ROOM),
            undecided: 0,
            tail: Vec::new(),
            lines: LineNumbers::default(),
            preamble: Vec::new(),
            seen: 0,
        }
    }

    /// Scans the block as far as its text allows, keeps it, and returns the one that was kept before.
    fn take<B: Blocks>(&mut self, mut block: Block, text: &TextBlocks<B>) -> Block {
        let kept = std::mem::replace(&mut self.kept, Block::new(0));
        // Little is left of a block that was mostly NULs: it takes along what a sink may look at.
        let context = if block.text().len() < WINDOW { WINDOW.min(self.undecided) } else { 0 };
        let (older, begun) = kept.text().split_at(self.undecided - context);
        block.prepend(begun);
        let scanned = block.text();
        self.lines.begin(context, text.marks.iter().map(|(at, line_feeds)| (begun.len() + at, *line_feeds)));
        let limit = scanned.len().saturating_sub(SPAN).max(context);
        self.tail.truncate(self.tail.len().saturating_sub(context));
        self.undecided = self.scan(&Scan { older, text: scanned, limit, is_last: false }, context);
        self.tail.extend_from_slice(end(&scanned[..self.undecided], PREFIX));
        self.tail.drain(..self.tail.len().saturating_sub(PREFIX));
        self.lines.skip(scanned, self.undecided, text.line_feeds);
        self.kept = block;
        kept
    }

    /// Scans the rest.
    fn finish(&mut self) {
        let kept = std::mem::replace(&mut self.kept, Block::new(0));
        let (older, text) = kept.text().split_at(self.undecided);
        self.lines.begin(0, std::iter::empty());
        self.scan(&Scan { older, text, limit: text.len(), is_last: true }, 0);
        if self.seen == 0 {
            self.sink.preamble(&self.preamble);
        }
    }

    /// Gives the sink the records that it wants from `from` on, and returns where the undecided text begins.
    fn scan(&mut self, scan: &Scan, mut from: usize) -> usize {
        let &Scan { text, limit, is_last, .. } = scan;
        let start = from;
        let mut needle = None;
        let undecided = loop {
            let head = if self.sink.wants_every() {
                let head = self.next_head(text, from, limit);
                let to = head.unwrap_or(limit);
                self.pass(text, from, to);
                from = to;
                head
            } else {
                if needle.is_none_or(|needle| needle < from) {
                    needle = self.next_needle(text, from, limit);
                }
                let Some(at) = needle else { break None };
                let head = self.last_head(text, from, at);
                if head.is_none() {
                    self.stray(text, at);
                    from = at + 1;
                    continue;
                }
                head
            };
            let Some(head) = head else { break None };
            let longest = head + RECORD;
            let next = self.next_head(text, head + 1, limit.min(longest));
            if next.is_none() && !is_last && limit < longest {
                break Some(head);
            }
            from = next.unwrap_or(longest.min(text.len()));
            self.give(scan, head, from);
        };
        self.note_last(text, start, limit);
        match undecided {
            Some(head) => head,
            None if is_last => limit,
            None => self.last_head(text, from, limit).unwrap_or(limit),
        }
    }

    /// Skips text without a record.
    fn pass(&mut self, text: &[u8], mut from: usize, to: usize) {
        if self.seen == 0 {
            let room = PREAMBLE - self.preamble.len();
            self.preamble.extend(text[from..to].iter().take(room));
        }
        while let Some(needle) = self.next_needle(text, from, to) {
            self.stray(text, needle);
            from = needle + 1;
        }
    }

    fn stray(&mut self, text: &[u8], needle: usize) {
        self.sink.stray(beginning(text, needle));
    }

    /// The first needle that concerns the sink, at `from` or after it, before `limit`.
    fn next_needle(&self, text: &[u8], from: usize, limit: usize) -> Option<usize> {
        let needles = self.needle.find_iter(&text[from..text.len().min(limit + SPAN)]).map(|at| from + at);
        needles.take_while(|needle| *needle < limit).find(|needle| S::concerns(&text[*needle..]))
    }

    fn give(&mut self, scan: &Scan, head: usize, end: usize) {
        let prefix = self.prefix_of(scan.text, head);
        let raw = &scan.text[head..end];
        let raw = match memrchr2(b'\n', b'\r', raw) {
            Some(line_end) if plain::is_prefix(&raw[line_end + 1..], prefix.as_deref()) => &raw[..line_end],
            _ => raw,
        };
        let line = self.lines.at(scan.text, head);
        if self.seen == 0 {
            self.sink.preamble(&self.preamble);
        }
        self.seen += 1;
        let record = Record { line, raw: raw.trim_ascii_end(), prefix: prefix.as_deref() };
        self.sink.record(&record, Before([scan.older, &scan.text[..head]]));
    }

    /// What precedes a record on its line, unless that is another record.
    fn prefix_of<'t>(&self, text: &'t [u8], head: usize) -> Option<Cow<'t, [u8]>> {
        let before = end(&text[..head], PREFIX);
        if let Some(end) = memrchr2(b'\n', b'\r', before) {
            return Some(before[end + 1..].into());
        }
        let whole = [end(&self.tail, PREFIX - before.len()), before].concat();
        match memrchr2(b'\n', b'\r', &whole) {
            Some(end) => Some(whole[end + 1..].to_vec().into()),
            // The first record may begin anywhere on the first line.
            None => (self.seen == 0 && whole.len() < PREFIX).then(|| whole.into()),
        }
    }

    /// Shows the sink the last records of this part of the text.
    fn note_last(&mut self, text: &[u8], from: usize, to: usize) {
        let mut end = to;
        while end > from {
            let (start, heads) = self.last_line(text, from, end);
            if heads.into_iter().rev().any(|head| self.sink.note_last(beginning(text, head))) {
                break;
            }
            end = start;
        }
    }

    /// The first head at `from` or after it, before `limit`.
    fn next_head(&self, text: &[u8], from: usize, limit: usize) -> Option<usize> {
        Dates { text: &text[..text.len().min(limit + Dates::REACH)], at: from }
            .take_while(|start| *start < limit)
            .find(|start| *start >= from && S::is_head(beginning(text, *start)))
    }

    /// The last head from `from` to `to`, at most the length of a record away from `to`.
    fn last_head(&self, text: &[u8], from: usize, to: usize) -> Option<usize> {
        let from = from.max((to + 1).saturating_sub(RECORD));
        let mut end = (to + 1).min(text.len());
        while end > from {
            let (start, heads) = self.last_line(text, from, end);
            if let Some(head) = heads.last() {
                return Some(*head);
            }
            end = start;
        }
        None
    }

    /// Where the last line before `end` begins, and the heads on it: usually just one, at its beginning.
    fn last_line(&self, text: &[u8], from: usize, end: usize) -> (usize, Vec<usize>) {
        let start = memrchr2(b'\n', b'\r', &text[from..end - 1]).map_or(from, |line_end| from + line_end + 1);
        (start, std::iter::successors(self.next_head(text, start, end), |head| self.next_head(text, head + 1, end)).collect())
    }
}

/// The places in a text where a date may begin: with four digits before a separator, perhaps with line breaks between them.
struct Dates<'a> {
    text: &'a [u8],
    at: usize,
}

impl Iterator for Dates<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        loop {
            let separator = self.at + memchr3(b'-', b'/', b'.', self.text.get(self.at..)?)?;
            self.at = separator + 1;
            if let Some(start) = self.year_before(separator) {
                return Some(start);
            }
        }
    }
}

impl Dates<'_> {
    /// How far the separator is from the beginning of a date at most, in bytes.
    const REACH: usize = 16;

    fn year_before(&self, separator: usize) -> Option<usize> {
        let before = &self.text[..separator];
        if before.last_chunk::<4>().is_some_and(|year| year.iter().all(u8::is_ascii_digit)) {
            return Some(separator - 4);
        }
        let is_broken = |byte: &u8| byte.is_ascii_digit() || byte.is_ascii_whitespace() || matches!(byte, b'>' | b'|');
        let near = end(before, Self::REACH);
        near.last().filter(|byte| is_broken(byte))?;
        memchr2(b'\n', b'\r', near)?;
        let mut digits = near.iter().enumerate().rev().filter(|(_, byte)| byte.is_ascii_digit());
        let (start, _) = digits.nth(3)?;
        near[start..].iter().all(is_broken).then_some(separator - near.len() + start)
    }
}

/// Numbers lines. Line feeds end them; before the first line feed, carriage returns do.
#[derive(Default)]
struct LineNumbers {
    line_feeds: u64,
    carriage_returns: u64,
    /// The place up to which the text is counted.
    counted: usize,
    /// Places in the text, and the number of line feeds before each.
    marks: Vec<(usize, u64)>,
}

impl LineNumbers {
    /// Turns to another text, in which the same place is at `counted`.
    fn begin(&mut self, counted: usize, marks: impl Iterator<Item = (usize, u64)>) {
        self.counted = counted;
        self.marks.clear();
        self.marks.extend(marks);
    }

    /// The number of the line at a place, from 1. Places must come in order.
    fn at(&mut self, text: &[u8], at: usize) -> u64 {
        if let Some(&(mark, line_feeds)) = self.marks[..self.marks.partition_point(|(mark, _)| *mark <= at)].last()
            && mark > self.counted
            && line_feeds > 0
        {
            (self.counted, self.line_feeds) = (mark, line_feeds);
        }
        let passed = &text[self.counted..at];
        self.line_feeds += memchr_iter(b'\n', passed).count() as u64;
        if self.line_feeds == 0 {
            self.carriage_returns += memchr_iter(b'\r', passed).count() as u64;
        }
        self.counted = at;
        1 + if self.line_feeds > 0 { self.line_feeds } else { self.carriage_returns }
    }

    /// Moves on to a place near the end of the text. `line_feeds` is their number up to that end.
    fn skip(&mut self, text: &[u8], to: usize, line_feeds: u64) {
        match line_feeds - memchr_iter(b'\n', &text[to..]).count() as u64 {
            0 => drop(self.at(text, to)),
            before => self.line_feeds = before,
        }
    }
}
