//! What an inventory takes from where nethost runs: the user's home and name.

use std::path::PathBuf;

/// The user for whom an inventory is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// Where `~` leads and where the user's ssh configuration is; none where the user has no home.
    pub home: Option<PathBuf>,
    /// As whom a jump host is logged in to where nothing else is said, as `ssh` does it.
    pub user: Option<String>,
}

impl Surroundings {
    /// Those of the user who runs this program.
    pub fn of_this_user() -> Self {
        Self {
            home: etcetera::home_dir().ok(),
            user: ["USER", "LOGNAME"]
                .into_iter()
                .filter_map(|name| std::env::var(name).ok())
                .find(|name| !name.is_empty())
                .or_else(user_of_passwd),
        }
    }
}

/// The user's name by the number under which this program runs; services are started without a `USER`.
fn user_of_passwd() -> Option<String> {
    let number = rustix::process::getuid().as_raw().to_string();
    let users = std::fs::read_to_string("/etc/passwd").ok()?;
    let mut entries = users.lines().map(|line| line.split(':'));
    entries.find_map(|mut fields| {
        let name = fields.next()?;
        (fields.nth(1)? == number).then(|| name.to_owned())
    })
}
