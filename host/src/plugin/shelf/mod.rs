//! Which driver serves which platform: what the user names, what the inventory's lock names, what the binary carries,
//! what the store holds, in this order.

mod built_in;
mod error;

pub use error::ShelfError;

use super::{
    Driver, Engine,
    caution::Leave,
    digest::Digest,
    engine::{self, Granted, LoadError},
    pins::{Pins, Problem},
    settings::Settings,
    store::{self, Locked, Origin, Source, Store, StoreError, fetch::signature_beside, remote::NoLogins},
    trust::Signed,
};
use built_in::{BUILT_IN, place_called, place_of};
use std::{collections::HashMap, path::Path};

/// The drivers of a run. Each is loaded when a platform asks for it.
pub struct Shelf {
    engine: Engine,
    settings: Settings,
    /// Whose the drivers are that are no part of nethost.
    signed: HashMap<Digest, Signed>,
    named: Vec<Driver>,
    built_in: Vec<Option<Driver>>,
    pins: Pins,
    store: Option<Store>,
    stored: HashMap<Digest, Driver>,
    /// Platforms by what they were asked for as, where that took a look at drivers: a fleet has many devices of one.
    called: HashMap<String, String>,
}

/// What a user's word means.
enum Found {
    /// A file or a folder.
    Path,
    BuiltIn(Driver),
    /// One in the store, and the platform that it was installed for.
    Stored(Digest, Option<String>),
}

impl Shelf {
    /// The built-in drivers, without store or lock. The settings say what each driver may have.
    pub fn new(engine: Engine, settings: impl Into<Settings>) -> Self {
        Self {
            engine,
            settings: settings.into(),
            signed: HashMap::new(),
            named: Vec::new(),
            built_in: vec![None; BUILT_IN.len()],
            pins: Pins::default(),
            store: None,
            stored: HashMap::new(),
            called: HashMap::new(),
        }
    }

    /// The same, with what is installed in a store.
    #[must_use]
    pub fn with_store(self, store: Store) -> Self {
        Self {
            store: Some(store),
            called: HashMap::new(),
            ..self
        }
    }

    /// The same, obeying a lock.
    #[must_use]
    pub fn with_pins(self, pins: Pins) -> Self {
        Self {
            pins,
            called: HashMap::new(),
            ..self
        }
    }

    /// Names of the drivers that this binary carries.
    pub fn built_in_names() -> Vec<String> {
        BUILT_IN.iter().map(|it| it.platform.to_owned()).collect()
    }

    /// The component of a driver that this binary carries, and its platform as it is written.
    pub fn built_in_component(platform: &str) -> Option<(&'static str, &'static [u8])> {
        place_of(platform).map(|place| (BUILT_IN[place].platform, BUILT_IN[place].component))
    }

    /// Adds what the user named: a file, a folder, a driver by its platform or one of its aliases, or by its digest.
    /// A name is looked for among the built-in drivers, then in the store; a folder is named with a `/` in its path.
    ///
    /// # Errors
    /// A file that is no driver, an unknown name, a second driver for the same platform, one that the lock does not
    /// allow.
    pub fn add(&mut self, name: &str) -> Result<Driver, ShelfError> {
        let driver = self.called(name)?;
        let platform = &driver.description().platform;
        self.pins.allow(&driver)?;
        if let Some(first) = self.named.iter().find(|d| is_of(d, platform)) {
            if first.digest() == driver.digest() {
                return Ok(driver);
            }
            return Err(ShelfError::Twice {
                platform: platform.clone(),
                first: first.name().into(),
                second: driver.name().into(),
            });
        }
        self.named.push(driver.clone());
        Ok(driver)
    }

    /// Adds a driver that its author works on, before all others: no lock can know it.
    pub fn add_own(&mut self, driver: Driver) {
        self.named.insert(0, driver);
    }

    fn called(&mut self, name: &str) -> Result<Driver, ShelfError> {
        match self.find(name)? {
            Found::Path => self.at(Path::new(name)),
            Found::BuiltIn(driver) => Ok(driver),
            Found::Stored(digest, platform) => self.stored(digest, platform.as_deref()),
        }
    }

    /// The bytes of a driver that is built in or installed, with its platform, found as [`Shelf::add`] finds it. None where a
    /// file or folder is named.
    ///
    /// # Errors
    /// An unknown name; an installed driver that is not there, was changed, or may not run.
    pub fn component(&mut self, name: &str) -> Result<Option<(String, Vec<u8>)>, ShelfError> {
        Ok(match self.find(name)? {
            Found::Path => None,
            Found::BuiltIn(driver) => Self::built_in_component(&driver.description().platform)
                .map(|(platform, wasm)| (platform.to_owned(), wasm.to_vec())),
            Found::Stored(digest, platform) => {
                let store = self.store.as_ref().ok_or(StoreError::NoFolder)?;
                let blob = store.read(digest)?;
                let name = platform.unwrap_or_else(|| digest.short());
                self.settings
                    .admit(&name, &blob.wasm, blob.signature.as_deref())?;
                Some((name, blob.wasm))
            }
        })
    }

