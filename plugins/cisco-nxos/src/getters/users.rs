//! The users of the device, out of its configuration.

use nethost_driver::{GetterError, Output, Platform, User};

pub(crate) const PLAN: &[&str] = &["show running-config"];

/// NAPALM's levels of the roles that every device has.
const ADMINISTRATOR: u8 = 15;
const OPERATOR: u8 = 5;
const HIGHEST: u8 = 15;

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<User>, GetterError> {
    let config = platform.needed_text(outputs, "show running-config")?;
    let mut users: Vec<User> = Vec::new();
    for line in config.lines() {
        if let Some(rest) = line.strip_prefix("username ") {
            add(&mut users, rest);
        }
    }
    Ok(users)
}

/// A user may have several lines: a password with a role, further roles, keys. The highest role counts.
fn add(users: &mut Vec<User>, line: &str) {
    let mut words = line.split_whitespace();
    let Some(name) = words.next() else { return };
    let user = User::known(users, name);
    while let Some(word) = words.next() {
        match word {
            // Its kind stands before it.
            "password" => user.password = words.nth(1).map(str::to_owned),
            "role" => user.level = user.level.max(words.next().and_then(level)),
            "sshkey" => {
                let key: Vec<&str> = words.by_ref().collect();
                user.sshkeys.push(key.join(" "));
            }
            _ => {}
        }
    }
}

fn level(role: &str) -> Option<u8> {
    match role {
        "network-admin" | "vdc-admin" => Some(ADMINISTRATOR),
        "network-operator" | "vdc-operator" => Some(OPERATOR),
        _ => role
            .strip_prefix("priv-")?
            .parse()
            .ok()
            .filter(|level| *level <= HIGHEST),
    }
}
