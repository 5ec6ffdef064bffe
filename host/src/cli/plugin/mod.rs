//! `nethost plugin`: drivers, for those who write them and those who use them. One file for each verb.

mod build;
mod check;
mod dev;
mod inspect;
mod install;
mod list;
mod lock;
mod new;
mod offer;
mod page;
mod publish;
mod remove;
mod sign;
mod stock;
mod subject;
mod test;
mod update;
mod verify;

use super::error::Done;

#[derive(clap::Subcommand)]
pub(super) enum Verb {
    /// Make the folder of a new driver, which builds, tests and runs as it is
    New(new::Args),
    /// Build a driver: from its folder to one .wasm file
    Build(build::Args),
    /// Try a driver on its fixtures, prompts and recorded sessions
    Test(test::Args),
    /// Build, test and run a driver again whenever its folder changes
    Dev(dev::Args),
    /// Check whether a driver keeps to the contract
    Check(check::Args),
    /// Say what a driver is: platform, commands and their columns, getters, imports
    Inspect(inspect::Args),
    /// Install a driver of somebody else: from a file, a folder, an address, a registry
    Install(install::Args),
    /// List the drivers that are installed
    List(list::Args),
    /// Remove drivers that are installed
    Remove(remove::Args),
    /// Ask the sources of installed drivers for newer ones
    Update(update::Args),
    /// Look whether installed drivers are what they were
    Verify(verify::Args),
    /// Write down in nethost.lock which drivers an inventory uses
    Lock(lock::Args),
    /// Write a driver's page of documentation, in Markdown, from what it says of itself
    Page(page::Args),
    /// Publish a driver in an OCI registry, from where others install it
    Publish(publish::Args),
    /// Sign a driver with a minisign key, or make a key pair
    Sign(sign::Args),
}

pub(super) fn run(verb: &Verb) -> Done {
    match verb {
        Verb::New(args) => new::new(args),
        Verb::Build(args) => build::build(args),
        Verb::Test(args) => test::test(args),
        Verb::Dev(args) => dev::dev(args),
        Verb::Check(args) => check::check(args),
        Verb::Inspect(args) => inspect::inspect(args),
        Verb::Install(args) => install::install(args),
        Verb::List(args) => list::list(args),
        Verb::Remove(args) => remove::remove(args),
        Verb::Update(args) => update::update(args),
        Verb::Verify(args) => verify::verify(args),
        Verb::Lock(args) => lock::lock(args),
        Verb::Page(args) => page::page(args),
        Verb::Publish(args) => publish::publish(args),
        Verb::Sign(args) => sign::sign(args),
    }
}
