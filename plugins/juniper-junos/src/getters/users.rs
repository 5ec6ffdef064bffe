//! The users that the configuration knows, and root. NAPALM's levels for the classes that the system comes with; one that
//! was defined on the device has none.

use crate::statements;
use nethost_driver::{GetterError, Output, Platform, User};

/// Never empty: no users and a refusal are told apart.
const SYSTEM: &str = "show configuration system | display set";

pub(crate) const PLAN: &[&str] = &[SYSTEM];

/// Who may do everything, and has a place of its own in the configuration.
const ROOT: &str = "root";
const ALL: u8 = 15;

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<User>, GetterError> {
    let statements = statements::active(platform.needed_text(outputs, SYSTEM)?);
    let mut users: Vec<User> = Vec::new();
    for words in statements::below(&statements, &["system", "root-authentication"]) {
        authenticate(User::known(&mut users, ROOT), words);
    }
    if let Some(root) = users.first_mut() {
        root.level = Some(ALL);
    }
    for words in statements::below(&statements, &["system", "login", "user"]) {
        let [name, rest @ ..] = words else { continue };
        let user = User::known(&mut users, name);
        match rest {
            [key, class, ..] if key == "class" => user.level = level(class),
            [key, rest @ ..] if key == "authentication" => authenticate(user, rest),
            _ => {}
        }
    }
    Ok(users)
}

/// `encrypted-password "$6$…"`, `ssh-ed25519 "ssh-ed25519 AAAA… comment"`.
fn authenticate(user: &mut User, words: &[String]) {
    let [kind, value, ..] = words else { return };
    if kind == "encrypted-password" {
        user.password = Some(value.clone());
    } else if kind.starts_with("ssh-") {
        user.sshkeys.push(value.clone());
    }
}

fn level(class: &str) -> Option<u8> {
    match class {
        "super-user" | "superuser" => Some(ALL),
        "operator" => Some(5),
        "read-only" => Some(1),
        "unauthorized" => Some(0),
        _ => None,
    }
}
