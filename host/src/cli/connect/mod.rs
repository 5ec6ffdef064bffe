//! `nethost connect`: one device's terminal, logged in to as a run does it.

mod join;
mod keys;
mod raw;

use super::{
    error::{CliError, Done},
    one::{self, One, OneArgs},
    threads,
};
use crate::{
    report::{self, Message},
    schedule::{Transport, Trouble, record::Status},
    transport::{
        Carrier,
        carrier::{MAX_OUTPUT, Visit},
        terminal::Opened,
        trace::{Step, Trace},
    },
};
use join::{Signals, Table};
use keys::Keyboard;
use raw::RawMode;
use std::io::{self, IsTerminal, Write};

/// Exit status of a device that could not be talked to, or that was lost.
const LOST: u8 = 1;

/// Exit status of a login that was interrupted.
const INTERRUPTED: u8 = 130;

/// Pieces of input that may wait to be sent before the input has to: what a person pastes.
const WAITING: usize = 64;

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    one: OneArgs,
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
    let runtime = threads::runtime(1)?;
    let ended = runtime.block_on(talk(&one, args.as_is, person));
    // The keyboard's thread waits for a key that nobody will press.
    runtime.shutdown_background();
    let name = &one.target.device.name;
    match ended {
        Ok(End::Interrupted) => Ok(INTERRUPTED),
        Ok(End::Left) => {
            if person {
                Message::note(format!("{name}: the session has ended")).show();
            }
            Ok(0)
        }
        Ok(End::Lost(why)) => {
            Message::error(format!("{name}: {why}")).show();
            Ok(LOST)
        }
        Err(Failed::Device(trouble)) => {
            let failure = &trouble.failure;
            Message::error(format!("{name}: {}", failure.message))
                .hint(failure.hint.clone())
                .show();
            Ok(LOST)
        }
        Err(Failed::Here(error)) => Err(CliError::new(
            format!("this terminal cannot be used: {error}"),
            "run it in a terminal, or give it standard input from a file",
        )),
    }
}

/// How a conversation ended.
enum End {
    /// One of the two took their leave.
    Left,
    /// The connection is gone, and why.
    Lost(String),
    /// Before it began.
    Interrupted,
}

/// Why there was none.
enum Failed {
    Device(Trouble),
    Here(io::Error),
}

impl From<Trouble> for Failed {
    fn from(trouble: Trouble) -> Self {
        Self::Device(trouble)
    }
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self::Here(error)
    }
}

async fn talk(one: &One, as_is: bool, person: bool) -> Result<End, Failed> {
    let mut signals = Signals::new()?;
    let carrier = Carrier::new(MAX_OUTPUT);
    let mut keyboard = None;
    let mut credentials = one.target.device.all_credentials().peekable();
    while let Some(these) = credentials.next() {
        let logging_in = async {
            let line = carrier.connect(&one.target).await?;
            carrier.login(&one.target, these, line).await
        };
        let visit = tokio::select! {
            visit = logging_in => visit,
            () = signals.end() => return Ok(End::Interrupted),
        };
        let visit = match visit {
            Err(trouble) if trouble.status == Status::AuthFailed && credentials.peek().is_some() => continue,
            visit => visit?,
        };
        // Read from now on only: what was typed before is meant for the device all the same.
        let keyboard = keyboard.get_or_insert_with(|| {
            if person {
                let name = &one.target.device.name;
                Message::note(format!(
                    "{name}: ~. at the beginning of a line or Ctrl-] ends the session"
                ))
                .show();
            }
            Keyboard::listen(WAITING)
        });
        match sit(one, as_is, person, visit, keyboard, &mut signals).await {
            Err(Failed::Device(trouble)) if trouble.is_refused_login() && credentials.peek().is_some() => {}
            ended => return ended,
        }
    }
    Err(one::nothing_to_log_in_with().into())
}

/// Opens the device's terminal and joins the person's to it.
async fn sit(
    one: &One,
    as_is: bool,
    person: bool,
    visit: Visit,
    keyboard: &mut Keyboard,
    signals: &mut Signals,
) -> Result<End, Failed> {
    // Whatever happens from here on, dropping it gives the person their terminal back.
    let _raw = if person { Some(RawMode::enter()?) } else { None };
    // A person who types takes over; a file's lines wait until the device does.
    let take_over = async {
        if person {
            keyboard.touched().await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    let opening = Trace::new(show).watch(visit.terminal(&one.target, as_is, take_over));
    let (terminal, opened) = tokio::select! {
        opened = opening => opened?,
        () = signals.end() => return Ok(End::Left),
    };
    if let Opened::Odd(trouble) = &opened {
        let failure = &trouble.failure;
        let message = Message::warning(failure.message.clone()).hint(failure.hint.clone());
        show_message(&message);
        show_message(&Message::note("the terminal is yours nevertheless"));
    }
    let table = Table {
        one,
        as_is,
        person,
        keyboard,
        signals,
    };
    Ok(table.join(terminal).await?)
}

/// Shows what the device says while it is made ready.
fn show(step: Step) {
    if let Step::Said { bytes } = step {
        // A reader that is gone is noticed when the terminal is joined.
        let _ = put(&bytes);
    }
}

/// Writes the device's own bytes: they are meant for a terminal.
fn put(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}

/// Shows a message on a terminal that is raw, where a line's end does not lead back to its beginning.
fn show_message(message: &Message) {
    let mut text = Vec::new();
    if message.write(&mut text, report::Terminal::stderr()).is_ok() {
        let text = String::from_utf8_lossy(&text).replace('\n', "\r\n");
        let _ = io::stderr().lock().write_all(format!("\r\n{text}").as_bytes());
    }
}
