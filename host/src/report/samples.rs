//! Made-up runs for the tests of this room: every status, other scripts, terminal sequences, wide tables.

use super::{Format, Terminal, format::Layout};
use crate::{
    plugin::model::{Table, Value},
    schedule::record::{Event, Failure, Outcome, Record, Status},
};
use proptest::prelude::*;
use std::{sync::Arc, time::Duration};

pub(super) const STATUSES: [Status; 9] = [
    Status::Ok,
    Status::Failed,
    Status::Unparsed,
    Status::Unreachable,
    Status::AuthFailed,
    Status::TimedOut,
    Status::DriverFault,
    Status::Cancelled,
    Status::NotAttempted,
];

const BRIEF: &str = "show ip interface brief";
const CLOCK: &str = "show clock";
const VERSION: &str = "show version";

/// What a format prints into a pipe, with the options' defaults.
pub(super) fn printed(format: Format, outcomes: &[Outcome]) -> String {
    printed_with(format, outcomes, |_| ())
}

pub(super) fn printed_with(format: Format, outcomes: &[Outcome], change: impl FnOnce(&mut Layout)) -> String {
    let mut layout = Layout {
        raw: false,
        single: false,
        terminal: Terminal::default(),
    };
    change(&mut layout);
    let mut sink = format.sink(layout);
    let mut out = Vec::new();
    for outcome in outcomes {
        sink.take(outcome, &mut out).unwrap();
    }
    sink.end(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Device `r1`, the first, with one command and two rows.
pub(super) fn ok_outcome() -> Outcome {
    outcome(0, "r1", vec![brief(0, "r1")])
}

/// As [`ok_outcome`], for the device `r<index>` at that place.
pub(super) fn ok_at(index: usize) -> Outcome {
    let name = format!("r{index}");
    outcome(index, &name, vec![brief(index, &name)])
}

/// A device whose name and answers have other scripts and terminal sequences in them.
pub(super) fn hostile_outcome() -> Outcome {
    let device = "zürich-東京";
    let mut clock = record(1, device, CLOCK);
    clock.raw = Some("\x1b[2J\x1b]0;owned\x0712:00 \u{202e}CTU\r\n".into());
    let mut table = brief(1, device);
    table.table = Some(Table {
        columns: brief_columns(),
        rows: vec![vec![
            text("Gi0/1 \x1b[31m"),
            text("192.0.2.1"),
            text("up, \"really\""),
            text("東京"),
        ]],
    });
    outcome(1, device, vec![clock, table])
}

pub(super) fn unreachable(index: usize, device: &str) -> Outcome {
    let error = Failure {
        kind: "connect_refused".into(),
        message: format!("{}:22 refused the connection", host(index)),
        hint: "check that SSH is on and which port it has".into(),
    };
    failed(index, device, Status::Unreachable, Some(error))
}

pub(super) fn retrying(index: usize) -> Event {
    let error = Failure {
        kind: "connect_timeout".into(),
        message: "no answer".into(),
        hint: String::new(),
    };
    Event::Retrying {
        index,
        attempt: 1,
        error,
        after: Duration::from_secs(1),
    }
}

/// A run of eight devices in order of completion, with something of everything.
pub(super) fn fleet() -> Vec<Outcome> {
    let whole = outcome(0, "r1", vec![clock(0, "r1"), brief(0, "r1"), version(0, "r1")]);

    let mut refused = clock(3, "r4");
    refused.status = Status::Failed;
    refused.raw = Some("% Invalid input detected at '^' marker.\n".into());
    refused.error = Some(Failure {
        kind: "refused".into(),
        message: "the device refused the command: % Invalid input detected at '^' marker.".into(),
        hint: "check the command and the mode that it needs".into(),
    });
    let mut empty = brief(3, "r4");
    empty.table = Some(Table {
        columns: brief_columns(),
        rows: vec![],
    });
    let mut unparsed = version(3, "r4");
    unparsed.status = Status::Unparsed;
    unparsed.table = None;
    unparsed.error = Some(Failure {
        kind: "not_understood".into(),
        message: "line 1 was not expected: Acme OS 4.2".into(),
        hint: String::new(),
    });
    let partly = Outcome {
        status: Status::Failed,
        error: refused.error.clone(),
        ..outcome(3, "r4", vec![refused, empty, unparsed])
    };

    let mut other = brief(4, "frr1");
    other.platform = "frr".into();
    other.table = Some(Table {
        columns: ["interface", "status", "vrf", "addresses"]
            .map(String::from)
            .into(),
        rows: vec![vec![
            text("eth0"),
            text("up"),
            text("default"),
            Value::Texts(["192.0.2.4/24".into(), "2001:db8::4/64".into()].into()),
        ]],
    });
    let other = outcome(4, "frr1", vec![clock(4, "frr1"), other]);

    let locked = Failure {
        kind: "password_refused".into(),
        message: "the device refused the password of \"admin\"".into(),
        hint: "check the password in the inventory".into(),
    };
    vec![
        unreachable(2, "r3"),
        partly,
        whole,
        failed(7, "r8", Status::NotAttempted, None),
        hostile_outcome(),
        failed(6, "r7", Status::AuthFailed, Some(locked)),
        other,
        unreachable(5, "r6"),
    ]
}

/// Any run: devices in any order, tables of any shape, any text.
pub(super) fn outcomes() -> impl Strategy<Value = Vec<Outcome>> {
    let value = prop_oneof![
        Just(Value::None),
        any::<bool>().prop_map(Value::Boolean),
        any::<i64>().prop_map(Value::Integer),
        any::<f64>().prop_map(Value::Decimal),
        any::<String>().prop_map(|text| Value::Text(text.into())),
        prop::collection::vec(any::<String>(), 0..3).prop_map(|texts| Value::Texts(texts.into())),
    ];
    let table = prop::sample::subsequence(vec!["status", "device", "a", "b", "c,d"], 0..5)
        .prop_shuffle()
        .prop_flat_map(move |columns| {
            let row = prop::collection::vec(value.clone(), columns.len());
            let columns: Arc<[String]> = columns.into_iter().map(String::from).collect();
            let rows = if columns.is_empty() { 0..1 } else { 0..4 };
            prop::collection::vec(row, rows).prop_map(move |rows| Table {
                columns: Arc::clone(&columns),
                rows,
            })
        });
    let record = (
        any::<String>(),
        prop::sample::select(&STATUSES),
        prop::option::of(table),
        prop::option::of(any::<String>()),
    );
    prop::collection::vec((any::<String>(), prop::collection::vec(record, 0..3)), 0..5)
        .prop_map(|devices| {
            devices
                .into_iter()
                .enumerate()
                .map(|(index, (device, records))| {
                    let records = records.into_iter().map(|(command, status, table, raw)| {
                        let error = (status != Status::Ok).then(|| Failure {
                            kind: "made_up".into(),
                            message: command.clone(),
                            hint: String::new(),
                        });
                        Record {
                            status,
                            error,
                            raw,
                            table,
                            ..self::record(index, &device, &command)
                        }
                    });
                    outcome(index, &device, records.collect())
                })
                .collect::<Vec<_>>()
        })
        .prop_shuffle()
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn host(index: usize) -> String {
    format!("192.0.2.{}", index + 1)
}

fn record(index: usize, device: &str, command: &str) -> Record {
    let started_at =
        jiff::Timestamp::from_millisecond(1_767_225_600_250 + i64::try_from(index).unwrap()).unwrap();
    Record {
        index,
        device: device.into(),
        host: host(index).into(),
        platform: "acme_os".into(),
        command: command.into(),
        status: Status::Ok,
        error: None,
        started_at: Some(started_at),
        elapsed: Duration::from_micros(201_900),
        raw: None,
        table: None,
    }
}

fn brief_columns() -> Arc<[String]> {
    ["interface", "ip_address", "status", "proto"]
        .map(String::from)
        .into()
}

fn brief(index: usize, device: &str) -> Record {
    let rows = vec![
        vec![
            text("GigabitEthernet0/1"),
            text("198.51.100.1"),
            text("up"),
            text("up"),
        ],
        vec![
            text("GigabitEthernet0/2"),
            Value::None,
            text("administratively down"),
            text("down"),
        ],
    ];
    let mut record = record(index, device, BRIEF);
    record.raw = Some("Interface  IP-Address  Status  Protocol\n(two lines)\n".into());
    record.table = Some(Table {
        columns: brief_columns(),
        rows,
    });
    record
}

fn clock(index: usize, device: &str) -> Record {
    let mut record = record(index, device, CLOCK);
    record.raw = Some("*10:00:00.000 UTC Thu Jan 1 2026\n".into());
    record
}

/// Too wide for any terminal of 80 columns.
fn version(index: usize, device: &str) -> Record {
    let cells = [
        ("version", text("4.2.1-r7")),
        ("rommon", Value::None),
        ("hostname", text(device)),
        ("uptime", text("1 year, 2 weeks, 3 days, 4 hours, 5 minutes")),
        ("uptime_weeks", Value::Integer(54)),
        ("load", Value::Decimal(0.25)),
        ("restarted", text("10:11:12 UTC Mon Dec 23 2024")),
        (
            "reload_reason",
            text("power-on after a failure of both supplies in the same night"),
        ),
        (
            "running_image",
            text("flash:/images/acme-universal-4.2.1-r7.release.bin"),
        ),
        (
            "hardware",
            Value::Texts(["AC-3650-48".into(), "AC-3650-24".into()].into()),
        ),
        (
            "serial",
            Value::Texts(["ACM0001X0AA".into(), "ACM0001X0AB".into()].into()),
        ),
        ("config_register", text("0x102")),
        ("licensed", Value::Boolean(true)),
    ];
    let mut record = record(index, device, VERSION);
    record.raw = Some("Acme OS 4.2\n".into());
    record.table = Some(Table {
        columns: cells.iter().map(|(name, _)| (*name).to_owned()).collect(),
        rows: vec![cells.into_iter().map(|(_, value)| value).collect()],
    });
    record
}

fn outcome(index: usize, device: &str, records: Vec<Record>) -> Outcome {
    Outcome {
        index,
        device: device.into(),
        platform: "acme_os".into(),
        status: Status::Ok,
        error: None,
        elapsed: Duration::from_millis(700),
        attempts: 1,
        fallback: None,
        records,
        answers: Vec::new(),
    }
}

fn failed(index: usize, device: &str, status: Status, error: Option<Failure>) -> Outcome {
    let records = [CLOCK, BRIEF, VERSION].map(|command| Record {
        status,
        error: error.clone(),
        started_at: None,
        elapsed: Duration::ZERO,
        ..record(index, device, command)
    });
    Outcome {
        status,
        error,
        ..outcome(index, device, records.into())
    }
}
