//! Whom the machine asks for the time, by whichever of chrony, ntpd and systemd it does so.

use nethost_driver::{GetterError, Output, Platform};

const CHRONY: &str = "chronyc -n sources";
const NTPD: &str = "ntpq -pn";
const SYSTEMD: &str = "timedatectl show-timesync";

pub(crate) const PLAN: &[&str] = &[CHRONY, NTPD, SYSTEMD];

/// How systemd names those that it was told to ask, by hand and by the network, and the one that it asks now.
const SETTINGS: &[&str] = &["SystemNTPServers", "LinkNTPServers", "ServerName"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<String>, GetterError> {
    let mut servers: Vec<String> = Vec::new();
    let mut add = |server: &str| {
        if !server.is_empty() && !servers.iter().any(|known| known == server) {
            servers.push(server.to_owned());
        }
    };
    for row in platform.wanted(outputs, CHRONY)? {
        // A clock of its own is no server.
        if row.text("mode") != Some("#") {
            add(row.text("name").unwrap_or_default());
        }
    }
    for row in platform.wanted(outputs, NTPD)? {
        // What stands for several servers is none, nor is a clock of its own.
        let refid = row.text("refid").unwrap_or_default();
        let remote = row.text("remote").unwrap_or_default();
        if refid != ".POOL." && !remote.starts_with("127.127.") {
            add(remote);
        }
    }
    for line in platform.wanted_text(outputs, SYSTEMD).unwrap_or_default().lines() {
        if let Some((setting, names)) = line.split_once('=')
            && SETTINGS.contains(&setting)
        {
            names.split_whitespace().for_each(&mut add);
        }
    }
    Ok(servers)
}
