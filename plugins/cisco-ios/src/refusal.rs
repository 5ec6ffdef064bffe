//! A device's refusal in place of an answer: a line that begins with a percent sign.

/// The refusal, if the output opens with one. A caret that points into the command may stand above it.
///
/// "% LLDP is not enabled" and its like count: they say that there is no table, which is not an empty table.
pub(crate) fn find(output: &str) -> Option<&str> {
    let line = output
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty() && *line != "^")?;
    line.starts_with('%').then_some(line)
}

/// Whether the feature that was asked for is off, so that the device has none of what was asked for.
pub(crate) fn is_feature_off(output: &str) -> bool {
    find(output).is_some_and(|line| line.contains("not enabled") || line.contains("not active"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_found_below_the_caret() {
        let output = "                  ^\n% Invalid input detected at '^' marker.\n\n";
        assert_eq!(find(output), Some("% Invalid input detected at '^' marker."));
    }

    #[test]
    fn a_table_is_no_refusal() {
        assert_eq!(find("Interface  Status\n% of load\n"), None);
        assert_eq!(find(""), None);
    }

    #[test]
    fn a_feature_that_is_off_differs_from_a_command_that_is_unknown() {
        assert!(is_feature_off("% LLDP is not enabled\n"));
        assert!(is_feature_off("% BGP not active\n"));
        assert!(!is_feature_off("% Invalid input detected at '^' marker.\n"));
    }
}
