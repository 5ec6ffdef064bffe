//! Memory in blocks that are used again: of small sizes, each a power of two, and large ones.
//!
//! Where a block belongs to is told by its layout alone, so that nothing stands between blocks.
#![allow(
    unsafe_code,
    reason = "an allocator hands out bare memory; each use says why it is sound"
)]
#![allow(
    clippy::cast_ptr_alignment,
    reason = "blocks stand on multiples of the smallest size, and no pointer needs more"
)]

use std::{alloc::Layout, ptr};

/// What wasm counts memory in.
pub(crate) const PAGE: usize = 64 << 10;
/// Pages that a call adds when there is no room.
const MORE: usize = 16;

/// The smallest block, which also aligns them: any type that needs no more fits.
const SMALLEST: usize = 1 << SMALLEST_BITS;
const SMALLEST_BITS: usize = 4;
/// The largest small block.
const LARGEST: usize = 1 << LARGEST_BITS;
const LARGEST_BITS: usize = 16;
const SIZES: usize = LARGEST_BITS - SMALLEST_BITS + 1;
/// Large blocks are multiples of this.
const STEP: usize = 4 << 10;

/// The pages of a memory, from its beginning.
pub(crate) struct Room {
    /// Where the next pages are.
    next: usize,
    /// Where those begin and end that were reserved.
    start: usize,
    reserved: usize,
    /// The driver is made: when what was reserved is used up, the memory grows.
    growing: bool,
}

impl Room {
    pub(crate) const fn new() -> Self {
        Self {
            next: 0,
            start: 0,
            reserved: 0,
            growing: false,
        }
    }

    /// Reserves pages, unless that was done before.
    pub(crate) fn begin(&mut self, pages: usize) {
        if self.next == 0
            && let Some(start) = grow(pages)
        {
            self.next = start;
            self.start = start;
            self.reserved = start + pages * PAGE;
        }
    }

    /// Whether a block is in the pages that were reserved.
    pub(crate) fn is_reserved(&self, block: *mut u8) -> bool {
        (self.start..self.reserved).contains(&block.addr())
    }

    pub(crate) fn made(&mut self) {
        self.growing = true;
    }

    /// Where the pages end that were given, if those were reserved ones.
    pub(crate) fn end(&self) -> Option<usize> {
        (self.next <= self.reserved).then_some(self.next)
    }

    /// More pages, where they begin. They are empty.
    pub(crate) fn more(&mut self, pages: usize) -> Option<usize> {
        let bytes = pages.checked_mul(PAGE)?;
        // The memory of a component ends where it was in use when it was made, however much had been reserved.
        let end = self.reserved.min(Self::memory_end());
        let start = if self.next != 0 && end.checked_sub(self.next).is_some_and(|left| left >= bytes) {
            self.next
        } else if self.growing {
            grow(pages)?
        } else {
            return None;
        };
        self.next = start + bytes;
        Some(start)
    }

    /// Where the memory ends.
    #[cfg(target_arch = "wasm32")]
    pub(crate) fn memory_end() -> usize {
        core::arch::wasm32::memory_size(0).saturating_mul(PAGE)
    }

    /// Stands in for the end of a component's memory.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn memory_end() -> usize {
        usize::MAX
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

/// Stands in for the memory of a component.
#[cfg(not(target_arch = "wasm32"))]
fn grow(pages: usize) -> Option<usize> {
    use std::alloc::{GlobalAlloc, System};

    let layout = Layout::from_size_align(pages * PAGE, PAGE).ok()?;
    // SAFETY: the layout is not empty.
    let memory = unsafe { System.alloc_zeroed(layout) };
    (!memory.is_null()).then(|| memory.expose_provenance())
}

/// A freed large block.
struct Hole {
    next: *mut Hole,
    bytes: usize,
}

/// Blocks that are used again.
pub(crate) struct Blocks {
    /// Where those of calls begin; 0 while the driver is made.
    base: usize,
    next: usize,
    end: usize,
    /// For each small size what was freed, as a chain.
    free: [*mut u8; SIZES],
    /// Large ones that were freed, in the order of their addresses.
    holes: *mut Hole,
    /// Blocks of calls that are in use.
    used: usize,
    /// No block of a call was in use once since the driver was made; or they are no longer in one piece.
    settled: bool,
}

/// Which of the blocks a layout gets.
enum Kind {
    Small(usize),
    Large(usize),
    /// Aligned to more than blocks are: not used again.
    Odd,
}

fn kind(layout: Layout) -> Kind {
    let bytes = layout.size().max(layout.align()).max(SMALLEST);
    if layout.align() > SMALLEST {
        Kind::Odd
    } else if bytes <= LARGEST {
        Kind::Small(bytes.next_power_of_two().trailing_zeros() as usize - SMALLEST_BITS)
    } else {
        Kind::Large(bytes.next_multiple_of(STEP))
    }
}

impl Blocks {
    pub(crate) const fn new() -> Self {
        Self {
            base: 0,
            next: 0,
            end: 0,
            free: [ptr::null_mut(); SIZES],
            holes: ptr::null_mut(),
            used: 0,
            settled: false,
        }
    }

