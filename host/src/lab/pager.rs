//! Output that is held back until the reader asks for more.

/// What is shown while there is more. IOS writes it with these very spaces.
pub(super) const MORE: &[u8] = b" --More-- ";
/// How IOS takes it away again: back over it but for the first column, blanks, and back.
pub(super) const WIPE: &[u8] =
    b"\x08\x08\x08\x08\x08\x08\x08\x08\x08        \x08\x08\x08\x08\x08\x08\x08\x08\x08";

/// An output and how much of it has been shown.
#[derive(Debug)]
pub(super) struct Pager {
    output: Vec<u8>,
    shown: usize,
}

impl Pager {
    pub fn new(output: Vec<u8>) -> Self {
        Self { output, shown: 0 }
    }

    /// The next `lines` lines.
    pub fn turn(&mut self, lines: usize) -> &[u8] {
        let rest = &self.output[self.shown..];
        let end = rest
            .iter()
            .enumerate()
            .filter(|(_, byte)| **byte == b'\n')
            .nth(lines.saturating_sub(1))
            .map_or(rest.len(), |(newline, _)| newline + 1);
        self.shown += end;
        &rest[..end]
    }

    pub fn is_done(&self) -> bool {
        self.shown == self.output.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_together_are_the_output() {
        let mut pager = Pager::new(b"one\r\ntwo\r\nthree\r\nfour".to_vec());
        assert_eq!(pager.turn(2), b"one\r\ntwo\r\n");
        assert!(!pager.is_done());
        assert_eq!(pager.turn(1), b"three\r\n");
        assert_eq!(pager.turn(5), b"four");
        assert!(pager.is_done());
    }
}
