//! The ARP tables of all VRFs.

use crate::answer;
use nethost_driver::{ArpEntry, GetterError, Output, Platform, Row, read};

/// Early releases do not take all VRFs in one command.
pub(crate) const PLAN: &[&str] = &["show arp vrf all | json", "show arp | json"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<ArpEntry>, GetterError> {
    let rows = answer::first(platform, outputs, PLAN)?;
    Ok(rows.iter().filter_map(entry).collect())
}

fn entry(row: &Row) -> Option<ArpEntry> {
    Some(ArpEntry {
        interface: row.string("interface"),
        mac: row.text("mac_address").and_then(read::mac),
        ip: row.string("ip_address")?,
        age: row.text("age").and_then(minutes),
    })
}

/// "0:12:30" is 12.5 minutes. Early releases tell minutes alone; an entry that was configured has no age.
pub(super) fn minutes(age: &str) -> Option<f64> {
    if let Ok(minutes) = age.parse::<u32>() {
        return Some(f64::from(minutes));
    }
    let seconds = u32::try_from(read::span(age)?).ok()?;
    Some(f64::from(seconds) / 60.0)
}

#[cfg(test)]
mod tests {
    use super::minutes;

    #[test]
    fn both_forms_of_an_age_become_minutes() {
        assert_eq!(minutes("0:12:30"), Some(12.5));
        assert_eq!(minutes("7"), Some(7.0));
        assert_eq!((minutes("-"), minutes("N/A")), (None, None));
    }
}
