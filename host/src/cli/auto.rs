//! `platform = "auto"`: which drivers a device may turn out to be of, and how it is talked to until that is known.

use super::{
    error::CliError,
    prepare::{Planned, Profiles, Unfit, same},
};
use crate::{
    inventory::DeviceEntry,
    plugin::{
        Driver, caution,
        shelf::{Shelf, ShelfError},
    },
    report::Message,
    schedule::Candidate,
};
use std::sync::Arc;

/// The platform of a device whose platform is found out.
pub(super) const AUTO: &str = "auto";

/// The platform whose profile gets by with any device.
pub(super) const GENERIC: &str = "generic";

/// A device whose platform is found out once its session is open.
pub(super) fn plan(
    entry: &Arc<DeviceEntry>,
    shelf: &mut Shelf,
    profiles: &mut Profiles,
) -> Result<Planned, CliError> {
    let driver = generic(shelf)?;
    Ok(Planned {
        profile: profiles.get(&driver, entry)?,
        driver,
        candidates: Some(candidates(entry, shelf, profiles)?),
        entry: entry.clone(),
        refused: None,
    })
}

/// The driver whose profile gets by with any device.
pub(super) fn generic(shelf: &mut Shelf) -> Result<Driver, CliError> {
    shelf.for_platform(GENERIC).map_err(|error| match error {
        ShelfError::Unknown { .. } => CliError::new(
            format!("platform = \"{AUTO}\" needs the driver {GENERIC}, and it is not there: {error}"),
            "name the devices' platforms in the inventory, or build nethost with `make build`",
        ),
        error => error.into(),
    })
}

/// Every driver that says how its devices are recognised, with its profile as this device's inventory has it.
pub(super) fn candidates(
    entry: &DeviceEntry,
    shelf: &mut Shelf,
    profiles: &mut Profiles,
) -> Result<Arc<[Candidate]>, CliError> {
    let known = profiles
        .candidates
        .iter()
        .find(|(overrides, _)| same(overrides.as_ref(), entry));
    if let Some((_, candidates)) = known {
        return Ok(candidates.clone());
    }
    let (drivers, unfit) = shelf.all()?;
    for error in unfit {
        left_out(&error, error.hint());
    }
    let mut candidates = Vec::new();
    for driver in drivers {
        let description = driver.description();
        if driver.signs().is_empty() {
            continue;
        }
        // Its commands would be sent to devices of every platform.
        if let Err(error) = caution::check_recognition(driver.name(), description, &driver.granted().leave) {
            left_out(&error, error.hint());
            continue;
        }
        let profile = match description.profile.as_ref().map(|_| profiles.get(&driver, entry)) {
            None => Ok(None),
            Some(Ok(profile)) => Ok(Some(profile)),
            Some(Err(Unfit::Inventory(error))) => Err(error.text().to_owned()),
            Some(Err(Unfit::Driver(failure))) => {
                left_out(&failure.message, failure.hint);
                continue;
            }
        };
        candidates.push(Candidate {
            platform: description.platform.as_str().into(),
            signs: driver.signs().clone(),
            profile,
            driver: Some(driver),
        });
    }
    let candidates: Arc<[Candidate]> = candidates.into();
    profiles
        .candidates
        .push((entry.profile.clone(), candidates.clone()));
    Ok(candidates)
}

/// Says that a driver is not among those that a device may be of.
fn left_out(why: &impl std::fmt::Display, hint: String) {
    Message::warning(format!("no device is taken for this driver's: {why}"))
        .hint(hint)
        .show();
}
