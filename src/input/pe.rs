//! The file version of a PE file (DLL or EXE, 32 or 64 bit, native or .NET), read on any platform.
//!
//! The file may be megabytes at the far end of a slow share, so only its headers and the way through the resource section
//! to the version resource are read: mostly two blocks of 4 KiB. What the file claims is never trusted: every offset is
//! checked against the file, and [`BUDGET`] bounds what a file that lies can make us read.

use std::cell::RefCell;
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;

use object::LittleEndian as LE;
use object::pe;
use object::read::pe::{ImageNtHeaders, SectionTable, optional_header_magic};
use object::read::{ReadCache, ReadRef};

use crate::input::file::fill;
use crate::values::file_version::FileVersion;

/// Why there is no answer.
#[derive(Debug)]
pub enum Failure {
    /// The operating system could not read the file.
    Io(io::Error),
    /// The file is no PE file, is cut off, or contradicts itself; the text says where.
    Malformed(String),
}

/// What one file may make us read, in bytes. The widest real resource tree that was seen needs a twentieth of it.
pub const BUDGET: u64 = 1 << 20;

/// How much the first requests read: the headers; the root of the resource tree, with nearly every file the whole tree and the
/// version too; then, of a large tree, what lies between its directories and its data entries; the version. It is 64 KiB together.
const READS: [usize; 4] = [4 << 10, 4 << 10, 52 << 10, 4 << 10];

/// Reads the version from the VS_FIXEDFILEINFO of the file's version resource.
///
/// `Ok(None)`: a valid PE file without version resource, or one whose version resource has no fixed information.
/// Of several version resources the one with the id 1 counts, and of several languages the first, as in Windows.
pub fn file_version(file: impl Read + Seek) -> Result<Option<FileVersion>, Failure> {
    let failure = Rc::new(RefCell::new(None));
    let data = ReadCache::new(BlockReader::new(file, Rc::clone(&failure)));
    let result = parse(&data);
    match (failure.take(), result) {
        (Some(error), _) => Err(Failure::Io(error)),
        (None, result) => result.map_err(Failure::Malformed),
    }
}

fn parse<'data, R: ReadRef<'data>>(data: R) -> Result<Option<FileVersion>, String> {
    let headers =
        |error: object::read::Error| format!("this is not a PE file (DLL or EXE), or its headers are damaged: {error}.");
    match optional_header_magic(data).map_err(headers)? {
        pe::IMAGE_NT_OPTIONAL_HDR32_MAGIC => parse_image::<pe::ImageNtHeaders32, R>(data).map_err(headers)?,
        pe::IMAGE_NT_OPTIONAL_HDR64_MAGIC => parse_image::<pe::ImageNtHeaders64, R>(data).map_err(headers)?,
        magic => Err(format!("the PE file's optional header has the unknown magic number {magic:#06x}.")),
    }
}

/// The outer error is one of the headers, the inner one of the resource section.
fn parse_image<'data, Pe: ImageNtHeaders, R: ReadRef<'data>>(
    data: R,
) -> object::read::Result<Result<Option<FileVersion>, String>> {
    let mut offset = pe::ImageDosHeader::parse(data)?.nt_headers_offset().into();
    let (headers, directories) = Pe::parse(data, &mut offset)?;
    let sections = headers.sections(data, offset)?;
    let rva = directories.get(pe::IMAGE_DIRECTORY_ENTRY_RESOURCE).map_or(0, |directory| directory.virtual_address.get(LE));
    if rva == 0 {
        return Ok(Ok(None));
    }
    Ok(match sections.pe_file_range_at(rva) {
        Some((start, size)) => Resources { data, sections, start: start.into(), size: size.into() }.file_version(),
        None => Err(format!("the resource section at {rva:#x} lies in none of the file's sections.")),
    })
}

/// The resource tree: type, then name, then language, then the data. Offsets count from the tree's start.
struct Resources<'data, R> {
    data: R,
    sections: SectionTable<'data>,
    start: u64,
    size: u64,
}

/// What an entry of a resource directory leads to.
enum Node {
    Directory(u32),
    Data(u32),
}

