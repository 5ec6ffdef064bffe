//! A growing buffer for secrets: on locked pages, and zero wherever it has been.

use crate::locked::Block;
use std::{
    fmt,
    io::{self, Read, Write},
    ops::{Deref, DerefMut, Index, IndexMut},
    slice::SliceIndex,
};
use zeroize::Zeroize;

/// A buffer of bytes. What it no longer has, because it was shortened, moved or dropped, is overwritten with zeroes.
#[derive(Default)]
pub struct CryptoVec {
    /// All zero from `len` on.
    block: Block,
    len: usize,
}

impl CryptoVec {
    /// An empty buffer, which takes no memory.
    pub fn new() -> Self {
        Self::default()
    }

    /// A buffer of `size` zeroes.
    pub fn new_zeroed(size: usize) -> Self {
        Self {
            block: Block::new(size),
            len: size,
        }
    }

    /// An empty buffer with room for `capacity` bytes.
    pub fn with_capacity(capacity: usize) -> Self {
        Self {
            block: Block::new(capacity),
            len: 0,
        }
    }

    /// A copy of `bytes`.
    pub fn from_slice(bytes: &[u8]) -> Self {
        let mut copy = Self::new_zeroed(bytes.len());
        copy.copy_from_slice(bytes);
        copy
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Shortens it, or appends zeroes.
    ///
    /// # Panics
    /// When no address space has as many bytes.
    pub fn resize(&mut self, size: usize) {
        if size < self.len {
            self[size..].zeroize();
        } else if size > self.block.len() {
            let mut larger = Block::new(size);
            larger[..self.len].copy_from_slice(self);
            self.block = larger;
        }
        self.len = size;
    }

    /// Empties it; its room stays.
    pub fn clear(&mut self) {
        self.resize(0);
    }

    pub fn push(&mut self, byte: u8) {
        self.extend(&[byte]);
    }

    pub fn extend(&mut self, bytes: &[u8]) {
        self.resize_mut(bytes.len()).copy_from_slice(bytes);
    }

    /// Appends `more` zeroes, and gives them to be written to.
    ///
    /// # Panics
    /// As [`CryptoVec::resize`].
    pub fn resize_mut(&mut self, more: usize) -> &mut [u8] {
        let before = self.len;
        self.resize(before.saturating_add(more));
        &mut self[before..]
    }

    /// Appends what one `read` gives, `most` bytes at most, and says how many those were.
    ///
    /// # Errors
    /// The reader's; the buffer is then as it was.
    pub fn read<R: Read>(&mut self, most: usize, mut from: R) -> io::Result<usize> {
        let before = self.len;
        let read = from.read(self.resize_mut(most));
        self.resize(before + read.as_ref().map_or(0, |read| *read));
        read
    }

    /// Gives what stands from `offset` on to one `write`, and says how many bytes it took.
    ///
    /// # Errors
    /// The writer's.
    ///
    /// # Panics
    /// When nothing stands there.
    pub fn write_all_from<W: Write>(&self, offset: usize, mut to: W) -> io::Result<usize> {
        assert!(offset < self.len, "nothing stands at {offset}");
        to.write(&self[offset..])
    }
}

/// How long it is, and nothing of what it holds.
impl fmt::Debug for CryptoVec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.len {
            0 => f.write_str("<empty>"),
            len => write!(f, "<{len}>"),
        }
    }
}

impl Deref for CryptoVec {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.block[..self.len]
    }
}

impl DerefMut for CryptoVec {
    fn deref_mut(&mut self) -> &mut [u8] {
        &mut self.block[..self.len]
    }
}

impl AsRef<[u8]> for CryptoVec {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl AsMut<[u8]> for CryptoVec {
    fn as_mut(&mut self) -> &mut [u8] {
        self
    }
}

impl<I: SliceIndex<[u8]>> Index<I> for CryptoVec {
    type Output = I::Output;

