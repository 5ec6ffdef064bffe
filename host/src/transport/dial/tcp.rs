//! A TCP connection to one of a host's addresses.

use super::peer;
use crate::{
    inventory::device::Device,
    system_text,
    transport::{
        error::TransportError,
        line::patience::until,
        trace::{self, Step},
    },
};
use std::{
    io,
    net::{IpAddr, SocketAddr},
    pin::pin,
};
use tokio::{
    net::{TcpStream, lookup_host},
    time::{Instant, timeout_at},
};

/// Connects to the first of the device's addresses that answers, within its connect timeout. Each gets an even share
/// of the time that is left, so that a dead one does not use it up.
pub(super) async fn connect(device: &Device) -> Result<TcpStream, TransportError> {
    let after = device.timeouts.connect;
    let deadline = Instant::now() + after;
    let failed = |cause: io::Error| TransportError::Connect {
        peer: peer(device),
        cause,
    };
    let addresses = resolve(device, deadline).await?;
    if device.host.parse::<IpAddr>().is_err() {
        trace::tell(|| Step::Resolved {
            host: device.host.clone(),
            addresses: addresses.iter().map(|address| address.ip().to_string()).collect(),
        });
    }
    let mut last = None;
    for (index, address) in addresses.iter().enumerate() {
        let left = u32::try_from(addresses.len() - index).unwrap_or(1);
        let share = deadline.saturating_duration_since(Instant::now()) / left;
        let until_then = Instant::now() + share;
        let attempt = until(until_then, pin!(TcpStream::connect(address))).await;
        let failed_with = match attempt {
            Some(Ok(stream)) => {
                // Without this each keystroke-sized packet waits for the answer to the one before.
                stream.set_nodelay(true).map_err(failed)?;
                trace::tell(|| Step::Connected {
                    address: address.to_string(),
                });
                return Ok(stream);
            }
            Some(Err(cause)) => Some(cause),
            None => None,
        };
        trace::tell(|| Step::NotConnected {
            address: address.to_string(),
            error: failed_with
                .as_ref()
                .map_or_else(|| "no answer".to_owned(), system_text::plain),
        });
        last = failed_with.or(last);
    }
    Err(match last {
        Some(cause) if cause.kind() != io::ErrorKind::TimedOut => failed(cause),
        _ => TransportError::ConnectTimeout {
            peer: peer(device),
            after,
        },
    })
}

async fn resolve(device: &Device, deadline: Instant) -> Result<Vec<SocketAddr>, TransportError> {
    if let Ok(address) = device.host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(address, device.port)]);
    }
    let unknown = |cause: io::Error| TransportError::Resolve {
        host: device.host.clone(),
        cause,
    };
    let found = timeout_at(deadline, lookup_host((device.host.as_str(), device.port))).await;
    let found: Vec<_> = found
        .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
        .map_err(unknown)?
        .collect();
    if found.is_empty() {
        Err(unknown(io::Error::other("the name has no address")))
    } else {
        Ok(found)
    }
}
