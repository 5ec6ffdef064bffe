//! One output: parsed, compared with its rows, and tried in its variants.

use super::{
    cost::{Call, Ledger, size},
    difference::{self, Difference},
    variant::{self, Trouble, failed},
};
use crate::plugin::{
    Driver,
    kit::fixtures::{Case, Row},
    model::{ParseError, Table},
};
use serde::Serialize;
use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

/// How often the same is asked: often enough for a median, and to see an answer that is not always the same.
const RUNS: usize = 10;
/// The fewest, where answering is slow: an answer is compared with one other at the least.
const FEWEST: usize = 2;
/// Time after which no more are begun.
const ENOUGH: Duration = Duration::from_millis(200);

/// What came of a fixture.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// As expected.
    Same,
    /// It came to an answer, and nobody has said what it must be.
    NothingExpected,
    Differs {
        differences: Vec<Difference>,
    },
    /// No answer: the output was not understood or is a refusal, or there is no parser for it. Expected or not.
    NoAnswer {
        why: String,
        expected: bool,
    },
    /// The driver was at fault.
    Fault {
        why: String,
    },
    /// Another answer to the same question.
    NotDeterministic,
    /// None of what it needs is among the fixtures.
    LeftOut {
        why: String,
    },
}

impl Outcome {
    /// Whether it is as it should be.
    pub fn is_well(&self) -> bool {
        match self {
            Self::Same | Self::NothingExpected | Self::LeftOut { .. } => true,
            Self::NoAnswer { expected, .. } => !expected,
            Self::Differs { .. } | Self::Fault { .. } | Self::NotDeterministic => false,
        }
    }

    /// Whether it was not tried at all.
    pub fn is_left_out(&self) -> bool {
        matches!(self, Self::LeftOut { .. })
    }
}

/// What came of an output.
#[derive(Clone, Debug, Serialize)]
pub struct CaseReport {
    pub command: String,
    pub case: String,
    /// The file with the output.
    pub file: PathBuf,
    #[serde(flatten)]
    pub outcome: Outcome,
    /// How many rows came, where some did.
    pub rows: Option<usize>,
    /// Of a variant of the output.
    pub trouble: Option<Trouble>,
    /// What came, to be written down.
    #[serde(skip)]
    pub got: Option<Vec<Row>>,
}

impl CaseReport {
    pub fn is_well(&self) -> bool {
        self.outcome.is_well() && self.trouble.is_none()
    }
}

pub(super) fn run(driver: &Driver, case: &Case, ledger: &mut Ledger) -> CaseReport {
    let mut report = CaseReport {
        command: case.command.clone(),
        case: case.name.clone(),
        file: case.path.clone(),
        outcome: Outcome::Same,
        rows: None,
        trouble: None,
        got: None,
    };
    let answer = match repeated(|| parsed(driver, case, ledger)) {
        Ok(answer) => answer,
        Err(outcome) => {
            report.outcome = outcome;
            return report;
        }
    };
    report.trouble = variant::run(driver, &case.command, &case.output, &answer);
    let table = match answer {
        Ok(table) => table,
        Err(error) => {
            report.outcome = Outcome::NoAnswer {
                why: error.to_string(),
                expected: case.expected.is_some(),
            };
            return report;
        }
    };
    let got = as_rows(&table);
    report.rows = Some(got.len());
    report.outcome = match &case.expected {
        None => Outcome::NothingExpected,
        Some(expected) => match difference::rows(expected, &got) {
            none if none.is_empty() => Outcome::Same,
            differences => Outcome::Differs { differences },
        },
    };
    report.got = Some(got);
    report
}

/// The answer, when it is the same each time.
pub(super) fn repeated<T: PartialEq>(mut once: impl FnMut() -> Result<T, Outcome>) -> Result<T, Outcome> {
    let begun = Instant::now();
    let first = once()?;
    for run in 1..RUNS {
        if run >= FEWEST && begun.elapsed() > ENOUGH {
            break;
        }
        if once()? != first {
            return Err(Outcome::NotDeterministic);
        }
    }
    Ok(first)
}

fn parsed(driver: &Driver, case: &Case, ledger: &mut Ledger) -> Result<Result<Table, ParseError>, Outcome> {
    let answer = driver.parse(&case.command, &case.output);
    let result = answer
        .result
        .map_err(|fault| Outcome::Fault { why: failed(&fault) })?;
    if let Ok(table) = &result {
        let call = Call {
            name: &case.command,
            is_getter: false,
            input: case.output.len(),
            answer: size(table),
            cost: answer.cost,
        };
        ledger.note(&call, &driver.granted().limits);
    }
    Ok(result)
}

/// A table as a fixture writes it.
pub(super) fn as_rows(table: &Table) -> Vec<Row> {
    let json = |value| serde_json::to_value(value).unwrap_or_default();
    table
        .rows
        .iter()
        .map(|row| table.columns.iter().cloned().zip(row.iter().map(json)).collect())
        .collect()
}
