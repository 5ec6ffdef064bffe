//! Getting into a device: with its own credential, or with the first of its fall-backs that it accepts.
//!
//! A device that refuses one is asked no second time with it; the next is tried on a connection of its own, under all
//! that bounds logins.

use super::{
    Target,
    breaker::{Credential, Stopped, Trial},
    logins::Reached,
    record::{Failure, Status},
    transport::{Conversation, Transport, Trouble},
    visit::Run,
};
use crate::inventory::device::Credentials;
use std::sync::Arc;

/// The credentials of a device, from its first on, that it refused or that are no longer tried. Kept from one try to
/// the next: what was refused is not tried again.
#[derive(Default)]
pub(super) struct Refusals(Vec<Refusal>);

struct Refusal {
    username: String,
    trouble: Trouble,
}

/// The kind of failure of a login that was not tried for want of anything that the device takes: another credential
/// may hold just that.
const NO_CREDENTIAL: &str = "no_credential";

/// Gives an open session, and the place among the device's credentials of the one that let us in. Counts the
/// connections that it begins.
pub(super) async fn log_in<T: Transport>(
    run: &Run<T>,
    target: &Target,
    refusals: &mut Refusals,
    connections: &mut u32,
) -> Result<(T::Conversation, usize), Trouble> {
    let device = target.device.clone();
    let mut unused = None;
    for credentials in device.all_credentials().skip(refusals.0.len()) {
        let credential = run.gate.breaker.credential(&device, credentials);
        if let Err(stopped) = credential.check() {
            refusals.not_tried(credentials, stopped);
            continue;
        }
        let reached = if let Some(reached) = unused.take() {
            reached
        } else {
            let connecting = async {
                *connections += 1;
                run.transport.connect(target).await
            };
            let reached = run.gate.logins.reach(connecting).await;
            reached.map_err(|trouble| refusals.before(trouble))?
        };
        let trial = match credential.trial().await {
            Ok(trial) => trial,
            Err(stopped) => {
                refusals.not_tried(credentials, stopped);
                unused = Some(reached);
                continue;
            }
        };
        match Box::pin(attempt(run, target, credentials, &credential, trial, reached)).await {
            Ok(conversation) => return Ok((conversation, refusals.0.len())),
            Err(Ended::Refused(trouble)) => refusals.add(credentials, trouble),
            Err(Ended::Otherwise(trouble)) => return Err(refusals.before(trouble)),
        }
    }
    Err(refusals.all())
}

/// How a login ended that brought no session.
enum Ended {
    /// Another credential may be accepted.
    Refused(Trouble),
    Otherwise(Trouble),
}

/// One credential on one connection.
async fn attempt<T: Transport>(
    run: &Run<T>,
    target: &Target,
    credentials: &Credentials,
    credential: &Arc<Credential>,
    trial: Trial,
    reached: Reached<T::Line>,
) -> Result<T::Conversation, Ended> {
    let Reached { line, approach } = reached;
    let turn = run.gate.logins.turn().await;
    let mut conversation = match run.transport.login(target, credentials, line).await {
        Ok(conversation) => conversation,
        Err(trouble) if trouble.status == Status::AuthFailed => {
            credential.refused();
            return Err(Ended::Refused(trouble));
        }
        Err(trouble) if trouble.failure.kind == NO_CREDENTIAL => return Err(Ended::Refused(trouble)),
        Err(trouble) => return Err(Ended::Otherwise(trouble)),
    };
    let mut held = Some((trial, turn, approach));
    if conversation.is_logged_in() {
        credential.accepted();
        // What is asked of a device that has let us in is no login any more.
        held = None;
    }
    match conversation.open(target).await {
        Ok(()) => {
            if held.is_some() {
                credential.accepted();
            }
            Ok(conversation)
        }
        Err(trouble) if trouble.is_refused_login() => {
            credential.refused();
            Err(Ended::Refused(trouble))
        }
        Err(trouble) => Err(Ended::Otherwise(trouble)),
    }
}

impl Refusals {
    fn add(&mut self, credentials: &Credentials, trouble: Trouble) {
        self.0.push(Refusal {
            username: credentials.username.clone(),
            trouble,
        });
    }

    fn not_tried(&mut self, credentials: &Credentials, stopped: Stopped) {
        let failure = Failure {
            kind: "credential_stopped".into(),
            message: format!(
                "the credential of {:?} was refused {} times in a row and is no longer tried",
                credentials.username, stopped.refusals
            ),
            hint: "check the username and password in the inventory before the account is locked".into(),
        };
        let trouble = Trouble {
            status: Status::NotAttempted,
            failure,
            passing: false,
        };
        self.add(credentials, trouble);
    }

    /// No credential is left.
    fn all(&self) -> Trouble {
        // What a device refused says more than what it could not be given, and that more than what was not tried.
        let telling = self
            .0
            .iter()
            .map(|refusal| &refusal.trouble)
            .min_by_key(|trouble| match trouble.status {
                Status::AuthFailed => 0,
                Status::NotAttempted => 2,
                _ => 1,
            });
        let (status, mut failure) = match telling {
            Some(trouble) => (trouble.status, trouble.failure.clone()),
            // A device has one credential at least.
            None => (
                Status::NotAttempted,
                Failure {
                    kind: NO_CREDENTIAL.into(),
                    message: "the device has no credential".into(),
                    hint: "add username and password to the device, its group or the defaults".into(),
                },
            ),
        };
        if self.0.len() > 1 {
            failure.message = format!("no credential was accepted: {}", self.told());
        }
        Trouble {
            status,
            failure,
            passing: false,
        }
    }

    /// Another trouble, with what came before it.
    fn before(&self, mut trouble: Trouble) -> Trouble {
        if !self.0.is_empty() {
            trouble.failure.message = format!("{}; before that, {}", trouble.failure.message, self.told());
        }
        trouble
    }

    fn told(&self) -> String {
        let each: Vec<_> = self
            .0
            .iter()
            .map(|refusal| format!("as {:?}: {}", refusal.username, refusal.trouble.failure.message))
            .collect();
        each.join("; ")
    }
}
