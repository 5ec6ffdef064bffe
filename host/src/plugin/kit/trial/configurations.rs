//! Outputs that show a configuration: what the driver keeps of each, with its secrets and without.

use super::{
    case::{Outcome, repeated},
    cost::{Call, Ledger},
    difference,
    variant::{Trouble, failed},
};
use crate::plugin::{
    Driver,
    kit::fixtures::{Case, Fixtures, Row, folder_name},
    model::{ParseError, Wishes},
};
use serde::Serialize;
use std::path::PathBuf;

/// What came of a configuration.
#[derive(Clone, Debug, Serialize)]
pub struct ConfigurationReport {
    pub command: String,
    pub case: String,
    pub without_secrets: bool,
    /// The file with what is to be kept.
    pub file: PathBuf,
    #[serde(flatten)]
    pub outcome: Outcome,
    /// Of what is kept, when it is looked at once more.
    pub trouble: Option<Trouble>,
    /// What came, to be written down.
    #[serde(skip)]
    pub got: Option<String>,
}

impl ConfigurationReport {
    pub fn is_well(&self) -> bool {
        self.outcome.is_well() && self.trouble.is_none()
    }
}

/// Each output of which somebody has said what is to be kept, and each other one of a command that the driver keeps.
pub(super) fn run(
    driver: &Driver,
    fixtures: &Fixtures,
    wanted: &dyn Fn(&str) -> bool,
    ledger: &mut Ledger,
) -> Vec<ConfigurationReport> {
    let declared = &driver.description().configuration;
    let shows_one = |case: &Case| {
        let mut commands = declared.running.iter().chain(&declared.startup);
        commands.any(|command| folder_name(command) == folder_name(&case.command))
    };
    let mut reports = Vec::new();
    for case in fixtures.cases.iter().filter(|case| wanted(&case.command)) {
        let is_one = case.stable.is_some() || case.without_secrets.is_some() || shows_one(case);
        for without_secrets in [false, true].into_iter().filter(|_| is_one) {
            reports.push(one(driver, case, Wishes { without_secrets }, ledger));
        }
    }
    reports
}

fn one(driver: &Driver, case: &Case, wishes: Wishes, ledger: &mut Ledger) -> ConfigurationReport {
    let expected = if wishes.without_secrets {
        &case.without_secrets
    } else {
        &case.stable
    };
    let mut report = ConfigurationReport {
        command: case.command.clone(),
        case: case.name.clone(),
        without_secrets: wishes.without_secrets,
        file: case.kept_path(wishes.without_secrets),
        outcome: Outcome::Same,
        trouble: None,
        got: None,
    };
    let answer = repeated(|| kept(driver, &case.command, &case.output, wishes, ledger));
    let got = match answer {
        Ok(Ok(got)) => got,
        Ok(Err(error)) => {
            report.outcome = Outcome::NoAnswer {
                why: error.to_string(),
                expected: expected.is_some(),
            };
            return report;
        }
        Err(outcome) => {
            report.outcome = outcome;
            return report;
        }
    };
    // What changes each time that it is kept would never be the same twice.
    report.trouble = match kept(driver, &case.command, &got, wishes, ledger) {
        Ok(Ok(again)) if again == got => None,
        Ok(Ok(_)) => Some("something else is kept of it then".to_owned()),
        Ok(Err(error)) => Some(error.to_string()),
        Err(outcome) => Some(match outcome {
            Outcome::Fault { why } => why,
            _ => "the driver failed".into(),
        }),
    }
    .map(|what| Trouble {
        variant: "given what was kept".into(),
        what,
    });
    report.outcome = match expected {
        None => Outcome::NothingExpected,
        Some(expected) if *expected == got => Outcome::Same,
        Some(expected) => Outcome::Differs {
            differences: difference::rows(&lines(expected), &lines(&got)),
        },
    };
    report.got = Some(got);
    report
}

/// What the driver keeps.
fn kept(
    driver: &Driver,
    command: &str,
    output: &str,
    wishes: Wishes,
    ledger: &mut Ledger,
) -> Result<Result<String, ParseError>, Outcome> {
    let answer = driver.stable(command, output, wishes);
    let result = answer
        .result
        .map_err(|fault| Outcome::Fault { why: failed(&fault) })?;
    if let Ok(text) = &result {
        let call = Call {
            name: &format!("{command}, kept"),
            is_getter: false,
            input: output.len(),
            answer: text.len(),
            cost: answer.cost,
        };
        ledger.note(&call, &driver.granted().limits);
    }
    Ok(result)
}

/// A text as a table with a line in each row. The end of the last line counts, too.
fn lines(text: &str) -> Vec<Row> {
    text.split('\n')
        .map(|line| Row::from_iter([("line".to_owned(), line.into())]))
        .collect()
}
