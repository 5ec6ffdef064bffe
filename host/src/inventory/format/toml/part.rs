//! Reads one part of an inventory: the defaults, a group or a device. They share most of their keys.

use super::reader::{At, Reader, Value, meant};
use crate::inventory::{
    device::HostKeyPolicy,
    error::{Place, written},
    settings::{Settings, SshSettings, TimeoutSettings},
};
use ::toml::{
    Spanned,
    de::{DeString, DeValue},
};
use std::{net::IpAddr, path::PathBuf, sync::Arc};

/// Whose part is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    Defaults,
    Group,
    Device,
}

#[derive(Default)]
pub struct Part {
    pub settings: Settings,
    /// Of a device only.
    pub host: Option<Arc<str>>,
    /// Of a device only.
    pub groups: Vec<(Arc<str>, Place)>,
    /// Of a group only.
    pub sessions: Option<usize>,
}

const COMMON: [&str; 10] = [
    "port",
    "platform",
    "username",
    "password",
    "enable",
    "keys",
    "passphrase",
    "ssh",
    "timeouts",
    "profile",
];
/// What the users of other tools call these.
const FOREIGN: [(&str, &str); 17] = [
    ("hostname", "host"),
    ("address", "host"),
    ("ip", "host"),
    ("ansible_host", "host"),
    ("user", "username"),
    ("login", "username"),
    ("auth_username", "username"),
    ("ansible_user", "username"),
    ("pass", "password"),
    ("auth_password", "password"),
    ("secret", "enable"),
    ("enable_password", "enable"),
    ("auth_secondary", "enable"),
    ("device_type", "platform"),
    ("key_file", "keys"),
    ("timeout", "timeouts"),
    ("group", "groups"),
];
const SSH: [&str; 4] = ["legacy", "host_keys", "known_hosts", "keepalive"];
const TIMEOUTS: [&str; 4] = ["connect", "login", "command", "total"];
/// More sessions than any login server or this machine's descriptors can bear.
const MOST_SESSIONS: u64 = 100_000;

impl Owner {
    fn known(self) -> Vec<&'static str> {
        let own: &[&str] = match self {
            Self::Defaults => &[],
            Self::Group => &["limits"],
            Self::Device => &["host", "groups"],
        };
        own.iter().chain(&COMMON).copied().collect()
    }
}

