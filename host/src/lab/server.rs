//! Serving a fleet: its listeners, a task for each connection, and the end of both.

use super::{
    counts::{Counters, SessionCounts},
    fault::{Fault, ShareError},
    fleet::{self, LabDevice, Member},
    handler::{Connection, Door},
    inventory, keys, listen,
    options::{LabOptions, MAX_DEVICES},
    recorded::SessionFileError,
    telnet,
};
use crate::system_text;
use russh::{Disconnect, server::Config};
use std::{
    collections::HashMap,
    io,
    net::{SocketAddr, SocketAddrV4},
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{
    io::AsyncReadExt,
    net::{TcpListener, TcpSocket, TcpStream},
    sync::watch,
    task::JoinSet,
};

/// Before a listener tries again that could not take a connection: out of open files, most often, and then some must
/// be closed first.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// For a client to take note that the lab stops.
const GOODBYE: Duration = Duration::from_secs(1);

/// A fleet that cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum LabError {
    #[error("a lab of {0} devices is too large: it has at most {MAX_DEVICES}")]
    TooManyDevices(usize),
    #[error("there are not {devices} ports from {first} on")]
    TooFewPorts { first: u16, devices: usize },
    #[error(transparent)]
    Shares(#[from] ShareError),
    #[error("the share of devices with telnet is {0}: a share is between 0 and 1")]
    TelnetShare(f64),
    #[error(transparent)]
    Session(#[from] SessionFileError),
    #[error("cannot listen on {address}: {source}")]
    Bind {
        address: SocketAddrV4,
        source: io::Error,
    },
    #[error("cannot make a host key: {0}")]
    HostKey(String),
    #[error("cannot read the authorized keys {}: {}", path.display(), system_text::of_file(source))]
    AuthorizedKeys { path: PathBuf, source: io::Error },
    #[error("the authorized keys {path}, line {line}: this is no public key", path = path.display())]
    AuthorizedKey { path: PathBuf, line: usize },
}

impl LabError {
    /// What to do about it; empty when the message says all there is.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::TooManyDevices(_) | Self::HostKey(_) => "",
            Self::TooFewPorts { .. } => "begin with a lower port, or let the system give the ports",
            Self::TelnetShare(_) => "0.2 is a fifth of the fleet, 1 all of it",
            Self::Shares(_) => "give each kind of fault a share of the whole fleet, such as 0.1",
            Self::Session(_) => "a session file is YAML with `init_prompt` and `commands`",
            Self::Bind { source, .. } if source.kind() == io::ErrorKind::AddrInUse => {
                "something else listens there: choose another port, or let the system give one"
            }
            // EMFILE and ENFILE, which have no kind of their own.
            Self::Bind { source, .. } if matches!(source.raw_os_error(), Some(23 | 24)) => {
                "a port for each device is an open file for each: raise `ulimit -n`, serve fewer devices, or give each an \
                 address instead of a port"
            }
            Self::Bind { .. } => {
                "the lab listens on loopback only, which must be there and open to this user"
            }
            Self::AuthorizedKeys { .. } | Self::AuthorizedKey { .. } => {
                "the file holds one public key in each line, as `ssh-keygen` writes it in a .pub file"
            }
        }
    }
}

/// A fleet that is being served. Dropping it ends it too, without waiting for its sessions.
#[derive(Debug)]
pub struct Lab {
    options: LabOptions,
    devices: Vec<LabDevice>,
    counters: Arc<Counters>,
    stop: watch::Sender<bool>,
    listeners: JoinSet<()>,
    /// Held, not used: ports that must stay closed.
    _reserved: Vec<TcpSocket>,
}

/// What every listener needs.
struct Shared {
    members: HashMap<SocketAddr, Arc<Member>>,
    door: Arc<Door>,
    config: Arc<Config>,
    counters: Arc<Counters>,
}

