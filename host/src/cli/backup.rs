//! `nethost backup`: the configurations of devices, a file for each.

use super::{
    args::FleetArgs,
    carriage::Carriage,
    error::{CliError, Done},
    fleet,
    prepare::{Fleet, Planned},
};
use crate::{
    backup::Folder,
    inventory::device::Device,
    plugin::model::{About, Datastore, Getter, Request, Wishes},
    report::{BackupFormat, Format, Message, ReportError, Reporter, Whereabouts},
    schedule::Job,
};
use std::{collections::BTreeSet, io, path::PathBuf};

#[derive(clap::Args)]
pub(super) struct Args {
    /// Keep a file for each device in this folder: DIR/<device>.cfg.
    #[arg(long, value_name = "DIR")]
    output: PathBuf,
    /// Replace passwords, keys and communities by <removed>, hashed ones too.
    #[arg(long)]
    without_secrets: bool,
    /// Keep the configuration that devices start with, instead of the one that runs.
    #[arg(long)]
    startup: bool,
    #[command(flatten)]
    fleet: FleetArgs,
    #[arg(
        long,
        value_enum,
        default_value_t,
        help_heading = "Output",
        help = "How the report is printed"
    )]
    format: BackupFormat,
}

impl Args {
    fn datastore(&self) -> Datastore {
        if self.startup {
            Datastore::Startup
        } else {
            Datastore::Running
        }
    }
}

pub(super) fn backup(args: &Args) -> Done {
    let plan = Fleet::plan(&args.fleet)?;
    if args.fleet.dry_run {
        let format = match args.format {
            BackupFormat::Table => Format::Table,
            BackupFormat::Json => Format::Json,
            BackupFormat::Ndjson => Format::Ndjson,
        };
        return fleet::show_plan(&plan, format, |planned| {
            // Whose commands these are is not known yet.
            if planned.is_auto() {
                return Ok(Vec::new());
            }
            match planned.driver.description().configuration.of(args.datastore()) {
                [] => getters_commands(planned),
                own => Ok(own.to_vec()),
            }
        });
    }
    warn_of_unstable(&plan, args.datastore());
    let folder = Folder::create(&args.output).map_err(|error| ReportError::OutputDir {
        path: error.path,
        source: error.error,
    })?;
    let options = plan.options(&args.fleet)?;
    let carriage = Carriage::new(&args.fleet.recordings)?;
    let targets = plan.targets(&args.fleet)?;
    let whereabouts = |device: &Device| Whereabouts {
        host: device.host.as_str().into(),
    };
    let reporter = Reporter::for_backup(
        fleet::report_options(&args.fleet, Format::Table, targets.len()),
        args.format,
        folder,
        targets.iter().map(|target| whereabouts(&target.device)).collect(),
        io::stdout(),
        io::stderr(),
    )?;
    let wishes = Wishes {
        without_secrets: args.without_secrets,
    };
    fleet::visit(
        targets,
        Job::Configuration(args.datastore(), wishes),
        options,
        (carriage, args.fleet.max_output),
        reporter,
    )
}

/// The commands of the driver's getter `config`; none where it has none, which the run says of the device.
fn getters_commands(planned: &Planned) -> Result<Vec<String>, CliError> {
    let request = Request::new(Getter::Config, About::default())
        .map_err(|error| CliError::new(error.to_string(), ""))?;
    match planned.driver.plan(&request).result {
        Ok(commands) => Ok(commands.unwrap_or_default()),
        Err(fault) => Err(CliError::new(
            format!("{}: {fault}", planned.entry.name),
            fault.hint(),
        )),
    }
}

/// Says once which drivers cannot tell what changes by itself: what is kept of their devices may differ each time.
fn warn_of_unstable(plan: &Fleet, datastore: Datastore) {
    let mut asked = BTreeSet::new();
    for planned in &plan.planned {
        let driver = &planned.driver;
        let description = driver.description();
        let is_as_told = description.configuration.of(datastore).is_empty()
            && description.getters.contains(&Getter::Config);
        if is_as_told && !planned.is_auto() && asked.insert(driver.digest().hex()) {
            Message::warning(format!(
                "the driver {} (contract {}) does not know what of a configuration changes by itself: it is kept as its \
                 devices tell it",
                driver.name(),
                driver.contract()
            ))
            .hint("a file may then differ though nobody changed its device; a newer release of the driver may know")
            .show();
        }
    }
}
