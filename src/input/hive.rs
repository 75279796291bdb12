//! Values of a registry hive, the file in which Windows keeps a part of its registry.
//!
//! A hive may be hundreds of megabytes long, and it is not to be trusted: only the cells on the way to a value are read, every offset is
//! checked against the file, and [`BUDGET`] bounds how much a forged file can make us read. The format: "Windows registry file format
//! specification" by M. Suhanov (github.com/msuhanov/regf).
//!
//! What Windows had not yet written to the file when the machine stopped or the file was copied is in the logs beside it, which are not
//! read. This matters only in the minute after WSUS' setup.

use std::io::{self, Read, Seek, SeekFrom};

use encoding_rs::{UTF_16LE, mem};

pub use crate::input::file::Failure;
use crate::values::problem::Problem;

/// How much is read of one hive at most, in bytes. The widest key on the way to WSUS' setup has a thousand subkeys of some 150 bytes.
pub const BUDGET: usize = 64 << 20;

/// The longest cell that is read, in bytes: a list of a quarter of a million values.
const CELL_LIMIT: usize = 1 << 20;

/// The length of the base block, in bytes. The cells follow.
const BASE_BLOCK: u64 = 4096;

/// A hive.
pub struct Hive<R> {
    file: R,
    /// The offset of the root key's cell from the first cell, in bytes.
    root: u32,
    /// The total length of the cells, in bytes.
    size: u32,
    /// How many bytes may still be read.
    bytes_left: usize,
}

/// A key of a hive: the content of its cell.
pub struct Key(Vec<u8>);

impl<R: Read + Seek> Hive<R> {
    /// Opens the hive.
    ///
    /// # Errors
    /// When it can't be read, or is not a hive.
    pub fn open(mut file: R) -> Result<Self, Failure> {
        let mut block = [0; 512];
        read_at(&mut file, 0, &mut block)?;
        let number = |at| number(&block, at).unwrap_or_default();
        if !block.starts_with(b"regf") {
            return Err(Failure::Malformed(Problem::NotHive {}));
        }
        // The exclusive or of all before it, but never 0 or -1.
        let sum = (0..508).step_by(4).fold(0, |sum, at| sum ^ number(at));
        let sum = match sum {
            0 => 1,
            u32::MAX => u32::MAX - 1,
            sum => sum,
        };
        if sum != number(508) {
            return Err(Failure::Malformed(Problem::HiveChecksum {}));
        }
        // The major version; the type, a primary file; the format, to be loaded as it is.
        if (number(20), number(28), number(32)) != (1, 0, 1) {
            return Err(Failure::Malformed(Problem::HiveVersion {}));
        }
        Ok(Self { file, root: number(36), size: number(40), bytes_left: BUDGET })
    }

    /// The key at a path such as `Microsoft\Windows`, if there is one.
    ///
    /// # Errors
    /// When the hive can't be read or is damaged on the way.
    pub fn key(&mut self, path: &str) -> Result<Option<Key>, Failure> {
        let mut key = self.read_key(self.root)?;
        for name in path.split('\\') {
            let Some(offset) = self.subkey(&key, name)? else { return Ok(None) };
            key = self.read_key(offset)?;
        }
        Ok(Some(key))
    }

    /// The text (REG_SZ, REG_EXPAND_SZ) in the value of that name, if the key has one.
    ///
    /// # Errors
    /// When the hive can't be read or is damaged on the way, or the value is not text.
    pub fn text(&mut self, key: &Key, name: &str) -> Result<Option<String>, Failure> {
        const REG_SZ: u32 = 1;
        const REG_EXPAND_SZ: u32 = 2;
        let Some((kind, data)) = self.value(key, name)? else { return Ok(None) };
        if ![REG_SZ, REG_EXPAND_SZ].contains(&kind) {
            return Err(Failure::Malformed(Problem::HiveNotText { name: name.to_owned() }));
        }
        Ok(utf16(&data).split('\0').next().map(str::to_owned))
    }

    /// The number (REG_DWORD) in the value of that name, if the key has one.
    ///
    /// # Errors
    /// When the hive can't be read or is damaged on the way, or the value is not a number.
    pub fn number(&mut self, key: &Key, name: &str) -> Result<Option<u32>, Failure> {
        const REG_DWORD: u32 = 4;
        match self.value(key, name)? {
            None => Ok(None),
            Some((REG_DWORD, data)) if data.len() == 4 => Ok(number(&data, 0)),
            Some(_) => Err(Failure::Malformed(Problem::HiveNotNumber { name: name.to_owned() })),
        }
    }

    fn read_key(&mut self, offset: u32) -> Result<Key, Failure> {
        let cell = self.cell(offset)?;
        match cell.starts_with(b"nk") && cell.len() >= 76 {
            true => Ok(Key(cell)),
            false => Err(Failure::Malformed(Problem::HiveNotKey { offset })),
        }
    }

    fn subkey(&mut self, key: &Key, name: &str) -> Result<Option<u32>, Failure> {
        const NAME_IS_LATIN1: u16 = 0x20;
        if key.field(20)? == 0 {
            return Ok(None);
        }
        let wanted = name.to_lowercase();
        for offset in self.subkeys(key.field(28)?, true)? {
            let subkey = self.read_key(offset)?;
            let is_latin1 = short(&subkey.0, 2)? & NAME_IS_LATIN1 != 0;
            if text(&subkey.0, 76, short(&subkey.0, 72)?, is_latin1)?.to_lowercase() == wanted {
                return Ok(Some(offset));
            }
        }
        Ok(None)
    }

