//! `nethost plugin list`: the drivers that are installed.

use super::stock::store;
use crate::{
    cli::{
        error::{CliError, Done},
        prepare,
    },
    plugin::{
        settings::Settings,
        shelf::Shelf,
        store::{Entry, Store},
        trust::{Signed, verify},
    },
    report::{
        Message, Terminal,
        store::{Listed, signature, write_list},
    },
};
use std::io::{self, Write};

/// Exit status when an entry is damaged.
const DAMAGED: u8 = 1;

#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// The built-in drivers too.
    #[arg(long)]
    all: bool,
    /// Everything, as one JSON array.
    #[arg(long)]
    json: bool,
}

pub(super) fn list(args: &Args) -> Done {
    let settings = prepare::settings(false)?;
    let mut drivers = Vec::new();
    let mut damaged = 0;
    let store = store()?;
    for installed in store.entries()? {
        match installed.entry {
            Ok(entry) => {
                let signature = signature(signed(&store, &entry, &settings));
                drivers.push(Listed::installed(&entry, signature));
            }
            Err(error) => {
                damaged += 1;
                CliError::from(error).show();
            }
        }
    }
    if drivers.is_empty() && damaged == 0 && !args.all {
        Message::note("no driver is installed")
            .hint(format!("built in are {}", Shelf::built_in_names().join(", ")))
            .show();
    }
    if args.all {
        drivers.extend(built_in(settings)?);
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    write_list(&mut out, &drivers, args.json, Terminal::stdout())?;
    out.flush()?;
    Ok(if damaged == 0 { 0 } else { DAMAGED })
}

/// What its signature says of a driver's bytes: the number of a key that was written down proves nothing.
fn signed(store: &Store, entry: &Entry, settings: &Settings) -> Option<Signed> {
    let blob = store.read(entry.digest).ok()?;
    verify(&blob.wasm, blob.signature.as_deref(), settings.trusted_keys()).ok()
}

fn built_in(settings: Settings) -> Result<Vec<Listed>, CliError> {
    let mut shelf = Shelf::new(prepare::engine()?, settings);
    let listed = |name: String| {
        let driver = shelf.for_platform(&name)?;
        let it = driver.description();
        Ok(Listed {
            platform: it.platform.clone(),
            aliases: it.aliases.clone(),
            vendor: it.vendor.clone(),
            version: it.version.clone(),
            contract: driver.contract().into(),
            digest: driver.digest().to_string(),
            size: driver.size() as u64,
            source: "built-in".into(),
            resolved: None,
            signature: "built in".into(),
            key: None,
            installed_at: None,
            short: driver.digest().short(),
        })
    };
    Shelf::built_in_names().into_iter().map(listed).collect()
}
