//! What a session costs without a network: megabytes of output for each second, and a login with its first command.
//!
//! `cargo bench -p nethost --bench session [-- --json]`. Times are processor time; the fastest round counts.

#[allow(dead_code, reason = "each bench uses a part of what they share")]
mod common;

use common::{
    Result,
    device::{Conversation, as_sent, profile},
    fastest,
    results::Results,
    texts,
};
use std::time::Duration;

const TIME: Duration = Duration::from_millis(1500);

/// What is read at once of a fast connection, and what is in one packet of a slow one.
const PIECES: [usize; 2] = [32 << 10, 1460];

fn main() -> Result<()> {
    let as_json = match &common::arguments()[..] {
        [] => false,
        [option] if option == "--json" => true,
        _ => return Err("usage: [--json]".into()),
    };
    let mut results = Results::default();
    let profile = profile()?;

    let output = as_sent(&texts::interfaces(10_000_000)?);
    for piece in PIECES {
        let mut conversation = Conversation::begin(&profile)?;
        let seconds = fastest(TIME, || {
            let answer = conversation.run("show interfaces", &output, piece)?;
            (answer.text.len() > 9_000_000)
                .then_some(())
                .ok_or_else(|| "the output is not whole".into())
        })?;
        #[allow(clippy::cast_precision_loss, reason = "some millions")]
        let megabytes = output.len() as f64 / 1e6;
        results.add(
            format!("10 MB of output, in pieces of {piece} bytes"),
            megabytes / seconds,
            "MB/s",
        );
    }

    let [small, ..] = texts::all()?;
    let output = as_sent(&small.text);
    let seconds = fastest(TIME, || {
        let mut conversation = Conversation::begin(&profile)?;
        conversation.run(small.command, &output, usize::MAX)?;
        Ok(())
    })?;
    results.add("login and a first command of 2 KB", seconds * 1e6, "us");
    results.print(as_json);
    Ok(())
}
