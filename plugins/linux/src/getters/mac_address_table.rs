//! What the machine's bridges and its tunnels learned. The addresses that an interface itself listens to are left out.

use crate::json::{self, Object, number, text, texts};
use nethost_driver::{GetterError, MacEntry, Output, Platform, read};

pub(crate) const PLAN: &[&str] = &["bridge -j fdb show"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<MacEntry>, GetterError> {
    let entries = json::wanted(platform, outputs, PLAN[0])?;
    Ok(entries
        .iter()
        .filter(|entry| is_of_a_table(entry))
        .filter_map(row)
        .collect())
}

fn is_of_a_table(entry: &Object) -> bool {
    entry.contains_key("dst") || entry.contains_key("master") && !texts(entry, "flags").contains(&"self")
}

fn row(entry: &Object) -> Option<MacEntry> {
    let state = text(entry, "state");
    let state = state.as_deref();
    Some(MacEntry {
        mac: text(entry, "mac").and_then(|mac| read::mac(&mac))?,
        interface: text(entry, "ifname"),
        vlan: number(entry, "vlan"),
        static_: Some(matches!(state, Some("permanent" | "static"))),
        active: Some(state != Some("stale")),
        moves: None,
        last_move: None,
    })
}
