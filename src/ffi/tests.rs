//! The exports, called in this process with what needs no file: Miri runs these tests too (`.ci/miri`).

#![allow(
    clippy::undocumented_unsafe_blocks,
    reason = "each block calls a function under test with pointers into memory that lives here"
)]

use std::ptr;
use std::thread;

use super::*;

/// A string at an odd address, as callers may have it.
struct Text {
    bytes: Vec<u8>,
    start: usize,
}

impl Text {
    fn of(text: &str) -> Self {
        Self::units(text.encode_utf16())
    }

    fn units(units: impl Iterator<Item = u16>) -> Self {
        let units: Vec<u16> = units.chain([0]).collect();
        let mut bytes = vec![0; 1 + 2 * units.len()];
        let start = 1 - bytes.as_ptr().addr() % 2;
        let string: Vec<u8> = units.into_iter().flat_map(u16::to_ne_bytes).collect();
        bytes[start..start + string.len()].copy_from_slice(&string);
        Self { bytes, start }
    }

    fn pointer(&self) -> *const u16 {
        self.bytes[self.start..].as_ptr().cast()
    }
}

/// Calls, and frees the document twice: the second time it is not the library's.
fn call(function: impl FnOnce(*mut *mut u16) -> i32) -> (i32, Option<String>) {
    let mut json = ptr::null_mut();
    let status = function(&raw mut json);
    let text = unsafe { read_string(json, "the document") }.expect("UTF-16");
    for _ in 0..2 {
        wsus954960_free(json);
    }
    (status, text)
}

/// Starts a job that must start.
fn start(request: &str) -> wsus954960_job {
    let (mut job, request) = (0, Text::of(request));
    let started = call(|json| unsafe { wsus954960_job_start(request.pointer(), &raw mut job, json) });
    assert_eq!(started, (WSUS954960_OK, None));
    job
}

/// How many documents of a job this thread gets, without progress, and the status at the end.
fn documents(job: wsus954960_job) -> (usize, i32) {
    let mut count = 0;
    loop {
        match call(|json| unsafe { wsus954960_job_next(job, u32::MAX, json) }) {
            // How far it has got is told from time to time.
            (WSUS954960_OK, Some(document)) => count += usize::from(!document.contains("\"kind\":\"progress\"")),
            (WSUS954960_NOTHING_YET, None) => {}
            (status, _) => return (count, status),
        }
    }
}

#[test]
fn exports_answer_whatever_the_strings_are() {
    let broken = Text::units([0x78, 0xD800, 0x79].into_iter());
    let empty = Text::of("");
    let nonsense = Text::of("{\"nonsense\": \u{1F600}");
    for string in [ptr::null(), broken.pointer(), empty.pointer(), nonsense.pointer()] {
        let mut answers = vec![
            call(|json| unsafe { wsus954960_scan_client_log(ptr::null(), string, json) }),
            call(|json| unsafe { wsus954960_scan_server_log(empty.pointer(), string, json) }),
            call(|json| unsafe { wsus954960_job_start(string, &mut 0, json) }),
            call(|json| unsafe { wsus954960_job_start(string, ptr::null_mut(), json) }),
        ];
        // Without options it would assess this machine.
        if !string.is_null() {
            answers.push(call(|json| unsafe { wsus954960_assess(string, json) }));
        }
        for (status, document) in answers {
            assert_eq!(status, WSUS954960_INVALID_ARGUMENT, "{document:?}");
            assert!(document.is_some_and(|document| document.contains("\"kind\":\"error\"")));
        }
    }
    assert_eq!(unsafe { wsus954960_check_version(ptr::null(), ptr::null_mut()) }, WSUS954960_INVALID_ARGUMENT);
    let mut foreign = [0_u16];
    wsus954960_free(foreign.as_mut_ptr());
    assert_eq!(foreign, [0]);
}

#[test]
fn threads_share_a_job_that_another_one_cancels_or_frees() {
    let document = r#"{\"schemaVersion\":1,\"kind\":\"error\",\"code\":\"timedOut\",\"message\":\"x\",\"path\":\"PC17\",\"osError\":null,\"problem\":\"timedOut\",\"data\":{},\"place\":null}"#;
    let request = format!(r#"{{"saved":{{"texts":["{document}","[","{document}"]}}}}"#);
    let job = start(&request);
    let counts = thread::scope(|scope| [(), ()].map(|()| scope.spawn(|| documents(job))).map(|thread| thread.join().unwrap()));
    assert_eq!(counts.map(|(_, status)| status), [WSUS954960_FINISHED; 2]);
    assert_eq!(counts.iter().map(|(count, _)| count).sum::<usize>(), 3);
    wsus954960_job_free(job);
    wsus954960_job_free(job);
    assert_eq!(documents(job), (0, WSUS954960_INVALID_ARGUMENT));

    for end in [wsus954960_job_cancel, wsus954960_job_free] {
        let job = start(&request);
        thread::scope(|scope| {
            scope.spawn(|| documents(job));
            scope.spawn(move || end(job));
        });
        wsus954960_job_free(job);
    }
}

#[test]
fn targets_that_make_no_sense_are_answered_one_by_one() {
    let job = start(r#"{"targets":[{"root":""},{"root":"x","computerName":"y"},{"computerName":"a b"}]}"#);
    assert_eq!(documents(job), (3, WSUS954960_FINISHED));
    wsus954960_job_free(job);
}
