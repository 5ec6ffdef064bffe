//! A state: rules, and one automaton over all of them that finds those which match a line in
//! one pass over it.

use regex_automata::hybrid::LazyStateID;
use regex_automata::hybrid::dfa::{Cache, Config, DFA};
use regex_automata::nfa::thompson::{self, NFA};
use regex_automata::{Anchored, Input, MatchKind};
use regex_syntax::hir::Hir;

use crate::pattern::{Matcher, PatternError};
use crate::rule::{LineOperator, RecordOperator};

/// How large the automaton of one state's rules may become, before determinisation.
const MAX_AUTOMATON_BYTES: usize = 16 << 20;

/// How much memory the automaton may use for what it has learnt. When it is full it starts anew,
/// so that less memory costs time, and never an answer.
const CACHE_BYTES: usize = 1 << 20;

/// A compiled rule.
#[derive(Debug)]
pub struct Rule {
    /// Its line in the template, counted from 1.
    pub line: usize,
    pub line_operator: LineOperator,
    pub record_operator: RecordOperator,
    pub target: Target,
    /// What `Error` says.
    pub message: Option<String>,
    /// Whether the state's automaton knows that it matches; otherwise it only may.
    pub certain: bool,
    /// Gives the text of its values; absent if nothing is left to be found out.
    pub matcher: Option<Matcher>,
    /// The value that each group of the matcher belongs to.
    pub values: Vec<usize>,
}

/// Where a rule leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Stay,
    State(usize),
    /// Stop, without the record that the end of the text makes.
    End,
    /// Stop, as if the text ended here.
    Eof,
}

/// A compiled state.
#[derive(Debug)]
pub struct State {
    pub name: String,
    pub rules: Vec<Rule>,
    /// Absent when there are no rules.
    pub sieve: Option<Sieve>,
}

/// Finds the rules that match a line.
#[derive(Debug)]
pub struct Sieve {
    dfa: DFA,
    rules: usize,
    /// Whether only the first rule is asked for: none leads on to the next one.
    first_only: bool,
}

/// The rules that match a line, by their place in the state. Kept from line to line.
#[derive(Debug, Default)]
pub struct Candidates {
    bits: Vec<u64>,
}

impl Candidates {
    fn clear(&mut self, rules: usize) {
        self.bits.clear();
        self.bits.resize(rules.div_ceil(64), 0);
    }

    fn insert(&mut self, rule: usize) {
        self.bits[rule / 64] |= 1 << (rule % 64);
    }

    /// The first one at `from` or after it.
    pub fn next(&self, from: usize) -> Option<usize> {
        let mut word = from / 64;
        let mut bits = self.bits.get(word)? & (u64::MAX << (from % 64));
        loop {
            if bits != 0 {
                return Some(word * 64 + bits.trailing_zeros() as usize);
            }
            word += 1;
            bits = *self.bits.get(word)?;
        }
    }
}

impl Sieve {
    /// An automaton for these patterns.
    pub fn new(patterns: &[Hir], first_only: bool) -> Result<Self, PatternError> {
        let failed = |error: &dyn std::fmt::Display| PatternError::new(error.to_string(), 0);
        let nfa = NFA::compiler()
            .configure(
                thompson::Config::new()
                    .utf8(false)
                    .nfa_size_limit(Some(MAX_AUTOMATON_BYTES))
                    .which_captures(thompson::WhichCaptures::None),
            )
            .build_many_from_hir(patterns)
            .map_err(|error| failed(&error))?;
        let kind = if first_only {
            MatchKind::LeftmostFirst
        } else {
            MatchKind::All
        };
        let dfa = DFA::builder()
            .configure(
                Config::new()
                    .match_kind(kind)
                    .cache_capacity(CACHE_BYTES)
                    .skip_cache_capacity_check(true),
            )
            .build_from_nfa(nfa)
            .map_err(|error| failed(&error))?;
        Ok(Self {
            dfa,
            rules: patterns.len(),
            first_only,
        })
    }

    pub fn cache(&self) -> Cache {
        self.dfa.create_cache()
    }

    /// Puts the rules that match at the start of the line into `found`; only the first one, if no
    /// more are asked for.
    pub fn matches(&self, cache: &mut Cache, line: &[u8], found: &mut Candidates) {
        found.clear(self.rules);
        if self.walk(cache, line, found).is_none() {
            // The automaton gave up, which it is not configured to do: ask every rule itself.
            (0..self.rules).for_each(|rule| found.insert(rule));
        }
    }

    fn walk(&self, cache: &mut Cache, line: &[u8], found: &mut Candidates) -> Option<()> {
        let input = Input::new(line).anchored(Anchored::Yes);
        let mut state = self.dfa.start_state_forward(cache, &input).ok()?;
        let mut first = None;
        for &byte in line {
            state = self.dfa.next_state(cache, state, byte).ok()?;
            if state.is_tagged() {
                if state.is_match() {
                    self.note(cache, state, found, &mut first);
                } else if state.is_dead() {
                    break;
                } else if state.is_quit() {
                    return None;
                }
            }
        }
        if !state.is_dead() {
            state = self.dfa.next_eoi_state(cache, state).ok()?;
            if state.is_match() {
                self.note(cache, state, found, &mut first);
            }
        }
        if let Some(first) = first {
            found.insert(first);
        }
        Some(())
    }

    fn note(&self, cache: &Cache, state: LazyStateID, found: &mut Candidates, first: &mut Option<usize>) {
        if self.first_only {
            // A later match is of the same rule or of one before it.
            *first = Some(self.dfa.match_pattern(cache, state, 0).as_usize());
            return;
        }
        for index in 0..self.dfa.match_len(cache, state) {
            found.insert(self.dfa.match_pattern(cache, state, index).as_usize());
        }
    }
}
