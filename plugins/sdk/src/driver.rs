//! The trait that a driver implements, and the macro that writes it for a driver made out of files.

use crate::{
    ArpEntry, BgpNeighbor, BgpNeighborDetail, Config, Datastore, Description, Environment, Facts,
    GetterError, InterfaceAddress, InterfaceCounters, Ipv6Neighbor, LldpNeighbor, LldpNeighborDetail,
    MacEntry, NetworkInstance, NetworkInterface, NtpAssociation, OpticalChannel, Output, ParseError,
    PingQuery, PingResult, Reply, Request, Route, RouteQuery, SnmpInformation, Table, TracerouteHop,
    TracerouteQuery, User, Vlan, Wishes,
};

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

    /// What the host is told of [`Driver::parse`]. A driver whose tables are its
    /// [`Platform`](crate::Platform)'s answers with [`Platform::reply`](crate::Platform::reply), which copies nothing.
    fn reply<'t>(&'t self, command: &'t str, output: &'t str) -> Reply<'t> {
        self.parse(command, output).into()
    }

    /// The commands that show a configuration, in order; none where the platform has none of this kind.
    fn configuration_commands(&self, _datastore: Datastore) -> Vec<String> {
        Vec::new()
    }

    /// What one of these commands answered, without what changes by itself: what is kept of it is then the same until
    /// somebody changes the device.
    fn stable(&self, _command: &str, _output: &str, _wishes: Wishes) -> Result<String, ParseError> {
        Err(ParseError::NoSuchCommand)
    }

    fn plan(&self, _request: &Request) -> Result<Vec<String>, GetterError> {
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
    fn interfaces_counters(&self, _outputs: &[Output]) -> Result<Vec<InterfaceCounters>, GetterError> {
        Err(GetterError::Unsupported)
    }
    fn lldp_neighbors(&self, _outputs: &[Output]) -> Result<Vec<LldpNeighbor>, GetterError> {
        Err(GetterError::Unsupported)
    }
    fn lldp_neighbors_detail(&self, _outputs: &[Output]) -> Result<Vec<LldpNeighborDetail>, GetterError> {
        Err(GetterError::Unsupported)
    }
    fn bgp_neighbors(&self, _outputs: &[Output]) -> Result<Vec<BgpNeighbor>, GetterError> {
        Err(GetterError::Unsupported)
    }
    fn bgp_neighbors_detail(&self, _outputs: &[Output]) -> Result<Vec<BgpNeighborDetail>, GetterError> {
        Err(GetterError::Unsupported)
    }
    fn environment(&self, _outputs: &[Output]) -> Result<Environment, GetterError> {
        Err(GetterError::Unsupported)
    }
    fn arp_table(&self, _outputs: &[Output]) -> Result<Vec<ArpEntry>, GetterError> {
        Err(GetterError::Unsupported)
    }
    fn ipv6_neighbors_table(&self, _outputs: &[Output]) -> Result<Vec<Ipv6Neighbor>, GetterError> {
        Err(GetterError::Unsupported)
    }
    fn mac_address_table(&self, _outputs: &[Output]) -> Result<Vec<MacEntry>, GetterError> {
        Err(GetterError::Unsupported)
    }
    fn ntp_servers(&self, _outputs: &[Output]) -> Result<Vec<String>, GetterError> {
        Err(GetterError::Unsupported)
    }
    fn ntp_stats(&self, _outputs: &[Output]) -> Result<Vec<NtpAssociation>, GetterError> {
        Err(GetterError::Unsupported)
    }
    fn snmp_information(&self, _outputs: &[Output]) -> Result<SnmpInformation, GetterError> {
        Err(GetterError::Unsupported)
    }
    fn users(&self, _outputs: &[Output]) -> Result<Vec<User>, GetterError> {
        Err(GetterError::Unsupported)
    }
    fn optics(&self, _outputs: &[Output]) -> Result<Vec<OpticalChannel>, GetterError> {
        Err(GetterError::Unsupported)
    }
    fn config(&self, _outputs: &[Output]) -> Result<Config, GetterError> {
        Err(GetterError::Unsupported)
    }
    fn network_instances(&self, _outputs: &[Output]) -> Result<Vec<NetworkInstance>, GetterError> {
        Err(GetterError::Unsupported)
    }
    fn vlans(&self, _outputs: &[Output]) -> Result<Vec<Vlan>, GetterError> {
        Err(GetterError::Unsupported)
    }
    fn route_to(&self, _query: &RouteQuery, _outputs: &[Output]) -> Result<Vec<Route>, GetterError> {
        Err(GetterError::Unsupported)
    }
    fn ping(&self, _query: &PingQuery, _outputs: &[Output]) -> Result<PingResult, GetterError> {
        Err(GetterError::Unsupported)
    }
    fn traceroute(
        &self,
        _query: &TracerouteQuery,
        _outputs: &[Output],
    ) -> Result<Vec<TracerouteHop>, GetterError> {
        Err(GetterError::Unsupported)
    }
}

