//! The end of a run for people: how many devices ended how, in what time, and what failed for what reason.

use super::{
    Message, Terminal,
    message::{indented, write_hint},
    status,
    visible::visible_cell,
};
use crate::schedule::record::{Outcome, Status};
use std::{
    collections::BTreeMap,
    io::{self, Write},
    sync::Arc,
    time::Duration,
};

/// Devices that are named for each reason; the others are counted.
const NAMES: usize = 5;

/// Counts of a run, kept while it goes on.
#[derive(Debug, Default)]
pub struct Summary {
    counts: BTreeMap<Status, usize>,
    /// Devices that a fall-back credential let us in to, by its user.
    fallbacks: BTreeMap<Arc<str>, usize>,
    /// Devices whose platform nobody could tell.
    unrecognised: BTreeMap<usize, Arc<str>>,
    notes: Vec<Message>,
    /// By status and the error's kind.
    reasons: BTreeMap<(Status, String), Reason>,
}

/// What some devices have in common. Message and hint are those of the first one in the inventory.
#[derive(Debug)]
struct Reason {
    /// The first devices in the inventory's order, no more than are named.
    devices: BTreeMap<usize, Arc<str>>,
    count: usize,
    message: String,
    hint: String,
}

impl Summary {
    pub fn add(&mut self, outcome: &Outcome) {
        let (status, error) = status::of_device(outcome);
        *self.counts.entry(status).or_default() += 1;
        if let Some(user) = &outcome.fallback {
            *self.fallbacks.entry(Arc::clone(user)).or_default() += 1;
        }
        if status == Status::Ok {
            return;
        }
        let key = (status, error.map(|error| error.kind.clone()).unwrap_or_default());
        let reason = self.reasons.entry(key).or_insert_with(|| Reason {
            devices: BTreeMap::new(),
            count: 0,
            message: String::new(),
            hint: String::new(),
        });
        reason.count += 1;
        if let Some(error) = error
            && reason
                .devices
                .first_key_value()
                .is_none_or(|(&first, _)| outcome.index < first)
        {
            reason.message.clone_from(&error.message);
            reason.hint.clone_from(&error.hint);
        }
        reason.devices.insert(outcome.index, Arc::clone(&outcome.device));
        if reason.devices.len() > NAMES {
            reason.devices.pop_last();
        }
    }

    /// Takes note of a device that no driver recognises, by its place in the run.
    pub fn unrecognised(&mut self, index: usize, device: &Arc<str>) {
        self.unrecognised.insert(index, Arc::clone(device));
    }

    /// Takes something that is to be said of the run as a whole.
    pub fn note(&mut self, note: Message) {
        self.notes.push(note);
    }

    /// Devices that have ended.
    pub fn devices(&self) -> usize {
        self.counts.values().sum()
    }

    /// How the devices ended, each way once.
    pub fn statuses(&self) -> impl Iterator<Item = Status> {
        self.counts.keys().copied()
    }

    /// `1000 devices: 990 ok, 6 unreachable, 4 timed_out in 3.2 s`.
    pub fn write_counts(&self, out: &mut dyn Write, elapsed: Duration) -> io::Result<()> {
        let devices = self.devices();
        let counts: Vec<String> = self
            .counts
            .iter()
            .map(|(&status, count)| format!("{count} {}", status::name(status)))
            .collect();
        let word = if devices == 1 { "device" } else { "devices" };
        let colon = if counts.is_empty() { "" } else { ": " };
        writeln!(
            out,
            "{devices} {word}{colon}{} in {}",
            counts.join(", "),
            duration(elapsed)
        )
    }

    /// What is to be said of the run as a whole, between the counts and the reasons.
    pub fn write_notes(&self, out: &mut dyn Write, terminal: Terminal) -> io::Result<()> {
        for (user, count) in &self.fallbacks {
            let devices = if *count == 1 { "device was" } else { "devices were" };
            let text = format!("{count} {devices} logged in to with a fall-back credential (user {user})");
            Message::note(text).write(out, terminal)?;
        }
        if !self.unrecognised.is_empty() {
            let count = self.unrecognised.len();
            let devices = if count == 1 { "device" } else { "devices" };
            let names = some_names(self.unrecognised.values().map(|name| &**name), NAMES);
            Message::note(format!("no driver recognises {count} {devices}, whose answers stay text: {names}"))
                .hint("name their platform in the inventory where there is a driver; `nethost probe DEVICE` shows one")
                .write(out, terminal)?;
        }
        for note in &self.notes {
            note.write(out, terminal)?;
        }
        Ok(())
    }

