//! What `lldpd` heard. Asked for in the one of its forms that always has lists, whatever their length.

use crate::json::{self, Object, list, text};
use nethost_driver::{GetterError, Output, Platform, outputs};

/// Says where the program lies, also to whom may not run it, and nothing where there is none.
const PROGRAM: &str = "find /usr/bin/ /usr/sbin/ -name lldpctl";
const COMMAND: &str = "lldpctl -f json0";

pub(crate) const PLAN: &[&str] = &[PROGRAM, COMMAND];

/// The interfaces that hear a neighbour, once for each; none where `lldpd` is not there or does not run. What other
/// protocols than LLDP told is left out. A user who may not ask is no machine without neighbours.
pub(crate) fn heard(platform: &Platform, outputs: &[Output]) -> Result<Vec<Object>, GetterError> {
    let is_there = !outputs::text(outputs, PROGRAM).trim().is_empty();
    if !is_there || platform.is_feature_off(outputs::text(outputs, COMMAND)) {
        return Ok(Vec::new());
    }
    let answer = platform.needed_text(outputs, COMMAND)?;
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
