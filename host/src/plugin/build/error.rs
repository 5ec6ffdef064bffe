//! Why a driver could not be built, and what to do about it.

use super::{cargo, tool::Tool};
use crate::{
    inventory::suggest,
    plugin::engine::{Refusal, SnapshotError},
    system_text,
};
use std::{io, path::PathBuf};

/// As many names as a hint lists.
const NAMES: usize = 12;

/// Why a driver could not be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    #[error("{} is not a driver's folder: there is no driver.toml, no Cargo.toml and no index in it", .0.display())]
    NoDriver(PathBuf),
    #[error("there is no folder {}", .0.display())]
    NoFolder(PathBuf),
    #[error("this nethost was built without the template driver, out of which drivers without code are made")]
    NoTemplateDriver,
    #[error("the files in {} are larger than {} MiB together", .0.display(), .1 >> 20)]
    TooLarge(PathBuf, usize),
    #[error("cargo cannot be run: {}", system_text::of_file(.0))]
    NoCargo(io::Error),
    #[error("cargo could not compile the driver ({0})")]
    Compile(String),
    #[error("the package in {} makes no {} library", .0.display(), cargo::TARGET)]
    NoLibrary(PathBuf),
    #[error("{}: {}", .0.display(), system_text::of_file(.1))]
    File(PathBuf, io::Error),
    #[error("{} is not a compiled driver: it is no core WebAssembly module", .0.display())]
    NotAModule(PathBuf),
    #[error("the compiled driver is no component: {0}")]
    Encode(String),
    #[error("{}: {}", .0.display(), .1)]
    Declared(PathBuf, String),
    #[error("{} is not there, and driver.toml says that the driver is in it", .0.display())]
    NoModule(PathBuf),
    #[error("{} is not on this machine, and the driver in {} is built with it", .0.name(), .1.display())]
    NoTool(Tool, PathBuf),
    #[error("{} could not build the driver in {} ({status})", tool.name(), folder.display())]
    Tool {
        tool: Tool,
        folder: PathBuf,
        status: String,
        /// All that it wrote, as it is.
        said: String,
    },
    #[error("{} holds templates for many platforms", .0.display())]
    Collection(PathBuf),
    #[error("bindings are written for drivers in Python; {} holds none", .0.display())]
    NoBindings(PathBuf),
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
}

impl BuildError {
    /// What the program that built it said, as it is; empty where nethost's own words are all there is.
    pub fn said(&self) -> &str {
        match self {
            Self::Tool { said, .. } => said,
            _ => "",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::NoDriver(_) => {
                "name the folder that holds the driver's driver.toml (templates without code), its Cargo.toml (Rust), or \
                 an index in ntc-templates' format"
                    .into()
            }
            Self::NoFolder(_) => "a driver is built of its folder; make a new one: nethost plugin new NAME".into(),
            Self::NoTemplateDriver => "build it with `make build`".into(),
            Self::TooLarge(..) => "does the folder hold more than templates?".into(),
            Self::NoCargo(_) => "install Rust, or put cargo on the PATH".into(),
            Self::Compile(_) => {
                format!("if it is the target that is missing: rustup target add {}", cargo::TARGET)
            }
            Self::NoLibrary(_) => "say crate-type = [\"cdylib\"] in its [lib] section".into(),
            Self::File(..) => String::new(),
            Self::NotAModule(_) => format!("--prebuilt takes what cargo compiles for {}", cargo::TARGET),
            Self::Encode(_) => "does the crate call nethost_driver::export_driver!?".into(),
            Self::Declared(..) => {
                "such a driver.toml says [python] or [javascript], and in it at most module = \"…\" and \
                 world = \"parser\", \"driver\" or \"complete\""
                    .into()
            }
            Self::NoModule(_) => "name it in driver.toml: module = \"…\"".into(),
            Self::NoTool(tool, folder) => tool.install(folder),
            Self::Tool { tool, .. } => format!(
                "what it says stands above; drivers made by `nethost plugin new` are for its version {}",
                tool.version()
            ),
            Self::Collection(_) => {
                "`nethost plugin build` makes a driver of one of them: --platform NAME -o FILE".into()
            }
            Self::NoBindings(_) => "the Rust crate has them already; templates need none".into(),
            Self::Snapshot(SnapshotError::Files(refusal)) => suggest_among(refusal),
            Self::Snapshot(_) => "Driver::new and Driver::describe run while the driver is built".into(),
        }
    }
}

/// What a refusal says to do, with the names that the user may have meant.
fn suggest_among(refusal: &Refusal) -> String {
    let known = || refusal.known.iter().map(String::as_str);
    let near: Vec<String> = suggest::few(&refusal.wanted, known())
        .into_iter()
        .map(str::to_owned)
        .collect();
    if !near.is_empty() {
        return suggest::question(&near);
    }
    let names = match refusal.known.len() {
        0 => return refusal.hint.clone(),
        1..=NAMES => refusal.known.join(", "),
        number => {
            let some: Vec<&str> = known().take(NAMES).collect();
            format!("{} and {} more", some.join(", "), number - NAMES)
        }
    };
    if refusal.hint.is_empty() {
        format!("there are {names}")
    } else {
        format!("{}; there are {names}", refusal.hint)
    }
}