    fn index(&self, index: I) -> &I::Output {
        &(**self)[index]
    }
}

impl<I: SliceIndex<[u8]>> IndexMut<I> for CryptoVec {
    fn index_mut(&mut self, index: I) -> &mut I::Output {
        &mut (**self)[index]
    }
}

impl Clone for CryptoVec {
    fn clone(&self) -> Self {
        Self::from_slice(self)
    }
}

impl From<&[u8]> for CryptoVec {
    fn from(bytes: &[u8]) -> Self {
        Self::from_slice(bytes)
    }
}

impl From<&str> for CryptoVec {
    fn from(text: &str) -> Self {
        Self::from_slice(text.as_bytes())
    }
}

/// What it is made from is overwritten.
impl From<Vec<u8>> for CryptoVec {
    fn from(mut bytes: Vec<u8>) -> Self {
        let copy = Self::from_slice(&bytes);
        bytes.zeroize();
        copy
    }
}

/// What it is made from is overwritten.
impl From<String> for CryptoVec {
    fn from(text: String) -> Self {
        text.into_bytes().into()
    }
}

impl Write for CryptoVec {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(feature = "ssh-encoding")]
impl ssh_encoding::Writer for CryptoVec {
    fn write(&mut self, bytes: &[u8]) -> ssh_encoding::Result<()> {
        self.extend(bytes);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Beside a plain vector, through every way in which it can change.
    #[test]
    fn it_holds_what_a_vector_would() {
        let mut secret = CryptoVec::new();
        let mut plain = Vec::new();
        // A linear congruence: any order of changes will do, if it is the same each time.
        let mut state = 7_usize;
        for round in 0..4000 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let (what, size) = (state >> 60, (state >> 40) % 300);
            let byte = u8::try_from(round % 251).expect("below 251");
            match what {
                0..=3 => {
                    secret.push(byte);
                    plain.push(byte);
                }
                4..=7 => {
                    secret.extend(&vec![byte; size]);
                    plain.extend(vec![byte; size]);
                }
                8 | 9 => {
                    secret.resize(plain.len() / 2 + size);
                    plain.resize(plain.len() / 2 + size, 0);
                }
                10 | 11 => {
                    secret.resize_mut(size).fill(byte);
                    plain.resize(plain.len() + size, byte);
                }
                12 => {
                    let source = vec![byte; size];
                    assert_eq!(secret.read(2 * size, source.as_slice()).expect("a read"), size);
                    plain.extend(source);
                }
                13 => {
                    secret = secret.clone();
                }
                14 => {
                    secret.clear();
                    plain.clear();
                }
                _ => {
                    secret = CryptoVec::from(plain.clone());
                }
            }
            assert_eq!(*secret, *plain, "round {round}");
            assert_eq!(secret.len(), plain.len());
            assert_eq!(secret.is_empty(), plain.is_empty());
            assert!(
                secret.block[secret.len..].iter().all(|byte| *byte == 0),
                "round {round}"
            );
        }
    }

    #[test]
    fn what_it_was_shortened_by_is_zero_when_it_grows_again() {
        let mut secret = CryptoVec::from("password");
        secret.resize(2);
        secret.resize(8);
        assert_eq!(&secret[..], b"pa\0\0\0\0\0\0");
        assert_eq!(&secret[1..3], b"a\0");
        secret[7] = b'!';
        assert_eq!(secret.as_ref().last(), Some(&b'!'));
    }

    #[test]
    fn nothing_of_it_is_shown() {
        assert_eq!(format!("{:?}", CryptoVec::from("password".to_owned())), "<8>");
        assert_eq!(format!("{:?}", CryptoVec::with_capacity(100)), "<empty>");
    }

    #[test]
    fn a_reader_that_fails_leaves_it_as_it_was() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
                room.fill(1);
                Err(io::ErrorKind::ConnectionReset.into())
            }
        }
        let mut secret = CryptoVec::from("key");
        assert!(secret.read(5, Broken).is_err());
        assert_eq!(&secret[..], b"key");
        secret.resize(8);
        assert_eq!(&secret[..], b"key\0\0\0\0\0");
    }

    #[test]
    fn it_is_written_to_and_from() {
        let mut secret = CryptoVec::new();
        io::Write::write_all(&mut secret, b"a key").expect("memory takes it");
        secret.flush().expect("nothing is held back");
        let mut out = Vec::new();
        assert_eq!(secret.write_all_from(2, &mut out).expect("memory takes it"), 3);
        assert_eq!(out, b"key");
    }

    #[test]
    #[should_panic(expected = "nothing stands at 3")]
    fn nothing_is_written_from_behind_its_end() {
        let _ = CryptoVec::from("key").write_all_from(3, io::sink());
    }
}
