//! Patterns mean what they mean in Python's `re`, also where the engines underneath differ.

use nethost_textfsm::{Cell, ParseError, Template};

/// What `(pattern)` takes from the start of the line; nothing if it does not match.
fn taken(pattern: &str, line: &str) -> Option<String> {
    let source = format!("Value A ({pattern})\n\nStart\n  ^${{A}} -> Record\n\nEOF\n");
    let template = Template::compile("test", &source).unwrap_or_else(|error| panic!("{error}\n{source}"));
    let rows = template
        .parse(line)
        .unwrap_or_else(|error| panic!("{error}\n{source}"));
    match rows.into_iter().next()?.into_iter().next()? {
        Cell::Text(text) => Some(text.to_string()),
        Cell::List(_) => None,
    }
}

fn takes(pattern: &str, line: &str, wanted: &str) {
    assert_eq!(
        taken(pattern, line).as_deref(),
        Some(wanted),
        "{pattern} on {line:?}"
    );
}

fn refuses(pattern: &str, line: &str) {
    assert_eq!(taken(pattern, line), None, "{pattern} on {line:?}");
}

#[test]
fn braces_that_are_no_quantifier_stand_for_themselves() {
    takes("a{", "a{b", "a{");
    takes("a{x}", "a{x}", "a{x}");
    takes("{a}", "{a}", "{a}");
    takes("a{}", "a{}", "a{}");
    takes("a{,2}", "aaa", "aa");
    takes("a{1,}b", "aab", "aab");
    takes("a{1,b", "a{1,b", "a{1,b");
}

#[test]
fn angle_brackets_are_no_word_boundaries() {
    takes("\\<none\\>", "<none>", "<none>");
    refuses("\\<none\\>", "none");
}

#[test]
fn classes_know_unicode_as_python_does() {
    takes("\\w+", "\u{e9}t\u{e9}\u{b2} ", "\u{e9}t\u{e9}\u{b2}");
    takes("\\d+", "1\u{663}\u{b2}", "1\u{663}");
    takes("a\\sb", "a\u{1f}b", "a\u{1f}b");
    takes("a\\s+b", "a\u{a0}\u{3000}b", "a\u{a0}\u{3000}b");
    takes("\\S+", "\u{2192}\u{1f600} x", "\u{2192}\u{1f600}");
    takes("[^\\W\\d]+", "\u{e9}a1", "\u{e9}a");
    takes("[\u{e0}-\u{ef}]+", "\u{e9}\u{e8}\u{fc}", "\u{e9}\u{e8}");
    takes("[^\u{e9}]+", "a\u{e8}\u{e9}", "a\u{e8}");
    takes("(?a:\\w+)", "ab\u{e9}", "ab");
    takes(".{3}", "\u{e9}\u{1f600}x!", "\u{e9}\u{1f600}x");
}

#[test]
fn case_is_ignored_inside_of_a_group_that_says_so() {
    takes("(?i:abc[d-f])x", "aBCEx", "aBCEx");
    refuses("(?i:abc)x", "abcX");
    takes("(?i:\u{e9})", "\u{c9}", "\u{c9}");
    takes("(?i:k)", "\u{212a}", "\u{212a}");
    takes("(?i:a(?-i:b))", "Ab", "Ab");
}

#[test]
fn escapes_are_those_of_python() {
    takes("\\x41\\u0042\\103\\t\\Z", "ABC\t", "ABC\t");
    takes("\\Aa[\\]\\-\\\\]+", "a]-\\", "a]-\\");
    takes("[]a]+", "]a]b", "]a]");
    takes("[a&&b~~|]+", "a&~|b-", "a&~|b");
    takes("[\\d-]+", "1-2x", "1-2");
    takes("(?x: a b )c", "abc", "abc");
}

#[test]
fn looking_around_takes_nothing() {
    takes("\\w+(?=:)", "name: x", "name");
    takes("(?!no)\\w+", "yes", "yes");
    refuses("(?!no)\\w+", "nothing");
    takes("\\S.*(?<!\\s)", "a b  ", "a b");
    takes("a+(?<=[^ ])+b", "aab", "aab");
}

#[test]
fn groups_can_be_referred_to() {
    takes("([ab])x\\2", "axa", "axa");
    refuses("([ab])x\\2", "axb");
    takes("(?P<q>['\"]).*(?P=q)", "'it' \"", "'it'");
    takes("(\u{e9}|\u{e8})\\2", "\u{e8}\u{e8}", "\u{e8}\u{e8}");
    refuses("(\\w)\\2", "\u{e8}\u{e9}");
    takes("(<)?a(?(2)>|!)", "<a>", "<a>");
    takes("(<)?a(?(2)>|!)", "a!", "a!");
    refuses("(<)?a(?(2)>|!)", "<a!");
}

#[test]
fn possessive_and_atomic_forms_give_nothing_back() {
    takes("a++b", "aab", "aab");
    refuses("a++ab", "aab");
    refuses("(?>a|ab)c", "abc");
}

