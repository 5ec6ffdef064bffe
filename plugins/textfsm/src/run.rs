//! One text, run through a template.

use crate::error::ParseError;
use crate::lines::{self, Line};
use crate::pattern::{Encoder, Machine, Slots, StepLimit};
use crate::record::{Table, TakeApart};
use crate::rows::Rows;
use crate::rule::{LineOperator, RecordOperator};
use crate::state::{Rule, State, Target};
use crate::template::Template;

/// What a run writes in.
#[derive(Debug, Default)]
struct Workspace {
    line: Encoder,
    entry: Encoder,
    machine: Machine,
    slots: Slots,
    entry_slots: Slots,
}

/// Why a line could not be worked on.
enum Trouble {
    Error,
    StepLimit,
}

impl From<StepLimit> for Trouble {
    fn from(_: StepLimit) -> Self {
        Self::StepLimit
    }
}

pub struct Run<'r, 't> {
    template: &'r Template,
    workspace: Workspace,
    table: Table<'r, 't>,
    state: usize,
}

impl<'r, 't> Run<'r, 't> {
    pub fn new(template: &'r Template) -> Self {
        Self {
            template,
            workspace: Workspace::default(),
            table: Table::new(&template.columns),
            state: template.start,
        }
    }

    /// Runs the text to its end, or to where a rule ends it.
    pub fn text(mut self, text: &'t str) -> Result<Rows<'r, 't>, ParseError> {
        let mut end = Target::Eof;
        for (number, line) in lines::split(text).enumerate() {
            match self
                .line(line)
                .map_err(|(rule, trouble)| self.failure(rule, &trouble, number + 1, line.text))?
            {
                Target::Stay => {}
                Target::State(state) => self.state = state,
                stop => {
                    end = stop;
                    break;
                }
            }
        }
        if end == Target::Eof && !self.template.silent_end && !self.template.columns.is_empty() {
            self.table.record();
        }
        Ok(self.table.into_rows())
    }

    /// Tries the rules of the state on a line, and says where to go.
    fn line(&mut self, line: Line<'t>) -> Result<Target, (&'r Rule, Trouble)> {
        let state: &'r State = &self.template.states[self.state];
        let template = self.template;
        let workspace = &mut self.workspace;
        let text = workspace.line.text(line.text, line.ascii, &template.alphabet);
        for candidate in state.sieve.candidates(text.bytes) {
            let rule = &state.rules[candidate.pattern()];
            if !(candidate.is_certain() && rule.values.is_empty()) {
                let matched = rule
                    .matcher
                    .captures(
                        &text,
                        &template.sets,
                        &mut workspace.machine,
                        &mut workspace.slots,
                    )
                    .map_err(|limit| (rule, limit.into()))?;
                if !matched {
                    continue;
                }
                let mut take_apart = TakeApart {
                    encoder: &mut workspace.entry,
                    machine: &mut workspace.machine,
                    slots: &mut workspace.entry_slots,
                    alphabet: &template.alphabet,
                    sets: &template.sets,
                };
                for (&column, slot) in rule.values.iter().zip(&workspace.slots) {
                    let found = slot.map(|(start, end)| &line.text[start..end]);
                    self.table
                        .assign(column, found, &mut take_apart)
                        .map_err(|limit| (rule, limit.into()))?;
                }
            }
            match rule.record_operator {
                RecordOperator::NoRecord => {}
                RecordOperator::Record => self.table.record(),
                RecordOperator::Clear => self.table.clear(),
                RecordOperator::Clearall => self.table.clear_all(),
            }
            match rule.line_operator {
                LineOperator::Next => return Ok(rule.target),
                LineOperator::Continue => {}
                LineOperator::Error => return Err((rule, Trouble::Error)),
            }
        }
        Ok(Target::Stay)
    }

    fn failure(&self, rule: &Rule, trouble: &Trouble, line: usize, text: &str) -> ParseError {
        let template = self.template.name.clone();
        let state = self.template.states[self.state].name.clone();
        let text = text.to_owned();
        match trouble {
            Trouble::Error => ParseError::Unexpected {
                template,
                rule_line: rule.line,
                line,
                text,
                state,
                message: rule.message.clone(),
            },
            Trouble::StepLimit => ParseError::StepLimit {
                template,
                rule_line: rule.line,
                line,
                text,
                state,
            },
        }
    }
}
