//! A driver that does harm on request, for the tests of the sandbox: the command says which, the first output of a getter, the
//! destination of a ping, or the script in the component itself.
//!
//! It serves the platform of the lab's devices, so that a fleet can be run with it.

mod harm;
mod script;

use harm::{do_harm, hostile_text};
use nethost_driver::{
    ArpEntry, BgpNeighbor, BgpNeighborDetail, Config, Description, Driver, Environment, Facts, Getter,
    GetterError, InterfaceAddress, InterfaceCounters, Ipv6Neighbor, Level, LldpNeighbor, LldpNeighborDetail,
    MacEntry, NetworkInstance, NetworkInterface, NtpAssociation, OpticalChannel, Output, ParseError,
    PingQuery, PingResult, Request, Route, RouteQuery, SnmpInformation, Table, TracerouteHop,
    TracerouteQuery, User, Value, Vlan, log,
};

struct Hostile;

/// Getters whose answer is an empty list, after the harm that their first output's text names.
macro_rules! getters {
    ($($getter:ident: $record:ty,)*) => {
        $(fn $getter(&self, outputs: &[Output]) -> Result<$record, GetterError> {
            harm_of(outputs);
            Ok(Default::default())
        })*
    };
}

fn harm_of(outputs: &[Output]) {
    script::harm("collect");
    if let Some(output) = outputs.first() {
        do_harm(output.text.trim());
    }
}

impl Driver for Hostile {
    fn new() -> Self {
        Self
    }

    fn describe(&self) -> Description {
        script::description()
    }

    fn parse(&self, command: &str, output: &str) -> Result<Table, ParseError> {
        script::harm("parse");
        let said = script::value("parse as");
        let command = said.as_deref().unwrap_or(command);
        do_harm(command);
        match command {
            "show clock" => do_harm("loop"),
            "show ip interface brief" => do_harm("log"),
            "answer" => return Ok(text("x".repeat(100 << 20))),
            "many" => {
                return Ok(Table {
                    columns: vec!["a".into()],
                    rows: vec![vec![Value::None]; 1 << 17],
                });
            }
            "rows without columns" => {
                return Ok(Table {
                    columns: Vec::new(),
                    rows: vec![Vec::new(); 1 << 10],
                });
            }
            "long log" => log(Level::Info, &"é".repeat(100_000)),
            "ragged" => {
                return Ok(Table {
                    columns: vec!["a".into(), "b".into()],
                    rows: vec![vec![Value::None]],
                });
            }
            "columns" => {
                return Ok(Table {
                    columns: (0..2000).map(|number| number.to_string()).collect(),
                    rows: Vec::new(),
                });
            }
            "long column" => {
                return Ok(Table {
                    columns: vec!["x".repeat(1 << 20)],
                    rows: vec![vec![Value::None]; 1 << 10],
                });
            }
            "odd column" => {
                return Ok(Table {
                    columns: vec![hostile_text()],
                    rows: vec![vec![Value::None]],
                });
            }
            "nan" | "infinity" => {
                let number = if command == "nan" {
                    f64::NAN
                } else {
                    f64::NEG_INFINITY
                };
                return Ok(Table {
                    columns: vec!["a".into(), "number".into()],
                    rows: vec![
                        vec![Value::None, Value::Decimal(1.0)],
                        vec![Value::None, Value::Decimal(number)],
                    ],
                });
            }
            "odd cells" => {
                log(Level::Error, &hostile_text());
                return Ok(Table {
                    columns: vec!["text".into(), "list".into()],
                    rows: vec![vec![
                        Value::Text(hostile_text()),
                        Value::Texts(vec![hostile_text(), "\n".into()]),
                    ]],
                });
            }
            "odd error" => {
                return Err(ParseError::NotUnderstood(nethost_driver::Misunderstanding {
                    line: Some(u32::MAX),
                    text: hostile_text(),
                    state: hostile_text(),
                    message: hostile_text(),
                }));
            }
            "odd refusal" => return Err(ParseError::Refused(hostile_text())),
            "echo" => {}
            _ => return Err(ParseError::NoSuchCommand),
        }
        Ok(text(output.to_owned()))
    }

