//! The driver for Cisco IOS and IOS-XE: how their command line behaves, what their commands print, and NAPALM's getters.
//!
//! What can be said as data stands in files: `driver.toml`, `profile.toml` and `templates/`. Only getters are code. A
//! driver is asked and answers: nothing here reads a file, a clock or a socket.

mod answer;
mod duration;
mod files;
mod getters;
mod interface_name;
mod mac;
mod refusal;

use nethost_driver::{
    ArpEntry, BgpNeighbor, Config, Description, Driver, Facts, Getter, GetterError, InterfaceAddress,
    LldpNeighbor, MacEntry, NetworkInterface, Output, ParseError, Platform, Table,
};

/// Cisco IOS and IOS-XE.
pub struct CiscoIos(Platform);

impl Driver for CiscoIos {
    fn new() -> Self {
        // The files are part of the driver: one that is wrong is found when the driver is built, not when it runs.
        Self(Platform::from_files(files::FILES).unwrap_or_else(|error| panic!("{error}")))
    }

    fn describe(&self) -> Description {
        self.0.describe(&[
            Getter::Facts,
            Getter::Interfaces,
            Getter::InterfacesIp,
            Getter::ArpTable,
            Getter::MacAddressTable,
            Getter::LldpNeighbors,
            Getter::BgpNeighbors,
            Getter::Config,
        ])
    }

    fn parse(&self, command: &str, output: &str) -> Result<Table, ParseError> {
        let parsed = self.0.parse(command, output);
        match refusal::find(output) {
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
            Getter::ArpTable => getters::arp_table::PLAN,
            Getter::MacAddressTable => getters::mac_address_table::PLAN,
            Getter::LldpNeighbors => getters::lldp_neighbors::PLAN,
            Getter::BgpNeighbors => getters::bgp_neighbors::PLAN,
            Getter::Config => getters::config::PLAN,
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

    fn arp_table(&self, outputs: &[Output]) -> Result<Vec<ArpEntry>, GetterError> {
        getters::arp_table::collect(&self.0, outputs)
    }

    fn mac_address_table(&self, outputs: &[Output]) -> Result<Vec<MacEntry>, GetterError> {
        getters::mac_address_table::collect(&self.0, outputs)
    }

    fn lldp_neighbors(&self, outputs: &[Output]) -> Result<Vec<LldpNeighbor>, GetterError> {
        getters::lldp_neighbors::collect(&self.0, outputs)
    }

    fn bgp_neighbors(&self, outputs: &[Output]) -> Result<Vec<BgpNeighbor>, GetterError> {
        getters::bgp_neighbors::collect(&self.0, outputs)
    }

    fn config(&self, outputs: &[Output]) -> Result<Config, GetterError> {
        Ok(getters::config::collect(outputs))
    }
}

nethost_driver::export_driver!(CiscoIos);
