//! Which characters do something on a terminal other than stand there. Shared by what shows text and what refuses names.

/// Control characters, those of C1 among them, and the characters that reorder or break lines unseen. Line ends and tabs are
/// not: where they matter they are looked for.
pub(crate) fn is_unsafe(character: char) -> bool {
    match character {
        '\n' | '\t' => false,
        // Bidirectional marks, overrides and isolates, and Unicode's own line ends.
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        other => other.is_control(),
    }
}
