//! `nethost plugin inspect`: what a driver is, as it says itself.

use crate::cli::{args::DriverArgs, error::Done, prepare};
use crate::report::{
    Terminal,
    driver::{Card, Provenance},
};
use std::io::{self, Write};

#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// A driver's .wasm file or folder, or the name of a built-in or installed driver.
    #[arg(value_name = "NAME|FILE")]
    driver: String,
    /// Let a driver that insists on it have an empty WASI: no files, no environment, no network.
    #[arg(long)]
    allow_wasi: bool,
    /// Everything, as one JSON object.
    #[arg(long)]
    json: bool,
}

pub(super) fn inspect(args: &Args) -> Done {
    let named = DriverArgs {
        plugin: vec![args.driver.clone()],
        locked: false,
        allow_wasi: args.allow_wasi,
    };
    let (_, drivers) = prepare::shelf(&named, None)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    for driver in &drivers {
        let provenance = Provenance {
            name: driver.name().into(),
            digest: driver.digest().to_string(),
            size: driver.size(),
            contract: driver.contract().into(),
            imports: driver.imports().to_vec(),
        };
        let card = Card::new(driver.description(), &provenance);
        if args.json {
            serde_json::to_writer_pretty(&mut out, &card).map_err(io::Error::from)?;
            writeln!(out)?;
        } else {
            card.write(&mut out, Terminal::stdout())?;
        }
    }
    out.flush()?;
    Ok(0)
}
