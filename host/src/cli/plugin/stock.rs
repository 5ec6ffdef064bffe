//! What the verbs about installed drivers stand on: a shelf that loads them as a run does, the store, and the lock beside an
//! inventory.

use crate::{
    cli::{error::CliError, prepare},
    plugin::{
        settings::Settings,
        shelf::Shelf,
        store::{LockFile, Locked, Store, StoreError, Writer},
    },
    report::Message,
};
use std::path::{Path, PathBuf};

/// The inventory that is meant where none is named, if it is there.
const INVENTORY: &str = "inventory.toml";

/// Beside which inventory a lock is kept.
#[derive(clap::Args, Clone, Debug)]
pub(super) struct BesideArgs {
    /// The inventory whose nethost.lock is meant; without it inventory.toml in this folder, if it is there.
    #[arg(short, long, value_name = "FILE", env = "NETHOST_INVENTORY")]
    inventory: Option<PathBuf>,
}

impl BesideArgs {
    /// The inventory, where one is there.
    pub(super) fn inventory(&self) -> Result<Option<&Path>, CliError> {
        let Some(inventory) = self.inventory.as_deref() else {
            let default = Path::new(INVENTORY);
            return Ok(default.is_file().then_some(default));
        };
        if inventory == Path::new("-") || inventory.is_file() {
            return Ok(Some(inventory));
        }
        Err(CliError::new(
            format!("there is no inventory {}", inventory.display()),
            "name an inventory that is there, or leave out -i",
        ))
    }

    /// Where the lock is, where an inventory is.
    pub(super) fn lock(&self) -> Result<Option<PathBuf>, CliError> {
        Ok(self.inventory()?.map(LockFile::beside))
    }

    /// What the lock says now; nothing where there is none.
    pub(super) fn locked(&self) -> Result<LockFile, CliError> {
        match self.lock()? {
            Some(path) => Ok(LockFile::load(&path)?.unwrap_or_default()),
            None => Ok(LockFile::default()),
        }
    }
}

/// The store, and a shelf without it: what is looked at is named by its bytes.
pub(super) struct Stock {
    pub(super) shelf: Shelf,
    pub(super) store: Store,
}

impl Stock {
    pub(super) fn open(allow_wasi: bool) -> Result<Self, CliError> {
        Ok(Self {
            shelf: Shelf::new(prepare::engine()?, prepare::settings(allow_wasi)?),
            store: store()?,
        })
    }

    pub(super) fn settings(&self) -> &Settings {
        self.shelf.settings()
    }
}

/// Holds a store for a change.
pub(super) fn hold(store: &Store) -> Result<Writer<'_>, StoreError> {
    store.write_telling(|| Message::note("another nethost is changing the store; waiting for it").show())
}

/// The user's store.
pub(super) fn store() -> Result<Store, CliError> {
    Ok(Store::at(Store::default_folder()?))
}

/// Writes a driver into a lock, and says so where that changes it.
pub(super) fn write_lock(path: &Path, locked: Locked) -> Result<(), CliError> {
    let shown = format!(
        "{} {} ({})",
        locked.platform,
        locked.version,
        locked.digest.short()
    );
    let before = LockFile::update(path, |lock| {
        let before = lock.get(&locked.platform).cloned();
        let changes = before.as_ref() != Some(&locked);
        lock.put(locked);
        changes
    })?;
    if before {
        Message::note(format!("{} names {shown}", path.display())).show();
    }
    Ok(())
}
