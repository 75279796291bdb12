//! The content of a file as text, block by block.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE};
use memchr::{memchr, memchr_iter};
use serde::{Deserialize, Serialize};

use crate::input::file::fill;
use crate::input::filesystem::Content;

/// How a log is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    /// UTF-8, with or without byte order mark; ASCII too.
    #[serde(rename = "utf-8")]
    Utf8,
    /// UTF-16, little endian.
    #[serde(rename = "utf-16le")]
    Utf16Le,
    /// UTF-16, big endian.
    #[serde(rename = "utf-16be")]
    Utf16Be,
    /// Bytes that are not UTF-8: a Windows code page, which the file does not name. Shown as Windows-1252.
    #[serde(rename = "ansi")]
    Ansi,
}

/// How many bytes are read at a time while reading is fast: they fit into a core's own cache.
pub const BLOCK: usize = 128 << 10;

/// How many bytes each of two threads reads at a time: waiting for each other costs more than leaving the cache.
const STRIPE: usize = 512 << 10;

/// The most bytes that are read at a time. Over a share each request is a round trip.
const LARGEST: usize = 1 << 20;

/// A request that takes longer was a round trip. No disk or cache needs that long for a block.
const SLOW: Duration = Duration::from_millis(2);

/// A cache line, in bytes. Copying to the start of one is fastest; elsewhere it takes half as long again.
const ALIGNMENT: usize = 64;

/// A piece of text, with room before it for the rest of the piece before.
pub struct Block {
    bytes: Vec<u8>,
    room: usize,
    /// Where that room ends and the text begins: at a cache line.
    base: usize,
    start: usize,
    end: usize,
}

impl Block {
    /// An empty block. At most `room` bytes can be put before its text.
    pub fn new(room: usize) -> Self {
        Self { bytes: Vec::new(), room, base: 0, start: 0, end: 0 }
    }

    /// The text.
    pub fn text(&self) -> &[u8] {
        &self.bytes[self.start..self.end]
    }

    /// Puts `text` before the block's own.
    pub fn prepend(&mut self, text: &[u8]) {
        let start = self.start - text.len();
        self.bytes[start..self.start].copy_from_slice(text);
        self.start = start;
    }

    /// Room for `length` bytes in place of the text.
    fn space(&mut self, length: usize) -> &mut [u8] {
        let needed = self.room + ALIGNMENT + length;
        if self.bytes.len() < needed {
            self.bytes = vec![0; needed];
            self.base = self.room + self.bytes[self.room..].as_ptr().align_offset(ALIGNMENT);
        }
        &mut self.bytes[self.base..self.base + length]
    }

    /// Removes from the text the bytes that `keep` refuses.
    fn retain(&mut self, keep: impl Fn(u8) -> bool) {
        let mut to = self.start;
        for from in self.start..self.end {
            let byte = self.bytes[from];
            self.bytes[to] = byte;
            to += usize::from(keep(byte));
        }
        self.end = to;
    }

    /// Makes the text the bytes from `start` to `end` of the [`Block::space`].
    fn set(&mut self, start: usize, end: usize) {
        (self.start, self.end) = (self.base + start, self.base + end);
    }
}

/// Where the bytes of a file come from, block by block.
pub trait Blocks {
    /// Puts the next bytes into the block. If they do not fill it, they are the last: the input ended or an error occurred.
    fn read(&mut self, block: &mut Block) -> Outcome;
}

impl<B: Blocks + ?Sized> Blocks for &mut B {
    fn read(&mut self, block: &mut Block) -> Outcome {
        (**self).read(block)
    }
}

/// The result of reading a block.
pub struct Outcome {
    /// Whether there may be more.
    pub more: bool,
    /// What ended the reading before the end of the file.
    pub failure: Option<io::Error>,
}

/// Reads `size` bytes into the block, fewer at the end of the input.
pub fn read_block(input: &mut impl Read, size: usize, block: &mut Block) -> Outcome {
    let (length, outcome) = fill(input, block.space(size), size);
    block.set(0, length);
    Outcome { more: length == size, failure: outcome.err() }
}

/// Reads one block after the other.
pub struct InTurn<R> {
    input: R,
    size: usize,
}

impl<R: Read> InTurn<R> {
    /// Reads `input`, at first by blocks of `size` bytes.
    pub fn new(input: R, size: usize) -> Self {
        Self { input, size }
    }
}

impl<R: Read> Blocks for InTurn<R> {
    fn read(&mut self, block: &mut Block) -> Outcome {
        let start = Instant::now();
        let outcome = read_block(&mut self.input, self.size, block);
        if self.size < LARGEST && start.elapsed() > SLOW {
            self.size *= 2;
        }
        outcome
    }
}

