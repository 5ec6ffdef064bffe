//! What the tests of getters share: answers in both forms.

use nethost_driver::{
    Output,
    testing::{Tested, answer},
};
use nethost_driver_arista_eos::AristaEos;
use std::{fs, path::Path};

pub static DRIVER: Tested<AristaEos> = Tested::new(env!("CARGO_MANIFEST_DIR"));

pub fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a file")
}

/// A command answered in JSON.
pub fn json(command: &str, file: &str) -> Output {
    answer(
        &format!("{command} | json"),
        &read(&format!("tests/json/{file}.json")),
    )
}

/// A command that was asked for JSON, answered in text all the same.
pub fn text(command: &str, file: &str) -> Output {
    answer(
        &format!("{command} | json"),
        &DRIVER.fixture(&format!("{file}.txt")),
    )
}
