//! What a rule expects, read for the shape that the value has.

use super::super::{
    condition::{Condition, Scalar},
    number::Number,
    shape::{Kind, Shape, Unit, field},
    text::canonical,
};
use super::scalar::{between, matches, number, scalar};
use crate::inventory::format::toml::reader::{At, Reader, Value, described, meant};
use std::borrow::Cow;
use toml::{
    Spanned,
    de::{DeString, DeValue},
};

const ANY: [&str; 3] = ["present", "absent", "not"];
const BOOLEAN: [&str; 4] = ["equals", "present", "absent", "not"];
const NUMBER: [&str; 10] = [
    "equals",
    "one_of",
    "at_least",
    "at_most",
    "more_than",
    "less_than",
    "between",
    "present",
    "absent",
    "not",
];
const TEXT: [&str; 9] = [
    "equals",
    "one_of",
    "matches",
    "contains",
    "contains_all",
    "lines",
    "present",
    "absent",
    "not",
];
const LIST: [&str; 8] = [
    "contains",
    "contains_all",
    "exactly",
    "in_order",
    "count",
    "present",
    "absent",
    "not",
];
const MEMBERS: [&str; 5] = ["names", "count", "present", "absent", "not"];

/// Words that other tools and other habits would have in the place of ours.
const FOREIGN: [(&str, &str); 44] = [
    ("=", "equals"),
    ("==", "equals"),
    ("eq", "equals"),
    ("equal", "equals"),
    ("is", "equals"),
    ("!=", "not"),
    ("ne", "not"),
    ("isnt", "not"),
    ("in", "one_of"),
    ("any_of", "one_of"),
    ("enum", "one_of"),
    (">=", "at_least"),
    ("ge", "at_least"),
    ("gte", "at_least"),
    ("min", "at_least"),
    ("minimum", "at_least"),
    ("<=", "at_most"),
    ("le", "at_most"),
    ("lte", "at_most"),
    ("max", "at_most"),
    ("maximum", "at_most"),
    (">", "more_than"),
    ("gt", "more_than"),
    ("above", "more_than"),
    ("greater_than", "more_than"),
    ("<", "less_than"),
    ("lt", "less_than"),
    ("below", "less_than"),
    ("range", "between"),
    ("within", "between"),
    ("regex", "matches"),
    ("regexp", "matches"),
    ("pattern", "matches"),
    ("like", "matches"),
    ("has", "contains"),
    ("include", "contains"),
    ("includes", "contains"),
    ("list", "exactly"),
    ("strict", "exactly"),
    ("length", "count"),
    ("len", "count"),
    ("size", "count"),
    ("keys", "names"),
    ("exists", "present"),
];

/// Reads what is expected of a value of this shape; none, and a mistake, where it makes no sense there.
pub fn read(reader: &mut Reader<'_>, at: &At<'_>, value: &Value<'_>, shape: Shape) -> Option<Condition> {
    match (shape, value.get_ref()) {
        (_, DeValue::Table(_)) => table(reader, at, value, shape),
        (Shape::Boolean | Shape::Number(_) | Shape::Text(_), DeValue::Array(_)) => {
            let hint = format!("if each of them is right, write {}.one_of = […]", at.last());
            reader.mistake(at, value.span(), "expected one value, found a list", hint);
            None
        }
        (Shape::Boolean | Shape::Number(_) | Shape::Text(_), _) => {
            scalar(reader, at, value, shape).map(Condition::Equals)
        }
        (Shape::List(item), DeValue::Array(_)) => {
            conditions(reader, at, value, *item).map(Condition::Exactly)
        }
        (Shape::List(_), found) => {
            let message = format!("here is a list, and {} is none", described(found));
            let hint = format!(
                "write {0}.contains = …, {0}.exactly = […], or how many there should be: {0}.count = …",
                at.last()
            );
            reader.mistake(at, value.span(), message, hint);
            None
        }
        (Shape::Record(_) | Shape::Members(..), found) => {
            let message = format!("expected a table, found {}", described(found));
            let hint = if let Shape::Members(..) = shape {
                format!(
                    "to name all that should be there, write {}.names = […]",
                    at.last()
                )
            } else {
                format!("write what is expected of its fields: {}.… = …", at.last())
            };
            reader.mistake(at, value.span(), message, hint);
            None
        }
    }
}

/// Whether a key can stand where something is expected of such a value.
pub fn can_stand(key: &str, shape: Shape) -> bool {
    let of_field = match shape {
        Shape::Record(fields) => field(fields, key).is_some(),
        _ => false,
    };
    of_field || operators(shape).contains(&key)
}