/// Reads with two threads, each of which takes every other block: the system copies with two processors, and over a share two requests are
/// under way. Both read the same open file, so they read one file even if it is renamed or replaced.
pub struct ByTwo {
    content: Arc<dyn Content>,
    plan: Option<Plan>,
    helper: Helper,
    /// The number of the next block of the plan.
    next: u64,
}

/// The blocks after the first one, which shows how fast they come.
#[derive(Clone, Copy)]
pub struct Plan {
    /// The offset of the first of them, in bytes.
    start: u64,
    /// The size of each, in bytes.
    size: usize,
}

impl Plan {
    fn read(self, number: u64, content: &dyn Content, block: &mut Block) -> Outcome {
        read_block(&mut ContentFrom { content, offset: self.start + number * self.size as u64 }, self.size, block)
    }
}

/// Reads the content from an offset on.
struct ContentFrom<'a> {
    content: &'a dyn Content,
    offset: u64,
}

impl Read for ContentFrom<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.content.read_at(buffer, self.offset)?;
        self.offset += read as u64;
        Ok(read)
    }
}

/// The other thread's side of a [`ByTwo`].
struct Helper {
    plan: SyncSender<Plan>,
    empty: SyncSender<Block>,
    full: Receiver<(Block, Outcome)>,
}

impl ByTwo {
    /// How many blocks the other thread may be ahead.
    const AHEAD: usize = 2;

    /// The reader, and what the other thread has to do.
    pub fn new(content: Arc<dyn Content>) -> (Self, impl FnOnce() + Send) {
        let (plan, take_plan) = sync_channel::<Plan>(1);
        let (empty, take_empty) = sync_channel::<Block>(Self::AHEAD);
        let (give_full, full) = sync_channel(Self::AHEAD);
        let again = Arc::clone(&content);
        let help = move || {
            let Ok(plan) = take_plan.recv() else { return };
            for (number, mut block) in (1..).step_by(2).zip(take_empty) {
                let outcome = plan.read(number, &*again, &mut block);
                let more = outcome.more;
                if give_full.send((block, outcome)).is_err() || !more {
                    return;
                }
            }
        };
        (Self { content, plan: None, helper: Helper { plan, empty, full }, next: 0 }, help)
    }

    /// Reads the first block, and plans the others.
    fn begin(&mut self, block: &mut Block) -> Outcome {
        let start = Instant::now();
        let outcome = read_block(&mut ContentFrom { content: &*self.content, offset: 0 }, BLOCK, block);
        let size = if start.elapsed() > SLOW { LARGEST } else { STRIPE };
        let plan = Plan { start: BLOCK as u64, size };
        self.plan = Some(plan);
        if outcome.more {
            // If the other thread is gone, receiving the first block fails.
            let _ = self.helper.plan.send(plan);
            for _ in 0..Self::AHEAD {
                let _ = self.helper.empty.send(Block::new(block.room));
            }
        }
        outcome
    }
}

impl Blocks for ByTwo {
    fn read(&mut self, block: &mut Block) -> Outcome {
        let Some(plan) = self.plan else { return self.begin(block) };
        let number = self.next;
        self.next += 1;
        if number.is_multiple_of(2) {
            return plan.read(number, &*self.content, block);
        }
        match self.helper.full.recv() {
            Ok((full, outcome)) => {
                let _ = self.helper.empty.send(std::mem::replace(block, full));
                outcome
            }
            // There is no other thread, or it is gone.
            Err(_) => plan.read(number, &*self.content, block),
        }
    }
}

/// A file's text, block by block: UTF-16 as UTF-8, any other encoding as it is. NUL characters are left out: a crash leaves some behind, and
/// each character has one where UTF-16 was appended to a file of another encoding.
pub struct TextBlocks<B> {
    blocks: B,
    /// The encoding, by the first bytes.
    encoding: Encoding,
    /// Bytes read.
    pub bytes: u64,
    /// Line feeds so far.
    pub line_feeds: u64,
    /// Carriage returns up to the first block with a line feed.
    carriage_returns: u64,
    /// Places in the last block, and the number of line feeds in the whole text before each, so that few are counted again.
    pub marks: Vec<(usize, u64)>,
    /// What ended the reading before the end of the file.
    pub failure: Option<io::Error>,
    ended: bool,
    /// The last byte of the text so far.
    last: Option<u8>,
    utf16: Option<Utf16>,
    utf8: Utf8Check,
    mixture: Mixture,
}

