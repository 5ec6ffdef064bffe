//! The fleet over loopback, as a client sees it.

use super::*;
use crate::{inventory::secret::Secret, lab::Bind};
use russh::{
    ChannelMsg, Disconnect,
    client::{self, AuthResult, Handle, KeyboardInteractiveAuthResponse},
    keys::{PrivateKey, PrivateKeyWithHashAlg, PublicKeyOrCertificate, ssh_key::private::Ed25519Keypair},
};
use std::{io, sync::Arc, time::Duration};
use tokio::{io::AsyncReadExt, net::TcpStream, time::timeout};

mod faults;
mod logins;

/// For what must happen: far longer than it takes.
const SOON: Duration = Duration::from_secs(20);
/// For what must not happen: long enough that it would have.
const A_WHILE: Duration = Duration::from_millis(300);

struct AnyHost;

impl client::Handler for AnyHost {
    type Error = russh::Error;

    async fn check_server_key(&mut self, _key: &PublicKeyOrCertificate) -> Result<bool, Self::Error> {
        Ok(true)
    }
}

async fn connect(device: &LabDevice) -> Handle<AnyHost> {
    connect_with(device, client::Config::default()).await.unwrap()
}

async fn connect_with(device: &LabDevice, config: client::Config) -> Result<Handle<AnyHost>, russh::Error> {
    let address = (device.host.as_str(), device.port);
    timeout(SOON, client::connect(Arc::new(config), address, AnyHost))
        .await
        .unwrap()
}

async fn log_in(device: &LabDevice) -> Handle<AnyHost> {
    let mut handle = connect(device).await;
    assert!(
        handle
            .authenticate_password("lab", "lab")
            .await
            .unwrap()
            .success()
    );
    handle
}

type Channel = russh::Channel<client::Msg>;

async fn shell(handle: &Handle<AnyHost>) -> Channel {
    let channel = handle.channel_open_session().await.unwrap();
    channel
        .request_pty(false, "vt100", 511, 0, 0, 0, &[])
        .await
        .unwrap();
    channel.request_shell(false).await.unwrap();
    channel
}

/// Reads until the output ends with `end`.
async fn read_until(channel: &mut Channel, end: &str) -> String {
    let mut seen = Vec::new();
    let reading = async {
        while !seen.ends_with(end.as_bytes()) {
            match channel.wait().await {
                Some(ChannelMsg::Data { data }) => seen.extend_from_slice(&data),
                Some(_) => {}
                None => break,
            }
        }
    };
    let in_time = timeout(SOON, reading).await.is_ok();
    let seen = String::from_utf8_lossy(&seen).into_owned();
    assert!(in_time && seen.ends_with(end), "{end:?} did not come: {seen:?}");
    seen
}

/// Everything until the channel is closed, and the exit status.
async fn read_all(channel: &mut Channel) -> (String, Option<u32>) {
    let (mut seen, mut status) = (Vec::new(), None);
    let reading = async {
        while let Some(message) = channel.wait().await {
            match message {
                ChannelMsg::Data { data } => seen.extend_from_slice(&data),
                ChannelMsg::ExitStatus { exit_status } => status = Some(exit_status),
                _ => {}
            }
        }
    };
    timeout(SOON, reading).await.unwrap();
    (String::from_utf8_lossy(&seen).into_owned(), status)
}

/// Whether nothing more is said for a while.
async fn is_silent(channel: &mut Channel) -> bool {
    loop {
        match timeout(A_WHILE, channel.wait()).await {
            Err(_) => return true,
            Ok(Some(ChannelMsg::Data { .. }) | None) => return false,
            Ok(Some(_)) => {}
        }
    }
}

async fn lab(options: LabOptions) -> Lab {
    serve(options).await.unwrap()
}

/// A fleet of one, with whatever else is wanted of it.
async fn lone(options: LabOptions) -> Lab {
    lab(LabOptions {
        devices: 1,
        ..options
    })
    .await
}

