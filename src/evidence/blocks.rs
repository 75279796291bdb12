//! The content of a file as text, block by block.

use std::io::{self, Read};
use std::time::{Duration, Instant};

use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE};

use crate::document::Encoding;
use crate::evidence::file::fill;

/// Bytes that are read at first, and as long as that is fast: they fit into a core's own cache.
pub const BLOCK: usize = 128 << 10;

/// Bytes that are read at most: over a share each request is a round trip.
const LARGEST: usize = 1 << 20;

/// A request that takes longer was a round trip: no disk or cache needs as long for a block.
const SLOW: Duration = Duration::from_millis(2);

/// What operating systems copy fastest to: the start of a cache line. Elsewhere it takes half as long again.
const ALIGNMENT: usize = 64;

/// A piece of text, with room before it for the beginning of its first line.
pub struct Block {
    bytes: Vec<u8>,
    room: usize,
    /// Where that room ends.
    base: usize,
    start: usize,
    end: usize,
}

impl Block {
    /// An empty block. What is put before its text may have `room` bytes.
    pub fn new(room: usize) -> Self {
        Self { bytes: Vec::new(), room, base: 0, start: 0, end: 0 }
    }

    /// The text.
    pub fn text(&self) -> &[u8] {
        &self.bytes[self.start..self.end]
    }

    /// Puts something before the text.
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

    /// The text is what of that room lies between `start` and `end`.
    fn set(&mut self, start: usize, end: usize) {
        (self.start, self.end) = (self.base + start, self.base + end);
    }
}

/// The file's text in UTF-8, or its bytes as they are where it is not UTF-16.
pub struct Source<R> {
    input: R,
    /// What the first bytes say.
    pub encoding: Encoding,
    /// Bytes read.
    pub bytes: u64,
    /// What ended the reading before the end of the file.
    pub failure: Option<io::Error>,
    size: usize,
    ended: bool,
    utf16: Option<Utf16>,
}

impl<R: Read> Source<R> {
    /// The text of `input`.
    pub fn new(input: R) -> Self {
        Self::with_size(input, BLOCK)
    }

    /// [`new`](Self::new), reading `size` bytes at first.
    pub(super) fn with_size(input: R, size: usize) -> Self {
        Self { input, encoding: Encoding::Utf8, bytes: 0, failure: None, size, ended: false, utf16: None }
    }

    /// Fills the block with what comes next, and says whether there was anything.
    pub fn fill(&mut self, block: &mut Block) -> bool {
        if self.ended {
            return false;
        }
        let is_first = self.bytes == 0;
        if let Some(mut utf16) = self.utf16.take() {
            let size = self.size;
            let length = self.read(utf16.raw.space(size));
            utf16.raw.set(0, length);
            utf16.decode(block, self.ended);
            self.utf16 = Some(utf16);
            return length > 0;
        }
        let size = self.size;
        let length = self.read(block.space(size));
        block.set(0, length);
        if is_first {
            let mark;
            (self.encoding, mark) = detect(block.text());
            block.set(mark, length);
            if let Some(mut utf16) = Utf16::of(self.encoding, block.room) {
                std::mem::swap(&mut utf16.raw, block);
                utf16.decode(block, self.ended);
                self.utf16 = Some(utf16);
            }
        }
        length > 0
    }

    /// Fills `space`; less than that is the end of the file, or of what could be read of it.
    fn read(&mut self, space: &mut [u8]) -> usize {
        let start = Instant::now();
        let (length, outcome) = fill(&mut self.input, space);
        if start.elapsed() > SLOW {
            self.size = (2 * self.size).min(LARGEST).max(self.size);
        }
        self.failure = outcome.err();
        self.ended = length < space.len();
        self.bytes += length as u64;
        length
    }
}

/// Tells the encoding from the first four bytes, and how long the byte order mark is: there is one, or two ASCII characters in UTF-16.
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

    /// Puts the text into the block. Nearly all of a log is ASCII, which needs no decoder.
    fn decode(&mut self, block: &mut Block, last: bool) {
        let raw = self.raw.text();
        // A unit of two bytes makes three at most; the decoder wants some to spare.
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
            // What is not ASCII, and the unit behind it, which completes any character.
            let (units, _) = raw[from..].as_chunks::<2>();
            let end = units.iter().position(|unit| (self.unit)(*unit) < 0x80).map_or(raw.len(), |ascii| from + 2 * (ascii + 1));
            let at_end = end == raw.len();
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

/// Copies ASCII characters up to the first unit that is none, and says how many.
fn narrow(raw: &[u8], text: &mut [u8], unit: impl Fn([u8; 2]) -> u16 + Copy) -> usize {
    // Many units side by side: compilers make vector instructions of it.
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
