//! Keys that a real `ssh-agent` holds.

use super::{server::private_key, *};
use russh::{
    MethodKind,
    keys::{PrivateKey, ssh_key::LineEnding},
};
use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// An agent on a socket of its own, gone when it is dropped.
struct Agent {
    process: Child,
    folder: tempfile::TempDir,
}

impl Agent {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut process = Command::new("ssh-agent")
            .args(["-D", "-a"])
            .arg(folder.path().join("socket"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("ssh-agent runs (Debian: openssh-client)");
        let stdout = process.stdout.take().expect("a pipe");
        // It says where it listens once it does.
        let said = BufReader::new(stdout).lines().next();
        assert!(
            said.is_some_and(|line| line.is_ok()),
            "the agent says where it listens"
        );
        Self { process, folder }
    }

    fn holding(keys: &[PrivateKey]) -> Self {
        let agent = Self::start();
        for (number, key) in keys.iter().enumerate() {
            let path = write_key(agent.folder.path(), &format!("held-{number}"), key);
            agent.add(&path);
            std::fs::remove_file(path).expect("the key is the agent's alone");
        }
        agent
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("socket")
    }

    fn add(&self, path: &Path) {
        let added = Command::new("ssh-add")
            .arg("-q")
            .arg(path)
            .env("SSH_AUTH_SOCK", self.socket())
            .status();
        assert!(added.expect("ssh-add runs").success());
    }

    fn asked_by(&self, server: &Server) -> Device {
        let mut device = device(server.port);
        device.credentials.password = None;
        device.ssh.agent = AgentUse::Socket(self.socket());
        device
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn write_key(folder: &Path, name: &str, key: &PrivateKey) -> PathBuf {
    use std::{fs::OpenOptions, io::Write, os::unix::fs::OpenOptionsExt};
    let path = folder.join(name);
    let text = key.to_openssh(LineEnding::LF).expect("a key file's text");
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path);
    file.and_then(|mut file| file.write_all(text.as_bytes()))
        .expect("a key file");
    path
}

/// The device lets in who has the key of this seed, and perhaps who has the password.
async fn keyed(seed: u8, methods: &'static [MethodKind]) -> Server {
    Server::start(Behaviour {
        methods,
        key: Some(private_key(seed).public_key().clone()),
        ..Behaviour::default()
    })
    .await
}

const KEY: &[MethodKind] = &[MethodKind::PublicKey];
const BOTH: &[MethodKind] = &[MethodKind::PublicKey, MethodKind::Password];

#[tokio::test]
async fn an_agent_s_key_logs_in_and_the_others_sign_nothing() {
    let server = keyed(3, KEY).await;
    let agent = Agent::holding(&[private_key(1), private_key(2), private_key(3)]);
    converse(&agent.asked_by(&server)).await.expect("a conversation");
    assert_eq!(server.seen.keys_offered.load(Ordering::SeqCst), 3);
    assert_eq!(server.seen.keys_signed.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn an_agent_s_keys_come_after_the_inventory_s_and_before_the_password() {
    let server = keyed(1, BOTH).await;
    let agent = Agent::holding(&[private_key(1), private_key(2)]);
    let mut device = agent.asked_by(&server);
    device.credentials.password = Some(Secret::new(PASSWORD));
    let own = write_key(agent.folder.path(), "own", &private_key(2));
    device.credentials.keys = vec![own];
    converse(&device).await.expect("a conversation");
    // The file's key once, though the agent holds it too.
    assert_eq!(server.seen.keys_offered.load(Ordering::SeqCst), 2);
    assert_eq!(server.seen.passwords.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn an_agent_with_many_keys_does_not_use_up_a_device_s_patience() {
    let server = keyed(9, BOTH).await;
    let agent = Agent::holding(&[1, 2, 3, 4, 5, 6, 7, 9].map(private_key));
    let mut device = agent.asked_by(&server);
    let error = failure(&device).await;
    assert_eq!((error.kind(), error.class()), ("auth_refused", Class::AuthFailed));
    assert!(
        error
            .to_string()
            .contains("3 more of the agent's keys (not tried"),
        "{error}"
    );
    assert_eq!(server.seen.keys_offered.load(Ordering::SeqCst), 5);

    // The inventory names the right one by its public half.
    let public = agent.folder.path().join("right.pub");
    std::fs::write(&public, private_key(9).public_key().to_openssh().expect("text")).expect("a file");
    device.credentials.keys = vec![public];
    converse(&device).await.expect("a conversation");
    assert_eq!(server.seen.keys_offered.load(Ordering::SeqCst), 6);
}

#[tokio::test]
async fn an_encrypted_key_without_a_passphrase_is_the_agent_s_to_sign_with() {
    let server = keyed(5, KEY).await;
    let agent = Agent::holding(&[private_key(4), private_key(5)]);
    let encrypted = private_key(5)
        .encrypt(&mut russh::keys::key::safe_rng(), "staple")
        .expect("an encrypted key");
    let mut device = agent.asked_by(&server);
    device.credentials.keys = vec![write_key(agent.folder.path(), "id", &encrypted)];
    converse(&device).await.expect("a conversation");
    assert_eq!(server.seen.keys_offered.load(Ordering::SeqCst), 1);

    device.ssh.agent = AgentUse::Never;
    let error = failure(&device).await;
    assert_eq!((error.kind(), error.class()), ("key_encrypted", Class::Failed));
    assert!(error.to_string().contains("to ask no agent"), "{error}");
}

#[tokio::test]
async fn each_way_in_which_an_agent_is_of_no_use_is_told() {
    let server = keyed(5, BOTH).await;
    let empty = Agent::start();
    let mut device = empty.asked_by(&server);
    device.credentials.password = Some(Secret::new(PASSWORD));
    let error = failure(&device).await;
    assert_eq!(
        (error.kind(), error.class()),
        ("agent_without_key", Class::Failed)
    );
    assert!(
        error.to_string().contains("holds no key, or is locked"),
        "{error}"
    );

    let folder = tempfile::tempdir().expect("a temporary folder");
    device.ssh.agent = AgentUse::Socket(folder.path().join("absent"));
    let error = failure(&device).await;
    assert_eq!(error.kind(), "agent_unreachable");
    assert!(
        error
            .to_string()
            .contains("absent cannot be reached: no such file"),
        "{error}"
    );

    // Nobody behind the socket any more.
    let dead = folder.path().join("dead");
    drop(std::os::unix::net::UnixListener::bind(&dead).expect("a socket"));
    device.ssh.agent = AgentUse::Socket(dead);
    let error = failure(&device).await;
    assert!(
        error
            .to_string()
            .contains("dead cannot be reached: connection refused"),
        "{error}"
    );

    // Somebody who hangs up, and somebody who never answers.
    let odd = folder.path().join("odd");
    let listener = tokio::net::UnixListener::bind(&odd).expect("a socket");
    device.ssh.agent = AgentUse::Socket(odd);
    let hangs_up = async { drop(listener.accept().await.expect("a connection")) };
    let (error, ()) = tokio::join!(failure(&device), hangs_up);
    assert_eq!(error.kind(), "agent_unreachable");
    device.timeouts.login = Duration::from_millis(300);
    let error = failure(&device).await;
    assert_eq!((error.kind(), error.class()), ("login_timeout", Class::TimedOut));
    assert!(error.to_string().contains("odd did not answer"), "{error}");
}

#[tokio::test]
async fn a_key_that_the_agent_does_not_hold_matters_only_when_nothing_else_lets_in() {
    let server = keyed(5, BOTH).await;
    let agent = Agent::holding(&[private_key(5)]);
    let public = agent.folder.path().join("other.pub");
    std::fs::write(&public, private_key(6).public_key().to_openssh().expect("text")).expect("a file");
    let mut device = agent.asked_by(&server);
    device.credentials.keys = vec![public];
    converse(&device)
        .await
        .expect("a conversation with the agent's own key");

    let stranger = keyed(7, KEY).await;
    device.port = stranger.port;
    let error = failure(&device).await;
    assert_eq!((error.kind(), error.class()), ("key_public_only", Class::Failed));
    assert!(error.to_string().contains("does not hold it"), "{error}");
}

#[tokio::test]
async fn many_logins_at_once_share_an_agent() {
    const LOGINS: usize = 40;
    let server = keyed(1, KEY).await;
    let agent = Agent::holding(&[private_key(1)]);
    let device = agent.asked_by(&server);
    let client = Arc::new(SshClient::new());
    let mut logins = tokio::task::JoinSet::new();
    for _ in 0..LOGINS {
        let (client, device) = (client.clone(), device.clone());
        logins.spawn(async move { connect_with(&client, &device).await.map(drop) });
    }
    let logged_in = logins.join_all().await;
    assert!(logged_in.iter().all(Result::is_ok), "{logged_in:?}");
    assert_eq!(server.seen.keys_signed.load(Ordering::SeqCst), LOGINS);
}