#[test]
fn boundaries_know_words_beyond_ascii() {
    takes("\\bab\\b", "ab-", "ab");
    refuses("\\bab\\b", "ab\u{e9}");
    takes("ab\\B\u{e9}", "ab\u{e9}", "ab\u{e9}");
    takes("\u{e9}\\b", "\u{e9} a", "\u{e9}");
}

#[test]
fn what_takes_python_minutes_takes_no_time() {
    let source = "Value A (x)\n\nStart\n  ^(\\s*-*)*\\s*$$ -> Record\n  ^(a+)+b -> Record\n";
    let template = Template::compile("test", source).unwrap();
    let line = format!("{}!", " - ".repeat(2000));
    assert_eq!(template.parse(&line), Ok(vec![]));
    assert_eq!(template.parse(&"a".repeat(5000)), Ok(vec![]));
}

#[test]
fn what_goes_back_often_still_takes_linear_time() {
    // With a value to be told, and so with a program that tries choices; the limit on its steps would be an error.
    for pattern in [
        "(\\s*-*)*\\s*~",
        "(a+)+~",
        "(?:a|a?)+~",
        ".*a.*b.*c.*~",
        ".*?a.*?b.*?c.*?~",
        "(?:\\S+\\s*)*~",
        "\\w*\\w*\\w*\\w*~",
        "(?:(?=a*-)a)*~",
        "(?:(?<!x)[ab]+)*~",
        "(?:(?:x?)*){20}~",
        "(?>a+|b)*~",
    ] {
        for text in [
            " - ".repeat(700),
            "a".repeat(2000),
            "ab c".repeat(500),
            "a- ".repeat(700),
        ] {
            refuses(pattern, &text);
            assert_eq!(
                taken(&format!("{pattern}|[^~]*"), &text).as_ref(),
                Some(&text),
                "{pattern}"
            );
        }
    }
}

#[test]
fn what_is_found_after_much_going_back_is_what_python_finds() {
    let text = format!("{}- x - x", "- ".repeat(300));
    takes("(?:\\s*-*)*x", &text, &text[..603]);
    takes("(?:\\s*-*x?)*", &text, &text);
    let text = format!("{}!{}", "ab ".repeat(200), "cd ".repeat(200));
    takes("(?:\\S+?\\s?)*!", &text, &text[..601]);
    takes("(?:(?=(\\w))\\2b? ?)*!", &text, &text[..601]);
    takes("(?:(?>\\w+) ?)+(?=!)", &text, &text[..600]);
}

#[test]
fn a_loop_over_nothing_ends_where_python_ends_it() {
    takes("(?:a|(b?))*c", "abac", "abac");
    takes("(?:a*)*b", "aab", "aab");
    takes("(?:|a)*", "aa", "");
    takes("(?:|a)*b", "aab", "aab");
    takes("(?:a??)*?b", "aab", "aab");
    takes("(?:a*?){2,}", "aa", "");
    takes("(?:a|){3}b", "aab", "aab");
}

#[test]
fn what_python_fills_wrongly_is_refused_with_its_place() {
    for (pattern, place) in [("(?:(?P<A>a)|b)++c", 17), ("(?P<A>a(?(A)b|c))", 13)] {
        let source = format!("Value A (x)\n\nStart\n  ^{pattern}\n");
        let error = Template::compile("test", &source).unwrap_err();
        let said = error.to_string();
        assert!(
            error.line == 4 && said.contains(&format!("at character {place}")),
            "{said}"
        );
    }
    // There is only one way through a round.
    takes("(?:(\\w)-)++", "a-b-c", "a-b-");
    let source = "Value A (x)\n\nStart\n  ^(?:(?P<A>\\w)-)++c -> Record\n\nEOF\n";
    let rows = Template::compile("test", source).unwrap().parse("a-b-c").unwrap();
    assert_eq!(rows, [[Cell::Text("b".into())]]);
}

#[test]
fn case_beyond_ascii_is_that_of_python() {
    takes("(?i:\u{b5}+)", "\u{3bc}\u{39c}\u{b5}", "\u{3bc}\u{39c}\u{b5}");
    takes("(?i:[\u{e0}-\u{e5}]+)", "\u{c5}\u{212b}\u{e6}", "\u{c5}\u{212b}");
    takes("(?i:(\u{3c3})\\2)", "\u{3c3}\u{3a3}", "\u{3c3}\u{3a3}");
    refuses("(?ai:\u{e9})", "\u{c9}");
}

#[test]
fn a_pattern_that_gives_up_is_an_error_and_not_a_miss() {
    let source = "Value A (x)\n\nStart\n  ^((?:a|aa)+)\\1c(?<=x) -> Record\n";
    let template = Template::compile("test", source).unwrap();
    let line = format!("{}bcx", "a".repeat(40));
    let error = template.parse(&format!("\n{line}\n")).unwrap_err();
    assert!(
        matches!(&error, ParseError::StepLimit { rule_line: 4, line: 2, state, text, .. } if state == "Start" && *text == line),
        "{error}"
    );
}
