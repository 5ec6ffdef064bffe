//! The built-in drivers, as the command line tells of them.

use crate::support::nethost::Desk;
use nethost::plugin::shelf::Shelf;
use std::{fs, path::Path};

#[test]
fn each_drivers_page_is_what_it_says_of_itself() {
    let names = Shelf::built_in_names();
    assert!(
        !names.is_empty(),
        "nethost carries no driver: make nethost PROFILE=dev"
    );
    let desk = Desk::new("");
    for name in names {
        let page = desk.nethost(&["plugin", "page", &name]);
        assert_eq!(page.code, Some(0), "{name}: {}", page.stderr);
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../plugins")
            .join(name.replace('_', "-"));
        let file = fs::read_to_string(folder.join("README.md")).unwrap_or_default();
        assert!(
            file == page.stdout,
            "plugins/{}/README.md is not what the driver says: make pages",
            name.replace('_', "-")
        );
    }
}

// To learn whether one of them was called so, all were compiled: seventeen silent seconds on first use.
#[test]
fn what_a_driver_is_called_is_known_without_compiling_the_others() {
    let desk = Desk::new("");
    let compiled = |arguments: &[&str]| {
        let cache = tempfile::tempdir().expect("a folder");
        let output = desk
            .command(arguments)
            .env("XDG_CACHE_HOME", cache.path())
            .output()
            .expect("nethost runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        let files = fs::read_dir(cache.path().join("nethost/drivers")).expect("a cache");
        let is_compiled = |path: &Path| path.extension().is_some_and(|it| it == "cwasm");
        let files = files.filter(|file| file.as_ref().is_ok_and(|file| is_compiled(&file.path())));
        (
            String::from_utf8_lossy(&output.stdout).into_owned(),
            files.count(),
        )
    };
    let inventory = |platform: &str| {
        format!(
            "[defaults]\nplatform = \"{platform}\"\nusername = \"u\"\n[devices.r1]\nhost = \"192.0.2.1\"\n"
        )
    };
    desk.write("vtysh.toml", &inventory("vtysh"));
    let plan = ["run", "--dry-run", "-i", "vtysh.toml"];
    let (planned, files) = compiled(&[&plan[..], &["show version"]].concat());
    assert!(planned.contains("frr"), "{planned}");
    assert_eq!(files, 1);
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/../plugins/dist/frr.wasm");
    let (_, files) = compiled(&[&plan[..], &["--plugin", own, "show version"]].concat());
    assert_eq!(files, 1);
}

#[test]
fn each_is_called_by_all_its_aliases() {
    let desk = Desk::new("");
    let card = |name: &str| -> serde_json::Value {
        let card = desk.nethost(&["plugin", "inspect", name, "--json"]);
        serde_json::from_str(&card.stdout).unwrap_or_else(|_| panic!("{name}: {}", card.stderr))
    };
    for name in Shelf::built_in_names() {
        let aliases = card(&name)["aliases"].clone();
        let aliases = aliases.as_array().expect("a list");
        assert!(!aliases.is_empty(), "{name}");
        for alias in aliases {
            let alias = alias.as_str().expect("a text");
            assert_eq!(card(alias)["platform"], name.as_str(), "{alias}");
        }
    }
}
