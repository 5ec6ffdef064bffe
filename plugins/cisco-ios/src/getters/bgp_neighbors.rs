//! BGP neighbours. The detailed output tells VRF, description and prefixes; the summaries tell the device's own
//! side, and are all there is where the details were refused.

use nethost_driver::{BgpNeighbor, BgpPrefixes, GetterError, Output, Platform, Row, outputs, read};

/// The second summary is for releases that do not know the first.
pub(crate) const PLAN: &[&str] = &[
    "show bgp all summary",
    "show ip bgp summary",
    "show bgp all neighbors",
];

/// NAPALM's name of the default VRF.
pub(crate) const GLOBAL: &str = "global";

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<BgpNeighbor>, GetterError> {
    if PLAN
        .iter()
        .any(|command| platform.is_feature_off(outputs::text(outputs, command)))
    {
        return Ok(Vec::new());
    }
    let mut summary = platform.wanted(outputs, "show bgp all summary")?;
    if summary.is_empty() {
        summary = platform.wanted(outputs, "show ip bgp summary")?;
    }
    let mut neighbors = details(outputs::text(outputs, "show bgp all neighbors"));
    for row in &summary {
        let Some(address) = row.text("bgp_neighbor") else {
            continue;
        };
        if neighbors.iter().any(|neighbor| same(&neighbor.address, address)) {
            for neighbor in neighbors
                .iter_mut()
                .filter(|neighbor| same(&neighbor.address, address))
            {
                complete(neighbor, row);
            }
        } else {
            neighbors.push(from_summary(address, row));
        }
    }
    Ok(neighbors)
}

/// IPv6 addresses are written in upper case in one place and in lower case in another.
fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

fn from_summary(address: &str, row: &Row) -> BgpNeighbor {
    let state = row.text("state_or_prefixes_received").unwrap_or_default();
    let received = state.parse().ok();
    let mut neighbor = BgpNeighbor::of(GLOBAL, address);
    neighbor.remote_as = row.text("neighbor_as").and_then(as_number);
    neighbor.is_up = Some(received.is_some());
    neighbor.is_enabled = Some(!state.contains("Admin"));
    neighbor.uptime = received.and_then(|_: u32| row.text("up_down").and_then(read::span));
    // Without a family in its heading, the summary is that of IPv4.
    let family = row
        .text("address_family")
        .map_or_else(|| "ipv4".to_owned(), family);
    if received.is_some() {
        neighbor.prefixes.push(BgpPrefixes {
            family,
            received: None,
            accepted: received,
            sent: None,
        });
    }
    complete(&mut neighbor, row);
    neighbor
}

/// The device's own side, which only the summary tells.
fn complete(neighbor: &mut BgpNeighbor, row: &Row) {
    if neighbor.local_as.is_none() {
        neighbor.local_as = row.text("local_as").and_then(as_number);
    }
    if neighbor.router_id.is_none() {
        neighbor.router_id = row.text("router_id").map(str::to_owned);
    }
}

/// Reads `show bgp all neighbors`. A neighbour stands once for each of its families, each time whole.
fn details(text: &str) -> Vec<BgpNeighbor> {
    let mut neighbors: Vec<BgpNeighbor> = Vec::new();
    let mut current = None;
    let mut section = String::new();
    for line in text.lines() {
        if let Some(name) = line.trim_start().strip_prefix("For address family: ") {
            section = family(name.trim());
        } else if let Some(rest) = line.strip_prefix("BGP neighbor is ") {
            current = Some(begin(&mut neighbors, rest));
        } else if let Some(neighbor) = current.and_then(|place: usize| neighbors.get_mut(place)) {
            read(neighbor, &section, line.trim());
        }
    }
    neighbors
}

