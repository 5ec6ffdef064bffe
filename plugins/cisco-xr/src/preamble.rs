//! The line with the time when a command ran, which IOS XR prints above each output: "Mon Jan 12 08:14:03.522 CET".
//!
//! A refusal is told by the first line that says something, so that this one is taken away before.

use nethost_driver::{Output, ParseError, Platform, Table};

/// As the driver parses: [`Platform::parse`] of what stands below the line.
pub(crate) fn parse(platform: &Platform, command: &str, output: &str) -> Result<Table, ParseError> {
    let refused = platform.refusal(without(output)).map(str::to_owned);
    // The text itself stays whole, so that line numbers of errors are those of the device's text.
    let table = platform.parse(command, output);
    match (refused, table) {
        (_, Err(ParseError::NoSuchCommand)) => Err(ParseError::NoSuchCommand),
        (Some(line), _) => Err(ParseError::Refused(line)),
        (None, table) => table,
    }
}

/// A plan's outputs without it, as getters read them.
pub(crate) fn strip(outputs: &[Output]) -> Vec<Output> {
    let stripped = |output: &Output| Output {
        command: output.command.clone(),
        text: without(&output.text).to_owned(),
    };
    outputs.iter().map(stripped).collect()
}

/// What stands below the line; the whole text where it is missing, and where nothing stands below: an answer of nothing
/// at all is no refusal.
fn without(text: &str) -> &str {
    let begun = text.trim_start_matches(['\n', '\r']);
    let (line, rest) = begun.split_once('\n').unwrap_or((begun, ""));
    if is_time(line) && !rest.trim().is_empty() {
        rest
    } else {
        text
    }
}

/// "Mon Jan 12 08:14:03.522 CET", whatever the time zone is called.
fn is_time(line: &str) -> bool {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let mut words = line.split_whitespace();
    let (day, month) = (words.next(), words.next());
    let (number, time) = (words.next(), words.next());
    day.is_some_and(|day| DAYS.contains(&day))
        && month.is_some_and(|month| month.len() == 3)
        && number.is_some_and(|number| number.parse::<u8>().is_ok())
        && time.is_some_and(|time| {
            time.split(':').count() == 3 && time.starts_with(|c: char| c.is_ascii_digit())
        })
        && words.count() <= 1
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn the_line_is_taken_away_and_nothing_else() {
        assert_eq!(without("\nMon Jan 12 08:14:03.522 CET\nanswer\n"), "answer\n");
        assert_eq!(without("Mon Jan  2 08:14:03.522 UTC+1\nanswer"), "answer");
        for text in [
            "answer\n",
            "Mon Jan  2 08:14:03.522 CET\n\n",
            "",
            "\n\n",
            "Mon Jan 12 is a day\n",
            "Sun is up, line protocol is up\n",
        ] {
            assert_eq!(without(text), text);
        }
    }
}