impl<'data, R: ReadRef<'data>> Resources<'data, R> {
    fn file_version(&self) -> Result<Option<FileVersion>, String> {
        let id_1 = |entries: &'data [pe::ImageResourceDirectoryEntry]| {
            entries.iter().find(|entry| entry.name_or_id.get(LE) == 1).or(entries.first())
        };
        let Some(names) =
            self.enter(0, |types| types.iter().find(|entry| entry.name_or_id.get(LE) == u32::from(pe::RT_VERSION)))?
        else {
            return Ok(None);
        };
        let Some(languages) = self.enter(names.directory()?, id_1)? else { return Ok(None) };
        let Some(leaf) = self.enter(languages.directory()?, |entries| entries.first())? else { return Ok(None) };
        self.version_info(leaf.data()?)
    }

    /// Reads the directory at `offset` and follows the entry that `choose` picks.
    fn enter(
        &self,
        offset: u32,
        choose: impl FnOnce(&'data [pe::ImageResourceDirectoryEntry]) -> Option<&'data pe::ImageResourceDirectoryEntry>,
    ) -> Result<Option<Node>, String> {
        let damaged = |()| format!("the resource directory at offset {offset:#x} is cut off or lies outside its section.");
        let mut at = u64::from(offset);
        let directory: &pe::ImageResourceDirectory =
            self.read(&mut at, 1).map_err(damaged)?.first().ok_or(()).map_err(damaged)?;
        let count = u64::from(directory.number_of_named_entries.get(LE)) + u64::from(directory.number_of_id_entries.get(LE));
        let entries = self.read(&mut at, count).map_err(damaged)?;
        Ok(choose(entries).map(|entry| {
            let target = entry.offset_to_data_or_directory.get(LE);
            match target & pe::IMAGE_RESOURCE_DATA_IS_DIRECTORY {
                0 => Node::Data(target),
                flag => Node::Directory(target & !flag),
            }
        }))
    }

    fn version_info(&self, entry: u32) -> Result<Option<FileVersion>, String> {
        let damaged =
            |()| format!("the version resource's data entry at offset {entry:#x} is cut off or lies outside its section.");
        let leaf: &pe::ImageResourceDataEntry =
            self.read(&mut entry.into(), 1).map_err(damaged)?.first().ok_or(()).map_err(damaged)?;
        let (rva, size) = (leaf.offset_to_data.get(LE), leaf.size.get(LE));
        let (start, available) = self
            .sections
            .pe_file_range_at(rva)
            .ok_or_else(|| format!("the version resource's data at {rva:#x} lies in none of the file's sections."))?;
        if size > available {
            return Err(format!("the version resource claims {size} bytes of data where its section holds {available}."));
        }
        let bytes = self
            .data
            .read_bytes_at(start.into(), size.min(VersionInfo::LENGTH).into())
            .map_err(|()| format!("the version resource's data at {rva:#x} lies behind the end of the file."))?;
        VersionInfo(bytes).file_version(size)
    }

    /// Reads `count` consecutive structures at `at`, inside the tree's section.
    fn read<T: object::Pod>(&self, at: &mut u64, count: u64) -> Result<&'data [T], ()> {
        let length = count * size_of::<T>() as u64;
        if at.checked_add(length).is_none_or(|end| end > self.size) {
            return Err(());
        }
        let items = self.data.read_slice_at(self.start + *at, count as usize)?;
        *at += length;
        Ok(items)
    }
}

impl Node {
    fn directory(&self) -> Result<u32, String> {
        match *self {
            Self::Directory(offset) => Ok(offset),
            Self::Data(offset) => Err(format!("the resource tree has data at offset {offset:#x} where a directory belongs.")),
        }
    }

    fn data(&self) -> Result<u32, String> {
        match *self {
            Self::Data(offset) => Ok(offset),
            Self::Directory(offset) => Err(format!("the resource tree goes deeper than its three levels at offset {offset:#x}.")),
        }
    }
}

/// The beginning of VS_VERSIONINFO: three 16-bit numbers, the key "VS_VERSION_INFO" in UTF-16 with its NUL, two bytes of
/// padding, then VS_FIXEDFILEINFO.
struct VersionInfo<'data>(&'data [u8]);

