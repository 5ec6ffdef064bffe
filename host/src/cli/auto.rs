//! `platform = "auto"`: which drivers a device may turn out to be of, and how it is talked to until that is known.

use super::{
    error::CliError,
    prepare::{Planned, Profiles, same},
};
use crate::{
    inventory::DeviceEntry,
    plugin::{
        Driver,
        shelf::{Shelf, ShelfError},
    },
    schedule::Candidate,
};
use std::sync::Arc;

/// The platform of a device whose platform is found out.
pub(super) const AUTO: &str = "auto";

/// The platform whose profile gets by with any device.
const GENERIC: &str = "generic";

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
    let drivers = shelf.all()?;
    let recognisable = drivers.into_iter().filter(|driver| !driver.signs().is_empty());
    let candidates: Arc<[Candidate]> = recognisable
        .map(|driver| Candidate {
            platform: driver.description().platform.as_str().into(),
            signs: driver.signs().clone(),
            profile: match driver.description().profile {
                Some(_) => profiles
                    .get(&driver, entry)
                    .map(Some)
                    .map_err(|error| error.text().to_owned()),
                None => Ok(None),
            },
            driver: Some(driver),
        })
        .collect();
    profiles
        .candidates
        .push((entry.profile.clone(), candidates.clone()));
    Ok(candidates)
}
