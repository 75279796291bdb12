//! Both logs.

use std::io;
use std::sync::Arc;
use std::thread;

use serde::Serialize;
use wsus954960::internals::document::{Bounded, Envelope, Explained};
use wsus954960::internals::input::blocks::ByTwo;
use wsus954960::internals::input::records::LogInput;
use wsus954960::internals::recognise::{client, server};
use wsus954960::{Language, ScanOptions, to_json};

use crate::check;
use crate::memory::{Cut, Short, hash};

/// One input in this many is made large enough for two threads.
const TWO_THREADS_OF: u64 = 4096;

/// The document of one input in this many is compared with its schema, which takes longer than the scan.
const SCHEMA_OF: u64 = 8;

/// How large it is made: a block of each thread and the beginning of another.
const LARGE: usize = 768 << 10;

/// Blocks and threads change nothing in what a client's log says.
pub fn client_log(bytes: &[u8]) {
    log(bytes, |input| client::scan(input, "x.log".into(), &ScanOptions::default()));
}

/// Blocks and threads change nothing in what a server's log says.
pub fn server_log(bytes: &[u8]) {
    log(bytes, |input| server::scan(input, "x.log".into(), &ScanOptions::default()));
}

fn log<T>(bytes: &[u8], scan: impl Fn(LogInput) -> (T, io::Result<()>) + Sync)
where
    T: Serialize + Explained,
    Envelope<T>: Bounded + Serialize,
{
    all_ways(bytes, |input| {
        let (scan, outcome) = scan(input);
        outcome.expect("memory can be read");
        to_json(&scan)
    });
    if hash(bytes).is_multiple_of(SCHEMA_OF) {
        let (scan, _) = scan(LogInput::Stream(Box::new(bytes)));
        check::document(&Envelope::explained(scan, Language::Korean));
    }
}

fn all_ways(bytes: &[u8], scan: impl Fn(LogInput) -> String + Sync) {
    let whole = scan(LogInput::Stream(Box::new(bytes)));
    assert_eq!(whole, scan(LogInput::Blocks(Box::new(Cut::new(bytes)))), "cut into blocks");
    if !bytes.is_empty() && hash(bytes).is_multiple_of(TWO_THREADS_OF) {
        let large = bytes.repeat(LARGE.div_ceil(bytes.len()));
        let (blocks, help) = ByTwo::new(Arc::new(Short(large.clone())));
        // In threads of their own: what is this large may take longer than an input.
        let (whole, by_two) = thread::scope(|scope| {
            let whole = scope.spawn(|| scan(LogInput::Stream(Box::new(&large[..]))));
            let by_two = scope.spawn(|| {
                scope.spawn(help);
                // Dropped here, so that the other thread ends.
                scan(LogInput::Blocks(Box::new(blocks)))
            });
            (whole.join().expect("a document"), by_two.join().expect("a document"))
        });
        assert_eq!(whole, by_two, "read by two threads");
    }
}
