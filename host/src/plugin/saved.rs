//! A saved output, as a session would hand it out: what `nethost parse` and a driver's fixtures go through.

/// Decodes as a session does, UTF-8 or else Latin-1, and ends each line with `"\n"`.
pub fn text(bytes: Vec<u8>) -> String {
    let text = String::from_utf8(bytes)
        .unwrap_or_else(|e| e.into_bytes().iter().map(|byte| char::from(*byte)).collect());
    if text.contains("\r\n") {
        text.replace("\r\n", "\n")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn lines_end_as_a_session_ends_them_and_bytes_become_text() {
        assert_eq!(text(b"one\r\ntwo\n".to_vec()), "one\ntwo\n");
        assert_eq!(text("Zürich\n".into()), "Zürich\n");
        assert_eq!(text(b"Z\xfcrich\n".to_vec()), "Zürich\n");
    }
}