/// Writes a driver that is made out of files and getters.
///
/// Each getter that is named is a module `getters::<name>` of the driver's crate, with `PLAN`, the commands to run, and
/// `collect(&Platform, &[Output])`, their outputs to records. Those under `asked` take arguments: their
/// modules have `plan(&Query) -> Vec<String>`, empty where the platform cannot be asked this, and `collect(&Platform, &Query, &[Output])`.
///
/// `parse` may name a function `(&Platform, &str, &str) -> Result<Table, ParseError>` that stands in the place of
/// [`Platform::parse`](crate::Platform::parse).
///
/// ```ignore
/// nethost_driver::platform_driver! {
///     /// Acme OS.
///     pub struct AcmeOs;
///     files: files::FILES;
///     getters: facts, interfaces;
///     asked: ping;
/// }
/// ```
#[macro_export]
macro_rules! platform_driver {
    (
        $(#[$doc:meta])*
        pub struct $name:ident;
        files: $files:expr;
        $(parse: $parse:path;)?
        getters: $($getter:ident),* $(,)?;
        $(asked: $($asked:ident),* $(,)?;)?
    ) => {
        $(#[$doc])*
        pub struct $name($crate::Platform);

        impl $crate::Driver for $name {
            fn new() -> Self {
                // The files are part of the driver: one that is wrong is found when the driver is built.
                Self($crate::Platform::from_files($files).unwrap_or_else(|error| panic!("{error}")))
            }

            fn describe(&self) -> $crate::Description {
                self.0.describe(&[
                    $($crate::getter_parts!(name $getter),)*
                    $($($crate::getter_parts!(name $asked),)*)?
                ])
            }

            fn parse(&self, command: &str, output: &str) -> Result<$crate::Table, $crate::ParseError> {
                $(return $parse(&self.0, command, output);)?
                #[allow(unreachable_code, reason = "where the driver has a parse of its own")]
                self.0.parse(command, output)
            }

            fn reply<'t>(&'t self, command: &'t str, output: &'t str) -> $crate::Reply<'t> {
                $(return $parse(&self.0, command, output).into();)?
                #[allow(unreachable_code, reason = "where the driver has a parse of its own")]
                self.0.reply(command, output)
            }

            fn configuration_commands(&self, datastore: $crate::Datastore) -> Vec<String> {
                self.0.configuration_commands(datastore)
            }

            fn stable(
                &self,
                command: &str,
                output: &str,
                wishes: $crate::Wishes,
            ) -> Result<String, $crate::ParseError> {
                self.0.stable(command, output, wishes)
            }

            fn plan(&self, request: &$crate::Request) -> Result<Vec<String>, $crate::GetterError> {
                match request {
                    $($crate::getter_parts!(request $getter) => {
                        Ok(getters::$getter::PLAN.iter().map(|&command| command.to_owned()).collect())
                    })*
                    $($($crate::getter_parts!(request $asked query) => match getters::$asked::plan(query) {
                        // The platform cannot be asked this.
                        commands if commands.is_empty() => Err($crate::GetterError::Unsupported),
                        commands => Ok(commands),
                    },)*)?
                    #[allow(unreachable_patterns, reason = "a driver may have all")]
                    _ => Err($crate::GetterError::Unsupported),
                }
            }

            $($crate::getter_parts!(method $getter);)*
            $($($crate::getter_parts!(method $asked);)*)?
        }
    };
}

