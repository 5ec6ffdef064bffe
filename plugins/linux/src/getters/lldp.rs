//! What `lldpd` heard. Asked for in the one of its forms that always has lists, whatever their length.

use crate::json::{self, Object, list, text};
use nethost_driver::{GetterError, Output, Platform};

pub(crate) const COMMAND: &str = "lldpctl -f json0";

/// The interfaces that hear a neighbour, once for each; none where `lldpd` does not run. What other protocols than LLDP told
/// is left out.
pub(crate) fn heard(platform: &Platform, outputs: &[Output]) -> Result<Vec<Object>, GetterError> {
    let Some(answer) = platform.wanted_text(outputs, COMMAND) else {
        return Ok(Vec::new());
    };
    let answer = json::read(COMMAND, answer)?;
    let Some(answer) = answer.as_object().filter(|answer| answer.contains_key("lldp")) else {
        return Err(json::strange(
            COMMAND,
            None,
            "nothing of LLDP is in it".to_owned(),
        ));
    };
    let interfaces = list(answer, "lldp").flat_map(|lldp| list(lldp, "interface"));
    let by_lldp = interfaces.filter(|heard| text(heard, "via").is_none_or(|via| via.starts_with("LLDP")));
    Ok(by_lldp.cloned().collect())
}

/// The first object of a list.
pub(crate) fn first<'o>(object: &'o Object, key: &str) -> Option<&'o Object> {
    list(object, key).next()
}

/// What stands as `"key": [{"value": …}]`.
pub(crate) fn value(object: &Object, key: &str) -> Option<String> {
    text(first(object, key)?, "value")
}
