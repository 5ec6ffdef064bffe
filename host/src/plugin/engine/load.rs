//! From a component's bytes to a driver: compiled or taken from the cache, checked against the contract.

use super::{
    Driver, Engine, Limits, LogLevel,
    cache::Cache,
    contract::{
        self,
        version::{Standing, Version},
    },
    driver::Origin,
    limits,
    state::State,
};
use crate::{
    inventory::error::written,
    plugin::{caution::Leave, digest::Digest, fault::Fault},
    system_text,
};
use std::{io::Read, panic::resume_unwind, path::Path, thread};
use wasmparser::Payload;
use wasmtime::component::{Component, Linker};

/// From so many bytes on a component takes longer to hash than a thread to begin.
const LONG: usize = 256 << 10;

/// What a driver may have beyond the contract. The default is nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Permissions {
    /// An empty WASI: no files, no environment, no network, stopped clocks.
    pub wasi: bool,
}

/// All that a driver is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Granted {
    pub limits: Limits,
    pub permissions: Permissions,
    /// From which level on its log is shown; none of it where this is none.
    pub log_level: Option<LogLevel>,
    /// Which lines it may have sent.
    pub leave: Leave,
}

/// Why a file is not a driver that this host can run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    #[error("{name} cannot be read: {error}")]
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
    OtherContract {
        name: String,
        found: String,
        /// The driver is behind, and not this host.
        older: bool,
    },
    #[error("{name} wants more than a driver may have: it imports {imports}")]
    Imports {
        name: String,
        imports: String,
        wasi: bool,
        /// What it says that it is for; none where it was not asked.
        platform: Option<String>,
    },
    #[error("{name} does not describe itself: {error}")]
    Description { name: String, error: String },
    #[error("{name} does not describe itself: {fault}")]
    Fault { name: String, fault: Fault },
}

