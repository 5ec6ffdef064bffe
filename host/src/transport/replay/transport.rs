//! Carries the sessions of a run from their recordings.

use super::{
    Next, Replay,
    script::Script,
    wire::{AFTER_CUT, Ended, Over, Play, ends},
};
use crate::{
    inventory::{device::Credentials, secret::Secret},
    schedule::{
        self, Shown, Target, Trouble,
        record::{Failure, Status},
    },
    session::{Output, SessionError, profile::SecretKind},
    transport::{
        TransportError,
        carrier::trouble,
        line::{
            Conversation, Opening, Shell, Wire,
            wire::{Hold, Reader, Writer},
        },
        record::{cast::End, mark},
        ssh::Ending,
    },
};
use std::{collections::VecDeque, sync::OnceLock};
use tokio::time::{Instant, sleep};

/// Carries the sessions of a run from a folder of recordings.
#[derive(Debug)]
pub struct Replayed {
    replay: Replay,
    /// Bytes of one command.
    max_output: usize,
    begun: OnceLock<Instant>,
}

/// A connection that is played.
pub struct ReplayedVisit {
    script: Script,
    /// Whether another connection to the device was recorded.
    more: bool,
    max_output: usize,
    /// Marks in the place of secrets.
    credentials: Credentials,
    playing: Option<(Conversation, Play)>,
}

impl Replayed {
    /// `max_output` is in bytes, for each command.
    pub fn new(replay: Replay, max_output: usize) -> Self {
        Self {
            replay,
            max_output,
            begun: OnceLock::new(),
        }
    }
}

impl schedule::Transport for Replayed {
    type Line = ReplayedVisit;
    type Conversation = ReplayedVisit;

    async fn connect(&self, target: &Target) -> Result<ReplayedVisit, Trouble> {
        self.begun.get_or_init(Instant::now);
        let (script, more) = match self.replay.next(&target.device.name) {
            Ok(Next::Script { script, more }) => (*script, more),
            Ok(Next::None { others }) => return Err(self.not_recorded(target, others)),
            Err(error) => {
                return Err(lasting(
                    Status::Failed,
                    Failure {
                        kind: "bad_recording".into(),
                        message: error.to_string(),
                        hint: error.hint().into(),
                    },
                ));
            }
        };
        sleep(script.connect.took).await;
        let visit = ReplayedVisit {
            more,
            max_output: self.max_output,
            credentials: Credentials::default(),
            playing: None,
            script,
        };
        if visit.script.connect.done {
            Ok(visit)
        } else {
            Err(ended(visit.recorded(), target).await)
        }
    }

    async fn login(
        &self,
        target: &Target,
        credentials: &Credentials,
        mut line: ReplayedVisit,
    ) -> Result<ReplayedVisit, Trouble> {
        line.credentials = marks(credentials);
        sleep(line.script.login.took).await;
        if line.script.login.done {
            Ok(line)
        } else {
            Err(ended(line.recorded(), target).await)
        }
    }

    fn timestamp(&self) -> jiff::Timestamp {
        let since = self.begun.get().map(Instant::elapsed).unwrap_or_default();
        self.replay.epoch.checked_add(since).unwrap_or(self.replay.epoch)
    }
}

impl schedule::Conversation for ReplayedVisit {
    fn is_logged_in(&self) -> bool {
        self.playing.is_some() || self.script.proven
    }

    async fn open(&mut self, target: &Target) -> Result<(), Trouble> {
        sleep(self.script.open.took).await;
        if self.script.open.done {
            self.begin(target).await
        } else {
            Err(ended(self.recorded(), target).await)
        }
    }

    fn shown(&self) -> Shown {
        self.playing
            .as_ref()
            .map(|(conversation, _)| conversation.shown())
            .unwrap_or_default()
    }

    async fn adopt(&mut self, target: &Target) -> Result<(), Trouble> {
        let Some((conversation, play)) = &mut self.playing else {
            return Err(ended(self.recorded(), target).await);
        };
        let profile = target.profile.clone();
        let adopted = conversation.adopt(profile, target.device.timeouts.login).await;
        let play = play.clone();
        adopted.map_err(|error| self.trouble(&error, &play, target))
    }

    async fn run(&mut self, target: &Target, command: &str) -> Result<Output, Trouble> {
        let Some((conversation, play)) = &mut self.playing else {
            return Err(ended(self.recorded(), target).await);
        };
        let output = conversation.run(command, target.device.timeouts.command).await;
        let play = play.clone();
        output.map_err(|error| self.trouble(&error, &play, target))
    }

    async fn close(self) {
        if let Some((conversation, _)) = self.playing {
            conversation.close().await;
        }
    }
}

impl ReplayedVisit {
    /// A connection that is logged in already.
    pub(super) fn logged_in(script: Script, credentials: &Credentials, max_output: usize) -> Self {
        Self {
            script,
            more: false,
            max_output,
            credentials: marks(credentials),
            playing: None,
        }
    }

    /// What was typed from here on when it was recorded.
    pub(super) fn inputs_left(&self) -> Vec<Vec<u8>> {
        self.playing
            .as_ref()
            .map(|(_, play)| play.inputs_left())
            .unwrap_or_default()
    }

