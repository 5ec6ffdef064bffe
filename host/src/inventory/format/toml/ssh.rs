//! Reads the table `ssh`: how SSH is spoken with a device, and through which hosts.

use super::{
    part::Owner,
    reader::{At, Reader, Value},
};
use crate::inventory::{
    device::{AgentUse, HostKeyPolicy},
    document::SshConfigChoice,
    hop::Hop,
    settings::{JumpSetting, SshSettings},
};
use ::toml::de::DeValue;
use std::sync::Arc;

const KEYS: [&str; 11] = [
    "jump",
    "legacy",
    "host_keys",
    "known_hosts",
    "agent",
    "keepalive",
    "kex",
    "host_key_algorithms",
    "ciphers",
    "macs",
    "public_key_algorithms",
];
const FOREIGN: [(&str, &str); 15] = [
    ("keep_alive", "keepalive"),
    ("host_key", "host_keys"),
    ("strict_host_key", "host_keys"),
    ("proxy_jump", "jump"),
    ("proxyjump", "jump"),
    ("bastion", "jump"),
    ("gateway", "jump"),
    ("config_file", "config"),
    ("allow_agent", "agent"),
    ("use_agent", "agent"),
    ("kex_algorithms", "kex"),
    ("key_exchange", "kex"),
    ("cipher", "ciphers"),
    ("mac", "macs"),
    ("pubkey_algorithms", "public_key_algorithms"),
];
/// Undoes the jump host of a group, as in OpenSSH's `ProxyJump none`.
pub const NO_JUMP: &str = "none";
/// More hosts one behind the other than any network has; each is a connection and a login more.
const LONGEST_WAY: usize = 8;

/// What the table says.
#[derive(Default)]
pub struct Ssh {
    pub settings: SshSettings,
    /// Of the defaults only.
    pub config: Option<SshConfigChoice>,
}

