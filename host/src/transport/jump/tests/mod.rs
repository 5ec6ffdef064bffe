//! Devices behind jump hosts on loopback, and what is said when one of them is in the way.

mod bastion;
mod broken;
mod reconnect;
mod shared;

use crate::{
    inventory::{
        device::{Device, HostKeyPolicy, JumpHost},
        secret::Secret,
    },
    transport::{
        Conversation, SshClient,
        dial::{Dialler, Stream},
        error::{Class, TransportError},
        ssh::tests::{
            MAX_OUTPUT, PATIENCE, device, profile,
            server::{Behaviour, PASSWORD, Server, USERNAME, VERSION, private_key},
        },
    },
};
use bastion::{Bastion, Door, Forwarding};
use std::{sync::Arc, time::Duration};

fn dialler() -> Dialler {
    Dialler::new(Arc::new(SshClient::new()))
}

/// A jump host on this port, of this name.
fn jump(name: &str, port: u16) -> JumpHost {
    let mut host = device(port);
    host.name = name.to_owned();
    JumpHost {
        device: host,
        sessions: 100,
    }
}

fn behind(jump: &Arc<JumpHost>, mut device: Device) -> Device {
    device.jump = Some(jump.clone());
    device
}

async fn converse(dialler: &Dialler, device: &Device) -> Result<Conversation, TransportError> {
    let stream = dialler.dial(device).await?;
    let reached = dialler.ssh().reach(device, stream).await?;
    let connection = dialler.ssh().log_in(device, &device.credentials, reached).await?;
    connection.open(profile(), MAX_OUTPUT).await
}

async fn answers(conversation: &mut Conversation) {
    let output = conversation.run("show version", PATIENCE).await.expect("output");
    assert_eq!(output.text, VERSION);
}

async fn failure(dialler: &Dialler, device: &Device) -> TransportError {
    match dialler.dial(device).await {
        Ok(_) => panic!("the device was reached"),
        Err(error) => error,
    }
}
