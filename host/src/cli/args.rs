//! Arguments that several verbs share, and how their values are read.

use crate::{
    inventory::{Selector, duration, selector, size},
    report::When,
};
use clap::Args;
use std::{path::PathBuf, str::FromStr, time::Duration};

/// Which drivers may be used.
#[derive(Args, Clone, Debug)]
pub(super) struct DriverArgs {
    /// A driver's .wasm file or folder, or the name of a built-in or installed driver; may be given several times.
    /// Without it the inventory's platforms choose: among what nethost.lock beside the inventory names, then the
    /// built-in drivers, then the installed ones.
    #[arg(long, value_name = "NAME|FILE", help_heading = "Drivers")]
    pub(super) plugin: Vec<String>,
    /// Use nothing but the drivers that nethost.lock beside the inventory names.
    #[arg(long, help_heading = "Drivers")]
    pub(super) locked: bool,
    /// Let drivers that insist on it have an empty WASI: no files, no environment, no network.
    #[arg(long, help_heading = "Drivers")]
    pub(super) allow_wasi: bool,
}

/// One driver, to be looked at.
#[derive(Args, Clone, Debug)]
pub(super) struct DriverArg {
    /// A driver's .wasm file or folder, or the name of a built-in or installed driver.
    #[arg(value_name = "NAME|FILE")]
    driver: String,
    /// Let a driver that insists on it have an empty WASI: no files, no environment, no network.
    #[arg(long)]
    allow_wasi: bool,
}

impl DriverArg {
    /// This driver and no other.
    pub(super) fn alone(&self) -> DriverArgs {
        DriverArgs {
            plugin: vec![self.driver.clone()],
            locked: false,
            allow_wasi: self.allow_wasi,
        }
    }
}

/// Which inventory.
#[derive(Args, Clone, Debug)]
pub(super) struct InventoryArgs {
    /// The inventory file; `-` reads TOML from standard input.
    #[arg(
        short,
        long,
        value_name = "FILE",
        env = "NETHOST_INVENTORY",
        default_value = "inventory.toml"
    )]
    pub(super) inventory: PathBuf,
    #[arg(long, value_name = "SELECTOR", help = selector::HELP)]
    pub(super) hosts: Option<String>,
}

/// How a fleet is worked through.
#[derive(Args, Clone, Debug)]
pub(super) struct FleetArgs {
    #[command(flatten)]
    pub(super) drivers: DriverArgs,
    #[command(flatten)]
    pub(super) inventory: InventoryArgs,

    /// Sessions open at once.
    #[arg(short, long, value_name = "N", default_value_t = crate::schedule::Options::default().concurrency,
          value_parser = at_least_one, help_heading = "Schedule")]
    pub(super) concurrency: usize,
    /// Sessions open at once to the devices of a group; may be given several times.
    #[arg(long, value_name = "GROUP=N", help_heading = "Schedule")]
    pub(super) group_limit: Vec<GroupLimit>,
    /// New logins for each second, such as 5/s. Those on the way through jump hosts count too.
    #[arg(long, value_name = "N/s", value_parser = rate, help_heading = "Schedule")]
    pub(super) login_rate: Option<f64>,
    /// Logins under way at once; sessions that are logged in do not count.
    #[arg(long, value_name = "N", value_parser = at_least_one, help_heading = "Schedule")]
    pub(super) max_logins: Option<usize>,
    /// Refused logins in a row after which a credential is no longer tried, before accounts are locked. Without it: 3
    /// while no device has accepted it, 25 after that.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), help_heading = "Schedule")]
    pub(super) login_refusals: Option<u32>,
    /// How long a command may take, in seconds or such as 500ms, 2m; else what the inventory says.
    #[arg(long, value_name = "TIME", value_parser = time, help_heading = "Schedule")]
    pub(super) timeout: Option<Duration>,
    /// How long the whole run may take.
    #[arg(long, value_name = "TIME", value_parser = time, help_heading = "Schedule")]
    pub(super) deadline: Option<Duration>,
    /// Connections tried again when a device cannot be reached or does not answer the login. A refused login
    /// and a command that was sent are never tried again.
    #[arg(long, value_name = "N", default_value_t = crate::schedule::Options::default().retries, help_heading = "Schedule")]
    pub(super) retries: u32,
    /// Bytes that one command may answer, such as 8M or 100M; a command that answers more fails.
    #[arg(long, value_name = "SIZE", default_value = "8M", value_parser = size::parse, help_heading = "Schedule")]
    pub(super) max_output: usize,
    /// Say what would be done, and do nothing.
    #[arg(long, help_heading = "Schedule")]
    pub(super) dry_run: bool,

    #[command(flatten)]
    pub(super) recordings: RecordingArgs,

    /// When to show progress on stderr.
    #[arg(
        long,
        value_enum,
        value_name = "WHEN",
        default_value_t,
        help_heading = "Output"
    )]
    pub(super) progress: When,
    /// No summary.
    #[arg(short, long, help_heading = "Output")]
    pub(super) quiet: bool,
}