impl<B: Blocks> TextBlocks<B> {
    /// The text of the blocks.
    pub fn new(blocks: B) -> Self {
        Self {
            blocks,
            encoding: Encoding::Utf8,
            bytes: 0,
            line_feeds: 0,
            carriage_returns: 0,
            marks: Vec::new(),
            failure: None,
            ended: false,
            last: None,
            utf16: None,
            utf8: Utf8Check::default(),
            mixture: Mixture::default(),
        }
    }

    /// Puts the next text into the block, and says whether there was any.
    pub fn fill(&mut self, block: &mut Block) -> bool {
        if self.ended {
            return false;
        }
        let is_first = self.bytes == 0;
        let raw = self.utf16.as_mut().map_or(&mut *block, |utf16| &mut utf16.raw);
        let Outcome { more, failure } = self.blocks.read(raw);
        let length = raw.text().len();
        self.bytes += length as u64;
        self.failure = failure;
        self.ended = !more;
        if is_first {
            let mark;
            (self.encoding, mark) = detect(block.text());
            block.set(mark, length);
            self.utf16 = Utf16::of(self.encoding, block.room);
            if let Some(utf16) = &mut self.utf16 {
                std::mem::swap(&mut utf16.raw, block);
            }
        }
        if let Some(utf16) = &mut self.utf16 {
            utf16.decode(block, self.ended, &mut self.mixture);
        }
        self.survey(block);
        length > 0
    }

    /// Records what must be known about every byte.
    fn survey(&mut self, block: &mut Block) {
        self.marks.clear();
        let survey = Survey::of(block.text(), |at, line_feeds| self.marks.push((at, self.line_feeds + line_feeds)));
        self.last = block.text().last().copied().or(self.last);
        let has_nul = !survey.is_plain && memchr(0, block.text()).is_some();
        if self.utf16.is_none() {
            // The end of a text without NUL says as much as all of it.
            let unread = if has_nul { 0 } else { block.text().len().saturating_sub(2) };
            self.mixture.note_nuls(&block.text()[unread..]);
        }
        if has_nul {
            block.retain(|byte| byte != 0);
            self.marks.clear();
        }
        if survey.is_plain {
            self.utf8.plain(block.text());
        } else {
            self.utf8.check(block.text());
        }
        self.line_feeds += survey.line_feeds;
        if self.line_feeds == 0 {
            self.carriage_returns += memchr_iter(b'\r', block.text()).count() as u64;
        }
    }

    /// The encoding, by the byte order mark, the first characters, or whether the bytes are valid UTF-8.
    pub fn encoding(&self) -> Encoding {
        if self.utf8.is_invalid && self.encoding == Encoding::Utf8 { Encoding::Ansi } else { self.encoding }
    }

    /// Whether text of another encoding was appended.
    pub fn is_mixed(&self) -> bool {
        self.mixture.found
    }

    /// How many lines there are, counting a last one without a line end. Where there is no line feed, carriage returns end lines.
    pub fn lines(&self) -> u64 {
        let ends = if self.line_feeds > 0 { self.line_feeds } else { self.carriage_returns };
        ends + u64::from(self.last.is_some() && !self.is_whole())
    }

    /// Whether the last line has a line end.
    pub fn is_whole(&self) -> bool {
        match self.last {
            Some(b'\n') => true,
            Some(b'\r') => self.line_feeds == 0,
            _ => false,
        }
    }
}

/// The encoding, by a byte order mark or two ASCII characters in UTF-16, and the length of the mark in bytes.
fn detect(bytes: &[u8]) -> (Encoding, usize) {
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => (Encoding::Utf8, 3),
        [0xFF, 0xFE, ..] => (Encoding::Utf16Le, 2),
        [0xFE, 0xFF, ..] => (Encoding::Utf16Be, 2),
        [1..=0x7F, 0, 1..=0x7F, 0, ..] => (Encoding::Utf16Le, 0),
        [0, 1..=0x7F, 0, 1..=0x7F, ..] => (Encoding::Utf16Be, 0),
        _ => (Encoding::Utf8, 0),
    }
}

/// What must be known about every byte, in one pass over the text while it is in the processor's cache.
#[derive(Debug, PartialEq)]
struct Survey {
    line_feeds: u64,
    /// Whether all of it is ASCII without NUL.
    is_plain: bool,
}

