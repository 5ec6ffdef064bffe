//! What a driver can do to whoever calls it.

use nethost_driver::{Level, log};
use std::hint::black_box;

/// Does the harm of this name; returns where there is none.
pub fn do_harm(name: &str) {
    match name {
        "loop" => loop {
            black_box(0);
        },
        "eat" => {
            let mut eaten = Vec::new();
            loop {
                eaten.push(black_box(vec![1_u8; 1 << 20]));
            }
        }
        "recurse" => {
            black_box(recurse(1));
        }
        "panic" => panic!("on purpose"),
        "log" => loop {
            log(Level::Info, "again");
        },
        // Many lines, of which each is all that the memory holds.
        "heavy log" => {
            let line = "x".repeat(60 << 20);
            loop {
                log(Level::Info, &line);
            }
        }
        _ => {}
    }
}

#[allow(unconditional_recursion, reason = "that is the harm")]
fn recurse(depth: u64) -> u64 {
    black_box(recurse(black_box(depth + 1))) + 1
}

/// A text that clears a screen, sets a title, turns the direction of writing, ends lines, and begins a row of CSV or an object of
/// JSON of its own.
pub fn hostile_text() -> String {
    "\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}\u{2066}\u{2028}\u{7f}\0\r\n\",\"forged\"\n{\"device\":\"forged\"}\n\u{8}".into()
}
