//! A device whose prompt nobody foresaw: the error shows what it said and what was looked for, and what it says to put
//! into the inventory helps.

use super::stage::{Stage, text};
use nethost::lab::LabOptions;
use std::fs;

/// A device with the generic driver, and a prompt that is none of its.
const SESSION: &str = r#"
init_prompt: |-
  Welcome to the edge
  edge-1 =&\x20
commands:
  - "show clock\n": |-
      show clock
      10:42:07 UTC
      edge-1 =&\x20
"#;

#[test]
fn the_hint_at_an_unknown_prompt_makes_it_known() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = folder.path().join("generic#edge.yaml");
    fs::write(&session, SESSION).expect("our own file");
    let stage = Stage::with_timeouts(
        LabOptions {
            devices: 1,
            sessions: vec![session],
            ..LabOptions::default()
        },
        r#"{ connect = "5s", login = "1s", command = "5s" }"#,
    );
    let records = stage.run(&["show clock"]).ended(1);
    let error = &records[0]["error"];
    assert_eq!(text(error, "kind"), "login_timeout");
    // What the login has left of its second.
    let message = text(error, "message");
    assert!(message.starts_with("no prompt within "), "{message}");
    assert!(
        message.ends_with("s of logging in; it last said `edge-1 =&`"),
        "{message}"
    );
    let hint = text(error, "hint");
    assert!(
        hint.starts_with("it last said:\n  | Welcome to the edge\n  | edge-1 =&\nwhich matched none of:\n  "),
        "{hint}"
    );
    let override_ = &hint[hint.find("[devices.").expect("what to put into the inventory")..];
    let name = stage.names()[0].to_owned();
    assert_eq!(
        override_,
        format!("[devices.{name}.profile]\nmore_prompts.main = ['^edge-1 =&$']")
    );
    stage.edit(|inventory| format!("{inventory}\n{override_}\n"));
    let records = stage.run(&["show clock"]).ok();
    assert_eq!(text(&records[0], "raw"), "10:42:07 UTC\n");
}
