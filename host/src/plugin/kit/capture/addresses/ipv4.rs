//! Addresses of IPv4: into the networks for documentation (RFC 5737) as long as they last, and into 10/8.

use std::{
    collections::{HashMap, HashSet},
    net::Ipv4Addr,
};

/// For the first networks that are not private.
const DOCUMENTATION: [[u8; 3]; 3] = [[192, 0, 2], [198, 51, 100], [203, 0, 113]];

/// Networks of 16 bits in 10/8, of which the first is left out. A device that shows more has some of them fall together.
const WIDE: usize = 255;

/// Networks of 24 bits in one of those, besides the one that ends with 0.
const NARROW: usize = 255;

/// What each network has become. The last byte stays as it is, so that masks keep their meaning.
#[derive(Debug, Default)]
pub(super) struct Ipv4Table {
    /// By the first three bytes.
    networks: HashMap<[u8; 3], [u8; 3]>,
    given: HashSet<[u8; 3]>,
    /// By the first two bytes, the second byte in 10/8 and how many networks are in it.
    wide: HashMap<[u8; 2], (u8, usize)>,
    documented: usize,
}

/// Masks and their inverses, this host, loopbacks, groups and what is reserved: nobody's network.
pub(super) fn tells_nothing(address: Ipv4Addr) -> bool {
    let [first, ..] = address.octets();
    let bits = address.to_bits();
    let is_mask = bits.leading_ones() + bits.trailing_zeros() >= u32::BITS;
    let is_inverse = bits.leading_zeros() + bits.trailing_ones() >= u32::BITS;
    matches!(first, 0 | 127 | 224..) || is_mask || is_inverse
}

impl Ipv4Table {
    pub(super) fn of(&mut self, address: Ipv4Addr) -> Option<Ipv4Addr> {
        if tells_nothing(address) {
            return None;
        }
        let [a, b, c, host] = address.octets();
        let network = [a, b, c];
        let by = match self.networks.get(&network) {
            Some(by) => *by,
            None => self.next(network, address),
        };
        self.networks.insert(network, by);
        self.given.insert(by);
        let [a, b, c] = by;
        Some(Ipv4Addr::new(a, b, c, host))
    }

    /// Whether an address of this network was given for another.
    pub(super) fn gave(&self, address: Ipv4Addr) -> bool {
        let [a, b, c, _] = address.octets();
        self.given.contains(&[a, b, c])
    }

    fn next(&mut self, [a, b, c]: [u8; 3], address: Ipv4Addr) -> [u8; 3] {
        if !address.is_private()
            && let Some(free) = DOCUMENTATION.get(self.documented)
        {
            self.documented += 1;
            return *free;
        }
        let wide = self.wide.len();
        let (second, narrow) = self.wide.entry([a, b]).or_insert_with(|| (number(wide, WIDE), 0));
        // `10.1.0.0` is a network of 16 bits as often as one of 24.
        if c == 0 {
            return [10, *second, 0];
        }
        *narrow += 1;
        [10, *second, number(*narrow - 1, NARROW)]
    }
}

/// From 1 on, and again from there when there are no more.
fn number(place: usize, most: usize) -> u8 {
    u8::try_from(place % most + 1).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_stay_neighbours() {
        let mut table = Ipv4Table::default();
        let mut of = |text: &str| table.of(text.parse().unwrap()).unwrap().to_string();
        assert_eq!(of("172.16.9.1"), "10.1.1.1");
        assert_eq!(of("172.16.9.254"), "10.1.1.254");
        assert_eq!(of("172.16.8.0"), "10.1.2.0");
        assert_eq!(of("172.16.0.0"), "10.1.0.0");
        assert_eq!(of("10.200.0.9"), "10.2.0.9");
        assert_eq!(of("8.8.8.8"), "192.0.2.8");
        assert_eq!(of("9.9.9.9"), "198.51.100.9");
        assert_eq!(of("1.1.1.1"), "203.0.113.1");
        assert_eq!(of("5.5.5.5"), "10.3.1.5");
        assert_eq!(of("8.8.8.4"), "192.0.2.4");
    }

    #[test]
    fn masks_and_what_is_nobodys_stay() {
        for text in [
            "255.255.255.0",
            "255.255.255.252",
            "128.0.0.0",
            "0.0.0.255",
            "0.0.0.0",
            "127.0.0.1",
            "224.0.0.5",
            "255.255.255.255",
            "127.255.255.255",
        ] {
            assert_eq!(Ipv4Table::default().of(text.parse().unwrap()), None, "{text}");
        }
    }
}
