//! Who may log in. What stands for a password elsewhere is not asked for.

use nethost_driver::{GetterError, Output, Platform, Row, User};

pub(crate) const PLAN: &[&str] = &["cat /etc/passwd"];

/// The level of who may do everything.
const ALL: u8 = 15;

/// In the place of a shell, these let nobody in.
const NO_SHELLS: &[&str] = &["nologin", "false", "sync", "halt", "shutdown"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<User>, GetterError> {
    let rows = platform.needed(outputs, PLAN[0])?;
    Ok(rows
        .iter()
        .filter(|row| may_log_in(row))
        .filter_map(user)
        .collect())
}

fn may_log_in(row: &Row) -> bool {
    let shell = row.text("shell").and_then(|shell| shell.rsplit('/').next());
    !shell.is_some_and(|shell| NO_SHELLS.contains(&shell))
}

fn user(row: &Row) -> Option<User> {
    Some(User {
        level: (row.integer("uid") == Some(0)).then_some(ALL),
        ..User::named(row.text("user")?)
    })
}
