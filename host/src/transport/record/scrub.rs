//! Takes secrets out of what a device sends, however it is cut.
//!
//! What may be the beginning of a secret is held until what follows decides. Whatever happens meanwhile waits
//! behind it, so that a recording keeps its order; times are those at which things happened.

use super::{cast::Event, secrets::Secrets};
use std::{collections::VecDeque, sync::Arc, time::Duration};

/// What may wait behind the beginning of a secret. A session has something to say only a few times while its device is
/// silent.
const WAITING: usize = 1024;

/// One session's stream.
#[derive(Debug)]
pub(super) struct Scrubber {
    secrets: Arc<Secrets>,
    /// Sent by the device, and not decided.
    held: Vec<u8>,
    /// In what pieces `held` came, and what happened in between.
    waiting: VecDeque<(Duration, Waiting)>,
    /// The byte before `held`.
    before: Option<u8>,
}

#[derive(Debug)]
enum Waiting {
    /// So many of the held bytes.
    Output(usize),
    Event(Event),
}

pub(super) type Events = Vec<(Duration, Event)>;

impl Scrubber {
    pub(super) fn new(secrets: Arc<Secrets>) -> Self {
        Self {
            secrets,
            held: Vec::new(),
            waiting: VecDeque::new(),
            before: None,
        }
    }

    /// The device sent these bytes.
    pub(super) fn output(&mut self, at: Duration, bytes: &[u8], events: &mut Events) {
        if bytes.is_empty() {
            return;
        }
        self.held.extend_from_slice(bytes);
        self.waiting.push_back((at, Waiting::Output(bytes.len())));
        self.decide(false, events);
    }

    /// Something else happened.
    pub(super) fn event(&mut self, at: Duration, event: Event, events: &mut Events) {
        self.waiting.push_back((at, Waiting::Event(event)));
        if self.waiting.len() > WAITING {
            self.decide(true, events);
        }
        self.pass(events);
    }

    /// Nothing follows.
    pub(super) fn finish(&mut self, events: &mut Events) {
        self.decide(true, events);
    }

    fn decide(&mut self, is_end: bool, events: &mut Events) {
        let held = std::mem::take(&mut self.held);
        let mut done = 0;
        loop {
            let undecided = if is_end {
                held.len()
            } else {
                self.secrets.undecided(&held, done)
            };
            let place = self.secrets.find(&held, done, self.before);
            let Some(place) = place.filter(|place| place.start < undecided) else {
                self.release(&held[done..undecided], events);
                done = undecided;
                break;
            };
            self.release(&held[done..place.start], events);
            self.replace(place.end - place.start, place.mark, events);
            done = place.end;
        }
        if let Some(last) = held[..done].last() {
            self.before = Some(*last);
        }
        self.held = held;
        self.held.drain(..done);
        self.pass(events);
    }

    /// Lets bytes go as they are.
    fn release(&mut self, mut bytes: &[u8], events: &mut Events) {
        while !bytes.is_empty() {
            let (at, count) = self.next_piece(bytes.len(), events);
            let (piece, rest) = bytes.split_at(count);
            events.push((at, Event::Output(piece.to_owned())));
            bytes = rest;
        }
    }

    /// Lets a mark go for bytes that were a secret, at the time of their first.
    fn replace(&mut self, mut count: usize, mark: &str, events: &mut Events) {
        let (at, first) = self.next_piece(count, events);
        events.push((at, Event::Output(mark.into())));
        count -= first;
        while count > 0 {
            count -= self.next_piece(count, events).1;
        }
    }

    /// Takes up to `most` bytes that came in one piece; what happened before them goes first.
    fn next_piece(&mut self, most: usize, events: &mut Events) -> (Duration, usize) {
        self.pass(events);
        let Some((at, Waiting::Output(count))) = self.waiting.front_mut() else {
            // Each held byte stands in a piece.
            return (Duration::ZERO, most);
        };
        let (at, taken) = (*at, most.min(*count));
        *count -= taken;
        if *count == 0 {
            self.waiting.pop_front();
        }
        (at, taken)
    }

