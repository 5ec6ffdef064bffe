//! A driver's trial: its fixtures through the engine that runs use, and what came of it.
//!
//! Each output is parsed several times, as it is and as terminals and cut sessions make it; each getter collects what its
//! commands were answered; of each configuration it is seen what is kept; each recording is played to the profile. What differs from what was expected, and what each
//! command costs, comes back as a [`Report`]. Only [`bless`] writes: what came, in the place of what was expected.

mod bless;
mod case;
mod configurations;
mod cost;
mod difference;
mod getters;
mod prompts;
mod sessions;
mod variant;

pub use bless::{BlessError, Blessed, bless};
pub use case::{CaseReport, Outcome};
pub use configurations::ConfigurationReport;
pub use cost::{CommandCost, Share};
pub use difference::{Cell, Difference, Near};
pub use getters::GetterReport;
pub use prompts::PromptReport;
pub use sessions::SessionReport;
pub use variant::Trouble;

use super::fixtures::Fixtures;
use crate::{plugin::Driver, session::Profile};
use cost::Ledger;
use serde::Serialize;
use std::sync::Arc;

/// All that came of a trial.
#[derive(Debug, Serialize)]
pub struct Report {
    pub platform: String,
    pub version: String,
    /// What messages call the driver.
    pub name: String,
    pub cases: Vec<CaseReport>,
    pub getters: Vec<GetterReport>,
    pub configurations: Vec<ConfigurationReport>,
    pub sessions: Vec<SessionReport>,
    pub prompts: Vec<PromptReport>,
    /// What each command and getter costs.
    pub costs: Vec<CommandCost>,
    /// Why the driver's profile cannot be used, where it has one and prompts or sessions want it.
    pub profile_error: Option<String>,
}

impl Report {
    /// Whether all is as expected.
    pub fn is_well(&self) -> bool {
        self.profile_error.is_none()
            && self.cases.iter().all(CaseReport::is_well)
            && self.getters.iter().all(GetterReport::is_well)
            && self.configurations.iter().all(ConfigurationReport::is_well)
            && self.sessions.iter().all(SessionReport::is_well)
            && self.prompts.iter().all(PromptReport::is_well)
    }

    /// Whether there was nothing to try.
    pub fn is_empty(&self) -> bool {
        self.cases.is_empty()
            && self.getters.iter().all(|it| it.outcome.is_left_out())
            && self.configurations.is_empty()
            && self.sessions.is_empty()
            && self.prompts.is_empty()
    }
}

/// Tries a driver on its fixtures; with a filter only on the commands and getters whose name holds it.
pub fn run(driver: &Driver, fixtures: &Fixtures, filter: Option<&str>) -> Report {
    let wanted =
        |name: &str| filter.is_none_or(|filter| name.to_lowercase().contains(&filter.to_lowercase()));
    let mut ledger = Ledger::default();
    let cases = fixtures
        .cases
        .iter()
        .filter(|case| wanted(&case.command))
        .map(|case| case::run(driver, case, &mut ledger))
        .collect();
    let getters = getters::run(driver, fixtures, &wanted, &mut ledger);
    let configurations = configurations::run(driver, fixtures, &wanted, &mut ledger);
    let description = driver.description();
    let mut report = Report {
        platform: description.platform.clone(),
        version: description.version.clone(),
        name: driver.name().to_owned(),
        cases,
        getters,
        configurations,
        sessions: Vec::new(),
        prompts: Vec::new(),
        costs: ledger.costs(),
        profile_error: None,
    };
    let has_lines = fixtures.prompts.is_some() || !fixtures.sessions.is_empty();
    if filter.is_none() && has_lines {
        match profile(driver) {
            Ok(profile) => {
                report.prompts = prompts::run(&profile, fixtures.prompts.as_ref());
                report.sessions = sessions::run(driver, &profile, &fixtures.sessions);
            }
            Err(why) => report.profile_error = Some(why),
        }
    }
    report
}

fn profile(driver: &Driver) -> Result<Arc<Profile>, String> {
    let spec = driver.description().profile.as_ref();
    let spec = spec.ok_or("the driver has no profile, and there are prompts or sessions to try one on")?;
    Profile::compile(spec)
        .map(Arc::new)
        .map_err(|error| error.to_string())
}