/// What [`platform_driver!`] needs to know of each getter.
#[doc(hidden)]
#[macro_export]
macro_rules! getter_parts {
    (name facts) => { $crate::Getter::Facts };
    (request facts) => { $crate::Request::Facts };
    (method facts) => { $crate::getter_parts!(plain facts, $crate::Facts); };
    (name interfaces) => { $crate::Getter::Interfaces };
    (request interfaces) => { $crate::Request::Interfaces };
    (method interfaces) => { $crate::getter_parts!(plain interfaces, Vec<$crate::NetworkInterface>); };
    (name interfaces_ip) => { $crate::Getter::InterfacesIp };
    (request interfaces_ip) => { $crate::Request::InterfacesIp };
    (method interfaces_ip) => { $crate::getter_parts!(plain interfaces_ip, Vec<$crate::InterfaceAddress>); };
    (name interfaces_counters) => { $crate::Getter::InterfacesCounters };
    (request interfaces_counters) => { $crate::Request::InterfacesCounters };
    (method interfaces_counters) => { $crate::getter_parts!(plain interfaces_counters, Vec<$crate::InterfaceCounters>); };
    (name lldp_neighbors) => { $crate::Getter::LldpNeighbors };
    (request lldp_neighbors) => { $crate::Request::LldpNeighbors };
    (method lldp_neighbors) => { $crate::getter_parts!(plain lldp_neighbors, Vec<$crate::LldpNeighbor>); };
    (name lldp_neighbors_detail) => { $crate::Getter::LldpNeighborsDetail };
    (request lldp_neighbors_detail) => { $crate::Request::LldpNeighborsDetail };
    (method lldp_neighbors_detail) => { $crate::getter_parts!(plain lldp_neighbors_detail, Vec<$crate::LldpNeighborDetail>); };
    (name bgp_neighbors) => { $crate::Getter::BgpNeighbors };
    (request bgp_neighbors) => { $crate::Request::BgpNeighbors };
    (method bgp_neighbors) => { $crate::getter_parts!(plain bgp_neighbors, Vec<$crate::BgpNeighbor>); };
    (name bgp_neighbors_detail) => { $crate::Getter::BgpNeighborsDetail };
    (request bgp_neighbors_detail) => { $crate::Request::BgpNeighborsDetail };
    (method bgp_neighbors_detail) => { $crate::getter_parts!(plain bgp_neighbors_detail, Vec<$crate::BgpNeighborDetail>); };
    (name environment) => { $crate::Getter::Environment };
    (request environment) => { $crate::Request::Environment };
    (method environment) => { $crate::getter_parts!(plain environment, $crate::Environment); };
    (name arp_table) => { $crate::Getter::ArpTable };
    (request arp_table) => { $crate::Request::ArpTable };
    (method arp_table) => { $crate::getter_parts!(plain arp_table, Vec<$crate::ArpEntry>); };
    (name ipv6_neighbors_table) => { $crate::Getter::Ipv6NeighborsTable };
    (request ipv6_neighbors_table) => { $crate::Request::Ipv6NeighborsTable };
    (method ipv6_neighbors_table) => { $crate::getter_parts!(plain ipv6_neighbors_table, Vec<$crate::Ipv6Neighbor>); };
    (name mac_address_table) => { $crate::Getter::MacAddressTable };
    (request mac_address_table) => { $crate::Request::MacAddressTable };
    (method mac_address_table) => { $crate::getter_parts!(plain mac_address_table, Vec<$crate::MacEntry>); };
    (name ntp_servers) => { $crate::Getter::NtpServers };
    (request ntp_servers) => { $crate::Request::NtpServers };
    (method ntp_servers) => { $crate::getter_parts!(plain ntp_servers, Vec<String>); };
    (name ntp_stats) => { $crate::Getter::NtpStats };
    (request ntp_stats) => { $crate::Request::NtpStats };
    (method ntp_stats) => { $crate::getter_parts!(plain ntp_stats, Vec<$crate::NtpAssociation>); };
    (name snmp_information) => { $crate::Getter::SnmpInformation };
    (request snmp_information) => { $crate::Request::SnmpInformation };
    (method snmp_information) => { $crate::getter_parts!(plain snmp_information, $crate::SnmpInformation); };
    (name users) => { $crate::Getter::Users };
    (request users) => { $crate::Request::Users };
    (method users) => { $crate::getter_parts!(plain users, Vec<$crate::User>); };
    (name optics) => { $crate::Getter::Optics };
    (request optics) => { $crate::Request::Optics };
    (method optics) => { $crate::getter_parts!(plain optics, Vec<$crate::OpticalChannel>); };
    (name config) => { $crate::Getter::Config };
    (request config) => { $crate::Request::Config };
    (method config) => { $crate::getter_parts!(plain config, $crate::Config); };
    (name network_instances) => { $crate::Getter::NetworkInstances };
    (request network_instances) => { $crate::Request::NetworkInstances };
    (method network_instances) => { $crate::getter_parts!(plain network_instances, Vec<$crate::NetworkInstance>); };
    (name vlans) => { $crate::Getter::Vlans };
    (request vlans) => { $crate::Request::Vlans };
    (method vlans) => { $crate::getter_parts!(plain vlans, Vec<$crate::Vlan>); };
    (name route_to) => { $crate::Getter::RouteTo };
    (request route_to $query:ident) => { $crate::Request::RouteTo($query) };
    (method route_to) => { $crate::getter_parts!(asking route_to, $crate::RouteQuery, Vec<$crate::Route>); };
    (name ping) => { $crate::Getter::Ping };
    (request ping $query:ident) => { $crate::Request::Ping($query) };
    (method ping) => { $crate::getter_parts!(asking ping, $crate::PingQuery, $crate::PingResult); };
    (name traceroute) => { $crate::Getter::Traceroute };
    (request traceroute $query:ident) => { $crate::Request::Traceroute($query) };
    (method traceroute) => { $crate::getter_parts!(asking traceroute, $crate::TracerouteQuery, Vec<$crate::TracerouteHop>); };
    (plain $getter:ident, $records:ty) => {
        fn $getter(&self, outputs: &[$crate::Output]) -> Result<$records, $crate::GetterError> {
            getters::$getter::collect(&self.0, outputs)
        }
    };
    (asking $getter:ident, $query:ty, $records:ty) => {
        fn $getter(&self, query: &$query, outputs: &[$crate::Output]) -> Result<$records, $crate::GetterError> {
            getters::$getter::collect(&self.0, query, outputs)
        }
    };
}
