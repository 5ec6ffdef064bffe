//! Interface names in full: tables abbreviate them, "Te0/0/0/1", "BE20.300", "Mg0/RP0/CPU0/0", and `show interfaces`
//! does not.

use nethost_driver::read;

/// What tables write, in lower case, and what it stands for.
const ABBREVIATIONS: [(&str, &str); 27] = [
    ("be", "Bundle-Ether"),
    ("bp", "Bundle-POS"),
    ("bv", "BVI"),
    ("et", "Ethernet"),
    ("fa", "FastEthernet"),
    ("fg", "FiftyGigE"),
    ("fh", "FourHundredGigE"),
    ("fi", "FiftyGigE"),
    ("fo", "FortyGigE"),
    ("gi", "GigabitEthernet"),
    ("gige", "GigabitEthernet"),
    ("hu", "HundredGigE"),
    ("lo", "Loopback"),
    ("mg", "MgmtEth"),
    ("ng", "nVFabric-GigE"),
    ("nt", "nVFabric-TenGigE"),
    ("nu", "Null"),
    ("po", "POS"),
    ("pt", "PTP"),
    ("se", "Serial"),
    ("te", "TenGigE"),
    ("tf", "TwentyFiveGigE"),
    ("th", "TwoHundredGigE"),
    ("ti", "tunnel-ip"),
    ("tm", "tunnel-mte"),
    ("tt", "tunnel-te"),
    ("vf", "VirtualFabric"),
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
            ("Te0/0/0/1.300", "TenGigE0/0/0/1.300"),
            ("BE20", "Bundle-Ether20"),
            ("Mg0/RSP0/CPU0/0", "MgmtEth0/RSP0/CPU0/0"),
            ("tt300", "tunnel-te300"),
            ("nT100/0/0/47", "nVFabric-TenGigE100/0/0/47"),
            ("HundredGigE0/0/0/4", "HundredGigE0/0/0/4"),
            ("BVI40", "BVI40"),
            ("pw-only", "pw-only"),
        ] {
            assert_eq!(full(short), long);
        }
    }
}
