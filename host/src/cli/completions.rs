//! `nethost completions`: for the user's shell.

use super::{Cli, error::Done};
use clap::CommandFactory;
use std::io::{self, Write};

#[derive(clap::Args)]
pub(super) struct Args {
    /// Which shell; save the output where the shell looks for completions.
    shell: clap_complete::Shell,
}

pub(super) fn run(args: &Args) -> Done {
    // clap_complete panics when its writer fails, so that it does not get stdout itself.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "nethost", &mut script);
    let mut out = io::stdout().lock();
    out.write_all(&script)?;
    out.flush()?;
    Ok(0)
}
