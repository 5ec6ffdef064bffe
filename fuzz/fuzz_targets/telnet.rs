//! Telnet, both ends: never panics, keeps little, answers little, does not depend on how bytes come in pieces, and what
//! one end encodes the other reads.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[allow(dead_code, reason = "the room is taken in whole")]
#[path = "../../host/src/transport/telnet/codec/mod.rs"]
mod codec;

use codec::{Codec, Terminal};

/// Bytes of the peer's that a codec may keep.
const KEPT: usize = 4096;
/// Bytes of answers for each byte of the peer's: the longest answer is the terminal's name, to a request of six bytes.
const ANSWERS: usize = 8;

#[derive(Debug, PartialEq, Eq)]
struct Heard {
    data: Vec<u8>,
    replies: Vec<u8>,
    window: Option<(u16, u16)>,
    typed: Vec<u8>,
    printed: Vec<u8>,
}

fn hear(mut codec: Codec, bytes: &[u8], length: usize) -> Heard {
    let (mut data, mut replies) = (Vec::new(), Vec::new());
    for piece in bytes.chunks(length) {
        codec.receive(piece, &mut data, &mut replies);
        assert!(codec.kept() <= KEPT, "kept bytes grow");
    }
    assert!(data.len() <= bytes.len(), "more data than bytes");
    assert!(replies.len() <= bytes.len() * ANSWERS, "answers grow");
    let (mut typed, mut printed) = (Vec::new(), Vec::new());
    codec.encode(bytes, &mut typed);
    codec.encode_output(bytes, &mut printed);
    codec.resize(100, 50, &mut replies);
    Heard {
        window: codec.peer_window(),
        data,
        replies,
        typed,
        printed,
    }
}

fn client() -> Codec {
    Codec::client(Terminal {
        name: "vt100",
        columns: 511,
        rows: 200,
    })
}

fuzz_target!(|input: &[u8]| {
    let [length, bytes @ ..] = input else { return };
    let length = usize::from(*length).max(1);
    for make in [client, Codec::server] {
        let whole = hear(make(), bytes, usize::MAX);
        assert_eq!(whole, hear(make(), bytes, length));
        // What one end prints the other reads, and nothing of it is a command.
        let (mut data, mut replies) = (Vec::new(), Vec::new());
        let sender = make();
        let mut wire = Vec::new();
        sender.encode_output(bytes, &mut wire);
        client().receive(&wire, &mut data, &mut replies);
        assert!(replies.is_empty(), "text is taken for a command");
        assert_eq!(data, bytes);
    }
});
