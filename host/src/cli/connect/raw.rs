//! The person's terminal: raw while a device's is joined to it, and as it was afterwards.

use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetwinsize, tcsetattr};
use std::io;

/// The terminal of standard input in raw mode: each key is given as it is pressed, and nothing is shown by itself.
/// Dropping it, in a panic too, gives the terminal back as it was.
pub(super) struct RawMode {
    before: Termios,
}

impl RawMode {
    /// # Errors
    /// When standard input is no terminal that obeys.
    pub(super) fn enter() -> io::Result<Self> {
        let before = tcgetattr(io::stdin())?;
        let mut raw = before.clone();
        raw.make_raw();
        // Not flushed: what was typed ahead is meant for the device.
        tcsetattr(io::stdin(), OptionalActions::Drain, &raw)?;
        Ok(Self { before })
    }
}

impl Drop for RawMode {
    fn drop(&mut self) {
        // A terminal that is gone needs nothing.
        let _ = tcsetattr(io::stdin(), OptionalActions::Drain, &self.before);
    }
}

/// Columns and rows of the terminal of standard input; none where it does not say.
pub(super) fn size() -> Option<(u16, u16)> {
    let size = tcgetwinsize(io::stdin()).ok()?;
    (size.ws_col > 0 && size.ws_row > 0).then_some((size.ws_col, size.ws_row))
}
