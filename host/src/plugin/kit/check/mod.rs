//! Whether a driver keeps to the contract, as far as it can be seen from outside: its conformance.
//!
//! Each check has a name that does not change, says what it found and where to mend it, and why that matters to who uses
//! the driver. What is certainly a mistake is wrong; what only may be one is doubtful.

mod commands;
mod description;
mod garbage;
mod getters;
mod load;
mod profile;
mod recognition;
mod sends;
mod text;

use super::fixtures::Fixtures;
use crate::plugin::{Engine, engine::LoadError, settings::Settings};
use serde::Serialize;

/// What is to be checked, and with what.
pub struct Subject<'a> {
    /// One without a cache tells how long the driver takes to load when it is used first.
    pub engine: &'a Engine,
    /// What messages call it.
    pub name: &'a str,
    pub wasm: &'a [u8],
    /// What the driver of its platform may have.
    pub settings: &'a Settings,
    /// Empty where there are none: then some checks are left out.
    pub fixtures: &'a Fixtures,
}

/// All that was found.
#[derive(Debug, Serialize)]
pub struct Report {
    pub name: String,
    /// None where it did not load.
    pub platform: Option<String>,
    pub version: Option<String>,
    /// Bytes of the component.
    pub size: usize,
    /// How long it took to load, in milliseconds; compiling is most of it, and only done once on a machine.
    pub load_ms: u64,
    pub checks: Vec<Checked>,
}

/// A check, and what came of it.
#[derive(Debug, Serialize)]
pub struct Checked {
    /// Its name.
    pub id: &'static str,
    /// What is so in a driver that passes.
    pub rule: &'static str,
    /// Why it matters.
    pub why: &'static str,
    pub findings: Vec<Finding>,
    /// Why it was not done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_out: Option<String>,
}

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub weight: Weight,
    pub what: String,
    /// Where to mend it.
    pub mend: String,
}

/// How sure it is that a finding is a mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    Wrong,
    Doubtful,
}

/// A rule that is checked.
#[derive(Clone, Copy)]
struct Rule {
    id: &'static str,
    says: &'static str,
    why: &'static str,
}

impl Rule {
    fn found(self, findings: Vec<Finding>) -> Checked {
        Checked {
            id: self.id,
            rule: self.says,
            why: self.why,
            findings,
            left_out: None,
        }
    }

    fn left_out(self, because: impl Into<String>) -> Checked {
        Checked {
            left_out: Some(because.into()),
            ..self.found(Vec::new())
        }
    }
}

impl Finding {
    fn wrong(what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self {
            weight: Weight::Wrong,
            what: what.into(),
            mend: mend.into(),
        }
    }

    fn doubtful(what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self {
            weight: Weight::Doubtful,
            ..Self::wrong(what, mend)
        }
    }
}

impl Report {
    /// Whether nothing is wrong. What is doubtful may be meant so.
    pub fn is_well(&self) -> bool {
        self.findings()
            .all(|(_, finding)| finding.weight != Weight::Wrong)
    }

    /// All findings, each with its check.
    pub fn findings(&self) -> impl Iterator<Item = (&Checked, &Finding)> {
        let of = |check| move |finding| (check, finding);
        self.checks
            .iter()
            .flat_map(move |check: &Checked| check.findings.iter().map(of(check)))
    }
}

/// Checks a driver. It is called many times, with nonsense too; a few seconds for one with a hundred commands.
///
/// # Errors
/// What is no component at all.
pub fn check(subject: &Subject) -> Result<Report, LoadError> {
    let loaded = load::run(subject)?;
    let mut report = Report {
        name: subject.name.to_owned(),
        platform: None,
        version: None,
        size: subject.wasm.len(),
        load_ms: loaded.took_ms,
        checks: loaded.checks,
    };
    let Some(driver) = &loaded.driver else {
        return Ok(report);
    };
    let description = driver.description();
    report.platform = Some(description.platform.clone());
    report.version = Some(description.version.clone());
    report.checks.extend(description::run(driver));
    report.checks.extend(profile::run(driver, subject.fixtures));
    report.checks.push(sends::run(driver));
    report.checks.extend(recognition::run(description));
    report.checks.extend(commands::run(driver, subject.fixtures));
    report.checks.extend(getters::run(driver, subject.fixtures));
    report.checks.push(garbage::run(driver, subject.fixtures));
    Ok(report)
}
