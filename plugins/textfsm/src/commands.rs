//! Which of many commands was typed, found in one pass over it. Knows no index and no template.

use crate::index::CommandPattern;
use crate::pattern::{Alphabet, Encoder, Machine, Matcher, Parts, Pattern, PatternError, Sets, Slots};
use crate::sieve::{self, Sieve};

/// Many command patterns in a fixed order, as one automaton. It can be used from many threads.
#[derive(Debug, Clone)]
pub struct CommandSet {
    alphabet: Alphabet,
    sets: Sets,
    sieve: Sieve,
    matchers: Vec<Matcher>,
}

impl CommandSet {
    /// Joins the patterns in this order. Fails only if all of them together are too large.
    pub fn new<'p>(patterns: impl IntoIterator<Item = &'p CommandPattern>) -> Result<Self, PatternError> {
        let patterns: Vec<&Pattern> = patterns.into_iter().map(|command| &command.pattern).collect();
        if patterns.len() > sieve::MAX_PATTERNS {
            return Err(PatternError::new("there are too many commands", 0));
        }
        let alphabet = Pattern::alphabet(patterns.iter().copied())?;
        let mut sets = Sets::default();
        let parts: Vec<(Parts, bool)> = patterns
            .iter()
            .map(|pattern| (pattern.parts(&alphabet), false))
            .collect();
        let matchers = patterns
            .iter()
            .map(|pattern| pattern.matcher(&alphabet, &mut sets, &[]))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            alphabet,
            sieve: Sieve::new(&parts),
            sets,
            matchers,
        })
    }

    /// The number of patterns.
    pub fn len(&self) -> usize {
        self.matchers.len()
    }

    pub fn is_empty(&self) -> bool {
        self.matchers.is_empty()
    }

    /// The place of the first pattern that matches from the start of what was typed: the one for which
    /// [`CommandPattern::matches`] is true.
    pub fn find(&self, typed: &str) -> Option<usize> {
        let mut encoder = Encoder::default();
        let text = encoder.text(typed, typed.is_ascii(), &self.alphabet);
        let mut machine = Machine::default();
        let matches = |pattern: usize| {
            self.matchers[pattern]
                .captures(&text, &self.sets, &mut machine, &mut Slots::new())
                .unwrap_or(false)
        };
        let candidates = self.sieve.candidates(text.bytes).iter();
        candidates
            .map(|candidate| (candidate.pattern(), candidate.is_certain()))
            .scan(matches, |matches, (pattern, certain)| {
                Some((certain || matches(pattern)).then_some(pattern))
            })
            .flatten()
            .next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(patterns: &[&str]) -> (Vec<CommandPattern>, CommandSet) {
        let patterns: Vec<CommandPattern> = patterns
            .iter()
            .map(|pattern| CommandPattern::compile(pattern).unwrap())
            .collect();
        let set = CommandSet::new(&patterns).unwrap();
        (patterns, set)
    }

    #[test]
    fn the_first_of_many_is_found_as_if_each_were_tried() {
        let (patterns, set) = set(&[
            "sh[[ow]] ip int[[erface]] br[[ief]]$",
            "sh[[ow]] ip int[[erface]]",
            "sh[[ow]] (?!run)\\w+",
            "sh[[ow]] run[[ning]]|sh[[ow]] conf[[ig]]",
            "p\u{e9}\\w+",
            "sh[[ow]]",
        ]);
        assert_eq!(set.len(), 6);
        for typed in [
            "show ip interface brief",
            "sh ip int br",
            "sh ip int brief x",
            "show version",
            "show run",
            "sho conf",
            "show ",
            "p\u{e9}\u{e8}",
            "p\u{e9}",
            "ping",
            "",
        ] {
            let wanted = patterns.iter().position(|pattern| pattern.matches(typed));
            assert_eq!(set.find(typed), wanted, "{typed}");
        }
    }

    #[test]
    fn of_no_patterns_none_is_found() {
        let (_, set) = set(&[]);
        assert!(set.is_empty());
        assert_eq!(set.find("show version"), None);
    }
}
