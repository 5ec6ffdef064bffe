//! What `inventory list` shows of a device or a group: everything but secrets, of which only the source is told.

use super::{
    device::{AgentUse, AlgorithmLists, Group},
    entry::{AnswerValue, CredentialEntry, DeviceEntry, Inventory, JumpEntry, SecretField, SecretValue},
    source::SecretSource,
};
use crate::session::profile::ProfileOverrides;
use serde::Serialize;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

/// A device without its secrets.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DeviceView<'a> {
    pub name: &'a str,
    pub host: &'a str,
    pub port: u16,
    pub protocol: &'static str,
    pub platform: Option<&'a str>,
    pub groups: Vec<&'a str>,
    pub username: &'a str,
    /// Where it comes from, such as `env NETHOST_PASSWORD`.
    pub password: Option<String>,
    pub enable: Option<String>,
    pub keys: Vec<&'a Path>,
    pub passphrase: Option<String>,
    /// Tried in this order when the device refuses what stands above.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fallback: Vec<CredentialView<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<AnswerView<'a>>,
    /// The hosts on the way, the nearest to us first.
    pub jump: Vec<JumpView<'a>>,
    pub ssh: SshView<'a>,
    pub timeouts: TimeoutsView,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<&'a ProfileOverrides>,
    /// What of this the user's ssh configuration says: its words, such as `HostName`.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub from_ssh_config: &'a [&'static str],
}

/// Credentials to fall back to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CredentialView<'a> {
    pub username: &'a str,
    pub password: Option<String>,
    pub enable: Option<String>,
    pub keys: Vec<&'a Path>,
    pub passphrase: Option<String>,
}

/// An answer to a question at login.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnswerView<'a> {
    pub prompt: &'a str,
    /// Where the answer comes from.
    pub answer: String,
}

/// A host on the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct JumpView<'a> {
    pub name: &'a str,
    pub host: &'a str,
    pub port: u16,
    pub username: &'a str,
    pub password: Option<String>,
    pub keys: Vec<&'a Path>,
    /// Devices that may be reached through it at once.
    pub sessions: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SshView<'a> {
    pub legacy: bool,
    pub host_keys: &'static str,
    pub known_hosts: Option<&'a Path>,
    /// `auto`, `never`, `always`, or a socket's path.
    pub agent: String,
    #[serde(flatten)]
    pub algorithms: AlgorithmsView<'a>,
    /// In seconds.
    pub keepalive: f64,
}

/// Lists that are offered instead of nethost's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AlgorithmsView<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kex: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_key_algorithms: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ciphers: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub macs: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_key_algorithms: Option<&'a str>,
}

/// In seconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct TimeoutsView {
    pub connect: f64,
    pub login: f64,
    pub command: f64,
    pub total: f64,
}

/// A group and how many of the inventory's devices are in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GroupView<'a> {
    pub name: &'a str,
    pub devices: usize,
    pub sessions: Option<usize>,
}

impl Inventory {
    /// The devices, as they can be shown.
    pub fn device_views(&self) -> impl Iterator<Item = DeviceView<'_>> {
        self.devices.iter().map(|device| device.view())
    }

    /// The groups in the inventory's order.
    pub fn group_views(&self) -> Vec<GroupView<'_>> {
        let members = |group: &Group| {
            self.devices
                .iter()
                .filter(|device| device.groups.iter().any(|name| **name == *group.name))
                .count()
        };
        let views = self.groups.iter();
        views
            .map(|group| GroupView {
                name: &group.name,
                devices: members(group),
                sessions: group.sessions,
            })
            .collect()
    }
}

