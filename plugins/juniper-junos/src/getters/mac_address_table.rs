//! The table of hardware addresses: of switches, and of routers that bridge. Switches tell a VLAN by its name; its number is in
//! the list of VLANs.

use crate::answer;
use nethost_driver::{GetterError, MacEntry, Output, Platform, Row, outputs, read};

const SWITCHED: &str = "show ethernet-switching table";
const BRIDGED: &str = "show bridge mac-table";
const VLANS: &str = "show vlans";

pub(crate) const PLAN: &[&str] = &[SWITCHED, BRIDGED, VLANS];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<MacEntry>, GetterError> {
    // A device has one of the two, and refuses the other.
    let command = if outputs::text(outputs, SWITCHED).is_empty() {
        BRIDGED
    } else {
        SWITCHED
    };
    let rows = answer::listed(platform, outputs, command)?;
    let vlans = if outputs::text(outputs, VLANS).is_empty() {
        Vec::new()
    } else {
        answer::listed(platform, outputs, VLANS)?
    };
    Ok(rows.iter().filter_map(|row| entry(row, &vlans)).collect())
}

fn entry(row: &Row, vlans: &[Row]) -> Option<MacEntry> {
    let flags = row.text("mac_flag");
    let kind = row.text("type");
    Some(MacEntry {
        mac: row.text("mac_address").and_then(read::mac)?,
        interface: row.string("logical_interface"),
        vlan: row
            .text("vlan_id")
            .and_then(|id| id.parse().ok())
            .or_else(|| number(row.text("vlan_name")?, vlans)),
        static_: flags
            .map(|flags| flags.starts_with('S'))
            .or_else(|| kind.map(|kind| kind == "Static")),
        // What is in the table is used.
        active: Some(true),
        moves: None,
        last_move: None,
    })
}

/// The number of the VLAN of this name; absent where several have it.
fn number(name: &str, vlans: &[Row]) -> Option<u16> {
    let mut same = vlans.iter().filter(|vlan| vlan.text("vlan_name") == Some(name));
    let tag = same.next()?.text("tag")?.parse().ok()?;
    same.next().is_none().then_some(tag)
}
