//! Whether a device refused a command: a line of the output that one of the profile's error patterns matches.

use regex::bytes::{Regex, RegexSet, RegexSetBuilder};

/// An output of at most this many lines is searched whole.
const SHORT: usize = 20;
/// Of a longer one this many lines at its start and at its end: a log or a configuration may quote a refusal.
const ENDS: usize = 5;

/// The error patterns of a profile.
#[derive(Debug)]
pub(super) enum Errors {
    /// To begin a search costs more than to go through a line.
    AtOnce(RegexSet),
    /// Where some need Unicode's classes, or all together are too large.
    Each(Vec<Regex>),
}

impl Errors {
    /// Of patterns that are compiled with ASCII's classes, each on its own, or else with Unicode's.
    pub(super) fn new(each: Vec<Regex>, size: usize) -> Self {
        let sources = each.iter().map(Regex::as_str);
        let at_once = RegexSetBuilder::new(sources)
            .unicode(false)
            .size_limit(size)
            .dfa_size_limit(size)
            .build();
        at_once.map_or(Self::Each(each), Self::AtOnce)
    }

    fn is_in(&self, line: &str) -> bool {
        let line = line.as_bytes();
        match self {
            Self::AtOnce(all) => all.is_match(line),
            Self::Each(errors) => errors.iter().any(|error| error.is_match(line)),
        }
    }
}

/// The line that says that the command was refused.
pub(super) fn find<'a>(output: &'a str, errors: &Errors) -> Option<&'a str> {
    let refuses = |line: &&str| errors.is_in(line);
    if output.lines().nth(SHORT).is_none() {
        return output.lines().find(refuses);
    }
    let mut last: Vec<&str> = output.lines().rev().take(ENDS).collect();
    last.reverse();
    output.lines().take(ENDS).chain(last).find(refuses)
}

#[cfg(test)]
mod tests {
    use super::{Errors, Regex, find};

    fn compiled(patterns: &[&str]) -> Errors {
        let each = patterns.iter().map(|p| Regex::new(p).expect("a pattern"));
        Errors::new(each.collect(), 1 << 20)
    }

    fn errors() -> Errors {
        compiled(&[r"^% ?Invalid input", r"^Command authorization failed"])
    }

    #[test]
    fn the_refusing_line_is_quoted() {
        let output = "show vresion\n       ^\n% Invalid input detected at '^' marker.\n\n";
        assert_eq!(
            find(output, &errors()),
            Some("% Invalid input detected at '^' marker.")
        );
        assert_eq!(find("all well\n", &errors()), None);
        assert_eq!(find("", &errors()), None);
    }

    #[test]
    fn a_long_output_may_quote_a_refusal() {
        let filler = "interface Vlan1\n".repeat(20);
        let refusal = "% Invalid input detected at '^' marker.\n";
        assert_eq!(find(&format!("{filler}{refusal}{filler}"), &errors()), None);
        assert!(find(&format!("{refusal}{filler}"), &errors()).is_some());
        assert!(find(&format!("{filler}{refusal}"), &errors()).is_some());
    }

    #[test]
    fn patterns_that_cannot_be_searched_at_once_are_searched_one_by_one() {
        let errors = compiled(&[r"^% ?Invalid input", r"^\p{Greek}+$"]);
        assert!(matches!(errors, Errors::Each(_)));
        assert!(find("% Invalid input", &errors).is_some());
        assert!(find("λάθος", &errors).is_some());
        assert_eq!(find("error", &errors), None);
    }
}