impl DeviceEntry {
    /// The device, as it can be shown.
    pub fn view(&self) -> DeviceView<'_> {
        let mut jump: Vec<JumpView<'_>> = self.jumps().map(JumpEntry::view).collect();
        jump.reverse();
        DeviceView {
            name: &self.name,
            host: &self.host,
            port: self.port,
            protocol: self.protocol.name(),
            platform: self.platform.as_deref(),
            groups: self.groups.iter().map(|group| &**group).collect(),
            username: &self.username,
            password: source(self.password.as_ref()),
            enable: source(self.enable.as_ref()),
            keys: paths(&self.keys),
            passphrase: source(self.passphrase.as_ref()),
            fallback: self.fallbacks.iter().map(CredentialEntry::view).collect(),
            answers: self
                .answers
                .iter()
                .map(|entry| AnswerView {
                    prompt: entry.pattern.as_str(),
                    answer: match &entry.answer {
                        AnswerValue::Text(_) => "text".to_owned(),
                        AnswerValue::Command(words) => command(words),
                        AnswerValue::Secret(field) => told(field),
                    },
                })
                .collect(),
            jump,
            ssh: SshView {
                legacy: self.ssh.legacy,
                host_keys: self.ssh.host_keys.name(),
                known_hosts: self.ssh.known_hosts.as_deref(),
                agent: match &self.ssh.agent {
                    AgentUse::Auto => "auto".to_owned(),
                    AgentUse::Never => "never".to_owned(),
                    AgentUse::Always => "always".to_owned(),
                    AgentUse::Socket(path) => path.display().to_string(),
                },
                algorithms: lists(&self.ssh.algorithms),
                keepalive: seconds(self.ssh.keepalive),
            },
            timeouts: TimeoutsView {
                connect: seconds(self.timeouts.connect),
                login: seconds(self.timeouts.login),
                command: seconds(self.timeouts.command),
                total: seconds(self.timeouts.total),
            },
            profile: self.profile.as_deref(),
            from_ssh_config: &self.from_ssh_config,
        }
    }
}

impl CredentialEntry {
    fn view(&self) -> CredentialView<'_> {
        CredentialView {
            username: &self.username,
            password: source(self.password.as_ref()),
            enable: source(self.enable.as_ref()),
            keys: paths(&self.keys),
            passphrase: source(self.passphrase.as_ref()),
        }
    }
}

impl JumpEntry {
    fn view(&self) -> JumpView<'_> {
        JumpView {
            name: &self.host.name,
            host: &self.host.host,
            port: self.host.port,
            username: &self.host.username,
            password: source(self.host.password.as_ref()),
            keys: paths(&self.host.keys),
            sessions: self.sessions,
        }
    }
}

fn lists(lists: &AlgorithmLists) -> AlgorithmsView<'_> {
    AlgorithmsView {
        kex: lists.kex.as_deref(),
        host_key_algorithms: lists.host_keys.as_deref(),
        ciphers: lists.ciphers.as_deref(),
        macs: lists.macs.as_deref(),
        public_key_algorithms: lists.public_keys.as_deref(),
    }
}

fn paths(paths: &[PathBuf]) -> Vec<&Path> {
    paths.iter().map(AsRef::as_ref).collect()
}

fn seconds(duration: Duration) -> f64 {
    duration.as_secs_f64()
}

fn source(field: Option<&Arc<SecretField>>) -> Option<String> {
    field.map(|field| told(field))
}

fn told(field: &SecretField) -> String {
    match &field.value {
        SecretValue::Literal(_) => "literal".to_owned(),
        SecretValue::From(SecretSource::Env(name)) => format!("env {name}"),
        SecretValue::From(SecretSource::File(path)) => format!("file {}", path.display()),
        SecretValue::From(SecretSource::Keyring { service, account }) => {
            let account = account.iter().map(|account| format!(" {account}"));
            format!("keyring {service}{}", account.collect::<String>())
        }
        SecretValue::From(SecretSource::Command(words)) => command(words),
        SecretValue::From(SecretSource::Prompt(_)) => "prompt".to_owned(),
    }
}

/// Of a command only the program is told: its arguments might hold a token.
fn command(words: &[String]) -> String {
    format!("command {}", words.first().map_or("", String::as_str))
}
