//! The user's ssh configuration, as far as it says how hosts are reached: which lines hold for a host, and what they
//! add to what the inventory says of it.
//!
//! Read here and not by a crate: those that there are do not tell in which line a file is wrong, apply what follows a
//! `Match` to the host before it, let the last of two lines win inside a block where OpenSSH's rule is the first, and
//! leave out how host keys are checked.
//!
//! Knows `ssh_config(5)`; knows nothing of how a connection is made.

mod condition;
mod forwarder;
mod line;
mod path;
mod pattern;
mod read;
mod setting;

use super::{
    device::{AgentUse, Protocol},
    error::{Place, Warning},
    merge::Named,
    settings::{JumpSetting, Settings},
    surroundings::Surroundings,
};
use condition::{Condition, Subject, Verdict};
use path::Meaning;
pub use read::Problem;
use read::{FileReader, Reading, Unread};
use setting::{Agent, Setting};
use std::{
    collections::{HashMap, HashSet},
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

/// A line, and where it stands.
#[derive(Debug)]
struct Line {
    /// Which of the files.
    file: usize,
    /// Counted from 1.
    number: usize,
    setting: Setting,
}

/// Lines that hold where all conditions do.
#[derive(Debug)]
struct Block {
    conditions: Arc<[Arc<Condition>]>,
    /// The `Match` that is told of where it cannot be seen whether it holds.
    told_at: Option<usize>,
    lines: Range<usize>,
}

/// An ssh configuration with all that it includes.
#[derive(Debug)]
pub struct SshConfig {
    file: String,
    home: Option<PathBuf>,
    user: String,
    files: Vec<String>,
    lines: Vec<Line>,
    blocks: Vec<Block>,
    /// Blocks for a few names, by name; the others have to be tried for every host.
    of_names: HashMap<String, Vec<usize>>,
    others: Vec<usize>,
    names: HashSet<String>,
}

/// What the configuration says of one host.
pub struct Found {
    /// What is connected to.
    pub host: Arc<str>,
    /// Key files, be they there or not, where the inventory names none.
    pub keys: Option<Vec<PathBuf>>,
    /// The words that said something that the inventory does not say.
    pub words: Vec<&'static str>,
    /// Lines that would change the connection and are not followed.
    pub ignored: Vec<usize>,
}

impl SshConfig {
    /// Reads the user's own file; none where there is none.
    pub fn usual(surroundings: &Surroundings) -> Result<Option<Self>, Vec<Problem>> {
        let Some(home) = &surroundings.home else {
            return Ok(None);
        };
        let path = home.join(".ssh/config");
        match Self::read(&path, surroundings, true) {
            Err(Unread::Absent) => Ok(None),
            Err(Unread::Other(message)) => Err(vec![Problem {
                file: path.display().to_string(),
                line: None,
                message,
            }]),
            Ok(read) => read.map(Some),
        }
    }

    /// Reads the file that the inventory names. The outer error is why it cannot be read at all.
    pub fn named(path: &Path, surroundings: &Surroundings) -> Result<Result<Self, Vec<Problem>>, String> {
        Self::read(path, surroundings, false).map_err(|unread| match unread {
            Unread::Absent => "it does not exist".to_owned(),
            Unread::Other(reason) => reason,
        })
    }

    fn read(
        path: &Path,
        surroundings: &Surroundings,
        guarded: bool,
    ) -> Result<Result<Self, Vec<Problem>>, Unread> {
        let reader = FileReader::new(surroundings.home.as_deref());
        let Reading {
            files,
            lines,
            blocks,
            problems,
        } = reader.read(path, guarded)?;
        if !problems.is_empty() {
            return Ok(Err(problems));
        }
        let mut of_names: HashMap<String, Vec<usize>> = HashMap::new();
        let mut others = Vec::new();
        let mut names = HashSet::new();
        for (index, block) in blocks.iter().enumerate() {
            let conditions = block.conditions.iter();
            names.extend(
                conditions
                    .flat_map(|condition| condition.spoken_of())
                    .map(str::to_owned),
            );
            match block.conditions.last().and_then(|last| last.names()) {
                Some(few) => {
                    for name in few {
                        of_names.entry(name.to_owned()).or_default().push(index);
                    }
                }
                None => others.push(index),
            }
        }
        Ok(Ok(Self {
            file: path.display().to_string(),
            home: surroundings.home.clone(),
            user: surroundings.user.clone().unwrap_or_default(),
            files,
            lines,
            blocks,
            of_names,
            others,
            names,
        }))
    }

    /// The file's name, for messages.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Whether a `Host` line has this name in full.
    pub fn names(&self, alias: &str) -> bool {
        self.names.contains(alias)
    }

    /// Adds to an inventory's settings what the configuration says besides. Of several lines the first counts; keys add
    /// up. `place` is where the inventory speaks of the host.
    pub fn look_up(&self, alias: &Arc<str>, place: Place, settings: &mut Settings) -> Found {
        let mut lookup = Lookup {
            config: self,
            alias,
            place,
            settings,
            host: None,
            keys: None,
            identities_only: None,
            agent: None,
            known_hosts: None,
            words: Vec::new(),
            ignored: Vec::new(),
        };
        let mut candidates: Vec<usize> = self.others.clone();
        candidates.extend(self.of_names.get(&**alias).into_iter().flatten());
        candidates.sort_unstable();
        candidates.dedup();
        for block in candidates.into_iter().filter_map(|index| self.blocks.get(index)) {
            lookup.block(block);
        }
        lookup.end()
    }

    /// What to tell of a line that is not followed.
    pub fn warning(&self, line: usize, hosts: &Named) -> Option<Warning> {
        let line = self.lines.get(line)?;
        let Setting::Ignored { word, hint } = &line.setting else {
            return None;
        };
        Some(Warning {
            file: self.files.get(line.file).cloned(),
            line: line.number,
            message: format!("`{word}` is not followed; it speaks of {hosts}"),
            hint: (*hint).to_owned(),
        })
    }
}

/// One host being looked up.
struct Lookup<'a> {
    config: &'a SshConfig,
    alias: &'a Arc<str>,
    place: Place,
    settings: &'a mut Settings,
    host: Option<Arc<str>>,
    /// Still with tokens, as all paths: what these stand for may come later.
    keys: Option<Vec<&'a str>>,
    identities_only: Option<bool>,
    agent: Option<&'a Agent>,
    known_hosts: Option<&'a str>,
    words: Vec<&'static str>,
    ignored: Vec<usize>,
}

