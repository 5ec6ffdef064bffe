//! Finds the hosts through which others are reached. Each is made once, so that all who go through it share it.

use super::{
    assemble::{Assembler, Configured, Part},
    document::JumpPart,
    entry::JumpEntry,
    error::{Mistake, Place, written},
    hop::Hop,
    settings::{JumpSetting, Settings},
    ssh_config::SshConfig,
    suggest,
};
use std::{collections::HashMap, sync::Arc};

/// OpenSSH's server gives no connection more than ten sessions, but as many forwarded ones as it is asked for; more than
/// a hundred devices would share too little of one connection's stream.
const SESSIONS: usize = 100;

pub struct Jumps<'a> {
    parts: HashMap<&'a str, &'a JumpPart>,
    config: Option<&'a SshConfig>,
    /// Who logs in where nobody is named.
    user: Option<&'a str>,
    /// By name; none where a mistake was told.
    known: HashMap<String, Option<Arc<JumpEntry>>>,
    /// Those that are being made, each behind the next.
    under_way: Vec<String>,
}

/// What speaks of a jump host, for messages.
#[derive(Clone, Copy)]
struct Speaker<'s> {
    field: &'s str,
    place: Place,
    names_any_host: bool,
}

impl<'a> Jumps<'a> {
    pub fn new(parts: &'a [JumpPart], config: Option<&'a SshConfig>, user: Option<&'a str>) -> Self {
        Self {
            parts: parts.iter().map(|part| (&*part.name, part)).collect(),
            config,
            user,
            known: HashMap::new(),
            under_way: Vec::new(),
        }
    }

    /// The last host on the way to this one; none where it is reached directly.
    pub fn of(
        &mut self,
        configured: &Configured<'_>,
        assembler: &mut Assembler<'_>,
        mistakes: &mut Vec<Mistake>,
    ) -> Option<Arc<JumpEntry>> {
        let setting = configured.part.settings.ssh.jump.as_deref()?;
        self.through(setting, assembler, mistakes)
    }

    /// The last host on this way.
    pub fn through(
        &mut self,
        setting: &JumpSetting,
        assembler: &mut Assembler<'_>,
        mistakes: &mut Vec<Mistake>,
    ) -> Option<Arc<JumpEntry>> {
        let speaker = Speaker {
            field: &setting.field,
            place: setting.place,
            names_any_host: setting.names_any_host,
        };
        let mut last = None;
        let mut name = String::new();
        for hop in &setting.way {
            if !name.is_empty() {
                name.push(',');
            }
            name.push_str(&hop.text);
            last = Some(self.host(hop, &name, last, speaker, assembler, mistakes)?);
        }
        last
    }

    /// Looks for mistakes in a jump host that perhaps nobody is reached through.
    pub fn declared(&mut self, part: &JumpPart, assembler: &mut Assembler<'_>, mistakes: &mut Vec<Mistake>) {
        let hop = Hop {
            text: Arc::clone(&part.name),
            username: None,
            host: Arc::clone(&part.name),
            port: None,
        };
        let field = format!("jumps.{}", written(&part.name));
        let speaker = Speaker {
            field: &field,
            place: part.place,
            names_any_host: false,
        };
        self.host(&hop, &part.name, None, speaker, assembler, mistakes);
    }

    /// A host on the way, `behind` another one where the way says so, else on the way that is its own.
    fn host(
        &mut self,
        hop: &Hop,
        name: &str,
        behind: Option<Arc<JumpEntry>>,
        speaker: Speaker<'_>,
        assembler: &mut Assembler<'_>,
        mistakes: &mut Vec<Mistake>,
    ) -> Option<Arc<JumpEntry>> {
        if let Some(known) = self.known.get(name) {
            return known.clone();
        }
        if let Some(start) = self.under_way.iter().position(|other| other == name) {
            let mut circle = self.under_way[start..].join(" → ");
            circle.push_str(" → ");
            circle.push_str(name);
            mistakes.push(Mistake {
                place: speaker.place,
                field: speaker.field.to_owned(),
                message: format!("the way leads in a circle: {circle}"),
                hint: "the first of them has to be reached directly: ssh = { jump = false }, or `ProxyJump none` in the \
                       ssh configuration"
                    .into(),
            });
            return None;
        }
        self.under_way.push(name.to_owned());
        let made = self.make(hop, name, behind, speaker, assembler, mistakes);
        self.under_way.pop();
        self.known.insert(name.to_owned(), made.clone());
        made
    }

    fn make(
        &mut self,
        hop: &Hop,
        name: &str,
        behind: Option<Arc<JumpEntry>>,
        speaker: Speaker<'_>,
        assembler: &mut Assembler<'_>,
        mistakes: &mut Vec<Mistake>,
    ) -> Option<Arc<JumpEntry>> {
        let name: Arc<str> = name.into();
        let declared = self.parts.get(&*hop.text).copied();
        let part = match declared {
            Some(declared) => Part {
                name: &name,
                alias: declared.host.as_ref().unwrap_or(&declared.name),
                place: declared.place,
                groups: Vec::new(),
                settings: declared.settings.clone(),
            },
            None if !speaker.names_any_host && !self.is_meant(hop) => {
                mistakes.push(self.unknown(hop, speaker));
                return None;
            }
            None => Part {
                name: &name,
                alias: &hop.host,
                place: speaker.place,
                groups: Vec::new(),
                settings: Settings {
                    username: hop.username.clone(),
                    port: hop.port,
                    ..Settings::default()
                },
            },
        };
        let mut configured = assembler.configure(part);
        let behind = match (behind, &configured.part.settings.ssh.jump) {
            (Some(behind), _) => Some(behind),
            (None, Some(setting)) if !setting.way.is_empty() => {
                Some(self.through(&Arc::clone(setting), assembler, mistakes)?)
            }
            (None, _) => None,
        };
        let username = &mut configured.part.settings.username;
        if username.is_none() {
            *username = self.user.map(Arc::from);
        }
        if username.is_none() {
            mistakes.push(Mistake {
                place: speaker.place,
                field: speaker.field.to_owned(),
                message: format!("nobody is named who logs in to {}", hop.text),
                hint: format!("add username = \"…\" under [jumps.{}]", written(&hop.text)),
            });
        }
        Some(Arc::new(JumpEntry {
            host: assembler.entry(configured, behind),
            sessions: declared
                .and_then(|declared| declared.sessions)
                .unwrap_or(SESSIONS),
        }))
    }

    /// Whether a word without a table is a host by itself: it says more than a name, or the ssh configuration knows it.
    fn is_meant(&self, hop: &Hop) -> bool {
        if hop.username.is_some() || hop.port.is_some() {
            return true;
        }
        if self.config.is_some_and(|config| config.names(&hop.host)) {
            return true;
        }
        hop.is_address() && self.nearest(hop).is_none()
    }

    fn nearest(&self, hop: &Hop) -> Option<&str> {
        suggest::nearest(&hop.text, self.parts.keys().copied())
    }

    fn unknown(&self, hop: &Hop, speaker: Speaker<'_>) -> Mistake {
        let table = format!(
            "give it a table, [jumps.{}], or write it as user@host",
            written(&hop.text)
        );
        let hint = match self.nearest(hop) {
            Some(near) => format!("did you mean `{near}`? If not: {table}"),
            None => table,
        };
        Mistake {
            place: speaker.place,
            field: speaker.field.to_owned(),
            message: format!("there is no jump host `{}`", hop.text),
            hint,
        }
    }
}
