//! Pages that are locked in memory, and the blocks that they are divided into. All of a block is zero when it is given out.
#![allow(
    unsafe_code,
    reason = "memory from the system, and its division; each use says why it is sound"
)]

use rustix::mm::{self, MapFlags, ProtFlags};
use std::{
    alloc::{self, Layout},
    ops::{Deref, DerefMut},
    ptr::{self, NonNull},
    slice,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};
use zeroize::Zeroize;

/// The smallest block, in bytes: a key, a hash. Each size is twice the one before.
const SMALLEST: usize = 64;
const SIZES: usize = 8;
/// The largest block that shares its pages, in bytes. Larger ones have a mapping each.
const LARGEST: usize = SMALLEST << (SIZES - 1);
/// What is locked at a time, in bytes: what the strictest of the usual limits allows (`ulimit -l`).
const STRETCH: usize = 64 << 10;
/// More than any secret, in bytes: a power of two, so that what is rounded up to one fits an address space.
const MOST: usize = 1 << (usize::BITS - 2);

/// A run of bytes on locked pages.
pub struct Block {
    start: NonNull<u8>,
    size: usize,
}

// SAFETY: a block is the only one to have its bytes.
unsafe impl Send for Block {}
// SAFETY: as above; what it gives to several threads at once can only be read.
unsafe impl Sync for Block {}

impl Default for Block {
    /// The empty block.
    fn default() -> Self {
        Self {
            start: NonNull::dangling(),
            size: 0,
        }
    }
}

impl Block {
    /// A block of at least so many bytes, all zero. Its size is a power of two, so that what grows by blocks is rarely moved.
    ///
    /// # Panics
    /// When no address space has as many.
    pub fn new(least: usize) -> Self {
        assert!(least <= MOST, "{least} bytes are more than a secret may have");
        match least {
            0 => Self::default(),
            1..=LARGEST => {
                let place = place(least);
                Self {
                    start: pool(|pool| pool.take(place)),
                    size: SMALLEST << place,
                }
            }
            _ => {
                let size = least.next_power_of_two();
                Self {
                    start: mapping(size),
                    size,
                }
            }
        }
    }
}

impl Deref for Block {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        // SAFETY: the block has `size` bytes, which were zero at first, and nobody else has them.
        unsafe { slice::from_raw_parts(self.start.as_ptr(), self.size) }
    }
}

impl DerefMut for Block {
    fn deref_mut(&mut self) -> &mut [u8] {
        // SAFETY: as in `deref`.
        unsafe { slice::from_raw_parts_mut(self.start.as_ptr(), self.size) }
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        self.zeroize();
        match self.size {
            0 => {}
            1..=LARGEST => pool(|pool| pool.free[place(self.size)].push(Free(self.start))),
            // SAFETY: it is a mapping of its own, and nobody uses it any more.
            _ => unsafe {
                // A mapping that the system does not take back is zero, and stays.
                let _ = mm::munmap(self.start.as_ptr().cast(), self.size);
            },
        }
    }
}

/// Which size has as many bytes.
fn place(bytes: usize) -> usize {
    (bytes.next_power_of_two().max(SMALLEST) / SMALLEST).trailing_zeros() as usize
}

static POOL: Mutex<Pool> = Mutex::new(Pool::EMPTY);

fn pool<T>(what: impl FnOnce(&mut Pool) -> T) -> T {
    what(&mut POOL.lock().unwrap_or_else(PoisonError::into_inner))
}

/// The blocks that nobody has. What was locked once stays with the process.
struct Pool {
    /// By size; all zero.
    free: [Vec<Free>; SIZES],
    /// From here on nothing was given out.
    fresh: *mut u8,
    /// Bytes from there to the end of the stretch.
    left: usize,
}

struct Free(NonNull<u8>);

// SAFETY: the addresses are of memory that the pool alone hands out; no thread has a part in it.
unsafe impl Send for Pool {}

impl Pool {
    const EMPTY: Self = Self {
        free: [const { Vec::new() }; SIZES],
        fresh: ptr::null_mut(),
        left: 0,
    };

    fn take(&mut self, place: usize) -> NonNull<u8> {
        if let Some(Free(start)) = self.free[place].pop() {
            return start;
        }
        let size = SMALLEST << place;
        if self.left < size {
            self.divide();
            self.fresh = mapping(STRETCH).as_ptr();
            self.left = STRETCH;
        }
        let start = self.fresh;
        // SAFETY: there are `left` bytes, which are no fewer than `size`.
        self.fresh = unsafe { start.add(size) };
        self.left -= size;
        NonNull::new(start).expect("a stretch has an address")
    }

    /// Makes blocks of what is left of a stretch, which is less than was asked for: it is locked, and not to be lost.
    fn divide(&mut self) {
        while self.left >= SMALLEST {
            let place = (self.left / SMALLEST).ilog2() as usize;
            let start = NonNull::new(self.fresh).expect("a stretch has an address");
            self.free[place].push(Free(start));
            // SAFETY: the block is no larger than what is left.
            self.fresh = unsafe { self.fresh.add(SMALLEST << place) };
            self.left -= SMALLEST << place;
        }
    }
}

