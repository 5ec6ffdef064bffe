//! From arguments to a fleet that can be visited: inventory, selection, drivers, profiles, secrets.

use super::{
    args::{DriverArgs, FleetArgs, InventoryArgs, RecordingArgs},
    auto::{self, AUTO, GENERIC},
    carriage::Unread,
    error::CliError,
    limits,
};
use crate::{
    inventory::{self, DeviceEntry, Inventory, SecretReader, SystemSecrets, Warning},
    plugin::{
        Driver, Engine, caution,
        digest::Digest,
        engine::Cache,
        pins::Pins,
        settings::Settings,
        shelf::{Shelf, ShelfError},
        store::{LockFile, Store},
    },
    report::Message,
    schedule::{Candidate, Logins, Options, Target, record::Failure},
    session::{Profile, profile::ProfileOverrides},
    system_text,
};
use std::{io::Read, path::Path, sync::Arc};

/// The engine of this process, with the user's cache if there is one.
pub(super) fn engine() -> Result<Engine, CliError> {
    let cache = Cache::default_folder().and_then(|folder| match Cache::open(&folder) {
        Ok(cache) => Some(cache),
        Err(error) => {
            Message::warning(format!(
                "compiled drivers are not kept: {}: {}",
                folder.display(),
                system_text::plain(&error)
            ))
            .hint("set NETHOST_CACHE to a folder that only you can write")
            .show();
            None
        }
    });
    Ok(Engine::new(cache)?)
}

/// What the user's configuration says, and --allow-wasi adds to it.
pub(super) fn settings(allow_wasi: bool) -> Result<Settings, CliError> {
    let settings = Settings::load()?;
    warn("", settings.warnings());
    Ok(settings.with_wasi_for_all(allow_wasi))
}

/// The drivers that the arguments name, and behind them those that the lock beside the inventory names, the built-in and
/// the installed ones. Where there is no inventory, a lock is only looked at, in this folder, when it is asked for.
pub(super) fn shelf(args: &DriverArgs, inventory: Option<&Path>) -> Result<(Shelf, Vec<Driver>), CliError> {
    let mut shelf = with_store(engine()?, settings(args.allow_wasi)?);
    if args.locked || inventory.is_some() {
        shelf = shelf.with_pins(pins(inventory.unwrap_or(Path::new("-")), args.locked)?);
    }
    let named = args
        .plugin
        .iter()
        .map(|name| shelf.add(name))
        .collect::<Result<_, _>>()?;
    Ok((shelf, named))
}

/// The built-in drivers, and the user's store.
pub(super) fn with_store(engine: Engine, settings: Settings) -> Shelf {
    let shelf = Shelf::new(engine, settings);
    match Store::default_folder() {
        Ok(folder) => shelf.with_store(Store::at(folder)),
        // Who has no home has nothing installed.
        Err(_) => shelf,
    }
}

/// What the lock beside an inventory demands.
pub(super) fn pins(inventory: &Path, only: bool) -> Result<Pins, CliError> {
    let file = LockFile::beside(inventory);
    let lock = match LockFile::load(&file)? {
        Some(lock) => lock,
        None if only => {
            return Err(CliError::new(
                format!("--locked asks for {}, and there is none", file.display()),
                format!("write one: nethost plugin lock -i {}", inventory.display()),
            ));
        }
        None => LockFile::default(),
    };
    Ok(Pins {
        lock,
        file,
        inventory: inventory.to_owned(),
        only,
    })
}

/// The inventory, and of it what the selector means.
pub(super) fn select(args: &InventoryArgs) -> Result<Inventory, CliError> {
    let selector = args.selector()?;
    let whole = whole(args)?;
    Ok(match selector {
        Some(selector) => whole.select(&selector)?,
        None => whole,
    })
}

/// The inventory with all its devices.
pub(super) fn whole(args: &InventoryArgs) -> Result<Inventory, CliError> {
    Ok(if args.inventory == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map_err(|e| {
            CliError::new(
                format!(
                    "cannot read the inventory from standard input: {}",
                    system_text::plain(&e)
                ),
                "",
            )
        })?;
        inventory::parse("standard-input.toml", &text)?
    } else {
        inventory::load(&args.inventory)?
    })
}

