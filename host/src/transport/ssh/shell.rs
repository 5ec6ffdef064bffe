//! From a connection to a conversation: a channel, a terminal, a shell, the first prompt.

use super::{
    connect::Connection,
    handler::Lost,
    wire::{SshHold, SshReader, SshWriter},
};
use crate::{
    session::Profile,
    transport::{
        error::{Asked, Stage, TransportError},
        line::{
            Conversation, Opening, Shell, Wire,
            patience::until,
            wire::{Hold, Reader, Writer},
        },
    },
};
use std::{collections::VecDeque, pin::pin, sync::Arc};

/// What we say that our terminal is. Every device knows it, and sends little for it that must be interpreted.
const TERMINAL: &str = "vt100";

impl Connection {
    /// Asks for a terminal of the profile's size and a shell on it, and waits until the session stands in the
    /// profile's command mode.
    ///
    /// `max_output` is in bytes, for each command. What remains of the device's login timeout bounds the whole.
    /// Cancel-safe: dropping the future closes the connection.
    pub async fn open(
        self,
        profile: Arc<Profile>,
        max_output: usize,
    ) -> Result<Conversation, TransportError> {
        self.begin(Opening {
            profile,
            max_output,
            tap: None,
        })
        .await
    }

    pub(in crate::transport) async fn begin(self, opening: Opening) -> Result<Conversation, TransportError> {
        let size = opening.profile.terminal_size();
        Conversation::begin(self.shell(size).await?, opening).await
    }

    /// Asks for a terminal of this size, in columns and rows, and a shell on it. What the device answers to that is
    /// heard on the wire.
    pub(in crate::transport) async fn shell(
        self,
        (columns, rows): (u16, u16),
    ) -> Result<Shell, TransportError> {
        let Self {
            handle,
            lifeline,
            ending,
            introduction,
            peer,
            credentials,
            login,
            proven: _,
        } = self;
        let lost = |error: &russh::Error| ending.get().cloned().unwrap_or_else(|| Lost::from(error));
        let shell = async {
            let channel = handle.channel_open_session().await.map_err(|error| match error {
                russh::Error::ChannelOpenFailure(reason) => TransportError::ChannelRefused {
                    peer: peer.clone(),
                    reason,
                },
                error => TransportError::Lost {
                    peer: peer.clone(),
                    lost: lost(&error),
                },
            })?;
            let (reader, writer) = channel.split();
            // Both at once, as other clients do: the answers come in this order.
            let asked = async {
                writer
                    .request_pty(true, TERMINAL, columns.into(), rows.into(), 0, 0, &[])
                    .await?;
                writer.request_shell(true).await
            };
            asked.await.map_err(|error| TransportError::Lost {
                peer: peer.clone(),
                lost: lost(&error),
            })?;
            Ok::<_, TransportError>((reader, writer))
        };
        let late = TransportError::LoginTimeout {
            peer: peer.clone(),
            after: login.after,
            stage: Stage::Shell,
        };
        let (reader, writer) = match until(login.at, pin!(Box::pin(shell))).await {
            Some(opened) => opened?,
            None => return Err(late),
        };
        let wire = Wire {
            reader: Reader::Ssh(SshReader(reader)),
            writer: Writer::Ssh(SshWriter(writer)),
            hold: Hold::Ssh(Box::new(SshHold {
                handle,
                introduction,
                lifeline,
            })),
            asked: VecDeque::from([Asked::Terminal, Asked::Shell]),
            ending,
            peer,
        };
        Ok(Shell {
            wire,
            credentials,
            login_ends: login.at,
        })
    }
}
