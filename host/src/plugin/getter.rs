//! What may be asked of a device: NAPALM's getters, and what those that take arguments are asked about.

use serde::{Deserialize, Serialize};

/// NAPALM's getters, as far as the contract has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Getter {
    Facts,
    Interfaces,
    InterfacesIp,
    InterfacesCounters,
    LldpNeighbors,
    LldpNeighborsDetail,
    BgpNeighbors,
    BgpNeighborsDetail,
    Environment,
    ArpTable,
    Ipv6NeighborsTable,
    MacAddressTable,
    NtpServers,
    NtpStats,
    SnmpInformation,
    Users,
    Optics,
    Config,
    NetworkInstances,
    Vlans,
    RouteTo,
    Ping,
    Traceroute,
}

impl Getter {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 23] = [
        Self::Facts,
        Self::Interfaces,
        Self::InterfacesIp,
        Self::InterfacesCounters,
        Self::LldpNeighbors,
        Self::LldpNeighborsDetail,
        Self::BgpNeighbors,
        Self::BgpNeighborsDetail,
        Self::Environment,
        Self::ArpTable,
        Self::Ipv6NeighborsTable,
        Self::MacAddressTable,
        Self::NtpServers,
        Self::NtpStats,
        Self::SnmpInformation,
        Self::Users,
        Self::Optics,
        Self::Config,
        Self::NetworkInstances,
        Self::Vlans,
        Self::RouteTo,
        Self::Ping,
        Self::Traceroute,
    ];

    /// As it is typed and printed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Facts => "facts",
            Self::Interfaces => "interfaces",
            Self::InterfacesIp => "interfaces_ip",
            Self::InterfacesCounters => "interfaces_counters",
            Self::LldpNeighbors => "lldp_neighbors",
            Self::LldpNeighborsDetail => "lldp_neighbors_detail",
            Self::BgpNeighbors => "bgp_neighbors",
            Self::BgpNeighborsDetail => "bgp_neighbors_detail",
            Self::Environment => "environment",
            Self::ArpTable => "arp_table",
            Self::Ipv6NeighborsTable => "ipv6_neighbors_table",
            Self::MacAddressTable => "mac_address_table",
            Self::NtpServers => "ntp_servers",
            Self::NtpStats => "ntp_stats",
            Self::SnmpInformation => "snmp_information",
            Self::Users => "users",
            Self::Optics => "optics",
            Self::Config => "config",
            Self::NetworkInstances => "network_instances",
            Self::Vlans => "vlans",
            Self::RouteTo => "route_to",
            Self::Ping => "ping",
            Self::Traceroute => "traceroute",
        }
    }

    /// The getter of this name, with `-` for `_` too, and with NAPALM's `get_` before it.
    pub fn named(text: &str) -> Option<Self> {
        let wanted = text.trim().replace('-', "_").to_lowercase();
        let wanted = wanted.strip_prefix("get_").unwrap_or(&wanted);
        Self::ALL.into_iter().find(|getter| getter.name() == wanted)
    }

    /// Which arguments it takes.
    pub fn takes(self) -> &'static [Argument] {
        match self {
            Self::RouteTo => &[Argument::Destination, Argument::Protocol, Argument::Vrf],
            Self::Ping => &[
                Argument::Destination,
                Argument::Source,
                Argument::Vrf,
                Argument::Count,
                Argument::Size,
                Argument::Timeout,
                Argument::Ttl,
            ],
            Self::Traceroute => &[
                Argument::Destination,
                Argument::Source,
                Argument::Vrf,
                Argument::Timeout,
                Argument::Ttl,
            ],
            _ => &[],
        }
    }
}

/// What a getter may be asked about. All but the destination may be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Argument {
    Destination,
    Source,
    Vrf,
    Protocol,
    Count,
    Size,
    Timeout,
    Ttl,
}

impl Argument {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Destination => "destination",
            Self::Source => "source",
            Self::Vrf => "vrf",
            Self::Protocol => "protocol",
            Self::Count => "count",
            Self::Size => "size",
            Self::Timeout => "timeout",
            Self::Ttl => "ttl",
        }
    }
}

/// What a getter is asked about; nothing for most of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct About {
    /// An address, a name or a prefix.
    pub destination: Option<String>,
    /// An address of the device.
    pub source: Option<String>,
    pub vrf: Option<String>,
    /// As the device names it.
    pub protocol: Option<String>,
    /// Probes.
    pub count: Option<u32>,
    /// In bytes.
    pub size: Option<u32>,
    /// In seconds, for each probe.
    pub timeout: Option<u32>,
    pub ttl: Option<u8>,
}