/// Shows an inventory's warnings.
pub(super) fn warn(file: &str, warnings: &[Warning]) {
    for warning in warnings {
        let file = warning.file.as_deref().unwrap_or(file);
        Message::warning(format!("{file}:{}: {}", warning.line, warning.message))
            .hint(warning.hint.clone())
            .show();
    }
}

/// A device of a run before its secrets are read.
pub(super) struct Planned {
    pub(super) entry: Arc<DeviceEntry>,
    /// The one that gets by with any device, where the platform is to be found out.
    pub(super) driver: Driver,
    pub(super) profile: Arc<Profile>,
    pub(super) candidates: Option<Arc<[Candidate]>>,
    /// Why its driver cannot be used; driver and profile are then those that get by with any device.
    pub(super) refused: Option<Failure>,
}

impl Planned {
    /// Whether the platform is found out on the device.
    pub(super) fn is_auto(&self) -> bool {
        self.candidates.is_some()
    }
}

/// A fleet before its secrets are read.
pub(super) struct Fleet {
    inventory: Inventory,
    pub(super) planned: Vec<Planned>,
}

impl Fleet {
    /// Reads the inventory and finds a driver for each device.
    pub(super) fn plan(args: &FleetArgs) -> Result<Self, CliError> {
        Self::of(select(&args.inventory)?, args)
    }

    /// Finds a driver for each device of a selection.
    pub(super) fn of(inventory: Inventory, args: &FleetArgs) -> Result<Self, CliError> {
        Self::with(inventory, args, None)
    }

    /// The same, with a driver that its author works on.
    pub(super) fn with(
        inventory: Inventory,
        args: &FleetArgs,
        own: Option<&Driver>,
    ) -> Result<Self, CliError> {
        warn(&inventory.file, &inventory.warnings);
        let (mut shelf, mut named) = shelf(&args.drivers, Some(&args.inventory.inventory))?;
        if let Some(own) = own {
            shelf.add_own(own.clone());
            named.push(own.clone());
        }
        let mut profiles = Profiles::default();
        let mut unloaded: Vec<(Arc<str>, Failure)> = Vec::new();
        let mut planned = Vec::with_capacity(inventory.devices.len());
        for entry in &inventory.devices {
            if let Some(platform) = &entry.platform
                && platform.eq_ignore_ascii_case(AUTO)
            {
                planned.push(auto::plan(entry, &mut shelf, &mut profiles)?);
                continue;
            }
            let driver = match (&entry.platform, &named[..]) {
                (Some(platform), _) => match unloaded.iter().find(|(name, _)| name == platform) {
                    Some((_, failure)) => Err(Unfit::Driver(failure.clone())),
                    None => shelf.for_platform(platform).map_err(|error| match error {
                        // Its own devices go without it, and no others. It is tried once: it may take its time.
                        error if error.is_of_one_driver() => {
                            let failure = failure("driver_load", &error, error.hint());
                            unloaded.push((platform.clone(), failure.clone()));
                            Unfit::Driver(failure)
                        }
                        error => Unfit::Inventory(for_device(entry, platform, &error)),
                    }),
                },
                (None, [only]) => Ok(only.clone()),
                (None, _) => return Err(no_platform(entry)),
            };
            let fit = driver.and_then(|driver| Ok((profiles.get(&driver, entry)?, driver)));
            let (profile, driver, refused) = match fit {
                Ok((profile, driver)) => (profile, driver, None),
                Err(Unfit::Inventory(error)) => return Err(error),
                Err(Unfit::Driver(failure)) => {
                    // Nothing is sent to the device: a lock need not name what stands in.
                    let generic = shelf.stand_in(GENERIC)?;
                    let profile = profiles.without_overrides(&generic, entry)?;
                    (profile, generic, Some(failure))
                }
            };
            planned.push(Planned {
                entry: entry.clone(),
                driver,
                profile,
                candidates: None,
                refused,
            });
        }
        // With nothing left to do it is the drivers that are wrong, not the devices.
        let mut refused = planned.iter().map(|planned| planned.refused.as_ref());
        if let Some(Some(first)) = refused.next()
            && refused.all(|refused| refused.is_some())
        {
            return Err(CliError::new(&first.message, first.hint.clone()));
        }
        tell_unused(&named, &planned);
        Ok(Self { inventory, planned })
    }

