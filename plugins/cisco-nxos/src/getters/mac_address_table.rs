//! The MAC address table, an entry for each port of an address. How often and when it moved, NX-OS does not tell here.

use crate::interface_name;
use nethost_driver::{GetterError, MacEntry, Output, Platform, Row, outputs, read};

pub(crate) const PLAN: &[&str] = &[COMMAND];

const COMMAND: &str = "show mac address-table";
/// Ports of a group that do not fit its line stand alone on the next, below the column of ports.
const PORTS_COLUMN: usize = 50;

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<MacEntry>, GetterError> {
    let text = joined(platform.needed_text(outputs, COMMAND)?);
    let rows = platform
        .rows(COMMAND, &text)
        .map_err(|error| outputs::error(COMMAND, error))?;
    Ok(rows.iter().flat_map(entries).collect())
}

fn joined(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        if indent >= PORTS_COLUMN && indent < line.len() && whole.ends_with('\n') {
            whole.pop();
            whole.push(' ');
            whole.push_str(line.trim_start());
        } else {
            whole.push_str(line);
        }
        whole.push('\n');
    }
    whole
}

fn entries(row: &Row) -> Vec<MacEntry> {
    let Some(mac) = row.text("mac_address").and_then(read::mac) else {
        return Vec::new();
    };
    let kind = row.text("type").unwrap_or_default().to_lowercase();
    let entry = |interface: Option<String>| MacEntry {
        mac: mac.clone(),
        interface,
        // "-" where an address is the switch's own in all of them.
        vlan: row.text("vlan_id").and_then(|vlan| vlan.parse().ok()),
        static_: match kind.as_str() {
            "static" | "self" | "system" => Some(true),
            "dynamic" | "igmp" | "secure" => Some(false),
            _ => None,
        },
        active: Some(kind == "dynamic"),
        moves: None,
        last_move: None,
    };
    let ports = row.text("ports").unwrap_or_default();
    // The only name with a blank.
    if ports.starts_with("vPC Peer-Link") {
        return vec![entry(Some("vPC Peer-Link".to_owned()))];
    }
    ports
        .split_whitespace()
        .map(|port| entry(Some(interface_name::full(port.trim_end_matches("(R)")))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn ports_on_a_line_of_their_own_belong_to_the_one_above() {
        let text = format!("*  10  mac  Po1\n{}Po2 Po3\nnext\n", " ".repeat(60));
        assert_eq!(joined(&text), "*  10  mac  Po1 Po2 Po3\nnext\n");
        assert_eq!(joined("short\n\n"), "short\n\n");
    }
}
