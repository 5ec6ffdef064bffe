//! Whether a value is as a condition says, and what differs where it is not.

use super::{
    condition::{Condition, Scalar},
    difference::Difference,
    number::Number,
    place::some,
    shape::{Kind, Unit},
    text::{canonical, quoted},
};
use serde_json::Value;
use std::collections::VecDeque;

/// Whether the condition holds. A value that is not there, or is of another kind than the getter's answer should have,
/// fulfils nothing but [`Condition::Absent`], also under a `not`.
pub fn holds(condition: &Condition, value: Option<&Value>) -> bool {
    test(condition, value) == Some(true)
}

/// None where there is nothing to compare.
fn test(condition: &Condition, value: Option<&Value>) -> Option<bool> {
    let value = value.filter(|value| !value.is_null());
    match condition {
        Condition::Present => Some(value.is_some()),
        Condition::Absent => Some(value.is_none()),
        Condition::All(conditions) => all(conditions.iter().map(|condition| test(condition, value))),
        Condition::Fields(kind, fields) => all(fields
            .iter()
            .map(|(name, condition)| test(condition, member(value, name, *kind)))),
        Condition::Not(condition) => test(condition, value).map(|held| !held),
        Condition::Equals(scalar) => equals(scalar, value?),
        Condition::OneOf(scalars) => {
            let value = value?;
            let tests: Option<Vec<bool>> = scalars.iter().map(|scalar| equals(scalar, value)).collect();
            tests.map(|tests| tests.contains(&true))
        }
        Condition::AtLeast(limit, _) => Number::of(value?).map(|number| number >= *limit),
        Condition::AtMost(limit, _) => Number::of(value?).map(|number| number <= *limit),
        Condition::MoreThan(limit, _) => Number::of(value?).map(|number| number > *limit),
        Condition::LessThan(limit, _) => Number::of(value?).map(|number| number < *limit),
        Condition::Between(from, to, _) => Number::of(value?).map(|number| number >= *from && number <= *to),
        Condition::Matches(pattern) => value?.as_str().map(|text| pattern.matches(text)),
        Condition::ContainsText(part) => value?.as_str().map(|text| text.contains(part)),
        Condition::Contains(conditions) => {
            let items = value?.as_array()?;
            Some(absent_from(conditions, items).is_empty())
        }
        Condition::Exactly(conditions) => {
            let items = value?.as_array()?;
            let pairs = Pairs::of(conditions, items);
            Some(pairs.missing.is_empty() && pairs.besides.is_empty())
        }
        Condition::InOrder(conditions) => {
            let items = value?.as_array()?;
            let same = |(condition, item)| holds(condition, Some(item));
            Some(items.len() == conditions.len() && conditions.iter().zip(items).all(same))
        }
        Condition::Count(count) => test(count, Some(&counted(value?)?)),
        Condition::Lines(lines) => test(lines, Some(&lines_of(value?)?)),
        Condition::Names(names) => test(names, Some(&names_of(value?)?)),
    }
}

/// False if one is, else none if one is.
fn all(tests: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut held = Some(true);
    for test in tests {
        match test {
            Some(false) => return Some(false),
            None => held = None,
            Some(true) => {}
        }
    }
    held
}

/// A record's field or a member; addresses in any way of writing.
fn member<'a>(value: Option<&'a Value>, name: &str, kind: Kind) -> Option<&'a Value> {
    let object = value?.as_object()?;
    object.get(name).or_else(|| {
        let found = object.iter().find(|(known, _)| canonical(known, kind) == *name);
        found.map(|(_, value)| value)
    })
}

fn equals(scalar: &Scalar, value: &Value) -> Option<bool> {
    match scalar {
        Scalar::Boolean(boolean) => value.as_bool().map(|own| own == *boolean),
        Scalar::Number(number, _) => Number::of(value).map(|own| own == *number),
        Scalar::Text(text, kind) => value.as_str().map(|own| canonical(own, *kind) == *text),
    }
}

fn counted(value: &Value) -> Option<Value> {
    let count = match value {
        Value::Array(items) => items.len(),
        Value::Object(members) => members.len(),
        _ => return None,
    };
    Some(count.into())
}

