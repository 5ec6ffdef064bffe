//! The one table of routes that a context has.

use nethost_driver::{GetterError, NetworkInstance, Output, Platform};

pub(crate) const PLAN: &[&str] = &["show interface"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<NetworkInstance>, GetterError> {
    let rows = platform.needed(outputs, "show interface")?;
    Ok(vec![NetworkInstance {
        name: "default".to_owned(),
        kind: Some("DEFAULT_INSTANCE".to_owned()),
        route_distinguisher: None,
        interfaces: rows.iter().filter_map(|row| row.string("interface")).collect(),
    }])
}
