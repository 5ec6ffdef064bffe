//! From a stream to a connection that is logged in: handshake, host key, authentication.

use super::{
    SshClient, algorithms,
    auth::{self, AuthError, Waiting},
    flow::{self, Flow},
    handler::{Ending, Handler, HandlerError, Lost, Trust},
    introduction::Introduction,
    stream::{Lifeline, Severable},
};
use crate::{
    inventory::device::{Credentials, Device, SshOptions},
    transport::{
        dial::{Stream, peer},
        error::{Stage, TransportError},
        line::patience::until,
        trace::Trace,
    },
};
use russh::client::{Config, GexParams, Handle};
use std::{pin::pin, sync::Arc, time::Duration};
use tokio::time::Instant;

/// Bits asked for in a group exchange: 2048 at least, since less can be broken; 2048 by preference, since the
/// library's default of 8192 costs 0.9 s of processor for each device.
const GROUP_BITS: (usize, usize, usize) = (2048, 2048, 8192);

/// What a device may send before it must wait for us to have read it, in bytes. Enough for more than 1 MB/s over
/// 200 ms of distance, and a bound to what a hostile device makes us hold.
const WINDOW: u32 = 256 * 1024;

/// Packets that may wait to be read, of 32 KB at most each.
const WAITING_PACKETS: usize = 16;

const PACKET: u32 = 32 * 1024;

/// Keepalives in a row without an answer after which a device is gone.
const KEEPALIVES_LOST: usize = 3;

/// A connection to a device that is logged in. Dropping it closes it.
pub struct Connection {
    pub(super) handle: Handle<Handler>,
    pub(super) lifeline: Lifeline,
    pub(super) ending: Ending,
    pub(super) introduction: Arc<Introduction>,
    pub(super) peer: String,
    /// Those that were accepted.
    pub(super) credentials: Credentials,
    /// Whether the device wanted a proof of who we are.
    pub(super) proven: bool,
    /// Until when the first prompt must have come.
    pub(super) login: Deadline,
}

/// A device whose key is good and that waits for a credential. Dropping it closes the connection.
pub struct Reached {
    connection: Connection,
    /// Of the login timeout.
    left: Duration,
}

impl Reached {
    fn now(connection: Connection) -> Self {
        let left = connection.login.at.saturating_duration_since(Instant::now());
        Self { connection, left }
    }
}

/// The end of the time for logging in, and how long that was.
#[derive(Clone, Copy)]
pub(super) struct Deadline {
    pub(super) at: Instant,
    pub(super) after: Duration,
}

impl Deadline {
    async fn guard<F: Future>(
        self,
        stage: Stage,
        peer: &str,
        future: F,
    ) -> Result<F::Output, TransportError> {
        until(self.at, pin!(future))
            .await
            .ok_or_else(|| self.late(stage, peer))
    }

    fn late(self, stage: Stage, peer: &str) -> TransportError {
        TransportError::LoginTimeout {
            peer: peer.to_owned(),
            after: self.after,
            stage,
        }
    }
}

impl Connection {
    /// Whether the device has accepted the credentials; false where it lets everybody in, and may ask in its shell
    /// who is there.
    pub fn is_proven(&self) -> bool {
        self.proven
    }
}

impl SshClient {
    /// Logs in. What was left of the login timeout when the device was reached goes on from now: whatever the
    /// caller waited for in between was not the device.
    pub async fn log_in(
        &self,
        device: &Device,
        credentials: &Credentials,
        reached: Reached,
    ) -> Result<Connection, TransportError> {
        let Reached { mut connection, left } = reached;
        connection.credentials = credentials.clone();
        let Connection {
            handle,
            ending,
            peer,
            login,
            ..
        } = &mut connection;
        let progress = auth::Progress::new(left);
        let logging_in = auth::log_in(handle, credentials, &device.ssh, &self.means, ending, &progress);
        let error = match progress.guard(Box::pin(logging_in)).await {
            Ok(Ok(let_in)) => {
                login.at = progress.deadline();
                connection.proven = let_in == auth::LetIn::Proven;
                return Ok(connection);
            }
            Ok(Err(error)) => error,
            Err(Waiting::Device) => return Err(login.late(Stage::Authentication, peer)),
            Err(waiting) => AuthError::Timeout {
                after: login.after,
                waiting,
            },
        };
        Err(TransportError::Auth {
            peer: peer.clone(),
            error,
        })
    }

