//! A line of an ssh configuration in words, split as OpenSSH does it.

/// A keyword and what stands behind it.
#[derive(Debug, PartialEq, Eq)]
pub struct Words {
    /// In lower case: keywords mean the same in any.
    pub keyword: String,
    pub written: String,
    pub arguments: Vec<String>,
}

/// The words of a line; none where it is empty or a comment.
pub fn split(line: &str) -> Result<Option<Words>, &'static str> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    let end = line
        .find(|c: char| c.is_whitespace() || c == '=')
        .unwrap_or(line.len());
    let (keyword, rest) = line.split_at(end);
    let rest = rest.trim_start();
    let rest = rest.strip_prefix('=').unwrap_or(rest);
    let arguments = arguments(rest)?;
    if arguments.is_empty() {
        return Err("nothing stands behind the keyword");
    }
    let written = keyword.trim_matches('"');
    Ok(Some(Words {
        keyword: written.to_ascii_lowercase(),
        written: written.to_owned(),
        arguments,
    }))
}

/// Words are separated by spaces; quotes of either kind keep them together, a backslash takes a quote, a backslash or a
/// space for what it is, and `#` before a word begins a comment.
fn arguments(text: &str) -> Result<Vec<String>, &'static str> {
    let mut words = Vec::new();
    let mut characters = text.chars().peekable();
    loop {
        while characters.next_if(|c| c.is_whitespace()).is_some() {}
        match characters.peek() {
            None | Some('#') => return Ok(words),
            Some(_) => {}
        }
        let mut word = String::new();
        let mut quote = None;
        while let Some(c) = characters.next_if(|c| quote.is_some() || !c.is_whitespace()) {
            match (c, quote) {
                ('\\', _) => {
                    let escaped = characters.next_if(|&next| {
                        matches!(next, '"' | '\'' | '\\') || (next == ' ' && quote.is_none())
                    });
                    word.push(escaped.unwrap_or('\\'));
                }
                ('"' | '\'', None) => quote = Some(c),
                (c, Some(open)) if c == open => quote = None,
                (c, _) => word.push(c),
            }
        }
        if quote.is_some() {
            return Err("a quote is not closed");
        }
        words.push(word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split_as_openssh_splits_them() {
        for (line, keyword, arguments) in [
            ("Port 22", "port", &["22"][..]),
            ("  PORT=22  ", "port", &["22"]),
            ("Port = 22 # the usual", "port", &["22"]),
            ("Port\t\"22\"\r", "port", &["22"]),
            ("IdentityFile \"~/my key\"", "identityfile", &["~/my key"]),
            ("IdentityFile '~/my key'", "identityfile", &["~/my key"]),
            (r"IdentityFile ~/my\ key", "identityfile", &["~/my key"]),
            (r#"User "a\"b""#, "user", &["a\"b"]),
            (r"User corp\ana", "user", &[r"corp\ana"]),
            ("User a#b", "user", &["a#b"]),
            ("Host a  b\t!c", "host", &["a", "b", "!c"]),
            ("User \"\"", "user", &[""]),
        ] {
            let words = split(line).unwrap_or_else(|problem| panic!("{line}: {problem}"));
            let words = words.unwrap_or_else(|| panic!("{line} has words"));
            assert_eq!(words.keyword, keyword, "{line}");
            assert_eq!(words.arguments, arguments, "{line}");
        }
    }

    #[test]
    fn comments_and_empty_lines_have_no_words_and_broken_lines_say_why() {
        for line in ["", "  \t", "# Port 22", "   #x"] {
            assert_eq!(split(line), Ok(None), "{line}");
        }
        for line in [
            "Port",
            "Port =",
            "Port # 22",
            "User \"ana",
            "User 'a\"",
            "User a\"b c",
        ] {
            assert!(split(line).is_err(), "{line}");
        }
    }
}
