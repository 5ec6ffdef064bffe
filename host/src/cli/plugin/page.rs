//! `nethost plugin page`: a driver's documentation, from its own description.

use crate::cli::{args::DriverArg, error::Done, prepare};
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
    #[command(flatten)]
    driver: DriverArg,
}

pub(super) fn page(args: &Args) -> Done {
    let (_, drivers) = prepare::shelf(&args.driver.alone(), None)?;
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
