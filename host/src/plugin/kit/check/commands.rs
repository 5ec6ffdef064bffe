//! The commands that it says it parses, held against what it gives.

use super::{
    Checked, Finding, Rule,
    text::{is_snake_case, snake_case},
};
use crate::plugin::{
    Driver,
    kit::fixtures::{Fixtures, folder_name},
    model::{ColumnKind, Command, ParseError, Table, Value},
};
use std::collections::BTreeSet;

const NAMES: Rule = Rule {
    id: "commands-names",
    says: "each command is there once, as one line of text",
    why: "what is typed must have one parser",
};

const COLUMN_NAMES: Rule = Rule {
    id: "columns-names",
    says: "each column is there once, in snake case",
    why: "scripts name columns, and those of other tools are written so",
};

const PARSED: Rule = Rule {
    id: "commands-parsed",
    says: "each declared command has a parser",
    why: "who asks for it is told that it is parsed, and gets plain text",
};

const FIXTURES: Rule = Rule {
    id: "commands-fixtures",
    says: "each declared command has a fixture",
    why: "nobody knows whether it still works, its author included",
};

const COLUMNS: Rule = Rule {
    id: "commands-columns",
    says: "the columns that come are those that are declared, in their order",
    why: "tables of many devices are put together by what is declared",
};

const KINDS: Rule = Rule {
    id: "commands-kinds",
    says: "cells are of the kind that is declared for their column, or empty",
    why: "a script that adds numbers must not meet a text",
};

pub(super) fn run(driver: &Driver, fixtures: &Fixtures) -> Vec<Checked> {
    let commands = &driver.description().commands;
    let mut checks = vec![
        NAMES.found(names(commands)),
        COLUMN_NAMES.found(column_names(commands)),
        PARSED.found(parsed(driver)),
    ];
    if fixtures.cases.is_empty() {
        let because = format!("there are no fixtures in {}", fixtures.folder.display());
        checks.extend([FIXTURES, COLUMNS, KINDS].map(|rule| rule.left_out(&*because)));
        return checks;
    }
    let (mut missing, mut columns, mut kinds) = (Vec::new(), Vec::new(), Vec::new());
    for command in commands {
        let mut cases = fixtures.of(&command.name).peekable();
        if cases.peek().is_none() {
            let what = format!("\"{}\" has no fixture", command.name);
            let mend = format!(
                "put what a device printed into fixtures/{}/first.txt, and run `nethost plugin test --bless`",
                folder_name(&command.name)
            );
            missing.push(Finding::wrong(what, mend));
            continue;
        }
        let tables: Vec<(String, Table)> = cases
            .filter_map(|case| match driver.parse(&command.name, &case.output).result {
                Ok(Ok(table)) => Some((case.name.clone(), table)),
                _ => None,
            })
            .collect();
        if tables.is_empty() {
            let what = format!("none of the fixtures of \"{}\" is understood", command.name);
            columns.push(Finding::wrong(
                what,
                "`nethost plugin test` says where each of them is not",
            ));
        }
        let other = tables.iter().find(|(_, table)| !is_declared(command, table));
        columns.extend(other.map(|(case, table)| wrong_columns(command, case, table)));
        kinds.extend(
            tables
                .iter()
                .find_map(|(case, table)| wrong_kind(command, case, table)),
        );
    }
    checks.extend([
        FIXTURES.found(missing),
        COLUMNS.found(columns),
        KINDS.found(kinds),
    ]);
    checks
}

