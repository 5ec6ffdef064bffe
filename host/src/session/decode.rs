//! Bytes to characters, one byte at a time: UTF-8, and Latin-1 for what is not UTF-8.
//!
//! Old gear sends descriptions and banners in whatever the operator's terminal used. A byte that cannot belong
//! to UTF-8 stands for itself, so that nothing is lost and nothing around it is disturbed.

/// Longest UTF-8 sequence, in bytes.
const LONGEST: usize = 4;

/// What is held back of a sequence that is not complete yet.
#[derive(Debug, Default)]
pub struct Decoder {
    held: [u8; LONGEST],
    len: usize,
}

impl Decoder {
    /// Whether no byte is held back.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Takes a byte that is not ASCII and gives the characters that are now certain.
    pub fn push(&mut self, byte: u8, emit: &mut dyn FnMut(char)) {
        self.held[self.len] = byte;
        self.len += 1;
        while self.len > 0 {
            match std::str::from_utf8(&self.held[..self.len]) {
                Ok(text) => {
                    text.chars().for_each(&mut *emit);
                    self.len = 0;
                }
                Err(error) if error.error_len().is_none() => return,
                Err(_) => self.give_up_one(emit),
            }
        }
    }

    /// No byte that continues the sequence is coming: what is held stands for itself.
    pub fn flush(&mut self, emit: &mut dyn FnMut(char)) {
        while self.len > 0 {
            self.give_up_one(emit);
        }
    }

    fn give_up_one(&mut self, emit: &mut dyn FnMut(char)) {
        emit(char::from(self.held[0]));
        self.held.copy_within(1..self.len, 0);
        self.len -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::Decoder;

    fn decode(bytes: &[u8]) -> String {
        let (mut decoder, mut text) = (Decoder::default(), String::new());
        for &byte in bytes {
            if byte.is_ascii() {
                decoder.flush(&mut |c| text.push(c));
                text.push(char::from(byte));
            } else {
                decoder.push(byte, &mut |c| text.push(c));
            }
        }
        decoder.flush(&mut |c| text.push(c));
        text
    }

    #[test]
    fn utf_8_is_utf_8() {
        assert_eq!(decode("Zürich – 東京 🚦".as_bytes()), "Zürich – 東京 🚦");
    }

    #[test]
    fn what_is_not_utf_8_is_latin_1() {
        assert_eq!(decode(b"Z\xfcrich, G\xf6teborg\xe9"), "Zürich, Göteborgé");
    }

    #[test]
    fn a_broken_sequence_does_not_swallow_what_follows() {
        assert_eq!(decode(b"\xe2\x82abc \xf0\x9f\xc3\xbc"), "â\u{82}abc ð\u{9f}ü");
    }
}
