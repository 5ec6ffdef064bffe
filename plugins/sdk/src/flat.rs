//! What `parse` of `flat-parsing` answers: the table of a [`Reply`] as numbers that say where in the output a cell stands.
//!
//! Of a table of thousands of rows the host makes a list for each row and a text for each cell, each through the sandbox's own
//! way of handing over. Here it is handed two blocks of memory.
#![allow(dead_code, reason = "only a component's host reads a reply")]

use crate::reply::{List, Lowered, LoweredTable, Outcome, Refusal, Reply, Text};
use std::borrow::Cow;

#[repr(C)]
struct FlatTable<'t> {
    columns: List<'t, Text<'t>>,
    values: List<'t, u64>,
    texts: Text<'t>,
}

#[repr(C, u8)]
enum FlatOutcome<'t> {
    Ok(FlatTable<'t>),
    Err(Refusal<'t>),
}

// What the canonical ABI says of the contract's types. A driver with another layout does not compile.
#[cfg(target_arch = "wasm32")]
const _: () = {
    use std::mem::{align_of, size_of};
    assert!(size_of::<FlatTable<'_>>() == 24);
    assert!(size_of::<FlatOutcome<'_>>() == 40 && align_of::<FlatOutcome<'_>>() == 4);
};

/// What a value is, in the lowest bits of its number.
mod kind {
    pub(super) const NONE: u64 = 0;
    pub(super) const BOOLEAN: u64 = 1;
    pub(super) const INTEGER: u64 = 2;
    pub(super) const DECIMAL: u64 = 3;
    pub(super) const TEXT_OF_OUTPUT: u64 = 4;
    pub(super) const TEXT: u64 = 5;
    pub(super) const TEXTS: u64 = 6;
}

/// A value's number. Nothing in a driver's memory is as long as 2^29 bytes: it has no more.
fn number(kind: u64, length: usize, place: usize) -> u64 {
    kind | (length as u64) << 3 | (place as u64) << 32
}

/// A table that becomes flat.
struct Flattening<'t> {
    output: &'t str,
    values: Vec<u64>,
    /// One text alone stays where it stands: it may be as long as the output.
    texts: Cow<'t, [u8]>,
}

impl<'t> Flattening<'t> {
    fn value(&mut self, value: &Lowered<'t>) {
        match value {
            Lowered::None => self.values.push(kind::NONE),
            Lowered::Boolean(it) => self.values.push(number(kind::BOOLEAN, usize::from(*it), 0)),
            Lowered::Integer(it) => self.values.extend([kind::INTEGER, it.cast_unsigned()]),
            Lowered::Decimal(it) => self.values.extend([kind::DECIMAL, it.to_bits()]),
            Lowered::Text(it) => self.text(it),
            Lowered::Texts(it) => {
                let texts = it.items();
                self.values.push(number(kind::TEXTS, texts.len(), 0));
                for text in texts {
                    self.text(text);
                }
            }
        }
    }

    fn text(&mut self, text: &Text<'t>) {
        let bytes = text.items();
        // Where it does not stand in the output, this is beyond its end.
        let place = bytes.as_ptr().addr().wrapping_sub(self.output.as_ptr().addr());
        let number = if bytes.is_empty() {
            number(kind::TEXT_OF_OUTPUT, 0, 0)
        } else if place < self.output.len() {
            number(kind::TEXT_OF_OUTPUT, bytes.len(), place)
        } else {
            let place = self.texts.len();
            if place == 0 {
                self.texts = Cow::Borrowed(bytes);
            } else {
                self.texts.to_mut().extend_from_slice(bytes);
            }
            number(kind::TEXT, bytes.len(), place)
        };
        self.values.push(number);
    }
}

/// A reply to what was parsed of this output, as `flat-parsing` has it.
pub struct FlatReply<'t>(FlatOutcome<'t>);

impl<'t> FlatReply<'t> {
    pub(crate) fn of(reply: Reply<'t>, output: &'t str) -> Self {
        Self(match reply.0 {
            Outcome::Ok(table) => FlatOutcome::Ok(flat(table, output)),
            Outcome::Err(refusal) => FlatOutcome::Err(refusal),
        })
    }
}

fn flat<'t>(table: LoweredTable<'t>, output: &'t str) -> FlatTable<'t> {
    let rows = table.rows.items();
    let mut flat = Flattening {
        output,
        values: Vec::with_capacity(rows.len() * table.columns.items().len()),
        texts: Cow::default(),
    };
    for row in rows {
        for value in row.items() {
            flat.value(value);
        }
    }
    FlatTable {
        columns: table.columns,
        values: List::new(Vec::leak(flat.values)),
        texts: List::new(match flat.texts {
            Cow::Borrowed(one) => one,
            Cow::Owned(all) => Vec::leak(all),
        }),
    }
}

