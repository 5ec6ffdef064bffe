//! Where a driver's memory comes from, laid out so that a fresh instance touches few pages.
//!
//! While a driver is built it makes what it keeps; that is part of the component, and what is copied to be kept stands
//! together. What is freed meanwhile is wiped, so that the component does not carry it. Each call then starts from this memory on a fresh instance, and every page that it
//! writes to costs a page fault: so what calls allocate stands together, behind all that was made before, and is
//! used again as soon as it is freed. Large blocks are left to the standard allocator.
#![allow(
    unsafe_code,
    reason = "an allocator hands out bare memory; each use says why it is sound"
)]
#![allow(
    clippy::cast_ptr_alignment,
    reason = "blocks stand on multiples of the smallest size, and no pointer needs more"
)]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::UnsafeCell,
    ptr,
};

/// Blocks up to this size stand together.
const LARGEST: usize = 1 << LARGEST_BITS;
const LARGEST_BITS: usize = 16;
/// The smallest block, which also aligns them: any type that needs no more fits.
const SMALLEST: usize = 1 << SMALLEST_BITS;
const SMALLEST_BITS: usize = 4;
const SIZES: usize = LARGEST_BITS - SMALLEST_BITS + 1;

/// What wasm counts memory in.
const PAGE: usize = 64 << 10;
/// Room that stands ready before a call begins: what small outputs need, so that their calls do not grow the memory.
const READY: usize = 8;
/// Pages that are added when there is no room.
const MORE: usize = 16;

/// Stretches of kept memory. Where there are more, what is kept stands where it comes.
const STRETCHES: usize = 64;

/// The allocator of a driver.
pub struct Allocator {
    calls: UnsafeCell<Calls>,
    kept: UnsafeCell<Kept>,
}

/// What is kept of what was made, each stretch from its first address to the one after its last.
struct Kept {
    /// What is allocated now is to be kept.
    keeping: bool,
    stretches: [(usize, usize); STRETCHES],
    count: usize,
    next: usize,
}

/// The memory of calls.
struct Calls {
    /// Where it begins; 0 while the driver is built.
    base: usize,
    next: usize,
    end: usize,
    /// For each size what was freed, as a chain.
    free: [*mut u8; SIZES],
}

// SAFETY: a component has one thread.
unsafe impl Sync for Allocator {}

impl Allocator {
    pub const fn new() -> Self {
        Self {
            calls: UnsafeCell::new(Calls {
                base: 0,
                next: 0,
                end: 0,
                free: [ptr::null_mut(); SIZES],
            }),
            kept: UnsafeCell::new(Kept {
                keeping: false,
                stretches: [(0, 0); STRETCHES],
                count: 0,
                next: 0,
            }),
        }
    }

    /// Whether what is allocated from now on is to be kept for good. It stands together, and is not freed.
    pub fn keep(&self, keeping: bool) {
        // SAFETY: one thread, and nothing here calls back.
        unsafe { (*self.kept.get()).keeping = keeping };
    }

    /// The driver is made: what is allocated from now on belongs to calls.
    pub fn made(&self) {
        // SAFETY: one thread, and nothing here calls back.
        let calls = unsafe { &mut *self.calls.get() };
        if calls.base == 0 {
            // Without room it goes on as it is.
            if let Some(base) = grow(READY) {
                calls.base = base;
                calls.next = base;
                calls.end = base + READY * PAGE;
            }
        }
    }
}

/// More memory; where it begins.
#[cfg(target_arch = "wasm32")]
fn grow(pages: usize) -> Option<usize> {
    match core::arch::wasm32::memory_grow(0, pages) {
        usize::MAX => None,
        before => Some(before * PAGE),
    }
}

/// Which of the sizes a block has; none for the standard allocator's.
fn size(layout: Layout) -> Option<usize> {
    let bytes = layout.size().max(layout.align()).max(SMALLEST);
    let bits = bytes.next_power_of_two().trailing_zeros() as usize;
    (bytes <= LARGEST && layout.align() <= SMALLEST).then(|| bits - SMALLEST_BITS)
}

