//! What a device answers to a command with `| display json` at its end. Each document is written out as the lines that the
//! command prints without it, and the command's template reads these: so the rows are the same, and what the
//! template does not know is told as not understood. A command that is not among these is not parsed in this form.

mod member;
mod text;

use nethost_driver::{Misunderstanding, ParseError, Platform, Table};
use serde_json::Value as Json;

/// How long of an output that is no JSON is told in the error, in characters.
const EXCERPT: usize = 80;

/// Absent when the document is not the command's.
type Writer = fn(&Json) -> Option<String>;

fn writer(command: &str) -> Option<Writer> {
    Some(match command {
        "show version" => text::version,
        "show interfaces terse" => text::interfaces_terse,
        "show interfaces descriptions" => text::interfaces_descriptions,
        "show arp no-resolve" => text::arp,
        "show lldp neighbors" => text::lldp_neighbors,
        "show bgp summary" => text::bgp_summary,
        "show ospf neighbor" => text::ospf_neighbor,
        "show isis adjacency" => text::isis_adjacency,
        "show route summary" => text::route_summary,
        _ => return None,
    })
}

/// Parses a command's output, in either form.
///
/// # Errors
/// As the contract has them.
pub(crate) fn parse(platform: &Platform, command: &str, output: &str) -> Result<Table, ParseError> {
    let Some(bare) = bare(command) else {
        return platform.parse(command, output);
    };
    let known = platform.command(bare).ok_or(ParseError::NoSuchCommand)?;
    let writer = writer(&known.name).ok_or(ParseError::NoSuchCommand)?;
    if let Some(line) = platform.refusal(output) {
        return Err(ParseError::Refused(line.to_owned()));
    }
    // The role of the member stands below the document.
    let end = output.rfind("\n}").map_or(output.len(), |end| end + 2);
    let document = output.get(..end).unwrap_or(output).trim();
    let document: Json =
        serde_json::from_str(document).map_err(|error| not_understood(output, &error.to_string()))?;
    let text =
        writer(&document).ok_or_else(|| not_understood(output, "the document is not the command's"))?;
    platform.parse(bare, &text)
}

/// The command without the pipe, when it goes into the one to JSON; `no-more` behind it changes nothing.
fn bare(command: &str) -> Option<&str> {
    let mut parts = command.split('|');
    let bare = parts.next()?;
    let mut json = false;
    for part in parts {
        match part.split_whitespace().collect::<Vec<_>>()[..] {
            [display, "json"] if display.starts_with("di") && "display".starts_with(display) => json = true,
            [more] if more.starts_with("no") && "no-more".starts_with(more) => {}
            _ => return None,
        }
    }
    json.then_some(bare)
}

fn not_understood(output: &str, message: &str) -> ParseError {
    ParseError::NotUnderstood(Misunderstanding {
        line: None,
        text: output.trim().chars().take(EXCERPT).collect(),
        state: String::new(),
        message: message.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::bare;

    #[test]
    fn only_the_pipe_to_json_is_taken_off() {
        assert_eq!(
            bare("show version | display json").map(str::trim),
            Some("show version")
        );
        assert_eq!(bare("sh ver|di json | no-more"), Some("sh ver"));
        assert_eq!(bare("show version | no-more"), None);
        assert_eq!(bare("show version | display xml"), None);
        assert_eq!(bare("show version | match x | display json"), None);
    }
}
