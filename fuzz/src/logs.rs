//! Both logs.

use std::sync::Arc;
use std::thread;

use wsus954960::internals::document::Envelope;
use wsus954960::internals::input::blocks::ByTwo;
use wsus954960::internals::input::records::LogInput;
use wsus954960::internals::recognise::{client, server};
use wsus954960::{Language, ScanOptions, to_json};

use crate::check;
use crate::memory::{Cut, Short};

/// One input in this many is made large enough for two threads.
const TWO_THREADS_OF: u32 = 4096;

/// How large it is made: several blocks of both threads.
const LARGE: usize = 2 << 20;

/// Blocks and threads change nothing in what a client's log says.
pub fn client_log(bytes: &[u8]) {
    all_ways(bytes, |input| {
        let (scan, outcome) = client::scan(input, "x.log".into(), &ScanOptions::default());
        outcome.expect("memory can be read");
        to_json(&scan)
    });
    let (scan, _) = client::scan(LogInput::Stream(Box::new(bytes)), "x.log".into(), &ScanOptions::default());
    check::document(&Envelope::explained(scan, Language::Korean));
}

/// Blocks and threads change nothing in what a server's log says.
pub fn server_log(bytes: &[u8]) {
    all_ways(bytes, |input| {
        let (scan, outcome) = server::scan(input, "x.log".into(), &ScanOptions::default());
        outcome.expect("memory can be read");
        to_json(&scan)
    });
    let (scan, _) = server::scan(LogInput::Stream(Box::new(bytes)), "x.log".into(), &ScanOptions::default());
    check::document(&Envelope::explained(scan, Language::Korean));
}

fn all_ways(bytes: &[u8], scan: impl Fn(LogInput) -> String) {
    let whole = scan(LogInput::Stream(Box::new(bytes)));
    assert_eq!(whole, scan(LogInput::Blocks(Box::new(Cut::new(bytes)))), "cut into blocks");
    if !bytes.is_empty() && hash(bytes).is_multiple_of(TWO_THREADS_OF) {
        let large = bytes.repeat(LARGE.div_ceil(bytes.len()));
        let whole = scan(LogInput::Stream(Box::new(&large[..])));
        let (blocks, help) = ByTwo::new(Arc::new(Short(large)));
        let by_two = thread::scope(|scope| {
            // Dropped here, so that the other thread ends.
            let mut blocks = blocks;
            scope.spawn(help);
            scan(LogInput::Blocks(Box::new(&mut blocks)))
        });
        assert_eq!(whole, by_two, "read by two threads");
    }
}

fn hash(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}
