//! Registry hives: from an independent writer, in every layout, damaged.

use std::io::Cursor;

use proptest::prelude::*;
use wsus954960::internals::input::hive::{BUDGET, Failure, Hive};

use crate::support::*;

const SETUP: &str = r"Microsoft\Update Services\Server\Setup";

/// A value's data.
#[derive(Clone)]
pub enum Data {
    Text(String),
    Number(u32),
}

/// A key with its values and subkeys.
#[derive(Clone, Default)]
pub struct Node {
    name: String,
    values: Vec<(String, Data)>,
    subkeys: Vec<Node>,
}

/// How a hive is laid out.
#[derive(Clone, Copy)]
pub struct Layout {
    /// The kind of list for subkeys; `ri` is a list of lists.
    pub list: &'static [u8; 2],
    /// Whether names are UTF-16, as they are if they have characters beyond Latin-1.
    pub wide: bool,
}

pub const USUAL: Layout = Layout { list: b"lh", wide: false };

impl Node {
    /// Sets a value, and makes the keys on the way.
    pub fn set(mut self, path: &str, name: &str, data: Data) -> Self {
        let mut key = &mut self;
        for part in path.split('\\') {
            let index = key.subkeys.iter().position(|key| key.name == part).unwrap_or_else(|| {
                key.subkeys.push(Node { name: part.into(), ..Node::default() });
                key.subkeys.len() - 1
            });
            key = &mut key.subkeys[index];
        }
        key.values.push((name.into(), data));
        self
    }

    pub fn text(self, path: &str, name: &str, text: &str) -> Self {
        self.set(path, name, Data::Text(text.into()))
    }

    pub fn number(self, path: &str, name: &str, number: u32) -> Self {
        self.set(path, name, Data::Number(number))
    }

    /// The hive with this as its root.
    pub fn hive(&self, layout: Layout) -> Vec<u8> {
        let mut cells = vec![0; 32];
        let root = self.write(&mut cells, layout);
        cells.resize(cells.len().next_multiple_of(4096), 0);
        cells[..4].copy_from_slice(b"hbin");
        let mut base = vec![0; 4096];
        base[..4].copy_from_slice(b"regf");
        // Sequence numbers as in a hive that was copied while in use.
        let size = u32::try_from(cells.len()).unwrap();
        for (at, number) in [(4, 7), (8, 6), (20, 1), (24, 5), (32, 1), (36, root), (40, size)] {
            base[at..at + 4].copy_from_slice(&u32::to_le_bytes(number));
        }
        sum(&mut base);
        [base, cells].concat()
    }

    fn write(&self, cells: &mut Vec<u8>, layout: Layout) -> u32 {
        let subkeys: Vec<u32> = self.subkeys.iter().map(|key| key.write(cells, layout)).collect();
        let list = write_list(cells, layout, &subkeys);
        let values: Vec<u32> = self.values.iter().map(|(name, data)| write_value(cells, layout, name, data)).collect();
        let values_list = cell(cells, &values.iter().flat_map(|offset| offset.to_le_bytes()).collect::<Vec<_>>());
        let name = encode(&self.name, layout);
        let mut key = vec![0; 76];
        key[..2].copy_from_slice(b"nk");
        key[2..4].copy_from_slice(&(if layout.wide { 0_u16 } else { 0x20 }).to_le_bytes());
        let numbers =
            [(20, subkeys.len() as u32), (28, list), (36, values.len() as u32), (40, values_list), (72, name.len() as u32)];
        for (at, number) in numbers {
            key[at..at + 4].copy_from_slice(&number.to_le_bytes());
        }
        cell(cells, &[key, name].concat())
    }
}

fn write_list(cells: &mut Vec<u8>, layout: Layout, keys: &[u32]) -> u32 {
    let list = |cells: &mut Vec<u8>, kind: &[u8; 2], offsets: &[u32]| {
        let mut content = kind.to_vec();
        content.extend(u16::try_from(offsets.len()).unwrap().to_le_bytes());
        for offset in offsets {
            content.extend(offset.to_le_bytes());
            if kind == b"lf" || kind == b"lh" {
                content.extend([0; 4]);
            }
        }
        cell(cells, &content)
    };
    if layout.list != b"ri" {
        return list(cells, layout.list, keys);
    }
    let lists: Vec<u32> = keys.chunks(2).map(|keys| list(cells, b"lh", keys)).collect();
    list(cells, b"ri", &lists)
}

fn write_value(cells: &mut Vec<u8>, layout: Layout, name: &str, data: &Data) -> u32 {
    let name = encode(name, layout);
    let (kind, size, offset) = match data {
        Data::Number(number) => (4, 4 | 1 << 31, *number),
        Data::Text(text) => {
            let bytes: Vec<u8> = text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
            (1, bytes.len() as u32, cell(cells, &bytes))
        }
    };
    let mut value = vec![0; 20];
    value[..2].copy_from_slice(b"vk");
    value[2..4].copy_from_slice(&(name.len() as u16).to_le_bytes());
    for (at, number) in [(4, size), (8, offset), (12, kind), (16, u32::from(!layout.wide))] {
        value[at..at + 4].copy_from_slice(&number.to_le_bytes());
    }
    cell(cells, &[value, name].concat())
}

fn encode(name: &str, layout: Layout) -> Vec<u8> {
    match layout.wide {
        true => name.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        false => name.chars().map(|c| u8::try_from(c).unwrap()).collect(),
    }
}