    /// Lets go what waits for nothing any more.
    fn pass(&mut self, events: &mut Events) {
        while let Some((at, waiting)) = self.waiting.pop_front() {
            match waiting {
                Waiting::Event(event) => events.push((at, event)),
                Waiting::Output(count) => {
                    self.waiting.push_front((at, Waiting::Output(count)));
                    return;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::secrets::tests::secrets;
    use super::*;
    use proptest::prelude::*;

    fn micros(micros: u64) -> Duration {
        Duration::from_micros(micros)
    }

    fn output(text: &str) -> Event {
        Event::Output(text.into())
    }

    fn text(events: &Events) -> String {
        let bytes: Vec<u8> = events
            .iter()
            .filter_map(|(_, event)| match event {
                Event::Output(bytes) => Some(bytes.clone()),
                _ => None,
            })
            .collect::<Vec<_>>()
            .concat();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_secret_that_comes_in_pieces_is_replaced_at_the_time_of_its_first() {
        let mut scrubber = Scrubber::new(Arc::new(secrets(&["walnut-7"])));
        let mut events = Events::new();
        scrubber.output(micros(1), b"Password: wal", &mut events);
        assert_eq!(events, [(micros(1), output("Password: "))]);
        scrubber.output(micros(2), b"nut", &mut events);
        scrubber.output(micros(3), b"-7\r\n", &mut events);
        assert_eq!(
            events[1..],
            [(micros(1), output("<password>")), (micros(3), output("\r\n"))]
        );
    }

    #[test]
    fn what_only_began_like_a_secret_goes_on_with_its_times() {
        let mut scrubber = Scrubber::new(Arc::new(secrets(&["#walnut-7"])));
        let mut events = Events::new();
        scrubber.output(micros(1), b"r1#", &mut events);
        scrubber.event(micros(2), Event::Input(b"show clock\n".into()), &mut events);
        assert_eq!(events, [(micros(1), output("r1"))]);
        scrubber.output(micros(3), b"show clock", &mut events);
        assert_eq!(
            events[1..],
            [
                (micros(1), output("#")),
                (micros(2), Event::Input(b"show clock\n".into())),
                (micros(3), output("show clock")),
            ]
        );
    }

    #[test]
    fn what_is_held_at_the_end_is_let_go() {
        let mut scrubber = Scrubber::new(Arc::new(secrets(&["#walnut-7"])));
        let mut events = Events::new();
        scrubber.output(micros(1), b"r1#wal", &mut events);
        scrubber.event(micros(2), Event::Closed, &mut events);
        scrubber.finish(&mut events);
        assert_eq!(text(&events), "r1#wal");
        assert_eq!(events.last(), Some(&(micros(2), Event::Closed)));
    }

    #[test]
    fn a_word_is_decided_by_what_follows_it() {
        let mut scrubber = Scrubber::new(Arc::new(secrets(&["lab"])));
        let mut events = Events::new();
        for piece in ["lab", "-0001# ", "lab", "\r\n", "s", "lab "] {
            scrubber.output(micros(1), piece.as_bytes(), &mut events);
        }
        scrubber.finish(&mut events);
        assert_eq!(text(&events), "lab-0001# <password>\r\nslab ");
    }

    #[test]
    fn what_waits_is_bounded() {
        let mut scrubber = Scrubber::new(Arc::new(secrets(&["#walnut-7"])));
        let mut events = Events::new();
        scrubber.output(micros(1), b"r1#", &mut events);
        for _ in 0..=WAITING {
            scrubber.event(micros(2), Event::Input(b"\n".into()), &mut events);
        }
        assert_eq!(events.len(), WAITING + 3);
    }

    /// Texts of which secrets and outputs are made, so that they overlap often.
    fn pieces() -> impl Strategy<Value = String> {
        prop::collection::vec("a|b|ab|ba|#|é", 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn no_cut_lets_a_secret_through_or_loses_anything_else(
            words in prop::collection::vec("[ab#]{6,9}", 1..4),
            outputs in prop::collection::vec((pieces(), 0..5_usize), 1..12),
            cuts in prop::collection::vec(1..9_usize, 1..40),
        ) {
            let found = secrets(&words.iter().map(String::as_str).collect::<Vec<_>>());
            let whole: String = outputs
                .iter()
                .map(|(text, word)| text.clone() + words.get(*word).map_or("", String::as_str))
                .collect();
            let mut scrubber = Scrubber::new(Arc::new(found.clone()));
            let mut events = Events::new();
            let (mut rest, mut cuts, mut at) = (whole.as_bytes(), cuts.iter().cycle(), 0);
            while !rest.is_empty() {
                let (piece, more) = rest.split_at(rest.len().min(*cuts.next().unwrap_or(&1)));
                scrubber.output(micros(at), piece, &mut events);
                scrubber.event(micros(at), Event::Input(vec![b'i']), &mut events);
                (rest, at) = (more, at + 1);
            }
            scrubber.finish(&mut events);
            let clean = text(&events);
            for word in &words {
                prop_assert!(!clean.contains(word), "{word} in {clean}");
            }
            // As if it had come in one piece.
            prop_assert_eq!(clean, found.scrub(&whole));
            let times: Vec<_> = events.iter().map(|(at, _)| *at).collect();
            prop_assert!(times.is_sorted());
            let inputs = events.iter().filter(|(_, event)| matches!(event, Event::Input(_))).count();
            prop_assert_eq!(inputs as u64, at);
        }
    }
}