/// A command as devices read it.
fn plain(name: &str) -> String {
    name.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

fn names(commands: &[Command]) -> Vec<Finding> {
    let mut seen = BTreeSet::new();
    commands
        .iter()
        .filter_map(|command| {
            let name = &command.name;
            let mend = format!("[[commands]] name = \"{}\"", plain(name));
            if name.trim().is_empty() || name.chars().any(char::is_control) {
                Some(Finding::wrong(
                    format!("the command {name:?} is not one line of text"),
                    mend,
                ))
            } else if !seen.insert(plain(name)) {
                Some(Finding::wrong(
                    format!("the command \"{name}\" is declared twice"),
                    mend,
                ))
            } else {
                None
            }
        })
        .collect()
}

fn column_names(commands: &[Command]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for command in commands {
        let mut seen = BTreeSet::new();
        for column in &command.columns {
            let (name, whose) = (&column.name, &command.name);
            if !is_snake_case(name) {
                let what = format!("\"{whose}\" has a column {name:?}");
                findings.push(Finding::wrong(what, format!("call it {}", snake_case(name))));
            }
            if !seen.insert(name) {
                let what = format!("\"{whose}\" has two columns {name}");
                findings.push(Finding::wrong(what, "give one of them another name"));
            }
        }
    }
    findings
}

fn parsed(driver: &Driver) -> Vec<Finding> {
    let commands = driver.description().commands.iter();
    commands
        .filter(|command| driver.parse(&command.name, "\n").result == Ok(Err(ParseError::NoSuchCommand)))
        .map(|command| {
            Finding::wrong(
                format!(
                    "it declares \"{}\", and says that it has no parser for it",
                    command.name
                ),
                "the command's own name must match the pattern of how it is typed",
            )
        })
        .collect()
}

fn is_declared(command: &Command, table: &Table) -> bool {
    command
        .columns
        .iter()
        .map(|column| &column.name)
        .eq(table.columns.iter())
}

fn wrong_columns(command: &Command, case: &str, table: &Table) -> Finding {
    let declared: Vec<&str> = command
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    let given: Vec<&str> = table.columns.iter().map(String::as_str).collect();
    let beyond = |of: &[&str], others: &[&str]| -> Vec<String> {
        of.iter()
            .filter(|name| !others.contains(name))
            .map(|name| (*name).to_owned())
            .collect()
    };
    let (gone, new) = (beyond(&declared, &given), beyond(&given, &declared));
    let what = match (gone.is_empty(), new.is_empty()) {
        (true, true) => format!("the columns come in another order: {}", given.join(", ")),
        (false, true) => format!("{} declared and not given", gone.join(", ")),
        (true, false) => format!("{} given and not declared", new.join(", ")),
        (false, false) => format!(
            "{} declared and not given, {} given and not declared",
            gone.join(", "),
            new.join(", ")
        ),
    };
    let what = format!("\"{}\", {case}: {what}", command.name);
    Finding::wrong(
        what,
        "declare what the parser gives; is it another command's parser that answers?",
    )
}

fn wrong_kind(command: &Command, case: &str, table: &Table) -> Option<Finding> {
    for (number, row) in table.rows.iter().enumerate() {
        for (place, value) in row.iter().enumerate() {
            let name = table.columns.get(place)?;
            let declared = command.columns.iter().find(|column| column.name == *name);
            let (Some(declared), Some(kind)) = (declared, kind(value)) else {
                continue;
            };
            if kind != declared.kind {
                let what = format!(
                    "\"{}\", {case}, row {}: {name} is declared as {}, and is {}",
                    command.name,
                    number + 1,
                    called(declared.kind),
                    called(kind)
                );
                return Some(Finding::wrong(
                    what,
                    "declare the kind that comes, or convert the value",
                ));
            }
        }
    }
    None
}

/// None of a cell that holds nothing.
fn kind(value: &Value) -> Option<ColumnKind> {
    Some(match value {
        Value::None => return None,
        Value::Boolean(_) => ColumnKind::Boolean,
        Value::Integer(_) => ColumnKind::Integer,
        Value::Decimal(_) => ColumnKind::Decimal,
        Value::Text(_) => ColumnKind::Text,
        Value::Texts(_) => ColumnKind::ListOfText,
    })
}

fn called(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Boolean => "a boolean",
        ColumnKind::Integer => "an integer",
        ColumnKind::Decimal => "a decimal",
        ColumnKind::Text => "a text",
        ColumnKind::ListOfText => "a list of texts",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::model::Column;

    fn command(name: &str, columns: &[(&str, ColumnKind)]) -> Command {
        let column = |(name, kind): &(&str, ColumnKind)| Column {
            name: (*name).into(),
            kind: *kind,
        };
        Command {
            name: name.into(),
            columns: columns.iter().map(column).collect(),
        }
    }

    fn table(columns: &[&str], row: Vec<Value>) -> Table {
        Table {
            columns: columns.iter().map(|&name| name.to_owned()).collect(),
            rows: vec![row],
        }
    }

    #[test]
    fn a_command_is_there_once_however_it_is_written() {
        let one = |name| command(name, &[]);
        let findings = names(&[one("show ports"), one("Show  Ports"), one("a\nb"), one(" ")]);
        let what: Vec<_> = findings.iter().map(|it| &*it.what).collect();
        assert_eq!(
            what,
            [
                "the command \"Show  Ports\" is declared twice",
                "the command \"a\\nb\" is not one line of text",
                "the command \" \" is not one line of text"
            ]
        );
    }

    #[test]
    fn columns_have_names_of_their_own_in_snake_case() {
        let text = ColumnKind::Text;
        let findings = column_names(&[command(
            "show ports",
            &[("Port", text), ("vlan", text), ("vlan", text)],
        )]);
        assert_eq!(findings.len(), 2, "{findings:?}");
        assert_eq!(findings[0].mend, "call it port");
    }

    #[test]
    fn columns_that_are_not_those_declared_are_named() {
        let text = ColumnKind::Text;
        let declared = command("show ports", &[("port", text), ("state", text)]);
        let cell = || Value::Text("x".into());
        assert!(is_declared(
            &declared,
            &table(&["port", "state"], vec![cell(), cell()])
        ));
        let what = |columns: &[&str]| wrong_columns(&declared, "one", &table(columns, Vec::new())).what;
        assert!(what(&["state", "port"]).ends_with("another order: state, port"));
        assert!(what(&["port"]).ends_with("state declared and not given"));
        assert!(
            what(&["port", "speed"]).ends_with("state declared and not given, speed given and not declared")
        );
    }

    #[test]
    fn a_cell_of_another_kind_is_told_with_its_row() {
        let declared = command("show ports", &[("port", ColumnKind::Integer)]);
        let fine = table(&["port"], vec![Value::None]);
        assert_eq!(wrong_kind(&declared, "one", &fine), None);
        let wrong = table(&["port"], vec![Value::Text("1".into())]);
        let finding = wrong_kind(&declared, "one", &wrong).unwrap();
        assert_eq!(
            finding.what,
            "\"show ports\", one, row 1: port is declared as an integer, and is a text"
        );
    }
}