impl VersionInfo<'_> {
    const KEY: &'static str = "VS_VERSION_INFO\0";
    const FIXED_OFFSET: usize = 40;
    const FIXED_LENGTH: u16 = 52;
    const LENGTH: u32 = Self::FIXED_OFFSET as u32 + Self::FIXED_LENGTH as u32;
    const SIGNATURE: u32 = 0xFEEF_04BD;

    fn file_version(&self, size: u32) -> Result<Option<FileVersion>, String> {
        let cut_off = || format!("the version resource is cut off after {size} bytes.");
        let length = self.u16(0).ok_or_else(cut_off)?;
        let value_length = self.u16(2).ok_or_else(cut_off)?;
        let key = self.0.get(6..6 + 2 * Self::KEY.len()).ok_or_else(cut_off)?;
        if !key.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).eq(Self::KEY.encode_utf16()) {
            return Err("the version resource does not begin with VS_VERSION_INFO.".into());
        }
        if u32::from(length) > size {
            return Err(format!("the version resource claims a length of {length} bytes and has {size}."));
        }
        match value_length {
            0 => return Ok(None),
            given if given < Self::FIXED_LENGTH => {
                return Err(format!(
                    "the version resource's fixed file information claims {given} bytes instead of {}.",
                    Self::FIXED_LENGTH
                ));
            }
            _ => {}
        }
        let fixed = |index: usize| self.u32(Self::FIXED_OFFSET + 4 * index).ok_or_else(cut_off);
        match fixed(0)? {
            Self::SIGNATURE => Ok(Some(FileVersion::from_words(fixed(2)?, fixed(3)?))),
            other => Err(format!(
                "the version resource's fixed file information has the signature {other:#010x} instead of 0xfeef04bd."
            )),
        }
    }

    fn u16(&self, at: usize) -> Option<u16> {
        self.0.get(at..)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))
    }

    fn u32(&self, at: usize) -> Option<u32> {
        self.0.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
    }
}

/// Turns the parser's many small reads into few larger ones and stops at [`BUDGET`].
///
/// The parser's cache keeps only "it failed", so the operating system's error is left in `failure`.
struct BlockReader<F> {
    file: F,
    position: u64,
    blocks: Vec<(u64, Vec<u8>)>,
    budget: u64,
    failure: Rc<RefCell<Option<io::Error>>>,
}

impl<F: Read + Seek> BlockReader<F> {
    fn new(file: F, failure: Rc<RefCell<Option<io::Error>>>) -> Self {
        Self { file, position: 0, blocks: Vec::new(), budget: BUDGET, failure }
    }

    fn noted<T>(&self, result: io::Result<T>) -> io::Result<T> {
        result.map_err(|error| {
            let kind = error.kind();
            self.failure.borrow_mut().get_or_insert(error);
            kind.into()
        })
    }

    /// Reads at least `wanted` bytes at the position, fewer at the end of the file, and keeps them.
    fn fetch(&mut self, wanted: usize) -> io::Result<()> {
        let usual = READS.get(self.blocks.len()).or(READS.last()).copied().unwrap_or_default();
        let length = wanted.max(usual) as u64;
        self.budget = self.budget.checked_sub(length).ok_or(io::ErrorKind::FileTooLarge)?;
        let mut bytes = vec![0; length as usize];
        let sought = self.file.seek(SeekFrom::Start(self.position)).map(drop);
        self.noted(sought)?;
        let (read, outcome) = fill(&mut self.file, &mut bytes, wanted);
        self.noted(outcome)?;
        bytes.truncate(read);
        self.blocks.push((self.position, bytes));
        Ok(())
    }

    /// What is kept of the file from the position on, at least `wanted` bytes of it.
    fn kept(&self, wanted: usize) -> Option<&[u8]> {
        self.blocks.iter().find_map(|(start, bytes)| {
            let skip = usize::try_from(self.position.checked_sub(*start)?).ok()?;
            bytes.get(skip..).filter(|rest| rest.len() >= wanted)
        })
    }
}

impl<F: Read + Seek> Read for BlockReader<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.kept(buffer.len()).is_none() {
            self.fetch(buffer.len())?;
        }
        let rest = self.kept(buffer.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
        let length = buffer.len();
        buffer.copy_from_slice(&rest[..length]);
        self.position += length as u64;
        Ok(length)
    }
}

impl<F: Read + Seek> Seek for BlockReader<F> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.position = match to {
            SeekFrom::Start(position) => position,
            // The cache asks for the length of the file.
            _ => {
                let end = self.file.seek(to);
                self.noted(end)?
            }
        };
        Ok(self.position)
    }
}
