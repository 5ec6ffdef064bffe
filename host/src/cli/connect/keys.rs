//! What a person types: read on a thread of its own, and looked through for the keys that end the session.

use std::{io::Read, thread};
use tokio::sync::mpsc;

/// Bytes that are read at once.
const PIECE: usize = 4096;

/// Ctrl-], as telnet has it.
const GROUP_SEPARATOR: u8 = 0x1d;

/// Standard input, read as it comes.
pub(super) struct Keyboard {
    pressed: mpsc::Receiver<Vec<u8>>,
    /// What was looked at and not yet taken.
    ahead: Option<Vec<u8>>,
}

impl Keyboard {
    /// Begins to read; `waiting` pieces may wait to be taken. The thread ends with the input, or with the process.
    pub(super) fn listen(waiting: usize) -> Self {
        let (press, pressed) = mpsc::channel(waiting);
        thread::spawn(move || {
            let mut input = std::io::stdin().lock();
            let mut piece = [0; PIECE];
            // An input that fails has ended.
            while let Ok(length @ 1..) = input.read(&mut piece) {
                let keys = piece.get(..length).unwrap_or_default().to_vec();
                if press.blocking_send(keys).is_err() {
                    break;
                }
            }
        });
        Self { pressed, ahead: None }
    }

    /// What was typed next; none when the input has ended. Cancel-safe.
    pub(super) async fn next(&mut self) -> Option<Vec<u8>> {
        match self.ahead.take() {
            Some(keys) => Some(keys),
            None => self.pressed.recv().await,
        }
    }

    /// Waits until something is typed, and takes nothing. Never ends when nothing comes any more.
    pub(super) async fn touched(&mut self) {
        if self.ahead.is_none() {
            self.ahead = self.pressed.recv().await;
        }
        if self.ahead.is_none() {
            std::future::pending::<()>().await;
        }
    }
}

/// Finds the keys that end a session: `~.` at the beginning of a line, `~~` for a tilde there, and Ctrl-].
#[derive(Debug)]
pub(super) struct Escape {
    line_begins: bool,
    /// A tilde began the line and is held back.
    tilde: bool,
}

impl Escape {
    pub(super) fn new() -> Self {
        Self {
            line_begins: true,
            tilde: false,
        }
    }

    /// What of these keys is for the device, and whether they end the session.
    pub(super) fn sift(&mut self, keys: &[u8]) -> (Vec<u8>, bool) {
        let mut meant = Vec::with_capacity(keys.len());
        for &key in keys {
            if key == GROUP_SEPARATOR {
                return (meant, true);
            }
            if std::mem::take(&mut self.tilde) {
                match key {
                    b'.' => return (meant, true),
                    b'~' => {}
                    _ => meant.push(b'~'),
                }
            } else if key == b'~' && self.line_begins {
                self.tilde = true;
                continue;
            }
            meant.push(key);
            self.line_begins = matches!(key, b'\r' | b'\n');
        }
        (meant, false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn sifted(keys: &str, meant: &str, ends: bool) {
        for length in [1, usize::MAX] {
            let mut escape = Escape::new();
            let mut sent = Vec::new();
            let mut ended = false;
            for piece in keys.as_bytes().chunks(length.min(keys.len())) {
                if !ended {
                    let (more, end) = escape.sift(piece);
                    sent.extend(more);
                    ended = end;
                }
            }
            assert_eq!(
                (String::from_utf8(sent).unwrap().as_str(), ended),
                (meant, ends),
                "{keys:?}"
            );
        }
    }

    #[test]
    fn a_tilde_and_a_dot_at_the_beginning_of_a_line_end_the_session() {
        sifted("~.", "", true);
        sifted("show\r~.more", "show\r", true);
        sifted("a~.", "a~.", false);
        sifted("~~.", "~.", false);
        sifted("~x~.", "~x~.", false);
        sifted("\r~\r~.", "\r~\r", true);
    }

    #[test]
    fn so_does_control_and_a_bracket_anywhere() {
        sifted("show\x1dmore", "show", true);
        sifted("~\x1d", "", true);
    }

    #[tokio::test]
    async fn a_touched_key_is_still_there() {
        let (press, pressed) = mpsc::channel(4);
        let mut keyboard = Keyboard { pressed, ahead: None };
        press.send(b"x".to_vec()).await.unwrap();
        keyboard.touched().await;
        keyboard.touched().await;
        drop(press);
        assert_eq!(keyboard.next().await.as_deref(), Some(&b"x"[..]));
        assert_eq!(keyboard.next().await, None);
    }
}
