//! What the SSH library asks and tells while a connection lives: is this the device's key, and why it ended.

use super::{
    flow::Flow,
    introduction::Introduction,
    known_hosts::{HostKeyError, HostKeySeen, HostKeysSeen, KnownHosts},
    tunnel::HopLost,
};
use crate::{
    inventory::device::HostKeyPolicy,
    system_text,
    transport::trace::{Agreement, Step, Trace},
};
use russh::{
    Channel, ChannelId, Disconnect, Names,
    client::{self, ChannelOpenHandle, DisconnectReason, Msg, Session},
    keys::{HashAlg, PublicKeyOrCertificate},
};
use std::{
    fmt, io,
    sync::{Arc, OnceLock},
};
use thiserror::Error;

/// How a connection ended, once it has; shared between the connection's task and its owner.
pub(in crate::transport) type Ending = Arc<OnceLock<Lost>>;

/// Why a connection is no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lost {
    /// The device closed it without a word.
    Closed,
    /// The device said goodbye.
    Disconnected { reason: String, too_many: bool },
    /// The device refused a login and offers no other way to log in; the library then ends the connection.
    NoMethodLeft,
    /// The device no longer answered when asked whether it is still there.
    Keepalive,
    /// The network broke it.
    Broken(String),
    /// The device sent something that SSH does not allow.
    Protocol(String),
    /// It is not the device that is gone, but a jump host on the way to it, and how that one went.
    Hop { hop: String, lost: Box<Lost> },
}

impl Lost {
    /// A jump host is gone, or one before it.
    pub(in crate::transport) fn hop(hop: &str, lost: Self) -> Self {
        match lost {
            Self::Hop { .. } => lost,
            lost => Self::Hop {
                hop: hop.to_owned(),
                lost: Box::new(lost),
            },
        }
    }

    /// Whether it says nothing of the device.
    pub(in crate::transport) fn is_hop(&self) -> bool {
        matches!(self, Self::Hop { .. })
    }
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (lost, who, to) = match self {
            Self::Hop { hop, lost } => (
                &**lost,
                format!("the jump host {hop}"),
                format!(" to the jump host {hop}"),
            ),
            lost => (lost, "the device".to_owned(), String::new()),
        };
        match lost {
            Self::Closed => write!(f, "{who} closed the connection"),
            Self::Disconnected { reason, .. } => write!(f, "{who} disconnected: {reason}"),
            Self::NoMethodLeft => write!(f, "{who} offers no way to log in"),
            Self::Keepalive => write!(f, "{who} no longer answers keepalives"),
            Self::Broken(cause) => write!(f, "the connection{to} broke: {cause}"),
            Self::Protocol(cause) => write!(f, "the SSH connection{to} failed: {cause}"),
            Self::Hop { .. } => write!(f, "{who} lost a jump host before it"),
        }
    }
}

impl From<&russh::Error> for Lost {
    fn from(error: &russh::Error) -> Self {
        match error {
            russh::Error::KeepaliveTimeout => Self::Keepalive,
            russh::Error::NoAuthMethod => Self::NoMethodLeft,
            russh::Error::HUP
            | russh::Error::Disconnect
            | russh::Error::SendError
            | russh::Error::RecvError => Self::Closed,
            russh::Error::IO(cause) => Self::from(cause),
            other => Self::Protocol(system_text::lower_first(&other.to_string())),
        }
    }
}

impl From<&io::Error> for Lost {
    fn from(error: &io::Error) -> Self {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<HopLost>()) {
            Some(hop) => hop.into(),
            None if error.kind() == io::ErrorKind::UnexpectedEof => Self::Closed,
            None => Self::Broken(system_text::plain(error)),
        }
    }
}

