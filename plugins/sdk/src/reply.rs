//! What `parse` answers, laid out as the host reads it: a table whose texts are slices of the output.
//!
//! The generated bindings copy each cell into a string of its own, then the table into blocks that the host reads, and
//! afterwards free it piece by piece. Here a cell is written once, where the host reads it, and points into the output.
//! Nothing of an answer is freed: the instance that gave it is thrown away, and its memory as a whole.
//!
//! The layout is the canonical ABI's (component model, "Canonical ABI": `store`), which for records, lists and strings is
//! what C has, and for variants a tag of one byte before a union.
#![allow(dead_code, reason = "only a component's host reads a reply")]

use crate::{Misunderstanding, ParseError, Table, Value, cell::Cell};
use std::{borrow::Cow, marker::PhantomData};

/// A list: where its items stand, and how many there are. A text is one of bytes.
#[repr(C)]
pub(crate) struct List<'t, T> {
    start: *const T,
    length: usize,
    items: PhantomData<&'t [T]>,
}

impl<'t, T> List<'t, T> {
    pub(crate) fn new(items: &'t [T]) -> Self {
        Self {
            start: items.as_ptr(),
            length: items.len(),
            items: PhantomData,
        }
    }

    #[allow(unsafe_code, reason = "a list is what the host reads, and this reads it back")]
    pub(crate) fn items(&self) -> &'t [T] {
        // SAFETY: a list is only made of a slice, which lives as long.
        unsafe { std::slice::from_raw_parts(self.start, self.length) }
    }
}

pub(crate) type Text<'t> = List<'t, u8>;

fn text(text: &str) -> Text<'_> {
    Text::new(text.as_bytes())
}

fn owned<'t>(it: String) -> Text<'t> {
    Text::new(Vec::leak(it.into_bytes()))
}

/// A value, as the host reads it. The cases stand in the order of the contract.
#[repr(C, u8)]
pub(crate) enum Lowered<'t> {
    None,
    Boolean(bool),
    Integer(i64),
    Decimal(f64),
    Text(Text<'t>),
    Texts(List<'t, Text<'t>>),
}

#[repr(C)]
pub(crate) struct LoweredTable<'t> {
    pub(crate) columns: List<'t, Text<'t>>,
    pub(crate) rows: List<'t, List<'t, Lowered<'t>>>,
}

#[repr(C, u8)]
pub(crate) enum Line {
    None,
    Some(u32),
}

#[repr(C)]
pub(crate) struct LoweredMisunderstanding<'t> {
    line: Line,
    text: Text<'t>,
    state: Text<'t>,
    message: Text<'t>,
}

#[repr(C, u8)]
pub(crate) enum Refusal<'t> {
    NoSuchCommand,
    NotUnderstood(LoweredMisunderstanding<'t>),
    Refused(Text<'t>),
}

#[repr(C, u8)]
pub(crate) enum Outcome<'t> {
    Ok(LoweredTable<'t>),
    Err(Refusal<'t>),
}

// What the canonical ABI says of the contract's types. A driver with another layout does not compile.
#[cfg(target_arch = "wasm32")]
const _: () = {
    use std::mem::{align_of, offset_of, size_of};
    assert!(size_of::<Text<'_>>() == 8 && offset_of!(Text<'_>, length) == 4);
    assert!(size_of::<Lowered<'_>>() == 16 && align_of::<Lowered<'_>>() == 8);
    assert!(size_of::<LoweredTable<'_>>() == 16);
    assert!(size_of::<LoweredMisunderstanding<'_>>() == 32);
    assert!(size_of::<Refusal<'_>>() == 36 && align_of::<Refusal<'_>>() == 4);
    assert!(size_of::<Outcome<'_>>() == 40 && align_of::<Outcome<'_>>() == 4);
};

/// What [`Driver::reply`](crate::Driver::reply) gives. It lives as long as the output that it was made of.
pub struct Reply<'t>(pub(crate) Outcome<'t>);

impl<'t> Reply<'t> {
    /// Of cells row after row, each as long as there are columns.
    pub(crate) fn of_cells(columns: impl Iterator<Item = &'t str>, cells: Vec<Lowered<'t>>) -> Self {
        let columns: Vec<_> = columns.map(text).collect();
        // Without columns there are no rows.
        let width = columns.len().max(1);
        let rows = Vec::leak(cells).chunks_exact(width).map(List::new).collect();
        Self::of_rows(columns, rows)
    }

    fn of_rows(columns: Vec<Text<'t>>, rows: Vec<List<'t, Lowered<'t>>>) -> Self {
        Self(Outcome::Ok(LoweredTable {
            columns: List::new(Vec::leak(columns)),
            rows: List::new(Vec::leak(rows)),
        }))
    }
}

impl From<Table> for Reply<'_> {
    fn from(table: Table) -> Self {
        let row = |values: Vec<Value>| {
            let cells: Vec<_> = values.into_iter().map(Lowered::from).collect();
            List::new(&*Vec::leak(cells))
        };
        Self::of_rows(
            table.columns.into_iter().map(owned).collect(),
            table.rows.into_iter().map(row).collect(),
        )
    }
}

impl From<ParseError> for Reply<'_> {
    fn from(error: ParseError) -> Self {
        Self(Outcome::Err(match error {
            ParseError::NoSuchCommand => Refusal::NoSuchCommand,
            ParseError::NotUnderstood(Misunderstanding {
                line,
                text,
                state,
                message,
            }) => Refusal::NotUnderstood(LoweredMisunderstanding {
                line: line.map_or(Line::None, Line::Some),
                text: owned(text),
                state: owned(state),
                message: owned(message),
            }),
            ParseError::Refused(line) => Refusal::Refused(owned(line)),
        }))
    }
}

