//! What a selector means, and what is said of one that means nothing.

use super::parse;
use crate::inventory::{Inventory, Selector, SelectorError};

const LAB: &str = r#"
[defaults]
username = "admin"
password = { env = "LAB" }
[groups.branch]
[groups.lab]
[groups."north sea"]
[groups.empty]
[devices.core1]
[devices.core2]
[devices.branch-1]
groups = ["branch"]
[devices.branch-2]
groups = ["branch", "lab"]
[devices.branch-10]
groups = ["branch", "north sea"]
[devices."odd one, out"]
[devices.and]
groups = ["lab"]
"#;

fn lab() -> Inventory {
    parse("lab.toml", LAB).unwrap_or_else(|error| panic!("{error}"))
}

fn select(selector: &str) -> Result<Vec<String>, SelectorError> {
    let selector: Selector = selector.parse()?;
    Ok(lab()
        .select(&selector)?
        .devices
        .iter()
        .map(|device| device.name.to_string())
        .collect())
}

#[test]
fn a_selector_means_these_devices_in_the_inventorys_order() {
    for (selector, devices) in [
        ("core1", &["core1"][..]),
        ("core2, core1", &["core1", "core2"]),
        ("core1,core1", &["core1"]),
        ("core?", &["core1", "core2"]),
        ("branch-?", &["branch-1", "branch-2"]),
        ("branch-*", &["branch-1", "branch-2", "branch-10"]),
        ("*1", &["core1", "branch-1"]),
        ("*r*1*", &["core1", "branch-1", "branch-10"]),
        (
            "*",
            &[
                "core1",
                "core2",
                "branch-1",
                "branch-2",
                "branch-10",
                "odd one, out",
                "and",
            ],
        ),
        ("@branch", &["branch-1", "branch-2", "branch-10"]),
        ("group:branch", &["branch-1", "branch-2", "branch-10"]),
        ("@b*h", &["branch-1", "branch-2", "branch-10"]),
        ("@\"north sea\"", &["branch-10"]),
        ("group:\"north sea\"", &["branch-10"]),
        ("@branch and @lab", &["branch-2"]),
        ("@branch and not @lab", &["branch-1", "branch-10"]),
        (
            "branch-* and not group:lab, core1",
            &["core1", "branch-1", "branch-10"],
        ),
        ("core1, branch-* and @lab", &["core1", "branch-2"]),
        (
            "(core1, branch-*) and not (@lab, core1)",
            &["branch-1", "branch-10"],
        ),
        ("not @branch", &["core1", "core2", "odd one, out", "and"]),
        ("not not core1", &["core1"]),
        ("core1, (not *)", &["core1"]),
        ("\"odd one, out\"", &["odd one, out"]),
        ("odd\" one, \"out", &["odd one, out"]),
        ("\"and\" and @lab", &["and"]),
    ] {
        let devices = devices.iter().map(ToString::to_string).collect();
        assert_eq!(select(selector), Ok(devices), "{selector}");
    }
}

#[test]
fn a_selector_that_means_nothing_says_why() {
    let deep = format!("{}core1{}", "(".repeat(40), ")".repeat(40));
    for (selector, message, hint) in [
        ("", "expected a name or a group at the end", "for example"),
        ("core1,", "expected a name or a group at the end", "for example"),
        (
            "core1 and and core2",
            "expected a name or a group before `and`",
            "for example",
        ),
        (", core1", "before a comma", "for example"),
        (
            "core1 core2",
            "expected a comma or `and` before `core2`",
            "put a comma for or",
        ),
        (
            "core1 not core2",
            "expected a comma or `and` before `not`",
            "put a comma for or",
        ),
        ("(core1", "is not closed", "put a `)`"),
        ("core1)", "closes nothing", "leave it out"),
        ("\"core1", "a quote is not closed", "where the name ends"),
        ("\"\"", "cannot be empty", "for example"),
        ("@", "name is missing", "write @"),
        ("!core1", "`!` has no meaning", "write `not`"),
        ("core1 | core2", "`|` has no meaning", "a comma for or"),
        (
            "branch-*, not branch-1",
            "would add all other devices",
            "`and not`",
        ),
        (&deep, "more than 32 deep", "flatter"),
        (
            "core3",
            "no device is called `core3`",
            "did you mean `core1` or `core2`?",
        ),
        ("not core3", "no device is called `core3`", "did you mean"),
        ("*, zebra", "no device is called `zebra`", "inventory list"),
        ("\"core*\"", "no device is called `core*`", "did you mean"),
        ("branch", "no device is called `branch`", "write @branch"),
        ("@brnch", "no group is called `brnch`", "did you mean `branch`?"),
        (
            "@sites",
            "no group is called `sites`",
            "groups that there are: branch, lab",
        ),
        ("@empty", "has no devices", "groups = [\"empty\"]"),
        (
            "core1 and @lab",
            "no device fits the whole selector",
            "no device fits them together",
        ),
    ] {
        let error = select(selector).expect_err(selector);
        assert!(error.message.contains(message), "{selector}: {error:?}");
        assert!(error.hint.contains(hint), "{selector}: {error:?}");
    }
}

#[test]
fn many_wildcards_take_no_more_than_a_moment() {
    let selector = format!("{}b", "*a".repeat(2_000));
    assert!(select(&selector).is_err());
}

#[test]
fn a_selection_keeps_all_groups_so_that_their_limits_hold() {
    let chosen = lab()
        .select(&"core1".parse().expect("it is right"))
        .expect("it is there");
    assert_eq!(chosen.groups.len(), 4);
}