/// Why the handler, or the library beneath it, ends a connection.
#[derive(Debug, Error)]
pub(super) enum HandlerError {
    #[error(transparent)]
    Ssh(#[from] russh::Error),
    #[error(transparent)]
    HostKey(#[from] HostKeyError),
}

pub(super) struct Handler {
    pub(super) trust: Option<Trust>,
    pub(super) ending: Ending,
    pub(super) introduction: Arc<Introduction>,
    /// Who looks on while the connection is made.
    pub(super) trace: Option<Trace>,
    /// Of a connection that others go through.
    pub(super) flow: Option<Arc<Flow>>,
}

/// Whose key is checked against what; none when keys are not looked at.
pub(super) struct Trust {
    pub(super) known_hosts: Arc<KnownHosts>,
    pub(super) seen: Arc<HostKeysSeen>,
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) policy: HostKeyPolicy,
}

fn agreement(names: &Names) -> Agreement {
    let cipher: &str = names.cipher.as_ref();
    // These authenticate what they encrypt, and no MAC is used whatever was negotiated.
    let authenticates = cipher.contains("gcm") || cipher.contains("poly1305");
    Agreement {
        kex: names.kex.as_ref().to_owned(),
        host_key: names.key.to_string(),
        cipher: cipher.to_owned(),
        mac: if authenticates {
            String::new()
        } else {
            names.client_mac.as_ref().to_owned()
        },
    }
}

/// What is known of a key that was checked.
fn verdict(checked: &Result<Option<HostKeySeen>, HostKeyError>) -> &'static str {
    match checked {
        Ok(None) => "known",
        Ok(Some(_)) => "new, and stored as known",
        Err(HostKeyError::Changed { .. }) => "not the one that is known",
        Err(HostKeyError::Revoked { .. }) => "revoked",
        Err(HostKeyError::Unknown { .. }) => "not known",
        Err(_) => "not trusted",
    }
}

/// A host key as people compare it.
struct NamedKey {
    algorithm: String,
    fingerprint: String,
}

fn host_key(shown: &PublicKeyOrCertificate) -> NamedKey {
    let (key, kind) = match shown {
        PublicKeyOrCertificate::PublicKey { key, .. } => (key.key_data().clone(), ""),
        PublicKeyOrCertificate::Certificate(certificate) => {
            (certificate.public_key().clone(), "certificate of ")
        }
    };
    NamedKey {
        algorithm: format!("{kind}{}", key.algorithm().as_str()),
        fingerprint: key.fingerprint(HashAlg::Sha256).to_string(),
    }
}

impl NamedKey {
    fn step(self, verdict: &str) -> Step {
        Step::HostKey {
            algorithm: self.algorithm,
            fingerprint: self.fingerprint,
            verdict: verdict.to_owned(),
        }
    }
}

impl client::Handler for Handler {
    type Error = HandlerError;

    async fn check_server_key(&mut self, shown: &PublicKeyOrCertificate) -> Result<bool, HandlerError> {
        let Some(trust) = self.trust.take() else {
            if let Some(trace) = &self.trace {
                trace.tell(host_key(shown).step("not looked at"));
            }
            return Ok(true);
        };
        let told = self.trace.clone().map(|trace| (trace, host_key(shown)));
        let shown = match shown {
            PublicKeyOrCertificate::PublicKey { key, .. } => key.clone().into(),
            PublicKeyOrCertificate::Certificate(certificate) => certificate.clone().into(),
        };
        // Storing a new key waits for a file's lock.
        let check = move || {
            let checked = trust
                .known_hosts
                .check(&trust.host, trust.port, &shown, trust.policy);
            trust.seen.note(&checked);
            if let Some((trace, key)) = told {
                trace.tell(key.step(verdict(&checked)));
            }
            checked.map(|_| trust)
        };
        let trust = tokio::task::spawn_blocking(check)
            .await
            .map_err(|cause| HandlerError::Ssh(russh::Error::from(io::Error::other(cause))))??;
        // The same question comes again whenever the keys are exchanged anew.
        self.trust = Some(trust);
        Ok(true)
    }

