//! "Did you mean": the known names that are nearest to one that is not known.

/// As many names as a person reads in a hint.
const MOST: usize = 3;

/// The candidate nearest to `wanted`, if one is near enough to be a slip of the fingers.
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    few(wanted, candidates).into_iter().next()
}

/// Up to three candidates that are near enough, the nearest first, equals in the order given.
pub fn few<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let wanted: Vec<char> = wanted.to_lowercase().chars().collect();
    // One slip in a short word, two in a middling one, never more than three.
    let furthest = (wanted.len() / 3).clamp(1, 3);
    let mut found: Vec<(usize, &str)> = Vec::new();
    for candidate in candidates {
        let letters: Vec<char> = candidate.to_lowercase().chars().collect();
        if letters.len().abs_diff(wanted.len()) > furthest {
            continue;
        }
        let distance = distance(&wanted, &letters);
        // A word that shares no letter with another is not a slip of it, however short.
        if distance <= furthest && distance < letters.len().max(wanted.len()) {
            found.push((distance, candidate));
        }
    }
    found.sort_by_key(|&(distance, _)| distance);
    found.truncate(MOST);
    found.into_iter().map(|(_, candidate)| candidate).collect()
}

/// "did you mean `a`, `b` or `c`?"; empty when there is nothing to suggest.
pub fn question(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => format!("did you mean {one}?"),
        [first @ .., last] => format!("did you mean {} or {last}?", first.join(", ")),
    }
}

/// Letters to insert, remove, replace or swap with their neighbour (optimal string alignment).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let same = a[i - 1] == b[j - 1];
            row[j] = (last[j - 1] + usize::from(!same))
                .min(last[j] + 1)
                .min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before_last[j - 2] + 1);
            }
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 5] = ["host", "port", "platform", "username", "password"];

    #[test]
    fn a_slip_of_the_fingers_finds_its_word() {
        for (wanted, meant) in [
            ("prot", "port"),
            ("Port", "port"),
            ("usrname", "username"),
            ("pasword", "password"),
        ] {
            assert_eq!(nearest(wanted, KEYS), Some(meant), "{wanted}");
        }
    }

    #[test]
    fn a_different_word_finds_nothing() {
        for wanted in ["colour", "x", "", "passphrases", "platforms-of-all-kinds"] {
            assert_eq!(nearest(wanted, KEYS), None, "{wanted}");
        }
    }

    #[test]
    fn several_are_given_the_nearest_first() {
        assert_eq!(
            few("core1", ["edge1", "core11", "core1a", "core-2", "cor1", "core2"]),
            ["core11", "core1a", "cor1"]
        );
        assert_eq!(
            question(
                &few("r9", ["r8", "r7"])
                    .iter()
                    .map(|n| format!("`{n}`"))
                    .collect::<Vec<_>>()
            ),
            "did you mean `r8` or `r7`?"
        );
    }
}
