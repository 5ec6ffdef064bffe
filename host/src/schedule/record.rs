//! What a run says while it goes on: one record for each command on each device, one outcome for each device.

use crate::plugin::{engine::LogLine, model::Table};
use serde::{Deserialize, Serialize};
use std::{sync::Arc, time::Duration};

/// How a command on a device ended. Its name in every format is the snake-case one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Ok,
    /// The device refused the command.
    Failed,
    /// The command ran; its output was not understood.
    Unparsed,
    Unreachable,
    AuthFailed,
    TimedOut,
    DriverFault,
    Cancelled,
    NotAttempted,
}

/// Why something did not succeed, as a program and as a person need it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// A short name that does not change between versions, such as `connect_refused`.
    pub kind: String,
    pub message: String,
    /// What to do about it; empty when there is nothing better to say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hint: String,
}

/// One command on one device.
#[derive(Clone, Debug)]
pub struct Record {
    /// Place of the device in the inventory's order, from 0.
    pub index: usize,
    pub device: Arc<str>,
    pub host: Arc<str>,
    pub platform: Arc<str>,
    pub command: Arc<str>,
    pub status: Status,
    pub error: Option<Failure>,
    /// When the command was sent; none when it was not.
    pub started_at: Option<jiff::Timestamp>,
    pub elapsed: Duration,
    /// What the device answered, clean.
    pub raw: Option<String>,
    /// What the driver made of it; none where the command has no parser.
    pub table: Option<Table>,
}

/// How a device ended, exactly one for each device of a run.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub index: usize,
    pub device: Arc<str>,
    /// As the inventory says or as it was found out.
    pub platform: Arc<str>,
    pub status: Status,
    pub error: Option<Failure>,
    pub elapsed: Duration,
    /// Connections begun, the successful one included.
    pub attempts: u32,
    /// The user of the fall-back credential that let us in; none where the device's own did, or none.
    pub fallback: Option<Arc<str>>,
    /// One for each command of the job, in the job's order.
    pub records: Vec<Record>,
    /// Of getters: what each of them gave, in the job's order. Empty for commands, and for a device that was not
    /// asked everything.
    pub answers: Vec<Answered>,
}

/// What a getter gave on one device.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    pub status: Status,
    pub error: Option<Failure>,
    /// None where there is no answer.
    pub value: Option<serde_json::Value>,
}

impl From<Result<serde_json::Value, (Status, Failure)>> for Answered {
    fn from(result: Result<serde_json::Value, (Status, Failure)>) -> Self {
        match result {
            Ok(value) => Self {
                status: Status::Ok,
                error: None,
                value: Some(value),
            },
            Err((status, error)) => Self {
                status,
                error: Some(error),
                value: None,
            },
        }
    }
}

/// A credential that was refused so often that it was tried no more.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StoppedCredential {
    pub username: String,
    /// In a row.
    pub refusals: u32,
    /// Devices on which it was not tried because of that.
    pub spared: usize,
}

/// What is known of a run when it has ended, besides its devices' outcomes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ended {
    /// By username.
    pub stopped: Vec<StoppedCredential>,
}

/// What happens during a run, in the order in which it happens.
#[derive(Clone, Debug)]
pub enum Event {
    /// A session was begun.
    Started { index: usize },
    /// The device's platform was to be found out, and no driver recognises it.
    Unrecognised { index: usize, device: Arc<str> },
    /// A device is tried again after this failure.
    Retrying {
        index: usize,
        attempt: u32,
        error: Failure,
        after: Duration,
    },
    /// A driver wrote lines to its log that the user wants to see.
    Logged {
        device: Arc<str>,
        platform: Arc<str>,
        /// The command whose output it was given, or the getter.
        about: Arc<str>,
        lines: Vec<LogLine>,
    },
    /// A device has ended; its records are final.
    Finished(Outcome),
}
