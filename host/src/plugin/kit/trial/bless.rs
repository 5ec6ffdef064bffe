//! Writes down what came as what is expected from now on.

use super::{CaseReport, ConfigurationReport, Difference, GetterReport, Outcome, Report};
use crate::system_text;
use serde_json::Value as Json;
use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// A file of what is expected that was written.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Blessed {
    pub file: PathBuf,
    /// What is expected otherwise from now on; none where nothing was before.
    pub changed: Vec<Difference>,
    /// Rows that it holds; none for what is no table.
    pub rows: Option<usize>,
}

/// A file that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{} cannot be written: {}", path.display(), system_text::plain(source))]
pub struct BlessError {
    pub path: PathBuf,
    source: io::Error,
}

/// Writes what a trial gave where it is not what was expected, and takes it for expected in the report. Where the
/// driver was at fault, gave another answer the second time, failed at a variant, or gave none, nothing is written.
///
/// # Errors
/// When a file cannot be written; those before it are.
pub fn bless(report: &mut Report) -> Result<Vec<Blessed>, BlessError> {
    let mut blessed = Vec::new();
    for case in &mut report.cases {
        let CaseReport {
            outcome,
            trouble,
            got,
            file,
            ..
        } = case;
        if let (Some(changed), None, Some(rows)) = (may_be_blessed(outcome), trouble, got) {
            let file = file.with_extension("json");
            let json = Json::Array(rows.iter().cloned().map(Json::Object).collect());
            write_json(&file, &json)?;
            blessed.push(Blessed {
                file,
                changed,
                rows: Some(rows.len()),
            });
            *outcome = Outcome::Same;
        }
    }
    for getter in &mut report.getters {
        let GetterReport {
            outcome,
            trouble,
            got,
            file,
            ..
        } = getter;
        if let (Some(changed), None, Some(got)) = (may_be_blessed(outcome), trouble, got) {
            write_json(file, got)?;
            blessed.push(Blessed {
                file: file.clone(),
                changed,
                rows: None,
            });
            *outcome = Outcome::Same;
        }
    }
    for configuration in &mut report.configurations {
        let ConfigurationReport {
            outcome,
            trouble,
            got,
            file,
            ..
        } = configuration;
        if let (Some(changed), None, Some(got)) = (may_be_blessed(outcome), trouble, got) {
            write(file, got)?;
            blessed.push(Blessed {
                file: file.clone(),
                changed,
                rows: None,
            });
            *outcome = Outcome::Same;
        }
    }
    Ok(blessed)
}

/// What would change, where there is something to write.
fn may_be_blessed(outcome: &Outcome) -> Option<Vec<Difference>> {
    match outcome {
        Outcome::NothingExpected => Some(Vec::new()),
        Outcome::Differs { differences } => Some(differences.clone()),
        _ => None,
    }
}

fn write_json(path: &Path, json: &Json) -> Result<(), BlessError> {
    let mut text = serde_json::to_string_pretty(json).map_err(|error| BlessError {
        path: path.to_owned(),
        source: error.into(),
    })?;
    text.push('\n');
    write(path, &text)
}

/// Writes beside and renames, so that no half of a file is ever expected.
fn write(path: &Path, text: &str) -> Result<(), BlessError> {
    let wrong = |source| BlessError {
        path: path.to_owned(),
        source,
    };
    let folder = path
        .parent()
        .filter(|it| !it.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(wrong)?;
    let mut file = tempfile::Builder::new()
        .prefix(".new-")
        // As any program creates a file: the user's umask takes from it.
        .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666))
        .tempfile_in(folder)
        .map_err(wrong)?;
    file.write_all(text.as_bytes()).map_err(wrong)?;
    file.persist(path).map_err(|error| wrong(error.error))?;
    Ok(())
}
