//! Who the machine is. Its maker, model and serial number are the firmware's; the last only the superuser may read.

use crate::{
    json::{self, text},
    sysfs,
};
use nethost_driver::{Facts, GetterError, Output, Platform};

const HOSTNAME: &str = "uname -n";
const FQDN: &str = "hostname -f";
const RELEASE: &str = "cat /etc/os-release";
const KERNEL: &str = "uname -a";
const UPTIME: &str = "cat /proc/uptime";
const LINKS: &str = "ip -j link show";
const FIRMWARE: &str =
    "grep -sH . /sys/class/dmi/id/sys_vendor /sys/class/dmi/id/product_name /sys/class/dmi/id/product_serial";

pub(crate) const PLAN: &[&str] = &[HOSTNAME, FQDN, RELEASE, KERNEL, UPTIME, LINKS, FIRMWARE];

/// What makers leave in the place of a name or a number.
const NOTHING: &[&str] = &[
    "Not Specified",
    "Not Available",
    "None",
    "Default string",
    "To Be Filled By O.E.M.",
    "To be filled by O.E.M.",
    "System manufacturer",
    "System Product Name",
    "System Serial Number",
    "0",
];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Facts, GetterError> {
    let one = |command: &str, column: &str| -> Result<Option<String>, GetterError> {
        let rows = platform.wanted(outputs, command)?;
        Ok(rows.first().and_then(|row| row.string(column)))
    };
    let hostname = platform.needed(outputs, HOSTNAME)?;
    let hostname = hostname.first().and_then(|row| row.string("hostname"));
    // A machine that does not find itself in the names of its network says so, or tells its short name.
    let fqdn = one(FQDN, "fqdn").ok().flatten();
    let release = one(RELEASE, "pretty_name")?;
    let os_version = match release {
        Some(release) => Some(release),
        None => one(KERNEL, "kernel_release")?,
    };
    let firmware = platform.wanted_text(outputs, FIRMWARE).unwrap_or_default();
    let firmware = |file: &str| {
        sysfs::values(firmware)
            .find(|(path, _)| path.ends_with(file))
            .map(|(_, value)| value)
            .filter(|value| !NOTHING.contains(value))
            .map(str::to_owned)
    };
    let links = json::needed(platform, outputs, LINKS)?;
    Ok(Facts {
        fqdn: fqdn
            .or_else(|| hostname.clone())
            .filter(|name| name.contains('.')),
        hostname,
        vendor: firmware("/sys_vendor"),
        model: firmware("/product_name"),
        serial_number: firmware("/product_serial"),
        os_version,
        uptime: platform.wanted_text(outputs, UPTIME).and_then(uptime),
        interface_list: links.iter().filter_map(|link| text(link, "ifname")).collect(),
    })
}

/// Whole seconds of "28495.17 15191.49": since the start, and of those idle.
fn uptime(text: &str) -> Option<u64> {
    text.split(['.', ' ']).next()?.trim().parse().ok()
}
