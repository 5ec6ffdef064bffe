//! Finds, of many patterns, those that can match a text, in one pass over its beginning.
//!
//! An automaton over all patterns at once, built when the patterns are compiled and only read afterwards. It
//! reads a text until no more than one pattern is undecided: what remains is a matter between that pattern
//! and the text. Where the automaton would become large it stops, and names more than one.
//! Knows neither rules nor templates.

mod table;

use std::collections::HashMap;

use table::{Rows, Table};

use crate::pattern::{ByteSet, Part, Parts};

/// How many states an automaton may have. More tell few more texts apart, and take memory, which
/// is dear where a snapshot is made of it.
const MAX_STATES: usize = 512;

/// How many parts of patterns the states may hold together while the automaton is built, which bounds the time
/// that building takes: a few milliseconds.
const MAX_PARTS: usize = 1 << 16;

/// In the table, what is an outcome and not a state.
const OUTCOME: u16 = 0x8000;

/// How many patterns there may be: the outcomes name them in 15 bits.
pub const MAX_PATTERNS: usize = 0x7fff;

/// A pattern that can match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Candidate(u16);

impl Candidate {
    fn new(pattern: usize, certain: bool) -> Self {
        let number = u16::try_from(pattern).unwrap_or(0x7fff);
        Self(number << 1 | u16::from(!certain))
    }

    /// Its place among the patterns.
    pub fn pattern(self) -> usize {
        usize::from(self.0 >> 1)
    }

    /// Whether it does match; otherwise it may.
    pub fn is_certain(self) -> bool {
        self.0 & 1 == 0
    }
}

/// The automaton.
#[derive(Debug, Clone)]
pub struct Sieve {
    table: Table,
    /// Where the candidates of each outcome begin; one more stands for the end of the last.
    outcomes: Box<[u32]>,
    candidates: Box<[Candidate]>,
}

impl Sieve {
    /// Builds it for patterns, each with the answer to whether patterns after it matter where it matches. There
    /// must not be more than [`MAX_PATTERNS`].
    pub fn new(patterns: &[(Parts, bool)]) -> Self {
        Builder::new(patterns).build()
    }

    /// The patterns that can match at the start of the text, in their order. None after the first
    /// that matches for certain and ends the search.
    #[inline]
    pub fn candidates(&self, text: &[u8]) -> &[Candidate] {
        let outcome = self.table.outcome(text);
        &self.candidates[self.outcomes[outcome] as usize..self.outcomes[outcome + 1] as usize]
    }
}

/// What a state stands for: the parts that wait for a byte or the end, and the patterns that matched.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct Situation {
    waiting: Vec<u32>,
    matched: Vec<Candidate>,
}

struct Builder<'p> {
    patterns: &'p [(Parts, bool)],
    /// The parts of all patterns.
    parts: Vec<Part>,
    /// The pattern of each part.
    owners: Vec<usize>,
    /// A byte of each kind: bytes that no pattern tells apart are of one kind.
    samples: Vec<u8>,
    kinds: Box<[u8; 256]>,
    states: Vec<Situation>,
    numbers: HashMap<Situation, u16>,
    held: usize,
    outcomes: Vec<Vec<Candidate>>,
    outcome_numbers: HashMap<Vec<Candidate>, u16>,
    /// For each part the last search that came to it.
    seen: Vec<u32>,
    search: u32,
}

/// What stands beside a place, for what looks at it.
#[derive(Clone, Copy)]
struct Beside {
    start: bool,
    end: bool,
}

impl<'p> Builder<'p> {
    fn new(patterns: &'p [(Parts, bool)]) -> Self {
        let mut parts = Vec::new();
        let mut owners = Vec::new();
        for (owner, (pattern, _)) in patterns.iter().enumerate() {
            let base = parts.len();
            parts.extend(pattern.all.iter().map(|part| match *part {
                Part::Byte(set, next) => Part::Byte(set, next + base),
                Part::Either(one, other) => Part::Either(one + base, other + base),
                Part::Start(next) => Part::Start(next + base),
                Part::End(next) => Part::End(next + base),
                Part::Match => Part::Match,
            }));
            owners.resize(parts.len(), owner);
        }
        let (kinds, samples) = kinds(&parts);
        Self {
            patterns,
            seen: vec![0; parts.len()],
            search: 0,
            parts,
            owners,
            samples,
            kinds,
            states: Vec::new(),
            numbers: HashMap::new(),
            held: 0,
            outcomes: Vec::new(),
            outcome_numbers: HashMap::new(),
        }
    }

