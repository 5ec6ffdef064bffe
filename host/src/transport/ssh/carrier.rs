//! The schedule's view of SSH: its steps, and what went wrong as an outcome.

use super::{Connection, Conversation, Reached, SshClient};
use crate::{
    schedule::{
        self, Target, Trouble,
        record::{Failure, Status},
    },
    session::Output,
    transport::error::{Class, TransportError},
};

/// Bytes of text that are kept of one command. A full routing table of the internet is 80 MB as text; nobody
/// parses more at once.
const MAX_OUTPUT: usize = 128 << 20;

/// SSH, for a run.
#[derive(Debug, Default)]
pub struct SshTransport(SshClient);

/// A device that is logged in to, with or without its session open.
pub enum SshConversation {
    LoggedIn(Box<Connection>),
    Open(Box<Conversation>),
    /// Opening failed; nothing can be said to it any more.
    Gone,
}

impl SshTransport {
    pub fn new() -> Self {
        Self::default()
    }
}

impl schedule::Transport for SshTransport {
    type Line = Reached;
    type Conversation = SshConversation;

    async fn connect(&self, target: &Target) -> Result<Reached, Trouble> {
        self.0.reach(&target.device).await.map_err(|error| trouble(&error, target))
    }

    async fn login(&self, target: &Target, line: Reached) -> Result<SshConversation, Trouble> {
        let connection = self.0.log_in(&target.device, line).await;
        let connection = connection.map_err(|error| trouble(&error, target))?;
        Ok(SshConversation::LoggedIn(Box::new(connection)))
    }
}

impl schedule::Conversation for SshConversation {
    async fn open(&mut self, target: &Target) -> Result<(), Trouble> {
        if let Self::LoggedIn(connection) = std::mem::replace(self, Self::Gone) {
            let opening = connection.open(target.profile.clone(), MAX_OUTPUT);
            let conversation = Box::pin(opening).await.map_err(|error| trouble(&error, target))?;
            *self = Self::Open(Box::new(conversation));
        }
        Ok(())
    }

    async fn run(&mut self, target: &Target, command: &str) -> Result<Output, Trouble> {
        let Self::Open(conversation) = self else {
            let peer = target.device.name.clone();
            return Err(trouble(&TransportError::Abandoned { peer }, target));
        };
        let output = conversation.run(command, target.device.timeouts.command).await;
        output.map_err(|error| trouble(&error, target))
    }

    async fn close(self) {
        if let Self::Open(conversation) = self {
            conversation.close().await;
        }
    }
}

fn trouble(error: &TransportError, target: &Target) -> Trouble {
    let status = match error.class() {
        Class::Unreachable => Status::Unreachable,
        Class::AuthFailed => Status::AuthFailed,
        Class::TimedOut => Status::TimedOut,
        Class::Failed => Status::Failed,
    };
    let failure = Failure {
        kind: error.kind().into(),
        message: error.to_string(),
        hint: error.hint(&target.device.name),
    };
    Trouble { status, failure, passing: error.is_transient() }
}
