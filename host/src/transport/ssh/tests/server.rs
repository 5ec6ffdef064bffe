//! A device for tests: a small SSH server on a port that the system gives, which behaves as it is told.

use russh::{
    Channel, ChannelId, MethodKind, MethodSet, Preferred, Pty,
    keys::{PrivateKey, PublicKey},
    server::{self, Auth, ChannelOpenHandle, Msg, PublicKeyOffer, Response, Session, VerifiedPublicKey},
};
use std::{
    borrow::Cow,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{net::TcpListener, sync::Notify};

pub const USERNAME: &str = "noc";
pub const PASSWORD: &str = "correct horse";
pub const WRONG: &str = "battery";
/// What the device answers to `show version`.
pub const VERSION: &str = "NetLab OS 4.2, build 7\nuptime is 3 days\n";

/// How a device behaves.
#[derive(Clone)]
pub struct Behaviour {
    pub methods: &'static [MethodKind],
    /// What keyboard-interactive asks, round by round.
    pub rounds: Vec<Round>,
    pub key: Option<PublicKey>,
    /// Never says whether a password is right.
    pub keeps_silent: bool,
    pub preferred: Preferred,
    pub host_key: PrivateKey,
    pub refuses_terminal: bool,
    pub refuses_shell: bool,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            methods: &[MethodKind::Password],
            rounds: vec![Round::PASSWORD],
            key: None,
            keeps_silent: false,
            preferred: Preferred::DEFAULT,
            host_key: private_key(1),
            refuses_terminal: false,
            refuses_shell: false,
        }
    }
}

/// A round of questions.
#[derive(Clone, Copy, Debug)]
pub struct Round {
    /// The name and the instruction that come with them.
    pub said: (&'static str, &'static str),
    /// Each, and whether the answer is shown.
    pub prompts: &'static [(&'static str, bool)],
    pub right: &'static [&'static str],
    /// Whether somebody has to approve, elsewhere.
    pub approval: bool,
}

impl Round {
    pub const PASSWORD: Self = Self::one(&[("Password: ", false)], &[PASSWORD]);

    pub const fn one(prompts: &'static [(&'static str, bool)], right: &'static [&'static str]) -> Self {
        Self {
            said: ("", ""),
            prompts,
            right,
            approval: false,
        }
    }
}

/// The same key for the same seed.
pub fn private_key(seed: u8) -> PrivateKey {
    russh::keys::ssh_key::private::Ed25519Keypair::from_seed(&[seed; 32]).into()
}

/// What a device saw.
#[derive(Default)]
pub struct Seen {
    /// Times that a password was sent, in whatever way.
    pub passwords: AtomicUsize,
    pub goodbyes: AtomicUsize,
    /// Keys that it was asked about, and those that signed.
    pub keys_offered: AtomicUsize,
    pub keys_signed: AtomicUsize,
    /// Lets an approval through.
    pub approved: Notify,
    /// A connection to it has ended.
    pub ended: Notify,
}

pub struct Server {
    pub port: u16,
    pub seen: Arc<Seen>,
}

impl Server {
    pub async fn start(behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("its address").port();
        let config = Arc::new(server::Config {
            keys: vec![behaviour.host_key.clone()],
            methods: MethodSet::from(behaviour.methods),
            auth_rejection_time: Duration::ZERO,
            preferred: behaviour.preferred.clone(),
            ..server::Config::default()
        });
        let seen = Arc::new(Seen::default());
        let shared = seen.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let seen = shared.clone();
                let device = Device {
                    behaviour: behaviour.clone(),
                    seen: seen.clone(),
                    round: 0,
                    typed: vec![],
                };
                let config = config.clone();
                tokio::spawn(async move {
                    if let Ok(session) = server::run_stream(config, stream, device).await {
                        // How it ended is what the tests look at from the other side.
                        let _ = session.await;
                    }
                    seen.ended.notify_one();
                });
            }
        });
        Self { port, seen }
    }
}

struct Device {
    behaviour: Behaviour,
    seen: Arc<Seen>,
    round: usize,
    typed: Vec<u8>,
}

impl Device {
    fn refused(&self) -> Auth {
        Auth::Reject {
            proceed_with_methods: Some(self.behaviour.methods.into()),
            partial_success: false,
        }
    }

    fn check(&self, password: &[u8]) -> Auth {
        self.seen.passwords.fetch_add(1, Ordering::SeqCst);
        if password == PASSWORD.as_bytes() {
            Auth::Accept
        } else {
            self.refused()
        }
    }

