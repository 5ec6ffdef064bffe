//! Whatever stands in a file or a selector, it is an answer or a message, never a panic.

use super::parse;
use crate::inventory::{Selector, duration};
use proptest::prelude::*;

/// Words and signs of which inventories are made, so that arbitrary texts come near to being one.
fn near_inventory() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "[",
        "]",
        "[[",
        "{",
        "}",
        "=",
        ".",
        ",",
        "\n",
        "\n",
        "\n",
        " ",
        "\"",
        "'",
        "#",
        "defaults",
        "groups",
        "devices",
        "r1",
        "[devices.r1]\n",
        "[groups.g]\n",
        "[defaults]\n",
        "port",
        "host",
        "password",
        "ssh",
        "timeouts",
        "profile",
        "limits",
        "keys",
        "env",
        "prompts",
        "errors",
        "'^\\S+>$'",
        "'['",
        "\"text\"",
        "22",
        "-1",
        "1e999",
        "0xff",
        "1979-05-27",
        "true",
        "inf",
        "nan",
        "é",
        "\u{0}",
        "\r\n",
        "groups = ['g']\n",
        "username = 'a'\n",
    ]);
    prop::collection::vec(words, 0..60).prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn any_text_is_an_inventory_or_a_list_of_mistakes(text in "(?s).{0,200}") {
        check(&text);
    }

    #[test]
    fn any_near_inventory_is_one_or_a_list_of_mistakes(text in near_inventory()) {
        check(&text);
    }

    #[test]
    fn any_text_is_a_selector_or_a_message(text in "(?s).{0,100}|[a-c@*?,()\" ]{0,40}") {
        if let Err(error) = text.parse::<Selector>() {
            prop_assert!(!error.message.is_empty());
        }
    }

    #[test]
    fn any_text_is_a_duration_or_a_message(text in "(?s).{0,40}|-?[0-9.]{0,30}(ms|s|m|h)?") {
        if let Ok(duration) = duration::parse(&text) {
            prop_assert!(duration <= duration::LONGEST);
        }
    }
}

fn check(text: &str) {
    let lines = text.matches('\n').count() + 1;
    match parse("any.toml", text) {
        Ok(inventory) => assert!(!inventory.devices.is_empty()),
        Err(error) => {
            assert!(!error.mistakes().is_empty());
            for mistake in error.mistakes() {
                assert!(
                    (1..=lines).contains(&mistake.place.line) && mistake.place.column >= 1,
                    "{mistake:?}"
                );
            }
        }
    }
}