    /// Which driver a name means. Nothing of the store is loaded yet.
    fn find(&mut self, name: &str) -> Result<Found, ShelfError> {
        if let Ok(digest) = name.parse() {
            return Ok(Found::Stored(digest, None));
        }
        let path = Path::new(name);
        let is_component = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("wasm"));
        if name.contains('/') || matches!(name, "." | "..") || is_component {
            return Ok(Found::Path);
        }
        if let Some(driver) = self.built_in(name)? {
            return Ok(Found::BuiltIn(driver));
        }
        match self.entry(name)? {
            Some((platform, digest)) => Ok(Found::Stored(digest, Some(platform))),
            // What lies in the folder in which one stands hides no driver of its name. And a folder is named as one, with a `/`:
            // to build it may run what lies in it.
            None if path.is_file() => Ok(Found::Path),
            None => Err(self.unknown(name)),
        }
    }

    fn at(&mut self, path: &Path) -> Result<Driver, ShelfError> {
        let name = path.display().to_string();
        if path.is_dir() {
            self.settings.admit_folder(&name)?;
            let built = store::fetch(&Source::folder(path), &NoLogins)?;
            return self.load_signed(&name, &built.wasm, None, None);
        }
        let wasm = engine::read(path)?;
        self.load_signed(&name, &wasm, None, signature_beside(path)?.as_deref())
    }

    /// Whose signature a driver has; none for one that is a part of nethost.
    pub fn signed(&self, driver: &Driver) -> Option<&Signed> {
        self.signed.get(&driver.digest())
    }

    /// What the user's configuration says.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Loads a driver that is no part of nethost, if the user lets it run with this signature; `digest` where it is known.
    fn load_signed(
        &mut self,
        name: &str,
        wasm: &[u8],
        digest: Option<Digest>,
        signature: Option<&str>,
    ) -> Result<Driver, ShelfError> {
        let signed = self.settings.admit(name, wasm, signature)?;
        let (unknown, grant) = grants(&self.settings);
        let driver = match digest {
            Some(digest) => self.engine.load_known(name, wasm, digest, unknown, grant)?,
            None => self.engine.load_granted(name, wasm, unknown, grant)?,
        };
        self.signed.insert(driver.digest(), signed);
        Ok(driver)
    }

    /// Loads a component with what the settings give the driver of its platform; `name` is what messages call it.
    ///
    /// # Errors
    /// What is no driver, or wants more than it is given.
    pub fn load(&self, name: &str, wasm: &[u8]) -> Result<Driver, LoadError> {
        load(&self.engine, &self.settings, name, wasm)
    }

    /// The driver for a platform, or for one of the names that others call it by.
    ///
    /// # Errors
    /// When there is none, or the lock names one that is not there or was changed.
    pub fn for_platform(&mut self, platform: &str) -> Result<Driver, ShelfError> {
        if let Some(driver) = self.named.iter().find(|driver| is_of(driver, platform)) {
            return Ok(driver.clone());
        }
        // What a driver says to be called besides does not take the devices of the platform that is called so.
        let mut named = self.named.iter();
        let besides = named.find(|driver| same_platform(driver, platform)).cloned();
        if let Some(driver) = besides
            && !self.has_platform(platform)?
        {
            return Ok(driver);
        }
        let Some(platform) = self.platform_called(platform)? else {
            return Err(self.unknown(platform));
        };
        self.serve(&platform)
    }

    /// The driver of this binary for a platform, whatever the user, the lock or the store say: for what no device notices.
    ///
    /// # Errors
    /// When this binary carries none.
    pub fn stand_in(&mut self, platform: &str) -> Result<Driver, ShelfError> {
        match place_of(platform) {
            Some(place) => self.load_built_in(place),
            None => Err(self.unknown(platform)),
        }
    }

    /// Every driver: those that the user named, then those that serve other platforms; and why others cannot be used.
    ///
    /// # Errors
    /// A store or a lock that cannot be read or obeyed.
    pub fn all(&mut self) -> Result<(Vec<Driver>, Vec<ShelfError>), ShelfError> {
        let mut all = self.named.clone();
        let mut unfit = Vec::new();
        let locked: Vec<String> = self.pins.lock.iter().map(|it| it.platform.clone()).collect();
        let mut platforms = locked;
        if !self.pins.only {
            platforms.extend(Self::built_in_names());
            if let Some(store) = &self.store {
                for installed in store.entries()? {
                    match installed.entry {
                        Ok(entry) => platforms.push(entry.platform),
                        Err(error) => unfit.push(error.into()),
                    }
                }
            }
        }
        for platform in platforms {
            if !all.iter().any(|driver| is_of(driver, &platform)) {
                match self.serve(&platform) {
                    Ok(driver) => all.push(driver),
                    Err(error) if error.is_of_one_driver() => unfit.push(error),
                    Err(error) => return Err(error),
                }
            }
        }
        Ok((all, unfit))
    }

    /// What a lock has to say of the driver that serves a platform now; none where the user named it by hand.
    ///
    /// # Errors
    /// As [`Shelf::for_platform`].
    pub fn to_lock(&mut self, platform: &str) -> Result<Option<Locked>, ShelfError> {
        let driver = self.for_platform(platform)?;
        let description = driver.description();
        if let Some(locked) = self.pins.lock.get(&description.platform) {
            return Ok(Some(locked.clone()));
        }
        let entry = match &self.store {
            Some(store) => store.entry(&description.platform)?,
            None => None,
        };
        let origin = match (place_of(&description.platform), entry) {
            (Some(_), _) => Origin::BuiltIn,
            (None, Some(entry)) => Origin::Source(entry.resolved),
            (None, None) => return Ok(None),
        };
        Ok(Some(Locked {
            platform: description.platform.clone(),
            version: description.version.clone(),
            origin,
            digest: driver.digest(),
        }))
    }

    /// Whether a driver that the user did not name is for the platform of this very name.
    fn has_platform(&mut self, platform: &str) -> Result<bool, ShelfError> {
        // The store is only asked where nothing else is called so: built-in drivers do not depend on it.
        if self.pins.lock.get(platform).is_some() || place_of(platform).is_some() {
            return Ok(true);
        }
        let is_installed = match &self.store {
            Some(store) => store.entry(platform)?.is_some(),
            None => false,
        };
        Ok(is_installed && self.called_besides(platform)?.is_none())
    }

    /// The platform that is called so, by its own name or an alias: of what the lock names, of the built-in drivers, of
    /// the store's.
    fn platform_called(&mut self, name: &str) -> Result<Option<String>, ShelfError> {
        // A platform's own name comes before what others are called besides.
        if let Some(locked) = self.pins.lock.get(name) {
            return Ok(Some(locked.platform.clone()));
        }
        if place_of(name).is_some() {
            return Ok(Some(name.to_owned()));
        }
        if let Some(platform) = self.called.get(name) {
            return Ok(Some(platform.clone()));
        }
        // What is installed takes no devices of the lock's drivers and the built-in ones, whatever it says its platform is.
        let platform = match self.called_besides(name)? {
            None => self.entry(name)?.map(|(platform, _)| platform),
            platform => platform,
        };
        if let Some(platform) = &platform {
            self.called.insert(name.to_owned(), platform.clone());
        }
        Ok(platform)
    }

    /// The platform of the lock or of a built-in driver that has this name besides its own.
    fn called_besides(&mut self, name: &str) -> Result<Option<String>, ShelfError> {
        let locked: Vec<Locked> = self.pins.lock.iter().cloned().collect();
        for locked in locked {
            // One that is not there is missed when its platform is asked for.
            if let Ok(driver) = self.pinned(&locked)
                && same_platform(&driver, name)
            {
                return Ok(Some(locked.platform));
            }
        }
        let built_in = self.built_in(name)?;
        Ok(built_in.map(|driver| driver.description().platform.clone()))
    }

    /// The driver of a platform that is called by its own name.
    fn serve(&mut self, platform: &str) -> Result<Driver, ShelfError> {
        if let Some(locked) = self.pins.lock.get(platform).cloned() {
            return self.pinned(&locked);
        }
        if self.pins.only {
            return Err(self.pins.error(platform, Problem::NotNamed).into());
        }
        if let Some(place) = place_of(platform) {
            return self.load_built_in(place);
        }
        match self.entry(platform)? {
            Some((platform, digest)) => self.stored(digest, Some(&platform)),
            None => Err(self.unknown(platform)),
        }
    }

    /// What the lock names for a platform.
    fn pinned(&mut self, locked: &Locked) -> Result<Driver, ShelfError> {
        let platform = &locked.platform;
        let problem = match locked.origin {
            Origin::BuiltIn => {
                let driver = match place_of(platform) {
                    Some(place) => Some(self.load_built_in(place)?),
                    None => None,
                };
                match driver {
                    Some(driver) if driver.digest() == locked.digest => return Ok(driver),
                    driver => Problem::BuiltIn {
                        version: locked.version.clone(),
                        locked: locked.digest,
                        found: driver.map(|it| (it.description().version.clone(), it.digest())),
                    },
                }
            }
            Origin::Source(_) => match self.stored(locked.digest, Some(platform)) {
                Err(ShelfError::Store(StoreError::Missing { .. })) => Problem::Missing(locked.clone()),
                driver => return driver,
            },
        };
        Err(self.pins.error(platform, problem).into())
    }

    /// The store's platform and driver of this name or alias. A damaged entry is only an error where nothing else is
    /// called so.
    fn entry(&self, name: &str) -> Result<Option<(String, Digest)>, ShelfError> {
        let Some(store) = &self.store else {
            return Ok(None);
        };
        if let Some(entry) = store.entry(name)? {
            return Ok(Some((entry.platform, entry.digest)));
        }
        let mut damaged = None;
        for installed in store.entries()? {
            match installed.entry {
                Ok(entry) if entry.is_called(name) => return Ok(Some((entry.platform, entry.digest))),
                Ok(_) => {}
                Err(error) => damaged = Some(error),
            }
        }
        damaged.map_or(Ok(None), |error| Err(error.into()))
    }

    /// A driver of the store; its bytes are compared with the digest.
    fn stored(&mut self, digest: Digest, platform: Option<&str>) -> Result<Driver, ShelfError> {
        let driver = if let Some(driver) = self.stored.get(&digest) {
            driver.clone()
        } else {
            let Some(store) = &self.store else {
                return Err(StoreError::NoFolder.into());
            };
            let blob = store.read(digest)?;
            let name = platform.map_or_else(|| digest.short(), str::to_owned);
            self.load_signed(&name, &blob.wasm, Some(digest), blob.signature.as_deref())?
        };
        let found = &driver.description().platform;
        if let Some(platform) = platform
            && !found.eq_ignore_ascii_case(platform)
        {
            return Err(ShelfError::OtherPlatform {
                platform: platform.into(),
                found: found.clone(),
                digest,
            });
        }
        self.stored.insert(digest, driver.clone());
        Ok(driver)
    }

    fn unknown(&self, name: &str) -> ShelfError {
        let mut known = Self::built_in_names();
        if let Some(Ok(installed)) = self.store.as_ref().map(Store::entries) {
            let platforms = installed.into_iter().map(|it| it.name);
            known.extend(platforms.filter(|name| place_of(name).is_none()));
        }
        ShelfError::Unknown {
            name: name.into(),
            known,
        }
    }

    fn built_in(&mut self, name: &str) -> Result<Option<Driver>, ShelfError> {
        place_called(name)
            .map(|place| self.load_built_in(place))
            .transpose()
    }

    fn load_built_in(&mut self, place: usize) -> Result<Driver, ShelfError> {
        if let Some(driver) = &self.built_in[place] {
            return Ok(driver.clone());
        }
        let it = &BUILT_IN[place];
        let granted = Granted {
            leave: Leave::Everything,
            ..(&self.settings.grant(it.platform)).into()
        };
        let digest = Digest::written_down(it.digest);
        let driver = self
            .engine
            .load_known(it.platform, it.component, digest, granted.clone(), |_| granted)?;
        self.built_in[place] = Some(driver.clone());
        Ok(driver)
    }
}

/// Loads a component with what the settings give the driver of its platform; `name` is what messages call it.
///
/// # Errors
/// As [`Engine::load_granted`].
pub fn load(engine: &Engine, settings: &Settings, name: &str, wasm: &[u8]) -> Result<Driver, LoadError> {
    let (unknown, grant) = grants(settings);
    engine.load_granted(name, wasm, unknown, grant)
}

/// What the settings give a driver before its platform is known, and then.
fn grants(settings: &Settings) -> (Granted, impl Fn(&str) -> Granted) {
    ((&settings.grant_before_it_is_known()).into(), |platform: &str| {
        (&settings.grant(platform)).into()
    })
}

/// Whether a driver is for the platform of this very name.
fn is_of(driver: &Driver, platform: &str) -> bool {
    driver.description().platform.eq_ignore_ascii_case(platform)
}

/// The same, or for one that others call so.
fn same_platform(driver: &Driver, platform: &str) -> bool {
    let description = driver.description();
    description.platform.eq_ignore_ascii_case(platform)
        || description
            .aliases
            .iter()
            .any(|alias| alias.eq_ignore_ascii_case(platform))
}
