//! Lays defaults, groups and devices over each other: the defaults lowest, then the groups in the order in which
//! the device lists them, the device itself on top.

use super::{
    device::{Group, Protocol, SshOptions, Timeouts},
    document::{DevicePart, Document, GroupPart},
    entry::{DeviceEntry, Inventory, SecretField, SecretValue},
    error::{Mistake, Place, Warning, written},
    settings::Settings,
    suggest,
};
use std::{collections::HashMap, sync::Arc};

/// SSH's own, RFC 4253 section 4.1.
const SSH_PORT: u16 = 22;
/// As many names as a message gives before it counts the rest.
const NAMED: usize = 3;

/// The inventory of a document, or what does not fit together in it; mistakes are added to those given.
pub fn merge(file: &str, document: Document, mistakes: &mut Vec<Mistake>) -> Inventory {
    let Document {
        defaults,
        groups,
        devices,
    } = document;
    let mut warnings = literals(&defaults, &groups, &devices);
    let by_name: HashMap<&str, &GroupPart> = groups.iter().map(|group| (&*group.name, group)).collect();
    let mut nameless = Lacking::default();
    let mut unlocked = Lacking::default();
    let mut entries = Vec::with_capacity(devices.len());
    for part in &devices {
        let mut settings = defaults.clone();
        let mut names = Vec::with_capacity(part.groups.len());
        for (name, place) in &part.groups {
            match by_name.get(&**name) {
                Some(group) => {
                    settings = group.settings.over(&settings);
                    names.push(Arc::clone(&group.name));
                }
                None => mistakes.push(undeclared(part, name, *place, &groups)),
            }
        }
        let settings = part.settings.over(&settings);
        if settings.username.is_none() {
            nameless.add(part);
        }
        if settings.password.is_none() && settings.keys.as_ref().is_none_or(|keys| keys.is_empty()) {
            unlocked.add(part);
        }
        entries.push(Arc::new(entry(part, names, settings)));
    }
    if let Some(place) = nameless.first {
        mistakes.push(Mistake {
            place,
            field: "username".into(),
            message: format!("missing for {nameless}"),
            hint: "add username = \"…\" under [defaults], a group or the device".into(),
        });
    }
    if let Some(place) = unlocked.first {
        warnings.push(Warning {
            line: place.line,
            message: format!("neither password nor keys for {unlocked}"),
            hint: "add password = { env = \"…\" } or keys = [\"…\"] under [defaults], a group or the device"
                .into(),
        });
    }
    if devices.is_empty() && mistakes.is_empty() {
        mistakes.push(Mistake {
            place: Place { line: 1, column: 1 },
            field: "devices".into(),
            message: "the inventory has no device".into(),
            hint: "each device is a table of its own, such as [devices.r1]".into(),
        });
    }
    warnings.sort_by_key(|warning| warning.line);
    let groups = groups.into_iter().map(|group| Group {
        name: group.name.to_string(),
        sessions: group.sessions,
    });
    Inventory {
        file: file.into(),
        devices: entries,
        groups: groups.collect(),
        warnings,
    }
}

fn entry(part: &DevicePart, groups: Vec<Arc<str>>, settings: Settings) -> DeviceEntry {
    let Settings {
        port,
        platform,
        username,
        password,
        enable,
        keys,
        passphrase,
        ssh,
        timeouts,
        profile,
    } = settings;
    let usual_ssh = SshOptions::default();
    let usual = Timeouts::default();
    DeviceEntry {
        name: Arc::clone(&part.name),
        host: Arc::clone(part.host.as_ref().unwrap_or(&part.name)),
        port: port.unwrap_or(SSH_PORT),
        platform,
        username: username.unwrap_or_default(),
        groups,
        password,
        enable,
        keys: keys.unwrap_or_default(),
        passphrase,
        protocol: Protocol::default(),
        answers: Arc::default(),
        fallbacks: Arc::default(),
        jump: None,
        ssh: SshOptions {
            legacy: ssh.legacy.unwrap_or(usual_ssh.legacy),
            host_keys: ssh.host_keys.unwrap_or(usual_ssh.host_keys),
            known_hosts: ssh.known_hosts.map(|path| (*path).clone()),
            keepalive: ssh.keepalive.unwrap_or(usual_ssh.keepalive),
            ..usual_ssh
        },
        timeouts: Timeouts {
            connect: timeouts.connect.unwrap_or(usual.connect),
            login: timeouts.login.unwrap_or(usual.login),
            command: timeouts.command.unwrap_or(usual.command),
            total: timeouts.total.unwrap_or(usual.total),
        },
        profile,
    }
}

fn undeclared(device: &DevicePart, group: &str, place: Place, groups: &[GroupPart]) -> Mistake {
    let names = groups.iter().map(|group| &*group.name);
    let table = format!(
        "each group needs a table, even an empty one: [groups.{}]",
        written(group)
    );
    let hint = match suggest::nearest(group, names) {
        Some(near) => format!("did you mean `{near}`? If not: {table}"),
        None => table,
    };
    Mistake {
        place,
        field: format!("devices.{}.groups", written(&device.name)),
        message: format!("there is no group `{group}`"),
        hint,
    }
}

/// Whether a device is this machine itself.
fn is_here(device: &DevicePart) -> bool {
    let host = device.host.as_ref().unwrap_or(&device.name);
    &**host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// One warning for all secrets that are written in the file. None for a fleet that is simulated on this machine:
/// its password guards nothing.
fn literals(defaults: &Settings, groups: &[GroupPart], devices: &[DevicePart]) -> Vec<Warning> {
    let parts = std::iter::once(defaults)
        .chain(groups.iter().map(|group| &group.settings))
        .chain(devices.iter().map(|device| &device.settings));
    let mut found: Vec<&SecretField> = parts
        .flat_map(|part| [&part.password, &part.enable, &part.passphrase])
        .flatten()
        .map(Arc::as_ref)
        .filter(|field| matches!(field.value, SecretValue::Literal(_)))
        .collect();
    found.sort_by_key(|field| field.place);
    let Some(first) = found.first().filter(|_| !devices.iter().all(is_here)) else {
        return Vec::new();
    };
    let others = match &found[1..] {
        [] => String::new(),
        others if others.len() <= NAMED => {
            let lines: Vec<String> = others.iter().map(|field| field.place.line.to_string()).collect();
            format!(", and so are others on line {}", lines.join(", "))
        }
        others => format!(", and so are {} others", others.len()),
    };
    let key = first.field.rsplit('.').next().unwrap_or("password");
    vec![Warning {
        line: first.place.line,
        message: format!("{} is written in the file itself{others}", first.field),
        hint: format!(
            "keep it outside: {key} = {{ env = \"NETHOST_{}\" }}",
            key.to_uppercase()
        ),
    }]
}

/// The devices that lack something, told as one mistake and not as ten thousand.
#[derive(Default)]
struct Lacking {
    first: Option<Place>,
    names: Vec<Arc<str>>,
    count: usize,
}

impl Lacking {
    fn add(&mut self, device: &DevicePart) {
        self.first.get_or_insert(device.place);
        self.count += 1;
        if self.names.len() < NAMED {
            self.names.push(Arc::clone(&device.name));
        }
    }
}

impl std::fmt::Display for Lacking {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.names.join(", "))?;
        match self.count - self.names.len() {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}
