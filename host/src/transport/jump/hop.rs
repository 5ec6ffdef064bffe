//! One jump host of a run: its connection, and what is known when it has none.

use super::error::{JumpError, Reason};
use crate::{
    inventory::device::JumpHost,
    transport::{
        dial::{Dialler, peer},
        error::{Class, Stage, TransportError},
        ssh::{AuthError, Flow, Lost, Trunk},
        trace::{self, Step},
    },
};
use std::{
    fmt,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::watch,
    time::{Instant, sleep, timeout_at},
};

/// How long a failure to reach a jump host counts for those who come after, at least; one that took longer to show
/// counts as long as it took. A thousand devices behind a host that is down try it a few times and not a thousand.
const REMEMBERED: Duration = Duration::from_secs(3);

/// How long a jump host that was lost is tried again while devices wait for it: servers restart within a minute or
/// two. After that it counts as one that was never up.
const REVIVAL: Duration = Duration::from_mins(2);

/// Between tries to reach a jump host that was lost: twice as long each time, from the first to the longest.
const PAUSES: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(5));

/// A connection that lived shorter than this is followed by a pause, so that a host that drops each connection at
/// once is not logged in to without end.
const STEADY: Duration = Duration::from_secs(10);

/// Logins in a row that may end without an answer after a secret was sent. Such an end may be a refusal that counts
/// towards a lock, or a host that restarts at the wrong moment; as many as a device's credential may be refused before
/// anybody has accepted it.
const UNCLEAR_LOGINS: u32 = 3;

pub(super) struct Hop {
    host: Arc<JumpHost>,
    state: watch::Sender<State>,
    /// Logins in a row that ended without an answer.
    unclear: AtomicU32,
}

enum State {
    /// There is no connection; how the last one was lost, where there was one.
    None(Option<Lost>),
    /// A task connects; how the connection before was lost, where there was one.
    Connecting(Option<Lost>),
    Up(Up),
    /// It could not be connected to. Not tried again until then; never where there is no such time.
    Failed {
        error: JumpError,
        until: Option<Instant>,
    },
}

struct Up {
    trunk: Arc<Trunk>,
    since: Instant,
    /// Before it was connected to.
    pause: Duration,
}

/// Why there is no connection.
pub(super) enum Stopped {
    Failed(JumpError),
    /// It was lost in this way and has not come back.
    Gone(Lost),
}

impl Hop {
    pub(super) fn new(host: Arc<JumpHost>) -> Arc<Self> {
        let (state, _) = watch::channel(State::None(None));
        Arc::new(Self {
            host,
            state,
            unclear: AtomicU32::new(0),
        })
    }

    /// The connection, made if there is none. Where there was one, it is waited for until that time; the first one has
    /// its own timeouts.
    pub(super) async fn trunk(
        self: &Arc<Self>,
        dialler: &Dialler,
        patience_ends: Instant,
    ) -> Result<Arc<Trunk>, Stopped> {
        let mut state = self.state.subscribe();
        loop {
            if let Some(attempt) = self.begin() {
                tokio::spawn(trace::carried(attempt.run(dialler.clone())));
            }
            let lost = match &*state.borrow_and_update() {
                State::Up(up) if !up.trunk.is_closed() => return Ok(up.trunk.clone()),
                State::Failed { error, .. } => return Err(Stopped::Failed(error.clone())),
                State::Connecting(lost) => lost.clone(),
                // Changed since: begin again.
                State::Up(_) | State::None(_) => continue,
            };
            // The sender is in `self`, so it is there.
            let changed = state.changed();
            match lost {
                None => drop(changed.await),
                Some(lost) => {
                    if timeout_at(patience_ends, changed).await.is_err() {
                        return Err(Stopped::Gone(lost));
                    }
                }
            }
        }
    }

    /// Takes the turn to connect, where a connection is wanted and nobody is at it.
    fn begin(self: &Arc<Self>) -> Option<Attempt> {
        let mut attempt = None;
        self.state.send_if_modified(|state| {
            let (lost, pause) = match state {
                State::None(lost) => (lost.take(), Duration::ZERO),
                State::Up(up) if up.trunk.is_closed() => {
                    let steady = up.since.elapsed() >= STEADY;
                    let pause = if steady { Duration::ZERO } else { longer(up.pause) };
                    (Some(up.trunk.lost()), pause)
                }
                State::Failed {
                    until: Some(until), ..
                } if *until <= Instant::now() => (None, Duration::ZERO),
                _ => return false,
            };
            *state = State::Connecting(lost.clone());
            attempt = Some(Attempt {
                hop: self.clone(),
                lost,
                pause,
                ended: false,
            });
            true
        });
        attempt
    }
}