impl Reader<'_> {
    pub fn part(&mut self, at: &At<'_>, owner: Owner, value: &Value<'_>) -> Part {
        let mut part = Part::default();
        let settings = &mut part.settings;
        for (key, value) in self.entries(at, value) {
            let field = at.key(key.get_ref());
            match (key.get_ref().as_ref(), owner) {
                ("port", _) => settings.port = self.port(&field, value),
                ("platform", _) => settings.platform = self.shared_text(&field, value),
                ("username", _) => {
                    // One that cannot be read is not also missing.
                    settings.username = Some(self.shared_text(&field, value).unwrap_or_default());
                }
                ("password", _) => settings.password = self.secret(&field, value),
                ("enable", _) => settings.enable = self.secret(&field, value),
                ("keys", _) => settings.keys = self.keys(&field, value),
                ("passphrase", _) => settings.passphrase = self.secret(&field, value),
                ("ssh", _) => settings.ssh = self.ssh(&field, value),
                ("timeouts", _) => settings.timeouts = self.timeouts(&field, value),
                ("profile", _) => settings.profile = self.profile(&field, value).map(Arc::new),
                ("host", Owner::Device) => part.host = self.host(&field, value),
                ("groups", Owner::Device) => part.groups = self.group_names(&field, value),
                ("limits", Owner::Group) => part.sessions = self.limits(&field, value),
                ("host" | "groups", _) => {
                    self.mistake(
                        &field,
                        key.span(),
                        "only a device can say this",
                        "put it under [devices.NAME]",
                    );
                }
                ("limits", _) => {
                    self.mistake(
                        &field,
                        key.span(),
                        "only a group can say this",
                        "put it under [groups.NAME]",
                    );
                }
                (word, _) => {
                    self.unknown_in_part(at, owner, key, value);
                    // What is misspelled is not also missing.
                    if meant(word, &owner.known(), &FOREIGN) == Some("username") {
                        settings.username.get_or_insert_default();
                    }
                }
            }
        }
        part
    }

    fn unknown_in_part(&mut self, at: &At<'_>, owner: Owner, key: &Spanned<DeString<'_>>, value: &Value<'_>) {
        let known = owner.known();
        let is_word = meant(key.get_ref(), &known, &FOREIGN).is_some();
        if owner == Owner::Defaults || is_word || !value.get_ref().is_table() {
            return self.unknown(at, key, &known, &FOREIGN);
        }
        // `[devices.r1.example.net]` is TOML for tables in tables; what was meant is one name with dots.
        let mut name = format!("{}.{}", at.last(), key.get_ref());
        let mut inner = value.get_ref();
        while let DeValue::Table(table) = inner {
            match table.iter().next() {
                Some((key, value)) if value.get_ref().is_table() && !known.contains(&&**key.get_ref()) => {
                    name = format!("{name}.{}", key.get_ref());
                    inner = value.get_ref();
                }
                _ => break,
            }
        }
        let kind = if owner == Owner::Group {
            "groups"
        } else {
            "devices"
        };
        let hint = format!("a name with dots needs quotes: [{kind}.{}]", written(&name));
        self.mistake(&at.key(key.get_ref()), key.span(), "there is no such table", hint);
    }

    fn port(&mut self, at: &At<'_>, value: &Value<'_>) -> Option<u16> {
        self.whole(at, value, 1, u16::MAX.into())
            .and_then(|port| u16::try_from(port).ok())
    }

    fn host(&mut self, at: &At<'_>, value: &Value<'_>) -> Option<Arc<str>> {
        let host = self.text(at, value)?;
        if host.parse::<IpAddr>().is_ok() {
            return Some(host.into());
        }
        let hint = if host.contains('@') {
            "write the user by itself: username = \"…\""
        } else if host.contains("://") {
            "write the name or address alone"
        } else if host.starts_with('[') {
            "write an IPv6 address without brackets, and a port by itself: port = 22"
        } else if host.contains(':') && !host.contains('%') {
            "write the port by itself: port = 22"
        } else if host.contains(|c: char| c.is_whitespace() || c == '/') {
            "write one name or address; a range is written out, each device by itself"
        } else {
            return Some(host.into());
        };
        self.mistake(
            at,
            value.span(),
            "this is neither a host's name nor an address",
            hint,
        );
        None
    }

    fn keys(&mut self, at: &At<'_>, value: &Value<'_>) -> Option<Arc<[PathBuf]>> {
        let items = self.items(at, value)?;
        Some(items.iter().filter_map(|item| self.path(at, item)).collect())
    }

    fn group_names(&mut self, at: &At<'_>, value: &Value<'_>) -> Vec<(Arc<str>, Place)> {
        let mut names: Vec<(Arc<str>, Place)> = Vec::new();
        for item in self.items(at, value).unwrap_or_default() {
            let Some(name) = self.text(at, item) else { continue };
            if names.iter().any(|(known, _)| **known == *name) {
                self.mistake(
                    at,
                    item.span(),
                    format!("`{name}` is listed twice"),
                    "leave one of them out",
                );
            } else {
                names.push((name.into(), self.place(item.span())));
            }
        }
        names
    }

    fn limits(&mut self, at: &At<'_>, value: &Value<'_>) -> Option<usize> {
        let mut sessions = None;
        for (key, value) in self.entries(at, value) {
            let field = at.key(key.get_ref());
            match key.get_ref().as_ref() {
                "sessions" => sessions = self.whole(&field, value, 1, MOST_SESSIONS),
                _ => self.unknown(at, key, &["sessions"], &[]),
            }
        }
        sessions.and_then(|sessions| usize::try_from(sessions).ok())
    }

    fn ssh(&mut self, at: &At<'_>, value: &Value<'_>) -> SshSettings {
        let mut ssh = SshSettings::default();
        for (key, value) in self.entries(at, value) {
            let field = at.key(key.get_ref());
            match key.get_ref().as_ref() {
                "legacy" => ssh.legacy = self.boolean(&field, value),
                "host_keys" => ssh.host_keys = self.host_keys(&field, value),
                "known_hosts" => ssh.known_hosts = self.path(&field, value).map(Arc::new),
                "keepalive" => ssh.keepalive = self.duration(&field, value),
                // To connect directly where a jump host was asked for would be worse than not to connect.
                "jump" => self.mistake(
                    &field,
                    key.span(),
                    "jump hosts are not yet supported",
                    "leave the line out if the device can be reached directly",
                ),
                _ => self.unknown(
                    at,
                    key,
                    &SSH,
                    &[("keep_alive", "keepalive"), ("host_key", "host_keys")],
                ),
            }
        }
        ssh
    }

    fn host_keys(&mut self, at: &At<'_>, value: &Value<'_>) -> Option<HostKeyPolicy> {
        let text = self.text(at, value)?;
        let policy = HostKeyPolicy::ALL
            .into_iter()
            .find(|policy| policy.name() == text);
        if policy.is_none() {
            let hint = "write \"accept-new\" (trust on first use), \"strict\" or \"off\"";
            self.mistake(
                at,
                value.span(),
                format!("there is no such way to treat host keys: {text}"),
                hint,
            );
        }
        policy
    }

    fn timeouts(&mut self, at: &At<'_>, value: &Value<'_>) -> TimeoutSettings {
        let mut timeouts = TimeoutSettings::default();
        if !value.get_ref().is_table() {
            let hint = format!(
                "say which: {} = {{ connect = 5, login = 20, command = \"2m\", total = \"10m\" }}",
                at.last()
            );
            self.mistake(at, value.span(), "expected a table", hint);
            return timeouts;
        }
        for (key, value) in self.entries(at, value) {
            let field = at.key(key.get_ref());
            match key.get_ref().as_ref() {
                "connect" => timeouts.connect = self.patience(&field, value),
                "login" => timeouts.login = self.patience(&field, value),
                "command" => timeouts.command = self.patience(&field, value),
                "total" => timeouts.total = self.patience(&field, value),
                _ => self.unknown(
                    at,
                    key,
                    &TIMEOUTS,
                    &[("auth", "login"), ("read", "command"), ("conn", "connect")],
                ),
            }
        }
        timeouts
    }
}