/// Appends a cell in use, and returns its offset.
fn cell(cells: &mut Vec<u8>, content: &[u8]) -> u32 {
    let offset = cells.len();
    let size = (content.len() + 4).next_multiple_of(8);
    cells.extend((-(size as i32)).to_le_bytes());
    cells.extend(content);
    cells.resize(offset + size, 0);
    offset as u32
}

fn sum(base: &mut [u8]) {
    let number = |at: usize| u32::from_le_bytes(base[at..at + 4].try_into().unwrap());
    let sum = (0..508).step_by(4).fold(0, |sum, at| sum ^ number(at));
    base[508..512].copy_from_slice(&sum.to_le_bytes());
}

fn open(bytes: &[u8]) -> Result<Hive<Cursor<&[u8]>>, Failure> {
    Hive::open(Cursor::new(bytes))
}

/// Where WSUS is, and what kind of installation it is.
type Setup = (Option<String>, Option<u32>);

/// What a hive says about WSUS' setup.
fn setup(bytes: &[u8]) -> Result<Option<Setup>, Failure> {
    let mut hive = open(bytes)?;
    let Some(key) = hive.key(SETUP)? else { return Ok(None) };
    Ok(Some((hive.text(&key, "targetdir")?, hive.number(&key, "INSTALLTYPE")?)))
}

fn sample() -> Node {
    Node::default()
        .text(r"Classes\.dll", "", "dllfile")
        .text(r"Microsoft\Windows NT\CurrentVersion", "SystemRoot", r"C:\Windows")
        .text(SETUP, "VersionString", "3.1.6001.1")
        .text(SETUP, "TargetDir", r"D:\WSUS\")
        .number(SETUP, "InstallType", 1)
}

#[test]
fn a_hive_from_an_independent_writer_is_read() {
    let bytes = std::fs::read(fixture("hives/software.hiv")).unwrap();
    assert_eq!(setup(&bytes).unwrap(), Some((Some(r"D:\Update Services\".into()), Some(1))));
    let mut hive = open(&bytes).unwrap();
    let key = hive.key(r"microsoft\windows nt\currentversion").unwrap().unwrap();
    assert_eq!(hive.text(&key, "SystemRoot").unwrap().as_deref(), Some(r"C:\WINDOWS"));
    assert_eq!(hive.text(&key, "absent").unwrap(), None);
    assert!(hive.key(r"Microsoft\Absent\Setup").unwrap().is_none());
}

#[test]
fn every_layout_of_lists_and_names_is_read() {
    for list in [b"lf", b"lh", b"li", b"ri"] {
        for wide in [false, true] {
            let bytes = sample().hive(Layout { list, wide });
            assert_eq!(setup(&bytes).unwrap(), Some((Some(r"D:\WSUS\".into()), Some(1))), "{list:?} {wide}");
        }
    }
    let empty = Node::default().text("Microsoft", "x", "y").hive(USUAL);
    assert_eq!(setup(&empty).unwrap(), None);
}

#[test]
fn values_of_another_type_count_as_damage() {
    let text = Node::default().text(SETUP, "InstallType", "1").hive(USUAL);
    let number = Node::default().number(SETUP, "TargetDir", 1).hive(USUAL);
    for bytes in [text, number] {
        assert!(matches!(setup(&bytes), Err(Failure::Malformed(_))));
    }
}

#[test]
fn a_hive_cut_off_anywhere_is_malformed_or_complete() {
    let bytes = sample().hive(USUAL);
    let whole = setup(&bytes).unwrap();
    for length in 0..bytes.len() {
        match setup(&bytes[..length]) {
            Ok(found) => assert_eq!(found, whole, "{length}"),
            Err(Failure::Malformed(_)) => {}
            Err(Failure::Io(error)) => panic!("{length}: {error}"),
        }
    }
    assert!(setup(&bytes[..4200]).is_err());
}

#[test]
fn a_hive_whose_lists_contain_themselves_costs_no_more_than_the_budget() {
    // A list that names the same list of 65,535 keys 65,535 times.
    let mut cells = vec![0; 32];
    let key = Node { name: "x".into(), ..Node::default() }.write(&mut cells, USUAL);
    let keys = write_list(&mut cells, USUAL, &vec![key; 65_535]);
    let mut content = b"ri\xff\xff".to_vec();
    content.extend(std::iter::repeat_n(keys.to_le_bytes(), 65_535).flatten());
    let lists = cell(&mut cells, &content);
    let mut root = vec![0; 80];
    root[..2].copy_from_slice(b"nk");
    root[20..24].copy_from_slice(&1_u32.to_le_bytes());
    root[28..32].copy_from_slice(&lists.to_le_bytes());
    let root = cell(&mut cells, &root);
    let mut base = vec![0; 4096];
    base[..4].copy_from_slice(b"regf");
    for (at, number) in [(20, 1), (32, 1), (36, root), (40, cells.len() as u32)] {
        base[at..at + 4].copy_from_slice(&number.to_le_bytes());
    }
    sum(&mut base);
    let bytes = [base, cells].concat();
    let mut file = Counted::new(bytes);
    let found = Hive::open(&mut file).and_then(|mut hive| hive.key("Microsoft").map(|key| key.is_some()));
    assert!(matches!(found, Err(Failure::Malformed(_))));
    assert!(file.bytes <= BUDGET + (1 << 20), "{}", file.bytes);
}

proptest! {
    #[test]
    fn reading_a_damaged_hive_ends_without_a_panic(at in 512..8192_usize, byte: u8, length in 1..8_usize) {
        let mut bytes = sample().hive(USUAL);
        let end = (at + length).min(bytes.len());
        bytes[at.min(end)..end].fill(byte);
        // Whatever the answer, it ends.
        let _ = setup(&bytes);
    }
}
