//! Which driver serves which platform: files that the user names, and those that the binary carries.

use super::{
    Driver, Engine,
    caution::Leave,
    digest::Digest,
    engine::{self, Granted, LoadError},
    settings::{Settings, TrustError},
    store::fetch::signature_beside,
    trust::Signed,
};
use std::path::Path;

include!(concat!(env!("OUT_DIR"), "/built_in.rs"));

/// The drivers of a run.
///
/// What the user named comes first; built-in drivers are loaded when a platform asks for one.
pub struct Shelf {
    engine: Engine,
    settings: Settings,
    /// Whose the drivers are that are no part of nethost.
    signed: Vec<(Digest, Signed)>,
    named: Vec<Driver>,
    built_in: Vec<Option<Driver>>,
}

/// No driver for a name or platform.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShelfError {
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error(transparent)]
    Trust(#[from] TrustError),
    #[error("{error}")]
    Signature { error: String, hint: String },
    #[error("there is no driver called \"{name}\"")]
    Unknown { name: String, known: Vec<String> },
    #[error("two drivers for the platform {platform}: {first} and {second}")]
    Twice {
        platform: String,
        first: String,
        second: String,
    },
}

impl ShelfError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Load(error) => error.hint(),
            Self::Trust(error) => error.hint().into(),
            Self::Signature { hint, .. } => hint.clone(),
            Self::Unknown { known, .. } if known.is_empty() => {
                "this nethost was built without drivers: name a .wasm file, or build it with `make build`"
                    .into()
            }
            Self::Unknown { known, .. } => {
                format!(
                    "built in are {}; a file is named by its path, such as ./acme.wasm",
                    known.join(", ")
                )
            }
            Self::Twice { .. } => "name only one of them after --plugin".into(),
        }
    }
}

impl Shelf {
    /// No driver yet; the settings say what each may have.
    pub fn new(engine: Engine, settings: impl Into<Settings>) -> Self {
        Self {
            engine,
            settings: settings.into(),
            signed: Vec::new(),
            named: Vec::new(),
            built_in: vec![None; BUILT_IN.len()],
        }
    }

    /// Names of the drivers that this binary carries.
    pub fn built_in_names() -> Vec<String> {
        BUILT_IN.iter().map(|(name, _)| (*name).to_owned()).collect()
    }

    /// Adds what the user named: a file, or a built-in driver by its platform or one of its aliases.
    ///
    /// # Errors
    /// A file that is no driver, an unknown name, a second driver for the same platform.
    pub fn add(&mut self, name: &str) -> Result<Driver, ShelfError> {
        let path = Path::new(name);
        let is_file = path.components().count() > 1 || path.extension().is_some() || path.exists();
        let driver = if is_file {
            let wasm = engine::read(path)?;
            let signature = signature_beside(path).map_err(|error| ShelfError::Signature {
                error: error.to_string(),
                hint: error.hint(),
            })?;
            self.load_signed(name, &wasm, signature.as_deref())?
        } else {
            self.built_in(name)?.ok_or_else(|| ShelfError::Unknown {
                name: name.into(),
                known: Self::built_in_names(),
            })?
        };
        if let Some(first) = self
            .named
            .iter()
            .find(|d| same_platform(d, &driver.description().platform))
        {
            if first.digest() == driver.digest() {
                return Ok(driver);
            }
            return Err(ShelfError::Twice {
                platform: driver.description().platform.clone(),
                first: first.name().into(),
                second: driver.name().into(),
            });
        }
        self.named.push(driver.clone());
        Ok(driver)
    }

    /// The driver for a platform, or for one of the names that others call it by.
    ///
    /// # Errors
    /// When there is none.
    pub fn for_platform(&mut self, platform: &str) -> Result<Driver, ShelfError> {
        if let Some(driver) = self.named.iter().find(|driver| same_platform(driver, platform)) {
            return Ok(driver.clone());
        }
        self.built_in(platform)?.ok_or_else(|| ShelfError::Unknown {
            name: platform.into(),
            known: Self::built_in_names(),
        })
    }

    /// Every driver: those that the user named, then the built-in ones of other platforms.
    ///
    /// # Errors
    /// A built-in driver that does not load.
    pub fn all(&mut self) -> Result<Vec<Driver>, ShelfError> {
        let mut all = self.named.clone();
        for place in 0..BUILT_IN.len() {
            let driver = self.load_built_in(place)?;
            if !self
                .named
                .iter()
                .any(|named| same_platform(named, &driver.description().platform))
            {
                all.push(driver);
            }
        }
        Ok(all)
    }

    fn built_in(&mut self, name: &str) -> Result<Option<Driver>, ShelfError> {
        // The files are named by platform: an alias is looked for only when none is called so.
        let exact = BUILT_IN
            .iter()
            .position(|(platform, _)| platform.eq_ignore_ascii_case(name));
        for place in exact.into_iter().chain(0..BUILT_IN.len()) {
            let driver = self.load_built_in(place)?;
            if same_platform(&driver, name) {
                return Ok(Some(driver));
            }
        }
        Ok(None)
    }

    /// Whose signature a driver has; none for one that is a part of nethost.
    pub fn signed(&self, driver: &Driver) -> Option<&Signed> {
        let digest = driver.digest();
        self.signed
            .iter()
            .find_map(|(of, signed)| (*of == digest).then_some(signed))
    }

    /// What the user's configuration says.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Loads a driver that is no part of nethost, if the user lets it run with this signature.
    fn load_signed(
        &mut self,
        name: &str,
        wasm: &[u8],
        signature: Option<&str>,
    ) -> Result<Driver, ShelfError> {
        let signed = self.settings.admit(name, wasm, signature)?;
        let driver = self.load(name, wasm)?;
        self.signed.push((driver.digest(), signed));
        Ok(driver)
    }

    /// Loads a component with what the settings give the driver of its platform.
    fn load(&self, name: &str, wasm: &[u8]) -> Result<Driver, LoadError> {
        let unknown = Granted::from(&self.settings.grant_before_it_is_known());
        let settings = &self.settings;
        self.engine
            .load_granted(name, wasm, unknown, |platform| (&settings.grant(platform)).into())
    }

    fn load_built_in(&mut self, place: usize) -> Result<Driver, ShelfError> {
        if let Some(driver) = &self.built_in[place] {
            return Ok(driver.clone());
        }
        let (name, wasm) = BUILT_IN[place];
        // Its file is named by its platform.
        let granted = Granted {
            leave: Leave::Everything,
            ..(&self.settings.grant(name)).into()
        };
        let driver = self
            .engine
            .load_granted(name, wasm, granted.clone(), |_| granted)?;
        self.built_in[place] = Some(driver.clone());
        Ok(driver)
    }
}

fn same_platform(driver: &Driver, platform: &str) -> bool {
    let description = driver.description();
    description.platform.eq_ignore_ascii_case(platform)
        || description
            .aliases
            .iter()
            .any(|alias| alias.eq_ignore_ascii_case(platform))
}
