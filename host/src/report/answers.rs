//! What getters answered, printed like a run's results: the same names, with `getter` in the place of
//! `command` and `value` in the place of `rows`.
//!
//! In JSON an answer is nested as NAPALM nests it; in tables and CSV it is rows, by the room's `view`.

use super::{
    Format, Sink, Terminal,
    cells::Lists,
    escape::write_json,
    failed::{self, Failed},
    grid::Grid,
    status,
    view::{Row, rows},
    visible::write_visible,
};
use crate::{
    schedule::record::{Failure, Outcome, Status},
    shared_text,
};
use serde::Serialize;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    io::{self, Write},
    sync::Arc,
};

/// One getter's answer for one device, its fields in the order in which they are written.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    #[serde(serialize_with = "shared_text::serialize")]
    pub device: Arc<str>,
    #[serde(serialize_with = "shared_text::serialize")]
    pub host: Arc<str>,
    #[serde(serialize_with = "shared_text::serialize")]
    pub platform: Arc<str>,
    #[serde(serialize_with = "shared_text::serialize")]
    pub getter: Arc<str>,
    pub status: Status,
    pub error: Option<Failure>,
    /// None, and absent, where there is no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
}

/// Where a device is reached; an outcome does not say so when no command was sent.
#[derive(Clone, Debug)]
pub struct Whereabouts {
    pub host: Arc<str>,
}

/// Prints what a getter collected, as the devices end.
pub(super) struct Answers {
    pub getter: Arc<str>,
    /// In the run's order, one for each device.
    pub devices: Vec<Whereabouts>,
    pub format: Format,
    pub terminal: Terminal,
    /// What waits for the last device.
    pub gathered: BTreeMap<usize, Answer>,
}

impl Answers {
    fn answer(&self, outcome: &Outcome) -> Answer {
        let whereabouts = self.devices.get(outcome.index);
        let (status, error) = status::of_device(outcome);
        Answer {
            device: Arc::clone(&outcome.device),
            host: whereabouts.map_or_else(Arc::default, |device| Arc::clone(&device.host)),
            platform: Arc::clone(&outcome.platform),
            getter: Arc::clone(&self.getter),
            status,
            error: error.cloned(),
            value: outcome.answers.first().and_then(|answer| answer.value.clone()),
        }
    }
}

impl Sink for Answers {
    fn take(&mut self, outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
        let answer = self.answer(outcome);
        if self.format == Format::Ndjson {
            return write_answers(out, &[answer], self.format, self.terminal);
        }
        self.gathered.insert(outcome.index, answer);
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.format == Format::Ndjson {
            return Ok(());
        }
        let answers: Vec<Answer> = std::mem::take(&mut self.gathered).into_values().collect();
        write_answers(out, &answers, self.format, self.terminal)
    }
}

/// What every line of CSV begins with.
const FIRST: [&str; 6] = ["device", "host", "platform", "getter", "status", "error"];

/// Put before a field whose name is one of those.
const VALUE: &str = "value";

/// Writes answers in the order given. A line of NDJSON can be written as soon as it is there, by giving one
/// answer at a time; the other formats need all at once. A getter has no raw text: raw is JSON.
pub fn write_answers(
    out: &mut dyn Write,
    answers: &[Answer],
    format: Format,
    terminal: Terminal,
) -> io::Result<()> {
    match format {
        Format::Ndjson => answers.iter().try_for_each(|answer| {
            write_json(out, answer)?;
            writeln!(out)
        }),
        Format::Json | Format::Raw => {
            for (place, answer) in answers.iter().enumerate() {
                out.write_all(if place == 0 { b"[\n" } else { b",\n" })?;
                write_json(out, answer)?;
            }
            out.write_all(if answers.is_empty() { b"[]\n" } else { b"\n]\n" })
        }
        Format::Csv => write_visible(out, terminal, |out| write_csv(out, answers)),
        Format::Table => write_table(out, answers, terminal),
    }
}

fn write_csv(out: &mut dyn Write, answers: &[Answer]) -> io::Result<()> {
    let rows: Vec<(&Answer, Vec<Row>)> = answers
        .iter()
        .map(|answer| (answer, rows(&answer.getter, answer.value.as_ref(), Lists::Json)))
        .collect();
    let columns = columns(rows.iter().flat_map(|(_, rows)| rows));
    let header = columns.iter().map(|&name| {
        if FIRST.contains(&name) {
            format!("{VALUE}.{name}")
        } else {
            name.to_owned()
        }
    });
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(FIRST.into_iter().map(String::from).chain(header))?;
    for (answer, rows) in &rows {
        let error = answer
            .error
            .as_ref()
            .map(|error| format!("{}: {}", error.kind, error.message));
        let first: [&str; FIRST.len()] = [
            &answer.device,
            &answer.host,
            &answer.platform,
            &answer.getter,
            status::name(answer.status),
            error.as_deref().unwrap_or_default(),
        ];
        // An answer without rows is a line all the same, or its device would be missing.
        let nothing = [Row::new()];
        for row in if rows.is_empty() { &nothing[..] } else { rows } {
            writer.write_record(first.into_iter().chain(cells(row, &columns)))?;
        }
    }
    writer.flush()
}

