//! What holds for every template and every text.

use nethost_textfsm::{Template, index::Index};
use proptest::prelude::*;

/// Templates that are often right: pieces of the language in a likely order.
fn template() -> impl Strategy<Value = String> {
    let choices = prop::sample::select(vec![
        "",
        "Required ",
        "Filldown ",
        "List ",
        "Fillup,Key ",
        "Filldown,List ",
    ]);
    let piece = prop::sample::select(vec![
        "\\S+",
        "\\w*",
        "a",
        "[ab]+",
        ".*",
        "(a|b)*",
        "\\s+",
        "(?=a)",
        "(?<!b)",
        "\\b",
        "b{2}",
        "{",
        "\\d+?",
        "(a)\\2",
        "(?>a*)",
        "\u{e9}",
        "[^\u{e9}]",
        "(?P<n>a)?",
        "(?i:A)",
        ")",
        "[",
        "*",
    ]);
    let action = prop::sample::select(vec![
        "",
        " -> Record",
        " -> Continue",
        " -> Continue.Record",
        " -> Clear",
        " -> Clearall Start",
        " -> Next.Record Two",
        " -> Error",
        " -> EOF",
        " -> End",
    ]);
    let value = (choices, prop::collection::vec(piece.clone(), 1..3));
    let rule = (prop::collection::vec(piece, 0..3), prop::bool::ANY, action);
    (value, prop::collection::vec(rule, 1..5)).prop_map(|((choices, value), rules)| {
        let mut source = format!("Value {choices}A ({})\n\nStart\n", value.concat());
        for (place, (pieces, named, action)) in rules.iter().enumerate() {
            if place == 3 {
                source.push_str("\nTwo\n");
            }
            let named = if *named { "${A}" } else { "" };
            source.push_str(&["  ^", &pieces.concat(), named, action, "\n"].concat());
        }
        source
    })
}

fn text() -> impl Strategy<Value = String> {
    let char = prop::sample::select(
        "aabb1 \t-{:\n\n\r\u{b}\u{e9}\u{e8}\u{b2}\u{2028}\u{1f600}"
            .chars()
            .collect::<Vec<_>>(),
    );
    prop::collection::vec(char, 0..80).prop_map(|chars| chars.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_text_may_be_a_template(source in "(?s).{0,200}", text in "(?s).{0,200}") {
        if let Ok(template) = Template::compile("any", &source) {
            let _ = template.parse(&text);
        }
    }

    #[test]
    fn a_mistake_stands_on_a_line_of_the_template(source in template()) {
        if let Err(error) = Template::compile("any", &source) {
            prop_assert_eq!(Some(error.text.as_str()), source.lines().nth(error.line - 1));
        }
    }

    #[test]
    fn every_row_has_every_column(source in template(), text in text()) {
        if let Ok(template) = Template::compile("any", &source)
            && let Ok(rows) = template.parse(&text)
        {
            prop_assert!(rows.iter().all(|row| row.len() == template.header().len()));
        }
    }

    #[test]
    fn a_template_forgets_what_it_parsed(source in template(), first in text(), second in text()) {
        if let (Ok(used), Ok(fresh)) = (Template::compile("any", &source), Template::compile("any", &source)) {
            let _ = used.parse(&first);
            prop_assert_eq!(used.parse(&second), fresh.parse(&second));
        }
    }

    #[test]
    fn line_ends_may_be_of_any_system(source in template(), text in text()) {
        let plain = text.replace('\r', "\n");
        if let Ok(template) = Template::compile("any", &source) {
            let rows = template.parse(&plain);
            prop_assert_eq!(&rows, &template.parse(&plain.replace('\n', "\r\n")));
            prop_assert_eq!(&rows, &template.parse(&plain.replace('\n', "\r")));
            let carried = Template::compile("any", &source.replace('\n', "\r\n"));
            prop_assert_eq!(&rows, &carried.expect("the same template").parse(&plain));
        }
    }

    #[test]
    fn any_text_may_be_an_index(source in "(?s).{0,200}") {
        if let Ok(index) = Index::read("any", &source) {
            let _ = index.find("platform", "command");
        }
    }
}