fn operators(shape: Shape) -> &'static [&'static str] {
    match shape {
        Shape::Boolean => &BOOLEAN,
        Shape::Number(_) => &NUMBER,
        Shape::Text(_) => &TEXT,
        Shape::List(_) => &LIST,
        Shape::Members(..) => &MEMBERS,
        Shape::Record(_) => &ANY,
    }
}

/// Operators, fields and members, all of which must hold.
fn table(reader: &mut Reader<'_>, at: &At<'_>, value: &Value<'_>, shape: Shape) -> Option<Condition> {
    let entries = reader.entries(at, value);
    if entries.is_empty() {
        let hint = "say what, or leave it out";
        reader.mistake(at, value.span(), "nothing is expected here", hint);
        return None;
    }
    let wrong = reader.mistakes.len();
    let mut conditions = Vec::new();
    let mut fields = Vec::new();
    for (key, value) in entries {
        let name = key.get_ref().as_ref();
        let at = at.key(name);
        // A field wins over an operator of the same name: the answer's names are NAPALM's, not ours.
        match below(name, shape) {
            Some((name, shape)) => {
                let condition = read(reader, &at, value, shape);
                fields.extend(condition.map(|condition| (name.into_owned(), condition)));
            }
            None => conditions.extend(operator(reader, &at, key, value, shape)),
        }
    }
    if reader.mistakes.len() > wrong {
        return None;
    }
    if !fields.is_empty() {
        let kind = match shape {
            Shape::Members(kind, _) => kind,
            _ => Kind::Plain,
        };
        conditions.push(Condition::Fields(kind, fields));
    }
    match conditions.pop() {
        Some(only) if conditions.is_empty() => Some(only),
        last => {
            conditions.extend(last);
            Some(Condition::All(conditions))
        }
    }
}

/// The field or member of this name.
fn below(name: &str, shape: Shape) -> Option<(Cow<'_, str>, Shape)> {
    match shape {
        Shape::Record(fields) => field(fields, name).map(|shape| (name.into(), shape)),
        Shape::Members(kind, member) if !MEMBERS.contains(&name) => Some((canonical(name, kind), *member)),
        _ => None,
    }
}

fn operator(
    reader: &mut Reader<'_>,
    at: &At<'_>,
    key: &Spanned<DeString<'_>>,
    value: &Value<'_>,
    shape: Shape,
) -> Option<Condition> {
    let name = key.get_ref().as_ref();
    if !operators(shape).contains(&name) {
        no_operator(reader, at, key, shape);
        return None;
    }
    let limit = |reader: &mut Reader<'_>, make: fn(Number, Unit) -> Condition| match shape {
        Shape::Number(unit) => number(reader, at, value, unit).map(|limit| make(limit, unit)),
        _ => None,
    };
    match name {
        "present" => yes(reader, at, value, "absent").then_some(Condition::Present),
        "absent" => yes(reader, at, value, "present").then_some(Condition::Absent),
        "not" => read(reader, at, value, shape).map(|condition| Condition::Not(Box::new(condition))),
        "equals" => scalar(reader, at, value, shape).map(Condition::Equals),
        "one_of" => one_of(reader, at, value, shape),
        "at_least" => limit(reader, Condition::AtLeast),
        "at_most" => limit(reader, Condition::AtMost),
        "more_than" => limit(reader, Condition::MoreThan),
        "less_than" => limit(reader, Condition::LessThan),
        "between" => between(reader, at, value, shape),
        "matches" => matches(reader, at, value),
        "lines" => {
            let lines = Shape::List(&Shape::Text(Kind::Plain));
            read(reader, at, value, lines).map(|lines| Condition::Lines(Box::new(lines)))
        }
        "count" => {
            let count = read(reader, at, value, Shape::Number(Unit::Plain));
            count.map(|count| Condition::Count(Box::new(count)))
        }
        "names" => names(reader, at, value, shape),
        _ => items(reader, at, name, value, shape),
    }
}

