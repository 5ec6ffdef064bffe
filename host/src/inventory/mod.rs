//! Which devices there are, how they are reached and with which credentials: files in, devices out.
//!
//! A file becomes an [`Inventory`] in three steps. A [`format`](mod@format) turns text into a document of what each
//! part says; `merge` lays defaults, groups and devices over each other; and [`resolve`](Inventory::resolve)
//! reads the secrets of the devices that were selected, and makes a [`device::Device`] of each. The first two
//! touch nothing but the text and the user's ssh configuration, so an inventory can be listed and checked where its
//! secrets cannot be read.
//!
//! ```
//! use nethost::inventory::{self, Selector, SystemSecrets};
//!
//! let text = "
//! [defaults]
//! platform = 'acme_os'
//! username = 'admin'
//! password = { env = 'PATH' }
//! [groups.branch]
//! [devices.core1]
//! [devices.branch-1]
//! host = '192.0.2.1'
//! groups = ['branch']
//! ";
//! let inventory = inventory::parse("lab.toml", text)?;
//! let selector: Selector = "@branch and not core*".parse()?;
//! let selected = inventory.select(&selector)?;
//! assert_eq!(&*selected.devices[0].host, "192.0.2.1");
//!
//! // Only here is a secret read.
//! let resolved = selected.resolve(&SystemSecrets)?;
//! assert_eq!(resolved.devices[0].credentials.username, "admin");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Knows formats, defaults, groups and selectors; knows nothing of connections.

mod assemble;
mod command;
pub mod device;
mod document;
pub mod duration;
mod entry;
pub mod error;
pub mod format;
mod hop;
mod jumps;
mod keyring;
mod literals;
mod merge;
pub(crate) mod paths;
mod resolve;
pub mod secret;
pub mod selector;
mod settings;
pub mod size;
pub mod source;
mod ssh_config;
pub mod suggest;
mod surroundings;
pub mod view;

pub use entry::{
    AnswerEntry, AnswerValue, CredentialEntry, DeviceEntry, Inventory, JumpEntry, SecretField, SecretValue,
};
pub use error::{InventoryError, Mistake, Place, Warning};
pub use format::{load, load_for, parse, parse_for};
pub use resolve::Resolved;
pub use selector::{Selector, SelectorError};
pub use source::{SecretReader, SystemSecrets};
pub use surroundings::Surroundings;

#[cfg(test)]
mod tests;
