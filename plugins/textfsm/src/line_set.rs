//! Patterns that are each tried on a whole line, and where their groups matched. Knows no template.

use crate::pattern::{Alphabet, Encoder, Machine, Matcher, Parts, Pattern, PatternError, Sets, Slots};
use crate::sieve::{self, Sieve};
use std::ops::Range;

/// Many patterns as one automaton. Each matches from the start of a line; what follows the match is not looked at. It can be
/// used from many threads.
#[derive(Debug, Clone)]
pub struct LineSet {
    alphabet: Alphabet,
    sets: Sets,
    sieve: Sieve,
    matchers: Vec<Matcher>,
}

/// A pattern reached its limit of steps on a line, and nobody knows whether it matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GaveUp {
    /// The place of the pattern.
    pub pattern: usize,
}

/// A mistake in one of the patterns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineSetError {
    /// Its place; none where all of them together are too large.
    pub pattern: Option<usize>,
    pub error: PatternError,
}

impl LineSet {
    /// Compiles the patterns, which are Python's.
    pub fn compile<P: AsRef<str>>(patterns: &[P]) -> Result<Self, LineSetError> {
        let parsed: Vec<Pattern> = patterns
            .iter()
            .enumerate()
            .map(|(place, pattern)| Pattern::parse(pattern.as_ref()).map_err(|error| at(Some(place), error)))
            .collect::<Result<_, _>>()?;
        if parsed.len() > sieve::MAX_PATTERNS {
            return Err(at(None, PatternError::new("there are too many patterns", 0)));
        }
        let alphabet = Pattern::alphabet(parsed.iter()).map_err(|error| at(None, error))?;
        let mut sets = Sets::default();
        // A pattern that matches does not end the search: several may take something of one line.
        let parts: Vec<(Parts, bool)> = parsed
            .iter()
            .map(|pattern| (pattern.parts(&alphabet), true))
            .collect();
        let matcher = |(place, pattern): (usize, &Pattern)| {
            let groups: Vec<usize> = (1..=pattern.groups()).collect();
            pattern
                .matcher(&alphabet, &mut sets, &groups)
                .map_err(|error| at(Some(place), error))
        };
        let matchers = parsed.iter().enumerate().map(matcher).collect::<Result<_, _>>()?;
        Ok(Self {
            sieve: Sieve::new(&parts),
            alphabet,
            sets,
            matchers,
        })
    }

    /// Whether one of the patterns matches. One that gives up does not.
    pub fn is_match(&self, line: &str) -> bool {
        let mut found = false;
        let mut slots = Slots::new();
        let ended = self.each(line, &mut slots, |_| {
            found = true;
            true
        });
        ended.is_ok() && found
    }

    /// What the groups of all patterns that match took of the line, in bytes, in its order; parts that overlap are one.
    pub fn groups(&self, line: &str) -> Result<Vec<Range<usize>>, GaveUp> {
        let mut taken: Vec<Range<usize>> = Vec::new();
        let mut slots = Slots::new();
        self.each(line, &mut slots, |slots| {
            let parts = slots.iter().flatten().filter(|(start, end)| start < end);
            taken.extend(parts.map(|&(start, end)| start..end));
            false
        })?;
        taken.sort_unstable_by_key(|part| (part.start, part.end));
        let mut joined: Vec<Range<usize>> = Vec::with_capacity(taken.len());
        for part in taken {
            match joined.last_mut() {
                Some(last) if part.start < last.end => last.end = last.end.max(part.end),
                _ => joined.push(part),
            }
        }
        Ok(joined)
    }

    /// Gives `take` the groups of each pattern that matches, until it has enough.
    fn each(
        &self,
        line: &str,
        slots: &mut Slots,
        mut take: impl FnMut(&Slots) -> bool,
    ) -> Result<(), GaveUp> {
        let mut encoder = Encoder::default();
        let text = encoder.text(line, line.is_ascii(), &self.alphabet);
        let mut machine = Machine::default();
        for candidate in self.sieve.candidates(text.bytes) {
            let pattern = candidate.pattern();
            let Some(matcher) = self.matchers.get(pattern) else {
                continue;
            };
            let fits = matcher
                .captures(&text, &self.sets, &mut machine, slots)
                .map_err(|_| GaveUp { pattern })?;
            if fits && take(slots) {
                return Ok(());
            }
        }
        Ok(())
    }
}

fn at(pattern: Option<usize>, error: PatternError) -> LineSetError {
    LineSetError { pattern, error }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken<'l>(patterns: &[&str], line: &'l str) -> Vec<&'l str> {
        let set = LineSet::compile(patterns).unwrap();
        let parts = set.groups(line).unwrap();
        parts.into_iter().map(|part| &line[part]).collect()
    }

    #[test]
    fn every_pattern_that_matches_takes_its_groups() {
        let patterns = [
            r"^username \S+ secret (\S+)",
            r".*\bkey (?:7 )?(\S+)",
            r"^username (\S+) secret (\S+)",
            "^nothing (here)",
        ];
        assert_eq!(taken(&patterns, "username a secret b key 7 c"), ["a", "b", "c"]);
        assert_eq!(taken(&patterns, "tacacs key c"), ["c"]);
        assert!(taken(&patterns, "hostname r1").is_empty());
        assert!(taken(&[], "x").is_empty());
    }

    #[test]
    fn what_groups_share_is_taken_once_and_places_are_those_of_the_line() {
        assert_eq!(taken(&["x(..)", "x.(..)", "(x(..))?"], "xabc"), ["xabc"]);
        assert_eq!(taken(&[r"^\S+ (\S+) (\S*)"], "é ü€ ö"), ["ü€", "ö"]);
    }

    #[test]
    fn a_line_may_match() {
        let set = LineSet::compile(&["^Building", "^! Last .* by"]).unwrap();
        assert!(set.is_match("Building configuration..."));
        assert!(set.is_match("! Last change by ops"));
        assert!(!set.is_match(" Building"));
        assert!(!set.is_match("! Last change"));
    }

    #[test]
    fn a_wrong_pattern_is_named_and_one_without_end_gives_up() {
        let error = LineSet::compile(&["a", "(b"]).unwrap_err();
        assert_eq!(error.pattern, Some(1));
        let set = LineSet::compile(&["a", r"^(x+x+)+\1\1y"]).unwrap();
        assert_eq!(set.groups(&"x".repeat(500)), Err(GaveUp { pattern: 1 }));
        assert!(!set.is_match(&"x".repeat(500)));
    }
}
