//! Reads one part of an inventory: the defaults, a group, a device or a jump host. They share most of their keys.

use super::reader::{At, Reader, Value, meant};
use crate::inventory::{
    device::Protocol,
    document::SshConfigChoice,
    error::{Place, written},
    settings::{Settings, TimeoutSettings},
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
    Jump,
}

#[derive(Default)]
pub struct Part {
    pub settings: Settings,
    /// Of a device or a jump host only.
    pub host: Option<Arc<str>>,
    /// Of a device only.
    pub groups: Vec<(Arc<str>, Place)>,
    /// Of a group or a jump host only.
    pub sessions: Option<usize>,
    /// Of the defaults only.
    pub ssh_config: Option<SshConfigChoice>,
}

/// What all of them may say.
const LOGIN: [&str; 9] = [
    "port",
    "username",
    "password",
    "keys",
    "passphrase",
    "answers",
    "fallback",
    "ssh",
    "timeouts",
];
/// What only those can say that are, or speak of, devices: a jump host has neither driver nor commands.
const OF_DEVICES: [&str; 4] = ["protocol", "platform", "enable", "profile"];
/// What the users of other tools call these.
const FOREIGN: [(&str, &str); 20] = [
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
    ("transport", "protocol"),
    ("fallbacks", "fallback"),
    ("prompts", "answers"),
    ("key_file", "keys"),
    ("timeout", "timeouts"),
    ("group", "groups"),
];
/// What stands under `ssh`, and is looked for beside it.
const IN_SSH: [&str; 7] = [
    "jump",
    "proxy_jump",
    "agent",
    "legacy",
    "host_keys",
    "known_hosts",
    "keepalive",
];
const TIMEOUTS: [&str; 4] = ["connect", "login", "command", "total"];
/// More sessions than any login server or this machine's descriptors can bear.
const MOST_SESSIONS: u64 = 100_000;

impl Owner {
    fn known(self) -> Vec<&'static str> {
        let (own, of_devices): (&[&str], &[&str]) = match self {
            Self::Defaults => (&[], &OF_DEVICES),
            Self::Group => (&["limits"], &OF_DEVICES),
            Self::Device => (&["host", "groups"], &OF_DEVICES),
            Self::Jump => (&["host", "limits"], &[]),
        };
        let all = own.iter().chain(&LOGIN).chain(of_devices);
        all.copied().collect()
    }

    /// The table that holds such parts.
    fn table(self) -> &'static str {
        match self {
            Self::Defaults => "defaults",
            Self::Group => "groups",
            Self::Device => "devices",
            Self::Jump => "jumps",
        }
    }
}

impl Reader<'_> {
    pub fn part(&mut self, at: &At<'_>, owner: Owner, value: &Value<'_>) -> Part {
        let mut part = Part::default();
        let settings = &mut part.settings;
        for (key, value) in self.entries(at, value) {
            let field = at.key(key.get_ref());
            match (key.get_ref().as_ref(), owner) {
                ("protocol" | "platform" | "enable" | "profile", Owner::Jump) => {
                    let hint = "a jump host is only gone through: leave it out";
                    self.mistake(&field, key.span(), "a jump host cannot say this", hint);
                }
                ("port", _) => settings.port = self.port(&field, value),
                ("protocol", _) => settings.protocol = self.protocol(&field, value),
                ("platform", _) => settings.platform = self.shared_text(&field, value),
                ("username", _) => {
                    // One that cannot be read is not also missing.
                    settings.username = Some(self.shared_text(&field, value).unwrap_or_default());
                }
                ("password", _) => settings.password = self.secret(&field, value),
                ("enable", _) => settings.enable = self.secret(&field, value),
                ("keys", _) => settings.keys = self.keys(&field, value),
                ("passphrase", _) => settings.passphrase = self.secret(&field, value),
                ("answers", _) => settings.answers = self.answers(&field, value),
                ("fallback", _) => settings.fallback = self.fallback(&field, value),
                ("ssh", _) => {
                    let ssh = self.ssh(&field, owner, value);
                    settings.ssh = ssh.settings;
                    part.ssh_config = ssh.config;
                }
                ("timeouts", _) => settings.timeouts = self.timeouts(&field, value),
                ("profile", _) => settings.profile = self.profile(&field, value).map(Arc::new),
                ("host", Owner::Device | Owner::Jump) => part.host = self.host(&field, value),
                ("groups", Owner::Device) => part.groups = self.group_names(&field, value),
                ("limits", Owner::Group | Owner::Jump) => part.sessions = self.limits(&field, value),
                ("host", _) => {
                    let hint = "put it under [devices.NAME]";
                    self.mistake(
                        &field,
                        key.span(),
                        "only a device or a jump host can say this",
                        hint,
                    );
                }
                ("groups", _) => {
                    let hint = "put it under [devices.NAME]";
                    self.mistake(&field, key.span(), "only a device can say this", hint);
                }
                ("limits", _) => {
                    let hint = "put it under [groups.NAME]";
                    self.mistake(
                        &field,
                        key.span(),
                        "only a group or a jump host can say this",
                        hint,
                    );
                }
                (word, _) if IN_SSH.contains(&word) => {
                    let word = if word == "proxy_jump" { "jump" } else { word };
                    let hint = format!("put it under ssh: ssh = {{ {word} = … }}");
                    self.mistake(&field, key.span(), "there is no such key", hint);
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
        let table = owner.table();
        let hint = format!("a name with dots needs quotes: [{table}.{}]", written(&name));
        self.mistake(&at.key(key.get_ref()), key.span(), "there is no such table", hint);
    }

    fn port(&mut self, at: &At<'_>, value: &Value<'_>) -> Option<u16> {
        self.whole(at, value, 1, u16::MAX.into())
            .and_then(|port| u16::try_from(port).ok())
    }

    fn protocol(&mut self, at: &At<'_>, value: &Value<'_>) -> Option<Protocol> {
        let text = self.text(at, value)?;
        let protocol = Protocol::ALL.into_iter().find(|protocol| protocol.name() == text);
        if protocol.is_none() {
            let hint = "write \"ssh\" or \"telnet\"";
            self.mistake(
                at,
                value.span(),
                format!("there is no such protocol: {text}"),
                hint,
            );
        }
        protocol
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

    pub fn keys(&mut self, at: &At<'_>, value: &Value<'_>) -> Option<Arc<[PathBuf]>> {
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
