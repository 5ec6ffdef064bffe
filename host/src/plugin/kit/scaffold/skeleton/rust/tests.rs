//! The driver's own tests, which run natively: `cargo test`.

use {{crate}}::{{type}};
use nethost_driver::{Driver, Request, testing::Tested};

static DRIVER: Tested<{{type}}> = Tested::new(env!("CARGO_MANIFEST_DIR"));

#[test]
fn every_fixture_becomes_its_rows_and_every_command_has_one() {
    assert!(DRIVER.check() > 0, "there are no fixtures");
}

#[test]
fn every_getter_has_a_plan() {
    DRIVER.check_plans();
}

#[test]
fn facts_of_the_first_device() {
    let outputs = DRIVER.outputs(&Request::Facts, "first");
    let facts = DRIVER.facts(&outputs).expect("facts");
    assert_eq!(facts.os_version.as_deref(), Some("4.2.1"));
    assert_eq!(facts.uptime, Some(12 * 24 * 60 * 60));
}
