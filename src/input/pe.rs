//! The file version of a PE file (DLL or EXE, 32 or 64 bit, native or .NET), read on any platform.
//!
//! The file may be megabytes long and at the far end of a slow share, so only its headers and the way through the resource section
//! to the version resource are read: usually two blocks of 4 KiB. What the file claims is never trusted: every offset is
//! checked against the file, and [`BUDGET`] bounds how much a forged file can make us read.

use std::io::{self, Read, Seek, SeekFrom};

use object::pe::{self, ImageResourceDirectoryEntry};
use object::read::pe::{ImageNtHeaders, SectionTable, optional_header_magic};
use object::read::{ReadCache, ReadCacheOps, ReadCacheRange, ReadRef};
use object::{LittleEndian as LE, U16, U32};

pub use crate::input::file::Failure;
use crate::input::file::fill;
use crate::values::file_version::FileVersion;
use crate::values::problem::Problem;

/// How much is read of one file at most, in bytes. The widest real resource tree seen so far needs a twentieth of it.
pub const BUDGET: usize = 1 << 20;

/// The lengths of the first requests, in bytes: the headers; the root of the resource tree, which in nearly every file brings the whole
/// tree and the version too; in a large tree, what is between its directories and its data entries; the version. Together 64 KiB.
const READS: [usize; 4] = [4 << 10, 4 << 10, 52 << 10, 4 << 10];

/// A file that the parser reads as if it were in memory.
type Image<F> = ReadCache<BlockReader<F>>;

/// Reads the version from the VS_FIXEDFILEINFO of the file's version resource.
///
/// `Ok(None)`: a valid PE file without a version resource, or one whose version resource has no fixed information.
/// Among several version resources the one with id 1 counts, and among several languages the first, as in Windows.
pub fn file_version(file: impl Read + Seek) -> Result<Option<FileVersion>, Failure> {
    let image = Image::new(BlockReader { file, position: 0, blocks: Vec::new(), bytes_left: BUDGET, failure: None });
    let version = parse(&image);
    match image.into_inner().failure {
        Some(error) => Err(Failure::Io(error)),
        None => version.map_err(Failure::Malformed),
    }
}

fn parse<F: Read + Seek>(image: &Image<F>) -> Result<Option<FileVersion>, Problem> {
    let headers = |error: object::read::Error| Problem::NotPe { cause: error.to_string() };
    match optional_header_magic(image).map_err(headers)? {
        pe::IMAGE_NT_OPTIONAL_HDR32_MAGIC => parse_image::<pe::ImageNtHeaders32, F>(image).map_err(headers)?,
        pe::IMAGE_NT_OPTIONAL_HDR64_MAGIC => parse_image::<pe::ImageNtHeaders64, F>(image).map_err(headers)?,
        magic => Err(Problem::PeMagic { magic }),
    }
}

/// The outer error is about the headers, the inner one about the resource section.
fn parse_image<Pe: ImageNtHeaders, F: Read + Seek>(
    image: &Image<F>,
) -> object::read::Result<Result<Option<FileVersion>, Problem>> {
    let mut offset = pe::ImageDosHeader::parse(image)?.nt_headers_offset().into();
    let (headers, directories) = Pe::parse(image, &mut offset)?;
    let sections = headers.sections(image, offset)?;
    let rva = directories.get(pe::IMAGE_DIRECTORY_ENTRY_RESOURCE).map_or(0, |directory| directory.virtual_address.get(LE));
    if rva == 0 {
        return Ok(Ok(None));
    }
    Ok(match sections.pe_file_range_at(rva) {
        Some((start, size)) => Resources { image, sections, tree: image.range(start.into(), size.into()) }.file_version(),
        None => Err(Problem::PeResourcesOutside { rva }),
    })
}

/// The resource tree: type, then name, then language, then the data. `object`'s own reader for it needs the whole section in memory.
struct Resources<'data, F: Read + Seek> {
    image: &'data Image<F>,
    sections: SectionTable<'data>,
    /// From the tree's root, from which its offsets count, to the end of its section.
    tree: ReadCacheRange<'data, BlockReader<F>>,
}

impl<'data, F: Read + Seek> Resources<'data, F> {
    fn file_version(&self) -> Result<Option<FileVersion>, Problem> {
        let has_id = |id| move |entry: &&ImageResourceDirectoryEntry| entry.name_or_id().id() == Some(id);
        let Some(version) = self.directory(0)?.iter().find(has_id(pe::RT_VERSION)) else { return Ok(None) };
        let names = self.subdirectory(version)?;
        let Some(name) = names.iter().find(has_id(1)).or(names.first()) else { return Ok(None) };
        let Some(language) = self.subdirectory(name)?.first() else { return Ok(None) };
        self.version_info(language)
    }

