//! Members of an object, as cells. A member that is absent, null or of another kind is an empty cell.

use nethost_driver::Value;
use serde_json::{Map, Value as Json};

/// Several keys may lead to the same thing: releases differ in their names. The first that is there counts.
pub(crate) fn member<'j>(json: &'j Json, keys: &[&str]) -> Option<&'j Json> {
    keys.iter()
        .find_map(|key| json.get(key))
        .filter(|value| !value.is_null())
}

/// A member as text: words as they are, numbers as they are written.
pub(crate) fn text(json: &Json, keys: &[&str]) -> Option<String> {
    match member(json, keys)? {
        Json::String(text) => Some(text.trim().to_owned()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A whole number, also where it is written as a fraction or as text.
pub(crate) fn integer(json: &Json, keys: &[&str]) -> Option<i64> {
    match member(json, keys)? {
        Json::Number(number) => number.as_i64().or_else(|| number.as_f64().and_then(whole)),
        Json::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A number with a fraction.
pub(crate) fn decimal(json: &Json, keys: &[&str]) -> Option<f64> {
    member(json, keys).and_then(Json::as_f64)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "what is out of range was let go before"
)]
fn whole(number: f64) -> Option<i64> {
    /// 2^53: above it a fraction no longer tells whole numbers apart.
    const LARGEST: f64 = 9_007_199_254_740_992.0;
    (number.abs() <= LARGEST).then_some(number as i64)
}

pub(crate) fn object<'j>(json: &'j Json, keys: &[&str]) -> Option<&'j Map<String, Json>> {
    member(json, keys).and_then(Json::as_object)
}

pub(super) fn list<'j>(json: &'j Json, keys: &[&str]) -> Option<&'j Vec<Json>> {
    member(json, keys).and_then(Json::as_array)
}

/// As [`text`], a cell.
pub(super) fn text_cell(json: &Json, keys: &[&str]) -> Value {
    Value::Text(text(json, keys).unwrap_or_default())
}

/// As [`integer`], a cell.
pub(super) fn integer_cell(json: &Json, keys: &[&str]) -> Value {
    integer(json, keys).map_or(Value::None, Value::Integer)
}

/// A text as a cell; empty where there is none.
pub(super) fn cell(text: impl Into<String>) -> Value {
    Value::Text(text.into())
}

/// A hardware address as tables write it, "0000.5e00.5301"; anything else as it is.
pub(super) fn dotted(address: &str) -> String {
    let digits: String = address
        .chars()
        .filter(char::is_ascii_hexdigit)
        .map(|digit| digit.to_ascii_lowercase())
        .collect();
    match (digits.get(..4), digits.get(4..8), digits.get(8..)) {
        (Some(one), Some(two), Some(three)) if three.len() == 4 => format!("{one}.{two}.{three}"),
        _ => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_are_read_however_they_are_written() {
        let document = json!({"a": 7, "b": "64500", "c": 3.0, "d": "65000.1", "e": null, "f": 1e300});
        assert_eq!(integer(&document, &["a"]), Some(7));
        assert_eq!(integer(&document, &["b"]), Some(64500));
        assert_eq!(integer(&document, &["none", "c"]), Some(3));
        assert_eq!(text(&document, &["d"]).as_deref(), Some("65000.1"));
        assert_eq!(
            (integer(&document, &["e"]), integer(&document, &["f"])),
            (None, None)
        );
    }

    #[test]
    fn hardware_addresses_are_grouped_by_four() {
        assert_eq!(dotted("00:00:5E:00:53:01"), "0000.5e00.5301");
        assert_eq!(dotted("0000.5e00.5301"), "0000.5e00.5301");
        assert_eq!(dotted("n/a"), "n/a");
    }
}