    /// Goes with a device that was dialled up to the point where a credential is needed.
    ///
    /// Handshake, login and, later, the first prompt share the device's login timeout. Cancel-safe: dropping the
    /// future closes the stream.
    pub(in crate::transport) async fn reach(
        &self,
        device: &Device,
        stream: Stream,
    ) -> Result<Reached, TransportError> {
        // A future is as large as the largest thing that it ever holds across an await: the handshake's stays here.
        let connection = Box::pin(self.shake_hands(device, stream, None)).await?;
        Ok(Reached::now(connection))
    }

    /// The same for a jump host, whose connection is to carry others.
    pub(in crate::transport) async fn reach_hop(
        &self,
        device: &Device,
        stream: Stream,
        flow: Arc<Flow>,
    ) -> Result<Reached, TransportError> {
        let connection = Box::pin(self.shake_hands(device, stream, Some(flow))).await?;
        Ok(Reached::now(connection))
    }

    async fn shake_hands(
        &self,
        device: &Device,
        mut stream: Stream,
        flow: Option<Arc<Flow>>,
    ) -> Result<Connection, TransportError> {
        let peer = peer(device);
        let known_hosts = self.known_hosts(&device.ssh)?;
        let login = Deadline {
            at: Instant::now() + device.timeouts.login,
            after: device.timeouts.login,
        };
        // A device speaks first, and one that never does is told apart.
        login
            .guard(Stage::Greeting, &peer, stream.spoken())
            .await?
            .map_err(|cause| TransportError::Handshake {
                peer: peer.clone(),
                lost: Lost::from(&cause),
            })?;
        let known = known_hosts
            .as_ref()
            .map(|known| known.about(&device.host, device.port));
        let config = config(&device.ssh, &known.unwrap_or_default(), flow.is_some())?;
        let ending = Ending::default();
        let introduction = Arc::new(Introduction::default());
        let trust = known_hosts.map(|known_hosts| Trust {
            known_hosts,
            seen: self.host_keys.clone(),
            host: device.host.clone(),
            port: device.port,
            policy: device.ssh.host_keys,
        });
        let (stream, lifeline) = Severable::new(stream);
        let handler = Handler {
            trust,
            ending: ending.clone(),
            introduction: introduction.clone(),
            trace: Trace::current(),
            flow,
        };
        let handshake = Box::pin(russh::client::connect_stream(Arc::new(config), stream, handler));
        let done = login.guard(Stage::Handshake, &peer, handshake).await?;
        let handle = done.map_err(|error| refused_handshake(&peer, &device.ssh, error, &ending))?;
        Ok(Connection {
            handle,
            lifeline,
            ending,
            introduction,
            peer,
            credentials: Credentials::default(),
            proven: false,
            login,
        })
    }
}

fn config(
    options: &SshOptions,
    known: &[Arc<super::known_hosts::Entry>],
    carries_others: bool,
) -> Result<Config, super::NothingToOffer> {
    let (least, preferred, most) = GROUP_BITS;
    Ok(Config {
        preferred: algorithms::offered(options, known)?,
        // The numbers are constants that the library accepts.
        gex: GexParams::new(least, preferred, most).unwrap_or_default(),
        window_size: WINDOW,
        maximum_packet_size: PACKET,
        channel_buffer_size: if carries_others {
            flow::PIECES
        } else {
            WAITING_PACKETS
        },
        inactivity_timeout: None,
        keepalive_interval: Some(options.keepalive).filter(|interval| !interval.is_zero()),
        keepalive_max: KEEPALIVES_LOST,
        nodelay: true,
        ..Config::default()
    })
}

fn refused_handshake(
    peer: &str,
    options: &SshOptions,
    error: HandlerError,
    ending: &Ending,
) -> TransportError {
    let peer = peer.to_owned();
    match error {
        HandlerError::HostKey(error) => TransportError::HostKey(error),
        HandlerError::Ssh(russh::Error::NoCommonAlgo { kind, ours, theirs }) => {
            let legacy_helps = algorithms::legacy_helps(options, &kind, &theirs);
            let spoken = algorithms::spoken_of(&kind, &theirs);
            let printable = |names: Vec<String>| names.iter().map(|name| super::printable(name)).collect();
            let (ours, theirs) = (printable(ours), printable(theirs));
            TransportError::NoCommonAlgorithm {
                peer,
                kind,
                theirs,
                ours,
                legacy_helps,
                spoken,
            }
        }
        HandlerError::Ssh(russh::Error::Version) => TransportError::NotSsh { peer },
        HandlerError::Ssh(error) => {
            let lost = ending.get().cloned().unwrap_or_else(|| Lost::from(&error));
            TransportError::Handshake { peer, lost }
        }
    }
}
