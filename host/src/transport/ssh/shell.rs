//! From a connection to a conversation: a channel, a terminal, a shell, the first prompt.

use super::{
    connect::Connection,
    conversation::Conversation,
    drive::{Line, Secrets},
    handler::Lost,
    patience::until,
};
use crate::{
    session::{Limits, Profile, Session},
    transport::error::{Asked, Stage, TransportError},
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
        let Self {
            handle,
            lifeline,
            ending,
            peer,
            credentials,
            login,
        } = self;
        let lost = |error: &russh::Error| ending.get().cloned().unwrap_or_else(|| Lost::from(error));
        let opening = async {
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
            let (columns, rows) = profile.terminal_size();
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
        let (reader, writer) = match until(login.at, pin!(Box::pin(opening))).await {
            Some(opened) => opened?,
            None => return Err(late),
        };
        let now = super::drive::now();
        let limits = Limits {
            login: login.at.into_std().saturating_duration_since(now),
            max_output,
            has_username: true,
            has_password: credentials.password.is_some(),
            has_enable: credentials.enable.is_some(),
        };
        let line = Line {
            session: Session::new(profile, limits, now),
            reader,
            writer,
            asked: VecDeque::from([Asked::Terminal, Asked::Shell]),
            secrets: Secrets {
                username: credentials.username,
                password: credentials.password,
                enable: credentials.enable,
            },
            closed: false,
            ending,
            peer,
        };
        let mut conversation = Conversation {
            line,
            handle,
            lifeline,
            running: false,
        };
        conversation.ready().await?;
        Ok(conversation)
    }
}
