//! The generic profile, which is for devices without a driver of their own, alone: prompts, pagers, refusals.

use super::{Profile, script};
use crate::session::{profile::ProfileSpec, refusal};
use std::{collections::BTreeMap, path::Path};

/// The profile of the built-in driver `generic`.
pub fn spec() -> ProfileSpec {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../plugins/generic/profile.toml");
    toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

type Lists = BTreeMap<String, Vec<String>>;

fn lists(file: &str) -> BTreeMap<String, Lists> {
    toml::from_str(&script::read(file)).unwrap()
}

fn lines(lists: &Lists) -> impl Iterator<Item = (&str, &str)> {
    lists
        .iter()
        .flat_map(|(name, lines)| lines.iter().map(|line| (name.as_str(), line.as_str())))
}

#[test]
fn prompts_of_all_shapes_are_prompts_and_nothing_else_is() {
    let profile = Profile::compile(&spec()).unwrap();
    let lists = lists("prompts.toml");
    assert!(
        lists["prompts"].len() >= 100,
        "{} platforms",
        lists["prompts"].len()
    );
    let mut wrong = Vec::new();
    for (platform, line) in lines(&lists["prompts"]) {
        if profile.mode_of(line).is_none() {
            wrong.push(format!("{platform}: {line:?} is not taken for a prompt"));
        }
        if let Some(index) = profile
            .pagers
            .iter()
            .position(|pager| pager.pattern.is_match(line.as_bytes()))
        {
            wrong.push(format!("{platform}: {line:?} is taken for pager {index}"));
        }
    }
    for (kind, line) in lines(&lists["never"]) {
        if profile.mode_of(line).is_some() {
            wrong.push(format!("{kind}: {line:?} is taken for a prompt"));
        }
        let pager = profile
            .pagers
            .iter()
            .any(|pager| pager.pattern.is_match(line.as_bytes()));
        if pager != (kind == "pagers") {
            wrong.push(format!(
                "{kind}: {line:?} is {}taken for a pager",
                if pager { "" } else { "not " }
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn refusals_of_many_vendors_are_refusals_and_no_output_is() {
    let profile = Profile::compile(&spec()).unwrap();
    let lists = lists("refusals.toml");
    let mut wrong = Vec::new();
    for (list, refused) in [("refusals", true), ("outputs", false)] {
        for (platform, text) in lines(&lists[list]) {
            if refusal::find(text, &profile.errors).is_some() != refused {
                wrong.push(format!("{list}: {platform}: {text:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
