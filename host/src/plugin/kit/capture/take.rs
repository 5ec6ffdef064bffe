//! From a recording to what is kept of it: cleaned, and played again, so that its outputs are those that whoever has the
//! recording gets.

use super::{Cleaned, Cleaner, clean};
use crate::{
    session::{Output, Profile},
    transport::{
        record::Recording,
        replay::{RehearsalError, rehearse},
    },
};
use std::sync::Arc;

/// A session that can be shown to others.
#[derive(Debug)]
pub struct Capture {
    pub recording: Cleaned,
    /// Of the commands, in their order.
    pub outputs: Vec<Output>,
}

#[derive(Debug, thiserror::Error)]
pub enum CaptureError {
    #[error(transparent)]
    Rehearsal(#[from] RehearsalError),
    #[error("what was recorded does not go as it went once it is cleaned: {0}")]
    Otherwise(String),
    #[error("the output of \"{0}\" still holds what should have been replaced: the device sent it in parts")]
    Remains(String),
}

impl CaptureError {
    /// What to do about it; empty when there is nothing better to say than the error does.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Rehearsal(_) => "",
            Self::Otherwise(_) => {
                "does a text of --replace stand in a prompt or in what the profile sends? Else please report it"
            }
            Self::Remains(_) => "leave this command out",
        }
    }
}

/// Cleans a recording and plays it to the profile.
///
/// # Errors
/// When it does not replay any more, and when an output holds what was to be replaced.
pub fn capture(
    recording: Recording,
    profile: Arc<Profile>,
    cleaner: &mut Cleaner,
) -> Result<Capture, CaptureError> {
    let recording = clean(recording, cleaner);
    let rehearsal = rehearse(recording.recording().clone(), profile)?;
    if let Some(wrong) = rehearsal.wrong() {
        return Err(CaptureError::Otherwise(wrong));
    }
    for output in &rehearsal.outputs {
        if cleaner.remains_in(&output.text) {
            return Err(CaptureError::Remains(output.command.clone()));
        }
    }
    Ok(Capture {
        recording,
        outputs: rehearsal.outputs,
    })
}
