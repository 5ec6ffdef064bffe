//! A driver in Rust, compiled by cargo to a core module.

use super::BuildError;
use serde::Deserialize;
use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What drivers in Rust are compiled for: no system at all, so that a component imports what the contract says and nothing else.
pub(super) const TARGET: &str = "wasm32-unknown-unknown";

/// How they are compiled. Small and fast; a driver that panics traps, so nothing unwinds.
const PROFILE: [&str; 6] = [
    "profile.driver.inherits='release'",
    "profile.driver.opt-level=3",
    "profile.driver.lto='fat'",
    "profile.driver.codegen-units=1",
    "profile.driver.panic='abort'",
    "profile.driver.strip=true",
];

/// Runs cargo and finds the core module that it made.
pub(super) fn compile(folder: &Path) -> Result<PathBuf, BuildError> {
    let manifest = folder.join("Cargo.toml");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["build", "--lib", "--target", TARGET, "--profile", "driver"]);
    command
        .args(["--message-format", "json-render-diagnostics", "--manifest-path"])
        .arg(&manifest);
    for setting in PROFILE {
        command.args(["--config", setting]);
    }
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(BuildError::NoCargo)?;
    if !output.status.success() {
        return Err(BuildError::Compile(output.status.to_string()));
    }
    let manifest = manifest
        .canonicalize()
        .map_err(|e| BuildError::File(manifest, e))?;
    output
        .stdout
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice::<Artifact>(line).ok())
        .filter(|artifact| Path::new(&artifact.manifest_path) == manifest)
        .flat_map(|artifact| artifact.filenames)
        .find(|file| file.extension().is_some_and(|extension| extension == "wasm"))
        .ok_or_else(|| BuildError::NoLibrary(folder.to_owned()))
}

/// A line of cargo's JSON that says what was made; other lines do not read as one.
#[derive(Deserialize)]
struct Artifact {
    manifest_path: String,
    filenames: Vec<PathBuf>,
}
