//! A fleet in memory that says what a test wants to each login, and remembers who logged in when.

use super::{Conversation, Credentials, Duration, Instant, Shown, Target, Transport, Trouble, trouble};
use crate::{schedule::record::Status, session::Output};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};
use tokio::time::sleep;

/// What a device says to a credential.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Says {
    Yes,
    No,
    /// Lets everybody in, and refuses in its shell.
    NoInShell,
    /// Lets everybody in, and accepts in its shell.
    YesInShell,
    /// Lets us in, and refuses the secret for more privileges.
    NoMore,
    /// Is lost before it has answered.
    Lost,
    /// Takes nothing that the credential holds.
    NothingFits,
}

/// A fleet in memory.
#[derive(Clone)]
pub(super) struct Fake {
    /// What a device of this name says to a user's how-manieth login.
    pub(super) says: fn(&str, &str, usize) -> Says,
    /// How long a device of this name takes to speak.
    pub(super) speaks_after: fn(&str) -> Duration,
    /// Whether it can be reached at this time of the run.
    pub(super) reached: fn(&str, Duration) -> bool,
    pub(super) login: Duration,
    pub(super) began: Instant,
    pub(super) seen: Arc<Mutex<Seen>>,
}

#[derive(Debug, Default)]
pub(super) struct Seen {
    /// The device, the user and when.
    pub(super) logins: Vec<(String, String, Instant)>,
    pub(super) connections: Vec<(String, Instant)>,
    /// Logged in to, now and at most, of each jump host.
    pub(super) through: BTreeMap<String, (usize, usize)>,
    pub(super) logging_in: (usize, usize),
    /// Connected and not yet logged in or refused.
    pub(super) waiting: (usize, usize),
}

impl Default for Fake {
    fn default() -> Self {
        Self {
            says: |_, _, _| Says::Yes,
            speaks_after: |_| Duration::from_millis(5),
            reached: |_, _| true,
            login: Duration::from_millis(100),
            began: Instant::now(),
            seen: Arc::default(),
        }
    }
}

fn up(count: &mut (usize, usize)) {
    count.0 += 1;
    count.1 = count.1.max(count.0);
}

/// Counts a connection for as long as it is not logged in.
pub(super) struct Waiting(Arc<Mutex<Seen>>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.lock().unwrap().waiting.0 -= 1;
    }
}

pub(super) struct Talk {
    pub(super) says: Says,
    pub(super) seen: Arc<Mutex<Seen>>,
    hops: Vec<String>,
}

impl Drop for Talk {
    fn drop(&mut self) {
        for hop in &self.hops {
            self.seen.lock().unwrap().through.get_mut(hop).unwrap().0 -= 1;
        }
    }
}

impl Transport for Fake {
    type Line = Waiting;
    type Conversation = Talk;

    async fn connect(&self, target: &Target) -> Result<Waiting, Trouble> {
        let name = &target.device.name;
        self.seen
            .lock()
            .unwrap()
            .connections
            .push((name.clone(), Instant::now()));
        sleep((self.speaks_after)(name)).await;
        if !(self.reached)(name, self.began.elapsed()) {
            return Err(trouble(Status::Unreachable, "connect_refused", true));
        }
        up(&mut self.seen.lock().unwrap().waiting);
        Ok(Waiting(self.seen.clone()))
    }

    async fn login(
        &self,
        target: &Target,
        credentials: &Credentials,
        _line: Waiting,
    ) -> Result<Talk, Trouble> {
        let (name, user) = (&target.device.name, &credentials.username);
        let before = {
            let mut seen = self.seen.lock().unwrap();
            seen.logins.push((name.clone(), user.clone(), Instant::now()));
            up(&mut seen.logging_in);
            let same = seen.logins.iter().filter(|(a, b, _)| (a, b) == (name, user));
            same.count() - 1
        };
        sleep(self.login).await;
        self.seen.lock().unwrap().logging_in.0 -= 1;
        let says = (self.says)(name, user, before);
        match says {
            Says::No => return Err(trouble(Status::AuthFailed, "auth_refused", false)),
            Says::Lost => return Err(trouble(Status::Unreachable, "connection_lost", true)),
            Says::NothingFits => return Err(trouble(Status::Failed, "no_credential", false)),
            _ => {}
        }
        let mut hops = Vec::new();
        let mut next = target.device.jump.as_ref();
        while let Some(jump) = next {
            up(self
                .seen
                .lock()
                .unwrap()
                .through
                .entry(jump.device.name.clone())
                .or_default());
            hops.push(jump.device.name.clone());
            next = jump.device.jump.as_ref();
        }
        Ok(Talk {
            says,
            seen: self.seen.clone(),
            hops,
        })
    }
}

impl Conversation for Talk {
    fn is_logged_in(&self) -> bool {
        !matches!(self.says, Says::NoInShell | Says::YesInShell)
    }

    async fn open(&mut self, _target: &Target) -> Result<(), Trouble> {
        sleep(Duration::from_millis(50)).await;
        match self.says {
            Says::NoInShell => Err(trouble(Status::AuthFailed, "login_refused", false)),
            Says::NoMore => Err(trouble(Status::AuthFailed, "secret_refused", false)),
            _ => Ok(()),
        }
    }

    fn shown(&self) -> Shown {
        Shown::default()
    }

    async fn adopt(&mut self, _: &Target) -> Result<(), Trouble> {
        Ok(())
    }

    async fn run(&mut self, _target: &Target, command: &str) -> Result<Output, Trouble> {
        sleep(Duration::from_secs(1)).await;
        Ok(Output {
            command: command.into(),
            text: String::new(),
            refused: None,
        })
    }

    async fn close(self) {}
}
