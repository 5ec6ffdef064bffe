//! Interface names in full: tables abbreviate them, "Gi1/0/1", "Gig 1/0/1", and other commands do not.

use nethost_driver::read;

/// What tables write, in lower case, and what it stands for. Two and three letters: which of them depends on the table.
const ABBREVIATIONS: [(&str, &str); 34] = [
    ("ap", "AppGigabitEthernet"),
    ("at", "ATM"),
    ("bd", "BDI"),
    ("bv", "BVI"),
    ("ce", "Cellular"),
    ("di", "Dialer"),
    ("et", "Ethernet"),
    ("eth", "Ethernet"),
    ("fa", "FastEthernet"),
    ("fas", "FastEthernet"),
    ("fi", "FiveGigabitEthernet"),
    ("fif", "FiftyGigE"),
    ("fiv", "FiveGigabitEthernet"),
    ("fo", "FortyGigabitEthernet"),
    ("for", "FortyGigabitEthernet"),
    ("fou", "FourHundredGigE"),
    ("gi", "GigabitEthernet"),
    ("gig", "GigabitEthernet"),
    ("hu", "HundredGigE"),
    ("hun", "HundredGigE"),
    ("lo", "Loopback"),
    ("mu", "Multilink"),
    ("nu", "Null"),
    ("po", "Port-channel"),
    ("se", "Serial"),
    ("ser", "Serial"),
    ("te", "TenGigabitEthernet"),
    ("ten", "TenGigabitEthernet"),
    ("tu", "Tunnel"),
    ("tw", "TwoGigabitEthernet"),
    ("twe", "TwentyFiveGigE"),
    ("two", "TwoGigabitEthernet"),
    ("vi", "Virtual-Access"),
    ("vl", "Vlan"),
];

/// The name in full; a name that is no abbreviation stays as it is.
pub(crate) fn full(name: &str) -> String {
    read::full_name(name, &ABBREVIATIONS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_of_both_lengths_are_written_out() {
        assert_eq!(full("Gi1/0/1"), "GigabitEthernet1/0/1");
        assert_eq!(full("Gig 0/1"), "GigabitEthernet0/1");
        assert_eq!(full("Te1/1/1.20"), "TenGigabitEthernet1/1/1.20");
        assert_eq!(full("Twe1/0/1"), "TwentyFiveGigE1/0/1");
        assert_eq!(full("Po10"), "Port-channel10");
    }

    #[test]
    fn other_names_stay() {
        for name in [
            "GigabitEthernet1/0/1",
            "CPU",
            "Router",
            "Embedded-Service-Engine0/0",
            "wlan-ap0",
        ] {
            assert_eq!(full(name), name);
        }
    }
}
