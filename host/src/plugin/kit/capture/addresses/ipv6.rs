//! Addresses of IPv6: into the prefix for documentation, `2001:db8::/32` (RFC 3849).

use super::{ipv4::Ipv4Table, mac::MacTable};
use std::{
    collections::{HashMap, HashSet},
    net::Ipv6Addr,
};

/// Prefixes that stand for all of their kind.
const PREFIXES: [Ipv6Addr; 4] = [
    Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0),
    Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0),
    Ipv6Addr::new(0xfd00, 0, 0, 0, 0, 0, 0, 0),
    Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0),
];

/// Largest interface identifier that people give by hand, and which tells nothing.
const PLAIN: u64 = 0xffff;

/// Interface identifiers in the place of others begin behind this.
const FIRST: u64 = 0x1_0000;

/// What stands in the middle of an identifier that is made of a MAC address (RFC 4291, appendix A).
const EUI: u64 = 0xfffe;

/// What each site and each interface has become.
#[derive(Debug, Default)]
pub(super) struct Ipv6Table {
    /// By the first 48 bits.
    sites: HashMap<u64, u16>,
    interfaces: HashMap<u64, u64>,
    given: HashSet<Ipv6Addr>,
}

/// None, this host, groups: nobody's network.
pub(super) fn tells_nothing(address: Ipv6Addr) -> bool {
    address.is_unspecified()
        || address.is_loopback()
        || address.is_multicast()
        || address.to_ipv4_mapped().is_some_and(super::ipv4::tells_nothing)
        || PREFIXES.contains(&address)
}

impl Ipv6Table {
    pub(super) fn of(
        &mut self,
        address: Ipv6Addr,
        ipv4: &mut Ipv4Table,
        macs: &mut MacTable,
    ) -> Option<Ipv6Addr> {
        if tells_nothing(address) {
            return None;
        }
        let by = if let Some(mapped) = address.to_ipv4_mapped() {
            ipv4.of(mapped)?.to_ipv6_mapped()
        } else {
            let [high, low] = halves(address);
            let interface = self.interface(low, macs);
            joined(self.network(high, address), interface)
        };
        self.given.insert(by);
        Some(by)
    }

    /// Whether this address was given for another.
    pub(super) fn gave(&self, address: Ipv6Addr) -> bool {
        self.given.contains(&address)
    }

    fn network(&mut self, high: u64, address: Ipv6Addr) -> u64 {
        if address.is_unicast_link_local() {
            return high;
        }
        let next = u16::try_from(self.sites.len() + 1).unwrap_or(u16::MAX);
        let site = *self.sites.entry(high >> 16).or_insert(next);
        (0x2001_0db8 << 32) | (u64::from(site) << 16) | (high & 0xffff)
    }

    fn interface(&mut self, low: u64, macs: &mut MacTable) -> u64 {
        if low <= PLAIN {
            return low;
        }
        if (low >> 24) & 0xffff == EUI {
            let mac = ((low >> 40) << 24 | (low & 0xff_ffff)) ^ LOCAL;
            let mac = macs.of(mac).unwrap_or(mac) ^ LOCAL;
            return (mac >> 24) << 40 | EUI << 24 | (mac & 0xff_ffff);
        }
        let next = FIRST + self.interfaces.len() as u64;
        *self.interfaces.entry(low).or_insert(next)
    }
}

/// The bit of a MAC address that is the other way round in an identifier.
const LOCAL: u64 = 0x0200_0000_0000;

fn halves(address: Ipv6Addr) -> [u64; 2] {
    let bits = address.to_bits();
    let low = u64::try_from(bits & u128::from(u64::MAX)).unwrap_or_default();
    [u64::try_from(bits >> 64).unwrap_or_default(), low]
}

fn joined(high: u64, low: u64) -> Ipv6Addr {
    Ipv6Addr::from_bits(u128::from(high) << 64 | u128::from(low))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_and_subnets_stay_apart() {
        let (mut table, mut ipv4, mut macs) =
            (Ipv6Table::default(), Ipv4Table::default(), MacTable::default());
        let mut of = |text: &str| {
            let by = table.of(text.parse().unwrap(), &mut ipv4, &mut macs);
            by.map(|by| by.to_string())
        };
        assert_eq!(of("2a00:1:2:3::1").unwrap(), "2001:db8:1:3::1");
        assert_eq!(of("2a00:1:2:4::9").unwrap(), "2001:db8:1:4::9");
        assert_eq!(of("2a00:9:9:3::1").unwrap(), "2001:db8:2:3::1");
        // Its MAC address is in it.
        assert_eq!(
            of("fe80::a8bb:ccff:fedd:eeff").unwrap(),
            "fe80::200:5eff:fe00:5300"
        );
        assert_eq!(of("2a00:1:2:3:1234:5678:9abc:def0").unwrap(), "2001:db8:1:3::1:0");
        assert_eq!(of("::ffff:8.8.8.8").unwrap(), "::ffff:192.0.2.8");
        for stays in ["::", "::1", "ff02::5", "fe80::"] {
            assert_eq!(of(stays), None, "{stays}");
        }
    }
}
