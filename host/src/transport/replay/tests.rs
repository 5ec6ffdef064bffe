//! What the tests of this room and of its neighbour share, and folders of recordings that are wrong.

use super::*;
use crate::{
    schedule::{
        Trouble,
        record::{Failure, Status},
    },
    transport::record::cast::{self, Event},
};
use std::time::Duration;

/// A failure with this message.
pub(in crate::transport) fn trouble(message: &str) -> Trouble {
    Trouble {
        status: Status::TimedOut,
        failure: Failure {
            kind: "command_timeout".into(),
            message: message.into(),
            hint: String::new(),
        },
        passing: false,
    }
}

/// A recording of these events, each with its milliseconds.
pub(super) fn recording(events: &[(u64, Event)]) -> Recording {
    let events = events.iter().cloned();
    Recording {
        header: header_of("r1", 1),
        events: events
            .map(|(at, event)| (Duration::from_millis(at), event))
            .collect(),
    }
}

pub(crate) fn header_of(device: &str, attempt: u32) -> cast::Header {
    cast::Header {
        version: 2,
        width: 80,
        height: 24,
        timestamp: 0,
        title: device.into(),
        env: BTreeMap::new(),
        nethost: cast::Origin {
            format: cast::FORMAT,
            device: device.into(),
            host: "192.0.2.1".into(),
            platform: "acme".into(),
            protocol: "ssh".into(),
            driver: String::new(),
            attempt,
            started_at: "2026-01-01T00:00:00Z".into(),
            secrets: Vec::new(),
        },
    }
}

fn write(folder: &Path, name: &str, device: &str, attempt: u32) {
    let header = serde_json::to_string(&header_of(device, attempt)).unwrap();
    fs::write(folder.join(name), format!("{header}\n")).unwrap();
}

#[test]
fn recordings_are_played_in_the_order_of_their_connections_whatever_their_files_are_called() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "b.cast", "r1", 1);
    write(folder.path(), "a.cast", "r1", 2);
    fs::write(folder.path().join("notes.txt"), "not looked at").unwrap();
    // Killed before its first line.
    fs::write(folder.path().join("c.cast"), "").unwrap();
    let replay = Replay::open(folder.path()).unwrap();
    assert!(matches!(
        replay.next("r1").unwrap(),
        Next::Script { more: true, .. }
    ));
    assert!(matches!(
        replay.next("r1").unwrap(),
        Next::Script { more: false, .. }
    ));
    assert!(matches!(replay.next("r1").unwrap(), Next::None { others: true }));
    assert!(matches!(replay.next("r2").unwrap(), Next::None { others: false }));
}

#[track_caller]
fn wrong(folder: &Path, why: &str) {
    let error = Replay::open(folder).unwrap_err();
    assert!(error.to_string().contains(why), "{error}");
    assert!(!error.hint().is_empty());
}

#[test]
fn a_folder_that_cannot_be_replayed_says_why() {
    let folder = tempfile::tempdir().unwrap();
    wrong(&folder.path().join("none"), "cannot read the folder");
    wrong(folder.path(), "holds no recordings");
    fs::write(folder.path().join("c.cast"), "").unwrap();
    wrong(folder.path(), "holds no recordings");
    write(folder.path(), "a.cast", "r1", 1);
    write(folder.path(), "b.cast", "r1", 1);
    wrong(folder.path(), "are both recordings of connection 1 to r1");
    fs::write(folder.path().join("b.cast"), "hello\n").unwrap();
    wrong(folder.path(), "b.cast, line 1: ");
}
