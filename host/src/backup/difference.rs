//! How many lines were added and removed from one text to another. Pure.

use std::collections::HashMap;

/// Edits up to which the fewest are looked for. Who changes more than so many lines at once does not count them one by one;
/// the time grows with their square.
const MOST_EDITS: usize = 2_000;

/// A change, in lines; a line that was edited counts as one removed and one added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    pub added: usize,
    pub removed: usize,
}

impl Difference {
    /// From `old` to `new`, by the fewest lines; of very large changes every line between the first and the last that differ.
    pub fn between(old: &str, new: &str) -> Self {
        let mut numbers = HashMap::new();
        let (old, new) = (numbered(old, &mut numbers), numbered(new, &mut numbers));
        let (old, new) = differing(&old, &new);
        match edits(old, new) {
            // Of `edits` lines, as many more were added as the new text is longer.
            Some(edits) => Self {
                added: (edits + new.len()).saturating_sub(old.len()) / 2,
                removed: (edits + old.len()).saturating_sub(new.len()) / 2,
            },
            None => Self {
                added: new.len(),
                removed: old.len(),
            },
        }
    }
}

/// Its lines, equal ones by the same number.
fn numbered<'t>(text: &'t str, numbers: &mut HashMap<&'t str, usize>) -> Vec<usize> {
    text.lines()
        .map(|line| {
            let next = numbers.len();
            *numbers.entry(line).or_insert(next)
        })
        .collect()
}

/// What stands between the lines that both begin and end with.
fn differing<'l>(old: &'l [usize], new: &'l [usize]) -> (&'l [usize], &'l [usize]) {
    let before = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let (old, new) = (
        old.get(before..).unwrap_or_default(),
        new.get(before..).unwrap_or_default(),
    );
    let both = old.iter().rev().zip(new.iter().rev());
    let behind = both.take_while(|(old, new)| old == new).count();
    (
        old.get(..old.len() - behind).unwrap_or_default(),
        new.get(..new.len() - behind).unwrap_or_default(),
    )
}

/// The fewest lines that must be taken out or put in; none where these are too many. Myers, "An O(ND) Difference Algorithm and
/// Its Variations", 1986: `furthest` holds, for each diagonal, how far in `old` so many edits reach.
fn edits(old: &[usize], new: &[usize]) -> Option<usize> {
    let most = (old.len() + new.len()).min(MOST_EDITS);
    let mut furthest = vec![0_usize; 2 * most + 2];
    // The diagonal `k` (place in `old` less place in `new`) stands at `k + most`.
    for edits in 0..=most {
        for step in 0..=edits {
            let diagonal = most + 2 * step - edits;
            let at = |diagonal: usize| furthest.get(diagonal).copied().unwrap_or_default();
            let down = step == 0 || (step != edits && at(diagonal - 1) < at(diagonal + 1));
            let mut x = match (edits, down) {
                (0, _) => 0,
                (_, true) => at(diagonal + 1),
                (_, false) => at(diagonal - 1) + 1,
            };
            // Out of the new text upwards: no such place.
            let Some(mut y) = (x + most).checked_sub(diagonal) else {
                continue;
            };
            while let (Some(one), Some(other)) = (old.get(x), new.get(y)) {
                if one != other {
                    break;
                }
                x += 1;
                y += 1;
            }
            if let Some(place) = furthest.get_mut(diagonal) {
                *place = x;
            }
            if x >= old.len() && y >= new.len() {
                return Some(edits);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn counted(old: &str, new: &str) -> (usize, usize) {
        let Difference { added, removed } = Difference::between(old, new);
        (added, removed)
    }

    #[test]
    fn lines_are_counted_by_the_fewest_edits() {
        assert_eq!(counted("", ""), (0, 0));
        assert_eq!(counted("", "a\nb\n"), (2, 0));
        assert_eq!(counted("a\nb\n", ""), (0, 2));
        assert_eq!(counted("a\nb\nc\n", "a\nx\nc\n"), (1, 1));
        assert_eq!(counted("a\nb\nc\nd\n", "b\nc\nd\ne\n"), (1, 1));
        assert_eq!(counted("!\na\n!\nb\n!\n", "!\nb\n!\na\n!\n"), (2, 2));
    }

    #[test]
    fn of_a_very_large_change_all_between_counts() {
        let text = |letter: char| (0..3000).fold(String::new(), |text, n| text + &format!("{letter}{n}\n"));
        assert_eq!(
            counted(
                &("same\n".to_owned() + &text('a')),
                &("same\n".to_owned() + &text('b'))
            ),
            (3000, 3000)
        );
    }

    /// The longest common subsequence by its plain definition.
    fn common(old: &[&str], new: &[&str]) -> usize {
        let mut lengths = vec![vec![0; new.len() + 1]; old.len() + 1];
        for (i, one) in old.iter().enumerate() {
            for (j, other) in new.iter().enumerate() {
                lengths[i + 1][j + 1] = if one == other {
                    lengths[i][j] + 1
                } else {
                    lengths[i][j + 1].max(lengths[i + 1][j])
                };
            }
        }
        lengths[old.len()][new.len()]
    }

    proptest! {
        #[test]
        fn as_the_longest_common_subsequence_has_it(old in "[abc\n]{0,40}", new in "[abc\n]{0,40}") {
            let (lines, others): (Vec<_>, Vec<_>) = (old.lines().collect(), new.lines().collect());
            let common = common(&lines, &others);
            prop_assert_eq!(counted(&old, &new), (others.len() - common, lines.len() - common));
        }
    }
}
