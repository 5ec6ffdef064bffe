//! BGP neighbours: their sessions, and from the summary since when these are up.

use crate::answer;
use nethost_driver::{BgpNeighbor, BgpPrefixes, GetterError, Output, Platform, Row, read};

const NEIGHBORS: &str = "show bgp neighbor";
const SUMMARY: &str = "show bgp summary";

pub(crate) const PLAN: &[&str] = &[NEIGHBORS, SUMMARY];

/// NAPALM's name of the default VRF.
const GLOBAL: &str = "global";

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<BgpNeighbor>, GetterError> {
    let rows = answer::listed(platform, outputs, NEIGHBORS)?;
    let summary = if rows.is_empty() {
        Vec::new()
    } else {
        platform.wanted(outputs, SUMMARY)?
    };
    Ok(rows.iter().filter_map(|row| neighbor(row, &summary)).collect())
}

fn neighbor(row: &Row, summary: &[Row]) -> Option<BgpNeighbor> {
    let address = row.string("peer_ip")?;
    let is_up = row.text("state").map(|state| state == "Established");
    // Which of two instances' sessions with one address is meant, the summary does not tell.
    let mut same = summary
        .iter()
        .filter(|peer| peer.text("peer_ip") == Some(&address));
    let uptime = match (same.next(), same.next()) {
        (Some(peer), None) if is_up == Some(true) => since(peer),
        _ => None,
    };
    Some(BgpNeighbor {
        vrf: vrf(row),
        router_id: row.string("local_id"),
        address,
        local_as: row.text("local_as").and_then(read::as_number),
        remote_as: row.text("peer_as").and_then(read::as_number),
        remote_id: row.string("peer_id"),
        is_up,
        is_enabled: Some(!has_option(row, "Shutdown")),
        description: row.string("description"),
        uptime,
        prefixes: prefixes(row),
    })
}

pub(super) fn vrf(row: &Row) -> String {
    match row.text("routing_instance") {
        None | Some("master") => GLOBAL.to_owned(),
        Some(instance) => instance.to_owned(),
    }
}

/// Whether one of the session's options begins so; the device lists those that are set.
pub(super) fn has_option(row: &Row, option: &str) -> bool {
    row.texts("options")
        .iter()
        .flat_map(|options| options.split_whitespace())
        .any(|set| set.starts_with(option))
}

/// The tables of the session's own instance: those of others repeat what came into the first ones. Each with its place.
pub(super) fn tables(row: &Row) -> impl Iterator<Item = (usize, &str)> {
    let instance = row
        .text("routing_instance")
        .filter(|instance| *instance != "master");
    let own = move |table: &str| match instance {
        Some(instance) => table
            .strip_prefix(instance)
            .is_some_and(|rest| rest.starts_with('.')),
        None => table.starts_with("inet") || table.starts_with("bgp."),
    };
    row.texts("table_name")
        .iter()
        .map(String::as_str)
        .enumerate()
        .filter(move |(_, table)| own(table))
}

/// A count of one of the session's tables, by its place.
pub(super) fn count(row: &Row, column: &str, place: usize) -> Option<u32> {
    row.texts(column).get(place)?.parse().ok()
}

fn prefixes(row: &Row) -> Vec<BgpPrefixes> {
    let counts = tables(row).map(|(place, table)| BgpPrefixes {
        family: family(table).to_owned(),
        received: count(row, "received", place),
        accepted: count(row, "accepted", place),
        sent: count(row, "advertised", place),
    });
    counts.collect()
}

/// NAPALM's name for what a table holds; the table's own where it has none.
fn family(table: &str) -> &str {
    let table = table.strip_prefix("bgp.").unwrap_or(table);
    let mut parts = table.rsplit('.').skip(1);
    match parts.next().unwrap_or(table) {
        "inet" => "ipv4",
        "inet6" => "ipv6",
        "l3vpn" => "vpnv4",
        "l3vpn-inet6" => "vpnv6",
        other => other,
    }
}

/// Seconds. The summary writes "8w3d21h", "3d 4:05:06", "9:08:07", "12:47" for minutes, "7" for seconds.
fn since(peer: &Row) -> Option<u64> {
    let days = match peer.text("last_flap") {
        Some(days) => Some(read::span(days)?),
        None => None,
    };
    let clock = match peer.text("up_down") {
        Some(clock) => {
            let mut seconds = 0_u64;
            for part in clock.split(':') {
                seconds = seconds.checked_mul(60)?.checked_add(part.parse().ok()?)?;
            }
            Some(seconds)
        }
        None => None,
    };
    match (days, clock) {
        (None, None) => None,
        (days, clock) => days.unwrap_or(0).checked_add(clock.unwrap_or(0)),
    }
}

#[cfg(test)]
mod tests {
    use super::family;

    #[test]
    fn a_table_names_its_family() {
        assert_eq!(family("inet.0"), "ipv4");
        assert_eq!(family("CUST-A.inet6.0"), "ipv6");
        assert_eq!(family("bgp.l3vpn.0"), "vpnv4");
        assert_eq!(family("bgp.evpn.0"), "evpn");
    }
}