    fn build(mut self) -> Sieve {
        let mut first = Vec::with_capacity(self.patterns.len());
        let mut base = 0;
        for (pattern, _) in self.patterns {
            first.push(base + pattern.first);
            base += pattern.all.len();
        }
        let beside = Beside {
            start: true,
            end: false,
        };
        // The first outcome is true of every text: each pattern may match.
        let all = (0..self.patterns.len()).map(|pattern| Candidate::new(pattern, false));
        self.outcomes.push(all.collect());
        let start = self.situation(first, Vec::new(), beside);
        let start = self.entry(start);
        // No later situation is this one: what is at the start of the text is not seen in it.
        self.numbers.clear();
        let mut rows = Vec::new();
        let mut number = 0;
        while number < self.states.len() {
            let state = self.states[number].clone();
            let mut row = Vec::with_capacity(self.samples.len() + 1);
            for kind in 0..self.samples.len() {
                let byte = self.samples[kind];
                let next = state
                    .waiting
                    .iter()
                    .filter_map(|part| match self.parts[*part as usize] {
                        Part::Byte(set, next) if set.holds(byte) => Some(next),
                        _ => None,
                    });
                let next: Vec<usize> = next.collect();
                let beside = Beside {
                    start: false,
                    end: false,
                };
                let next = self.situation(next, state.matched.clone(), beside);
                row.push(self.entry(next));
            }
            let beside = Beside {
                start: number == 0,
                end: true,
            };
            let waiting = state.waiting.iter().map(|part| *part as usize).collect();
            let at_end = self.situation(waiting, state.matched, beside);
            let outcome = self.outcome(&Situation {
                waiting: Vec::new(),
                matched: at_end.matched,
            });
            row.push(outcome);
            rows.push(row);
            number += 1;
        }
        let mut places = vec![0];
        let mut candidates = Vec::new();
        for outcome in &self.outcomes {
            candidates.extend_from_slice(outcome);
            places.push(u32::try_from(candidates.len()).unwrap_or(u32::MAX));
        }
        Sieve {
            table: Table::new(Rows {
                kinds: self.kinds,
                start,
                of_states: rows,
            }),
            outcomes: places.into(),
            candidates: candidates.into(),
        }
    }

    /// What is there after these parts were come to.
    fn situation(&mut self, from: Vec<usize>, matched: Vec<Candidate>, beside: Beside) -> Situation {
        self.search += 1;
        let mut situation = Situation {
            waiting: Vec::new(),
            matched,
        };
        let mut open = from;
        while let Some(place) = open.pop() {
            if std::mem::replace(&mut self.seen[place], self.search) == self.search {
                continue;
            }
            match self.parts[place] {
                Part::Byte(..) => situation.waiting.push(u32::try_from(place).unwrap_or(u32::MAX)),
                Part::Either(one, other) => open.extend([other, one]),
                Part::Start(next) => {
                    if beside.start {
                        open.push(next);
                    }
                }
                Part::End(next) => {
                    if beside.end {
                        open.push(next);
                    } else {
                        situation.waiting.push(u32::try_from(place).unwrap_or(u32::MAX));
                    }
                }
                Part::Match => {
                    let owner = self.owners[place];
                    let certain = self.patterns[owner].0.certain;
                    situation.matched.push(Candidate::new(owner, certain));
                }
            }
        }
        situation.matched.sort_unstable();
        situation.matched.dedup();
        let last = self.last(&situation.matched);
        situation.matched.retain(|candidate| candidate.pattern() <= last);
        let done = &situation.matched;
        situation.waiting.retain(|part| {
            let owner = self.owners[*part as usize];
            owner < last && !done.iter().any(|candidate| candidate.pattern() == owner)
        });
        situation.waiting.sort_unstable();
        situation
    }

    /// The first pattern that matches for certain and ends the search.
    fn last(&self, matched: &[Candidate]) -> usize {
        matched
            .iter()
            .find(|candidate| candidate.is_certain() && !self.patterns[candidate.pattern()].1)
            .map_or(usize::MAX, |candidate| candidate.pattern())
    }

    /// What stands in the table for it.
    fn entry(&mut self, situation: Situation) -> u16 {
        let mut owners = situation.waiting.iter().map(|part| self.owners[*part as usize]);
        let first = owners.next();
        let decided = first.is_none_or(|first| owners.all(|owner| owner == first));
        if decided {
            return self.outcome(&situation);
        }
        if let Some(number) = self.numbers.get(&situation) {
            return *number;
        }
        self.held += situation.waiting.len();
        let number = u16::try_from(self.states.len()).unwrap_or(OUTCOME);
        if self.states.len() >= MAX_STATES || self.held > MAX_PARTS {
            return self.outcome(&situation);
        }
        self.states.push(situation.clone());
        self.numbers.insert(situation, number);
        number
    }

