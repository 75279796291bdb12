//! The two recognisers: what a client's and a server's log say about the defect.
//!
//! Each is a state machine over records that knows nothing of files; [`scan_client_log`] and [`scan_server_log`] put one
//! behind the reader of [`crate::input::records`].

pub mod client;
mod client_record;
pub mod client_scan;
mod latest;
pub mod options;
mod phrase;
pub mod server;
mod server_record;
pub mod server_scan;
mod threads;

use std::io::Read;
use std::path::Path;

use client_scan::ClientScan;
use server_scan::ServerScan;

use crate::input::file;
use crate::input::reader::Reader;
use crate::input::records::LogInput;
use crate::recognise::options::ScanOptions;
use crate::values::error::{Error, display};
use crate::values::problem::Problem;

/// How many records at the beginning of every log are looked at: they show whether Windows or WSUS wrote the log itself, and where older
/// records were rotated away, they may be all that is left of a failure.
const FIRST_RECORDS: u64 = 64;

/// Scans a client's `WindowsUpdate.log`.
///
/// # Errors
/// When the file can't be opened or can't be read to its end. In the second case [`Partial`] keeps what was read.
pub fn scan_client_log(reader: &Reader, path: &Path, options: &ScanOptions) -> Result<ClientScan, Partial<ClientScan>> {
    scan(reader, path, |file| client::scan(file, display(path), options))
}

/// Scans a server's `SoftwareDistribution.log`.
///
/// # Errors
/// As [`scan_client_log`].
pub fn scan_server_log(reader: &Reader, path: &Path, options: &ScanOptions) -> Result<ServerScan, Partial<ServerScan>> {
    scan(reader, path, |file| server::scan(file, display(path), options))
}

/// Scans the text of a client's log from any source; `name` becomes the document's path.
pub fn scan_client_text(input: impl Read, name: &str, options: &ScanOptions) -> (ClientScan, std::io::Result<()>) {
    client::scan(LogInput::Stream(Box::new(input)), name.into(), options)
}

/// Scans the text of a server's log from any source; `name` becomes the document's path.
pub fn scan_server_text(input: impl Read, name: &str, options: &ScanOptions) -> (ServerScan, std::io::Result<()>) {
    server::scan(LogInput::Stream(Box::new(input)), name.into(), options)
}

/// A scan that did not reach the end of the file.
#[derive(Clone, Debug)]
pub struct Partial<T> {
    /// Why.
    pub error: Error,
    /// What was found up to there; `None` if the file could not even be opened.
    pub document: Option<Box<T>>,
}

impl<T> From<Partial<T>> for Error {
    fn from(partial: Partial<T>) -> Self {
        partial.error
    }
}

fn scan<T: Log>(reader: &Reader, path: &Path, scan: impl FnOnce(LogInput) -> (T, std::io::Result<()>)) -> Result<T, Partial<T>> {
    let file = file::open(reader, path).map_err(|error| Partial { error, document: None })?;
    let length = file.length;
    let (document, outcome) = scan(LogInput::File(file));
    match outcome {
        Ok(()) if document.bytes() < length => {
            let problem = Problem::FileBecameShorter { bytes: document.bytes(), length };
            Err(Partial { error: Error::about(path, problem), document: Some(Box::new(document)) })
        }
        Ok(()) => Ok(document),
        Err(error) => {
            let (bytes, lines) = (document.bytes(), document.lines());
            let problem = |cause, advice| Problem::LogCutShort { bytes, lines, cause, advice };
            Err(Partial { error: Error::from_system(path, &error, problem), document: Some(Box::new(document)) })
        }
    }
}

/// What the documents of both logs have in common.
trait Log {
    fn bytes(&self) -> u64;
    fn lines(&self) -> u64;
}

impl Log for ClientScan {
    fn bytes(&self) -> u64 {
        self.bytes
    }

    fn lines(&self) -> u64 {
        self.lines
    }
}

impl Log for ServerScan {
    fn bytes(&self) -> u64 {
        self.bytes
    }

    fn lines(&self) -> u64 {
        self.lines
    }
}

