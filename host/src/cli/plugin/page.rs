//! `nethost plugin page`: a driver's documentation, from its own description.

use crate::cli::{args::DriverArgs, error::Done, prepare};
use crate::{
    plugin::{
        Driver,
        model::{About, Argument, Getter, Request},
    },
    report::driver_page::{Plan, write_page},
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
}

pub(super) fn page(args: &Args) -> Done {
    let named = DriverArgs {
        plugin: vec![args.driver.clone()],
        locked: false,
        allow_wasi: args.allow_wasi,
    };
    let (_, drivers) = prepare::shelf(&named, None)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    for driver in &drivers {
        write_page(&mut out, driver.description(), &plans(driver))?;
    }
    out.flush()?;
    Ok(0)
}

/// What each getter runs, about a place where it needs one. A plan that fails is left empty: its driver is at fault.
fn plans(driver: &Driver) -> Vec<Plan> {
    let plan = |&getter: &Getter| {
        let about = About {
            destination: getter
                .takes()
                .contains(&Argument::Destination)
                .then(|| "192.0.2.1".to_owned()),
            ..About::default()
        };
        let commands = Request::new(getter, about)
            .ok()
            .and_then(|request| driver.plan(&request).result.ok()?.ok());
        (getter, commands.unwrap_or_default())
    };
    driver.description().getters.iter().map(plan).collect()
}
