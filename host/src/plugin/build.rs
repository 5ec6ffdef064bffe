//! From a driver's folder to one file: compiled, made a component, pre-initialised.

use super::{
    digest::Digest,
    engine::{SnapshotError, snapshot},
};
use serde::Deserialize;
use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What drivers in Rust are compiled for: no system at all, so that a component imports what the contract says and nothing else.
const TARGET: &str = "wasm32-unknown-unknown";

/// How they are compiled. Small and fast; a driver that panics traps, so nothing unwinds.
const PROFILE: [&str; 6] = [
    "profile.driver.inherits='release'",
    "profile.driver.opt-level=3",
    "profile.driver.lto='fat'",
    "profile.driver.codegen-units=1",
    "profile.driver.panic='abort'",
    "profile.driver.strip=true",
];

/// Where a driver's folder keeps outputs of devices: `fixtures/<command_with_underscores>/<case>.txt`.
const FIXTURES: &str = "fixtures";

/// A built driver.
#[derive(Debug)]
pub struct Built {
    pub component: Vec<u8>,
    pub digest: Digest,
    /// Bytes of the component before it was pre-initialised.
    pub size_before: usize,
}

/// Why a driver could not be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    #[error("{} is not a driver's folder: there is no Cargo.toml in it", .0.display())]
    NoManifest(PathBuf),
    #[error("cargo cannot be run: {0}")]
    NoCargo(io::Error),
    #[error("cargo could not compile the driver ({0})")]
    Compile(String),
    #[error("the package in {} makes no {TARGET} library", .0.display())]
    NoLibrary(PathBuf),
    #[error("{}: {}", .0.display(), .1)]
    File(PathBuf, io::Error),
    #[error("{} is not a compiled driver: it is no core WebAssembly module", .0.display())]
    NotAModule(PathBuf),
    #[error("the compiled driver is no component: {0}")]
    Encode(String),
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
}

impl BuildError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::NoManifest(_) => "name the folder that holds the driver's Cargo.toml".into(),
            Self::NoCargo(_) => "install Rust, or put cargo on the PATH".into(),
            Self::Compile(_) => {
                format!("if it is the target that is missing: rustup target add {TARGET}")
            }
            Self::NoLibrary(_) => "say crate-type = [\"cdylib\"] in its [lib] section".into(),
            Self::File(..) => String::new(),
            Self::NotAModule(_) => format!("--prebuilt takes what cargo compiles for {TARGET}"),
            Self::Encode(_) => "does the crate call nethost_driver::export_driver!?".into(),
            Self::Snapshot(_) => "Driver::new and Driver::describe run while the driver is built".into(),
        }
    }
}

/// Builds the driver whose crate is in `folder`. Cargo's messages go to stderr.
///
/// # Errors
/// Each step's own.
pub fn build(folder: &Path) -> Result<Built, BuildError> {
    from_core(&compile(folder)?, &samples(folder)?)
}

/// Makes a driver of a core module that was compiled already. `samples` are commands and what devices answered
/// to them: the driver parses each once, so that it starts with what it learns by working.
///
/// # Errors
/// A file that cannot be read, or is no driver.
pub fn from_core(path: &Path, samples: &[(String, String)]) -> Result<Built, BuildError> {
    let core = std::fs::read(path).map_err(|e| BuildError::File(path.to_owned(), e))?;
    if !wasmparser::Parser::is_core_wasm(&core) {
        return Err(BuildError::NotAModule(path.to_owned()));
    }
    let component = encode(&core)?;
    let size_before = component.len();
    let component = snapshot(&component, samples)?;
    Ok(Built {
        digest: Digest::of(&component),
        component,
        size_before,
    })
}

/// The outputs that a driver's folder keeps as fixtures, in the order of their names; none where it has none.
///
/// # Errors
/// A folder or file that cannot be read.
pub fn samples(folder: &Path) -> Result<Vec<(String, String)>, BuildError> {
    let fixtures = &folder.join(FIXTURES);
    let mut samples = Vec::new();
    if !fixtures.is_dir() {
        return Ok(samples);
    }
    for folder in entries(fixtures)?.into_iter().filter(|path| path.is_dir()) {
        let command = folder
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .replace('_', " ");
        for case in entries(&folder)? {
            if case.extension().is_some_and(|extension| extension == "txt") {
                let text = std::fs::read_to_string(&case).map_err(|e| BuildError::File(case, e))?;
                samples.push((command.clone(), text));
            }
        }
    }
    Ok(samples)
}

/// What is in a folder, sorted, so that the same folder always builds the same driver.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, BuildError> {
    let wrong = |e| BuildError::File(folder.to_owned(), e);
    let entries = std::fs::read_dir(folder).map_err(wrong)?;
    let mut paths = entries
        .map(|entry| entry.map(|it| it.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(wrong)?;
    paths.sort();
    Ok(paths)
}

/// Writes beside and renames; a file that is already the same is left as it is, so that nothing
/// that depends on it is built again.
///
/// # Errors
/// When the folder cannot be written.
pub fn write(built: &Built, path: &Path) -> Result<bool, BuildError> {
    if std::fs::read(path).is_ok_and(|old| old == built.component) {
        return Ok(false);
    }
    let wrong = |e: io::Error| BuildError::File(path.to_owned(), e);
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(wrong)?;
    let mut file = tempfile::Builder::new()
        .prefix(".new-")
        // As any program creates a file: the user's umask takes from it.
        .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666))
        .tempfile_in(folder)
        .map_err(wrong)?;
    file.write_all(&built.component).map_err(wrong)?;
    file.persist(path).map_err(|e| wrong(e.error))?;
    Ok(true)
}

fn encode(core: &[u8]) -> Result<Vec<u8>, BuildError> {
    let wrong = |e: &dyn std::fmt::Display| BuildError::Encode(format!("{e:#}"));
    let mut encoder = wit_component::ComponentEncoder::default()
        .module(core)
        .map_err(|e| wrong(&e))?
        .validate(true);
    encoder.encode().map_err(|e| wrong(&e))
}

/// Runs cargo and finds the core module that it made.
fn compile(folder: &Path) -> Result<PathBuf, BuildError> {
    let manifest = folder.join("Cargo.toml");
    if !manifest.is_file() {
        return Err(BuildError::NoManifest(folder.to_owned()));
    }
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
