//! `nethost plugin update`: the sources of installed drivers are asked again.

use super::{
    offer::{self, title},
    remove::unknown,
    stock::{BesideArgs, Stock, hold, write_lock},
};
use crate::{
    cli::error::{CliError, Done},
    plugin::store::{Entry, LockFile, Locked, Origin, Source},
    report::Message,
};
use std::path::Path;

/// Exit status when some drivers could not be updated.
const INCOMPLETE: u8 = 1;

#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// Platforms whose drivers are updated; without them, all that are installed or that nethost.lock names.
    #[arg(value_name = "PLATFORM")]
    platforms: Vec<String>,
    #[command(flatten)]
    beside: BesideArgs,
    /// Do not ask. Without a terminal nobody is asked.
    #[arg(short, long)]
    yes: bool,
    /// Let drivers that insist on it have an empty WASI: no files, no environment, no network.
    #[arg(long)]
    allow_wasi: bool,
}

/// Something that may be updated.
enum Wanted {
    /// From this source, for this platform, where it serves it now.
    Source {
        platform: String,
        source: Source,
        now: Option<Box<Entry>>,
    },
    /// The binary's own, for what the lock says.
    BuiltIn(Locked),
}

pub(super) fn update(args: &Args) -> Done {
    let lock_path = args.beside.lock()?;
    let lock = args.beside.locked()?;
    let mut stock = Stock::open(args.allow_wasi)?;
    let wanted = wanted(args, &stock, &lock)?;
    if wanted.is_empty() {
        Message::note("no driver is installed").show();
    }
    let mut failed = 0;
    for wanted in wanted {
        let done = match &wanted {
            Wanted::Source {
                platform,
                source,
                now,
            } => from_source(
                args,
                &stock,
                platform,
                source,
                now.as_deref(),
                &lock,
                lock_path.as_deref(),
            ),
            Wanted::BuiltIn(locked) => built_in(&mut stock, locked, lock_path.as_deref()),
        };
        // One that cannot be updated does not keep the others from it.
        if let Err(error) = done {
            failed += 1;
            error.show();
        }
    }
    Ok(if failed == 0 { 0 } else { INCOMPLETE })
}

fn wanted(args: &Args, stock: &Stock, lock: &LockFile) -> Result<Vec<Wanted>, CliError> {
    let mut platforms: Vec<String> = args.platforms.iter().map(|it| it.to_ascii_lowercase()).collect();
    let mut installed = Vec::new();
    for it in stock.store.entries()? {
        installed.push(it.name);
    }
    if platforms.is_empty() {
        platforms.clone_from(&installed);
        platforms.extend(lock.iter().map(|it| it.platform.to_ascii_lowercase()));
        platforms.sort();
    }
    platforms.dedup();
    let mut wanted = Vec::new();
    for platform in platforms {
        let now = stock.store.entry(&platform)?;
        let locked = lock.get(&platform);
        match (&now, locked.map(|it| (it, &it.origin))) {
            (None, None) => return Err(unknown(&platform, &installed)),
            // One that is installed besides leaves the lock as it is.
            (_, Some((locked, Origin::BuiltIn))) => wanted.push(Wanted::BuiltIn(locked.clone())),
            (None, Some((locked, Origin::Source(source)))) => wanted.push(Wanted::Source {
                platform: locked.platform.clone(),
                source: source.unpinned(),
                now: None,
            }),
            (Some(_), _) => {}
        }
        if let Some(entry) = now {
            wanted.push(Wanted::Source {
                platform: entry.platform.clone(),
                source: entry.source.clone(),
                now: Some(Box::new(entry)),
            });
        }
    }
    Ok(wanted)
}

fn from_source(
    args: &Args,
    stock: &Stock,
    platform: &str,
    source: &Source,
    now: Option<&Entry>,
    lock: &LockFile,
    lock_path: Option<&Path>,
) -> Result<(), CliError> {
    // The user has only ever asked for a folder where one was installed.
    if now.is_none() || matches!(source, Source::File(_)) {
        offer::refuse_code(source)?;
    }
    let offered = offer::fetch(stock, source)?;
    if !offered.entry.platform.eq_ignore_ascii_case(platform) {
        return Err(CliError::new(
            format!(
                "{source} now has a driver for {}, and had one for {platform}",
                offered.entry.platform
            ),
            format!("nothing was changed; to have both: nethost plugin install {source}"),
        ));
    }
    // A lock that names the binary's own driver goes on naming it.
    let pinned = lock.get(platform).filter(|it| it.origin != Origin::BuiltIn);
    let newest = offered.entry.digest;
    let is_there = now.is_some_and(|now| now.digest == newest);
    if is_there && pinned.is_none_or(|pinned| pinned.digest == newest) {
        // What was damaged is mended, and a signature that came later is kept.
        hold(&stock.store)?.install(&offered.entry, &offered.blob)?;
        Message::note(format!("{} is the newest", offered.title())).show();
    } else {
        let now = now.filter(|_| !is_there);
        if !offered.accepted(stock, now, "update?", args.yes)? {
            Message::note(format!("{platform} was not updated")).show();
            return Ok(());
        }
        hold(&stock.store)?.install(&offered.entry, &offered.blob)?;
        let before = now.map_or(String::new(), |now| format!(", before {}", title(now)));
        Message::note(format!("updated {}{before}", offered.title())).show();
    }
    if let Some(path) = lock_path
        && pinned.is_some()
    {
        write_lock(path, offered.entry.to_lock())?;
    }
    Ok(())
}

/// Accepts the driver of this binary in the place of another's.
fn built_in(stock: &mut Stock, locked: &Locked, lock_path: Option<&Path>) -> Result<(), CliError> {
    let driver = stock.shelf.for_platform(&locked.platform)?;
    let own = Locked {
        version: driver.description().version.clone(),
        digest: driver.digest(),
        ..locked.clone()
    };
    if own == *locked {
        Message::note(format!("{} {} is built in", own.platform, own.version)).show();
        return Ok(());
    }
    match lock_path {
        Some(path) => write_lock(path, own),
        None => Ok(()),
    }
}
