//! Makes an entry of what an inventory says of a device or a jump host: the user's ssh configuration is laid beneath
//! it, and nethost's own ways beneath that. What many entries have in common is made once.

use super::{
    device::{AlgorithmLists, Protocol, SshOptions, Timeouts},
    entry::{CredentialEntry, DeviceEntry, JumpEntry, SecretField, SecretValue},
    error::{Place, Warning},
    merge::Named,
    settings::{FallbackSettings, Settings, SshSettings},
    source::SecretSource,
    ssh_config::SshConfig,
};
use std::{
    collections::{BTreeMap, HashMap},
    path::PathBuf,
    sync::Arc,
};

/// What an inventory says of one host, groups and defaults included.
pub struct Part<'a> {
    pub name: &'a Arc<str>,
    /// What is connected to, and looked up in the ssh configuration.
    pub alias: &'a Arc<str>,
    pub place: Place,
    pub groups: Vec<Arc<str>>,
    pub settings: Settings,
}

/// The same with what the ssh configuration adds.
pub struct Configured<'a> {
    pub part: Part<'a>,
    host: Arc<str>,
    from_ssh_config: Arc<[&'static str]>,
}

pub struct Assembler<'a> {
    config: Option<&'a SshConfig>,
    nothing: Arc<[&'static str]>,
    algorithms: HashMap<AlgorithmLists, Arc<AlgorithmLists>>,
    /// By the field's address and the account: a keyring's secret under the name of the user whom it lets in.
    accounts: HashMap<(*const SecretField, Arc<str>), Arc<SecretField>>,
    /// By the list's address and the name of the user who is meant where it names none.
    fallbacks: HashMap<(*const FallbackSettings, Arc<str>), Arc<[CredentialEntry]>>,
    /// By the line of the ssh configuration that is not followed.
    ignored: BTreeMap<usize, Named>,
    /// Key files that the ssh configuration names, and what is there.
    key_files: HashMap<PathBuf, Option<PathBuf>>,
}

impl<'a> Assembler<'a> {
    pub fn new(config: Option<&'a SshConfig>) -> Self {
        Self {
            config,
            nothing: Arc::default(),
            algorithms: HashMap::new(),
            accounts: HashMap::new(),
            fallbacks: HashMap::new(),
            ignored: BTreeMap::new(),
            key_files: HashMap::new(),
        }
    }

