//! The live line on stderr: done, running, failed, rate, time left.
//!
//! One line, drawn over itself; it never wraps, and it is cleared before anything else is written to the
//! same terminal. Time is given to it, so it can be tested without waiting. What goes wrong with drawing is
//! ignored: a run does not end because nobody can watch it.

use super::{Terminal, status, summary::duration};
use crate::schedule::record::{Event, Status};
use std::{
    collections::HashSet,
    io::Write,
    time::{Duration, Instant},
};

/// When the progress is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum When {
    /// When stderr is a terminal.
    #[default]
    Auto,
    /// Also in a pipe, where it is a plain line now and then.
    Always,
    Never,
}

/// How often the line is drawn over at most: ten times a second is as fast as it can be read.
pub const REDRAW: Duration = Duration::from_millis(100);

/// How often a line is written where lines cannot be drawn over, as in the log of a build server.
const PLAIN: Duration = Duration::from_secs(10);

/// A rate over less time than this says nothing.
const MEANINGFUL: Duration = Duration::from_millis(500);

const CLEAR: &str = "\r\x1b[2K";

/// The state of a run as the line tells it.
#[derive(Debug)]
pub struct Progress {
    style: Style,
    total: Option<usize>,
    running: HashSet<usize>,
    done: usize,
    failed: usize,
    began: Instant,
    drawn: Option<Instant>,
    /// The line stands on the terminal now.
    visible: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Off,
    /// Drawn over itself, cut at this width.
    Live(usize),
    Plain,
}

impl Progress {
    /// `total`: how many devices there will be, where that is known. `stderr`: where the line goes.
    pub fn new(when: When, stderr: Terminal, total: Option<usize>, now: Instant) -> Self {
        let style = match (when, stderr.cursor, stderr.width) {
            (When::Never, ..) | (When::Auto, false, _) => Style::Off,
            // The last column stays free: some terminals wrap as soon as it is filled.
            (_, true, Some(width)) => Style::Live(usize::from(width).saturating_sub(1)),
            _ => Style::Plain,
        };
        Self {
            style,
            total,
            running: HashSet::new(),
            done: 0,
            failed: 0,
            began: now,
            drawn: None,
            visible: false,
        }
    }

    /// Takes note of an event; draws nothing.
    pub fn event(&mut self, event: &Event) {
        match event {
            Event::Started { index } => {
                self.running.insert(*index);
            }
            // It waits for its next attempt and is neither done nor failed.
            Event::Retrying { .. } | Event::Unrecognised { .. } | Event::Logged { .. } => {}
            Event::Finished(outcome) => {
                self.running.remove(&outcome.index);
                self.done += 1;
                if status::of_device(outcome).0 != Status::Ok {
                    self.failed += 1;
                }
            }
        }
    }

    /// Draws the line, unless that was done just before.
    pub fn draw(&mut self, err: &mut dyn Write, now: Instant) {
        let since = match (self.style, self.drawn) {
            (Style::Off, _) => return,
            (Style::Plain, None) => self.began,
            (Style::Live(_), None) => now.checked_sub(REDRAW).unwrap_or(now),
            (_, Some(drawn)) => drawn,
        };
        let interval = if self.style == Style::Plain { PLAIN } else { REDRAW };
        if now.saturating_duration_since(since) < interval {
            return;
        }
        self.drawn = Some(now);
        let line = self.line(now);
        let text = match self.style {
            Style::Live(width) => {
                self.visible = true;
                let cut: String = line.chars().take(width).collect();
                format!("{CLEAR}{cut}")
            }
            Style::Plain | Style::Off => format!("{line}\n"),
        };
        let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
    }

    /// Takes the line away, so that something else can be written to the terminal.
    pub fn clear(&mut self, err: &mut dyn Write) {
        if std::mem::take(&mut self.visible) {
            let _ = err.write_all(CLEAR.as_bytes()).and_then(|()| err.flush());
        }
    }

