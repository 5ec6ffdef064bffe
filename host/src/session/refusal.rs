//! Whether a device refused a command: a line of the output that one of the profile's error patterns matches.

use regex::bytes::Regex;

/// An output of at most this many lines is searched whole.
const SHORT: usize = 20;
/// Of a longer one this many lines at its start and at its end: a log or a configuration may quote a refusal.
const ENDS: usize = 5;

/// The line that says that the command was refused.
pub fn find<'a>(output: &'a str, errors: &[Regex]) -> Option<&'a str> {
    let refuses = |line: &&str| errors.iter().any(|error| error.is_match(line.as_bytes()));
    if output.lines().nth(SHORT).is_none() {
        return output.lines().find(refuses);
    }
    let mut last: Vec<&str> = output.lines().rev().take(ENDS).collect();
    last.reverse();
    output.lines().take(ENDS).chain(last).find(refuses)
}

#[cfg(test)]
mod tests {
    use super::{Regex, find};

    fn errors() -> Vec<Regex> {
        [r"^% ?Invalid input", r"^Command authorization failed"]
            .map(|p| Regex::new(p).unwrap())
            .into()
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
}
