//! `nethost inventory`: what an inventory says, without connecting to anything or reading a secret.

use super::{
    args::InventoryArgs,
    error::Done,
    prepare::{select, warn},
};
use crate::{
    inventory::{Inventory, view::DeviceView},
    plugin::model::{Table, Value},
    report::{Format, Message, Terminal, rows::write_rows},
};
use std::io::{self, Write};

#[derive(clap::Subcommand)]
pub(super) enum Verb {
    /// Show the devices
    List(ListArgs),
    /// Look for mistakes
    Check(CheckArgs),
}

#[derive(clap::Args)]
pub(super) struct ListArgs {
    #[command(flatten)]
    inventory: InventoryArgs,
    #[arg(
        long,
        value_enum,
        default_value_t,
        help = "How devices are printed; json and ndjson tell everything but secrets"
    )]
    format: Format,
}

#[derive(clap::Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    inventory: InventoryArgs,
}

pub(super) fn run(verb: Verb) -> Done {
    match verb {
        Verb::List(args) => list(&args),
        Verb::Check(args) => check(&args),
    }
}

fn list(args: &ListArgs) -> Done {
    let inventory = select(&args.inventory)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    match args.format {
        Format::Json => {
            let views: Vec<DeviceView<'_>> = inventory.device_views().collect();
            serde_json::to_writer_pretty(&mut out, &views).map_err(io::Error::from)?;
            writeln!(out)?;
        }
        Format::Ndjson => {
            for view in inventory.device_views() {
                serde_json::to_writer(&mut out, &view).map_err(io::Error::from)?;
                writeln!(out)?;
            }
        }
        Format::Raw => {
            for device in &inventory.devices {
                writeln!(out, "{}", device.name)?;
            }
        }
        Format::Table | Format::Csv => {
            write_rows(&mut out, &table(&inventory), "", args.format, Terminal::stdout())?;
        }
    }
    out.flush()?;
    Ok(0)
}

fn table(inventory: &Inventory) -> Table {
    let columns = [
        "device", "host", "port", "protocol", "platform", "username", "jump", "groups",
    ]
    .map(str::to_owned);
    let text = |text: &str| Value::Text(text.into());
    let rows = inventory.device_views().map(|view| {
        vec![
            text(view.name),
            text(view.host),
            Value::Integer(view.port.into()),
            text(view.protocol),
            view.platform.map_or(Value::None, text),
            text(view.username),
            Value::Texts(view.jump.iter().map(|jump| last(jump.name).to_owned()).collect()),
            Value::Texts(view.groups.iter().map(|group| (*group).to_owned()).collect()),
        ]
    });
    Table {
        columns: columns.into(),
        rows: rows.collect(),
    }
}

/// Of a host that is named by the way to it, its own name.
fn last(way: &str) -> &str {
    way.rsplit(',').next().unwrap_or(way)
}

fn check(args: &CheckArgs) -> Done {
    let inventory = select(&args.inventory)?;
    warn(&inventory.file, &inventory.warnings);
    let counted = |number: usize, one: &str| format!("{number} {one}{}", if number == 1 { "" } else { "s" });
    Message::note(format!(
        "{}: no mistakes; {}, {}",
        inventory.file,
        counted(inventory.devices.len(), "device"),
        counted(inventory.groups.len(), "group"),
    ))
    .show();
    if let Some(file) = &inventory.ssh_config {
        let devices = inventory.devices.iter();
        let said = devices
            .filter(|device| !device.from_ssh_config.is_empty())
            .count();
        let mut words: Vec<&str> = inventory
            .devices
            .iter()
            .flat_map(|device| device.from_ssh_config.iter().copied())
            .collect();
        words.sort_unstable();
        words.dedup();
        let what = if words.is_empty() {
            String::new()
        } else {
            format!(" ({})", words.join(", "))
        };
        Message::note(format!("{file} adds to {said} of them{what}")).show();
    }
    Ok(0)
}
