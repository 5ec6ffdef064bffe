//! Places in an answer: the way that a rule writes, and all that it leads to.

use super::{
    shape::{Kind, Shape},
    text::canonical,
};
use crate::inventory::selector::Pattern;
use serde_json::Value;
use std::fmt;

/// Names that a report lists where a way leads nowhere.
const NAMES: usize = 5;

/// Fields by which a report tells a list's items apart.
const TELLING: usize = 3;

/// One level of a way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A record's field.
    Field(&'static str),
    /// A member of this name; its canonical form.
    Member(String, Kind),
    /// Members of such names.
    Members(Pattern),
    /// Each item of a list.
    Items,
}

/// A place that a way leads to.
#[derive(Clone, Debug)]
pub struct Found<'a> {
    pub at: Vec<String>,
    /// None where the device did not tell a record's field.
    pub value: Option<&'a Value>,
}

/// Follows a way through an answer. A record's field that is not there is a place all the same, and what is expected
/// there is missing; members and items that are not there are no places.
pub fn find<'a>(way: &[Step], answer: &'a Value) -> Vec<Found<'a>> {
    let mut places = vec![Found {
        at: Vec::new(),
        value: Some(answer),
    }];
    for step in way {
        places = places.iter().flat_map(|place| place.step(step)).collect();
    }
    places
}

/// What there is instead at the first level at which a way ends; empty where there is nothing at all.
pub fn instead(way: &[Step], answer: &Value) -> String {
    for length in 1..=way.len() {
        let (Some(before), Some(reached)) = (way.get(..length - 1), way.get(..length)) else {
            break;
        };
        if !find(reached, answer).is_empty() {
            continue;
        }
        let names: Vec<String> = find(before, answer)
            .iter()
            .filter_map(|place| place.value?.as_object())
            .flat_map(|object| object.keys().cloned())
            .collect();
        return some(&names);
    }
    String::new()
}

/// The first of some names, and how many more there are.
pub fn some(names: &[String]) -> String {
    let first = names.iter().take(NAMES).map(String::as_str).collect::<Vec<_>>();
    match names.len().saturating_sub(NAMES) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

impl<'a> Found<'a> {
    fn step(&self, step: &Step) -> Vec<Found<'a>> {
        match step {
            Step::Field(name) => vec![self.below(name, self.value.and_then(|value| value.get(name)))],
            Step::Member(name, kind) => {
                let found = self.members().find(|(known, _)| canonical(known, *kind) == *name);
                found
                    .map(|(known, value)| self.below(known, Some(value)))
                    .into_iter()
                    .collect()
            }
            Step::Members(pattern) => self
                .members()
                .filter(|(name, _)| pattern.fits(name))
                .map(|(name, value)| self.below(name, Some(value)))
                .collect(),
            Step::Items => {
                let items = self.value.and_then(Value::as_array).into_iter().flatten();
                items
                    .enumerate()
                    .map(|(place, item)| self.below(&told_apart(place, item), Some(item)))
                    .collect()
            }
        }
    }

    fn members(&self) -> impl Iterator<Item = (&'a String, &'a Value)> + use<'a> {
        self.value.and_then(Value::as_object).into_iter().flatten()
    }

    fn below(&self, name: &str, value: Option<&'a Value>) -> Self {
        let mut at = self.at.clone();
        at.push(name.to_owned());
        Self { at, value }
    }
}

/// An item's number, and the first texts in it.
fn told_apart(place: usize, item: &Value) -> String {
    let number = place + 1;
    let fields: Vec<&str> = item
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(_, value)| value.as_str())
        .take(TELLING)
        .collect();
    if fields.is_empty() {
        format!("#{number}")
    } else {
        format!("#{number} ({})", fields.join(", "))
    }
}

/// Why a level of a way has no meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepError {
    /// A record has no such field; these it has.
    NoField(Vec<&'static str>),
    /// A value with nothing below it.
    NothingBelow,
    /// A list's items have no names.
    OnlyAll,
}

/// Understands one level of a way, as it is written, where the answer has this shape; and the shape below it.
pub fn step(written: &str, shape: Shape) -> Result<(Step, Shape), StepError> {
    match shape {
        Shape::Record(fields) => fields
            .iter()
            .find(|(name, _)| *name == written)
            .map(|(name, shape)| (Step::Field(name), *shape))
            .ok_or_else(|| StepError::NoField(fields.iter().map(|(name, _)| *name).collect())),
        Shape::Members(kind, member) => {
            let step = if written.contains(['*', '?']) {
                Step::Members(Pattern::wildcards(written))
            } else {
                Step::Member(canonical(written, kind).into_owned(), kind)
            };
            Ok((step, *member))
        }
        Shape::List(item) if written == "*" => Ok((Step::Items, *item)),
        Shape::List(_) => Err(StepError::OnlyAll),
        Shape::Boolean | Shape::Number(_) | Shape::Text(_) => Err(StepError::NothingBelow),
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(name) => f.write_str(name),
            Self::Member(name, _) => f.write_str(name),
            Self::Members(pattern) => write!(f, "{pattern}"),
            Self::Items => f.write_str("*"),
        }
    }
}
