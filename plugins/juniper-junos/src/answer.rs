//! From a plan's outputs to rows and readings, for the getters.

use nethost_driver::{GetterError, Output, Platform, Row, outputs};

/// The rows of a command that lists what may not be there. A device without any says nothing, or that the daemon is not
/// running; both are no rows. An answer that is empty to its last byte is a refusal.
pub(crate) fn listed(
    platform: &Platform,
    outputs: &[Output],
    command: &str,
) -> Result<Vec<Row>, GetterError> {
    let text = outputs::text(outputs, command);
    if !text.is_empty() && is_silent(text) {
        return Ok(Vec::new());
    }
    platform.if_on(outputs, command)
}

/// Whether nothing but the member's role, which stands above each prompt, is told.
pub(crate) fn is_silent(text: &str) -> bool {
    text.lines().all(|line| line.trim().is_empty() || is_role(line))
}

/// "{master:0}", "{primary:node0}".
pub(crate) fn is_role(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('{') && line.ends_with('}') && line.len() > 2 && !line.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_no_answer() {
        assert!(is_silent("\n{master:0}\n"));
        assert!(!is_silent("\nsystem {\n}\n"));
        assert!(!is_role("{ }"));
    }
}
