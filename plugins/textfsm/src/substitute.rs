//! Puts the values' patterns where a rule names them, as Python's `string.Template` does.

/// What stands at a dollar sign that names nothing.
#[derive(Debug, PartialEq, Eq)]
pub enum Mistake {
    /// A dollar sign that is neither doubled nor followed by a name.
    StrayDollar,
    /// The name of no value.
    UnknownValue(String),
}

/// `text` with `$NAME` and `${NAME}` replaced by what `lookup` gives for the name, and `$$` by `$`.
pub fn substitute<'a>(text: &str, lookup: impl Fn(&str) -> Option<&'a str>) -> Result<String, Mistake> {
    let mut out = String::with_capacity(text.len() * 2);
    let mut rest = text;
    while let Some(dollar) = rest.find('$') {
        out.push_str(&rest[..dollar]);
        rest = &rest[dollar + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            out.push('$');
            rest = after;
            continue;
        }
        let braced = rest.strip_prefix('{');
        let candidate = braced.unwrap_or(rest);
        let name = &candidate[..identifier_length(candidate)];
        let after = &candidate[name.len()..];
        let after = if braced.is_some() {
            after.strip_prefix('}')
        } else {
            Some(after)
        };
        match after {
            Some(after) if !name.is_empty() => {
                out.push_str(lookup(name).ok_or_else(|| Mistake::UnknownValue(name.to_owned()))?);
                rest = after;
            }
            _ => return Err(Mistake::StrayDollar),
        }
    }
    out.push_str(rest);
    Ok(out)
}

/// The length of the ASCII identifier at the start of `text`; 0 when none stands there.
fn identifier_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    match bytes.first() {
        Some(byte) if byte.is_ascii_alphabetic() || *byte == b'_' => bytes
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_')
            .count(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_port(text: &str) -> Result<String, Mistake> {
        substitute(text, |name| (name == "PORT").then_some("(?P<PORT>\\d+)"))
    }

    #[test]
    fn names_stand_with_and_without_braces() {
        assert_eq!(with_port("^a ${PORT}b$$").unwrap(), "^a (?P<PORT>\\d+)b$");
        assert_eq!(with_port("^$PORT x$$$$").unwrap(), "^(?P<PORT>\\d+) x$$");
        assert_eq!(with_port("^none").unwrap(), "^none");
    }

    #[test]
    fn a_dollar_that_names_nothing_is_a_mistake() {
        for text in ["^a$", "^$)", "^${PORT", "^${}", "^$1", "^${PO RT}"] {
            assert_eq!(with_port(text), Err(Mistake::StrayDollar), "{text}");
        }
        assert_eq!(with_port("^$PORTS"), Err(Mistake::UnknownValue("PORTS".into())));
        assert_eq!(with_port("^${port}"), Err(Mistake::UnknownValue("port".into())));
    }
}
