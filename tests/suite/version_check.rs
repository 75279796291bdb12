//! The version check of a PE file.

use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::Path;
#[cfg(unix)]
use std::process::Command;

use wsus954960::internals::advisory::releases::{Basis, Release, State};
use wsus954960::internals::input::pe::{self, Failure};
use wsus954960::internals::judge::version::classify;
use wsus954960::internals::values::file_version::FileVersion;
use wsus954960::{ErrorCode, check_version};

use crate::support::*;

#[test]
fn real_dlls_of_every_release_and_kind_are_classified() {
    let cases = [
        ("rtm.dll", "3.0.6000.374", Some("WSUS 3.0 RTM"), "affected", "advisory"),
        ("sp1.dll", "3.1.6001.65", Some("WSUS 3.0 SP1"), "affected", "advisory"),
        ("sp1-x86.dll", "3.1.6001.1", Some("WSUS 3.0 SP1"), "affected", "advisory"),
        ("fixed.dll", "3.1.6001.66", Some("WSUS 3.0 SP1 + KB954960"), "fixed", "advisory"),
        ("fixed-dotnet.dll", "3.1.6001.66", Some("WSUS 3.0 SP1 + KB954960"), "fixed", "advisory"),
        ("sp2-x86.dll", "3.1.7600.226", Some("WSUS 3.0 SP2 or later"), "fixed", "inference"),
        ("wsus2-x86.dll", "2.0.0.2620", Some("WSUS 2.0"), "notAffected", "advisory"),
        ("foreign.dll", "4.5.6.7", None, "unknown", "inference"),
    ];
    for (file, version, release, state, basis) in cases {
        let path = fixture("dll").join(file);
        let document = check_version(&path).unwrap();
        check_schema(&document);
        assert_eq!(
            serde_json::to_value(document).unwrap(),
            serde_json::json!({
                "schemaVersion": 1, "kind": "version", "path": path, "fileVersion": version, "release": release,
                "state": state, "basis": basis, "fixedVersion": "3.1.6001.66",
            })
        );
    }
}

#[test]
fn every_boundary_in_the_table_agrees_with_the_facts() {
    use Basis::{Advisory, Inference};
    use Release::{Later, Wsus2, Wsus3, Wsus3Sp1, Wsus3Sp1Fixed};
    use State::{Affected, Fixed, NotAffected};
    let cases = [
        ((1, 0, 0, 0), None),
        ((2, 0, 0, 0), Some((Wsus2, NotAffected, Advisory))),
        ((2, 65535, 65535, 65535), Some((Wsus2, NotAffected, Advisory))),
        ((3, 0, 0, 0), Some((Wsus3, Affected, Advisory))),
        ((3, 1, 6000, 65535), Some((Wsus3, Affected, Advisory))),
        ((3, 1, 6001, 0), Some((Wsus3Sp1, Affected, Advisory))),
        ((3, 1, 6001, 65), Some((Wsus3Sp1, Affected, Advisory))),
        ((3, 1, 6001, 66), Some((Wsus3Sp1Fixed, Fixed, Advisory))),
        ((3, 1, 6001, 67), Some((Later, Fixed, Inference))),
        ((3, 1, 6002, 0), Some((Later, Fixed, Inference))),
        // The product says 3.2, its files say 3.1.
        ((3, 1, 7600, 251), Some((Later, Fixed, Inference))),
        ((3, 2, 7600, 226), Some((Later, Fixed, Inference))),
        ((4, 0, 6001, 66), None),
        ((5, 0, 0, 0), None),
        ((6, 2, 9200, 16384), Some((Later, Fixed, Inference))),
        ((7, 0, 6000, 381), None),
        ((9, 65535, 65535, 65535), None),
        ((10, 0, 14393, 0), Some((Later, Fixed, Inference))),
    ];
    for ((major, minor, build, revision), expected) in cases {
        let document = classify(Path::new("x"), Some(FileVersion::new(major, minor, build, revision)));
        let expected =
            expected.map_or((None, State::Unknown, Inference), |(release, state, basis)| (Some(release), state, basis));
        assert_eq!((document.release, document.state, document.basis), expected, "{major}.{minor}.{build}.{revision}");
    }
}

#[test]
fn a_pe_file_without_a_version_resource_is_unknown() {
    let document = check_version(&fixture("dll/no-version.dll")).unwrap();
    check_schema(&document);
    assert_eq!((document.file_version, document.release, document.state), (None, None, State::Unknown));
}

#[test]
fn anything_but_a_readable_pe_file_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let dll = std::fs::read(fixture("dll/sp1.dll")).unwrap();
    let cases = [
        (folder.path().join("absent.dll"), ErrorCode::NotFound),
        (folder.path().join("sp1.dll/below a file"), ErrorCode::NotFound),
        (folder.path().to_owned(), ErrorCode::InvalidArgument),
        (file("empty.dll", b""), ErrorCode::Malformed),
        (file("text.dll", b"This is a text."), ErrorCode::Malformed),
        (file("dos.exe", &[b"MZ", &[0; 62][..]].concat()), ErrorCode::Malformed),
        (file("cut.dll", &dll[..200]), ErrorCode::Malformed),
    ];
    for (path, code) in cases {
        let error = check_version(&path).unwrap_err();
        check_schema(&told(&error));
        assert_eq!(error.code, code, "{error}");
        assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
        assert_eq!(error.path.as_deref(), path.to_str());
    }
    #[cfg(unix)]
    {
        let pipe = folder.path().join("pipe.dll");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert_eq!(check_version(&pipe).unwrap_err().code, ErrorCode::InvalidArgument);
    }
}

