//! What a nethost driver is written with: the [`Driver`] trait, the [`export_driver!`] macro, and
//! [`Platform`], which makes most of a driver out of files: a description, a profile, `TextFSM` templates.
//!
//! The same crate builds natively, so that all logic of a driver runs under a plain `cargo test`.
//!
//! ```
//! use nethost_driver::{Description, Driver, ParseError, Platform, Table};
//!
//! struct Acme(Platform);
//!
//! impl Driver for Acme {
//!     fn new() -> Self {
//!         let files = [
//!             ("driver.toml", "platform = 'acme_os'\nvendor = 'Acme'\nversion = '0.1.0'\n\
//!               [[commands]]\nname = 'show clock'\nmatch = 'sh[[ow]] cl[[ock]]'\n\
//!               template = 'show_clock.textfsm'\n"),
//!             ("templates/show_clock.textfsm", "Value TIME (\\S+)\n\nStart\n  ^${TIME}$$ -> Record\n"),
//!         ];
//!         Acme(Platform::from_files(&files).expect("the driver's own files"))
//!     }
//!     fn describe(&self) -> Description {
//!         self.0.describe(&[])
//!     }
//!     fn parse(&self, command: &str, output: &str) -> Result<Table, ParseError> {
//!         self.0.parse(command, output)
//!     }
//! }
//!
//! nethost_driver::export_driver!(Acme);
//!
//! let table = Acme::new().parse("sh clock", "12:00:07\n").unwrap();
//! assert_eq!(table.columns, ["time"]);
//! ```

#[cfg(feature = "templates")]
mod collection;
#[cfg(feature = "templates")]
mod command_parser;
mod export;
mod log;
#[cfg(feature = "templates")]
pub mod outputs;
#[cfg(feature = "templates")]
mod platform;
#[cfg(feature = "templates")]
mod platform_error;
#[cfg(feature = "templates")]
mod profile;
pub mod read;
#[cfg(feature = "templates")]
mod recognition;
#[cfg(feature = "templates")]
mod row;
#[cfg(feature = "testing")]
pub mod testing;

/// What the contract's text becomes in Rust.
#[doc(hidden)]
#[allow(
    clippy::all,
    clippy::pedantic,
    unsafe_code,
    missing_docs,
    reason = "generated from the contract"
)]
pub mod bindings {
    wit_bindgen::generate!({
        path: "../../wit/v0.1.0",
        world: "driver",
        pub_export_macro: true,
        export_macro_name: "export_bindings",
        default_bindings_module: "nethost_driver::bindings",
    });
}

pub use bindings::exports::nethost::driver::description::{
    Answer, Column, ColumnKind, Command, Driver as Description, Evidence, Getter, Mode, Pager, Profile,
    Question, Recognition, Secret, Transition,
};
pub use bindings::exports::nethost::driver::getters::{
    ArpEntry, BgpNeighbor, BgpPrefixes, Config, Facts, GetterError, InterfaceAddress, LldpNeighbor, MacEntry,
    NetworkInterface, Output,
};
pub use bindings::exports::nethost::driver::parsing::{Misunderstanding, ParseError, Table, Value};
pub use log::{Level, log};
#[cfg(feature = "templates")]
pub use platform::Platform;
#[cfg(feature = "templates")]
pub use platform_error::PlatformError;
#[cfg(feature = "templates")]
pub use row::Row;

/// A driver. Only [`Driver::new`], [`Driver::describe`] and [`Driver::parse`] must be written.
///
/// A getter comes in two halves: [`Driver::plan`] names the commands to run, and the getter's own method makes records
/// of what the device answered to them, in the same order.
pub trait Driver: Sized + Send + Sync + 'static {
    /// Makes the driver. Called once, when the component is built: what it leaves in memory is part of
    /// the component, so compiling patterns here costs nothing at run time.
    fn new() -> Self;

    fn describe(&self) -> Description;

    /// `command` is as typed, abbreviations included; `output` has lines that end with `\n`.
    fn parse(&self, command: &str, output: &str) -> Result<Table, ParseError>;

    fn plan(&self, _getter: Getter) -> Result<Vec<String>, GetterError> {
        Err(GetterError::Unsupported)
    }
    fn facts(&self, _outputs: &[Output]) -> Result<Facts, GetterError> {
        Err(GetterError::Unsupported)
    }
    fn interfaces(&self, _outputs: &[Output]) -> Result<Vec<NetworkInterface>, GetterError> {
        Err(GetterError::Unsupported)
    }
    fn interfaces_ip(&self, _outputs: &[Output]) -> Result<Vec<InterfaceAddress>, GetterError> {
        Err(GetterError::Unsupported)
    }
    fn arp_table(&self, _outputs: &[Output]) -> Result<Vec<ArpEntry>, GetterError> {
        Err(GetterError::Unsupported)
    }
    fn mac_address_table(&self, _outputs: &[Output]) -> Result<Vec<MacEntry>, GetterError> {
        Err(GetterError::Unsupported)
    }
    fn lldp_neighbors(&self, _outputs: &[Output]) -> Result<Vec<LldpNeighbor>, GetterError> {
        Err(GetterError::Unsupported)
    }
    fn bgp_neighbors(&self, _outputs: &[Output]) -> Result<Vec<BgpNeighbor>, GetterError> {
        Err(GetterError::Unsupported)
    }
    fn config(&self, _outputs: &[Output]) -> Result<Config, GetterError> {
        Err(GetterError::Unsupported)
    }
}
