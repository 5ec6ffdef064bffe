//! The language, case by case: a template, a text, and the rows that the reference implementation gives.

use nethost_textfsm::{Cell, Fault, ParseError, Template};

fn compile(source: &str) -> Template {
    Template::compile("test", source).unwrap_or_else(|error| panic!("{error}\n{source}"))
}

/// Rows as text: cells between bars, a list's entries between commas, in brackets.
fn run(source: &str, text: &str) -> Vec<String> {
    let rows = compile(source)
        .parse(text)
        .unwrap_or_else(|error| panic!("{error}\n{source}"));
    rows.iter()
        .map(|row| row.iter().map(show).collect::<Vec<_>>().join("|"))
        .collect()
}

fn show(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.to_string(),
        Cell::List(items) => {
            format!(
                "[{}]",
                items
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join(",")
            )
        }
    }
}

#[test]
fn a_record_is_made_where_a_rule_says_so() {
    let source =
        "Value PORT (\\S+)\nValue STATE (up|down)\n\nStart\n  ^port ${PORT}\n  ^state ${STATE} -> Record\n";
    assert_eq!(
        run(source, "port a\nstate up\nport b\nstate down\n"),
        ["a|up", "b|down"]
    );
    assert_eq!(run(source, ""), Vec::<String>::new());
    assert_eq!(
        run(source, "nothing of it\nport c"),
        ["c|"],
        "the end makes a record of what is left"
    );
}

#[test]
fn the_first_rule_that_matches_takes_the_line() {
    let source = "Value A (\\w+)\nValue B (\\w+)\n\nStart\n  ^x${A} -> Record\n  ^${B} -> Record\n";
    assert_eq!(run(source, "xy\nyx\n"), ["y|", "|yx"]);
}

#[test]
fn all_alternatives_begin_at_the_start_of_the_line() {
    let source = "Value A (b+)\n\nStart\n  ^a|${A} -> Record\n";
    assert_eq!(run(source, "xbb\nbb\n"), ["bb"]);
}

#[test]
fn continue_shows_the_line_to_the_rules_that_follow() {
    let source = "Value A (\\d+)\nValue B (\\w+)\n\nStart\n  ^${A} -> Continue\n  ^\\d+ ${B} -> Continue.Record\n  ^\\d+ ${B} -> Record\n";
    assert_eq!(run(source, "1 x\n"), ["1|x", "|x"]);
}

#[test]
fn next_may_change_the_state() {
    let source = "Value A (\\w+)\n\nStart\n  ^begin -> Body\n\nBody\n  ^stop -> Start\n  ^${A} -> Record\n";
    assert_eq!(run(source, "a\nbegin\nb\nstop\nc\nbegin\nd"), ["b", "d"]);
}

#[test]
fn end_stops_without_a_record_and_eof_with_one() {
    let rules = |target: &str| format!("Value A (\\w)\n\nStart\n  ^stop -> {target}\n  ^${{A}}\n");
    assert_eq!(run(&rules("End"), "a\nstop\nb"), Vec::<String>::new());
    assert_eq!(run(&rules("EOF"), "a\nstop\nb"), ["a"]);
    assert_eq!(run(&rules("Record End"), "a\nstop\nb"), ["a"]);
}

#[test]
fn an_eof_state_silences_the_end() {
    let source = "Value A (\\w)\n\nStart\n  ^${A}\n\nEOF\n";
    assert_eq!(run(source, "a\nb"), Vec::<String>::new());
}

#[test]
fn an_end_state_may_stand_empty() {
    let source = "Value A (\\w)\n\nStart\n  ^${A} -> Record End\n\nEnd\n";
    assert_eq!(run(source, "a\nb"), ["a"]);
}

#[test]
fn clear_spares_what_is_filled_down_and_clearall_does_not() {
    let source = |operator: &str| {
        format!(
            "Value Filldown A (a\\d)\nValue B (b\\d)\n\nStart\n  ^clear -> {operator}\n  ^${{A}}\n  ^${{B}} -> NoRecord\n  ^end -> Record\n\nEOF\n"
        )
    };
    assert_eq!(
        run(&source("Clear"), "a1\nb1\nclear\nend\nb2\nend"),
        ["a1|", "a1|b2"]
    );
    assert_eq!(run(&source("Clearall"), "a1\nb1\nclear\nend\nb2\nend"), ["|b2"]);
}

#[test]
fn filldown_keeps_the_last_value_and_the_end_shows_it() {
    let source = "Value Filldown A (a\\d)\nValue Required B (b\\d)\n\nStart\n  ^${A}\n  ^${B} -> Record\n";
    assert_eq!(run(source, "a1\nb1\nb2\na2\nb3"), ["a1|b1", "a1|b2", "a2|b3"]);
    let source = "Value Filldown A (a\\d)\nValue B (b\\d)\n\nStart\n  ^${A}\n  ^${B} -> Record\n";
    assert_eq!(
        run(source, "a1\nb1"),
        ["a1|b1", "a1|"],
        "nothing but the filled value is a row too"
    );
}

