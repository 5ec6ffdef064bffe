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

#[cfg(any(all(target_arch = "wasm32", feature = "allocator"), test))]
mod allocator;
#[cfg(any(all(target_arch = "wasm32", feature = "allocator"), test))]
mod blocks;
mod cell;
#[cfg(feature = "templates")]
mod collection;
mod command_line;
#[cfg(feature = "templates")]
mod command_parser;
#[cfg(feature = "templates")]
mod configuration;
mod driver;
mod export;
#[cfg(any(target_arch = "wasm32", test))]
mod flat;
mod log;
#[cfg(feature = "templates")]
pub mod outputs;
#[cfg(feature = "templates")]
mod platform;
#[cfg(feature = "templates")]
mod platform_error;
#[cfg(feature = "templates")]
mod profile;
mod purpose;
pub mod read;
#[cfg(feature = "templates")]
mod recognition;
pub mod record;
mod reply;
#[cfg(feature = "templates")]
mod row;
#[cfg(feature = "testing")]
pub mod testing;

use purpose::{Purpose, allocating};

#[cfg(all(target_arch = "wasm32", feature = "allocator"))]
#[global_allocator]
static ALLOCATOR: allocator::Allocator = allocator::Allocator::new();

/// For [`export_driver!`]: makes the driver.
#[doc(hidden)]
pub fn make<T>(make: impl FnOnce() -> T) -> T {
    allocating(Purpose::Driver, make)
}

/// For [`export_driver!`]: the driver is made, and what comes now belongs to calls.
#[doc(hidden)]
pub fn made() {
    #[cfg(all(target_arch = "wasm32", feature = "allocator"))]
    ALLOCATOR.made();
}

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
        path: "../../wit/v0.1.2",
        world: "flat",
        pub_export_macro: true,
        export_macro_name: "export_bindings",
        default_bindings_module: "nethost_driver::bindings",
    });
}

/// The modules whose functions [`export_driver!`] exports, as the bindings have them but for both `parse`.
#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
pub mod exported {
    pub mod exports {
        pub mod nethost {
            pub mod driver {
                pub use crate::bindings::exports::nethost::driver::{configuration, description, getters};
                pub use crate::flat::flat_parsing;
                pub use crate::reply::parsing;
            }
        }
    }
}

pub use bindings::exports::nethost::driver::configuration::{Datastore, Wishes};
pub use bindings::exports::nethost::driver::description::{
    Answer, Column, ColumnKind, Command, Driver as Description, Evidence, Getter, Mode, Pager, Profile,
    Question, Recognition, Secret, Transition,
};
pub use bindings::exports::nethost::driver::getters::{
    ArpEntry, BgpNeighbor, BgpNeighborDetail, BgpPrefixes, Config, Environment, Facts, Fan, GetterError,
    InterfaceAddress, InterfaceCounters, Ipv6Neighbor, LldpNeighbor, LldpNeighborDetail, MacEntry, Memory,
    NetworkInstance, NetworkInterface, NtpAssociation, OpticalChannel, OpticalReading, Output, PingProbe,
    PingQuery, PingResult, PowerSupply, Processor, Request, Route, RouteQuery, SnmpCommunity,
    SnmpInformation, Temperature, TracerouteHop, TracerouteProbe, TracerouteQuery, User, Vlan,
};
pub use bindings::exports::nethost::driver::parsing::{Misunderstanding, ParseError, Table, Value};
pub use command_line::CommandLine;
pub use driver::Driver;
pub use log::{Level, log};
#[cfg(feature = "templates")]
pub use platform::Platform;
#[cfg(feature = "templates")]
pub use platform_error::PlatformError;
pub use reply::Reply;
#[cfg(feature = "templates")]
pub use row::Row;
