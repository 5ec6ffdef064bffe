//! The program's allocator: where the large blocks of sessions stand.
//!
//! A session of the SSH library has three queues of 17.7 KB and one of 17.4, of which it writes to the first places and to what
//! stands at the end, and a task of 15 KB. In memory that nobody has used before, the pages between cost nothing. But the
//! standard allocator gives the blocks of sessions that have ended to whatever comes next, a piece here and a piece there, and
//! after some hundred sessions all pages count, and much time goes into cutting and joining. Here such blocks
//! have a shelf for each size, one beside the other without a gap: a block that is used again has only those pages that
//! another of its kind has written to, and the end of one shares its page with the beginning of the next.
//!
//! Everything else is the standard allocator's: small blocks, very large ones, and texts, which have any size. What a shelf
//! once had stays with the process.
#![allow(
    unsafe_code,
    reason = "an allocator hands out bare memory; each use says why it is sound"
)]
#![allow(
    clippy::cast_ptr_alignment,
    reason = "blocks stand on multiples of 128, and an address needs eight"
)]

use rustix::mm::{self, MapFlags, ProtFlags};
use std::{
    alloc::{GlobalAlloc, Layout, System},
    ops::RangeInclusive,
    ptr,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

/// Sizes of blocks that have a shelf, in bytes. Below, little is left untouched.
const SHELVED: RangeInclusive<usize> = 12 << 10..=64 << 10;
/// What blocks stand on multiples of, and sizes are rounded up to, in bytes: tokio's tasks want it, so that no two share what a
/// processor fetches at once.
const ALIGN: usize = 128;
/// What has no structure can have any size, and is written to from one end to the other.
const STRUCTURED: usize = 8;
/// Shelves. A run of `nethost` has use for about ten; when all are taken, other sizes are the standard allocator's.
const SHELVES: usize = 32;
/// Addresses that a shelf asks the system for at a time, in bytes.
const STRETCH: usize = 4 << 20;

/// An allocator, to be made the program's with `#[global_allocator]`.
pub struct Allocator {
    /// The size of each shelf's blocks; 0 for a shelf that has none yet. Once given, it stays.
    sizes: [AtomicUsize; SHELVES],
    shelves: [Mutex<Shelf>; SHELVES],
}

/// Blocks of one size.
struct Shelf {
    /// The last one that was given back; the address of the one before it stands at its beginning.
    free: *mut u8,
    /// From here on nothing was given out.
    fresh: *mut u8,
    /// Bytes from there to the end of the stretch.
    left: usize,
}

// SAFETY: a shelf's addresses are of memory that it alone hands out; no thread has a part in it.
unsafe impl Send for Shelf {}

impl Default for Allocator {
    fn default() -> Self {
        Self::new()
    }
}

impl Allocator {
    pub const fn new() -> Self {
        Self {
            sizes: [const { AtomicUsize::new(0) }; SHELVES],
            shelves: [const { Mutex::new(Shelf::EMPTY) }; SHELVES],
        }
    }

    /// The shelf for a block, and the size of those on it; none for what is the standard allocator's. The same for the same
    /// layout at all times: a size gets its shelf with its first block, and when all are taken they stay so.
    fn shelf(&self, layout: Layout) -> Option<(&Mutex<Shelf>, usize)> {
        if !SHELVED.contains(&layout.size()) || !(STRUCTURED..=ALIGN).contains(&layout.align()) {
            return None;
        }
        let size = layout.size().next_multiple_of(ALIGN);
        let place = self.sizes.iter().position(|taken| {
            match taken.load(Ordering::Relaxed) {
                0 => taken
                    .compare_exchange(0, size, Ordering::Relaxed, Ordering::Relaxed)
                    // Somebody else was faster, maybe with the same size.
                    .map_or_else(|now| now == size, |_| true),
                now => now == size,
            }
        })?;
        Some((&self.shelves[place], size))
    }
}

impl Shelf {
    const EMPTY: Self = Self {
        free: ptr::null_mut(),
        fresh: ptr::null_mut(),
        left: 0,
    };

    /// A block of this shelf's size; null when the system has no memory.
    fn take(&mut self, size: usize) -> *mut u8 {
        if !self.free.is_null() {
            let block = self.free;
            // SAFETY: `give` has written it there, and nobody had the block since. Blocks stand on multiples of `ALIGN`.
            self.free = unsafe { block.cast::<*mut u8>().read() };
            return block;
        }
        if self.left < size {
            let Some(stretch) = stretch() else {
                return ptr::null_mut();
            };
            // What was left of the last one is less than a block.
            self.fresh = stretch;
            self.left = STRETCH;
        }
        let block = self.fresh;
        // SAFETY: there are `left` bytes, which are no fewer than `size`.
        self.fresh = unsafe { block.add(size) };
        self.left -= size;
        block
    }

    /// # Safety
    /// `take` of this shelf has given the block, and nobody uses it any more.
    unsafe fn give(&mut self, block: *mut u8) {
        // SAFETY: the caller's; a block has room for an address, and stands on a multiple of `ALIGN`.
        unsafe { block.cast::<*mut u8>().write(self.free) };
        self.free = block;
    }
}

/// Memory that nobody has used before: all zero, and none of it there before it is written to.
fn stretch() -> Option<*mut u8> {
    // SAFETY: the system chooses where, so that nothing is replaced.
    let stretch = unsafe {
        mm::mmap_anonymous(
            ptr::null_mut(),
            STRETCH,
            ProtFlags::READ | ProtFlags::WRITE,
            MapFlags::PRIVATE | MapFlags::NORESERVE,
        )
    }
    .ok()?;
    // SAFETY: it is this memory, and the advice changes nothing of what it holds. A system that does not know it goes on without.
    let _ = unsafe { mm::madvise(stretch, STRETCH, mm::Advice::LinuxNoHugepage) };
    Some(stretch.cast())
}

// SAFETY: a block comes from a shelf or from the standard allocator, by its layout alone, and goes back to where it came from. A
// shelf's blocks do not overlap, are as large and as aligned as was asked, and have one owner at a time.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        match self.shelf(layout) {
            Some((found, size)) => found.lock().unwrap_or_else(PoisonError::into_inner).take(size),
            // SAFETY: the caller's.
            None => unsafe { System.alloc(layout) },
        }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        match self.shelf(layout) {
            // SAFETY: the caller's: the block has this layout, so that it came from this shelf.
            Some((found, _)) => unsafe { found.lock().unwrap_or_else(PoisonError::into_inner).give(block) },
            // SAFETY: the caller's.
            None => unsafe { System.dealloc(block, layout) },
        }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if self.shelf(layout).is_none() {
            // SAFETY: the caller's.
            return unsafe { System.alloc_zeroed(layout) };
        }
        // SAFETY: the caller's.
        let block = unsafe { self.alloc(layout) };
        if !block.is_null() {
            // SAFETY: it has that many bytes, and nobody else has it.
            unsafe { block.write_bytes(0, layout.size()) };
        }
        block
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller's: the size is not 0, and fits an address space when rounded up.
        let wanted = unsafe { Layout::from_size_align_unchecked(size, layout.align()) };
        if self.shelf(layout).is_none() && self.shelf(wanted).is_none() {
            // SAFETY: the caller's.
            return unsafe { System.realloc(block, layout, size) };
        }
        // SAFETY: the caller's.
        let moved = unsafe { self.alloc(wanted) };
        if !moved.is_null() {
            // SAFETY: both have as many bytes, and the new one is not the old one, which is in use.
            unsafe {
                ptr::copy_nonoverlapping(block, moved, layout.size().min(size));
                self.dealloc(block, layout);
            }
        }
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::HashSet, thread};

    const QUEUE: usize = 17_696;
    /// What it takes on its shelf.
    const PLACE: usize = QUEUE.next_multiple_of(ALIGN);

    fn layout(size: usize) -> Layout {
        Layout::from_size_align(size, STRUCTURED).expect("a layout")
    }

    fn address(block: *mut u8) -> usize {
        block.expose_provenance()
    }

    /// A block whose every byte is `mark`.
    fn marked(allocator: &Allocator, layout: Layout, mark: u8) -> *mut u8 {
        // SAFETY: the size is not 0, and all of it is the block's.
        unsafe {
            let block = allocator.alloc(layout);
            assert!(!block.is_null());
            assert_eq!(address(block) % layout.align(), 0);
            block.write_bytes(mark, layout.size());
            block
        }
    }

    fn read(block: *mut u8, length: usize) -> Vec<u8> {
        // SAFETY: blocks here have been written to, and are longer.
        unsafe { std::slice::from_raw_parts(block, length).to_vec() }
    }

    fn give(allocator: &Allocator, block: *mut u8, layout: Layout) {
        // SAFETY: each block is given back once.
        unsafe { allocator.dealloc(block, layout) };
    }

    #[test]
    fn blocks_of_a_size_stand_side_by_side_and_are_used_again() {
        let allocator = Allocator::new();
        let layout = layout(QUEUE);
        let blocks: Vec<_> = (1..=3).map(|mark| marked(&allocator, layout, mark)).collect();
        assert_eq!(address(blocks[1]) - address(blocks[0]), PLACE);
        assert_eq!(address(blocks[2]) - address(blocks[1]), PLACE);
        for (block, mark) in blocks.iter().zip(1..) {
            assert_eq!(read(*block, QUEUE), vec![mark; QUEUE]);
        }
        give(&allocator, blocks[1], layout);
        give(&allocator, blocks[0], layout);
        assert_eq!(
            marked(&allocator, layout, 4),
            blocks[0],
            "the last that came back"
        );
        assert_eq!(marked(&allocator, layout, 5), blocks[1]);
        assert_eq!(read(blocks[2], QUEUE), vec![3; QUEUE]);
    }

    #[test]
    fn a_task_stands_where_tokio_wants_it() {
        let allocator = Allocator::new();
        let task = Layout::from_size_align(15_104, 128).expect("a layout");
        assert!(allocator.shelf(task).is_some());
        for mark in 1..=3 {
            // Its place is looked at.
            marked(&allocator, task, mark);
        }
    }

    #[test]
    fn a_stretch_that_is_full_is_followed_by_another() {
        let allocator = Allocator::new();
        let layout = layout(QUEUE);
        let many = 2 * STRETCH / QUEUE;
        let blocks: Vec<_> = (0..many).map(|_| marked(&allocator, layout, 7)).collect();
        let mut places: Vec<_> = blocks.iter().copied().map(address).collect();
        places.sort_unstable();
        assert!(places.windows(2).all(|pair| pair[1] - pair[0] >= QUEUE));
    }

    #[test]
    fn small_blocks_very_large_ones_and_texts_are_the_standard_allocators() {
        let allocator = Allocator::new();
        for (size, align) in [
            (64, 8),
            (SHELVED.start() - 1, 8),
            (SHELVED.end() + 1, 8),
            (QUEUE, 1),
            (QUEUE, 4096),
        ] {
            let layout = Layout::from_size_align(size, align).expect("a layout");
            assert!(allocator.shelf(layout).is_none(), "{layout:?}");
            let block = marked(&allocator, layout, 1);
            give(&allocator, block, layout);
        }
        assert!(
            allocator
                .sizes
                .iter()
                .all(|size| size.load(Ordering::Relaxed) == 0)
        );
    }

    #[test]
    fn when_all_shelves_are_taken_other_sizes_are_the_standard_allocators() {
        let allocator = Allocator::new();
        let sizes: Vec<_> = (0..SHELVES + 5).map(|n| SHELVED.start() + n * ALIGN).collect();
        let blocks: Vec<_> = sizes
            .iter()
            .map(|size| (marked(&allocator, layout(*size), 9), layout(*size)))
            .collect();
        let shelved = |size: &&usize| allocator.shelf(layout(**size)).is_some();
        assert_eq!(sizes.iter().filter(shelved).count(), SHELVES);
        for (block, layout) in blocks {
            assert_eq!(read(block, layout.size()), vec![9; layout.size()]);
            give(&allocator, block, layout);
        }
    }

    #[test]
    fn what_a_block_holds_goes_with_it_to_another_size() {
        let allocator = Allocator::new();
        // Within a shelf, to another, to and from the standard allocator, and within that.
        for (from, to) in [
            (QUEUE, QUEUE + 1),
            (QUEUE, 30_352),
            (30_352, QUEUE),
            (64, QUEUE),
            (QUEUE, 64),
            (QUEUE, 1 << 20),
            (64, 128),
        ] {
            let block = marked(&allocator, layout(from), 3);
            // SAFETY: the block has this layout, and is used no more.
            let moved = unsafe { allocator.realloc(block, layout(from), to) };
            assert_eq!(read(moved, from.min(to)), vec![3; from.min(to)], "{from} to {to}");
            give(&allocator, moved, layout(to));
        }
    }

    #[test]
    fn zeroes_are_asked_for_and_got() {
        let allocator = Allocator::new();
        for size in [64, QUEUE, 1 << 20] {
            let used = marked(&allocator, layout(size), 0xff);
            give(&allocator, used, layout(size));
            // SAFETY: the size is not 0.
            let block = unsafe { allocator.alloc_zeroed(layout(size)) };
            assert_eq!(read(block, size), vec![0; size]);
            give(&allocator, block, layout(size));
        }
    }

    #[test]
    fn threads_never_have_the_same_block() {
        let allocator = Allocator::new();
        let layouts = [layout(QUEUE), layout(30_352), layout(17_440)];
        thread::scope(|scope| {
            for mark in 1..=4_u8 {
                let allocator = &allocator;
                scope.spawn(move || {
                    for round in 0..200_usize {
                        let layout = layouts[round % layouts.len()];
                        let held: Vec<_> = (0..3).map(|_| marked(allocator, layout, mark)).collect();
                        let places: HashSet<_> = held.iter().copied().map(address).collect();
                        assert_eq!(places.len(), held.len());
                        for block in held {
                            assert!(read(block, layout.size()).iter().all(|byte| *byte == mark));
                            give(allocator, block, layout);
                        }
                    }
                });
            }
        });
    }
}
