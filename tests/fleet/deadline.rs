//! `--deadline`: the run ends, whatever its devices do.

use super::stage::{Stage, once_each, text};
use nethost::lab::{Fault, LabOptions};
use std::time::{Duration, Instant};

#[test]
fn a_run_ends_at_its_deadline_and_says_of_each_device_how_far_it_was() {
    let stage = Stage::with_timeouts(
        LabOptions {
            devices: 6,
            faults: vec![(Fault::StopMidOutput, 1.0)],
            ..LabOptions::default()
        },
        r#"{ command = "60s" }"#,
    );
    let begun = Instant::now();
    let records = stage
        .run(&["--deadline", "2s", "-c", "4", "show version", "show clock"])
        .ended(1);
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    let ends = once_each(&records);
    let count = |wanted: &str| ends.values().filter(|status| **status == wanted).count();
    // Of four devices the first command ran and the second did not; two devices never had their turn.
    assert_eq!((count("timed_out"), count("not_attempted")), (4, 8), "{ends:?}");
    for record in records.iter().filter(|record| record["status"] == "timed_out") {
        assert_eq!(text(&record["error"], "kind"), "deadline", "{record}");
    }
}
