//! Who is there? The questions before the first prompt, without I/O: keys go in, and what the terminal shows comes
//! out.

use crate::lab::line::{Echo, LineEditor, Typed};

/// Wrong logins before it hangs up, as IOS does.
const TRIES: u8 = 3;

/// Where a login stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It asks for something.
    Asks,
    LetIn,
    HangsUp,
}

#[derive(Debug, Default)]
pub(super) struct Login {
    editor: LineEditor,
    /// Once it was told.
    username: Option<String>,
    refusals: u8,
    was_refused: bool,
}

impl Login {
    /// What is asked first.
    pub const QUESTION: &'static [u8] = b"\r\n\r\nUser Access Verification\r\n\r\nUsername: ";

    /// Takes one key; what the terminal shows of it is appended to `screen`.
    pub fn key(
        &mut self,
        key: u8,
        lets_in: impl FnOnce(&str, &str) -> bool,
        screen: &mut Vec<u8>,
    ) -> Outcome {
        self.was_refused = false;
        let shown = match self.username {
            None => Echo::Everything,
            Some(_) => Echo::LineEndings,
        };
        let Some(typed) = self.editor.key(key, shown, screen) else {
            return Outcome::Asks;
        };
        let Typed::Line(line) = typed else {
            self.username = None;
            screen.extend_from_slice(b"Username: ");
            return Outcome::Asks;
        };
        let Some(username) = self.username.take() else {
            if line.is_empty() {
                screen.extend_from_slice(b"Username: ");
            } else {
                self.username = Some(line);
                screen.extend_from_slice(b"Password: ");
            }
            return Outcome::Asks;
        };
        if lets_in(&username, &line) {
            screen.extend_from_slice(b"\r\n");
            return Outcome::LetIn;
        }
        self.refusals += 1;
        self.was_refused = true;
        screen.extend_from_slice(b"% Login invalid\r\n\r\n");
        if self.refusals < TRIES {
            screen.extend_from_slice(b"Username: ");
            Outcome::Asks
        } else {
            Outcome::HangsUp
        }
    }

    /// Whether the last key brought a refusal.
    pub fn was_refused(&self) -> bool {
        self.was_refused
    }
}
