//! The other end of a session's wire, played from a recording: what is sent is compared with what was sent then, and
//! what came after it comes again, as long after it as it did.

use super::script::Step;
use crate::{schedule::record::Failure, transport::line::wire::Heard};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::Notify,
    time::{Instant, sleep_until},
};

/// What a session decided by its own clock came to pass before it was recorded; timers have milliseconds.
const AFTER_TROUBLE: Duration = Duration::from_millis(20);

/// Where a recording ends in the middle, what ended the run ends the replay too, if it is asked to: its deadline, a
/// device's time. They are counted from other moments than the recording is, and retries have jitter.
pub(super) const AFTER_CUT: Duration = Duration::from_secs(5);

/// Characters of a command that an error quotes.
const QUOTED: usize = 80;

/// How the recording itself ended, as far as it matters to the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// With a failure that is in the recording.
    InTrouble,
    Otherwise,
}

/// Why nothing comes any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Over {
    /// The device closed the session when it was recorded, or the recorded failure ended it.
    AsRecorded,
    /// There is no more of it.
    Ends,
    /// Something was sent that was not sent then.
    Differs { sent: String, recorded: Option<String> },
}

/// Both ends of the wire.
#[derive(Clone)]
pub(super) struct Play(Arc<Shared>);

struct Shared {
    state: Mutex<State>,
    /// Something was put into the queue.
    cued: Notify,
}

struct State {
    steps: Vec<Step>,
    ended: Ended,
    /// The first step that is not played.
    next: usize,
    /// Bytes of the input there that were sent.
    sent: usize,
    queue: VecDeque<(Instant, Cue)>,
    over: Option<Over>,
}

enum Cue {
    Data(Vec<u8>),
    Closed(Over),
    /// There is no more of the recording, unless something else that is in it is sent.
    End(Over),
}

pub(in crate::transport) struct ReplayReader(Play);

pub(in crate::transport) struct ReplayWriter(Play);

impl Play {
    /// Begins now.
    pub(super) fn new(steps: Vec<Step>, ended: Ended) -> Self {
        let mut state = State {
            steps,
            ended,
            next: 0,
            sent: 0,
            queue: VecDeque::new(),
            over: None,
        };
        state.cue(Instant::now());
        Self(Arc::new(Shared {
            state: Mutex::new(state),
            cued: Notify::new(),
        }))
    }

    pub(super) fn ends(&self) -> (ReplayReader, ReplayWriter) {
        (ReplayReader(self.clone()), ReplayWriter(self.clone()))
    }

    /// Why nothing comes any more; none while something may.
    pub(super) fn over(&self) -> Option<Over> {
        self.state().over.clone()
    }

