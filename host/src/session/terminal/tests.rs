use super::Terminal;

/// What a terminal of 80 columns shows; the last line is the current one.
fn show(bytes: &[u8]) -> String {
    let mut terminal = Terminal::new(80, 1 << 20);
    terminal.feed(bytes);
    let mut text = terminal.take_finished();
    text += &terminal.line();
    let mut pieces = Terminal::new(80, 1 << 20);
    for &byte in bytes {
        pieces.feed(&[byte]);
    }
    assert_eq!(pieces.take_finished() + &pieces.line(), text, "byte by byte");
    text
}

#[test]
fn every_line_ending_ends_one_line() {
    assert_eq!(show(b"a\nb\r\nc\r\r\nd\n\re\x1bEf"), "a\nb\nc\nd\ne\nf");
}

#[test]
fn a_carriage_return_overwrites() {
    assert_eq!(show(b"  1%\r 50%\r100%\r\ndone"), "100%\ndone");
    assert_eq!(show(b"longer line\rshort"), "shortr line");
}

#[test]
fn blanks_at_a_lines_end_stay() {
    assert_eq!(show(b"name   \r\nr1# "), "name   \nr1# ");
    assert_eq!(show(b"r1# \rr1# "), "r1# ");
}

#[test]
fn what_is_wiped_leaves_nothing_behind() {
    assert_eq!(show(b"shox\x08 \x08w"), "show");
    assert_eq!(show(b"shox\x08 \x08"), "sho");
    for wipe in [
        &b"\x08\x08\x08\x08\x08\x08\x08\x08\x08\x08          \x08\x08\x08\x08\x08\x08\x08\x08\x08\x08"[..],
        b"\r          \r",
        b"\r            \r",
        b"\r\x1b[K",
        b"\x1b[2K\r",
        b"\x1b[10D\x1b[J",
        b"\x1b[1G\x1b[10P",
        b"\x1b[10D\x1b[10X",
    ] {
        assert_eq!(
            show(&[b" --More-- ", wipe].concat()),
            "",
            "{}",
            wipe.escape_ascii()
        );
        let more = [b"one\r\n --More-- ", wipe, b"ab\r\n\r\nr1# "].concat();
        assert_eq!(show(&more), "one\nab\n\nr1# ", "{}", wipe.escape_ascii());
    }
}

#[test]
fn a_wiped_place_within_a_line_is_blank() {
    assert_eq!(show(b"one-two\x1b[4D\x1b[1X"), "one two");
    assert_eq!(show(b"ab\x1b[3Cc"), "ab   c");
}

#[test]
fn characters_are_inserted_and_deleted() {
    assert_eq!(show(b"show clok\x08\x1b[1@c"), "show clock");
    assert_eq!(show(b"shoow\x1b[3D\x1b[P"), "show");
}

#[test]
fn lines_above_are_redrawn() {
    assert_eq!(
        show(b"page\r\n--More--\r\n\x1b[A\x1b[2Knext\r\nr1#"),
        "page\nnext\nr1#"
    );
    assert_eq!(show(b"a\r\nb\r\nc\x1b[2A\x1b[Jx"), "ax");
    assert_eq!(show(b"one\r\ntwo\x1b[1Fsix\r\n"), "six\ntwo");
}

#[test]
fn the_cursor_comes_back_to_where_it_was_saved() {
    assert_eq!(show(b"r1#\x1b7 status \x1b8\x1b[Kshow"), "r1#show");
    assert_eq!(show(b"r1#\x1b[s\r\nlog\x1b[u!"), "r1#!");
}

#[test]
fn what_only_looks_nice_is_dropped() {
    assert_eq!(show(b"\x1b[1;31mred\x1b[0m\x1b[38;2;1;2;3m!\x1b[m"), "red!");
    assert_eq!(
        show(b"\x1b]0;title\x07a\x1b]2;title\x1b\\b\x1bP1$r0m\x1b\\c"),
        "abc"
    );
    assert_eq!(
        show(b"\x1b(B\x1b)0\x0e\x0fa\x1b[?2004h\x1b[?25lb\x1b=\x1b>c\x07\x00\x7fd"),
        "abcd"
    );
}

#[test]
fn a_cleared_screen_begins_a_line() {
    assert_eq!(show(b"\x1b[H\x1b[Jr1#"), "r1#");
    assert_eq!(show(b"old\x1b[2J\x1b[1;1Hnew"), "\nnew");
    assert_eq!(show(b"text\x1b[24;1Hr1# \x1b[24;5H"), "r1# ");
}

#[test]
fn a_sequence_without_end_swallows_little() {
    assert_eq!(show(b"\x1b]0;lost\r\nr1#"), "\nr1#");
    assert_eq!(show(b"\x1b[1\r\nr1#"), "\nr1#");
    let long = [b"\x1b]", "x".repeat(5000).as_bytes()].concat();
    assert!(show(&long).len() > 800);
}

#[test]
fn a_line_wraps_at_the_width_and_is_one_line_still() {
    let long = "x".repeat(100);
    assert_eq!(show(format!("{long}\r\nend").as_bytes()), format!("{long}\nend"));
    assert_eq!(
        show(format!("{} \r{}", "a".repeat(80), "b").as_bytes()),
        format!("{}b", "a".repeat(80))
    );
}

#[test]
fn characters_of_all_kinds_are_shown() {
    assert_eq!(show("Zürich – 東京\r\n".as_bytes()), "Zürich – 東京\n");
    assert_eq!(show(b"caf\xe9\r\nZ\xfcrich"), "café\nZürich");
}

#[test]
fn a_very_long_line_loses_nothing() {
    let long = "x".repeat(40_000);
    let shown = show(format!("{long}\rabc\r\n").as_bytes());
    assert_eq!(shown, format!("{long}\nabc\n"));
    let edited = show(format!("a\x08{long}\r\n").as_bytes());
    assert_eq!(edited.replace('\n', ""), long);
}

#[test]
fn no_more_is_kept_than_the_limit() {
    for bytes in [
        b"line\r\n".repeat(1000),
        b"x".repeat(5000),
        b"ab\rcd\n".repeat(1000),
    ] {
        let mut terminal = Terminal::new(80, 1000);
        terminal.feed(&bytes);
        assert!(terminal.has_overflowed());
        assert!(terminal.finished().len() + terminal.line().len() <= 1003);
    }
}

#[test]
fn a_masked_line_is_not_kept() {
    let mut terminal = Terminal::new(80, 1000);
    terminal.feed(b"Password: ");
    terminal.mask_line();
    terminal.feed(b"s3cret\r\nr1#");
    assert_eq!(terminal.finished(), "Password: \n");
    assert_eq!(terminal.line(), "r1#");
}
