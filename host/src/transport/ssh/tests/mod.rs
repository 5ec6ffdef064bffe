//! Logins and conversations with a small SSH server on loopback, and what is said when they fail.

mod agent;
mod faults;
mod host_keys;
mod login;
mod old_keys;
mod questions;
pub(in crate::transport) mod server;

use super::{Connection, Conversation, SshClient};
use crate::{
    inventory::{
        device::{AgentUse, Credentials, Device, HostKeyPolicy, Protocol, SshOptions, Timeouts},
        secret::Secret,
    },
    session::{
        Profile,
        profile::{ModeSpec, ProfileOverrides, ProfileSpec},
    },
    transport::{
        dial::Dialler,
        error::{Class, TransportError},
    },
};
use server::{Behaviour, PASSWORD, Server, USERNAME, VERSION};
use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

/// Long enough that only a broken test waits for it.
pub(in crate::transport) const PATIENCE: Duration = Duration::from_secs(30);
pub(in crate::transport) const MAX_OUTPUT: usize = 1024 * 1024;

pub(in crate::transport) fn device(port: u16) -> Device {
    Device {
        name: "r1".to_owned(),
        host: "127.0.0.1".to_owned(),
        port,
        platform: "netlab_os".to_owned(),
        groups: Vec::new(),
        credentials: Credentials {
            username: USERNAME.to_owned(),
            password: Some(Secret::new(PASSWORD)),
            ..Credentials::default()
        },
        protocol: Protocol::Ssh,
        fallbacks: Vec::new(),
        jump: None,
        ssh: SshOptions {
            host_keys: HostKeyPolicy::Off,
            keepalive: Duration::ZERO,
            agent: AgentUse::Never,
            ..SshOptions::default()
        },
        timeouts: Timeouts {
            connect: PATIENCE,
            login: PATIENCE,
            command: PATIENCE,
            total: PATIENCE,
        },
        profile: ProfileOverrides::default(),
    }
}

pub(in crate::transport) fn profile() -> Arc<Profile> {
    let spec = ProfileSpec {
        modes: vec![ModeSpec {
            name: "exec".to_owned(),
            prompts: vec!["^r1#$".to_owned()],
        }],
        command_mode: "exec".to_owned(),
        on_close: vec!["exit".to_owned()],
        errors: vec!["^% Invalid".to_owned()],
        ..ProfileSpec::default()
    };
    Arc::new(Profile::compile(&spec).expect("a profile"))
}

async fn connect(device: &Device) -> Result<Connection, TransportError> {
    connect_with(&Arc::new(SshClient::new()), device).await
}

/// As a login of a run whose connections share this client.
async fn connect_with(client: &Arc<SshClient>, device: &Device) -> Result<Connection, TransportError> {
    let stream = Dialler::new(client.clone()).dial(device).await?;
    let reached = client.reach(device, stream).await?;
    client.log_in(device, &device.credentials, reached).await
}

async fn converse(device: &Device) -> Result<Conversation, TransportError> {
    connect(device).await?.open(profile(), MAX_OUTPUT).await
}

async fn failure(device: &Device) -> TransportError {
    match converse(device).await {
        Ok(_) => panic!("the device let us in"),
        Err(error) => error,
    }
}

#[tokio::test]
async fn commands_run_one_after_the_other_and_the_device_is_told_goodbye() {
    let server = Server::start(Behaviour::default()).await;
    let mut conversation = converse(&device(server.port)).await.expect("a conversation");
    for _ in 0..3 {
        let output = conversation.run("show version", PATIENCE).await.expect("output");
        assert_eq!((output.text.as_str(), output.refused), (VERSION, None));
    }
    let refused = conversation.run("show nothing", PATIENCE).await.expect("output");
    assert_eq!(refused.refused.as_deref(), Some("% Invalid input"));
    conversation.close().await;
    server.seen.ended.notified().await;
    assert_eq!(server.seen.goodbyes.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn what_comes_on_the_error_channel_is_output_too() {
    let server = Server::start(Behaviour::default()).await;
    let mut conversation = converse(&device(server.port)).await.expect("a conversation");
    let output = conversation.run("show errors", PATIENCE).await.expect("output");
    assert_eq!(output.text, "fan 2 failed\n");
}

#[tokio::test]
async fn dropping_a_conversation_closes_its_connection() {
    let server = Server::start(Behaviour::default()).await;
    let conversation = converse(&device(server.port)).await.expect("a conversation");
    drop(conversation);
    server.seen.ended.notified().await;
}

#[tokio::test]
async fn a_command_that_was_given_up_ends_the_conversation() {
    let server = Server::start(Behaviour::default()).await;
    let mut conversation = converse(&device(server.port)).await.expect("a conversation");
    let given_up = tokio::time::timeout(
        Duration::from_millis(20),
        conversation.run("show silence", PATIENCE),
    );
    assert!(given_up.await.is_err());
    let error = conversation
        .run("show version", PATIENCE)
        .await
        .expect_err("it may not run");
    assert_eq!(error.kind(), "abandoned");
}

#[tokio::test]
async fn a_session_s_future_is_small() {
    const LIMIT: usize = 4 * 1024;
    let device = device(1);
    let connecting = size_of_val(&connect(&device));
    assert!(connecting < LIMIT, "{connecting} bytes to connect");
    let conversing = size_of_val(&converse(&device));
    assert!(conversing < 2 * LIMIT, "{conversing} bytes to connect and open");
    assert!(
        size_of::<Conversation>() < LIMIT,
        "{} bytes to keep",
        size_of::<Conversation>()
    );
}