impl<'a> Lookup<'a> {
    fn block(&mut self, block: &'a Block) {
        let subject = Subject {
            alias: self.alias,
            host: self.host.as_deref().unwrap_or(self.alias),
            username: self.settings.username.as_deref().unwrap_or(&self.config.user),
            user: &self.config.user,
        };
        let verdicts = block.conditions.iter().map(|condition| condition.of(&subject));
        match condition::all(verdicts) {
            Verdict::Fails => {}
            Verdict::Unknown => self.ignored.extend(block.told_at),
            Verdict::Holds => {
                for index in block.lines.clone() {
                    if let Some(line) = self.config.lines.get(index) {
                        self.line(index, line);
                    }
                }
            }
        }
    }

    fn line(&mut self, index: usize, line: &'a Line) {
        let ssh = &mut self.settings.ssh;
        let word = match &line.setting {
            Setting::HostName(text) if self.host.is_none() => {
                let host = path::with_host(text, self.alias);
                self.host = Some(host.into());
                "HostName"
            }
            Setting::Port(port) if self.settings.port.is_none() => {
                self.settings.port = Some(*port);
                "Port"
            }
            Setting::User(user) if self.settings.username.is_none() => {
                self.settings.username = Some(Arc::clone(user));
                "User"
            }
            Setting::IdentityFile(file) if self.settings.keys.is_none() => {
                self.keys.get_or_insert_default().extend(file.as_deref());
                "IdentityFile"
            }
            Setting::IdentitiesOnly(only) if ssh.agent.is_none() && self.identities_only.is_none() => {
                self.identities_only = Some(*only);
                "IdentitiesOnly"
            }
            Setting::IdentityAgent(agent) if ssh.agent.is_none() && self.agent.is_none() => {
                self.agent = Some(agent);
                "IdentityAgent"
            }
            Setting::ProxyJump(way) if ssh.jump.is_none() => {
                let file = self
                    .config
                    .files
                    .get(line.file)
                    .map(String::as_str)
                    .unwrap_or_default();
                ssh.jump = Some(Arc::new(JumpSetting {
                    field: format!("ProxyJump in {file}:{}", line.number),
                    place: self.place,
                    names_any_host: true,
                    way: way.clone(),
                }));
                "ProxyJump"
            }
            Setting::Kex(list) if ssh.kex.is_none() => {
                ssh.kex = Some(Arc::clone(list));
                "KexAlgorithms"
            }
            Setting::Ciphers(list) if ssh.ciphers.is_none() => {
                ssh.ciphers = Some(Arc::clone(list));
                "Ciphers"
            }
            Setting::Macs(list) if ssh.macs.is_none() => {
                ssh.macs = Some(Arc::clone(list));
                "MACs"
            }
            Setting::HostKeyAlgorithms(list) if ssh.host_key_algorithms.is_none() => {
                ssh.host_key_algorithms = Some(Arc::clone(list));
                "HostKeyAlgorithms"
            }
            Setting::PublicKeyAlgorithms(list) if ssh.public_key_algorithms.is_none() => {
                ssh.public_key_algorithms = Some(Arc::clone(list));
                "PubkeyAcceptedAlgorithms"
            }
            Setting::KnownHosts(file) if ssh.known_hosts.is_none() && self.known_hosts.is_none() => {
                self.known_hosts = Some(file);
                "UserKnownHostsFile"
            }
            Setting::HostKeys(policy) if ssh.host_keys.is_none() => {
                ssh.host_keys = Some(*policy);
                "StrictHostKeyChecking"
            }
            Setting::KeepAlive(time) if ssh.keepalive.is_none() => {
                ssh.keepalive = Some(*time);
                "ServerAliveInterval"
            }
            Setting::ConnectTimeout(time) if self.settings.timeouts.connect.is_none() => {
                self.settings.timeouts.connect = Some(*time);
                "ConnectTimeout"
            }
            // The way is the inventory's, or that of an earlier line.
            Setting::Ignored { word, .. }
                if word.eq_ignore_ascii_case("proxycommand") && ssh.jump.is_some() =>
            {
                return;
            }
            Setting::Ignored { .. } => {
                self.ignored.push(index);
                return;
            }
            _ => return,
        };
        if !self.words.contains(&word) {
            self.words.push(word);
        }
    }

