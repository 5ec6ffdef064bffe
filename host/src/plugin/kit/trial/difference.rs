//! How what came differs from what was expected, as a person would say it: which row, which column, which row is
//! missing and which one is most like it.
//!
//! Pure: rows go in, differences come out.

use crate::plugin::kit::fixtures::Row;
use serde::Serialize;
use serde_json::Value as Json;

/// Rows on either side, multiplied, up to which they are aligned as well as can be. Beyond it each is held against the
/// one at its own place: a table of two thousand rows on each side takes 4 MB.
const ALIGNED: usize = 4_000_000;

/// Rows among which the one that a row has become is looked for: what is further away is another row.
const WINDOW: usize = 200;

/// Differences for which a nearest row is looked for. Nobody reads so many of one case.
const WITH_NEAREST: usize = 100;

/// One difference. Rows are counted from 1.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Difference {
    /// A row is there with other cells.
    Changed {
        /// Its number in what came.
        row: usize,
        /// Its number in what was expected.
        expected_row: usize,
        cells: Vec<Cell>,
    },
    /// An expected row did not come; `row` is its number there.
    Missing {
        row: usize,
        cells: Row,
        nearest: Option<Near>,
    },
    /// A row came that was not expected; `row` is its number in what came.
    Extra {
        row: usize,
        cells: Row,
        nearest: Option<Near>,
    },
    /// A column that every expected row has, and none that came.
    NoColumn { column: String },
    /// A column that every row has that came, and none that was expected.
    NewColumn { column: String },
}

/// A cell that differs. None where there is no such cell.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cell {
    pub column: String,
    pub expected: Option<Json>,
    pub got: Option<Json>,
}

/// The row of the other side that is most like a row.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Near {
    pub row: usize,
    /// The columns in which it differs; none of them where it is the same row at another place.
    pub columns: Vec<String>,
}

/// All differences, in the order of the rows.
pub fn rows(expected: &[Row], got: &[Row]) -> Vec<Difference> {
    let gone = in_all(expected, got);
    let new = in_all(got, expected);
    let without = |rows: &[Row], columns: &[String]| -> Vec<Row> {
        rows.iter()
            .map(|row| {
                let kept = row.iter().filter(|(column, _)| !columns.contains(column));
                kept.map(|(column, value)| (column.clone(), value.clone()))
                    .collect()
            })
            .collect()
    };
    let mut differences: Vec<Difference> = gone
        .iter()
        .map(|column| Difference::NoColumn {
            column: column.clone(),
        })
        .chain(new.iter().map(|column| Difference::NewColumn {
            column: column.clone(),
        }))
        .collect();
    if differences.is_empty() {
        differences.extend(of_rows(expected, got));
    } else {
        // Said once, and not again of each row.
        differences.extend(of_rows(&without(expected, &gone), &without(got, &new)));
    }
    differences
}

/// The differences of two answers that are no tables: an object is one row, a list of objects is rows, and what is inside
/// has the way to it for its column.
pub fn values(expected: &Json, got: &Json) -> Vec<Difference> {
    rows(&as_rows(expected), &as_rows(got))
}

/// The columns that all of these rows have, and none of the others.
fn in_all(rows: &[Row], others: &[Row]) -> Vec<String> {
    let (Some(first), false) = (rows.first(), others.is_empty()) else {
        return Vec::new();
    };
    first
        .keys()
        .filter(|column| rows.iter().all(|row| row.contains_key(*column)))
        .filter(|column| !others.iter().any(|row| row.contains_key(*column)))
        .cloned()
        .collect()
}

fn of_rows(expected: &[Row], got: &[Row]) -> Vec<Difference> {
    let mut differences = Vec::new();
    let mut block = Block::default();
    let (mut at, mut at_got) = (0, 0);
    for (same, same_got) in aligned(expected, got) {
        block.set(at..same, at_got..same_got);
        block.compare(expected, got, &mut differences);
        (at, at_got) = (same + 1, same_got + 1);
    }
    block.set(at..expected.len(), at_got..got.len());
    block.compare(expected, got, &mut differences);
    differences
}

/// Rows between two that are the same on either side.
#[derive(Default)]
struct Block {
    expected: std::ops::Range<usize>,
    got: std::ops::Range<usize>,
}

impl Block {
    fn set(&mut self, expected: std::ops::Range<usize>, got: std::ops::Range<usize>) {
        (self.expected, self.got) = (expected, got);
    }

    /// Rows that are more alike than not are one row that has changed; the others are missing or too many.
    fn compare(&self, expected: &[Row], got: &[Row], into: &mut Vec<Difference>) {
        let mut next = self.got.start;
        for place in self.expected.clone() {
            let row = &expected[place];
            let pair = (next..self.got.end)
                .take(WINDOW)
                .find(|&other| alike(row, &got[other]));
            let Some(pair) = pair else {
                into.push(Difference::Missing {
                    row: place + 1,
                    cells: row.clone(),
                    nearest: nearest(row, got, into.len()),
                });
                continue;
            };
            extra(next..pair, expected, got, into);
            into.push(Difference::Changed {
                row: pair + 1,
                expected_row: place + 1,
                cells: cells(row, &got[pair]),
            });
            next = pair + 1;
        }
        extra(next..self.got.end, expected, got, into);
    }
}

