//! A compiled template: reads a template's text, and reports what is wrong in it.

use crate::cell::Cell;
use crate::error::{Fault, ParseError, TemplateError};
use crate::pattern::{Alphabet, Parts, Pattern, PatternError, Sets};
use crate::record::{Column, Nested};
use crate::rows::Rows;
use crate::rule::{self, Action, LineOperator};
use crate::run::Run;
use crate::sieve::{self, Sieve};
use crate::state::{Rule, State, Target};
use crate::substitute::{Mistake, substitute};
use crate::value::{Choice, MAX_NAME_LENGTH, Value};

/// A compiled template. It can be used from many threads, and any number of times.
#[derive(Debug, Clone)]
pub struct Template {
    pub(crate) name: String,
    header: Vec<String>,
    pub(crate) columns: Vec<Column>,
    pub(crate) states: Vec<State>,
    pub(crate) start: usize,
    /// Whether the end of the text makes no record of its own.
    pub(crate) silent_end: bool,
    pub(crate) alphabet: Alphabet,
    /// The sets of bytes in the patterns.
    pub(crate) sets: Sets,
}

impl Template {
    /// Compiles a template. The name is only for messages.
    pub fn compile(name: &str, source: &str) -> Result<Self, TemplateError> {
        let source = source.replace("\r\n", "\n").replace('\r', "\n");
        let mut reader = Reader::new(name, &source);
        let values = reader.values()?;
        let states = reader.states(&values)?;
        reader.check(&states)?;
        reader.compile(values, states)
    }

    /// The names of the values, which are the columns of every row, as they are declared.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The columns that are marked `Key`.
    pub fn keys(&self) -> impl Iterator<Item = usize> {
        let keys = |column: &Column| column.choices.contains(&Choice::Key);
        self.columns
            .iter()
            .enumerate()
            .filter(move |(_, column)| keys(column))
            .map(|(place, _)| place)
    }

    /// Whether a column's cells are lists.
    pub fn is_list(&self, column: usize) -> bool {
        self.columns
            .get(column)
            .is_some_and(|column| column.choices.contains(&Choice::List))
    }

    /// Runs a text through the template. Every row has one cell for each name of the header.
    pub fn parse(&self, text: &str) -> Result<Vec<Vec<Cell>>, ParseError> {
        Ok(self.rows(text)?.to_cells())
    }

    /// The same, as slices of the text: nothing is copied.
    pub fn rows<'t>(&self, text: &'t str) -> Result<Rows<'_, 't>, ParseError> {
        Run::new(self).text(text)
    }
}

/// A state as it was written.
struct WrittenState {
    name: String,
    rules: Vec<WrittenRule>,
}

struct WrittenRule {
    line: usize,
    pattern: Pattern,
    action: Action,
}

/// Reads a template, line by line.
struct Reader<'s> {
    name: &'s str,
    lines: Vec<&'s str>,
    /// The line that was read last, counted from 1.
    line: usize,
}

impl<'s> Reader<'s> {
    fn new(name: &'s str, source: &'s str) -> Self {
        let mut lines: Vec<&str> = source.split('\n').collect();
        if lines.last() == Some(&"") {
            lines.pop();
        }
        Self { name, lines, line: 0 }
    }