/// The operators that are about a list's items or a text's parts.
fn items(
    reader: &mut Reader<'_>,
    at: &At<'_>,
    name: &str,
    value: &Value<'_>,
    shape: Shape,
) -> Option<Condition> {
    match (shape, name) {
        (Shape::Text(_), "contains") => part(reader, at, value),
        (Shape::Text(_), _) => {
            let items = some_items(reader, at, value)?;
            let parts: Vec<Condition> = items.iter().filter_map(|item| part(reader, at, item)).collect();
            Some(Condition::All(parts))
        }
        (Shape::List(item), "contains") => {
            if value.get_ref().is_array() {
                let hint = "if all of these should be there, write contains_all = […]";
                reader.mistake(at, value.span(), "expected one item, found a list", hint);
                return None;
            }
            read(reader, at, value, *item).map(|item| Condition::Contains(vec![item]))
        }
        (Shape::List(item), "contains_all") => {
            some_items(reader, at, value)?;
            conditions(reader, at, value, *item).map(Condition::Contains)
        }
        (Shape::List(item), "in_order") => conditions(reader, at, value, *item).map(Condition::InOrder),
        (Shape::List(item), _) => conditions(reader, at, value, *item).map(Condition::Exactly),
        _ => None,
    }
}

fn no_operator(reader: &mut Reader<'_>, at: &At<'_>, key: &Spanned<DeString<'_>>, shape: Shape) {
    let name = key.get_ref().as_ref();
    let (message, known): (_, Vec<&str>) = match shape {
        Shape::Record(fields) => (
            "there is no such field",
            fields.iter().map(|(name, _)| *name).collect(),
        ),
        _ => ("nothing can be expected in this way", operators(shape).to_vec()),
    };
    // An operator that other values have is a matter of the value, not of its spelling.
    let elsewhere = [&NUMBER[..], &TEXT, &LIST, &MEMBERS]
        .iter()
        .any(|all| all.contains(&name));
    let hint = match meant(name, &known, &FOREIGN).filter(|meant| known.contains(meant)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None if elsewhere && !matches!(shape, Shape::Record(_)) => {
            format!(
                "here is {}, of which can be said: {}",
                shape.described(),
                known.join(", ")
            )
        }
        None => format!("what can stand here: {}", known.join(", ")),
    };
    reader.mistake(at, key.span(), message, hint);
}

/// `present` and `absent` say so with `true` only.
fn yes(reader: &mut Reader<'_>, at: &At<'_>, value: &Value<'_>, opposite: &str) -> bool {
    match reader.boolean(at, value) {
        Some(false) => {
            let hint = format!("write {opposite} = true");
            reader.mistake(at, value.span(), "only `true` can stand here", hint);
            false
        }
        yes => yes.is_some(),
    }
}

fn one_of(reader: &mut Reader<'_>, at: &At<'_>, value: &Value<'_>, shape: Shape) -> Option<Condition> {
    let items = some_items(reader, at, value)?;
    let scalars: Vec<Scalar> = items
        .iter()
        .filter_map(|item| scalar(reader, at, item, shape))
        .collect();
    Some(Condition::OneOf(scalars))
}

fn names(reader: &mut Reader<'_>, at: &At<'_>, value: &Value<'_>, shape: Shape) -> Option<Condition> {
    let name = match shape {
        Shape::Members(Kind::Address, _) => &Shape::Text(Kind::Address),
        Shape::Members(Kind::Prefix, _) => &Shape::Text(Kind::Prefix),
        _ => &Shape::Text(Kind::Plain),
    };
    read(reader, at, value, Shape::List(name)).map(|names| Condition::Names(Box::new(names)))
}

fn part(reader: &mut Reader<'_>, at: &At<'_>, value: &Value<'_>) -> Option<Condition> {
    if value.get_ref().is_table() {
        let hint = "a pattern is about the whole text, matches = '.*…', or about its lines: lines.contains.matches = '…'";
        reader.mistake(at, value.span(), "expected text, found a table", hint);
        return None;
    }
    reader
        .text(at, value)
        .map(|text| Condition::ContainsText(text.to_owned()))
}

fn conditions(
    reader: &mut Reader<'_>,
    at: &At<'_>,
    value: &Value<'_>,
    item: Shape,
) -> Option<Vec<Condition>> {
    let items = reader.items(at, value)?;
    let read: Vec<Condition> = items
        .iter()
        .filter_map(|value| read(reader, at, value, item))
        .collect();
    (read.len() == items.len()).then_some(read)
}

/// A list with something in it.
fn some_items<'t, 'i>(reader: &mut Reader<'_>, at: &At<'_>, value: &'t Value<'i>) -> Option<&'t [Value<'i>]> {
    let items = reader.items(at, value)?;
    if items.is_empty() {
        reader.mistake(at, value.span(), "the list is empty", "say what should be in it");
        return None;
    }
    Some(items)
}
