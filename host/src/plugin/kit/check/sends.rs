//! What it has nethost send without anybody having asked for it.

use super::{Checked, Finding, Rule};
use crate::plugin::{Driver, caution};

const SENDS: Rule = Rule {
    id: "sends",
    says: "what it has sent by itself looks as if it changed and stopped nothing",
    why: "nethost refuses such a line, until each user has allowed that very line",
};

/// With what its user has allowed already.
pub(super) fn run(driver: &Driver) -> Checked {
    let objections = caution::objections(driver.description(), &driver.granted().leave);
    let findings = objections.into_iter().map(|(line, objection)| {
        Finding::doubtful(
            format!("{:?} ({}) would be refused: {objection}", line.text, line.place),
            "do without it; where the platform needs it, tell its users to write it into `sends` in their configuration",
        )
    });
    SENDS.found(findings.collect())
}
