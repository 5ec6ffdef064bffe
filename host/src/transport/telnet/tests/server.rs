//! A device on loopback that does what a script says.

use std::{sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
    task::JoinHandle,
};

/// Long enough that only a broken test waits for it.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Bytes of what came that are looked through again when more comes.
const REMEMBERED: usize = 512;

/// What the device does next.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    Say(&'static [u8]),
    /// Reads until these bytes have come, and forgets what came before them.
    Hear(&'static [u8]),
    /// Reads until the other side hangs up.
    Listen,
    /// Says this again and again and never reads.
    Flood(&'static [u8]),
    /// Says that often.
    SayTimes(&'static [u8], usize),
    /// Hangs up so that the other side sees a broken connection.
    Reset,
}

pub struct Server {
    pub port: u16,
    /// The other side has hung up after [`Act::Listen`].
    pub left: Arc<Notify>,
    task: JoinHandle<()>,
}

impl Server {
    /// Plays the script for one connection and then hangs up.
    pub async fn start(script: &'static [Act]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let left = Arc::new(Notify::new());
        let gone = left.clone();
        let task = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.expect("a connection");
            play(stream, script, &gone).await;
        });
        Self { port, left, task }
    }

    /// Waits until the script is played; it must have heard all that it waited for.
    pub async fn ended(self) {
        let ended = tokio::time::timeout(PATIENCE, self.task).await;
        ended
            .expect("the script is played in time")
            .expect("what was to be heard was heard");
    }
}

async fn play(mut stream: TcpStream, script: &[Act], left: &Notify) {
    let mut heard = Vec::new();
    for act in script {
        match act {
            Act::Say(bytes) => stream.write_all(bytes).await.expect("it listens"),
            Act::SayTimes(bytes, times) => {
                stream.write_all(&bytes.repeat(*times)).await.expect("it listens");
            }
            Act::Flood(bytes) => {
                let bytes = bytes.repeat(4096);
                while stream.write_all(&bytes).await.is_ok() {}
                left.notify_one();
            }
            Act::Hear(wanted) => loop {
                let found = heard.windows(wanted.len()).position(|part| part == *wanted);
                if let Some(at) = found {
                    heard.drain(..at + wanted.len());
                    break;
                }
                heard.drain(..heard.len().saturating_sub(REMEMBERED));
                let mut piece = [0; 4096];
                let count = stream.read(&mut piece).await.expect("it speaks");
                let so_far = || String::from_utf8_lossy(&heard).into_owned();
                assert!(
                    count > 0,
                    "gone after {:?}, before {:?}",
                    so_far(),
                    String::from_utf8_lossy(wanted)
                );
                heard.extend_from_slice(&piece[..count]);
            },
            Act::Listen => {
                let mut piece = [0; 4096];
                while matches!(stream.read(&mut piece).await, Ok(1..)) {}
                left.notify_one();
            }
            Act::Reset => {
                stream.set_zero_linger().expect("a socket");
                return;
            }
        }
    }
}