impl LoadError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Unreadable { .. } => "check the path".into(),
            Self::TooLarge { .. } | Self::Invalid { .. } => "ask the driver's author for a whole file".into(),
            Self::NotAComponent { .. } => {
                "a driver is a .wasm file, as `nethost plugin build` makes it".into()
            }
            Self::NotADriver { .. } => "its author builds drivers with `nethost plugin build`".into(),
            Self::OtherContract { older: true, .. } => {
                "get a newer release of the driver, or have its author build it anew with `nethost plugin build`".into()
            }
            Self::OtherContract { older: false, .. } => {
                "upgrade nethost: the driver was built for a newer one".into()
            }
            Self::Imports {
                wasi: true,
                platform: Some(platform),
                ..
            } => format!(
                "if you trust it with an empty WASI (no files, no network), say --allow-wasi, or for good in the \
                 configuration: [drivers.{}] and below it wasi = true",
                written(platform)
            ),
            Self::Imports { wasi: true, .. } => {
                "if you trust it with an empty WASI (no files, no network), say --allow-wasi".into()
            }
            Self::Imports { .. } => "do not run it: a driver needs nothing but the log".into(),
            Self::Fault { fault, .. } if fault.is_limit() => {
                "give it more in the configuration, under [limits] or [drivers.NAME], or report it to the driver's author"
                    .into()
            }
            Self::Description { .. } | Self::Fault { .. } => "report it to the driver's author".into(),
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
        self.load(&path.display().to_string(), &read(path)?, limits, permissions)
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
        let granted = Granted {
            limits,
            permissions,
            ..Granted::default()
        };
        self.load_granted(name, wasm, granted.clone(), |_| granted.clone())
    }

    /// Loads a component that is given what its platform's driver may have. The platform is what the driver says of itself, so
    /// that it is first asked with no more than `unknown`, and where it wants a WASI that nobody granted, with one of which
    /// each function ends the call.
    ///
    /// While it is hashed, what was last loaded by this name is made ready from the cache, and used when it turns out to be the
    /// same.
    ///
    /// # Errors
    /// As [`Engine::load`]; a driver that says another platform once it has what that platform's driver may have.
    pub fn load_granted(
        &self,
        name: &str,
        wasm: &[u8],
        unknown: Granted,
        grant: impl Fn(&str) -> Granted,
    ) -> Result<Driver, LoadError> {
        let cache = self.0.cache.as_ref().filter(|_| wasm.len() >= LONG);
        let Some(cache) = cache else {
            return self.load_known(name, wasm, Digest::of(wasm), unknown, grant);
        };
        let last = cache.last(name);
        let (digest, guess) = match &last {
            None => (Digest::of(wasm), None),
            Some(last) => thread::scope(|scope| {
                let digest = scope.spawn(|| Digest::of(wasm));
                let guess = self
                    .cached(last)
                    .and_then(|it| self.ready(name, wasm, it, *last, unknown.clone(), &grant).ok());
                (digest.join().unwrap_or_else(|panic| resume_unwind(panic)), guess)
            }),
        };
        if last == Some(digest) {
            if let Some(driver) = guess {
                return Ok(driver);
            }
        } else {
            // A cache that cannot be written costs time, not the run.
            let _ = cache.remember(name, digest);
        }
        self.load_known(name, wasm, digest, unknown, grant)
    }

    /// The same, of a component whose digest is known: to compute it takes longer than all else where the driver was compiled
    /// before.
    ///
    /// # Errors
    /// As [`Engine::load_granted`].
    pub(in crate::plugin) fn load_known(
        &self,
        name: &str,
        wasm: &[u8],
        digest: Digest,
        unknown: Granted,
        grant: impl FnOnce(&str) -> Granted,
    ) -> Result<Driver, LoadError> {
        if !wasmparser::Parser::is_component(wasm) {
            return Err(LoadError::NotAComponent {
                name: name.into(),
                found: what_it_is(wasm).into(),
            });
        }
        let component = self.component(name, wasm, &digest)?;
        self.ready(name, wasm, component, digest, unknown, grant)
    }

    /// A driver of what was compiled of a component.
    #[allow(clippy::needless_pass_by_value, reason = "a grant is made for one load")]
    fn ready(
        &self,
        name: &str,
        wasm: &[u8],
        component: Component,
        digest: Digest,
        unknown: Granted,
        grant: impl FnOnce(&str) -> Granted,
    ) -> Result<Driver, LoadError> {
        let built_for = self.contract(name, &component)?;
        let imports: Vec<String> = component
            .component_type()
            .imports(&self.0.wasmtime)
            .map(|(import, _)| import.to_owned())
            .collect();
        let wants_wasi = check_imports(name, &imports)?;
        let ready = |granted: Granted, linker: wasmtime::Result<Linker<State>>| {
            let pre = linker.and_then(|linker| linker.instantiate_pre(&component));
            let origin = Origin {
                name: name.into(),
                digest,
                size: wasm.len(),
                imports: imports.clone(),
                contract: built_for.clone(),
            };
            let permissions = Permissions {
                wasi: granted.permissions.wasi && wants_wasi,
            };
            let pre = pre.map_err(|e| invalid(name, &e))?;
            Driver::new(
                self.clone(),
                origin,
                pre,
                Granted {
                    permissions,
                    ..granted
                },
            )
        };
        let trapped = wants_wasi && !unknown.permissions.wasi;
        let refused = |platform| LoadError::Imports {
            name: name.into(),
            imports: beyond(&imports).collect::<Vec<_>>().join(", "),
            wasi: true,
            platform,
        };
        let first = if trapped {
            let linker = self.linker(unknown.permissions).and_then(|mut linker| {
                linker.define_unknown_imports_as_traps(&component)?;
                Ok(linker)
            });
            ready(unknown.clone(), linker).map_err(|error| match error {
                // It needs its WASI even to say what it is.
                LoadError::Fault {
                    fault: Fault::Trap(_),
                    ..
                } => refused(None),
                error => error,
            })?
        } else {
            ready(unknown.clone(), self.linker(unknown.permissions))?
        };
        let platform = &first.description().platform;
        let granted = grant(platform);
        if wants_wasi && !granted.permissions.wasi {
            return Err(refused(Some(platform.clone())));
        }
        if granted == unknown && !trapped {
            return Ok(first);
        }
        let permissions = granted.permissions;
        let driver = ready(granted, self.linker(permissions))?;
        let then = &driver.description().platform;
        if then != platform {
            return Err(LoadError::Description {
                name: name.into(),
                error: format!("first it is for {platform}, then for {then}"),
            });
        }
        Ok(driver)
    }

    /// What the cache has of a component.
    fn cached(&self, digest: &Digest) -> Option<Component> {
        let engine = &self.0.wasmtime;
        let path = self.0.cache.as_ref()?.path(engine, digest);
        if Cache::trusted(&path, digest) {
            mapped(engine, &path)
        } else {
            None
        }
    }

    fn component(&self, name: &str, wasm: &[u8], digest: &Digest) -> Result<Component, LoadError> {
        if let Some(component) = self.cached(digest) {
            return Ok(component);
        }
        let engine = &self.0.wasmtime;
        if is_deep(wasm) {
            return Err(LoadError::Invalid {
                name: name.into(),
                error: format!("components stand in it more than {} deep", limits::NESTING),
            });
        }
        let component = Component::new(engine, wasm).map_err(|e| invalid(name, &e))?;
        if let Some(cache) = &self.0.cache {
            // A cache that cannot be written costs time, not the run.
            let stored = component
                .serialize()
                .map(|compiled| cache.store(&cache.path(engine, digest), &compiled, digest));
            drop(stored);
        }
        Ok(component)
    }

    /// The version of the contract that a component was built for, which its exports carry.
    fn contract(&self, name: &str, component: &Component) -> Result<String, LoadError> {
        let engine = &self.0.wasmtime;
        let ty = component.component_type();
        let mut newest: Option<Version> = None;
        let mut exported = Vec::new();
        for (export, _) in ty.exports(engine) {
            let Some((interface, version)) = export
                .strip_prefix(contract::PACKAGE)
                .and_then(|export| export.split_once('@'))
            else {
                continue;
            };
            let Some(version) = Version::parse(version) else {
                continue;
            };
            exported.push(interface.to_owned());
            newest = newest.max(Some(version));
        }
        let missing = contract::DEMANDED
            .iter()
            .find(|demanded| !exported.iter().any(|interface| interface == *demanded));
        let not_a_driver = |interface: &str| LoadError::NotADriver {
            name: name.into(),
            missing: format!("{}{interface}", contract::PACKAGE),
        };
        let Some(newest) = newest else {
            return Err(not_a_driver(missing.copied().unwrap_or_default()));
        };
        match (newest.standing(), missing) {
            (Standing::Spoken, None) => Ok(newest.to_string()),
            (Standing::Spoken, Some(missing)) => Err(not_a_driver(missing)),
            // What a newer version demands is not known here.
            (standing @ (Standing::Newer | Standing::Older), _) => Err(LoadError::OtherContract {
                name: name.into(),
                found: newest.to_string(),
                older: standing == Standing::Older,
            }),
        }
    }
}

