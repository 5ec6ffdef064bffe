//! What is told while an author works on a driver: what changed, what was built, how its tests went. One line for each, with
//! the time, on stderr.

use super::{
    Message, Terminal,
    message::{Style, indented, paint},
    trial,
};
use crate::plugin::kit::trial::Report;
use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    time::Duration,
};

/// Changed files that are named.
const NAMES: usize = 3;

/// The files that changed, as seen from the driver's folder.
pub fn changed(folder: &Path, files: &[PathBuf]) {
    let names: Vec<String> = files
        .iter()
        .take(NAMES)
        .map(|file| file.strip_prefix(folder).unwrap_or(file).display().to_string())
        .collect();
    let more = match files.len().saturating_sub(NAMES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    tell("changed", Style::Aside, &format!("{}{more}", names.join(", ")));
}

/// A driver was built.
pub fn built(platform: &str, version: &str, took: Duration) {
    let text = format!("{platform} {version}, in {:.1} s", took.as_secs_f64());
    tell("built", Style::Title, &text);
}

/// A driver could not be built.
pub fn not_built(error: &Message, last_stays: bool) {
    tell(
        "not built",
        Style::Bad,
        if last_stays {
            "the driver before it stays"
        } else {
            "there is no driver yet"
        },
    );
    error.show();
}

/// A driver's tests came to their end.
pub fn tested(report: &Report) {
    let style = if report.is_well() {
        Style::Title
    } else {
        Style::Bad
    };
    tell("tests", style, &trial::in_a_line(report));
    let mut text = Vec::new();
    if trial::write_differences(&mut text, report, Terminal::stderr()).is_ok() {
        let _ = io::stderr().lock().write_all(&text);
    }
}

/// Something else, said with the time.
pub fn note(word: &str, text: &str) {
    tell(word, Style::Aside, text);
}

/// An error on stderr has no better place to go and is dropped.
fn tell(word: &str, style: Style, text: &str) {
    let line = line(&jiff::Timestamp::now(), word, style, text, Terminal::stderr());
    let _ = io::stderr().lock().write_all(line.as_bytes());
}

fn line(now: &jiff::Timestamp, word: &str, style: Style, text: &str, terminal: Terminal) -> String {
    format!(
        "{} {}: {}\n",
        now.strftime("%H:%M:%SZ"),
        paint(word, style, terminal.colour),
        indented(text, "  ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_its_time_and_no_control_characters() {
        let now = "2026-11-23T02:04:05Z".parse().unwrap();
        let line = line(&now, "changed", Style::Aside, "a\u{1b}b", Terminal::default());
        assert!(line.starts_with("02:04:05Z changed: a"), "{line}");
        assert!(!line.contains('\u{1b}'));
    }
}
