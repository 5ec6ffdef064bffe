//! The secrets that a driver finds in its own configurations: what it keeps with them, held against what it keeps without.

use super::secrets::REMOVED;

/// A shorter one is a word or a number that stands in many places.
const SHORTEST: usize = 4;

/// What stands in one text where the other says that something was removed. Nothing where they are not the same text
/// otherwise.
pub fn secrets(with: &str, without: &str) -> Vec<String> {
    if with.lines().count() != without.lines().count() {
        return Vec::new();
    }
    let lines = with.lines().zip(without.lines());
    let changed = lines.filter(|(whole, cut)| whole != cut);
    changed
        .filter_map(|(whole, cut)| of_line(whole, cut))
        .flatten()
        .collect()
}

fn of_line(whole: &str, cut: &str) -> Option<Vec<String>> {
    let removed = str::from_utf8(REMOVED).ok()?;
    let mut pieces = cut.split(removed);
    let mut rest = whole.strip_prefix(pieces.next()?)?;
    let mut found = Vec::new();
    let mut pieces = pieces.peekable();
    while let Some(piece) = pieces.next() {
        let end = if pieces.peek().is_none() {
            rest.len()
                .checked_sub(piece.len())
                .filter(|_| rest.ends_with(piece))?
        } else {
            rest.find(piece)?
        };
        let (secret, after) = (rest.get(..end)?, rest.get(end + piece.len()..)?);
        if secret.len() >= SHORTEST && !removed.contains(secret) {
            found.push(secret.to_owned());
        }
        rest = after;
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::secrets;

    #[test]
    fn what_a_driver_removes_is_a_secret() {
        let with = "host a\nset token abcdef\nuser jo pass Qx7! key Zk3:9 end\nlast line";
        let without = "host a\nset token <removed>\nuser jo pass <removed> key <removed> end\nlast line";
        assert_eq!(secrets(with, without), ["abcdef", "Qx7!", "Zk3:9"]);
    }

    #[test]
    fn nothing_is_learned_from_texts_that_are_not_the_same_otherwise() {
        assert!(secrets("a b\nc", "a <removed>").is_empty());
        assert!(secrets("key abcdef", "word <removed>").is_empty());
        assert!(secrets("key abcdef", "key <removed> more").is_empty());
        assert!(secrets("key abc", "key <removed>").is_empty(), "too short");
        assert!(secrets("key <removed>", "key <removed>").is_empty());
        assert!(secrets("", "").is_empty());
    }
}
