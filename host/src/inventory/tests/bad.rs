//! What a person is told of each kind of mistake.

use super::{load, mistakes, parse, testdata};
use crate::inventory::InventoryError;
use std::{fmt::Write as _, path::Path};

#[test]
fn each_mistake_names_its_place_and_what_to_do() {
    let mut files: Vec<_> = testdata("bad")
        .read_dir()
        .expect("the folder is there")
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    files.sort();
    assert!(files.len() >= 19, "fixtures are missing: {files:?}");
    for path in files {
        let name = path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .expect("names are text")
            .to_owned();
        let text = std::fs::read_to_string(&path).expect("the fixture can be read");
        let error = parse(&format!("{name}.toml"), &text).expect_err(&name);
        insta::with_settings!({ snapshot_path => "../testdata/snapshots", prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(name, error.to_string());
        });
    }
}

#[test]
fn no_mistake_tells_a_value_that_may_be_a_secret() {
    for line in [
        "password = 20406080",
        "password = hunter2hunter2",
        "password = \"hunter2hunter2",
        "password = ['hunter2hunter2']",
        "password = { env = \"LAB\", colour = \"hunter2hunter2\" }",
        "enable = 'hunter2hunter2\nusername = 'x'",
    ] {
        let error = mistakes(&format!(
            "[defaults]\nusername = \"admin\"\n{line}\n[devices.r1]\n"
        ));
        for told in [error.to_string(), format!("{error:?}")] {
            assert!(!told.contains("hunter2") && !told.contains("20406080"), "{told}");
        }
    }
}

#[test]
fn a_long_list_of_mistakes_is_cut_and_counted() {
    let mut text = String::from("[defaults]\nusername = \"admin\"\n");
    for device in 0..500 {
        write!(text, "[devices.r{device}]\ngroups = [\"nowhere\"]\n").expect("memory takes it");
    }
    let error = mistakes(&text);
    assert_eq!(error.mistakes().len(), 500);
    let told = error.to_string();
    assert_eq!(told.lines().count(), 41);
    assert!(told.ends_with("and 480 more"), "{told}");
}

#[test]
fn a_file_that_cannot_be_read_says_why_and_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("latin.toml"), b"[defaults]\n# caf\xe9\n").expect("it can be written");
    std::fs::create_dir(at("folder.toml")).expect("it can be made");
    for (path, part) in [
        (at("absent.toml"), "it does not exist"),
        (at("folder.toml"), "it is a folder"),
        (
            at("latin.toml"),
            "latin.toml:2: the inventory is not text in UTF-8",
        ),
        (
            at("hosts.yaml"),
            "inventories ending in .yaml cannot be read, only .toml",
        ),
        (at("hosts"), "no ending that tells its format"),
    ] {
        let error = load(&path).expect_err(part);
        assert!(error.to_string().contains(part), "{error}");
        assert!(!error.hint().is_empty(), "{error}");
    }
}

#[test]
fn a_file_without_end_is_not_read_into_memory() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("huge.toml");
    let file = std::fs::File::create(&path).expect("it can be made");
    file.set_len(super::super::format::LARGEST + 1)
        .expect("a sparse file takes no room");
    let error = load(Path::new(&path)).expect_err("it is too large");
    assert!(matches!(error, InventoryError::TooLarge { .. }), "{error}");
}

#[test]
fn nesting_without_end_is_a_mistake_and_not_the_end_of_the_stack() {
    for text in [
        format!("x = {}", "[".repeat(100_000)),
        format!("x = {}", "{a=".repeat(100_000)),
        format!("{}a = 1", "a.".repeat(100_000)),
        format!("[{}a]", "a.".repeat(100_000)),
        format!("[devices.{}a]", "a.".repeat(100_000)),
    ] {
        assert!(!mistakes(&text).mistakes().is_empty());
    }
}

#[test]
fn a_text_full_of_mistakes_is_told_of_in_a_moment() {
    for text in [
        "= 1\n".repeat(20_000),
        "\"".repeat(50_000),
        "a = { b = 1, ".repeat(20_000),
        "[x]\n".repeat(20_000),
    ] {
        assert!(!mistakes(&text).mistakes().is_empty());
    }
}
