//! Differences between what was expected and what came, one below the other and aligned.

use crate::{
    plugin::kit::{
        fixtures::Row,
        trial::{Cell, Difference, Near},
    },
    report::{
        Terminal,
        message::{Style, paint},
        visible::visible_cell,
    },
};
use serde_json::Value as Json;
use std::io::{self, Write};

/// Differences of one case that are shown. Who has more has one cause for all of them.
const SHOWN: usize = 10;
/// Cells of one row that are shown.
const CELLS: usize = 12;
/// Characters of one value that are shown.
const VALUE: usize = 120;

/// Writes the first of them, and how many there are more.
pub(super) fn write(out: &mut dyn Write, differences: &[Difference], terminal: Terminal) -> io::Result<()> {
    for difference in differences.iter().take(SHOWN) {
        one(out, difference, terminal)?;
    }
    if differences.len() > SHOWN {
        writeln!(out, "  … and {} more", differences.len() - SHOWN)?;
    }
    Ok(())
}

fn one(out: &mut dyn Write, difference: &Difference, terminal: Terminal) -> io::Result<()> {
    match difference {
        Difference::Changed {
            row,
            expected_row,
            cells,
        } => {
            let place = if row == expected_row {
                format!("row {row}")
            } else {
                format!("row {row}, expected as row {expected_row}")
            };
            writeln!(out, "  {place}")?;
            changed(out, cells, terminal)
        }
        Difference::Missing { row, cells, nearest } => {
            let title = paint("missing", Style::Bad, terminal.colour);
            writeln!(out, "  {title}: row {row} of those expected: {}", line(cells))?;
            near(out, nearest.as_ref(), "what came")
        }
        Difference::Extra { row, cells, nearest } => {
            let title = paint("not expected", Style::Doubtful, terminal.colour);
            writeln!(out, "  {title}: row {row} of what came: {}", line(cells))?;
            near(out, nearest.as_ref(), "those expected")
        }
        Difference::NoColumn { column } => {
            let column = visible_cell(column);
            writeln!(out, "  column {column} is expected, and no row has it")
        }
        Difference::NewColumn { column } => {
            let column = visible_cell(column);
            writeln!(out, "  column {column} is in all rows, and was not expected")
        }
    }
}

fn changed(out: &mut dyn Write, cells: &[Cell], terminal: Terminal) -> io::Result<()> {
    let shown = &cells[..cells.len().min(CELLS)];
    let width = shown
        .iter()
        .map(|cell| cell.column.chars().count())
        .max()
        .unwrap_or(0);
    let value = |value: Option<&Json>| value.map_or_else(|| "nothing".to_owned(), text);
    for cell in shown {
        let (expected, got) = (value(cell.expected.as_ref()), value(cell.got.as_ref()));
        let column = format!("{:width$}", visible_cell(&cell.column));
        writeln!(out, "    {column}  expected  {expected}")?;
        let blank = " ".repeat(width);
        let label = paint("got", Style::Bad, terminal.colour);
        writeln!(out, "    {blank}  {label}       {got}")?;
    }
    if cells.len() > CELLS {
        writeln!(out, "    … and {} more columns", cells.len() - CELLS)?;
    }
    Ok(())
}

fn near(out: &mut dyn Write, nearest: Option<&Near>, whose: &str) -> io::Result<()> {
    let Some(near) = nearest else { return Ok(()) };
    let row = near.row;
    match &near.columns[..] {
        [] => writeln!(out, "    row {row} of {whose} is the same, at another place"),
        columns => {
            let shown = &columns[..columns.len().min(CELLS)];
            let more = match columns.len() - shown.len() {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let names = visible_cell(&shown.join(", ")).into_owned();
            writeln!(
                out,
                "    nearest is row {row} of {whose}, which differs in {names}{more}"
            )
        }
    }
}

/// A row on one line.
fn line(row: &Row) -> String {
    let mut cells: Vec<String> = row
        .iter()
        .take(CELLS)
        .map(|(column, value)| format!("{} {}", visible_cell(column), text(value)))
        .collect();
    if row.len() > CELLS {
        cells.push("…".into());
    }
    cells.join(", ")
}

/// A value as JSON writes it, cut.
fn text(value: &Json) -> String {
    let text = value.to_string();
    let mut shown: String = visible_cell(&text).chars().take(VALUE).collect();
    if text.chars().count() > VALUE {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn shown(differences: &[Difference]) -> String {
        let mut out = Vec::new();
        write(&mut out, differences, Terminal::default()).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn row(value: &Json) -> Row {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn differences_stand_below_each_other() {
        let cell = |column: &str, expected: Option<Json>, got: Option<Json>| Cell {
            column: column.into(),
            expected,
            got,
        };
        insta::assert_snapshot!(shown(&[
            Difference::NewColumn { column: "mtu".into() },
            Difference::NoColumn { column: "speed".into() },
            Difference::Changed {
                row: 1,
                expected_row: 1,
                cells: vec![
                    cell("state", Some("up".into()), Some("down".into())),
                    cell("neighbours", Some(json!(["a", "b"])), Some(json!([]))),
                    cell("vlan", None, Some(7.into())),
                ]
            },
            Difference::Changed {
                row: 3,
                expected_row: 2,
                cells: vec![cell("name", Some("\u{1b}[2J".into()), Some(Json::Null))]
            },
            Difference::Missing {
                row: 4,
                cells: row(&json!({"port": 4, "state": "up"})),
                nearest: Some(Near { row: 3, columns: vec!["port".into()] }),
            },
            Difference::Extra {
                row: 9,
                cells: row(&json!({"port": 9, "state": "up"})),
                nearest: Some(Near { row: 2, columns: vec![] }),
            },
        ]), @r#"
          column mtu is in all rows, and was not expected
          column speed is expected, and no row has it
          row 1
            state       expected  "up"
                        got       "down"
            neighbours  expected  ["a","b"]
                        got       []
            vlan        expected  nothing
                        got       7
          row 3, expected as row 2
            name  expected  "\u001b[2J"
                  got       null
          missing: row 4 of those expected: port 4, state "up"
            nearest is row 3 of what came, which differs in port
          not expected: row 9 of what came: port 9, state "up"
            row 2 of those expected is the same, at another place
        "#);
    }

    #[test]
    fn many_are_cut_with_their_number() {
        let many: Vec<_> = (1..=25)
            .map(|row| Difference::Missing {
                row,
                cells: Row::new(),
                nearest: None,
            })
            .collect();
        let shown = shown(&many);
        assert!(shown.ends_with("  … and 15 more\n"), "{shown}");
        assert_eq!(shown.lines().count(), 11);
    }

    #[test]
    fn a_long_value_is_cut() {
        assert_eq!(text(&"x".repeat(1000).into()).chars().count(), VALUE + 1);
    }
}
