//! From a component's bytes to a driver: compiled or taken from the cache, checked against the contract.

use super::{Driver, Engine, Limits, cache::Cache, driver::Origin, limits, v0_1_0};
use crate::plugin::digest::Digest;
use std::path::Path;
use wasmtime::component::Component;

/// What a driver may have beyond the contract. The default is nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Permissions {
    /// An empty WASI: no files, no environment, no network, stopped clocks.
    pub wasi: bool,
}

/// Why a file is not a driver that this host can run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    #[error("{name}: {error}")]
    Unreadable { name: String, error: String },
    #[error("{name} is larger than {} MiB", limits::COMPONENT_FILE >> 20)]
    TooLarge { name: String },
    #[error("{name} is not a WebAssembly component: {found}")]
    NotAComponent { name: String, found: String },
    #[error("{name} is not a valid component: {error}")]
    Invalid { name: String, error: String },
    #[error("{name} is not a nethost driver: it does not export {missing}")]
    NotADriver { name: String, missing: String },
    #[error("{name} speaks version {found} of the driver contract, this nethost speaks {}", super::super::CONTRACTS.join(", "))]
    OtherContract { name: String, found: String },
    #[error("{name} wants more than a driver may have: it imports {imports}")]
    Imports {
        name: String,
        imports: String,
        wasi: bool,
    },
    #[error("{name} does not describe itself: {error}")]
    Description { name: String, error: String },
}

impl LoadError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Unreadable { .. } => "check the path after --plugin".into(),
            Self::TooLarge { .. } | Self::Invalid { .. } => "ask the driver's author for a whole file".into(),
            Self::NotAComponent { .. } => {
                "--plugin takes a driver's .wasm file, or the name of a built-in driver".into()
            }
            Self::NotADriver { .. } => "its author builds drivers with `nethost plugin build`".into(),
            Self::OtherContract { .. } => "upgrade nethost, or get a driver built for this version".into(),
            Self::Imports { wasi: true, .. } => {
                "if you trust it with an empty WASI (no files, no network), say --allow-wasi".into()
            }
            Self::Imports { .. } => "do not run it: a driver needs nothing but the log".into(),
            Self::Description { .. } => "report it to the driver's author".into(),
        }
    }
}

impl Engine {
    /// Reads and loads a component file.
    ///
    /// # Errors
    /// A file that cannot be read, or is not a driver.
    pub fn load_file(
        &self,
        path: &Path,
        limits: Limits,
        permissions: Permissions,
    ) -> Result<Driver, LoadError> {
        let name = path.display().to_string();
        let unreadable = |e: std::io::Error| LoadError::Unreadable {
            name: name.clone(),
            error: e.to_string(),
        };
        let meta = std::fs::metadata(path).map_err(unreadable)?;
        if !meta.is_file() {
            // A pipe or a device may have no end.
            let error = if meta.is_dir() {
                "it is a folder"
            } else {
                "it is no ordinary file"
            };
            return Err(LoadError::Unreadable {
                name,
                error: error.into(),
            });
        }
        if meta.len() > limits::COMPONENT_FILE {
            return Err(LoadError::TooLarge { name });
        }
        let wasm = std::fs::read(path).map_err(unreadable)?;
        self.load(&name, &wasm, limits, permissions)
    }

    /// Loads a component; `name` is what messages call it.
    ///
    /// # Errors
    /// When it is not a component, not a driver, wants imports beyond the contract, or does not describe itself.
    pub fn load(
        &self,
        name: &str,
        wasm: &[u8],
        limits: Limits,
        permissions: Permissions,
    ) -> Result<Driver, LoadError> {
        if !wasmparser::Parser::is_component(wasm) {
            return Err(LoadError::NotAComponent {
                name: name.into(),
                found: what_it_is(wasm).into(),
            });
        }
        let digest = Digest::of(wasm);
        let component = self.component(wasm, &digest).map_err(|e| invalid(name, &e))?;
        self.check_exports(name, &component)?;
        self.check_imports(name, &component, permissions)?;
        let pre = self
            .linker(permissions)
            .and_then(|linker| linker.instantiate_pre(&component));
        let pre = pre.map_err(|e| invalid(name, &e))?;
        let ty = component.component_type();
        let origin = Origin {
            name: name.into(),
            digest,
            size: wasm.len(),
            imports: ty
                .imports(&self.0.wasmtime)
                .map(|(import, _)| import.to_owned())
                .collect(),
        };
        Driver::new(self.clone(), origin, pre, limits, permissions)
    }

