//! What a terminal shows: never panics, never keeps more than its limit, and does not depend on how bytes come in pieces.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[allow(dead_code, reason = "the room is taken in whole")]
#[path = "../../host/src/session/decode.rs"]
mod decode;
#[allow(dead_code, reason = "the room is taken in whole")]
#[path = "../../host/src/session/terminal/mod.rs"]
mod terminal;

use terminal::Terminal;

/// Small, so that it is reached.
const LIMIT: usize = 4096;

fn show(
    width: usize,
    pieces: impl Iterator<Item = impl AsRef<[u8]>>,
    mask_at: u8,
) -> (String, String, u64, bool, Vec<String>) {
    let mut terminal = Terminal::new(width, LIMIT);
    let mut answers = Vec::new();
    for piece in pieces {
        for line in piece.as_ref().split_inclusive(|&byte| byte == mask_at) {
            terminal.feed(line);
            assert!(terminal.finished().len() <= LIMIT, "finished lines grow");
            if line.ends_with(&[mask_at]) {
                terminal.mask_line();
            }
        }
        answers.extend(terminal.take_answers(24));
    }
    let line = terminal.line().into_owned();
    let (revision, overflowed) = (terminal.revision(), terminal.has_overflowed());
    (terminal.take_finished(), line, revision, overflowed, answers)
}

fuzz_target!(|input: &[u8]| {
    let [width, length, mask_at, bytes @ ..] = input else {
        return;
    };
    // A control character that means nothing to a terminal stands for "a secret was sent".
    let mask_at = 0x01 + mask_at % 4;
    let width = usize::from(*width);
    let length = usize::from(*length).max(1);
    let whole = show(width, std::iter::once(bytes), mask_at);
    let pieces = show(width, bytes.chunks(length), mask_at);
    assert_eq!(whole, pieces);
});
