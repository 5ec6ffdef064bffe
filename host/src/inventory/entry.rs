//! An inventory after merging: each device with all that applies to it, its secrets still where they are kept.

use super::{
    device::{Group, Protocol, SshOptions, Timeouts},
    error::Warning,
    secret::Secret,
    selector::{Selector, SelectorError},
    source::SecretSource,
};
use crate::session::profile::ProfileOverrides;
use regex::Regex;
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
    /// The user's ssh configuration, where one was read.
    pub ssh_config: Option<Arc<str>>,
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
            ssh_config: self.ssh_config.clone(),
            warnings: self.warnings.clone(),
        })
    }

    /// The first line that holds a secret itself.
    pub(super) fn first_literal(&self) -> Option<usize> {
        let fields = self.devices.iter().flat_map(|device| device.secrets());
        let literals = fields.filter(|field| matches!(field.value, SecretValue::Literal(_)));
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
    /// What of this comes from the user's ssh configuration: its words, such as `HostName`.
    pub from_ssh_config: Arc<[&'static str]>,
}

impl DeviceEntry {
    /// All secrets that are needed to reach the device and to log in to it.
    pub(super) fn secrets(&self) -> impl Iterator<Item = &Arc<SecretField>> {
        let way = self.jumps().map(|jump| &jump.host);
        std::iter::once(self).chain(way).flat_map(Self::own_secrets)
    }

    /// The hosts through which the device is reached, the nearest to it first.
    pub(super) fn jumps(&self) -> impl Iterator<Item = &JumpEntry> {
        std::iter::successors(self.jump.as_deref(), |jump| jump.host.jump.as_deref())
    }

    fn own_secrets(&self) -> impl Iterator<Item = &Arc<SecretField>> {
        let own = [&self.password, &self.enable, &self.passphrase];
        let fallbacks = self
            .fallbacks
            .iter()
            .flat_map(|one| [&one.password, &one.enable, &one.passphrase]);
        own.into_iter()
            .chain(fallbacks)
            .flatten()
            .chain(self.answers.iter().filter_map(AnswerEntry::secret))
    }
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
#[derive(Clone, Debug)]
pub struct AnswerEntry {
    /// Matched anywhere in the question.
    pub pattern: Regex,
    pub answer: AnswerValue,
}

impl AnswerEntry {
    pub(super) fn secret(&self) -> Option<&Arc<SecretField>> {
        match &self.answer {
            AnswerValue::Secret(field) => Some(field),
            AnswerValue::Text(_) | AnswerValue::Command(_) => None,
        }
    }
}

impl PartialEq for AnswerEntry {
    fn eq(&self, other: &Self) -> bool {
        self.pattern.as_str() == other.pattern.as_str() && self.answer == other.answer
    }
}

impl Eq for AnswerEntry {}

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
