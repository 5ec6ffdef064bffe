//! `nethost plugin lock`: which drivers an inventory uses, written down beside it.

use super::stock::Stock;
use crate::{
    cli::{
        args::InventoryArgs,
        auto::AUTO,
        error::{CliError, Done},
        prepare,
    },
    plugin::{
        pins::Pins,
        store::{LockFile, Locked, Origin},
    },
    report::Message,
};
use std::{collections::BTreeSet, path::PathBuf};

#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// The inventory; `-` reads TOML from standard input, and the lock is in this folder.
    #[arg(
        short,
        long,
        value_name = "FILE",
        env = "NETHOST_INVENTORY",
        default_value = "inventory.toml"
    )]
    inventory: PathBuf,
    /// Let drivers that insist on it have an empty WASI: no files, no environment, no network.
    #[arg(long)]
    allow_wasi: bool,
}

pub(super) fn lock(args: &Args) -> Done {
    let inventory = prepare::whole(&InventoryArgs {
        inventory: args.inventory.clone(),
        hosts: None,
    })?;
    prepare::warn(&inventory.file, &inventory.warnings);
    let path = LockFile::beside(&args.inventory);
    let before = LockFile::load(&path)?.unwrap_or_default();
    // What other nethosts carried is not to be had: this one's own drivers are written down as they are.
    let mut pins = LockFile::default();
    for locked in before.iter().filter(|it| it.origin != Origin::BuiltIn) {
        pins.put(locked.clone());
    }
    let stock = Stock::open(args.allow_wasi)?;
    let mut shelf = stock.shelf.with_store(stock.store).with_pins(Pins {
        lock: pins,
        file: path.clone(),
        inventory: args.inventory.clone(),
        only: false,
    });
    let used: BTreeSet<&str> = inventory
        .devices
        .iter()
        .filter_map(|device| device.platform.as_deref())
        .collect();
    if used.is_empty() {
        return Err(CliError::new(
            format!("no device in {} has a platform", inventory.file),
            "say platform = \"…\" in its [defaults], a group or the devices",
        ));
    }
    let mut after = LockFile::default();
    for platform in used {
        if platform.eq_ignore_ascii_case(AUTO) {
            // Any of them may turn out to be meant.
            let (drivers, unfit) = shelf.all()?;
            if let Some(error) = unfit.into_iter().next() {
                return Err(error.into());
            }
            for driver in drivers {
                take(&mut after, shelf.to_lock(&driver.description().platform)?);
            }
        } else {
            take(&mut after, shelf.to_lock(platform)?);
        }
    }
    LockFile::update(&path, |lock| lock.clone_from(&after))?;
    tell(&before, &after, &path.display().to_string());
    Ok(0)
}

fn take(lock: &mut LockFile, locked: Option<Locked>) {
    if let Some(locked) = locked {
        lock.put(locked);
    }
}

/// Says what changed.
fn tell(before: &LockFile, after: &LockFile, path: &str) {
    let shown = |it: &Locked| {
        format!(
            "{} {} ({}) {}",
            it.platform,
            it.version,
            it.digest.short(),
            it.origin
        )
    };
    let mut lines = Vec::new();
    for locked in after.iter() {
        match before.get(&locked.platform) {
            Some(same) if same == locked => {}
            Some(other) => lines.push(format!("\nnow {}\nno longer {}", shown(locked), shown(other))),
            None => lines.push(format!("\nnow {}", shown(locked))),
        }
    }
    for locked in before.iter().filter(|it| after.get(&it.platform).is_none()) {
        lines.push(format!("\nno longer {}", shown(locked)));
    }
    if lines.is_empty() {
        Message::note(format!("{path} is as it was")).show();
    } else {
        Message::note(format!("{path}:{}", lines.concat())).show();
    }
}
