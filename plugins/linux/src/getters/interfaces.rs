//! Every interface with its state. How fast one is the kernel tells elsewhere, and only of some that are up.

use crate::{
    json::{self, Object, number, text, texts},
    sysfs,
};
use nethost_driver::{GetterError, NetworkInterface, Output, Platform, read};

const SPEEDS: &str = "grep -sH . /sys/class/net/*/speed";

pub(crate) const PLAN: &[&str] = &["ip -j link show", SPEEDS];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<NetworkInterface>, GetterError> {
    let links = json::needed(platform, outputs, PLAN[0])?;
    let speeds = platform.wanted_text(outputs, SPEEDS).unwrap_or_default();
    Ok(links.iter().filter_map(|link| interface(link, speeds)).collect())
}

fn interface(link: &Object, speeds: &str) -> Option<NetworkInterface> {
    let name = text(link, "ifname")?;
    let flags = texts(link, "flags");
    // An interface that cannot say whether it works, such as a tunnel, has a carrier or none.
    let is_up = match text(link, "operstate")?.as_str() {
        "UP" => Some(true),
        "UNKNOWN" => Some(flags.contains(&"LOWER_UP")),
        _ => Some(false),
    };
    let speed = sysfs::values(speeds)
        .filter(|(path, _)| sysfs::place(path) == Some((&name, "speed")))
        .find_map(|(_, value)| value.parse::<u32>().ok());
    Some(NetworkInterface {
        is_up,
        is_enabled: Some(flags.contains(&"UP")),
        description: text(link, "ifalias"),
        last_flapped: None,
        // All ones stand for a speed that nobody knows, and so does -1.
        speed: speed
            .filter(|&speed| speed != 0 && speed != u32::MAX)
            .map(f64::from),
        mtu: number(link, "mtu"),
        mac_address: text(link, "address")
            .filter(|_| text(link, "link_type").as_deref() == Some("ether"))
            .and_then(|mac| read::mac(&mac)),
        name,
    })
}
