//! Where a driver's memory comes from, laid out so that a fresh instance has little of it to look after.
//!
//! Each call starts from the component's memory on a fresh instance. Every page that it writes to costs a page fault, or a
//! copy when the memory is made fresh again; and every page that there is costs the kernel a look. So the memory has, from
//! its beginning to its end: what is kept, without gaps; then what calls allocate, which is used again as soon as it is freed.
//!
//! What a driver only needs while it is made stands far behind all that, in the standard allocator's blocks. When nothing
//! of it is in use any more, the memory ends before it: a mark tells so to whoever makes the component (see [`Mark`]).
#![allow(
    unsafe_code,
    reason = "an allocator hands out bare memory; each use says why it is sound"
)]
#![allow(
    clippy::cast_ptr_alignment,
    reason = "blocks stand on multiples of the smallest size, and no pointer needs more"
)]

use crate::{
    blocks::{Blocks, PAGE, Room},
    purpose::Purpose,
};
use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::UnsafeCell,
    ptr,
};

/// Addresses for what is kept: what is only needed to make the driver stands behind them. Two thousand patterns take 10 MiB.
const RESERVED: usize = 512;
/// Room that stands ready before a call begins: what small outputs need, so that their calls do not grow the memory.
const READY: usize = 8;
/// Stretches of kept memory. Where there are more, what is kept stands where it comes.
const STRETCHES: usize = 64;

/// Tells whoever makes the component where the memory ends that is in use.
///
/// The text stands nowhere else in the memory. The address behind it is that of the first page that is not in use, and
/// neither is what follows; it is 0 where the whole memory is. The host's `plugin::engine::snapshot` reads it.
#[repr(C, align(16))]
struct Mark {
    text: [u8; 32],
    end: UnsafeCell<u32>,
}

// SAFETY: a component has one thread.
unsafe impl Sync for Mark {}

#[used]
static MARK: Mark = Mark {
    text: *b"nethost:driver/memory-in-use@1 \n",
    end: UnsafeCell::new(0),
};

/// The allocator of a driver.
pub struct Allocator(UnsafeCell<Memory>);

struct Memory {
    room: Room,
    purpose: Purpose,
    kept: Kept,
    /// What may be freed and used again.
    blocks: Blocks,
    /// The driver is made: every allocation is a call's.
    made: bool,
    /// Blocks of the standard allocator that are in use, and where the memory ends in which they are.
    others: usize,
    others_end: usize,
}

/// What is kept of what was made, each stretch from its first address to the one after its last.
struct Kept {
    stretches: [(usize, usize); STRETCHES],
    count: usize,
    next: usize,
}

// SAFETY: a component has one thread.
unsafe impl Sync for Allocator {}

impl Allocator {
    pub const fn new() -> Self {
        Self(UnsafeCell::new(Memory {
            room: Room::new(),
            purpose: Purpose::Making,
            kept: Kept {
                stretches: [(0, 0); STRETCHES],
                count: 0,
                next: 0,
            },
            blocks: Blocks::new(),
            made: false,
            others: 0,
            others_end: usize::MAX,
        }))
    }

    #[allow(clippy::mut_from_ref, reason = "an allocator is shared")]
    fn memory(&self) -> &mut Memory {
        // SAFETY: one thread, and nothing that is done with it calls back.
        unsafe { &mut *self.0.get() }
    }

    /// What is allocated from now on is for this. Gives what it was for until now.
    pub fn purpose(&self, purpose: Purpose) -> Purpose {
        std::mem::replace(&mut self.memory().purpose, purpose)
    }

    /// The driver is made: what is allocated from now on belongs to calls.
    pub fn made(&self) {
        let memory = self.memory();
        if !memory.made {
            memory.made = true;
            memory.others_end = Room::memory_end();
            memory.room.made();
            memory.blocks.begin(&mut memory.room, READY);
            memory.mark();
        }
    }
}

impl Memory {
    fn mark(&self) {
        let end = match self.room.end() {
            Some(end) if self.made && self.others == 0 => u32::try_from(end).unwrap_or(0),
            _ => 0,
        };
        // SAFETY: one thread. Nobody in here reads it: whoever makes the component does.
        unsafe { MARK.end.get().write_volatile(end) };
    }

    /// Whether a block is the standard allocator's.
    fn is_other(&self, block: *mut u8) -> bool {
        self.others > 0 && !self.room.is_reserved(block) && block.addr() < self.others_end
    }

    fn take(&mut self, layout: Layout) -> *mut u8 {
        if self.made {
            let end = self.room.end();
            let block = self.blocks.take(&mut self.room, layout);
            if self.room.end() != end {
                self.mark();
            }
            return block;
        }
        // Before anything else stands in the memory.
        self.room.begin(RESERVED);
        let block = match self.purpose {
            Purpose::Making => ptr::null_mut(),
            Purpose::Driver => self.blocks.take(&mut self.room, layout),
            Purpose::Kept => self.kept.take(&mut self.room, layout),
        };
        if !block.is_null() {
            return block;
        }
        // SAFETY: the caller's layout.
        let block = unsafe { System.alloc(layout) };
        self.others += usize::from(!block.is_null());
        block
    }

    /// # Safety
    /// A block that was taken with this layout, and is not used any more.
    unsafe fn give(&mut self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller's; by place it is always known whose a block is.
        unsafe {
            if self.is_other(block) {
                // What was only needed to make the driver must not be carried by the component.
                block.write_bytes(0, layout.size());
                System.dealloc(block, layout);
                self.others -= 1;
                if self.others == 0 {
                    self.mark();
                }
            } else if self.kept.owns(block) {
                block.write_bytes(0, layout.size());
            } else {
                self.blocks.give(block, layout);
            }
        }
    }
}

