//! Files in memory, read in pieces and blocks of any size.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use wsus954960::internals::input::blocks::{Block, Blocks, Outcome, read_block};
use wsus954960::internals::input::filesystem::{Content, Entry, FileSystem, Kind, Opened};

/// A number that depends on the bytes alone, so that a finding can be repeated.
pub fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Half the sizes of blocks. Tiny ones are slow, so few inputs have them. A file's first four bytes, which show its encoding, are in one block.
fn sizes(bytes: &[u8]) -> Vec<usize> {
    let hash = hash(bytes);
    let (least, span) = match hash >> 59 {
        0 => (2, 7),
        1..8 => (64, 300),
        _ => (256, 4096),
    };
    (0..3).map(|nth| least + (hash >> (nth * 16)) as usize % span).collect()
}

/// Blocks of the given sizes, over and over. A unit of UTF-16 is not divided but at the end of a file.
pub struct Cut<'a> {
    bytes: &'a [u8],
    sizes: Vec<usize>,
    next: usize,
}

impl<'a> Cut<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, sizes: sizes(bytes).into_iter().map(|size| 2 * size).collect(), next: 0 }
    }
}

impl Blocks for Cut<'_> {
    fn read(&mut self, block: &mut Block) -> Outcome {
        let size = self.sizes[self.next % self.sizes.len()];
        self.next += 1;
        read_block(&mut self.bytes, size, block)
    }
}

/// The content of a file, of which no read gives all that was asked for.
pub struct Short(pub Vec<u8>);

impl Content for Short {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let mut rest = self.0.get(usize::try_from(offset).unwrap_or(usize::MAX)..).unwrap_or_default();
        let some = buffer.len().div_ceil(2).min(1 << 16);
        rest.read(&mut buffer[..some])
    }
}

/// A file system with one file.
pub struct OneFile(pub Arc<Short>);

impl FileSystem for OneFile {
    fn kind(&self, _: &Path) -> io::Result<Kind> {
        Ok(Kind::File)
    }

    fn entry(&self, _: &Path) -> io::Result<Kind> {
        Ok(Kind::File)
    }

    fn list(&self, _: &Path) -> io::Result<Vec<Entry>> {
        Err(io::ErrorKind::NotADirectory.into())
    }

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        Ok(path.to_owned())
    }

    fn target(&self, _: &Path) -> io::Result<PathBuf> {
        Err(io::ErrorKind::InvalidInput.into())
    }

    fn open(&self, _: &Path) -> io::Result<Opened> {
        Ok(Opened { content: Arc::clone(&self.0) as _, kind: Kind::File, length: self.0.0.len() as u64 })
    }
}
