//! The macro that turns a [`Driver`](crate::Driver) into a component's exports.

/// Exports a type that implements [`Driver`](crate::Driver) as the component's driver.
///
/// Once in each driver crate, which is a `cdylib`. Natively it does nothing.
#[macro_export]
macro_rules! export_driver {
    ($driver:ty) => {
        // Natively there is nothing to export, but the driver is not dead code.
        #[cfg(not(target_arch = "wasm32"))]
        const _: fn() -> $driver = <$driver as $crate::Driver>::new;

        #[cfg(target_arch = "wasm32")]
        const _: () = {
            use $crate::exported::exports::nethost::driver::{configuration, description, getters, parsing};

            // Made by the first call, which is the one that the component is snapshotted after.
            static DRIVER: ::std::sync::OnceLock<$driver> = ::std::sync::OnceLock::new();

            fn driver() -> &'static $driver {
                DRIVER.get_or_init(|| $crate::make(<$driver as $crate::Driver>::new))
            }

            struct Component;

            impl description::Guest for Component {
                fn describe() -> description::Driver {
                    let description = $crate::Driver::describe(driver());
                    $crate::made();
                    description
                }
            }

            impl parsing::Guest for Component {
                fn reply(command: &'static str, output: &'static str) -> $crate::Reply<'static> {
                    $crate::Driver::reply(driver(), command, output)
                }
            }

            impl configuration::Guest for Component {
                fn commands(datastore: configuration::Datastore) -> Vec<String> {
                    $crate::Driver::configuration_commands(driver(), datastore)
                }
                fn stable(
                    command: String,
                    output: String,
                    wishes: configuration::Wishes,
                ) -> Result<String, configuration::ParseError> {
                    $crate::Driver::stable(driver(), &command, &output, wishes)
                }
            }

            impl getters::Guest for Component {
                fn plan(request: getters::Request) -> Result<Vec<String>, getters::GetterError> {
                    $crate::Driver::plan(driver(), &request)
                }
                fn get_facts(outputs: Vec<getters::Output>) -> Result<getters::Facts, getters::GetterError> {
                    $crate::Driver::facts(driver(), &outputs)
                }
                fn get_interfaces(
                    outputs: Vec<getters::Output>,
                ) -> Result<Vec<getters::NetworkInterface>, getters::GetterError> {
                    $crate::Driver::interfaces(driver(), &outputs)
                }
                fn get_interfaces_ip(
                    outputs: Vec<getters::Output>,
                ) -> Result<Vec<getters::InterfaceAddress>, getters::GetterError> {
                    $crate::Driver::interfaces_ip(driver(), &outputs)
                }
                fn get_interfaces_counters(
                    outputs: Vec<getters::Output>,
                ) -> Result<Vec<getters::InterfaceCounters>, getters::GetterError> {
                    $crate::Driver::interfaces_counters(driver(), &outputs)
                }
                fn get_lldp_neighbors(
                    outputs: Vec<getters::Output>,
                ) -> Result<Vec<getters::LldpNeighbor>, getters::GetterError> {
                    $crate::Driver::lldp_neighbors(driver(), &outputs)
                }
                fn get_lldp_neighbors_detail(
                    outputs: Vec<getters::Output>,
                ) -> Result<Vec<getters::LldpNeighborDetail>, getters::GetterError> {
                    $crate::Driver::lldp_neighbors_detail(driver(), &outputs)
                }
                fn get_bgp_neighbors(
                    outputs: Vec<getters::Output>,
                ) -> Result<Vec<getters::BgpNeighbor>, getters::GetterError> {
                    $crate::Driver::bgp_neighbors(driver(), &outputs)
                }
                fn get_bgp_neighbors_detail(
                    outputs: Vec<getters::Output>,
                ) -> Result<Vec<getters::BgpNeighborDetail>, getters::GetterError> {
                    $crate::Driver::bgp_neighbors_detail(driver(), &outputs)
                }
                fn get_environment(
                    outputs: Vec<getters::Output>,
                ) -> Result<getters::Environment, getters::GetterError> {
                    $crate::Driver::environment(driver(), &outputs)
                }
                fn get_arp_table(
                    outputs: Vec<getters::Output>,
                ) -> Result<Vec<getters::ArpEntry>, getters::GetterError> {
                    $crate::Driver::arp_table(driver(), &outputs)
                }
                fn get_ipv6_neighbors_table(
                    outputs: Vec<getters::Output>,
                ) -> Result<Vec<getters::Ipv6Neighbor>, getters::GetterError> {
                    $crate::Driver::ipv6_neighbors_table(driver(), &outputs)
                }
                fn get_mac_address_table(
                    outputs: Vec<getters::Output>,
                ) -> Result<Vec<getters::MacEntry>, getters::GetterError> {
                    $crate::Driver::mac_address_table(driver(), &outputs)
                }
                fn get_ntp_servers(
                    outputs: Vec<getters::Output>,
                ) -> Result<Vec<String>, getters::GetterError> {
                    $crate::Driver::ntp_servers(driver(), &outputs)
                }
                fn get_ntp_stats(
                    outputs: Vec<getters::Output>,
                ) -> Result<Vec<getters::NtpAssociation>, getters::GetterError> {
                    $crate::Driver::ntp_stats(driver(), &outputs)
                }
                fn get_snmp_information(
                    outputs: Vec<getters::Output>,
                ) -> Result<getters::SnmpInformation, getters::GetterError> {
                    $crate::Driver::snmp_information(driver(), &outputs)
                }
                fn get_users(
                    outputs: Vec<getters::Output>,
                ) -> Result<Vec<getters::User>, getters::GetterError> {
                    $crate::Driver::users(driver(), &outputs)
                }
                fn get_optics(
                    outputs: Vec<getters::Output>,
                ) -> Result<Vec<getters::OpticalChannel>, getters::GetterError> {
                    $crate::Driver::optics(driver(), &outputs)
                }
                fn get_config(
                    outputs: Vec<getters::Output>,
                ) -> Result<getters::Config, getters::GetterError> {
                    $crate::Driver::config(driver(), &outputs)
                }
                fn get_network_instances(
                    outputs: Vec<getters::Output>,
                ) -> Result<Vec<getters::NetworkInstance>, getters::GetterError> {
                    $crate::Driver::network_instances(driver(), &outputs)
                }
                fn get_vlans(
                    outputs: Vec<getters::Output>,
                ) -> Result<Vec<getters::Vlan>, getters::GetterError> {
                    $crate::Driver::vlans(driver(), &outputs)
                }
                fn get_route_to(
                    query: getters::RouteQuery,
                    outputs: Vec<getters::Output>,
                ) -> Result<Vec<getters::Route>, getters::GetterError> {
                    $crate::Driver::route_to(driver(), &query, &outputs)
                }
                fn get_ping(
                    query: getters::PingQuery,
                    outputs: Vec<getters::Output>,
                ) -> Result<getters::PingResult, getters::GetterError> {
                    $crate::Driver::ping(driver(), &query, &outputs)
                }
                fn get_traceroute(
                    query: getters::TracerouteQuery,
                    outputs: Vec<getters::Output>,
                ) -> Result<Vec<getters::TracerouteHop>, getters::GetterError> {
                    $crate::Driver::traceroute(driver(), &query, &outputs)
                }
            }

    $crate::bindings::export_bindings!(Component with_types_in $crate::exported);
        };
    };
}
