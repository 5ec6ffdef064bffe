//! What can be wrong with a template, and with a text that is run through it.

use crate::pattern::PatternError;

/// A mistake in a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{template}:{line}: {fault}")]
pub struct TemplateError {
    /// The name that the template was compiled under.
    pub template: String,
    /// Where the mistake stands, counted from 1. What is missing is reported at the last line.
    pub line: usize,
    /// That line, as it stands in the template.
    pub text: String,
    pub fault: Fault,
}

/// What is wrong in a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("a Value needs a name and a pattern in parentheses")]
    IncompleteValue,
    #[error("option `{0}` is given twice")]
    DuplicateOption(String),
    #[error("unknown option `{0}`")]
    UnknownOption(String),
    #[error("the Value's name `{0}` is longer than {max} characters", max = crate::value::MAX_NAME_LENGTH)]
    NameTooLong(String),
    #[error("the Value's pattern `{0}` must stand in parentheses")]
    ValueNotInParentheses(String),
    #[error("Value `{0}` is declared twice")]
    DuplicateValue(String),
    #[error("expected a Value declaration, or a blank line before the first state")]
    ExpectedValue,
    #[error("invalid state name `{0}`")]
    InvalidStateName(String),
    #[error("state `{0}` is defined twice")]
    DuplicateState(String),
    #[error("a rule starts with one or two blanks or a tab, and `^`")]
    NotARule,
    #[error("the action `{0}` is not understood")]
    InvalidAction(String),
    #[error("`Continue` cannot change the state, here to `{0}`")]
    ContinueWithState(String),
    #[error("the message {0} may only follow `Error`")]
    MessageWithoutError(String),
    #[error("a `$` that names no Value")]
    StrayDollar,
    #[error("there is no Value `{0}`")]
    UnknownValue(String),
    #[error("invalid pattern: {0}")]
    Pattern(#[from] PatternError),
    #[error("there is no state `{0}`")]
    UnknownState(String),
    #[error("a state has more than {0} rules")]
    TooManyRules(usize),
    #[error("state `{0}` must have no rules")]
    StateNotEmpty(String),
    #[error("there is no state `Start`")]
    NoStart,
    #[error("the index has no column `Template`")]
    NoTemplateColumn,
}

impl TemplateError {
    /// What the template's author can do about it.
    pub fn hint(&self) -> &'static str {
        match self.fault {
            Fault::IncompleteValue | Fault::ValueNotInParentheses(_) | Fault::NameTooLong(_) => {
                "write `Value [Option,Option] NAME (pattern)`, separated by single blanks"
            }
            Fault::DuplicateOption(_) | Fault::UnknownOption(_) => {
                "the options are Filldown, Fillup, Key, List and Required, each once"
            }
            Fault::DuplicateValue(_) | Fault::DuplicateState(_) => {
                "give each its own name, or remove one of them"
            }
            Fault::ExpectedValue => "put a blank line between the last Value and the first state",
            Fault::InvalidStateName(_) => {
                "a state's name is up to 48 letters, digits and underscores, and not the name of an operator"
            }
            Fault::NotARule => "indent the rule, begin it with `^`, and end each state with a blank line",
            Fault::InvalidAction(_) => {
                "write `-> Next|Continue|Error[.Record|.NoRecord|.Clear|.Clearall] [State]`; `Error` takes a \"message\""
            }
            Fault::ContinueWithState(_) => "use `Next` to change the state, or drop the state",
            Fault::MessageWithoutError(_) => {
                "write a state's name without quotes, or make the action `Error`"
            }
            Fault::StrayDollar => "write `$$` for the end of the line, `${NAME}` for a Value",
            Fault::UnknownValue(_) => "declare the Value at the top, or correct the name",
            Fault::Pattern(_) => "patterns are those of Python's `re`; try the pattern alone",
            Fault::UnknownState(_) => "define the state, or use End or EOF to stop",
            Fault::StateNotEmpty(_) => {
                "End and EOF only mark where parsing stops; move the rules to another state"
            }
            Fault::TooManyRules(_) => "let some of the rules stand in another state",
            Fault::NoStart => "name the first state `Start`",
            Fault::NoTemplateColumn => "begin the index with `Template, Hostname, Platform, Command`",
        }
    }
}

/// Why a text could not be parsed. Nothing of what was found until then is kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// A rule with the line operator `Error` matched.
    #[error(
        "{template}: line {line} is not understood in state `{state}`{}: `{text}`",
        message.as_deref().map(|message| format!(" ({message})")).unwrap_or_default()
    )]
    Unexpected {
        template: String,
        /// The rule's line in the template, counted from 1.
        rule_line: usize,
        /// The line of the text, counted from 1.
        line: usize,
        /// That line.
        text: String,
        state: String,
        /// What the rule says, if it says something.
        message: Option<String>,
    },
    /// A pattern that has to backtrack gave up before it knew whether it matches.
    #[error(
        "{template}:{rule_line}: the pattern took too many steps on line {line} in state `{state}`: `{text}`"
    )]
    StepLimit {
        template: String,
        /// The rule's line in the template, counted from 1.
        rule_line: usize,
        /// The line of the text, counted from 1.
        line: usize,
        /// That line.
        text: String,
        state: String,
    },
}

impl ParseError {
    /// What can be done about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unexpected { .. } => {
                "the template was written for another form of this output: add a rule for the line, or read the raw output"
            }
            Self::StepLimit { .. } => {
                "write the rule without nested repeats, look-around or back-references: other patterns have no limit"
            }
        }
    }
}
