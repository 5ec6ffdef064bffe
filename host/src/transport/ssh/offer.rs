//! What a server says before anything is encrypted: its identification and the algorithms that it offers.
//!
//! The SSH library keeps the offer to itself, and where nothing is shared it names one list only. So the first
//! bytes are read along, and only for a trace.

use crate::transport::trace::{Offer, Step, Trace};

/// Bytes until the offer has ended; servers send one to four thousand.
const LONGEST: usize = 64 << 10;

/// The number of the message that offers algorithms (RFC 4253, section 12).
const SSH_MSG_KEXINIT: u8 = 20;
/// Random bytes that it begins with.
const COOKIE: usize = 16;

/// Reads along until the offer has come.
pub(super) struct Listener {
    trace: Trace,
    heard: Vec<u8>,
    /// Where the packets begin, once the identification has come.
    packets: Option<usize>,
    done: bool,
}

impl Listener {
    /// For the trace of this task; none where nobody looks on.
    pub(super) fn for_task() -> Option<Self> {
        Some(Self {
            trace: Trace::current()?,
            heard: Vec::new(),
            packets: None,
            done: false,
        })
    }

    /// Bytes came.
    pub(super) fn hear(&mut self, bytes: &[u8]) {
        if self.done {
            return;
        }
        self.heard.extend_from_slice(bytes);
        if self.packets.is_none()
            && let Some((identification, packets)) = identification(&self.heard)
        {
            self.packets = Some(packets);
            self.trace.tell(Step::Identified { identification });
        }
        let packets = self.packets.and_then(|at| self.heard.get(at..));
        if let Some(payload) = packets.and_then(first_packet) {
            self.done = true;
            if let Some(offer) = kexinit(payload) {
                self.trace.tell(Step::Offered(offer));
            }
        }
        self.done |= self.heard.len() > LONGEST;
        if self.done {
            self.heard = Vec::new();
        }
    }
}

/// The line that begins with `SSH-`, and where what follows begins (RFC 4253, section 4.2). Other lines may stand
/// before it.
fn identification(heard: &[u8]) -> Option<(String, usize)> {
    let mut at = 0;
    for line in heard.split_inclusive(|&byte| byte == b'\n') {
        at += line.len();
        if line.starts_with(b"SSH-") && line.ends_with(b"\n") {
            let text = String::from_utf8_lossy(line);
            return Some((super::printable(text.trim_end()), at));
        }
    }
    None
}

/// The payload of the first packet, once it is whole (RFC 4253, section 6).
fn first_packet(bytes: &[u8]) -> Option<&[u8]> {
    let (length, rest) = bytes.split_first_chunk()?;
    let packet = rest.get(..usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    let (&padding, packet) = packet.split_first()?;
    packet.get(..packet.len().checked_sub(padding.into())?)
}

/// Its lists: key exchange, host keys, ciphers, MACs and compression in each direction.
fn kexinit(payload: &[u8]) -> Option<Offer> {
    let (&number, rest) = payload.split_first()?;
    if number != SSH_MSG_KEXINIT {
        return None;
    }
    let mut rest = rest.get(COOKIE..)?;
    let mut next = || {
        let (length, after) = rest.split_first_chunk()?;
        let (names, after) = after.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
        rest = after;
        let names = String::from_utf8_lossy(names);
        let names = names.split(',').filter(|name| !name.is_empty());
        Some(names.map(super::printable).collect::<Vec<String>>())
    };
    let (kex, host_keys) = (next()?, next()?);
    let _to_server = next()?;
    let ciphers = next()?;
    let _to_server = next()?;
    let macs = next()?;
    let _to_server = next()?;
    let compression = next()?;
    Some(Offer {
        kex,
        host_keys,
        ciphers,
        macs,
        compression,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    fn name_list(names: &str) -> Vec<u8> {
        let length = u32::try_from(names.len()).unwrap();
        [&length.to_be_bytes()[..], names.as_bytes()].concat()
    }

    /// What a server says first: a line of its own, its identification, its offer, and more.
    fn words() -> Vec<u8> {
        let mut payload = vec![SSH_MSG_KEXINIT];
        payload.extend([7; COOKIE]);
        for names in [
            "curve25519-sha256,ext-info-s",
            "ssh-ed25519",
            "aes256-ctr",
            "aes128-ctr",
            "hmac-sha1",
            "hmac-sha2-256",
            "none",
            "none,zlib",
            "",
            "",
        ] {
            payload.extend(name_list(names));
        }
        payload.extend([0; 5]);
        let length = u32::try_from(payload.len() + 1 + 4).unwrap();
        let packet = [&length.to_be_bytes()[..], &[4], &payload, &[0; 4]].concat();
        [&b"keep out\r\nSSH-2.0-Acme_1 \x07\r\n"[..], &packet, b"more"].concat()
    }

    fn heard(pieces: usize, bytes: &[u8]) -> Vec<Step> {
        let steps = Arc::new(Mutex::new(Vec::new()));
        let trace = Trace::new({
            let steps = steps.clone();
            move |step| steps.lock().unwrap().push(step)
        });
        let mut listener = Listener {
            trace,
            heard: Vec::new(),
            packets: None,
            done: false,
        };
        bytes.chunks(pieces).for_each(|piece| listener.hear(piece));
        assert!(listener.heard.len() <= LONGEST);
        // The lock must not outlive what it locks.
        std::mem::take(&mut *steps.lock().unwrap())
    }

    #[test]
    fn the_offer_is_told_however_it_comes() {
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let expected = [
            Step::Identified {
                identification: super::super::printable("SSH-2.0-Acme_1 \x07"),
            },
            Step::Offered(Offer {
                kex: names(&["curve25519-sha256", "ext-info-s"]),
                host_keys: names(&["ssh-ed25519"]),
                ciphers: names(&["aes128-ctr"]),
                macs: names(&["hmac-sha2-256"]),
                compression: names(&["none", "zlib"]),
            }),
        ];
        for pieces in [1, 3, 50, 10_000] {
            assert_eq!(heard(pieces, &words()), expected, "in pieces of {pieces}");
        }
    }

    #[test]
    fn what_is_cut_or_broken_is_not_told() {
        let whole = words();
        let end = whole.len() - b"more".len();
        for length in 0..end {
            let steps = heard(usize::MAX, &whole[..length]);
            assert!(
                !steps.iter().any(|step| matches!(step, Step::Offered(_))),
                "{length}"
            );
        }
        // A length that no packet has, padding that is longer than the packet, lists that end beyond it.
        for broken in [
            &b"\xff\xff\xff\xff\x04"[..],
            b"\0\0\0\x02\xff\x14",
            b"\0\0\0\x0c\x01\x14aaaaaaaaaa",
        ] {
            let said = [b"SSH-2.0-x\r\n", broken].concat();
            assert_eq!(heard(1, &said).len(), 1, "{broken:?}");
        }
        assert!(heard(4096, &vec![b'a'; 4 * LONGEST]).is_empty());
    }
}