fn extra(places: std::ops::Range<usize>, expected: &[Row], got: &[Row], into: &mut Vec<Difference>) {
    for place in places {
        into.push(Difference::Extra {
            row: place + 1,
            cells: got[place].clone(),
            nearest: nearest(&got[place], expected, into.len()),
        });
    }
}

/// Places of rows that are the same on both sides, in order: a longest common subsequence.
fn aligned(expected: &[Row], got: &[Row]) -> Vec<(usize, usize)> {
    let before = expected.iter().zip(got).take_while(|(a, b)| a == b).count();
    let (left, right) = (&expected[before..], &got[before..]);
    let after = left
        .iter()
        .rev()
        .zip(right.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let (left, right) = (&left[..left.len() - after], &right[..right.len() - after]);
    let mut pairs: Vec<(usize, usize)> = (0..before).map(|place| (place, place)).collect();
    pairs.extend(
        middle(left, right)
            .into_iter()
            .map(|(a, b)| (before + a, before + b)),
    );
    pairs.extend((0..after).map(|place| (expected.len() - after + place, got.len() - after + place)));
    pairs
}

fn middle(left: &[Row], right: &[Row]) -> Vec<(usize, usize)> {
    if left.len().saturating_mul(right.len()) > ALIGNED {
        let same = |(place, (a, b)): (usize, (&Row, &Row))| (a == b).then_some((place, place));
        return left.iter().zip(right).enumerate().filter_map(same).collect();
    }
    // How many rows can be the same from here to the end.
    let width = right.len() + 1;
    let mut longest = vec![0_u32; (left.len() + 1) * width];
    for a in (0..left.len()).rev() {
        for b in (0..right.len()).rev() {
            longest[a * width + b] = if left[a] == right[b] {
                longest[(a + 1) * width + b + 1] + 1
            } else {
                longest[(a + 1) * width + b].max(longest[a * width + b + 1])
            };
        }
    }
    let (mut a, mut b, mut pairs) = (0, 0, Vec::new());
    while a < left.len() && b < right.len() {
        if left[a] == right[b] {
            pairs.push((a, b));
            (a, b) = (a + 1, b + 1);
        } else if longest[(a + 1) * width + b] >= longest[a * width + b + 1] {
            a += 1;
        } else {
            b += 1;
        }
    }
    pairs
}

/// Whether two rows have at least half of their cells in common. A row with one cell or two is taken for the other:
/// there is little to be alike in.
fn alike(one: &Row, other: &Row) -> bool {
    let differing = cells(one, other).len();
    let all = one.len().max(other.len());
    all <= 2 || differing * 2 <= all
}

/// The cells in which two rows differ, in the order of the expected row's columns.
fn cells(expected: &Row, got: &Row) -> Vec<Cell> {
    let changed = expected
        .iter()
        .filter(|(column, value)| got.get(*column) != Some(*value))
        .map(|(column, value)| Cell {
            column: column.clone(),
            expected: Some(value.clone()),
            got: got.get(column).cloned(),
        });
    let new = got
        .iter()
        .filter(|(column, _)| !expected.contains_key(*column))
        .map(|(column, value)| Cell {
            column: column.clone(),
            expected: None,
            got: Some(value.clone()),
        });
    changed.chain(new).collect()
}

/// The row that has the most in common with this one, if it has anything; `found` differences were found before.
fn nearest(row: &Row, others: &[Row], found: usize) -> Option<Near> {
    if found >= WITH_NEAREST {
        return None;
    }
    let differing = |other: &Row| cells(row, other).len();
    let (place, other) = others
        .iter()
        .enumerate()
        .min_by_key(|(_, other)| differing(other))?;
    let cells = cells(row, other);
    (cells.len() < row.len()).then(|| Near {
        row: place + 1,
        columns: cells.into_iter().map(|cell| cell.column).collect(),
    })
}

/// An answer as rows.
fn as_rows(value: &Json) -> Vec<Row> {
    match value {
        Json::Array(items) => items.iter().map(flat).collect(),
        other => vec![flat(other)],
    }
}

fn flat(value: &Json) -> Row {
    let mut row = Row::new();
    put(&mut row, "", value);
    row
}

/// Puts what is inside a value into a row, each under the way to it: `peers[1].address`.
fn put(row: &mut Row, way: &str, value: &Json) {
    match value {
        Json::Object(object) if !object.is_empty() => {
            for (key, value) in object {
                let way = if way.is_empty() {
                    key.clone()
                } else {
                    format!("{way}.{key}")
                };
                put(row, &way, value);
            }
        }
        Json::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
            for (place, item) in items.iter().enumerate() {
                put(row, &format!("{way}[{}]", place + 1), item);
            }
        }
        plain => {
            let way = if way.is_empty() { "value" } else { way };
            row.insert(way.to_owned(), plain.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn list(value: &Json) -> Vec<Row> {
        let rows = value.as_array().unwrap().iter();
        rows.map(|row| row.as_object().unwrap().clone()).collect()
    }

    fn port(number: u32, state: &str) -> Json {
        json!({ "port": number, "state": state, "vlan": 10 * number, "speed": 1000 })
    }

    fn compared(expected: &[Json], got: &[Json]) -> Vec<Difference> {
        rows(
            &list(&Json::Array(expected.to_vec())),
            &list(&Json::Array(got.to_vec())),
        )
    }

    #[test]
    fn the_same_rows_do_not_differ_whatever_the_order_of_their_columns() {
        assert_eq!(
            compared(&[json!({"a": 1, "b": 2})], &[json!({"b": 2, "a": 1})]),
            []
        );
        assert_eq!(compared(&[], &[]), []);
    }

    #[test]
    fn a_changed_cell_is_told_with_its_row_and_column() {
        let differences = compared(&[port(1, "up"), port(2, "up")], &[port(1, "up"), port(2, "down")]);
        assert_eq!(
            differences,
            [Difference::Changed {
                row: 2,
                expected_row: 2,
                cells: vec![Cell {
                    column: "state".into(),
                    expected: Some("up".into()),
                    got: Some("down".into())
                }]
            }]
        );
    }

    #[test]
    fn a_row_in_between_does_not_make_all_after_it_differ() {
        let all: Vec<Json> = (1..=5).map(|number| port(number, "up")).collect();
        let mut fewer = all.clone();
        fewer.remove(1);
        let [Difference::Missing { row: 2, nearest, .. }] = &compared(&all, &fewer)[..] else {
            panic!("{:?}", compared(&all, &fewer))
        };
        assert_eq!(nearest.as_ref().unwrap().columns, ["port", "vlan"]);
        assert!(matches!(
            &compared(&fewer, &all)[..],
            [Difference::Extra { row: 2, .. }]
        ));
    }

    #[test]
    fn a_row_at_another_place_is_the_nearest_of_the_one_that_is_missing() {
        let differences = compared(
            &[port(1, "up"), port(2, "up"), port(3, "up")],
            &[port(3, "up"), port(1, "up"), port(2, "up")],
        );
        let [
            Difference::Extra { row: 1, nearest, .. },
            Difference::Missing { row: 3, .. },
        ] = &differences[..]
        else {
            panic!("{differences:?}")
        };
        assert_eq!(
            nearest.as_ref(),
            Some(&Near {
                row: 3,
                columns: Vec::new()
            })
        );
    }

    #[test]
    fn rows_with_little_in_common_are_not_one_that_changed() {
        let differences = compared(
            &[port(1, "up")],
            &[json!({"port": 9, "state": "down", "vlan": 7, "speed": 10})],
        );
        let [
            Difference::Missing { nearest: None, .. },
            Difference::Extra { nearest: None, .. },
        ] = &differences[..]
        else {
            panic!("{differences:?}")
        };
    }

    #[test]
    fn a_column_of_all_rows_is_told_once() {
        let with = |number| {
            let mut row = port(number, "up");
            row["mtu"] = 1500.into();
            row
        };
        assert_eq!(
            compared(&[port(1, "up"), port(2, "up")], &[with(1), with(2)]),
            [Difference::NewColumn { column: "mtu".into() }]
        );
        assert_eq!(
            compared(&[with(1), with(2)], &[port(1, "up"), port(2, "up")]),
            [Difference::NoColumn { column: "mtu".into() }]
        );
    }

    #[test]
    fn a_number_is_no_text() {
        let differences = compared(&[json!({"port": 1})], &[json!({"port": "1"})]);
        assert!(
            matches!(&differences[..], [Difference::Changed { cells, .. }] if cells.len() == 1),
            "{differences:?}"
        );
    }

    #[test]
    fn what_is_inside_an_answer_has_its_way_for_a_name() {
        let expected = json!({"hostname": "r1", "peers": [{"as": 1}, {"as": 2}], "names": ["a"]});
        let got = json!({"hostname": "r1", "peers": [{"as": 1}, {"as": 3}], "names": ["a", "b"]});
        let [Difference::Changed { cells, .. }] = &values(&expected, &got)[..] else {
            panic!("one row")
        };
        let columns: Vec<_> = cells.iter().map(|cell| &*cell.column).collect();
        assert_eq!(columns, ["peers[2].as", "names"]);
        assert_eq!(values(&json!(["a", "b"]), &json!(["a", "b"])), []);
        assert_eq!(values(&json!(["a", "b"]), &json!(["a", "c"])).len(), 1);
    }

    #[test]
    fn many_rows_are_compared_without_end_of_memory() {
        let many: Vec<Json> = (0..3000)
            .map(|number| json!({ "n": number, "m": 1, "k": 2 }))
            .collect();
        let other: Vec<Json> = (0..3000)
            .map(|number| json!({ "n": number + 1, "m": 1, "k": 2 }))
            .collect();
        let (many, other) = (list(&Json::Array(many)), list(&Json::Array(other)));
        assert_eq!(of_rows(&many, &other).len(), 3000);
    }
}