    /// Looks the host up in the ssh configuration, which has nothing to say of telnet.
    pub fn configure<'p>(&mut self, mut part: Part<'p>) -> Configured<'p> {
        let ssh = part.settings.protocol.unwrap_or_default() == Protocol::Ssh;
        let Some(config) = self.config.filter(|_| ssh) else {
            let host = Arc::clone(part.alias);
            let from_ssh_config = Arc::clone(&self.nothing);
            return Configured {
                part,
                host,
                from_ssh_config,
            };
        };
        let found = config.look_up(part.alias, part.place, &mut part.settings);
        for line in found.ignored {
            self.ignored
                .entry(line)
                .or_default()
                .add_name(part.name, part.place);
        }
        if let Some(keys) = found.keys {
            let there = keys.into_iter().filter_map(|key| self.key_file(key));
            part.settings.keys = Some(there.collect());
        }
        let from_ssh_config = match found.words.as_slice() {
            [] => Arc::clone(&self.nothing),
            words => words.into(),
        };
        Configured {
            part,
            host: found.host,
            from_ssh_config,
        }
    }

    /// A key file that is not there is left out, as `ssh` does it. Where only its public half is, an agent has the other.
    fn key_file(&mut self, path: PathBuf) -> Option<PathBuf> {
        let look = |path: &PathBuf| {
            let mut public = path.clone().into_os_string();
            public.push(".pub");
            [path.clone(), public.into()]
                .into_iter()
                .find(|file| file.exists())
        };
        let found = self.key_files.get(&path).cloned();
        found.unwrap_or_else(|| self.key_files.entry(path).or_insert_with_key(look).clone())
    }

    pub fn entry(&mut self, configured: Configured<'_>, jump: Option<Arc<JumpEntry>>) -> DeviceEntry {
        let Configured {
            part,
            host,
            from_ssh_config,
        } = configured;
        let Settings {
            port,
            protocol,
            platform,
            username,
            password,
            enable,
            keys,
            passphrase,
            answers,
            fallback,
            ssh,
            timeouts,
            profile,
        } = part.settings;
        let protocol = protocol.unwrap_or_default();
        let username = username.unwrap_or_default();
        let usual = Timeouts::default();
        DeviceEntry {
            name: Arc::clone(part.name),
            host,
            port: port.unwrap_or(protocol.port()),
            platform,
            groups: part.groups,
            password: self.of_account(password, &username),
            enable: self.of_account(enable, &username),
            keys: keys.unwrap_or_default(),
            passphrase: self.of_account(passphrase, &username),
            protocol,
            answers: answers.unwrap_or_default(),
            fallbacks: fallback
                .map(|list| self.fallbacks(&list, &username))
                .unwrap_or_default(),
            jump,
            ssh: self.ssh(ssh),
            timeouts: Timeouts {
                connect: timeouts.connect.unwrap_or(usual.connect),
                login: timeouts.login.unwrap_or(usual.login),
                command: timeouts.command.unwrap_or(usual.command),
                total: timeouts.total.unwrap_or(usual.total),
            },
            profile,
            username,
            from_ssh_config,
        }
    }

    fn ssh(&mut self, ssh: SshSettings) -> SshOptions {
        let text = |list: Option<Arc<str>>| list.map(|list| list.as_ref().to_owned());
        let lists = AlgorithmLists {
            kex: text(ssh.kex),
            host_keys: text(ssh.host_key_algorithms),
            ciphers: text(ssh.ciphers),
            macs: text(ssh.macs),
            public_keys: text(ssh.public_key_algorithms),
        };
        let algorithms = match self.algorithms.get(&lists) {
            Some(known) => Arc::clone(known),
            None => Arc::clone(self.algorithms.entry(lists.clone()).or_insert(Arc::new(lists))),
        };
        let usual = SshOptions::default();
        SshOptions {
            legacy: ssh.legacy.unwrap_or(usual.legacy),
            host_keys: ssh.host_keys.unwrap_or(usual.host_keys),
            known_hosts: ssh.known_hosts.map(|path| (*path).clone()),
            agent: ssh.agent.unwrap_or(usual.agent),
            algorithms,
            keepalive: ssh.keepalive.unwrap_or(usual.keepalive),
        }
    }

    fn fallbacks(&mut self, list: &Arc<[FallbackSettings]>, username: &Arc<str>) -> Arc<[CredentialEntry]> {
        let key = (list.as_ptr(), Arc::clone(username));
        if let Some(known) = self.fallbacks.get(&key) {
            return Arc::clone(known);
        }
        let made: Arc<[CredentialEntry]> = list
            .iter()
            .map(|one| {
                let username = one.username.as_ref().unwrap_or(username);
                CredentialEntry {
                    username: Arc::clone(username),
                    password: self.of_account(one.password.clone(), username),
                    enable: self.of_account(one.enable.clone(), username),
                    keys: Arc::clone(&one.keys),
                    passphrase: self.of_account(one.passphrase.clone(), username),
                }
            })
            .collect();
        self.fallbacks.insert(key, Arc::clone(&made));
        made
    }

    /// A keyring's secret under the user's name where the inventory names no account.
    fn of_account(
        &mut self,
        field: Option<Arc<SecretField>>,
        username: &Arc<str>,
    ) -> Option<Arc<SecretField>> {
        let field = field?;
        let SecretValue::From(SecretSource::Keyring {
            service,
            account: None,
        }) = &field.value
        else {
            return Some(field);
        };
        let named = || {
            Arc::new(SecretField {
                field: field.field.clone(),
                place: field.place,
                value: SecretValue::From(SecretSource::Keyring {
                    service: service.clone(),
                    account: Some(username.to_string()),
                }),
            })
        };
        let key = (Arc::as_ptr(&field), Arc::clone(username));
        Some(Arc::clone(self.accounts.entry(key).or_insert_with(named)))
    }

    /// Of lines of the ssh configuration that speak of these hosts and are not followed.
    pub fn warnings(self) -> Vec<Warning> {
        let Some(config) = self.config else {
            return Vec::new();
        };
        let ignored = self.ignored.iter();
        ignored
            .filter_map(|(&line, hosts)| config.warning(line, hosts))
            .collect()
    }
}
