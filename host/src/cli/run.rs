//! `nethost run`: commands on devices.

use super::{
    args::FleetArgs,
    carriage::Carriage,
    error::{CliError, Done},
    fleet,
    prepare::{Fleet, select},
    swap::Swap,
};
use crate::{
    plugin::Driver,
    report::{self, Format, Reporter, Terminal},
    schedule::Job,
};
use std::{io, path::PathBuf, sync::Arc};

#[derive(clap::Args, Clone)]
pub(super) struct Args {
    /// What to run on each device, in order.
    #[arg(required = true, value_name = "COMMAND")]
    commands: Vec<String>,
    #[command(flatten)]
    fleet: FleetArgs,
    #[arg(
        long,
        value_enum,
        default_value_t,
        help_heading = "Output",
        help = "How results are printed"
    )]
    format: Format,
    /// Give the devices' own text too where there are rows.
    #[arg(long, help_heading = "Output")]
    raw: bool,
    /// Also write one file for each device and command into this folder.
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: Args) -> Done {
    with(args, None)
}

/// The same, with a driver that its author works on, which may be replaced while the run goes on.
pub(super) fn with(args: Args, own: Option<(&Driver, &Swap)>) -> Done {
    let commands = args
        .commands
        .iter()
        .map(|command| checked(command))
        .collect::<Result<Vec<_>, _>>()?;
    let inventory = select(&args.fleet.inventory)?;
    let plan = Fleet::with(inventory, &args.fleet, own.map(|(driver, _)| driver))?;
    if args.fleet.dry_run {
        return fleet::show_plan(&plan, args.format, |_| Ok(args.commands.clone()));
    }
    let mut options = plan.options(&args.fleet)?;
    if let Some((driver, swap)) = own {
        options.live = swap.begin(&plan, driver);
    }
    options.keep_raw = args.raw || args.output.is_some() || args.format == Format::Raw;
    let carriage = Carriage::new(&args.fleet.recordings)?;
    let reporter = Reporter::new(
        report::Options {
            format: args.format,
            raw: args.raw,
            devices: Some(plan.planned.len()),
            commands: commands.len(),
            output: args.output,
            progress: args.fleet.progress,
            quiet: args.fleet.quiet,
            stdout: Terminal::stdout(),
            stderr: Terminal::stderr(),
        },
        io::stdout(),
        io::stderr(),
    )?;
    let targets = plan.targets(&args.fleet)?;
    fleet::visit(
        targets,
        Job::Commands(commands),
        options,
        (carriage, args.fleet.max_output),
        reporter,
    )
}

/// One line of text: what would be more than one command, or keys, is refused.
pub(super) fn checked(command: &str) -> Result<Arc<str>, CliError> {
    let trimmed = command.trim();
    if trimmed.is_empty() {
        return Err(CliError::new(
            "a command is empty",
            "write it between quotes: \"show version\"",
        ));
    }
    if trimmed.chars().any(char::is_control) {
        return Err(CliError::new(
            format!("the command {trimmed:?} holds control characters"),
            "a command is one line; give several as several arguments",
        ));
    }
    Ok(trimmed.into())
}