impl fmt::Debug for Hop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Hop").field(&self.host.device.name).finish()
    }
}

fn longer(pause: Duration) -> Duration {
    let (first, longest) = PAUSES;
    (pause * 2).clamp(first, longest)
}

/// The task that connects, for all who wait.
struct Attempt {
    hop: Arc<Hop>,
    /// How the connection before was lost.
    lost: Option<Lost>,
    /// Before the next try.
    pause: Duration,
    ended: bool,
}

impl Attempt {
    async fn run(mut self, dialler: Dialler) {
        let begun = Instant::now();
        loop {
            sleep(self.pause).await;
            let tried = connect(dialler.clone(), self.hop.host.clone()).await;
            let errors = match tried {
                Ok(trunk) => {
                    self.hop.unclear.store(0, Ordering::Relaxed);
                    let pause = self.pause;
                    return self.end(State::Up(Up {
                        trunk: Arc::new(trunk),
                        since: Instant::now(),
                        pause,
                    }));
                }
                Err(errors) => errors,
            };
            let (again, may) = (
                self.lost.is_some() && begun.elapsed() < REVIVAL,
                self.may_try_again(&errors),
            );
            if may && again {
                if self.hop.state.receiver_count() == 0 {
                    let lost = self.lost.take();
                    return self.end(State::None(lost));
                }
                self.pause = longer(self.pause);
                continue;
            }
            let remembered = REMEMBERED.max(begun.elapsed());
            return self.end(State::Failed {
                error: JumpError::unusable(&self.hop.host.device.name, errors),
                until: may.then(|| Instant::now() + remembered),
            });
        }
    }

    /// A refused login is never repeated, since the next one may lock the account.
    fn may_try_again(&self, errors: &[TransportError]) -> bool {
        let Some(last) = errors.last() else { return true };
        if ended_unclear(last) {
            return self.hop.unclear.fetch_add(1, Ordering::Relaxed) + 1 < UNCLEAR_LOGINS;
        }
        last.is_transient()
    }

    fn end(&mut self, state: State) {
        self.ended = true;
        self.hop.state.send_replace(state);
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        if !self.ended {
            // The task was stopped or panicked; those who wait must not wait for ever.
            self.end(State::Failed {
                error: JumpError::new(&self.hop.host.device.name, Reason::Unknown),
                until: None,
            });
        }
    }
}

fn ended_unclear(error: &TransportError) -> bool {
    match error {
        TransportError::Auth {
            error: AuthError::Lost { sent_secret, lost },
            ..
        } => *sent_secret && !lost.is_hop(),
        TransportError::LoginTimeout { stage, .. } => *stage == Stage::Authentication,
        _ => false,
    }
}

type Connecting = Pin<Box<dyn Future<Output = Result<Trunk, Vec<TransportError>>> + Send>>;

/// Connects and logs in once with each of the host's credentials, until one is accepted; gives what went wrong with
/// each. Boxed, since the way to a jump host may lead through another.
fn connect(dialler: Dialler, host: Arc<JumpHost>) -> Connecting {
    Box::pin(async move {
        let (device, ssh) = (&host.device, dialler.ssh());
        let mut errors = Vec::new();
        for credentials in device.all_credentials() {
            trace::tell(|| Step::JumpHost {
                name: device.name.clone(),
                peer: peer(device),
                username: credentials.username.clone(),
            });
            let flow = Arc::new(Flow::default());
            let connecting = async {
                let stream = dialler.dial(device).await?;
                let reached = ssh.reach_hop(device, stream, flow.clone()).await?;
                let _turn = dialler.logins().turn().await;
                ssh.log_in(device, credentials, reached).await
            };
            match connecting.await {
                Ok(connection) => return Ok(Trunk::new(&device.name, connection, flow)),
                Err(error) => {
                    let refused = error.class() == Class::AuthFailed;
                    errors.push(error);
                    if !refused {
                        break;
                    }
                }
            }
        }
        Err(errors)
    })
}
