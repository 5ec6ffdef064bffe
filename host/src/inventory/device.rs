//! A device as the rest of the host sees it: defaults and groups are merged in, secrets are read.

use super::secret::Secret;
use crate::session::profile::ProfileOverrides;
use std::{path::PathBuf, time::Duration};

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
    pub credentials: Credentials,
    pub ssh: SshOptions,
    pub timeouts: Timeouts,
    /// What the inventory says of the platform's profile for this device.
    pub profile: ProfileOverrides,
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
}

#[derive(Clone, Debug, PartialEq)]
pub struct SshOptions {
    /// Also offers algorithms that are no longer safe: SHA-1, CBC, 3DES, DSA.
    pub legacy: bool,
    pub host_keys: HostKeyPolicy,
    /// `~/.ssh/known_hosts` unless the inventory says otherwise.
    pub known_hosts: Option<PathBuf>,
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
            keepalive: KEEPALIVE,
        }
    }
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
