//! `nethost connect`: one device's terminal, logged in to as a run does it.

mod keys;
mod raw;

use super::{
    error::{CliError, Done},
    fleet, one,
    one::One,
};
use crate::{
    report::Message,
    schedule::{Transport, Trouble, record::Status},
    transport::{
        Carrier,
        carrier::{MAX_OUTPUT, Reached},
        terminal::{Opened, Terminal},
        trace::{Step, Trace},
    },
};
use keys::{Escape, Keyboard};
use raw::RawMode;
use std::{
    collections::VecDeque,
    future::Future,
    io::{self, IsTerminal, Write},
    pin::Pin,
    time::Duration,
};
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    time::{Instant, sleep_until},
};

/// Exit status of a device that could not be talked to, or that was lost.
const LOST: u8 = 1;

/// Keys that may wait to be sent before the keyboard has to: what a person pastes.
const WAITING: usize = 64;

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    one: one::Args,
    /// Log in and send nothing more: no change of mode, nothing of what the driver sends on opening.
    #[arg(long)]
    as_is: bool,
}

pub(super) fn connect(args: &Args) -> Done {
    let person = io::stdin().is_terminal();
    let one = one::plan(&args.one, if person { raw::size() } else { None })?;
    if let Some(odd) = &one.odd {
        odd.show();
    }
    let runtime = fleet::runtime(1)?;
    let ended = runtime.block_on(talk(&one, args.as_is, person));
    // The keyboard's thread waits for a key that nobody will press.
    runtime.shutdown_background();
    match ended {
        Ok(None) => Ok(0),
        Ok(Some(lost)) => {
            Message::error(format!("{}: {lost}", one.target.device.name)).show();
            Ok(LOST)
        }
        Err(End::Trouble(trouble)) => {
            let failure = &trouble.failure;
            Message::error(format!("{}: {}", one.target.device.name, failure.message))
                .hint(failure.hint.clone())
                .show();
            Ok(LOST)
        }
        Err(End::Here(error)) => Err(CliError::new(
            format!("this terminal cannot be used: {error}"),
            "run it in a terminal, or give it standard input from a file",
        )),
    }
}

/// Why there was no conversation.
enum End {
    Trouble(Trouble),
    Here(io::Error),
}

impl From<Trouble> for End {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<io::Error> for End {
    fn from(error: io::Error) -> Self {
        Self::Here(error)
    }
}

/// Gives why the device was lost, or none when one of the two took their leave.
async fn talk(one: &One, as_is: bool, person: bool) -> Result<Option<String>, End> {
    let name = &one.target.device.name;
    let mut signals = Signals::new()?;
    let carrier = Carrier::new(MAX_OUTPUT);
    let mut refused = None;
    for credentials in one.target.device.all_credentials() {
        let line = tokio::select! {
            line = carrier.connect(&one.target) => line?,
            () = signals.end() => return Ok(None),
        };
        if person {
            Message::note(format!("{name}: ~. at the beginning of a line or Ctrl-] ends the session")).show();
        }
        let mut keyboard = Keyboard::listen(WAITING);
        // Whatever happens from here on, dropping it gives the person their terminal back.
        let mode = if person { Some(RawMode::enter()?) } else { None };
        let opened = open(&carrier, one, credentials, line, as_is, &mut keyboard, &mut signals, person).await;
        match opened {
            Ok(Some((terminal, opened))) => {
                say(name, &opened);
                let ended = join(terminal, one, as_is, keyboard, &mut signals, person).await;
                drop(mode);
                return Ok(ended?);
            }
            Ok(None) => return Ok(None),
            Err(trouble) if trouble.status == Status::AuthFailed => {
                drop(mode);
                refused = Some(trouble);
            }
            Err(trouble) => return Err(trouble.into()),
        }
    }
    refused.map_or(Ok(None), |trouble| Err(trouble.into()))
}