    /// The destination of a ping says what is wrong with the plan.
    fn plan(&self, request: &Request) -> Result<Vec<String>, GetterError> {
        script::harm("plan");
        let Request::Ping(query) = request else {
            return Ok(vec!["show version".into()]);
        };
        do_harm(&query.destination);
        Ok(match query.destination.as_str() {
            "answer" => vec!["x".repeat(100 << 20)],
            "many" => vec!["show version".into(); 1000],
            "long" => vec!["show ".repeat(1000)],
            "reload" => vec!["show version".into(), "reload".into()],
            "lines" => vec!["show version\nreload".into()],
            _ => vec!["show version".into()],
        })
    }

    fn facts(&self, outputs: &[Output]) -> Result<Facts, GetterError> {
        do_harm("panic");
        harm_of(outputs);
        Err(GetterError::Unsupported)
    }

    fn environment(&self, outputs: &[Output]) -> Result<Environment, GetterError> {
        harm_of(outputs);
        Err(GetterError::Unsupported)
    }

    fn snmp_information(&self, outputs: &[Output]) -> Result<SnmpInformation, GetterError> {
        harm_of(outputs);
        Err(GetterError::Unsupported)
    }

    fn config(&self, outputs: &[Output]) -> Result<Config, GetterError> {
        harm_of(outputs);
        Ok(Config {
            running: Some("x".repeat(100 << 20)),
            startup: None,
            candidate: None,
        })
    }

    fn route_to(&self, _query: &RouteQuery, outputs: &[Output]) -> Result<Vec<Route>, GetterError> {
        harm_of(outputs);
        Ok(Vec::new())
    }

    fn ping(&self, _query: &PingQuery, outputs: &[Output]) -> Result<PingResult, GetterError> {
        harm_of(outputs);
        Err(GetterError::Unsupported)
    }

    fn traceroute(
        &self,
        _query: &TracerouteQuery,
        outputs: &[Output],
    ) -> Result<Vec<TracerouteHop>, GetterError> {
        harm_of(outputs);
        Ok(Vec::new())
    }

    getters! {
        interfaces: Vec<NetworkInterface>,
        interfaces_ip: Vec<InterfaceAddress>,
        interfaces_counters: Vec<InterfaceCounters>,
        lldp_neighbors: Vec<LldpNeighbor>,
        lldp_neighbors_detail: Vec<LldpNeighborDetail>,
        bgp_neighbors: Vec<BgpNeighbor>,
        bgp_neighbors_detail: Vec<BgpNeighborDetail>,
        arp_table: Vec<ArpEntry>,
        ipv6_neighbors_table: Vec<Ipv6Neighbor>,
        mac_address_table: Vec<MacEntry>,
        ntp_servers: Vec<String>,
        ntp_stats: Vec<NtpAssociation>,
        users: Vec<User>,
        optics: Vec<OpticalChannel>,
        network_instances: Vec<NetworkInstance>,
        vlans: Vec<Vlan>,
    }
}

fn text(text: String) -> Table {
    Table {
        columns: vec!["text".into()],
        rows: vec![vec![Value::Text(text)]],
    }
}

/// Every getter of the contract.
const GETTERS: [Getter; 23] = [
    Getter::Facts,
    Getter::Interfaces,
    Getter::InterfacesIp,
    Getter::InterfacesCounters,
    Getter::LldpNeighbors,
    Getter::LldpNeighborsDetail,
    Getter::BgpNeighbors,
    Getter::BgpNeighborsDetail,
    Getter::Environment,
    Getter::ArpTable,
    Getter::Ipv6NeighborsTable,
    Getter::MacAddressTable,
    Getter::NtpServers,
    Getter::NtpStats,
    Getter::SnmpInformation,
    Getter::Users,
    Getter::Optics,
    Getter::Config,
    Getter::NetworkInstances,
    Getter::Vlans,
    Getter::RouteTo,
    Getter::Ping,
    Getter::Traceroute,
];

nethost_driver::export_driver!(Hostile);
