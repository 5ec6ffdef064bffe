//! The driver's own tests, which run natively: `cargo test`.

use {{crate}}::{{type}};
use nethost_driver::{Driver, Request, testing};
use std::path::Path;

fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_fixture_becomes_its_rows_and_every_command_has_one() {
    testing::check(&{{type}}::new(), folder());
}

#[test]
fn every_getter_has_a_plan() {
    testing::check_plans(&{{type}}::new());
}

#[test]
fn facts_of_the_first_device() {
    let driver = {{type}}::new();
    let outputs = testing::outputs(&driver, folder(), &Request::Facts, "first");
    let facts = driver.facts(&outputs).expect("facts");
    assert_eq!(facts.os_version.as_deref(), Some("4.2.1"));
    assert_eq!(facts.uptime, Some(12 * 24 * 60 * 60));
}
