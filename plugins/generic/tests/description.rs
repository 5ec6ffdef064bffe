//! What the driver says of itself.

use nethost_driver::{Driver, ParseError};
use nethost_driver_generic::Generic;

#[test]
fn it_has_a_profile_and_parses_nothing() {
    let driver = Generic::new();
    let description = driver.describe();
    assert_eq!(description.platform, "generic");
    let profile = description.profile.expect("a profile");
    // Nothing is sent that a device did not ask for: what it would do there is not known.
    assert!(profile.on_open.is_empty() && profile.on_close.is_empty());
    assert_eq!(profile.modes.len(), 1);
    assert!(description.commands.is_empty() && description.getters.is_empty());
    let parsed = driver.parse("show version", "1.0\n");
    assert!(matches!(parsed, Err(ParseError::NoSuchCommand)), "{parsed:?}");
}
