//! What says where WSUS is: a registry hive, the configuration of IIS.

use std::io::Cursor;
use std::path::Path;

use wsus954960::Error;
use wsus954960::internals::advisory::places;
use wsus954960::internals::find::iis;
use wsus954960::internals::input::hive::Hive;

use crate::check;

/// A hive gives its values or a failure, whatever its cells say about each other.
pub fn hive(bytes: &[u8]) {
    let Ok(mut hive) = Hive::open(Cursor::new(with_checksum(bytes))) else { return };
    // The hive is `SOFTWARE` itself.
    for path in [places::WSUS_SETUP_KEY.trim_start_matches(r"SOFTWARE\"), places::WINDOWS_KEY, places::PROGRAM_FILES_KEY] {
        if let Ok(Some(key)) = hive.key(path) {
            let _ = hive.text(&key, "TargetDir");
            let _ = hive.number(&key, "InstallType");
        }
    }
}

/// A hive with the right checksum in its header: no change by chance would ever get past that.
fn with_checksum(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    if let Some((header, _)) = bytes.split_first_chunk_mut::<512>() {
        let numbers =
            header[..508].chunks_exact(4).map(|number| u32::from_le_bytes([number[0], number[1], number[2], number[3]]));
        let sum = numbers.fold(0, |sum, number| sum ^ number);
        header[508..].copy_from_slice(&sum.to_le_bytes());
    }
    bytes
}

/// A configuration gives folders, or a problem that can be told.
pub fn iis(bytes: &[u8]) {
    if let Err(problem) = iis::folders_of(bytes, places::VIRTUAL_DIRECTORY) {
        check::error(&Error::about(Path::new("applicationHost.config"), problem));
    }
}