    /// The next line, without the blanks at its end.
    fn next(&mut self) -> Option<&'s str> {
        let line = self.lines.get(self.line)?;
        self.line += 1;
        Some(line.trim_end_matches(rule::is_blank))
    }

    fn at(&self, line: usize, fault: Fault) -> TemplateError {
        let text = line
            .checked_sub(1)
            .and_then(|line| self.lines.get(line))
            .copied()
            .unwrap_or_default();
        TemplateError {
            template: self.name.to_owned(),
            line: line.max(1),
            text: text.to_owned(),
            fault,
        }
    }

    fn here(&self, fault: impl Into<Fault>) -> TemplateError {
        self.at(self.line, fault.into())
    }

    /// The declarations, with the line of each, up to the first blank line.
    fn values(&mut self) -> Result<Vec<(usize, Value)>, TemplateError> {
        let mut values: Vec<(usize, Value)> = Vec::new();
        while let Some(line) = self.next() {
            if line.is_empty() {
                break;
            }
            if is_comment(line) {
                continue;
            }
            if !line.starts_with("Value ") {
                return Err(self.here(Fault::ExpectedValue));
            }
            let value = Value::parse(line).map_err(|fault| self.here(fault))?;
            if values.iter().any(|(_, known)| known.name == value.name) {
                return Err(self.here(Fault::DuplicateValue(value.name)));
            }
            values.push((self.line, value));
        }
        Ok(values)
    }

    fn states(&mut self, values: &[(usize, Value)]) -> Result<Vec<WrittenState>, TemplateError> {
        let mut states: Vec<WrittenState> = Vec::new();
        while let Some(line) = self.next() {
            if line.is_empty() || is_comment(line) {
                continue;
            }
            if !rule::is_word(line) || line.chars().count() > MAX_NAME_LENGTH || rule::is_operator(line) {
                return Err(self.here(Fault::InvalidStateName(line.to_owned())));
            }
            if states.iter().any(|known| known.name == line) {
                return Err(self.here(Fault::DuplicateState(line.to_owned())));
            }
            let rules = self.rules(values)?;
            states.push(WrittenState {
                name: line.to_owned(),
                rules,
            });
        }
        Ok(states)
    }

    fn rules(&mut self, values: &[(usize, Value)]) -> Result<Vec<WrittenRule>, TemplateError> {
        let mut rules = Vec::new();
        while let Some(line) = self.next() {
            if line.is_empty() {
                break;
            }
            if is_comment(line) {
                continue;
            }
            if !["  ^", " ^", "\t^"].iter().any(|start| line.starts_with(start)) {
                return Err(self.here(Fault::NotARule));
            }
            let written = rule::parse(line.trim_matches(rule::is_blank)).map_err(|fault| self.here(fault))?;
            // Without values the dollar sign keeps its meaning.
            let pattern = if values.is_empty() {
                written.pattern.to_owned()
            } else {
                let group = |name: &str| {
                    values
                        .iter()
                        .find(|(_, value)| value.name == name)
                        .map(|(_, value)| value.group.as_str())
                };
                substitute(written.pattern, group).map_err(|mistake| {
                    self.here(match mistake {
                        Mistake::StrayDollar => Fault::StrayDollar,
                        Mistake::UnknownValue(name) => Fault::UnknownValue(name),
                    })
                })?
            };
            let pattern = Pattern::parse(&pattern).map_err(|error| self.here(error))?;
            rules.push(WrittenRule {
                line: self.line,
                pattern,
                action: written.action,
            });
        }
        Ok(rules)
    }

    /// Whether the states fit together.
    fn check(&self, states: &[WrittenState]) -> Result<(), TemplateError> {
        let end = self.lines.len();
        if !states.iter().any(|state| state.name == "Start") {
            return Err(self.at(end, Fault::NoStart));
        }
        for state in states {
            for rule in &state.rules {
                if matches!(state.name.as_str(), "End" | "EOF") {
                    return Err(self.at(rule.line, Fault::StateNotEmpty(state.name.clone())));
                }
                let target = rule
                    .action
                    .target
                    .as_deref()
                    .filter(|_| rule.action.line != LineOperator::Error);
                match target {
                    None | Some("End" | "EOF") => {}
                    Some(target) if states.iter().any(|state| state.name == target) => {}
                    Some(target) => return Err(self.at(rule.line, Fault::UnknownState(target.to_owned()))),
                }
            }
        }
        Ok(())
    }

    fn compile(
        &self,
        values: Vec<(usize, Value)>,
        states: Vec<WrittenState>,
    ) -> Result<Template, TemplateError> {
        let patterns = states
            .iter()
            .flat_map(|state| state.rules.iter().map(|rule| &rule.pattern))
            .chain(values.iter().filter_map(|(_, value)| value.nested.as_ref()));
        let alphabet =
            Pattern::alphabet(patterns).map_err(|error| self.at(self.lines.len(), error.into()))?;
        let header: Vec<String> = values.iter().map(|(_, value)| value.name.clone()).collect();
        let names: Vec<String> = states.iter().map(|state| state.name.clone()).collect();
        let mut sets = Sets::default();
        let mut compiled = Vec::with_capacity(states.len());
        for state in states {
            compiled.push(self.compile_state(state, &header, &names, &alphabet, &mut sets)?);
        }
        let mut columns = Vec::with_capacity(values.len());
        for (line, value) in values {
            columns.push(column(value, &alphabet, &mut sets).map_err(|error| self.at(line, error.into()))?);
        }
        let place = |name: &str| names.iter().position(|known| known == name);
        Ok(Template {
            name: self.name.to_owned(),
            header,
            columns,
            states: compiled,
            start: place("Start").unwrap_or_default(),
            silent_end: place("EOF").is_some(),
            alphabet,
            sets,
        })
    }

    fn compile_state(
        &self,
        state: WrittenState,
        header: &[String],
        names: &[String],
        alphabet: &Alphabet,
        sets: &mut Sets,
    ) -> Result<State, TemplateError> {
        if let Some(rule) = state.rules.get(sieve::MAX_PATTERNS) {
            return Err(self.at(rule.line, Fault::TooManyRules(sieve::MAX_PATTERNS)));
        }
        let mut parts: Vec<(Parts, bool)> = Vec::with_capacity(state.rules.len());
        let mut rules = Vec::with_capacity(state.rules.len());
        for rule in state.rules {
            let leads_on = rule.action.line == LineOperator::Continue;
            parts.push((rule.pattern.parts(alphabet), leads_on));
            let mut groups = Vec::new();
            let mut values = Vec::new();
            for (name, group) in rule.pattern.names() {
                if let Some(value) = header.iter().position(|known| known == name) {
                    groups.push(*group);
                    values.push(value);
                }
            }
            let matcher = rule
                .pattern
                .matcher(alphabet, sets, &groups)
                .map_err(|error| self.at(rule.line, error.into()))?;
            let is_error = rule.action.line == LineOperator::Error;
            let target = match rule.action.target.as_deref().filter(|_| !is_error) {
                None => Target::Stay,
                Some("End") => Target::End,
                Some("EOF") => Target::Eof,
                Some(name) => names
                    .iter()
                    .position(|known| known == name)
                    .map_or(Target::Stay, Target::State),
            };
            rules.push(Rule {
                line: rule.line,
                line_operator: rule.action.line,
                record_operator: rule.action.record,
                target,
                message: rule
                    .action
                    .target
                    .filter(|_| is_error)
                    .map(|text| text.trim_matches('"').to_owned()),
                matcher,
                values: values.into(),
            });
        }
        Ok(State {
            name: state.name,
            rules: rules.into(),
            sieve: Sieve::new(&parts),
        })
    }
}

fn column(value: Value, alphabet: &Alphabet, sets: &mut Sets) -> Result<Column, PatternError> {
    let nested = match &value.nested {
        Some(pattern) => {
            let groups: Vec<usize> = pattern.names().iter().map(|(_, group)| *group).collect();
            let names = pattern.names().iter().map(|(name, _)| name.clone()).collect();
            Some(Box::new(Nested {
                matcher: pattern.matcher(alphabet, sets, &groups)?,
                names,
            }))
        }
        None => None,
    };
    Ok(Column {
        list: value.has(Choice::List),
        filldown: value.has(Choice::Filldown),
        fillup: value.has(Choice::Fillup),
        choices: value.choices,
        nested,
    })
}

fn is_comment(line: &str) -> bool {
    line.trim_start_matches(rule::is_blank).starts_with('#')
}
