//! `nethost plugin remove`: drivers that are no longer wanted.

use super::stock::{BesideArgs, hold, store};
use crate::{
    cli::error::{CliError, Done},
    inventory::suggest,
    plugin::store::{LockFile, Origin},
    report::Message,
};

#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// Platforms whose drivers are removed, also from nethost.lock.
    #[arg(value_name = "PLATFORM", required_unless_present = "unused")]
    platforms: Vec<String>,
    /// Remove what updates left behind: drivers that serve no platform. Locks of other inventories may name them.
    #[arg(long)]
    unused: bool,
    #[command(flatten)]
    beside: BesideArgs,
}

pub(super) fn remove(args: &Args) -> Done {
    let lock = args.beside.lock()?;
    let store = store()?;
    let installed: Vec<String> = store.entries()?.into_iter().map(|it| it.name).collect();
    // All names are looked at before anything is removed.
    for platform in &args.platforms {
        if !installed.iter().any(|name| name.eq_ignore_ascii_case(platform)) {
            return Err(unknown(platform, &installed));
        }
    }
    for platform in &args.platforms {
        let digest = store.entry(platform).ok().flatten().map(|entry| entry.digest);
        if let (Some(path), Some(digest)) = (&lock, digest) {
            let named = LockFile::update(path, |lock| {
                let names = lock.get(platform).is_some_and(|locked| {
                    locked.digest == digest && matches!(locked.origin, Origin::Source(_))
                });
                names.then(|| lock.remove(platform)).is_some()
            })?;
            if named {
                Message::note(format!("{} no longer names {platform}", path.display())).show();
            }
        }
        let needed = args.beside.locked()?;
        hold(&store)?.remove(platform, |digest| needed.needs(digest))?;
        Message::note(format!("removed {platform}")).show();
    }
    if args.unused {
        let needed = args.beside.locked()?;
        let removed = hold(&store)?.remove_unused(|digest| needed.needs(digest))?;
        for digest in &removed {
            Message::note(format!("removed {digest}")).show();
        }
        if removed.is_empty() {
            Message::note("every driver in the store is used").show();
        }
    }
    Ok(0)
}

/// An error for a platform of which no driver is installed.
pub(super) fn unknown(platform: &str, installed: &[String]) -> CliError {
    let near: Vec<String> = suggest::few(platform, installed.iter().map(String::as_str))
        .into_iter()
        .map(str::to_owned)
        .collect();
    let hint = match (&near[..], installed) {
        ([], []) => "none is installed; built-in drivers need no installing".into(),
        ([], installed) => format!("installed are {}", installed.join(", ")),
        (near, _) => suggest::question(near),
    };
    CliError::new(
        format!("no driver is installed for the platform {platform}"),
        hint,
    )
}