impl<'t, T: Into<Reply<'t>>> From<Result<T, ParseError>> for Reply<'t> {
    fn from(result: Result<T, ParseError>) -> Self {
        result.map_or_else(Reply::from, Into::into)
    }
}

impl From<Value> for Lowered<'_> {
    fn from(value: Value) -> Self {
        match value {
            Value::None => Self::None,
            Value::Boolean(it) => Self::Boolean(it),
            Value::Integer(it) => Self::Integer(it),
            Value::Decimal(it) => Self::Decimal(it),
            Value::Text(it) => Self::Text(owned(it)),
            Value::Texts(it) => Self::texts(it.into_iter().map(Cow::Owned)),
        }
    }
}

impl<'t> Cell<'t> for Lowered<'t> {
    fn none() -> Self {
        Self::None
    }

    fn integer(it: i64) -> Self {
        Self::Integer(it)
    }

    fn decimal(it: f64) -> Self {
        Self::Decimal(it)
    }

    fn text(it: Cow<'t, str>) -> Self {
        Self::Text(match it {
            Cow::Borrowed(it) => text(it),
            Cow::Owned(it) => owned(it),
        })
    }

    fn texts(it: impl Iterator<Item = Cow<'t, str>>) -> Self {
        let texts: Vec<_> = it
            .map(|it| match it {
                Cow::Borrowed(it) => text(it),
                Cow::Owned(it) => owned(it),
            })
            .collect();
        Self::Texts(List::new(Vec::leak(texts)))
    }
}

/// What stands in the place of the bindings' own `parsing` where functions are exported. The names are those that the
/// exporting macro of `wit-bindgen` calls.
#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
pub mod parsing {
    #![allow(
        unsafe_code,
        reason = "the host's strings come as addresses; each use says why it is sound"
    )]

    use super::Reply;

    pub use crate::bindings::exports::nethost::driver::parsing::__export_nethost_driver_parsing_0_1_2_cabi;

    /// What answers.
    pub trait Guest {
        fn reply(command: &'static str, output: &'static str) -> Reply<'static>;
    }

    /// # Safety
    /// For the host alone, with strings that it put into this memory.
    pub unsafe fn _export_parse_cabi<G: Guest>(
        command: *mut u8,
        command_length: usize,
        output: *mut u8,
        output_length: usize,
    ) -> *mut u8 {
        // SAFETY: the caller's.
        let (command, output) = unsafe { (string(command, command_length), string(output, output_length)) };
        Box::into_raw(Box::new(G::reply(command, output))).cast()
    }

    /// Nothing is freed: see the module.
    ///
    /// # Safety
    /// None is needed; the exporting macro wants it so.
    pub unsafe fn __post_return_parse<G: Guest>(_reply: *mut u8) {}

    /// A string that the host put here.
    ///
    /// # Safety
    /// It is one.
    pub(crate) unsafe fn string(start: *const u8, length: usize) -> &'static str {
        if length == 0 {
            // Its address means nothing.
            return "";
        }
        // SAFETY: the canonical ABI has the host write UTF-8 into a block that it asked this driver's allocator for, and
        // hands it over with the call. Nobody writes to it or frees it any more.
        unsafe { std::str::from_utf8_unchecked(std::slice::from_raw_parts(start, length)) }
    }
}

#[cfg(all(test, feature = "templates"))]
mod tests {
    use super::*;
    use crate::Platform;

