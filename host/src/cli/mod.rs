//! The command line: the arguments as typed, and one file for each verb.
//!
//! Arguments pass two stages. What the user typed is a struct that clap fills; each verb makes of it what the rest
//! of the program needs, and only then does anything. Nothing here prints by itself: results, messages and errors go
//! through [`report`](crate::report).

mod args;
mod auto;
mod backup;
mod carriage;
mod check;
mod completions;
mod connect;
mod doctor;
mod error;
mod fleet;
mod get;
mod inventory;
mod lab;
mod limits;
mod one;
mod parse;
mod plugin;
mod prepare;
mod probe;
mod record;
mod run;
mod swap;
mod threads;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Runs commands on fleets of network devices; every vendor is a sandboxed driver.
#[derive(Parser)]
#[command(name = "nethost", version, max_term_width = 100, after_help = EXIT_STATUS)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

const EXIT_STATUS: &str = "\
Exit status: 0 all devices succeeded; 1 some did not; 2 the command line, the inventory or a driver is wrong; \
130 interrupted.";

#[derive(Subcommand)]
enum Verb {
    /// Run commands on devices and parse what they answer
    Run(run::Args),
    /// Ask devices who they are: the getter `facts`
    Facts(get::FactsArgs),
    /// Ask devices for typed facts: interfaces, neighbours, addresses …
    Get(get::Args),
    /// Say where devices are not as a policy says they should be
    Check(check::Args),
    /// Keep the configurations of devices, a file for each: what is new and what changed
    Backup(backup::Args),
    /// Parse a saved output; no device is needed
    Parse(parse::Args),
    /// Record what one device answers, as fixtures for a driver
    Record(record::Args),
    /// Talk to one device, in its own terminal
    Connect(connect::Args),
    /// Say step by step what happens on the way to one device
    Probe(probe::Args),
    /// Look at an inventory
    #[command(subcommand)]
    Inventory(inventory::Verb),
    /// Write, try, install and look at drivers
    #[command(subcommand)]
    Plugin(plugin::Verb),
    /// A simulated fleet on this machine
    #[command(subcommand)]
    Lab(lab::Verb),
    /// Say what is missing or odd on this machine
    Doctor(doctor::Args),
    /// Print a shell's completions
    Completions(completions::Args),
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    limits::keep_memory_private();
    let cli = Cli::parse();
    let done = match cli.verb {
        Verb::Run(args) => run::run(args),
        Verb::Facts(args) => get::facts(&args),
        Verb::Get(args) => get::get(&args),
        Verb::Check(args) => check::check(&args),
        Verb::Backup(args) => backup::backup(&args),
        Verb::Parse(args) => parse::parse(&args),
        Verb::Record(args) => record::record(args),
        Verb::Connect(args) => connect::connect(&args),
        Verb::Probe(args) => probe::probe(&args),
        Verb::Inventory(verb) => inventory::run(verb),
        Verb::Plugin(verb) => plugin::run(&verb),
        Verb::Lab(verb) => lab::run(verb),
        Verb::Doctor(_) => Ok(doctor::run()),
        Verb::Completions(args) => completions::run(&args),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(error) => error.show(),
    }
}
