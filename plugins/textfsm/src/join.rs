//! Rows with their header, and two of them joined: what an index means by `a:b`.

use crate::cell::Cell;
use crate::error::ParseError;
use crate::template::Template;
use smol_str::SmolStr;

/// The rows that one template, or several together, found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The columns' names, as they are declared.
    pub header: Vec<String>,
    /// Each with one cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// Runs a text through all templates, and joins what they find: the rows of the first, to which
    /// each further one adds its new columns. Rows belong together if they are equal in the
    /// first template's `Key` columns; if there are none, by their position. The first equal row
    /// is taken, and where there is none the added cells stay empty.
    pub fn parse(templates: &[&Template], text: &str) -> Result<Self, ParseError> {
        let Some((first, others)) = templates.split_first() else {
            return Ok(Self {
                header: Vec::new(),
                rows: Vec::new(),
            });
        };
        let mut table = Self {
            header: first.header().to_vec(),
            rows: first.parse(text)?,
        };
        let mut keys: Vec<String> = key_names(first);
        for template in others {
            if keys.is_empty() {
                keys = key_names(template);
            }
            table.extend(template.header(), &template.parse(text)?, &keys);
        }
        Ok(table)
    }

    fn extend(&mut self, header: &[String], rows: &[Vec<Cell>], keys: &[String]) {
        let mine = |name: &String| self.header.iter().position(|known| known == name);
        let added: Vec<usize> = (0..header.len())
            .filter(|column| mine(&header[*column]).is_none())
            .collect();
        // A key that one side lacks equals nothing, and joins nothing.
        let pairs: Option<Vec<(usize, usize)>> = keys
            .iter()
            .map(|key| Some((mine(key)?, header.iter().position(|known| known == key)?)))
            .collect();
        for (position, row) in self.rows.iter_mut().enumerate() {
            let found = match &pairs {
                Some(pairs) if pairs.is_empty() => rows.get(position),
                Some(pairs) => rows
                    .iter()
                    .find(|other| pairs.iter().all(|(mine, its)| row[*mine] == other[*its])),
                None => None,
            };
            let empty = || Cell::Text(SmolStr::default());
            row.extend(
                added
                    .iter()
                    .map(|column| found.map_or_else(empty, |other| other[*column].clone())),
            );
        }
        self.header
            .extend(added.into_iter().map(|column| header[column].clone()));
    }
}

fn key_names(template: &Template) -> Vec<String> {
    template
        .keys()
        .map(|column| template.header()[column].clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(declarations: &str, rule: &str) -> Template {
        Template::compile("test", &format!("{declarations}\n\nStart\n  ^{rule} -> Record\n")).unwrap()
    }

    fn rows(table: &Table) -> Vec<Vec<String>> {
        let text = |cell: &Cell| match cell {
            Cell::Text(text) => text.to_string(),
            Cell::List(items) => items.iter().map(ToString::to_string).collect(),
        };
        table
            .rows
            .iter()
            .map(|row| row.iter().map(text).collect())
            .collect()
    }

    const TEXT: &str = "port 1 up\nport 2 down\nspeed 2 slow\nspeed 1 fast\nspeed 1 faster\n";

    #[test]
    fn rows_are_joined_on_the_keys_of_the_first() {
        let ports = template(
            "Value Key PORT (\\d+)\nValue STATE (\\w+)",
            "port ${PORT} ${STATE}",
        );
        let speeds = template("Value PORT (\\d+)\nValue SPEED (\\w+)", "speed ${PORT} ${SPEED}");
        let table = Table::parse(&[&ports, &speeds], TEXT).unwrap();
        assert_eq!(table.header, ["PORT", "STATE", "SPEED"]);
        assert_eq!(rows(&table), [["1", "up", "fast"], ["2", "down", "slow"]]);
    }

    #[test]
    fn without_keys_rows_are_joined_by_position() {
        let ports = template("Value PORT (\\d+)", "port ${PORT}");
        let speeds = template("Value SPEED (\\w+)", "speed \\d ${SPEED}");
        let table = Table::parse(
            &[&ports, &speeds],
            "port 1\nport 2\nport 3\nspeed 2 slow\nspeed 1 fast\n",
        )
        .unwrap();
        assert_eq!(rows(&table), [["1", "slow"], ["2", "fast"], ["3", ""]]);
    }

    #[test]
    fn a_row_without_an_equal_one_keeps_empty_cells() {
        let ports = template("Value Key PORT (\\d+)", "port ${PORT}");
        let speeds = template("Value PORT (\\d+)\nValue SPEED (\\w+)", "speed ${PORT} ${SPEED}");
        let table = Table::parse(&[&ports, &speeds], "port 7\nspeed 1 fast\n").unwrap();
        assert_eq!(rows(&table), [["7", ""]]);
    }
}
