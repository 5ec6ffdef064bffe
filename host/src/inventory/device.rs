//! A device as the rest of the host sees it: defaults and groups are merged in, secrets are read.

use super::secret::Secret;
use crate::session::profile::ProfileOverrides;
use regex::Regex;
use std::{path::PathBuf, sync::Arc, time::Duration};

/// One device, ready to be connected to.
#[derive(Clone, Debug)]
pub struct Device {
    /// The name that the inventory uses; unique.
    pub name: String,
    /// Name or address to connect to; the device's name unless the inventory says otherwise.
    pub host: String,
    pub port: u16,
    /// Empty where the inventory names none: then the run has one driver for all its devices.
    pub platform: String,
    /// In the inventory's order.
    pub groups: Vec<String>,
    pub protocol: Protocol,
    pub credentials: Credentials,
    /// What is tried, in this order, when a device refuses what comes before; each on a connection of its own.
    pub fallbacks: Vec<Credentials>,
    /// The host through which this one is reached, itself perhaps through another.
    pub jump: Option<Arc<JumpHost>>,
    pub ssh: SshOptions,
    pub timeouts: Timeouts,
    /// What the inventory says of the platform's profile for this device.
    pub profile: ProfileOverrides,
}

impl Device {
    /// All that may be logged in with, in the order in which it is tried; never empty.
    pub fn all_credentials(&self) -> impl Iterator<Item = &Credentials> {
        std::iter::once(&self.credentials).chain(&self.fallbacks)
    }
}

/// What carries the session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Protocol {
    #[default]
    Ssh,
    /// In clear text: everybody on the way reads the password.
    Telnet,
}

impl Protocol {
    pub const ALL: [Self; 2] = [Self::Ssh, Self::Telnet];

    /// As the inventory writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ssh => "ssh",
            Self::Telnet => "telnet",
        }
    }

    /// RFC 4253 section 4.1 and RFC 854.
    pub fn port(self) -> u16 {
        match self {
            Self::Ssh => 22,
            Self::Telnet => 23,
        }
    }
}

/// An SSH host that others are reached through. All devices behind it share one connection to it.
#[derive(Clone, Debug)]
pub struct JumpHost {
    /// Its name, address, credentials, ways with SSH and times; it has no platform.
    pub device: Device,
    /// Devices that may be reached through it at once.
    pub sessions: usize,
}

/// What a device is logged in to with.
#[derive(Clone, Debug, Default)]
pub struct Credentials {
    pub username: String,
    pub password: Option<Secret>,
    /// Answers the question for more privileges.
    pub enable: Option<Secret>,
    /// Private key files, tried in this order, before the password.
    pub keys: Vec<PathBuf>,
    pub passphrase: Option<Secret>,
    /// What is answered to what is asked in a keyboard-interactive login; the first that fits.
    pub answers: Arc<[PromptAnswer]>,
}

/// An answer to a question at login, such as for a one-time password.
#[derive(Clone, Debug)]
pub struct PromptAnswer {
    /// Matched anywhere in the question.
    pub pattern: Regex,
    pub answer: Answer,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nothing secret, such as the number of a choice; may be empty.
    Text(String),
    Secret(Secret),
    /// A program and its arguments, run anew for each question: what it writes to stdout is the answer. For one-time
    /// passwords, which are good once.
    Command(Arc<[String]>),
}

#[derive(Clone, Debug, PartialEq)]
pub struct SshOptions {
    /// Also offers algorithms that are no longer safe: SHA-1, CBC, 3DES, DSA.
    pub legacy: bool,
    pub host_keys: HostKeyPolicy,
    /// `~/.ssh/known_hosts` unless the inventory says otherwise.
    pub known_hosts: Option<PathBuf>,
    pub agent: AgentUse,
    /// What is offered instead of nethost's own lists.
    pub algorithms: Arc<AlgorithmLists>,
    /// How often to ask whether the device is still there; zero is never.
    pub keepalive: Duration,
}

/// Often enough to keep a firewall's state alive, which some drop after a minute of silence.
const KEEPALIVE: Duration = Duration::from_secs(30);

impl Default for SshOptions {
    fn default() -> Self {
        Self {
            legacy: false,
            host_keys: HostKeyPolicy::default(),
            known_hosts: None,
            agent: AgentUse::default(),
            algorithms: Arc::default(),
            keepalive: KEEPALIVE,
        }
    }
}

/// Whether keys of the user's agent are tried.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AgentUse {
    /// Where the inventory gives neither keys nor a password: a device counts each key that it refuses.
    #[default]
    Auto,
    Never,
    /// The agent that `SSH_AUTH_SOCK` names.
    Always,
    /// The agent behind this socket.
    Socket(PathBuf),
}

/// Names of algorithms, in the order in which they are offered; none where nethost's own list is.
/// With OpenSSH's `+` (added behind), `-` (taken out, with `*` and `?`) or `^` (put in front) before the first, they
/// change nethost's own list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct AlgorithmLists {
    pub kex: Option<String>,
    pub host_keys: Option<String>,
    pub ciphers: Option<String>,
    pub macs: Option<String>,
    /// With which algorithms keys sign a login.
    pub public_keys: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HostKeyPolicy {
    /// Trust on first use: a new key is stored, a changed one is an error.
    #[default]
    AcceptNew,
    /// An unknown key is an error.
    Strict,
    /// Keys are not looked at.
    Off,
}

impl HostKeyPolicy {
    pub const ALL: [Self; 3] = [Self::AcceptNew, Self::Strict, Self::Off];

    /// As the inventory writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::AcceptNew => "accept-new",
            Self::Strict => "strict",
            Self::Off => "off",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// TCP connection.
    pub connect: Duration,
    /// SSH handshake, authentication and the first prompt.
    pub login: Duration,
    /// One command.
    pub command: Duration,
    /// The device as a whole.
    pub total: Duration,
}

/// A device that is up answers within one retransmission or two, far away as it may be.
const CONNECT: Duration = Duration::from_secs(10);
/// Old gear computes a key exchange for seconds, and its login server may have to time out once itself.
const LOGIN: Duration = Duration::from_secs(30);
/// The longest ordinary outputs, such as a full routing table over a slow line.
const COMMAND: Duration = Duration::from_mins(1);
/// Several long commands; a device that takes longer is stuck.
const TOTAL: Duration = Duration::from_mins(10);

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: CONNECT,
            login: LOGIN,
            command: COMMAND,
            total: TOTAL,
        }
    }
}

/// What a group limits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    pub name: String,
    /// Sessions open at once to the group's devices.
    pub sessions: Option<usize>,
}