/// New pages, locked in memory where the system allows it, and kept out of core dumps where it can.
fn mapping(bytes: usize) -> NonNull<u8> {
    // SAFETY: the system chooses where, so that nothing is replaced.
    let mapped = unsafe {
        mm::mmap_anonymous(
            ptr::null_mut(),
            bytes,
            ProtFlags::READ | ProtFlags::WRITE,
            MapFlags::PRIVATE,
        )
    };
    let Some(start) = mapped.ok().and_then(NonNull::new) else {
        let layout = Layout::from_size_align(bytes, 1).unwrap_or(Layout::new::<u8>());
        alloc::handle_alloc_error(layout);
    };
    // SAFETY: it is this memory; locking it changes nothing of what it holds.
    if let Err(error) = unsafe { mm::mlock(start.as_ptr(), bytes) } {
        warn_once(error);
    }
    #[cfg(any(target_os = "linux", target_os = "android"))]
    // SAFETY: as above. A system that does not know the advice goes on without.
    let _ = unsafe { mm::madvise(start.as_ptr(), bytes, mm::Advice::LinuxDontDump) };
    start.cast()
}

fn warn_once(error: rustix::io::Errno) {
    static WARNED: AtomicBool = AtomicBool::new(false);
    if !WARNED.swap(true, Ordering::Relaxed) {
        log::warn!(
            "secrets in memory could not be locked there ({error}), so that they may be written to swap; \
             `ulimit -l` is the limit"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::HashMap, thread};

    #[test]
    fn a_block_is_as_large_as_was_asked_and_zero() {
        for least in [0, 1, 63, 64, 65, 8191, 8192, 8193, 1 << 20] {
            let block = Block::new(least);
            assert!(block.len() >= least, "{least}");
            assert!(block.len() <= (2 * least).max(SMALLEST) || least == 0, "{least}");
            assert!(block.iter().all(|byte| *byte == 0), "{least}");
        }
        assert_eq!(Block::new(0).len(), 0);
    }

    #[test]
    #[should_panic(expected = "more than a secret may have")]
    fn more_than_an_address_space_is_refused() {
        drop(Block::new(usize::MAX));
    }

    /// A pool of its own, so that other tests do not take what it has.
    #[test]
    fn what_was_given_back_is_given_out_again() {
        let mut pool = Pool::EMPTY;
        let first = pool.take(2);
        pool.free[2].push(Free(first));
        assert_eq!(pool.take(2), first);
        assert_ne!(pool.take(2), first);
    }

    #[test]
    fn nothing_of_a_stretch_is_lost() {
        let mut pool = Pool::EMPTY;
        pool.take(0);
        for _ in 0..STRETCH / LARGEST {
            pool.take(SIZES - 1);
        }
        // The last of them needed another stretch; of the first one all between its first and its last block is there.
        let free: usize = pool
            .free
            .iter()
            .enumerate()
            .map(|(place, blocks)| blocks.len() * (SMALLEST << place))
            .sum();
        assert_eq!(free + pool.left, 2 * STRETCH - SMALLEST - STRETCH);
    }

    #[test]
    fn a_secret_is_gone_from_a_block_that_was_given_back() {
        for least in [40, 4000] {
            let place = place(least);
            let mut block = Block::new(least);
            block.fill(0x5e);
            drop(block);
            // It is among the first to be given out again; other tests that take it meanwhile find zeroes, too.
            let taken: Vec<Block> = (0..64).map(|_| Block::new(SMALLEST << place)).collect();
            assert!(taken.iter().all(|block| block.iter().all(|byte| *byte == 0)));
        }
    }

    #[test]
    fn threads_have_blocks_of_their_own() {
        let work = |mark: u8| {
            move || {
                for round in 0..200_usize {
                    let mut blocks: HashMap<usize, Block> = HashMap::new();
                    for least in [1, 70, 300, 5000, 20_000] {
                        let mut block = Block::new(least + round);
                        assert!(block.iter().all(|byte| *byte == 0), "somebody else's bytes");
                        block.fill(mark);
                        blocks.insert(least, block);
                    }
                    assert!(
                        blocks
                            .values()
                            .all(|block| block.iter().all(|byte| *byte == mark)),
                        "somebody else wrote"
                    );
                }
            }
        };
        let threads: Vec<_> = (1..=4).map(|mark| thread::spawn(work(mark))).collect();
        for thread in threads {
            thread.join().expect("a thread that ends well");
        }
    }

    /// What the system says of the pages that a block is on.
    #[cfg(target_os = "linux")]
    #[test]
    fn blocks_are_locked_and_not_dumped() {
        for least in [32, 20_000] {
            let block = Block::new(least);
            let flags = flags_of(block.start.as_ptr().addr());
            assert!(flags.contains(" lo"), "not locked: {flags}");
            assert!(flags.contains(" dd"), "dumped: {flags}");
        }
    }

    /// The line `VmFlags` of the mapping that an address is in.
    #[cfg(target_os = "linux")]
    fn flags_of(address: usize) -> String {
        let maps = std::fs::read_to_string("/proc/self/smaps").expect("the system's list of mappings");
        let mut inside = false;
        for line in maps.lines() {
            let range = line
                .split_once(' ')
                .and_then(|(range, _)| range.split_once('-'))
                .and_then(|(from, to)| {
                    Some((
                        usize::from_str_radix(from, 16).ok()?,
                        usize::from_str_radix(to, 16).ok()?,
                    ))
                });
            if let Some((from, to)) = range {
                inside = (from..to).contains(&address);
            } else if inside && line.starts_with("VmFlags:") {
                return line.to_owned();
            }
        }
        panic!("no mapping has {address:x}")
    }
}