    /// What failed, one entry for each reason, with the first devices' names and what to do.
    pub fn write_reasons(&self, out: &mut dyn Write, terminal: Terminal) -> io::Result<()> {
        for ((status, kind), reason) in &self.reasons {
            let kind = if kind.is_empty() {
                String::new()
            } else {
                format!(" ({})", visible_cell(kind))
            };
            let unnamed = reason.count - reason.devices.len();
            let names = join_names(reason.devices.values().map(|name| &**name), unnamed);
            writeln!(out, "  {} {}{kind}: {names}", reason.count, status::name(*status))?;
            if !reason.message.is_empty() {
                writeln!(out, "    {}", indented(&reason.message, "    "))?;
            }
            write_hint(out, &reason.hint, "    ", terminal)?;
        }
        Ok(())
    }
}

/// The first `limit` names, and how many there are besides.
pub(super) fn some_names<'a>(names: impl ExactSizeIterator<Item = &'a str>, limit: usize) -> String {
    let unnamed = names.len().saturating_sub(limit);
    join_names(names.take(limit), unnamed)
}

fn join_names<'a>(names: impl Iterator<Item = &'a str>, unnamed: usize) -> String {
    let names: Vec<_> = names.map(visible_cell).collect();
    let more = if unnamed == 0 {
        String::new()
    } else {
        format!(" and {unnamed} more")
    };
    names.join(", ") + &more
}

/// A time as people say it: `340 ms`, `3.2 s`, `2 min 05 s`, `1 h 02 min`.
pub(super) fn duration(time: Duration) -> String {
    // Rounded before the unit is chosen, so that nothing is ever `60.0 s`.
    let tenths = (time.as_millis() + 50) / 100;
    let seconds = time.as_millis().div_ceil(1000);
    match tenths {
        0..10 => format!("{} ms", time.as_millis()),
        10..600 => format!("{}.{} s", tenths / 10, tenths % 10),
        600..36_000 => format!("{} min {:02} s", seconds / 60, seconds % 60),
        _ => format!("{} h {:02} min", seconds / 3600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples;

    fn written(outcomes: &[Outcome]) -> String {
        let mut summary = Summary::default();
        for outcome in outcomes {
            summary.add(outcome);
        }
        text_of(&summary)
    }

    fn text_of(summary: &Summary) -> String {
        let mut out = Vec::new();
        summary
            .write_counts(&mut out, Duration::from_millis(3210))
            .unwrap();
        summary.write_notes(&mut out, Terminal::default()).unwrap();
        summary.write_reasons(&mut out, Terminal::default()).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn failures_stand_by_reason_with_their_hint() {
        insta::assert_snapshot!(written(&samples::fleet()));
    }

    #[test]
    fn five_names_stand_for_all_whatever_the_order_of_completion() {
        let mut outcomes: Vec<Outcome> = (0..8)
            .map(|index| samples::unreachable(index, &format!("r{index}")))
            .collect();
        outcomes.reverse();
        let text = written(&outcomes);
        assert!(
            text.contains("  8 unreachable (connect_refused): r0, r1, r2, r3, r4 and 3 more\n"),
            "{text}"
        );
        assert_eq!(
            text.lines().count(),
            4,
            "one message and one hint for all: {text}"
        );
    }

    #[test]
    fn what_is_true_of_the_whole_run_stands_between_counts_and_reasons() {
        let mut summary = Summary::default();
        for (index, fallback) in [Some("local"), Some("local"), Some("rescue"), None]
            .into_iter()
            .enumerate()
        {
            summary.add(&Outcome {
                fallback: fallback.map(Into::into),
                ..samples::ok_at(index)
            });
        }
        summary.add(&samples::unreachable(4, "r4"));
        summary.note(Message::warning("something else").hint("do this"));
        insta::assert_snapshot!(text_of(&summary), @r"
        5 devices: 4 ok, 1 unreachable in 3.2 s
        note: 2 devices were logged in to with a fall-back credential (user local)
        note: 1 device was logged in to with a fall-back credential (user rescue)
        warning: something else
          hint: do this
          1 unreachable (connect_refused): r4
            192.0.2.5:22 refused the connection
            hint: check that SSH is on and which port it has
        ");
    }

    #[test]
    fn nothing_done_is_said_too() {
        assert_eq!(written(&[]), "0 devices in 3.2 s\n");
    }

    #[test]
    fn times_read_naturally() {
        let said = |ms| duration(Duration::from_millis(ms));
        assert_eq!(
            [0, 340, 949, 950, 3210, 59_940, 59_960, 125_000, 3_720_000].map(said),
            [
                "0 ms",
                "340 ms",
                "949 ms",
                "1.0 s",
                "3.2 s",
                "59.9 s",
                "1 min 00 s",
                "2 min 05 s",
                "1 h 02 min"
            ]
        );
    }
}
