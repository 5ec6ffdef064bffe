//! Finding the command that was meant: words in full or shortened as far as they stay unambiguous, and the place
//! where a line stops making sense.

/// What a typed line turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Match<'g> {
    /// The place of the phrase in the grammar, and what was typed for its `<arguments>`.
    Found(usize, Vec<&'g str>),
    Incomplete,
    Ambiguous,
    /// No such word: the column, in characters from the start of the line, of the first one that fits nothing.
    Invalid(usize),
}

/// Finds the phrase of the grammar that a line means. A phrase is words; `<name>` stands for one word of any
/// spelling, `<name…>` for the rest of the line.
pub(super) fn find<'l>(grammar: &[&str], line: &'l str) -> Match<'l> {
    let mut alive: Vec<(usize, std::str::Split<'_, char>)> = grammar
        .iter()
        .map(|phrase| phrase.split(' '))
        .enumerate()
        .collect();
    let mut arguments = Vec::new();
    for (column, word) in words(line) {
        let mut next: Vec<(usize, std::str::Split<'_, char>, &str)> = alive
            .into_iter()
            .filter_map(|(index, mut phrase)| phrase.next().map(|keyword| (index, phrase, keyword)))
            .collect();
        let fitting = |keyword: &str| keyword.starts_with('<') || starts_with(keyword, word);
        if !next.iter().any(|(_, _, keyword)| fitting(keyword)) {
            let common = next
                .iter()
                .map(|(_, _, keyword)| common_prefix(keyword, word))
                .max()
                .unwrap_or(0);
            return Match::Invalid(column + common);
        }
        next.retain(|(_, _, keyword)| fitting(keyword));
        // A word in full beats the longer words that it begins, and any keyword beats an argument.
        if next
            .iter()
            .any(|(_, _, keyword)| keyword.eq_ignore_ascii_case(word))
        {
            next.retain(|(_, _, keyword)| keyword.eq_ignore_ascii_case(word));
        } else if next.iter().any(|(_, _, keyword)| !keyword.starts_with('<')) {
            next.retain(|(_, _, keyword)| !keyword.starts_with('<'));
        }
        let meant = next[0].2;
        if next.iter().any(|(_, _, keyword)| *keyword != meant) {
            return Match::Ambiguous;
        }
        if meant.ends_with("…>") {
            arguments.push(line[byte_of(line, column)..].trim_end());
            return Match::Found(next[0].0, arguments);
        }
        if meant.starts_with('<') {
            arguments.push(word);
        }
        alive = next
            .into_iter()
            .map(|(index, phrase, _)| (index, phrase))
            .collect();
    }
    alive
        .into_iter()
        .find_map(|(index, mut phrase)| phrase.next().is_none().then_some(index))
        .map_or(Match::Incomplete, |index| Match::Found(index, arguments))
}

/// The words of a line, each with its column in characters.
fn words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    line.split(' ')
        .scan(0, |column, word| {
            let start = *column;
            *column += word.chars().count() + 1;
            Some((start, word))
        })
        .filter(|(_, word)| !word.is_empty())
}

fn byte_of(line: &str, column: usize) -> usize {
    line.char_indices()
        .nth(column)
        .map_or(line.len(), |(byte, _)| byte)
}

fn starts_with(keyword: &str, word: &str) -> bool {
    keyword
        .get(..word.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(word))
}

fn common_prefix(keyword: &str, word: &str) -> usize {
    keyword
        .chars()
        .zip(word.chars())
        .take_while(|(left, right)| left.eq_ignore_ascii_case(right))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRAMMAR: &[&str] = &[
        "show version",
        "show vlan",
        "show vlan brief",
        "show ip interface",
        "show ip interface brief",
        "terminal length <lines>",
        "hostname <name>",
        "description <text…>",
    ];

    #[test]
    fn abbreviations_mean_the_only_command_that_they_begin() {
        for (line, index) in [
            ("show version", 0),
            ("sh ver", 0),
            ("SH VL", 1),
            ("sh vlan br", 2),
            ("  sh ip int  br ", 4),
            ("sh ip i", 3),
        ] {
            assert_eq!(find(GRAMMAR, line), Match::Found(index, vec![]), "{line}");
        }
        assert_eq!(find(GRAMMAR, "term len 0"), Match::Found(5, vec!["0"]));
        assert_eq!(
            find(GRAMMAR, "desc to core 1 "),
            Match::Found(7, vec!["to core 1"])
        );
    }

    #[test]
    fn the_column_is_the_first_character_that_fits_nothing() {
        assert_eq!(find(GRAMMAR, "show vrsion"), Match::Invalid(6));
        assert_eq!(find(GRAMMAR, "foo"), Match::Invalid(0));
        assert_eq!(
            find(GRAMMAR, "show ip interface brief detail"),
            Match::Invalid(24)
        );
        assert_eq!(find(GRAMMAR, "show versión"), Match::Invalid(10));
    }

    #[test]
    fn lines_that_mean_two_commands_or_half_of_one_are_told_apart() {
        assert_eq!(find(GRAMMAR, "show v"), Match::Ambiguous);
        assert_eq!(find(GRAMMAR, "show ip"), Match::Incomplete);
        assert_eq!(find(GRAMMAR, "hostname"), Match::Incomplete);
    }
}