impl Kept {
    /// A block that is kept; null where there is no room.
    fn take(&mut self, room: &mut Room, layout: Layout) -> *mut u8 {
        let end = self.count.checked_sub(1).map_or(0, |last| self.stretches[last].1);
        let start = self.next.next_multiple_of(layout.align());
        if self.count > 0 && start + layout.size() <= end {
            self.next = start + layout.size();
            return ptr::with_exposed_provenance_mut(start);
        }
        let pages = layout.size().div_ceil(PAGE);
        let Some(more) = (self.count < STRETCHES).then(|| room.more(pages)).flatten() else {
            return ptr::null_mut();
        };
        if self.count > 0 && more == end {
            self.stretches[self.count - 1].1 = more + pages * PAGE;
        } else {
            self.stretches[self.count] = (more, more + pages * PAGE);
            self.count += 1;
            self.next = more;
        }
        self.take(room, layout)
    }

    fn owns(&self, block: *mut u8) -> bool {
        self.stretches[..self.count]
            .iter()
            .any(|(start, end)| (*start..*end).contains(&block.addr()))
    }
}

// SAFETY: a block is taken from one of three that hand out what nobody else has, each as large and as aligned as asked for;
// and goes back to whom it came from, which its address tells.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        self.memory().take(layout)
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the block is the caller's, who gives it up.
        unsafe { self.memory().give(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, bytes: usize) -> *mut u8 {
        let memory = self.memory();
        // SAFETY: the block is the caller's, with this layout; the new one has the same alignment, and the caller sees to
        // its size.
        unsafe {
            let wanted = Layout::from_size_align_unchecked(bytes, layout.align());
            if memory.is_other(block) {
                // As it is for as long as the other one was.
                if !memory.made && memory.purpose == Purpose::Making {
                    return System.realloc(block, layout, bytes);
                }
            } else if !memory.kept.owns(block)
                && memory.blocks.stretch(&mut memory.room, block, layout, wanted)
            {
                return block;
            }
            let new = memory.take(wanted);
            if !new.is_null() {
                block.copy_to_nonoverlapping(new, layout.size().min(bytes));
                memory.give(block, layout);
            }
            new
        }
    }
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
    fn fill_and_look(allocator: &Allocator) {
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
            assert_eq!(block.addr() % 8, 0);
        }
    }

    #[test]
    fn blocks_do_not_overlap() {
        fill_and_look(&ready());
        for purpose in [Purpose::Making, Purpose::Driver, Purpose::Kept] {
            let allocator = Allocator::new();
            allocator.purpose(purpose);
            fill_and_look(&allocator);
        }
    }

    #[test]
    fn a_block_keeps_what_is_in_it_when_it_grows_and_shrinks() {
        let sizes = [10, 16, 17, 5000, 70_000, 200_000, 66_000, 300, 1];
        let allocator = Allocator::new();
        for purpose in [Purpose::Making, Purpose::Driver, Purpose::Kept, Purpose::Making] {
            allocator.purpose(purpose);
            // SAFETY: each block is the one that the last step gave, with its layout.
            unsafe {
                let mut block = allocator.alloc(layout(10));
                block.write_bytes(7, 10);
                for (number, step) in sizes.windows(2).enumerate() {
                    if number == 4 {
                        // What was made before is made larger by a call.
                        allocator.made();
                    }
                    block = allocator.realloc(block, layout(step[0]), step[1]);
                    let kept = std::slice::from_raw_parts(block, step[0].min(step[1]));
                    assert!(kept.iter().all(|byte| *byte == 7), "{step:?}");
                    block.write_bytes(7, step[1]);
                }
            }
        }
    }

    #[test]
    fn what_is_kept_stands_together_and_is_not_handed_out_again() {
        let allocator = Allocator::new();
        allocator.purpose(Purpose::Kept);
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
        // SAFETY: as above.
        let large = unsafe { allocator.alloc(layout(3 << 20)) };
        assert!(!large.is_null());
    }

    /// Where the memory ends that is in use, as the mark would say it.
    fn end(allocator: &Allocator) -> Option<usize> {
        let memory = allocator.memory();
        memory.room.end().filter(|_| memory.made && memory.others == 0)
    }

    #[test]
    fn the_memory_ends_before_what_was_only_needed_to_make_the_driver() {
        let allocator = Allocator::new();
        // SAFETY: the layouts are not empty, and each block is freed once.
        unsafe {
            let passing = allocator.alloc(layout(70_000));
            let small = allocator.alloc(layout(70));
            allocator.purpose(Purpose::Kept);
            let kept = allocator.alloc(layout(2_000_000));
            allocator.purpose(Purpose::Making);
            allocator.dealloc(passing, layout(70_000));
            assert_eq!(end(&allocator), None);
            allocator.made();
            assert_eq!(end(&allocator), None, "the small one is in use");
            allocator.dealloc(small, layout(70));
            let end = end(&allocator).expect("nothing else is in use");
            assert!(end > kept.addr() + 2_000_000);
            assert!(end <= kept.addr() + 2_000_000 + (READY + 1) * PAGE);
        }
    }

    #[test]
    fn more_than_stands_ready_is_had() {
        let allocator = ready();
        for _ in 0..READY * 4 {
            // SAFETY: the layout is not empty.
            assert!(!unsafe { allocator.alloc(layout(PAGE)) }.is_null());
        }
    }
}