fn lines_of(value: &Value) -> Option<Value> {
    Some(value.as_str()?.lines().map(str::trim).collect())
}

fn names_of(value: &Value) -> Option<Value> {
    Some(value.as_object()?.keys().map(String::as_str).collect())
}

/// The conditions that no item fulfils.
fn absent_from<'c>(conditions: &'c [Condition], items: &[Value]) -> Vec<&'c Condition> {
    let fulfilled = |condition: &&Condition| items.iter().any(|item| holds(condition, Some(item)));
    conditions
        .iter()
        .filter(|condition| !fulfilled(condition))
        .collect()
}

/// Conditions and items, each with one of the others as far as that goes.
struct Pairs<'c, 'v> {
    missing: Vec<&'c Condition>,
    besides: Vec<&'v Value>,
}

impl<'c, 'v> Pairs<'c, 'v> {
    /// As many pairs as there can be: a condition that fits several items leaves to another the only one that that fits.
    fn of(conditions: &'c [Condition], items: &'v [Value]) -> Self {
        let fits: Vec<Vec<usize>> = conditions
            .iter()
            .map(|condition| {
                let fitting = items.iter().enumerate();
                fitting
                    .filter(|(_, item)| holds(condition, Some(item)))
                    .map(|(place, _)| place)
                    .collect()
            })
            .collect();
        // The condition that has each item.
        let mut taken: Vec<Option<usize>> = vec![None; items.len()];
        let mut missing = Vec::new();
        for (place, condition) in conditions.iter().enumerate() {
            if !seat(place, &fits, &mut taken) {
                missing.push(condition);
            }
        }
        let besides = items.iter().zip(&taken).filter(|(_, taken)| taken.is_none());
        Self {
            missing,
            besides: besides.map(|(item, _)| item).collect(),
        }
    }
}

/// Finds an item for a condition, if need be by moving others: a search through who could move, the nearest first.
fn seat(condition: usize, fits: &[Vec<usize>], taken: &mut [Option<usize>]) -> bool {
    // From which condition's search each item was come to.
    let mut came_from: Vec<Option<usize>> = vec![None; taken.len()];
    let mut waiting = VecDeque::from([condition]);
    while let Some(mover) = waiting.pop_front() {
        for &item in fits.get(mover).into_iter().flatten() {
            let (Some(from), Some(&holder)) = (came_from.get_mut(item), taken.get(item)) else {
                continue;
            };
            if from.is_some() {
                continue;
            }
            *from = Some(mover);
            if let Some(holder) = holder {
                waiting.push_back(holder);
                continue;
            }
            let mut free = item;
            while let Some(mover) = came_from.get(free).copied().flatten() {
                let before = taken.iter().position(|&holder| holder == Some(mover));
                if let Some(seat) = taken.get_mut(free) {
                    *seat = Some(mover);
                }
                match before {
                    Some(left) if mover != condition => free = left,
                    _ => return true,
                }
            }
        }
    }
    false
}

/// Adds to `differences` what keeps the condition from holding at this place.
pub fn differences(
    condition: &Condition,
    value: Option<&Value>,
    at: &mut Vec<String>,
    found: &mut Vec<Difference>,
) {
    match condition {
        Condition::All(conditions) => {
            for condition in conditions {
                differences(condition, value, at, found);
            }
        }
        Condition::Fields(kind, fields) => {
            for (name, condition) in fields {
                at.push(name.clone());
                differences(condition, member(value, name, *kind), at, found);
                at.pop();
            }
        }
        _ if holds(condition, value) => {}
        _ => found.push(Difference {
            at: at.clone(),
            expected: condition.to_string(),
            got: got(condition, value),
        }),
    }
}