    /// What was sent from here on when it was recorded.
    pub(super) fn inputs_left(&self) -> Vec<Vec<u8>> {
        let state = self.state();
        let left = state.steps.get(state.next..).unwrap_or_default().iter();
        left.filter_map(|step| match step {
            Step::Input(bytes) => Some(bytes.clone()),
            _ => None,
        })
        .collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ReplayReader {
    /// Cancel-safe: nothing is taken that is not given.
    pub(in crate::transport) async fn receive(&mut self) -> Heard {
        loop {
            let due = {
                let mut state = self.0.state();
                match state.queue.front() {
                    Some((due, _)) if *due > Instant::now() => Some(*due),
                    Some(_) => {
                        if let Some((_, cue)) = state.queue.pop_front() {
                            return state.play(cue);
                        }
                        None
                    }
                    None => None,
                }
            };
            let cued = self.0.0.cued.notified();
            match due {
                Some(due) => tokio::select! {
                    () = sleep_until(due) => {}
                    () = cued => {}
                },
                None => cued.await,
            }
        }
    }
}

impl ReplayWriter {
    pub(in crate::transport) fn send(&self, bytes: &[u8]) {
        self.0.state().sent(bytes, Instant::now());
        self.0.0.cued.notify_one();
    }
}

impl State {
    fn play(&mut self, cue: Cue) -> Heard {
        match cue {
            Cue::Data(bytes) => Heard::Data(bytes),
            Cue::Closed(over) | Cue::End(over) => {
                self.queue.clear();
                self.over = Some(over);
                Heard::Closed
            }
        }
    }

    /// Puts what the device says before the next input into the queue; `input` is when the last one was sent.
    fn cue(&mut self, input: Instant) {
        self.queue.pop_back_if(|(_, cue)| matches!(cue, Cue::End(_)));
        let mut earliest = self.queue.back().map_or(input, |(due, _)| *due);
        while let Some(step) = self.steps.get(self.next) {
            let (after, cue) = match step {
                Step::Input(_) => return,
                Step::Output { after, bytes } => (*after, Cue::Data(bytes.clone())),
                Step::Closed { after } => (*after, Cue::Closed(Over::AsRecorded)),
                Step::End { after } => match self.ended {
                    Ended::InTrouble => (*after + AFTER_TROUBLE, Cue::End(Over::AsRecorded)),
                    Ended::Otherwise => (*after + AFTER_CUT, Cue::End(Over::Ends)),
                },
            };
            earliest = earliest.max(input + after);
            self.queue.push_back((earliest, cue));
            self.next += 1;
        }
    }

    fn sent(&mut self, bytes: &[u8], now: Instant) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let expected = match self.steps.get(self.next) {
                Some(Step::Input(input)) => input.get(self.sent..).unwrap_or_default(),
                _ => &[],
            };
            if expected.len() > rest.len() && expected.starts_with(rest) {
                self.sent += rest.len();
                return;
            }
            if let Some(more) = rest.strip_prefix(expected).filter(|_| !expected.is_empty()) {
                rest = more;
            } else if let Some(place) = self.elsewhere(rest) {
                self.next = place;
                rest = &[];
            } else {
                // A line without anything on it asks for a prompt. A device that was not asked then has none more.
                if !rest.trim_ascii().is_empty() {
                    self.differs(rest, now);
                }
                return;
            }
            self.next += 1;
            self.sent = 0;
            self.cue(now);
        }
    }

    /// Where else these bytes were sent: what follows first.
    fn elsewhere(&self, bytes: &[u8]) -> Option<usize> {
        let (before, after) = self.steps.split_at(self.next.min(self.steps.len()));
        let is_it = |step: &Step| matches!(step, Step::Input(input) if input == bytes);
        let later = after.iter().position(is_it).map(|place| self.next + place);
        later.or_else(|| before.iter().position(is_it))
    }

    fn differs(&mut self, sent: &[u8], now: Instant) {
        let recorded = match self.steps.get(self.next) {
            Some(Step::Input(input)) => Some(quoted(input)),
            _ => None,
        };
        let sent = quoted(sent);
        self.queue.clear();
        self.queue
            .push_back((now, Cue::Closed(Over::Differs { sent, recorded })));
    }
}

fn quoted(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let line = text.trim_end_matches(['\r', '\n']);
    let mut shown: String = line.escape_debug().take(QUOTED).collect();
    if line.chars().count() > QUOTED {
        shown.push('…');
    }
    shown
}

impl Over {
    /// What to say of a session that ended so; none where the recording says it.
    pub(super) fn failure(&self, device: &str) -> Option<Failure> {
        match self {
            Self::AsRecorded => None,
            Self::Ends => Some(ends(device)),
            Self::Differs { sent, recorded } => {
                let then = match recorded {
                    Some(recorded) => format!("`{recorded}` was sent"),
                    None => "nothing more was sent".to_owned(),
                };
                Some(Failure {
                    kind: "replay_differs".into(),
                    message: format!("`{sent}` is not in the recording of {device}, where {then}"),
                    hint: "replay what was recorded, in the same modes; for other commands, record the device anew"
                        .into(),
                })
            }
        }
    }
}

