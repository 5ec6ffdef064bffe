//! Single values of a rule: true or false, numbers with their units, texts, patterns.

use super::super::{
    condition::{Condition, Pattern, Scalar},
    number::Number,
    shape::{Kind, Shape, Unit},
    text::is_mac,
};
use crate::inventory::format::toml::reader::{At, Reader, Value, described};
use toml::de::DeValue;

/// A single value.
pub fn scalar(reader: &mut Reader<'_>, at: &At<'_>, value: &Value<'_>, shape: Shape) -> Option<Scalar> {
    match shape {
        Shape::Boolean => reader.boolean(at, value).map(Scalar::Boolean),
        Shape::Number(unit) => number(reader, at, value, unit).map(|number| Scalar::Number(number, unit)),
        Shape::Text(kind) => {
            if value.get_ref().as_str().is_some_and(str::is_empty) {
                let hint =
                    "where a device has nothing to say, its answer has no such field: write absent = true";
                reader.mistake(at, value.span(), "the text is empty", hint);
                return None;
            }
            let text = reader.text(at, value)?;
            if kind == Kind::Mac && !is_mac(text) {
                let hint = "write its twelve digits, in pairs or otherwise: 00:1B:54:AA:BB:CC";
                reader.mistake(at, value.span(), "this is no MAC address", hint);
                return None;
            }
            Some(Scalar::text(text, kind))
        }
        Shape::Record(_) | Shape::Members(..) | Shape::List(_) => None,
    }
}

pub fn number(reader: &mut Reader<'_>, at: &At<'_>, value: &Value<'_>, unit: Unit) -> Option<Number> {
    let read = match value.get_ref() {
        DeValue::Integer(integer) => {
            let digits = integer.as_str().replace('_', "");
            i128::from_str_radix(&digits, integer.radix())
                .ok()
                .map(Number::Whole)
        }
        DeValue::Float(float) => {
            let decimal = float.as_str().replace('_', "").parse::<f64>().ok();
            decimal.filter(|decimal| decimal.is_finite()).map(Number::Decimal)
        }
        DeValue::String(text) => {
            let read = Number::with_suffix(text, unit);
            if read.is_none() {
                not_a_number(reader, at, value, text, unit);
            }
            return read;
        }
        other => {
            let message = format!("expected a number, found {}", described(other));
            reader.mistake(at, value.span(), message, "");
            return None;
        }
    };
    if read.is_none() {
        reader.mistake(at, value.span(), "with this number nothing can be compared", "");
    }
    read
}

fn not_a_number(reader: &mut Reader<'_>, at: &At<'_>, value: &Value<'_>, text: &str, unit: Unit) {
    let text = text.trim();
    let suffixes: Vec<&str> = unit.suffixes().iter().map(|(suffix, _)| *suffix).collect();
    let hint = if let Some((from, to)) = text.split_once("<->") {
        format!("write {}.between = [{}, {}]", at.last(), from.trim(), to.trim())
    } else if let Some(rest) = text.strip_prefix(">=").or(text.strip_prefix("=>")) {
        format!("write {}.at_least = {}", at.last(), rest.trim())
    } else if let Some(rest) = text.strip_prefix("<=").or(text.strip_prefix("=<")) {
        format!("write {}.at_most = {}", at.last(), rest.trim())
    } else if let Some(rest) = text.strip_prefix('>') {
        format!("write {}.more_than = {}", at.last(), rest.trim())
    } else if let Some(rest) = text.strip_prefix('<') {
        format!("write {}.less_than = {}", at.last(), rest.trim())
    } else if suffixes.is_empty() || text.parse::<f64>().is_ok() {
        "write it without quotes".to_owned()
    } else {
        format!(
            "write a number without quotes, or one with a unit between them: {}",
            suffixes.join(", ")
        )
    };
    reader.mistake(at, value.span(), "expected a number, found text", hint);
}

pub fn between(reader: &mut Reader<'_>, at: &At<'_>, value: &Value<'_>, shape: Shape) -> Option<Condition> {
    let Shape::Number(unit) = shape else { return None };
    let [from, to] = reader.items(at, value)? else {
        let hint = "write the lowest and the highest, both of which are right: [10, 20]";
        reader.mistake(at, value.span(), "expected two numbers", hint);
        return None;
    };
    let (from, to) = (number(reader, at, from, unit)?, number(reader, at, to, unit)?);
    if from > to {
        let hint = "write the lowest first";
        reader.mistake(
            at,
            value.span(),
            format!("no number is between {from} and {to}"),
            hint,
        );
        return None;
    }
    Some(Condition::Between(from, to, unit))
}

pub fn matches(reader: &mut Reader<'_>, at: &At<'_>, value: &Value<'_>) -> Option<Condition> {
    let text = reader.text(at, value)?;
    match Pattern::new(text) {
        Ok(pattern) => Some(Condition::Matches(pattern)),
        Err(error) => {
            let told = error.to_string();
            let last = told.lines().last().unwrap_or_default();
            let message = format!(
                "this is no regular expression: {}",
                last.trim_start_matches("error: ")
            );
            let hint = "put a backslash before a character that means itself, and '…' around it all";
            reader.mistake(at, value.span(), message, hint);
            None
        }
    }
}