/// A fleet of one, and a shell on it.
async fn lone_shell(options: LabOptions) -> (Lab, Handle<AnyHost>, Channel) {
    let lab = lone(options).await;
    let handle = log_in(&lab.devices()[0]).await;
    let channel = shell(&handle).await;
    (lab, handle, channel)
}

/// Every device has this fault.
fn all_with(fault: Fault) -> LabOptions {
    LabOptions {
        faults: vec![(fault, 1.0)],
        ..LabOptions::default()
    }
}

/// A fleet of one that has this fault, and a shell on it in which paging is off.
async fn faulty(fault: Fault) -> (Lab, Handle<AnyHost>, Channel) {
    let (lab, handle, mut channel) = lone_shell(all_with(fault)).await;
    read_until(&mut channel, "lab-0001#").await;
    channel.data_bytes("terminal length 0\n").await.unwrap();
    if fault != Fault::Mute {
        read_until(&mut channel, "lab-0001#").await;
    }
    (lab, handle, channel)
}

#[tokio::test]
async fn each_device_of_a_fleet_answers_for_itself() {
    let lab = lab(LabOptions {
        devices: 3,
        ..LabOptions::default()
    })
    .await;
    for device in lab.devices() {
        let handle = log_in(device).await;
        let mut channel = shell(&handle).await;
        let prompt = format!("{}#", device.hostname);
        read_until(&mut channel, &prompt).await;
        channel.data_bytes("terminal length 0\n").await.unwrap();
        read_until(&mut channel, &prompt).await;
        channel.data_bytes("show version\n").await.unwrap();
        let seen = read_until(&mut channel, &prompt).await;
        let serial = device.serial.as_deref().unwrap();
        assert!(
            seen.contains(&format!("Processor board ID {serial}\r\n")),
            "{seen}"
        );
    }
    assert_eq!(lab.sessions().total, 3);
    lab.stop().await;
}

#[tokio::test]
async fn an_address_for_each_device_is_one_listener_for_all() {
    let options = LabOptions {
        devices: 300,
        bind: Bind::Addresses { port: 0 },
        ..LabOptions::default()
    };
    let lab = lab(options).await;
    for index in [0, 299] {
        let device = &lab.devices()[index];
        let handle = log_in(device).await;
        let mut channel = shell(&handle).await;
        read_until(&mut channel, &format!("{}#", device.hostname)).await;
    }
    assert_eq!(lab.devices()[0].host, "127.1.0.1");
    assert_eq!(lab.devices()[299].host, "127.1.1.46");
    #[cfg(target_os = "linux")]
    assert_eq!(lab.listeners.len(), 1);
    lab.stop().await;
}

#[tokio::test]
async fn a_device_thinks_before_it_shows_and_keeps_what_is_typed_meanwhile() {
    let latency = Duration::from_millis(150);
    let (lab, _handle, mut channel) = lone_shell(LabOptions {
        latency,
        ..LabOptions::default()
    })
    .await;
    read_until(&mut channel, "lab-0001#").await;
    let begun = std::time::Instant::now();
    channel.data_bytes("show clock\n").await.unwrap();
    read_until(&mut channel, "show clock\r\n").await;
    channel.data_bytes("show privilege\nshow cl").await.unwrap();
    let seen = read_until(&mut channel, "show cl").await;
    assert!(begun.elapsed() >= latency * 2);
    assert_eq!(
        seen,
        "10:42:07.318 UTC Tue Mar 4 2025\r\nlab-0001#show privilege\r\nCurrent privilege level is 15\r\nlab-0001#show cl"
    );
    lab.stop().await;
}

#[tokio::test]
async fn commands_run_without_a_terminal_too() {
    let options = LabOptions {
        latency: Duration::from_millis(1),
        ..LabOptions::default()
    };
    let lab = lone(options).await;
    let handle = log_in(&lab.devices()[0]).await;
    let mut channel = handle.channel_open_session().await.unwrap();
    channel.exec(false, "show clock").await.unwrap();
    assert_eq!(
        read_all(&mut channel).await,
        ("10:42:07.318 UTC Tue Mar 4 2025\r\n".to_owned(), Some(0))
    );
    lab.stop().await;
}

