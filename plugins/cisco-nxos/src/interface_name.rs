//! Interface names in full: tables abbreviate them, "Eth1/1", "Po10", and `show interface` does not.

use nethost_driver::read;

/// What tables write, in lower case, and what it stands for.
const ABBREVIATIONS: [(&str, &str); 5] = [
    ("eth", "Ethernet"),
    ("lo", "loopback"),
    ("po", "port-channel"),
    ("tu", "Tunnel"),
    ("vl", "Vlan"),
];

/// The name in full; a name that is no abbreviation stays as it is.
pub(crate) fn full(name: &str) -> String {
    read::full_name(name, &ABBREVIATIONS)
}

#[cfg(test)]
mod tests {
    use super::full;

    #[test]
    fn abbreviations_are_written_out_and_other_names_stay() {
        for (short, long) in [
            ("Eth1/1.100", "Ethernet1/1.100"),
            ("eth101/1/4", "Ethernet101/1/4"),
            ("Po10", "port-channel10"),
            ("Lo0", "loopback0"),
            ("Vlan10", "Vlan10"),
            ("mgmt0", "mgmt0"),
            ("nve1(203.0.113.2)", "nve1(203.0.113.2)"),
            ("vPC Peer-Link", "vPC Peer-Link"),
        ] {
            assert_eq!(full(short), long);
        }
    }
}