impl Kept {
    /// A block that is kept; null where there is no room.
    fn take(&mut self, layout: Layout) -> *mut u8 {
        let end = self.count.checked_sub(1).map_or(0, |last| self.stretches[last].1);
        let start = self.next.next_multiple_of(layout.align());
        if self.count > 0 && start + layout.size() <= end {
            self.next = start + layout.size();
            return ptr::with_exposed_provenance_mut(start);
        }
        let pages = layout.size().div_ceil(PAGE).max(MORE);
        let Some(more) = (self.count < STRETCHES).then(|| grow(pages)).flatten() else {
            return ptr::null_mut();
        };
        if self.count > 0 && more == end {
            self.stretches[self.count - 1].1 = more + pages * PAGE;
        } else {
            self.stretches[self.count] = (more, more + pages * PAGE);
            self.count += 1;
            self.next = more;
        }
        self.take(layout)
    }

    fn owns(&self, block: *mut u8) -> bool {
        self.stretches[..self.count]
            .iter()
            .any(|(start, end)| (*start..*end).contains(&block.addr()))
    }
}

impl Calls {
    fn take(&mut self, size: usize) -> *mut u8 {
        let block = self.free[size];
        if !block.is_null() {
            // SAFETY: a freed block holds the next one of its chain.
            self.free[size] = unsafe { block.cast::<*mut u8>().read() };
            return block;
        }
        let bytes = 1 << (size + SMALLEST_BITS);
        if self.end - self.next < bytes {
            let Some(more) = grow(MORE) else {
                return ptr::null_mut();
            };
            // What was left is small; where nothing came between, it goes on.
            if more != self.end {
                self.next = more;
            }
            self.end = more + MORE * PAGE;
        }
        let block = self.next;
        self.next += bytes;
        ptr::with_exposed_provenance_mut(block)
    }

    /// Whether a block of one of the sizes is of this memory, and not of what was made before.
    fn owns(&self, block: *mut u8) -> bool {
        self.base != 0 && block.addr() >= self.base
    }
}

// SAFETY: blocks of a size are cut off once, and handed out again only after they were freed; a block is as large as its size,
// which is not less than its layout, and stands on a multiple of the smallest. Others are the standard allocator's,
// which gets back what it gave: by size and by place it is always known which is which.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: one thread, and nothing here calls back.
        let calls = unsafe { &mut *self.calls.get() };
        match size(layout) {
            Some(size) if calls.base != 0 => calls.take(size),
            _ => {
                // SAFETY: as above.
                let kept = unsafe { &mut *self.kept.get() };
                if kept.keeping {
                    let block = kept.take(layout);
                    if !block.is_null() {
                        return block;
                    }
                }
                // SAFETY: the caller's layout.
                unsafe { System.alloc(layout) }
            }
        }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: as above; the block is the caller's, who gives it up.
        unsafe {
            let calls = &mut *self.calls.get();
            match size(layout) {
                Some(size) if calls.owns(block) => {
                    block.cast::<*mut u8>().write(calls.free[size]);
                    calls.free[size] = block;
                }
                _ => {
                    // What was made before the calls is part of the component. Large blocks of a call are not.
                    if calls.base == 0 || layout.size() <= LARGEST {
                        block.write_bytes(0, layout.size());
                    }
                    if !(*self.kept.get()).owns(block) {
                        System.dealloc(block, layout);
                    }
                }
            }
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, bytes: usize) -> *mut u8 {
        // SAFETY: as above; the new layout has the alignment of the old one, and the caller sees to its size.
        unsafe {
            let calls = &mut *self.calls.get();
            let wanted = Layout::from_size_align_unchecked(bytes, layout.align());
            let ours = size(layout).filter(|_| calls.owns(block));
            let stays = match (ours, size(wanted)) {
                (Some(size), Some(wanted)) => size == wanted,
                (None, None) if calls.base != 0 && !(*self.kept.get()).owns(block) => {
                    return System.realloc(block, layout, bytes);
                }
                _ => false,
            };
            if stays {
                return block;
            }
            let new = self.alloc(wanted);
            if !new.is_null() {
                block.copy_to_nonoverlapping(new, layout.size().min(bytes));
                self.dealloc(block, layout);
            }
            new
        }
    }
}

