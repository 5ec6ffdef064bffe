//! Which of many commands was typed, found in one pass over it. Knows no index and no template.

use std::sync::Mutex;

use regex_automata::hybrid::dfa::Cache;

use crate::index::CommandPattern;
use crate::pattern::{Alphabet, Encoder, Matcher, Pattern, PatternError, Scratch, Slots};
use crate::state::{Candidates, Sieve};

/// Many command patterns in a fixed order, as one automaton. It can be used from many threads.
#[derive(Debug)]
pub struct CommandSet {
    alphabet: Alphabet,
    /// Absent when there are no patterns.
    sieve: Option<Sieve>,
    /// For each pattern; absent where the automaton is certain.
    matchers: Vec<Option<Matcher>>,
    /// What the automaton has learnt, for one caller at a time.
    caches: Mutex<Vec<Cache>>,
}

impl CommandSet {
    /// Joins the patterns in this order. Fails only if all of them together are too large.
    pub fn new<'p>(patterns: impl IntoIterator<Item = &'p CommandPattern>) -> Result<Self, PatternError> {
        let patterns: Vec<&Pattern> = patterns.into_iter().map(|command| &command.pattern).collect();
        let alphabet = Pattern::alphabet(patterns.iter().copied())?;
        let mut sieves = Vec::with_capacity(patterns.len());
        let mut matchers = Vec::with_capacity(patterns.len());
        for pattern in &patterns {
            let (sieve, certain) = pattern.sieve(&alphabet);
            sieves.push(sieve);
            matchers.push(if certain {
                None
            } else {
                Some(pattern.matcher(&alphabet, &[])?)
            });
        }
        let first_only = matchers.iter().all(Option::is_none);
        let sieve = if sieves.is_empty() {
            None
        } else {
            Some(Sieve::new(&sieves, first_only)?)
        };
        Ok(Self {
            alphabet,
            sieve,
            matchers,
            caches: Mutex::default(),
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
        let sieve = self.sieve.as_ref()?;
        let mut encoder = Encoder::default();
        let text = encoder.text(typed, typed.is_ascii(), &self.alphabet);
        let kept = self.caches.lock().ok().and_then(|mut all| all.pop());
        let mut cache = kept.unwrap_or_else(|| sieve.cache());
        let mut candidates = Candidates::default();
        sieve.matches(&mut cache, text.bytes, &mut candidates);
        if let Ok(mut all) = self.caches.lock() {
            all.push(cache);
        }
        let mut next = 0;
        while let Some(place) = candidates.next(next) {
            let matched = self.matchers[place].as_ref().is_none_or(|matcher| {
                matcher
                    .captures(&text, &mut Scratch::default(), &mut Slots::new())
                    .unwrap_or(false)
            });
            if matched {
                return Some(place);
            }
            next = place + 1;
        }
        None
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
