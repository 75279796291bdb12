//! The C ABI, as a program in any language calls it.

use std::ptr;

use serde_json::Value;

use crate::check;

unsafe extern "C" {
    fn wsus954960_check_version(path: *const u16, json: *mut *mut u16) -> i32;
    fn wsus954960_scan_client_log(path: *const u16, options: *const u16, json: *mut *mut u16) -> i32;
    fn wsus954960_scan_server_log(path: *const u16, options: *const u16, json: *mut *mut u16) -> i32;
    fn wsus954960_assess(options: *const u16, json: *mut *mut u16) -> i32;
    fn wsus954960_free(json: *mut u16);
    fn wsus954960_job_start(request: *const u16, job: *mut u64, json: *mut *mut u16) -> i32;
    fn wsus954960_job_next(job: u64, timeout_ms: u32, json: *mut *mut u16) -> i32;
    fn wsus954960_job_cancel(job: u64);
    fn wsus954960_job_free(job: u64);
}

/// The status of a call that found nothing more.
const FINISHED: i32 = 101;

/// Every call gives a status and the document that belongs to it, whatever the strings are.
pub fn abi(bytes: &[u8]) {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    let end = units.iter().position(|unit| *unit == 0).unwrap_or(units.len());
    if !stays_here(&units[..end]) {
        return;
    }
    // Strings need not be aligned.
    let mut unaligned = vec![0_u8];
    unaligned.extend(units[..end].iter().chain(&[0]).flat_map(|unit| unit.to_le_bytes()));
    let string = unaligned[1..].as_ptr().cast::<u16>();
    let name: Vec<u16> = "there-is-no-such-file\0".encode_utf16().collect();
    let name = name.as_ptr();
    // SAFETY: the strings end with NUL, and the places for answers can be written to.
    unsafe {
        answered(|json| wsus954960_check_version(string, json));
        answered(|json| wsus954960_scan_client_log(string, ptr::null(), json));
        answered(|json| wsus954960_scan_client_log(name, string, json));
        answered(|json| wsus954960_scan_server_log(string, string, json));
        answered(|json| wsus954960_assess(string, json));
        let mut job = 0;
        if answered(|json| wsus954960_job_start(string, &raw mut job, json)) == 0 {
            if bytes.len().is_multiple_of(3) {
                wsus954960_job_cancel(job);
            }
            while matches!(answered(|json| wsus954960_job_next(job, 10_000, json)), 0 | 100) {}
            assert_eq!(wsus954960_job_next(job, 0, ptr::null_mut()), 1, "json may not be NULL");
            assert_eq!(answered(|json| wsus954960_job_next(job, 0, json)), FINISHED);
            wsus954960_job_free(job);
        }
        assert_eq!(answered(|json| wsus954960_job_next(job, 0, json)), 1, "no job has this number, or no longer");
    }
}

/// Calls, checks that the status and the document belong together, frees the document.
fn answered(call: impl FnOnce(*mut *mut u16) -> i32) -> i32 {
    let mut json = ptr::null_mut();
    let status = call(&raw mut json);
    assert!(matches!(status, 0..=7 | 100 | FINISHED), "status {status}");
    if json.is_null() {
        assert!(matches!(status, 0 | 100 | FINISHED), "status {status} without a document");
        return status;
    }
    // SAFETY: the library's strings end with NUL, and are read before they are freed.
    let text = unsafe {
        let length = (0..).take_while(|at| *json.add(*at) != 0).count();
        let text = String::from_utf16(std::slice::from_raw_parts(json, length)).expect("UTF-16");
        wsus954960_free(json);
        text
    };
    check::text(&text);
    let document: Value = serde_json::from_str(&text).expect("JSON");
    assert!(status == 0 || document["kind"] == "error", "status {status} with {text}");
    status
}

/// Whether what a string asks for writes nothing and leads to no file of this machine.
fn stays_here(units: &[u16]) -> bool {
    let text = String::from_utf16_lossy(units);
    let leads_away = |text: &str| text.contains('/') || text.contains("..");
    match serde_json::from_str::<Value>(&text) {
        Ok(Value::Object(keys)) => {
            let decoded = Value::Object(keys.clone()).to_string();
            !keys.contains_key("save") && !keys.contains_key("report") && !leads_away(&decoded)
        }
        _ => !leads_away(&text) && !text.contains("save") && !text.contains("report") && !text.contains("\\u"),
    }
}
