//! What was read of a stream and not asked for yet.
//!
//! It mostly waits no longer than a step of its session takes, so that the thread's few buffers go from session to session
//! with it. Where more wait than that, each has a copy no larger than what waits.

use std::{
    cell::RefCell,
    mem,
    task::{Poll, ready},
};
use tokio::io::ReadBuf;

/// Bytes taken at once: a packet of the largest size that devices are asked for, and what stands around it.
pub(super) const PIECE: usize = 36 * 1024;

/// Buffers of a thread that may be with its sessions.
const LENT: usize = 8;

thread_local! {
    static BUFFERS: RefCell<Buffers> = RefCell::new(Buffers {
        reading: buffer(),
        spare: Vec::new(),
        made: 0,
    });
}

struct Buffers {
    /// What is read into.
    reading: Box<[u8]>,
    spare: Vec<Box<[u8]>>,
    made: usize,
}

/// Without storage while there is nothing: most sessions wait most of the time.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    bytes: Box<[u8]>,
    from: usize,
    to: usize,
}

impl Ahead {
    pub(super) fn is_empty(&self) -> bool {
        self.from == self.to
    }

    /// Lets `read` take what there is; what does not go into the buffer is kept.
    pub(super) fn take<E>(
        buffer: &mut ReadBuf<'_>,
        read: impl FnOnce(&mut ReadBuf<'_>) -> Poll<Result<(), E>>,
    ) -> Poll<Result<Self, E>> {
        BUFFERS.with_borrow_mut(|buffers| {
            let mut taken = ReadBuf::new(&mut buffers.reading);
            ready!(read(&mut taken))?;
            let (wanted, ahead) = taken
                .filled()
                .split_at(taken.filled().len().min(buffer.remaining()));
            buffer.put_slice(wanted);
            let (from, to) = (wanted.len(), wanted.len() + ahead.len());
            Poll::Ready(Ok(if from == to {
                Self::default()
            } else {
                buffers.keep(from, to)
            }))
        })
    }

    /// Puts as much as there is into the buffer.
    pub(super) fn give(&mut self, buffer: &mut ReadBuf<'_>) {
        let to = self.to.min(self.from + buffer.remaining());
        buffer.put_slice(&self.bytes[self.from..to]);
        self.from = to;
        if self.is_empty() {
            *self = Self::default();
        }
    }
}

impl Drop for Ahead {
    fn drop(&mut self) {
        if self.bytes.len() == PIECE {
            let bytes = mem::take(&mut self.bytes);
            // A thread that ends needs none.
            let _ = BUFFERS.try_with(|buffers| buffers.borrow_mut().take_back(bytes));
        }
    }
}

impl Buffers {
    /// Keeps that part of what was read.
    fn keep(&mut self, from: usize, to: usize) -> Ahead {
        let spare = self.spare.pop().or_else(|| {
            (self.made < LENT).then(|| {
                self.made += 1;
                buffer()
            })
        });
        match spare {
            Some(spare) => Ahead {
                bytes: mem::replace(&mut self.reading, spare),
                from,
                to,
            },
            None => Ahead {
                bytes: self.reading[from..to].into(),
                from: 0,
                to: to - from,
            },
        }
    }

    fn take_back(&mut self, bytes: Box<[u8]>) {
        if self.spare.len() < LENT {
            self.spare.push(bytes);
        }
    }
}

fn buffer() -> Box<[u8]> {
    vec![0; PIECE].into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads that, of which `wanted` bytes are asked for.
    fn take(text: &[u8], wanted: usize) -> (Vec<u8>, Ahead) {
        let mut given = vec![0; wanted];
        let mut buffer = ReadBuf::new(&mut given);
        let read = |taken: &mut ReadBuf<'_>| {
            taken.put_slice(text);
            Poll::Ready(Ok::<_, ()>(()))
        };
        let Poll::Ready(Ok(ahead)) = Ahead::take(&mut buffer, read) else {
            panic!("it was ready");
        };
        let given = buffer.filled().to_vec();
        (given, ahead)
    }

    fn rest(mut ahead: Ahead) -> Vec<u8> {
        let mut given = vec![0; PIECE];
        let mut buffer = ReadBuf::new(&mut given);
        ahead.give(&mut buffer);
        assert!(ahead.is_empty() && ahead.bytes.is_empty());
        buffer.filled().to_vec()
    }

    #[test]
    fn what_many_have_ahead_is_not_mixed_up_and_takes_no_more_room_than_it_needs() {
        let texts: Vec<Vec<u8>> = (0..3 * LENT)
            .map(|place| format!("text of {place}").into_bytes())
            .collect();
        let all: Vec<_> = texts.iter().map(|text| take(text, 4)).collect();
        assert_eq!(
            all.iter().filter(|(_, ahead)| ahead.bytes.len() == PIECE).count(),
            LENT
        );
        for (text, (given, ahead)) in texts.iter().zip(all) {
            assert_eq!([given, rest(ahead)].concat(), *text);
        }
    }

    #[test]
    fn a_buffer_comes_back_from_whoever_ends_with_it() {
        for _ in 0..3 * LENT {
            let (_, ahead) = take(b"packet", 1);
            assert_eq!(ahead.bytes.len(), PIECE);
        }
        assert_eq!(BUFFERS.with_borrow(|buffers| buffers.made), 1);
    }

    #[test]
    fn nothing_ahead_has_no_storage() {
        let (given, ahead) = take(b"packet", 6);
        assert_eq!(given, b"packet");
        assert!(ahead.is_empty() && ahead.bytes.is_empty());
    }
}
