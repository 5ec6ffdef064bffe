//! The ARP table of every VRF.

use nethost_driver::{ArpEntry, GetterError, Output, Platform, Row, read};

pub(crate) const PLAN: &[&str] = &["show ip arp vrf all"];

const MINUTE: f64 = 60.0;

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<ArpEntry>, GetterError> {
    let rows = platform.needed(outputs, "show ip arp vrf all")?;
    Ok(rows.iter().filter_map(entry).collect())
}

fn entry(row: &Row) -> Option<ArpEntry> {
    Some(ArpEntry {
        interface: row
            .text("interface")
            .filter(|name| *name != "-")
            .map(str::to_owned),
        mac: row.text("mac_address").and_then(read::mac),
        ip: row.string("ip_address")?,
        age: row.text("age").and_then(minutes),
    })
}

/// Of "00:01:02", "1d02h" or, below a second, "0.106174". Absent of "-", the device's own.
pub(crate) fn minutes(age: &str) -> Option<f64> {
    let seconds = match read::span(age) {
        Some(seconds) => f64::from(u32::try_from(seconds).ok()?),
        None => age
            .parse::<f64>()
            .ok()
            .filter(|seconds| seconds.is_finite() && *seconds >= 0.0)?,
    };
    Some(seconds / MINUTE)
}

#[cfg(test)]
mod tests {
    use super::minutes;

    #[test]
    fn an_age_is_in_minutes() {
        assert_eq!(minutes("00:01:30"), Some(1.5));
        assert_eq!(minutes("1d02h"), Some(1560.0));
        assert_eq!(minutes("0.300000"), Some(0.005));
        assert_eq!(minutes("-"), None);
        assert_eq!(minutes("inf"), None);
    }
}
