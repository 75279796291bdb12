//! What an input may cost.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// The most memory that an input below [`LARGE`] may need at once, in bytes.
const MEMORY: usize = 64 << 20;

/// The most processor time, so that a busy machine makes no finding. What other threads need is left to the fuzzer's own limit.
const TIME: Duration = Duration::from_secs(1);

/// Larger inputs may cost more.
const LARGE: usize = 1 << 20;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The bytes that are in use now, and the most since [`within`] began.
static NOW: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

/// The system's allocator, counted.
struct Counting;

// SAFETY: each call is passed on as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        MOST.fetch_max(now, Ordering::Relaxed);
        // SAFETY: the caller keeps the rules of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller keeps the rules of `dealloc`.
        unsafe { System.dealloc(memory, layout) }
    }
}

/// Checks an input, and that it cost no more than it may.
pub fn within(check: fn(&[u8]), bytes: &[u8]) {
    let before = NOW.load(Ordering::Relaxed);
    MOST.store(before, Ordering::Relaxed);
    let start = processor_time();
    check(bytes);
    let took = processor_time().saturating_sub(start);
    let needed = MOST.load(Ordering::Relaxed).saturating_sub(before);
    if bytes.len() < LARGE {
        // The property tests are not optimised.
        assert!(took <= TIME || !cfg!(fuzzing), "{} bytes took {took:?}", bytes.len());
        assert!(needed <= MEMORY, "{} bytes needed {needed} bytes at once", bytes.len());
    }
}

/// What this thread has used so far.
fn processor_time() -> Duration {
    clock_gettime(ClockId::ThreadCPUTime).try_into().expect("a time since the thread began")
}
