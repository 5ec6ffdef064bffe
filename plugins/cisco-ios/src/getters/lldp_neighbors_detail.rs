//! LLDP neighbours with all that they tell. Early releases do not name the local interface there: such a neighbour
//! cannot be placed, and is an error rather than a guess.

use crate::interface_name;
use nethost_driver::{GetterError, LldpNeighborDetail, Output, Platform, Row, outputs};

const COMMAND: &str = "show lldp neighbors detail";

pub(crate) const PLAN: &[&str] = &[COMMAND];

pub(crate) fn collect(
    platform: &Platform,
    outputs: &[Output],
) -> Result<Vec<LldpNeighborDetail>, GetterError> {
    let rows = platform.if_on(outputs, COMMAND)?;
    let capabilities = capabilities(outputs::text(outputs, COMMAND));
    rows.iter()
        .enumerate()
        .map(|(place, row)| {
            // Told apart only where each neighbour tells of its capabilities, which all but the oddest do.
            let all = (capabilities.len() == rows.len())
                .then(|| capabilities.get(place))
                .flatten();
            neighbor(row, all.map_or("", |all| all)).ok_or_else(nowhere)
        })
        .collect()
}

fn neighbor(row: &Row, capabilities: &str) -> Option<LldpNeighborDetail> {
    Some(LldpNeighborDetail {
        local_interface: interface_name::full(row.text("local_interface")?),
        parent_interface: None,
        remote_port: row.string("neighbor_port_id"),
        remote_port_description: row.string("neighbor_interface"),
        remote_chassis_id: row.string("chassis_id"),
        remote_system_name: row.string("neighbor_name"),
        remote_system_description: row.string("neighbor_description"),
        remote_system_capabilities: written_out(capabilities),
        remote_system_enabled_capabilities: written_out(row.text("capabilities").unwrap_or_default()),
    })
}

fn nowhere() -> GetterError {
    outputs::not_understood(COMMAND, "", "a neighbour without a local interface")
}

/// Each neighbour's line of what it could do, in the order of the neighbours.
fn capabilities(text: &str) -> Vec<&str> {
    text.lines()
        .filter_map(|line| line.strip_prefix("System Capabilities"))
        .map(|rest| rest.strip_prefix(':').unwrap_or_default().trim())
        .collect()
}

/// "B,R": IEEE 802.1AB's names. The letters are those of the table's legend.
fn written_out(letters: &str) -> Vec<String> {
    let name = |letter: &str| match letter.trim() {
        "B" => Some("bridge"),
        "C" => Some("docsis-cable-device"),
        "O" => Some("other"),
        "P" => Some("repeater"),
        "R" => Some("router"),
        "S" => Some("station"),
        "T" => Some("telephone"),
        "W" => Some("wlan-access-point"),
        _ => None,
    };
    letters.split(',').filter_map(name).map(str::to_owned).collect()
}