#[test]
fn a_value_that_takes_no_part_is_cleared_even_if_filled_down() {
    let source = "Value Filldown A (a)\nValue B (\\d)\n\nStart\n  ^(?:${A})?,${B} -> Record\n\nEOF\n";
    assert_eq!(run(source, "a,1\n,2\n"), ["a|1", "|2"]);
}

#[test]
fn fillup_fills_the_rows_above_up_to_the_first_that_has_the_value() {
    let source =
        "Value Fillup A (a\\d)\nValue B (b\\d)\n\nStart\n  ^${A} ${B} -> Record\n  ^${B} -> Record\n";
    assert_eq!(
        run(source, "b1\na1 b2\nb3\nb4\na2 b5\nb6"),
        ["a1|b1", "a1|b2", "a2|b3", "a2|b4", "a2|b5", "|b6"]
    );
}

#[test]
fn fillup_puts_text_even_into_a_list_column() {
    let source = "Value Fillup,List A (a)\nValue B (b)\n\nStart\n  ^${B} -> Record\n  ^${A} -> Record\n";
    assert_eq!(run(source, "b\na"), ["a|b", "[a]|"]);
}

#[test]
fn required_drops_the_row_and_clears_the_record() {
    let source = "Value Required A (a\\d*)\nValue B (b\\d)\n\nStart\n  ^${A}\n  ^${B}\n  ^end -> Record\n";
    assert_eq!(run(source, "b1\nend\na1\nend\n"), ["a1|"]);
}

#[test]
fn an_empty_match_is_a_value_but_not_for_required() {
    let source =
        |choice: &str| format!("Value {choice}A (a*)\nValue B (b)\n\nStart\n  ^<${{A}}> -> Record\n");
    assert_eq!(run(&source(""), "<>\n<a>"), ["|", "a|"]);
    assert_eq!(run(&source("Required "), "<>\n<a>"), ["a|"]);
}

#[test]
fn a_list_collects_and_remembers_who_took_no_part() {
    let source = "Value List A (a\\d)\nValue B (b)\n\nStart\n  ^${A}\n  ^(?:${A})?;\n  ^${B} -> Record\n";
    assert_eq!(run(source, "a1\na2\n;\nb\nb"), ["[a1,a2,None]|b", "[]|b"]);
}

#[test]
fn a_list_that_is_filled_down_grows() {
    let source = "Value Filldown,List A (a\\d)\nValue Required B (b)\n\nStart\n  ^${A}\n  ^${B} -> Record\n";
    assert_eq!(run(source, "a1\nb\na2\nb"), ["[a1]|b", "[a1,a2]|b"]);
}

#[test]
fn required_before_list_asks_for_the_last_assignment_and_after_it_for_the_list() {
    let source = |choices: &str| {
        format!("Value {choices} A (a*)\nValue B (b)\n\nStart\n  ^<${{A}}>\n  ^${{B}} -> Record\n")
    };
    assert_eq!(run(&source("Required,List"), "<a>\n<>\nb"), Vec::<String>::new());
    assert_eq!(run(&source("List,Required"), "<a>\n<>\nb"), ["[a,]|b"]);
}

#[test]
fn named_groups_in_a_list_make_mappings() {
    let source = "Value List PAIR ((?P<key>\\w+)=(?P<value>\\d+)?)\n\nStart\n  ^${PAIR}\n";
    assert_eq!(
        run(source, "a=1\nb="),
        ["[{'key': 'a', 'value': '1'},{'key': 'b', 'value': None}]"]
    );
}

#[test]
fn a_row_of_nothing_is_no_row_and_loses_nothing() {
    let source = "Value A (a)\nValue List B (b)\n\nStart\n  ^record -> Record\n  ^${A}\n";
    assert_eq!(run(source, "record\na\nrecord"), ["a|[]"]);
}

#[test]
fn keys_are_told() {
    let template = compile("Value Key A (a)\nValue B (b)\nValue Required,Key C (c)\n\nStart\n");
    assert_eq!(template.header(), ["A", "B", "C"]);
    assert_eq!(template.keys().collect::<Vec<_>>(), [0, 2]);
}

#[test]
fn comments_blank_lines_and_line_ends_do_not_matter() {
    let source = "# a comment\r\nValue A (\\w+)\r\n  # another\r\n\r\n\r\n#\r\nStart\r\n  # in a state\r\n ^1${A} -> Record\r\n\t^2${A} -> Record   \r\n";
    assert_eq!(run(source, "1a\r\n2b\r\n"), ["a", "b"]);
}

