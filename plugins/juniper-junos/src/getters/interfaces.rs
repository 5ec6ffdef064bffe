//! Every interface, the physical ones and their units, with its state. Whether a unit is enabled only the short table tells.

use nethost_driver::{GetterError, NetworkInterface, Output, Platform, Row, outputs, read};

const INTERFACES: &str = "show interfaces";
const TERSE: &str = "show interfaces terse";

pub(crate) const PLAN: &[&str] = &[INTERFACES, TERSE];

/// The command whose template reads every level of detail, and keeps more than the plain one's.
const DETAILED: &str = "show interfaces detail";

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<NetworkInterface>, GetterError> {
    let text = platform.needed_text(outputs, INTERFACES)?;
    let rows = platform
        .rows(DETAILED, text)
        .map_err(|error| outputs::error(INTERFACES, error))?;
    let terse = platform.wanted(outputs, TERSE)?;
    Ok(rows.iter().filter_map(|row| interface(row, &terse)).collect())
}

fn interface(row: &Row, terse: &[Row]) -> Option<NetworkInterface> {
    let name = row.string("interface")?;
    let terse = terse.iter().find(|row| row.text("interface") == Some(&name));
    let up = |column: &str| terse.and_then(|row| row.text(column)).map(|state| state == "up");
    let is_up = row.text("link_status").map(|status| status == "Up");
    let is_enabled = row.text("admin_state").map(|state| state == "Enabled");
    Some(NetworkInterface {
        is_up: up("link_status").or(is_up),
        is_enabled: up("admin_state").or(is_enabled),
        description: row.string("description"),
        last_flapped: row
            .text("last_flapped_ago")
            .and_then(read::span)
            .and_then(seconds),
        speed: row.text("speed").and_then(speed),
        mtu: row.text("mtu").and_then(|mtu| mtu.parse().ok()),
        mac_address: row.text("mac_address").and_then(read::mac),
        name,
    })
}

/// Absent above 136 years, where a count of seconds is no age of a device.
fn seconds(seconds: u64) -> Option<f64> {
    u32::try_from(seconds).ok().map(f64::from)
}

/// Mbit/s of "1000mbps" or "10Gbps"; absent for "Auto" and its like.
fn speed(text: &str) -> Option<f64> {
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(end);
    let number: f64 = number.parse().ok()?;
    match unit.to_ascii_lowercase().as_str() {
        "gbps" | "g" => Some(number * 1000.0),
        "mbps" | "m" => Some(number),
        "kbps" | "k" => Some(number / 1000.0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_speed_has_its_unit_behind_it() {
        assert_eq!(speed("1000mbps"), Some(1000.0));
        assert_eq!(speed("100Gbps"), Some(100_000.0));
        assert_eq!(speed("Auto"), None);
        assert_eq!(speed("Unspecified"), None);
    }
}
