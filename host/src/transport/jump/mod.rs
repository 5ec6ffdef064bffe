//! Jump hosts: one shared connection to each, and streams to devices through it.
//!
//! However many devices want a jump host at the same moment, it is connected to and logged in to once. When its
//! connection drops, the next device that wants it makes a new one, again for all. How many devices go through it at
//! once is the schedule's matter.

mod error;
mod hop;
#[cfg(test)]
mod tests;

pub use error::{JumpError, Reason};

use super::{
    dial::{Dialler, address, peer, way},
    error::TransportError,
    line::patience::until,
    ssh::{Lost, NotOpened, Tunnel},
    trace::{self, Step},
};
use crate::inventory::device::{Device, JumpHost};
use hop::Hop;
use std::{
    collections::HashMap,
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{sync::oneshot, time::Instant};

/// How long a jump host may take to answer whether it is still there, or the device's connect timeout where that is
/// shorter. Asked when a device behind it was silent for its
/// whole connect timeout: either of the two may be gone.
const STILL_THERE: Duration = Duration::from_secs(5);

/// The jump hosts of one run.
#[derive(Debug, Default)]
pub(super) struct JumpHosts {
    /// By the names of the whole way: the same name behind another jump host may be another host.
    hops: Mutex<HashMap<Vec<String>, Arc<Hop>>>,
}

impl JumpHosts {
    fn hop(&self, jump: &Arc<JumpHost>) -> Arc<Hop> {
        let mut names: Vec<_> = way(&jump.device).map(|host| host.device.name.clone()).collect();
        names.push(jump.device.name.clone());
        let mut hops = self.hops.lock().unwrap_or_else(PoisonError::into_inner);
        hops.entry(names)
            .or_insert_with(|| Hop::new(jump.clone()))
            .clone()
    }
}

/// A stream to the device through its jump host.
///
/// A jump host that was not connected to yet has its own timeouts, and so has each before it. One that dropped is
/// waited for as long as the device's connect and login timeouts together: it may be restarting. From when the jump
/// host is there, the device has its connect timeout.
pub(super) async fn through(
    dialler: &Dialler,
    device: &Device,
    jump: &Arc<JumpHost>,
) -> Result<Tunnel, TransportError> {
    let hop = dialler.jumps().hop(jump);
    let name = &jump.device.name;
    let failed = |error| TransportError::Jump {
        peer: peer(device),
        error,
    };
    let patience = device.timeouts.connect.saturating_add(device.timeouts.login);
    let patience_ends = Instant::now() + patience;
    loop {
        let trunk = hop.trunk(dialler, patience_ends).await;
        let trunk = trunk.map_err(|stopped| {
            failed(match stopped {
                hop::Stopped::Failed(error) => error,
                hop::Stopped::Gone(lost) => JumpError::new(
                    name,
                    Reason::Gone {
                        lost,
                        after: patience,
                    },
                ),
            })
        })?;
        let (tell, told) = oneshot::channel();
        let (asked, host, port) = (trunk.clone(), device.host.clone(), device.port);
        // On its own, so that an answer that comes when nobody waits any more finds somebody to close what it opened.
        tokio::spawn(async move { tell.send(asked.open(&host, port).await) });
        match until(Instant::now() + device.timeouts.connect, pin!(told)).await {
            Some(Ok(Ok(tunnel))) => {
                trace::tell(|| Step::Connected {
                    address: peer(device),
                });
                return Ok(tunnel);
            }
            Some(Ok(Err(NotOpened::Refused(reason)))) => {
                return Err(failed(JumpError::refused(name, &reason, address(device))));
            }
            Some(Ok(Err(NotOpened::Lost)) | Err(_)) => trunk.cut(Lost::Closed),
            None if trunk.answers(STILL_THERE.min(device.timeouts.connect)).await => {
                return Err(TransportError::ConnectTimeout {
                    peer: peer(device),
                    after: device.timeouts.connect,
                });
            }
            None => trunk.cut(Lost::Keepalive),
        }
    }
}
