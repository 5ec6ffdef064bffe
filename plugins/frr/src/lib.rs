//! The driver for FRRouting: how `vtysh` behaves, what its commands print, and three of NAPALM's getters.
//!
//! What can be said as data stands in files: `driver.toml`, `profile.toml` and `templates/`. Only getters are code. A
//! driver is asked and answers: nothing here reads a file, a clock or a socket.

mod answer;
mod files;
mod getters;

use nethost_driver::{
    Description, Driver, Facts, Getter, GetterError, InterfaceAddress, NetworkInterface, Output, ParseError,
    Platform, Table,
};

/// `FRRouting`.
pub struct Frr(Platform);

impl Driver for Frr {
    fn new() -> Self {
        // The files are part of the driver: one that is wrong is found when the driver is built, not when it runs.
        Self(Platform::from_files(files::FILES).unwrap_or_else(|error| panic!("{error}")))
    }

    fn describe(&self) -> Description {
        self.0
            .describe(&[Getter::Facts, Getter::Interfaces, Getter::InterfacesIp])
    }

    fn parse(&self, command: &str, output: &str) -> Result<Table, ParseError> {
        let parsed = self.0.parse(command, output);
        match answer::refusal(output) {
            Some(line) if !matches!(parsed, Err(ParseError::NoSuchCommand)) => {
                Err(ParseError::Refused(line.to_owned()))
            }
            _ => parsed,
        }
    }

    fn plan(&self, getter: Getter) -> Result<Vec<String>, GetterError> {
        let commands: &[&str] = match getter {
            Getter::Facts => getters::facts::PLAN,
            Getter::Interfaces => getters::interfaces::PLAN,
            Getter::InterfacesIp => getters::interfaces_ip::PLAN,
            _ => return Err(GetterError::Unsupported),
        };
        Ok(commands.iter().map(|&command| command.to_owned()).collect())
    }

    fn facts(&self, outputs: &[Output]) -> Result<Facts, GetterError> {
        getters::facts::collect(&self.0, outputs)
    }

    fn interfaces(&self, outputs: &[Output]) -> Result<Vec<NetworkInterface>, GetterError> {
        getters::interfaces::collect(&self.0, outputs)
    }

    fn interfaces_ip(&self, outputs: &[Output]) -> Result<Vec<InterfaceAddress>, GetterError> {
        getters::interfaces_ip::collect(&self.0, outputs)
    }
}

nethost_driver::export_driver!(Frr);
