//! How wide text stands on a terminal, and where it is cut to stand on several lines.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Less room than this behind a word is not worth beginning to cut the next one.
const CRUMB: usize = 2;

/// Characters that are taken for one at most, or a device's endless accents would take endless time.
const JOINED: usize = 32;

/// The columns that one line of text takes.
pub(super) fn width(line: &str) -> usize {
    // Nearly all that devices say is ASCII, where a byte is a column.
    // All are looked at, which the compiler does many at once.
    if line.bytes().fold(true, |plain, byte| plain & is_plain(byte)) {
        line.len()
    } else {
        line.width()
    }
}

/// Cuts a line into parts that are at most `room` wide, between words where that can be. Blanks that would begin a
/// part are dropped, those that end one may stay.
pub(super) fn wrap(line: &str, room: usize) -> Vec<&str> {
    // With no room at all it would never end.
    let room = room.max(1);
    let mut parts = Vec::new();
    let (mut start, mut end, mut used) = (0, 0, 0);
    let mut at = 0;
    for mut word in line.split(' ') {
        let next = at + word.len() + 1;
        loop {
            let begins = start == end;
            let before = if begins { 0 } else { used + 1 };
            let left = room.saturating_sub(before);
            let (head, wide) = head(word, left, begins);
            if begins {
                start = at;
            }
            if head == word.len() && before <= room {
                (end, used) = (at + head, before + wide);
                break;
            }
            if begins || left > CRUMB && !fits(word, room) {
                at += head;
                word = &word[head..];
                end = at;
            }
            parts.push(&line[start..end]);
            (start, end) = (at, at);
        }
        at = next;
    }
    if start < end {
        parts.push(&line[start..end]);
    }
    parts
}

/// Whether a word stands in `room` columns.
fn fits(word: &str, room: usize) -> bool {
    head(word, room, false).0 == word.len()
}

/// How much of a word stands in `room` columns: its bytes and its width. At least one character where the word `must`
/// go on. Looks no further than that, however long the word is.
fn head(word: &str, room: usize, must: bool) -> (usize, usize) {
    // One byte more: an accent that belongs to the last column may stand behind it.
    if word.bytes().take(room + 1).all(is_plain) {
        let bytes = word.len().min(room);
        return (bytes, bytes);
    }
    let (mut bytes, mut used) = (0, 0);
    while let Some(whole) = first_whole(&word[bytes..]) {
        let wide = width(whole);
        if used + wide > room && !(must && bytes == 0) {
            break;
        }
        bytes += whole.len();
        used += wide;
    }
    (bytes, used)
}

/// The first character with all that belongs to it: an accent, a shade, what is joined to it. What does not make the
/// text before it wider belongs to that text.
fn first_whole(text: &str) -> Option<&str> {
    let mut characters = text.char_indices().take(JOINED);
    let (_, first) = characters.next()?;
    let mut end = first.len_utf8();
    for (at, character) in characters {
        let longer = at + character.len_utf8();
        let joins = character.width() == Some(0) || width(&text[..longer]) == width(&text[..at]);
        if !joins {
            break;
        }
        end = longer;
    }
    Some(&text[..end])
}

fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_are_cut_between_words() {
        assert_eq!(wrap("up since 3 May  2021", 10), ["up since 3", "May  2021"]);
        assert_eq!(wrap("  indented once", 10), ["indented", "once"]);
    }

    #[test]
    fn a_word_without_room_is_cut_where_the_line_is_full() {
        assert_eq!(wrap("0123456789abcdef", 10), ["0123456789", "abcdef"]);
        assert_eq!(wrap("is 0123456789abcdef", 10), ["is 0123456", "789abcdef"]);
        assert_eq!(
            wrap("is down 0123456789abcdef", 10),
            ["is down", "0123456789", "abcdef"]
        );
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(width("東京"), 4);
        assert_eq!(wrap("東京都千代田区", 5), ["東京", "都千", "代田", "区"]);
    }

    #[test]
    fn what_belongs_together_is_not_cut() {
        let accents = "e\u{301}".repeat(6);
        assert_eq!(wrap(&accents, 4), ["e\u{301}".repeat(4), "e\u{301}".repeat(2)]);
        let thumbs = "\u{1f44d}\u{1f3fd}".repeat(2);
        assert_eq!(wrap(&thumbs, 3), ["\u{1f44d}\u{1f3fd}", "\u{1f44d}\u{1f3fd}"]);
    }

    #[test]
    fn a_character_wider_than_the_room_stands_alone() {
        assert_eq!(wrap("東京", 1), ["東", "京"]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_part_is_too_wide(line in "(\\PC| |[a-z]{1,20}|東){0,40}", room in 4..40_usize) {
            let parts = wrap(&line, room);
            let solid = |text: &str| text.replace(' ', "");
            prop_assert_eq!(solid(&parts.concat()), solid(&line));
            for part in parts {
                prop_assert!(width(part.trim_end()) <= room, "{part:?}");
            }
        }
    }
}