    fn outcome(&mut self, situation: &Situation) -> u16 {
        let mut candidates = situation.matched.clone();
        for part in &situation.waiting {
            candidates.push(Candidate::new(self.owners[*part as usize], false));
        }
        candidates.sort_unstable();
        candidates.dedup();
        if let Some(number) = self.outcome_numbers.get(&candidates) {
            return *number;
        }
        let number = match u16::try_from(self.outcomes.len()) {
            Ok(number) if number < OUTCOME => number | OUTCOME,
            _ => return OUTCOME,
        };
        self.outcomes.push(candidates.clone());
        self.outcome_numbers.insert(candidates, number);
        number
    }
}

/// The kind of each byte, and a byte of each kind.
fn kinds(parts: &[Part]) -> (Box<[u8; 256]>, Vec<u8>) {
    let mut sets: Vec<&ByteSet> = Vec::new();
    for part in parts {
        if let Part::Byte(set, _) = part
            && !sets.contains(&set)
        {
            sets.push(set);
        }
    }
    let mut kinds = Box::new([0; 256]);
    let mut known: HashMap<Vec<bool>, u8> = HashMap::new();
    let mut samples = Vec::new();
    for byte in 0..=u8::MAX {
        let sort: Vec<bool> = sets.iter().map(|set| set.holds(byte)).collect();
        let kind = *known.entry(sort).or_insert_with(|| {
            samples.push(byte);
            u8::try_from(samples.len() - 1).unwrap_or(u8::MAX)
        });
        kinds[usize::from(byte)] = kind;
    }
    (kinds, samples)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::{Alphabet, Pattern};

    /// The candidates, those that only may match with a question mark.
    fn found(patterns: &[(&str, bool)], text: &str) -> Vec<String> {
        let read: Vec<Pattern> = patterns
            .iter()
            .map(|(pattern, _)| Pattern::parse(pattern).unwrap())
            .collect();
        let alphabet: Alphabet = Pattern::alphabet(read.iter()).unwrap();
        let parts: Vec<(Parts, bool)> = read
            .iter()
            .zip(patterns)
            .map(|(pattern, (_, leads_on))| (pattern.parts(&alphabet), *leads_on))
            .collect();
        Sieve::new(&parts)
            .candidates(text.as_bytes())
            .iter()
            .map(|candidate| {
                let doubt = if candidate.is_certain() { "" } else { "?" };
                format!("{}{doubt}", candidate.pattern())
            })
            .collect()
    }

    #[test]
    fn reading_stops_when_one_is_undecided() {
        let patterns = [
            ("^interface (\\S+)$", false),
            ("^\\s+ip .*", false),
            ("^$", false),
        ];
        assert_eq!(found(&patterns, "interface x"), ["0?"]);
        assert_eq!(found(&patterns, "inside"), ["0?"]);
        assert_eq!(found(&patterns, " ip"), ["1?"]);
        assert_eq!(found(&patterns, ""), ["2"]);
        assert!(found(&patterns, "x").is_empty());
    }

    #[test]
    fn what_follows_a_match_that_ends_the_search_is_not_named() {
        let patterns = [("^a", true), ("^ab", false), ("^abc", false), ("^.", false)];
        assert_eq!(found(&patterns, "abc"), ["0", "1"]);
        assert_eq!(found(&patterns, "ax"), ["0", "3"]);
    }

    #[test]
    fn the_start_and_the_end_are_seen_where_they_are() {
        let patterns = [
            ("^a$|^b", true),
            ("^a^b", true),
            ("^(?:a|$)*^", true),
            ("^(?:a|b)*$", true),
        ];
        assert_eq!(found(&patterns, "a"), ["0", "2", "3"]);
        assert_eq!(found(&patterns, "ab"), ["2", "3?"]);
        assert_eq!(found(&patterns, "bc"), ["0", "2", "3?"]);
    }

    #[test]
    fn what_only_may_match_is_said_to() {
        let patterns = [
            ("^a(?=b)", false),
            ("^a\\b", false),
            ("^(a)\\1", false),
            ("^ac", false),
        ];
        assert_eq!(found(&patterns, "ac"), ["0?", "1?", "2?", "3?"]);
    }

    #[test]
    fn a_large_automaton_stops_early_and_misses_nothing() {
        let many: Vec<String> = (0..40)
            .map(|number| format!("^(?:[a-m]+[n-z]*)+{}x", (b'a' + number % 26) as char))
            .collect();
        let patterns: Vec<(&str, bool)> = many.iter().map(|pattern| (pattern.as_str(), true)).collect();
        let text = "abnopqabcnabmnabcdefghijklmnopqrstuvwxyzx";
        let found = found(&patterns, text);
        assert!(
            found.iter().any(|candidate| candidate.starts_with("25")),
            "{found:?}"
        );
    }
}
