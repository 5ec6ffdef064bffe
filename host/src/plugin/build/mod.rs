//! From a driver's folder to one file: compiled, made a component, pre-initialised.

mod cargo;
mod folder;

use super::{
    digest::Digest,
    engine::{File, SnapshotError, Snapshotter},
    model::Description,
};
use crate::inventory::suggest;
use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

pub use folder::{Kind, kind, platforms};

include!(concat!(env!("OUT_DIR"), "/template_driver.rs"));

/// As many names as a hint lists.
const NAMES: usize = 12;

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
    #[error("{} is not a driver's folder: there is no driver.toml, no Cargo.toml and no index in it", .0.display())]
    NoDriver(PathBuf),
    #[error("this nethost was built without the template driver, out of which drivers without code are made")]
    NoTemplateDriver,
    #[error("the files in {} are larger than {} MiB together", .0.display(), .1 >> 20)]
    TooLarge(PathBuf, usize),
    #[error("cargo cannot be run: {0}")]
    NoCargo(io::Error),
    #[error("cargo could not compile the driver ({0})")]
    Compile(String),
    #[error("the package in {} makes no {} library", .0.display(), cargo::TARGET)]
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
            Self::NoDriver(_) => {
                "name the folder that holds the driver's driver.toml (templates without code), its Cargo.toml (Rust), or \
                 an index in ntc-templates' format"
                    .into()
            }
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
            Self::Snapshot(SnapshotError::Files(refusal)) => suggest_among(refusal),
            Self::Snapshot(_) => "Driver::new and Driver::describe run while the driver is built".into(),
        }
    }
}

/// What a refusal says to do, with the names that the user may have meant.
fn suggest_among(refusal: &super::engine::Refusal) -> String {
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

/// Builds the driver whose crate is in `folder`. Cargo's messages go to stderr.
///
/// # Errors
/// Each step's own.
pub fn build(folder: &Path) -> Result<Built, BuildError> {
    from_core(&cargo::compile(folder)?)
}

/// Makes a driver of a core module that was compiled already.
///
/// # Errors
/// A file that cannot be read, or is no driver.
pub fn from_core(path: &Path) -> Result<Built, BuildError> {
    let core = std::fs::read(path).map_err(|e| BuildError::File(path.to_owned(), e))?;
    if !wasmparser::Parser::is_core_wasm(&core) {
        return Err(BuildError::NotAModule(path.to_owned()));
    }
    Builder::new(&core)?.build(None)
}

/// Makes drivers of folders without code. One for any number of them: what takes time is done once.
pub struct TemplateBuilder(Builder);

impl TemplateBuilder {
    /// # Errors
    /// When this nethost carries no template driver.
    pub fn new() -> Result<Self, BuildError> {
        Builder::new(TEMPLATE_DRIVER.ok_or(BuildError::NoTemplateDriver)?).map(Self)
    }

    /// Of a folder with a `driver.toml`.
    ///
    /// # Errors
    /// A file that is missing or wrong, with its place.
    pub fn folder(&self, folder: &Path) -> Result<Built, BuildError> {
        self.0.build(Some(&folder::files(folder)?))
    }

    /// Of one platform of a collection with an index. The profile and what else nethost's own driver knows
    /// of the platform is taken from `like`.
    ///
    /// # Errors
    /// As [`TemplateBuilder::folder`].
    pub fn collection(
        &self,
        folder: &Path,
        platform: &str,
        like: Option<&Description>,
    ) -> Result<Built, BuildError> {
        self.0.build(Some(&folder::collection(folder, platform, like)?))
    }
}

/// A compiled driver that is not yet prepared.
struct Builder {
    snapshotter: Snapshotter,
    size: usize,
}

impl Builder {
    fn new(core: &[u8]) -> Result<Self, BuildError> {
        let component = encode(core)?;
        Ok(Self {
            size: component.len(),
            snapshotter: Snapshotter::new(component)?,
        })
    }

    fn build(&self, files: Option<&[File]>) -> Result<Built, BuildError> {
        let component = self.snapshotter.snapshot(files)?;
        Ok(Built {
            digest: Digest::of(&component),
            component,
            size_before: self.size,
        })
    }
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
    let wrong = |e: io::Error| BuildError::File(path.to_owned(), e);
    if let Ok(meta) = std::fs::metadata(path) {
        // A device has no end to be read to, and the rename would put a file in its place.
        if !meta.is_file() {
            let what = if meta.is_dir() {
                "it is a folder"
            } else {
                "it is no ordinary file"
            };
            return Err(wrong(io::Error::other(what)));
        }
        let same_size = usize::try_from(meta.len()) == Ok(built.component.len());
        if same_size && std::fs::read(path).is_ok_and(|old| old == built.component) {
            return Ok(false);
        }
    }
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
