//! The contract's published versions: none has changed, and each holds all of the one before it.

use sha2::{Digest, Sha256};
use std::fmt::Write;
use wit_parser::{PackageId, Resolve};

/// Each version: its text, and the digest that it was published with. Once it is published that line does not change.
const VERSIONS: [(&str, &str, &str); 3] = [
    (
        "0.1.0",
        include_str!("../../../../../wit/v0.1.0/driver.wit"),
        "6df0e22b14caaa63ef6b390c1604f3d219755e7d92e33a704a5e790543910168",
    ),
    (
        "0.1.1",
        include_str!("../../../../../wit/v0.1.1/driver.wit"),
        "bf9ff0318bb15525ab09dfd4a8bb7e82e815d29abec2e5e2e8b474ab6967d9fc",
    ),
    (
        "0.1.2",
        include_str!("../../../../../wit/v0.1.2/driver.wit"),
        "0e9bb5cd07a3964e7ea959b95b0fa6c4de50fc9a018bfbf8969a1146b8c898fe",
    ),
];

#[test]
fn a_published_version_has_not_changed() {
    for (version, text, published) in VERSIONS {
        let digest = Sha256::digest(text).iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        assert_eq!(
            digest, published,
            "wit/v{version} is published: put what is new into a new version"
        );
    }
}

#[test]
fn each_is_spoken_and_none_else() {
    let versions: Vec<&str> = VERSIONS.iter().map(|(version, ..)| *version).collect();
    assert_eq!(versions, crate::plugin::CONTRACTS);
}

/// What was built for a version can do what the one after it asks of such a driver.
#[test]
fn what_was_built_for_a_version_fits_the_next() {
    for pair in VERSIONS.windows(2) {
        for world in ["parser", "driver"] {
            let mut resolve = Resolve::default();
            let mut packages = pair
                .iter()
                .map(|(version, text, _)| read(&mut resolve, version, text));
            let [before, after] = [(); 2].map(|()| packages.next().expect("two versions"));
            drop(packages);
            let selected = |package: PackageId| {
                resolve
                    .select_world(&[package], Some(world))
                    .expect("the world is there")
            };
            let (before, after) = (selected(before), selected(after));
            wit_component::semver_check(resolve, before, after)
                .unwrap_or_else(|error| panic!("{world} of {}: {error:#}", pair[1].0));
        }
    }
}

/// Not only its types: each interface and world is there again, word for word.
#[test]
fn each_version_holds_the_words_of_the_one_before_it() {
    for pair in VERSIONS.windows(2) {
        for block in pair[0].1.split("\n\n/// ").skip(1) {
            assert!(
                pair[1].1.contains(block.trim_end()),
                "{} has not: {block}",
                pair[1].0
            );
        }
    }
}

fn read(resolve: &mut Resolve, version: &str, text: &str) -> PackageId {
    resolve
        .push_source(&format!("wit/v{version}/driver.wit"), text)
        .unwrap_or_else(|error| panic!("{version}: {error:#}"))
}
