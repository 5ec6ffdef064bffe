//! BGP neighbours in every VRF: the summary for which there are and how they stand, the long output for what they are. None
//! where BGP is off.

use crate::bgp_sessions::{self, Session};
use nethost_driver::{BgpNeighbor, BgpPrefixes, GetterError, Output, Platform, Row, outputs, read};

pub(crate) const PLAN: &[&str] = &["show bgp all summary vrf all", "show bgp all neighbors vrf all"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<BgpNeighbor>, GetterError> {
    let rows = platform.wanted(outputs, "show bgp all summary vrf all")?;
    let sessions = bgp_sessions::sessions(outputs::text(outputs, "show bgp all neighbors vrf all"));
    let mut neighbors: Vec<BgpNeighbor> = Vec::new();
    for row in &rows {
        let (Some(vrf), Some(address)) = (row.text("vrf"), row.text("bgp_neigh")) else {
            continue;
        };
        let vrf = bgp_sessions::vrf(vrf);
        let session = session(
            &sessions,
            &vrf,
            address,
            read::as_number(row.text("neigh_as").unwrap_or_default()),
        );
        let place = neighbors
            .iter()
            .position(|known| known.vrf == vrf && known.address == address);
        let place = place.unwrap_or_else(|| {
            neighbors.push(neighbor(row, &vrf, address, session));
            neighbors.len() - 1
        });
        if let (Some(neighbor), Some(family)) = (neighbors.get_mut(place), row.text("address_family")) {
            neighbor
                .prefixes
                .push(prefixes(row, &bgp_sessions::family(family), session));
        }
    }
    Ok(neighbors)
}

/// Of this address in this VRF; where the output does not tell VRFs, the only one of this address and number.
fn session<'s>(
    sessions: &'s [Session],
    vrf: &str,
    address: &str,
    remote_as: Option<u32>,
) -> Option<&'s Session> {
    let mut same = sessions.iter().filter(|session| {
        session.address == address
            && session.remote_as == remote_as
            && session
                .vrf
                .as_deref()
                .is_none_or(|known| bgp_sessions::vrf(known) == vrf)
    });
    same.next().filter(|_| same.next().is_none())
}

fn neighbor(row: &Row, vrf: &str, address: &str, session: Option<&Session>) -> BgpNeighbor {
    let number = |column: &str| row.text(column).and_then(read::as_number);
    let state = row.text("state_pfxrcd");
    let is_up = state.map(|state| state.starts_with(|c: char| c.is_ascii_digit()));
    BgpNeighbor {
        vrf: vrf.to_owned(),
        router_id: row.string("router_id"),
        address: address.to_owned(),
        local_as: session
            .and_then(|session| session.local_as)
            .or_else(|| number("local_as")),
        remote_as: number("neigh_as"),
        remote_id: session.and_then(|session| session.remote_id.clone()),
        is_up,
        is_enabled: state.map(|state| !state.contains("Admin")),
        description: session.and_then(|session| session.description.clone()),
        uptime: row
            .text("up_down")
            .filter(|_| is_up == Some(true))
            .and_then(read::span),
        prefixes: Vec::new(),
    }
}

fn prefixes(row: &Row, family: &str, session: Option<&Session>) -> BgpPrefixes {
    let told = session.and_then(|session| session.prefixes.iter().find(|known| known.family == family));
    BgpPrefixes {
        family: family.to_owned(),
        received: row.text("state_pfxrcd").and_then(read::number),
        accepted: told.and_then(|told| told.accepted),
        sent: told.and_then(|told| told.sent),
    }
}
