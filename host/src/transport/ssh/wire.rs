//! A channel with a shell on it, as the wire of a session.

use super::{
    handler::{Handler, Lost},
    stream::Lifeline,
};
use crate::transport::line::wire::Heard;
use russh::{
    ChannelMsg, ChannelReadHalf, ChannelWriteHalf, Disconnect,
    client::{Handle, Msg},
};
use tokio::time::{Instant, timeout_at};

pub(in crate::transport) struct SshReader(pub(super) ChannelReadHalf);

pub(in crate::transport) struct SshWriter(pub(super) ChannelWriteHalf<Msg>);

/// The connection under the channel.
pub(in crate::transport) struct SshHold {
    pub(super) handle: Handle<Handler>,
    /// Dropped last, so that the connection closes whatever its task waits for.
    #[expect(dead_code, reason = "is there to be dropped")]
    pub(super) lifeline: Lifeline,
}

impl SshReader {
    pub(in crate::transport) async fn receive(&mut self) -> Heard {
        loop {
            match self.0.wait().await {
                Some(ChannelMsg::Data { data } | ChannelMsg::ExtendedData { data, .. }) => {
                    return Heard::Data(data.into());
                }
                Some(ChannelMsg::Success) => return Heard::Granted,
                Some(ChannelMsg::Failure) => return Heard::Denied,
                Some(ChannelMsg::Eof | ChannelMsg::Close) | None => return Heard::Closed,
                Some(_) => {}
            }
        }
    }
}

impl SshWriter {
    pub(in crate::transport) async fn send(&self, bytes: Vec<u8>) -> Result<(), Lost> {
        self.0.data_bytes(bytes).await.map_err(|error| Lost::from(&error))
    }
}

impl SshHold {
    pub(in crate::transport) async fn hang_up(mut self: Box<Self>, until: Instant) {
        let said = self.handle.disconnect(Disconnect::ByApplication, "", "").await;
        if said.is_ok() {
            let _ = timeout_at(until, &mut self.handle).await;
        }
    }
}
