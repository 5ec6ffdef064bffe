//! Runs one pattern, for the text of its groups.

use regex_automata::dfa::onepass;
use regex_automata::nfa::thompson::backtrack::{self, BoundedBacktracker};
use regex_automata::nfa::thompson::pikevm::{self, PikeVM};
use regex_automata::nfa::thompson::{self, NFA};
use regex_automata::util::primitives::NonMaxUsize;
use regex_automata::{Anchored, Input};

use super::alphabet::Alphabet;
use super::ast::Node;
use super::backtrack::Backtracking;
use super::linear::{Answer, Lower, answer};
use super::{Gave, PatternError, Slots, Text};

/// How large one pattern's automaton may become: what a hundred-fold count of a long pattern
/// needs. A larger one is a mistake, or an attack on the memory.
const MAX_AUTOMATON_BYTES: usize = 2 << 20;

/// How large a one-pass automaton may become before the slower, smaller form is kept instead.
const MAX_ONE_PASS_BYTES: usize = 32 << 10;

/// How many bits the memoising matcher may use: with them, a pattern of a hundred states takes a
/// line of 20,000 characters. Longer lines take the slower matcher that needs no such table.
const MAX_VISITED_BYTES: usize = 256 << 10;

/// A compiled pattern.
#[derive(Debug)]
pub struct Matcher {
    automaton: Option<Automaton>,
    backtracking: Option<Box<Backtracking>>,
    groups: usize,
}

#[derive(Debug)]
enum Automaton {
    /// There is never more than one way on: the fastest.
    OnePass(Box<onepass::DFA>),
    Many(Box<(BoundedBacktracker, PikeVM)>),
}

/// What matchers write in while they run. One serves all matchers, one after the other.
#[derive(Debug, Default)]
pub struct Scratch {
    one_pass: Option<onepass::Cache>,
    backtrack: Option<backtrack::Cache>,
    pike: Option<pikevm::Cache>,
    slots: Vec<Option<NonMaxUsize>>,
}

impl Matcher {
    pub fn new(node: &Node, alphabet: &Alphabet, groups: &[usize]) -> Result<Self, PatternError> {
        let answer = answer(node);
        let automaton = if answer == Answer::Backtracking {
            None
        } else {
            Some(Automaton::new(node, alphabet, groups)?)
        };
        let backtracking = if answer == Answer::Automaton {
            None
        } else {
            Some(Box::new(Backtracking::new(node, alphabet, groups)?))
        };
        Ok(Self {
            automaton,
            backtracking,
            groups: groups.len(),
        })
    }

    /// Matches at the start of the text, and gives the wanted groups.
    pub fn captures(&self, text: &Text<'_>, scratch: &mut Scratch, slots: &mut Slots) -> Gave {
        match (&self.automaton, &self.backtracking) {
            (Some(automaton), None) => Ok(automaton.captures(text, self.groups, scratch, slots)),
            (Some(automaton), Some(_)) if text.places.is_none() => {
                Ok(automaton.captures(text, self.groups, scratch, slots))
            }
            (_, Some(backtracking)) => backtracking.captures(text, slots),
            (None, None) => Ok(false),
        }
    }
}

impl Automaton {
    fn new(node: &Node, alphabet: &Alphabet, groups: &[usize]) -> Result<Self, PatternError> {
        let lower = Lower {
            alphabet,
            groups,
            boundaries: true,
        };
        let too_large = |error: &dyn std::fmt::Display| PatternError::new(error.to_string(), 0);
        let nfa = NFA::compiler()
            .configure(
                thompson::Config::new()
                    .utf8(false)
                    .nfa_size_limit(Some(MAX_AUTOMATON_BYTES)),
            )
            .build_from_hir(&lower.pattern(node))
            .map_err(|error| too_large(&error))?;
        let one_pass = onepass::DFA::builder()
            .configure(onepass::Config::new().size_limit(Some(MAX_ONE_PASS_BYTES)))
            .build_from_nfa(nfa.clone());
        if let Ok(one_pass) = one_pass {
            return Ok(Self::OnePass(Box::new(one_pass)));
        }
        let backtracker = BoundedBacktracker::builder()
            .configure(backtrack::Config::new().visited_capacity(MAX_VISITED_BYTES))
            .build_from_nfa(nfa.clone())
            .map_err(|error| too_large(&error))?;
        let pike = PikeVM::new_from_nfa(nfa).map_err(|error| too_large(&error))?;
        Ok(Self::Many(Box::new((backtracker, pike))))
    }

    fn captures(&self, text: &Text<'_>, groups: usize, scratch: &mut Scratch, out: &mut Slots) -> bool {
        let input = Input::new(text.bytes).anchored(Anchored::Yes);
        scratch.slots.clear();
        scratch.slots.resize((groups + 1) * 2, None);
        let slots = &mut scratch.slots;
        let found = match self {
            Self::OnePass(dfa) => {
                let cache = scratch.one_pass.get_or_insert_with(|| dfa.create_cache());
                cache.reset(dfa);
                dfa.try_search_slots(cache, &input, slots).unwrap_or_default()
            }
            Self::Many(both) => {
                let (backtracker, pike) = &**both;
                let cache = scratch
                    .backtrack
                    .get_or_insert_with(|| backtracker.create_cache());
                cache.reset(backtracker);
                backtracker
                    .try_search_slots(cache, &input, slots)
                    .unwrap_or_else(|_| {
                        let cache = scratch.pike.get_or_insert_with(|| pike.create_cache());
                        cache.reset(pike);
                        pike.search_slots(cache, &input, slots)
                    })
            }
        };
        if found.is_none() {
            return false;
        }
        let place = |slot: Option<NonMaxUsize>| {
            let at = slot?.get();
            Some(text.places.map_or(at, |places| places[at]))
        };
        out.clear();
        out.extend(
            slots
                .chunks_exact(2)
                .skip(1)
                .map(|pair| Some((place(pair[0])?, place(pair[1])?))),
        );
        true
    }
}