/// Stands in for the memory of a component.
#[cfg(not(target_arch = "wasm32"))]
fn grow(pages: usize) -> Option<usize> {
    let layout = Layout::from_size_align(pages * PAGE, PAGE).ok()?;
    // SAFETY: the layout is not empty.
    let memory = unsafe { System.alloc_zeroed(layout) };
    (!memory.is_null()).then(|| memory.expose_provenance())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(bytes: usize) -> Layout {
        Layout::from_size_align(bytes, 8).expect("a layout")
    }

    fn ready() -> Allocator {
        let allocator = Allocator::new();
        allocator.made();
        allocator
    }

    /// Blocks that are filled, each with its own byte, and looked at again.
    #[test]
    fn blocks_do_not_overlap() {
        let allocator = ready();
        let blocks: Vec<(*mut u8, Layout, u8)> = (1..=200_u8)
            .map(|number| {
                let layout = layout(usize::from(number) * 37 % 9000 + 1);
                // SAFETY: the layout is not empty, and the block is as large as it says.
                let block = unsafe { allocator.alloc(layout) };
                unsafe { block.write_bytes(number, layout.size()) };
                (block, layout, number)
            })
            .collect();
        for (block, layout, number) in blocks {
            // SAFETY: it was filled above.
            let bytes = unsafe { std::slice::from_raw_parts(block, layout.size()) };
            assert!(bytes.iter().all(|byte| *byte == number));
            assert_eq!(block.addr() % SMALLEST, 0);
        }
    }

    #[test]
    fn what_is_freed_is_used_again() {
        let allocator = ready();
        // SAFETY: blocks are freed once, with their layouts.
        unsafe {
            let first = allocator.alloc(layout(100));
            allocator.dealloc(first, layout(100));
            assert_eq!(allocator.alloc(layout(120)), first, "it is of the same size");
            assert_ne!(allocator.alloc(layout(120)), first);
        }
    }

    #[test]
    fn a_block_keeps_what_is_in_it_when_it_grows_and_shrinks() {
        let allocator = ready();
        let sizes = [10, 16, 17, 5000, 70_000, 200_000, 66_000, 300, 1];
        // SAFETY: each block is the one that the last step gave, with its layout.
        unsafe {
            let mut block = allocator.alloc(layout(10));
            block.write_bytes(7, 10);
            for step in sizes.windows(2) {
                block = allocator.realloc(block, layout(step[0]), step[1]);
                let kept = std::slice::from_raw_parts(block, step[0].min(step[1]));
                assert!(kept.iter().all(|byte| *byte == 7), "{step:?}");
                block.write_bytes(7, step[1]);
            }
        }
    }

    #[test]
    fn what_is_kept_stands_together_and_is_not_handed_out_again() {
        let allocator = Allocator::new();
        allocator.keep(true);
        let blocks: Vec<*mut u8> = (1..100)
            // SAFETY: the layout is not empty.
            .map(|number| unsafe { allocator.alloc(layout(number)) })
            .collect();
        // SAFETY: the block was allocated with this layout.
        unsafe { allocator.dealloc(blocks[98], layout(99)) };
        let next = unsafe { allocator.alloc(layout(99)) };
        assert!(!blocks.contains(&next));
        for (number, pair) in (1..).zip(blocks.windows(2)) {
            assert_eq!(
                pair[1].addr() - pair[0].addr(),
                usize::next_multiple_of(number, 8)
            );
        }
        allocator.keep(false);
        // SAFETY: as above.
        let large = unsafe {
            allocator.keep(true);
            allocator.alloc(layout(3 << 20))
        };
        assert!(!large.is_null());
    }

    #[test]
    fn more_than_stands_ready_is_had() {
        let allocator = ready();
        for _ in 0..READY * PAGE / LARGEST * 4 {
            // SAFETY: the layout is not empty.
            assert!(!unsafe { allocator.alloc(layout(LARGEST)) }.is_null());
        }
    }
}
