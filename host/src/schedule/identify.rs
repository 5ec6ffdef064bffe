//! Whose a device is, found out over its open session: asks what the drivers' signs want asked, and goes on with the
//! profile of the driver that they speak for.

use super::{
    Candidate, Target,
    record::{Event, Failure, Status},
    transport::{Conversation, Transport, Trouble},
    visit::Run,
};
use crate::plugin::recognise::{Because, Next, Recogniser, Verdict};
use std::sync::Arc;

/// What the signs came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// The candidate at this place, how sure that is in percent, and what gave the device away.
    One(usize, u8, Because),
    /// The candidates at these places are equally sure.
    Several(Vec<usize>),
    None,
}

/// Looks at what the device has shown, and sends the commands that the candidates' signs want sent.
///
/// # Errors
/// A command that did not come to its end. A refused one is no error.
pub async fn look<C: Conversation>(
    target: &Target,
    candidates: &[Candidate],
    conversation: &mut C,
) -> Result<Found, Trouble> {
    let mut recogniser = Recogniser::new(candidates.iter().map(|candidate| candidate.signs.clone()));
    let shown = conversation.shown();
    recogniser.identification(&shown.identification);
    recogniser.greeting(&shown.greeting);
    loop {
        match recogniser.next() {
            Next::Ask(command) => {
                let output = conversation.run(target, &command).await?;
                recogniser.output(&command, &output.text);
            }
            Next::Done(verdict) => {
                return Ok(match verdict {
                    Verdict::Recognised {
                        candidate,
                        certainty,
                        because,
                    } => Found::One(candidate, certainty, because),
                    Verdict::Ambiguous(places) => Found::Several(places),
                    Verdict::Unknown => Found::None,
                });
            }
        }
    }
}

/// Finds out whose the device is unless that is known, and makes the session ready for its commands.
pub(super) async fn identify<T: Transport>(
    run: &Run<T>,
    target: &mut Target,
    conversation: &mut T::Conversation,
) -> Result<(), Trouble> {
    let Some(candidates) = target.candidates.clone() else {
        return Ok(());
    };
    match look(target, &candidates, conversation).await? {
        Found::One(place, ..) => {
            if let Some(candidate) = candidates.get(place) {
                take(target, candidate)?;
                conversation.adopt(target).await?;
            }
        }
        Found::Several(places) => return Err(ambiguous(&candidates, &places)),
        Found::None => {
            // What has no driver is only kept, not parsed.
            if let Some(driver) = target.driver.take() {
                let platform = &mut Arc::make_mut(&mut target.device).platform;
                platform.clone_from(&driver.description().platform);
            }
            // A reader that is gone is the run's affair: it stops the run.
            let _ = run
                .events
                .send(Event::Unrecognised {
                    index: target.index,
                    device: target.device.name.as_str().into(),
                })
                .await;
        }
    }
    // Once for a device: another connection knows.
    target.candidates = None;
    Ok(())
}

fn take(target: &mut Target, candidate: &Candidate) -> Result<(), Trouble> {
    match &candidate.profile {
        Ok(Some(profile)) => target.profile = profile.clone(),
        Ok(None) => {}
        Err(why) => {
            return Err(failed(
                "profile",
                format!(
                    "the device is a {}, and the inventory's profile for it is wrong: {why}",
                    candidate.platform
                ),
                "correct `profile` in the inventory".into(),
            ));
        }
    }
    target.driver.clone_from(&candidate.driver);
    candidate
        .platform
        .as_ref()
        .clone_into(&mut Arc::make_mut(&mut target.device).platform);
    Ok(())
}

fn ambiguous(candidates: &[Candidate], places: &[usize]) -> Trouble {
    let names: Vec<&str> = places
        .iter()
        .filter_map(|&place| Some(&*candidates.get(place)?.platform))
        .collect();
    failed(
        "platform_ambiguous",
        format!("several drivers claim the device as theirs: {}", names.join(", ")),
        format!(
            "say which it is in the device's table in the inventory: platform = \"{}\"",
            names.first().unwrap_or(&"…"),
        ),
    )
}

fn failed(kind: &str, message: String, hint: String) -> Trouble {
    Trouble {
        status: Status::Failed,
        failure: Failure {
            kind: kind.into(),
            message,
            hint,
        },
        passing: false,
    }
}
