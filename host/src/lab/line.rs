//! What a device's terminal does with keys before a command line is complete: echo, and a little editing.

/// Longest line that is kept, in bytes; keys beyond it ring the bell, as on a real device.
const MAX_LINE: usize = 1024;

const INTERRUPT: u8 = 0x03;
const BELL: u8 = 0x07;
const BACKSPACE: u8 = 0x08;
const ERASE_LINE: u8 = 0x15;
const ERASE_WORD: u8 = 0x17;
const END: u8 = 0x1a;
const DELETE: u8 = 0x7f;

/// What a key completed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Typed {
    Line(String),
    /// Ctrl-C.
    Interrupt,
    /// Ctrl-Z.
    End,
}

/// What the terminal shows of what is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Echo {
    Everything,
    /// As of a secret.
    LineEndings,
    Nothing,
}

/// The line being typed.
#[derive(Debug, Default)]
pub(super) struct LineEditor {
    text: Vec<u8>,
    after_return: bool,
}

impl LineEditor {
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Takes one key; what the terminal shows of it is appended to `screen`.
    pub fn key(&mut self, key: u8, echo: Echo, screen: &mut Vec<u8>) -> Option<Typed> {
        let mut shown = Vec::new();
        let typed = self.take(key, &mut shown);
        if echo == Echo::Everything || (echo == Echo::LineEndings && typed.is_some()) {
            screen.extend_from_slice(&shown);
        }
        typed
    }

    fn take(&mut self, key: u8, echo: &mut Vec<u8>) -> Option<Typed> {
        let after_return = std::mem::replace(&mut self.after_return, key == b'\r');
        match key {
            // The second half of a line ending of two characters.
            b'\n' if after_return => None,
            b'\r' | b'\n' => {
                echo.extend_from_slice(b"\r\n");
                let line = String::from_utf8_lossy(&self.text).into_owned();
                self.text.clear();
                Some(Typed::Line(line))
            }
            INTERRUPT => {
                echo.extend_from_slice(b"\r\n");
                self.text.clear();
                Some(Typed::Interrupt)
            }
            END => {
                echo.extend_from_slice(b"^Z\r\n");
                self.text.clear();
                Some(Typed::End)
            }
            BACKSPACE | DELETE => {
                self.erase(1, echo);
                None
            }
            ERASE_LINE => {
                self.erase(self.text.len(), echo);
                None
            }
            ERASE_WORD => {
                let kept = self.text.trim_ascii_end();
                let start = kept
                    .iter()
                    .rposition(|&byte| byte == b' ')
                    .map_or(0, |space| space + 1);
                self.erase(self.text.len() - start, echo);
                None
            }
            // Other control characters, among them the rest of an arrow key's sequence, do nothing here.
            0..b' ' => None,
            _ if self.text.len() >= MAX_LINE => {
                echo.push(BELL);
                None
            }
            _ => {
                self.text.push(key);
                echo.push(key);
                None
            }
        }
    }

    fn erase(&mut self, count: usize, echo: &mut Vec<u8>) {
        for _ in 0..count.min(self.text.len()) {
            self.text.pop();
            echo.extend_from_slice(b"\x08 \x08");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn type_all(keys: &[u8]) -> (Vec<Typed>, Vec<u8>) {
        let mut editor = LineEditor::default();
        let mut echo = Vec::new();
        let typed = keys
            .iter()
            .filter_map(|&key| editor.key(key, Echo::Everything, &mut echo))
            .collect();
        (typed, echo)
    }

    #[test]
    fn every_line_ending_ends_one_line() {
        for keys in ["show clock\r", "show clock\n", "show clock\r\n"] {
            let (typed, echo) = type_all(keys.as_bytes());
            assert_eq!(typed, [Typed::Line("show clock".into())], "{keys:?}");
            assert_eq!(echo, b"show clock\r\n");
        }
        assert_eq!(type_all(b"\n\n").0.len(), 2);
    }

    #[test]
    fn erased_keys_are_erased_on_the_screen_too() {
        let (typed, echo) = type_all(b"shx\x7fow\r");
        assert_eq!(typed, [Typed::Line("show".into())]);
        assert_eq!(echo, b"shx\x08 \x08ow\r\n");
        assert_eq!(type_all(b"show me \x17it\r").0, [Typed::Line("show it".into())]);
        assert_eq!(type_all(b"nonsense\x15ok\r").0, [Typed::Line("ok".into())]);
    }

    #[test]
    fn an_endless_line_stays_bounded() {
        let (typed, echo) = type_all(&[vec![b'x'; 5000], b"\r".to_vec()].concat());
        assert_eq!(typed, [Typed::Line("x".repeat(MAX_LINE))]);
        assert!(echo.contains(&BELL));
    }
}