    fn component(&self, wasm: &[u8], digest: &Digest) -> wasmtime::Result<Component> {
        let engine = &self.0.wasmtime;
        let Some(cache) = &self.0.cache else {
            return Component::new(engine, wasm);
        };
        let path = cache.path(engine, digest);
        if Cache::trusted(&path)
            && let Some(component) = mapped(engine, &path)
        {
            return Ok(component);
        }
        let component = Component::new(engine, wasm)?;
        // A cache that cannot be written costs time, not the run.
        let stored = component
            .serialize()
            .map(|compiled| cache.store(&path, &compiled));
        drop(stored);
        Ok(component)
    }

    fn check_exports(&self, name: &str, component: &Component) -> Result<(), LoadError> {
        let engine = &self.0.wasmtime;
        for wanted in [v0_1_0::DESCRIPTION, v0_1_0::PARSING] {
            let ty = component.component_type();
            if ty.get_export(engine, wanted).is_some() {
                continue;
            }
            let unversioned = wanted.split('@').next().unwrap_or(wanted);
            let other = ty.exports(engine).find_map(|(export, _)| {
                export
                    .strip_prefix(unversioned)?
                    .strip_prefix('@')
                    .map(str::to_owned)
            });
            return Err(match other {
                Some(found) => LoadError::OtherContract {
                    name: name.into(),
                    found,
                },
                None => LoadError::NotADriver {
                    name: name.into(),
                    missing: wanted.into(),
                },
            });
        }
        Ok(())
    }

    fn check_imports(
        &self,
        name: &str,
        component: &Component,
        permissions: Permissions,
    ) -> Result<(), LoadError> {
        let ty = component.component_type();
        let beyond: Vec<String> = ty
            .imports(&self.0.wasmtime)
            .map(|(import, _)| import.to_owned())
            .filter(|import| !import.starts_with("nethost:driver/"))
            .filter(|import| !(permissions.wasi && import.starts_with("wasi:")))
            .collect();
        if beyond.is_empty() {
            return Ok(());
        }
        let wasi = beyond.iter().all(|import| import.starts_with("wasi:"));
        Err(LoadError::Imports {
            name: name.into(),
            imports: beyond.join(", "),
            wasi,
        })
    }
}

/// Maps a compiled component; none when it was made by another version or is damaged.
#[allow(unsafe_code, reason = "the one place where a cached compilation is mapped")]
fn mapped(engine: &wasmtime::Engine, path: &Path) -> Option<Component> {
    // SAFETY: what the file holds runs as native code, so it must be what this host wrote. `Cache::trusted` has seen that
    // file and folder belong to this user and that nobody else can write them; whoever can write as this user
    // needs no such file to run code. The name binds it to the component's digest and the compiler's configuration.
    unsafe { Component::deserialize_file(engine, path) }.ok()
}

fn invalid(name: &str, error: &wasmtime::Error) -> LoadError {
    LoadError::Invalid {
        name: name.into(),
        error: format!("{error:#}"),
    }
}

/// What a file that is no component seems to be.
fn what_it_is(bytes: &[u8]) -> &'static str {
    match bytes {
        [] => "it is empty",
        [0, b'a', b's', b'm', ..] => {
            "it is a core module, which `nethost plugin build` makes into a component"
        }
        [0xff, 0xd8, 0xff, ..] => "it is a JPEG picture",
        [0x89, b'P', b'N', b'G', ..] => "it is a PNG picture",
        [b'P', b'K', 3, 4, ..] => "it is a ZIP archive",
        [0x1f, 0x8b, ..] => "it is a gzip archive",
        [0x7f, b'E', b'L', b'F', ..] => "it is a native program",
        _ if std::str::from_utf8(bytes).is_ok() => "it is a text file",
        _ => "it begins with other bytes",
    }
}
