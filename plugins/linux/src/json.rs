//! What iproute2 prints when it is asked for JSON (`ip -j`, `bridge -j`): a list of objects.

use nethost_driver::{GetterError, Misunderstanding, Output, ParseError, Platform, outputs};
use serde_json::{Map, Value};

pub(crate) type Object = Map<String, Value>;

/// The objects of a command without which the getter knows nothing.
pub(crate) fn needed(
    platform: &Platform,
    outputs: &[Output],
    command: &str,
) -> Result<Vec<Object>, GetterError> {
    let text = platform.needed_text(outputs, command)?;
    objects(command, read(command, text)?)
}

/// The objects of a command that not every machine has; none where it was refused.
pub(crate) fn wanted(
    platform: &Platform,
    outputs: &[Output],
    command: &str,
) -> Result<Vec<Object>, GetterError> {
    match platform.wanted_text(outputs, command) {
        Some(text) => objects(command, read(command, text)?),
        None => Ok(Vec::new()),
    }
}

/// Any JSON.
pub(crate) fn read(command: &str, text: &str) -> Result<Value, GetterError> {
    serde_json::from_str(text).map_err(|error| {
        let line = u32::try_from(error.line()).ok();
        strange(
            command,
            line,
            format!("it is not the JSON that was asked for: {error}"),
        )
    })
}

/// Earlier releases put an empty object in the place of what was not asked for: those are left out.
fn objects(command: &str, value: Value) -> Result<Vec<Object>, GetterError> {
    let Value::Array(items) = value else {
        return Err(strange(command, None, "it is not a list".to_owned()));
    };
    let mut objects = Vec::with_capacity(items.len());
    for item in items {
        match item {
            Value::Object(object) if object.is_empty() => {}
            Value::Object(object) => objects.push(object),
            _ => {
                return Err(strange(
                    command,
                    None,
                    "the list has something else than objects".to_owned(),
                ));
            }
        }
    }
    Ok(objects)
}

pub(crate) fn strange(command: &str, line: Option<u32>, message: String) -> GetterError {
    let misunderstanding = Misunderstanding {
        line,
        text: String::new(),
        state: String::new(),
        message,
    };
    outputs::error(command, ParseError::NotUnderstood(misunderstanding))
}

/// A text that says something.
pub(crate) fn text(object: &Object, key: &str) -> Option<String> {
    let text = object.get(key)?.as_str()?;
    (!text.is_empty()).then(|| text.to_owned())
}

/// A whole number, where it fits the type.
pub(crate) fn number<N: TryFrom<u64>>(object: &Object, key: &str) -> Option<N> {
    N::try_from(object.get(key)?.as_u64()?).ok()
}

/// The texts of a list: flags, states.
pub(crate) fn texts<'o>(object: &'o Object, key: &str) -> Vec<&'o str> {
    let list = object.get(key).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The objects of a list inside an object.
pub(crate) fn list<'o>(object: &'o Object, key: &str) -> impl Iterator<Item = &'o Object> {
    let list = object.get(key).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_object)
}
