//! `nethost get` and `nethost facts`: typed facts of devices.

use super::{
    args::FleetArgs,
    carriage::Carriage,
    error::{CliError, Done},
    fleet,
    prepare::Fleet,
};
use crate::{
    inventory::device::Device,
    plugin::model::Getter,
    report::{self, Format, Reporter, Terminal, Whereabouts},
    schedule::Job,
};
use std::io;

#[derive(clap::Args)]
pub(super) struct Args {
    /// What to ask for.
    #[arg(value_name = "GETTER", value_parser = getter, help = help())]
    getter: Getter,
    #[command(flatten)]
    rest: FactsArgs,
}

#[derive(clap::Args)]
pub(super) struct FactsArgs {
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
}

pub(super) fn facts(args: &FactsArgs) -> Done {
    ask(Getter::Facts, args)
}

pub(super) fn get(args: &Args) -> Done {
    ask(args.getter, &args.rest)
}

fn ask(getter: Getter, args: &FactsArgs) -> Done {
    let plan = Fleet::plan(&args.fleet)?;
    if args.fleet.dry_run {
        return fleet::show_plan(&plan, args.format, |planned| {
            // Whose commands these are is not known yet.
            if planned.is_auto() {
                return Ok(Vec::new());
            }
            match planned.driver.plan(getter).result {
                Ok(Ok(commands)) => Ok(commands),
                Ok(Err(error)) => Err(CliError::new(format!("{}: {error}", planned.entry.name), "")),
                Err(fault) => Err(CliError::new(
                    format!("{}: {fault}", planned.entry.name),
                    fault.hint(),
                )),
            }
        });
    }
    let options = plan.options(&args.fleet)?;
    let carriage = Carriage::new(&args.fleet.recordings)?;
    let targets = plan.targets(&args.fleet)?;
    let whereabouts = |device: &Device| Whereabouts {
        host: device.host.as_str().into(),
    };
    let reporter = Reporter::for_getter(
        report::Options {
            format: args.format,
            raw: false,
            devices: Some(targets.len()),
            commands: 0,
            output: None,
            progress: args.fleet.progress,
            quiet: args.fleet.quiet,
            stdout: Terminal::stdout(),
            stderr: Terminal::stderr(),
        },
        getter.name(),
        targets.iter().map(|target| whereabouts(&target.device)).collect(),
        io::stdout(),
        io::stderr(),
    )?;
    fleet::visit(
        targets,
        Job::Getter(getter),
        options,
        (carriage, args.fleet.max_output),
        reporter,
    )
}

fn help() -> String {
    format!("What to ask for: {}", names().join(", "))
}

fn names() -> Vec<&'static str> {
    Getter::ALL.iter().map(|getter| getter.name()).collect()
}

/// With `-` for `_` too, as it is typed.
fn getter(text: &str) -> Result<Getter, String> {
    let wanted = text.replace('-', "_").to_lowercase();
    let wanted = wanted.strip_prefix("get_").unwrap_or(&wanted);
    Getter::ALL
        .into_iter()
        .find(|getter| getter.name() == wanted)
        .ok_or_else(|| format!("there is no such getter; there are {}", names().join(", ")))
}
