//! Local users, as they are configured.

use nethost_driver::{GetterError, Output, Platform, User};

pub(crate) const PLAN: &[&str] = &["show running-config"];

/// Of a user for whom none is configured.
const ORDINARY_LEVEL: u8 = 1;

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<User>, GetterError> {
    let config = platform.needed_text(outputs, "show running-config")?;
    let mut users: Vec<User> = Vec::new();
    for line in config.lines() {
        let Some(user) = user(line) else { continue };
        // What does not fit one line stands on several, each with the name.
        match users.iter_mut().find(|known| known.name == user.name) {
            Some(known) => {
                known.level = known.level.max(user.level);
                known.password = known.password.take().or(user.password);
            }
            None => users.push(user),
        }
    }
    Ok(users)
}

/// "username ops privilege 15 secret 9 $9$…"
fn user(line: &str) -> Option<User> {
    let mut words = line.strip_prefix("username ")?.split_whitespace();
    let mut user = User {
        level: Some(ORDINARY_LEVEL),
        ..User::named(words.next()?)
    };
    while let Some(word) = words.next() {
        match word {
            "privilege" => user.level = words.next().and_then(|level| level.parse().ok()),
            // Behind it the kind of hash, unless the password stands there as it is.
            "password" | "secret" => {
                let rest: Vec<&str> = words.by_ref().collect();
                user.password = match rest[..] {
                    [] => None,
                    [kind, ref hash @ ..] if !hash.is_empty() && kind.parse::<u8>().is_ok() => {
                        Some(hash.join(" "))
                    }
                    _ => Some(rest.join(" ")),
                };
            }
            _ => {}
        }
    }
    Some(user)
}

#[cfg(test)]
mod tests {
    use super::user;

    #[test]
    fn level_and_hash_are_read_in_any_order_of_releases() {
        let told = |line| user(line).map(|u| (u.name, u.level, u.password));
        assert_eq!(
            told("username ops privilege 15 secret 9 $9$abc"),
            Some(("ops".to_owned(), Some(15), Some("$9$abc".to_owned())))
        );
        assert_eq!(
            told("username guest password 0 open sesame"),
            Some(("guest".to_owned(), Some(1), Some("open sesame".to_owned())))
        );
        assert_eq!(
            told("username nobody nopassword"),
            Some(("nobody".to_owned(), Some(1), None))
        );
        assert_eq!(told("user-name x"), None);
    }
}
