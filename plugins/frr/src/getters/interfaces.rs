//! Every interface with its state. When it last changed is told as a date, which without a clock is no age.

use nethost_driver::{GetterError, NetworkInterface, Output, Platform, Row};

pub(crate) const PLAN: &[&str] = &["show interface vrf all"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<NetworkInterface>, GetterError> {
    let rows = platform.needed(outputs, PLAN[0])?;
    Ok(rows.iter().filter_map(interface).collect())
}

fn interface(row: &Row) -> Option<NetworkInterface> {
    let number = |column: &str| row.integer(column).and_then(|number| u32::try_from(number).ok());
    Some(NetworkInterface {
        name: row.text("interface")?.to_owned(),
        // What is down in the kernel is shut, and has no line protocol.
        is_up: Some(row.text("protocol_status") == Some("up")),
        is_enabled: row.text("link_status").map(|status| status == "up"),
        description: row.text("description").map(str::to_owned),
        last_flapped: None,
        // 0 stands for a speed that the kernel does not know.
        speed: number("speed").filter(|&speed| speed != 0).map(f64::from),
        mtu: number("mtu"),
        mac_address: row.text("mac_address").map(str::to_uppercase),
    })
}
