//! What a driver did wrong. A fault costs one call: of one command, on one device.

use super::caution::CautionError;
use crate::inventory::size;

/// Why a call of a driver gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("it did not answer within {limit_ms} ms")]
    Time { limit_ms: u64 },
    #[error("it wanted more than {} of memory", size::text(*limit))]
    Memory { limit: usize },
    #[error("it wanted more than {limit} elements in its tables")]
    Table { limit: usize },
    #[error("it called itself too deeply: its stack is full")]
    Stack,
    #[error("its answer is larger than {}", size::text(*limit))]
    Answer { limit: usize },
    #[error("it wrote more than {limit} lines to the log")]
    Log { limit: usize },
    #[error("it stopped by itself: {0}")]
    Trap(String),
    #[error("its answer breaks the contract: {0}")]
    Contract(String),
    #[error("it wants {:?} sent, and is not allowed to: {}", .0.line.text, .0.objection)]
    Sends(Box<CautionError>),
    #[error("it is no longer called: it failed to answer in time {times} times in a row")]
    GivenUp { times: u32 },
}

impl Fault {
    /// A short name that does not change between versions.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Time { .. } => "driver_time",
            Self::Memory { .. } => "driver_memory",
            Self::Table { .. } => "driver_table",
            Self::Stack => "driver_stack",
            Self::Answer { .. } => "driver_answer",
            Self::Log { .. } => "driver_log",
            Self::Trap(_) => "driver_trap",
            Self::Contract(_) => "driver_contract",
            Self::Sends(_) => "driver_sends",
            Self::GivenUp { .. } => "driver_given_up",
        }
    }

    /// Whether the driver ended at a limit that its user can raise.
    pub fn is_limit(&self) -> bool {
        matches!(
            self,
            Self::Time { .. } | Self::Memory { .. } | Self::Answer { .. } | Self::Log { .. }
        )
    }

    /// What a user can do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::GivenUp { .. } => {
                "--raw prints what the device answered; report the driver's fault to its author".into()
            }
            Self::Sends(error) => error.hint(),
            it if it.is_limit() => {
                "the device's answer is kept: --raw prints it; report the fault to the driver's author, or give the driver \
                 more in the configuration, under [limits] or [drivers.NAME]"
                    .into()
            }
            _ => "the device's answer is kept: --raw prints it; report the fault to the driver's author".into(),
        }
    }
}
