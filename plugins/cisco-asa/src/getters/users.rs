//! Local users, as they are configured.

use nethost_driver::{GetterError, Output, Platform, User};

pub(crate) const PLAN: &[&str] = &["show running-config"];

/// Of a user for whom none is configured.
const ORDINARY_LEVEL: u8 = 2;

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<User>, GetterError> {
    let config = platform.needed_text(outputs, "show running-config")?;
    let mut users: Vec<User> = Vec::new();
    let mut of = None;
    for line in config.lines() {
        if let Some(user) = user(line) {
            users.push(user);
        } else if let Some(name) = attributes(line) {
            of = users.iter().position(|user| user.name == name);
        } else if !line.starts_with(' ') {
            of = None;
        } else if let Some(user) = of.and_then(|place| users.get_mut(place)) {
            user.sshkeys.extend(key(line));
        }
    }
    Ok(users)
}

/// "username ops password $sha512$… pbkdf2 privilege 15"
fn user(line: &str) -> Option<User> {
    let mut words = line.strip_prefix("username ")?.split_whitespace().peekable();
    let name = words.next()?.to_owned();
    // The attributes of a user that is known stand in lines of their own.
    if words.peek() == Some(&"attributes") {
        return None;
    }
    let mut user = User {
        level: Some(ORDINARY_LEVEL),
        ..User::named(name)
    };
    while let Some(word) = words.next() {
        match word {
            "privilege" => user.level = words.next().and_then(|level| level.parse().ok()),
            "password" => user.password = words.next().map(str::to_owned),
            _ => {}
        }
    }
    Some(user)
}

/// "username ops attributes"
fn attributes(line: &str) -> Option<&str> {
    line.trim_end()
        .strip_prefix("username ")?
        .strip_suffix(" attributes")
}

/// " ssh authentication publickey AAAA… hashed"
fn key(line: &str) -> Option<String> {
    let rest = line.trim().strip_prefix("ssh authentication ")?;
    let (kind, key) = rest.split_once(' ')?;
    matches!(kind, "publickey" | "pkf").then(|| key.split(' ').next().map(str::to_owned))?
}

#[cfg(test)]
mod tests {
    use super::{key, user};

    #[test]
    fn level_and_hash_are_read() {
        let told = |line| user(line).map(|u| (u.name, u.level, u.password));
        assert_eq!(
            told("username ops password $sha512$abc pbkdf2 privilege 15"),
            Some(("ops".to_owned(), Some(15), Some("$sha512$abc".to_owned())))
        );
        assert_eq!(
            told("username guest nopassword"),
            Some(("guest".to_owned(), Some(2), None))
        );
        assert_eq!(told("username ops attributes"), None);
    }

    #[test]
    fn a_key_is_one_of_the_attributes() {
        assert_eq!(
            key(" ssh authentication publickey 0a:1b hashed").as_deref(),
            Some("0a:1b")
        );
        assert_eq!(key(" service-type admin"), None);
    }
}