fn write_table(out: &mut dyn Write, answers: &[Answer], terminal: Terminal) -> io::Result<()> {
    let rows: Vec<(&str, Row)> = answers
        .iter()
        .flat_map(|answer| {
            rows(&answer.getter, answer.value.as_ref(), Lists::Joined)
                .into_iter()
                .map(|row| (&*answer.device, row))
        })
        .collect();
    let columns = columns(rows.iter().map(|(_, row)| row));
    if !rows.is_empty() {
        let lines = || {
            rows.iter()
                .map(|(device, row)| [*device].into_iter().chain(cells(row, &columns)).collect())
        };
        let header = ["device"].into_iter().chain(columns.iter().copied()).collect();
        Grid {
            columns: header,
            rows: lines,
        }
        .write(out, terminal.width)?;
        writeln!(out)?;
    }
    let failed: Vec<Failed> = answers
        .iter()
        .filter(|answer| answer.status != Status::Ok)
        .map(|answer| (&*answer.device, answer.status, answer.error.as_ref()))
        .collect();
    failed::write(out, &failed, terminal)
}

fn columns<'a>(rows: impl Iterator<Item = &'a Row>) -> Vec<&'a str> {
    let mut columns: Vec<&str> = Vec::new();
    for (name, _) in rows.flatten() {
        // Records have a dozen fields; a set would not be faster.
        if !columns.contains(&name.as_str()) {
            columns.push(name);
        }
    }
    columns
}

fn cells<'a>(row: &'a Row, columns: &[&str]) -> impl Iterator<Item = &'a str> {
    columns.iter().map(|column| {
        row.iter()
            .find(|(name, _)| name == column)
            .map_or("", |(_, cell)| cell)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn answer(device: &str, value: Value) -> Answer {
        answer_of("facts", device, value)
    }

    fn answer_of(getter: &str, device: &str, value: Value) -> Answer {
        Answer {
            device: device.into(),
            host: "192.0.2.1".into(),
            platform: "acme_os".into(),
            getter: getter.into(),
            status: Status::Ok,
            error: None,
            value: Some(value),
        }
    }

    fn fleet() -> Vec<Answer> {
        let facts = json!({"hostname": "r1", "uptime": 86400, "interface_list": ["Gi0/1", "Gi0/2"]});
        let refused = Failure {
            kind: "password_refused".into(),
            message: "the device refused the password of \"admin\"".into(),
            hint: "check the password in the inventory".into(),
        };
        let failed = Answer {
            status: Status::AuthFailed,
            error: Some(refused),
            value: None,
            ..answer("r2", json!(0))
        };
        vec![answer("r1", facts), failed]
    }

    fn written(answers: &[Answer], format: Format) -> String {
        let mut out = Vec::new();
        write_answers(&mut out, answers, format, Terminal::default()).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn each_format_tells_answers_and_failures() {
        for format in [Format::Ndjson, Format::Json, Format::Csv, Format::Table] {
            let name = format!("{format:?}").to_lowercase();
            insta::assert_snapshot!(format!("answers_{name}"), written(&fleet(), format));
        }
    }

    #[test]
    fn a_list_of_records_is_a_row_for_each() {
        let arp = json!([{"ip": "192.0.2.7", "age": 1.5}, {"ip": "192.0.2.8", "mac": "00:00:5e:00:53:01"}]);
        insta::assert_snapshot!(written(&[answer_of("arp_table", "r1", arp)], Format::Table), @r"
        device  ip         age  mac
        ─────────────────────────────────────────
        r1      192.0.2.7  1.5
        r1      192.0.2.8       00:00:5e:00:53:01
        ");
    }

    #[test]
    fn an_object_of_objects_is_a_row_for_each_with_its_name() {
        let interfaces = json!({"Gi0/1": {"is_up": true, "mtu": 1500}, "Gi0/2": {"is_up": false}});
        insta::assert_snapshot!(written(&[answer_of("interfaces", "r1", interfaces)], Format::Table), @r"
        device  interface  is_up  mtu
        ──────────────────────────────
        r1      Gi0/1      true   1500
        r1      Gi0/2      false
        ");
    }

    #[test]
    fn nothing_answered_is_still_whole() {
        assert_eq!(written(&[], Format::Json), "[]\n");
        assert_eq!(
            written(&[answer_of("arp_table", "r1", json!([]))], Format::Csv)
                .lines()
                .count(),
            2
        );
    }
}
