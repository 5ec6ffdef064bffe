//! What a driver says of itself.

use super::{
    Checked, Finding, Rule,
    text::{is_semantic, is_snake_case, snake_case},
};
use crate::plugin::{Driver, model::Description};
use std::collections::BTreeSet;

const PLATFORM: Rule = Rule {
    id: "description-platform",
    says: "the platform's name is in snake case, such as acme_os",
    why: "inventories name it, and those of other tools write it so",
};

const ALIASES: Rule = Rule {
    id: "description-aliases",
    says: "no alias is there twice, or is the platform's own name",
    why: "a name must mean one driver",
};

const VENDOR: Rule = Rule {
    id: "description-vendor",
    says: "the vendor has a name",
    why: "who installs a driver is shown whose devices it is for",
};

const VERSION: Rule = Rule {
    id: "description-version",
    says: "the version is semantic, such as 1.2.0",
    why: "updates are told apart by it",
};

const SAME: Rule = Rule {
    id: "description-same",
    says: "describes itself in the same way each time",
    why: "what is installed and what runs would not be the same driver",
};

/// Where templates and Rust have it.
const MEND: &str = "driver.toml, or what `describe` gives";

pub(super) fn run(driver: &Driver) -> Vec<Checked> {
    let mut checks = named(driver.description());
    checks.push(SAME.found(same(driver)));
    checks
}

fn named(it: &Description) -> Vec<Checked> {
    let mut platform = Vec::new();
    if !is_snake_case(&it.platform) {
        let what = format!("the platform is called {:?}", it.platform);
        platform.push(Finding::wrong(
            what,
            format!("{MEND}: platform = \"{}\"", snake_case(&it.platform)),
        ));
    }
    let mut vendor = Vec::new();
    if it.vendor.trim().is_empty() {
        vendor.push(Finding::wrong("it names no vendor", format!("{MEND}: vendor")));
    }
    let mut version = Vec::new();
    if !is_semantic(&it.version) {
        let what = format!("the version is {:?}", it.version);
        version.push(Finding::wrong(what, format!("{MEND}: version = \"0.1.0\"")));
    }
    vec![
        PLATFORM.found(platform),
        ALIASES.found(aliases(it)),
        VENDOR.found(vendor),
        VERSION.found(version),
    ]
}

fn aliases(it: &Description) -> Vec<Finding> {
    let mut seen = BTreeSet::from([it.platform.to_lowercase()]);
    it.aliases
        .iter()
        .filter(|alias| !seen.insert(alias.to_lowercase()))
        .map(|alias| {
            Finding::wrong(
                format!("the alias {alias:?} is there twice, or is the platform's own name"),
                format!("{MEND}: aliases"),
            )
        })
        .collect()
}

fn same(driver: &Driver) -> Vec<Finding> {
    let mend = "`describe` may depend on nothing but the driver's own files";
    let wrong = |what: String| vec![Finding::wrong(what, mend)];
    match driver.describe_again().result {
        Ok(again) if again == *driver.description() => Vec::new(),
        Ok(_) => wrong("it described itself in another way the second time".into()),
        Err(fault) => wrong(format!("it failed when it was asked a second time: {fault}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Description {
        Description {
            platform: "acme_os".into(),
            aliases: vec!["acme".into(), "acme.os".into()],
            vendor: "Acme".into(),
            version: "1.0.0".into(),
            ..Description::default()
        }
    }

    #[track_caller]
    fn finds(id: &str, spoil: impl FnOnce(&mut Description)) {
        let mut description = good();
        spoil(&mut description);
        let ids: Vec<_> = named(&description)
            .into_iter()
            .filter(|check| !check.findings.is_empty())
            .map(|check| check.id)
            .collect();
        assert_eq!(ids, [id]);
    }

    #[test]
    fn a_complete_description_passes() {
        assert!(named(&good()).iter().all(|check| check.findings.is_empty()));
    }

    #[test]
    fn each_mistake_is_found_by_its_check() {
        finds("description-platform", |it| it.platform = "Acme-OS".into());
        finds("description-aliases", |it| it.aliases.push("ACME".into()));
        finds("description-aliases", |it| it.aliases.push("acme_os".into()));
        finds("description-vendor", |it| it.vendor.clear());
        finds("description-version", |it| it.version = "1.0".into());
    }
}
