//! Rules, and what differs between one and an answer.

use super::{
    condition::Condition,
    difference::Difference,
    judge::{differences, holds},
    place::{Found, Step, find, instead},
};
use crate::{
    inventory::Selector,
    plugin::model::{About, Request},
};
use serde_json::Value;
use std::sync::Arc;

/// The rules of one file.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The file's name, for messages.
    pub file: Arc<str>,
    /// In the file's order.
    pub rules: Vec<Rule>,
}

/// One thing that should be true.
#[derive(Clone, Debug)]
pub struct Rule {
    /// As the policy names it, else its getter and place.
    pub name: Arc<str>,
    /// File and line, as `core.toml:7`.
    pub place: Arc<str>,
    /// Whom it is about; none for all devices.
    pub hosts: Option<Selector>,
    /// Platforms that it is about, as the policy writes them; empty for all.
    pub platforms: Vec<String>,
    /// Whose answer it is about.
    pub request: Request,
    pub(super) at: Vec<Step>,
    /// Which of the places that `at` leads to are meant.
    pub(super) filter: Option<Condition>,
    /// What should be true at each of them.
    pub(super) expect: Option<Condition>,
    /// How many of them there should be.
    pub(super) count: Option<Condition>,
    /// There need be none.
    pub(super) optional: bool,
}

impl Rule {
    /// The getter that is asked, with its arguments where there are such.
    pub fn asks(&self) -> String {
        asked(&self.request)
    }

    /// Whether the rule is about a platform that has these names.
    pub fn is_about_platform(&self, names: &[&str]) -> bool {
        let meant = |platform: &String| names.iter().any(|name| name.eq_ignore_ascii_case(platform));
        self.platforms.is_empty() || self.platforms.iter().any(meant)
    }

    /// What in a getter's answer is not as the rule says; empty where it holds.
    pub fn judge(&self, answer: &Value) -> Vec<Difference> {
        let places: Vec<Found<'_>> = find(&self.at, answer)
            .into_iter()
            .filter(|place| {
                let fits = |filter| holds(filter, place.value);
                self.filter.as_ref().is_none_or(fits)
            })
            .collect();
        let mut found = Vec::new();
        let way = || self.at.iter().map(ToString::to_string).collect::<Vec<_>>();
        if let Some(count) = &self.count {
            let number = Value::from(places.len());
            if !holds(count, Some(&number)) {
                found.push(Difference {
                    at: way(),
                    expected: format!("{count}{}", self.such()),
                    got: number.to_string(),
                });
            }
        }
        let Some(expect) = &self.expect else {
            return found;
        };
        if places.is_empty() && self.count.is_none() && !self.optional && !holds(expect, None) {
            let instead = instead(&self.at, answer);
            found.push(Difference {
                at: way(),
                expected: format!("{expect}{}", self.such()),
                got: if instead.is_empty() {
                    "nothing there".to_owned()
                } else {
                    format!("nothing there; it has {instead}")
                },
            });
        }
        for place in places {
            let mut at = place.at;
            differences(expect, place.value, &mut at, &mut found);
        }
        found
    }

    fn such(&self) -> String {
        self.filter
            .as_ref()
            .map(|filter| format!(", where {filter}"))
            .unwrap_or_default()
    }
}

/// The getter with what it is asked about: `ping 192.0.2.1 vrf blue`.
pub(super) fn asked(request: &Request) -> String {
    let About {
        destination,
        source,
        vrf,
        protocol,
        count,
        size,
        timeout,
        ttl,
    } = request.about();
    let mut words = vec![request.getter().name().to_owned()];
    words.extend(destination.clone());
    let named = |name: &str, text: Option<String>| text.map(|text| format!("{name} {text}"));
    let number = |number: &Option<u32>| number.map(|number| number.to_string());
    let others = [
        named("source", source.clone()),
        named("vrf", vrf.clone()),
        named("protocol", protocol.clone()),
        named("count", number(count)),
        named("size", number(size)),
        named("timeout", number(timeout)),
        named("ttl", ttl.map(|ttl| ttl.to_string())),
    ];
    words.extend(others.into_iter().flatten());
    words.join(" ")
}
