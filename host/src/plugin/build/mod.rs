//! From a driver's folder to one file: compiled, made a component, pre-initialised.

mod cargo;
mod error;
mod folder;
mod javascript;
mod python;
mod script;
mod surface;
mod tool;

use super::{
    digest::Digest,
    engine::{File, Snapshotter},
    model::Description,
};
use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

pub use error::BuildError;
pub use folder::{Kind, kind, platforms};
pub use script::{Language, Script, World};
pub use tool::Tool;

use surface::Surface;

include!(concat!(env!("OUT_DIR"), "/template_driver.rs"));

/// A built driver.
#[derive(Debug)]
pub struct Built {
    pub component: Vec<u8>,
    pub digest: Digest,
    /// Bytes of the component before nethost pre-initialised it.
    pub size_before: usize,
    /// Version of the driver contract that it answers; none where it answers none.
    pub contract: Option<String>,
    /// Interfaces that the host has to give it.
    pub imports: Vec<String>,
}

impl Built {
    fn new(component: Vec<u8>, size_before: usize) -> Self {
        let Surface { contract, imports } = Surface::of(&component);
        Self {
            digest: Digest::of(&component),
            component,
            size_before,
            contract,
            imports,
        }
    }
}

/// Builds the driver of a folder, of any kind. What cargo says goes to stderr.
///
/// A template's and a Rust driver has described itself when this returns; one of another language may still turn out not
/// to be a driver when it is loaded.
///
/// # Errors
/// Each step's own; a collection of templates for many platforms, of which [`TemplateBuilder::collection`] makes drivers.
pub fn build(folder: &Path) -> Result<Built, BuildError> {
    match kind(folder)? {
        Kind::Rust => from_core(&cargo::compile(folder)?),
        Kind::Files => TemplateBuilder::new()?.folder(folder),
        Kind::Script(language, script) => {
            let component = match language {
                Language::Python => python::componentize(folder, &script)?,
                Language::JavaScript => javascript::componentize(folder, &script)?,
            };
            let size = component.len();
            Ok(Built::new(component, size))
        }
        Kind::Collection(index) => Err(BuildError::Collection(index)),
    }
}

/// Writes what editors want to know of the contract, for a driver in Python.
///
/// # Errors
/// A folder of another kind; and as [`build`].
pub fn bindings(folder: &Path, into: &Path) -> Result<(), BuildError> {
    match kind(folder)? {
        Kind::Script(Language::Python, script) => python::bindings(folder, &script, into),
        _ => Err(BuildError::NoBindings(folder.to_owned())),
    }
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
        Ok(Built::new(component, self.size))
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