    /// Plays the session up to its command mode.
    async fn begin(&mut self, target: &Target) -> Result<(), Trouble> {
        let Some(scene) = self.script.scene.take() else {
            return Err(ended(self.recorded(), target).await);
        };
        let ended = match self.script.end {
            Some(End::Trouble { .. }) => Ended::InTrouble,
            _ => Ended::Otherwise,
        };
        let play = Play::new(scene.steps, ended);
        let (reader, writer) = play.ends();
        let wire = Wire {
            reader: Reader::Replay(reader),
            writer: Writer::Replay(writer),
            hold: Hold::Replay(scene.shown),
            asked: VecDeque::new(),
            ending: Ending::default(),
            peer: target.device.name.clone(),
        };
        let opening = Opening {
            profile: target.profile.clone(),
            max_output: self.max_output,
            tap: None,
        };
        let shell = Shell {
            wire,
            credentials: std::mem::take(&mut self.credentials),
            login_ends: Instant::now() + scene.login,
        };
        let conversation = Box::pin(Conversation::begin(shell, opening)).await;
        match conversation {
            Ok(conversation) => {
                self.playing = Some((conversation, play));
                Ok(())
            }
            Err(error) => Err(self.trouble(&error, &play, target)),
        }
    }

    /// The failure that ended the recorded visit.
    fn recorded(&self) -> Option<Trouble> {
        match &self.script.end {
            Some(End::Trouble {
                status,
                failure,
                passing,
                ..
            }) => Some(Trouble {
                status: *status,
                failure: failure.clone(),
                passing: *passing && self.more,
            }),
            _ => None,
        }
    }

    /// What the session says is what counts, except where it was ended from outside: then the recording knows why.
    fn trouble(&self, error: &TransportError, play: &Play, target: &Target) -> Trouble {
        let from_outside = matches!(
            error,
            TransportError::Session(SessionError::Closed { .. })
                | TransportError::Broken { .. }
                | TransportError::Lost { .. }
        );
        let over = play.over().filter(|_| from_outside);
        if let Some(failure) = over.as_ref().and_then(|over| over.failure(&target.device.name)) {
            return lasting(Status::Failed, failure);
        }
        let trouble = trouble(error, target);
        let as_recorded = self
            .recorded()
            .filter(|recorded| over == Some(Over::AsRecorded) || is_same_timeout(recorded, &trouble));
        as_recorded.unwrap_or(Trouble {
            passing: trouble.passing && self.more,
            ..trouble
        })
    }
}

impl Replayed {
    fn not_recorded(&self, target: &Target, others: bool) -> Trouble {
        let (device, folder) = (&target.device.name, self.replay.folder.display());
        let what = if others {
            "no further connection to"
        } else {
            "no recording of"
        };
        lasting(
            Status::NotAttempted,
            Failure {
                kind: "not_recorded".into(),
                message: format!("there is {what} {device} in {folder}"),
                hint: "leave the device out with --hosts, or record it".into(),
            },
        )
    }
}

/// Whether both are of one thing that did not come in one time. What the device had said by then may differ: a busy
/// machine saw late that the time was over, and heard more.
fn is_same_timeout(recorded: &Trouble, trouble: &Trouble) -> bool {
    let what = |trouble: &Trouble| trouble.failure.message.split("; ").next().map(str::to_owned);
    trouble.status == Status::TimedOut
        && (recorded.status, &recorded.failure.kind) == (trouble.status, &trouble.failure.kind)
        && what(recorded) == what(trouble)
}

/// The outcome of a step that the recording never got through.
async fn ended(recorded: Option<Trouble>, target: &Target) -> Trouble {
    if let Some(recorded) = recorded {
        return recorded;
    }
    sleep(AFTER_CUT).await;
    lasting(Status::NotAttempted, ends(&target.device.name))
}

/// The same credentials without a secret in them: what was sent then is marked in the recording.
fn marks(credentials: &Credentials) -> Credentials {
    let username = match &*credentials.username {
        "" => "",
        _ => mark(SecretKind::Username),
    };
    let mark = |secret: &Option<Secret>, kind| secret.as_ref().map(|_| Secret::new(mark(kind)));
    Credentials {
        username: username.to_owned(),
        password: mark(&credentials.password, SecretKind::Password),
        enable: mark(&credentials.enable, SecretKind::Enable),
        ..Credentials::default()
    }
}

fn lasting(status: Status, failure: Failure) -> Trouble {
    Trouble {
        status,
        failure,
        passing: false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::trouble;
    use super::*;

    #[test]
    fn a_timeout_is_the_same_whatever_was_seen_of_it() {
        let recorded = trouble("`show log` did not end within 4s; it last said `one`");
        for (message, same) in [
            ("`show log` did not end within 4s; it last said `two`", true),
            ("`show log` did not end within 2s; it last said `one`", false),
            ("`show arp` did not end within 4s; it last said `one`", false),
        ] {
            assert_eq!(is_same_timeout(&recorded, &trouble(message)), same, "{message}");
        }
        let failed = Trouble {
            status: Status::Failed,
            ..recorded.clone()
        };
        assert!(!is_same_timeout(&recorded, &failed));
    }
}
