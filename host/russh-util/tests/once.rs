//! What a task takes, seen from the allocator. Alone in its program, since the program's allocator is what looks.
#![allow(
    unsafe_code,
    reason = "an allocator that passes on what it is asked, and remembers the largest"
)]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    mem,
    sync::atomic::{AtomicUsize, Ordering},
};

struct Largest(AtomicUsize);

// SAFETY: all is the standard allocator's.
unsafe impl GlobalAlloc for Largest {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        self.0.fetch_max(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller's.
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static LARGEST: Largest = Largest(AtomicUsize::new(0));

/// Holds its room over a wait.
async fn session() -> u8 {
    let mut room = [1_u8; 8 << 10];
    tokio::task::yield_now().await;
    room[0] = std::hint::black_box(&room)[1];
    room[0]
}

/// A block around a future has room for it where it was captured and where it is awaited: a session of 14.8 KB took 29.6.
#[tokio::test]
async fn a_future_is_stored_once() {
    let future = session();
    let size = mem::size_of_val(&future);
    assert!(size >= 8 << 10, "the room is held elsewhere: {size}");
    LARGEST.0.store(0, Ordering::Relaxed);
    let task = russh_util::runtime::spawn(future);
    let taken = LARGEST.0.load(Ordering::Relaxed);
    assert_eq!(task.await.expect("an end"), 1);
    assert!(
        (size..size * 3 / 2).contains(&taken),
        "a future of {size} bytes took {taken}"
    );
}
