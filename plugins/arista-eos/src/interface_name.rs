//! Interface names in full and in short: tables write "Et1" and "Po10", other commands "Ethernet1" and "Port-Channel10".

use std::cmp::Ordering;

/// What tables write, and what it stands for.
const ABBREVIATIONS: [(&str, &str); 16] = [
    ("Et", "Ethernet"),
    ("Fa", "Fabric"),
    ("Gr", "Gre"),
    ("Lo", "Loopback"),
    ("Ma", "Management"),
    ("Mt", "Mlag-Tunnel"),
    ("Nu", "Null"),
    ("PEt", "PeerEthernet"),
    ("PPo", "PeerPort-Channel"),
    ("Po", "Port-Channel"),
    ("Re", "Recirc-Channel"),
    ("Sw", "Switch"),
    ("Tu", "Tunnel"),
    ("UnconnectedEt", "UnconnectedEthernet"),
    ("Vl", "Vlan"),
    ("Vx", "Vxlan"),
];

/// The name in full; a name that is no abbreviation stays as it is.
pub(crate) fn full(name: &str) -> String {
    change(name, |(short, long), kind| (kind == short).then_some(long))
}

/// The name as tables write it.
pub(crate) fn short(name: &str) -> String {
    change(name, |(short, long), kind| (kind == long).then_some(short))
}

type Pair = (&'static str, &'static str);

fn change(name: &str, other: impl Fn(Pair, &str) -> Option<&'static str>) -> String {
    let name = name.trim();
    let number = name.find(|c: char| c.is_ascii_digit()).unwrap_or(name.len());
    let (kind, number) = name.split_at(number);
    match ABBREVIATIONS.into_iter().find_map(|pair| other(pair, kind)) {
        Some(other) if !number.is_empty() => format!("{other}{number}"),
        _ => name.to_owned(),
    }
}

/// As the device orders its tables: kinds by the alphabet, then numbers by their size.
pub(crate) fn order(one: &str, other: &str) -> Ordering {
    parts(one).cmp(&parts(other))
}

fn parts(name: &str) -> (&str, Vec<u64>) {
    let number = name.find(|c: char| c.is_ascii_digit()).unwrap_or(name.len());
    let (kind, numbers) = name.split_at(number);
    let numbers = numbers
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|number| number.parse().ok());
    (kind, numbers.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_a_name_are_one() {
        for (one, other) in [
            ("Et1", "Ethernet1"),
            ("Et49/1", "Ethernet49/1"),
            ("Et3/1/1.20", "Ethernet3/1/1.20"),
            ("Po1000", "Port-Channel1000"),
            ("PEt12", "PeerEthernet12"),
            ("Vl10", "Vlan10"),
        ] {
            assert_eq!(full(one), other);
            assert_eq!(short(other), one);
            assert_eq!((full(other), short(one)), (other.to_owned(), one.to_owned()));
        }
    }

    #[test]
    fn other_names_stay() {
        for name in ["Cpu", "Router", "Internal0", "Et", "eth0", ""] {
            assert_eq!((full(name), short(name)), (name.to_owned(), name.to_owned()));
        }
    }

    #[test]
    fn numbers_are_ordered_by_their_size() {
        let mut names = ["Po2", "Et10", "Et9", "Cpu", "Et9/2", "Et9/1"];
        names.sort_by(|one, other| order(one, other));
        assert_eq!(names, ["Cpu", "Et9", "Et9/1", "Et9/2", "Et10", "Po2"]);
    }
}
