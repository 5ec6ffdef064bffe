//! What one part of an inventory (the defaults, a group, a device) says, and how parts are laid over each other.

use super::{
    device::{AgentUse, HostKeyPolicy, Protocol},
    entry::{AnswerEntry, SecretField},
    error::Place,
    hop::Hop,
};
use crate::session::profile::ProfileOverrides;
use std::{path::PathBuf, sync::Arc, time::Duration};

/// Everything that each part may say; what it does not say is none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    pub port: Option<u16>,
    pub protocol: Option<Protocol>,
    pub platform: Option<Arc<str>>,
    pub username: Option<Arc<str>>,
    pub password: Option<Arc<SecretField>>,
    pub enable: Option<Arc<SecretField>>,
    pub keys: Option<Arc<[PathBuf]>>,
    pub passphrase: Option<Arc<SecretField>>,
    pub answers: Option<Arc<[AnswerEntry]>>,
    pub fallback: Option<Arc<[FallbackSettings]>>,
    pub ssh: SshSettings,
    pub timeouts: TimeoutSettings,
    pub profile: Option<Arc<ProfileOverrides>>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct SshSettings {
    pub legacy: Option<bool>,
    pub host_keys: Option<HostKeyPolicy>,
    pub known_hosts: Option<Arc<PathBuf>>,
    pub keepalive: Option<Duration>,
    pub jump: Option<Arc<JumpSetting>>,
    pub agent: Option<AgentUse>,
    pub kex: Option<Arc<str>>,
    pub host_key_algorithms: Option<Arc<str>>,
    pub ciphers: Option<Arc<str>>,
    pub macs: Option<Arc<str>>,
    pub public_key_algorithms: Option<Arc<str>>,
}

/// Through which hosts a device is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JumpSetting {
    /// Such as `groups.branch.ssh.jump`.
    pub field: String,
    pub place: Place,
    /// A word need neither be a name of `[jumps]` nor look like an address, as in the ssh configuration.
    pub names_any_host: bool,
    /// The nearest to us first; empty where the device is reached directly whatever else is said.
    pub way: Vec<Hop>,
}

/// Credentials besides a part's own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FallbackSettings {
    /// The part's own user name where it is none.
    pub username: Option<Arc<str>>,
    pub password: Option<Arc<SecretField>>,
    pub enable: Option<Arc<SecretField>>,
    pub keys: Arc<[PathBuf]>,
    pub passphrase: Option<Arc<SecretField>>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct TimeoutSettings {
    pub connect: Option<Duration>,
    pub login: Option<Duration>,
    pub command: Option<Duration>,
    pub total: Option<Duration>,
}

impl Settings {
    /// These settings laid over others: what both say is as these say, and tables are laid field by field.
    pub fn over(&self, base: &Self) -> Self {
        Self {
            port: self.port.or(base.port),
            protocol: self.protocol.or(base.protocol),
            platform: top(self.platform.as_ref(), base.platform.as_ref()),
            username: top(self.username.as_ref(), base.username.as_ref()),
            password: top(self.password.as_ref(), base.password.as_ref()),
            enable: top(self.enable.as_ref(), base.enable.as_ref()),
            keys: top(self.keys.as_ref(), base.keys.as_ref()),
            passphrase: top(self.passphrase.as_ref(), base.passphrase.as_ref()),
            answers: top(self.answers.as_ref(), base.answers.as_ref()),
            fallback: top(self.fallback.as_ref(), base.fallback.as_ref()),
            ssh: self.ssh.over(&base.ssh),
            timeouts: TimeoutSettings {
                connect: self.timeouts.connect.or(base.timeouts.connect),
                login: self.timeouts.login.or(base.timeouts.login),
                command: self.timeouts.command.or(base.timeouts.command),
                total: self.timeouts.total.or(base.timeouts.total),
            },
            profile: match (&self.profile, &base.profile) {
                (Some(over), Some(base)) => Some(Arc::new(profile_over(over, base))),
                (over, base) => top(over.as_ref(), base.as_ref()),
            },
        }
    }

    /// All secrets that the part names.
    pub fn secrets(&self) -> impl Iterator<Item = &Arc<SecretField>> {
        let own = [&self.password, &self.enable, &self.passphrase];
        let fallback = self
            .fallback
            .iter()
            .flat_map(|list| list.iter())
            .flat_map(|one| [&one.password, &one.enable, &one.passphrase]);
        let answers = self.answers.iter().flat_map(|list| list.iter());
        own.into_iter()
            .chain(fallback)
            .flatten()
            .chain(answers.filter_map(AnswerEntry::secret))
    }
}

impl SshSettings {
    fn over(&self, base: &Self) -> Self {
        Self {
            legacy: self.legacy.or(base.legacy),
            host_keys: self.host_keys.or(base.host_keys),
            known_hosts: top(self.known_hosts.as_ref(), base.known_hosts.as_ref()),
            keepalive: self.keepalive.or(base.keepalive),
            jump: top(self.jump.as_ref(), base.jump.as_ref()),
            agent: self.agent.as_ref().or(base.agent.as_ref()).cloned(),
            kex: top(self.kex.as_ref(), base.kex.as_ref()),
            host_key_algorithms: top(
                self.host_key_algorithms.as_ref(),
                base.host_key_algorithms.as_ref(),
            ),
            ciphers: top(self.ciphers.as_ref(), base.ciphers.as_ref()),
            macs: top(self.macs.as_ref(), base.macs.as_ref()),
            public_key_algorithms: top(
                self.public_key_algorithms.as_ref(),
                base.public_key_algorithms.as_ref(),
            ),
        }
    }
}

fn top<T: ?Sized>(top: Option<&Arc<T>>, base: Option<&Arc<T>>) -> Option<Arc<T>> {
    top.or(base).cloned()
}

/// A list as a whole; an empty one says nothing.
fn either<T: Clone>(top: &[T], base: &[T]) -> Vec<T> {
    if top.is_empty() {
        base.to_vec()
    } else {
        top.to_vec()
    }
}

fn profile_over(top: &ProfileOverrides, base: &ProfileOverrides) -> ProfileOverrides {
    let mut prompts = base.prompts.clone();
    prompts.extend(top.prompts.clone());
    let mut more_prompts = base.more_prompts.clone();
    more_prompts.extend(top.more_prompts.clone());
    ProfileOverrides {
        prompts,
        more_prompts,
        command_mode: top.command_mode.clone().or_else(|| base.command_mode.clone()),
        on_open: top.on_open.clone().or_else(|| base.on_open.clone()),
        on_close: top.on_close.clone().or_else(|| base.on_close.clone()),
        more_pagers: either(&top.more_pagers, &base.more_pagers),
        more_questions: either(&top.more_questions, &base.more_questions),
        pagers: top.pagers.clone().or_else(|| base.pagers.clone()),
        questions: top.questions.clone().or_else(|| base.questions.clone()),
        errors: top.errors.clone().or_else(|| base.errors.clone()),
        line_ending: top.line_ending.clone().or_else(|| base.line_ending.clone()),
        terminal_width: top.terminal_width.or(base.terminal_width),
        terminal_height: top.terminal_height.or(base.terminal_height),
    }
}
