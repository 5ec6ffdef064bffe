//! The keys and certificates that a login may use, one after the other, and how each signs.
//!
//! First the inventory's key files in their order, each with its certificate before the bare key, as OpenSSH does;
//! then what the user's agent holds, where that is asked. A file is read, and the agent asked, only when its turn has
//! come: what came before may have let us in.

use super::{
    agent::{Agent, AgentError, certificate},
    error::AuthError,
    progress::Progress,
};
use crate::{
    inventory::device::{AgentUse, Credentials},
    transport::ssh::{
        auth::Means,
        keys::{KeyError, KeyFile, Private},
        known_hosts::in_time,
        printable,
    },
};
use russh::{
    SendError, Signer,
    keys::{
        Certificate, HashAlg, PrivateKey, PublicKey,
        agent::{AgentIdentity, AgentSessionBinding},
        signature::Signer as _,
        ssh_encoding::Encode,
        ssh_key::private::KeypairData,
    },
};
use std::{collections::VecDeque, path::Path, sync::Arc, time::SystemTime};
use thiserror::Error;

/// Refused keys after which no more of an agent's are tried. OpenSSH's server hangs up at the sixth failure, and so
/// one is left for what the inventory names itself.
const MOST_REFUSED: usize = 5;

/// One key, bare or with a certificate.
pub(super) struct Identity {
    /// As an error tells it, such as `key ~/.ssh/id`.
    pub(super) name: String,
    pub(super) public: PublicKey,
    pub(super) certificate: Option<Certificate>,
    holder: Holder,
    /// By the inventory; else it is one of those that an agent happens to hold.
    named: bool,
    /// How often it was refused, each time with another hash.
    pub(super) refusals: usize,
}

/// Who has the private half.
#[derive(Clone)]
enum Holder {
    Here(Arc<PrivateKey>),
    Agent(Arc<Agent>, Box<AgentIdentity>),
}

enum Source<'a> {
    File(&'a Path),
    Agent,
}

pub(super) struct Identities<'a> {
    credentials: &'a Credentials,
    agent: &'a AgentUse,
    means: &'a Means,
    progress: &'a Progress,
    sources: VecDeque<Source<'a>>,
    ready: VecDeque<Identity>,
    /// To be tried again when all others were.
    again: VecDeque<Identity>,
    /// Public halves that were tried, so that an agent's copy of a file's key is not tried again.
    tried: Vec<(PublicKey, bool)>,
    /// How often the device has refused one.
    pub(super) refused: usize,
    /// What was not sent, and why.
    pub(super) not_sent: Vec<String>,
    /// What could not be had, which matters when nothing else lets us in.
    pub(super) missing: Option<AuthError>,
}

impl<'a> Identities<'a> {
    pub(super) fn new(
        credentials: &'a Credentials,
        agent: &'a AgentUse,
        means: &'a Means,
        progress: &'a Progress,
    ) -> Self {
        let files = credentials.keys.iter().map(|path| Source::File(path));
        let asked = match agent {
            AgentUse::Auto => credentials.keys.is_empty() && credentials.password.is_none(),
            AgentUse::Never => false,
            AgentUse::Always | AgentUse::Socket(_) => true,
        };
        Self {
            credentials,
            agent,
            means,
            progress,
            sources: files.chain(asked.then_some(Source::Agent)).collect(),
            ready: VecDeque::new(),
            again: VecDeque::new(),
            tried: Vec::new(),
            refused: 0,
            not_sent: Vec::new(),
            missing: None,
        }
    }

    pub(super) async fn next(&mut self) -> Result<Option<Identity>, AuthError> {
        loop {
            if let Some(identity) = self.ready.pop_front() {
                if !identity.named && self.refused >= MOST_REFUSED {
                    let rest = self.ready.len() + 1;
                    self.ready.clear();
                    self.not_sent.push(format!(
                        "{rest} more of the agent's keys (not tried: a device hangs up after that many refusals; name the \
                         right one's .pub file in keys)"
                    ));
                    continue;
                }
                self.tried
                    .push((identity.public.clone(), identity.certificate.is_some()));
                return Ok(Some(identity));
            }
            match self.sources.pop_front() {
                None => return Ok(self.again.pop_front()),
                Some(Source::File(path)) => self.take_file(path).await?,
                Some(Source::Agent) => self.take_agent().await?,
            }
        }
    }

    /// Keeps one that the inventory names for another try, after all others.
    pub(super) fn try_again(&mut self, identity: Identity) {
        if identity.named {
            self.again.push_back(identity);
        }
    }