/// `203.0.113.9,  vrf USERS,  remote AS 64496, external link`: the place of this neighbour.
fn begin(neighbors: &mut Vec<BgpNeighbor>, heading: &str) -> usize {
    let mut parts = heading.split(',').map(str::trim);
    let address = parts.next().unwrap_or_default().trim_start_matches('*');
    let (mut vrf, mut remote_as, mut local_as) = (GLOBAL, None, None);
    for part in parts {
        match part.split_whitespace().collect::<Vec<_>>()[..] {
            ["vrf", name] => vrf = name,
            ["remote", "AS", number] => remote_as = as_number(number),
            ["local", "AS", number, ..] => local_as = as_number(number),
            _ => {}
        }
    }
    if let Some(place) = neighbors
        .iter()
        .position(|known| known.vrf == vrf && same(&known.address, address))
    {
        return place;
    }
    let mut neighbor = BgpNeighbor::of(vrf, address);
    (neighbor.remote_as, neighbor.local_as, neighbor.is_enabled) = (remote_as, local_as, Some(true));
    neighbors.push(neighbor);
    neighbors.len() - 1
}

fn read(neighbor: &mut BgpNeighbor, section: &str, line: &str) {
    if let Some(description) = line.strip_prefix("Description: ") {
        neighbor.description = Some(description.trim().to_owned());
    } else if let Some((_, id)) = line.split_once("remote router ID ") {
        neighbor.remote_id = Some(id.trim().to_owned()).filter(|id| id != "0.0.0.0");
    } else if let Some(state) = line.strip_prefix("BGP state = ") {
        let up = state.starts_with("Established");
        neighbor.is_up = Some(up);
        let since = state.split_once("up for ").map(|(_, since)| since.trim());
        neighbor.uptime = since.filter(|_| up).and_then(read::span);
    } else if line.starts_with("Administratively shut down") {
        neighbor.is_enabled = Some(false);
    } else if let Some(counts) = line.strip_prefix("Prefixes Current:") {
        let mut counts = counts.split_whitespace().map(|count| count.parse().ok());
        let prefixes = of_family(neighbor, section);
        prefixes.sent = counts.next().flatten();
        prefixes.accepted = counts.next().flatten();
    } else if let Some(counts) = line.strip_prefix("Saved (soft-reconfig):") {
        // What was received before policy is known only where the device keeps it.
        of_family(neighbor, section).received = counts
            .split_whitespace()
            .nth(1)
            .and_then(|count| count.parse().ok());
    }
}

fn of_family<'n>(neighbor: &'n mut BgpNeighbor, family: &str) -> &'n mut BgpPrefixes {
    let place = neighbor
        .prefixes
        .iter()
        .position(|prefixes| prefixes.family == family)
        .unwrap_or_else(|| {
            neighbor.prefixes.push(BgpPrefixes {
                family: family.to_owned(),
                received: None,
                accepted: None,
                sent: None,
            });
            neighbor.prefixes.len() - 1
        });
    &mut neighbor.prefixes[place]
}

/// "IPv4 Unicast" to "ipv4"; what is not unicast keeps its kind: "ipv4 multicast".
fn family(name: &str) -> String {
    let name = name.to_lowercase();
    name.strip_suffix(" unicast")
        .map_or_else(|| name.clone(), str::to_owned)
}

/// Plain or dotted (RFC 5396).
fn as_number(text: &str) -> Option<u32> {
    match text.split_once('.') {
        None => text.parse().ok(),
        Some((high, low)) => {
            let (high, low): (u16, u16) = (high.parse().ok()?, low.parse().ok()?);
            Some(u32::from(high) << 16 | u32::from(low))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_numbers_are_read_plain_and_dotted() {
        assert_eq!(as_number("64500"), Some(64500));
        assert_eq!(as_number("1.10"), Some(65546));
        assert_eq!(as_number("65536.1"), None);
    }

    #[test]
    fn families_have_napalms_names() {
        assert_eq!(family("IPv4 Unicast"), "ipv4");
        assert_eq!(family("VPNv4 Unicast"), "vpnv4");
        assert_eq!(family("IPv4 Multicast"), "ipv4 multicast");
    }
}