/// What is there instead, as far as it matters to the condition.
fn got(condition: &Condition, value: Option<&Value>) -> String {
    let Some(value) = value.filter(|value| !value.is_null()) else {
        return "nothing".to_owned();
    };
    match condition {
        Condition::Not(condition) => unwanted(condition, value),
        Condition::Count(_) => {
            counted(value).map_or_else(|| shown(value, Unit::Plain), |count| count.to_string())
        }
        Condition::Lines(lines) => match (&**lines, value.as_str()) {
            (Condition::Contains(_), Some(text)) => format!("no such line among {}", text.lines().count()),
            _ => derived(lines, value, lines_of),
        },
        Condition::Names(names) => derived(names, value, names_of),
        Condition::Matches(pattern) => match value.as_str() {
            Some(text) if pattern.is_in(text) => {
                format!("{}, of which only a part does", quoted(text))
            }
            _ => shown(value, Unit::Plain),
        },
        Condition::Contains(conditions) => match value.as_array() {
            Some(items) => {
                let missing = absent_from(conditions, items);
                if missing.is_empty() {
                    shown(value, Unit::Plain)
                } else {
                    format!("{} (missing: {})", shown(value, Unit::Plain), listed(&missing))
                }
            }
            None => shown(value, Unit::Plain),
        },
        Condition::Exactly(conditions) => match value.as_array() {
            Some(items) => exactly(conditions, items),
            None => shown(value, Unit::Plain),
        },
        Condition::Equals(Scalar::Number(_, unit))
        | Condition::AtLeast(_, unit)
        | Condition::AtMost(_, unit)
        | Condition::MoreThan(_, unit)
        | Condition::LessThan(_, unit)
        | Condition::Between(_, _, unit) => shown(value, *unit),
        _ => shown(value, Unit::Plain),
    }
}

/// What there is although it should not be.
fn unwanted(condition: &Condition, value: &Value) -> String {
    match (condition, value.as_array()) {
        (Condition::Contains(conditions), Some(items)) => {
            let is_meant = |item: &&Value| conditions.iter().any(|condition| holds(condition, Some(item)));
            let items: Vec<String> = items
                .iter()
                .filter(is_meant)
                .map(|item| shown(item, Unit::Plain))
                .collect();
            some(&items)
        }
        (Condition::Matches(_), _) => shown(value, Unit::Plain),
        _ => got(condition, Some(value)),
    }
}

fn derived(condition: &Condition, value: &Value, derive: fn(&Value) -> Option<Value>) -> String {
    match derive(value) {
        Some(derived) => got(condition, Some(&derived)),
        None => shown(value, Unit::Plain),
    }
}

fn exactly(conditions: &[Condition], items: &[Value]) -> String {
    let pairs = Pairs::of(conditions, items);
    let besides: Vec<String> = pairs
        .besides
        .iter()
        .map(|item| shown(item, Unit::Plain))
        .collect();
    let mut notes = Vec::new();
    if !pairs.missing.is_empty() {
        notes.push(format!("missing: {}", listed(&pairs.missing)));
    }
    if !besides.is_empty() {
        notes.push(format!("not expected: {}", some(&besides)));
    }
    let all: Vec<String> = items.iter().map(|item| shown(item, Unit::Plain)).collect();
    if notes.is_empty() || pairs.missing.len() == conditions.len() || items.is_empty() {
        // Everything differs: the list says it all.
        return if all.is_empty() {
            "none".to_owned()
        } else {
            some(&all)
        };
    }
    format!("{} ({})", some(&all), notes.join("; "))
}

fn listed(conditions: &[&Condition]) -> String {
    let words: Vec<String> = conditions.iter().map(ToString::to_string).collect();
    some(&words)
}

/// A value in a sentence.
fn shown(value: &Value, unit: Unit) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(boolean) => boolean.to_string(),
        Value::Number(number) => {
            Number::of(value).map_or_else(|| number.to_string(), |number| number.shown(unit))
        }
        Value::String(text) => quoted(text),
        Value::Array(items) if items.is_empty() => "none".to_owned(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| shown(item, Unit::Plain)).collect();
            some(&items)
        }
        Value::Object(fields) if fields.is_empty() => "an empty table".to_owned(),
        Value::Object(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(name, value)| format!("{name} {}", shown(value, Unit::Plain)))
                .collect();
            some(&fields)
        }
    }
}