    /// From now on blocks are calls', and stand together: what was freed before is not used again.
    pub(crate) fn begin(&mut self, room: &mut Room, ready: usize) {
        self.forget();
        self.used = 0;
        if let Some(base) = room.more(ready) {
            self.base = base;
            self.next = base;
            self.end = base + ready * PAGE;
        }
    }

    /// Forgets what was freed, and leaves nothing in it.
    fn forget(&mut self) {
        for block in &mut self.free {
            while !block.is_null() {
                let chain = block.cast::<*mut u8>();
                // SAFETY: a freed block holds the next one of its chain, and nothing else is in it.
                *block = unsafe { chain.replace(ptr::null_mut()) };
            }
        }
        while !self.holes.is_null() {
            let hole = self.holes;
            // SAFETY: as above.
            unsafe {
                self.holes = (*hole).next;
                hole.write_bytes(0, 1);
            }
        }
    }

    /// A block; null where there is no room.
    pub(crate) fn take(&mut self, room: &mut Room, layout: Layout) -> *mut u8 {
        let block = match kind(layout) {
            Kind::Small(size) if !self.free[size].is_null() => {
                let block = self.free[size];
                // SAFETY: a freed block holds the next one of its chain.
                self.free[size] = unsafe { block.cast::<*mut u8>().read() };
                block
            }
            Kind::Small(size) => self.cut(room, 1 << (size + SMALLEST_BITS)),
            Kind::Large(bytes) => self.fill(bytes).unwrap_or_else(|| self.cut(room, bytes)),
            Kind::Odd => {
                let bytes = layout.size().saturating_add(layout.align());
                let block = self.cut(room, bytes.next_multiple_of(SMALLEST));
                let offset = block.addr().next_multiple_of(layout.align()) - block.addr();
                if block.is_null() {
                    block
                } else {
                    block.wrapping_add(offset)
                }
            }
        };
        if block.addr() >= self.base {
            self.used += usize::from(!block.is_null());
        }
        block
    }

    /// A block of what was never used.
    fn cut(&mut self, room: &mut Room, bytes: usize) -> *mut u8 {
        if !self.has_room(room, bytes) {
            return ptr::null_mut();
        }
        let block = self.next;
        self.next += bytes;
        ptr::with_exposed_provenance_mut(block)
    }

    fn has_room(&mut self, room: &mut Room, bytes: usize) -> bool {
        if self.end - self.next >= bytes {
            return true;
        }
        // What a call needs once it may need again; a driver that is made is packed.
        let pages = bytes.div_ceil(PAGE).max(if self.base == 0 { 1 } else { MORE });
        let Some(more) = room.more(pages) else {
            return false;
        };
        // What was left is small; where nothing came between, it goes on.
        if more != self.end {
            self.next = more;
            self.settled = self.base != 0;
        }
        self.end = more + pages * PAGE;
        true
    }

    /// The first hole that is large enough.
    fn fill(&mut self, bytes: usize) -> Option<*mut u8> {
        let mut link = &raw mut self.holes;
        // SAFETY: each link is this one's or in a hole, and each hole in the memory that was freed.
        unsafe {
            while !(*link).is_null() {
                let hole = *link;
                let Hole { next, bytes: size } = hole.read();
                if size >= bytes {
                    *link = if size == bytes {
                        next
                    } else {
                        let rest = hole.byte_add(bytes);
                        rest.write(Hole {
                            next,
                            bytes: size - bytes,
                        });
                        rest
                    };
                    return Some(hole.cast());
                }
                link = &raw mut (*hole).next;
            }
        }
        None
    }

    /// Puts a freed large block among the holes, in one with those that it stands beside.
    ///
    /// # Safety
    /// The block is nobody's.
    unsafe fn open(&mut self, block: *mut u8, bytes: usize) {
        let new = block.cast::<Hole>();
        let mut link = &raw mut self.holes;
        let mut before: *mut Hole = ptr::null_mut();
        // SAFETY: as in `fill`.
        unsafe {
            while !(*link).is_null() && *link < new {
                before = *link;
                link = &raw mut (*before).next;
            }
            let after = *link;
            new.write(Hole { next: after, bytes });
            *link = new;
            if !after.is_null() && new.byte_add(bytes) == after {
                *new = Hole {
                    next: (*after).next,
                    bytes: bytes + (*after).bytes,
                };
            }
            if !before.is_null() && before.byte_add((*before).bytes) == new {
                *before = Hole {
                    next: (*new).next,
                    bytes: (*before).bytes + (*new).bytes,
                };
            }
        }
    }

    /// # Safety
    /// A block that was taken with this layout, and is not used any more.
    pub(crate) unsafe fn give(&mut self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller's; a block is as large as its kind.
        unsafe {
            if block.addr() < self.base {
                // Of the driver, once it is made: not of calls' memory.
                block.write_bytes(0, layout.size());
                return;
            }
            if self.base == 0 {
                block.write_bytes(0, layout.size());
            }
            match kind(layout) {
                Kind::Small(size) => {
                    block.cast::<*mut u8>().write(self.free[size]);
                    self.free[size] = block;
                }
                Kind::Large(bytes) if block.addr() + bytes == self.next => self.next -= bytes,
                Kind::Large(bytes) => self.open(block, bytes),
                Kind::Odd => {}
            }
        }
        self.used = self.used.saturating_sub(1);
        if self.used == 0 && self.base != 0 && !self.settled {
            self.settle();
        }
    }

