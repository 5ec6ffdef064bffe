//! The room as a whole: files in, devices or mistakes out.

mod any_text;
mod bad;
mod good;
mod layers;
mod logins;
mod secrets;
mod selectors;
mod ssh_config;

use super::{Inventory, InventoryError, Surroundings, load_for, parse_for};
use std::path::{Path, PathBuf};

/// A user whose home is not on this machine.
fn ana() -> Surroundings {
    Surroundings {
        home: Some("/home/ana/of/no/machine".into()),
        user: Some("ana".into()),
    }
}

fn parse(name: &str, text: &str) -> Result<Inventory, InventoryError> {
    parse_for(name, text, &ana())
}

fn load(path: &Path) -> Result<Inventory, InventoryError> {
    load_for(path, &ana())
}

fn testdata(folder: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "src/inventory/testdata", folder]
        .iter()
        .collect()
}

/// Reads a file of `testdata/good` under its bare name, so that its relative paths begin nowhere.
fn good(file: &str) -> Inventory {
    let text = std::fs::read_to_string(testdata("good").join(file)).expect("the fixture is there");
    parse(file, &text).unwrap_or_else(|error| panic!("{error}"))
}

fn mistakes(text: &str) -> InventoryError {
    parse("lab.toml", text).expect_err("the text is wrong")
}
