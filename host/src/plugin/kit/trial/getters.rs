//! The getters: what each makes of its commands' fixtures.

use super::{
    case::{Outcome, repeated},
    cost::{Call, Ledger},
    difference,
    variant::{Trouble, failed},
};
use crate::plugin::{
    Driver,
    engine::CommandOutput,
    kit::fixtures::{Fixtures, GetterCase, request},
    model::{Getter, Request},
};
use serde::Serialize;
use serde_json::Value as Json;
use std::path::PathBuf;

/// What came of a getter.
#[derive(Clone, Debug, Serialize)]
pub struct GetterReport {
    pub getter: Getter,
    /// The name of the cases that its commands were answered with; the first of each where there is none.
    pub case: Option<String>,
    /// The file with its answer.
    pub file: PathBuf,
    /// Its commands.
    pub plan: Vec<String>,
    #[serde(flatten)]
    pub outcome: Outcome,
    /// Of outputs that were cut off, or are not there.
    pub trouble: Option<Trouble>,
    /// What came, to be written down.
    #[serde(skip)]
    pub got: Option<Json>,
}

impl GetterReport {
    pub fn is_well(&self) -> bool {
        self.outcome.is_well() && self.trouble.is_none()
    }
}

/// Each getter that has a case, and each other one that the driver declares.
pub(super) fn run(
    driver: &Driver,
    fixtures: &Fixtures,
    wanted: &dyn Fn(&str) -> bool,
    ledger: &mut Ledger,
) -> Vec<GetterReport> {
    let mut cases = fixtures.getters.clone();
    for &getter in &driver.description().getters {
        let has_case = cases.iter().any(|case| case.request.getter() == getter);
        if let (false, Ok(request)) = (has_case, request(getter)) {
            cases.push(GetterCase {
                request,
                name: None,
                path: fixtures.answer_path(getter),
                expected: None,
            });
        }
    }
    cases
        .into_iter()
        .filter(|case| wanted(case.request.getter().name()))
        .map(|case| one(driver, fixtures, case, ledger))
        .collect()
}

fn one(driver: &Driver, fixtures: &Fixtures, case: GetterCase, ledger: &mut Ledger) -> GetterReport {
    let mut report = GetterReport {
        getter: case.request.getter(),
        case: case.name.clone(),
        file: case.path,
        plan: Vec::new(),
        outcome: Outcome::Same,
        trouble: None,
        got: None,
    };
    let no_answer = |why: String| Outcome::NoAnswer { why, expected: true };
    report.plan = match driver.plan(&case.request).result {
        Ok(Ok(plan)) => plan,
        Ok(Err(error)) => {
            report.outcome = no_answer(error.to_string());
            return report;
        }
        Err(fault) => {
            report.outcome = Outcome::Fault { why: failed(&fault) };
            return report;
        }
    };
    let outputs = fixtures.outputs(&report.plan, case.name.as_deref());
    if outputs.iter().all(|output| output.text.is_empty()) {
        let why = no_fixture(&report.plan);
        report.outcome = match &case.expected {
            Some(_) => no_answer(format!("there is {why}")),
            None => Outcome::LeftOut { why },
        };
        return report;
    }
    let answer = match repeated(|| collected(driver, &case.request, &outputs, ledger)) {
        Ok(answer) => answer,
        Err(outcome) => {
            report.outcome = outcome;
            return report;
        }
    };
    report.trouble = cut(driver, &case.request, &outputs);
    let missing: Vec<&str> = report
        .plan
        .iter()
        .filter(|command| fixtures.of(command).next().is_none())
        .map(String::as_str)
        .collect();
    let got = match answer {
        Ok(got) => got,
        Err(_) if case.expected.is_none() && !missing.is_empty() => {
            report.outcome = Outcome::LeftOut {
                why: no_fixture(&missing),
            };
            return report;
        }
        Err(why) => {
            report.outcome = Outcome::NoAnswer {
                why,
                expected: case.expected.is_some(),
            };
            return report;
        }
    };
    report.outcome = match &case.expected {
        None => Outcome::NothingExpected,
        Some(expected) => match difference::values(expected, &got) {
            none if none.is_empty() => Outcome::Same,
            differences => Outcome::Differs { differences },
        },
    };
    report.got = Some(got);
    report
}

fn no_fixture(commands: &[impl AsRef<str>]) -> String {
    let commands: Vec<&str> = commands.iter().map(AsRef::as_ref).collect();
    format!("no fixture of \"{}\"", commands.join("\", \""))
}

/// The answer, or why there is none.
fn collected(
    driver: &Driver,
    request: &Request,
    outputs: &[CommandOutput],
    ledger: &mut Ledger,
) -> Result<Result<Json, String>, Outcome> {
    let answer = driver.collect(request, outputs.to_vec());
    let result = answer
        .result
        .map_err(|fault| Outcome::Fault { why: failed(&fault) })?;
    if let Ok(value) = &result {
        let call = Call {
            name: request.getter().name(),
            is_getter: true,
            input: outputs.iter().map(|output| output.text.len()).sum(),
            answer: value.to_string().len(),
            cost: answer.cost,
        };
        ledger.note(&call, &driver.granted().limits);
    }
    Ok(result.map_err(|error| error.to_string()))
}

/// Collects from the first half of each output, and from none.
fn cut(driver: &Driver, request: &Request, outputs: &[CommandOutput]) -> Option<Trouble> {
    let variants = [
        ("with outputs that are cut off", 2),
        ("with empty outputs", usize::MAX),
    ];
    variants.into_iter().find_map(|(variant, part)| {
        let outputs = outputs
            .iter()
            .map(|output| CommandOutput {
                command: output.command.clone(),
                text: output.text[..output.text.floor_char_boundary(output.text.len() / part)].to_owned(),
            })
            .collect();
        let fault = driver.collect(request, outputs).result.err()?;
        Some(Trouble {
            variant: variant.to_owned(),
            what: failed(&fault),
        })
    })
}
