//! A fleet's sockets: who listens where, and how few open files that takes.
//!
//! With a port for each device there is one listener for each, so three thousand devices with a session each are six
//! thousand open files here. With an address for each device Linux needs one listener in all: bound to the
//! loopback interface and to every address on it. A device is told by the address that its client connected to.

use super::{fault::Fault, options::Bind, server::LabError};
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use tokio::net::{TcpListener, TcpSocket};

/// Connections that may wait to be taken, where one listener serves one device.
const BACKLOG: u32 = 128;
/// The same, where one serves a whole fleet whose clients all come at once.
const SHARED_BACKLOG: u32 = 8192;
/// The interface that no packet from outside arrives on.
#[cfg(target_os = "linux")]
const LOOPBACK: &[u8] = b"lo";

/// What a fleet holds open.
#[derive(Debug)]
pub(super) struct Sockets {
    /// Where each device is reached, in order.
    pub addresses: Vec<SocketAddr>,
    pub listeners: Vec<TcpListener>,
    /// Ports on which nothing listens, held so that nobody else does.
    pub reserved: Vec<TcpSocket>,
}

/// Binds a fleet; the faults are those of its devices, in order.
pub(super) fn bind(bind: Bind, faults: &[Option<Fault>]) -> Result<Sockets, LabError> {
    let mut sockets = Sockets {
        addresses: Vec::with_capacity(faults.len()),
        listeners: Vec::new(),
        reserved: Vec::new(),
    };
    match bind {
        Bind::Ports { first } => sockets.on_ports(first, faults)?,
        Bind::Addresses { port } => sockets.on_addresses(port, faults)?,
    }
    Ok(sockets)
}

impl Sockets {
    fn on_ports(&mut self, first: u16, faults: &[Option<Fault>]) -> Result<(), LabError> {
        if first > 0 && usize::from(u16::MAX - first) + 1 < faults.len() {
            return Err(LabError::TooFewPorts {
                first,
                devices: faults.len(),
            });
        }
        let ports = (0..=u16::MAX).map(|index| {
            if first == 0 {
                0
            } else {
                first.saturating_add(index)
            }
        });
        for (fault, port) in faults.iter().zip(ports) {
            let address = SocketAddrV4::new(Ipv4Addr::LOCALHOST, port);
            if *fault == Some(Fault::Refuse) {
                self.reserve(address)?;
            } else {
                let address = self.listen(address, BACKLOG, None)?;
                self.addresses.push(address);
            }
        }
        Ok(())
    }

    fn on_addresses(&mut self, port: u16, faults: &[Option<Fault>]) -> Result<(), LabError> {
        #[cfg(target_os = "linux")]
        let shared = Some(self.listen(
            SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, port),
            SHARED_BACKLOG,
            Some(LOOPBACK),
        )?);
        #[cfg(not(target_os = "linux"))]
        let shared: Option<SocketAddr> = None;
        let mut port = shared.map_or(port, |address| address.port());
        for (index, fault) in faults.iter().enumerate() {
            // What the one listener would take cannot be refused on its port.
            if *fault == Some(Fault::Refuse) {
                self.reserve(SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0))?;
                continue;
            }
            let mut address = SocketAddr::V4(SocketAddrV4::new(loopback(index), port));
            if shared.is_none() {
                address = self.listen(SocketAddrV4::new(loopback(index), port), BACKLOG, None)?;
                port = address.port();
            }
            self.addresses.push(address);
        }
        Ok(())
    }

    fn listen(
        &mut self,
        address: SocketAddrV4,
        backlog: u32,
        interface: Option<&[u8]>,
    ) -> Result<SocketAddr, LabError> {
        let listener = (|| {
            let socket = TcpSocket::new_v4()?;
            // A fleet that was just stopped may come back on its ports.
            socket.set_reuseaddr(true)?;
            #[cfg(target_os = "linux")]
            if interface.is_some() {
                socket.bind_device(interface)?;
            }
            #[cfg(not(target_os = "linux"))]
            let _ = interface;
            socket.bind(address.into())?;
            let listener = socket.listen(backlog)?;
            Ok((listener.local_addr()?, listener))
        })();
        let (address, listener) = listener.map_err(|source| LabError::Bind { address, source })?;
        self.listeners.push(listener);
        Ok(address)
    }

    fn reserve(&mut self, address: SocketAddrV4) -> Result<(), LabError> {
        let socket = (|| {
            let socket = TcpSocket::new_v4()?;
            if address.port() != 0 {
                socket.set_reuseaddr(true)?;
            }
            socket.bind(address.into())?;
            Ok((socket.local_addr()?, socket))
        })();
        let (address, socket) = socket.map_err(|source| LabError::Bind { address, source })?;
        self.addresses.push(address);
        self.reserved.push(socket);
        Ok(())
    }
}

/// The loopback address of a device: 127.1.0.1 and so on, never one that ends in 0 or 255.
fn loopback(index: usize) -> Ipv4Addr {
    const HOSTS: usize = 254;
    // At most `MAX_DEVICES`, so that the third part stays far from its end.
    let host = u8::try_from(index % HOSTS + 1).unwrap_or(u8::MAX);
    let net = u16::try_from(index / HOSTS).unwrap_or(u16::MAX).to_be_bytes();
    Ipv4Addr::new(127, net[0].saturating_add(1), net[1], host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_device_has_a_loopback_address_of_its_own() {
        let addresses: HashSet<_> = (0..super::super::options::MAX_DEVICES).map(loopback).collect();
        assert_eq!(addresses.len(), super::super::options::MAX_DEVICES);
        assert!(addresses.iter().all(Ipv4Addr::is_loopback));
        assert_eq!(loopback(0), Ipv4Addr::new(127, 1, 0, 1));
        assert_eq!(loopback(254), Ipv4Addr::new(127, 1, 1, 1));
    }
}
