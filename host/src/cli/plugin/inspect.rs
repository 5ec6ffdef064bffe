//! `nethost plugin inspect`: what a driver is, as it says itself.

use crate::cli::{args::DriverArg, error::Done, prepare};
use crate::report::{
    Terminal,
    driver::{Card, Provenance},
};
use std::io::{self, Write};

#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    driver: DriverArg,
    /// Everything, as one JSON object.
    #[arg(long)]
    json: bool,
}

pub(super) fn inspect(args: &Args) -> Done {
    let (shelf, drivers) = prepare::shelf(&args.driver.alone(), None)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    for driver in &drivers {
        let provenance = Provenance {
            name: driver.name().into(),
            digest: driver.digest().to_string(),
            size: driver.size(),
            contract: driver.contract().into(),
            imports: driver.imports().to_vec(),
            signed: shelf.signed(driver).cloned(),
            grant: shelf.settings().grant(&driver.description().platform),
            leave: driver.granted().leave.clone(),
        };
        let card = Card::new(driver.description(), &provenance);
        if args.json {
            card.write_json(&mut out)?;
        } else {
            card.write(&mut out, Terminal::stdout())?;
        }
    }
    out.flush()?;
    Ok(0)
}
