//! What a template is compiled to: states and their rules.

use crate::pattern::Matcher;
use crate::rule::{LineOperator, RecordOperator};
use crate::sieve::Sieve;

/// A compiled rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its line in the template, counted from 1.
    pub line: usize,
    pub line_operator: LineOperator,
    pub record_operator: RecordOperator,
    pub target: Target,
    /// What `Error` says.
    pub message: Option<String>,
    pub matcher: Matcher,
    /// The value that each group of the matcher belongs to.
    pub values: Box<[usize]>,
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
#[derive(Debug, Clone)]
pub struct State {
    pub name: String,
    pub rules: Box<[Rule]>,
    /// Finds the rules that can match a line.
    pub sieve: Sieve,
}
