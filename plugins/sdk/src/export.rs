//! The macro that turns a [`Driver`](crate::Driver) into a component's exports.

/// Exports a type that implements [`Driver`](crate::Driver) as the component's driver.
///
/// Once in each driver crate, which is a `cdylib`. Natively it does nothing.
#[macro_export]
macro_rules! export_driver {
    ($driver:ty) => {
        #[cfg(target_arch = "wasm32")]
        const _: () = {
            use $crate::bindings::exports::nethost::driver::{description, getters, parsing};

            // Made by the first call, which is the one that the component is snapshotted after.
            static DRIVER: ::std::sync::OnceLock<$driver> = ::std::sync::OnceLock::new();

            fn driver() -> &'static $driver {
                DRIVER.get_or_init(<$driver as $crate::Driver>::new)
            }

            struct Component;

            impl description::Guest for Component {
                fn describe() -> description::Driver {
                    $crate::Driver::describe(driver())
                }
            }

            impl parsing::Guest for Component {
                fn parse(command: String, output: String) -> Result<parsing::Table, parsing::ParseError> {
                    $crate::Driver::parse(driver(), &command, &output)
                }
            }

            impl getters::Guest for Component {
                fn plan(getter: getters::Getter) -> Result<Vec<String>, getters::GetterError> {
                    $crate::Driver::plan(driver(), getter)
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
                fn get_arp_table(
                    outputs: Vec<getters::Output>,
                ) -> Result<Vec<getters::ArpEntry>, getters::GetterError> {
                    $crate::Driver::arp_table(driver(), &outputs)
                }
                fn get_mac_address_table(
                    outputs: Vec<getters::Output>,
                ) -> Result<Vec<getters::MacEntry>, getters::GetterError> {
                    $crate::Driver::mac_address_table(driver(), &outputs)
                }
                fn get_lldp_neighbors(
                    outputs: Vec<getters::Output>,
                ) -> Result<Vec<getters::LldpNeighbor>, getters::GetterError> {
                    $crate::Driver::lldp_neighbors(driver(), &outputs)
                }
                fn get_bgp_neighbors(
                    outputs: Vec<getters::Output>,
                ) -> Result<Vec<getters::BgpNeighbor>, getters::GetterError> {
                    $crate::Driver::bgp_neighbors(driver(), &outputs)
                }
                fn get_config(
                    outputs: Vec<getters::Output>,
                ) -> Result<getters::Config, getters::GetterError> {
                    $crate::Driver::config(driver(), &outputs)
                }
            }

    $crate::bindings::export_bindings!(Component with_types_in $crate::bindings);
        };
    };
}