/// Reads a component file, which is an ordinary file of a limited size.
///
/// # Errors
/// When it is not, or cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>, LoadError> {
    let name = path.display().to_string();
    let unreadable = |e: std::io::Error| LoadError::Unreadable {
        name: name.clone(),
        error: system_text::of_file(&e),
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
    // It may grow while it is read.
    let mut wasm = Vec::with_capacity(usize::try_from(meta.len()).unwrap_or_default());
    std::fs::File::open(path)
        .and_then(|file| file.take(limits::COMPONENT_FILE + 1).read_to_end(&mut wasm))
        .map_err(unreadable)?;
    if wasm.len() as u64 > limits::COMPONENT_FILE {
        return Err(LoadError::TooLarge { name });
    }
    Ok(wasm)
}

/// Whether components stand in components too deep. Seen before anything is made of them: what does so takes its time for each
/// level.
fn is_deep(wasm: &[u8]) -> bool {
    let mut depth = 0_usize;
    for payload in wasmparser::Parser::new(0).parse_all(wasm) {
        match payload {
            Ok(Payload::ComponentSection { .. } | Payload::ModuleSection { .. }) => depth += 1,
            Ok(Payload::End(_)) => depth = depth.saturating_sub(1),
            Ok(_) => {}
            // Told when it is compiled.
            Err(_) => return false,
        }
        if depth > limits::NESTING {
            return true;
        }
    }
    false
}

/// Imports that the contract does not give.
fn beyond(imports: &[String]) -> impl Iterator<Item = &str> {
    imports
        .iter()
        .map(String::as_str)
        .filter(|import| !is_log(import))
}

/// Whether it is the one import that the contract gives, of whichever version.
fn is_log(import: &str) -> bool {
    import
        .strip_prefix("nethost:driver/log")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('@'))
}

/// Whether a driver wants a WASI; it may not want anything else beyond the contract.
fn check_imports(name: &str, imports: &[String]) -> Result<bool, LoadError> {
    if beyond(imports).all(|import| import.starts_with("wasi:")) {
        return Ok(beyond(imports).next().is_some());
    }
    Err(LoadError::Imports {
        name: name.into(),
        imports: beyond(imports).collect::<Vec<_>>().join(", "),
        wasi: false,
        platform: None,
    })
}

/// Maps a compiled component; none when it was made by another version or is damaged.
#[allow(unsafe_code, reason = "the one place where a cached compilation is mapped")]
fn mapped(engine: &wasmtime::Engine, path: &Path) -> Option<Component> {
    // SAFETY: what the file holds runs as native code, so it must be what this host wrote. `Cache::trusted` has seen that
    // file and folder belong to this user and that nobody else can write them; whoever can write as this user
    // needs no such file to run code. Its seal binds it to the component, its name and its head to the compiler's configuration.
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
