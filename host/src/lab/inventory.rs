//! The inventory that reaches a fleet, as the text of a TOML file.

use super::{fleet::LabDevice, options::LabOptions};
use std::fmt::Write;

/// What the file says about itself and its password.
const HEADER: &str = "\
# A simulated fleet on this machine, written by `nethost lab serve`.
# Its password stands here in plain text, and its host keys are not looked at, because it is a toy: a real
# inventory says `password = { env = \"NAME\" }` or the like, and leaves `host_keys` alone.
";

/// The line of a device, or of all, that has no SSH.
const TELNET: &str = "protocol = \"telnet\"\n";

pub(super) fn inventory_toml(options: &LabOptions, devices: &[LabDevice]) -> String {
    // The platform that most devices have needs no line at each of them: the first one's.
    let platform = devices
        .first()
        .map_or(super::ios::PLATFORM, |device| &device.platform);
    let mut text = format!(
        "{HEADER}\n[defaults]\nplatform = {}\nusername = {}\npassword = {}\n",
        quoted(platform),
        quoted(&options.username),
        quoted(options.password.expose())
    );
    if let Some(enable) = &options.enable {
        let _ = writeln!(text, "enable = {}", quoted(enable.expose()));
    }
    let legacy = if options.legacy_only {
        ", legacy = true"
    } else {
        ""
    };
    // The user's ssh configuration speaks of other hosts.
    let _ = writeln!(text, "ssh = {{ host_keys = \"off\", config = false{legacy} }}");
    let all_telnet = !devices.is_empty() && devices.iter().all(|device| device.telnet);
    if all_telnet {
        text.push_str(TELNET);
    }
    for device in devices {
        let _ = write!(
            text,
            "\n[devices.{}]\nhost = {}\nport = {}\n",
            device.name,
            quoted(&device.host),
            device.port
        );
        if device.telnet && !all_telnet {
            text.push_str(TELNET);
        }
        if device.platform != platform {
            let _ = writeln!(text, "platform = {}", quoted(&device.platform));
        }
    }
    text
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::secret::Secret;

    fn device(number: u16, platform: &str) -> LabDevice {
        LabDevice {
            name: format!("lab-{number:04}"),
            host: "127.0.0.1".into(),
            port: 20_000 + number,
            platform: platform.into(),
            hostname: format!("lab-{number:04}"),
            serial: None,
            fault: None,
            telnet: false,
        }
    }

    #[test]
    fn the_inventory_room_reads_it() {
        for enable in [None, Some(Secret::new("more"))] {
            let options = LabOptions {
                enable,
                legacy_only: true,
                ..LabOptions::default()
            };
            let text = inventory_toml(&options, &[device(1, "cisco_ios"), device(2, "eos")]);
            let inventory = crate::inventory::parse("lab.toml", &text).unwrap();
            let device = inventory.device("lab-0002").unwrap();
            assert_eq!(
                (&*device.host, device.port, device.platform.as_deref()),
                ("127.0.0.1", 20_002, Some("eos"))
            );
        }
    }

    #[test]
    fn the_inventory_says_how_each_device_is_reached() {
        let options = LabOptions {
            password: Secret::new("a\"b\\c"),
            enable: Some(Secret::new("more")),
            legacy_only: true,
            ..LabOptions::default()
        };
        let text = inventory_toml(&options, &[device(1, "cisco_ios"), device(2, "eos")]);
        let toml: toml::Table = text.parse().unwrap();
        let defaults = &toml["defaults"];
        assert_eq!(defaults["platform"].as_str(), Some("cisco_ios"));
        assert_eq!(defaults["password"].as_str(), Some("a\"b\\c"));
        assert_eq!(defaults["enable"].as_str(), Some("more"));
        assert_eq!(defaults["ssh"]["host_keys"].as_str(), Some("off"));
        assert_eq!(defaults["ssh"]["legacy"].as_bool(), Some(true));
        assert_eq!(toml["devices"]["lab-0001"]["port"].as_integer(), Some(20_001));
        assert!(toml["devices"]["lab-0001"].get("platform").is_none());
        assert_eq!(toml["devices"]["lab-0002"]["platform"].as_str(), Some("eos"));
    }

    #[test]
    fn telnet_is_said_once_where_all_devices_have_it() {
        let telnet = |number| LabDevice {
            telnet: true,
            ..device(number, "eos")
        };
        let text = inventory_toml(&LabOptions::default(), &[telnet(1), telnet(2)]);
        let toml: toml::Table = text.parse().unwrap();
        assert_eq!(toml["defaults"]["protocol"].as_str(), Some("telnet"));
        assert!(toml["devices"]["lab-0001"].get("protocol").is_none());

        let text = inventory_toml(&LabOptions::default(), &[device(1, "eos"), telnet(2)]);
        let toml: toml::Table = text.parse().unwrap();
        assert!(toml["defaults"].get("protocol").is_none());
        assert!(toml["devices"]["lab-0001"].get("protocol").is_none());
        assert_eq!(toml["devices"]["lab-0002"]["protocol"].as_str(), Some("telnet"));
    }
}