    /// The entries of the directory at `offset`.
    fn directory(&self, offset: u32) -> Result<&'data [ImageResourceDirectoryEntry], Problem> {
        let mut at = offset.into();
        let entries = self.tree.read::<pe::ImageResourceDirectory>(&mut at).and_then(|directory| {
            let count = directory.number_of_named_entries.get(LE) as usize + directory.number_of_id_entries.get(LE) as usize;
            self.tree.read_slice(&mut at, count)
        });
        entries.map_err(|()| Problem::PeDirectoryOutside { offset })
    }

    /// The entries of the directory that `entry` leads to.
    fn subdirectory(&self, entry: &ImageResourceDirectoryEntry) -> Result<&'data [ImageResourceDirectoryEntry], Problem> {
        let offset = entry.data_offset();
        if !entry.is_table() {
            return Err(Problem::PeDataForDirectory { offset });
        }
        self.directory(offset)
    }

    /// The version in the data that `entry` leads to.
    fn version_info(&self, entry: &ImageResourceDirectoryEntry) -> Result<Option<FileVersion>, Problem> {
        let offset = entry.data_offset();
        if entry.is_table() {
            return Err(Problem::PeTooDeep { offset });
        }
        let data: &pe::ImageResourceDataEntry =
            self.tree.read_at(offset.into()).map_err(|()| Problem::PeEntryOutside { offset })?;
        let (rva, size) = (data.offset_to_data.get(LE), data.size.get(LE));
        let (start, available) = self.sections.pe_file_range_at(rva).ok_or(Problem::PeVersionOutside { rva })?;
        if size > available {
            return Err(Problem::PeVersionTooLong { size, available });
        }
        let bytes = self
            .image
            .read_bytes_at(start.into(), u64::from(size).min(VersionInfo::LENGTH))
            .map_err(|()| Problem::PeVersionBehindEnd { rva })?;
        VersionInfo(bytes).file_version(size)
    }
}

/// The beginning of VS_VERSIONINFO: its length, the length of its value and its type, 16 bits each; the key "VS_VERSION_INFO" in UTF-16
/// with its NUL; two bytes of padding; VS_FIXEDFILEINFO.
struct VersionInfo<'data>(&'data [u8]);

impl VersionInfo<'_> {
    const KEY: &'static str = "VS_VERSION_INFO\0";
    const FIXED_OFFSET: u64 = 40;
    const FIXED_LENGTH: u16 = 52;
    const LENGTH: u64 = Self::FIXED_OFFSET + Self::FIXED_LENGTH as u64;
    const SIGNATURE: u32 = 0xFEEF_04BD;

    /// `size` is the length that the data entry claims, in bytes.
    fn file_version(&self, size: u32) -> Result<Option<FileVersion>, Problem> {
        let cut_off = |()| Problem::PeVersionCutOff { size };
        let words: &[U16<LE>] = self.0.read_slice_at(0, 3 + Self::KEY.len()).map_err(cut_off)?;
        let (length, value_length) = (words[0].get(LE), words[1].get(LE));
        if !words[3..].iter().map(|unit| unit.get(LE)).eq(Self::KEY.encode_utf16()) {
            return Err(Problem::PeVersionKey {});
        }
        if u32::from(length) > size {
            return Err(Problem::PeVersionLength { length, size });
        }
        if value_length == 0 {
            return Ok(None);
        }
        if value_length < Self::FIXED_LENGTH {
            return Err(Problem::PeFixedLength { length: value_length, expected: Self::FIXED_LENGTH });
        }
        // Its signature, the version of its layout, the two halves of the file version.
        let fixed: &[U32<LE>] = self.0.read_slice_at(Self::FIXED_OFFSET, 4).map_err(cut_off)?;
        match fixed[0].get(LE) {
            Self::SIGNATURE => Ok(Some(FileVersion::from_words(fixed[2].get(LE), fixed[3].get(LE)))),
            signature => Err(Problem::PeFixedSignature { signature, expected: Self::SIGNATURE }),
        }
    }
}

/// Turns the parser's many small reads into a few larger ones, and stops at [`BUDGET`].
struct BlockReader<F> {
    file: F,
    position: u64,
    /// Where each block begins, and its bytes.
    blocks: Vec<(u64, Vec<u8>)>,
    /// How many bytes may still be read.
    bytes_left: usize,
    /// The operating system's first error. The parser reports only that something failed.
    failure: Option<io::Error>,
}

impl<F: Read + Seek> BlockReader<F> {
    fn noted<T>(&mut self, result: io::Result<T>) -> Result<T, ()> {
        result.map_err(|error| _ = self.failure.get_or_insert(error))
    }

    /// Reads and keeps at least `wanted` bytes from the position on, fewer at the end of the file.
    fn fetch(&mut self, wanted: usize) -> Result<(), ()> {
        let length = wanted.max(READS[self.blocks.len().min(READS.len() - 1)]);
        self.bytes_left = self.bytes_left.checked_sub(length).ok_or(())?;
        let mut bytes = vec![0; length];
        let read = self.file.seek(SeekFrom::Start(self.position)).and_then(|_| {
            let (read, outcome) = fill(&mut self.file, &mut bytes, wanted);
            outcome.map(|()| read)
        });
        bytes.truncate(self.noted(read)?);
        self.blocks.push((self.position, bytes));
        Ok(())
    }

    /// At least `wanted` bytes from the position on, if they are kept.
    fn kept(&self, wanted: usize) -> Option<&[u8]> {
        self.blocks.iter().find_map(|(start, bytes)| {
            let skip = usize::try_from(self.position.checked_sub(*start)?).ok()?;
            bytes.get(skip..).filter(|rest| rest.len() >= wanted)
        })
    }
}

impl<F: Read + Seek> ReadCacheOps for BlockReader<F> {
    fn len(&mut self) -> Result<u64, ()> {
        let length = self.file.seek(SeekFrom::End(0));
        self.noted(length)
    }

    fn seek(&mut self, position: u64) -> Result<u64, ()> {
        self.position = position;
        Ok(position)
    }

    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, ()> {
        self.read_exact(buffer).map(|()| buffer.len())
    }

    fn read_exact(&mut self, buffer: &mut [u8]) -> Result<(), ()> {
        let length = buffer.len();
        if self.kept(length).is_none() {
            self.fetch(length)?;
        }
        buffer.copy_from_slice(&self.kept(length).ok_or(())?[..length]);
        self.position += length as u64;
        Ok(())
    }
}