/// A getter, and what it is asked about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Request {
    getter: Getter,
    about: About,
}

/// Why something cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    #[error("{} needs a destination", .0.name())]
    NoDestination(Getter),
    #[error("{} takes no {}", .getter.name(), .argument.name())]
    NotTaken { getter: Getter, argument: Argument },
    #[error("{text:?} is no {}: only letters, digits and . : / _ - % may stand in one", .argument.name())]
    NotAName { argument: Argument, text: String },
}

/// Longer than any name or address that a device takes.
const LONGEST: usize = 255;

impl Request {
    /// # Errors
    /// When an argument is missing, is not taken, or could be more than a name to a device's command line.
    pub fn new(getter: Getter, about: About) -> Result<Self, RequestError> {
        let texts = [
            (Argument::Destination, &about.destination),
            (Argument::Source, &about.source),
            (Argument::Vrf, &about.vrf),
            (Argument::Protocol, &about.protocol),
        ];
        let given = texts.iter().filter(|(_, text)| text.is_some()).map(|(it, _)| *it);
        let numbers = [
            (Argument::Count, about.count.is_some()),
            (Argument::Size, about.size.is_some()),
            (Argument::Timeout, about.timeout.is_some()),
            (Argument::Ttl, about.ttl.is_some()),
        ];
        let given = given.chain(numbers.into_iter().filter(|(_, given)| *given).map(|(it, _)| it));
        for argument in given {
            if !getter.takes().contains(&argument) {
                return Err(RequestError::NotTaken { getter, argument });
            }
        }
        for (argument, text) in texts {
            // What goes into a command line is a word: never a second command, an option or a pipe.
            let Some(text) = text else { continue };
            let plain = |c: char| c.is_ascii_alphanumeric() || ".:/_-%".contains(c);
            if text.is_empty() || text.len() > LONGEST || text.starts_with('-') || !text.chars().all(plain) {
                return Err(RequestError::NotAName {
                    argument,
                    text: text.clone(),
                });
            }
        }
        if about.destination.is_none() && getter.takes().contains(&Argument::Destination) {
            return Err(RequestError::NoDestination(getter));
        }
        Ok(Self { getter, about })
    }

    pub fn getter(&self) -> Getter {
        self.getter
    }

    pub fn about(&self) -> &About {
        &self.about
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(destination: &str) -> About {
        About {
            destination: Some(destination.to_owned()),
            ..About::default()
        }
    }

    #[test]
    fn a_getter_is_found_as_people_write_it() {
        for text in [
            "bgp_neighbors",
            "bgp-neighbors",
            "get_bgp_neighbors",
            "BGP_Neighbors",
        ] {
            assert_eq!(Getter::named(text), Some(Getter::BgpNeighbors));
        }
        assert_eq!(Getter::named("bgp"), None);
    }

    #[test]
    fn names_are_those_that_serde_writes() {
        for getter in Getter::ALL {
            assert_eq!(serde_json::to_value(getter).unwrap(), getter.name());
        }
    }

    #[test]
    fn arguments_are_those_that_the_getter_takes() {
        assert!(Request::new(Getter::Ping, to("192.0.2.1")).is_ok());
        assert_eq!(
            Request::new(Getter::Ping, About::default()),
            Err(RequestError::NoDestination(Getter::Ping))
        );
        let error = Request::new(Getter::Facts, to("192.0.2.1")).unwrap_err();
        assert_eq!(error.to_string(), "facts takes no destination");
        let count = About {
            count: Some(3),
            ..to("192.0.2.1")
        };
        let error = Request::new(Getter::RouteTo, count).unwrap_err();
        assert_eq!(error.to_string(), "route_to takes no count");
    }

    #[test]
    fn an_argument_cannot_be_a_second_command() {
        for text in [
            "192.0.2.1 ; reload",
            "x\nreload",
            "x|redirect",
            "-c5",
            "",
            "$(x)",
            "x y",
        ] {
            let error = Request::new(Getter::Ping, to(text)).unwrap_err();
            assert!(matches!(error, RequestError::NotAName { .. }), "{text}");
        }
        for text in ["192.0.2.0/24", "2001:db8::1", "fe80::1%eth0", "r1.example.net"] {
            assert!(Request::new(Getter::RouteTo, to(text)).is_ok(), "{text}");
        }
    }
}
