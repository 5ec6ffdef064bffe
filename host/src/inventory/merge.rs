//! Lays defaults, groups and devices over each other: the defaults lowest, then the groups in the order in which
//! the device lists them, the device itself on top.

use super::{
    assemble::{Assembler, Part},
    device::{AgentUse, Group, Protocol},
    document::{DevicePart, Document, GroupPart},
    entry::{DeviceEntry, Inventory},
    error::{Mistake, Place, Warning, written},
    jumps::Jumps,
    literals,
    settings::Settings,
    ssh_config::SshConfig,
    suggest,
    surroundings::Surroundings,
};
use std::{collections::HashMap, fmt, sync::Arc};

/// As many names as a message gives before it counts the rest.
const NAMED: usize = 3;

/// The inventory of a document, or what does not fit together in it; mistakes are added to those given.
pub fn merge(
    file: &str,
    document: Document,
    config: Option<&SshConfig>,
    surroundings: &Surroundings,
    mistakes: &mut Vec<Mistake>,
) -> Inventory {
    let mut layers = Layers {
        groups: document
            .groups
            .iter()
            .map(|group| (&*group.name, group))
            .collect(),
        document: &document,
        mistakes,
        assembler: Assembler::new(config),
        jumps: Jumps::new(&document.jumps, config, surroundings.user.as_deref()),
        lacking: Lacking::default(),
    };
    // What a group says of a jump host is wrong once, and not for each of its devices.
    let groups = document.groups.iter().map(|group| &group.settings);
    let parts = std::iter::once(&document.defaults).chain(groups);
    for setting in parts.filter_map(|part| part.ssh.jump.as_deref()) {
        layers
            .jumps
            .through(setting, &mut layers.assembler, layers.mistakes);
    }
    let devices = document.devices.iter();
    let devices: Vec<_> = devices.map(|part| Arc::new(layers.device(part))).collect();
    // Also those that no device is reached through, for their mistakes.
    for jump in &document.jumps {
        layers
            .jumps
            .declared(jump, &mut layers.assembler, layers.mistakes);
    }
    let Layers {
        assembler,
        lacking,
        mistakes,
        ..
    } = layers;
    if let Some(place) = lacking.username.first() {
        mistakes.push(Mistake {
            place,
            field: "username".into(),
            message: format!("missing for {}", lacking.username),
            hint: "add username = \"…\" under [defaults], a group or the device".into(),
        });
    }
    let mut warnings = assembler.warnings();
    warnings.extend(literals::written(&document));
    warnings.extend(literals::clear_text(&document, &lacking.privacy));
    warnings.extend(lacking.key.first().map(|place| Warning {
        file: None,
        line: place.line,
        message: format!("neither password nor keys for {}", lacking.key),
        hint: "add password = { env = \"…\" }, keys = [\"…\"] or ssh = { agent = true } under [defaults], a group or the \
               device"
            .into(),
    }));
    if document.devices.is_empty() && mistakes.is_empty() {
        mistakes.push(Mistake {
            place: Place { line: 1, column: 1 },
            field: "devices".into(),
            message: "the inventory has no device".into(),
            hint: "each device is a table of its own, such as [devices.r1]".into(),
        });
    }
    warnings.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    let groups = document.groups.into_iter().map(|group| Group {
        name: group.name.to_string(),
        sessions: group.sessions,
    });
    Inventory {
        file: file.into(),
        devices,
        groups: groups.collect(),
        ssh_config: config.map(|config| config.file().into()),
        warnings,
    }
}

/// Devices that lack something.
#[derive(Default)]
struct Lacking {
    username: Named,
    key: Named,
    privacy: Named,
}

struct Layers<'a> {
    document: &'a Document,
    groups: HashMap<&'a str, &'a GroupPart>,
    mistakes: &'a mut Vec<Mistake>,
    assembler: Assembler<'a>,
    jumps: Jumps<'a>,
    lacking: Lacking,
}

impl Layers<'_> {
    fn device(&mut self, part: &DevicePart) -> DeviceEntry {
        let mut settings = self.document.defaults.clone();
        let mut groups = Vec::with_capacity(part.groups.len());
        for (name, place) in &part.groups {
            match self.groups.get(&**name) {
                Some(group) => {
                    settings = group.settings.over(&settings);
                    groups.push(Arc::clone(&group.name));
                }
                None => self
                    .mistakes
                    .push(undeclared(part, name, *place, &self.document.groups)),
            }
        }
        let settings = part.settings.over(&settings);
        let alias = part.host.as_ref().unwrap_or(&part.name);
        let part_of = Part {
            name: &part.name,
            alias,
            place: part.place,
            groups,
            settings,
        };
        let configured = self.assembler.configure(part_of);
        let jump = self.jumps.of(&configured, &mut self.assembler, self.mistakes);
        self.lacking.look(part, &configured.part.settings);
        self.assembler.entry(configured, jump)
    }
}

impl Lacking {
    fn look(&mut self, part: &DevicePart, settings: &Settings) {
        if settings.username.is_none() {
            self.username.add(part);
        }
        let keyless = settings.keys.as_ref().is_none_or(|keys| keys.is_empty());
        let agentless = matches!(settings.ssh.agent, None | Some(AgentUse::Auto | AgentUse::Never));
        let answerless = settings.answers.as_ref().is_none_or(|answers| answers.is_empty());
        if settings.password.is_none() && keyless && agentless && answerless {
            self.key.add(part);
        }
        if settings.protocol == Some(Protocol::Telnet) {
            self.privacy.add(part);
        }
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

/// Devices that have something in common, told as one and not as ten thousand.
#[derive(Default)]
pub struct Named {
    first: Option<Place>,
    names: Vec<Arc<str>>,
    count: usize,
}

impl Named {
    fn add(&mut self, device: &DevicePart) {
        self.add_name(&device.name, device.place);
    }

    pub fn add_name(&mut self, name: &Arc<str>, place: Place) {
        self.first.get_or_insert(place);
        self.count += 1;
        if self.names.len() < NAMED {
            self.names.push(Arc::clone(name));
        }
    }

    pub fn first(&self) -> Option<Place> {
        self.first
    }
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.names.join(", "))?;
        match self.count - self.names.len() {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}
