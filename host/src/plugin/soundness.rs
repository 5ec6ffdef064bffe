//! Whether what a driver says can be taken as it is: names that may stand in files, on terminals and in every row, and no more of
//! anything than a platform can have. Pure.
//!
//! What bounds an answer in bytes does not bound what becomes of it: a column's name is written with each row, a platform's
//! becomes a file's.

use super::model::{Description, Table, Value};
use crate::terminal_text::is_unsafe;

/// Bytes of a platform's name or an alias; the longest in use have about 30.
const PLATFORM: usize = 64;
/// Bytes of any other name: of a vendor, a version, a command, a mode, a column.
const NAME: usize = 256;
/// Bytes of a line that is sent, or a prompt's pattern; patterns have a narrower limit of their own.
const LINE: usize = 4096;
/// Names that others call a platform by; the most in use are about 10.
const ALIASES: usize = 64;
/// Commands that one driver parses; ntc-templates has some 200 for its largest platform.
const COMMANDS: usize = 5000;
/// Columns of one table; the widest in use have about 60.
const COLUMNS: usize = 1000;
/// Modes, ways between them, questions, pagers, and lines that are sent on opening or closing, of each.
const PARTS: usize = 300;

/// What is wrong with a description; none when nothing is.
pub(super) fn description(it: &Description) -> Result<(), String> {
    if it.platform.trim().is_empty() {
        return Err("its platform has no name".into());
    }
    platform("its platform", &it.platform)?;
    many("aliases", it.aliases.len(), ALIASES)?;
    for alias in &it.aliases {
        platform("an alias", alias)?;
    }
    name("its vendor", &it.vendor)?;
    name("its version", &it.version)?;
    many("commands", it.commands.len(), COMMANDS)?;
    for command in &it.commands {
        name("a command", &command.name)?;
        many(
            &format!("columns of {:?}", command.name),
            command.columns.len(),
            COLUMNS,
        )?;
        for column in &command.columns {
            name("a column", &column.name)?;
        }
    }
    let Some(profile) = &it.profile else {
        return Ok(());
    };
    many("modes", profile.modes.len(), PARTS)?;
    many("ways between modes", profile.transitions.len(), PARTS)?;
    many("pagers", profile.pagers.len(), PARTS)?;
    many("lines on opening", profile.on_open.len(), PARTS)?;
    many("lines on closing", profile.on_close.len(), PARTS)?;
    for mode in &profile.modes {
        name("a mode", &mode.name)?;
    }
    let ways = profile.transitions.iter().map(|way| &way.command);
    for line in profile.on_open.iter().chain(&profile.on_close).chain(ways) {
        if line.len() > LINE {
            return Err(format!("it wants a line of {} bytes sent", line.len()));
        }
    }
    Ok(())
}

/// What is wrong with a table whose rows are known to be of one width.
pub(super) fn table(table: &Table) -> Result<(), String> {
    many("columns", table.columns.len(), COLUMNS)?;
    if table.columns.is_empty() && !table.rows.is_empty() {
        return Err(format!("{} rows without columns", table.rows.len()));
    }
    for column in table.columns.iter() {
        name("a column", column)?;
    }
    for (number, row) in table.rows.iter().enumerate() {
        // No format but a person's eye has a sign for it.
        let odd = |value: &Value| matches!(value, Value::Decimal(decimal) if !decimal.is_finite());
        if let Some(place) = row.iter().position(odd) {
            let column = table.columns.get(place).map_or("", String::as_str);
            return Err(format!(
                "row {}, column {column}: the number is not finite",
                number + 1
            ));
        }
    }
    Ok(())
}

/// Letters, digits and `_.-`, beginning with a letter or digit: a file can be named so, on every system.
fn platform(what: &str, text: &str) -> Result<(), String> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    if text.len() > PLATFORM {
        return Err(format!("{what} has a name of {} bytes", text.len()));
    }
    if text.chars().all(allowed) && text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return Ok(());
    }
    Err(format!(
        "{what} is called {text:?}; such a name has letters, digits, `_`, `-` and `.`, and begins with a letter or digit"
    ))
}

fn name(what: &str, text: &str) -> Result<(), String> {
    if text.len() > NAME {
        return Err(format!("{what} has a name of {} bytes", text.len()));
    }
    if text.chars().any(|c| is_unsafe(c) || c.is_control()) {
        return Err(format!(
            "{what} is called {text:?}, which does something to a terminal"
        ));
    }
    Ok(())
}

fn many(what: &str, count: usize, limit: usize) -> Result<(), String> {
    if count > limit {
        return Err(format!("it has {count} {what}; there may be {limit}"));
    }
    Ok(())
}