/// What stands in the place of the bindings' own `flat-parsing` where functions are exported. The names are those that the
/// exporting macro of `wit-bindgen` calls.
#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
pub mod flat_parsing {
    #![allow(
        unsafe_code,
        reason = "the host's strings come as addresses; each use says why it is sound"
    )]

    use super::FlatReply;
    use crate::reply::parsing::{Guest, string};

    pub use crate::bindings::exports::nethost::driver::flat_parsing::__export_nethost_driver_flat_parsing_0_1_2_cabi;

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
        let reply = FlatReply::of(G::reply(command, output), output);
        Box::into_raw(Box::new(reply)).cast()
    }

    /// Nothing is freed: see [`crate::reply`].
    ///
    /// # Safety
    /// None is needed; the exporting macro wants it so.
    pub unsafe fn __post_return_parse<G: Guest>(_reply: *mut u8) {}
}

#[cfg(all(test, feature = "templates"))]
mod tests {
    use super::*;
    use crate::{Platform, Table, Value};

    /// As the host reads it; panics where it would refuse.
    fn read(flat: &FlatTable<'_>, output: &str) -> Table {
        let text = |text: &Text<'_>| String::from_utf8(text.items().to_vec()).expect("text");
        let columns: Vec<_> = flat.columns.items().iter().map(text).collect();
        let texts = text(&flat.texts);
        let mut numbers = flat.values.items().iter().copied();
        let split = |number: u64| {
            let length = usize::try_from(number >> 3 & 0x1fff_ffff).expect("a length");
            (
                number & 7,
                length,
                usize::try_from(number >> 32).expect("a place"),
            )
        };
        let slice = |number: u64| {
            let (kind, length, place) = split(number);
            match kind {
                4 => output[place..place + length].to_owned(),
                5 => texts[place..place + length].to_owned(),
                other => panic!("{other} is no text"),
            }
        };
        let mut values = Vec::new();
        while let Some(number) = numbers.next() {
            values.push(match split(number) {
                (0, 0, 0) => Value::None,
                (1, it @ 0..=1, 0) => Value::Boolean(it == 1),
                (2, 0, 0) => Value::Integer(numbers.next().expect("an integer").cast_signed()),
                (3, 0, 0) => Value::Decimal(f64::from_bits(numbers.next().expect("a decimal"))),
                (4 | 5, ..) => Value::Text(slice(number)),
                (6, count, 0) => Value::Texts(numbers.by_ref().take(count).map(slice).collect()),
                other => panic!("{other:?}"),
            });
        }
        let rows = values
            .chunks(columns.len().max(1))
            .map(<[Value]>::to_vec)
            .collect();
        Table { columns, rows }
    }

    fn flat_of<'t>(reply: Reply<'t>, output: &'t str) -> Option<FlatTable<'t>> {
        match FlatReply::of(reply, output).0 {
            FlatOutcome::Ok(table) => Some(table),
            FlatOutcome::Err(_) => None,
        }
    }

    fn values() -> Vec<Value> {
        vec![
            Value::None,
            Value::Boolean(true),
            Value::Boolean(false),
            Value::Integer(i64::MIN),
            Value::Integer(-1),
            Value::Decimal(-0.5),
            Value::Text("own ü".into()),
            Value::Text(String::new()),
            Value::Texts(vec!["a".into(), String::new(), "bc".into()]),
            Value::Texts(Vec::new()),
        ]
    }

    #[test]
    fn values_of_each_kind_come_out_as_they_went_in() {
        let columns = (0..values().len()).map(|n| format!("c{n}")).collect();
        let table = Table {
            columns,
            rows: vec![values(), values()],
        };
        let output = "a text that none of them stands in";
        let flat = flat_of(table.clone().into(), output).expect("a table");
        assert_eq!(format!("{:?}", read(&flat, output)), format!("{table:?}"));
    }

    const DRIVER: &str = "platform = 'acme_os'\nvendor = 'Acme'\nversion = '1'\n[[commands]]\nname = 'show ports'\n\
                          template = 'ports.textfsm'\nintegers = ['vlan']\nlists = ['tags']\n";
    const PORTS: &str = "Value PORT (\\S+)\nValue VLAN (\\d*)\nValue TAGS (.*)\n\nStart\n  \
                         ^${PORT} ${VLAN} ${TAGS} -> Record\n  ^. -> Error\n";

    #[test]
    fn texts_of_the_output_are_places_in_it() {
        let files = [("driver.toml", DRIVER), ("templates/ports.textfsm", PORTS)];
        let platform = Platform::from_files(&files).expect("a driver");
        let output = "pört 7 x, y\np2  \n";
        let flat = flat_of(platform.reply("show ports", output), output).expect("a table");
        assert!(flat.texts.items().is_empty(), "nothing is copied");
        let parsed = platform.parse("show ports", output).expect("a table");
        assert_eq!(format!("{:?}", read(&flat, output)), format!("{parsed:?}"));
        assert!(flat_of(platform.reply("show ports", "?\n"), "?\n").is_none());
    }
}