    fn answer(
        &mut self,
        command: &str,
        channel: ChannelId,
        session: &mut Session,
    ) -> Result<(), russh::Error> {
        session.data(channel, format!("{command}\r\n"))?;
        match command {
            "show version" => session.data(channel, VERSION.replace('\n', "\r\n"))?,
            "show errors" => session.extended_data(channel, 1, "fan 2 failed\r\n")?,
            "" => {}
            "show silence" => return Ok(()),
            "reload" => {
                session.data(channel, "Proceeding with rel")?;
                session.disconnect(russh::Disconnect::ByApplication, "going down", "")?;
                return Ok(());
            }
            "logout" => {
                session.data(channel, "bye")?;
                return session.close(channel);
            }
            "exit" => {
                self.seen.goodbyes.fetch_add(1, Ordering::SeqCst);
                return session.close(channel);
            }
            _ => session.data(channel, "% Invalid input\r\n")?,
        }
        session.data(channel, "r1#")
    }
}

impl server::Handler for Device {
    type Error = russh::Error;

    async fn auth_none(&mut self, _: &str) -> Result<Auth, russh::Error> {
        Ok(if self.behaviour.methods == [MethodKind::None] {
            Auth::Accept
        } else {
            self.refused()
        })
    }

    async fn auth_password(&mut self, _: &str, password: &str) -> Result<Auth, russh::Error> {
        if self.behaviour.keeps_silent {
            std::future::pending::<()>().await;
        }
        Ok(self.check(password.as_bytes()))
    }

    async fn auth_publickey_offered(
        &mut self,
        _: &str,
        offer: PublicKeyOffer<'_>,
    ) -> Result<Auth, russh::Error> {
        self.seen.keys_offered.fetch_add(1, Ordering::SeqCst);
        let known = self.behaviour.key.as_ref();
        let known = known.is_some_and(|known| known.key_data() == offer.public_key.key_data());
        Ok(if known { Auth::Accept } else { self.refused() })
    }

    async fn auth_publickey(&mut self, _: &str, key: VerifiedPublicKey<'_>) -> Result<Auth, russh::Error> {
        self.seen.keys_signed.fetch_add(1, Ordering::SeqCst);
        let known = self.behaviour.key.as_ref();
        let known = known.is_some_and(|known| known.key_data() == key.public_key.key_data());
        Ok(if known { Auth::Accept } else { self.refused() })
    }

    async fn auth_keyboard_interactive<'a>(
        &'a mut self,
        _: &str,
        _: &str,
        response: Option<Response<'a>>,
    ) -> Result<Auth, russh::Error> {
        let rounds = &self.behaviour.rounds;
        if let Some(response) = response {
            let round = rounds[self.round];
            if round.approval {
                self.seen.approved.notified().await;
            }
            let answers: Vec<String> = response
                .map(|answer| String::from_utf8_lossy(&answer).into_owned())
                .collect();
            if answers.iter().any(|answer| answer == PASSWORD || answer == WRONG) {
                self.seen.passwords.fetch_add(1, Ordering::SeqCst);
            }
            if answers != round.right {
                return Ok(self.refused());
            }
            self.round += 1;
            if self.round == rounds.len() {
                return Ok(Auth::Accept);
            }
        }
        let Round { said, prompts, .. } = rounds[self.round];
        let prompts = prompts
            .iter()
            .map(|&(prompt, echo)| (Cow::Borrowed(prompt), echo));
        Ok(Auth::Partial {
            name: Cow::Borrowed(said.0),
            instructions: Cow::Borrowed(said.1),
            prompts: prompts.collect(),
        })
    }

    async fn channel_open_session(
        &mut self,
        _: Channel<Msg>,
        reply: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), russh::Error> {
        reply.accept().await;
        Ok(())
    }

    async fn pty_request(
        &mut self,
        channel: ChannelId,
        _: &str,
        _: u32,
        _: u32,
        _: u32,
        _: u32,
        _: &[(Pty, u32)],
        session: &mut Session,
    ) -> Result<(), russh::Error> {
        if self.behaviour.refuses_terminal {
            session.channel_failure(channel)
        } else {
            session.channel_success(channel)
        }
    }

    async fn shell_request(&mut self, channel: ChannelId, session: &mut Session) -> Result<(), russh::Error> {
        if self.behaviour.refuses_shell {
            return session.channel_failure(channel);
        }
        session.channel_success(channel)?;
        session.data(channel, "\r\nAuthorized staff only.\r\nr1#")
    }

    async fn data(
        &mut self,
        channel: ChannelId,
        data: &[u8],
        session: &mut Session,
    ) -> Result<(), russh::Error> {
        self.typed.extend_from_slice(data);
        while let Some(end) = self.typed.iter().position(|&byte| byte == b'\n') {
            let line: Vec<u8> = self.typed.drain(..=end).collect();
            let command = String::from_utf8_lossy(&line).trim().to_owned();
            self.answer(&command, channel, session)?;
        }
        Ok(())
    }
}
