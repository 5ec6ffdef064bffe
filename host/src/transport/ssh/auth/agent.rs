//! The user's SSH agent: which keys it holds, and its signatures.
//!
//! An agent does one thing after the other and has few descriptors, so a run asks it once which keys it holds,
//! and a login has a connection to it only while it waits for its signature; few do so at once.
//! The protocol is draft-miller-ssh-agent; what binds a signature to one connection is in OpenSSH's PROTOCOL.agent.

use super::progress::{Progress, Waiting};
use crate::{inventory::device::AgentUse, system_text};
use russh::keys::{
    self, Certificate, HashAlg, PublicKey,
    agent::{AgentIdentity, AgentSessionBinding, client::AgentClient},
};
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};
use thiserror::Error;
use tokio::{
    net::UnixStream,
    sync::{OnceCell, Semaphore},
};

/// Connections to one agent at once. It answers one after the other; two keep it busy, the rest is for
/// one that asks a person or a security token.
const CONNECTIONS: usize = 4;

/// The variable in which a session names its agent's socket.
const SOCKET_VARIABLE: &str = "SSH_AUTH_SOCK";

/// Each reads on from "and" or ":".
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum AgentError {
    #[error("the inventory says to ask no agent")]
    NotAsked,
    #[error("there is no agent: {SOCKET_VARIABLE} is not set")]
    NoSocket,
    #[error("the agent at {} cannot be reached: {cause}", socket.display())]
    Unreachable { socket: PathBuf, cause: String },
    #[error("the agent at {} does not answer as one: {cause}", socket.display())]
    Odd { socket: PathBuf, cause: String },
    #[error("the agent at {} holds no key, or is locked", socket.display())]
    Empty { socket: PathBuf },
    #[error("the agent at {} does not hold it", socket.display())]
    NotHeld { socket: PathBuf },
}

impl AgentError {
    pub(in crate::transport) fn kind(&self) -> &'static str {
        match self {
            Self::NotAsked | Self::NoSocket | Self::Unreachable { .. } | Self::Odd { .. } => {
                "agent_unreachable"
            }
            Self::Empty { .. } | Self::NotHeld { .. } => "agent_without_key",
        }
    }

    pub(in crate::transport) fn hint(&self) -> &'static str {
        match self {
            Self::NotAsked => "let it be asked: ssh = { agent = true }",
            Self::NoSocket | Self::Unreachable { .. } | Self::Odd { .. } => {
                "start one (eval \"$(ssh-agent)\") and add the key: ssh-add FILE; or name its socket in the inventory"
            }
            Self::Empty { .. } | Self::NotHeld { .. } => {
                "add the key: ssh-add FILE; a locked agent opens with ssh-add -X"
            }
        }
    }
}

/// The agents of a run, by socket.
#[derive(Debug, Default)]
pub(super) struct Agents(Mutex<HashMap<PathBuf, Arc<Agent>>>);

impl Agents {
    pub(super) fn named(&self, by: &AgentUse) -> Result<Arc<Agent>, AgentError> {
        let socket = match by {
            AgentUse::Never => return Err(AgentError::NotAsked),
            AgentUse::Socket(socket) => socket.clone(),
            AgentUse::Auto | AgentUse::Always => std::env::var_os(SOCKET_VARIABLE)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
                .ok_or(AgentError::NoSocket)?,
        };
        let mut agents = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let agent = agents
            .entry(socket)
            .or_insert_with_key(|socket| Arc::new(Agent::new(socket)));
        Ok(agent.clone())
    }
}

#[derive(Debug)]
pub(super) struct Agent {
    socket: PathBuf,
    turns: Semaphore,
    held: OnceCell<Result<Arc<[AgentIdentity]>, AgentError>>,
}

impl Agent {
    fn new(socket: &Path) -> Self {
        Self {
            socket: socket.to_owned(),
            turns: Semaphore::new(CONNECTIONS),
            held: OnceCell::new(),
        }
    }

    /// The keys and certificates that it holds, in its order; never empty.
    pub(super) async fn held(&self, progress: &Progress) -> Result<Arc<[AgentIdentity]>, AgentError> {
        let ask = || async {
            let held: Arc<[_]> = self
                .client()
                .await?
                .request_identities()
                .await
                .map_err(|cause| self.odd(&cause))?
                .into();
            if held.is_empty() {
                return Err(AgentError::Empty {
                    socket: self.socket.clone(),
                });
            }
            Ok(held)
        };
        progress.waits_for(Waiting::Agent(self.socket.clone()));
        let held = self.held.get_or_init(ask).await.clone();
        progress.waits_for(Waiting::Device);
        held
    }

    /// What it holds of this key: the bare key rather than a certificate.
    pub(super) async fn holder_of(
        &self,
        key: &PublicKey,
        progress: &Progress,
    ) -> Result<AgentIdentity, AgentError> {
        let held = self.held(progress).await?;
        let mut same = held
            .iter()
            .filter(|identity| identity.public_key().key_data() == key.key_data());
        let first = same.next();
        let bare = first
            .into_iter()
            .chain(same)
            .max_by_key(|one| matches!(one, AgentIdentity::PublicKey { .. }));
        bare.cloned().ok_or_else(|| AgentError::NotHeld {
            socket: self.socket.clone(),
        })
    }

    /// Its signature, behind what it signed. None when it refuses, which a person whom it asked may have meant.
    pub(super) async fn sign(
        &self,
        identity: &AgentIdentity,
        hash: Option<HashAlg>,
        binding: Option<&AgentSessionBinding>,
        to_sign: Vec<u8>,
        progress: &Progress,
    ) -> Result<Option<Vec<u8>>, AgentError> {
        progress.waits_for(Waiting::Agent(self.socket.clone()));
        let _turn = progress.turn(&self.turns).await;
        let mut client = self.client().await?;
        if let Some(binding) = binding {
            // Lets it use keys that are only for some hosts. An older agent refuses, and has no such keys.
            let _ = client.bind_session(binding, false).await;
        }
        let signed = client.sign_request(identity, hash, to_sign).await;
        progress.waits_for(Waiting::Device);
        match signed {
            Ok(signed) => Ok(Some(signed)),
            Err(keys::Error::AgentFailure) => Ok(None),
            Err(cause) => Err(self.odd(&cause)),
        }
    }

    async fn client(&self) -> Result<AgentClient<UnixStream>, AgentError> {
        let stream = UnixStream::connect(&self.socket).await;
        stream
            .map(AgentClient::connect)
            .map_err(|cause| AgentError::Unreachable {
                socket: self.socket.clone(),
                cause: system_text::plain(&cause),
            })
    }

    fn odd(&self, cause: &keys::Error) -> AgentError {
        let cause = match cause {
            keys::Error::IO(cause) => system_text::plain(cause),
            other => system_text::lower_first(&other.to_string()),
        };
        AgentError::Odd {
            socket: self.socket.clone(),
            cause,
        }
    }
}

/// A certificate that the agent holds.
pub(super) fn certificate(identity: &AgentIdentity) -> Option<&Certificate> {
    match identity {
        AgentIdentity::Certificate { certificate, .. } => Some(certificate),
        AgentIdentity::PublicKey { .. } => None,
    }
}
