//! Recorded sessions, played to the driver's profile.

use super::variant::failed;
use crate::{
    plugin::Driver,
    session::Profile,
    transport::{record::Recording, replay::rehearse},
};
use serde::Serialize;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// What came of a recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SessionReport {
    pub file: PathBuf,
    /// The commands that ended, in their order.
    pub commands: Vec<String>,
    /// How it ended now, and how then, where that is not the same; or why it could not be played.
    pub wrong: Option<String>,
    /// Outputs in which the driver did not find what it looks for: not wrong in itself.
    pub not_understood: Vec<String>,
}

impl SessionReport {
    pub fn is_well(&self) -> bool {
        self.wrong.is_none()
    }
}

pub(super) fn run(driver: &Driver, profile: &Arc<Profile>, files: &[PathBuf]) -> Vec<SessionReport> {
    files.iter().map(|file| one(driver, profile, file)).collect()
}

fn one(driver: &Driver, profile: &Arc<Profile>, file: &Path) -> SessionReport {
    let mut report = SessionReport {
        file: file.to_owned(),
        commands: Vec::new(),
        wrong: None,
        not_understood: Vec::new(),
    };
    let recording = match Recording::read(file) {
        Ok(Some(recording)) => recording,
        Ok(None) => {
            report.wrong = Some("nothing is recorded in it".into());
            return report;
        }
        Err(error) => {
            report.wrong = Some(error.to_string());
            return report;
        }
    };
    let rehearsal = match rehearse(recording, profile.clone()) {
        Ok(rehearsal) => rehearsal,
        Err(error) => {
            report.wrong = Some(error.to_string());
            return report;
        }
    };
    report.wrong = rehearsal.wrong();
    for output in rehearsal.outputs {
        report.commands.push(output.command.clone());
        if output.refused.is_some() {
            continue;
        }
        match driver.parse(&output.command, &output.text).result {
            Err(fault) => {
                report.wrong = Some(format!("\"{}\": {}", output.command, failed(&fault)));
            }
            Ok(Err(error @ crate::plugin::model::ParseError::NotUnderstood(_))) => {
                report
                    .not_understood
                    .push(format!("\"{}\": {error}", output.command));
            }
            Ok(_) => {}
        }
    }
    report
}