    async fn kex_done(
        &mut self,
        _shared_secret: Option<&[u8]>,
        names: &Names,
        session: &mut Session,
    ) -> Result<(), HandlerError> {
        self.introduction.identify(session.remote_sshid());
        if let Some(trace) = &self.trace {
            trace.tell(Step::Agreed(agreement(names)));
        }
        Ok(())
    }

    async fn auth_banner(&mut self, banner: &str, _session: &mut Session) -> Result<(), HandlerError> {
        self.introduction.greet(banner);
        if let Some(trace) = &self.trace {
            trace.tell(Step::Banner {
                text: banner.to_owned(),
            });
        }
        Ok(())
    }

    async fn disconnected(&mut self, reason: DisconnectReason<HandlerError>) -> Result<(), HandlerError> {
        let lost = match &reason {
            DisconnectReason::ReceivedDisconnect(said) => Lost::Disconnected {
                reason: super::printable(&said.message),
                too_many: matches!(said.reason_code, Disconnect::TooManyConnections),
            },
            DisconnectReason::Error(HandlerError::Ssh(error)) => Lost::from(error),
            DisconnectReason::Error(HandlerError::HostKey(error)) => Lost::Protocol(error.to_string()),
        };
        // The first reason is the one that counts.
        let _ = self.ending.set(lost);
        match reason {
            DisconnectReason::ReceivedDisconnect(_) => Ok(()),
            DisconnectReason::Error(error) => Err(error),
        }
    }

    async fn data(
        &mut self,
        channel: ChannelId,
        data: &[u8],
        session: &mut Session,
    ) -> Result<(), HandlerError> {
        self.arrived(channel, data, session).await
    }

    async fn extended_data(
        &mut self,
        channel: ChannelId,
        _code: u32,
        data: &[u8],
        session: &mut Session,
    ) -> Result<(), HandlerError> {
        self.arrived(channel, data, session).await
    }

    // A device has no business opening channels to us. The library's defaults accept some kinds; a handle that is
    // dropped refuses.

    async fn server_channel_open_forwarded_tcpip(
        &mut self,
        _channel: Channel<Msg>,
        _connected_address: &str,
        _connected_port: u32,
        _originator_address: &str,
        _originator_port: u32,
        _reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Result<(), HandlerError> {
        Ok(())
    }

    async fn server_channel_open_forwarded_streamlocal(
        &mut self,
        _channel: Channel<Msg>,
        _socket_path: &str,
        _reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Result<(), HandlerError> {
        Ok(())
    }

    async fn server_channel_open_agent_forward(
        &mut self,
        _channel: Channel<Msg>,
        _reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Result<(), HandlerError> {
        Ok(())
    }

    async fn server_channel_open_session(
        &mut self,
        _channel: Channel<Msg>,
        _reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Result<(), HandlerError> {
        Ok(())
    }

    async fn server_channel_open_direct_tcpip(
        &mut self,
        _channel: Channel<Msg>,
        _host_to_connect: &str,
        _port_to_connect: u32,
        _originator_address: &str,
        _originator_port: u32,
        _reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Result<(), HandlerError> {
        Ok(())
    }

    async fn server_channel_open_direct_streamlocal(
        &mut self,
        _channel: Channel<Msg>,
        _socket_path: &str,
        _reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Result<(), HandlerError> {
        Ok(())
    }

    async fn server_channel_open_x11(
        &mut self,
        _channel: Channel<Msg>,
        _originator_address: &str,
        _originator_port: u32,
        _reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Result<(), HandlerError> {
        Ok(())
    }
}

impl Handler {
    /// Called once the data lies where the channel's reader finds it.
    async fn arrived(
        &self,
        channel: ChannelId,
        data: &[u8],
        session: &mut Session,
    ) -> Result<(), HandlerError> {
        if let Some(flow) = &self.flow
            && !flow.arrived(channel.number(), data.len()).await
        {
            session.close(channel)?;
        }
        Ok(())
    }
}