    async fn take_file(&mut self, path: &Path) -> Result<(), AuthError> {
        let passphrase = self.credentials.passphrase.as_ref();
        let file = self.means.keys.load(path, passphrase).await?;
        let holder = match &file.private {
            Private::Open(key) => Holder::Here(key.clone()),
            Private::Encrypted | Private::Absent => match self.holder_of(&file).await {
                Ok(holder) => holder,
                Err(error) => {
                    self.missing.get_or_insert(AuthError::Key(error));
                    return Ok(());
                }
            },
        };
        let shown = file.path.display();
        if let Some(certificate) = &file.certificate {
            let certificate = Some(certificate.clone());
            self.offer(Identity {
                name: format!("certificate {shown}"),
                public: file.public.clone(),
                certificate,
                holder: holder.clone(),
                named: true,
                refusals: 0,
            });
        }
        self.offer(Identity {
            name: format!("key {shown}"),
            public: file.public.clone(),
            certificate: None,
            holder,
            named: true,
            refusals: 0,
        });
        Ok(())
    }

    async fn holder_of(&self, file: &KeyFile) -> Result<Holder, KeyError> {
        let found = match self.means.agents.named(self.agent) {
            Ok(agent) => {
                let identity = agent.holder_of(&file.public, self.progress).await;
                identity.map(|identity| Holder::Agent(agent, Box::new(identity)))
            }
            Err(error) => Err(error),
        };
        found.map_err(|error| file.out_of_reach(error.to_string()))
    }

    async fn take_agent(&mut self) -> Result<(), AuthError> {
        let held = match self.means.agents.named(self.agent) {
            Ok(agent) => agent.held(self.progress).await.map(|held| (agent, held)),
            Err(error) => Err(error),
        };
        match held {
            Ok((agent, held)) => {
                for identity in held.iter() {
                    let certificate = certificate(identity).cloned();
                    let kind = if certificate.is_some() {
                        "certificate"
                    } else {
                        "key"
                    };
                    self.offer(Identity {
                        name: format!("the agent's {kind} {:?}", printable(identity.comment())),
                        public: identity.public_key().into_owned(),
                        certificate,
                        holder: Holder::Agent(agent.clone(), Box::new(identity.clone())),
                        named: false,
                        refusals: 0,
                    });
                }
                Ok(())
            }
            Err(error) if *self.agent == AgentUse::Auto => {
                self.missing.get_or_insert(AuthError::Agent(error));
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Takes it among those to try, unless it is among those that were, or its time is not now.
    fn offer(&mut self, identity: Identity) {
        let certified = identity.certificate.is_some();
        let same = |(key, with): &(PublicKey, bool)| {
            key.key_data() == identity.public.key_data() && *with == certified
        };
        if self.tried.iter().any(same) {
            return;
        }
        let in_time = identity
            .certificate
            .as_ref()
            .map(|it| in_time(it, SystemTime::now()));
        if let Some(Err(fault)) = in_time {
            self.not_sent
                .push(format!("{} (not sent: {fault})", identity.name));
            return;
        }
        self.ready.push_back(identity);
    }
}

/// Signs with one identity, for one connection.
pub(super) struct Signatory<'a> {
    pub(super) identity: &'a Identity,
    pub(super) binding: Option<AgentSessionBinding>,
    pub(super) progress: &'a Progress,
}

#[derive(Debug, Error)]
pub(super) enum SignError {
    #[error("the connection is gone")]
    Gone,
    #[error("the agent refuses to sign with it")]
    Refused,
    #[error(transparent)]
    Agent(#[from] AgentError),
    #[error("it cannot sign: {0}")]
    Key(String),
}

impl From<SendError> for SignError {
    fn from(_: SendError) -> Self {
        Self::Gone
    }
}

impl Signer for Signatory<'_> {
    type Error = SignError;

    async fn auth_sign(
        &mut self,
        _: &AgentIdentity,
        hash: Option<HashAlg>,
        to_sign: Vec<u8>,
    ) -> Result<Vec<u8>, SignError> {
        match &self.identity.holder {
            Holder::Here(key) => sign(key, hash, to_sign),
            Holder::Agent(agent, identity) => {
                let signing = agent.sign(identity, hash, self.binding.as_ref(), to_sign, self.progress);
                signing.await?.ok_or(SignError::Refused)
            }
        }
    }
}

/// The signature behind what it signs, as RFC 4252 section 7 sends it.
fn sign(key: &PrivateKey, hash: Option<HashAlg>, mut to_sign: Vec<u8>) -> Result<Vec<u8>, SignError> {
    let failed = |cause: &dyn std::fmt::Display| SignError::Key(cause.to_string());
    let signature = match key.key_data() {
        KeypairData::Rsa(pair) => (pair, hash).try_sign(&to_sign),
        other => other.try_sign(&to_sign),
    };
    let signature = signature.map_err(|cause| failed(&cause))?;
    let mut bytes = Vec::new();
    signature.encode(&mut bytes).map_err(|cause| failed(&cause))?;
    bytes.encode(&mut to_sign).map_err(|cause| failed(&cause))?;
    Ok(to_sign)
}