    /// The driver has said what it is, and no block of a call is in use: the component carries nothing of that call.
    fn settle(&mut self) {
        self.settled = true;
        self.free = [ptr::null_mut(); SIZES];
        self.holes = ptr::null_mut();
        self.next = self.base;
        let base: *mut u8 = ptr::with_exposed_provenance_mut(self.base);
        // SAFETY: it is all in one piece and this one's (else it is settled), and nobody uses it.
        unsafe { base.write_bytes(0, self.end - self.base) };
    }

    /// Makes a block larger or smaller where it stands; false where it cannot.
    pub(crate) fn stretch(&mut self, room: &mut Room, block: *mut u8, from: Layout, to: Layout) -> bool {
        match (kind(from), kind(to)) {
            (Kind::Small(from), Kind::Small(to)) => from == to,
            (Kind::Large(from), Kind::Large(to)) if from == to => true,
            (Kind::Large(from), Kind::Large(to)) if block.addr() + from == self.next => {
                let fits = to < from || (self.has_room(room, to - from) && block.addr() + from == self.next);
                if fits {
                    self.next = block.addr() + to;
                }
                fits
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(bytes: usize, align: usize) -> Layout {
        Layout::from_size_align(bytes, align).expect("a layout")
    }

    fn ready() -> (Room, Blocks) {
        let (mut room, mut blocks) = (Room::new(), Blocks::new());
        room.begin(64);
        room.made();
        blocks.begin(&mut room, 1);
        (room, blocks)
    }

    #[test]
    fn what_is_freed_is_used_again() {
        let (mut room, mut blocks) = ready();
        let other = blocks.take(&mut room, layout(1, 1));
        let first = blocks.take(&mut room, layout(100, 8));
        // SAFETY: the block is freed once, with its layout.
        unsafe { blocks.give(first, layout(100, 8)) };
        assert_eq!(
            blocks.take(&mut room, layout(120, 8)),
            first,
            "it is of the same size"
        );
        assert_ne!(blocks.take(&mut room, layout(120, 8)), first);
        assert_ne!(first, other);
    }

    #[test]
    fn large_blocks_are_used_again_in_parts_and_together() {
        let (mut room, mut blocks) = ready();
        let size = 30 * STEP;
        let made: Vec<*mut u8> = (0..5).map(|_| blocks.take(&mut room, layout(size, 8))).collect();
        // In each order, with neighbours that are in use: the first and the last.
        for order in [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]] {
            for number in order {
                // SAFETY: each is freed once before it is had again.
                unsafe { blocks.give(made[number], layout(size, 8)) };
            }
            let whole = blocks.take(&mut room, layout(3 * size, 8));
            assert_eq!(whole, made[1], "{order:?}");
            unsafe { blocks.give(whole, layout(3 * size, 8)) };
            for block in &made[1..4] {
                assert_eq!(blocks.take(&mut room, layout(size, 8)), *block, "{order:?}");
            }
            assert!(blocks.holes.is_null());
        }
    }

    #[test]
    fn the_last_large_block_grows_where_it_stands() {
        let (mut room, mut blocks) = ready();
        let (small, large) = (layout(70_000, 8), layout(700_000, 8));
        let block = blocks.take(&mut room, small);
        assert!(blocks.stretch(&mut room, block, small, large));
        let next = blocks.take(&mut room, small);
        assert!(next.addr() >= block.addr() + large.size());
        assert!(!blocks.stretch(&mut room, block, large, layout(800_000, 8)));
        assert!(blocks.stretch(&mut room, next, small, layout(66_000, 8)));
    }

    #[test]
    fn a_block_is_aligned_as_asked() {
        let (mut room, mut blocks) = ready();
        for align in [1, 8, 16, 64, 4096] {
            let block = blocks.take(&mut room, layout(align * 3, align));
            assert_eq!(block.addr() % align, 0);
            // SAFETY: it is freed once, with its layout.
            unsafe {
                block.write_bytes(1, align * 3);
                blocks.give(block, layout(align * 3, align));
            }
        }
    }

    #[test]
    fn what_the_first_call_leaves_is_wiped() {
        let (mut room, mut blocks) = ready();
        // SAFETY: the blocks are filled as far as they reach, and freed once.
        unsafe {
            let made = [100, 70_000].map(|bytes| (blocks.take(&mut room, layout(bytes, 8)), bytes));
            for (block, bytes) in made {
                block.write_bytes(1, bytes);
            }
            for (block, bytes) in made {
                blocks.give(block, layout(bytes, 8));
            }
            for (block, bytes) in made {
                assert!(
                    std::slice::from_raw_parts(block, bytes)
                        .iter()
                        .all(|byte| *byte == 0)
                );
            }
            assert_eq!(blocks.take(&mut room, layout(100, 8)), made[0].0);
        }
    }
}
