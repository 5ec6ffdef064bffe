//! BGP neighbours of every VRF. The details tell all of a neighbour; of the device's own side the summaries tell the
//! router's identifier.

use crate::preamble;
use nethost_driver::{BgpNeighbor, BgpPrefixes, GetterError, Output, Platform, Row, outputs, read};

const DETAILS: [&str; 2] = ["show bgp neighbors", "show bgp vrf all neighbors"];
const SUMMARIES: [&str; 2] = ["show bgp summary", "show bgp vrf all summary"];

pub(crate) const PLAN: &[&str] = &[DETAILS[0], DETAILS[1], SUMMARIES[0], SUMMARIES[1]];

/// NAPALM's name of the default VRF.
const GLOBAL: &str = "global";

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<BgpNeighbor>, GetterError> {
    let outputs = &preamble::strip(outputs);
    let rows = details(platform, outputs)?;
    let mut summaries = Vec::new();
    for command in SUMMARIES {
        summaries.extend(platform.wanted(outputs, command)?);
    }
    Ok(rows.iter().filter_map(|row| neighbor(row, &summaries)).collect())
}

/// The rows of the default VRF's neighbours and of all others'. None where BGP is off.
pub(super) fn details(platform: &Platform, outputs: &[Output]) -> Result<Vec<Row>, GetterError> {
    let [default, others] = DETAILS;
    let mut rows = platform.if_on(outputs, default)?;
    if !platform.is_feature_off(outputs::text(outputs, others)) {
        rows.extend(platform.wanted(outputs, others)?);
    }
    Ok(rows)
}

pub(super) fn vrf(row: &Row) -> &str {
    row.text("vrf").filter(|vrf| *vrf != "default").unwrap_or(GLOBAL)
}

pub(super) fn is_up(row: &Row) -> Option<bool> {
    row.text("state").map(|state| state.starts_with("Established"))
}

fn neighbor(row: &Row, summaries: &[Row]) -> Option<BgpNeighbor> {
    let address = row.text("neighbor")?;
    let own = |summary: &&Row| vrf(summary) == vrf(row);
    Some(BgpNeighbor {
        vrf: vrf(row).to_owned(),
        router_id: summaries.iter().find(own).and_then(|row| row.string("router_id")),
        address: address.to_owned(),
        local_as: row.text("local_as").and_then(read::as_number),
        remote_as: row.text("remote_as").and_then(read::as_number),
        remote_id: row.string("remote_router_id").filter(|id| id != "0.0.0.0"),
        is_up: is_up(row),
        is_enabled: Some(row.text("admin_down").is_none()),
        description: row.string("description"),
        uptime: row.text("uptime").and_then(read::span),
        prefixes: prefixes(row),
    })
}

/// For each family, where every family told its counts, so that they can be put together. What was received before policy is
/// not told.
fn prefixes(row: &Row) -> Vec<BgpPrefixes> {
    let families = row.texts("afi");
    let (accepted, sent) = (row.texts("prefixes_in"), row.texts("prefixes_out"));
    if accepted.len() != families.len() || sent.len() != families.len() {
        return Vec::new();
    }
    let counts = accepted.iter().zip(sent);
    let prefixes = |(family, (accepted, sent)): (&String, (&String, &String))| BgpPrefixes {
        family: napalms(family),
        received: None,
        accepted: accepted.parse().ok(),
        sent: sent.parse().ok(),
    };
    families.iter().zip(counts).map(prefixes).collect()
}

/// "IPv4 Unicast" to "ipv4"; what is not unicast keeps its kind: "ipv4 multicast".
fn napalms(family: &str) -> String {
    let family = family.to_lowercase();
    family
        .strip_suffix(" unicast")
        .map_or_else(|| family.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::napalms;

    #[test]
    fn families_have_napalms_names() {
        assert_eq!(napalms("IPv4 Unicast"), "ipv4");
        assert_eq!(napalms("VPNv6 Unicast"), "vpnv6");
        assert_eq!(napalms("IPv4 Labeled-unicast"), "ipv4 labeled-unicast");
    }
}
