//! `nethost plugin verify`: whether installed drivers are what they were, and still run.

use super::stock::{BesideArgs, Stock};
use crate::{
    cli::error::{CliError, Done},
    plugin::{
        digest::Digest,
        store::{Entry, Origin},
    },
    report::{
        Message, Terminal,
        store::{State, write_states},
    },
};
use std::io::{self, Write};

/// Exit status when something is not as it was.
const BAD: u8 = 1;

#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    beside: BesideArgs,
    /// Everything, as one JSON array.
    #[arg(long)]
    json: bool,
    /// Let drivers that insist on it have an empty WASI: no files, no environment, no network.
    #[arg(long)]
    allow_wasi: bool,
}

pub(super) fn verify(args: &Args) -> Done {
    let lock = args.beside.locked()?;
    let stock = Stock::open(args.allow_wasi)?;
    let mut states = Vec::new();
    let mut seen = Vec::new();
    for installed in stock.store.entries()? {
        match installed.entry {
            Ok(entry) => {
                seen.push(entry.digest);
                states.push(of_entry(&stock, &entry));
            }
            Err(error) => states.push(State {
                platform: Some(installed.name),
                version: None,
                digest: None,
                short: String::new(),
                ok: false,
                hint: error.hint(),
                found: error.to_string(),
            }),
        }
    }
    let locked = lock
        .iter()
        .filter(|it| it.origin != Origin::BuiltIn)
        .map(|it| (Some(it.platform.clone()), Some(it.version.clone()), it.digest));
    let others = stock
        .store
        .blobs()?
        .into_iter()
        .map(|digest| (None, None, digest));
    for (platform, version, digest) in locked.chain(others) {
        if seen.contains(&digest) {
            continue;
        }
        seen.push(digest);
        states.push(state(
            platform.clone(),
            version,
            digest,
            look(&stock, digest, platform.as_deref()),
        ));
    }
    if states.is_empty() {
        Message::note("no driver is installed").show();
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    write_states(&mut out, &states, args.json, Terminal::stdout())?;
    out.flush()?;
    let mut bad = states.iter().filter(|state| !state.ok).peekable();
    let code = if bad.peek().is_some() { BAD } else { 0 };
    for state in bad {
        Message::error(state.found.clone())
            .hint(state.hint.clone())
            .show();
    }
    Ok(code)
}

fn of_entry(stock: &Stock, entry: &Entry) -> State {
    let found = look(stock, entry.digest, Some(&entry.platform));
    state(
        Some(entry.platform.clone()),
        Some(entry.version.clone()),
        entry.digest,
        found,
    )
}

fn state(
    platform: Option<String>,
    version: Option<String>,
    digest: Digest,
    found: Result<(), (String, String)>,
) -> State {
    let (ok, (found, hint)) = match found {
        Ok(()) => (
            true,
            (
                "its bytes are those of its digest, and it loads".into(),
                String::new(),
            ),
        ),
        Err(wrong) => (false, wrong),
    };
    State {
        platform,
        version,
        digest: Some(digest.to_string()),
        short: digest.short(),
        ok,
        found,
        hint,
    }
}

/// Reads a driver as a run would. What is wrong comes with a hint.
fn look(stock: &Stock, digest: Digest, platform: Option<&str>) -> Result<(), (String, String)> {
    let told = |error: CliError| match error {
        CliError::Wrong(message) => (message.text, message.hint),
        CliError::Unread => (error.text().to_owned(), String::new()),
    };
    let blob = stock.store.read(digest).map_err(|e| told(e.into()))?;
    let name = platform.map_or_else(|| digest.short(), str::to_owned);
    let signature = blob.signature.as_deref();
    stock
        .settings()
        .admit(&name, &blob.wasm, signature)
        .map_err(|e| told(e.into()))?;
    let driver = stock.shelf.load(&name, &blob.wasm).map_err(|e| told(e.into()))?;
    let found = &driver.description().platform;
    match platform {
        Some(platform) if !found.eq_ignore_ascii_case(platform) => Err((
            format!(
                "the driver {} is for the platform {found}, and was installed for {platform}",
                digest.short()
            ),
            "install the driver again from its source".into(),
        )),
        _ => Ok(()),
    }
}
