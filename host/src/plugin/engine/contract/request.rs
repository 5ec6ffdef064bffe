//! What a getter is asked, as the contract says it.

use super::exports::getters as g;
use crate::plugin::model::{Getter, Request};

/// The contract's request.
pub(crate) fn request(request: &Request) -> g::Request {
    let about = request.about();
    // A request is only made with the destination that its getter needs.
    let destination = about.destination.clone().unwrap_or_default();
    match request.getter() {
        Getter::Facts => g::Request::Facts,
        Getter::Interfaces => g::Request::Interfaces,
        Getter::InterfacesIp => g::Request::InterfacesIp,
        Getter::InterfacesCounters => g::Request::InterfacesCounters,
        Getter::LldpNeighbors => g::Request::LldpNeighbors,
        Getter::LldpNeighborsDetail => g::Request::LldpNeighborsDetail,
        Getter::BgpNeighbors => g::Request::BgpNeighbors,
        Getter::BgpNeighborsDetail => g::Request::BgpNeighborsDetail,
        Getter::Environment => g::Request::Environment,
        Getter::ArpTable => g::Request::ArpTable,
        Getter::Ipv6NeighborsTable => g::Request::Ipv6NeighborsTable,
        Getter::MacAddressTable => g::Request::MacAddressTable,
        Getter::NtpServers => g::Request::NtpServers,
        Getter::NtpStats => g::Request::NtpStats,
        Getter::SnmpInformation => g::Request::SnmpInformation,
        Getter::Users => g::Request::Users,
        Getter::Optics => g::Request::Optics,
        Getter::Config => g::Request::Config,
        Getter::NetworkInstances => g::Request::NetworkInstances,
        Getter::Vlans => g::Request::Vlans,
        Getter::RouteTo => g::Request::RouteTo(g::RouteQuery {
            destination,
            protocol: about.protocol.clone(),
            vrf: about.vrf.clone(),
        }),
        Getter::Ping => g::Request::Ping(g::PingQuery {
            destination,
            source: about.source.clone(),
            vrf: about.vrf.clone(),
            count: about.count,
            size: about.size,
            timeout: about.timeout,
            ttl: about.ttl,
        }),
        Getter::Traceroute => g::Request::Traceroute(g::TracerouteQuery {
            destination,
            source: about.source.clone(),
            vrf: about.vrf.clone(),
            timeout: about.timeout,
            ttl: about.ttl,
        }),
    }
}
