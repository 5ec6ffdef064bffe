//! A simulated device at the other end of an in-memory stream.

use crate::{
    inventory::secret::Secret,
    lab::{
        counts::Counters,
        fault::Fault,
        fleet::{self, Member},
        handler::Door,
        options::LabOptions,
    },
};
use std::{sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex},
    task::JoinHandle,
    time::timeout,
};

const PATIENCE: Duration = Duration::from_secs(30);

struct Client {
    stream: DuplexStream,
    heard: Vec<u8>,
    counters: Arc<Counters>,
    device: JoinHandle<()>,
}

impl Client {
    fn of(options: &LabOptions) -> Self {
        let members = fleet::muster(options).expect("a fleet");
        let member: Member = members.into_iter().next().expect("a device");
        let door = Door {
            username: "lab".into(),
            password: Secret::new("lab"),
            keys: Vec::new(),
            legacy_only: false,
            keyboard_interactive: false,
        };
        let counters = Arc::new(Counters::default());
        let counted = Arc::clone(&counters);
        let (stream, device) = duplex(1 << 20);
        let device = tokio::spawn(async move { super::converse(device, &member, &door, &counted).await });
        Self {
            stream,
            heard: Vec::new(),
            counters,
            device,
        }
    }

    async fn says(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.expect("it listens");
    }

    /// What comes up to and with these bytes.
    async fn hears(&mut self, wanted: &[u8]) -> Vec<u8> {
        loop {
            let found = self.heard.windows(wanted.len()).position(|part| part == wanted);
            if let Some(at) = found {
                return self.heard.drain(..at + wanted.len()).collect();
            }
            let mut piece = [0; 4096];
            let count = timeout(PATIENCE, self.stream.read(&mut piece))
                .await
                .expect("it speaks")
                .expect("bytes");
            assert!(
                count > 0,
                "it hung up after {:?}",
                String::from_utf8_lossy(&self.heard)
            );
            self.heard.extend_from_slice(&piece[..count]);
        }
    }

    async fn logs_in(&mut self) {
        self.hears(b"Username: ").await;
        self.says(b"lab\r\0").await;
        self.hears(b"lab\r\nPassword: ").await;
        self.says(b"lab\r\0").await;
        self.hears(b"lab-0001#").await;
    }

    async fn hears_the_end(mut self) {
        let mut rest = Vec::new();
        timeout(PATIENCE, self.stream.read_to_end(&mut rest))
            .await
            .expect("in time")
            .expect("an end");
        self.device.await.expect("it ends");
    }
}

#[tokio::test]
async fn a_device_negotiates_asks_and_answers() {
    let mut client = Client::of(&LabOptions::default());
    client
        .hears(b"\xff\xfb\x01\xff\xfb\x03\xff\xfd\x1f\xff\xfd\x18")
        .await;
    client
        .says(b"\xff\xfd\x01\xff\xfd\x03\xff\xfb\x1f\xff\xfa\x1f\0\x50\0\x05\xff\xf0\xff\xfb\x18")
        .await;
    client.hears(b"\xff\xfa\x18\x01\xff\xf0").await;
    client.says(b"\xff\xfa\x18\0VT100\xff\xf0").await;
    client.says(b"lab\r\0lab\r\0").await;
    let shown = client.hears(b"lab-0001#").await;
    assert!(!String::from_utf8_lossy(&shown).contains("Password: lab"));
    assert_eq!(client.counters.read().live, 1);
    // The terminal has five lines.
    client.says(b"show version\r\0").await;
    client.hears(b"--More--").await;
    client.says(b"q").await;
    client.hears(b"lab-0001#").await;
    client.says(b"exit\r\n").await;
    let counters = Arc::clone(&client.counters);
    client.hears_the_end().await;
    assert_eq!(counters.read().live, 0);
}

#[tokio::test]
async fn a_wrong_password_is_refused_three_times() {
    let mut client = Client::of(&LabOptions::default());
    for times in 1..=3 {
        client.hears(b"Username: ").await;
        client.says(b"\r\0lab\r\0").await;
        client.hears(b"Password: ").await;
        client.says(b"wrong\r\0").await;
        client.hears(b"% Login invalid").await;
        assert_eq!(client.counters.read().refused, times);
    }
    client.hears_the_end().await;
}

#[tokio::test]
async fn a_device_that_refuses_all_refuses_the_right_password_too() {
    let mut client = Client::of(&LabOptions {
        devices: 1,
        faults: vec![(Fault::WrongPassword, 1.0)],
        ..LabOptions::default()
    });
    client.hears(b"Username: ").await;
    client.says(b"lab\r\0lab\r\0").await;
    client.hears(b"% Login invalid").await;
    assert_eq!(client.counters.read().total, 0);
}

#[tokio::test]
async fn what_is_typed_ahead_of_an_answer_is_taken_after_it() {
    let mut client = Client::of(&LabOptions {
        latency: Duration::from_millis(30),
        ..LabOptions::default()
    });
    client.logs_in().await;
    client
        .says(b"terminal length 0\r\0show version\r\0show clock\r\0")
        .await;
    client.hears(b"show version").await;
    client.hears(b"lab-0001#").await;
    client.hears(b"show clock").await;
    client.hears(b"lab-0001#").await;
    assert!(client.counters.read().answers > 0);
}

#[tokio::test]
async fn a_client_that_goes_during_an_endless_output_ends_it() {
    let mut client = Client::of(&LabOptions {
        devices: 1,
        faults: vec![(Fault::EndlessOutput, 1.0)],
        ..LabOptions::default()
    });
    client.logs_in().await;
    client.says(b"show version\r\0").await;
    client.hears(b"show version").await;
    drop(client.stream);
    timeout(PATIENCE, client.device)
        .await
        .expect("in time")
        .expect("it ends");
}