/// Serves a fleet; returns once every device listens.
pub async fn serve(options: LabOptions) -> Result<Lab, LabError> {
    // Reading recordings and making keys is work that would hold up the caller's other tasks.
    let (options, members, config, keys) = {
        let prepare = move || {
            let members = fleet::muster(&options)?;
            let config = keys::config(&options)?;
            let keys = options
                .authorized_keys
                .as_deref()
                .map_or(Ok(Vec::new()), keys::authorized)?;
            Ok::<_, LabError>((options, members, config, keys))
        };
        match tokio::task::spawn_blocking(prepare).await {
            Ok(prepared) => prepared?,
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    };
    let faults: Vec<Option<Fault>> = members.iter().map(Member::fault).collect();
    let sockets = listen::bind(options.bind, &faults)?;
    let devices = members
        .iter()
        .zip(&sockets.addresses)
        .map(|(member, address)| member.described(*address))
        .collect();
    let counters = Arc::new(Counters::default());
    let shared = Arc::new(Shared {
        members: sockets
            .addresses
            .into_iter()
            .zip(members.into_iter().map(Arc::new))
            .collect(),
        door: Arc::new(Door {
            username: options.username.clone(),
            password: options.password.clone(),
            keys,
            legacy_only: options.legacy_only,
            keyboard_interactive: options.keyboard_interactive,
        }),
        config: Arc::new(config),
        counters: Arc::clone(&counters),
    });
    let (stop, stopping) = watch::channel(false);
    let mut listeners = JoinSet::new();
    for listener in sockets.listeners {
        listeners.spawn(listen(listener, Arc::clone(&shared), stopping.clone()));
    }
    Ok(Lab {
        options,
        devices,
        counters,
        stop,
        listeners,
        _reserved: sockets.reserved,
    })
}

impl Lab {
    /// In order.
    pub fn devices(&self) -> &[LabDevice] {
        &self.devices
    }

    /// The inventory that reaches the fleet, credentials included.
    pub fn inventory_toml(&self) -> String {
        inventory::inventory_toml(&self.options, &self.devices)
    }

    pub fn sessions(&self) -> SessionCounts {
        self.counters.read()
    }

    /// When the last logins were accepted or refused, in order; of a large fleet, those of its last 65,000.
    pub fn login_moments(&self) -> Vec<Instant> {
        self.counters.logins()
    }

    /// Takes no more connections, ends those that there are, and returns when all are gone.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        while self.listeners.join_next().await.is_some() {}
    }
}

/// Takes connections until the lab stops, then waits for those that it took.
async fn listen(listener: TcpListener, shared: Arc<Shared>, mut stopping: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            // Either it was told to stop or its lab was dropped.
            _ = stopping.changed() => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, Arc::clone(&shared), stopping.clone()));
                }
                Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
            },
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

async fn connection(stream: TcpStream, shared: Arc<Shared>, mut stopping: watch::Receiver<bool>) {
    // The listener of a whole loopback network also takes connections to addresses that no device has.
    let member = stream
        .local_addr()
        .ok()
        .and_then(|address| shared.members.get(&address));
    let Some(member) = member.map(Arc::clone) else {
        return;
    };
    shared.counters.connected();
    match member.fault() {
        Some(Fault::Reset) => {
            // Closing at once, with nothing left to linger for, is a reset.
            let _ = stream.set_zero_linger();
        }
        Some(Fault::NeverAnswer) => {
            tokio::select! {
                () = swallow(stream) => {}
                _ = stopping.changed() => {}
            }
        }
        _ if member.is_telnet() => {
            // It can only fail on a connection that is gone, which the next read finds out.
            let _ = stream.set_nodelay(true);
            tokio::select! {
                () = telnet::converse(stream, &member, &shared.door, &shared.counters) => {}
                _ = stopping.changed() => {}
            }
        }
        _ => converse(stream, member, &shared, stopping).await,
    }
}

async fn converse(
    stream: TcpStream,
    member: Arc<Member>,
    shared: &Shared,
    mut stopping: watch::Receiver<bool>,
) {
    // It can only fail on a connection that is gone, which the next read finds out.
    let _ = stream.set_nodelay(true);
    let handler = Connection::new(member, Arc::clone(&shared.door), Arc::clone(&shared.counters));
    let session = tokio::select! {
        session = russh::server::run_stream(Arc::clone(&shared.config), stream, handler) => session,
        _ = stopping.changed() => return,
    };
    let Ok(mut session) = session else { return };
    tokio::select! {
        // However a connection ends is its client's business.
        _ = &mut session => return,
        _ = stopping.changed() => {}
    }
    let handle = session.handle();
    let goodbye = async {
        let _ = handle
            .disconnect(
                Disconnect::ByApplication,
                "the lab stops".to_owned(),
                String::new(),
            )
            .await;
        let _ = session.await;
    };
    // One that does not read its goodbye is left to the system.
    let _ = tokio::time::timeout(GOODBYE, goodbye).await;
}

/// Reads until the other side goes, and says nothing.
async fn swallow(mut stream: TcpStream) {
    let mut scrap = [0; 256];
    while matches!(stream.read(&mut scrap).await, Ok(1..)) {}
}

#[cfg(test)]
#[path = "server_tests/mod.rs"]
mod tests;