    /// Leaves out the devices for which `keep` is false.
    pub(super) fn retain(&mut self, keep: impl Fn(&Planned) -> bool) {
        let kept: Vec<bool> = self.planned.iter().map(keep).collect();
        let mut of_entries = kept.iter().copied();
        self.inventory
            .devices
            .retain(|_| of_entries.next().unwrap_or(false));
        let mut of_planned = kept.iter().copied();
        self.planned.retain(|_| of_planned.next().unwrap_or(false));
    }

    /// Reads the secrets of the devices, and of no others; none for a replay. The plan is not needed any more: what it holds
    /// of thousands of devices is room for sessions.
    pub(super) fn targets(self, args: &FleetArgs) -> Result<Vec<Target>, CliError> {
        let reader: &dyn SecretReader = match args.recordings.replay {
            Some(_) => &Unread,
            None => &SystemSecrets,
        };
        let resolved = self.inventory.resolve(reader)?;
        warn(&self.inventory.file, &resolved.warnings);
        let targets = resolved.devices.into_iter().zip(&self.planned).enumerate();
        Ok(targets
            .map(|(index, (mut device, planned))| {
                if let Some(timeout) = args.timeout {
                    device.timeouts.command = timeout;
                }
                if device.platform.is_empty() {
                    device.platform.clone_from(&planned.driver.description().platform);
                }
                Target {
                    index,
                    device: Arc::new(device),
                    driver: Some(planned.driver.clone()),
                    profile: planned.profile.clone(),
                    candidates: planned.candidates.clone(),
                    refused: planned.refused.clone(),
                }
            })
            .collect())
    }

    /// What bounds the run, of the arguments, the inventory's groups and this machine.
    pub(super) fn options(&self, args: &FleetArgs) -> Result<Options, CliError> {
        let mut groups: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
        for group in &self.inventory.groups {
            groups.extend(group.sessions.map(|sessions| (group.name.clone(), sessions)));
        }
        for limit in &args.group_limit {
            if !self
                .inventory
                .groups
                .iter()
                .any(|group| group.name == limit.group)
            {
                let known: Vec<_> = self
                    .inventory
                    .groups
                    .iter()
                    .map(|group| group.name.as_str())
                    .collect();
                return Err(CliError::new(
                    format!("--group-limit: the inventory has no group \"{}\"", limit.group),
                    if known.is_empty() {
                        "it declares none".into()
                    } else {
                        format!("it has {}", known.join(", "))
                    },
                ));
            }
            groups.insert(limit.group.clone(), limit.sessions);
        }
        let files = match &args.recordings {
            RecordingArgs { replay: Some(_), .. } => 0,
            RecordingArgs { record: Some(_), .. } => 2,
            _ => 1,
        };
        Ok(Options {
            concurrency: limits::sessions(args.concurrency.min(self.planned.len().max(1)), files),
            groups,
            logins: Logins::new(args.max_logins, args.login_rate),
            login_refusals: args.login_refusals,
            retries: args.retries,
            deadline: args.deadline,
            ..Options::default()
        })
    }
}

/// Says so when the user named drivers and no device has any of them: all would be asked with others, and nothing would tell.
/// Where some are used, the rest may be for devices that were not selected.
fn tell_unused(named: &[Driver], planned: &[Planned]) {
    let is_used = |device: &Planned| {
        // Whose it is, is found out later; or why its driver cannot be used is told elsewhere.
        device.is_auto()
            || device.refused.is_some()
            || named.iter().any(|named| named.digest() == device.driver.digest())
    };
    if planned.iter().any(is_used) {
        return;
    }
    for driver in named {
        let platform = &driver.description().platform;
        Message::warning(format!(
            "{} is for {platform}, and no selected device has this platform: it is not used",
            driver.name()
        ))
        .hint(format!(
            "say platform = {platform:?} in the inventory for the devices that it is for"
        ))
        .show();
    }
}

/// What an inventory says of a device's profile.
type Overrides = Option<Arc<ProfileOverrides>>;

/// Profiles, compiled once for each driver and each set of overrides.
#[derive(Default)]
pub(super) struct Profiles {
    /// Whose a device may be, for each set of overrides.
    pub(super) candidates: Vec<(Overrides, Arc<[Candidate]>)>,
    compiled: Vec<(Digest, Overrides, Result<Arc<Profile>, Failure>)>,
}

