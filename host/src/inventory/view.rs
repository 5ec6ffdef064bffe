//! What `inventory list` shows of a device or a group: everything but secrets, of which only the source is told.

use super::{
    device::Group,
    entry::{DeviceEntry, Inventory, SecretField, SecretValue},
    source::SecretSource,
};
use crate::session::profile::ProfileOverrides;
use serde::Serialize;
use std::{path::Path, sync::Arc, time::Duration};

/// A device without its secrets.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DeviceView<'a> {
    pub name: &'a str,
    pub host: &'a str,
    pub port: u16,
    pub platform: Option<&'a str>,
    pub groups: Vec<&'a str>,
    pub username: &'a str,
    /// Where it comes from, such as `env NETHOST_PASSWORD`.
    pub password: Option<String>,
    pub enable: Option<String>,
    pub keys: Vec<&'a Path>,
    pub passphrase: Option<String>,
    pub ssh: SshView<'a>,
    pub timeouts: TimeoutsView,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<&'a ProfileOverrides>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SshView<'a> {
    pub legacy: bool,
    pub host_keys: &'static str,
    pub known_hosts: Option<&'a Path>,
    /// In seconds.
    pub keepalive: f64,
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
        DeviceView {
            name: &self.name,
            host: &self.host,
            port: self.port,
            platform: self.platform.as_deref(),
            groups: self.groups.iter().map(|group| &**group).collect(),
            username: &self.username,
            password: source(self.password.as_ref()),
            enable: source(self.enable.as_ref()),
            keys: self.keys.iter().map(AsRef::as_ref).collect(),
            passphrase: source(self.passphrase.as_ref()),
            ssh: SshView {
                legacy: self.ssh.legacy,
                host_keys: self.ssh.host_keys.name(),
                known_hosts: self.ssh.known_hosts.as_deref(),
                keepalive: seconds(self.ssh.keepalive),
            },
            timeouts: TimeoutsView {
                connect: seconds(self.timeouts.connect),
                login: seconds(self.timeouts.login),
                command: seconds(self.timeouts.command),
                total: seconds(self.timeouts.total),
            },
            profile: self.profile.as_deref(),
        }
    }
}

fn seconds(duration: Duration) -> f64 {
    duration.as_secs_f64()
}

/// Of a command only the program is told: its arguments might hold a token.
fn source(field: Option<&Arc<SecretField>>) -> Option<String> {
    Some(match &field?.value {
        SecretValue::Literal(_) => "literal".to_owned(),
        SecretValue::From(SecretSource::Env(name)) => format!("env {name}"),
        SecretValue::From(SecretSource::File(path)) => format!("file {}", path.display()),
        SecretValue::From(SecretSource::Keyring { service, .. }) => format!("keyring {service}"),
        SecretValue::From(SecretSource::Command(words)) => {
            format!("command {}", words.first().map_or("", String::as_str))
        }
        SecretValue::From(SecretSource::Prompt(_)) => "prompt".to_owned(),
    })
}
