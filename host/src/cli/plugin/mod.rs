//! `nethost plugin`: drivers, for those who write them and those who use them. One file for each verb.

mod build;
mod inspect;
mod page;
mod sign;

use super::error::Done;

#[derive(clap::Subcommand)]
pub(super) enum Verb {
    /// Build a driver: from its folder to one .wasm file
    Build(build::Args),
    /// Say what a driver is: platform, commands and their columns, getters, imports
    Inspect(inspect::Args),
    /// Write a driver's page of documentation, in Markdown, from what it says of itself
    Page(page::Args),
    /// Sign a driver with a minisign key, or make a key pair
    Sign(sign::Args),
}

pub(super) fn run(verb: &Verb) -> Done {
    match verb {
        Verb::Build(args) => build::build(args),
        Verb::Inspect(args) => inspect::inspect(args),
        Verb::Page(args) => page::page(args),
        Verb::Sign(args) => sign::sign(args),
    }
}