/// Why a device cannot be talked to as its driver and its inventory say.
pub(super) enum Unfit {
    /// The driver's fault.
    Driver(Failure),
    /// What the inventory says of the device is wrong.
    Inventory(CliError),
}

fn unfit(kind: &str, message: impl std::fmt::Display, hint: impl Into<String>) -> Unfit {
    Unfit::Driver(failure(kind, message, hint))
}

fn failure(kind: &str, message: impl std::fmt::Display, hint: impl Into<String>) -> Failure {
    Failure {
        kind: kind.into(),
        message: message.to_string(),
        hint: hint.into(),
    }
}

impl From<Unfit> for CliError {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::Driver(failure) => Self::new(failure.message, failure.hint),
            Unfit::Inventory(error) => error,
        }
    }
}

impl Profiles {
    pub(super) fn get(&mut self, driver: &Driver, entry: &DeviceEntry) -> Result<Arc<Profile>, Unfit> {
        let known = self
            .compiled
            .iter()
            .find(|(digest, overrides, _)| *digest == driver.digest() && same(overrides.as_ref(), entry));
        if let Some((.., profile)) = known {
            return profile.clone().map_err(Unfit::Driver);
        }
        let profile = match compile(driver, entry) {
            Ok(profile) => Ok(Arc::new(profile)),
            Err(Unfit::Driver(failure)) => Err(failure),
            Err(inventory) => return Err(inventory),
        };
        self.compiled
            .push((driver.digest(), entry.profile.clone(), profile.clone()));
        profile.map_err(Unfit::Driver)
    }

    /// The driver's own profile, whatever the inventory says of the device's.
    fn without_overrides(&mut self, driver: &Driver, entry: &DeviceEntry) -> Result<Arc<Profile>, Unfit> {
        let mut entry = entry.clone();
        entry.profile = None;
        self.get(driver, &entry)
    }
}

fn compile(driver: &Driver, entry: &DeviceEntry) -> Result<Profile, Unfit> {
    let description = driver.description();
    let spec = description.profile.as_ref().ok_or_else(|| {
        unfit(
            "driver_profile",
            format_args!(
                "the driver {} only parses: it does not say how its devices talk",
                driver.name()
            ),
            "use it with `nethost parse`, or name a driver with a profile",
        )
    })?;
    let nothing = ProfileOverrides::default();
    let overrides = entry.profile.as_deref();
    let leave = &driver.granted().leave;
    caution::check_profile(driver.name(), description, overrides.unwrap_or(&nothing), leave)
        .map_err(|error| unfit("driver_sends", &error, error.hint()))?;
    Profile::compile_with(spec, overrides.unwrap_or(&nothing)).map_err(|error| {
        // Without what the inventory says, is it right?
        if overrides.is_some() && Profile::compile(spec).is_ok() {
            return Unfit::Inventory(CliError::new(
                format!("the profile of device {}: {error}", entry.name),
                "correct `profile` in the inventory",
            ));
        }
        unfit(
            "driver_profile",
            format_args!("the profile of the driver {}: {error}", driver.name()),
            "report it to the driver's author; what the inventory says in a device's [profile] stands in its place",
        )
    })
}

/// Whether these are the overrides of this device.
pub(super) fn same(overrides: Option<&Arc<ProfileOverrides>>, entry: &DeviceEntry) -> bool {
    match (overrides, entry.profile.as_ref()) {
        (None, None) => true,
        (Some(a), Some(b)) => Arc::ptr_eq(a, b) || a == b,
        _ => false,
    }
}

fn for_device(entry: &DeviceEntry, platform: &str, error: &ShelfError) -> CliError {
    match error {
        ShelfError::Unknown { .. } => CliError::new(
            format!(
                "device {}: there is no driver for the platform \"{platform}\"",
                entry.name
            ),
            error.hint(),
        ),
        _ => CliError::new(error, error.hint()),
    }
}

fn no_platform(entry: &DeviceEntry) -> CliError {
    CliError::new(
        format!("device {} has no platform", entry.name),
        "say platform = \"…\" in the inventory's [defaults], a group or the device, or name one driver with --plugin",
    )
}
