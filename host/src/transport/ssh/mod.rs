//! Sessions over SSH.
//!
//! An [`SshClient`] holds what the connections of one run share: the known hosts, the decrypted keys and the agent.
//! [`SshClient::log_in`] brings a [`Connection`] that is logged in; [`Connection::open`] makes of it a [`Conversation`]
//! that runs commands. Whatever is dropped on that way closes its connection. How a device is dialled is not known here.

mod ahead;
mod algorithms;
mod auth;
mod connect;
mod flow;
mod handler;
mod introduction;
mod keys;
mod known_hosts;
mod offer;
mod shell;
mod stream;
#[cfg(test)]
pub(super) mod tests;
mod text;
mod tunnel;
mod wire;

pub use super::line::Conversation;
pub use algorithms::NothingToOffer;
use auth::Means;
pub use auth::{AgentError, AuthError, Help, NoAnswer, Waiting};
pub use connect::{Connection, Reached};
pub(super) use flow::Flow;
pub(super) use handler::Ending;
pub use handler::Lost;
pub use keys::KeyError;
pub use known_hosts::{CertificateFault, HostKeyError, HostKeyReport, HostKeySeen, KnownHosts};
use known_hosts::{HostKeysSeen, MachineHosts};
pub(super) use text::{printable, seconds};
pub(super) use tunnel::{NotOpened, Trunk, Tunnel};
pub(super) use wire::{SshHold, SshReader, SshWriter};

use crate::inventory::device::{HostKeyPolicy, SshOptions};
use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

/// What the connections of one run share.
#[derive(Debug)]
pub struct SshClient {
    known_hosts: Mutex<HashMap<PathBuf, Arc<KnownHosts>>>,
    /// Read when the first file is.
    machine_hosts: Mutex<Option<MachineHosts>>,
    host_keys: Arc<HostKeysSeen>,
    means: Means,
}

impl SshClient {
    pub fn new() -> Self {
        Self {
            known_hosts: Mutex::default(),
            machine_hosts: Mutex::default(),
            host_keys: Arc::default(),
            means: Means::default(),
        }
    }

    /// The host keys that this run has met and that were not simply known, so far.
    pub fn host_keys_seen(&self) -> HostKeyReport {
        self.host_keys.report()
    }

    /// Private key files used so far that any user of this machine can read or write.
    pub fn exposed_keys(&self) -> Vec<PathBuf> {
        self.means.keys.exposed()
    }

    /// The file that a device's key is checked against, read when it is first asked for; none when keys are not
    /// looked at.
    fn known_hosts(&self, options: &SshOptions) -> Result<Option<Arc<KnownHosts>>, HostKeyError> {
        if options.host_keys == HostKeyPolicy::Off {
            return Ok(None);
        }
        let path = options
            .known_hosts
            .clone()
            .or_else(known_hosts_path)
            .ok_or(HostKeyError::NoHome)?;
        let mut files = self.known_hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = files.get(&path) {
            return Ok(Some(file.clone()));
        }
        let file = {
            let mut machine = self.machine_hosts.lock().unwrap_or_else(PoisonError::into_inner);
            let machine = match &mut *machine {
                Some(machine) => machine,
                none => none.insert(MachineHosts::load()?),
            };
            Arc::new(KnownHosts::load(&path)?.with(machine))
        };
        files.insert(path, file.clone());
        Ok(Some(file))
    }
}

/// Where host keys are remembered unless an inventory says otherwise; none without a home folder.
pub fn known_hosts_path() -> Option<PathBuf> {
    etcetera::home_dir()
        .ok()
        .map(|home| home.join(".ssh/known_hosts"))
}

impl Default for SshClient {
    fn default() -> Self {
        Self::new()
    }
}
