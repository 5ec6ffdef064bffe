//! What a fleet is made of, as a caller fills it in.

use super::fault::Fault;
use crate::inventory::secret::Secret;
use std::{path::PathBuf, time::Duration};

/// Most devices in one fleet: their addresses are made of sixteen bits of their number, and a process has no more
/// ports than that either.
pub const MAX_DEVICES: usize = 65_000;

/// A simulated fleet.
#[derive(Clone, Debug)]
pub struct LabOptions {
    /// How many devices, at most [`MAX_DEVICES`].
    pub devices: usize,
    /// How long a device thinks before the output of a command that shows something. Commands that only change the
    /// session (`terminal length 0`, `enable`, `exit`, configuration lines) answer at once.
    pub latency: Duration,
    pub bind: Bind,
    /// Recorded sessions, see [`SessionFile`](super::SessionFile). When there are any, the fleet is made of them in
    /// turn; else every device is the built-in one.
    pub sessions: Vec<PathBuf>,
    /// Each kind of fault with its share of the whole fleet, 0 to 1. No device has two faults.
    pub faults: Vec<(Fault, f64)>,
    /// The share of the devices that are reached over telnet instead of SSH, 0 to 1.
    pub telnet: f64,
    /// Chooses serial numbers, host keys and which devices have a fault or speak telnet. The same seed gives the same fleet.
    pub seed: u64,
    pub username: String,
    pub password: Secret,
    /// With one, a login lands in user mode and `enable` asks for it; without, it lands in privileged mode.
    pub enable: Option<Secret>,
    /// Over SSH: offers only algorithms that are no longer safe: group1 and group14 with SHA-1, `ssh-rsa`, CBC, HMAC-SHA-1.
    pub legacy_only: bool,
    /// Over SSH: takes the password by keyboard-interactive only, as many AAA servers do.
    pub keyboard_interactive: bool,
    /// A file of public keys, one in each line as in `authorized_keys`, that may log in besides the password.
    pub authorized_keys: Option<PathBuf>,
}

/// Where a fleet listens. Never anywhere but loopback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bind {
    /// 127.0.0.1 with a port for each device: `first` and those after it, or with 0 whatever the system gives.
    /// One open file for each device.
    Ports { first: u16 },
    /// An address for each device, 127.1.0.1 and those after it, all on one port (0: the system chooses it). On
    /// Linux one listener bound to the loopback interface serves them all; elsewhere each address has its own and
    /// must exist. A device that refuses connections has a port of its own on 127.0.0.1 here.
    Addresses { port: u16 },
}

impl Default for LabOptions {
    /// Ten quick devices without faults, on ports that the system gives, user `lab`, password `lab`.
    fn default() -> Self {
        Self {
            devices: 10,
            latency: Duration::ZERO,
            bind: Bind::Ports { first: 0 },
            sessions: Vec::new(),
            faults: Vec::new(),
            telnet: 0.0,
            seed: 1,
            username: "lab".to_owned(),
            password: Secret::new("lab"),
            enable: None,
            legacy_only: false,
            keyboard_interactive: false,
            authorized_keys: None,
        }
    }
}
