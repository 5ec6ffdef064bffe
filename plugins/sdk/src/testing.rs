//! For a driver's own tests: its folder of fixtures, and whether the driver reads them as it should.
//!
//! A fixture is `fixtures/<command_with_underscores>/<case>.txt` (a slash in the command is `%`), what a device answered,
//! and beside it `<case>.json`, the list of rows that it must become; without one it is there for a getter's tests.
//! Of a command that shows a configuration, `<case>.stable` is what is kept of it, and `<case>.without_secrets` the same without secrets.

mod tested;

use crate::{
    Getter, InterfaceAddress, Output, PingQuery, Request, RouteQuery, Table, TracerouteQuery, Value,
};
use serde_json::{Map, Value as Json, json};
use std::{
    fs,
    path::{Path, PathBuf},
};
pub use tested::Tested;

/// What a device answered to a command, and what it means.
#[derive(Debug)]
pub struct Fixture {
    pub command: String,
    /// The file with the output.
    pub path: PathBuf,
    pub output: String,
    /// A list of objects, column name to value; none where the output is only there for a getter.
    pub rows: Option<Json>,
}

/// All fixtures of a driver's folder, in the order of their names.
///
/// # Panics
/// When a file is missing or cannot be read; the message names it.
pub fn fixtures(driver_folder: &Path) -> Vec<Fixture> {
    let read = |path: &Path| fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut fixtures = Vec::new();
    for folder in entries(&driver_folder.join("fixtures")) {
        let command = folder
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .replace('_', " ")
            .replace('%', "/");
        for path in entries(&folder) {
            if path.extension().is_none_or(|extension| extension != "txt") {
                continue;
            }
            let expected = path.with_extension("json");
            let rows = expected.exists().then(|| {
                serde_json::from_str(&read(&expected))
                    .unwrap_or_else(|e| panic!("{}: {e}", expected.display()))
            });
            let output = read(&path);
            fixtures.push(Fixture {
                command: command.clone(),
                path,
                output,
                rows,
            });
        }
    }
    fixtures
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let wrong = |e: std::io::Error| -> ! { panic!("{}: {e}", folder.display()) };
    let entries = fs::read_dir(folder).unwrap_or_else(|e| wrong(e));
    let mut paths: Vec<_> = entries
        .map(|entry| entry.unwrap_or_else(|e| wrong(e)).path())
        .collect();
    paths.sort();
    paths
}

/// A table as fixtures write it.
pub fn as_json(table: Table) -> Json {
    let row = |values: Vec<Value>| {
        let cells = table
            .columns
            .iter()
            .cloned()
            .zip(values.into_iter().map(|value| match value {
                Value::None => Json::Null,
                Value::Boolean(value) => json!(value),
                Value::Integer(value) => json!(value),
                Value::Decimal(value) => json!(value),
                Value::Text(value) => json!(value),
                Value::Texts(values) => json!(values),
            }));
        Json::Object(cells.collect::<Map<_, _>>())
    };
    Json::Array(table.rows.into_iter().map(row).collect())
}

/// A request for a getter; those that ask about something ask about 192.0.2.1.
pub fn request(getter: Getter) -> Request {
    let destination = "192.0.2.1".to_owned();
    match getter {
        Getter::Facts => Request::Facts,
        Getter::Interfaces => Request::Interfaces,
        Getter::InterfacesIp => Request::InterfacesIp,
        Getter::InterfacesCounters => Request::InterfacesCounters,
        Getter::LldpNeighbors => Request::LldpNeighbors,
        Getter::LldpNeighborsDetail => Request::LldpNeighborsDetail,
        Getter::BgpNeighbors => Request::BgpNeighbors,
        Getter::BgpNeighborsDetail => Request::BgpNeighborsDetail,
        Getter::Environment => Request::Environment,
        Getter::ArpTable => Request::ArpTable,
        Getter::Ipv6NeighborsTable => Request::Ipv6NeighborsTable,
        Getter::MacAddressTable => Request::MacAddressTable,
        Getter::NtpServers => Request::NtpServers,
        Getter::NtpStats => Request::NtpStats,
        Getter::SnmpInformation => Request::SnmpInformation,
        Getter::Users => Request::Users,
        Getter::Optics => Request::Optics,
        Getter::Config => Request::Config,
        Getter::NetworkInstances => Request::NetworkInstances,
        Getter::Vlans => Request::Vlans,
        Getter::RouteTo => Request::RouteTo(RouteQuery::to(destination)),
        Getter::Ping => Request::Ping(PingQuery::to(destination)),
        Getter::Traceroute => Request::Traceroute(TracerouteQuery::to(destination)),
    }
}

/// What a device answers to a command.
pub fn answer(command: &str, text: &str) -> Output {
    Output {
        command: command.to_owned(),
        text: text.to_owned(),
    }
}

/// Addresses, each as interface, family, address and length of its prefix.
pub fn told(addresses: &[InterfaceAddress]) -> Vec<(&str, u8, &str, u8)> {
    addresses
        .iter()
        .map(|it| {
            (
                it.interface.as_str(),
                it.family,
                it.address.as_str(),
                it.prefix_length,
            )
        })
        .collect()
}

impl RouteQuery {
    /// With nothing else asked.
    pub fn to(destination: impl Into<String>) -> Self {
        Self {
            destination: destination.into(),
            protocol: None,
            vrf: None,
        }
    }
}

impl PingQuery {
    /// With nothing else asked.
    pub fn to(destination: impl Into<String>) -> Self {
        Self {
            destination: destination.into(),
            source: None,
            vrf: None,
            count: None,
            size: None,
            timeout: None,
            ttl: None,
        }
    }
}

impl TracerouteQuery {
    /// With nothing else asked.
    pub fn to(destination: impl Into<String>) -> Self {
        Self {
            destination: destination.into(),
            source: None,
            vrf: None,
            timeout: None,
            ttl: None,
        }
    }
}