/// Where the parts of a fixture's resource section are in the file.
struct Parts {
    bytes: Vec<u8>,
    section: usize,
    rva: usize,
}

impl Parts {
    fn of(file: &str) -> Self {
        let bytes = std::fs::read(fixture("dll").join(file)).unwrap();
        let header = bytes.windows(8).position(|name| name == b".rsrc\0\0\0").unwrap();
        let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        let (section, rva) = (number(header + 20), number(header + 12));
        Self { bytes, section, rva }
    }

    fn with(&self, at: usize, value: u32) -> Result<Option<FileVersion>, Failure> {
        let mut bytes = self.bytes.clone();
        bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
        pe::file_version(Cursor::new(bytes))
    }

    fn u32(&self, at: usize) -> u32 {
        u32::from_le_bytes(self.bytes[at..at + 4].try_into().unwrap())
    }
}

#[test]
fn a_lying_version_resource_is_malformed() {
    let parts = Parts::of("sp1.dll");
    let tree = parts.section;
    // One type, one name, one language: each directory has 16 bytes and one entry of 8; the data entry follows.
    let (type_entry, name_entry, language_entry, leaf) = (tree + 16, tree + 40, tree + 64, tree + 72);
    assert_eq!(parts.u32(type_entry), 16, "the fixture's only resource is its version");
    let info = parts.section + (parts.u32(leaf) as usize - parts.rva);
    assert_eq!(&parts.bytes[info + 6..info + 8], b"V\0");
    let fixed = info + 40;
    let cases: [(&str, usize, u32); 14] = [
        ("a type that leads to itself", type_entry + 4, 0x8000_0000),
        ("a name that leads back to the root", name_entry + 4, 0x8000_0000),
        ("a language that leads back to the root", language_entry + 4, 0x8000_0000),
        ("a type that is data", type_entry + 4, 72),
        ("a name behind the section", name_entry + 4, 0x8FFF_FFF0),
        ("a data entry behind the section", language_entry + 4, 0x0FFF_FFF0),
        ("more entries than the section holds", tree + 12, 0xFFFF_FFFF),
        ("data in no section", leaf, 0xFFFF_FF00),
        ("more data than the section holds", leaf + 4, 0x7FFF_FFFF),
        ("too little data for its header", leaf + 4, 8),
        ("a structure longer than its data", info, 0x0034_FFFF),
        ("fixed information that is too short", info, 0x0010_0060),
        ("another key", info + 6, 0x0057_0057),
        ("another signature", fixed, 0xDEAD_BEEF),
    ];
    for (what, at, value) in cases {
        match parts.with(at, value) {
            Err(Failure::Malformed(_)) => {}
            other => panic!("{what}: {other:?}"),
        }
    }
    assert_eq!(parts.with(info, 0x0000_0060).unwrap(), None, "no fixed information");
    assert_eq!(parts.with(fixed + 8, 0x0004_0003).unwrap(), Some(FileVersion::new(4, 3, 6001, 65)));
}

#[test]
fn a_file_cut_off_anywhere_is_malformed_or_complete() {
    let bytes = std::fs::read(fixture("dll/sp1.dll")).unwrap();
    let mut complete = 0;
    for length in 0..bytes.len() {
        match pe::file_version(Cursor::new(&bytes[..length])) {
            Ok(version) => {
                assert_eq!(version, Some(FileVersion::new(3, 1, 6001, 65)), "cut at {length}");
                complete += 1;
            }
            Err(Failure::Malformed(_)) => assert_eq!(complete, 0, "cut at {length}"),
            Err(Failure::Io(error)) => panic!("cut at {length}: {error}"),
        }
    }
    assert!(complete > 0 && complete < bytes.len() / 2);
}

#[test]
fn only_the_headers_and_resources_of_a_large_file_are_read() {
    // 64 MiB after the last section, as in an installer.
    let mut bytes = std::fs::read(fixture("dll/sp1.dll")).unwrap();
    bytes.resize(64 << 20, 0);
    let mut file = Counted::new(bytes);
    assert_eq!(pe::file_version(&mut file).unwrap(), Some(FileVersion::new(3, 1, 6001, 65)));
    assert!(file.bytes <= 64 << 10, "{} bytes read", file.bytes);
}

#[test]
fn a_tree_that_claims_to_be_huge_costs_no_more_than_the_budget() {
    let parts = Parts::of("sp1.dll");
    let mut bytes = parts.bytes.clone();
    let section_header = bytes.windows(8).position(|name| name == b".rsrc\0\0\0").unwrap();
    for at in [section_header + 8, section_header + 16] {
        bytes[at..at + 4].copy_from_slice(&0x0400_0000_u32.to_le_bytes());
    }
    bytes[parts.section + 12..parts.section + 16].copy_from_slice(&[0xFF; 4]);
    bytes.resize(80 << 20, 0);
    let mut file = Counted::new(bytes);
    assert!(matches!(pe::file_version(&mut file), Err(Failure::Malformed(_))));
    assert!(file.bytes <= pe::BUDGET, "{} bytes read", file.bytes);
}

#[test]
fn an_error_of_the_operating_system_is_distinguished_from_a_damaged_file() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::from_raw_os_error(5))
        }
    }
    impl Seek for Broken {
        fn seek(&mut self, _: SeekFrom) -> io::Result<u64> {
            Ok(1 << 20)
        }
    }
    match pe::file_version(Broken) {
        Err(Failure::Io(error)) => assert_eq!(error.raw_os_error(), Some(5)),
        other => panic!("{other:?}"),
    }
}
