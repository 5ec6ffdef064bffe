//! An inventory after merging: each device with all that applies to it, its secrets still where they are kept.

use super::{
    device::{Group, Protocol, SshOptions, Timeouts},
    error::Warning,
    secret::Secret,
    selector::{Selector, SelectorError},
    source::SecretSource,
};
use crate::session::profile::ProfileOverrides;
use std::{path::PathBuf, sync::Arc};

/// The devices of one file, or a selection of them.
#[derive(Clone, Debug)]
pub struct Inventory {
    /// The file's name, for messages.
    pub file: Arc<str>,
    /// In the order of the file.
    pub devices: Vec<Arc<DeviceEntry>>,
    /// All groups of the file, in its order; a selection keeps them all.
    pub groups: Vec<Group>,
    /// What works and had better be otherwise.
    pub warnings: Vec<Warning>,
}

impl Inventory {
    /// The devices that a selector means, in the inventory's order.
    ///
    /// # Errors
    /// A name, wildcard or group that matches nothing, even under a `not`; a selection without a device.
    pub fn select(&self, selector: &Selector) -> Result<Self, SelectorError> {
        let chosen = selector.choose(self)?;
        let devices = self.devices.iter().zip(chosen).filter(|(_, chosen)| *chosen);
        Ok(Self {
            file: Arc::clone(&self.file),
            devices: devices.map(|(device, _)| Arc::clone(device)).collect(),
            groups: self.groups.clone(),
            warnings: self.warnings.clone(),
        })
    }

    /// The first line that holds a secret itself.
    pub(super) fn first_literal(&self) -> Option<usize> {
        let fields = self
            .devices
            .iter()
            .flat_map(|device| [&device.password, &device.enable, &device.passphrase]);
        let literals = fields
            .flatten()
            .filter(|field| matches!(field.value, SecretValue::Literal(_)));
        literals.map(|field| field.place.line).min()
    }

    /// The device of this name.
    pub fn device(&self, name: &str) -> Option<&DeviceEntry> {
        self.devices
            .iter()
            .find(|device| &*device.name == name)
            .map(Arc::as_ref)
    }
}

/// One device, with what its groups and the defaults say of it.
#[derive(Clone, Debug, PartialEq)]
pub struct DeviceEntry {
    /// Unique; fit to be a part of a file's name.
    pub name: Arc<str>,
    /// Name or address to connect to.
    pub host: Arc<str>,
    pub port: u16,
    /// None where the inventory does not say: a run with one driver needs no more.
    pub platform: Option<Arc<str>>,
    pub username: Arc<str>,
    /// As the device lists them; later ones win.
    pub groups: Vec<Arc<str>>,
    pub password: Option<Arc<SecretField>>,
    pub enable: Option<Arc<SecretField>>,
    /// Private key files, in the order in which they are tried.
    pub keys: Arc<[PathBuf]>,
    pub passphrase: Option<Arc<SecretField>>,
    pub protocol: Protocol,
    pub answers: Arc<[AnswerEntry]>,
    /// Other credentials, in the order in which they are tried after the device's own.
    pub fallbacks: Arc<[CredentialEntry]>,
    pub jump: Option<Arc<JumpEntry>>,
    pub ssh: SshOptions,
    pub timeouts: Timeouts,
    pub profile: Option<Arc<ProfileOverrides>>,
}

/// A host that devices are reached through.
#[derive(Clone, Debug, PartialEq)]
pub struct JumpEntry {
    pub host: DeviceEntry,
    /// Devices that may be reached through it at once.
    pub sessions: usize,
}

/// Credentials besides a device's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialEntry {
    pub username: Arc<str>,
    pub password: Option<Arc<SecretField>>,
    pub enable: Option<Arc<SecretField>>,
    pub keys: Arc<[PathBuf]>,
    pub passphrase: Option<Arc<SecretField>>,
}

/// An answer to a question at login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerEntry {
    /// A regular expression that was found good.
    pub pattern: String,
    pub answer: AnswerValue,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerValue {
    Text(String),
    Secret(Arc<SecretField>),
    /// Run anew for each question.
    Command(Arc<[String]>),
}

/// A secret as the inventory gives it, and where it does so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretField {
    /// Such as `defaults.password`.
    pub field: String,
    pub place: super::Place,
    pub value: SecretValue,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretValue {
    /// Written in the inventory itself.
    Literal(Secret),
    /// To be read when it is needed.
    From(SecretSource),
}