    /// Time since the run began.
    pub fn elapsed(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.began)
    }

    fn line(&self, now: Instant) -> String {
        let total = self.total.map(|total| format!("/{total}")).unwrap_or_default();
        let mut parts = vec![
            format!("{}{total} devices", self.done),
            format!("{} running", self.running.len()),
        ];
        if self.failed > 0 {
            parts.push(format!("{} failed", self.failed));
        }
        let elapsed = self.elapsed(now);
        if self.done > 0 && elapsed >= MEANINGFUL {
            let seconds = elapsed.as_secs_f64();
            #[expect(clippy::cast_precision_loss, reason = "counts of devices are far below 2^52")]
            let rate = self.done as f64 / seconds;
            parts.push(format!("{rate:.1}/s"));
            if let Some(left) = self
                .total
                .and_then(|total| total.checked_sub(self.done))
                .filter(|&left| left > 0)
            {
                #[expect(clippy::cast_precision_loss, reason = "counts of devices are far below 2^52")]
                let seconds = (left as f64 / rate).ceil();
                // Rounded up to whole seconds; more would pretend to know.
                if let Ok(time) = Duration::try_from_secs_f64(seconds) {
                    parts.push(format!("{} left", whole_seconds(time)));
                }
            }
        }
        parts.join(" · ")
    }
}

fn whole_seconds(time: Duration) -> String {
    if time < Duration::from_mins(1) {
        format!("{} s", time.as_secs())
    } else {
        duration(time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples;

    const TERMINAL: Terminal = Terminal {
        is_terminal: true,
        width: Some(60),
        colour: true,
        cursor: true,
    };

    fn drawn(progress: &mut Progress, now: Instant) -> String {
        let mut err = Vec::new();
        progress.draw(&mut err, now);
        String::from_utf8(err).unwrap()
    }

    #[test]
    fn the_line_tells_done_running_failed_rate_and_time_left() {
        let start = Instant::now();
        let mut progress = Progress::new(When::Auto, TERMINAL, Some(30), start);
        for index in 0..14 {
            progress.event(&Event::Started { index });
        }
        for index in 0..9 {
            progress.event(&Event::Finished(samples::ok_at(index)));
        }
        progress.event(&Event::Finished(samples::unreachable(9, "r9")));
        assert_eq!(
            drawn(&mut progress, start + Duration::from_secs(4)),
            "\r\x1b[2K10/30 devices · 4 running · 1 failed · 2.5/s · 8 s left"
        );
    }

    #[test]
    fn it_is_redrawn_ten_times_a_second_at_most() {
        let start = Instant::now();
        let mut progress = Progress::new(When::Auto, TERMINAL, None, start);
        let draws = (0..1000)
            .filter(|&ms| !drawn(&mut progress, start + Duration::from_millis(ms)).is_empty())
            .count();
        assert_eq!(draws, 10);
    }

    #[test]
    fn it_never_wraps() {
        let terminal = Terminal {
            width: Some(12),
            ..TERMINAL
        };
        let mut progress = Progress::new(When::Auto, terminal, Some(1000), Instant::now());
        let line = drawn(&mut progress, Instant::now());
        assert_eq!(line.strip_prefix(CLEAR), Some("0/1000 devi"));
    }

    #[test]
    fn a_device_that_is_tried_again_is_counted_once() {
        let start = Instant::now();
        let mut progress = Progress::new(When::Auto, TERMINAL, None, start);
        progress.event(&Event::Started { index: 0 });
        progress.event(&samples::retrying(0));
        progress.event(&Event::Started { index: 0 });
        assert_eq!(drawn(&mut progress, start), "\r\x1b[2K0 devices · 1 running");
    }

    #[test]
    fn a_pipe_gets_nothing_unless_asked_and_then_whole_lines() {
        let start = Instant::now();
        let pipe = Terminal::default();
        let later = start + Duration::from_hours(1);
        assert_eq!(
            drawn(&mut Progress::new(When::Auto, pipe, None, start), later),
            ""
        );
        assert_eq!(
            drawn(&mut Progress::new(When::Never, TERMINAL, None, start), later),
            ""
        );
        let mut always = Progress::new(When::Always, pipe, Some(2), start);
        assert_eq!(drawn(&mut always, start + Duration::from_secs(1)), "");
        assert_eq!(drawn(&mut always, start + PLAIN), "0/2 devices · 0 running\n");
    }

    #[test]
    fn clearing_takes_away_only_what_stands() {
        let mut progress = Progress::new(When::Auto, TERMINAL, None, Instant::now());
        let mut err = Vec::new();
        progress.clear(&mut err);
        assert!(err.is_empty());
        progress.draw(&mut err, Instant::now());
        err.clear();
        progress.clear(&mut err);
        assert_eq!(err, CLEAR.as_bytes());
    }
}
