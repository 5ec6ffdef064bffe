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

#[cfg(test)]
mod tests {
    use super::{description, table};
    use crate::{
        plugin::model::{Column, ColumnKind, Command, Description, Table, Value},
        session::profile::{ModeSpec, ProfileSpec},
    };

    fn acme() -> Description {
        Description {
            platform: "acme_os".into(),
            aliases: vec!["acme.os.os".into(), "Acme-OS".into()],
            vendor: "Acme, Inc. Zürich".into(),
            version: "1.0.0".into(),
            commands: vec![command("show ip interface [[brief]]", "intf")],
            profile: Some(ProfileSpec::default()),
            ..Description::default()
        }
    }

    fn command(name: &str, column: &str) -> Command {
        let column = Column {
            name: column.into(),
            kind: ColumnKind::Text,
        };
        Command {
            name: name.into(),
            columns: vec![column],
        }
    }

    #[track_caller]
    fn wrong(change: impl FnOnce(&mut Description)) -> String {
        let mut acme = acme();
        change(&mut acme);
        let error = description(&acme).expect_err("something is wrong");
        assert!(!error.chars().any(char::is_control), "{error:?}");
        error
    }

    #[test]
    fn an_ordinary_description_is_sound() {
        assert_eq!(description(&acme()), Ok(()));
    }

    #[test]
    fn a_platform_is_named_so_that_a_file_can_be() {
        for name in [
            "",
            " ",
            "../../etc/cron.d/x",
            "/etc/passwd",
            "a/b",
            "..",
            ".",
            ".hidden",
            "-rf",
            "a\\b",
            "nul\0byte",
            "two words",
            "new\nline",
            "\u{1b}[2J",
            "rtl\u{202e}",
            "zürich",
            &"x".repeat(65),
        ] {
            wrong(|it| it.platform = name.into());
            wrong(|it| it.aliases.push(name.into()));
        }
    }

    #[test]
    fn no_name_drives_a_terminal() {
        for name in [
            "\u{1b}[2J",
            "a\nb",
            "a\tb",
            "\u{202e}abc",
            "\u{61c}",
            "a\0",
            "\u{9b}31m",
            "\u{2028}",
            "\r",
            "\u{7f}",
        ] {
            wrong(|it| it.vendor = name.into());
            wrong(|it| it.version = name.into());
            wrong(|it| it.commands.push(command(name, "a")));
            wrong(|it| it.commands.push(command("show it", name)));
            wrong(|it| {
                it.profile = Some(ProfileSpec {
                    modes: vec![ModeSpec {
                        name: name.into(),
                        prompts: Vec::new(),
                    }],
                    ..ProfileSpec::default()
                });
            });
        }
    }

    #[test]
    fn there_is_no_more_of_anything_than_a_platform_has() {
        let many = wrong(|it| it.commands = vec![command("show it", "a"); 100_000]);
        assert_eq!(many, "it has 100000 commands; there may be 5000");
        wrong(|it| it.aliases = vec!["a".into(); 100_000]);
        wrong(|it| it.version = "9".repeat(1_000_000));
        wrong(|it| it.commands[0].columns = vec![it.commands[0].columns[0].clone(); 100_000]);
        let profile = |change: fn(&mut ProfileSpec)| {
            wrong(|it| {
                let mut profile = ProfileSpec::default();
                change(&mut profile);
                it.profile = Some(profile);
            })
        };
        profile(|it| it.modes = vec![ModeSpec::default(); 100_000]);
        profile(|it| it.on_open = vec!["show it".into(); 100_000]);
        profile(|it| it.on_close = vec!["x".repeat(1_000_000)]);
    }

    #[test]
    fn a_table_is_bearable_in_every_format() {
        let of = |columns: &[&str], value: Value| {
            table(&Table {
                columns: columns.iter().map(|it| (*it).to_owned()).collect(),
                rows: vec![vec![value; columns.len()]],
            })
        };
        assert_eq!(of(&["intf", "MTU"], Value::Decimal(1.5)), Ok(()));
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let error = of(&["intf"], Value::Decimal(value));
            assert_eq!(error, Err("row 1, column intf: the number is not finite".into()));
        }
        assert!(of(&[], Value::None).is_err());
        assert!(of(&["a\nb"], Value::None).is_err());
        assert!(of(&[&"x".repeat(1000)], Value::None).is_err());
        assert!(of(&["a"; 1001], Value::None).is_err());
    }

    #[test]
    fn without_columns_there_are_no_rows() {
        let rows = |rows: Vec<Vec<Value>>| {
            table(&Table {
                columns: [].into(),
                rows,
            })
        };
        assert_eq!(rows(Vec::new()), Ok(()));
        assert_eq!(
            rows(vec![Vec::new(); 2]),
            Err("2 rows without columns".to_owned())
        );
    }
}
