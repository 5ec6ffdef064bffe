//! A policy made of what is: the answers of today as what should be true tomorrow.
//!
//! What changes by itself, such as times, counters and temperatures, is left out.

use super::{
    number::Number,
    shape::{Shape, Unit},
    shapes,
};
use crate::{
    inventory::error::written,
    plugin::model::{Getter, Request},
};
use serde_json::Value;
use std::fmt::Write as _;

/// Plain numbers that change while all is well.
const CHANGING: [&str; 16] = [
    "sent_prefixes",
    "accepted_prefixes",
    "received_prefixes",
    "active_prefix_count",
    "received_prefix_count",
    "accepted_prefix_count",
    "suppressed_prefix_count",
    "advertised_prefix_count",
    "flap_count",
    "moves",
    "reachability",
    "hostpoll",
    "when",
    "used_ram",
    "local_port",
    "remote_port",
];

/// Whether a getter's answer says what a device is, and not only what happens on it.
pub fn is_learnable(getter: Getter) -> bool {
    let only_happens = matches!(
        getter,
        Getter::InterfacesCounters
            | Getter::Config
            | Getter::ArpTable
            | Getter::Ipv6NeighborsTable
            | Getter::MacAddressTable
    );
    !only_happens && getter.takes().is_empty()
}

/// A rule that a device's answer fulfils, as it stands in a policy; none where the answer says nothing that stays.
pub fn learn(device: &str, request: &Request, answer: &Value) -> Option<String> {
    let getter = request.getter().name();
    let shape = shapes::of(getter)?;
    let mut rule = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(rule, "[[rules]]");
    let _ = writeln!(rule, "name = {}", literal(&format!("{getter} of {device}"))?);
    let _ = writeln!(rule, "hosts = {}", literal(&selected(device))?);
    let _ = writeln!(rule, "getter = \"{getter}\"");
    match shape {
        Shape::Record(_) | Shape::Members(..) => {
            let entries = entries(shape, answer)?;
            for (key, value) in entries {
                let _ = writeln!(rule, "expect.{key} = {value}");
            }
        }
        _ => {
            let _ = writeln!(rule, "expect = {}", expected(shape, answer)?);
        }
    }
    Some(rule)
}

/// A device's name as a selector of it alone.
fn selected(device: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if device.chars().all(plain) && !matches!(device, "and" | "not") {
        device.to_owned()
    } else {
        format!("\"{device}\"")
    }
}

/// What stands below `expect` for a value; none where nothing of it stays.
fn expected(shape: Shape, value: &Value) -> Option<String> {
    match shape {
        Shape::Boolean => value.as_bool().map(|boolean| boolean.to_string()),
        Shape::Number(Unit::Plain | Unit::Megabits | Unit::Bytes) => {
            Number::of(value).map(|number| number.to_string())
        }
        Shape::Number(_) => None,
        Shape::Text(_) => literal(value.as_str()?),
        Shape::Record(_) | Shape::Members(..) => {
            let entries = entries(shape, value)?;
            let written: Vec<String> = entries
                .into_iter()
                .map(|(key, value)| format!("{key} = {value}"))
                .collect();
            Some(format!("{{ {} }}", written.join(", ")))
        }
        Shape::List(item) => {
            let items = value.as_array()?;
            let known: Vec<String> = items.iter().filter_map(|value| expected(*item, value)).collect();
            Some(if known.len() == items.len() {
                format!("[{}]", known.join(", "))
            } else {
                format!("{{ count = {} }}", items.len())
            })
        }
    }
}

/// Fields and members that stay, with all members' names before them; none where there are none.
fn entries(shape: Shape, value: &Value) -> Option<Vec<(String, String)>> {
    let object = value.as_object()?;
    let mut entries = Vec::new();
    match shape {
        Shape::Record(fields) => {
            let known = fields.iter().filter(|(name, _)| !CHANGING.contains(name));
            for (name, shape) in known {
                let expected = object.get(*name).and_then(|value| expected(*shape, value));
                entries.extend(expected.map(|expected| (written(name), expected)));
            }
        }
        Shape::Members(_, member) => {
            let names: Option<Vec<String>> = object.keys().map(|name| literal(name)).collect();
            entries.push(("names".to_owned(), format!("[{}]", names?.join(", "))));
            for (name, value) in object {
                let expected = expected(*member, value);
                entries.extend(expected.map(|expected| (written(name), expected)));
            }
        }
        _ => return None,
    }
    (!entries.is_empty()).then_some(entries)
}

/// A text between quotes; none for what a rule cannot say.
fn literal(text: &str) -> Option<String> {
    let is_sayable = !text.is_empty() && !text.chars().any(char::is_control);
    is_sayable.then(|| toml::Value::from(text).to_string())
}
