//! Who a simulated device is: the names, serial numbers and addresses that no other device of its fleet has.

use std::{borrow::Cow, net::Ipv4Addr};

/// A device's own facts, made from its number and the fleet's seed alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Place in the fleet, from 0.
    pub index: u16,
    pub hostname: String,
    pub serial: String,
    board_serial: String,
    power_serial: String,
    optic_serial: String,
    uptime: String,
}

impl Identity {
    pub fn new(index: u16, seed: u64) -> Self {
        let mut rng = fastrand::Rng::with_seed(seed ^ (u64::from(index) << 32));
        // Year and week of the fleet's purchase: the same for all, so that what follows must tell devices apart.
        let mut fleet = fastrand::Rng::with_seed(seed);
        let date = format!("{:02}{:02}", fleet.u8(20..29), fleet.u8(1..53));
        let unit = base36(index);
        Self {
            index,
            hostname: format!("lab-{:04}", u32::from(index) + 1),
            serial: format!("FOC{date}{unit}"),
            board_serial: format!("FDO{date}{unit}"),
            power_serial: format!("DTN{date}{unit}"),
            optic_serial: format!("AVD{date}{unit}"),
            uptime: format!(
                "{} weeks, {} days, {} hours, {} minutes",
                rng.u8(2..50),
                rng.u8(2..7),
                rng.u8(2..24),
                rng.u8(2..60)
            ),
        }
    }

    /// Puts the device's facts into a template: `{name}`, or `{name:15}` for a value that fills 15 columns. `hostname`
    /// is the name that it has now, which configuration may have changed. An unknown name stays as it is.
    pub(super) fn render(&self, template: &str, hostname: &str) -> String {
        let mut out = String::with_capacity(template.len() + 64);
        let mut rest = template;
        while let Some(start) = rest.find('{') {
            out.push_str(&rest[..start]);
            let after = &rest[start + 1..];
            let known = after.find('}').and_then(|end| {
                let (name, argument) = after[..end].split_once(':').unwrap_or((&after[..end], ""));
                Some((self.value(name, argument, hostname)?, end))
            });
            if let Some((value, end)) = known {
                out.push_str(&value);
                rest = &after[end + 1..];
            } else {
                out.push('{');
                rest = after;
            }
        }
        out.push_str(rest);
        out
    }

    fn value<'a>(&'a self, name: &str, argument: &str, hostname: &'a str) -> Option<Cow<'a, str>> {
        if name == "mac" {
            let port = u8::from_str_radix(argument, 16).ok()?;
            return Some(format!("025e.{:04x}.00{port:02x}", self.index).into());
        }
        let value: Cow<'a, str> = match name {
            "hostname" => hostname.into(),
            "serial" => self.serial.as_str().into(),
            "board_serial" => self.board_serial.as_str().into(),
            "power_serial" => self.power_serial.as_str().into(),
            "optic_serial" => self.optic_serial.as_str().into(),
            "uptime" => self.uptime.as_str().into(),
            "mac_colons" => {
                let [high, low] = self.index.to_be_bytes();
                format!("02:5e:{high:02x}:{low:02x}:00:00").into()
            }
            "mgmt_ip" => self.address(10, 100).to_string().into(),
            "loopback_ip" => self.address(10, 200).to_string().into(),
            "users_ip" => self.address(172, 20).to_string().into(),
            "voice_ip" => self.address(172, 24).to_string().into(),
            // A /31 for each device out of the block that RFC 2544 sets aside for tests.
            "uplink_block" => self.uplink(0, u32::MAX << 16).to_string().into(),
            "uplink_net" | "uplink_peer" => self.uplink(0, u32::MAX).to_string().into(),
            "uplink_ip" => self.uplink(1, u32::MAX).to_string().into(),
            "core_port" => (self.index % 16 + 1).to_string().into(),
            "row" => (self.index / 400 + 1).to_string().into(),
            "rack" => (self.index / 20 % 20 + 1).to_string().into(),
            _ => return None,
        };
        let width: usize = if argument.is_empty() {
            0
        } else {
            argument.parse().ok()?
        };
        Some(if value.len() < width {
            format!("{value:width$}").into()
        } else {
            value
        })
    }

    /// The device's address in a /16 of its fleet. Its number plus one: host number 0 would be the network.
    fn address(&self, first: u8, second: u8) -> Ipv4Addr {
        let [high, low] = self.index.wrapping_add(1).to_be_bytes();
        Ipv4Addr::new(first, second, high, low)
    }

    fn uplink(&self, end: u32, mask: u32) -> Ipv4Addr {
        let block = u32::from(Ipv4Addr::new(198, 18, 0, 0));
        Ipv4Addr::from((block + u32::from(self.index) * 2 + end) & mask)
    }
}

/// Four characters, distinct for every number, as the last part of a serial number has.
fn base36(number: u16) -> String {
    let mut digits = [b'0'; 4];
    let mut rest = u32::from(number);
    for digit in digits.iter_mut().rev() {
        *digit = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(rest % 36) as usize];
        rest /= 36;
    }
    digits.iter().map(|&digit| char::from(digit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_two_devices_share_a_name_a_serial_or_an_address() {
        let devices: Vec<_> = (0..5_000).map(|index| Identity::new(index, 3)).collect();
        for template in [
            "{hostname}",
            "{serial}",
            "{loopback_ip}",
            "{mgmt_ip}",
            "{users_ip}",
            "{uplink_ip}",
            "{uplink_peer}",
            "{mac:01}",
            "{mac_colons}",
            "{board_serial}",
        ] {
            let values: HashSet<_> = devices
                .iter()
                .map(|device| device.render(template, &device.hostname))
                .collect();
            assert_eq!(values.len(), devices.len(), "{template}");
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_device_and_another_one_another() {
        assert_eq!(Identity::new(41, 3), Identity::new(41, 3));
        assert_ne!(Identity::new(41, 3).serial, Identity::new(41, 4).serial);
        assert_eq!(Identity::new(41, 3).hostname, "lab-0042");
    }

    #[test]
    fn a_template_keeps_columns_and_what_it_does_not_know() {
        let device = Identity::new(0, 3);
        let text = device.render("{loopback_ip:15}| {nothing} { {mac:0b} {hostname}", "core");
        assert_eq!(text, "10.200.0.1     | {nothing} { 025e.0000.000b core");
    }
}
