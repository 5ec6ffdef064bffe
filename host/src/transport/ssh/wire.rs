//! A channel with a shell on it, as the wire of a session.

use super::{
    handler::{Handler, Lost},
    introduction::Introduction,
    stream::Lifeline,
};
use crate::{schedule::Shown, transport::line::wire::Heard};
use russh::{
    ChannelMsg, ChannelReadHalf, ChannelWriteHalf, Disconnect,
    client::{Handle, Msg},
};
use std::sync::Arc;
use tokio::time::{Instant, timeout_at};

pub(in crate::transport) struct SshReader(pub(super) ChannelReadHalf);

pub(in crate::transport) struct SshWriter(pub(super) ChannelWriteHalf<Msg>);

/// The connection under the channel.
pub(in crate::transport) struct SshHold {
    pub(super) handle: Handle<Handler>,
    pub(super) introduction: Arc<Introduction>,
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

    /// Tells the device the size of the terminal, in characters.
    pub(in crate::transport) async fn resize(&self, columns: u16, rows: u16) -> Result<(), Lost> {
        let told = self.0.window_change(columns.into(), rows.into(), 0, 0).await;
        told.map_err(|error| Lost::from(&error))
    }

    /// Says that nothing more will be sent.
    pub(in crate::transport) async fn end(&self) -> Result<(), Lost> {
        self.0.eof().await.map_err(|error| Lost::from(&error))
    }
}

impl SshHold {
    /// How the server names itself, and its banner.
    pub(in crate::transport) fn shown(&self) -> Shown {
        Shown {
            identification: self.introduction.identification().to_owned(),
            greeting: self.introduction.banner(),
        }
    }

    pub(in crate::transport) async fn hang_up(mut self: Box<Self>, until: Instant) {
        let said = self.handle.disconnect(Disconnect::ByApplication, "", "").await;
        if said.is_ok() {
            let _ = timeout_at(until, &mut self.handle).await;
        }
    }
}
