//! The recording of one connection: what happens is written at once, in whole lines.
//!
//! What cannot be written ends the recording and not the visit; its folder keeps count, for the end of the run.

use super::{
    cast::{self, End, Event, Stage},
    faults::Faults,
    scrub::{Events, Scrubber},
    secrets::{Secrets, mark},
};
use crate::{
    schedule::{Shown, Trouble},
    session::profile::SecretKind,
    transport::line::Tap,
};
use std::{
    fs::File,
    io::{self, Write},
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

#[derive(Debug)]
pub(super) struct Take {
    path: PathBuf,
    /// None once something could not be written.
    file: Option<File>,
    /// Bytes of whole lines in the file.
    written: u64,
    begun: Instant,
    secrets: Arc<Secrets>,
    scrubber: Scrubber,
    /// The beginning of a character, and when it came.
    cut: (Duration, Vec<u8>),
    /// A secret that is being sent.
    sending: Option<SecretKind>,
    ended: bool,
    faults: Arc<Faults>,
}

impl Take {
    pub(super) fn begin(
        path: PathBuf,
        file: io::Result<File>,
        header: &cast::Header,
        secrets: Arc<Secrets>,
        faults: Arc<Faults>,
    ) -> Self {
        let mut take = Self {
            scrubber: Scrubber::new(secrets.clone()),
            secrets,
            path,
            file: None,
            written: 0,
            begun: Instant::now(),
            cut: (Duration::ZERO, Vec::new()),
            sending: None,
            ended: false,
            faults,
        };
        match file {
            Ok(file) => {
                take.file = Some(file);
                let mut line = serde_json::to_string(header).unwrap_or_default();
                line.push('\n');
                take.write(&line);
            }
            Err(error) => take.faults.add(&take.path, error),
        }
        take
    }

    pub(super) fn event(&mut self, event: Event) {
        let at = self.now();
        let mut events = Events::new();
        self.scrubber.event(at, event, &mut events);
        self.keep(events);
    }

    fn output(&mut self, bytes: &[u8]) {
        let at = self.now();
        let mut events = Events::new();
        self.scrubber.output(at, bytes, &mut events);
        self.keep(events);
    }

    fn input(&mut self, bytes: &[u8]) {
        let mut clean = self.sending.take().map_or("", mark).as_bytes().to_vec();
        clean.extend_from_slice(&self.secrets.scrub_bytes(bytes));
        if !clean.is_empty() {
            self.event(Event::Input(clean));
        }
    }

    /// The last event; what comes after the first end is not recorded.
    pub(super) fn end(&mut self, end: End) {
        if std::mem::replace(&mut self.ended, true) {
            return;
        }
        self.event(Event::End(end));
        let mut events = Events::new();
        self.scrubber.finish(&mut events);
        self.keep(events);
        self.file = None;
    }

    fn now(&self) -> Duration {
        self.begun.elapsed()
    }

    fn keep(&mut self, events: Events) {
        let mut lines = String::new();
        for (at, event) in events {
            match event {
                Event::Output(bytes) => {
                    let at = if self.cut.1.is_empty() { at } else { self.cut.0 };
                    let mut whole = std::mem::take(&mut self.cut.1);
                    whole.extend_from_slice(&bytes);
                    let cut = whole.split_off(whole.len() - unfinished(&whole));
                    cast::lines(at, &Event::Output(whole), &mut lines);
                    self.cut = (at, cut);
                }
                event => {
                    // The rest of the character stands behind this, if it comes.
                    let cut = std::mem::take(&mut self.cut.1);
                    cast::lines(self.cut.0, &Event::Output(cut), &mut lines);
                    cast::lines(at, &event, &mut lines);
                }
            }
        }
        self.write(&lines);
    }

    /// Lines are written in one piece, and taken back where only a part of them could be.
    fn write(&mut self, lines: &str) {
        let Some(file) = &mut self.file else { return };
        match file.write_all(lines.as_bytes()) {
            Ok(()) => self.written += lines.len() as u64,
            Err(error) => {
                // A replay can do with less than whole lines too.
                let _ = file.set_len(self.written);
                self.file = None;
                self.faults.add(&self.path, error);
            }
        }
    }
}

impl Drop for Take {
    fn drop(&mut self) {
        self.end(End::Cut);
    }
}

/// Bytes at the end that begin a character of UTF-8 and do not end it.
fn unfinished(bytes: &[u8]) -> usize {
    let tail = &bytes[bytes.len().saturating_sub(3)..];
    (0..tail.len())
        .find_map(|start| match str::from_utf8(&tail[start..]) {
            Err(error) if error.valid_up_to() == 0 && error.error_len().is_none() => Some(tail.len() - start),
            _ => None,
        })
        .unwrap_or(0)
}

/// A take that the session's line and its visit share. Dropping the last ends it.
#[derive(Clone, Debug)]
pub(super) struct Shared(Arc<Mutex<Take>>);

impl Shared {
    pub(super) fn new(take: Take) -> Self {
        Self(Arc::new(Mutex::new(take)))
    }

    fn take(&self) -> MutexGuard<'_, Take> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn event(&self, event: Event) {
        self.take().event(event);
    }

    pub(super) fn end(&self, end: End) {
        self.take().end(end);
    }

    pub(super) fn trouble(&self, stage: Stage, trouble: &Trouble) {
        let mut take = self.take();
        let trouble = take.secrets.scrub_trouble(trouble);
        take.end(End::trouble(stage, &trouble));
    }
}

