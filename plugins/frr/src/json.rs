//! What `vtysh` prints for a command that ends in "json".

use nethost_driver::{GetterError, Misunderstanding, Output, ParseError, Platform, outputs};
use serde_json::{Map, Value};

pub(crate) type Object = Map<String, Value>;

/// The object that a command printed; none where it printed nothing, as for a daemon that does not run.
pub(crate) fn object(
    platform: &Platform,
    outputs: &[Output],
    command: &str,
) -> Result<Option<Object>, GetterError> {
    let Some(text) = platform.wanted_text(outputs, command) else {
        return Ok(None);
    };
    match serde_json::from_str(text) {
        Ok(object) => Ok(Some(object)),
        Err(error) => Err(outputs::error(
            command,
            ParseError::NotUnderstood(Misunderstanding {
                line: u32::try_from(error.line()).ok(),
                text: String::new(),
                state: String::new(),
                message: format!("it is not the JSON that vtysh prints: {error}"),
            }),
        )),
    }
}

pub(crate) fn text(object: &Object, key: &str) -> Option<String> {
    object.get(key)?.as_str().map(str::to_owned)
}

/// A whole number, where it fits the type.
pub(crate) fn number<N: TryFrom<u64>>(object: &Object, key: &str) -> Option<N> {
    N::try_from(object.get(key)?.as_u64()?).ok()
}

/// NAPALM calls the default VRF's neighbours global.
pub(crate) fn vrf_name(name: &str) -> &str {
    if name == "default" { "global" } else { name }
}
