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
    plugin::model::{About, Getter, Request},
    report::{Format, Reporter, Whereabouts},
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
    #[command(flatten)]
    about: AboutArgs,
}

/// What `route_to`, `ping` and `traceroute` are asked about.
#[derive(clap::Args)]
#[command(next_help_heading = "What route_to, ping and traceroute are asked about")]
struct AboutArgs {
    #[arg(
        long,
        value_name = "ADDRESS",
        help = "An address, a name, or for route_to a prefix"
    )]
    destination: Option<String>,
    /// The device's own address that probes come from.
    #[arg(long, value_name = "ADDRESS")]
    source: Option<String>,
    /// The VRF, or routing instance.
    #[arg(long, value_name = "NAME")]
    vrf: Option<String>,
    /// Only routes of this protocol.
    #[arg(long, value_name = "NAME")]
    protocol: Option<String>,
    /// How many probes.
    #[arg(long, value_name = "N")]
    count: Option<u32>,
    /// Bytes of each probe.
    #[arg(long, value_name = "BYTES")]
    size: Option<u32>,
    /// Seconds to wait for each probe.
    #[arg(long = "probe-timeout", value_name = "SECONDS")]
    probe_timeout: Option<u32>,
    /// The most hops.
    #[arg(long, value_name = "N")]
    ttl: Option<u8>,
}

impl AboutArgs {
    fn about(&self) -> About {
        About {
            destination: self.destination.clone(),
            source: self.source.clone(),
            vrf: self.vrf.clone(),
            protocol: self.protocol.clone(),
            count: self.count,
            size: self.size,
            timeout: self.probe_timeout,
            ttl: self.ttl,
        }
    }
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
    ask(Getter::Facts, About::default(), args)
}

pub(super) fn get(args: &Args) -> Done {
    ask(args.getter, args.about.about(), &args.rest)
}

fn ask(getter: Getter, about: About, args: &FactsArgs) -> Done {
    let request = Request::new(getter, about)
        .map_err(|error| CliError::new(error.to_string(), "`nethost get --help` says what each takes"))?;
    let plan = Fleet::plan(&args.fleet)?;
    if args.fleet.dry_run {
        return fleet::show_plan(&plan, args.format, |planned| {
            // Whose commands these are is not known yet.
            if planned.is_auto() {
                return Ok(Vec::new());
            }
            match planned.driver.plan(&request).result {
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
        fleet::report_options(&args.fleet, args.format, targets.len()),
        getter.name(),
        targets.iter().map(|target| whereabouts(&target.device)).collect(),
        io::stdout(),
        io::stderr(),
    )?;
    fleet::visit(
        targets,
        Job::Getters([request].into()),
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
    Getter::named(text).ok_or_else(|| format!("there is no such getter; there are {}", names().join(", ")))
}
