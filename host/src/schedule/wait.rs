//! One device, until its turn: a place for its session, and leave to begin its login.
//!
//! Thousands wait here, so that each is a task of its own that holds nothing but what it waits for.

use super::{
    gate::Place,
    hands::Login,
    record::{Failure, Status},
    transport::{Transport, Trouble},
    visit::{Run, until},
};
use crate::inventory::device::Device;
use std::sync::Arc;

/// What a device needs to be visited; dropping it makes room for another.
pub(super) struct Turn {
    pub(super) place: Place,
    pub(super) login: Option<Login>,
}

/// Waits for a device's turn, or until it is sure that it will have none.
pub(super) async fn wait<T: Transport>(run: Arc<Run<T>>, device: Arc<Device>) -> Result<Turn, Trouble> {
    let turn = async {
        Turn {
            place: run.gate.place(&device).await,
            login: run.hands.login().await,
        }
    };
    let turn = tokio::select! {
        biased;
        () = run.stop.draining() => return Err(interrupted()),
        () = until(run.deadline) => {
            return Err(not_begun("deadline", "the run's deadline passed before the device's turn"));
        }
        turn = turn => turn,
    };
    // A place that came free because of the interrupt can be faster than the news of it.
    if run.stop.is_draining() {
        return Err(interrupted());
    }
    Ok(turn)
}

fn interrupted() -> Trouble {
    not_begun("interrupted", "the run was interrupted before the device's turn")
}

fn not_begun(kind: &str, message: &str) -> Trouble {
    Trouble {
        status: Status::NotAttempted,
        failure: Failure {
            kind: kind.into(),
            message: message.into(),
            hint: String::new(),
        },
        passing: false,
    }
}
