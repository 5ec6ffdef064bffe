//! What a command's output is read by: its template, or, where it was asked for in JSON, code; and what templates cannot do.

use crate::json;
use nethost_driver::{ParseError, Platform, Table, Value};
use std::collections::HashMap;

/// The command whose tables each tell something else of the same ports.
const SEVERAL_TABLES: &str = "show interfaces trunk";

/// As [`Platform::parse`], of both forms of a command.
///
/// # Errors
/// As [`Platform::parse`].
pub(crate) fn parse(platform: &Platform, command: &str, output: &str) -> Result<Table, ParseError> {
    // The pager's pipe changes nothing of what is printed.
    let command = without_pipe(command, "no-more").unwrap_or(command);
    if let Some(bare) = without_pipe(command, "json") {
        return json::parse(platform, bare, output);
    }
    let mut table = platform.parse(command, output)?;
    if platform
        .command(command)
        .is_some_and(|known| known.name == SEVERAL_TABLES)
    {
        join(&mut table);
    }
    Ok(table)
}

/// The command that goes into a pipe of this name; absent where the command does not end in it.
fn without_pipe<'c>(command: &'c str, name: &str) -> Option<&'c str> {
    let (bare, pipe) = command.rsplit_once('|')?;
    pipe.trim().eq_ignore_ascii_case(name).then(|| bare.trim())
}

/// Makes one row of those whose first cells are the same: an empty cell is filled from a later row.
fn join(table: &mut Table) {
    let mut joined: Vec<Vec<Value>> = Vec::with_capacity(table.rows.len());
    let mut places: HashMap<String, usize> = HashMap::new();
    for row in std::mem::take(&mut table.rows) {
        let Some(Value::Text(name)) = row.first() else {
            joined.push(row);
            continue;
        };
        let place = *places.entry(name.clone()).or_insert(joined.len());
        match joined.get_mut(place) {
            Some(known) => {
                let cells = known.iter_mut().zip(row).filter(|(cell, _)| is_empty(cell));
                cells.for_each(|(cell, value)| *cell = value);
            }
            None => joined.push(row),
        }
    }
    table.rows = joined;
}

fn is_empty(cell: &Value) -> bool {
    match cell {
        Value::None => true,
        Value::Text(text) => text.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_pipe_of_that_name_is_one() {
        assert_eq!(without_pipe("show version | json", "json"), Some("show version"));
        assert_eq!(without_pipe("sh ver |JSON", "json"), Some("sh ver"));
        assert_eq!(without_pipe("show version", "json"), None);
        assert_eq!(without_pipe("show version | jsonify", "json"), None);
    }

    #[test]
    fn rows_of_the_same_port_become_one() {
        let text = |text: &str| Value::Text(text.to_owned());
        let mut table = Table {
            columns: vec!["port".to_owned(), "mode".to_owned(), "vlan".to_owned()],
            rows: vec![
                vec![text("Et1"), text("trunk"), Value::None],
                vec![text("Et2"), text("trunk"), Value::None],
                vec![text("Et1"), text(""), Value::Integer(7)],
            ],
        };
        join(&mut table);
        assert_eq!(table.rows.len(), 2);
        assert!(matches!(&table.rows[0][..], [_, Value::Text(mode), Value::Integer(7)] if mode == "trunk"));
    }
}
