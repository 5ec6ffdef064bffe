//! `nethost lab`: a simulated fleet on this machine.

use super::{
    args::{at_least_one, time},
    error::{CliError, Done},
    fleet::{serve, told_to_end},
    limits,
};
use crate::{
    inventory::secret::Secret,
    lab::{self, Bind, Fault, LabOptions},
    report::Message,
    system_text,
};
use std::{
    io::{ErrorKind, Write},
    path::PathBuf,
    str::FromStr,
    time::Duration,
};

#[derive(clap::Subcommand)]
pub(super) enum Verb {
    /// Serve simulated devices over SSH or telnet on the loopback interface, until interrupted
    Serve(Box<ServeArgs>),
}

#[derive(clap::Args)]
pub(super) struct ServeArgs {
    /// How many devices.
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = at_least_one)]
    devices: usize,
    /// How long a device takes before it answers a command that shows something.
    #[arg(long, value_name = "TIME", default_value = "0s", value_parser = time)]
    latency: Duration,
    /// Where to write the inventory that reaches the fleet.
    #[arg(long, value_name = "FILE")]
    write_inventory: Option<PathBuf>,
    /// A recorded session that devices are made from, instead of the built-in device: a `.cast` file of --record, or
    /// YAML; may be given several times.
    #[arg(long, value_name = "FILE")]
    session: Vec<PathBuf>,
    /// A fault and the share of the devices that have it, such as refuse=0.1; may be given several times.
    #[arg(long, value_name = "KIND=SHARE", help = fault_help())]
    fault: Vec<FaultShare>,
    /// Let devices be reached over telnet instead of SSH: all, or a share of them such as 0.2.
    #[arg(
        long,
        value_name = "SHARE",
        num_args = 0..=1,
        default_value_t = 0.0,
        default_missing_value = "1"
    )]
    telnet: f64,
    /// Give each device an address (127.1.0.1 and those after it) and all of them this port, instead of a port
    /// each on 127.0.0.1. 0: whatever the system gives.
    #[arg(long, value_name = "PORT", conflicts_with = "first_port")]
    addresses: Option<u16>,
    /// The first device's port; the others follow. 0: whatever the system gives.
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    first_port: u16,
    /// Chooses serial numbers, host keys and which devices have a fault or speak telnet.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    #[arg(long, default_value = "lab", help = "The user that may log in")]
    username: String,
    /// A password for nothing but simulated devices: it is written into the inventory.
    #[arg(long, default_value = "lab")]
    password: String,
    /// Let logins begin without privileges, and ask this secret of `enable`.
    #[arg(long, value_name = "SECRET")]
    enable: Option<String>,
    /// Offer only algorithms that are no longer safe, as old devices do.
    #[arg(long)]
    legacy_only: bool,
    /// Take the password by keyboard-interactive only.
    #[arg(long)]
    keyboard_interactive: bool,
    /// A file of public keys that may log in.
    #[arg(long, value_name = "FILE")]
    authorized_keys: Option<PathBuf>,
}

/// `KIND=SHARE`.
#[derive(Clone, Debug)]
struct FaultShare(Fault, f64);

impl FromStr for FaultShare {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (kind, share) = text
            .split_once('=')
            .ok_or("write KIND=SHARE, such as refuse=0.1")?;
        let kind = kind.trim().parse::<Fault>().map_err(|error| error.to_string())?;
        let share = share
            .trim()
            .parse()
            .map_err(|_| "the share is a number between 0 and 1".to_owned())?;
        Ok(Self(kind, share))
    }
}

fn fault_help() -> String {
    let kinds = Fault::ALL.map(Fault::name).join(", ");
    format!(
        "A fault and the share of the devices that have it, such as refuse=0.1; may be given several times. Kinds: {kinds}"
    )
}

pub(super) fn run(verb: Verb) -> Done {
    let Verb::Serve(args) = verb;
    limits::raise_open_files();
    let inventory = args.write_inventory.clone();
    let options = options(*args);
    serve(async move {
        let lab = lab::serve(options).await?;
        if let Some(path) = &inventory {
            write(path, &lab.inventory_toml())?;
        }
        let devices = lab.devices();
        let place = match devices {
            [only] => format!("{}:{}", only.host, only.port),
            [first, .., last] => format!("{}:{} to {}:{}", first.host, first.port, last.host, last.port),
            [] => String::new(),
        };
        let mut note = Message::note(format!("ready: {} devices at {place}", devices.len()));
        if let Some(path) = &inventory {
            note = note.hint(format!("nethost run -i {} \"show version\"", path.display()));
        }
        note.show();
        told_to_end().await;
        let counts = lab.sessions();
        lab.stop().await;
        Message::note(format!(
            "the lab has ended; {} sessions, at most {} at once",
            counts.total, counts.peak
        ))
        .show();
        Ok(0)
    })
}

fn options(args: ServeArgs) -> LabOptions {
    LabOptions {
        devices: args.devices,
        latency: args.latency,
        bind: match args.addresses {
            Some(port) => Bind::Addresses { port },
            None => Bind::Ports {
                first: args.first_port,
            },
        },
        sessions: args.session,
        faults: args
            .fault
            .into_iter()
            .map(|FaultShare(fault, share)| (fault, share))
            .collect(),
        telnet: args.telnet,
        seed: args.seed,
        username: args.username,
        password: Secret::new(args.password),
        enable: args.enable.map(Secret::new),
        legacy_only: args.legacy_only,
        keyboard_interactive: args.keyboard_interactive,
        authorized_keys: args.authorized_keys,
    }
}

/// Writes beside and renames: a reader sees a whole inventory or none. Readable to its owner only, as it
/// holds a password.
fn write(path: &PathBuf, text: &str) -> Result<(), CliError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let wrong = |e: std::io::Error| {
        let why = match e.kind() {
            ErrorKind::NotFound => "its folder does not exist".to_owned(),
            _ => system_text::plain(&e),
        };
        CliError::new(
            format!("cannot write the inventory {}: {why}", path.display()),
            "name another file after --write-inventory",
        )
    };
    let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(".".as_ref())).map_err(wrong)?;
    file.write_all(text.as_bytes()).map_err(wrong)?;
    file.persist(path).map_err(|e| wrong(e.error))?;
    Ok(())
}