    /// The offsets of the keys in a list, or in the lists of a list of lists.
    fn subkeys(&mut self, list: u32, may_nest: bool) -> Result<Vec<u32>, Failure> {
        let cell = self.cell(list)?;
        let count = usize::from(short(&cell, 2)?);
        let entry = match &cell[..2] {
            b"lf" | b"lh" => 8,
            b"li" => 4,
            b"ri" if may_nest => 4,
            _ => return Err(Failure::Malformed(Problem::HiveNotKeys { offset: list })),
        };
        let offsets = (0..count).map(|index| number(&cell, 4 + index * entry));
        let offsets = offsets.collect::<Option<Vec<_>>>().ok_or_else(cut_off)?;
        if !cell.starts_with(b"ri") {
            return Ok(offsets);
        }
        let mut all = Vec::new();
        for offset in offsets {
            all.append(&mut self.subkeys(offset, false)?);
        }
        Ok(all)
    }

    /// A value's kind and its data.
    fn value(&mut self, key: &Key, name: &str) -> Result<Option<(u32, Vec<u8>)>, Failure> {
        const NAME_IS_LATIN1: u16 = 1;
        const IS_IN_OFFSET: u32 = 1 << 31;
        let count = key.field(36)?;
        if count == 0 {
            return Ok(None);
        }
        let list = self.cell(key.field(40)?)?;
        let wanted = name.to_lowercase();
        for index in 0..count as usize {
            let offset = number(&list, index.saturating_mul(4)).ok_or_else(cut_off)?;
            let value = self.cell(offset)?;
            let field = |at| number(&value, at).filter(|_| value.starts_with(b"vk"));
            let field = |at| field(at).ok_or(Failure::Malformed(Problem::HiveNotValue { offset }));
            let (size, data, kind) = (field(4)?, field(8)?, field(12)?);
            if text(&value, 20, short(&value, 2)?, short(&value, 16)? & NAME_IS_LATIN1 != 0)?.to_lowercase() != wanted {
                continue;
            }
            let (length, mut bytes) = match size & IS_IN_OFFSET {
                0 if size == 0 => (0, Vec::new()),
                0 => (size as usize, self.cell(data)?),
                _ => ((size ^ IS_IN_OFFSET) as usize, data.to_le_bytes().to_vec()),
            };
            // Longer data is spread over several cells; no value that is wanted here is that long.
            if length > bytes.len() {
                return Err(cut_off());
            }
            bytes.truncate(length);
            return Ok(Some((kind, bytes)));
        }
        Ok(None)
    }

    /// The content of the cell at this offset from the first one.
    fn cell(&mut self, offset: u32) -> Result<Vec<u8>, Failure> {
        let damaged = || Failure::Malformed(Problem::HiveNoCell { offset });
        let mut head = [0; 4];
        if !offset.is_multiple_of(8) || offset >= self.size {
            return Err(damaged());
        }
        let position = BASE_BLOCK + u64::from(offset);
        read_at(&mut self.file, position, &mut head)?;
        // The size of a cell in use is negative, and includes itself.
        let size = i32::from_le_bytes(head);
        let length = size.checked_neg().filter(|size| *size >= 8).ok_or_else(damaged)? as usize - 4;
        if length > CELL_LIMIT || offset as usize + length > self.size as usize {
            return Err(damaged());
        }
        self.bytes_left = self.bytes_left.checked_sub(4 + length).ok_or(Failure::Malformed(Problem::HiveTooManyKeys {}))?;
        let mut cell = vec![0; length];
        read_at(&mut self.file, position + 4, &mut cell)?;
        Ok(cell)
    }
}

impl Key {
    fn field(&self, at: usize) -> Result<u32, Failure> {
        number(&self.0, at).ok_or_else(cut_off)
    }
}

fn cut_off() -> Failure {
    Failure::Malformed(Problem::HiveCutOff {})
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

fn short(bytes: &[u8], at: usize) -> Result<u16, Failure> {
    let short = bytes.get(at..).and_then(|bytes| bytes.first_chunk());
    short.map(|bytes| u16::from_le_bytes(*bytes)).ok_or_else(cut_off)
}

/// A name of `length` bytes.
fn text(bytes: &[u8], at: usize, length: u16, is_latin1: bool) -> Result<String, Failure> {
    let name = bytes.get(at..at + usize::from(length)).ok_or_else(cut_off)?;
    if is_latin1 {
        return Ok(mem::decode_latin1(name).into_owned());
    }
    Ok(utf16(name))
}

/// Decodes UTF-16; half a unit at the end is ignored.
fn utf16(bytes: &[u8]) -> String {
    UTF_16LE.decode_without_bom_handling(bytes.as_chunks::<2>().0.as_flattened()).0.into_owned()
}

fn read_at(file: &mut (impl Read + Seek), position: u64, buffer: &mut [u8]) -> Result<(), Failure> {
    let read = file.seek(SeekFrom::Start(position)).and_then(|_| file.read_exact(buffer));
    read.map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => cut_off(),
        _ => Failure::Io(error),
    })
}
