//! The users that are configured. The configuration tells their hashed passwords; who may not see it is answered from the
//! list of accounts.

use crate::{answer, json};
use nethost_driver::{GetterError, Output, Platform, User};

/// Early releases know the last only.
pub(crate) const PLAN: &[&str] = &[
    "show running-config section username",
    "show users accounts | json",
    "show user-account | json",
];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<User>, GetterError> {
    let mut users: Vec<User> = Vec::new();
    for command in ["show users accounts | json", "show user-account | json"] {
        let document = answer::document(platform, outputs, command)?;
        let accounts = document
            .as_ref()
            .and_then(|document| json::object(document, &["users"]));
        for (name, it) in accounts.into_iter().flatten() {
            let level = json::integer(it, &["privLevel"]).and_then(|level| u8::try_from(level).ok());
            let user = User::known(&mut users, name);
            user.level = user.level.or(level);
            user.password = user.password.take().or_else(|| secret(it));
            let keys = json::text(it, &["sshAuthorizedKey"]).filter(|key| !key.is_empty());
            user.sshkeys.extend(keys);
        }
    }
    let section = platform.wanted_text(outputs, PLAN[0]);
    for line in section.unwrap_or_default().lines() {
        configured(&mut users, line);
    }
    if users.is_empty() && section.is_none() {
        platform.needed_text(outputs, "show users accounts | json")?;
    }
    Ok(users)
}

fn secret(it: &serde_json::Value) -> Option<String> {
    json::text(it, &["secret"]).filter(|secret| !secret.is_empty() && secret != "*")
}

/// `username admin privilege 15 role network-admin secret sha512 $6$…`, `username admin ssh-key ssh-ed25519 AAAA…`
fn configured(users: &mut Vec<User>, line: &str) {
    let Some(rest) = line.trim().strip_prefix("username ") else {
        return;
    };
    let (name, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    let user = User::known(users, name);
    if let Some(key) = rest
        .strip_prefix("ssh-key ")
        .or_else(|| rest.strip_prefix("sshkey "))
    {
        let key = key.trim().to_owned();
        if !user.sshkeys.contains(&key) {
            user.sshkeys.push(key);
        }
        return;
    }
    let mut words = rest.split_whitespace();
    while let Some(word) = words.next() {
        match word {
            "privilege" => user.level = words.next().and_then(|level| level.parse().ok()),
            "role" | "shell" => {
                words.next();
            }
            // The kind of hash, then the hash; a bare text is what it is.
            "secret" => {
                user.password = words
                    .next()
                    .map(|word| words.next().unwrap_or(word).to_owned())
                    .filter(|secret| secret != "*");
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_put_together_of_several_lines() {
        let mut users = Vec::new();
        for line in [
            "username admin privilege 15 role network-admin secret sha512 $6$abc",
            "username admin ssh-key ssh-ed25519 AAAAC3 admin@example",
            "username guest privilege 1 nopassword",
            "hostname leaf1",
        ] {
            configured(&mut users, line);
        }
        assert_eq!(users.len(), 2);
        assert_eq!(
            (users[0].level, users[0].password.as_deref()),
            (Some(15), Some("$6$abc"))
        );
        assert_eq!(users[0].sshkeys, ["ssh-ed25519 AAAAC3 admin@example"]);
        assert_eq!((users[1].level, &users[1].password), (Some(1), &None));
    }
}
