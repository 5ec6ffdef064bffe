//! From a device's name to a stream of bytes: over TCP, or through jump hosts.
//!
//! What speaks over the stream, SSH or telnet, is not known here.

mod stream;
mod tcp;

pub(in crate::transport) use stream::Stream;

use super::{
    error::TransportError,
    jump::{self, JumpHosts},
    ssh::SshClient,
};
use crate::{
    inventory::device::{Device, JumpHost},
    schedule::Logins,
};
use std::{fmt::Write as _, iter::successors, sync::Arc};

/// Opens streams to the devices of one run, and holds the jump hosts that they share. Clones are the same dialler;
/// when the last is gone, so are the connections to jump hosts.
#[derive(Clone, Debug)]
pub struct Dialler {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    ssh: Arc<SshClient>,
    jumps: JumpHosts,
    logins: Logins,
}

impl Dialler {
    /// `ssh` is what jump hosts are logged in to with.
    pub fn new(ssh: Arc<SshClient>) -> Self {
        Self::within(ssh, Logins::default())
    }

    /// The same, where logins to jump hosts take their turns with those to devices.
    pub fn within(ssh: Arc<SshClient>, logins: Logins) -> Self {
        let jumps = JumpHosts::default();
        Self {
            shared: Arc::new(Shared { ssh, jumps, logins }),
        }
    }

    /// A stream to the device, within its connect timeout, and what its jump hosts need before.
    /// Cancel-safe: dropping the future closes what was opened for the device.
    pub(in crate::transport) async fn dial(&self, device: &Device) -> Result<Stream, TransportError> {
        match &device.jump {
            None => tcp::connect(device).await.map(Stream::Tcp),
            Some(jump) => {
                let tunnel = Box::pin(jump::through(self, device, jump)).await?;
                Ok(Stream::Tunnel(Box::new(tunnel)))
            }
        }
    }

    pub(in crate::transport) fn ssh(&self) -> &Arc<SshClient> {
        &self.shared.ssh
    }

    pub(in crate::transport) fn logins(&self) -> &Logins {
        &self.shared.logins
    }

    pub(in crate::transport) fn jumps(&self) -> &JumpHosts {
        &self.shared.jumps
    }
}

/// The jump hosts on the way to a device, nearest to us first.
pub(in crate::transport) fn way(device: &Device) -> impl Iterator<Item = &JumpHost> {
    let backwards = successors(device.jump.as_deref(), |host| host.device.jump.as_deref());
    let mut hosts: Vec<_> = backwards.collect();
    hosts.reverse();
    hosts.into_iter()
}

/// A device's address as a person writes it: `192.0.2.7:22`.
pub(in crate::transport) fn address(device: &Device) -> String {
    let (host, port) = (&device.host, device.port);
    if host.contains(':') {
        format!("[{host}]:{port}")
    } else {
        format!("{host}:{port}")
    }
}

/// A device's address and the way to it: `192.0.2.7:22 via bastion1 > bastion2`.
pub(in crate::transport) fn peer(device: &Device) -> String {
    let mut text = address(device);
    for (place, hop) in way(device).enumerate() {
        let before = if place == 0 { " via" } else { " >" };
        // Writing to a string does not fail.
        let _ = write!(text, "{before} {}", hop.device.name);
    }
    text
}
