//! The versions of PE files, compared with what two other readers find: pefile, a program in Python, and goblin, a library in Rust. (On
//! Windows, Windows itself is asked; see `Live.Tests.ps1`.)

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::Ordering::SeqCst;

use goblin::pe::PE;
use goblin::pe::options::{ParseMode, ParseOptions};
use wsus954960::internals::input::reader::Reader;
use wsus954960::internals::judge::version::check;

use crate::common::faulty::Layer;
use crate::powershell::powershell_for;
use crate::support::*;

/// What a reader finds: `3.1.6001.66`; `none` if the file has no version, `no PE file` if it is none.
type Found = String;

/// The files of a folder and its folders that Windows loads.
fn images_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.expect("an entry").path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let is_image = |file: &PathBuf| {
        file.extension().is_some_and(|end| {
            ["dll", "exe", "pyd", "drv", "sys", "ocx", "cpl"].iter().any(|image| end.eq_ignore_ascii_case(image))
        })
    };
    let mut images: Vec<_> =
        files.into_iter().filter(is_image).chain(folders.iter().flat_map(|folder| images_in(folder))).collect();
    images.sort();
    images
}

/// The files of a folder; without at least so many of them the comparison is skipped.
fn images_of(what: &str, folder: &Path, at_least: usize, needs: &str) -> Vec<PathBuf> {
    let images = images_in(folder);
    if images.len() < at_least {
        skip(&format!("the comparison of the versions of {what}"), needs);
    }
    images
}

/// At most four reads give the version.
fn by_us(file: &Path) -> Found {
    let layer = Layer::default();
    let checked = check(&Reader::new(&layer), file);
    let (requests, bytes) = (layer.counts().operations.load(SeqCst), layer.counts().bytes.load(SeqCst));
    // One operation opens the file.
    assert!(requests <= 1 + 4 && bytes <= 64 << 10, "{}: {requests} requests, {bytes} bytes", file.display());
    match checked {
        Ok(document) => document.file_version.map_or("none".into(), |version| version.to_string()),
        Err(_) => "no PE file".into(),
    }
}

fn by_goblin(file: &Path) -> Found {
    let bytes = fs::read(file).expect("the file can be read");
    // Nothing but the resources, so that damage elsewhere does not matter.
    let mut options = ParseOptions::default().with_parse_mode(ParseMode::Permissive);
    (options.parse_attribute_certificates, options.parse_tls_data, options.parse_imports) = (false, false, false);
    let Ok(image) = PE::parse_with_opts(&bytes, &options) else { return "no PE file".into() };
    let fixed = image.resource_data.and_then(|resources| resources.version_info?.fixed_info);
    fixed.map_or("none".into(), |fixed| {
        let [most, least] = [fixed.file_version_ms, fixed.file_version_ls];
        format!("{}.{}.{}.{}", most >> 16, most & 0xFFFF, least >> 16, least & 0xFFFF)
    })
}

/// What pefile finds, in the order of the files; `None` without pefile.
fn by_pefile(files: &[PathBuf]) -> Option<Vec<Found>> {
    let pythons = ["/usr/bin/python3", "python3", "python"];
    let has_pefile =
        |python: &&&str| Command::new(python).args(["-c", "import pefile"]).output().is_ok_and(|out| out.status.success());
    let python = pythons.iter().find(has_pefile)?;
    let output = Command::new(python).arg(fixture("pefile-versions.py")).args(files).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect())
}

#[test]
fn wines_nets_and_pythons_files_have_the_versions_that_two_other_readers_find() {
    let wine = images_of("Wine's DLLs", Path::new("/usr/lib/x86_64-linux-gnu/wine"), 500, "Debian's package libwine");
    let home = powershell_for("the comparison of the versions of .NET's DLLs").map(|powershell| {
        let output = Command::new(powershell).args(["-NoProfile", "-Command", "$PSHOME"]).output().expect("PowerShell runs");
        PathBuf::from(String::from_utf8(output.stdout).expect("a path").trim())
    });
    let net = home.map_or_else(Vec::new, |home| images_of(".NET's DLLs", &home, 100, "the DLLs of .NET in PowerShell's folder"));
    let wheels = images_of(
        "the files in Python's wheels",
        &project().join("target/wheels"),
        50,
        "wheels for Windows, unpacked in target/wheels",
    );
    let files: Vec<PathBuf> = [wine, net, wheels].concat();
    let ours: Vec<Found> = files.iter().map(|file| by_us(file)).collect();
    let mut others = vec![("goblin", files.iter().map(|file| by_goblin(file)).collect::<Vec<_>>())];
    match by_pefile(&files) {
        Some(theirs) => others.push(("pefile", theirs)),
        None => skip("the comparison of versions with pefile", "Debian's package python3-pefile"),
    }
    for (reader, theirs) in others {
        let differences: Vec<_> =
            files.iter().zip(ours.iter().zip(&theirs)).filter(|(_, (ours, theirs))| ours != theirs).collect();
        assert!(differences.is_empty(), "{reader}, {} of {}: {differences:#?}", differences.len(), files.len());
    }
    let versions = ours.iter().filter(|version| version.contains('.')).count();
    assert!(files.is_empty() || versions > files.len() / 4, "{} files, {versions} versions", files.len());
}

/// Where two readers both find a version in a damaged file, it is the same one. (They refuse different kinds of damage.)
#[test]
fn with_any_byte_changed_no_other_version_is_found_than_by_two_other_readers() {
    let folder = tempfile::tempdir().unwrap();
    let whole = fs::read(fixture("dll/sp1-x86.dll")).unwrap();
    let changed = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at] ^= 0xFF;
        let file = folder.path().join(at.to_string());
        fs::write(&file, bytes).unwrap();
        file
    };
    let files: Vec<_> = (0..whole.len()).map(changed).collect();
    let mut others = vec![files.iter().map(|file| by_goblin(file)).collect::<Vec<_>>()];
    match by_pefile(&files) {
        Some(theirs) => others.push(theirs),
        None => skip("the comparison of damaged DLLs' versions with pefile", "Debian's package python3-pefile"),
    }
    let ours: Vec<Found> = files.iter().map(|file| by_us(file)).collect();
    for theirs in others {
        let mut same = 0;
        for (file, (ours, theirs)) in files.iter().zip(ours.iter().zip(&theirs)) {
            if ours.contains('.') && theirs.contains('.') {
                assert_eq!(ours, theirs, "byte {}", file.display());
            }
            same += usize::from(ours == theirs);
        }
        assert!(same > 3900, "{same} of {}", files.len());
    }
}