impl Tap for Shared {
    fn began(&mut self, login: Duration, shown: &Shown) {
        if *shown != Shown::default() {
            let clean = |text: &str| self.take().secrets.scrub(text);
            let event = Event::Shown(Shown {
                identification: clean(&shown.identification),
                greeting: clean(&shown.greeting),
            });
            self.event(event);
        }
        self.event(Event::SessionBegun { login });
    }

    fn received(&mut self, bytes: &[u8]) {
        self.take().output(bytes);
    }

    fn sent(&mut self, bytes: &[u8]) {
        self.take().input(bytes);
    }

    fn sent_secret(&mut self, kind: SecretKind) {
        self.take().sending = Some(kind);
    }

    fn closed(&mut self) {
        self.event(Event::Closed);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{folder::Folder, secrets::tests::secrets};
    use super::*;
    use crate::transport::{record::read::Recording, replay::tests::header_of};
    use proptest::prelude::*;
    use std::fs;

    struct Desk {
        folder: tempfile::TempDir,
        faults: Arc<Faults>,
    }

    impl Desk {
        fn new() -> Self {
            Self {
                folder: tempfile::tempdir().unwrap(),
                faults: Arc::default(),
            }
        }

        fn take(&self, words: &[&str]) -> Shared {
            let (path, file) = Folder::create(self.folder.path()).unwrap().file("r1", 1);
            let secrets = Arc::new(secrets(words));
            Shared::new(Take::begin(
                path,
                file,
                &header_of("r1", 1),
                secrets,
                self.faults.clone(),
            ))
        }

        fn text(&self) -> String {
            fs::read_to_string(self.folder.path().join("r1.cast")).unwrap()
        }

        fn events(&self) -> Vec<Event> {
            let path = self.folder.path().join("r1.cast");
            let recording = Recording::read(&path).unwrap().unwrap();
            recording.events.into_iter().map(|(_, event)| event).collect()
        }
    }

    #[test]
    fn a_sent_secret_and_its_echo_are_marked() {
        let desk = Desk::new();
        let mut take = desk.take(&["walnut-7"]);
        take.received(b"Password: ");
        take.sent_secret(SecretKind::Enable);
        take.sent(b"\n");
        take.received(b"wal");
        take.received(b"nut-7\r\nr1#");
        take.end(End::Done);
        assert!(!desk.text().contains("walnut"), "{}", desk.text());
        assert_eq!(
            desk.events(),
            [
                Event::Output(b"Password: ".into()),
                Event::Input(b"<enable>\n".into()),
                Event::Output(b"<password>".into()),
                Event::Output(b"\r\nr1#".into()),
                Event::End(End::Done),
            ]
        );
    }

    #[test]
    fn what_happened_is_in_the_file_before_the_end() {
        let desk = Desk::new();
        let mut take = desk.take(&[]);
        take.began(Duration::from_secs(30), &Shown::default());
        take.received(b"r1#");
        let events = desk.events();
        assert_eq!(events[1..], [Event::Output(b"r1#".into())]);
        drop(take);
        assert_eq!(desk.events().last(), Some(&Event::End(End::Cut)));
    }

    #[test]
    fn a_secret_in_a_failure_is_marked() {
        let desk = Desk::new();
        let take = desk.take(&["walnut-7"]);
        let trouble = crate::transport::replay::tests::trouble("it last said `walnut-7`");
        take.trouble(Stage::Run, &trouble);
        assert!(
            desk.text().contains("it last said `<password>`"),
            "{}",
            desk.text()
        );
    }

    #[test]
    fn what_cannot_be_written_is_counted_once_and_hinders_nothing() {
        let desk = Desk::new();
        let full = fs::OpenOptions::new().write(true).open("/dev/full");
        let path = PathBuf::from("/dev/full");
        let secrets = Arc::new(secrets(&[]));
        let mut take = Shared::new(Take::begin(
            path,
            full,
            &header_of("r1", 1),
            secrets,
            desk.faults.clone(),
        ));
        take.received(b"r1#");
        drop(take);
        let error = desk.faults.error().unwrap();
        assert!(
            error
                .to_string()
                .starts_with("cannot write the recording /dev/full: "),
            "{error}"
        );
        assert!(!error.to_string().contains("more"), "{error}");
        assert!(error.hint().contains("full"), "{}", error.hint());
    }

    proptest! {
        #[test]
        fn any_bytes_in_any_pieces_come_back(
            bytes in prop::collection::vec(prop_oneof![any::<u8>(), prop::sample::select("aé€😀".as_bytes())], 0..60),
            cuts in prop::collection::vec(1..7_usize, 1..20),
        ) {
            let desk = Desk::new();
            let mut take = desk.take(&[]);
            let (mut rest, mut cuts) = (&bytes[..], cuts.iter().cycle());
            while !rest.is_empty() {
                let (piece, more) = rest.split_at(rest.len().min(*cuts.next().unwrap_or(&1)));
                take.received(piece);
                rest = more;
            }
            drop(take);
            let back: Vec<u8> = desk.events().into_iter().filter_map(|event| match event {
                Event::Output(bytes) => Some(bytes),
                _ => None,
            }).collect::<Vec<_>>().concat();
            prop_assert_eq!(back, bytes);
        }

        #[test]
        fn a_whole_character_is_text_however_it_is_cut(text in "[aé€😀]{0,20}", cut in 1..5_usize) {
            let desk = Desk::new();
            let mut take = desk.take(&[]);
            for piece in text.as_bytes().chunks(cut) {
                take.received(piece);
            }
            drop(take);
            prop_assert!(!desk.text().contains("nethost:o"), "{}", desk.text());
        }
    }
}