impl Survey {
    /// Surveys the text. `mark` receives places in it, and the number of line feeds before each.
    fn of(text: &[u8], mut mark: impl FnMut(usize, u64)) -> Self {
        // Counters of a byte each, side by side: compilers turn them into vector instructions.
        const WIDTH: usize = 64;
        let (chunks, rest) = text.as_chunks::<WIDTH>();
        let mut line_feeds = 0;
        // One less than the highest byte, so that NUL is the highest.
        let mut highest = 0;
        // A counter counts up to 255.
        for (number, group) in chunks.chunks(255).enumerate() {
            mark(number * 255 * WIDTH, line_feeds);
            let mut counts = [0_u8; WIDTH];
            let mut seen = [0_u8; WIDTH];
            for chunk in group {
                for at in 0..WIDTH {
                    counts[at] += u8::from(chunk[at] == b'\n');
                    seen[at] = seen[at].max(chunk[at].wrapping_sub(1));
                }
            }
            line_feeds += counts.iter().map(|count| u64::from(*count)).sum::<u64>();
            highest = seen.into_iter().fold(highest, u8::max);
        }
        for byte in rest {
            line_feeds += u64::from(*byte == b'\n');
            highest = highest.max(byte.wrapping_sub(1));
        }
        Self { line_feeds, is_plain: highest < 0x7F }
    }
}

/// Checks whether a text is UTF-8, wherever blocks cut it.
#[derive(Default)]
struct Utf8Check {
    is_invalid: bool,
    /// The beginning of a character that ends in the next block.
    cut: Vec<u8>,
}

impl Utf8Check {
    /// Takes ASCII, which can't complete a character.
    fn plain(&mut self, text: &[u8]) {
        self.is_invalid |= !self.cut.is_empty() && !text.is_empty();
    }

    fn check(&mut self, mut text: &[u8]) {
        while !self.is_invalid && !self.cut.is_empty() {
            let Some((byte, rest)) = text.split_first() else { return };
            text = rest;
            self.cut.push(*byte);
            match str::from_utf8(&self.cut) {
                Ok(_) => self.cut.clear(),
                Err(error) => self.is_invalid = error.error_len().is_some(),
            }
        }
        if let (false, Err(error)) = (self.is_invalid, str::from_utf8(text)) {
            match error.error_len() {
                // At the end of the file a character may be cut off.
                None => self.cut.extend_from_slice(&text[error.valid_up_to()..]),
                Some(_) => self.is_invalid = true,
            }
        }
    }
}

/// Finds out whether a file's encoding changes partway: Windows PowerShell's `>>` appends UTF-16 to any file, that of `cmd` appends bytes to UTF-16.
#[derive(Default)]
struct Mixture {
    found: bool,
    /// How many characters in a row have looked like another encoding so far.
    run: usize,
    before: u8,
}

impl Mixture {
    /// This many characters in a row that look like another encoding are no accident. Two ASCII characters, read as one UTF-16 unit, look Chinese,
    /// and one Chinese character in five is such a pair; but nothing else has NUL bytes after single characters.
    const CHINESE: usize = 16;
    const NULS: usize = 4;

    /// Looks, in text with one byte per character, for characters that each have a NUL beside them.
    fn note_nuls(&mut self, text: &[u8]) {
        for byte in text {
            match (self.before, byte) {
                (1.., 0) => self.run += 1,
                (0, 1..) => {}
                _ => self.run = 0,
            }
            self.before = *byte;
            self.found |= self.run >= Self::NULS;
        }
    }

    /// Looks, in UTF-16 beyond ASCII, for units that are two printable ASCII characters, or one with its bytes swapped.
    fn note_units(&mut self, units: &[[u8; 2]], value: fn([u8; 2]) -> u16) {
        let is_text = |byte: &u8| matches!(byte, 0 | b' '..=b'~' | b'\t' | b'\r' | b'\n');
        for unit in units {
            let is_foreign = value(*unit) >= 0x80 && unit.iter().all(is_text);
            self.run = if is_foreign { self.run + 1 } else { 0 };
            self.found |= self.run >= Self::CHINESE;
        }
    }
}

/// UTF-16 on its way to UTF-8.
struct Utf16 {
    decoder: Decoder,
    unit: fn([u8; 2]) -> u16,
    /// Whether the decoder may hold the first half of a character.
    pending: bool,
    /// The file's bytes.
    raw: Block,
}

impl Utf16 {
    fn of(encoding: Encoding, room: usize) -> Option<Self> {
        let (encoding, unit): (_, fn([u8; 2]) -> u16) = match encoding {
            Encoding::Utf16Le => (UTF_16LE, u16::from_le_bytes),
            Encoding::Utf16Be => (UTF_16BE, u16::from_be_bytes),
            Encoding::Utf8 | Encoding::Ansi => return None,
        };
        Some(Self { decoder: encoding.new_decoder_without_bom_handling(), unit, pending: false, raw: Block::new(room) })
    }

