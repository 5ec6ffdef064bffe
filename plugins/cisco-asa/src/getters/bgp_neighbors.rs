//! The BGP sessions of IPv4: the summary for their states, and what each says of itself.

use nethost_driver::{BgpNeighbor, BgpPrefixes, GetterError, Output, Platform, Row, outputs, read};

const SUMMARY: &str = "show bgp summary";
const NEIGHBORS: &str = "show bgp neighbors";

pub(crate) const PLAN: &[&str] = &[SUMMARY, NEIGHBORS];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<BgpNeighbor>, GetterError> {
    let rows = platform.if_on(outputs, SUMMARY)?;
    let details = outputs::text(outputs, NEIGHBORS);
    Ok(rows.iter().filter_map(|row| neighbor(row, details)).collect())
}

fn neighbor(row: &Row, details: &str) -> Option<BgpNeighbor> {
    let address = row.string("bgp_neigh")?;
    let number = |column| row.text(column).and_then(read::as_number);
    let state = row.text("state_pfxrcd");
    // In the place of the state stands how many prefixes came, once the session is up.
    let is_up = state.map(|state| state.bytes().all(|byte| byte.is_ascii_digit()));
    let uptime = row.text("up_down").filter(|_| is_up == Some(true));
    let (remote_id, description) = told(details, &address);
    Some(BgpNeighbor {
        vrf: "global".to_owned(),
        router_id: row.string("router_id"),
        local_as: number("local_as"),
        remote_as: number("neigh_as"),
        remote_id,
        is_up,
        is_enabled: state.map(|state| !state.contains("(Admin)")),
        description,
        uptime: uptime.and_then(read::span),
        prefixes: vec![BgpPrefixes {
            family: if address.contains(':') { "ipv6" } else { "ipv4" }.to_owned(),
            received: state.and_then(read::number),
            accepted: None,
            sent: None,
        }],
        address,
    })
}

/// The router's identifier and the description, of the neighbour's own paragraph.
fn told(details: &str, address: &str) -> (Option<String>, Option<String>) {
    let (mut id, mut description) = (None, None);
    let mut here = false;
    for line in details.lines() {
        if let Some(rest) = line.trim_start().strip_prefix("BGP neighbor is ") {
            here = rest.split(',').next().map(str::trim) == Some(address);
        } else if here {
            if let Some((_, rest)) = line.split_once("remote router ID ") {
                // All zeros until the session was up.
                id = Some(rest.trim().to_owned()).filter(|id| id != "0.0.0.0");
            } else if let Some(text) = line.trim().strip_prefix("Description: ") {
                description = Some(text.trim().to_owned());
            }
        }
    }
    (id, description)
}
