//! Saved documents, their joins and the report about them.

use std::ops::ControlFlow;

use wsus954960::Language;
use wsus954960::internals::fleet::sources::Sources;
use wsus954960::internals::fleet::{join, report};
use wsus954960::internals::input::filesystem::Disk;
use wsus954960::internals::page::Format;

use crate::check;

/// Whatever was saved can be read, retold, joined and reported, or is an error that can be told.
pub fn documents(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    // A zero byte is where one text ends.
    let texts = text.split('\0').map(str::to_owned).collect();
    let sources = Sources { texts, language: Some(Language::Korean), ..Sources::default() };
    let _ = sources.on(&Disk).each(&mut |saved| {
        match saved {
            Ok(saved) => {
                let _: serde_json::Value = serde_json::from_str(&saved.retold()).expect("a retold document is JSON");
            }
            Err(error) => check::error(&error),
        }
        ControlFlow::Continue(())
    });
    let _ = join::join(&mut sources.on(&Disk), &mut |join| {
        match join {
            Ok(join) => check::document(&join),
            Err(error) => check::document(&error),
        };
        ControlFlow::Continue(())
    });
    let report = report::report(&mut sources.on(&Disk));
    check::document(&report);
    for format in [Format::Html, Format::Csv] {
        check::plain(&format.write(&report, Language::English), &['\r', '\n', '\u{feff}']);
    }
}