    /// Decodes `raw` into the block. Nearly all of a log is ASCII, which needs no decoder.
    fn decode(&mut self, block: &mut Block, last: bool, mixture: &mut Mixture) {
        let raw = self.raw.text();
        // A unit of two bytes becomes at most three; the decoder needs some to spare.
        let space = block.space(raw.len() / 2 * 3 + 32);
        let (mut from, mut to) = (0, 0);
        loop {
            if !self.pending {
                let units = match self.decoder.encoding() == UTF_16LE {
                    true => narrow(&raw[from..], &mut space[to..], u16::from_le_bytes),
                    false => narrow(&raw[from..], &mut space[to..], u16::from_be_bytes),
                };
                from += 2 * units;
                to += units;
            }
            // What is not ASCII, and one more unit, which completes any character.
            let (units, _) = raw[from..].as_chunks::<2>();
            let end = units.iter().position(|unit| (self.unit)(*unit) < 0x80).map_or(raw.len(), |ascii| from + 2 * (ascii + 1));
            let at_end = end == raw.len();
            mixture.note_units(&units[..(end - from) / 2], self.unit);
            let (result, read, written, _) = self.decoder.decode_to_utf8(&raw[from..end], &mut space[to..], last && at_end);
            debug_assert!(result == CoderResult::InputEmpty && read == end - from);
            self.pending = at_end;
            from = end;
            to += written;
            if at_end {
                break;
            }
        }
        block.set(0, to);
    }
}

/// Copies characters up to the first that is not ASCII, and returns how many.
fn narrow(raw: &[u8], text: &mut [u8], unit: impl Fn([u8; 2]) -> u16 + Copy) -> usize {
    // Many units side by side: compilers turn them into vector instructions.
    const WIDTH: usize = 32;
    let (units, _) = raw.as_chunks::<2>();
    let mut count = 0;
    for (units, text) in units.as_chunks::<WIDTH>().0.iter().zip(text.as_chunks_mut::<WIDTH>().0) {
        let mut bits = 0;
        for at in 0..WIDTH {
            let unit = unit(units[at]);
            bits |= unit;
            text[at] = unit as u8;
        }
        if bits >= 0x80 {
            break;
        }
        count += WIDTH;
    }
    for (units, text) in units[count..].iter().zip(&mut text[count..]) {
        let unit = unit(*units);
        if unit >= 0x80 {
            break;
        }
        *text = unit as u8;
        count += 1;
    }
    count
}

/// The text of a file as a stream, from [`TextBlocks`].
pub struct TextReader<R> {
    text: TextBlocks<InTurn<R>>,
    block: Block,
    /// How far the block's text is read.
    at: usize,
}

impl<R: Read> TextReader<R> {
    /// The text of `input`, whatever its encoding.
    pub fn new(input: R) -> Self {
        Self { text: TextBlocks::new(InTurn::new(input, BLOCK)), block: Block::new(0), at: 0 }
    }
}

impl<R: Read> Read for TextReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.block.text().len() {
            self.at = 0;
            if !self.text.fill(&mut self.block) {
                self.block.set(0, 0);
                return self.text.failure.take().map_or(Ok(0), Err);
            }
        }
        let rest = &self.block.text()[self.at..];
        let length = rest.len().min(buffer.len());
        buffer[..length].copy_from_slice(&rest[..length]);
        self.at += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// These blocks, one after the other.
    struct Given<'a>(std::slice::Iter<'a, &'a [u8]>);

    impl Blocks for Given<'_> {
        fn read(&mut self, block: &mut Block) -> Outcome {
            let mut bytes = self.0.next().copied().unwrap_or_default();
            let size = bytes.len();
            let Outcome { failure, .. } = read_block(&mut bytes, size, block);
            Outcome { more: size > 0, failure }
        }
    }

    fn is_mixed(blocks: &[&[u8]]) -> bool {
        let mut text = TextBlocks::new(Given(blocks.iter()));
        let mut block = Block::new(0);
        while text.fill(&mut block) {}
        text.is_mixed()
    }

    #[test]
    fn characters_with_a_nul_are_another_encoding_only_if_they_follow_each_other_across_blocks_too() {
        assert!(is_mixed(&[b"text", b"a\0", b"b", b"\0c\0", b"d\0"]));
        let far: [&[u8]; 7] = [b"text a\0", b"text", b"b\0", b"text", b"c\0", b"text", b"d\0"];
        assert!(!is_mixed(&far));
        assert!(!is_mixed(&[&far.concat()]));
    }
}