    impl Text<'_> {
        fn string(&self) -> String {
            String::from_utf8(self.items().to_vec()).expect("text")
        }
    }

    fn strings(texts: &List<'_, Text<'_>>) -> Vec<String> {
        texts.items().iter().map(Text::string).collect()
    }

    fn value(cell: &Lowered<'_>) -> Value {
        match cell {
            Lowered::None => Value::None,
            Lowered::Boolean(it) => Value::Boolean(*it),
            Lowered::Integer(it) => Value::Integer(*it),
            Lowered::Decimal(it) => Value::Decimal(*it),
            Lowered::Text(it) => Value::Text(it.string()),
            Lowered::Texts(it) => Value::Texts(strings(it)),
        }
    }

    /// As the host reads it.
    fn read(reply: &Reply<'_>) -> Result<Table, ParseError> {
        match &reply.0 {
            Outcome::Ok(table) => Ok(Table {
                columns: strings(&table.columns),
                rows: table
                    .rows
                    .items()
                    .iter()
                    .map(|row| row.items().iter().map(value).collect())
                    .collect(),
            }),
            Outcome::Err(Refusal::NoSuchCommand) => Err(ParseError::NoSuchCommand),
            Outcome::Err(Refusal::Refused(line)) => Err(ParseError::Refused(line.string())),
            Outcome::Err(Refusal::NotUnderstood(it)) => Err(ParseError::NotUnderstood(Misunderstanding {
                line: match it.line {
                    Line::None => None,
                    Line::Some(line) => Some(line),
                },
                text: it.text.string(),
                state: it.state.string(),
                message: it.message.string(),
            })),
        }
    }

    const DRIVER: &str = r#"
platform = "acme_os"
vendor = "Acme"
version = "1"
refusals = ["Unknown"]
[[commands]]
name = "show ports"
template = ["ports.textfsm", "spare.textfsm"]
integers = ["vlan"]
decimals = ["load"]
lists = ["tags"]
[[commands]]
name = "show groups"
template = "groups.textfsm"
[[commands]]
name = "show text"
whole = "text"
"#;
    const PORTS: &str = r"Value PORT (\S+)
Value VLAN (\d*)
Value LOAD ([\d.]*)
Value TAGS (.*)
Value List NEAR (\S+)

Start
  ^near ${NEAR}
  ^${PORT} ${VLAN}/${LOAD} ${TAGS} -> Record
  ^. -> Error
";
    const SPARE: &str = "Value Required PORT (\\S+)\n\nStart\n  ^only ${PORT}$$ -> Record\n  ^. -> Error\n";
    const GROUPS: &str = "Value List PAIR ((?P<left>\\w)-(?P<right>\\w))\n\nStart\n  ^${PAIR}\n";

    fn platform() -> Platform {
        Platform::from_files(&[
            ("driver.toml", DRIVER),
            ("templates/ports.textfsm", PORTS),
            ("templates/spare.textfsm", SPARE),
            ("templates/groups.textfsm", GROUPS),
        ])
        .expect("a driver")
    }

    #[test]
    fn the_host_reads_what_parse_gives() {
        let platform = platform();
        for (command, output, rows) in [
            ("show ports", "near a\nnear b\np1 7/0.5 x, y z\np2 /  \n", Some(2)),
            ("show ports", "only p3\n", Some(1)),
            ("show ports", "", Some(0)),
            ("show ports", "?\n", None),
            ("show ports", "Unknown command\n", None),
            ("show groups", "a-b\nc-d\n", Some(1)),
            ("show text", "ü\n", Some(1)),
            ("show nothing", "", None),
        ] {
            let parsed = platform.parse(command, output);
            assert_eq!(
                parsed.as_ref().map(|table| table.rows.len()).ok(),
                rows,
                "{output}"
            );
            let parsed = format!("{parsed:?}");
            let reply = platform.reply(command, output);
            assert_eq!(format!("{:?}", read(&reply)), parsed, "{output}");
            let copied = Reply::from(platform.parse(command, output));
            assert_eq!(format!("{:?}", read(&copied)), parsed, "{output}");
        }
    }

    #[test]
    fn texts_are_slices_of_the_output() {
        let platform = platform();
        let output = "only p3\n";
        let reply = platform.reply("show ports", output);
        let Outcome::Ok(table) = &reply.0 else {
            panic!("a table");
        };
        let Lowered::Text(port) = &table.rows.items()[0].items()[0] else {
            panic!("a text");
        };
        assert_eq!(port.start, output[5..].as_ptr());
    }
}