#[test]
fn a_template_without_values_finds_nothing_and_keeps_its_dollars() {
    assert_eq!(run("\nStart\n  ^a$ -> Record\n", "a\nb\n"), Vec::<String>::new());
    let error = compile("\nStart\n  ^a$ -> Error\n").parse("ab\na").unwrap_err();
    assert!(matches!(error, ParseError::Unexpected { line: 2, .. }));
}

#[test]
fn a_value_may_be_named_twice_by_different_rules_and_not_by_one() {
    let error = Template::compile("t", "Value A (a)\n\nStart\n  ^${A}${A}\n").unwrap_err();
    assert!(matches!(error.fault, Fault::Pattern(_)) && error.line == 4);
}

#[test]
fn an_error_says_where_what_and_in_which_state() {
    let template =
        compile("Value A (a)\n\nStart\n  ^${A} -> Record Body\n\nBody\n  ^b\n  ^. -> Error \"neither\"\n");
    let error = template.parse("a\nb\n c\n").unwrap_err();
    assert_eq!(
        error,
        ParseError::Unexpected {
            template: "test".into(),
            rule_line: 8,
            line: 3,
            text: " c".into(),
            state: "Body".into(),
            message: Some("neither".into()),
        }
    );
    assert_eq!(
        error.to_string(),
        "test: line 3 is not understood in state `Body` (neither): ` c`"
    );
}

/// Compiles a template that is wrong, and looks at what is said about it.
fn refuses(source: &str, line: usize, wanted: &str) {
    let error = Template::compile("acme.textfsm", source).expect_err(source);
    let shown = error.to_string();
    assert!(shown.contains(wanted), "{shown}, wanted {wanted}\n{source}");
    assert!(
        shown.starts_with(&format!("acme.textfsm:{line}: ")),
        "{shown}\n{source}"
    );
    assert_eq!(error.text, source.lines().nth(line - 1).unwrap_or_default());
    assert!(!error.hint().is_empty());
}

#[test]
fn every_mistake_in_a_declaration_is_found_on_its_line() {
    for (declaration, wanted) in [
        ("Value", "expected a Value declaration"),
        ("Value A", "a Value needs a name and a pattern"),
        ("Value Required A", "a Value needs a name and a pattern"),
        ("Value Wrong B (b)", "unknown option `Wrong`"),
        ("Value List,List B (b)", "option `List` is given twice"),
        ("Value FIRST (b)", "Value `FIRST` is declared twice"),
        ("Value List A b", "must stand in parentheses"),
        ("Value A (b\\)", "must stand in parentheses"),
        ("Value A ([b)", "invalid pattern: unterminated character set"),
        ("Start", "expected a Value declaration"),
    ] {
        refuses(
            &format!("# comment\nValue FIRST (a)\n{declaration}\n\nStart\n"),
            3,
            wanted,
        );
    }
    refuses(
        &format!("Value {} (b)\n\nStart\n", "N".repeat(49)),
        1,
        "is longer than 48",
    );
}

#[test]
fn every_mistake_in_a_rule_is_found_on_its_line() {
    for (rule, wanted) in [
        ("  a", "a rule starts with"),
        ("   ^a", "a rule starts with"),
        ("  ^a -> Nxt.Record", "the action `Nxt.Record` is not"),
        ("  ^a -> Continue Start", "`Continue` cannot change"),
        ("  ^a -> \"text\"", "may only follow `Error`"),
        ("  ^a$", "a `$` that names no Value"),
        ("  ^${B}", "there is no Value `B`"),
        ("  ^(a", "invalid pattern: missing )"),
        ("  ^a**", "multiple repeat"),
        ("  ^(?<=a*)b", "look-behind requires fixed-width"),
        ("  ^(?i)b", "global flags not at the start"),
        ("  ^((a{1000}){1000}){1000}", "invalid pattern: "),
        ("  ^a -> Other", "there is no state `Other`"),
    ] {
        refuses(&format!("Value A (b)\n\nStart\n  ^right\n{rule}\n"), 5, wanted);
    }
}

#[test]
fn every_mistake_in_a_state_is_found_on_its_line() {
    for (rest, line, wanted) in [
        (" ^a\n", 3, "invalid state name"),
        ("Continue\n", 3, "invalid state name `Continue`"),
        ("Start\n\nStart\n", 5, "state `Start` is defined twice"),
        ("Start\n\nEOF\n  ^a\n", 6, "state `EOF` must have no rules"),
        ("Start\n\nEnd\n  ^a\n", 6, "state `End` must have no rules"),
        ("Other\n  ^a\n", 4, "there is no state `Start`"),
    ] {
        refuses(&format!("Value A (b)\n\n{rest}"), line, wanted);
    }
    refuses("", 1, "there is no state `Start`");
}