#[cfg(test)]
#[path = "../../tests/common/log_lines.rs"]
mod log_lines;

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::Arc;
    use std::thread;
    use std::time::Duration;

    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::log_lines::*;
    use super::*;
    use crate::input::blocks::{Block, Blocks, ByTwo, Outcome, read_block};
    use crate::input::filesystem::Content;

    /// Blocks of the given sizes, over and over.
    struct Sized<'a> {
        bytes: &'a [u8],
        sizes: Vec<usize>,
        next: usize,
    }

    impl Blocks for Sized<'_> {
        fn read(&mut self, block: &mut Block) -> Outcome {
            let size = self.sizes[self.next % self.sizes.len()];
            self.next += 1;
            read_block(&mut self.bytes, size, block)
        }
    }

    /// Content that some requests have to wait for: the result of two threads must not depend on which requests.
    struct Slow {
        bytes: Vec<u8>,
        delays: Vec<u64>,
    }

    impl Content for Slow {
        fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
            thread::sleep(Duration::from_millis(self.delays[offset as usize % self.delays.len()]));
            let rest = &self.bytes[self.bytes.len().min(offset as usize)..];
            let length = rest.len().min(buffer.len());
            buffer[..length].copy_from_slice(&rest[..length]);
            Ok(length)
        }
    }

    fn client_document(input: LogInput) -> String {
        let (document, outcome) = client::scan(input, "test".into(), &ScanOptions::default());
        outcome.unwrap();
        serde_json::to_string(&document).unwrap()
    }

    fn server_document(input: LogInput) -> String {
        let (document, outcome) = server::scan(input, "test".into(), &ScanOptions::default());
        outcome.unwrap();
        serde_json::to_string(&document).unwrap()
    }

    const THREADS: [ClientThread; 3] = [(788, "ee0"), (788, "ee1"), (788, "ee2")];
    const QUIET: ClientThread = (788, "ee5");

    /// Lines that do not matter.
    fn quiet(count: usize) -> String {
        text(&[vec![line(QUIET, "AU", "## START ##  AU: Search for updates"); count]])
    }

    /// What a client's log may have, many times.
    fn client_piece() -> impl Strategy<Value = String> {
        let failed = |thread: usize, code: &str| {
            let thread = THREADS[thread];
            let recovery = pt(thread, "WARNING: SyncUpdates_WithRecovery failed.: 0x8024400e");
            text(&[failure(thread, "0x8024400E", code, FAULT), vec![recovery]])
        };
        let started = |thread: usize, url: &str| {
            text(&[start_texts(&format!("http://{url}/client.asmx")).map(|text| pt(THREADS[thread], &text)).into()])
        };
        prop_oneof![
            (0_usize..3, "[a-z]{1,5}").prop_map(move |(thread, url)| started(thread, &url)),
            (0_usize..3, prop_oneof![Just("InternalServerError(5)"), Just("ConfigChanged(2)"), Just("")])
                .prop_map(move |(thread, code)| failed(thread, code)),
            (0_usize..3).prop_map(|thread| text(&[epilogue(THREADS[thread], "0x8024400E")[3..].to_vec()])),
            (1_usize..400).prop_map(quiet),
            (
                1_usize..70_000,
                prop_oneof![Just("x"), Just("\u{e4}"), Just("\0"), Just("2008-06-13 "), Just("y\r\n"), Just("ync ")]
            )
                .prop_map(|(length, text)| text.repeat(length / text.len())),
            Just("no record, SyncUpdates failure, error = 0x8024400E\r\n".to_owned()),
            (0_usize..3, 1_u32..200).prop_map(move |(thread, number)| {
                failed(thread, "InternalServerError(5)")
                    .lines()
                    .map(|line| format!("WindowsUpdate.log:{number}:{line}\r\n"))
                    .collect()
            }),
            Just("\r".to_owned()),
        ]
    }

    /// The beginning of a log that Windows wrote, or nothing: then what follows is a pasted log.
    fn beginning() -> impl Strategy<Value = String> {
        prop_oneof![Just(String::new()), Just(quiet(100))]
    }

    fn server_piece() -> impl Strategy<Value = String> {
        let source = |thread: u8| format!("w3wp.{thread}");
        prop_oneof![
            (1_u8..4).prop_map(move |thread| defect("02:59:57.642", &source(thread))),
            (1_u8..4).prop_map(move |thread| {
                exception("02:59:57.642", &source(thread), "System.Data.SqlClient.SqlException: Timeout", "at", &FRAMES)
            }),
            (1_u8..4, "[0-9a-f]{4}", prop_oneof![Just("57.642"), Just("07.642")]).prop_map(move |(thread, id, second)| {
                fault(&format!("02:59:{second}"), &source(thread), &id, "InternalServerError")
            }),
            (1_usize..400).prop_map(|count| record("02:59:58.000", "w3wp.9", "ThreadEntry", "ThreadPoolTimer").repeat(count)),
            (1_usize..70_000, prop_oneof![Just("x"), Just("\u{e4}"), Just("\0"), Just("Exception: ")])
                .prop_map(|(length, text)| text.repeat(length / text.len())),
        ]
    }

    fn sizes() -> impl Strategy<Value = Vec<usize>> {
        prop::collection::vec(prop_oneof![1_usize..400, 400_usize..40_000, 40_000_usize..400_000], 1..5)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 500, rng_seed: RngSeed::Fixed(954_960), ..ProptestConfig::default() })]

        #[test]
        fn the_sizes_of_blocks_change_nothing(
            beginning in beginning(),
            pieces in prop::collection::vec(client_piece(), 0..24),
            sizes in sizes(),
            utf16: bool,
        ) {
            let text = beginning + &pieces.concat();
            let bytes = if utf16 { ("\u{feff}".to_owned() + &text).encode_utf16().flat_map(u16::to_le_bytes).collect() } else { text.into_bytes() };
            let whole = client_document(LogInput::Stream(Box::new(&bytes[..])));
            // Half a unit of UTF-16 is read only at the end of a file.
            let sizes = sizes.into_iter().map(|size| if utf16 { 2 * size } else { size }).collect();
            prop_assert_eq!(whole, client_document(LogInput::Blocks(Box::new(Sized { bytes: &bytes, sizes, next: 0 }))));
        }

        #[test]
        fn the_sizes_of_blocks_change_nothing_for_a_servers_log(pieces in prop::collection::vec(server_piece(), 0..24), sizes in sizes()) {
            let bytes = pieces.concat().into_bytes();
            let whole = server_document(LogInput::Stream(Box::new(&bytes[..])));
            prop_assert_eq!(whole, server_document(LogInput::Blocks(Box::new(Sized { bytes: &bytes, sizes, next: 0 }))));
        }
    }

    #[test]
    fn what_the_property_found_once_stays_right() {
        let fault = fault("02:59:57.642", "w3wp.1", "a0a0", "InternalServerError");
        let text = format!("xException: {}{fault}", "\0".repeat(26_932));
        for size in [1, 3, 100, 300, 30_000] {
            let blocks = Sized { bytes: text.as_bytes(), sizes: vec![size], next: 0 };
            assert_eq!(
                server_document(LogInput::Stream(Box::new(text.as_bytes()))),
                server_document(LogInput::Blocks(Box::new(blocks))),
                "{size}"
            );
        }
    }

    #[test]
    fn a_failure_that_belongs_to_no_record_may_lie_across_blocks() {
        // Far enough from both ends of the text for blocks to end anywhere in it.
        let far = "x\r\n".repeat(200);
        let stray = format!("{far}no record, SyncUpdates failure, error = 0x8024400E\r\n");
        let recovery = pt(THREADS[0], "WARNING: SyncUpdates_WithRecovery failed.: 0x8024400e");
        let text = format!("{stray}WindowsUpdate.log:1:{recovery}\r\n{far}");
        assert_same_by_blocks_of(&text, 1..400);
    }

    #[test]
    fn utf16_in_small_blocks_is_one_encoding() {
        let text = "\u{feff}".to_owned() + &line(QUIET, "AU", &"quiet \u{4e2d}\u{6587} ".repeat(20)) + "\r\n";
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let whole = client_document(LogInput::Stream(Box::new(&bytes[..])));
        for size in [2, 4, 6, 100] {
            let blocks = Sized { bytes: &bytes, sizes: vec![size], next: 0 };
            assert_eq!(whole, client_document(LogInput::Blocks(Box::new(blocks))), "{size}");
        }
    }

    fn assert_same_by_blocks_of(text: &str, sizes: impl Iterator<Item = usize>) {
        let whole = client_document(LogInput::Stream(Box::new(text.as_bytes())));
        for size in sizes {
            let blocks = Sized { bytes: text.as_bytes(), sizes: vec![size], next: 0 };
            assert_eq!(whole, client_document(LogInput::Blocks(Box::new(blocks))), "{size}");
        }
    }

    #[test]
    fn a_synchronisation_is_found_beyond_blocks_of_which_nothing_is_left() {
        let [started, failed] = [sync_start(THREADS[0]), signature(THREADS[0], FAULT)].map(|lines| text(&[lines]));
        let text = format!("{}{started}{}{}{failed}", quiet(100), "\0".repeat(100_000), quiet(100));
        assert!(client_document(LogInput::Stream(Box::new(text.as_bytes()))).contains(URL));
        assert_same_by_blocks_of(&text, [300, 1000, 5000, 20_000, 60_000].into_iter());
    }

    #[test]
    fn what_stands_before_a_record_may_be_in_the_block_before() {
        let service = sync_start(THREADS[0]).remove(1);
        let failure = pt(THREADS[0], "WARNING: SyncUpdates failure, error =");
        let text: String = [service, failure, "0x8024400D, soap client error = 7".into()]
            .iter()
            .cycle()
            // The first record has more than one line.
            .skip(1)
            .take(60)
            .enumerate()
            .map(|(number, line)| format!("{} | {line}\r\n", number + 8))
            .collect();
        assert_same_by_blocks_of(&text, 257..420);
        let far = "x\r\n".repeat(12_000);
        // Blocks that end where what begins in the prefix of the first record can't be decided yet.
        assert_same_by_blocks_of(&format!("{far}{text}{far}"), far.len() + 250..far.len() + 270);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 100, rng_seed: RngSeed::Fixed(954_960), ..ProptestConfig::default() })]

        #[test]
        fn two_threads_and_a_slow_disk_change_nothing(
            pieces in prop::collection::vec(client_piece(), 20..40),
            delays in prop::collection::vec(prop_oneof![4 => Just(0_u64), 1 => 1_u64..6], 1..7),
        ) {
            let bytes = pieces.concat().repeat(2).into_bytes();
            let whole = client_document(LogInput::Stream(Box::new(&bytes[..])));
            let (blocks, help) = ByTwo::new(Arc::new(Slow { bytes, delays }));
            let shared = thread::scope(|scope| {
                scope.spawn(help);
                client_document(LogInput::Blocks(Box::new(blocks)))
            });
            prop_assert_eq!(whole, shared);
        }
    }
}