/// Of a recording that stops before the visit's end.
pub(super) fn ends(device: &str) -> Failure {
    Failure {
        kind: "recording_ends".into(),
        message: format!(
            "the recording of {device} ends here: the run that made it was cut short, or waited no longer"
        ),
        hint: "record the device anew".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    fn output(after: u64, text: &str) -> Step {
        Step::Output {
            after: millis(after),
            bytes: text.into(),
        }
    }

    fn input(text: &str) -> Step {
        Step::Input(text.into())
    }

    /// Two commands, and the end.
    fn play(ended: Ended) -> Play {
        let steps = vec![
            output(10, "r1#"),
            input("show clock\n"),
            output(100, "10:42\r\n"),
            output(200, "r1#"),
            input("show uptime\n"),
            output(50, "4 weeks\r\nr1#"),
            Step::End { after: millis(60) },
        ];
        Play::new(steps, ended)
    }

    async fn heard(reader: &mut ReplayReader) -> (u64, String) {
        let begun = Instant::now();
        let text = match reader.receive().await {
            Heard::Data(bytes) => String::from_utf8(bytes).unwrap(),
            Heard::Closed => "closed".into(),
            other => panic!("{other:?}"),
        };
        (u64::try_from(begun.elapsed().as_millis()).unwrap(), text)
    }

    #[tokio::test(start_paused = true)]
    async fn what_came_after_an_input_comes_as_long_after_it() {
        let (mut reader, writer) = play(Ended::Otherwise).ends();
        assert_eq!(heard(&mut reader).await, (10, "r1#".into()));
        tokio::time::sleep(millis(1000)).await;
        // In pieces as in one.
        writer.send(b"show ");
        writer.send(b"clock\n");
        assert_eq!(heard(&mut reader).await, (100, "10:42\r\n".into()));
        assert_eq!(heard(&mut reader).await, (100, "r1#".into()));
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_sent_early_is_answered_after_what_still_comes() {
        let (mut reader, writer) = play(Ended::Otherwise).ends();
        writer.send(b"show clock\nshow uptime\n");
        for expected in ["r1#", "10:42\r\n", "r1#", "4 weeks\r\nr1#"] {
            assert_eq!(heard(&mut reader).await.1, expected);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_command_is_found_wherever_it_was_recorded() {
        let (mut reader, writer) = play(Ended::Otherwise).ends();
        heard(&mut reader).await;
        for _ in 0..2 {
            writer.send(b"show uptime\n");
            assert_eq!(heard(&mut reader).await, (50, "4 weeks\r\nr1#".into()));
        }
        writer.send(b"show clock\n");
        assert_eq!(heard(&mut reader).await, (100, "10:42\r\n".into()));
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_not_recorded_ends_the_session_and_says_so() {
        let play = play(Ended::Otherwise);
        let (mut reader, writer) = play.ends();
        heard(&mut reader).await;
        writer.send(b"\n");
        assert_eq!(play.over(), None);
        writer.send(b"show version\n");
        assert_eq!(heard(&mut reader).await, (0, "closed".into()));
        let failure = play.over().unwrap().failure("r1").unwrap();
        assert_eq!(failure.kind, "replay_differs");
        assert!(
            failure.message.contains("`show version`") && failure.message.contains("`show clock`"),
            "{}",
            failure.message
        );
    }

    #[tokio::test(start_paused = true)]
    async fn after_its_end_a_recording_says_what_it_knows() {
        for (ended, after, over) in [
            (Ended::InTrouble, 80, Over::AsRecorded),
            (Ended::Otherwise, 5060, Over::Ends),
        ] {
            let play = play(ended);
            let (mut reader, writer) = play.ends();
            writer.send(b"show uptime\n");
            heard(&mut reader).await;
            heard(&mut reader).await;
            assert_eq!(heard(&mut reader).await, (after - 50, "closed".into()));
            assert_eq!(play.over(), Some(over));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn receiving_may_be_given_up_and_loses_nothing() {
        let (mut reader, writer) = play(Ended::Otherwise).ends();
        let waited = tokio::time::timeout(millis(5), reader.receive()).await;
        assert!(waited.is_err());
        assert_eq!(heard(&mut reader).await, (5, "r1#".into()));
        writer.send(b"show uptime\n");
        assert_eq!(heard(&mut reader).await.1, "4 weeks\r\nr1#");
    }
}
