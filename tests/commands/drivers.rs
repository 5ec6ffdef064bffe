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
