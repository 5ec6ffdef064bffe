//! `nethost plugin install`: a driver of somebody else, looked at, accepted and kept.

use super::{
    offer::{self, title},
    stock::{BesideArgs, Stock, hold, write_lock},
};
use crate::{
    cli::error::{CliError, Done},
    plugin::store::{LockFile, Locked, Origin, Source},
    report::Message,
};

/// Exit status when somebody said no.
const REFUSED: u8 = 1;

const SOURCE: &str = "A file (./acme.wasm), a driver's folder (./acme-os/), https://host/acme.wasm#sha256:… or \
                      oci://registry/name:version. Without it, what nethost.lock names and is not there yet";

#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    #[arg(value_name = "SOURCE", help = SOURCE)]
    source: Option<String>,
    #[command(flatten)]
    beside: BesideArgs,
    /// Do not ask. Without a terminal nobody is asked.
    #[arg(short, long)]
    yes: bool,
    /// Let a driver that insists on it have an empty WASI: no files, no environment, no network.
    #[arg(long)]
    allow_wasi: bool,
}

pub(super) fn install(args: &Args) -> Done {
    match &args.source {
        Some(source) => one(args, &source.parse()?),
        None => locked(args),
    }
}

fn one(args: &Args, source: &Source) -> Done {
    let lock = args.beside.lock()?;
    // A lock that cannot be written to is told before anything is done.
    args.beside.locked()?;
    let mut stock = Stock::open(args.allow_wasi)?;
    let offered = offer::fetch(&stock, source)?;
    warn_of_query(source);
    // A damaged entry is replaced, not obeyed.
    let before = stock.store.entry(&offered.entry.platform).ok().flatten();
    let is_there = before
        .as_ref()
        .is_some_and(|before| before.digest == offered.entry.digest);
    if !is_there && !offered.accepted(&stock, before.as_ref(), "install?", args.yes)? {
        Message::note("nothing was installed").show();
        return Ok(REFUSED);
    }
    // What is there already may be damaged, or come from elsewhere now.
    hold(&stock.store)?.install(&offered.entry, &offered.blob)?;
    let title = offered.title();
    Message::note(if is_there {
        format!("{title} is installed already")
    } else {
        format!("installed {title}")
    })
    .show();
    if let Some(lock) = &lock {
        write_lock(lock, offered.entry.to_lock())?;
    }
    offered.warn_of_built_in(&mut stock, lock.is_some());
    Ok(0)
}

/// Says that what stands behind `?` is written down, where others may read it.
fn warn_of_query(source: &Source) {
    let Source::Https(address) = source else {
        return;
    };
    if address.query().is_some() {
        Message::warning("what stands behind ? in this address is kept with it, also in a nethost.lock that names the driver")
            .hint("if it is secret, download the driver and its signature, and install the file")
            .show();
    }
}

/// Fetches what the lock names and the store has not, as exactly those bytes.
fn locked(args: &Args) -> Done {
    let Some(path) = args.beside.lock()? else {
        return Err(CliError::new(
            "no driver is named, and there is no inventory here whose nethost.lock names some",
            "name a driver's file, folder, address or registry; or an inventory with -i",
        ));
    };
    let Some(lock) = LockFile::load(&path)? else {
        return Err(CliError::new(
            format!("no driver is named, and there is no {}", path.display()),
            "name a driver's file, folder, address or registry",
        ));
    };
    let stock = Stock::open(args.allow_wasi)?;
    let missing: Vec<&Locked> = lock
        .iter()
        .filter(|locked| locked.origin != Origin::BuiltIn && stock.store.read(locked.digest).is_err())
        .collect();
    if missing.is_empty() {
        Message::note(format!("all drivers that {} names are there", path.display())).show();
    }
    for wanted in missing {
        let Origin::Source(source) = &wanted.origin else {
            continue;
        };
        let offered = offer::fetch_locked(&stock, source, wanted.digest, &path)?;
        let before = stock.store.entry(&offered.entry.platform).ok().flatten();
        if !offered.accepted(&stock, None, "install?", args.yes)? {
            Message::note(format!("{} was not installed", offered.title())).show();
            return Ok(REFUSED);
        }
        let writer = hold(&stock.store)?;
        // Where no lock says otherwise, the platform keeps its driver.
        if let Some(other) = before.filter(|before| before.digest != wanted.digest) {
            writer.keep(offered.entry.digest, &offered.blob)?;
            Message::note(format!(
                "installed {} beside {}, which is used where no lock says otherwise",
                offered.title(),
                title(&other)
            ))
            .show();
        } else {
            writer.install(&offered.entry, &offered.blob)?;
            Message::note(format!("installed {}", offered.title())).show();
        }
    }
    Ok(0)
}
