//! What a row is made of. Knows nothing of how it was found.

use smol_str::SmolStr;
use std::fmt::{self, Display, Write as _};

/// One value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// An ordinary value; empty when nothing was matched. What is short, as nearly every value is, stands in the cell
    /// itself: an allocation for each would take longer than to find them all.
    Text(SmolStr),
    /// A `List` value, in the order of its matches.
    List(Vec<Item>),
}

/// One entry of a `List` value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// The text that was matched.
    Text(SmolStr),
    /// The value stood in the rule, but took no part in its match.
    None,
    /// The named groups inside the value's pattern, in their order, each with what it matched.
    Mapping(Vec<(String, Option<String>)>),
}

impl Cell {
    /// Whether there is nothing in it: an empty text, or a list without entries.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::List(items) => items.is_empty(),
        }
    }
}

/// As the reference implementation's table layer prints an entry: `None`, or a mapping in
/// Python's notation.
impl Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::None => f.write_str("None"),
            Self::Mapping(entries) => {
                f.write_char('{')?;
                for (position, (name, value)) in entries.iter().enumerate() {
                    if position > 0 {
                        f.write_str(", ")?;
                    }
                    quoted(f, name)?;
                    f.write_str(": ")?;
                    match value {
                        Some(value) => quoted(f, value)?,
                        None => f.write_str("None")?,
                    }
                }
                f.write_char('}')
            }
        }
    }
}

/// A string in Python's notation: single quotes unless it holds one and no double quote.
fn quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    f.write_char(quote)?;
    for c in text.chars() {
        match c {
            '\\' => f.write_str("\\\\")?,
            '\t' => f.write_str("\\t")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            c if c == quote => write!(f, "\\{c}")?,
            c if c.is_control() => write!(f, "\\x{:02x}", u32::from(c))?,
            c => f.write_char(c)?,
        }
    }
    f.write_char(quote)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_prints_as_the_table_layer_prints_it() {
        assert_eq!(Item::Text("a'b".into()).to_string(), "a'b");
        assert_eq!(Item::None.to_string(), "None");
        let mapping = Item::Mapping(vec![
            ("name".into(), Some("it's".into())),
            ("age".into(), None),
            ("both".into(), Some("'\"\\\u{7}".into())),
        ]);
        assert_eq!(
            mapping.to_string(),
            r#"{'name': "it's", 'age': None, 'both': '\'"\\\x07'}"#
        );
    }
}
