//! One device: of an inventory, or an address that is in none.

use super::{
    args::{DriverArgs, InventoryArgs},
    auto::{self, AUTO},
    error::CliError,
    prepare::{self, Profiles, shelf, warn},
};
use crate::{
    inventory::{self, DeviceEntry, Inventory, Selector, SystemSecrets},
    plugin::{Driver, shelf::ShelfError},
    report::Message,
    schedule::{
        Candidate, Target, Trouble,
        record::{Failure, Status},
    },
    session::profile::ProfileOverrides,
};
use std::{env, io::IsTerminal, path::PathBuf, str::FromStr, sync::Arc};

/// Where the password of a device that is in no inventory is taken from, unless it is asked for.
const PASSWORD: &str = "NETHOST_PASSWORD";

/// Which device, and how it is talked to.
#[derive(clap::Args, Clone, Debug)]
pub(super) struct OneArgs {
    /// The device's name in the inventory; with --user, an address that need not be in any.
    #[arg(value_name = "DEVICE")]
    device: String,
    #[command(flatten)]
    drivers: DriverArgs,
    /// The inventory file.
    #[arg(
        short,
        long,
        value_name = "FILE",
        env = "NETHOST_INVENTORY",
        default_value = "inventory.toml"
    )]
    inventory: PathBuf,
    /// No inventory is read: DEVICE is an address, and this user logs in. The password is taken from the
    /// environment's `NETHOST_PASSWORD`, or asked for.
    #[arg(short, long, value_name = "NAME")]
    user: Option<String>,
    /// The port of an address that is in no inventory.
    #[arg(short, long, value_name = "PORT", requires = "user")]
    port: Option<u16>,
}

/// A device, its secrets read.
pub(super) struct One {
    pub(super) target: Target,
    /// Every driver that says how its devices are recognised.
    pub(super) candidates: Arc<[Candidate]>,
    /// The platform that the inventory names; none where it is to be found out.
    pub(super) platform: Option<String>,
    /// What a named platform lacks.
    pub(super) odd: Option<Message>,
    /// Sent before the connection is closed.
    pub(super) on_close: Vec<String>,
    pub(super) line_ending: String,
}

/// Reads the inventory, the device's secrets and the drivers. `terminal` is the size of the terminal to ask for, in
/// columns and rows; else it is the profile's.
pub(super) fn plan(args: &OneArgs, terminal: Option<(u16, u16)>) -> Result<One, CliError> {
    let inventory = find(args)?;
    let [entry] = &inventory.devices[..] else {
        return Err(CliError::new(
            format!("\"{}\" means {} devices", args.device, inventory.devices.len()),
            "name one",
        ));
    };
    let mut entry: DeviceEntry = (**entry).clone();
    if let Some((columns, rows)) = terminal {
        let mut overrides = entry.profile.as_deref().cloned().unwrap_or_default();
        overrides.terminal_width = Some(columns);
        overrides.terminal_height = Some(rows);
        entry.profile = Some(Arc::<ProfileOverrides>::new(overrides));
    }
    let inventory_file = args.user.is_none().then_some(args.inventory.as_path());
    let (mut shelf, named) = shelf(&args.drivers, inventory_file)?;
    let platform = entry
        .platform
        .as_deref()
        .filter(|name| !name.eq_ignore_ascii_case(AUTO));
    let (driver, odd): (Option<Driver>, _) = match (platform, &named[..]) {
        (Some(platform), _) => match shelf.for_platform(platform) {
            Ok(driver) => (Some(driver), None),
            Err(error @ ShelfError::Unknown { .. }) => {
                let message = format!("there is no driver for the platform \"{platform}\"");
                (None, Some(Message::warning(message).hint(error.hint())))
            }
            Err(error) => return Err(error.into()),
        },
        (None, [only]) if entry.platform.is_none() => (Some(only.clone()), None),
        (None, _) => (None, None),
    };
    let known = driver.is_some();
    let driver = match driver.filter(|driver| driver.description().profile.is_some()) {
        Some(driver) => driver,
        None => auto::generic(&mut shelf)?,
    };
    let mut profiles = Profiles::default();
    let profile = profiles.get(&driver, &entry)?;
    let candidates = auto::candidates(&entry, &mut shelf, &mut profiles)?;
    let resolved = inventory.resolve(&SystemSecrets)?;
    warn(&inventory.file, &resolved.warnings);
    let mut device = resolved
        .devices
        .into_iter()
        .next()
        .ok_or_else(|| CliError::new("the device has no secrets", ""))?;
    if device.platform.is_empty() && known {
        device.platform.clone_from(&driver.description().platform);
    }
    let spec = driver.description().profile.clone().unwrap_or_default();
    let spec = match &entry.profile {
        Some(overrides) => spec.with(overrides),
        None => spec,
    };
    Ok(One {
        platform: platform.map(str::to_owned),
        target: Target {
            index: 0,
            device: Arc::new(device),
            driver: Some(driver),
            profile,
            candidates: (!known).then(|| candidates.clone()),
            refused: None,
        },
        candidates,
        odd,
        on_close: spec.on_close,
        line_ending: spec.line_ending,
    })
}

/// A device always has credentials of its own, be they empty.
pub(super) fn nothing_to_log_in_with() -> Trouble {
    Trouble {
        status: Status::AuthFailed,
        failure: Failure {
            kind: "no_credential".into(),
            message: "there is nothing to log in with".into(),
            hint: String::new(),
        },
        passing: false,
    }
}

fn find(args: &OneArgs) -> Result<Inventory, CliError> {
    let Some(user) = &args.user else {
        let whole = prepare::select(&InventoryArgs {
            inventory: args.inventory.clone(),
            hosts: None,
        })?;
        warn(&whole.file, &whole.warnings);
        return Ok(whole.select(&Selector::from_str(&args.device)?)?);
    };
    Ok(inventory::parse(
        "command-line.toml",
        &unlisted(&args.device, user, args.port),
    )?)
}

/// The inventory of one device that is in none.
fn unlisted(host: &str, user: &str, port: Option<u16>) -> String {
    let mut device = toml::Table::new();
    device.insert("host".into(), host.into());
    device.insert("username".into(), user.into());
    device.insert("platform".into(), AUTO.into());
    if let Some(port) = port {
        device.insert("port".into(), i64::from(port).into());
    }
    let mut password = toml::Table::new();
    if env::var_os(PASSWORD).is_some() {
        password.insert("env".into(), PASSWORD.into());
        device.insert("password".into(), password.into());
    } else if std::io::stdin().is_terminal() {
        password.insert("prompt".into(), true.into());
        device.insert("password".into(), password.into());
    }
    // A name of an inventory cannot hold all that an address can.
    let name = host.replace(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '-', "-");
    let devices = toml::Table::from_iter([(name, toml::Value::Table(device))]);
    toml::Table::from_iter([("devices".to_owned(), toml::Value::Table(devices))]).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_an_inventory_of_its_own() {
        for host in ["192.0.2.1", "2001:db8::1", "r1.example.net"] {
            let text = unlisted(host, "admin", Some(2222));
            let inventory =
                inventory::parse("command-line.toml", &text).unwrap_or_else(|e| panic!("{e}: {text}"));
            let entry = &inventory.devices[0];
            assert_eq!(
                (&*entry.host, entry.port, &*entry.username),
                (host, 2222, "admin")
            );
            assert_eq!(entry.platform.as_deref(), Some(AUTO));
        }
    }
}