    /// Replaces the tokens in paths, now that all is known that they stand for.
    fn end(mut self) -> Found {
        let host = self.host.take().unwrap_or_else(|| Arc::clone(self.alias));
        let meaning = Meaning {
            home: self.config.home.as_deref(),
            alias: self.alias,
            host: &host,
            port: self.settings.port.unwrap_or(Protocol::Ssh.port()),
            username: self.settings.username.as_deref().unwrap_or(&self.config.user),
            user: &self.config.user,
        };
        let agent = match (self.agent, self.identities_only) {
            (Some(Agent::None), _) => Some(AgentUse::Never),
            (Some(Agent::Socket(path)), _) => Some(AgentUse::Socket(meaning.path(path))),
            // Only named keys, and none is named.
            (_, Some(true)) if self.keys.as_ref().is_none_or(Vec::is_empty) => Some(AgentUse::Never),
            _ => None,
        };
        let keys = self
            .keys
            .take()
            .map(|keys| keys.into_iter().map(|key| meaning.path(key)).collect());
        let known_hosts = self.known_hosts.map(|file| meaning.path(file));
        let settings = self.settings;
        settings.ssh.agent = settings.ssh.agent.take().or(agent);
        settings.ssh.known_hosts = settings.ssh.known_hosts.take().or(known_hosts.map(Arc::new));
        Found {
            host,
            keys,
            words: self.words,
            ignored: self.ignored,
        }
    }
}
