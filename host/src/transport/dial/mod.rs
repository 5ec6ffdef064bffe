//! From a device's name to a stream of bytes.
//!
//! What speaks over the stream, SSH or telnet, is not known here.

mod stream;
mod tcp;

pub(in crate::transport) use stream::Stream;

use super::error::TransportError;
use crate::inventory::device::Device;

/// Opens streams to the devices of one run.
#[derive(Clone, Debug, Default)]
pub struct Dialler {}

impl Dialler {
    pub fn new() -> Self {
        Self::default()
    }

    /// A stream to the device, within its connect timeout. Cancel-safe: dropping the future closes what was opened.
    #[expect(
        clippy::unused_self,
        reason = "jump hosts are dialled through what a run shares"
    )]
    pub(in crate::transport) async fn dial(&self, device: &Device) -> Result<Stream, TransportError> {
        tcp::connect(device).await.map(Stream::Tcp)
    }
}

/// A device's address as a person writes it, and the way to it.
pub(in crate::transport) fn peer(device: &Device) -> String {
    let (host, port) = (&device.host, device.port);
    if host.contains(':') {
        format!("[{host}]:{port}")
    } else {
        format!("{host}:{port}")
    }
}
