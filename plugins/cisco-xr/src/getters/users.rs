//! Local users, as they are configured. Their level is that of the highest of their groups, where the group is one of IOS
//! XR's own.

use crate::preamble;
use nethost_driver::{GetterError, Output, Platform, User, outputs};

const CONFIG: &str = "show running-config username";

pub(crate) const PLAN: &[&str] = &[CONFIG];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<User>, GetterError> {
    let outputs = &preamble::strip(outputs);
    if platform.is_feature_off(outputs::text(outputs, CONFIG)) {
        return Ok(Vec::new());
    }
    Ok(users(platform.needed_text(outputs, CONFIG)?))
}

fn users(config: &str) -> Vec<User> {
    let mut users: Vec<User> = Vec::new();
    for line in config.lines() {
        if let Some(name) = line.strip_prefix("username ") {
            users.push(User::named(name.trim()));
        } else if let Some(user) = users.last_mut() {
            setting(user, line.trim());
        }
    }
    users
}

fn setting(user: &mut User, line: &str) {
    if let Some(group) = line.strip_prefix("group ") {
        user.level = user.level.max(level(group.trim()));
    } else if let Some(secret) = line
        .strip_prefix("secret ")
        .or_else(|| line.strip_prefix("password "))
    {
        // Behind the kind of hash.
        user.password = secret.split_whitespace().last().map(str::to_owned);
    }
}

/// NAPALM's levels of the groups that every device has.
fn level(group: &str) -> Option<u8> {
    match group {
        "root-system" | "root-lr" => Some(15),
        "operator" => Some(5),
        "sysadmin" | "serviceadmin" => Some(1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::users;

    #[test]
    fn a_user_has_the_level_of_the_highest_group() {
        let config = "username ops\n group operator\n group root-lr\n group blue\n secret 5 $1$abc\n!\nusername eve\n group blue\n!\n";
        let told: Vec<_> = users(config)
            .into_iter()
            .map(|user| (user.name, user.level, user.password))
            .collect();
        assert_eq!(
            told,
            [
                ("ops".to_owned(), Some(15), Some("$1$abc".to_owned())),
                ("eve".to_owned(), None, None),
            ]
        );
    }
}
