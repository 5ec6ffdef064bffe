//! The schedule's view of this room: the steps of a visit over whatever protocol the device has, and what went wrong
//! as an outcome.

use super::{
    dial::Dialler,
    error::{Class, TransportError},
    line::{Conversation, Opening, Tap},
    ssh::{self, SshClient},
    telnet,
};
use crate::{
    inventory::device::{Credentials, Device, Protocol},
    schedule::{
        self, Logins, Shown, Target, Trouble,
        record::{Failure, Status},
    },
    session::Output,
};
use std::{io::ErrorKind, sync::Arc};

/// Bytes of text that are kept of one command, unless the user says otherwise. A long configuration is 2 MB, and a
/// hundred devices whose output never ends must not take all of a machine's memory.
pub const MAX_OUTPUT: usize = 8 << 20;

/// Carries the sessions of a run.
#[derive(Debug)]
pub struct Carrier {
    dialler: Dialler,
    ssh: Arc<SshClient>,
    /// Bytes of one command.
    max_output: usize,
}

/// A device that was reached and waits for credentials.
pub enum Reached {
    Ssh(Box<ssh::Reached>),
    Telnet(Box<telnet::Reached>),
}

/// A device that is logged in to, with or without its session open.
pub enum Visit {
    LoggedIn {
        connection: Box<ssh::Connection>,
        max_output: usize,
        tap: Option<Box<dyn Tap>>,
    },
    /// Asks for the credentials in its shell, so that it is logged in to by opening its session.
    Asking {
        reached: Box<telnet::Reached>,
        credentials: Credentials,
        max_output: usize,
        tap: Option<Box<dyn Tap>>,
    },
    Open(Box<Conversation>),
    /// Opening failed; nothing can be said to it any more.
    Gone,
}

impl Carrier {
    /// `max_output` is in bytes, for each command.
    pub fn new(max_output: usize) -> Self {
        Self::within(max_output, Logins::default())
    }

    /// The same, where logins to jump hosts take their turns with those to devices.
    pub fn within(max_output: usize, logins: Logins) -> Self {
        let ssh = Arc::new(SshClient::new());
        Self {
            dialler: Dialler::within(ssh.clone(), logins),
            ssh,
            max_output,
        }
    }

    /// Connects over SSH and logs in with the device's own credentials: for programs that drive sessions themselves.
    /// Cancel-safe: dropping the future closes what was opened.
    pub async fn connection(&self, device: &Device) -> Result<ssh::Connection, TransportError> {
        let stream = self.dialler.dial(device).await?;
        let reached = self.ssh.reach(device, stream).await?;
        self.ssh.log_in(device, &device.credentials, reached).await
    }

    /// What the connections of this run share, and so know when it has ended.
    pub fn ssh(&self) -> Arc<SshClient> {
        self.ssh.clone()
    }

    /// Logs in; whoever looks on sees the session that follows.
    pub(super) async fn log_in(
        &self,
        target: &Target,
        credentials: &Credentials,
        line: Reached,
        tap: Option<Box<dyn Tap>>,
    ) -> Result<Visit, Trouble> {
        match line {
            Reached::Ssh(reached) => {
                let connection = self.ssh.log_in(&target.device, credentials, *reached).await;
                let connection = connection.map_err(|error| trouble(&error, target))?;
                Ok(Visit::LoggedIn {
                    connection: Box::new(connection),
                    max_output: self.max_output,
                    tap,
                })
            }
            Reached::Telnet(reached) => Ok(Visit::Asking {
                reached,
                credentials: credentials.clone(),
                max_output: self.max_output,
                tap,
            }),
        }
    }
}

impl schedule::Transport for Carrier {
    type Line = Reached;
    type Conversation = Visit;

    async fn connect(&self, target: &Target) -> Result<Reached, Trouble> {
        let device = &target.device;
        let reached = async {
            let stream = self.dialler.dial(device).await?;
            Ok(match device.protocol {
                Protocol::Ssh => Reached::Ssh(Box::new(self.ssh.reach(device, stream).await?)),
                Protocol::Telnet => Reached::Telnet(Box::new(telnet::reach(device, stream).await?)),
            })
        };
        reached.await.map_err(|error| trouble(&error, target))
    }

