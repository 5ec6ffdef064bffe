//! Whoever looks on while a connection is made: what `nethost probe` tells step by step.
//!
//! A trace is carried by the task that connects, not by what it calls: [`Trace::watch`] puts it there, and a room
//! that has something to tell calls `tell`. Where nobody looks on, as in a run, nothing is made or kept.
//! Steps hold no secrets.

use super::line::Tap;
use crate::{schedule::Shown, session::profile::SecretKind};
use serde::{Serialize, Serializer};
use std::{fmt, sync::Arc, time::Duration};

tokio::task_local! {
    static TRACE: Trace;
}

/// Something that happened on the way to a session. Its serialized form is what programs are given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "step")]
pub enum Step {
    /// The host's name has these addresses.
    Resolved { host: String, addresses: Vec<String> },
    /// The next steps are those of the jump host of this name, until it has let through.
    JumpHost {
        name: String,
        peer: String,
        username: String,
    },
    /// A way to the peer stands, directly or through the jump hosts before.
    Connected { address: String },
    /// One of several addresses did not answer.
    NotConnected { address: String, error: String },
    /// How the SSH server names itself.
    Identified { identification: String },
    /// The algorithms that the server offers.
    Offered(Offer),
    /// The algorithms that both sides agreed on.
    Agreed(Agreement),
    /// The key that the server has shown, and what is known of it.
    HostKey {
        algorithm: String,
        fingerprint: String,
        verdict: String,
    },
    /// What the server shows before anybody is logged in.
    Banner { text: String },
    /// The ways to log in that the server accepts now.
    Methods { methods: Vec<String> },
    /// The server asked this while logging in, and is answered.
    Asked { prompt: String },
    /// One of them was tried, and what came of it.
    Tried { method: String, answer: String },
    /// The device sent this in its shell.
    Said {
        #[serde(rename = "text", serialize_with = "as_text")]
        bytes: Vec<u8>,
    },
    /// This was sent to its shell.
    Sent { text: String },
    /// A secret was.
    SentSecret { kind: String },
}

fn as_text<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&String::from_utf8_lossy(bytes))
}

/// The lists of a server's `SSH_MSG_KEXINIT` (RFC 4253, section 7.1), towards us where the directions differ.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Offer {
    pub kex: Vec<String>,
    pub host_keys: Vec<String>,
    pub ciphers: Vec<String>,
    pub macs: Vec<String>,
    pub compression: Vec<String>,
}

/// What was agreed on, towards the server where the directions differ.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Agreement {
    pub kex: String,
    pub host_key: String,
    pub cipher: String,
    /// Empty where the cipher brings its own.
    pub mac: String,
}

/// Is told each step as it happens.
#[derive(Clone)]
pub struct Trace(Arc<dyn Fn(Step) + Send + Sync>);

impl Trace {
    /// `listener` may be called from another thread, and must not block.
    pub fn new(listener: impl Fn(Step) + Send + Sync + 'static) -> Self {
        Self(Arc::new(listener))
    }

    /// Looks on while this future runs.
    pub async fn watch<F: Future>(self, future: F) -> F::Output {
        TRACE.scope(self, future).await
    }

    /// Who looks on at this task, to be told from another one.
    pub(in crate::transport) fn current() -> Option<Self> {
        TRACE.try_with(Clone::clone).ok()
    }

    pub(in crate::transport) fn tell(&self, step: Step) {
        (self.0)(step);
    }
}

/// What goes over the wire of a session is told too.
impl Tap for Trace {
    fn began(&mut self, _login: Duration, _shown: &Shown) {}

    fn received(&mut self, bytes: &[u8]) {
        self.tell(Step::Said {
            bytes: bytes.to_vec(),
        });
    }

    fn sent(&mut self, bytes: &[u8]) {
        self.tell(Step::Sent {
            text: String::from_utf8_lossy(bytes).into_owned(),
        });
    }

    fn sent_secret(&mut self, kind: SecretKind) {
        let kind = match kind {
            SecretKind::Username => "username",
            SecretKind::Password => "password",
            SecretKind::Enable => "enable secret",
        };
        self.tell(Step::SentSecret { kind: kind.into() });
    }

    fn closed(&mut self) {}
}

impl fmt::Debug for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Trace")
    }
}

/// Tells whoever looks on at this task; makes no step where nobody does.
pub(in crate::transport) fn tell(step: impl FnOnce() -> Step) {
    if let Some(trace) = Trace::current() {
        trace.tell(step());
    }
}

/// A future for another task, on which whoever looks on at this one looks on too.
pub(in crate::transport) fn carried<F: Future>(future: F) -> impl Future<Output = F::Output> {
    let trace = Trace::current();
    async move {
        match trace {
            Some(trace) => trace.watch(future).await,
            None => future.await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[tokio::test]
    async fn only_who_is_watched_tells() {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let trace = Trace::new({
            let heard = heard.clone();
            move |step| heard.lock().unwrap().push(step)
        });
        tell(|| unreachable!("nobody looks on"));
        let step = Step::Connected {
            address: "192.0.2.1:22".into(),
        };
        trace
            .watch(async {
                tokio::task::yield_now().await;
                tell(|| step.clone());
            })
            .await;
        tell(|| unreachable!("nobody looks on any more"));
        assert_eq!(*heard.lock().unwrap(), [step]);
    }
}