impl Reader<'_> {
    pub fn ssh(&mut self, at: &At<'_>, owner: Owner, value: &Value<'_>) -> Ssh {
        let mut read = Ssh::default();
        let ssh = &mut read.settings;
        for (key, value) in self.entries(at, value) {
            let field = at.key(key.get_ref());
            match (key.get_ref().as_ref(), owner) {
                ("legacy", _) => ssh.legacy = self.boolean(&field, value),
                ("host_keys", _) => ssh.host_keys = self.host_keys(&field, value),
                ("known_hosts", _) => ssh.known_hosts = self.path(&field, value).map(Arc::new),
                ("keepalive", _) => ssh.keepalive = self.duration(&field, value),
                ("jump", _) => ssh.jump = self.jump(&field, value).map(Arc::new),
                ("agent", _) => ssh.agent = self.agent(&field, value),
                ("kex", _) => ssh.kex = self.algorithms(&field, value),
                ("host_key_algorithms", _) => ssh.host_key_algorithms = self.algorithms(&field, value),
                ("ciphers", _) => ssh.ciphers = self.algorithms(&field, value),
                ("macs", _) => ssh.macs = self.algorithms(&field, value),
                ("public_key_algorithms", _) => ssh.public_key_algorithms = self.algorithms(&field, value),
                ("config", Owner::Defaults) => read.config = self.config(&field, value),
                ("config", _) => {
                    let hint = "one ssh configuration holds for the whole inventory: put it under [defaults]";
                    self.mistake(&field, key.span(), "only the defaults can say this", hint);
                }
                (_, Owner::Defaults) => {
                    let known: Vec<&str> = KEYS.into_iter().chain(["config"]).collect();
                    self.unknown(at, key, &known, &FOREIGN);
                }
                _ => self.unknown(at, key, &KEYS, &FOREIGN),
            }
        }
        read
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

    fn jump(&mut self, at: &At<'_>, value: &Value<'_>) -> Option<JumpSetting> {
        let setting = |reader: &Self, way| JumpSetting {
            field: at.to_string(),
            place: reader.place(value.span()),
            names_any_host: false,
            way,
        };
        match value.get_ref() {
            DeValue::Boolean(false) => return Some(setting(self, Vec::new())),
            DeValue::String(text) if text == NO_JUMP => return Some(setting(self, Vec::new())),
            DeValue::String(_) => {}
            _ => {
                let hint = "name the jump host, jump = \"bastion\", or say jump = false";
                self.mistake(at, value.span(), "expected a jump host's name, or false", hint);
                return None;
            }
        }
        let hint = "write a name of [jumps], or user@host:port; several with commas, the nearest first";
        let way = match Hop::way(self.text(at, value)?) {
            Ok(way) => way,
            Err(problem) => {
                self.mistake(at, value.span(), problem, hint);
                return None;
            }
        };
        let twice = way
            .iter()
            .enumerate()
            .find(|(index, hop)| way[..*index].contains(hop));
        if let Some((_, hop)) = twice {
            let problem = format!("the way leads twice through {}", hop.text);
            self.mistake(at, value.span(), problem, "leave one of them out");
            return None;
        }
        if way.len() > LONGEST_WAY {
            let problem = format!("the way leads through more than {LONGEST_WAY} hosts");
            self.mistake(at, value.span(), problem, "leave some of them out");
            return None;
        }
        Some(setting(self, way))
    }

    fn agent(&mut self, at: &At<'_>, value: &Value<'_>) -> Option<AgentUse> {
        match value.get_ref() {
            DeValue::Boolean(true) => Some(AgentUse::Always),
            DeValue::Boolean(false) => Some(AgentUse::Never),
            DeValue::String(_) => self.path(at, value).map(AgentUse::Socket),
            _ => {
                let hint = "write true (the agent of SSH_AUTH_SOCK), false, or the path of its socket";
                self.mistake(at, value.span(), "expected true, false or a path", hint);
                None
            }
        }
    }

    /// A list of names, or the text that OpenSSH's configuration has for one.
    fn algorithms(&mut self, at: &At<'_>, value: &Value<'_>) -> Option<Arc<str>> {
        let text = if value.get_ref().is_array() {
            let items = self.items(at, value)?;
            let names: Vec<&str> = items.iter().filter_map(|item| self.text(at, item)).collect();
            if names.len() < items.len() {
                return None;
            }
            names.join(",")
        } else {
            self.text(at, value)?.to_owned()
        };
        let names = text.strip_prefix(['+', '-', '^']).unwrap_or(&text);
        let problem = if names.split(',').any(|name| name.trim().is_empty()) {
            Some("a name is missing in the list of algorithms".to_owned())
        } else if !text.starts_with('-') && names.split(',').any(|name| name.trim() == "none") {
            Some("`none` is no protection, and is never offered".to_owned())
        } else {
            names
                .split(',')
                .find(|name| !is_algorithm(name.trim()))
                .map(|name| format!("this is no name of an algorithm: {}", name.trim()))
        };
        if let Some(problem) = problem {
            let hint =
                "write names with commas between them; +, - or ^ in front changes nethost's own list instead";
            self.mistake(at, value.span(), problem, hint);
            return None;
        }
        Some(text.replace(' ', "").into())
    }

    fn config(&mut self, at: &At<'_>, value: &Value<'_>) -> Option<SshConfigChoice> {
        match value.get_ref() {
            DeValue::Boolean(true) => Some(SshConfigChoice::Usual),
            DeValue::Boolean(false) => Some(SshConfigChoice::None),
            DeValue::String(_) => Some(SshConfigChoice::File {
                path: self.path(at, value)?,
                place: self.place(value.span()),
            }),
            _ => {
                let hint = "write false to leave ~/.ssh/config out, or the path of another file";
                self.mistake(at, value.span(), "expected true, false or a path", hint);
                None
            }
        }
    }
}

/// RFC 4251 section 6: printable ASCII without commas; with `*` and `?` in what is taken out.
fn is_algorithm(name: &str) -> bool {
    name.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-_.@/*?".contains(&byte))
}
