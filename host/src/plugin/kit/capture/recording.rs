//! A recorded session, made fit to be shown to others. What is typed and what comes back stay in step, so that it can still
//! be replayed.

use super::{Cleaner, text::Text};
use crate::{
    schedule::Shown,
    transport::record::{
        Recording,
        cast::{self, End, Event},
    },
};
use std::path::Path;

/// What begins a mark in the place of a secret of the inventory.
const MARKS: [&[u8]; 5] = [
    b"<password>",
    b"<enable>",
    b"<username>",
    b"<passphrase>",
    b"<answer>",
];

/// What prompts end with, and questions do not.
const PROMPTS_END: [char; 6] = ['#', '>', '$', '%', ']', ')'];

/// A recording that was cleaned.
#[derive(Debug)]
pub struct Cleaned(Recording);

impl Cleaned {
    pub fn recording(&self) -> &Recording {
        &self.0
    }

    /// The file's text.
    pub fn to_text(&self) -> String {
        let mut text = serde_json::to_string(&self.0.header).unwrap_or_default();
        text.push('\n');
        for (at, event) in &self.0.events {
            cast::lines(*at, event, &mut text);
        }
        text
    }
}

/// Cleans all that a recording holds.
pub fn clean(mut recording: Recording, cleaner: &mut Cleaner) -> Cleaned {
    learn(&recording, cleaner);
    let marked = recording
        .events
        .iter()
        .map(|(_, event)| marks(event))
        .sum::<usize>();
    cleaner.counts.marked += marked;
    outputs(&mut recording.events, cleaner);
    for (_, event) in &mut recording.events {
        match event {
            Event::Input(bytes) => *bytes = cleaner.bytes(bytes),
            Event::Shown(Shown {
                identification,
                greeting,
            }) => {
                *identification = cleaner.text(identification);
                *greeting = cleaner.text(greeting);
            }
            Event::End(End::Trouble { failure, .. }) => {
                failure.message = cleaner.text(&failure.message);
                failure.hint = cleaner.text(&failure.hint);
            }
            _ => {}
        }
    }
    recording.events.retain(|(_, event)| !is_empty(event));
    let header = &mut recording.header;
    let origin = &mut header.nethost;
    origin.device = cleaner.device(&origin.device);
    origin.host = cleaner.text(&origin.host);
    // Where a driver lies on its author's machine is nobody's business.
    if let Some(name) = Path::new(&origin.driver).file_name() {
        origin.driver = name.to_string_lossy().into_owned();
    }
    header.title = format!("{} ({})", origin.device, origin.host);
    Cleaned(recording)
}

/// The output as one text: what is to be replaced may have come in pieces.
fn outputs(events: &mut [(std::time::Duration, Event)], cleaner: &mut Cleaner) {
    let mut text = Text::default();
    let mut typed = false;
    for (_, event) in events.iter() {
        match event {
            Event::Output(bytes) => text.push(bytes, std::mem::take(&mut typed)),
            Event::Input(_) => typed = true,
            _ => {}
        }
    }
    cleaner.clean(&mut text);
    let outputs = events.iter_mut().filter_map(|(_, event)| match event {
        Event::Output(bytes) => Some(bytes),
        _ => None,
    });
    for (bytes, piece) in outputs.zip(text.pieces()) {
        *bytes = piece.to_vec();
    }
}

fn learn(recording: &Recording, cleaner: &mut Cleaner) {
    let mut output: Vec<u8> = Vec::new();
    let mut is_known = false;
    for (_, event) in &recording.events {
        match event {
            Event::Output(bytes) => output.extend_from_slice(bytes),
            Event::Input(_) if !is_known => {
                if let Some(prompt) = prompt(&output) {
                    cleaner.learn_prompt(&prompt);
                    is_known = true;
                }
            }
            Event::Shown(shown) => cleaner.learn(shown.greeting.as_bytes()),
            _ => {}
        }
    }
    cleaner.learn(&output);
}

/// What the device waits behind, unless it is a question.
fn prompt(output: &[u8]) -> Option<String> {
    let last = output.rsplit(|byte| matches!(byte, b'\n' | b'\r')).next()?;
    let prompt = String::from_utf8_lossy(last).trim().to_owned();
    prompt.ends_with(PROMPTS_END).then_some(prompt)
}

fn marks(event: &Event) -> usize {
    let (Event::Output(bytes) | Event::Input(bytes)) = event else {
        return 0;
    };
    let count = |mark: &&[u8]| bytes.windows(mark.len()).filter(|it| it == mark).count();
    MARKS.iter().map(count).sum()
}

fn is_empty(event: &Event) -> bool {
    matches!(event, Event::Output(bytes) | Event::Input(bytes) if bytes.is_empty())
}
