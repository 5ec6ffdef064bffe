//! The manual that the program carries.

use super::golden::golden;
use crate::support::nethost::Desk;

#[track_caller]
fn is_explained(verb: &[&str]) {
    let done = Desk::new("").nethost(&[verb, &["--help"]].concat());
    golden(
        &["help"].iter().chain(verb).copied().collect::<Vec<_>>().join("_"),
        &done,
    );
}

#[test]
fn the_program() {
    is_explained(&[]);
}

#[test]
fn run() {
    is_explained(&["run"]);
}

#[test]
fn facts() {
    is_explained(&["facts"]);
}

#[test]
fn get() {
    is_explained(&["get"]);
}

#[test]
fn check() {
    is_explained(&["check"]);
}

#[test]
fn backup() {
    is_explained(&["backup"]);
}

#[test]
fn parse() {
    is_explained(&["parse"]);
}

#[test]
fn connect() {
    is_explained(&["connect"]);
}

#[test]
fn probe() {
    is_explained(&["probe"]);
}

#[test]
fn inventory() {
    is_explained(&["inventory"]);
    is_explained(&["inventory", "list"]);
    is_explained(&["inventory", "check"]);
}

#[test]
fn plugin() {
    is_explained(&["plugin"]);
    is_explained(&["plugin", "new"]);
    is_explained(&["plugin", "build"]);
    is_explained(&["plugin", "inspect"]);
    is_explained(&["plugin", "publish"]);
    is_explained(&["plugin", "sign"]);
    is_explained(&["plugin", "test"]);
    is_explained(&["plugin", "check"]);
}

#[test]
fn lab() {
    is_explained(&["lab"]);
    is_explained(&["lab", "serve"]);
}

#[test]
fn doctor() {
    is_explained(&["doctor"]);
}

#[test]
fn completions() {
    is_explained(&["completions"]);
}

#[test]
fn no_verb_at_all_is_told_the_verbs() {
    golden("help_no_verb", &Desk::new("").nethost(&[]));
}
