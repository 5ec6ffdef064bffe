//! An output as it might also have come: cut off, with other line endings, with terminal sequences in it.
//!
//! None of them may bring a driver down. Only line endings must not change its answer: the host takes them away, as it
//! does the sequences, but a saved output that somebody parses may still hold those.

use crate::plugin::{
    Driver, Fault,
    model::{ParseError, Table},
    saved,
};
use serde::Serialize;
use std::borrow::Cow;

/// Places at which an output is cut. A longer one is cut at as many, spread evenly, so that a trial takes seconds.
const CUTS: usize = 200;

/// What a variant of an output brought about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trouble {
    /// Which variant: `cut off after line 3`.
    pub variant: String,
    /// What came of it.
    pub what: String,
}

/// Tries all variants of an output, until the driver fails at one.
pub(super) fn run(
    driver: &Driver,
    command: &str,
    output: &str,
    answer: &Result<Table, ParseError>,
) -> Option<Trouble> {
    let trouble = |variant: &str, what: String| {
        Some(Trouble {
            variant: variant.to_owned(),
            what,
        })
    };
    let windows = saved::text(output.replace('\n', "\r\n").into_bytes());
    match driver.parse(command, &windows).result {
        Ok(windows) if windows != *answer => {
            let what = "the rows are not those of the same output with plain line endings";
            return trouble("with CRLF line endings", what.into());
        }
        Ok(_) => {}
        Err(fault) => return trouble("with CRLF line endings", failed(&fault)),
    }
    for (variant, text) in terminal(output) {
        if let Err(fault) = driver.parse(command, &text).result {
            return trouble(variant, failed(&fault));
        }
    }
    for (lines, text) in cuts(output) {
        if let Err(fault) = driver.parse(command, text).result {
            return trouble(&format!("cut off after line {lines}"), failed(&fault));
        }
    }
    None
}

/// How a driver's failure is told.
pub(super) fn failed(fault: &Fault) -> String {
    format!("the driver failed: {fault}")
}

/// With what terminals are told: colours, and lines that are erased and written again.
fn terminal(output: &str) -> [(&'static str, Cow<'_, str>); 2] {
    let each = |before: &str, after: &str| -> Cow<'_, str> {
        let mut text = String::new();
        for line in output.lines() {
            text.extend([before, line, after, "\n"]);
        }
        text.into()
    };
    [
        ("with colours in it", each("\x1b[1;32m", "\x1b[0m")),
        ("with erased lines in it", each("--More--\r\x1b[2K", "\x1b[K")),
    ]
}

/// Beginnings of an output, each ending with a line, with how many lines that is.
fn cuts(output: &str) -> impl Iterator<Item = (usize, &str)> {
    let ends = output.match_indices('\n').map(|(place, _)| place + 1);
    let beginnings: Vec<&str> = std::iter::once(0)
        .chain(ends)
        .filter_map(|end| output.get(..end))
        .filter(|beginning| beginning.len() < output.len())
        .collect();
    let step = beginnings.len().div_ceil(CUTS).max(1);
    beginnings.into_iter().enumerate().step_by(step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_output_is_cut_before_each_of_its_lines() {
        let all: Vec<_> = cuts("a\nb\nc\n").collect();
        assert_eq!(all, [(0, ""), (1, "a\n"), (2, "a\nb\n")]);
        assert_eq!(cuts("").count(), 0);
    }

    #[test]
    fn a_long_output_is_cut_at_some_places() {
        let long = "line\n".repeat(10_000);
        let all: Vec<_> = cuts(&long).collect();
        assert_eq!(all.len(), CUTS);
        assert_eq!(all[1].0, 50);
    }

    #[test]
    fn sequences_stand_around_each_line() {
        let [(_, coloured), (_, erased)] = terminal("a\nb\n");
        assert_eq!(coloured, "\x1b[1;32ma\x1b[0m\n\x1b[1;32mb\x1b[0m\n");
        assert_eq!(erased, "--More--\r\x1b[2Ka\x1b[K\n--More--\r\x1b[2Kb\x1b[K\n");
    }
}