/// What is kept of a run, or what it is made from.
#[derive(Args, Clone, Debug)]
pub(super) struct RecordingArgs {
    /// Record each session as a file in this folder, with marks in the place of secrets.
    #[arg(
        long,
        value_name = "DIR",
        conflicts_with = "replay",
        help_heading = "Recordings"
    )]
    pub(super) record: Option<PathBuf>,
    /// Take what devices answer from the recordings in this folder: without network, secrets or waiting.
    #[arg(long, value_name = "DIR", help_heading = "Recordings")]
    pub(super) replay: Option<PathBuf>,
}

impl InventoryArgs {
    pub(super) fn selector(&self) -> Result<Option<Selector>, crate::inventory::SelectorError> {
        self.hosts.as_deref().map(Selector::from_str).transpose()
    }
}

/// `GROUP=N`.
#[derive(Clone, Debug)]
pub(super) struct GroupLimit {
    pub(super) group: String,
    pub(super) sessions: usize,
}

impl FromStr for GroupLimit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (group, sessions) = text.rsplit_once('=').ok_or("write GROUP=N, such as branch=20")?;
        Ok(Self {
            group: group.trim().to_owned(),
            sessions: at_least_one(sessions)?,
        })
    }
}

pub(super) fn at_least_one(text: &str) -> Result<usize, String> {
    match text.trim().parse() {
        Ok(number) if number >= 1 => Ok(number),
        _ => Err("write a whole number, 1 or more".into()),
    }
}

/// `5`, `5/s`, `0.5/s`, `30/m`, per second.
fn rate(text: &str) -> Result<f64, String> {
    let (number, per) = match text.split_once('/') {
        Some((number, "s")) => (number, 1.0),
        Some((number, "m" | "min")) => (number, 60.0),
        Some(_) => return Err("write logins for each second or minute, such as 5/s or 30/m".into()),
        None => (text, 1.0),
    };
    match number.trim().parse::<f64>() {
        Ok(number) if number.is_finite() && number / per >= 0.001 => Ok(number / per),
        _ => Err("write a number above zero, such as 5/s".into()),
    }
}

pub(super) fn time(text: &str) -> Result<Duration, String> {
    duration::parse(text).map_err(|error| format!("{error}; {}", error.hint()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_for_each_second_unless_it_says_minute() {
        assert_eq!(
            (rate("5"), rate("5/s"), rate("30/m")),
            (Ok(5.0), Ok(5.0), Ok(0.5))
        );
        for wrong in ["0", "-1/s", "nan", "5/h", "five"] {
            assert!(rate(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_group_limit_names_a_group_and_a_number() {
        let limit: GroupLimit = "branch=20".parse().unwrap();
        assert_eq!((limit.group.as_str(), limit.sessions), ("branch", 20));
        assert!("branch".parse::<GroupLimit>().is_err());
        assert!("branch=0".parse::<GroupLimit>().is_err());
    }
}
