//! A device made of a recording of nethost's: the same bytes, without their times.

use super::{Entry, SessionFile, SessionFileError, last_line, visible_name};
use crate::transport::record::{
    Recording,
    cast::{Event, is_mark},
};
use std::path::Path;

pub(super) fn read(path: &Path) -> Result<SessionFile, SessionFileError> {
    let shape = |problem: &str| SessionFileError::Shape {
        path: path.to_owned(),
        problem: problem.to_owned(),
    };
    let recording = Recording::read(path)?.ok_or_else(|| shape("nothing is recorded in it"))?;
    let mut first: Option<Vec<u8>> = None;
    let mut entries: Vec<Entry> = Vec::new();
    for (_, event) in recording.events {
        match event {
            Event::Output(bytes) => match entries.last_mut() {
                Some(entry) => entry.answer.extend_from_slice(&bytes),
                None => first.get_or_insert_default().extend_from_slice(&bytes),
            },
            Event::Input(bytes) => entries.push(Entry::typed(&String::from_utf8_lossy(&bytes))),
            Event::Closed => {
                if let Some(entry) = entries.last_mut() {
                    entry.closes = true;
                }
            }
            _ => {}
        }
    }
    let first = first.ok_or_else(|| shape("the device in it said nothing"))?;
    let prompt = last_line(&first).to_vec();
    let origin = recording.header.nethost;
    Ok(SessionFile {
        hostname: Some(visible_name(&prompt))
            .filter(|name| !name.is_empty())
            .unwrap_or(origin.device),
        platform: origin.platform,
        first: Some(first),
        prompt,
        entries,
    })
}

impl Entry {
    /// What was typed in a recording, its answer still to come.
    fn typed(typed: &str) -> Self {
        let bare = typed.trim_end_matches(['\r', '\n']);
        Self {
            typed: bare.to_owned(),
            line: bare.len() < typed.len(),
            answer: Vec::new(),
            exact: true,
            closes: false,
        }
    }

    /// Whether it stands for a secret.
    pub(super) fn is_mark(&self) -> bool {
        self.exact && is_mark(&self.typed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        lab::{SimDevice, SimSettings, Step},
        transport::{
            record::cast::{End, lines},
            replay::tests::header_of,
        },
    };
    use std::{fmt::Write as _, fs, sync::Arc, time::Duration};

    fn output(text: &str) -> Event {
        Event::Output(text.into())
    }

    fn input(text: &str) -> Event {
        Event::Input(text.into())
    }

    fn device(events: &[Event]) -> Result<SimDevice, SessionFileError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r1.cast");
        let mut text = String::new();
        writeln!(text, "{}", serde_json::to_string(&header_of("r1", 1)).unwrap()).unwrap();
        for event in events {
            lines(Duration::ZERO, event, &mut text);
        }
        fs::write(&path, text).unwrap();
        let file = SessionFile::read(&path)?;
        assert_eq!(file.platform, "acme");
        Ok(SimDevice::recorded(
            Arc::new(file),
            Arc::new(SimSettings::default()),
        ))
    }

    fn typed(device: &mut SimDevice, keys: &str) -> String {
        let steps = device.input(keys.as_bytes());
        steps
            .iter()
            .map(|step| match step {
                Step::Send(bytes) => String::from_utf8(bytes.clone()).unwrap(),
                Step::Close => "closed".into(),
                other => panic!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn each_input_has_the_answer_that_it_had() {
        let mut device = device(&[
            Event::Connected,
            output("welcome\r\nr1"),
            output(">"),
            input("enable\n"),
            output("enable\r\nPassword: "),
            input("<enable>\n"),
            output("\r\nr1#"),
            input("show log\n"),
            output("show log\r\none\r\n--More--"),
            input(" "),
            output("\r        \rtwo\r\nr1#"),
            input("exit\n"),
            output("exit\r\n"),
            Event::Closed,
            Event::End(End::Done),
        ])
        .unwrap();
        assert_eq!(device.open(), [Step::Send(b"welcome\r\nr1>".into())]);
        assert_eq!(typed(&mut device, "enable\n"), "enable\r\nPassword: ");
        assert_eq!(typed(&mut device, "a secret\n"), "\r\nr1#");
        assert_eq!(typed(&mut device, "show log\n"), "show log\r\none\r\n--More--");
        assert_eq!(typed(&mut device, " "), "\r        \rtwo\r\nr1#");
        assert_eq!(
            typed(&mut device, "show nothing\n"),
            "show nothing\r\n% Invalid command: it is not in this recording\r\nr1#"
        );
        assert_eq!(typed(&mut device, "exit\n"), "exit\r\nclosed");
    }

    #[test]
    fn an_answer_that_was_cut_stays_so() {
        let mut device =
            device(&[output("r1#"), input("show log\n"), output("show log\r\none\r\n")]).unwrap();
        assert_eq!(typed(&mut device, "show log\n"), "show log\r\none\r\n");
    }

    #[test]
    fn a_recording_without_a_session_says_so() {
        let error = device(&[Event::Connected, Event::End(End::Cut)]).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("r1.cast: the device in it said nothing"),
            "{error}"
        );
    }
}
