//! A jump host for tests: an SSH server that opens streams to loopback ports, behind a door that can be shut.

use crate::transport::ssh::tests::server::{PASSWORD, USERNAME, private_key};
use russh::{
    Channel, ChannelId, ChannelOpenFailure, MethodKind, MethodSet,
    server::{self, Auth, ChannelOpenHandle, Msg, Session},
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Notify, watch},
    task::JoinSet,
};

/// What a bastion does when it is asked for a stream.
#[derive(Clone, Copy, Debug)]
pub enum Forwarding {
    Connects,
    Refuses(fn() -> ChannelOpenFailure),
    /// Connects once it is told to.
    Waits,
}

/// What a bastion saw.
#[derive(Debug, Default)]
pub struct Seen {
    /// Passwords that were accepted, and that were not.
    pub logins: AtomicUsize,
    pub refusals: AtomicUsize,
    /// Streams that are open.
    pub open: watch::Sender<usize>,
    /// A stream was asked for.
    pub asked: Notify,
    /// We closed a stream.
    pub closed: Notify,
    /// Lets one stream go on that waits.
    pub go_on: Notify,
}

impl Seen {
    pub fn logins(&self) -> usize {
        self.logins.load(Ordering::SeqCst)
    }

    pub fn refusals(&self) -> usize {
        self.refusals.load(Ordering::SeqCst)
    }

    /// Waits until so many streams are open.
    pub async fn until_open(&self, count: usize) {
        let mut open = self.open.subscribe();
        open.wait_for(|open| *open == count)
            .await
            .expect("it is held here");
    }
}

pub struct Bastion {
    pub port: u16,
    pub seen: Arc<Seen>,
}

impl Bastion {
    pub async fn start(forwarding: Forwarding) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("its address").port();
        let seen = Arc::new(Seen::default());
        let config = Arc::new(server::Config {
            keys: vec![private_key(9)],
            methods: MethodSet::from(&[MethodKind::Password][..]),
            auth_rejection_time: Duration::ZERO,
            ..server::Config::default()
        });
        let shared = seen.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let guard = Guard {
                    forwarding,
                    seen: shared.clone(),
                };
                let config = config.clone();
                tokio::spawn(async move {
                    if let Ok(session) = server::run_stream(config, stream, guard).await {
                        // How it ended is what the tests look at from the other side.
                        let _ = session.await;
                    }
                });
            }
        });
        Self { port, seen }
    }
}

struct Guard {
    forwarding: Forwarding,
    seen: Arc<Seen>,
}

impl server::Handler for Guard {
    type Error = russh::Error;

    async fn auth_password(&mut self, user: &str, password: &str) -> Result<Auth, russh::Error> {
        if (user, password) == (USERNAME, PASSWORD) {
            self.seen.logins.fetch_add(1, Ordering::SeqCst);
            Ok(Auth::Accept)
        } else {
            self.seen.refusals.fetch_add(1, Ordering::SeqCst);
            Ok(Auth::reject())
        }
    }

    async fn channel_close(&mut self, _: ChannelId, _: &mut Session) -> Result<(), russh::Error> {
        self.seen.closed.notify_one();
        Ok(())
    }

    async fn channel_open_direct_tcpip(
        &mut self,
        channel: Channel<Msg>,
        host: &str,
        port: u32,
        _: &str,
        _: u32,
        reply: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), russh::Error> {
        self.seen.asked.notify_one();
        if let Forwarding::Refuses(reason) = self.forwarding {
            reply.reject(reason()).await;
            return Ok(());
        }
        let (seen, waits) = (self.seen.clone(), matches!(self.forwarding, Forwarding::Waits));
        let target = (host.to_owned(), u16::try_from(port).expect("a port"));
        tokio::spawn(async move {
            if waits {
                seen.go_on.notified().await;
            }
            let Ok(mut device) = TcpStream::connect(target).await else {
                return reply.reject(ChannelOpenFailure::ConnectFailed).await;
            };
            reply.accept().await;
            seen.open.send_modify(|open| *open += 1);
            let _ = tokio::io::copy_bidirectional(&mut channel.into_stream(), &mut device).await;
            seen.open.send_modify(|open| *open -= 1);
        });
        Ok(())
    }
}

/// A port in front of another; what goes through it can be cut, and silenced.
pub struct Door {
    pub port: u16,
    to: u16,
    open: Option<tokio::task::JoinHandle<()>>,
    /// Connections that came through it.
    pub passed: Arc<AtomicUsize>,
    silence: watch::Sender<()>,
}

impl Door {
    pub async fn open(to: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("its address").port();
        let mut door = Self {
            port,
            to,
            open: None,
            passed: Arc::default(),
            silence: watch::Sender::default(),
        };
        door.serve(listener);
        door
    }

    /// Cuts what goes through it, and refuses what comes.
    pub async fn shut(&mut self) {
        if let Some(open) = self.open.take() {
            open.abort();
            // Its port is free once it has ended.
            let _ = open.await;
        }
    }

    /// Opens again on the same port.
    pub async fn reopen(&mut self) {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await;
        self.serve(listener.expect("the same port"));
    }

    /// Lets nothing more through of what is connected, without a word. What comes later passes.
    pub fn silence(&self) {
        self.silence.send_replace(());
    }

    fn serve(&mut self, listener: TcpListener) {
        let (to, passed) = (self.to, self.passed.clone());
        let silence = self.silence.subscribe();
        self.open = Some(tokio::spawn(async move {
            let mut through = JoinSet::new();
            while let Ok((mut client, _)) = listener.accept().await {
                passed.fetch_add(1, Ordering::SeqCst);
                let mut silence = silence.clone();
                silence.mark_unchanged();
                through.spawn(async move {
                    let mut server = TcpStream::connect(("127.0.0.1", to)).await.expect("the server");
                    tokio::select! {
                        _ = tokio::io::copy_bidirectional(&mut client, &mut server) => {}
                        Ok(()) = silence.changed() => std::future::pending().await,
                    }
                });
            }
        }));
    }
}