    async fn login(
        &self,
        target: &Target,
        credentials: &Credentials,
        line: Reached,
    ) -> Result<Visit, Trouble> {
        self.log_in(target, credentials, line, None).await
    }
}

impl Visit {
    /// Where the session stands: the name of the profile's mode, and the prompt that was learned for it.
    pub fn standing(&self) -> Option<(&str, &str)> {
        match self {
            Self::Open(conversation) => conversation.standing(),
            Self::LoggedIn { .. } | Self::Asking { .. } | Self::Gone => None,
        }
    }
}

pub(super) fn opening(target: &Target, max_output: usize, tap: Option<Box<dyn Tap>>) -> Opening {
    Opening {
        profile: target.profile.clone(),
        max_output,
        tap,
    }
}

impl schedule::Conversation for Visit {
    fn is_logged_in(&self) -> bool {
        match self {
            Self::LoggedIn { connection, .. } => connection.is_proven(),
            Self::Asking { .. } => false,
            Self::Open(_) | Self::Gone => true,
        }
    }

    async fn open(&mut self, target: &Target) -> Result<(), Trouble> {
        match std::mem::replace(self, Self::Gone) {
            Self::LoggedIn {
                connection,
                max_output,
                tap,
            } => {
                let conversation = Box::pin(connection.begin(opening(target, max_output, tap))).await;
                let conversation = conversation.map_err(|error| trouble(&error, target))?;
                *self = Self::Open(Box::new(conversation));
            }
            Self::Asking {
                reached,
                credentials,
                max_output,
                tap,
            } => {
                let logging_in = telnet::log_in(credentials, *reached, opening(target, max_output, tap));
                let conversation = Box::pin(logging_in).await;
                let conversation = conversation.map_err(|error| trouble(&error, target))?;
                *self = Self::Open(Box::new(conversation));
            }
            Self::Open(conversation) => *self = Self::Open(conversation),
            Self::Gone => {}
        }
        Ok(())
    }

    fn shown(&self) -> Shown {
        match self {
            Self::Open(conversation) => conversation.shown(),
            Self::LoggedIn { .. } | Self::Asking { .. } | Self::Gone => Shown::default(),
        }
    }

    async fn adopt(&mut self, target: &Target) -> Result<(), Trouble> {
        let Self::Open(conversation) = self else {
            return Err(gone(target));
        };
        let profile = target.profile.clone();
        let adopted = conversation.adopt(profile, target.device.timeouts.login).await;
        adopted.map_err(|error| trouble(&error, target))
    }

    async fn run(&mut self, target: &Target, command: &str) -> Result<Output, Trouble> {
        let Self::Open(conversation) = self else {
            return Err(gone(target));
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

fn gone(target: &Target) -> Trouble {
    let peer = target.device.name.clone();
    trouble(&TransportError::Abandoned { peer }, target)
}

fn hint(error: &TransportError, target: &Target) -> String {
    match error {
        TransportError::Connect { cause, .. }
            if cause.kind() == ErrorKind::ConnectionRefused && target.device.protocol == Protocol::Telnet =>
        {
            "check the port in the inventory, and that the device's telnet server is on".into()
        }
        error => error.hint(&target.device.name),
    }
}

pub(super) fn trouble(error: &TransportError, target: &Target) -> Trouble {
    let status = match error.class() {
        Class::Unreachable => Status::Unreachable,
        Class::AuthFailed => Status::AuthFailed,
        Class::TimedOut => Status::TimedOut,
        Class::Failed => Status::Failed,
    };
    let failure = Failure {
        kind: error.kind().into(),
        message: error.to_string(),
        hint: hint(error, target),
    };
    Trouble {
        status,
        failure,
        passing: error.is_transient(),
    }
}