#[tokio::test]
async fn exit_closes_the_channel() {
    let (lab, _handle, mut channel) = lone_shell(LabOptions::default()).await;
    channel.data_bytes("exit\n").await.unwrap();
    let (seen, status) = read_all(&mut channel).await;
    assert!(seen.ends_with("lab-0001#exit\r\n"), "{seen:?}");
    assert_eq!(status, Some(0));
    lab.stop().await;
}

#[tokio::test]
async fn what_was_piped_in_is_answered_before_the_channel_closes() {
    let options = LabOptions {
        latency: Duration::from_millis(20),
        ..LabOptions::default()
    };
    let (lab, _handle, mut channel) = lone_shell(options).await;
    channel.data_bytes("show clock\nshow privilege\n").await.unwrap();
    channel.eof().await.unwrap();
    let (seen, status) = read_all(&mut channel).await;
    assert_eq!(status, Some(0));
    assert!(
        seen.contains("10:42:07.318") && seen.contains("level is 15"),
        "{seen:?}"
    );
    lab.stop().await;
}

#[tokio::test]
async fn recorded_devices_take_turns() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("acme#edge#simulation.yaml");
    std::fs::write(
        &file,
        include_str!("../devices/recorded/acme#edge#simulation.yaml"),
    )
    .unwrap();
    let lab = lab(LabOptions {
        devices: 2,
        sessions: vec![file],
        ..LabOptions::default()
    })
    .await;
    let device = &lab.devices()[1];
    assert_eq!(
        (
            device.name.as_str(),
            device.hostname.as_str(),
            device.platform.as_str()
        ),
        ("lab-0002", "edge-01", "acme")
    );
    let handle = log_in(device).await;
    let mut channel = shell(&handle).await;
    read_until(&mut channel, "edge-01# ").await;
    channel.data_bytes("show clock\n").await.unwrap();
    assert!(
        read_until(&mut channel, "edge-01# ")
            .await
            .starts_with("show clock\r\n10:42:07 UTC\r\n")
    );
    lab.stop().await;
}

#[tokio::test]
async fn sessions_are_counted_while_they_live_and_stopping_ends_them() {
    let lab = lab(LabOptions {
        devices: 2,
        ..LabOptions::default()
    })
    .await;
    let handles = [log_in(&lab.devices()[0]).await, log_in(&lab.devices()[1]).await];
    let two = SessionCounts {
        connections: 2,
        refused: 0,
        total: 2,
        live: 2,
        peak: 2,
        answers: 0,
    };
    assert_eq!(lab.sessions(), two);
    let counters = Arc::clone(&lab.counters);
    timeout(SOON, lab.stop()).await.unwrap();
    assert_eq!(counters.read(), SessionCounts { live: 0, ..two });
    for handle in handles {
        assert!(timeout(SOON, handle).await.is_ok(), "the client is told");
    }
}

#[tokio::test]
async fn what_cannot_be_served_is_said_before_anything_listens() {
    let too_many = LabOptions {
        devices: 65_001,
        ..LabOptions::default()
    };
    assert!(matches!(
        serve(too_many).await,
        Err(LabError::TooManyDevices(65_001))
    ));
    let no_room = LabOptions {
        devices: 100,
        bind: Bind::Ports { first: 65_500 },
        ..LabOptions::default()
    };
    assert!(matches!(
        serve(no_room).await,
        Err(LabError::TooFewPorts {
            first: 65_500,
            devices: 100
        })
    ));
    let missing = LabOptions {
        sessions: vec!["/no/such/file.yaml".into()],
        ..LabOptions::default()
    };
    let error = serve(missing).await.unwrap_err();
    assert!(error.to_string().contains("/no/such/file.yaml") && !error.hint().is_empty());
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = taken.local_addr().unwrap().port();
    let error = serve(LabOptions {
        devices: 1,
        bind: Bind::Ports { first: port },
        ..LabOptions::default()
    })
    .await;
    let error = error.unwrap_err();
    assert!(
        error.to_string().contains(&format!("127.0.0.1:{port}")) && error.hint().contains("something else")
    );
}
