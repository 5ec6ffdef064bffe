//! What drivers write to their logs, on stderr: each line as a message, and no flood of them.

use super::Message;
use crate::plugin::engine::{LogLevel, LogLine};

/// Lines that one run shows: more than a person reads, and a screen that a driver cannot fill for every device of a fleet.
const SHOWN: usize = 100;

/// A line of a driver's log, as it is shown. `about` is what the driver was asked about.
pub fn message(platform: &str, about: &str, line: &LogLine) -> Message {
    let text = format!("the driver {platform}, of {about}: {}", line.text);
    match line.level {
        LogLevel::Debug | LogLevel::Info => Message::note(text),
        LogLevel::Warn => Message::warning(text),
        LogLevel::Error => Message::error(text),
    }
}

/// The logs of a run.
#[derive(Debug, Default)]
pub(super) struct DriverLog {
    lines: usize,
}

impl DriverLog {
    /// Of some more lines, those that are shown.
    pub(super) fn take<'a>(&mut self, lines: &'a [LogLine]) -> &'a [LogLine] {
        let room = SHOWN.saturating_sub(self.lines);
        self.lines += lines.len();
        lines.get(..room.min(lines.len())).unwrap_or_default()
    }

    /// What is to be said at the end of what was not shown.
    pub(super) fn rest(&self) -> Option<Message> {
        let more = self.lines.checked_sub(SHOWN).filter(|&more| more > 0)?;
        let lines = if more == 1 { "line" } else { "lines" };
        Some(
            Message::note(format!("drivers wrote {more} more {lines} to their logs")).hint(
                "log_level, under [limits] or [drivers.NAME] in the configuration, says how much is shown",
            ),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Terminal;

    fn lines(count: usize) -> Vec<LogLine> {
        let line = LogLine {
            level: LogLevel::Warn,
            text: "odd\x1b[2J".into(),
        };
        vec![line; count]
    }

    #[test]
    fn a_line_is_shown_with_whose_it_is_and_drives_no_terminal() {
        let mut out = Vec::new();
        let message = message("acme_os", "`show version` on r1", &lines(1)[0]);
        message.write(&mut out, Terminal::default()).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "warning: the driver acme_os, of `show version` on r1: odd\\u{1b}[2J\n"
        );
    }

    #[test]
    fn what_is_too_much_is_counted() {
        let mut log = DriverLog::default();
        assert_eq!(log.take(&lines(SHOWN - 1)).len(), SHOWN - 1);
        assert_eq!(log.rest(), None);
        assert_eq!(log.take(&lines(3)).len(), 1);
        assert_eq!(log.take(&lines(5)).len(), 0);
        let rest = log.rest().expect("there is more");
        assert_eq!(rest.text, "drivers wrote 7 more lines to their logs");
    }
}
