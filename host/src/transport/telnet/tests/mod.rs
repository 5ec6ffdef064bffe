//! Logins and commands over telnet with a scripted device on loopback, and what is said when they fail.

mod faults;
mod login;
mod server;

use super::connect::reach_within;
use crate::{
    inventory::{
        device::{Credentials, Device, Protocol, SshOptions, Timeouts},
        secret::Secret,
    },
    session::{
        Profile,
        profile::{
            AnswerSpec, ModeSpec, ProfileOverrides, ProfileSpec, QuestionSpec, SecretKind, TransitionSpec,
        },
    },
    transport::{
        dial::Dialler,
        error::TransportError,
        line::{Conversation, Opening},
    },
};
use server::{Act, PATIENCE, Server};
use std::{sync::Arc, time::Duration};

const MAX_OUTPUT: usize = 1 << 20;

fn device(port: u16) -> Device {
    Device {
        name: "r1".to_owned(),
        host: "127.0.0.1".to_owned(),
        port,
        platform: "netlab_os".to_owned(),
        groups: Vec::new(),
        protocol: Protocol::Telnet,
        credentials: Credentials {
            username: "lab".to_owned(),
            password: Some(Secret::new("s3cret")),
            enable: Some(Secret::new("m0re")),
            ..Credentials::default()
        },
        fallbacks: Vec::new(),
        jump: None,
        ssh: SshOptions::default(),
        timeouts: Timeouts {
            connect: PATIENCE,
            login: PATIENCE,
            command: PATIENCE,
            total: PATIENCE,
        },
        profile: ProfileOverrides::default(),
    }
}

fn profile() -> Arc<Profile> {
    let mode = |name: &str, prompt: &str| ModeSpec {
        name: name.to_owned(),
        prompts: vec![prompt.to_owned()],
    };
    let spec = ProfileSpec {
        modes: vec![mode("user", "^r1>$"), mode("exec", "^r1#$")],
        command_mode: "exec".to_owned(),
        transitions: vec![TransitionSpec {
            from: "user".to_owned(),
            to: "exec".to_owned(),
            command: "enable".to_owned(),
            questions: vec![QuestionSpec {
                pattern: "^Password: ?$".to_owned(),
                answer: AnswerSpec::Secret {
                    secret: SecretKind::Enable,
                },
                line_ending: true,
            }],
        }],
        on_close: vec!["exit".to_owned()],
        errors: vec!["^% Invalid".to_owned()],
        ..ProfileSpec::default()
    };
    Arc::new(Profile::compile(&spec).expect("a profile"))
}

/// A session that is ready, or why there is none; a device is typed an empty line after this silence.
async fn converse_after(device: &Device, silence: Duration) -> Result<Conversation, TransportError> {
    let stream = Dialler::new(std::sync::Arc::default()).dial(device).await?;
    let reached = reach_within(device, stream, silence).await?;
    let opening = Opening {
        profile: profile(),
        max_output: MAX_OUTPUT,
        tap: None,
    };
    super::log_in(device.credentials.clone(), reached, opening).await
}

async fn converse(device: &Device) -> Result<Conversation, TransportError> {
    converse_after(device, PATIENCE).await
}

async fn failure(device: &Device) -> TransportError {
    match converse(device).await {
        Ok(_) => panic!("the device let us in"),
        Err(error) => error,
    }
}
